"""A compiled pass by fifo, lifo, clean-first or tainted-first: begun, carried on, read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from graphs.kernel import log, parts, queues
from graphs.kernel.columns import Columns, Ints, Longs, conversions_of
from graphs.kernel.log import Logged, grown, table
from graphs.kernel.parts import NONE
from graphs.kernel.queues import CODES
from graphs.kernel.skim import SHIFT
from workbench.errors import Refused
from workbench.progress import Report, silent

#: How many payments are followed between two words about progress.
STRIDE = 1_000_000


@dataclass(slots=True, kw_only=True)
class Pass(Logged):
    """One ordered pass by one of these rules over columns."""

    lists: Ints

    @classmethod
    def begin(
        cls, columns: Columns, marks: Longs, rule: str, conversions: Longs | None = None
    ) -> Pass:
        """Before the first payment: opening balances, and opening overdrafts as debts."""
        counters, room = log.counters_at_first(), log.ROOM + len(columns) // 32
        funds, lists, overdrawn = _opened(columns, 0, rule)
        debts = table(room + overdrawn, 4)
        if overdrawn:
            log.owe_overdrafts(columns, lists, debts, counters)
        return cls(
            rule=rule, marks=marks, marked=np.zeros(len(marks), np.int64), position=0,
            conversions=conversions_of(()) if conversions is None else conversions,
            funds=funds, lists=lists, pool=table(room, 4), debts=debts, drawn=table(room, 3),
            scratch=table(log.ROOM, parts.SCRATCH), counters=counters, move_rows=table(room, 4),
            repayment_rows=table(room, 5), arrival_rows=table(log.ROOM, 2),
        )  # fmt: skip

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
                    columns.minors, self.marks, self.marked, self.conversions, self.funds,
                    self.lists, self.pool, self.debts, self.drawn, self.scratch, self.move_rows,
                    self.repayment_rows, self.arrival_rows, self.counters,
                )  # fmt: skip
                if self.position < stop:
                    self.enlarge(columns)

    def _new_pockets(self, columns: Columns) -> None:
        known = len(self.lists)
        if known == len(columns.held):
            return
        if (columns.openings[known:] < 0).any():
            raise Refused("an account that joins a traced ledger cannot open overdrawn")
        funds, lists, _ = _opened(columns, known, self.rule)
        ends = zip(self.funds.reshape(-1, known), funds.reshape(-1, len(lists)), strict=True)
        self.funds = np.concatenate([part for end in ends for part in end])
        self.lists = np.concatenate([self.lists, lists])

    def enlarge(self, columns: Columns) -> None:
        """Make room for the payment that stopped the pass, and for many more."""
        payer, payee = columns.payers[self.position], columns.payees[self.position]
        rows = log.ROOM + queues.ALWAYS + int(self.lists[payer, parts.PARCELS])
        owed = parts.debts_of(payee, self.lists, self.debts) + 1
        used = self.counters.tolist()
        self.move_rows = grown(self.move_rows, used[parts.MOVES] + rows)
        self.repayment_rows = grown(self.repayment_rows, used[parts.REPAYMENTS] + rows + owed)
        self.arrival_rows = grown(self.arrival_rows, used[parts.ARRIVALS] + rows)
        self.pool = grown(self.pool, used[parts.POOL] + 2 * rows)
        self.debts = grown(self.debts, used[parts.OWED] + 2)
        self.drawn = grown(self.drawn, rows)
        self.scratch = grown(self.scratch, 2 * rows + 1)

    def fund(self, pocket: int) -> list[tuple[int, int, int]]:
        """What a pocket holds, the oldest first, as rows (origin, minor, move); 0 is clean."""
        old = [(0, int(self.funds[pocket]) >> SHIFT, NONE)]
        new = []
        if len(self.funds) > len(self.lists):
            new = [(0, int(self.funds[pocket + len(self.lists)]) >> SHIFT, NONE)]
        slot, between = int(self.lists[pocket, queues.HEAD]), []
        for _ in range(int(self.lists[pocket, parts.PARCELS])):
            minor, origin, via, slot = self.pool[slot].tolist()
            between.append((origin, minor, via))
        if self.rule == "lifo":
            between.reverse()
        return [row for row in (*old, *between, *new) if row[1]]

    def tainted(self) -> list[int]:
        """The pockets that hold anything of an origin."""
        found: list[int] = np.flatnonzero(self.lists[:, parts.PARCELS]).tolist()
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


def _opened(columns: Columns, first: int, rule: str) -> tuple[Longs, Ints, int]:
    """The funds of the pockets from `first` on, their empty lists, how many open overdrawn."""
    count, ends = len(columns.held) - first, 2 if rule in ("fifo", "lifo") else 1
    funds, lists = np.empty(ends * count, np.int64), np.zeros((count, queues.LISTS), np.int32)
    overdrawn = queues.open_funds(columns.openings[first:], columns.held[first:], funds)
    return funds, lists, overdrawn
