"""The account grid: months by accounts, and what the records prove of each month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, func, select

from workbench.case import Case
from workbench.records.chain import Chain, StatementRow, chain
from workbench.records.overlap import Overlaps, statement_rows
from workbench.records.prove import NOT_RECONCILED, RECONCILED
from workbench.store import tables as t

PROVED: Final = "proved"
UNPROVED: Final = "unproved"
BROKEN: Final = "does not reconcile"
MISSING: Final = "missing"
NOT_EXPECTED: Final = "not expected"
#: A month is shown as the worst that holds of it.
WORST_FIRST: Final = (BROKEN, MISSING, UNPROVED, PROVED, NOT_EXPECTED)
#: A letter for each, so that no state is told by colour alone.
MARKS: Final = {PROVED: "P", UNPROVED: "U", BROKEN: "B", MISSING: "M", NOT_EXPECTED: ""}

#: A month as (year, month).
Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One account in one month. `missing` are its days that no statement covers."""

    month: str
    state: str
    statements: tuple[int, ...] = ()
    entries: int = 0
    missing: tuple[tuple[date, date], ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The cell as JSON-ready data."""
        return {
            "month": self.month,
            "state": self.state,
            "statements": list(self.statements),
            "entries": self.entries,
            "missing": [{"from": a.isoformat(), "to": b.isoformat()} for a, b in self.missing],
        }


class GridRow(NamedTuple):
    """One account of the grid."""

    account: str
    name: str
    institution: str
    verdict: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Months across, accounts down."""

    months: tuple[str, ...]
    rows: tuple[GridRow, ...]

    def as_data(self) -> dict[str, Any]:
        """The grid as JSON-ready data."""
        return {
            "months": list(self.months),
            "accounts": [
                {
                    "account": row.account,
                    "name": row.name,
                    "institution": row.institution,
                    "verdict": row.verdict,
                    "cells": [cell.as_data() for cell in row.cells],
                }
                for row in self.rows
            ],
        }

    def counts(self) -> Counter[str]:
        """How many cells are in each state."""
        return Counter(cell.state for row in self.rows for cell in row.cells)


class Chained(NamedTuple):
    """A held account with its statements and their chain."""

    account: Any
    statements: Sequence[StatementRow]
    chain: Chain


def chained(connection: Connection) -> list[Chained]:
    """Every account that has statements, with its chain, by key."""
    statements, look = statement_rows(connection), Overlaps(connection)
    wanted = select(t.Account.__table__).where(t.Account.held).order_by(t.Account.key)
    return [
        Chained(account, found, chain(found, look))
        for account in connection.execute(wanted)
        if (found := statements.get(account.id))
    ]


def grid_of(case: Case) -> Grid:
    """The grid of a case: every held account with statements, every month that any spans."""
    with case.read() as connection:
        rows = chained(connection)
        entries = _entries(connection)
        broken = {row.account.id: set(_broken_months(connection, row)) for row in rows}
    spans = [span for row in rows for span in _spans(row.statements)]
    if not spans:
        return Grid((), ())
    months = _months(min(a for a, _ in spans), max(b for _, b in spans))
    return Grid(
        tuple(_written(month) for month in months),
        tuple(
            GridRow(
                row.account.key, row.account.name, row.account.institution, row.chain.verdict,
                _cells(row, months, entries[row.account.id], broken[row.account.id]),
            )
            for row in rows
        ),
    )  # fmt: skip


def _cells(
    row: Chained, months: Sequence[Month], entries: Mapping[Month, int], broken: set[Month]
) -> tuple[Cell, ...]:
    said: dict[Month, set[str]] = defaultdict(set)
    standing: dict[Month, list[int]] = defaultdict(list)
    missing: dict[Month, list[tuple[date, date]]] = defaultdict(list)
    spans = _spans(row.statements)
    if spans:
        # between the first and the last statement, days without one are quiet unless missing
        for month in _months(min(a for a, _ in spans), max(b for _, b in spans)):
            said[month].add(PROVED)
    for one in row.statements:
        verdict = row.chain.verdicts.get(one.id, one.verdict)
        state = PROVED if verdict == RECONCILED else UNPROVED
        for month in _span(one):
            said[month].add(state)
            standing[month].append(one.id)
    for gap in row.chain.missing:
        for month in _months(gap.start, gap.end):
            said[month].add(MISSING)
            missing[month].append(_within(gap.start, gap.end, month))
    for month in broken:
        said[month].add(BROKEN)
    return tuple(
        Cell(
            _written(month),
            next((state for state in WORST_FIRST if state in said.get(month, ())), NOT_EXPECTED),
            tuple(standing.get(month, ())),
            entries.get(month, 0),
            tuple(missing.get(month, ())),
        )
        for month in months
    )


def _broken_months(connection: Connection, row: Chained) -> Iterator[Month]:
    """The months in which a break lies; all of a statement's where its place is not a row."""
    for found in row.chain.breaks:
        for key in ("closed_on", "opened_on"):
            if key in found:
                day = date.fromisoformat(str(found[key]))
                yield day.year, day.month
    for one in row.statements:
        if one.verdict != NOT_RECONCILED:
            continue
        places = {str(found["where"]).rpartition(" after ")[2] for found in one.breaks}
        days = connection.execute(
            select(t.Entry.place, t.Entry.date)
            .where(t.Entry.statement_id == one.id, t.Entry.place.in_(places))
        ).all()  # fmt: skip
        yield from {(day.year, day.month) for _, day in days}
        if places - {place for place, _ in days}:
            yield from _span(one)


def _entries(connection: Connection) -> dict[int, dict[Month, int]]:
    """Entries of each account and month; by day in SQL, which its index answers alone."""
    counted: dict[int, dict[Month, int]] = defaultdict(lambda: defaultdict(int))
    for account_id, day, count in connection.execute(
        select(t.Entry.account_id, t.Entry.date, func.count()).group_by(
            t.Entry.account_id, t.Entry.date
        )
    ):
        counted[account_id][day.year, day.month] += count
    return counted


def _spans(statements: Sequence[StatementRow]) -> list[tuple[date, date]]:
    return [(one.start, one.end) for one in statements if one.start and one.end]


def _span(one: StatementRow) -> list[Month]:
    return _months(one.start, one.end) if one.start and one.end else []


def _months(start: date, end: date) -> list[Month]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [(at // 12, at % 12 + 1) for at in range(first, last + 1)]


def _within(start: date, end: date, month: Month) -> tuple[date, date]:
    """The part of the days that lies in a month."""
    first = date(*month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max(start, first), min(end, last)


def _written(month: Month) -> str:
    return f"{month[0]:04}-{month[1]:02}"
