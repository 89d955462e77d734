"""The unpaired entries of a case, and which of them make equal pairs: first by amount and day.

Only entries that could be paired are read in full, so that a million rows with few candidates
take seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, select, type_coerce
from sqlalchemy.types import NullType

from workbench.progress import Report
from workbench.records.pair_agree import NAMED, Held, Side, agreement, working_days
from workbench.store import tables as t
from workbench.store.changes import table_of

#: Ids that one statement may name.
_AT_ONCE = 500
_One = TypeVar("_One")


#: So many records of one amount are compared one by one.
_FEW = 16

#: Why an officer is asked, where nothing else is said.
RIVAL = "another answer is as good"


class Slight(NamedTuple):
    """As little of an entry as the first comparison needs."""

    id: int
    account_id: int
    date: date
    minor: int
    currency: str


class Candidate(NamedTuple):
    """Entries that may be sides of one movement: the better one sorts first."""

    rank: int  # negative: the better they agree, the lower
    days: int
    outs: tuple[Side, ...]
    ins: tuple[Side, ...]
    why: str
    kind: str = "equal"
    waits: str = RIVAL  # for what it stays open, if it does

    @property
    def sides(self) -> tuple[Side, ...]:
        """All of them, those that paid first."""
        return self.outs + self.ins

    @property
    def keys(self) -> tuple[str, ...]:
        """Their names, those that paid first."""
        return tuple(side.key for side in self.sides)


class Found(NamedTuple):
    """What a search takes, and what it leaves for an officer to decide."""

    chosen: list[Candidate]
    open: list[Candidate]


class Search:
    """What every kind of search looks through. Entries that are taken are out of it."""

    def __init__(self, connection: Connection, days: int, report: Report) -> None:
        """Read the held accounts, and a little of every entry that has no pair."""
        self.connection, self.days, self.report = connection, days, report
        self.held = {
            row.id: Held(
                row.key, row.sort_code, row.number, row.iban, row.name, row.institution
            )
            for row in connection.execute(select(t.Account).where(t.Account.held))
        }  # fmt: skip
        self.free = {one.id: one for one in _slight(connection)}
        self.fixed = fixed(connection)
        self.rejected = set(connection.execute(select(t.PairRejection.entries)).scalars())
        self.asked: set[int] = set()  # entries of which an officer is asked already
        self._sides: dict[int, Side] = {}
        self._near: dict[date, frozenset[date]] = {}

    def sides(self, ids: Iterable[int]) -> Mapping[int, Side]:
        """These entries in full, with whatever was read before."""
        wanted = sorted({one for one in ids if one not in self._sides})
        for some in in_batches(wanted):
            for side in _full(self.connection, some):
                self._sides[side.id] = side
        return self._sides

    def near_days(self, day: date) -> frozenset[date]:
        """The days that lie near one."""
        if day not in self._near:
            first, last = self.window(day)
            span = (first + timedelta(days=n) for n in range((last - first).days + 1))
            self._near[day] = frozenset(one for one in span if self.near(day, one))
        return self._near[day]

    def take(self, found: Iterable[Candidate]) -> None:
        """Leave the entries of these out of what comes after."""
        for one in found:
            for side in one.sides:
                self.free.pop(side.id, None)

    def ask(self, found: Iterable[Candidate]) -> None:
        """Remember of which entries an officer is asked."""
        self.asked |= {side.id for one in found for side in one.sides}

    def near(self, one: date, other: date) -> bool:
        """Whether two days lie within the working days that are allowed."""
        return working_days(one, other) <= self.days

    def window(self, day: date) -> tuple[date, date]:
        """The calendar days that can hold what lies near: no run of holidays is longer."""
        span = timedelta(days=2 * self.days + 6)
        return day - span, day + span

    def allowed(self, one: Candidate) -> bool:
        """Whether no officer has said that these are not one movement."""
        return rejection(one.keys) not in self.rejected


def in_batches(ids: Sequence[_One]) -> Iterator[Sequence[_One]]:
    """As many at a time as one statement may name."""
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def rejection(keys: Iterable[str]) -> str:
    """How a set of entries is remembered, in one order however it was found."""
    return " ".join(sorted(keys))


def equal_pairs(search: Search, *, names: bool = True) -> Found:
    """Entries of equal amounts in two held accounts that agree in something."""
    outs: dict[tuple[int, str], list[Slight]] = defaultdict(list)
    ins: dict[tuple[int, str], list[Slight]] = defaultdict(list)
    for one in search.free.values():
        (outs if one.minor < 0 else ins)[abs(one.minor), one.currency].append(one)
    near: list[tuple[int, int]] = []
    for number, (key, paying) in enumerate(outs.items()):
        if number % 1000 == 0:
            search.report(number, len(outs), "Comparing payments")
        if key in ins:
            near += _near(search, paying, ins[key])
    sides = search.sides({one for both in near for one in both})
    candidates = []
    for out_id, into_id in near:
        out, into = sides[out_id], sides[into_id]
        rank, why = agreement(
            out, into, search.held[out.account_id], search.held[into.account_id], names=names
        )
        if not rank or {out.payment_id, into.payment_id} <= search.fixed:
            continue
        apart = working_days(out.date, into.date)
        found = Candidate(-rank, apart, (out,), (into,), why)
        if search.allowed(found):
            candidates.append(found)
    return choose(candidates)


def _near(
    search: Search, paying: Sequence[Slight], receiving: Sequence[Slight]
) -> Iterator[tuple[int, int]]:
    if len(receiving) <= _FEW:
        for out in paying:
            near = search.near_days(out.date)
            for into in receiving:
                if into.date in near and out.account_id != into.account_id:
                    yield out.id, into.id
        return
    on_day: dict[date, list[Slight]] = defaultdict(list)
    for into in receiving:
        on_day[into.date].append(into)
    for out in paying:
        near = search.near_days(out.date)
        days = near if len(near) < len(on_day) else on_day.keys() & near
        for day in sorted(days):
            for into in on_day.get(day, ()):
                if out.account_id != into.account_id:
                    yield out.id, into.id


def choose(candidates: Iterable[Candidate]) -> Found:
    """Take the best equal pairs, each entry once; leave those with an equally good rival open.

    Rivals between the same two accounts are twins: whichever is taken, every sum is the same,
    so they are taken in the order of the records. Where only a name agrees, a rival on any
    day is as good.
    """
    ordered = sorted(
        candidates,
        key=lambda one: (one.rank, one.days, one.outs[0].position, one.ins[0].position),
    )
    rivals: dict[tuple[str, int, int, int], set[int]] = defaultdict(set)
    for one in ordered:
        for place, theirs in _places(one):
            rivals[place].add(theirs)
    taken: set[int] = set()
    chosen, waiting = [], []
    for one in ordered:
        ids = {one.outs[0].id, one.ins[0].id}
        if ids & taken:
            continue
        if all(len(rivals[place]) == 1 for place, _ in _places(one)):
            chosen.append(one)
            taken |= ids
        else:
            waiting.append(one)
    left = [one for one in waiting if not {side.id for side in one.sides} & taken]
    chosen.sort(key=lambda one: (one.outs[0].position, one.ins[0].position))
    return Found(chosen, left)


def _places(one: Candidate) -> Iterator[tuple[tuple[str, int, int, int], int]]:
    out, into = one.outs[0], one.ins[0]
    days = 0 if one.rank == -NAMED else one.days
    yield ("out", out.id, one.rank, days), into.account_id
    yield ("in", into.id, one.rank, days), out.account_id


def unique(candidates: Iterable[Candidate]) -> Found:
    """Take those that share no entry with an equally good one; leave those that do open."""
    ordered = sorted(
        candidates, key=lambda one: (one.rank, one.days, [side.position for side in one.sides])
    )
    by_entry: dict[int, list[Candidate]] = defaultdict(list)
    for one in ordered:
        for side in one.sides:
            by_entry[side.id].append(one)
    taken: set[int] = set()
    chosen, waiting = [], []
    for one in ordered:
        if any(side.id in taken for side in one.sides):
            continue
        rivals = [
            other for side in one.sides for other in by_entry[side.id]
            if other is not one and not any(each.id in taken for each in other.sides)
        ]  # fmt: skip
        if any((other.rank, other.days) <= (one.rank, one.days) for other in rivals):
            waiting.append(one)
        else:
            chosen.append(one)
            taken |= {side.id for side in one.sides}
    left = [one for one in waiting if not any(side.id in taken for side in one.sides)]
    return Found(chosen, left)


def fixed(connection: Connection) -> set[int]:
    """Payments that other facts of the case rest on: they keep their number."""
    found: set[int] = set()
    for column in (t.Origin.payment_id, t.Purchase.payment_id):
        found |= set(connection.execute(select(column)).scalars())
    return found


def _slight(connection: Connection) -> Iterator[Slight]:
    entry = table_of(t.Entry)
    found = connection.execute(
        select(
            entry.c.id, entry.c.account_id, type_coerce(entry.c.date, NullType()),
            entry.c.minor, entry.c.currency,
        )
        .where(entry.c.payment_id.is_not(None))
        .where(entry.c.id.not_in(select(t.PairSide.entry_id)))
        .order_by(entry.c.id)
    )  # fmt: skip
    days: dict[Any, date] = {}  # a million rows have few days: each is read once
    for entry_id, account_id, said, minor, currency in found:
        day = days.get(said)
        if day is None:
            day = days[said] = date.fromisoformat(said) if isinstance(said, str) else said
        yield Slight(entry_id, account_id, day, minor, currency)


def _full(connection: Connection, ids: Sequence[int]) -> Iterator[Side]:
    found = connection.execute(
        select(
            t.Entry.id, t.Payment.key, t.Entry.account_id, t.Payment.id, t.Payment.payer_id,
            t.Payment.payee_id, t.Entry.date, t.Entry.position, t.Entry.minor,
            t.Entry.currency, t.Entry.type, t.Entry.counterparty_sort_code,
            t.Entry.counterparty_number, t.Entry.counterparty_iban, t.Entry.counterparty,
            t.Entry.reference, t.Entry.narrative,
        )
        .join(t.Payment, t.Payment.id == t.Entry.payment_id)
        .where(t.Entry.id.in_(ids))
    )  # fmt: skip
    for entry, key, account, payment, payer, payee, *rest in found:
        yield Side(entry, key, account, payment, payee if payer == account else payer, *rest)
