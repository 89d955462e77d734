"""The statements of a case as a chain reads them, and what it looks up where they overlap."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from workbench.records.chain import StatementRow, Strange
from workbench.store import tables as t


def statement_rows(
    connection: Connection, account_ids: Sequence[int] | None = None
) -> dict[int, list[StatementRow]]:
    """Every statement by account, in the order of loading; or only those of some accounts."""
    own = _counts(connection, account_ids)
    shown = _places(connection)
    wanted = (
        select(t.Statement.__table__, t.SourceFile.name, t.Account.currency)
        .join(t.SourceFile, t.SourceFile.id == t.Statement.file_id)
        .join(t.Account, t.Account.id == t.Statement.account_id)
        .order_by(t.Statement.id)
    )
    if account_ids is not None:
        wanted = wanted.where(t.Statement.account_id.in_(account_ids))
    rows: dict[int, list[StatementRow]] = {}
    for one in connection.execute(wanted):
        here = own.get(one.id, 0)
        rows.setdefault(one.account_id, []).append(
            StatementRow(
                one.name, one.first, one.last, one.opening_minor, one.closing_minor, one.verdict,
                tuple(json.loads(one.breaks)), one.id, one.file_id, one.account_id,
                one.period_from, one.period_to, one.sequence, one.balances, one.currency,
                here + shown.get((one.file_id, one.account_id), 0), here,
            )
        )  # fmt: skip
    return rows


def _counts(connection: Connection, account_ids: Sequence[int] | None) -> dict[int, int]:
    counted = select(t.Entry.statement_id, func.count()).group_by(t.Entry.statement_id)
    if account_ids is not None:
        counted = counted.where(t.Entry.account_id.in_(account_ids))
    return {row[0]: row[1] for row in connection.execute(counted)}


def _places(connection: Connection) -> dict[tuple[int, int], int]:
    """How many rows of each file and account stood in the case before."""
    found = connection.execute(
        select(t.EntryPlace.file_id, t.Entry.account_id, func.count())
        .join(t.Entry, t.Entry.id == t.EntryPlace.entry_id)
        .group_by(t.EntryPlace.file_id, t.Entry.account_id)
    )
    return {(file_id, account_id): count for file_id, account_id, count in found}


class Overlaps:
    """What statements with common days have in common; asked only where there are such days."""

    def __init__(self, connection: Connection) -> None:
        """Look through a connection that is open already."""
        self.connection = connection

    def balances(self, statement: StatementRow, day: date) -> frozenset[int]:
        """What the statement's balance was on a day: before it and after each of its rows."""
        here = t.Entry.account_id == statement.account_id, _shows(statement)
        before = self.connection.execute(
            select(func.coalesce(func.sum(t.Entry.minor), 0)).where(*here, t.Entry.date < day)
        ).scalar_one()
        balance = (statement.opening_minor or 0) + int(before)
        found = {balance}
        for minor in self.connection.execute(
            select(t.Entry.minor).where(*here, t.Entry.date == day).order_by(t.Entry.position)
        ).scalars():
            balance += minor
            found.add(balance)
        return frozenset(found)

    def strange(self, statement: StatementRow) -> Sequence[Strange]:
        """Rows of other files on its inner days that it does not have.

        Its first and last day are left out: a statement may begin or end within a day.
        """
        if statement.first is None or statement.last is None:
            return ()
        found = self.connection.execute(
            select(t.SourceFile.name, func.count(), func.sum(t.Entry.minor))
            .join(t.SourceFile, t.SourceFile.id == t.Entry.file_id)
            .where(t.Entry.account_id == statement.account_id)
            .where(t.Entry.date > statement.first, t.Entry.date < statement.last)
            .where(t.Entry.file_id != statement.file_id)
            .where(~_placed(statement))
            .group_by(t.SourceFile.id, t.SourceFile.name)
            .order_by(t.SourceFile.id)
        )
        return [Strange(name, rows, int(minor)) for name, rows, minor in found]


def _placed(statement: StatementRow) -> ColumnElement[bool]:
    return exists().where(
        t.EntryPlace.entry_id == t.Entry.id, t.EntryPlace.file_id == statement.file_id
    )


def _shows(statement: StatementRow) -> ColumnElement[bool]:
    """Whether an entry stands in the statement, as its own or as a further place."""
    return or_(t.Entry.statement_id == statement.id, _placed(statement))
