"""A row where it stands in its original file: the rows around it, or the page with its box.

A file is opened once: of a text the places where its lines begin are kept, so that a line of a
million is found at once; of any other format its rows.
"""

from __future__ import annotations

import base64
import codecs
import csv
import re
import zlib
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Connection, Select, literal, select

from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.readers.child import read_apart
from workbench.records.readers.pdf_page import asked
from workbench.records.readers.text import TextGrid
from workbench.records.source import Originals
from workbench.store import tables as t

AROUND: Final = 2
#: Rows that are shown of a file when none of them is asked for.
FIRST: Final = 12
OPEN_FILES: Final = 2
PAGES: Final = 8
#: A record of more lines than this is no record but a quotation mark that is not closed.
LONGEST: Final = 1_000
_CHILD: Final = "workbench.records.readers.pdf_page"
_PAGE: Final = re.compile(r"page (\d+) box (-?\d+),(-?\d+),(-?\d+),(-?\d+)")
_ENDS: Final = re.compile(rb"\r\n|\r|\n")


class Spot(NamedTuple):
    """Where a row stands: a file of the case and a place in it; no place is its beginning."""

    file_id: int
    file: str
    place: str


class RawRow(NamedTuple):
    """One row, or line, as it stood."""

    place: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A row with its neighbours; of a PDF its page and box too, in points from the lower left."""

    file: str
    sha256: str
    format: str
    size: int
    place: str
    rows: tuple[RawRow, ...]
    page: int = 0
    box: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def raw(self) -> str:
        """The row itself, as it stood."""
        return "\n".join(row.text for row in self.rows if row.chosen)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as RGBX points, `scale` of them to one point of the page."""

    points: bytes
    width: int
    height: int
    stride: int
    scale: float
    pages: int
    left: float
    bottom: float
    high: float

    def placed(self, box: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
        """A box of the page as left, top, width and height in the picture."""
        left, low, right, top = box
        return (
            (left - self.left) * self.scale,
            (self.high - (top - self.bottom)) * self.scale,
            (right - left) * self.scale,
            (top - low) * self.scale,
        )


class _Rows(Protocol):
    def around(self, place: str) -> Iterator[RawRow]:
        """The row at a place with its neighbours; the first rows for no place."""


class _Lines:
    """A text file of one record to a line, or to several where a cell has a line's end in it."""

    def __init__(self, grid: TextGrid) -> None:
        self._encoding, self._delimiter = grid.encoding, grid.delimiter
        content = grid.content
        if self._encoding == "utf-16":
            content, self._encoding = content.decode("utf-16").encode(), "utf-8"
        if content.startswith(codecs.BOM_UTF8):
            content, self._encoding = content[len(codecs.BOM_UTF8) :], "utf-8"
        self._content = content
        self._starts = array("Q", [0])
        self._starts.extend(end.end() for end in _ENDS.finditer(content))
        if self._starts[-1] == len(content) and len(self._starts) > 1:
            self._starts.pop()

    def _line(self, number: int) -> str:
        end = self._starts[number] if number < len(self._starts) else len(self._content)
        return self._content[self._starts[number - 1] : end].decode(self._encoding)

    def around(self, place: str) -> Iterator[RawRow]:
        first = last = 0
        if place:
            found = re.fullmatch(r"line (\d+)", place)
            first = int(found[1]) if found else 0
            if not 1 <= first <= len(self._starts):
                raise Refused(f"the file has no place {place}")
            last = first + self._length(first) - 1
        until = min(len(self._starts), last + AROUND if place else FIRST)
        for number in range(max(1, first - AROUND), until + 1):
            text = self._line(number).rstrip("\r\n")
            yield RawRow(f"line {number}", text, first <= number <= last)

    def _length(self, number: int) -> int:
        """How many lines the record has that begins on a line."""
        last = min(len(self._starts), number + LONGEST)
        lines = (self._line(at) for at in range(number, last + 1))
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        try:
            next(reader)
        except (csv.Error, StopIteration):
            return 1
        return reader.line_num


class _Listed:
    """Any other file: its rows as its reader cites them."""

    def __init__(self, rows: Iterator[tuple[str, str]]) -> None:
        self._rows = list(rows)
        self._at = {place: at for at, (place, _) in reversed(list(enumerate(self._rows)))}

    def around(self, place: str) -> Iterator[RawRow]:
        if place and place not in self._at:
            raise Refused(f"the file has no place {place}")
        at = self._at[place] if place else -1
        until = at + AROUND + 1 if place else FIRST
        for number in range(max(0, at - AROUND), min(until, len(self._rows))):
            yield RawRow(*self._rows[number], chosen=number == at)


class Excerpts:
    """Reads excerpts of a case's files. It may be asked from several threads at once."""

    def __init__(self, case: Case) -> None:
        """Take the open case; nothing is read until it is asked for."""
        self._originals = Originals(case)
        self._case = case
        self._opened: OrderedDict[int, _Rows] = OrderedDict()
        self._pages: OrderedDict[tuple[int, int, float], PagePicture] = OrderedDict()
        self._lock = Lock()

    def excerpt(self, spot: Spot, report: Report = silent) -> Excerpt:
        """The row at a place, with its neighbours.

        Raises:
            Refused: if the file has no such place.
        """
        with self._case.read() as connection:
            about = connection.execute(
                select(t.SourceFile.format, t.SourceFile.size, t.SourceFile.sha256)
                .where(t.SourceFile.id == spot.file_id)
            ).one_or_none()  # fmt: skip
        if about is None:
            raise Refused(f"the case has no file F{spot.file_id}")
        with self._lock:
            rows = tuple(self._rows(spot.file_id, report).around(spot.place))
        page = _PAGE.fullmatch(spot.place)
        number, *box = map(int, page.groups()) if page else (0, 0, 0, 0, 0)
        if about.format == "PDF" and not page:
            number = 1
        left, low, right, top = box
        return Excerpt(
            spot.file, about.sha256, about.format, about.size, spot.place, rows,
            number, (left, low, right, top),
        )  # fmt: skip

    def _rows(self, file_id: int, report: Report) -> _Rows:
        if file_id in self._opened:
            self._opened.move_to_end(file_id)
            return self._opened[file_id]
        name = self._originals.file(file_id)[0]
        report(0, 0, f"Opening {name}")
        opened = self._originals.opened(file_id, report)
        grids = [match.grid for match in opened.matches]
        made: _Rows
        if len(grids) == 1 and isinstance(grids[0], TextGrid):
            made = _Lines(grids[0])
        else:
            made = _Listed(opened.raw_rows())
        self._opened[file_id] = made
        while len(self._opened) > OPEN_FILES:
            self._opened.popitem(last=False)
        return made

    def picture(self, spot: Spot, page: int, scale: float, report: Report = silent) -> PagePicture:
        """A page of a PDF as it looks.

        Raises:
            Refused: if it cannot be drawn.
        """
        key = (spot.file_id, page, scale)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        given = asked(page, scale, self._originals.content(spot.file_id))
        told = read_apart(_CHILD, given, spot.file, report)
        made = PagePicture(
            zlib.decompress(base64.b64decode(told["points"])), told["width"], told["height"],
            told["stride"], told["scale"], told["pages"], told["left"], told["bottom"],
            told["high"],
        )  # fmt: skip
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        return made


def spots_of(connection: Connection, kind: str, row_id: int) -> list[Spot]:
    """Every place where a row of a table of records stands, the one it was read from first.

    `kind` is the table: entries, payments, not-loaded, files; of any other there is none.
    """
    entry, further = t.Entry, t.EntryPlace
    asked_for: list[Any] = []
    if kind == "files":
        asked_for = [select(t.SourceFile.id, literal("")).where(t.SourceFile.id == row_id)]
    elif kind == "not-loaded":
        asked_for = [_of(t.RowNotLoaded, t.RowNotLoaded.id == row_id)]
    elif kind == "entries":
        asked_for = [_of(entry, entry.id == row_id), _of(further, further.entry_id == row_id)]
    elif kind == "payments":
        of_payment = select(entry.id).where(entry.payment_id == row_id)
        asked_for = [
            _of(t.Payment, t.Payment.id == row_id),
            _of(entry, entry.payment_id == row_id),
            _of(further, further.entry_id.in_(of_payment)),
        ]
    found: list[tuple[int, str]] = []
    for wanted in asked_for:
        found += [(row[0], row[1]) for row in connection.execute(wanted)]
    about = select(t.SourceFile.id, t.SourceFile.name)
    among = t.SourceFile.id.in_({number for number, _ in found})
    names = {row[0]: row[1] for row in connection.execute(about.where(among))}
    return list(dict.fromkeys(Spot(number, names[number], place) for number, place in found))


def _of(table: Any, where: ColumnElement[bool]) -> Select[Any]:
    return select(table.file_id, table.place).where(where).order_by(table.id)
