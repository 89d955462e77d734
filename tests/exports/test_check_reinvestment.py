"""Every law of recovered money is found broken when it is, and by its own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports.check import check
from exports.check.reinvestment import LAWS
from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import pay
from workbench.case import Case
from workbench.reinvestment import (
    claw_back,
    contributions,
    deposits,
    funds,
    grants,
    ledger,
    outcomes,
    panel,
    programmes,
    quarters,
    reconcile,
    shares,
)
from workbench.store.tables import (
    ClawBack,
    Contribution,
    Deposit,
    Fund,
    Grant,
    Instalment,
    InstalmentDeposit,
    LedgerEntry,
    PanelMember,
    QuarterClose,
    ReturnedMoney,
    Share,
)

DAY = date(2026, 3, 12)


def live(case: Case, folder: Path) -> Case:
    """Let everything of the room happen in a case, and rightly."""
    order = confiscation(case)
    contributions.agree(case, order, {"West": 600_000, "East": 400_000})
    funds.add_fund(case, "Joint fund", "police", kinds=["joined-up funding"], return_to="HO")
    shares.share_receipt(
        case, receipt(case, order, 9_000_000, costs_minor=100_000, compensation_minor=200_000),
        fund_id=1, body="West", pool_minor=30_000_000_000,
    )  # fmt: skip
    shares.take_back(case, 1, date(2025, 10, 1), "the wrong pool")
    shares.share_receipt(case, 1, fund_id=1, body="West", on=date(2025, 10, 1))
    reconcile.record_payment(case, "2025-Q3", 1, date(2026, 1, 15), 900_000)
    deposits.deposit(case, 1, date(2026, 1, 5), 1_000_000, "Public health")
    quarters.close_quarter(case, "2025-Q2", "I. Falconer", date(2026, 1, 6))
    programmes.add_programme(case, "joined-up funding", "One front door")
    grant = grants.propose(case, 1, 1, "Cole Valley", 1_900_000)
    member = panel.add_member(case, grant, "B. Low")
    panel.declare(case, member, date(2026, 1, 10), conflict="a trustee")
    grants.recommend(case, grant, "P. Aldersley", date(2026, 1, 14))
    grants.approve(case, grant, "M. Thorne", date(2026, 1, 28))
    pay(case, grants.add_instalment(case, grant, DAY, 1_500_000), "I. Falconer", DAY)
    claw_back.claw_back(case, 1, 300_001, "I. Falconer", date(2026, 4, 2), "places not filled")
    grants.add_instalment(case, grant, DAY, 300_000)
    deposits.give_back(case, 1, 50_000, "I. Falconer", date(2026, 4, 3), "the year is over")
    short = -(900_000 - 978_750)
    reconcile.hold_back(
        case, "2025-Q3", 1, short, "top slice", "I. Falconer", date(2026, 4, 3), "letter"
    )
    source = folder / "return.txt"
    source.write_text("x", encoding="utf-8")
    outcomes.add_outcome(
        case, 1, "People helped", 12, source=source, start=DAY, end=DAY, grant_id=1
    )
    return case


@pytest.fixture
def lived(file_case: Case, tmp_path: Path) -> Case:
    return live(file_case, tmp_path)


def test_a_case_that_was_lived_rightly_breaks_no_law(case: Case, tmp_path: Path) -> None:
    live(case, tmp_path)
    assert [problem for _, find in LAWS for problem in find(case)] == []
    assert check(case) == []


def row(model: Any, **values: Any) -> Callable[[Any], None]:
    return lambda session: session.add(model(**values))


def set_to(model: Any, **values: Any) -> Callable[[Any], None]:
    def alter(session: Any) -> None:
        for name, value in values.items():
            setattr(session.get_one(model, 1), name, value)

    return alter


def posting(**lines: int) -> Callable[[Any], None]:
    accounts = {name.replace("_", ":"): minor for name, minor in lines.items()}

    def post(session: Any) -> None:
        ledger.post(session, DAY, "Made up", accounts, "GBP")

    return post


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            row(Share, receipt_id=1, agency="prosecutor", minor=1, currency="GBP", rate="",
                       provision=""),
            "the shares of receipt 1 come to",
        ),
        (
            row(Contribution, order_id=1, agency="investigator", body="North", millionths=1),
            "the agreed parts of the investigator's share in order 1 are not its whole",
        ),
        (posting(fund_1=1, costs=-1), "the fund Joint fund: "),
        (posting(grant_1=1, costs=-1), "grant 1: £11,999.99 by its records"),
        (posting(deposit_1=1, costs=-1), "deposit 1: "),
        (posting(bank_1=1, costs=-1), "what the Home Office paid into Joint fund: "),
        (posting(receipt_1=1, costs=-1), "receipt 1 is £90,000.00, and £89,999.99 of it is posted"),
        (posting(returned=1, costs=-1), "was returned, and £"),
        (posting(fund_1=-9_999_999, costs=9_999_999), "the fund Joint fund stood at −"),
        (posting(receipt_1=-1, fund_1=1), "−£0.01 is unaccounted for"),
        (
            row(Deposit, fund_id=1, on=DAY, minor=5, currency="GBP", source="Nobody"),
            "£0.05 is unaccounted for",
        ),
        (
            row(ReturnedMoney, fund_id=1, share_id=None, deposit_id=1, on=DAY, minor=9_000_000,
                               paid_to="X", by="X", why="x"),
            "deposit 1 is £10,000.00, but",
        ),
        (
            row(InstalmentDeposit, instalment_id=2, deposit_id=1, minor=7),
            "instalment 2 is £3,000.00 and not paid, but shares and deposits pay £0.07 of it",
        ),
        (
            row(ClawBack, instalment_id=1, received=DAY, minor=1_500_000, by="X", why="x"),
            "more came back of instalment 1 than was paid",
        ),
        (set_to(Grant, minor=1), "the instalments of grant 1 come to more than the grant"),
        (
            set_to(Instalment, paid_by="p. ALDERSLEY"),
            "p. ALDERSLEY recommended and paid instalment 1 of grant 1",
        ),
        (
            set_to(Instalment, prepared_by="I. Falconer"),
            "I. Falconer prepared and paid instalment 1 of grant 1",
        ),
        (set_to(Grant, approved_by="P.  Aldersley"), "recommended and approved grant 1"),
        (set_to(PanelMember, view="for"), "B. Low declared a conflict and gave a view on grant 1"),
        (
            set_to(Grant, approved_by="b. low"),
            "B. Low declared a conflict and approved grant 1",
        ),
        (set_to(Fund, kinds="on-site testing"), "the fund Joint fund may not pay for joined-up"),
        (set_to(Fund, bid_limit_minor=5), "grant 1 is above the limit of bids of Joint fund"),
        (set_to(Fund, ends=date(2026, 3, 11)), "instalment 1 of grant 1 was paid after Joint fund"),
        (
            set_to(Grant, agreement="0" * 64),
            "agreement of grant 1 rests on a paper that the case does not keep",
        ),
    ],
)  # fmt: skip
def test_each_law_broken_is_named(lived: Case, wrong: Callable[[Any], None], said: str) -> None:
    with lived.change("test", "Did what must not be done") as work:
        wrong(work.session)
        work.session.flush()
    found = " | ".join(problem for _, find in LAWS for problem in find(lived))
    assert said in found


def test_an_entry_dated_into_a_closed_quarter_is_found_by_the_journal(lived: Case) -> None:
    with lived.change("test", "Closed a quarter that is not over") as work:
        work.session.add(QuarterClose(quarter="2025-Q4", closed=DAY, by="X"))
        work.session.flush()
        work.session.add(LedgerEntry(on=DAY, text="Late"))
        work.session.flush()
    found = [problem for _, find in LAWS for problem in find(lived)]
    assert any("was dated into 2025-Q4, then closed" in problem for problem in found)
    assert any("has no lines" in problem for problem in found)
