"""The rows of a large statement are kept while the rest of its file is still being read.

It is a wager that the rows stand oldest first, on one account that is new to the case. Where that
turns out otherwise, all that was kept is taken back, and the file is kept as any other.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Final, NamedTuple

from workbench.records.entries import Entries, days
from workbench.records.keep_entries import Own, StatementKeeper
from workbench.records.keeping import Keeping
from workbench.records.layout import Layout
from workbench.records.prove import PLAIN_ORDERS
from workbench.records.readers.table import Rows
from workbench.records.reading import AccountRead, FileRead
from workbench.records.room import beyond
from workbench.store import tables as t

_MARK: Final = "early"


class _Wager(NamedTuple):
    """What the rows so far were taken for."""

    keeper: StatementKeeper
    own: Own
    account: AccountRead


class Early:
    """One statement that is kept as its rows come."""

    def __init__(self, into: Keeping, lines: int) -> None:
        """Take the file, and about how many rows it has; nothing is written yet."""
        self.into, self.lines = into, lines
        self._kept = 0
        self._wager: _Wager | None = None
        self._lost = False
        self._indexes = ExitStack()

    def seen(self, layout: Layout, rows: Rows) -> None:
        """Keep what was read since the last time."""
        if self._lost or not (rows.accounts or rows.rejected):
            return
        if len(rows.accounts) != 1 or rows.rejected:
            self._lose()
            return
        ((key, account),) = rows.accounts.items()
        more = rows.entries.get(key, Entries()).since(self._kept)
        if not more:
            return
        wager = self._wager or self._begin(layout, account, more)
        odd = (one for part in more.parts if isinstance(part, list) for one in part)
        if wager is None or any(map(beyond, odd)):
            self._lose()
            return
        wager.keeper.entries(wager.own, more, {})
        self._kept += len(more)

    def settled(self, found: FileRead) -> str | None:
        """The verdict, if what was kept is the file; else it was taken back, and there is none."""
        if self._wager is None or self._lost:
            return None
        _, own, account = self._wager
        pending = [row.minor for row in found.ignored if row.minor is not None]
        keeper = StatementKeeper(self.into, found.layout, found.proof, pending)
        statement = found.statements[0]
        with ThreadPoolExecutor(max_workers=1) as beside:  # SQLite meanwhile needs no Python
            proving = beside.submit(keeper.proved, statement)
            self._indexes.close()
            proof = proving.result()
        if (
            len(found.statements) != 1
            or statement.account != account
            or len(statement.entries) != self._kept
            or proof.order != PLAIN_ORDERS[0]
        ):
            self._lose()
            return None
        self.into.keys.append(own.key)
        keeper.statement_row(own, statement, proof)
        keeper.hold(own, keeper.named(account))
        self.into.connection.exec_driver_sql(f"RELEASE {_MARK}")
        return proof.verdict

    def _begin(self, layout: Layout, account: AccountRead, first: Entries) -> _Wager | None:
        when = days(first)
        keeper = StatementKeeper(self.into, layout.name, layout.proof, ())
        named = keeper.named(account)
        if layout.proof.within_day or when[0] > when[-1] or keeper.has_entries(named.key):
            return None
        self.into.connection.exec_driver_sql(f"SAVEPOINT {_MARK}")
        self._wager = _Wager(keeper, keeper.own(named), account)
        self.into.accounts.write()
        self._indexes.enter_context(self.into.bulk.indexes_later(self.lines, t.Entry, t.Payment))
        return self._wager

    def _lose(self) -> None:
        self._lost = True
        if self._wager is not None:
            self._indexes.pop_all()  # the indexes come back with all the rest
            self.into.connection.exec_driver_sql(f"ROLLBACK TO {_MARK}")
            self.into.connection.exec_driver_sql(f"RELEASE {_MARK}")
