"""A schedule: columns and rows of one kind of fact, described once for page and workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

#: text wraps; code (a hash, a reference) never does; count and money are set to the right.
ColumnKind = Literal["text", "code", "day", "count", "money"]


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in a cell, and the id of the figure that explains it."""

    minor: int
    currency: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A number that is not money, and the id of the figure that explains it."""

    number: int
    figure: str = ""


#: What stands in a cell; None leaves it empty.
Cell = str | int | date | Amount | Count | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `share` is how much of the free width a text column takes."""

    name: str
    kind: ColumnKind = "text"
    share: float = 1


@dataclass(frozen=True, slots=True)
class Schedule:
    """Rows under columns, with what they are in words.

    `empty` is said in place of rows where there are none. `total`, if any, has as many cells
    as there are columns and is the sum of what stands above it.
    """

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    total: Row | None = None
    wide: bool = False


def counted(number: int, one: str, many: str = "") -> str:
    """`1 payment`, `4,012 payments`; `many` where adding an s is not the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def summed(amounts: list[Amount]) -> list[tuple[str, int]]:
    """The sum of each currency, in the order in which currencies appear."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return list(sums.items())
