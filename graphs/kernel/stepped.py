"""A compiled pass over payments with steps among them, by any rule that is compiled."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graphs.kernel import log, parts, queues, rolled, rolling, state, stepping
from graphs.kernel.columns import Columns, Ints, Longs
from graphs.kernel.log import grown, table
from graphs.kernel.parts import NONE
from graphs.kernel.rolled import Rolled
from graphs.kernel.state import Pass
from graphs.kernel.steps import EVENT, PLACE, THING, Steps
from workbench.progress import Report, silent


@dataclass(slots=True, kw_only=True)
class Stepped:
    """One ordered pass, from the first payment to the last, and what it needs for steps.

    `where` has each pocket's row among the funds where money mixes: for a queue it is -1. By
    pro-rata all funds are so, and `things` and `cells` are the pass's own.
    """

    made: Pass | Rolled
    columns: Columns
    steps: Steps
    where: Longs
    #: For one step's rows.
    beside: tuple[Longs, Longs, Longs]
    things: Longs
    cells: Longs

    @classmethod
    def begin(
        cls, columns: Columns, steps: Steps, marks: Longs, rule: str, conversions: Longs
    ) -> Stepped:
        """Before the first payment; `conversions` are those that are no steps."""
        made: Pass | Rolled
        if rule == "pro-rata":
            made = Rolled.begin(columns, marks, conversions)
            where, things, cells = np.arange(len(columns.held)), made.funds, made.cells
        else:
            mixed = np.flatnonzero(steps.mixed)
            where = np.full(len(columns.held), -1, np.int64)
            where[mixed] = np.arange(len(mixed))
            # What a thing opens with is in a fund of its own kind.
            openings = np.where(steps.mixed, 0, columns.openings)
            made = Pass.begin(replace(columns, openings=openings), marks, rule, conversions)
            things = np.zeros((len(mixed), rolling.FUND), np.int64)
            things[:, rolling.CELL] = NONE
            things[:, rolling.CLEAN] = columns.openings[mixed]
            cells = table(log.ROOM, 5)
        made.drawn = _rows(len(made.drawn))
        beside = _rows(0), _rows(0), _rows(0)
        return cls(
            made=made, columns=columns, steps=steps, where=where, beside=beside, things=things,
            cells=cells,
        )  # fmt: skip

    def run(self, report: Report = silent) -> None:
        """Follow every payment."""
        made, total = self.made, len(self.columns)
        stride = rolled.STRIDE if isinstance(made, Rolled) else state.STRIDE
        while made.position < total:
            report(made.position, total, f"Tracing by {made.rule}")
            stop = min(total, made.position + stride)
            while made.position < stop:
                if len(self.beside[0]) < len(made.drawn):
                    rows = len(made.drawn)
                    self.beside = _rows(rows), _rows(rows), _rows(rows)
                made.position = self._follow(stop)
                if made.position < stop:
                    self._enlarge()

    def _follow(self, stop: int) -> int:
        made, columns, steps = self.made, self.columns, self.steps
        given = (
            columns.payers, columns.payees, columns.minors, columns.held, steps.rows, steps.sales,
            steps.parts, self.where, made.marks, made.marked, made.conversions,
        )  # fmt: skip
        logged = (
            made.pool, made.debts, made.drawn, *self.beside, made.scratch, made.move_rows,
            made.repayment_rows, made.arrival_rows, made.counters,
        )  # fmt: skip
        if isinstance(made, Rolled):
            return stepping.follow_rolling_in_steps(
                made.position, stop, *given, np.zeros(0, np.int64), made.funds, made.cells, *logged
            )
        return stepping.follow_queues_in_steps(
            queues.CODES[made.rule], made.position, stop, *given, made.funds, made.lists,
            self.things, self.cells, *logged,
        )  # fmt: skip

    def _enlarge(self) -> None:
        """Make room for the payment, or the step, that stopped the pass."""
        made = self.made
        made.enlarge(self.columns)
        step = self.steps.rows[made.counters[parts.STEP]]
        if step[PLACE] != made.position:
            return
        payer, payee = self.columns.payers[made.position], self.columns.payees[made.position]
        rows, pieces = stepping.wanted(
            payer, step, self.steps.sales, self.where, self._debtors(), self.things
        )
        owed, used = parts.debts_of(payee, self._debtors(), made.debts) + 2, made.counters.tolist()
        many = rows * pieces
        made.move_rows = grown(made.move_rows, used[parts.MOVES] + many)
        made.repayment_rows = grown(made.repayment_rows, used[parts.REPAYMENTS] + rows * owed)
        made.arrival_rows = grown(made.arrival_rows, used[parts.ARRIVALS] + many)
        made.pool = grown(made.pool, used[parts.POOL] + 2 * many)
        made.debts = grown(made.debts, used[parts.OWED] + 2)
        made.drawn = grown(made.drawn, rows)
        made.scratch = grown(made.scratch, 2 * len(made.drawn) + 4)
        if isinstance(made, Rolled):
            made.cells = grown(made.cells, used[parts.CELLS] + many)
        else:
            self.cells = grown(self.cells, used[parts.CELLS] + many)

    def _debtors(self) -> Longs | Ints:
        """The table with each pocket's debts."""
        return self.made.funds if isinstance(self.made, Rolled) else self.made.lists

    def tainted(self) -> list[int]:
        """The pockets that hold anything of an origin."""
        found = self.made.tainted()
        if not isinstance(self.made, Rolled):
            rows = np.flatnonzero(self.where >= 0)
            found += rows[self.things[:, parts.PARCELS] > 0].tolist()
        return found

    def fund(self, pocket: int) -> list[tuple[int, int, int]]:
        """What a pocket holds, as rows (origin, minor, move); 0 is clean."""
        row = int(self.where[pocket])
        if row < 0:
            return self.made.fund(pocket)
        cells = self.made.cells if isinstance(self.made, Rolled) else self.cells
        return rolled.fund_of(self.things[row], cells, self.made.pool)

    def held(self) -> dict[tuple[int, int], int]:
        """What is held: (origin, pocket) to minor."""
        sums = self.made.held()
        if not isinstance(self.made, Rolled):
            rows = table(int(self.made.counters[parts.CELLS]), 3)
            count = rolling.holdings(self.things, self.cells, rows)
            pockets = np.flatnonzero(self.where >= 0).tolist()
            sums |= {(origin, pockets[at]): minor for origin, at, minor in rows[:count].tolist()}
        return sums

    def conserved(self, held: dict[tuple[int, int], int] | None = None) -> bool:
        """As `Logged.conserved`; what accrued by a sale or an exchange is owed too."""
        events = dict(self.steps.sales[:, [EVENT, THING]].tolist())
        ends, columns = self.columns.currencies, self.columns

        def currencies(payment: int) -> tuple[int, int]:
            if payment >= 0:
                return int(ends[columns.payers[payment]]), int(ends[columns.payees[payment]])
            return int(ends[events[payment]]), int(ends[events[payment]])

        return self.made.conserved(columns, self.held() if held is None else held, currencies)


def _rows(count: int) -> Longs:
    """A table for one step's rows."""
    return table(count, 4)
