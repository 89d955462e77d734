"""Two funders in one programme, over two quarters: every way in which money comes and goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.workbench.recovery.facts import confiscation
from tests.workbench.reinvestment.acts import pay
from workbench.case import Case
from workbench.parties import register
from workbench.recovery.receipts import add_receipt
from workbench.reinvestment import (
    claw_back,
    deposits,
    funds,
    grants,
    match,
    monitoring,
    outcomes,
    programmes,
    reconcile,
    shares,
)
from workbench.store.tables import Order

DEFENDANT = "Corvin Ashdown-Pell"
RECEIVED, LATE = date(2025, 9, 12), date(2025, 11, 3)
START, END = date(2026, 1, 1), date(2026, 3, 31)  # 2025-Q4
FORMULA = '=HYPERLINK("http://x","Cole Valley")'


def fill(case: Case, folder: Path) -> Case:
    """Police money of two receipts, one of them waiting; public health money of a deposit.

    Of £100,000.00, £40,000.00 is compensation and the investigator's share £11,250.00. Of the
    two grants to one programme, £9,000.00 and £2,000.00 are paid in January to March 2026; of
    the first £1,000.01 comes back, of the deposit £500.00 goes back.
    """
    who = register.add_party(case, DEFENDANT, subject=True)
    order = confiscation(case)
    with case.change("order", "Named the defendant") as work:
        work.session.get_one(Order, order).party_id = who
    funds.add_fund(case, "Community fund", "police", restriction="Not for officers' pay")
    funds.add_fund(case, "Public health fund", "public health", return_to="The council")
    first = add_receipt(case, order, RECEIVED, 10_000_000, compensation_minor=4_000_000)
    shares.share_receipt(case, first, fund_id=1)
    add_receipt(case, order, LATE, 700_000)
    deposits.deposit(case, 2, date(2026, 1, 5), 300_000, "Director of public health")
    programmes.add_programme(case, "diversion into treatment", "Custody to treatment")
    folder.mkdir(exist_ok=True)
    paper = folder / "return.csv"
    paper.write_text("measure,value\n", encoding="utf-8")
    for fund, minor, recipient, charity in (
        (1, 900_000, "Cole Valley Recovery", "1099999"), (2, 200_000, FORMULA, ""),
    ):  # fmt: skip
        number = grants.propose(case, 1, fund, recipient, minor, registration=charity)
        grants.recommend(case, number, "P. Aldersley", date(2026, 1, 14))
        grants.approve(case, number, "M. Thorne", date(2026, 1, 28))
        part = grants.add_instalment(case, number, date(2026, 3, 2), minor)
        pay(case, part, "I. Falconer", date(2026, 3, 12))
    match.add_match(case, 1, "Probation", 50_000, kind="in kind")
    claw_back.claw_back(case, 1, 100_001, "I. Falconer", date(2026, 3, 20), "a post was empty")
    deposits.give_back(case, 2, 50_000, "I. Falconer", date(2026, 3, 25), "not needed")
    told = monitoring.plan_return(case, 1, START, date(2026, 3, 24), date(2026, 3, 30))
    came = date(2026, 3, 30)
    monitoring.receive_return(case, told, came, document=paper, spent_minor=600_000)
    reconcile.record_payment(case, "2025-Q2", 1, date(2025, 12, 1), 1_100_000)
    for grant, measure, value in (
        (1, "Started structured treatment", 24), (2, "Completed drug free", 3),
    ):  # fmt: skip
        outcomes.add_outcome(
            case, 1, measure, value, source=paper, start=START, end=END, grant_id=grant, target=20
        )
    return case
