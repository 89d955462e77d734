"""The double-entry ledger, in whole pence: it only grows, and a mistake is reversed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.reinvestment.quarters import check_open
from workbench.store.tables import LedgerEntry, LedgerLine


def post(
    session: Session, on: date, text: str, lines: Mapping[str, int], currency: str,
    *, reverses: int | None = None,
) -> int:  # fmt: skip
    """Write one entry within a unit of work; + debits an account, - credits it.

    Raises:
        AssertionError: if the lines do not add up to nothing; the books never get there.
        Refused: if the day is in a quarter whose books are closed.
    """
    assert sum(lines.values()) == 0, f"an entry that does not balance: {lines}"
    check_open(session, on)
    entry = LedgerEntry(on=on, text=text, reverses_id=reverses)
    session.add(entry)
    session.flush()
    for account, minor in lines.items():
        if minor:
            session.add(
                LedgerLine(entry_id=entry.id, account=account, minor=minor, currency=currency)
            )
            session.flush()
    return entry.id


def reverse(session: Session, entry_id: int, on: date, why: str) -> int:
    """Take an entry back by its mirror image, within the unit of work that corrects its cause.

    Raises:
        Refused: if there is none, it is reversed already, no reason is given, it is dated before
            the entry, or a fund would be left with less than nothing.
    """
    if not why.strip():
        raise Refused("a reversal needs a reason")
    entry = session.get(LedgerEntry, entry_id)
    if entry is None:
        raise Refused(f"the ledger has no entry {entry_id}")
    if reversal_of(session, entry_id) is not None:
        raise Refused(f"ledger entry {entry_id} is reversed already")
    if on < entry.on:
        raise Refused(f"a reversal on {said(on)} is before the entry of {said(entry.on)}")
    lines = session.scalars(select(LedgerLine).where(LedgerLine.entry_id == entry_id)).all()
    for line in lines:
        left = least_from(session, line.account, on) - line.minor
        if line.account.startswith("fund:") and left < 0:
            raise Refused(
                f"reversing ledger entry {entry_id} would leave {line.account} with "
                f"{written(left, line.currency)}: money from it is spent",
            )
    return post(
        session, on, f"Reversal of entry {entry_id}: {why.strip()}",
        {line.account: -line.minor for line in lines}, lines[0].currency, reverses=entry_id,
    )  # fmt: skip


def reversal_of(session: Session, entry_id: int) -> LedgerEntry | None:
    """The mirror image of an entry, where it was taken back."""
    return session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id == entry_id)).first()


def last_entry(session: Session, account: str) -> LedgerEntry | None:
    """The last entry with a line of this account."""
    return session.scalars(
        select(LedgerEntry)
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .where(LedgerLine.account == account)
        .order_by(LedgerEntry.id.desc())
    ).first()


def balance_of(session: Session, account: str) -> int:
    """The sum of an account's lines, + being a debit."""
    found = session.scalar(select(func.sum(LedgerLine.minor)).where(LedgerLine.account == account))
    return int(found or 0)


def least_from(session: Session, account: str, on: date) -> int:
    """The least that an account holds at the end of any day from `on`: what may leave it then."""
    days = session.execute(
        select(LedgerEntry.on, func.sum(LedgerLine.minor))
        .join(LedgerLine, LedgerLine.entry_id == LedgerEntry.id)
        .where(LedgerLine.account == account)
        .group_by(LedgerEntry.on)
        .order_by(LedgerEntry.on)
    ).all()
    running = sum(int(minor) for day, minor in days if day <= on)
    least = running
    for day, minor in days:
        if day > on:
            running += int(minor)
            least = min(least, running)
    return least
