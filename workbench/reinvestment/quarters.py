"""Quarters of the financial year, which begins in April; a closed one takes nothing more."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.deadlines import add_months, said
from workbench.reinvestment.people import person
from workbench.store.tables import LedgerLine, QuarterClose, Receipt

_NAME = re.compile(r"(\d{4})-Q([1-4])")


def quarter_of(day: date) -> str:
    """The quarter of a day: 2026-Q1 is April to June 2026, 2026-Q4 January to March 2027."""
    year = day.year if day.month >= 4 else day.year - 1
    return f"{year}-Q{(day.month - 4) % 12 // 3 + 1}"


def bounds(quarter: str) -> tuple[date, date]:
    """First and last day of a quarter.

    Raises:
        Refused: if it is not written as one.
    """
    read = _NAME.fullmatch(quarter.strip())
    if read is None:
        raise Refused(
            f"{quarter} is no quarter", remedy="Write it like 2026-Q1: April to June 2026."
        )
    first = add_months(date(int(read[1]), 4, 1), 3 * (int(read[2]) - 1))
    return first, add_months(first, 3) - timedelta(days=1)


def check_open(session: Session, on: date) -> None:
    """Refuse what would be dated into a quarter whose books are closed.

    Raises:
        Refused: with who closed it, and when.
    """
    quarter = quarter_of(on)
    closed = session.scalars(select(QuarterClose).where(QuarterClose.quarter == quarter)).first()
    if closed is not None:
        raise Refused(
            f"{said(on)} is in {quarter}, which {closed.by} closed on {said(closed.closed)}",
            remedy="Date it in a quarter that is open.",
        )


def close_quarter(case: Case, quarter: str, by: str, on: date) -> None:
    """Close the books of a quarter; nothing is dated into it any more.

    Raises:
        Refused: if it is not over, is closed already, or money received in it waits to be
            shared.
    """
    first, last = bounds(quarter)
    quarter = quarter.strip()
    with case.change("close", f"Closed {quarter}") as work:
        session = work.session
        if shut := closed_quarters(session).get(quarter):
            raise Refused(f"{shut.by} closed it on {said(shut.closed)} already", where=quarter)
        if on <= last:
            raise Refused(f"the quarter ends on {said(last)}", where=quarter, remedy="Wait for it.")
        posted = _posted(session)
        for number in session.scalars(
            select(Receipt.id).where(Receipt.received.between(first, last)).order_by(Receipt.id)
        ):
            if number not in posted:
                raise Refused(
                    f"receipt {number} waits to be shared", where=quarter, remedy="Share it first."
                )
        session.add(QuarterClose(quarter=quarter, closed=on, by=person(by)))
        work.summary = f"{person(by)} closed the books of {quarter}"


def closed_quarters(session: Session) -> dict[str, QuarterClose]:
    """Every quarter that is closed."""
    return {row.quarter: row for row in session.scalars(select(QuarterClose))}


def _posted(session: Session) -> set[int]:
    """Receipts that stand in the ledger: posted, and not taken back."""
    sums = session.execute(
        select(LedgerLine.account, func.sum(LedgerLine.minor))
        .where(LedgerLine.account.startswith("receipt:"))
        .group_by(LedgerLine.account)
    )
    return {int(account.partition(":")[2]) for account, minor in sums if minor}
