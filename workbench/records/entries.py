"""The entries of a statement, kept column by column: a million fit, and are made when asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any, Final, NamedTuple, overload

from workbench.records.reading import Entry

#: How many entries are handed on at once.
BATCH: Final = 10_000
#: Stands for "no balance" in a column of whole numbers; no amount can be this.
NO_BALANCE: Final = -(2**63)
#: So many different texts are remembered with what was read out of them.
_REMEMBERED: Final = 50_000

#: Of so few different readings it is asked which columns hold one value throughout.
_FEW: Final = 500

#: Names of `Entry`'s fields that are read out of a row's texts.
TOLD: Final = (
    "type_raw", "type", "narrative", "reference", "counterparty", "counterparty_sort_code",
    "counterparty_number", "counterparty_iban", "rule", "confidence", "category", "category_rule",
)  # fmt: skip

_Date = date  # a column called `date` hides the type from those below it

#: What every row is looked at for, so that it stands in every row.
_VARYING: Final = frozenset({"narrative"})


class Said(NamedTuple):
    """The texts of one row from which facts are read."""

    type: str = ""
    text: str = ""
    reference: str = ""
    counterparty: str = ""
    code: str = ""
    number: str = ""


#: What is read out of a row's texts and the way its money went (True: in), as `TOLD` names it.
Telling = Callable[[Said, bool], tuple[Any, ...]]


class Same(NamedTuple):
    """A column that holds one value in every row."""

    value: Any


#: The column that numbers what a row's texts say and which way its money went, where there is one.
CODE: Final = "code"
#: Beside it the `Sayings` whose numbers they are: each table of a file has its own.
SAYINGS: Final = "sayings"

#: Some entries, column by column, under the names of `Entry`'s fields.
Batch = dict[str, Sequence[Any] | Same]


class Sayings:
    """The different texts of rows by number, and what is read out of each; each is read once."""

    def __init__(self, tell: Telling) -> None:
        """Take what reads facts out of a row's texts."""
        self.tell = tell
        self._said: list[Said] = []
        self._told: dict[int, tuple[Any, ...]] = {}

    def number(self, said: Said) -> int:
        """Take further texts; their number."""
        self._said.append(said)
        return len(self._said) - 1

    def since(self, number: int) -> list[Said]:
        """The texts that have this number or a higher one."""
        return self._said[number:]

    def told(self, code: int) -> tuple[Any, ...]:
        """What the texts of number `code >> 1` say, as `TOLD` names it; an odd code came in."""
        found = self._told.get(code)
        if found is None:
            if len(self._told) > _REMEMBERED:
                self._told.clear()
            found = self._told[code] = self.tell(self._said[code >> 1], bool(code & 1))
        return found


@dataclass(slots=True)
class Columns:
    """Rows that were read alike. `place` cites a row by its number in the file.

    `code` is twice the number of the row's texts among the `sayings`, one more where money came in.
    """

    sayings: Sayings
    place: Callable[[int], str]
    currency: str
    row: array[int] = field(default_factory=lambda: array("q"))
    number: array[int] = field(default_factory=lambda: array("q"))
    minor: array[int] = field(default_factory=lambda: array("q"))
    balance: array[int] = field(default_factory=lambda: array("q"))
    date: list[_Date] = field(default_factory=list)
    time: list[str | None] = field(default_factory=list)
    code: array[int] = field(default_factory=lambda: array("q"))
    external_id: list[str] = field(default_factory=list)  # empty where the file has none

    def __len__(self) -> int:
        """How many rows."""
        return len(self.row)

    def extend(
        self, row: Iterable[int], number: Iterable[int], minor: Sequence[int],
        balance: Sequence[int | None], day: Iterable[_Date], time: Iterable[str | None],
        said: Iterable[int], external_id: Iterable[str],
    ) -> None:  # fmt: skip
        """Add rows, column by column; `said` is the number of each row's texts."""
        self.row.extend(row)
        self.number.extend(number)
        self.minor.extend(minor)
        try:
            self.balance.extend(balance)  # type: ignore[arg-type]  # mostly there is one in each row
        except TypeError:
            del self.balance[len(self.row) - len(minor) :]
            self.balance.extend([NO_BALANCE if value is None else value for value in balance])
        self.date.extend(day)
        self.time.extend(time)
        self.code.extend([
            at + at + 1 if amount > 0 else at + at for at, amount in zip(said, minor, strict=True)
        ])  # fmt: skip
        self.external_id.extend(external_id)

    def turned(self) -> Columns:
        """The same rows, last first."""
        return Columns(
            self.sayings, self.place, self.currency, self.row[::-1], self.number[::-1],
            self.minor[::-1], self.balance[::-1], self.date[::-1], self.time[::-1],
            self.code[::-1], self.external_id[::-1],
        )  # fmt: skip

    def since(self, start: int) -> Columns:
        """The rows from number `start` on."""
        return Columns(
            self.sayings, self.place, self.currency, self.row[start:], self.number[start:],
            self.minor[start:], self.balance[start:], self.date[start:], self.time[start:],
            self.code[start:], self.external_id[start:],
        )  # fmt: skip

    def balances(self) -> Sequence[int | None]:
        """The balance after each row, or None."""
        return _with_none(self.balance)

    def batch(self, start: int, end: int) -> Batch:
        """Rows `start` to `end`, column by column."""
        codes, times = self.code[start:end], self.time[start:end]
        told = {code: self.sayings.told(code) for code in set(codes)}
        made: Batch = {CODE: codes, SAYINGS: Same(self.sayings)}
        if len(told) <= _FEW:
            each = itemgetter(codes[0], *codes)  # in one step, which a list of its own is not
            for at, name in enumerate(TOLD):
                values = {code: one[at] for code, one in told.items()}
                same = set(values.values())
                if len(same) > 1 or name in _VARYING:
                    made[name] = each(values)[1:]
                else:
                    made[name] = Same(same.pop())
        else:
            made |= zip(TOLD, zip(*[told[code] for code in codes], strict=True), strict=True)
        return made | {
            "row": _run(self.row[start:end]),
            "place": list(map(self.place, self.number[start:end])),
            "date": self.date[start:end],
            "time": times if any(times) else Same(None),
            "minor": self.minor[start:end],
            "currency": Same(self.currency),
            "balance_minor": _with_none(self.balance[start:end]),
            "external_id": self.external_id[start:end] or Same(""),
            "value_date": Same(None),
            "zone": Same(""),
        }

    def entry(self, index: int) -> Entry:
        """One row as an entry."""
        batch = self.batch(index, index + 1)
        return Entry(**{
            name: column.value if isinstance(column, Same) else column[0]
            for name, column in batch.items() if name in Entry._fields
        })  # fmt: skip


def _run(rows: array[int]) -> Sequence[int]:
    """Rows as a range where none is missing between the first and the last."""
    first, last = rows[0], rows[-1]
    return range(first, last + 1) if last - first == len(rows) - 1 else rows


def _with_none(values: array[int]) -> Sequence[int | None]:
    """A column of balances, None where there is none."""
    return (
        [None if value == NO_BALANCE else value for value in values]
        if NO_BALANCE in values
        else values
    )


class Entries(Sequence[Entry]):
    """A run of entries; some kept as columns, those that needed a second look as they are."""

    def __init__(self, parts: Iterable[Columns | list[Entry]] = ()) -> None:
        """Begin with these parts, in their order."""
        self.parts: list[Columns | list[Entry]] = list(parts)

    def add(self, *entries: Entry) -> None:
        """Add entries one by one."""
        if not self.parts or isinstance(self.parts[-1], Columns):
            self.parts.append([])
        last = self.parts[-1]
        assert isinstance(last, list)
        last.extend(entries)

    def columns(self, sayings: Sayings, place: Callable[[int], str], currency: str) -> Columns:
        """The columns to which the next rows of this kind are added."""
        last = self.parts[-1] if self.parts else None
        if isinstance(last, Columns) and (last.sayings, last.place) == (sayings, place):
            return last
        made = Columns(sayings, place, currency)
        self.parts.append(made)
        return made

    def __len__(self) -> int:
        """How many entries."""
        return sum(map(len, self.parts))

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, at: int | slice) -> Entry | tuple[Entry, ...]:
        """One entry, or a tuple of several."""
        if isinstance(at, slice):
            return tuple(self[index] for index in range(*at.indices(len(self))))
        index = at + len(self) if at < 0 else at
        for part in self.parts:
            if 0 <= index < len(part):
                return part.entry(index) if isinstance(part, Columns) else part[index]
            index -= len(part)
        raise IndexError(at)

    def __iter__(self) -> Iterator[Entry]:
        """Every entry, made one batch at a time."""
        for batch in batches(self):
            size = len(batch["row"])
            columns = [
                [found.value] * size if isinstance(found := batch[name], Same) else found
                for name in Entry._fields
            ]
            yield from map(Entry._make, zip(*columns, strict=True))

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same entries in the same order."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it grows

    def since(self, start: int) -> Entries:
        """The entries from number `start` on."""
        parts: list[Columns | list[Entry]] = []
        for part in self.parts:
            size = len(part)
            if start < size:
                parts.append(part.since(start) if isinstance(part, Columns) else part[start:])
            start = max(start - size, 0)
        return Entries(parts)

    def turned(self) -> Entries:
        """The same entries, last first; those of one row (an amount, its fee) keep their order."""
        parts: list[Columns | list[Entry]] = []
        for part in reversed(self.parts):
            if isinstance(part, Columns):
                parts.append(part.turned())
                continue
            rows: dict[int, list[Entry]] = {}
            for entry in part:
                rows.setdefault(entry.row, []).append(entry)
            parts.append([entry for row in reversed(rows.values()) for entry in row])
        return Entries(parts)


def batches(entries: Sequence[Entry]) -> Iterator[Batch]:
    """Any run of entries, column by column, so many at a time."""
    parts = entries.parts if isinstance(entries, Entries) else [entries]
    for part in parts:
        for start in range(0, len(part), BATCH):
            if isinstance(part, Columns):
                yield part.batch(start, start + BATCH)
            else:
                rows = part[start : start + BATCH]
                yield dict(zip(Entry._fields, zip(*rows, strict=True), strict=True))


def minors(entries: Sequence[Entry]) -> Sequence[int]:
    """The signed amount of each entry."""
    if isinstance(entries, Entries):
        if len(entries.parts) == 1 and isinstance(only := entries.parts[0], Columns):
            return only.minor
        return array("q", chain.from_iterable(
            part.minor if isinstance(part, Columns) else [entry.minor for entry in part]
            for part in entries.parts
        ))  # fmt: skip
    return [entry.minor for entry in entries]


def moved(entries: Sequence[Entry]) -> Iterator[tuple[str, Sequence[int]]]:
    """The signed amounts of the entries, by currency."""
    for part in entries.parts if isinstance(entries, Entries) else [entries]:
        if isinstance(part, Columns):
            yield part.currency, part.minor
            continue
        by: dict[str, list[int]] = {}
        for entry in part:
            by.setdefault(entry.currency, []).append(entry.minor)
        yield from by.items()


def balances(entries: Sequence[Entry]) -> Sequence[int | None]:
    """The balance after each entry, or None."""
    if isinstance(entries, Entries):
        if len(entries.parts) == 1 and isinstance(only := entries.parts[0], Columns):
            return only.balances()
        return list(chain.from_iterable(
            part.balances() if isinstance(part, Columns) else [one.balance_minor for one in part]
            for part in entries.parts
        ))  # fmt: skip
    return [entry.balance_minor for entry in entries]


def days(entries: Sequence[Entry]) -> list[date]:
    """The booking date of each entry."""
    if isinstance(entries, Entries):
        return list(chain.from_iterable(
            part.date if isinstance(part, Columns) else [entry.date for entry in part]
            for part in entries.parts
        ))  # fmt: skip
    return [entry.date for entry in entries]


def rows_of(entries: Sequence[Entry]) -> int:
    """How many rows of the file the entries stand in: an amount and its fee stand in one."""
    if isinstance(entries, Entries):
        return sum(
            len(part) if isinstance(part, Columns) else len({entry.row for entry in part})
            for part in entries.parts
        )
    return len({entry.row for entry in entries})
