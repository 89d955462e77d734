"""From a receipt to an outcome: shared by the rates, paid by two people, nothing unaccounted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.figures import FIGURES as RECOVERY
from workbench.reinvestment import aris, funds, grants, outcomes, programmes, rows, shares
from workbench.reinvestment.figures import FIGURES
from workbench.store.tables import LedgerEntry, LedgerLine

KINDS = ("confiscation", "cash", "account", "listed-asset", "crypto", "civil")


@pytest.mark.parametrize(
    ("kind", "minor", "compensation", "on", "expected"),
    [
        ("confiscation", 12_000_000, 0, None, (6_000_000, 2_250_000, 2_250_000, 1_500_000)),
        ("confiscation", 10_000_000, 4_000_000, None, (3_000_000, 1_125_000, 1_125_000, 750_000)),
        ("cash", 1_000_000, 0, None, (500_000, 500_000, 0, 0)),
        ("confiscation", 100, 0, date(2010, 1, 1), (50, 17, 17, 16)),
        ("cash", 1, 0, None, (1, 0, 0, 0)),
    ],
)
def test_worked_splits(
    kind: str, minor: int, compensation: int, on: date | None, expected: tuple[int, ...]
) -> None:
    found = aris.split(kind, minor, compensation_minor=compensation, on=on)
    assert tuple(found.shares.values()) == expected


@given(st.sampled_from(KINDS), st.integers(0, 10**12), st.integers(0, 10**6), st.integers(0, 10**6))
def test_shares_costs_and_compensation_are_the_receipt(
    kind: str, minor: int, costs: int, compensation: int
) -> None:
    if costs + compensation > minor:
        with pytest.raises(Refused, match="more than"):
            aris.split(kind, minor, costs_minor=costs, compensation_minor=compensation)
        return
    found = aris.split(kind, minor, costs_minor=costs, compensation_minor=compensation)
    assert sum(found.shares.values()) + costs + compensation == minor


def test_a_kind_or_a_day_without_rates_is_refused() -> None:
    with pytest.raises(Refused, match="no kind of receipt lottery"):
        aris.split("lottery", 1)
    with pytest.raises(Refused, match="no rates for account"):
        aris.split("account", 1, on=date(2010, 1, 1))


@pytest.fixture
def funded(case: Case) -> Case:
    """£120,000 received and shared, £22,500 of it in our fund."""
    funds.add_fund(case, "Community fund", "police", kinds=["diversion into treatment"])
    number = receipt(case, confiscation(case), 12_000_000)
    shares.share_receipt(case, number, fund_id=1)
    programmes.add_programme(case, "diversion into treatment", "Custody to treatment")
    return case


def approved(case: Case, minor: int = 2_400_000) -> int:
    number = grants.propose(case, 1, 1, "Cole Valley", minor)
    grants.recommend(case, number, "P. Aldersley", date(2026, 1, 14))
    grants.approve(case, number, "M. Thorne", date(2026, 1, 28))
    return number


def test_a_receipt_is_shared_once_and_stands(funded: Case) -> None:
    assert {s["agency"]: s["minor"] for s in rows.share_rows(funded)} == {
        "home-office": 6_000_000, "investigator": 2_250_000, "prosecutor": 2_250_000,
        "enforcement": 1_500_000,
    }  # fmt: skip
    with pytest.raises(Refused, match="shared already"):
        shares.share_receipt(funded, 1)


def test_from_a_receipt_to_the_cost_of_a_treatment_place(funded: Case, tmp_path: Path) -> None:
    grant = approved(funded)
    part = grants.add_instalment(funded, grant, date(2026, 3, 2), 1_200_000, condition="agreement")
    grants.condition_met(funded, part, date(2026, 2, 20))
    pay(funded, part, "I. Falconer", date(2026, 3, 2), bank_reference="ending 4417")
    source = tmp_path / "return.csv"
    source.write_text("started,24\n", encoding="utf-8")
    number = outcomes.add_outcome(
        funded, 1, "Started structured treatment", 24, source=source, start=date(2026, 3, 1),
        end=date(2026, 8, 31), grant_id=grant, target=20,
    )  # fmt: skip
    (fund,) = rows.fund_rows(funded)
    assert (fund["received_minor"], fund["paid_minor"], fund["held_minor"]) == (
        2_250_000, 1_200_000, 1_050_000,
    )  # fmt: skip
    assert rows.summary(funded)["GBP"]["unaccounted_minor"] == 0
    (told,) = rows.outcome_rows(funded)
    assert (told["unit"], told["rating"]) == ("people", "met")
    book = Book(funded, {**FIGURES, **RECOVERY})
    cost = book.figure(f"outcome-cost:{number}")
    assert cost.minor == 50_000
    names = [figure.id.partition(":")[0] for figure in book.walk(cost.id)]
    assert names[:2] == ["outcome-cost", "instalment"]
    assert {"share", "receipt", "order"} <= set(names)
    assert f"outcome-cost:{number}" in {f.id for f in book.used_by(f"instalment:{part}")}


def test_nobody_approves_their_own_recommendation_or_pays_their_own_approval(funded: Case) -> None:
    grant = grants.propose(funded, 1, 1, "Cole Valley", 1_000)
    grants.recommend(funded, grant, "P. Aldersley", date(2026, 1, 14))
    with pytest.raises(Refused, match="recommended this grant and cannot approve it"):
        grants.approve(funded, grant, " p. ALDERSLEY ", date(2026, 1, 15))
    with pytest.raises(Refused, match="before recommended"):
        grants.approve(funded, grant, "M. Thorne", date(2026, 1, 13))
    grants.approve(funded, grant, "M. Thorne", date(2026, 1, 15))
    part = grants.add_instalment(funded, grant, date(2026, 3, 2), 1_000)
    with pytest.raises(Refused, match="approved this grant and cannot pay it"):
        pay(funded, part, "M. Thorne", date(2026, 3, 2))


def test_money_is_paid_only_when_it_may_be(funded: Case) -> None:
    grant = grants.propose(funded, 1, 1, "Cole Valley", 3_000_000)
    part = grants.add_instalment(funded, grant, date(2026, 3, 2), 2_250_001, condition="agreement")
    with pytest.raises(Refused, match="proposed, not approved"):
        pay(funded, part, "I. Falconer", date(2026, 3, 2))
    grants.recommend(funded, grant, "P. Aldersley", date(2026, 1, 14))
    grants.approve(funded, grant, "M. Thorne", date(2026, 1, 28))
    with pytest.raises(Refused, match="condition is not met"):
        pay(funded, part, "I. Falconer", date(2026, 3, 2))
    grants.condition_met(funded, part, date(2026, 2, 1))
    grants.prepare(funded, part, "P. Aldersley", date(2026, 3, 1))
    with pytest.raises(Refused, match=r"holds £22,500\.00"):
        grants.pay(funded, part, "I. Falconer", date(2026, 3, 2))
    with pytest.raises(Refused, match="instalments would come to"):
        grants.add_instalment(funded, grant, date(2026, 9, 2), 750_000)
    assert rows.fund_rows(funded)[0]["held_minor"] == 2_250_000


def test_a_restricted_fund_pays_for_nothing_else(funded: Case) -> None:
    other = programmes.add_programme(funded, "naloxone for officers", "Kits")
    with pytest.raises(Refused, match="may not pay for naloxone for officers"):
        grants.propose(funded, other, 1, "CIC", 1_000)


def test_a_share_that_was_not_received_yet_pays_for_nothing(funded: Case) -> None:
    grant = approved(funded)
    part = grants.add_instalment(funded, grant, date(2026, 3, 2), 1_000)
    with pytest.raises(Refused, match="before it was approved"):
        pay(funded, part, "I. Falconer", date(2025, 3, 2))
    with pytest.raises(Refused, match="share 1 is not in the fund"):
        pay(funded, part, "I. Falconer", date(2026, 3, 2), shares=[1])


def test_an_outcome_needs_a_source_and_a_unit(funded: Case, tmp_path: Path) -> None:
    source = tmp_path / "return.csv"
    source.write_text("x", encoding="utf-8")
    period = {"start": date(2026, 3, 1), "end": date(2026, 8, 31)}
    with pytest.raises(Refused, match="needs its source"):
        outcomes.add_outcome(funded, 1, "Referred", 1, source="", **period)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="cannot be read"):
        outcomes.add_outcome(funded, 1, "Referred", 1, source=tmp_path / "no", **period)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="has no unit"):
        outcomes.add_outcome(funded, 1, "Happier", 1, source=source, **period)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="below nothing"):
        outcomes.add_outcome(funded, 1, "Referred", -1, source=source, **period)  # type: ignore[arg-type]
    assert rows.outcome_rows(funded) == []


def test_every_ledger_entry_adds_up_to_nothing_and_is_corrected_by_its_mirror(
    funded: Case,
) -> None:
    with pytest.raises(Refused, match="needs a reason"):
        shares.take_back(funded, 1, date(2026, 3, 1), " ")
    with pytest.raises(Refused, match="before the entry"):
        shares.take_back(funded, 1, date(2025, 3, 1), "wrong fund")
    shares.take_back(funded, 1, date(2026, 3, 1), "shared into the wrong fund")
    with pytest.raises(Refused, match="is not shared"):
        shares.take_back(funded, 1, date(2026, 3, 1), "again")
    with funded.session() as session:
        sums = session.execute(
            select(LedgerLine.entry_id, func.sum(LedgerLine.minor)).group_by(LedgerLine.entry_id)
        ).all()
        assert len(sums) == session.scalar(select(func.count()).select_from(LedgerEntry)) == 2
        assert {int(total) for _, total in sums} == {0}
    (fund,) = rows.fund_rows(funded)
    assert (fund["received_minor"], fund["held_minor"]) == (0, 0)
    told = rows.summary(funded)["GBP"]
    assert (told["waiting_minor"], told["unaccounted_minor"]) == (12_000_000, 0)
    shares.share_receipt(funded, 1, fund_id=1)
    assert rows.fund_rows(funded)[0]["held_minor"] == 2_250_000
    assert rows.summary(funded)["GBP"]["unaccounted_minor"] == 0


def test_what_is_posted_is_not_undone_row_by_row(funded: Case) -> None:
    entry = next(e.seq for e in funded.journal() if e.action == "share")
    with pytest.raises(Refused, match="reversing entry"):
        funded.undo(entry)


def test_the_eight_kinds_of_the_drug_policy_are_there_with_measures() -> None:
    known = programmes.kinds()
    assert {
        "diversion into treatment", "joined-up funding", "heroin-assisted treatment",
        "naloxone for officers", "drug early warning", "on-site testing",
        "drug consumption rooms", "economic crime and reinvestment",
    } <= set(known)  # fmt: skip
    for kind in known.values():
        assert kind["says"].endswith(".")
        assert all(len(measure) == 2 for measure in kind["measures"])
