"""What must not happen to recovered money, and does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.workbench.recovery.facts import confiscation, receipt
from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment import funds, grants, ledger, programmes, rows, shares

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
        grants.pay(ready, 1, "I. Falconer", DAY)
    grants.pay(ready, 1, "I. Falconer", date(2026, 6, 1))


def test_nobody_pays_what_they_recommended(ready: Case) -> None:
    grants.condition_met(ready, 1, DAY)
    with pytest.raises(Refused, match="recommended this grant and cannot pay it"):
        grants.pay(ready, 1, "p. aldersley", DAY)


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
    grants.pay(ready, 1, "I. Falconer", DAY)
    with pytest.raises(Refused, match="money from it is spent"):
        ledger.reverse(ready, 1, DAY, "shared under the wrong receipt")
    assert rows.fund_rows(ready)[0]["held_minor"] == 1_350_000


def test_books_that_do_not_agree_with_the_receipts_show_as_unaccounted(ready: Case) -> None:
    assert rows.summary(ready)["GBP"]["unaccounted_minor"] == 0
    ledger.reverse(ready, 1, DAY, "shared under the wrong receipt")
    assert rows.summary(ready)["GBP"]["unaccounted_minor"] == 12_000_000
    with pytest.raises(Refused, match="shared already"):
        shares.share_receipt(ready, 1, fund_id=1)


def test_what_is_approved_is_promised_and_what_is_only_proposed_is_not(ready: Case) -> None:
    (fund,) = rows.fund_rows(ready)
    assert (fund["promised_minor"], fund["free_minor"]) == (1_000_000, 1_250_000)
    grants.propose(ready, 1, 1, "Tame", 300_000)
    grants.add_instalment(ready, 2, DAY, 300_000)
    grants.condition_met(ready, 1, DAY)
    grants.pay(ready, 1, "I. Falconer", DAY)
    (fund,) = rows.fund_rows(ready)
    assert (fund["promised_minor"], fund["free_minor"]) == (100_000, 1_250_000)
