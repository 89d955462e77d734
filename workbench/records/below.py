"""Lines below or within a table that are no rows of it: small print, totals, a header again.

Each is counted and left aside with its reason; a line that has a date is always a row, and one
that has an amount and is not called a total is never left aside here.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.errors import Refused
from workbench.records.grammar import DateOrder, amount, blank, moment
from workbench.records.layout import Column, Ignore, tidy
from workbench.records.readers.text import Grid, Line, Over, TextGrid

BELOW: Final = "a line below the table, which is no row of it"
TOTAL: Final = "a total or a balance, which is no movement"
AGAIN: Final = "the header again, which is no row"

#: More lines than this below the last row are no small print.
LONGEST: Final = 200
_TAIL: Final = 1 << 13
_MONEY: Final = frozenset({"amount", "in", "out", "fee", "balance"})
_TOTAL: Final = re.compile(
    r"(?:grand |sub-?)?totals?(?: (?:paid|money|debits?|credits?|in|out|and|&|/|of|for)\b.{0,40})?"
    r"|(?:opening|closing|final|current|available) balance"
    r"|balance (?:brought|carried) (?:forward|down)|balance [bc]/[fd]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marked(Over):
    """A grid in which each line that is no row says so in a cell after the table's last."""

    why: Mapping[int, str]
    at: int

    def rows(self) -> Iterator[Line]:
        """Walk the rows; the text of each stays as it stood."""
        for line in self.grid.rows():
            if why := self.why.get(line.number):
                cells = line.cells[: self.at]
                cells += [""] * (self.at - len(cells))
                yield Line(line.number, [*cells, why], line.raw)
            else:
                yield line


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose lines are looked at: where its header and its columns stand."""

    grid: Grid
    header: int
    titles: Sequence[str]
    columns: Sequence[tuple[Column, int]]
    dates: DateOrder


def strange(table: Table) -> dict[int, str]:
    """The lines that are no rows of the table, each with why; empty for most files."""
    try:
        return {**_headers(table), **_below(table)}
    except Refused:  # it breaks off: said where its rows are read
        return {}


def rules(at: int) -> tuple[Ignore, ...]:
    """What leaves a marked line aside, where the mark stands in the cell after `at` others."""
    return tuple(
        Ignore(f"#{at + 1}", re.compile(re.escape(text)), text, opening=False)
        for text in (AGAIN, TOTAL, BELOW)
    )


def _headers(table: Table) -> dict[int, str]:
    """The lines at which the header stands a second time, as where pages were joined."""
    grid = table.grid
    if isinstance(grid, TextGrid) and not _twice(grid, table.header):
        return {}
    titles = list(table.titles)
    return {
        line.number: AGAIN
        for line in grid.rows()
        if line.number > table.header
        and [tidy(cell) for cell in line.cells][: len(titles)] == titles
    }


def _twice(grid: TextGrid, header: int) -> bool:
    raw = next((line.raw for line in grid.rows() if line.number == header), "")
    if grid.encoding == "utf-16":
        return True  # looked for row by row
    code = "utf-8" if grid.encoding == "utf-8-sig" else grid.encoding
    return grid.content.count(raw.lstrip("\ufeff").strip().encode(code)) > 1


def _below(table: Table) -> dict[int, str]:
    last = _last(table.grid)
    if last is None or _is_row(table, last):
        return {}
    tail: list[tuple[Line, bool]] = []
    gap = False
    for line in table.grid.rows():
        if line.number <= table.header:
            continue
        if all(blank(cell) for cell in line.cells):
            gap = True
        elif _is_row(table, line):
            tail.clear()
            gap = False
        elif len(tail) > LONGEST:
            return {}
        else:
            tail.append((line, gap))
    return {line.number: why for line, gap in tail if (why := _why(table, line, gap=gap))}


def _last(grid: Grid) -> Line | None:
    """The last line that holds anything, as well as it can be told without a walk."""
    if not isinstance(grid, TextGrid):
        held = deque((x for x in grid.rows() if not all(blank(c) for c in x.cells)), maxlen=1)
        return held[0] if held else None
    end = grid.content[-_TAIL:] if len(grid.content) % 2 == 0 else grid.content[-_TAIL - 1 :]
    code = "utf-8" if grid.encoding == "utf-8-sig" else grid.encoding
    if code == "utf-16":
        code = "utf-16-be" if grid.content.startswith(b"\xfe\xff") else "utf-16-le"
    lines = [text for text in end.decode(code, "replace").splitlines() if not blank(text)]
    for text in reversed(lines):
        cells = next(csv.reader([text], delimiter=grid.delimiter), [])
        if not all(blank(cell) for cell in cells):
            return Line(-1, cells, text)
    return None


def _is_row(table: Table, line: Line) -> bool:
    """Whether a line has a date where the table has its dates."""
    return any(
        column.role == "date"
        and index < len(line.cells)
        and (moment(line.cells[index], table.dates) or moment(line.cells[index], "mdy"))
        for column, index in table.columns
    )


def _why(table: Table, line: Line, *, gap: bool) -> str:
    held = [" ".join(cell.split()) for cell in line.cells if not blank(cell)]
    if _TOTAL.fullmatch(held[0].rstrip(" :")):
        return TOTAL
    moneyed = any(
        column.role in _MONEY
        and index < len(line.cells)
        and any(amount(line.cells[index], mark=mark) for mark in (".", ","))
        for column, index in table.columns
    )
    return BELOW if not moneyed and (gap or len(held) == 1) else ""
