"""The rows of a payments table, kept column by column: a million fit, made when asked for."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Self, overload

from workbench.records.reading import PaymentRead

#: How many payments are handed on at once.
BATCH: Final = 20_000

_Date = date  # a column called `date` hides the type from those below it

#: Some payments, column by column, under the names of `PaymentRead`'s fields.
Batch = dict[str, Sequence[Any]]


@dataclass(slots=True)
class PaymentColumns:
    """The payments of one table. `place` cites a row by its number in the file."""

    place: Callable[[int], str]
    row: array[int] = field(default_factory=lambda: array("q"))
    number: array[int] = field(default_factory=lambda: array("q"))
    id: list[str] = field(default_factory=list)
    date: list[_Date] = field(default_factory=list)
    time: list[str | None] = field(default_factory=list)
    payer: list[str] = field(default_factory=list)
    payee: list[str] = field(default_factory=list)
    minor: array[int] = field(default_factory=lambda: array("q"))
    currency: list[str] = field(default_factory=list)
    reference: list[str] = field(default_factory=list)
    payer_name: list[str] = field(default_factory=list)
    payee_name: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        """How many."""
        return len(self.row)

    def add(self, payment: PaymentRead, number: int) -> None:
        """Add one payment that was read by itself, at a row of this number."""
        values = {**payment._asdict(), "number": number}
        del values["place"]
        self.extend({name: (value,) for name, value in values.items()})

    def extend(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add payments, column by column: all but `place`, which follows from `number`."""
        for name, values in columns.items():
            getattr(self, name).extend(values)

    def batch(self, start: int, end: int) -> Batch:
        """Payments `start` to `end`, column by column."""
        return {
            name: list(map(self.place, self.number[start:end])) if name == "place"
            else getattr(self, name)[start:end]
            for name in PaymentRead._fields
        }  # fmt: skip


class Payments(Sequence[PaymentRead]):
    """The payments of a file, of one table after another."""

    def __init__(self) -> None:
        """Begin with none."""
        self.parts: list[PaymentColumns] = []

    def __iadd__(self, other: Payments) -> Self:
        """Add those of further tables."""
        self.parts += other.parts
        return self

    def __len__(self) -> int:
        """How many."""
        return sum(map(len, self.parts))

    @overload
    def __getitem__(self, at: int) -> PaymentRead: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[PaymentRead, ...]: ...
    def __getitem__(self, at: int | slice) -> PaymentRead | tuple[PaymentRead, ...]:
        """One payment, or a tuple of several."""
        if isinstance(at, slice):
            return tuple(self[index] for index in range(*at.indices(len(self))))
        index = at + len(self) if at < 0 else at
        for part in self.parts:
            if 0 <= index < len(part):
                return PaymentRead(**{n: c[0] for n, c in part.batch(index, index + 1).items()})
            index -= len(part)
        raise IndexError(at)

    def __iter__(self) -> Iterator[PaymentRead]:
        """Every payment, made one batch at a time."""
        for batch in batches(self):
            yield from map(PaymentRead._make, zip(*batch.values(), strict=True))

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same payments in the same order."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it grows


def batches(payments: Sequence[PaymentRead]) -> Iterator[Batch]:
    """Any payments, column by column, so many at a time."""
    for part in payments.parts if isinstance(payments, Payments) else [payments]:
        for start in range(0, len(part), BATCH):
            if isinstance(part, PaymentColumns):
                yield part.batch(start, start + BATCH)
            else:
                rows = part[start : start + BATCH]
                yield dict(zip(PaymentRead._fields, zip(*rows, strict=True), strict=True))
