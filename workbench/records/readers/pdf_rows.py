"""The rows of a PDF statement: lines joined over pages, each with its page and box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any, Final

from workbench.records.readers.pdf_table import (
    DATE,
    Cells,
    Head,
    Table,
    TextLine,
    Word,
    header_of,
    lines_of,
    moves,
)

OPENING: Final = re.compile(
    r"(?:your )?(?:balance )?(?:brought forward|b/?f(?:wd)?)\b.*"
    r"|(?:(?:your|statement|account) )?(?:opening|start|starting|previous|old) balance\b.*"
    r"|balance (?:at start|from (?:last|previous|statement)|on your last)\b.*",
    re.IGNORECASE,
)
CLOSING: Final = re.compile(
    r"(?:your )?(?:balance )?(?:carried forward|c/?f(?:wd)?)\b.*"
    r"|(?:(?:your|statement|account) )?(?:closing|end|ending|new|final) balance\b.*"
    r"|balance at end\b.*",
    re.IGNORECASE,
)
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")  # heads the days of a year, beside a balance
TOTAL: Final = re.compile(r"(?:sub-?)?totals?\b.*", re.IGNORECASE)
#: A line further below than this many heights is no continuation of the row above it.
_NEAR: Final = 2.2


@dataclass(slots=True)
class Row:
    """One row of the table, of one line or several."""

    cells: list[Cells]
    date: str = ""
    kind: str = ""
    text: str = ""
    money: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    what: str = "movement"  # opening, closing, total, balance, unfinished, below, aside, outside

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.cells[0].page

    @property
    def place(self) -> str:
        """Its citation: "page 3 box 72,410,523,422", in points from the page's lower left."""
        boxes = [cells.box for cells in self.cells if cells.page == self.page]
        left, low = floor(min(b[0] for b in boxes)), floor(min(b[1] for b in boxes))
        right, high = ceil(max(b[2] for b in boxes)), ceil(max(b[3] for b in boxes))
        return f"page {self.page} box {left},{low},{right},{high}"

    @property
    def raw(self) -> str:
        """Its text as it stands on the page, line by line."""
        return "\n".join(cells.line.text for cells in self.cells)


@dataclass(slots=True)
class Page:
    """One page: the lines outside its table, and the cells of those within."""

    number: int
    outside: list[TextLine] = field(default_factory=list)
    inside: list[Cells] = field(default_factory=list)
    pictures: int = 0
    strange: int = 0
    hidden: bool = False
    written: bool = False


def pages_of(told: Sequence[dict[str, Any]]) -> list[Page]:
    """Cut each page's words into lines, and those of its table into cells."""
    pages: list[Page] = []
    table: Table | None = None
    for number, page in enumerate(told, start=1):
        made = Page(number, pictures=page["pictures"], strange=page["strange"],
                    hidden=page["hidden"], written=bool(page["words"]))  # fmt: skip
        pages.append(made)
        lines = lines_of([Word(*word) for word in page["words"]])
        heads = [header_of(line) for line in lines]
        if any(heads):
            table = _walk(made, lines, heads)
        elif table is not None:  # a page that goes on without a header: from its first dated row
            first = next((i for i, line in enumerate(lines) if table.aligned(line)), len(lines))
            made.outside = lines[:first]
            made.inside = [table.cut(number, line) for line in lines[first:]]
        else:
            made.outside = lines
    return pages


def _walk(page: Page, lines: list[TextLine], heads: list[tuple[Head, ...] | None]) -> Table:
    at = [index for index, found in enumerate(heads) if found]
    page.outside = lines[: at[0]]
    for start, end in zip(at, [*at[1:], len(lines)], strict=True):
        columns = heads[start]
        assert columns
        table = Table(columns)
        table.learn(lines[start + 1 : end])
        page.inside += [table.cut(page.number, line) for line in lines[start + 1 : end]]
    return table


def rows_of(pages: Sequence[Page]) -> Iterator[Row]:
    """Join the lines of the tables into rows, in the order of the file."""
    inside = [cells for page in pages for cells in page.inside]
    dated = [cells for cells in inside if DATE.fullmatch(cells.date)]
    joined = _Joined(amounts_last=sum(not cells.money for cells in dated) * 2 > len(dated))
    for cells in inside:
        joined.take(cells)
    joined.end()
    outside = [
        Row([Cells(page.number, line)], what="outside")
        for page in pages for line in page.outside if moves(line)
    ]  # fmt: skip
    yield from sorted([*joined.rows, *joined.aside, *outside], key=_stands)


def _stands(row: Row) -> tuple[int, float]:
    """Pages in their order, and rows from the top down."""
    first = row.cells[0].line.words[0]
    return row.page, -(first.top + first.bottom)


@dataclass(slots=True)
class _Joined:
    """Lines become rows: words go to the amount above them, or wait for the one below."""

    amounts_last: bool
    rows: list[Row] = field(default_factory=list)
    waiting: list[Cells] = field(default_factory=list)
    aside: list[Row] = field(default_factory=list)  # lines that are no row, each named
    date: str = ""
    closed: int = 0  # the page whose closing balance stands above

    def take(self, cells: Cells) -> None:
        """Place one line."""
        known = DATE.fullmatch(cells.date) is not None
        if known:
            self.end()
            self.date, self.closed = cells.date, 0
        if not known and not self.waiting and self.rows and (
            self._balances(self.rows[-1], cells) or self._credited(self.rows[-1], cells)
        ):  # fmt: skip
            return
        if cells.money or self._garbled(cells):
            self._row(cells, known=known)
        elif (
            known
            or (self.waiting and _below(self.waiting[-1], cells))
            or (self.amounts_last and _written(cells))
        ):
            self.waiting.append(cells)
        elif self.waiting or not (self.rows and self._go_on(self.rows[-1], cells)):
            self.aside.append(Row([cells], what="aside"))

    def _row(self, cells: Cells, *, known: bool) -> None:
        row = _made([*self.waiting, cells], self.date)
        self.waiting = []
        of_a_year = row.what in {"opening", "closing"} and _YEAR.fullmatch(cells.date)
        if cells.date and not known and not of_a_year:
            row.faults.append(f"{cells.date!r} is no date")
        if row.what == "closing":
            self.closed = cells.page
        elif self.closed == cells.page:
            row.what, row.faults = "below", []
        self.rows.append(row)

    def _garbled(self, cells: Cells) -> bool:
        """Whether a line right below a row holds something where amounts stand that is none."""
        above = self.waiting[-1] if self.waiting else self.rows[-1].cells[-1] if self.rows else None
        return bool(cells.faults and above and _below(above, cells) and not self.closed)

    def _go_on(self, last: Row, cells: Cells) -> bool:
        if last.what != "movement" or not _written(cells) or not _below(last.cells[-1], cells):
            return False
        last.cells.append(cells)
        last.text = f"{last.text} {cells.text}".strip()
        return True

    def _balances(self, last: Row, cells: Cells) -> bool:
        """Whether a line right below a movement is its last, with the balance after it."""
        if (
            last.what != "movement" or "balance" in last.money or cells.date or cells.faults
            or cells.money.keys() != {"balance"} or not cells.text
            or _made([cells], "").what != "balance" or not _below(last.cells[-1], cells)
        ):  # fmt: skip
            return False
        last.cells.append(cells)
        last.text = f"{last.text} {cells.text}".strip()
        last.money |= cells.money
        return True

    def _credited(self, last: Row, cells: Cells) -> bool:
        """Whether a line is the CR that some cards print below the amount that it belongs to."""
        said = last.money.get("amount", "")
        if cells.line.text.strip() != "CR" or not said or not _below(last.cells[-1], cells):
            return False
        if not said[-1].isdigit():
            return False
        last.cells.append(cells)
        last.money["amount"] = f"{said} CR"
        return True

    def end(self) -> None:
        """Words under a date that never came to an amount are counted, not dropped."""
        if any(cells.date for cells in self.waiting):
            row = _made(self.waiting, self.date)
            row.what = "unfinished"
            self.rows.append(row)
        else:
            self.aside += [Row([cells], what="aside") for cells in self.waiting]
        self.waiting = []


def _written(cells: Cells) -> bool:
    """Whether a line is words in the columns of words, and nothing else."""
    return bool(cells.text) and not cells.date and not cells.faults


def _below(above: Cells, cells: Cells) -> bool:
    gap = above.line.words[0].bottom - cells.line.words[0].bottom
    return above.page == cells.page and 0 < gap < _NEAR * cells.line.height


def _made(lines: list[Cells], date: str) -> Row:
    row = Row(list(lines), date)
    for cells in lines:
        row.kind = f"{row.kind} {cells.kind}".strip()
        row.text = f"{row.text} {cells.text}".strip()
        row.money |= cells.money
        row.faults += cells.faults
    said = f"{row.kind} {row.text}".strip()
    if OPENING.fullmatch(said):
        row.what = "opening"
    elif CLOSING.fullmatch(said):
        row.what = "closing"
    elif TOTAL.fullmatch(said) and not lines[-1].date:
        row.what = "total"
    elif row.money.keys() == {"balance"}:
        row.what = "balance"
    return row
