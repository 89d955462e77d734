"""A compiled pass by pro-rata in whole units: its state, and its log as the others keep theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graphs.kernel import rolling
from graphs.kernel.columns import Columns, Longs
from graphs.kernel.rolling import NONE
from workbench.progress import Report, silent

STRIDE = 100_000
_ROOM = 1_024


def conversions_of(rows: Iterable[tuple[int, int]]) -> Longs:
    """Conversions as rows (position, received), ended by one beyond every payment."""
    return np.array([*sorted(rows), (2**62, 0)], dtype=np.int64)


@dataclass(slots=True)
class Rolled:
    """One ordered pass over columns; the logs have the rows of `graphs.kernel.state.Pass`.

    A move's minor is what left the payer, also where the payment was a conversion.
    """

    marks: Longs
    conversions: Longs
    marked: Longs
    position: int
    funds: Longs
    cells: Longs
    pool: Longs
    debts: Longs
    drawn: Longs
    scratch: Longs
    counters: Longs
    _moves: Longs
    _repayments: Longs

    @classmethod
    def begin(cls, columns: Columns, marks: Longs, conversions: Longs) -> Rolled:
        """Before the first payment: opening balances, and opening overdrafts as debts."""
        counters = np.zeros(rolling.COUNTERS, np.int64)
        counters[[rolling.CELL_FREE, rolling.POOL_FREE, rolling.OWED_FREE]] = NONE
        funds = np.zeros((len(columns.held), rolling.FUND), np.int64)
        funds[:, rolling.CELL] = NONE
        funds[:, rolling.CLEAN] = np.maximum(columns.openings, 0)
        overdrawn = np.flatnonzero(columns.openings < 0)
        room = _ROOM + len(columns) // 32
        debts = _table(room + len(overdrawn), 3)
        for pocket in overdrawn.tolist():
            minor = -int(columns.openings[pocket])
            rolling.owe(pocket, minor, -1 - pocket, funds, debts, counters)
        return cls(
            marks, conversions, np.zeros(len(marks), np.int64), 0, funds, _table(room, 5),
            _table(room, 4), debts, _table(room, 3), _table(2 * room + 4, 4), counters,
            _table(room, 4), _table(room, 5),
        )  # fmt: skip

    @property
    def moves(self) -> Longs:
        """The log of what moved, in order."""
        return self._moves[: self.counters[rolling.MOVES]]

    @property
    def repayments(self) -> Longs:
        """The log of what repaid debts, in order."""
        return self._repayments[: self.counters[rolling.REPAYMENTS]]

    def run(self, columns: Columns, report: Report = silent) -> None:
        """Follow every payment of `columns`."""
        total = len(columns)
        while self.position < total:
            report(self.position, total, "Tracing by pro-rata")
            stop = min(total, self.position + STRIDE)
            while self.position < stop:
                self.position = rolling.follow_rolling(
                    self.position, stop, columns.payers, columns.payees, columns.minors,
                    columns.held, self.marks, self.marked, self.conversions, self.funds,
                    self.cells, self.pool, self.debts, self.drawn, self.scratch, self._moves,
                    self._repayments, self.counters,
                )  # fmt: skip
                if self.position < stop:
                    self._enlarge(columns)

    def _enlarge(self, columns: Columns) -> None:
        """Make room for the payment that stopped the pass, and for many more."""
        payer, payee = columns.payers[self.position], columns.payees[self.position]
        rows = int(self.funds[payer, rolling.PARCELS]) + rolling.ALWAYS
        owed = int(self.funds[payee, rolling.DEBTS]) + 2
        used = self.counters.tolist()
        self._moves = _grown(self._moves, used[rolling.MOVES] + rows)
        self._repayments = _grown(self._repayments, used[rolling.REPAYMENTS] + rows * owed)
        self.pool = _grown(self.pool, used[rolling.POOL_TOP] + rows)
        self.cells = _grown(self.cells, used[rolling.CELL_TOP] + rows)
        self.debts = _grown(self.debts, used[rolling.OWED_TOP] + 1)
        self.drawn = _grown(self.drawn, rows)
        self.scratch = _grown(self.scratch, 2 * len(self.drawn) + 4)

    def tainted(self) -> list[int]:
        """The pockets that hold anything of an origin."""
        found: list[int] = np.flatnonzero(self.funds[:, rolling.PARCELS]).tolist()
        return found

    def fund(self, pocket: int) -> list[tuple[int, int, int]]:
        """What a pocket holds, by origin, as rows (origin, minor, move); clean money, 0, last."""
        rows = []
        cell = int(self.funds[pocket, rolling.CELL])
        while cell >= 0:
            _, origin, slot, _, cell = self.cells[cell].tolist()
            while slot >= 0:
                minor, _, via, slot = self.pool[slot].tolist()
                rows.append((origin, minor, via))
        clean = int(self.funds[pocket, rolling.CLEAN])
        return [*rows, (0, clean, NONE)] if clean else rows

    def held(self) -> dict[tuple[int, int], int]:
        """What is held: (origin, pocket) to minor."""
        rows = _table(int(self.counters[rolling.CELL_TOP]), 3)
        count = rolling.holdings(self.funds, self.cells, rows)
        return {(origin, pocket): minor for origin, pocket, minor in rows[:count].tolist()}

    def conserved(self) -> bool:
        """Whether, without conversions, what was marked is held or has repaid a debt."""
        owed: dict[int, int] = defaultdict(int)
        for (_, number, _), minor in zip(self.marks.tolist(), self.marked.tolist(), strict=True):
            owed[number] += minor
        for (origin, _), minor in self.held().items():
            owed[origin] -= minor
        for _, _, origin, minor, _ in self.repayments.tolist():
            owed[origin] -= minor
        return not any(owed.values())


def _table(rows: int, fields: int) -> Longs:
    """A table whose rows are written before they are read."""
    return np.empty((rows, fields), np.int64)


def _grown(table: Longs, wanted: int) -> Longs:
    """The table with at least `wanted` rows: twice as many where that is not enough."""
    if len(table) >= wanted:
        return table
    larger = _table(max(wanted, len(table) * 2), table.shape[1])
    larger[: len(table)] = table
    return larger
