"""The double-entry ledger, in whole pence: it only grows, and a mistake is reversed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.store.tables import LedgerEntry, LedgerLine


def post(
    session: Session, on: date, text: str, lines: Mapping[str, int], currency: str,
    *, reverses: int | None = None,
) -> int:  # fmt: skip
    """Write one entry within a unit of work; + debits an account, - credits it.

    Raises:
        AssertionError: if the lines do not add up to nothing; the books never get there.
    """
    assert sum(lines.values()) == 0, f"an entry that does not balance: {lines}"
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


def reverse(case: Case, entry_id: int, on: date, why: str) -> int:
    """Take an entry back by its mirror image; returns the new entry's number.

    Raises:
        Refused: if there is none, it is reversed already, no reason is given, or a fund would
            be left with less than nothing.
    """
    if not why.strip():
        raise Refused("a reversal needs a reason")
    with case.change("reverse", f"Reversed ledger entry {entry_id}: {why.strip()}") as work:
        session = work.session
        entry = session.get(LedgerEntry, entry_id)
        if entry is None:
            raise Refused(f"the ledger has no entry {entry_id}")
        if session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id == entry_id)).first():
            raise Refused(f"ledger entry {entry_id} is reversed already")
        lines = session.scalars(select(LedgerLine).where(LedgerLine.entry_id == entry_id)).all()
        for line in lines:
            left = balance_of(session, line.account) - line.minor
            if line.account.startswith("fund:") and left < 0:
                raise Refused(
                    f"reversing ledger entry {entry_id} would leave {line.account} with "
                    f"{written(left, line.currency)}: money from it is spent",
                )
        return post(
            session, on, f"Reversal of entry {entry_id}: {why.strip()}",
            {line.account: -line.minor for line in lines}, lines[0].currency, reverses=entry_id,
        )  # fmt: skip


def balance_of(session: Session, account: str) -> int:
    """The sum of an account's lines, + being a debit."""
    found = session.scalar(select(func.sum(LedgerLine.minor)).where(LedgerLine.account == account))
    return int(found or 0)
