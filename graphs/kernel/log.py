"""What either compiled pass keeps beside its funds: marks, conversions, and the log."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np

from graphs.kernel import parts
from graphs.kernel.columns import Columns, Ints, Longs
from workbench.errors import Refused

ROOM = 1_024
_AGAIN = "Trace again from the beginning"


@dataclass(slots=True, kw_only=True)
class Logged(ABC):
    """One ordered pass over columns, as far as it has come; amounts in whole minor units.

    `moves` has the rows (minor, origin, move before, payment), `repayments` the rows (debt,
    pocket, origin, minor, move before), where a debt is the position of the payment made on
    credit or, below zero, -1 less the pocket whose opening overdraft it is. A move's minor is
    what left the payer; `arrivals` has, for conversions, the rows (move, what arrived).
    """

    rule: str
    marks: Longs
    conversions: Longs
    marked: Longs
    position: int
    funds: Longs
    pool: Longs
    debts: Longs
    drawn: Longs
    scratch: Longs
    counters: Longs
    move_rows: Longs
    repayment_rows: Longs
    arrival_rows: Longs

    @property
    def moves(self) -> Longs:
        """The log of what moved, in order."""
        return self.move_rows[: self.counters[parts.MOVES]]

    @property
    def repayments(self) -> Longs:
        """The log of what repaid debts, in order."""
        return self.repayment_rows[: self.counters[parts.REPAYMENTS]]

    @property
    def arrivals(self) -> Longs:
        """What arrived of the moves of conversions, in order."""
        return self.arrival_rows[: self.counters[parts.ARRIVALS]]

    def arrived(self) -> Longs:
        """What arrived of every move."""
        arrived = self.moves[:, parts.MINOR].copy()
        arrived[self.arrivals[:, 0]] = self.arrivals[:, 1]
        return arrived

    def checkpoint(self) -> Self:
        """A copy to carry on from later; the pass itself may go on."""
        used = self.used()
        copies: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                rows = used.get(field.name)
                copies[field.name] = copied(value, rows or 0, more=rows is not None)
        return replace(self, **copies)

    def used(self) -> dict[str, int]:
        """How many rows of each table that grows are in use."""
        counters = self.counters.tolist()
        return {
            "pool": counters[parts.POOL_TOP], "debts": counters[parts.OWED_TOP],
            "drawn": 0, "scratch": 0, "move_rows": counters[parts.MOVES],
            "repayment_rows": counters[parts.REPAYMENTS], "arrival_rows": counters[parts.ARRIVALS],
        }  # fmt: skip

    def add_marks(self, marks: Longs, conversions: Longs | None = None) -> None:
        """Carry on with origins and conversions among the payments still to come.

        Raises:
            Refused: if those of the payments already traced are not the same.
        """
        conversions = self.conversions if conversions is None else conversions
        for new, old, counter, what in (
            (marks, self.marks, parts.MARK, "an origin"),
            (conversions, self.conversions, parts.CONVERSION, "a conversion"),
        ):
            done = int(self.counters[counter])
            if len(new) < done or not np.array_equal(new[:done], old[:done]):
                raise Refused(
                    f"{what} among the payments already traced is new or has changed",
                    remedy=_AGAIN,
                )
            if len(new) > done and new[done, 0] < self.position:
                raise Refused(f"{what} among the payments already traced is new", remedy=_AGAIN)
        marked, done = np.zeros(len(marks), np.int64), int(self.counters[parts.MARK])
        marked[:done] = self.marked[:done]
        self.marks, self.marked, self.conversions = marks, marked, conversions

    @abstractmethod
    def held(self) -> dict[tuple[int, int], int]:
        """What is held: (origin, pocket) to minor."""

    def conserved(
        self, columns: Columns | None = None, held: dict[tuple[int, int], int] | None = None,
        ends_of: Callable[[int], tuple[int, int]] | None = None,
    ) -> bool:  # fmt: skip
        """Whether, for each origin, what was marked is held or has repaid a debt.

        What left a currency by a conversion is owed by it no more, and what arrived in the
        other is owed by that. Only `columns` say which pocket is in which currency: without
        them all are taken for one. `held` is what `held` says, where it has been asked, and
        `ends_of` tells the currencies of both ends of a move's payment, where columns do not.
        """
        if columns is not None and not len(columns.currencies):
            columns = None
        owed: dict[tuple[int, int], int] = defaultdict(int)
        currencies = [] if columns is None else columns.currencies.tolist()

        def currency(pocket: int) -> int:
            return currencies[pocket] if currencies else 0

        def ends(payment: int) -> tuple[int, int]:
            if ends_of is not None:
                return ends_of(payment)
            if columns is None:
                return 0, 0
            return currency(int(columns.payers[payment])), currency(int(columns.payees[payment]))

        done = int(self.counters[parts.MARK])
        for (at, number, _), minor in zip(
            self.marks[:done].tolist(), self.marked[:done].tolist(), strict=True
        ):
            owed[number, ends(at)[0]] += minor
        for move, arrived in self.arrivals.tolist():
            minor, origin, _, at = self.moves[move].tolist()
            paid, received = ends(at)
            owed[origin, paid] -= minor
            owed[origin, received] += arrived
        for (origin, pocket), minor in (self.held() if held is None else held).items():
            owed[origin, currency(pocket)] -= minor
        for _, pocket, origin, minor, _ in self.repayments.tolist():
            owed[origin, currency(pocket)] -= minor
        return not any(owed.values())


def counters_at_first() -> Longs:
    """The counters of a pass that begins."""
    counters = np.zeros(parts.COUNTERS, np.int64)
    counters[[parts.POOL_FREE, parts.OWED_FREE, parts.CELL_FREE]] = parts.NONE
    # A pocket without a debt says 0, so the first row is nobody's.
    counters[parts.OWED_TOP] = 1
    return counters


def owe_overdrafts(columns: Columns, rows: Longs | Ints, debts: Longs, counters: Longs) -> None:
    """Opening overdrafts as debts."""
    for pocket in np.flatnonzero(columns.openings < 0).tolist():
        minor = -int(columns.openings[pocket])
        parts.owe(pocket, minor, -1 - pocket, rows, debts, counters)


def table(rows: int, width: int) -> Longs:
    """A table whose rows are written before they are read."""
    return np.empty((rows, width), np.int64)


def copied(whole: Longs, used: int, *, more: bool) -> Longs:
    """The rows in use, with room for more if there may be more."""
    if not more:
        return whole.copy()
    copy = table(used + 4 * ROOM, whole.shape[1])
    copy[:used] = whole[:used]
    return copy


def grown(whole: Longs, wanted: int) -> Longs:
    """The table with at least `wanted` rows: twice as many where that is not enough."""
    if len(whole) >= wanted:
        return whole
    larger = table(max(int(wanted), len(whole) * 2), whole.shape[1])
    larger[: len(whole)] = whole
    return larger
