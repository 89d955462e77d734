"""The compiled pass for pro-rata in whole units, with conversions: the reference's own steps.

What a fund holds of one origin is a cell; a fund's cells are in the order of their origins,
and each has its parcels, the oldest first. A fund's clean money is one number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphs.kernel.compiled import compiled, inlined
from graphs.kernel.parts import (
    ARRIVALS,
    CELLS,
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
    PART,
    POOL,
    REPAYMENTS,
    START,
    VIA,
    WEIGHT,
    convert,
    debts_of,
    drop_debt,
    give_slot,
    oldest_debt,
    owe,
    share,
    take_slot,
    write_moves,
    write_repayment,
)

if TYPE_CHECKING:
    from graphs.kernel.columns import Longs, Marks, Pockets

# A fund: clean money, first cell, parcels in all its cells, newest debt (see `parts`).
CLEAN, CELL = 0, 1
FUND: Final = 4
# A cell: what it holds, its origin, oldest and newest parcel, the next cell.
HELD, CELL_ORIGIN, HEAD, TAIL, NEXT = range(5)
#: Rows that a payment may need beside the payer's parcels: clean money and a part marked.
ALWAYS: Final = 2


@inlined
def draw(
    payer: int, minor: int, funds: Longs, cells: Longs, pool: Longs, drawn: Longs,
    scratch: Longs, counters: Longs,
) -> tuple[int, int]:  # fmt: skip
    """Take a share of each origin and of what is clean; the rows drawn and the shortfall."""
    groups, whole = 0, 0
    cell = funds[payer, CELL]
    while cell >= 0:
        scratch[groups, WEIGHT] = cells[cell, HELD]
        whole += cells[cell, HELD]
        groups += 1
        cell = cells[cell, NEXT]
    scratch[groups, WEIGHT] = funds[payer, CLEAN]
    scratch[groups, PART] = 0
    whole += funds[payer, CLEAN]
    wanted = min(minor, whole)
    if whole:
        share(wanted, 0, groups + 1, whole, scratch)
    count, group, before = 0, 0, NONE
    cell = funds[payer, CELL]
    while cell >= 0:
        part = scratch[group, PART]
        cells[cell, HELD] -= part
        while part:
            slot = cells[cell, HEAD]
            piece = min(part, pool[slot, MINOR])
            drawn[count, MINOR] = piece
            drawn[count, ORIGIN] = cells[cell, CELL_ORIGIN]
            drawn[count, VIA] = pool[slot, VIA]
            count += 1
            part -= piece
            pool[slot, MINOR] -= piece
            if pool[slot, MINOR] == 0:
                cells[cell, HEAD] = pool[slot, LINK]
                give_slot(pool, LINK, counters, POOL, slot)
                funds[payer, PARCELS] -= 1
        following = cells[cell, NEXT]
        if cells[cell, HELD] == 0:
            if before >= 0:
                cells[before, NEXT] = following
            else:
                funds[payer, CELL] = following
            give_slot(cells, NEXT, counters, CELLS, cell)
        else:
            before = cell
        cell = following
        group += 1
    funds[payer, CLEAN] -= scratch[groups, PART]
    short = minor - wanted
    if scratch[groups, PART] + short:
        drawn[count, MINOR] = scratch[groups, PART] + short
        drawn[count, ORIGIN] = 0
        drawn[count, VIA] = NONE
        count += 1
    return count, short


@inlined
def mark(drawn: Longs, count: int, origin: int, part: int) -> tuple[int, int]:
    """Give what is clean, the last row, to an origin up to a part; the rows and what was given."""
    if count == 0 or drawn[count - 1, ORIGIN]:
        return count, 0
    given = min(part, drawn[count - 1, MINOR])
    rest = drawn[count - 1, MINOR] - given
    drawn[count - 1, MINOR] = given
    drawn[count - 1, ORIGIN] = origin
    if rest:
        drawn[count, MINOR] = rest
        drawn[count, ORIGIN] = 0
        drawn[count, VIA] = NONE
        count += 1
    return count, given


@inlined
def in_order(drawn: Longs, count: int) -> None:
    """Put the one row that was marked last where the number of its origin belongs."""
    at = count - 1
    if at >= 0 and drawn[at, ORIGIN] == 0:
        at -= 1
    while at > 0 and drawn[at - 1, ORIGIN] > drawn[at, ORIGIN]:
        for field in range(3):
            kept = drawn[at, field]
            drawn[at, field] = drawn[at - 1, field]
            drawn[at - 1, field] = kept
        at -= 1


@inlined
def grouped(drawn: Longs, count: int, scratch: Longs) -> tuple[int, int]:
    """Add up the rows of each origin; how many groups there are and what all hold."""
    groups, whole = 0, 0
    for row in range(count):
        if row == 0 or drawn[row, ORIGIN] != drawn[row - 1, ORIGIN]:
            scratch[groups, WEIGHT] = 0
            scratch[groups, START] = row
            groups += 1
        scratch[groups - 1, WEIGHT] += drawn[row, MINOR]
        whole += drawn[row, MINOR]
    scratch[groups, START] = count
    return groups, whole


@inlined
def repay(
    payee: int, drawn: Longs, count: int, funds: Longs, debts: Longs, repayments: Longs,
    scratch: Longs, counters: Longs,
) -> None:  # fmt: skip
    """Repay the oldest debts first, each in proportion from every origin and what is clean."""
    groups, whole = grouped(drawn, count, scratch)
    while funds[payee, DEBT] and whole:
        slot = oldest_debt(payee, funds, debts)
        used = min(debts[slot, MINOR], whole)
        share(used, 0, groups, whole, scratch)
        for group in range(groups):
            part = scratch[group, PART]
            scratch[group, WEIGHT] -= part
            row = scratch[group, START]
            while part:
                piece = min(part, drawn[row, MINOR])
                if piece and drawn[row, ORIGIN]:
                    write_repayment(
                        debts[slot, NAME], payee, drawn, row, piece, repayments, counters
                    )
                drawn[row, MINOR] -= piece
                part -= piece
                row += 1
        whole -= used
        debts[slot, MINOR] -= used
        if debts[slot, MINOR] == 0:
            drop_debt(payee, funds, debts, counters)


@inlined
def arrive(
    payee: int, drawn: Longs, count: int, funds: Longs, cells: Longs, pool: Longs, counters: Longs
) -> None:
    """Let the rows, which are in the order of their origins, join the cells of a fund."""
    before, cell = NONE, funds[payee, CELL]
    for row in range(count):
        if drawn[row, MINOR] == 0:
            continue
        origin = drawn[row, ORIGIN]
        if origin == 0:
            funds[payee, CLEAN] += drawn[row, MINOR]
            continue
        while cell >= 0 and cells[cell, CELL_ORIGIN] < origin:
            before = cell
            cell = cells[cell, NEXT]
        slot = take_slot(pool, LINK, counters, POOL)
        pool[slot, MINOR] = drawn[row, MINOR]
        pool[slot, ORIGIN] = origin
        pool[slot, VIA] = drawn[row, VIA]
        pool[slot, LINK] = NONE
        funds[payee, PARCELS] += 1
        if cell >= 0 and cells[cell, CELL_ORIGIN] == origin:
            pool[cells[cell, TAIL], LINK] = slot
        else:
            made = take_slot(cells, NEXT, counters, CELLS)
            cells[made, HELD] = 0
            cells[made, CELL_ORIGIN] = origin
            cells[made, HEAD] = slot
            cells[made, NEXT] = cell
            if before >= 0:
                cells[before, NEXT] = made
            else:
                funds[payee, CELL] = made
            cell = made
        cells[cell, TAIL] = slot
        cells[cell, HELD] += drawn[row, MINOR]


@compiled
def holdings(funds: Longs, cells: Longs, rows: Longs) -> int:
    """Write what every fund holds of every origin as (origin, pocket, minor); how many rows."""
    count = 0
    for pocket in range(len(funds)):
        cell = funds[pocket, CELL]
        while cell >= 0:
            rows[count, 0] = cells[cell, CELL_ORIGIN]
            rows[count, 1] = pocket
            rows[count, 2] = cells[cell, HELD]
            count += 1
            cell = cells[cell, NEXT]
    return count


@compiled
def follow_rolling(
    start: int, stop: int, payers: Pockets, payees: Pockets, minors: Longs, held: Marks,
    marks: Longs, marked: Longs, conversions: Longs, funds: Longs, cells: Longs, pool: Longs,
    debts: Longs, drawn: Longs, scratch: Longs, moves: Longs, repayments: Longs,
    arrivals: Longs, counters: Longs,
) -> int:  # fmt: skip
    """Follow the payments from `start` up to `stop`; the first that was not followed.

    It returns before `stop` only where a table is full: enlarge the tables and call again.
    `conversions` has the rows (payment, received) and ends with one beyond the last payment.
    """
    for at in range(start, stop):
        payer, payee, minor = payers[at], payees[at], minors[at]
        is_mark = at == marks[counters[MARK], 0]
        converted = at == conversions[counters[CONVERSION], 0]
        rows = funds[payer, PARCELS] + ALWAYS
        owed = debts_of(payee, funds, debts) + 1
        if not (
            counters[MOVES] + rows <= len(moves)
            and counters[REPAYMENTS] + rows * (owed + 1) <= len(repayments)
            and counters[ARRIVALS] + rows <= len(arrivals)
            and counters[POOL] + rows <= len(pool)
            and counters[CELLS] + rows <= len(cells)
            and counters[OWED] + 2 <= len(debts)
            and rows <= len(drawn)
        ):
            return at
        received = minor
        if converted:
            received = conversions[counters[CONVERSION], 1]
            counters[CONVERSION] += 1
        if funds[payer, PARCELS] == 0 and owed == 1 and not is_mark and payer != payee:
            short = max(minor - funds[payer, CLEAN], 0)
            funds[payer, CLEAN] -= minor - short
            funds[payee, CLEAN] += received
            if short and held[payer]:
                owe(payer, short, at, funds, debts, counters)
            continue
        count, short = draw(payer, minor, funds, cells, pool, drawn, scratch, counters)
        if short and held[payer]:
            owe(payer, short, at, funds, debts, counters)
        if is_mark:
            count, given = mark(drawn, count, marks[counters[MARK], 1], marks[counters[MARK], 2])
            marked[counters[MARK]] = given
            counters[MARK] += 1
        write_moves(at, drawn, count, moves, counters)
        in_order(drawn, count)
        if converted:
            count = convert(drawn, count, received, scratch, arrivals, counters)
        if funds[payee, DEBT]:
            repay(payee, drawn, count, funds, debts, repayments, scratch, counters)
        arrive(payee, drawn, count, funds, cells, pool, counters)
    return stop
