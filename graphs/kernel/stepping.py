"""The compiled steps of payments that bought things in part, or were the price of things.

Money in things mixes by any rule, as it does everywhere by pro-rata: so a thing is a fund of
cells (see `rolling`), and by pro-rata every pocket is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from graphs.kernel import queues, rolling
from graphs.kernel.compiled import compiled, inlined
from graphs.kernel.parts import (
    ARRIVALS,
    CELLS,
    DEBT,
    MARK,
    MINOR,
    MOVES,
    ORIGIN,
    OWED,
    PARCELS,
    PART,
    PLACE,
    POOL,
    REPAYMENTS,
    START,
    STEP,
    VIA,
    WEIGHT,
    convert,
    debts_of,
    owe,
    put_by_origin,
    share,
    write_moves,
)
from graphs.kernel.queues import drawn_clean, follow_queues, mark, settle, settle_clean
from graphs.kernel.rolling import follow_rolling
from graphs.kernel.steps import (
    ARRIVING,
    BUYER,
    EVENT,
    EXCHANGE,
    NAMED,
    PARTS,
    POCKET,
    PRICE,
    PROCEEDS,
    SALE,
    SALES,
    TAKEN,
    THING,
)
from graphs.kernel.steps import MINOR as PART_MINOR
from graphs.kernel.steps import PART as FIRST_PART
from graphs.kernel.steps import PLACE as AT

if TYPE_CHECKING:
    from graphs.kernel.columns import Ints, Longs, Marks, Pockets

#: The table with each pocket's list of parcels and its debts, whose whole numbers are short; by
#: pro-rata it is that of the funds, whose are long.
Funds: TypeAlias = Any
#: Of a row that is being taken apart: how much of it goes.
GOES = 3


@compiled
def draw(
    rule: int, pocket: int, minor: int, where: Longs, funds: Longs, lists: Funds,
    things: Longs, cells: Longs, pool: Longs, drawn: Longs, scratch: Longs, counters: Longs,
) -> tuple[int, int]:  # fmt: skip
    """Draw on a fund of either kind; the rows, with a shortfall as clean money, and that."""
    if where[pocket] >= 0:
        return rolling.draw(where[pocket], minor, things, cells, pool, drawn, scratch, counters)
    count, short = queues.draw(rule, pocket, minor, funds, lists, pool, drawn, counters)
    return drawn_clean(drawn, count, short), short


@compiled
def enter(
    rule: int, pocket: int, rows: Longs, count: int, where: Longs, funds: Longs,
    lists: Funds, things: Longs, cells: Longs, pool: Longs, debts: Longs, sorted_: Longs,
    scratch: Longs, repayments: Longs, counters: Longs,
) -> None:  # fmt: skip
    """Let rows repay what a fund of either kind owes, and join it."""
    row = where[pocket]
    if row >= 0:
        put_by_origin(rows, count, scratch)
        for at in range(count):
            for field in range(3):
                sorted_[at, field] = rows[scratch[at, PLACE], field]
        if things[row, DEBT]:
            rolling.repay(row, sorted_, count, things, debts, repayments, scratch, counters)
        rolling.arrive(row, sorted_, count, things, cells, pool, counters)
        return
    settle_clean(pocket, funds, lists, debts, counters)
    first = 0
    if lists[pocket, DEBT]:
        first = queues.repay(pocket, rows, count, lists, debts, repayments, counters)
    queues.arrive(rule, pocket, rows, first, count, funds, lists, pool, counters)
    settle(pocket, funds, lists)


@compiled
def apart(rows: Longs, count: int, minor: int, taken: Longs, scratch: Longs) -> tuple[int, int]:
    """Take `minor` out of rows in proportion; how many were taken, and how many are left.

    It is shared by origin, and of one origin the first rows go first; all keep their order.
    """
    if count == 0:
        return 0, 0
    put_by_origin(rows, count, scratch)
    groups, whole = 0, 0
    for at in range(count):
        place = scratch[at, PLACE]
        if at == 0 or rows[place, ORIGIN] != rows[scratch[at - 1, PLACE], ORIGIN]:
            scratch[groups, WEIGHT] = 0
            scratch[groups, START] = at
            groups += 1
        scratch[groups - 1, WEIGHT] += rows[place, MINOR]
        whole += rows[place, MINOR]
    scratch[groups, START] = count
    share(minor, 0, groups, whole, scratch)
    for group in range(groups):
        left = scratch[group, PART]
        for at in range(scratch[group, START], scratch[group + 1, START]):
            place = scratch[at, PLACE]
            rows[place, GOES] = min(left, rows[place, MINOR])
            left -= rows[place, GOES]
    goes, stays = 0, 0
    for at in range(count):
        part, rest = rows[at, GOES], rows[at, MINOR] - rows[at, GOES]
        origin, via = rows[at, ORIGIN], rows[at, VIA]
        if part:
            taken[goes, MINOR] = part
            taken[goes, ORIGIN] = origin
            taken[goes, VIA] = via
            goes += 1
        if rest:
            rows[stays, MINOR] = rest
            rows[stays, ORIGIN] = origin
            rows[stays, VIA] = via
            stays += 1
    return goes, stays


@compiled
def proceeds(
    sale: Longs, where: Longs, things: Longs, cells: Longs, pool: Longs, got: Longs,
    scratch: Longs, moves: Longs, arrivals: Longs, counters: Longs,
) -> int:  # fmt: skip
    """What was in a thing, as the rows of its proceeds; none where nothing was known to be."""
    if sale[TAKEN] == 0:
        return 0
    count, _ = rolling.draw(
        where[sale[THING]], sale[TAKEN], things, cells, pool, got, scratch, counters
    )
    write_moves(sale[EVENT], got, count, moves, counters)
    if sale[PROCEEDS] and sale[PROCEEDS] != sale[TAKEN]:
        count = convert(got, count, sale[PROCEEDS], scratch, arrivals, counters)
    return count


@inlined
def append(rows: Longs, count: int, more: Longs, at: int) -> int:
    """Add one row to others, neighbouring clean money as one; the new number of them."""
    if more[at, ORIGIN] == 0:
        return int(drawn_clean(rows, count, more[at, MINOR]))
    for field in range(3):
        rows[count, field] = more[at, field]
    return count + 1


@compiled
def wanted(
    payer: int, step: Longs, sales: Longs, where: Longs, lists: Funds, things: Longs
) -> tuple[int, int]:
    """How many rows a step may come to at most, and into how many pieces they may fall."""
    rows = queues.ALWAYS
    rows += things[where[payer], PARCELS] if where[payer] >= 0 else lists[payer, PARCELS]
    for at in range(step[SALE], step[SALES]):
        rows += things[where[sales[at, THING]], PARCELS] + queues.ALWAYS
    return rows, 2 + 2 * (step[SALES] - step[SALE]) + step[PARTS] - step[FIRST_PART]


@compiled
def has_room(
    payer: int, payee: int, step: Longs, sales: Longs, where: Longs, lists: Funds,
    things: Longs, cells: Longs, pool: Longs, debts: Longs, drawn: Longs, scratch: Longs,
    moves: Longs, repayments: Longs, arrivals: Longs, counters: Longs,
) -> bool:  # fmt: skip
    """Whether every table has room for whatever a step can need."""
    rows, pieces = wanted(payer, step, sales, where, lists, things)
    owed = debts_of(payee, lists, debts) + 2 if where[payee] < 0 or len(where) == len(things) else 0
    return bool(
        counters[MOVES] + rows * pieces <= len(moves)
        and counters[REPAYMENTS] + rows * owed <= len(repayments)
        and counters[ARRIVALS] + rows * pieces <= len(arrivals)
        and counters[POOL] + 2 * rows * pieces <= len(pool)
        and counters[CELLS] + rows * pieces <= len(cells)
        and counters[OWED] + 2 <= len(debts)
        and rows <= len(drawn)
        and 2 * rows + 4 <= len(scratch)
    )


@compiled
def exchange(
    rule: int, payee: int, sale: Longs, where: Longs, funds: Longs, lists: Funds, things: Longs,
    cells: Longs, pool: Longs, debts: Longs, got: Longs, sorted_: Longs, scratch: Longs,
    moves: Longs, repayments: Longs, arrivals: Longs, counters: Longs,
) -> None:  # fmt: skip
    """What was in a thing goes on in what was got for it; clean where nothing was in it."""
    count = proceeds(sale, where, things, cells, pool, got, scratch, moves, arrivals, counters)
    if count == 0:
        count = drawn_clean(got, 0, sale[PROCEEDS])
    enter(
        rule, payee, got, count, where, funds, lists, things, cells, pool, debts, sorted_,
        scratch, repayments, counters,
    )  # fmt: skip


@compiled
def sell(
    rule: int, count: int, first: int, last: int, sales: Longs, where: Longs, funds: Longs,
    lists: Funds, things: Longs, cells: Longs, pool: Longs, debts: Longs, drawn: Longs,
    got: Longs, beside: Longs, sorted_: Longs, scratch: Longs, moves: Longs, repayments: Longs,
    arrivals: Longs, counters: Longs,
) -> int:  # fmt: skip
    """What was in things goes on before what paid for them, which goes to the buyers' things."""
    carried = 0
    for place in range(first, last):
        sale = sales[place]
        many = proceeds(sale, where, things, cells, pool, got, scratch, moves, arrivals, counters)
        if many == 0:
            continue
        for row in range(many):
            carried = append(beside, carried, got, row)
        many, count = apart(drawn, count, sale[PROCEEDS], got, scratch)
        write_moves(sale[PRICE], got, many, moves, counters)
        enter(
            rule, sale[BUYER], got, many, where, funds, lists, things, cells, pool, debts,
            sorted_, scratch, repayments, counters,
        )  # fmt: skip
    for row in range(count):
        carried = append(beside, carried, drawn, row)
    for row in range(carried):
        for field in range(3):
            drawn[row, field] = beside[row, field]
    return carried


@compiled
def take_step(
    rule: int, at: int, payer: int, payee: int, minor: int, held: Marks, step: Longs,
    sales: Longs, bought: Longs, where: Longs, marks: Longs, marked: Longs, funds: Longs,
    lists: Funds, things: Longs, cells: Longs, pool: Longs, debts: Longs, drawn: Longs,
    got: Longs, beside: Longs, sorted_: Longs, scratch: Longs, moves: Longs, repayments: Longs,
    arrivals: Longs, counters: Longs,
) -> None:  # fmt: skip
    """One step in full: draw, sell, mark, divide, convert, repay, arrive."""
    marking = at == marks[counters[MARK], 0]
    if step[EXCHANGE]:
        counters[MARK] += marking  # nobody pays anything here
        exchange(
            rule, payee, sales[step[SALE]], where, funds, lists, things, cells, pool, debts, got,
            sorted_, scratch, moves, repayments, arrivals, counters,
        )  # fmt: skip
        return
    if where[payer] < 0:
        settle_clean(payer, funds, lists, debts, counters)
    count, short = draw(
        rule, payer, minor, where, funds, lists, things, cells, pool, drawn, scratch, counters
    )
    if short and held[payer]:
        owe(payer, short, at, lists, debts, counters)
    if where[payer] < 0:
        settle(payer, funds, lists)
    if step[SALES] > step[SALE]:
        count = sell(
            rule, count, step[SALE], step[SALES], sales, where, funds, lists, things, cells,
            pool, debts, drawn, got, beside, sorted_, scratch, moves, repayments, arrivals,
            counters,
        )  # fmt: skip
    if marking:
        number, part = marks[counters[MARK], 1], marks[counters[MARK], 2]
        count, rest = mark(drawn, count, number, part)
        marked[counters[MARK]] = part - rest
        counters[MARK] += 1
    for place in range(step[FIRST_PART], step[PARTS]):
        many, count = apart(drawn, count, bought[place, PART_MINOR], got, scratch)
        write_moves(bought[place, NAMED], got, many, moves, counters)
        enter(
            rule, bought[place, POCKET], got, many, where, funds, lists, things, cells, pool,
            debts, sorted_, scratch, repayments, counters,
        )  # fmt: skip
    write_moves(at, drawn, count, moves, counters)
    if count and step[ARRIVING]:
        count = convert(drawn, count, step[ARRIVING], scratch, arrivals, counters)
    enter(
        rule, payee, drawn, count, where, funds, lists, things, cells, pool, debts, sorted_,
        scratch, repayments, counters,
    )  # fmt: skip


@compiled
def follow_queues_in_steps(
    rule: int, start: int, stop: int, payers: Pockets, payees: Pockets, minors: Longs,
    held: Marks, steps: Longs, sales: Longs, bought: Longs, where: Longs, marks: Longs,
    marked: Longs, conversions: Longs, funds: Longs, lists: Ints, things: Longs, cells: Longs,
    pool: Longs, debts: Longs, drawn: Longs, got: Longs, beside: Longs, sorted_: Longs,
    scratch: Longs, moves: Longs, repayments: Longs, arrivals: Longs, counters: Longs,
) -> int:  # fmt: skip
    """As `follow_queues`, with steps among the payments."""
    at = start
    while at < stop:
        end = min(stop, steps[counters[STEP], AT])
        if at < end:
            at = follow_queues(
                rule, at, end, payers, payees, minors, marks, marked, conversions, funds, lists,
                pool, debts, drawn, scratch, moves, repayments, arrivals, counters,
            )  # fmt: skip
            if at < end or at == stop:
                break
        step = steps[counters[STEP]]
        if not has_room(
            payers[at], payees[at], step, sales, where, lists, things, cells, pool, debts, drawn,
            scratch, moves, repayments, arrivals, counters,
        ):  # fmt: skip
            break
        take_step(
            rule, at, payers[at], payees[at], minors[at], held, step, sales, bought, where,
            marks, marked, funds, lists, things, cells, pool, debts, drawn, got, beside, sorted_,
            scratch, moves, repayments, arrivals, counters,
        )  # fmt: skip
        counters[STEP] += 1
        at += 1
    return at


@compiled
def follow_rolling_in_steps(
    start: int, stop: int, payers: Pockets, payees: Pockets, minors: Longs, held: Marks,
    steps: Longs, sales: Longs, bought: Longs, where: Longs, marks: Longs, marked: Longs,
    conversions: Longs, nothing: Longs, funds: Longs, cells: Longs, pool: Longs, debts: Longs,
    drawn: Longs, got: Longs, beside: Longs, sorted_: Longs, scratch: Longs, moves: Longs,
    repayments: Longs, arrivals: Longs, counters: Longs,
) -> int:  # fmt: skip
    """As `follow_rolling`, with steps among the payments; `nothing` has no rows of a queue."""
    at = start
    while at < stop:
        end = min(stop, steps[counters[STEP], AT])
        if at < end:
            at = follow_rolling(
                at, end, payers, payees, minors, held, marks, marked, conversions, funds, cells,
                pool, debts, drawn, scratch, moves, repayments, arrivals, counters,
            )  # fmt: skip
            if at < end or at == stop:
                break
        step = steps[counters[STEP]]
        if not has_room(
            payers[at], payees[at], step, sales, where, funds, funds, cells, pool, debts, drawn,
            scratch, moves, repayments, arrivals, counters,
        ):  # fmt: skip
            break
        take_step(
            queues.FIFO, at, payers[at], payees[at], minors[at], held, step, sales, bought,
            where, marks, marked, nothing, funds, funds, cells, pool, debts, drawn, got, beside,
            sorted_, scratch, moves, repayments, arrivals, counters,
        )  # fmt: skip
        counters[STEP] += 1
        at += 1
    return at
