"""What must not happen to recovered money, and does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.figures import FIGURES as RECOVERY
from workbench.reinvestment import funds, grants, ledger, outcomes, programmes, rows, shares
from workbench.reinvestment.figures import FIGURES

DAY = date(2026, 3, 12)


@pytest.fixture
def ready(case: Case) -> Case:
    """£22,500.00 in a fund, and an approved grant with one instalment of £9,000.00."""
    funds.add_fund(case, "Community fund", "police")
    shares.share_receipt(case, receipt(case, confiscation(case), 12_000_000), fund_id=1)
    programmes.add_programme(case, "diversion into treatment", "Custody to treatment")
    grants.propose(case, 1, 1, "Cole Valley", 1_000_000)
    grants.recommend(case, 1, "P. Aldersley", date(2026, 1, 14))
    grants.approve(case, 1, "M. Thorne", date(2026, 1, 28))
    grants.add_instalment(case, 1, DAY, 900_000, condition="Agreement signed")
    return case


def test_nothing_is_paid_before_its_condition_was_met(ready: Case) -> None:
    grants.condition_met(ready, 1, date(2026, 6, 1))
    with pytest.raises(Refused, match="before its condition was met"):
        pay(ready, 1, "I. Falconer", DAY)
    pay(ready, 1, "I. Falconer", date(2026, 6, 1))


def test_nobody_pays_what_they_recommended(ready: Case) -> None:
    grants.condition_met(ready, 1, DAY)
    with pytest.raises(Refused, match="recommended this grant and cannot pay it"):
        pay(ready, 1, "p. aldersley", DAY)


def test_a_receipt_that_costs_and_compensation_use_up_is_shared_once(case: Case) -> None:
    number = receipt(case, confiscation(case), 1_000, costs_minor=400, compensation_minor=600)
    assert shares.share_receipt(case, number) == []
    assert rows.summary(case)["GBP"]["waiting_minor"] == 0
    with pytest.raises(Refused, match="shared already"):
        shares.share_receipt(case, number)


def test_a_fund_takes_only_its_own_currency_and_a_share_that_there_is(case: Case) -> None:
    number = receipt(case, confiscation(case), 1_000)
    funds.add_fund(case, "Euro fund", "police", currency="EUR")
    with pytest.raises(Refused, match="is in GBP, the fund is not"):
        shares.share_receipt(case, number, fund_id=1)
    funds.add_fund(case, "Fund", "police")
    with pytest.raises(Refused, match="lottery has no share"):
        shares.share_receipt(case, number, fund_id=2, agency="lottery")
    assert rows.share_rows(case) == []


def test_an_entry_is_not_reversed_under_money_that_is_spent(ready: Case) -> None:
    grants.condition_met(ready, 1, DAY)
    pay(ready, 1, "I. Falconer", DAY)
    with pytest.raises(Refused, match="money of share 2 is spent"):
        shares.take_back(ready, 1, DAY, "shared under the wrong receipt")
    with (
        pytest.raises(Refused, match="money from it is spent"),
        ready.change("reverse", "Reversed an entry") as work,
    ):
        ledger.reverse(work.session, 1, DAY, "shared under the wrong receipt")
    assert rows.fund_rows(ready)[0]["held_minor"] == 1_350_000


def test_books_that_do_not_agree_with_the_receipts_show_as_unaccounted(ready: Case) -> None:
    assert rows.summary(ready)["GBP"]["unaccounted_minor"] == 0
    with ready.change("post", "Made up a receipt") as work:
        ledger.post(work.session, DAY, "Out of the air", {"receipt:1": -5, "costs": 5}, "GBP")
    assert rows.summary(ready)["GBP"]["unaccounted_minor"] == -5


def test_what_is_approved_is_promised_and_what_is_only_proposed_is_not(ready: Case) -> None:
    (fund,) = rows.fund_rows(ready)
    assert (fund["promised_minor"], fund["free_minor"]) == (1_000_000, 1_250_000)
    grants.propose(ready, 1, 1, "Tame", 300_000)
    grants.add_instalment(ready, 2, DAY, 300_000)
    grants.condition_met(ready, 1, DAY)
    pay(ready, 1, "I. Falconer", DAY)
    (fund,) = rows.fund_rows(ready)
    assert (fund["promised_minor"], fund["free_minor"]) == (100_000, 1_250_000)


@pytest.fixture
def quarter(tmp_path: Path) -> dict[str, Any]:
    """A period and the return that covers it."""
    source = tmp_path / "return.csv"
    source.write_text("x", encoding="utf-8")
    return {"source": source, "start": date(2026, 3, 1), "end": date(2026, 8, 31)}


def test_nothing_is_kept_of_a_return_whose_outcome_is_refused(
    ready: Case, quarter: dict[str, Any]
) -> None:
    before = ready.head()
    for measure, unit, words in (
        ("Happier", "", "has no unit"),
        ("Referred", "cats", "is counted in people, not cats"),
    ):
        with pytest.raises(Refused, match=words):
            outcomes.add_outcome(ready, 1, measure, 9, unit=unit, **quarter)
    with pytest.raises(Refused, match="no grant 9"):
        outcomes.add_outcome(ready, 1, "Referred", 9, grant_id=9, **quarter)
    assert ready.head() == before


@pytest.mark.parametrize(
    ("value", "expected"), [(3, "met"), (10, "met"), (11, "near"), (12, "missed")]
)
def test_more_people_who_came_back_is_not_a_target_met(
    ready: Case, quarter: dict[str, Any], value: int, expected: str
) -> None:
    outcomes.add_outcome(ready, 1, "Came back within six months", value, target=10, **quarter)
    assert rows.outcome_rows(ready)[0]["rating"] == expected


def test_what_nothing_was_paid_for_has_no_cost(ready: Case, quarter: dict[str, Any]) -> None:
    outcomes.add_outcome(ready, 1, "Referred", 9, grant_id=1, **quarter)
    assert rows.outcome_rows(ready)[0]["cost_figure"] is None
    book = Book(ready, {**FIGURES, **RECOVERY})
    assert not [name for name in book.ids() if name.startswith("outcome-cost:")]
    with pytest.raises(Refused, match="nothing was paid for it by then"):
        book.figure("outcome-cost:1")


@pytest.mark.parametrize("action", ["approve", "met", "instalment"])
def test_what_a_payment_rests_on_is_not_undone(ready: Case, action: str) -> None:
    grants.condition_met(ready, 1, DAY)
    pay(ready, 1, "I. Falconer", DAY)
    before = rows.grant_rows(ready)
    entry = next(e.seq for e in ready.journal() if e.action == action)
    with pytest.raises(Refused, match=r"Undo the later (change|entries) first"):
        ready.undo(entry)
    assert rows.grant_rows(ready) == before


@pytest.mark.parametrize("action", ["receipt", "programme", "propose"])
def test_what_later_work_names_is_not_undone(ready: Case, action: str) -> None:
    entry = next(e.seq for e in ready.journal() if e.action == action)
    with pytest.raises(Refused, match="Undo the later"):
        ready.undo(entry)


def test_a_grant_in_payment_says_so_until_it_is_paid(ready: Case) -> None:
    grants.add_instalment(ready, 1, DAY, 100_000)
    grants.condition_met(ready, 1, DAY)
    pay(ready, 1, "I. Falconer", DAY)
    assert [(g["state"], g["next"]) for g in rows.grant_rows(ready)] == [("in payment", ["pay"])]
    pay(ready, 2, "I. Falconer", DAY)
    assert [(g["state"], g["next"]) for g in rows.grant_rows(ready)] == [("paid", [])]


def test_amounts_days_and_currencies_that_cannot_be_are_refused(
    ready: Case, quarter: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="more than a case can hold"):
        grants.propose(ready, 1, 1, "Cole Valley", 2**63)
    with pytest.raises(Refused, match="more than a case can hold"):
        outcomes.add_outcome(ready, 1, "Referred", 2**63, **quarter)
    with pytest.raises(Refused, match="does not end before it starts"):
        grants.propose(ready, 1, 1, "Cole Valley", 1, start=DAY, end=date(2026, 1, 1))
    with pytest.raises(Refused, match="no ISO 4217 currency"):
        funds.add_fund(ready, "Fund", "police", currency="pounds")


def test_instalments_keep_numbers_of_their_own_after_one_is_undone(ready: Case) -> None:
    grants.add_instalment(ready, 1, DAY, 50_000)
    ready.undo(next(e.seq for e in ready.journal() if e.action == "instalment"))
    grants.add_instalment(ready, 1, DAY, 60_000)
    assert [i["number"] for i in rows.grant_rows(ready)[0]["instalments"]] == [2, 3]


def test_a_name_typed_in_another_way_is_the_same_person(ready: Case) -> None:
    grants.propose(ready, 1, 1, "Cole Valley", 1_000)
    grants.recommend(ready, 2, "Jos\u00e9 Reyes", DAY)
    with pytest.raises(Refused, match="recommended this grant"):
        grants.approve(ready, 2, "Jose\u0301\u00a0REYES", DAY)
