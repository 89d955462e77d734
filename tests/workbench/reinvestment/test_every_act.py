"""Whatever is shared, given, paid, clawed back and returned, in any order: all is placed."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exports.check.reinvestment import LAWS
from tests.workbench.recovery.facts import confiscation
from tests.workbench.reinvestment.acts import pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.receipts import add_receipt
from workbench.reinvestment import (
    claw_back,
    deposits,
    funds,
    grants,
    programmes,
    quarters,
    reconcile,
    rows,
    shares,
)

FIRST = date(2025, 8, 1)
#: What is done, with an amount, a day after the first, and one of two funds.
ACT = st.tuples(
    st.sampled_from(
        ["receive", "take back", "deposit", "grant", "claw back", "give back", "paid", "held back",
         "surplus", "close"]
    ),
    st.integers(1, 900_000), st.integers(0, 300), st.sampled_from([1, 2]),
)  # fmt: skip


def do(case: Case, what: str, minor: int, day: date, fund: int) -> None:
    """One act; a refusal is an answer too."""
    latest = [row["instalment"] for g in rows.grant_rows(case) for row in g["instalments"]]
    received = [share["receipt"] for share in rows.share_rows(case)]
    if what == "receive":
        number = add_receipt(case, 1, day, minor, costs_minor=minor // 7)
        shares.share_receipt(case, number, fund_id=fund, pool_minor=10**11 if minor % 2 else None)
    elif what == "take back" and received:
        shares.take_back(case, received[minor % len(received)], day, "wrong")
    elif what == "deposit":
        deposits.deposit(case, fund, day, minor, "Public health")
    elif what == "grant":
        grant = grants.propose(case, 1, fund, "Cole Valley", minor)
        grants.recommend(case, grant, "P. Aldersley", day)
        grants.approve(case, grant, "M. Thorne", day)
        pay(case, grants.add_instalment(case, grant, day, minor), "I. Falconer", day)
    elif what == "claw back" and latest:
        claw_back.claw_back(case, latest[minor % len(latest)], minor // 3, "X", day, "unspent")
    elif what == "give back":
        deposits.give_back(case, fund, minor // 5 + 1, "X", day, "over", paid_to="Home Office")
    else:
        reconciled(case, what, minor, day, fund)


def reconciled(case: Case, what: str, minor: int, day: date, fund: int) -> None:
    """One act of the books."""
    quarter = quarters.quarter_of(day)
    if what == "paid":
        reconcile.record_payment(case, quarter, fund, day, minor)
    elif what == "held back":
        reconcile.hold_back(case, quarter, fund, minor // 9 + 1, "top slice", "X", day, "letter")
    elif what == "surplus":
        reconcile.accept_surplus(case, quarter, fund, minor // 9 + 1, day)
    elif what == "close":
        quarters.close_quarter(case, quarter, "X", day + timedelta(days=100))


def settled(case: Case) -> None:
    """Every law holds, and the chain is the whole."""
    assert [problem for _, find in LAWS for problem in find(case)] == []
    chain, told = rows.chain_rows(case), rows.summary(case).get("GBP")
    assert sum(row["minor"] for row in chain) == (
        told["received_minor"] + told["deposited_minor"] if told else 0
    )
    for fund in rows.fund_rows(case):
        held = sum(
            row["minor"] for row in chain
            if row["fund"] == fund["fund"] and row["place"] == "held"
        )  # fmt: skip
        assert held == fund["held_minor"]


def play(case: Case, acts: list[tuple[str, int, int, int]]) -> int:
    """Do the acts; how many of them were done."""
    confiscation(case, 20_000_000)
    for name in ("Community fund", "Treatment fund"):
        funds.add_fund(case, name, "police")
    programmes.add_programme(case, "joined-up funding", "One front door")
    done = 0
    for what, minor, days, fund in acts:
        try:
            do(case, what, minor, FIRST + timedelta(days=days), fund)
            done += 1
        except Refused:
            pass
    return done


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)  # fmt: skip
@given(st.lists(ACT, min_size=2, max_size=10))
def test_every_law_holds_whatever_is_done_in_whatever_order(acts: list[Any]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Case.create(Path(folder) / "case.arw", name="Operation Test") as case,
    ):
        play(case, acts)
        settled(case)


def test_the_same_on_either_engine(case: Case) -> None:
    acts = [
        ("receive", 900_000, 0, 1), ("receive", 777_777, 5, 1), ("receive", 500_001, 9, 2),
        ("deposit", 123_457, 10, 1), ("grant", 250_001, 20, 1), ("claw back", 100_000, 40, 1),
        ("give back", 9_999, 60, 1), ("paid", 60_000, 61, 2), ("held back", 40_000, 62, 1),
        ("take back", 2, 70, 1), ("close", 1, 0, 1), ("deposit", 5, 1, 1),
    ]  # fmt: skip
    assert play(case, acts) >= 9
    settled(case)
