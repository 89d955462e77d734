"""The compiled pass for fifo, lifo, clean-first and tainted-first.

The clean money at a fund's old and new ends is two numbers (see `skim`); between them lies
a list of parcels that is empty for most funds. Neighbouring clean parcels are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphs.kernel.compiled import compiled, inlined
from graphs.kernel.parts import (
    ARRIVALS,
    BEFORE,
    CONVERSION,
    DEBT,
    LINK,
    MARK,
    MINOR,
    MOVES,
    NAME,
    NONE,
    ORIGIN,
    OWED,
    PARCELS,
    PAYMENT,
    POOL,
    REPAYMENTS,
    VIA,
    convert,
    debts_of,
    drop_debt,
    give_slot,
    oldest_debt,
    owe,
    take_slot,
    write_moves,
    write_repayment,
)
from graphs.kernel.skim import (
    HELD,
    LISTED,
    ONLY_FLAGS,
    OWING,
    SHIFT,
    skim_fifo,
    skim_kinds,
    skim_lifo,
)

if TYPE_CHECKING:
    from graphs.kernel.columns import Ints, Longs, Marks, Pockets

FIFO: Final = 0
LIFO: Final = 1
CLEAN_FIRST: Final = 2
TAINTED_FIRST: Final = 3
CODES: Final = {
    "fifo": FIFO, "lifo": LIFO, "clean-first": CLEAN_FIRST, "tainted-first": TAINTED_FIRST,
}  # fmt: skip

# A pocket's row: its list of parcels and how many, and its newest debt (see `parts`).
HEAD, TAIL = 0, 1
LISTS: Final = 4
#: Rows that a payment may need beside the payer's parcels: both ends, a shortfall, a part marked.
ALWAYS: Final = 4


@inlined
def settle(pocket: int, funds: Longs, lists: Ints) -> None:
    """Set the flags of a fund, and join its ends where nothing lies between."""
    flags = funds[pocket] & HELD
    if lists[pocket, PARCELS]:
        flags |= LISTED
    elif len(funds) > len(lists):
        funds[pocket] += funds[pocket + len(lists)]
        funds[pocket + len(lists)] = 0
    if lists[pocket, DEBT]:
        flags |= OWING
    funds[pocket] = (funds[pocket] & ~ONLY_FLAGS) | flags


@inlined
def drawn_clean(drawn: Longs, count: int, minor: int) -> int:
    """Add clean money to the drawn parcels; the new number of them."""
    if minor == 0:
        return count
    if count and drawn[count - 1, ORIGIN] == 0:
        drawn[count - 1, MINOR] += minor
        return count
    drawn[count, MINOR] = minor
    drawn[count, ORIGIN] = 0
    drawn[count, VIA] = NONE
    return count + 1


@inlined
def draw_parcels(
    pocket: int, minor: int, count: int, lists: Ints, pool: Longs, drawn: Longs, counters: Longs
) -> tuple[int, int]:
    """Take up to `minor` from the head of the list; the number drawn and what is still wanted."""
    while minor and lists[pocket, PARCELS]:
        slot = lists[pocket, HEAD]
        part = min(minor, pool[slot, MINOR])
        if pool[slot, ORIGIN] == 0:
            count = drawn_clean(drawn, count, part)
        else:
            drawn[count, MINOR] = part
            drawn[count, ORIGIN] = pool[slot, ORIGIN]
            drawn[count, VIA] = pool[slot, VIA]
            count += 1
        minor -= part
        if part == pool[slot, MINOR]:
            lists[pocket, HEAD] = pool[slot, LINK]
            lists[pocket, PARCELS] -= 1
            give_slot(pool, LINK, counters, POOL, slot)
        else:
            pool[slot, MINOR] -= part
    return count, minor


@inlined
def draw_clean(end: int, minor: int, count: int, funds: Longs, drawn: Longs) -> tuple[int, int]:
    """Take clean money from one end; the number drawn and what is still wanted."""
    part = min(minor, funds[end] >> SHIFT)
    funds[end] -= part << SHIFT
    return drawn_clean(drawn, count, part), minor - part


@inlined
def hoist(end: int, pocket: int, funds: Longs, lists: Ints, pool: Longs, counters: Longs) -> None:
    """Where the next parcel to go is clean, keep it as a number, so that it goes quickly."""
    slot = lists[pocket, HEAD]
    if lists[pocket, PARCELS] and pool[slot, ORIGIN] == 0:
        funds[end] += pool[slot, MINOR] << SHIFT
        lists[pocket, HEAD] = pool[slot, LINK]
        lists[pocket, PARCELS] -= 1
        give_slot(pool, LINK, counters, POOL, slot)


@inlined
def draw(
    rule: int, pocket: int, minor: int,
    funds: Longs, lists: Ints, pool: Longs, drawn: Longs, counters: Longs,
) -> tuple[int, int]:  # fmt: skip
    """Draw on a fund by the rule; the number of parcels drawn and the shortfall."""
    count = 0
    if rule == TAINTED_FIRST:
        count, minor = draw_parcels(pocket, minor, 0, lists, pool, drawn, counters)
    near, far = pocket, pocket + (len(funds) - len(lists))
    if rule == LIFO and lists[pocket, PARCELS]:
        near, far = far, near
    count, minor = draw_clean(near, minor, count, funds, drawn)
    if minor:
        count, minor = draw_parcels(pocket, minor, count, lists, pool, drawn, counters)
        if minor:
            count, minor = draw_clean(far, minor, count, funds, drawn)
        hoist(near, pocket, funds, lists, pool, counters)
    return count, minor


@inlined
def mark(drawn: Longs, count: int, origin: int, part: int) -> tuple[int, int]:
    """Give the clean drawn parcels to an origin, up to a part; their number and the part left."""
    at = 0
    while at < count and part:
        if drawn[at, ORIGIN] == 0:
            rest = drawn[at, MINOR] - part
            if rest > 0:
                for later in range(count, at + 1, -1):
                    for field in range(3):
                        drawn[later, field] = drawn[later - 1, field]
                drawn[at + 1, MINOR] = rest
                drawn[at + 1, ORIGIN] = 0
                drawn[at + 1, VIA] = NONE
                drawn[at, MINOR] = part
                count += 1
            part -= drawn[at, MINOR]
            drawn[at, ORIGIN] = origin
            drawn[at, VIA] = NONE
        at += 1
    return count, part


@inlined
def settle_clean(pocket: int, funds: Longs, lists: Ints, debts: Longs, counters: Longs) -> None:
    """Repay the oldest debts with the clean money that came in while nobody asked."""
    while lists[pocket, DEBT] and funds[pocket] >> SHIFT:
        slot = oldest_debt(pocket, lists, debts)
        part = min(funds[pocket] >> SHIFT, debts[slot, MINOR])
        funds[pocket] -= part << SHIFT
        debts[slot, MINOR] -= part
        if debts[slot, MINOR] == 0:
            drop_debt(pocket, lists, debts, counters)


@inlined
def repay(
    pocket: int, drawn: Longs, count: int, lists: Ints, debts: Longs,
    repayments: Longs, counters: Longs,
) -> int:  # fmt: skip
    """Repay the oldest debts from the drawn parcels in order; the first parcel not used up."""
    at = 0
    while at < count and lists[pocket, DEBT]:
        slot = oldest_debt(pocket, lists, debts)
        part = min(drawn[at, MINOR], debts[slot, MINOR])
        if drawn[at, ORIGIN]:
            write_repayment(debts[slot, NAME], pocket, drawn, at, part, repayments, counters)
        drawn[at, MINOR] -= part
        debts[slot, MINOR] -= part
        if drawn[at, MINOR] == 0:
            at += 1
        if debts[slot, MINOR] == 0:
            drop_debt(pocket, lists, debts, counters)
    return at


@inlined
def push(
    rule: int, pocket: int, minor: int, origin: int, via: int,
    lists: Ints, pool: Longs, counters: Longs,
) -> None:  # fmt: skip
    """Put one parcel at the new end of the list; that is its head under lifo."""
    slot = take_slot(pool, LINK, counters, POOL)
    pool[slot, MINOR] = minor
    pool[slot, ORIGIN] = origin
    pool[slot, VIA] = via
    pool[slot, LINK] = NONE
    if lists[pocket, PARCELS] == 0:
        lists[pocket, HEAD] = slot
        lists[pocket, TAIL] = slot
    elif rule == LIFO:
        pool[slot, LINK] = lists[pocket, HEAD]
        lists[pocket, HEAD] = slot
    else:
        pool[lists[pocket, TAIL], LINK] = slot
        lists[pocket, TAIL] = slot
    lists[pocket, PARCELS] += 1


@inlined
def arrive(
    rule: int, pocket: int, drawn: Longs, first: int, count: int,
    funds: Longs, lists: Ints, pool: Longs, counters: Longs,
) -> None:  # fmt: skip
    """Let drawn parcels join a fund at its new end, in drawn order."""
    for at in range(first, count):
        if drawn[at, ORIGIN] == 0:
            apart = lists[pocket, PARCELS] and rule <= LIFO
            funds[pocket + len(lists) if apart else pocket] += drawn[at, MINOR] << SHIFT
            continue
        if rule <= LIFO and funds[pocket + len(lists)]:
            between = funds[pocket + len(lists)] >> SHIFT
            push(rule, pocket, between, 0, NONE, lists, pool, counters)
            funds[pocket + len(lists)] = 0
        push(
            rule, pocket, drawn[at, MINOR], drawn[at, ORIGIN], drawn[at, VIA],
            lists, pool, counters,
        )  # fmt: skip


@inlined
def has_room(
    payer: int, payee: int, funds: Longs, lists: Ints, pool: Longs, debts: Longs, drawn: Longs,
    scratch: Longs, moves: Longs, repayments: Longs, arrivals: Longs, counters: Longs,
) -> bool:  # fmt: skip
    """Whether every table has room for whatever one payment between the two can need."""
    parcels, owed = ALWAYS, 1
    if funds[payer] & LISTED:
        parcels += lists[payer, PARCELS]
    if funds[payee] & OWING:
        owed += debts_of(payee, lists, debts)
    return bool(
        counters[MOVES] + parcels <= len(moves)
        and counters[REPAYMENTS] + parcels + owed <= len(repayments)
        and counters[ARRIVALS] + parcels <= len(arrivals)
        and counters[POOL] + 2 * parcels <= len(pool)
        and counters[OWED] + 2 <= len(debts)
        and parcels <= len(drawn)
        and 2 * parcels + 1 <= len(scratch)
    )


@inlined
def pass_on(
    rule: int, at: int, payer: int, payee: int, minor: int,
    funds: Longs, lists: Ints, pool: Longs, debts: Longs, moves: Longs, counters: Longs,
) -> None:  # fmt: skip
    """A payment by clean-first or tainted-first where nothing is marked, owed or converted.

    It does what `pay` does, but hands the parcels themselves from list to list: at one
    payment in forty that is most of the work. Nobody pays himself here.
    """
    clean = 0
    if rule == CLEAN_FIRST:
        clean = min(minor, funds[payer] >> SHIFT)
        minor -= clean
    place, slot, last = counters[MOVES], lists[payer, HEAD], lists[payee, TAIL]
    left, count = lists[payer, PARCELS], lists[payee, PARCELS]
    while minor and left:
        part = pool[slot, MINOR]
        moves[place, ORIGIN] = pool[slot, ORIGIN]
        moves[place, BEFORE] = pool[slot, VIA]
        moves[place, PAYMENT] = at
        moved = slot
        if part <= minor:
            slot = pool[slot, LINK]
            left -= 1
        else:
            moved = take_slot(pool, LINK, counters, POOL)
            pool[slot, MINOR] = part - minor
            part = minor
            pool[moved, MINOR] = part
            pool[moved, ORIGIN] = pool[slot, ORIGIN]
        minor -= part
        moves[place, MINOR] = part
        pool[moved, VIA] = place
        if count:
            pool[last, LINK] = moved
        else:
            lists[payee, HEAD] = moved
        last = moved
        count += 1
        place += 1
    counters[MOVES] = place
    lists[payer, HEAD] = slot
    lists[payer, PARCELS] = left
    lists[payee, TAIL] = last
    lists[payee, PARCELS] = count
    clean += minor
    funds[payee] = (funds[payee] | (LISTED if count else 0)) + (clean << SHIFT)
    if left == 0:
        funds[payer] &= ~LISTED
    if clean:
        rest = funds[payer] - (clean << SHIFT)
        if rest < 0:
            rest = funds[payer] & ONLY_FLAGS
            if rest & HELD:
                owe(payer, clean - (funds[payer] >> SHIFT), at, lists, debts, counters)
                rest |= OWING
        funds[payer] = rest


@inlined
def pay(
    rule: int, at: int, payer: int, payee: int, minor: int, marks: Longs, marked: Longs,
    conversions: Longs, funds: Longs, lists: Ints, pool: Longs, debts: Longs, drawn: Longs,
    scratch: Longs, moves: Longs, repayments: Longs, arrivals: Longs, counters: Longs,
) -> None:  # fmt: skip
    """One payment in full: draw, mark, convert, repay, arrive."""
    settle_clean(payer, funds, lists, debts, counters)
    settle_clean(payee, funds, lists, debts, counters)
    count, short = draw(rule, payer, minor, funds, lists, pool, drawn, counters)
    if short:
        if funds[payer] & HELD:
            owe(payer, short, at, lists, debts, counters)
        count = drawn_clean(drawn, count, short)
    # The payer's flags and ends must be true before anything arrives: it may pay itself.
    if payer == payee:
        settle(payer, funds, lists)
    if at == marks[counters[MARK], 0]:
        number, part = marks[counters[MARK], 1], marks[counters[MARK], 2]
        count, rest = mark(drawn, count, number, part)
        marked[counters[MARK]] = part - rest
        counters[MARK] += 1
    write_moves(at, drawn, count, moves, counters)
    if at == conversions[counters[CONVERSION], 0]:
        received = conversions[counters[CONVERSION], 1]
        count = convert(drawn, count, received, scratch, arrivals, counters)
        counters[CONVERSION] += 1
    first = 0
    if lists[payee, DEBT]:
        first = repay(payee, drawn, count, lists, debts, repayments, counters)
    arrive(rule, payee, drawn, first, count, funds, lists, pool, counters)
    settle(payer, funds, lists)
    settle(payee, funds, lists)


@compiled
def open_funds(openings: Longs, held: Marks, funds: Longs) -> int:
    """Every fund as it opens, clean money at its old end; how many open overdrawn."""
    overdrawn = 0
    for pocket in range(len(held)):
        opening = openings[pocket]
        overdrawn += opening < 0
        clean, owing = (max(opening, 0) << SHIFT), (OWING if opening < 0 else 0)
        funds[pocket] = clean | owing | (HELD if held[pocket] else 0)
    for pocket in range(len(held), len(funds)):
        funds[pocket] = 0
    return overdrawn


@compiled
def follow_queues(
    rule: int, start: int, stop: int, payers: Pockets, payees: Pockets, minors: Longs,
    marks: Longs, marked: Longs, conversions: Longs, funds: Longs, lists: Ints, pool: Longs,
    debts: Longs, drawn: Longs, scratch: Longs, moves: Longs, repayments: Longs,
    arrivals: Longs, counters: Longs,
) -> int:  # fmt: skip
    """Follow the payments from `start` up to `stop`; the first that was not followed.

    It returns before `stop` only where a table is full: enlarge the tables and call again.
    `marks` has the rows (payment, origin, part) by payment and ends with one beyond the last
    payment; `marked` gets the part of each that was clean. So do `conversions`.
    """
    at, half = start, len(lists)
    while at < stop:
        until = min(marks[counters[MARK], 0], conversions[counters[CONVERSION], 0])
        end = min(stop, until)
        if rule == FIFO:
            at = skim_fifo(at, end, half, payers, payees, minors, funds)
        elif rule == LIFO:
            at = skim_lifo(at, end, half, payers, payees, minors, funds)
        else:
            halt = OWING | LISTED if rule == TAINTED_FIRST else OWING
            at = skim_kinds(at, end, halt, payers, payees, minors, funds)
        if at >= stop:
            break
        payer, payee = payers[at], payees[at]
        if (
            rule >= CLEAN_FIRST and at < until and payer != payee
            and not (funds[payer] | funds[payee]) & OWING
            and counters[MOVES] + lists[payer, PARCELS] <= len(moves)
            and counters[POOL] < len(pool) and counters[OWED] + 2 <= len(debts)
        ):  # fmt: skip
            pass_on(rule, at, payer, payee, minors[at], funds, lists, pool, debts, moves, counters)
            at += 1
            continue
        if not has_room(
            payer, payee, funds, lists, pool, debts, drawn, scratch, moves, repayments,
            arrivals, counters,
        ):  # fmt: skip
            break
        pay(
            rule, at, payer, payee, minors[at], marks, marked, conversions, funds, lists,
            pool, debts, drawn, scratch, moves, repayments, arrivals, counters,
        )  # fmt: skip
        at += 1
    return at
