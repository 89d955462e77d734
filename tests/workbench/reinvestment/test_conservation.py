"""Whatever is received, shared and paid, in whatever order: not a penny appears or is lost."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.workbench.recovery.facts import confiscation
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.figures import FIGURES as RECOVERY
from workbench.recovery.receipts import add_receipt
from workbench.reinvestment import funds, grants, programmes, rows, shares
from workbench.reinvestment.figures import FIGURES
from workbench.store.tables import InstalmentSource, LedgerLine, Share

FIRST = date(2025, 8, 1)
#: What was received; costs and compensation in hundredths of what is left of it.
RECEIPT = st.tuples(
    st.integers(1, 4_500_000), st.integers(0, 60), st.integers(0, 60), st.booleans()
)
PAYMENT = st.tuples(st.integers(1, 1_200_000), st.sampled_from([1, 2]), st.integers(0, 300))


def record(case: Case, receipts: list[tuple[int, int, int, bool]]) -> None:
    """Two funds, and receipts of which every other one is shared into the second fund."""
    for name in ("Community fund", "Treatment fund"):
        funds.add_fund(case, name, "police")
    programmes.add_programme(case, "diversion into treatment", "Custody to treatment")
    order = confiscation(case, 20_000_000)
    for count, (minor, costs, compensation, into_a_fund) in enumerate(receipts):
        costs_minor = minor * costs // 100
        number = add_receipt(
            case, order, FIRST + timedelta(days=count), minor, costs_minor=costs_minor,
            compensation_minor=(minor - costs_minor) * compensation // 100,
        )  # fmt: skip
        shares.share_receipt(case, number, fund_id=1 + count % 2 if into_a_fund else None)


def try_to_pay(case: Case, minor: int, fund: int, days: int) -> bool:
    """Try to pay a grant of one instalment; whether it was paid."""
    grant = grants.propose(case, 1, fund, "Cole Valley", minor)
    grants.recommend(case, grant, "P. Aldersley", FIRST)
    grants.approve(case, grant, "M. Thorne", FIRST)
    part = grants.add_instalment(case, grant, FIRST, minor)
    grants.prepare(case, part, "P. Aldersley", FIRST)
    before = case.head()
    try:
        grants.pay(case, part, "I. Falconer", FIRST + timedelta(days=days))
    except Refused:
        assert case.head() == before
        return False
    return True


def check(case: Case, paid: dict[int, int]) -> None:
    """Every law of conservation that the room promises."""
    told = rows.summary(case)["GBP"]
    assert told["unaccounted_minor"] == 0
    assert told["spent_minor"] == sum(paid.values())
    listed = rows.share_rows(case)
    assert told["received_minor"] == (
        told["costs_minor"] + told["compensation_minor"] + told["waiting_minor"]
        + sum(s["minor"] for s in listed)
    )  # fmt: skip
    book = Book(case, {**FIGURES, **RECOVERY})
    for fund in rows.fund_rows(case):
        into = [s for s in listed if s["fund"] == fund["fund"]]
        assert fund["received_minor"] == sum(s["minor"] for s in into)
        assert fund["paid_minor"] == paid[fund["fund"]]
        assert fund["held_minor"] == (
            fund["received_minor"] + fund["deposited_minor"] - fund["paid_minor"]
            + fund["clawed_back_minor"] - fund["returned_minor"]
        )  # fmt: skip
        assert fund["held_minor"] == sum(s["unspent_minor"] for s in into)
        figure = book.figure(fund["figure"])
        parts = [book.figure(cause) for cause in figure.because]
        assert figure.minor == sum(
            -part.minor if part.id.startswith("instalment:") else part.minor for part in parts
        )
    with case.session() as session:
        assert not session.scalar(select(func.sum(LedgerLine.minor)))
        for minor, used in session.execute(
            select(Share.minor, func.sum(InstalmentSource.minor))
            .join(InstalmentSource, InstalmentSource.share_id == Share.id)
            .group_by(Share.id, Share.minor)
        ):
            assert 0 < used <= minor


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
@given(st.lists(RECEIPT, min_size=1, max_size=4), st.lists(PAYMENT, max_size=4))
def test_received_is_shared_and_shared_is_paid_or_held(
    receipts: list[tuple[int, int, int, bool]], payments: list[tuple[int, int, int]]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Case.create(Path(folder) / "case.arw", name="Operation Test") as case,
    ):
        record(case, receipts)
        paid = {1: 0, 2: 0}
        for minor, fund, days in payments:
            paid[fund] += minor if try_to_pay(case, minor, fund, days) else 0
        check(case, paid)


def test_the_same_holds_on_either_engine(case: Case) -> None:
    record(case, [(1_234_567, 5, 7, True), (1, 0, 0, True), (9_999_999, 0, 33, True)])
    assert try_to_pay(case, 210_001, 1, 0) is False  # the third receipt is not in by then
    assert try_to_pay(case, 210_001, 1, 2) is True
    assert try_to_pay(case, 2_000_000, 1, 3) is False
    check(case, {1: 210_001, 2: 0})


def test_the_oldest_share_pays_first_and_the_next_one_the_rest(case: Case) -> None:
    record(case, [(1_600, 0, 0, True), (1_600, 0, 0, False), (1_600, 0, 0, True)])
    assert try_to_pay(case, 400, 1, 30)
    ((first, second),) = [
        [(source["receipt"], source["minor"]) for source in part["sources"]]
        for grant in rows.grant_rows(case)
        for part in grant["instalments"]
    ]
    assert (first, second) == ((1, 300), (3, 100))


def test_named_shares_pay_in_the_order_they_are_named_and_no_others(case: Case) -> None:
    record(case, [(1_600, 0, 0, True), (1_600, 0, 0, False), (1_600, 0, 0, True)])
    old, new = (s["share"] for s in rows.share_rows(case) if s["fund"] == 1)
    grant = grants.propose(case, 1, 1, "Cole Valley", 1_000)
    grants.recommend(case, grant, "P. Aldersley", FIRST)
    grants.approve(case, grant, "M. Thorne", FIRST)
    day = FIRST + timedelta(days=30)
    part = grants.add_instalment(case, grant, FIRST, 400)
    elsewhere = next(s["share"] for s in rows.share_rows(case) if s["fund"] is None)
    grants.prepare(case, part, "P. Aldersley", day)
    for named, words in (([old], r"hold £3\.00 of the £4\.00"), ([elsewhere], "not in the fund")):
        before = case.head()
        with pytest.raises(Refused, match=words):
            grants.pay(case, part, "I. Falconer", day, shares=named)
        assert case.head() == before
    grants.pay(case, part, "I. Falconer", day, shares=[new, old])
    (row,) = rows.grant_rows(case)
    assert [(s["share"], s["minor"]) for s in row["instalments"][0]["sources"]] == [
        (new, 300), (old, 100),
    ]  # fmt: skip
    check(case, {1: 400, 2: 0})
