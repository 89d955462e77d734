"""The loops that pass payments of clean money only, which most payments are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphs.kernel.compiled import compiled

if TYPE_CHECKING:
    from graphs.kernel.columns import Longs, Pockets

# A fund is two words, clean at the old end and, half the table later, clean at the new end,
# each shifted left by three; below the first stand three flags, so that one load tells all
# that most payments need. By clean-first and tainted-first there are no ends: the second half
# is left out. Pockets are unsigned, or every index would be tested for its sign.
SHIFT: Final = 3
ONLY_FLAGS: Final = 7
LISTED, OWING, HELD = 1, 2, 4


@compiled
def skim_fifo(
    at: int, stop: int, half: int, payers: Pockets, payees: Pockets, minors: Longs, funds: Longs
) -> int:
    """Pass the payments that move clean money only, by fifo; the first that may not.

    Here and below nothing is jumped to that can be reckoned, for a wrong guess costs more
    than the payment; and places are unsigned, or every one would be tested for its sign.
    """
    here, end = np.uint64(at), np.uint64(stop)
    while here < end:
        payer, payee, minor = payers[here], payees[here], minors[here] << SHIFT
        clean = funds[payer]
        rest = clean - minor
        if ((rest >> 63) & (HELD | LISTED) | OWING) & clean:
            break
        funds[payer] = rest if rest >= 0 else clean & ONLY_FLAGS
        funds[payee + np.uint64(half & -(funds[payee] & LISTED))] += minor
        here += np.uint64(1)
    return int(np.int64(here))


@compiled
def skim_lifo(
    at: int, stop: int, half: int, payers: Pockets, payees: Pockets, minors: Longs, funds: Longs
) -> int:
    """Pass the payments that move clean money only, by lifo; the first that may not."""
    here, end = np.uint64(at), np.uint64(stop)
    while here < end:
        payer, payee, minor = payers[here], payees[here], minors[here] << SHIFT
        flags = funds[payer]
        near = payer + np.uint64(half & -(flags & LISTED))
        clean = funds[near]
        rest = clean - minor
        if ((rest >> 63) & (HELD | LISTED) | OWING) & flags:
            break
        funds[near] = rest if rest >= 0 else clean & ONLY_FLAGS
        funds[payee + np.uint64(half & -(funds[payee] & LISTED))] += minor
        here += np.uint64(1)
    return int(np.int64(here))


@compiled
def skim_kinds(
    at: int, stop: int, halt: int, payers: Pockets, payees: Pockets, minors: Longs, funds: Longs
) -> int:
    """Pass the payments that move clean money only, by clean-first or tainted-first.

    `halt` are the flags at which a payer is not passed whatever it holds.
    """
    here, end = np.uint64(at), np.uint64(stop)
    while here < end:
        payer, payee, minor = payers[here], payees[here], minors[here] << SHIFT
        clean = funds[payer]
        rest = clean - minor
        if ((rest >> 63) & (HELD | LISTED) | halt) & clean:
            break
        funds[payer] = rest if rest >= 0 else clean & ONLY_FLAGS
        funds[payee] += minor
        here += np.uint64(1)
    return int(np.int64(here))
