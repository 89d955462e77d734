"""Pro rata without rounding, compiled: forwards for all origins, backwards to one account.

Balances and debts are whole numbers throughout; only shares are binary fractions, 53 bits
long. Nothing here is a figure of a case: it measures how far whole pence are from their
exact proportion, and answers what-if questions quickly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graphs.kernel.columns import Columns, Longs, Marks, Pockets, conversions_of
from graphs.kernel.compiled import compiled

Shares = npt.NDArray[np.float64]
#: Origins followed in one pass: eight lines of the processor's cache for an account.
BLOCK = 64


@compiled
def prepare(
    payers: Pockets, payees: Pockets, minors: Longs, held: Marks, marks: Longs, conversions: Longs,
    balances: Longs, debts: Longs, tainted: Shares, taken: Shares, kept: Shares, marked: Shares,
) -> None:  # fmt: skip
    """Work out what does not depend on which origin is asked about.

    Fills, for every payment, `taken`, the share of the payer's fund that it draws, and
    `kept`, what of each unit of it arrives and does not repay a debt; and for every mark how
    much was clean.
    """
    at_mark, at_conversion = 0, 0
    for at in range(len(minors)):
        payer, payee, minor = payers[at], payees[at], minors[at]
        fund = balances[payer]
        drawn = min(minor, fund)
        share = drawn / fund if fund else 0.0
        balances[payer] = fund - drawn
        if drawn < minor and held[payer]:
            debts[payer] += minor - drawn
        carried = tainted[payer] * share
        tainted[payer] -= carried
        if at == marks[at_mark, 0]:
            marked[at_mark] = min(float(marks[at_mark, 2]), minor - carried)
            carried += marked[at_mark]
            at_mark += 1
        received = minor
        if at == conversions[at_conversion, 0]:
            received = conversions[at_conversion, 1]
            at_conversion += 1
        repaid = min(debts[payee], received)
        debts[payee] -= repaid
        balances[payee] += received - repaid
        left = (received - repaid) / minor
        tainted[payee] += carried * left
        taken[at] = share
        kept[at] = left


@compiled
def spread(
    payers: Pockets, payees: Pockets, taken: Shares, kept: Shares, marks: Longs, marked: Shares,
    first: int, reached: Marks, holdings: Shares,
) -> None:  # fmt: skip
    """Follow the marks from `first` on, one column of `holdings` each; a row is a pocket."""
    width, at_mark = holdings.shape[1], 0
    for at in range(len(taken)):
        payer, payee = payers[at], payees[at]
        if reached[payer] and taken[at]:
            share, left = taken[at], kept[at]
            reached[payee] = 1
            for column in range(width):
                part = holdings[payer, column] * share
                holdings[payer, column] -= part
                holdings[payee, column] += part * left
        if at == marks[at_mark, 0]:
            column = at_mark - first
            if 0 <= column < width:
                holdings[payee, column] += marked[at_mark] * kept[at]
                reached[payee] = 1
            at_mark += 1


@compiled
def largest(holdings: Shares) -> float:
    """The largest of all, whatever its sign."""
    found = 0.0
    for row in range(holdings.shape[0]):
        for column in range(holdings.shape[1]):
            found = max(found, abs(holdings[row, column]))
    return found


@compiled
def reach(
    payers: Pockets, payees: Pockets, taken: Shares, kept: Shares, marks: Longs, marked: Shares,
    worth: Shares, arrived: Shares,
) -> None:  # fmt: skip
    """From the last payment to the first: what share of a pound here gets to the goal.

    `worth` begins as 1 for the goal and 0 elsewhere; `arrived` gets, for every mark, how
    much of it is at the goal in the end.
    """
    at_mark = len(marks) - 2
    place = marks[at_mark, 0] if at_mark >= 0 else -1
    for back in range(len(taken)):
        at = len(taken) - 1 - back
        payer = payers[at]
        value = worth[payees[at]] * kept[at]
        if at == place:
            arrived[at_mark] = marked[at_mark] * value
            at_mark -= 1
            place = marks[at_mark, 0] if at_mark >= 0 else -1
        worth[payer] += taken[at] * (value - worth[payer])


@dataclass(frozen=True, slots=True)
class Mixed:
    """A ledger made ready for questions about proportions."""

    columns: Columns
    marks: Longs
    marked: Shares
    taken: Shares
    kept: Shares

    @classmethod
    def of(cls, columns: Columns, marks: Longs, conversions: Longs | None = None) -> Mixed:
        """One pass over the ledger."""
        count, pockets = len(columns), len(columns.held)
        marked = np.zeros(len(marks))
        taken, kept = np.empty(count), np.empty(count)
        prepare(
            columns.payers, columns.payees, columns.minors, columns.held, marks,
            conversions_of(()) if conversions is None else conversions,
            np.maximum(columns.openings, 0), np.maximum(-columns.openings, 0),
            np.zeros(pockets), taken, kept, marked,
        )  # fmt: skip
        return cls(columns, marks, marked, taken, kept)

    def to(self, pocket: int) -> dict[int, float]:
        """How much of each origin (by number) is in one pocket in the end; 0 left out."""
        worth, arrived = np.zeros(len(self.columns.held)), np.zeros(len(self.marks))
        worth[pocket] = 1.0
        reach(
            self.columns.payers, self.columns.payees, self.taken, self.kept, self.marks,
            self.marked, worth, arrived,
        )  # fmt: skip
        rows = zip(self.marks[:-1, 1].tolist(), arrived[:-1].tolist(), strict=True)
        return {number: minor for number, minor in rows if minor}

    def furthest(self, whole: dict[tuple[int, int], int]) -> float:
        """How far the furthest of the whole amounts (origin, pocket) is from its proportion.

        An amount that is missing from `whole` counts as nothing.
        """
        furthest, pockets = 0.0, len(self.columns.held)
        number_at = {number: at for at, number in enumerate(self.marks[:-1, 1].tolist())}
        rows = [(number_at[number], pocket, minor) for (number, pocket), minor in whole.items()]
        told = np.array(rows, np.int64).reshape(-1, 3)
        told = told[np.argsort(told[:, 0], kind="stable")]
        for first in range(0, len(self.marks) - 1, BLOCK):
            width = min(BLOCK, len(self.marks) - 1 - first)
            holdings = np.zeros((pockets, width))
            spread(
                self.columns.payers, self.columns.payees, self.taken, self.kept, self.marks,
                self.marked, first, np.zeros(pockets, np.uint8), holdings,
            )  # fmt: skip
            here = slice(*np.searchsorted(told[:, 0], (first, first + width)))
            holdings[told[here, 1], told[here, 0] - first] -= told[here, 2]
            furthest = max(furthest, largest(holdings))
        return furthest
