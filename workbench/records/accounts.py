"""The accounts of a case as their records show them: sums, proof, breaks and missing days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, func, select

from workbench.case import Case
from workbench.records.chain import Look, StatementRow, chain
from workbench.records.overlap import Overlaps, statement_rows
from workbench.records.prove import RECONCILED
from workbench.store import tables as t


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """One account. Amounts are minor units of `currency`; None where nothing states them.

    `in_minor` and `out_minor` count each payment once. `breaks` are places where the balance
    is not what the rows make it; `gaps` are (from, to) days that no statement covers; `notes`
    what was seen and changes no verdict; `locked` counts the statements that are proved, whose
    rows the database itself keeps from being changed.
    """

    account: str
    name: str
    institution: str
    sort_code: str
    number: str
    iban: str
    currency: str
    held: bool
    statements: int
    entries: int
    first: date | None
    last: date | None
    opening_minor: int | None
    in_minor: int
    out_minor: int
    closing_minor: int | None
    verdict: str
    breaks: tuple[Mapping[str, Any], ...] = ()
    gaps: tuple[tuple[date, date], ...] = ()
    notes: tuple[str, ...] = ()
    locked: int = 0

    def as_data(self) -> dict[str, Any]:
        """The account as JSON-ready data."""
        return {
            "account": self.account,
            "name": self.name,
            "institution": self.institution,
            "sort_code": self.sort_code,
            "number": self.number,
            "iban": self.iban,
            "currency": self.currency,
            "held": self.held,
            "statements": self.statements,
            "entries": self.entries,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "opening_minor": self.opening_minor,
            "in_minor": self.in_minor,
            "out_minor": self.out_minor,
            "closing_minor": self.closing_minor,
            "verdict": self.verdict,
            "breaks": [dict(found) for found in self.breaks],
            "gaps": [{"from": a.isoformat(), "to": b.isoformat()} for a, b in self.gaps],
            "notes": list(self.notes),
            "locked": self.locked,
        }


def accounts(case_: Case, keys: Sequence[str] | None = None) -> list[AccountSummary]:
    """Every account of the case, those that are held first; or only those with these keys."""
    with case_.read() as connection:
        return summaries(connection, keys)


def summaries(connection: Connection, keys: Sequence[str] | None = None) -> list[AccountSummary]:
    """As `accounts`, through a connection that is open already."""
    wanted = select(t.Account).order_by(t.Account.held.desc(), t.Account.key)
    if keys is not None:
        wanted = wanted.where(t.Account.key.in_(keys))
    into, out = _payments_to(connection), _payments_from(connection)
    entries = _entries(connection)
    statements, look = statement_rows(connection), Overlaps(connection)
    return [
        _summary(row, entries.get(row.id), into, out, statements.get(row.id, []), look)
        for row in connection.execute(wanted)
    ]


class _Moved(NamedTuple):
    rows: int
    first: date | None
    last: date | None
    minor: int


_NOTHING = _Moved(0, None, None, 0)


def _summary(
    row: Any, entries: _Moved | None, into: Mapping[tuple[int, str], _Moved],
    out: Mapping[tuple[int, str], _Moved], statements: Sequence[StatementRow], look: Look,
) -> AccountSummary:  # fmt: skip
    got = into.get((row.id, row.currency), _NOTHING)
    paid = out.get((row.id, row.currency), _NOTHING)
    seen = [entries] if entries else [got, paid]
    days = [day for moved in seen for day in (moved.first, moved.last) if day]
    proved = chain(statements, look)
    closing = proved.closing_minor
    if closing is None and row.held and row.opening_minor is not None:
        closing = row.opening_minor + got.minor - paid.minor
    return AccountSummary(
        account=row.key, name=row.name, institution=row.institution, sort_code=row.sort_code,
        number=row.number, iban=row.iban, currency=row.currency, held=row.held,
        statements=len(statements), entries=sum(moved.rows for moved in seen),
        first=min(days, default=None), last=max(days, default=None),
        opening_minor=row.opening_minor, in_minor=got.minor, out_minor=paid.minor,
        closing_minor=closing, verdict=proved.verdict, breaks=proved.breaks, gaps=proved.gaps,
        notes=proved.notes, locked=sum(one.verdict == RECONCILED for one in statements),
    )  # fmt: skip


def _payments_to(connection: Connection) -> dict[tuple[int, str], _Moved]:
    got = func.coalesce(t.Payment.received_minor, t.Payment.minor)
    code = func.coalesce(t.Payment.received_currency, t.Payment.currency)
    return _moved(connection, t.Payment.payee_id, code, got)


def _payments_from(connection: Connection) -> dict[tuple[int, str], _Moved]:
    return _moved(connection, t.Payment.payer_id, t.Payment.currency, t.Payment.minor)


def _moved(
    connection: Connection, account: Any, code: Any, minor: Any
) -> dict[tuple[int, str], _Moved]:
    found = connection.execute(
        select(
            account, code, func.count(), func.min(t.Payment.date), func.max(t.Payment.date),
            func.sum(minor),
        ).group_by(account, code)
    )  # fmt: skip
    return {
        (account_id, currency): _Moved(count, first, last, int(total))
        for account_id, currency, count, first, last, total in found
    }


def _entries(connection: Connection) -> dict[int, _Moved]:
    found = connection.execute(
        select(
            t.Entry.account_id, func.count(), func.min(t.Entry.date), func.max(t.Entry.date),
            func.sum(case((t.Entry.minor > 0, t.Entry.minor), else_=0)),
        ).group_by(t.Entry.account_id)
    )  # fmt: skip
    return {row[0]: _Moved(row[1], row[2], row[3], int(row[4])) for row in found}
