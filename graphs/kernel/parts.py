"""What both compiled passes are made of: tables with free rows, the log, debts, sharing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from graphs.kernel.compiled import compiled, inlined

if TYPE_CHECKING:
    from graphs.kernel.columns import Ints, Longs

# A parcel, in the pool and (without its link) among the drawn: amount, origin, move, link.
MINOR, ORIGIN, VIA, LINK = range(4)
# A move: amount that left, origin, the move before, payment. What arrived instead, where the
# payment was a conversion, is a row (move, amount) of its own, for it seldom is one.
BEFORE, PAYMENT = 2, 3
# A debt: amount, what it is called, link, and its number among its pocket's. They are linked
# in a ring, so that a pocket's newest one, of which its row tells, leads to its oldest.
NAME, DEBT_LINK, NUMBER = 1, 2, 3
#: The place in a pocket's row of how many parcels it has and of its newest debt; 0 is none.
PARCELS, DEBT = 2, 3
# Counters that outlive a call: moves, repayments and arrivals logged, next mark and conversion;
# of each table the rows in use, those ever used, and the first free one; the next step (see
# `steps`).
MOVES, REPAYMENTS, ARRIVALS, MARK, CONVERSION = range(5)
OWED, OWED_TOP, OWED_FREE, POOL, POOL_TOP, POOL_FREE, CELLS, CELL_TOP, CELL_FREE = range(5, 14)
STEP = 14
COUNTERS: Final = 15
# Scratch of a share: the weights, the parts, what remained; where the groups start; the order.
WEIGHT, PART, REST, START, PLACE = range(5)
SCRATCH: Final = 5
NONE: Final = -1
#: Amounts that add up to no more can be shared: a quotient of two is right within one or two.
MOST: Final = 2**52


@inlined
def take_slot(table: Longs, link: int, counters: Longs, which: int) -> int:
    """A free row of a table: one given back before, or the next that was never used."""
    slot = counters[which + 2]
    if slot >= 0:
        counters[which + 2] = table[slot, link]
    else:
        slot = counters[which + 1]
        counters[which + 1] += 1
    counters[which] += 1
    return int(slot)


@inlined
def give_slot(table: Longs, link: int, counters: Longs, which: int, slot: int) -> None:
    """Give a row back."""
    table[slot, link] = counters[which + 2]
    counters[which + 2] = slot
    counters[which] -= 1


@inlined
def write_moves(payment: int, drawn: Longs, count: int, moves: Longs, counters: Longs) -> None:
    """Log every tainted drawn parcel, and name the move in it."""
    place = counters[MOVES]
    for at in range(count):
        if drawn[at, ORIGIN]:
            moves[place, MINOR] = drawn[at, MINOR]
            moves[place, ORIGIN] = drawn[at, ORIGIN]
            moves[place, BEFORE] = drawn[at, VIA]
            moves[place, PAYMENT] = payment
            drawn[at, VIA] = place
            place += 1
    counters[MOVES] = place


@inlined
def write_repayment(
    debt: int, pocket: int, drawn: Longs, at: int, minor: int, repayments: Longs, counters: Longs
) -> None:
    """Log that part of a tainted drawn parcel repaid a debt."""
    place = counters[REPAYMENTS]
    repayments[place, 0] = debt
    repayments[place, 1] = pocket
    repayments[place, 2] = drawn[at, ORIGIN]
    repayments[place, 3] = minor
    repayments[place, 4] = drawn[at, VIA]
    counters[REPAYMENTS] = place + 1


@compiled
def owe(
    pocket: int, minor: int, name: int, rows: Longs | Ints, debts: Longs, counters: Longs
) -> None:
    """Add a debt as the newest of a pocket's; `rows` are the pockets'."""
    slot = take_slot(debts, DEBT_LINK, counters, OWED)
    newest = rows[pocket, DEBT]
    debts[slot, MINOR] = minor
    debts[slot, NAME] = name
    if newest:
        debts[slot, DEBT_LINK] = debts[newest, DEBT_LINK]
        debts[slot, NUMBER] = debts[newest, NUMBER] + 1
        debts[newest, DEBT_LINK] = slot
    else:
        debts[slot, DEBT_LINK] = slot
        debts[slot, NUMBER] = 0
    rows[pocket, DEBT] = slot


@inlined
def oldest_debt(pocket: int, rows: Longs | Ints, debts: Longs) -> int:
    """The row of the oldest debt of a pocket that has one."""
    return int(debts[rows[pocket, DEBT], DEBT_LINK])


@inlined
def debts_of(pocket: int, rows: Longs | Ints, debts: Longs) -> int:
    """How many debts a pocket has."""
    newest = rows[pocket, DEBT]
    if newest == 0:
        return 0
    return int(debts[newest, NUMBER] - debts[debts[newest, DEBT_LINK], NUMBER] + 1)


@inlined
def drop_debt(pocket: int, rows: Longs | Ints, debts: Longs, counters: Longs) -> None:
    """Take away the oldest debt; it has been repaid."""
    newest = rows[pocket, DEBT]
    oldest = debts[newest, DEBT_LINK]
    if oldest == newest:
        rows[pocket, DEBT] = 0
    else:
        debts[newest, DEBT_LINK] = debts[oldest, DEBT_LINK]
    give_slot(debts, DEBT_LINK, counters, OWED, oldest)


@compiled
def give_remainders(left: int, first: int, last: int, whole: int, scratch: Longs) -> None:
    """Give one more to the `left` largest remainders; of equal ones to the earliest."""
    # The largest remainder that at least `left` of them reach, by halving.
    low, high = 0, whole
    while high - low > 1:
        middle = (low + high) // 2
        reached = 0
        for at in range(first, last):
            reached += scratch[at, REST] >= middle
        if reached >= left:
            low = middle
        else:
            high = middle
    for at in range(first, last):
        if scratch[at, REST] > low:
            scratch[at, PART] += 1
            left -= 1
    for at in range(first, last):
        if left and scratch[at, REST] == low:
            scratch[at, PART] += 1
            left -= 1


@compiled
def share(total: int, first: int, last: int, whole: int, scratch: Longs) -> None:
    """Share `total` by the weights from `first` to `last`, by the largest remainder.

    The quotient is guessed in binary fractions and put right in whole numbers; the product
    may wrap, for only its difference from another wrapped product is looked at.
    """
    left = total
    for at in range(first, last):
        weight = scratch[at, WEIGHT]
        part = int(float(total) * float(weight) / float(whole))
        rest = total * weight - part * whole
        while rest < 0:
            part -= 1
            rest += whole
        while rest >= whole:
            part += 1
            rest -= whole
        scratch[at, PART] = part
        scratch[at, REST] = rest
        left -= part
    if left:
        give_remainders(left, first, last, whole, scratch)


@compiled
def put_by_origin(drawn: Longs, count: int, scratch: Longs) -> None:
    """Set PLACE to the order of the drawn parcels by origin, clean last, and then as drawn."""
    for at in range(count):
        scratch[at, PLACE] = at
    gap = count // 2
    while gap:
        for first in range(gap, count):
            place, at = scratch[first, PLACE], first
            # Less one and without a sign, clean money's 0 is the largest of all.
            key = np.uint64(drawn[place, ORIGIN] - 1)
            while at >= gap:
                other = scratch[at - gap, PLACE]
                beside = np.uint64(drawn[other, ORIGIN] - 1)
                if beside < key or (beside == key and other < place):
                    break
                scratch[at, PLACE] = other
                at -= gap
            scratch[at, PLACE] = place
        gap //= 2


@compiled
def convert(
    drawn: Longs, count: int, received: int, scratch: Longs, arrivals: Longs, counters: Longs
) -> int:
    """Turn drawn parcels, already logged, into what was received; how many are left.

    It is shared by origin first, so that it does not matter into how many parcels the money
    of one origin happened to be divided, and then by parcel.
    """
    put_by_origin(drawn, count, scratch)
    groups, whole = 0, 0
    for at in range(count):
        place = scratch[at, PLACE]
        if at == 0 or drawn[place, ORIGIN] != drawn[scratch[at - 1, PLACE], ORIGIN]:
            scratch[groups, WEIGHT] = 0
            scratch[groups, START] = at
            groups += 1
        scratch[groups - 1, WEIGHT] += drawn[place, MINOR]
        whole += drawn[place, MINOR]
    scratch[groups, START] = count
    share(received, 0, groups, whole, scratch)
    room = groups + 1
    for group in range(groups):
        first, last = scratch[group, START], scratch[group + 1, START]
        for at in range(first, last):
            scratch[room + at - first, WEIGHT] = drawn[scratch[at, PLACE], MINOR]
        share(scratch[group, PART], room, room + last - first, scratch[group, WEIGHT], scratch)
        for at in range(first, last):
            drawn[scratch[at, PLACE], MINOR] = scratch[room + at - first, PART]
    left = 0
    for at in range(count):
        if drawn[at, ORIGIN]:
            arrivals[counters[ARRIVALS], 0] = drawn[at, VIA]
            arrivals[counters[ARRIVALS], 1] = drawn[at, MINOR]
            counters[ARRIVALS] += 1
        if drawn[at, MINOR]:
            for field in range(3):
                drawn[left, field] = drawn[at, field]
            left += 1
    return left
