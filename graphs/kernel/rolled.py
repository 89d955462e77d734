"""A compiled pass by pro-rata in whole units: begun, carried on, read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphs.kernel import log, parts, rolling
from graphs.kernel.columns import Columns, Longs
from graphs.kernel.log import Logged, grown, table
from graphs.kernel.parts import NONE
from workbench.errors import Refused
from workbench.progress import Report, silent

STRIDE = 100_000


@dataclass(slots=True, kw_only=True)
class Rolled(Logged):
    """One ordered pass over columns, with a cell for each origin in each fund."""

    cells: Longs

    @classmethod
    def begin(cls, columns: Columns, marks: Longs, conversions: Longs) -> Rolled:
        """Before the first payment: opening balances, and opening overdrafts as debts."""
        counters, room = log.counters_at_first(), log.ROOM + len(columns) // 32
        debts = table(room + int((columns.openings < 0).sum()), 4)
        funds = _opened(columns, 0)
        log.owe_overdrafts(columns, funds, debts, counters)
        return cls(
            rule="pro-rata", marks=marks, marked=np.zeros(len(marks), np.int64), position=0,
            conversions=conversions, funds=funds, cells=table(room, 5), pool=table(room, 4),
            debts=debts, drawn=table(room, 3), scratch=table(2 * room + 4, parts.SCRATCH),
            counters=counters, move_rows=table(room, 4), repayment_rows=table(room, 5),
            arrival_rows=table(log.ROOM, 2),
        )  # fmt: skip

    def used(self) -> dict[str, int]:
        """How many rows of each table that grows are in use."""
        # Not super(): a class with slots is made anew, and super() knows the first one.
        return Logged.used(self) | {"cells": int(self.counters[parts.CELL_TOP])}

    def run(self, columns: Columns, report: Report = silent) -> None:
        """Follow every payment of `columns` that has not been followed.

        Raises:
            Refused: if `columns` is not the same ledger carried on.
        """
        known = len(self.funds)
        if len(columns) < self.position or len(columns.held) < known:
            raise Refused("these payments are not those already traced, carried on")
        if len(columns.held) > known:
            if (columns.openings[known:] < 0).any():
                raise Refused("an account that joins a traced ledger cannot open overdrawn")
            self.funds = np.concatenate([self.funds, _opened(columns, known)])
        total = len(columns)
        while self.position < total:
            report(self.position, total, "Tracing by pro-rata")
            stop = min(total, self.position + STRIDE)
            while self.position < stop:
                self.position = rolling.follow_rolling(
                    self.position, stop, columns.payers, columns.payees, columns.minors,
                    columns.held, self.marks, self.marked, self.conversions, self.funds,
                    self.cells, self.pool, self.debts, self.drawn, self.scratch, self.move_rows,
                    self.repayment_rows, self.arrival_rows, self.counters,
                )  # fmt: skip
                if self.position < stop:
                    self.enlarge(columns)

    def enlarge(self, columns: Columns) -> None:
        """Make room for the payment that stopped the pass, and for many more."""
        payer, payee = columns.payers[self.position], columns.payees[self.position]
        rows = int(self.funds[payer, parts.PARCELS]) + rolling.ALWAYS
        owed = parts.debts_of(payee, self.funds, self.debts) + 2
        used = self.counters.tolist()
        self.move_rows = grown(self.move_rows, used[parts.MOVES] + rows)
        self.repayment_rows = grown(self.repayment_rows, used[parts.REPAYMENTS] + rows * owed)
        self.arrival_rows = grown(self.arrival_rows, used[parts.ARRIVALS] + rows)
        self.pool = grown(self.pool, used[parts.POOL] + rows)
        self.cells = grown(self.cells, used[parts.CELLS] + rows)
        self.debts = grown(self.debts, used[parts.OWED] + 2)
        self.drawn = grown(self.drawn, rows)
        self.scratch = grown(self.scratch, 2 * len(self.drawn) + 4)

    def tainted(self) -> list[int]:
        """The pockets that hold anything of an origin."""
        found: list[int] = np.flatnonzero(self.funds[:, parts.PARCELS]).tolist()
        return found

    def fund(self, pocket: int) -> list[tuple[int, int, int]]:
        """What a pocket holds, by origin, as rows (origin, minor, move); clean money, 0, last."""
        return fund_of(self.funds[pocket], self.cells, self.pool)

    def held(self) -> dict[tuple[int, int], int]:
        """What is held: (origin, pocket) to minor."""
        rows = table(int(self.counters[parts.CELLS]), 3)
        count = rolling.holdings(self.funds, self.cells, rows)
        return {(origin, pocket): minor for origin, pocket, minor in rows[:count].tolist()}


def _opened(columns: Columns, first: int) -> Longs:
    """The funds of the pockets from `first` on as they open."""
    funds = np.zeros((len(columns.held) - first, rolling.FUND), np.int64)
    funds[:, rolling.CELL] = NONE
    funds[:, rolling.CLEAN] = np.maximum(columns.openings[first:], 0)
    return funds


def fund_of(fund: Longs, cells: Longs, pool: Longs) -> list[tuple[int, int, int]]:
    """What one fund holds, as `Rolled.fund` has it."""
    rows = []
    cell = int(fund[rolling.CELL])
    while cell >= 0:
        _, origin, slot, _, cell = cells[cell].tolist()
        while slot >= 0:
            minor, _, via, slot = pool[slot].tolist()
            rows.append((origin, minor, via))
    clean = int(fund[rolling.CLEAN])
    return [*rows, (0, clean, NONE)] if clean else rows
