"""A schedule: columns and rows of one kind of fact, described once for page and workbook."""

from __future__ import annotations

from collections.abc import Iterator
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
    as there are columns and is the sum of what stands above it. `on` says where it stands.
    """

    key: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    total: Row | None = None
    wide: bool = False
    on: Literal["both", "paper", "workbook"] = "both"

    def figures(self) -> Iterator[str]:
        """Ids of the figures in its cells."""
        for row in (*self.rows, *([self.total] if self.total else [])):
            for cell in row:
                if isinstance(cell, Amount | Count) and cell.figure:
                    yield cell.figure


def summed(amounts: list[Amount]) -> list[tuple[str, int]]:
    """The sum of each currency, in the order in which currencies appear."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return list(sums.items())


def numbered(numbers: tuple[int, ...]) -> str:
    """Numbers with runs taken together: `1–3, 7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
