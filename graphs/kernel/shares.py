"""Pro rata without rounding, compiled: forwards for all origins, backwards to one account.

Balances and debts are whole numbers throughout, kept as binary fractions of 53 bits, which
hold such numbers exactly; shares are such fractions. Nothing here is a figure of a case: it
measures how far whole pence are from their exact proportion, and answers what-if questions.
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
    funds: Shares, taken: Shares, kept: Shares, marked: Shares,
) -> int:  # fmt: skip
    """Work out what does not depend on which origin is asked about.

    A row of `funds` is a balance, below zero a debt, and what of it is any origin's. Fills,
    for every payment, `taken`, the share of the payer's fund that it draws; and for every mark
    how much was clean. What of each unit arrives and does not repay a debt is nearly always
    the whole: where it is not, `taken` is less than zero, -1 less the share, and `kept` has
    the next row. Returns how many rows that is.
    """
    at_mark, at_conversion, unlike = 0, 0, 0
    for at in range(len(minors)):
        payer, payee, minor = payers[at], payees[at], float(minors[at])
        balance = funds[payer, 0]
        # Reckoned rather than jumped to: a wrong guess costs more than a division.
        there = max(balance, 0.0)
        share = min(minor, there) / max(there, 1.0)
        funds[payer, 0] = balance - (minor if held[payer] else min(minor, there))
        carried = funds[payer, 1] * share
        funds[payer, 1] -= carried
        if at == marks[at_mark, 0]:
            marked[at_mark] = min(float(marks[at_mark, 2]), minor - carried)
            carried += marked[at_mark]
            at_mark += 1
        received, owed = minor, funds[payee, 0]
        converted = at == conversions[at_conversion, 0]
        if converted:
            received = float(conversions[at_conversion, 1])
            at_conversion += 1
        funds[payee, 0] = owed + received
        if owed < 0.0 or converted:
            left = (received - min(max(-owed, 0.0), received)) / minor
            kept[unlike] = left
            unlike += 1
            carried *= left
            share = -1.0 - share
        funds[payee, 1] += carried
        taken[at] = share
    return unlike


@compiled
def spread(
    payers: Pockets, payees: Pockets, taken: Shares, kept: Shares, marks: Longs, marked: Shares,
    first: int, reached: Marks, holdings: Shares,
) -> None:  # fmt: skip
    """Follow the marks from `first` on, one column of `holdings` each; a row is a pocket."""
    width, at_mark, unlike = holdings.shape[1], 0, 0
    for at in range(len(taken)):
        payer, payee = payers[at], payees[at]
        share, left = taken[at], 1.0
        if share < 0.0:
            share, left = -1.0 - share, kept[unlike]
            unlike += 1
        if reached[payer] and share:
            reached[payee] = 1
            for column in range(width):
                part = holdings[payer, column] * share
                holdings[payer, column] -= part
                holdings[payee, column] += part * left
        if at == marks[at_mark, 0]:
            column = at_mark - first
            if 0 <= column < width:
                holdings[payee, column] += marked[at_mark] * left
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
    at_mark, unlike, at = len(marks) - 2, len(kept), np.uint64(len(taken))
    place = marks[at_mark, 0] if at_mark >= 0 else -1
    while at > np.uint64(0):
        at -= np.uint64(1)
        payer, share, value = payers[at], taken[at], worth[payees[at]]
        if share < 0.0:
            unlike -= 1
            share = -1.0 - share
            value *= kept[unlike]
        if np.int64(at) == place:
            arrived[at_mark] = marked[at_mark] * value
            at_mark -= 1
            place = marks[at_mark, 0] if at_mark >= 0 else -1
        worth[payer] += share * (value - worth[payer])


@dataclass(frozen=True, slots=True)
class Mixed:
    """A ledger made ready for questions about proportions."""

    columns: Columns
    marks: Longs
    marked: Shares
    taken: Shares
    kept: Shares
    #: What each pocket holds in the end of all origins together.
    tainted: Shares

    @classmethod
    def of(cls, columns: Columns, marks: Longs, conversions: Longs | None = None) -> Mixed:
        """One pass over the ledger."""
        count, pockets = len(columns), len(columns.held)
        marked = np.zeros(len(marks))
        taken, kept = np.empty(count), np.empty(count)
        funds = np.zeros((pockets, 2))
        funds[:, 0] = columns.openings
        unlike = prepare(
            columns.payers, columns.payees, columns.minors, columns.held, marks,
            conversions_of(()) if conversions is None else conversions,
            funds, taken, kept, marked,
        )  # fmt: skip
        return cls(columns, marks, marked, taken, kept[:unlike].copy(), funds[:, 1].copy())

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

    def rounded(self, pocket: int) -> dict[int, int]:
        """How much of each origin is in one pocket in the end, in whole units; 0 left out.

        Rounded once, by the largest remainder, ties to the lower origin.

        Raises:
            AssertionError: if going back and going forward part by half a unit or more.
        """
        exact = self.to(pocket)
        total = round(float(self.tainted[pocket]))
        if abs(sum(exact.values()) - self.tainted[pocket]) >= 0.5:
            raise AssertionError("the ways forward and back differ by half a unit or more")
        whole = {number: int(minor) for number, minor in exact.items()}
        # Nearer than a millionth they are alike.
        rests = sorted(whole, key=lambda n: (round(whole[n] - exact[n], 6), n))
        for number in rests[: total - sum(whole.values())]:
            whole[number] += 1
        return {number: minor for number, minor in whole.items() if minor}

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
