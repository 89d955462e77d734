"""A large case traced from its tables as columns, without an object for every payment.

Whatever is out of the ordinary (conversions, a time that is none, amounts beyond what is
compiled, origins that do not fit) is left to the readable way, which says what is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, func, select

from graphs.kernel.columns import Columns, Longs, conversions_of, marks_of
from graphs.kernel.parts import MOST
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
from graphs.trace import Held, Trace
from workbench.money import LARGEST
from workbench.progress import Report, silent
from workbench.store.tables import Account, Payment

CHUNK: Final = 50_000
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

    def order(self, same_day: SameDay, to: date | None) -> Longs:
        """The places of the payments in the order of law, as `Ledger.ordered` has it."""
        held = self.columns.held.astype(np.int64)
        sides = held[self.columns.payers] - held[self.columns.payees]
        sides[self.times >= 0] = 0
        keys = self.positions, SIGNS[same_day] * sides, np.maximum(self.times, 0), self.days
        order = np.lexsort(keys)
        if to is not None:
            order = order[self.days[order] <= np.datetime64(to, "D").astype(np.int64)]
        return order


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
    """Read the payments; `ledger` has the accounts. None if this is for the readable way."""
    if _unusual(connection, origins):
        return None
    keys = connection.execute(select(Account.id, Account.key).order_by(Account.id)).all()
    account_ids = np.array([number for number, _ in keys], np.int64)
    read = _Read()
    for rows in _chunks(connection):
        read.add(rows)
    currencies = dict.fromkeys([*(a.currency for a in ledger.accounts.values()), *read.codes])
    wide = len(currencies)
    place_of = {currency: place for place, currency in enumerate(currencies)}
    codes = np.array([place_of[code] for code in read.codes] or [0], np.int64)[read.joined(6)]
    payers, payees = (
        (np.searchsorted(account_ids, read.joined(at)) * wide + codes).astype(np.uint32)
        for at in (3, 4)
    )
    pockets = tuple(Pocket(key, currency) for _, key in keys for currency in currencies)
    held = np.array([ledger.accounts[pocket.account].held for pocket in pockets], np.uint8)
    openings = np.zeros(len(pockets), np.int64)
    for at, pocket in enumerate(pockets):
        account = ledger.accounts[pocket.account]
        if account.currency == pocket.currency:
            openings[at] = account.opening_minor or 0
    minors, ids = read.joined(5), read.joined(0)
    total = sum(abs(int(minor)) for minor in openings.tolist()) + int(minors.sum(dtype=object))
    found = _placed(connection, origins, ids, minors)
    if total > LARGEST >> SHIFT or found is None or not read.timed:
        return None
    return CaseColumns(
        ids, read.joined(1), read.joined(7), read.joined(2),
        Columns(payers, payees, minors, held, openings), pockets, found,
    )  # fmt: skip


def trace_columns(
    connection: Connection, case: CaseColumns, rule: str, same_day: SameDay, to: date | None,
    report: Report,
) -> Trace | None:  # fmt: skip
    """Trace as `graphs.trace.trace` does, with no log; None for a rule that is not compiled."""
    if not suits(case, rule):
        return None
    order = case.order(same_day, to)
    made = follow_columns(case, order, rule, report)
    held = held_of(case, made)
    results = [held]
    others = [case.order(other, to) for other in SAME_DAY if other != same_day]
    results += [
        held_of(case, follow_columns(case, other, rule, silent))
        for other in others
        if not np.array_equal(other, order)
    ]
    told = _told(connection, case, made, rule, same_day, to, held)
    spread = {}
    for key in sorted({key for result in results for key in result}):
        amounts = [result.get(key, 0) for result in results]
        if min(amounts) != max(amounts):
            spread[key] = (min(amounts), max(amounts))
    distance = None
    if rule == "pro-rata":
        mixed = Mixed.of(made.columns, made.made.marks)
        distance = Decimal(mixed.furthest(made.numbers))
    return replace(told, order_matters=spread, largest_distance=distance)


def suits(case: CaseColumns, rule: str) -> bool:
    """Whether a rule is compiled for these amounts."""
    return rule in CODES or (rule == "pro-rata" and _total(case.columns) <= MOST)


def follow_columns(case: CaseColumns, order: Longs, rule: str, report: Report) -> Followed:
    """One pass by a rule that is compiled, over one order of the payments; always conserved."""
    whole = case.columns
    columns = Columns(
        whole.payers[order], whole.payees[order], whole.minors[order], whole.held, whole.openings
    )
    places = np.full(len(case.ids), -1, np.int64)
    places[order] = np.arange(len(order))
    there = [(origin, int(places[at])) for origin, at in case.origins if places[at] >= 0]
    marks = marks_of([(at, one.number, one.minor) for one, at in there], len(order))
    made: Pass | Rolled
    if rule == "pro-rata":
        made = Rolled.begin(columns, marks, conversions_of(()))
    else:
        made = Pass.begin(columns, marks, rule)
    made.run(columns, report)
    if not made.conserved():
        raise AssertionError(f"an origin is not conserved by {rule}")
    return Followed(made, columns, order, tuple(origin for origin, _ in there), made.held())


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
    debts = made.repayments[:, 0]
    places = np.unique(np.concatenate([made.moves[:, 3], debts[debts >= 0]]))
    numbers = ids[places].tolist()
    keys = dict(zip(places.tolist(), _keys(connection, numbers), strict=True))
    flows: dict[tuple[str, int], int] = defaultdict(int)
    for minor, origin, _, at in made.moves.tolist():
        flows[keys[at], origin] += minor
    repaid: dict[tuple[int, str], int] = defaultdict(int)
    for debt, _, origin, minor, _ in made.repayments.tolist():
        name = keys[debt] if debt >= 0 else opening_debt(case.pockets[-1 - debt].account)
        repaid[origin, name] += minor
    marked = dict(zip(made.marks[:-1, 1].tolist(), made.marked[:-1].tolist(), strict=True))
    return Trace(
        rule, same_day, to, done.origins, held, dict(flows), dict(repaid), (), (), {}, marked,
        conserved=True,
    )  # fmt: skip


class _Read:
    """Rows as they are read, each column by itself: the last two are codes and times."""

    def __init__(self) -> None:
        """Begin empty."""
        self.codes: dict[str, int] = {}
        self.timed = True
        self._parts: list[list[Longs]] = [[] for _ in range(8)]

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take rows of id, date, position, payer, payee, minor, currency, time."""
        fields: list[Sequence[Any]] = list(zip(*rows, strict=True))
        days = {day: int(np.datetime64(day, "D").astype(np.int64)) for day in set(fields[1])}
        for code in set(fields[6]):
            self.codes.setdefault(code, len(self.codes))
        clocks = {text: self._clock(text) for text in set(fields[7])}
        # The same few dates, currencies and times come again and again.
        for column, known in ((1, days), (6, self.codes), (7, clocks)):
            fields[column] = [known[one] for one in fields[column]]
        for part, field in zip(self._parts, fields, strict=True):
            part.append(np.fromiter(field, np.int64, len(rows)))

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


def _unusual(connection: Connection, origins: Sequence[Origin]) -> bool:
    """Whether something has to be said that only the readable way says."""
    unlike = (
        select(func.count())
        .select_from(Payment)
        .where(Payment.received_minor.is_not(None) | Payment.key.startswith(OPENING))
    )
    numbers = [origin.number for origin in origins]
    return bool(
        connection.execute(unlike).scalar_one()
        or len(set(numbers)) < len(numbers)
        or len({origin.payment for origin in origins}) < len(origins)
        or any(origin.number < 1 or origin.minor < 1 for origin in origins)
    )


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
        known |= {row.id: row.key for row in connection.execute(asked)}
    return [known[number] for number in ids]


def _total(columns: Columns) -> int:
    return int(np.abs(columns.openings).sum() + columns.minors.sum())
