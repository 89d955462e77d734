"""Seeded ledgers to measure tracing on, as columns: accounts of very unequal activity.

A tenth as many accounts as payments, chosen by Zipf(0.8); about three payments in ten come
from outside, six are between accounts and one leaves; nobody is overdrawn. `retain` keeps
money in the accounts; `drain` empties an account at most payments, as a mule does.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graphs.kernel.columns import Columns, Longs, marks_of
from graphs.kernel.compiled import compiled

OUTSIDE: Final = 10


@compiled
def _amounts(
    payers: Longs, payees: Longs, kinds: Longs, drawn: Longs, balances: Longs, minors: Longs,
    drain: bool,
) -> None:  # fmt: skip
    """Choose each amount so that no account is overdrawn; a payer with nothing receives instead."""
    for at in range(len(payers)):
        have = balances[payers[at]] if kinds[at] else 0
        if kinds[at] and have < 2:
            payers[at] = len(balances) - 1 - at % 5
            have = 0
        if payers[at] >= len(balances) - 10:
            minors[at] = 1 + drawn[at]
        else:
            minors[at] = (
                min(have, 1 + drawn[at] // 8) if not drain else max(1, have - drawn[at] % 7)
            )
            balances[payers[at]] -= minors[at]
        if payees[at] < len(balances) - 10:
            balances[payees[at]] += minors[at]


def ledger(payments: int, *, drain: bool = False, seed: int = 7) -> Columns:
    """A ledger of that many payments; the last ten pockets are outside the records."""
    random = np.random.default_rng(seed)
    accounts = payments // 10
    weights = np.arange(1, accounts + 1, dtype=float) ** -0.8
    names = random.permutation(accounts)
    edges = np.cumsum(weights) / weights.sum()
    pick = names[np.searchsorted(edges, random.random(2 * payments)).clip(0, accounts - 1)]
    payers, payees = pick[:payments].astype(np.int64), pick[payments:].astype(np.int64)
    same = payers == payees
    payees[same] = (payees[same] + 1) % accounts
    kinds = random.choice(3, payments, p=[0.31, 0.59, 0.10]).astype(np.int64)
    pockets = accounts + OUTSIDE
    payers[kinds == 0] = pockets - 1 - random.integers(0, 5, (kinds == 0).sum())
    payees[kinds == 2] = accounts + random.integers(0, 5, (kinds == 2).sum())
    drawn = np.exp(random.normal(9, 1.2, payments)).astype(np.int64)
    minors = np.zeros(payments, np.int64)
    _amounts(payers, payees, kinds, drawn, np.zeros(pockets, np.int64), minors, drain)
    held = np.ones(pockets, np.uint8)
    held[accounts:] = 0
    return Columns(
        payers.astype(np.uint32), payees.astype(np.uint32), minors, held,
        np.zeros(pockets, np.int64),
    )  # fmt: skip


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
