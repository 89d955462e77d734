"""Quarters: closed books stay closed; what the Home Office paid is held against the shares."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import approved, pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.figures import FIGURES as RECOVERY
from workbench.reinvestment import (
    aris,
    deposits,
    funds,
    grants,
    programmes,
    quarters,
    reconcile,
    rows,
    shares,
)
from workbench.reinvestment.figures import FIGURES

LATER = date(2025, 11, 3)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 4, 1), "2026-Q1"), (date(2026, 6, 30), "2026-Q1"),
        (date(2026, 7, 1), "2026-Q2"), (date(2026, 12, 31), "2026-Q3"),
        (date(2027, 1, 1), "2026-Q4"), (date(2027, 3, 31), "2026-Q4"),
    ],
)  # fmt: skip
def test_the_financial_year_begins_in_april(day: date, quarter: str) -> None:
    assert quarters.quarter_of(day) == quarter
    first, last = quarters.bounds(quarter)
    assert first <= day <= last
    assert quarters.quarter_of(first) == quarters.quarter_of(last) == quarter


def test_what_is_no_quarter_is_refused() -> None:
    for text in ("2026", "2026-Q5", "Q1 2026", "2026-q1"):
        with pytest.raises(Refused, match="is no quarter"):
            quarters.bounds(text)


@pytest.fixture
def shared(case: Case) -> Case:
    """£22,500.00 in a fund, of a receipt of 12 September 2025: 2025-Q2."""
    funds.add_fund(case, "Community fund", "police")
    shares.share_receipt(case, receipt(case, confiscation(case), 12_000_000), fund_id=1)
    return case


def test_nothing_is_dated_into_a_closed_quarter(shared: Case) -> None:
    with pytest.raises(Refused, match="the quarter ends on 30 Sep 2025"):
        quarters.close_quarter(shared, "2025-Q2", "I. Falconer", date(2025, 9, 30))
    quarters.close_quarter(shared, "2025-Q2", "I. Falconer", date(2025, 10, 14))
    programmes.add_programme(shared, "arrest referral", "Custody")
    grant = grants.propose(shared, 1, 1, "Cole Valley", 1_000)
    in_it = date(2025, 9, 20)
    before = shared.head()
    for act in (
        lambda: deposits.deposit(shared, 1, in_it, 1, "Partner"),
        lambda: grants.recommend(shared, grant, "P. Aldersley", in_it),
        lambda: grants.withdraw(shared, grant, "P. Aldersley", in_it, "no"),
        lambda: reconcile.record_payment(shared, "2025-Q2", 1, in_it, 1),
        lambda: quarters.close_quarter(shared, "2025-Q2", "I. Falconer", LATER),
    ):
        with pytest.raises(Refused, match=r"I\. Falconer closed (it )?on 14 Oct 2025"):
            act()
    assert shared.head() == before
    deposits.deposit(shared, 1, date(2025, 10, 1), 1, "Partner")


def test_a_quarter_is_not_closed_over_money_that_waits_to_be_shared(shared: Case) -> None:
    receipt(shared, confiscation(shared), 5_000)
    with pytest.raises(Refused, match="receipt 2 waits to be shared"):
        quarters.close_quarter(shared, "2025-Q2", "I. Falconer", LATER)


def test_a_receipt_entered_late_is_shared_in_a_quarter_that_is_open(shared: Case) -> None:
    quarters.close_quarter(shared, "2025-Q2", "I. Falconer", LATER)
    late = receipt(shared, confiscation(shared), 1_600)
    with pytest.raises(Refused, match=r"which I\. Falconer closed"):
        shares.share_receipt(shared, late, fund_id=1)
    shares.share_receipt(shared, late, fund_id=1, on=LATER)
    programmes.add_programme(shared, "arrest referral", "Custody")
    grant = approved(shared, 2_250_300)
    part = grants.add_instalment(shared, grant, LATER, 2_250_300)
    pay(shared, part, "I. Falconer", date(2026, 2, 1))
    assert [(q["quarter"], q["shared_minor"]) for q in rows.quarter_rows(shared)] == [
        ("2025-Q2", 2_250_000), ("2025-Q3", 300),
    ]  # fmt: skip


def difference(case: Case) -> tuple[int, str]:
    (row,) = rows.quarter_rows(case)
    figure = Book(case, {**FIGURES, **RECOVERY}).figure(row["figure"])
    assert figure.minor == row["difference_minor"]
    return row["difference_minor"], row["state"]


def test_what_the_home_office_paid_is_held_against_the_shares(shared: Case, tmp_path: Path) -> None:
    assert difference(shared) == (-2_250_000, "not paid yet")
    paper = tmp_path / "remittance.txt"
    paper.write_text("22,500.00\n", encoding="utf-8")
    reconcile.record_payment(shared, "2025-Q2", 1, LATER, 2_250_000, document=paper)
    assert difference(shared) == (0, "agrees")
    told = rows.summary(shared)["GBP"]
    assert told["home_office_paid_minor"] == 2_250_000
    assert told["home_office_owes_minor"] == told["unaccounted_minor"] == 0
    cited = Book(shared, {**FIGURES, **RECOVERY}).figure("aris-payment:1").source
    assert cited is not None
    assert cited.file == "remittance.txt"


def test_less_is_explained_by_the_top_slice_and_leaves_the_fund(shared: Case) -> None:
    reconcile.record_payment(shared, "2025-Q2", 1, LATER, 2_000_000)
    assert difference(shared) == (-250_000, "paid too little")
    with pytest.raises(Refused, match="is no reason to pay less"):
        reconcile.hold_back(shared, "2025-Q2", 1, 1, "bad luck", "I. Falconer", LATER, "x")
    with pytest.raises(Refused, match=r"£2,500\.00 is missing"):
        reconcile.hold_back(
            shared, "2025-Q2", 1, 250_001, "top slice", "I. Falconer", LATER, "letter"
        )
    reconcile.hold_back(shared, "2025-Q2", 1, 200_000, "top slice", "I. Falconer", LATER, "letter")
    reconcile.hold_back(shared, "2025-Q2", 1, 50_000, "cap", "I. Falconer", LATER, "letter")
    assert difference(shared) == (0, "agrees")
    told = rows.summary(shared)["GBP"]
    assert (told["top_slice_minor"], told["consolidated_minor"], told["held_minor"]) == (
        200_000, 50_000, 2_000_000,
    )  # fmt: skip
    assert told["unaccounted_minor"] == 0


def test_more_is_unmatched_until_it_is_taken_in(shared: Case) -> None:
    reconcile.record_payment(shared, "2025-Q2", 1, LATER, 2_250_700)
    assert difference(shared) == (700, "paid too much")
    assert rows.summary(shared)["GBP"]["home_office_unmatched_minor"] == 700
    with pytest.raises(Refused, match=r"£7\.00 was paid beyond the shares"):
        reconcile.accept_surplus(shared, "2025-Q2", 1, 701, LATER)
    reconcile.accept_surplus(shared, "2025-Q2", 1, 700, LATER)
    assert difference(shared) == (0, "agrees")
    told = rows.summary(shared)["GBP"]
    assert (told["deposited_minor"], told["held_minor"], told["unaccounted_minor"]) == (
        700, 2_250_700, 0,
    )  # fmt: skip


def test_a_payment_recorded_wrongly_is_taken_back_by_its_mirror_image(shared: Case) -> None:
    number = reconcile.record_payment(shared, "2025-Q2", 1, LATER, 999)
    reconcile.correct_payment(shared, number, LATER, "another fund's")
    assert difference(shared) == (-2_250_000, "paid too little")
    with pytest.raises(Refused, match="is corrected already"):
        reconcile.correct_payment(shared, number, LATER, "again")
    with pytest.raises(Refused, match="is a correction itself"):
        reconcile.correct_payment(shared, 2, LATER, "again")
    for minor, on in ((0, LATER), (1, date(2025, 6, 30))):
        with pytest.raises(Refused):
            reconcile.record_payment(shared, "2025-Q2", 1, on, minor)


def test_a_receipt_bears_its_part_of_the_top_slice_and_of_what_is_above_the_cap() -> None:
    # 2021/22: £13.9m top slice, £62m above the cap. Of £759m, a receipt of £75,900 bears £7,590.
    found = aris.split(
        "confiscation", 7_590_000, on=date(2021, 6, 1), pool_minor=75_900_000_000
    )  # fmt: skip
    assert (found.top_slice_minor, found.consolidated_minor) == (139_000, 620_000)
    assert list(found.shares.values()) == [3_415_500, 1_280_813, 1_280_812, 853_875]
    plain = aris.split("confiscation", 7_590_000, on=date(2021, 6, 1))
    assert (plain.top_slice_minor, plain.consolidated_minor) == (0, 0)


@pytest.mark.parametrize(
    ("day", "top"), [(date(2021, 3, 31), 750_000_000), (date(2021, 4, 1), 1_390_000_000)]
)
def test_the_top_slice_is_that_of_the_year(day: date, top: int) -> None:
    pool = 100_000_000_000
    found = aris.split("cash", pool, on=day, pool_minor=pool)
    assert found.top_slice_minor == top


def test_a_pool_that_cannot_be_is_refused() -> None:
    with pytest.raises(Refused, match="are less than this receipt"):
        aris.split("cash", 100, on=date(2026, 1, 1), pool_minor=99)


def test_what_the_case_states_itself_is_used_and_said(case: Case) -> None:
    order = confiscation(case)
    number = receipt(case, order, 10_000)
    for key, value in (("cap", 5_000_000_000), ("top-slice", 1_000_000_000)):
        aris.state_value(case, key, value, date(2025, 1, 1), "letter of the Home Office")
    shares.share_receipt(case, number, pool_minor=10_000_000_000)
    # Of £100m: £10m top slice, £40m above the cap of £50m, half is left to be shared.
    told = rows.summary(case)["GBP"]
    assert (told["top_slice_minor"], told["consolidated_minor"]) == (1_000, 4_000)
    assert [s["minor"] for s in rows.share_rows(case)] == [2_500, 938, 937, 625]
    assert told["unaccounted_minor"] == 0
    with case.session() as session:
        own = aris.own_values(session, date(2024, 12, 31))
    assert own == {}


def test_a_rate_that_nobody_read_on_a_page_may_be_stated_and_no_other(case: Case) -> None:
    day = date(2026, 4, 1)
    for agency, weight in (("home-office", 40), ("investigator", 60)):
        aris.state_value(case, f"crypto.{agency}", weight, day, "circular")
    with case.session() as session:
        own = aris.own_values(session, day)
    found = aris.split("crypto", 1_000, on=day, own=own)
    assert (found.shares["home-office"], found.shares["investigator"]) == (400, 600)
    assert found.provision.endswith("as this case states it")
    for key, value, source, words in (
        ("confiscation.investigator", 1, "x", "were read on a page"),
        ("crypto.lottery", 1, "x", "there is no rate"),
        ("colour", 1, "x", "there is no value"),
        ("cap", -1, "x", "not below nothing"),
        ("cap", 1, " ", "has its days and a source"),
    ):
        with pytest.raises(Refused, match=words):
            aris.state_value(case, key, value, day, source)
