"""A compiled pass and its state: begun, carried on, kept as a checkpoint, read as a log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from graphs.kernel import queues
from graphs.kernel.columns import Columns, Ints, Longs
from graphs.kernel.queues import CODES, NONE
from workbench.errors import Refused
from workbench.progress import Report, silent

#: How many payments are followed between two words about progress.
STRIDE = 1_000_000
_ROOM = 1_024


@dataclass(slots=True)
class Pass:
    """One ordered pass by one rule over columns; every amount in whole minor units.

    `moves` has the rows (minor, origin, move before, payment), `repayments` the rows (debt,
    pocket, origin, minor, move before), where a debt is the position of the payment made on
    credit or, below zero, -1 less the pocket whose opening overdraft it is.
    """

    rule: str
    marks: Longs
    marked: Longs
    position: int
    funds: Longs
    lists: Ints
    pool: Longs
    debts: Longs
    drawn: Longs
    counters: Longs
    _moves: Longs
    _repayments: Longs

    @classmethod
    def begin(cls, columns: Columns, marks: Longs, rule: str) -> Pass:
        """Before the first payment: opening balances, and opening overdrafts as debts."""
        counters = np.zeros(queues.COUNTERS, np.int64)
        counters[[queues.POOL_FREE, queues.OWED_FREE]] = NONE
        overdrawn = np.flatnonzero(columns.openings < 0)
        room = _ROOM + len(columns) // 32 + len(overdrawn)
        funds, lists = _opened(columns, 0)
        begun = cls(
            rule, marks, np.zeros(len(marks), np.int64), 0, funds, lists, _table(room, 4),
            _table(room, 3), _table(room, 3), counters, _table(room, 4), _table(room, 5),
        )  # fmt: skip
        for pocket in overdrawn.tolist():
            minor = -int(columns.openings[pocket])
            queues.open_debt(pocket, minor, -1 - pocket, funds, lists, begun.debts, counters)
        return begun

    @property
    def moves(self) -> Longs:
        """The log of what moved, in order."""
        return self._moves[: self.counters[queues.MOVES]]

    @property
    def repayments(self) -> Longs:
        """The log of what repaid debts, in order."""
        return self._repayments[: self.counters[queues.REPAYMENTS]]

    def run(self, columns: Columns, report: Report = silent) -> None:
        """Follow every payment of `columns` that has not been followed.

        Raises:
            Refused: if `columns` is not the same ledger carried on.
        """
        if len(columns) < self.position or len(columns.held) < len(self.lists):
            raise Refused("these payments are not those already traced, carried on")
        self._new_pockets(columns)
        total = len(columns)
        while self.position < total:
            report(self.position, total, f"Tracing by {self.rule}")
            stop = min(total, self.position + STRIDE)
            while self.position < stop:
                self.position = queues.follow_queues(
                    CODES[self.rule], self.position, stop, columns.payers, columns.payees,
                    columns.minors, self.marks, self.marked, self.funds, self.lists, self.pool,
                    self.debts, self.drawn, self._moves, self._repayments, self.counters,
                )  # fmt: skip
                if self.position < stop:
                    self._enlarge(columns)

    def _new_pockets(self, columns: Columns) -> None:
        known = len(self.lists)
        if known == len(columns.held):
            return
        if (columns.openings[known:] < 0).any():
            raise Refused("an account that joins a traced ledger cannot open overdrawn")
        funds, lists = _opened(columns, known)
        pairs = zip(self.funds.reshape(2, -1), funds.reshape(2, -1), strict=True)
        self.funds = np.concatenate([part for pair in pairs for part in pair])
        self.lists = np.concatenate([self.lists, lists])

    def _enlarge(self, columns: Columns) -> None:
        """Make room for the payment that stopped the pass, and for many more."""
        parcels = _ROOM + queues.ALWAYS
        for pocket in (columns.payers[self.position], columns.payees[self.position]):
            parcels += int(self.lists[pocket, queues.PARCELS] + self.lists[pocket, queues.DEBTS])
        used = self.counters
        self._moves = _grown(self._moves, used[queues.MOVES] + parcels)
        self._repayments = _grown(self._repayments, used[queues.REPAYMENTS] + 2 * parcels)
        self.pool = _grown(self.pool, used[queues.POOL] + 2 * parcels)
        self.debts = _grown(self.debts, used[queues.OWED] + 1)
        self.drawn = _grown(self.drawn, parcels)

    def checkpoint(self) -> Pass:
        """A copy to carry on from later; the pass itself may go on."""
        used = self.counters.tolist()
        return replace(
            self, marked=self.marked.copy(), funds=self.funds.copy(), lists=self.lists.copy(),
            pool=_copied(self.pool, used[queues.POOL_TOP]),
            debts=_copied(self.debts, used[queues.OWED_TOP]), drawn=_copied(self.drawn, 0),
            counters=self.counters.copy(), _moves=_copied(self._moves, used[queues.MOVES]),
            _repayments=_copied(self._repayments, used[queues.REPAYMENTS]),
        )  # fmt: skip

    def add_marks(self, marks: Longs) -> None:
        """Carry on with origins among the payments still to come.

        Raises:
            Refused: if the origins of the payments already traced are not the same.
        """
        done = self.counters[queues.MARK]
        if len(marks) < done or not np.array_equal(marks[:done], self.marks[:done]):
            raise Refused(
                "an origin among the payments already traced is new or has changed",
                remedy="Trace again from the beginning",
            )
        if len(marks) > done and marks[done, 0] < self.position:
            raise Refused(
                "an origin among the payments already traced is new",
                remedy="Trace again from the beginning",
            )
        marked = np.zeros(len(marks), np.int64)
        marked[:done] = self.marked[:done]
        self.marks, self.marked = marks, marked

    def fund(self, pocket: int) -> list[tuple[int, int, int]]:
        """What a pocket holds, the oldest first, as rows (origin, minor, move); 0 is clean."""
        old = [(0, int(self.funds[pocket]) >> queues.SHIFT, NONE)]
        new = [(0, int(self.funds[pocket + len(self.lists)]) >> queues.SHIFT, NONE)]
        slot, between = int(self.lists[pocket, queues.HEAD]), []
        for _ in range(int(self.lists[pocket, queues.PARCELS])):
            minor, origin, via, slot = self.pool[slot].tolist()
            between.append((origin, minor, via))
        if self.rule == "lifo":
            between.reverse()
        return [row for row in (*old, *between, *new) if row[1]]

    def tainted(self) -> list[int]:
        """The pockets that hold anything of an origin."""
        found: list[int] = np.flatnonzero(self.lists[:, queues.PARCELS]).tolist()
        return found

    def parcels(self) -> Iterator[tuple[int, int, int, int]]:
        """Every tainted parcel still held: (pocket, origin, minor, move), a fund's oldest first."""
        for pocket in self.tainted():
            for origin, minor, via in self.fund(pocket):
                if origin:
                    yield pocket, origin, minor, via

    def held(self) -> dict[tuple[int, int], int]:
        """What is held: (origin, pocket) to minor."""
        sums: dict[tuple[int, int], int] = defaultdict(int)
        for pocket, origin, minor, _ in self.parcels():
            sums[origin, pocket] += minor
        return dict(sums)

    def conserved(self) -> bool:
        """Whether, for each origin, what was marked is held or has repaid a debt."""
        owed: dict[int, int] = defaultdict(int)
        for (_, number, _), minor in zip(self.marks.tolist(), self.marked.tolist(), strict=True):
            owed[number] += minor
        for (origin, _), minor in self.held().items():
            owed[origin] -= minor
        for _, _, origin, minor, _ in self.repayments.tolist():
            owed[origin] -= minor
        return not any(owed.values())


def _opened(columns: Columns, first: int) -> tuple[Longs, Ints]:
    """The funds of the pockets from `first` on as they open, and their empty lists."""
    count = len(columns.held) - first
    funds, lists = np.empty(2 * count, np.int64), np.zeros((count, queues.LISTS), np.int32)
    queues.open_funds(columns.openings[first:], columns.held[first:], funds)
    return funds, lists


def _table(rows: int, fields: int) -> Longs:
    """A table whose rows are written before they are read."""
    return np.empty((rows, fields), np.int64)


def _copied(table: Longs, used: int) -> Longs:
    """The rows in use, with room for more."""
    copy = _table(used + 4 * _ROOM, table.shape[1])
    copy[:used] = table[:used]
    return copy


def _grown(table: Longs, wanted: int) -> Longs:
    """The table with at least `wanted` rows: twice as many where that is not enough."""
    if len(table) >= wanted:
        return table
    larger = _table(max(int(wanted), len(table) * 2), table.shape[1])
    larger[: len(table)] = table
    return larger
