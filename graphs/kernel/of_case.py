"""A large case traced from its tables as columns, without an object for every payment.

Whatever is out of the ordinary (a time that is none, amounts beyond what is compiled, origins
that do not fit) is left to the readable way, which says what is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, select

from graphs.kernel.checkpoint import Checkpoints, Inputs
from graphs.kernel.columns import Columns, Longs, conversions_of, marks_of
from graphs.kernel.parts import MINOR, MOST, ORIGIN, PAYMENT
from graphs.kernel.queues import CODES
from graphs.kernel.rolled import Rolled
from graphs.kernel.shares import Mixed
from graphs.kernel.skim import SHIFT
from graphs.kernel.state import Pass
from graphs.ledger import (
    OPENING,
    SAME_DAY,
    Ledger,
    Origin,
    Pocket,
    SameDay,
    clock,
    opening_debt,
)
from graphs.trace import Held, Trace, gone, ranges_of
from workbench.money import LARGEST
from workbench.progress import Report, silent
from workbench.store.tables import Account, Payment

#: So few rows at once stay in the processor's cache until they stand in columns.
CHUNK: Final = 1_000
#: How many payments are asked for by number at once.
ASKED: Final = 500
SIGNS: Final = {"as-recorded": 0, "credits-first": 1, "debits-first": -1}


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """The payments of a case by their numbers in the tables, and what the passes need of them."""

    ids: Longs
    days: Longs
    times: Longs
    positions: Longs
    columns: Columns
    pockets: tuple[Pocket, ...]
    origins: tuple[tuple[Origin, int], ...]
    #: The places of the payments in two currencies, and what was received.
    conversions: Longs = field(default_factory=lambda: np.zeros((0, 2), np.int64))

    def order(self, same_day: SameDay, to: date | None) -> Longs:
        """The places of the payments in the order of law, as `Ledger.ordered` has it."""
        keys = [self.positions, np.maximum(self.times, 0), self.days]
        if SIGNS[same_day]:
            keys.insert(1, SIGNS[same_day] * self.sides())
        order = np.lexsort(keys)
        if to is not None:
            order = order[self.days[order] <= np.datetime64(to, "D").astype(np.int64)]
        return order

    def sides(self) -> Longs:
        """Of each payment without a time, whether it is a debit (1) or a credit (-1); else 0."""
        held = self.columns.held.astype(np.int64)
        sides = held[self.columns.payers] - held[self.columns.payees]
        sides[self.times >= 0] = 0
        return sides

    def other_orders(self, same_day: SameDay, to: date | None, order: Longs) -> list[Longs]:
        """The other orders that the records of a day may have had, where they are others."""
        if not self.sides().any():
            return []
        orders = [self.order(other, to) for other in SAME_DAY if other != same_day]
        return [other for other in orders if not np.array_equal(other, order)]


@dataclass(frozen=True, slots=True)
class Followed:
    """One pass over one order, with the place of each payment in it."""

    made: Pass | Rolled
    columns: Columns
    order: Longs
    origins: tuple[Origin, ...]
    numbers: dict[tuple[int, int], int]


def columns_of_case(
    connection: Connection, ledger: Ledger, origins: Sequence[Origin]
) -> CaseColumns | None:
    """Read the payments. None if this is for the readable way.

    `ledger` has the accounts, in the order of their numbers.
    """
    unlike = _unlike(connection, origins)
    if unlike is None:
        return None
    numbers = connection.execute(select(Account.id).order_by(Account.id)).scalars().all()
    place_at = np.zeros(max(numbers, default=0) + 1, np.int64)
    place_at[list(numbers)] = np.arange(len(numbers))
    read = _Read()
    for rows in _chunks(connection):
        read.add(rows)
    known = [*(a.currency for a in ledger.accounts.values()), *read.codes]
    currencies = list(dict.fromkeys([*known, *(row.received_currency for row in unlike)]))
    code_of = {currency: code for code, currency in enumerate(currencies)}
    paid = np.array([code_of[code] for code in read.codes] or [0], np.int64)[read.joined(6)]
    ids, minors = read.joined(0), read.joined(5)
    at_unlike = np.searchsorted(ids, [row.id for row in unlike]).astype(np.int64)
    received = paid.copy()
    received[at_unlike] = [code_of[row.received_currency] for row in unlike]
    payers, payees = (
        (place_at[read.joined(at)] * len(currencies) + codes).astype(np.uint32)
        for at, codes in ((3, paid), (4, received))
    )
    accounts = list(ledger.accounts.values())
    pockets = tuple(Pocket(a.id, currency) for a in accounts for currency in currencies)
    openings = np.zeros((len(accounts), len(currencies)), np.int64)
    for at, account in enumerate(accounts):
        openings[at, code_of[account.currency]] = account.opening_minor or 0
    columns = Columns(
        payers, payees, minors, np.repeat([a.held for a in accounts], len(currencies)).astype(
            np.uint8
        ), openings.ravel(), np.tile(np.arange(len(currencies)), len(accounts)),
    )  # fmt: skip
    conversions = np.column_stack([at_unlike, [row.received_minor for row in unlike]])
    case = CaseColumns(
        ids, read.joined(1), read.joined(7), read.joined(2), columns, pockets,
        _placed(connection, origins, ids, minors) or (), conversions.astype(np.int64),
    )  # fmt: skip
    fits = _total(case) <= LARGEST >> SHIFT and len(case.origins) == len(origins)
    return case if fits and read.timed else None


def trace_columns(
    connection: Connection, case: CaseColumns, rule: str, same_day: SameDay, to: date | None,
    report: Report, kept: Checkpoints | None = None,
) -> Trace | None:  # fmt: skip
    """Trace as `graphs.trace.trace` does, with no log; None for a rule that is not compiled."""
    if not suits(case, rule):
        return None
    order = case.order(same_day, to)
    made = follow_columns(case, order, rule, report, kept)
    held, repaid = held_of(case, made), _repaid(connection, case, made)
    passes = [(held, repaid)]
    for other in case.other_orders(same_day, to, order):
        again = follow_columns(case, other, rule, silent, kept)
        passes.append((held_of(case, again), _repaid(connection, case, again)))
    distance = None
    if rule == "pro-rata":
        mixed = Mixed.of(made.columns, made.made.marks, made.made.conversions)
        distance = Decimal(mixed.furthest(made.numbers))
    told = _told(connection, case, made, rule, same_day, to, held)
    return replace(
        told, repaid=repaid, largest_distance=distance,
        order_matters=ranges_of([held for held, _ in passes]),
        order_matters_gone=ranges_of([gone(repaid, {}) for _, repaid in passes]),
    )  # fmt: skip


def suits(case: CaseColumns, rule: str) -> bool:
    """Whether a rule is compiled for these amounts."""
    if rule in CODES and not len(case.conversions):
        return True
    return (rule in CODES or rule == "pro-rata") and _total(case) <= MOST


def follow_columns(
    case: CaseColumns, order: Longs, rule: str, report: Report, kept: Checkpoints | None = None
) -> Followed:
    """One pass by a rule that is compiled, over one order of the payments; always conserved.

    Where one is kept of payments that all come first and are the same, it is carried on.
    """
    whole = case.columns
    columns = replace(
        whole, payers=whole.payers[order], payees=whole.payees[order], minors=whole.minors[order]
    )
    places = np.full(len(case.ids), -1, np.int64)
    places[order] = np.arange(len(order))
    there = [(origin, int(places[at])) for origin, at in case.origins if places[at] >= 0]
    marks = marks_of([(at, one.number, one.minor) for one, at in there], len(order))
    conversions = conversions_of(
        (int(places[at]), minor) for at, minor in case.conversions.tolist() if places[at] >= 0
    )
    inputs = Inputs(rule, case.pockets, columns, marks, conversions)
    made = None if kept is None else kept.resume(inputs)
    taken_over = 0 if made is None else made.position
    if made is None and rule == "pro-rata":
        made = Rolled.begin(columns, marks, conversions)
    elif made is None:
        made = Pass.begin(columns, marks, rule, conversions)
    made.run(columns, report)
    held = made.held()
    if not made.conserved(columns, held):
        raise AssertionError(f"an origin is not conserved by {rule}")
    if kept is not None:
        kept.keep(made, inputs, taken_over)
    return Followed(made, columns, order, tuple(origin for origin, _ in there), held)


def held_of(case: CaseColumns, made: Followed) -> Held:
    """What a pass left in each pocket."""
    return {
        (origin, case.pockets[pocket]): minor for (origin, pocket), minor in made.numbers.items()
    }


def _told(
    connection: Connection, case: CaseColumns, done: Followed, rule: str, same_day: SameDay,
    to: date | None, held: Held,
) -> Trace:  # fmt: skip
    """What the pass found, with the source's ids of the payments that it names."""
    made, ids = done.made, case.ids[done.order]
    keys = _named(connection, ids, made.moves[:, PAYMENT])
    flows = {(keys[at], origin): minor for at, origin, minor in _flows(made.moves).tolist()}
    marked = dict(zip(made.marks[:-1, 1].tolist(), made.marked[:-1].tolist(), strict=True))
    return Trace(
        rule, same_day, to, done.origins, held, flows, {}, (), (), {}, marked, conserved=True,
    )  # fmt: skip


def _repaid(
    connection: Connection, case: CaseColumns, done: Followed
) -> dict[tuple[int, str], int]:
    """What repaid each debt, by the debt's name."""
    debts = done.made.repayments[:, 0]
    keys = _named(connection, case.ids[done.order], debts[debts >= 0])
    repaid: dict[tuple[int, str], int] = defaultdict(int)
    for debt, _, origin, minor, _ in done.made.repayments.tolist():
        name = keys[debt] if debt >= 0 else opening_debt(case.pockets[-1 - debt].account)
        repaid[origin, name] += minor
    return dict(repaid)


def _named(connection: Connection, ids: Longs, places: Longs) -> dict[int, str]:
    """The source's ids of payments by their places in an order."""
    asked = np.unique(places)
    return dict(zip(asked.tolist(), _keys(connection, ids[asked].tolist()), strict=True))


def _flows(moves: Longs) -> Longs:
    """What each payment carried of each origin: (payment, origin, minor), as they come first."""
    order = np.lexsort((moves[:, ORIGIN], moves[:, PAYMENT]))
    ordered = moves[order]
    pairs = ordered[:, [PAYMENT, ORIGIN]]
    first = np.flatnonzero(np.r_[True, (pairs[1:] != pairs[:-1]).any(axis=1)][: len(moves)])
    sums = np.add.reduceat(ordered[:, MINOR], first) if len(moves) else first
    return np.column_stack([pairs[first], sums])[np.argsort(order[first], kind="stable")]


class _Read:
    """Rows as they are read, each column by itself: the last two are codes and times."""

    def __init__(self) -> None:
        """Begin empty."""
        self.codes: dict[str, int] = _Once(lambda _: len(self.codes))
        self.timed = True
        self._parts: list[list[Longs]] = [[] for _ in range(8)]
        # The same few dates, currencies and times come again and again.
        self._known: dict[int, dict[Any, int]] = {
            1: _Once(lambda day: int(np.datetime64(day, "D").astype(np.int64))),
            6: self.codes,
            7: _Once(self._clock),
        }

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take rows of id, date, position, payer, payee, minor, currency, time."""
        for column, values in enumerate(zip(*rows, strict=True)):
            known = self._known.get(column)
            numbers = values if known is None else map(known.__getitem__, values)
            self._parts[column].append(np.fromiter(numbers, np.int64, len(rows)))

    def joined(self, column: int) -> Longs:
        """One column of all the rows."""
        parts = self._parts[column]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def _clock(self, text: str | None) -> int:
        """Microseconds since midnight; -1 where there is no time."""
        if text is None:
            return -1
        try:
            at = clock(text)
        except ValueError:
            self.timed = False
            return -1
        seconds = (at.hour * 60 + at.minute) * 60 + at.second
        return seconds * 1_000_000 + at.microsecond


class _Once(dict[Any, int]):
    """What each value comes to, worked out the first time that it is met."""

    def __init__(self, work_out: Callable[[Any], int]) -> None:
        """Begin empty."""
        super().__init__()
        self._work_out = work_out

    def __missing__(self, value: Any) -> int:
        """Work it out and keep it."""
        found = self[value] = self._work_out(value)
        return found


def _unlike(connection: Connection, origins: Sequence[Origin]) -> list[Any] | None:
    """The payments in two currencies, by id; None where only the readable way says what is wrong.

    A row is (id, key, received_minor, received_currency).
    """
    odd = (
        select(Payment.id, Payment.key, Payment.received_minor, Payment.received_currency)
        .where(
            (Payment.received_minor.is_not(None) & (Payment.received_currency != ""))
            | Payment.key.startswith(OPENING)
        )
        .order_by(Payment.id)
    )
    found = list(connection.execute(odd))
    numbers = [origin.number for origin in origins]
    wrong = (
        any(row.key.startswith(OPENING) or row.received_minor < 1 for row in found)
        or len(set(numbers)) < len(numbers)
        or len({origin.payment for origin in origins}) < len(origins)
        or any(origin.number < 1 or origin.minor < 1 for origin in origins)
    )
    return None if wrong else found


def _placed(
    connection: Connection, origins: Sequence[Origin], ids: Longs, minors: Longs
) -> tuple[tuple[Origin, int], ...] | None:
    """The origins by number with the places of their payments; None if one marks too much."""
    keys = [origin.payment for origin in origins]
    numbers: dict[str, int] = {}
    for first in range(0, len(keys), ASKED):
        asked = select(Payment.key, Payment.id).where(Payment.key.in_(keys[first : first + ASKED]))
        numbers |= {row.key: row.id for row in connection.execute(asked)}
    found = []
    for origin in sorted(origins, key=lambda one: one.number):
        at = int(np.searchsorted(ids, numbers[origin.payment]))
        if origin.minor > minors[at]:
            return None
        found.append((origin, at))
    return tuple(found)


def _chunks(connection: Connection) -> Iterable[Sequence[Sequence[Any]]]:
    """The payments' rows as the driver gives them, by id."""
    query = select(
        Payment.id, Payment.date, Payment.position, Payment.payer_id, Payment.payee_id,
        Payment.minor, Payment.currency, Payment.time,
    ).order_by(Payment.id)  # fmt: skip
    # Asked of the driver itself: an object for each row would take most of the time.
    cursor: Any = connection.exec_driver_sql(str(query.compile(connection))).cursor
    while rows := cursor.fetchmany(CHUNK):
        yield rows


def _keys(connection: Connection, ids: Sequence[int]) -> list[str]:
    """The source's ids of payments by their numbers."""
    known: dict[int, str] = {}
    for first in range(0, len(ids), ASKED):
        asked = select(Payment.id, Payment.key).where(Payment.id.in_(ids[first : first + ASKED]))
        known.update([(number, key) for number, key in connection.execute(asked).all()])
    return [known[number] for number in ids]


def _total(case: CaseColumns) -> int:
    """More than any fund can come to hold."""
    openings = sum(abs(minor) for minor in case.columns.openings.tolist() if minor)
    received = sum(case.conversions[:, 1].tolist())
    return int(openings + received + case.columns.minors.sum(dtype=object))
