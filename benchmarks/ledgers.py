"""Seeded ledgers to measure tracing on, as columns: accounts of very unequal activity.

A tenth as many accounts as payments, chosen by Zipf(0.8); about three payments in ten come
from outside, six are between accounts and one leaves; nobody is overdrawn. `retain` keeps
money in the accounts; `drain` empties an account at most payments, as a mule does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from graphs.kernel.columns import Columns, Longs, marks_of
from graphs.kernel.compiled import compiled

Array = npt.NDArray[Any]
OUTSIDE: Final = 10
#: How many payments are made up at once.
PART: Final = 5_000_000


@compiled
def _amounts(
    payers: Array, payees: Array, kinds: Array, drawn: Array, balances: Longs, minors: Longs,
    drain: bool,
) -> None:  # fmt: skip
    """Choose each amount so that no account is overdrawn; a payer with nothing receives instead."""
    for at in range(len(payers)):
        much = np.int64(drawn[at])
        have = balances[payers[at]] if kinds[at] else 0
        if kinds[at] and have < 2:
            payers[at] = len(balances) - 1 - at % 5
            have = 0
        if payers[at] >= len(balances) - 10:
            minors[at] = 1 + much
        else:
            minors[at] = min(have, 1 + much // 8) if not drain else max(1, have - much % 7)
            balances[payers[at]] -= minors[at]
        if payees[at] < len(balances) - 10:
            balances[payees[at]] += minors[at]


def _in_parts(payments: int, dtype: type, part: Callable[[int], Array]) -> Array:
    """A column filled part by part, so that a hundred million fit beside what they are made of."""
    column = np.empty(payments, dtype)
    for first in range(0, payments, PART):
        count = min(PART, payments - first)
        column[first : first + count] = part(count)
    return column


def ledger(payments: int, *, drain: bool = False, seed: int = 7) -> Columns:
    """A ledger of that many payments; the last ten pockets are outside the records."""
    random = np.random.default_rng(seed)
    accounts = payments // 10
    weights = np.arange(1, accounts + 1, dtype=float) ** -0.8
    names = random.permutation(accounts).astype(np.uint32)
    edges = np.cumsum(weights) / weights.sum()

    def pick(count: int) -> Array:
        return names[np.searchsorted(edges, random.random(count)).clip(0, accounts - 1)]

    payers, payees = (_in_parts(payments, np.uint32, pick) for _ in range(2))
    same = payers == payees
    payees[same] = (payees[same] + 1) % accounts
    chances = [0.31, 0.59, 0.10]
    kinds = _in_parts(payments, np.uint8, lambda count: random.choice(3, count, p=chances))
    pockets = accounts + OUTSIDE
    payers[kinds == 0] = pockets - 1 - random.integers(0, 5, (kinds == 0).sum())
    payees[kinds == 2] = accounts + random.integers(0, 5, (kinds == 2).sum())
    drawn = _in_parts(payments, np.uint32, lambda count: np.exp(random.normal(9, 1.2, count)))
    minors = np.zeros(payments, np.int64)
    _amounts(payers, payees, kinds, drawn, np.zeros(pockets, np.int64), minors, drain)
    held = np.ones(pockets, np.uint8)
    held[accounts:] = 0
    return Columns(payers, payees, minors, held, np.zeros(pockets, np.int64))


def origins(columns: Columns, count: int, seed: int = 7) -> Longs:
    """That many payments from outside, each marked whole, as rows (position, number, part)."""
    outside = np.flatnonzero(columns.payers >= len(columns.held) - 5)
    chosen = np.sort(np.random.default_rng(seed).choice(outside, count, replace=False))
    return marks_of(
        [(at, number, int(columns.minors[at])) for number, at in enumerate(chosen.tolist(), 1)],
        len(columns),
    )


@compiled
def balances_pass(payers: Longs, payees: Longs, minors: Longs, balances: Longs) -> None:
    """The least that any tracing must do: one ordered pass that applies every payment."""
    for at in range(len(minors)):
        balances[payers[at]] -= minors[at]
        balances[payees[at]] += minors[at]
