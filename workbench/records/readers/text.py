"""Text files: which encoding, which lines, which cells. Strict: a broken quote is refused."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from workbench.errors import Refused

DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK: Final = 1 << 20


class Line(NamedTuple):
    """One record of a table: where it begins, its cells, and its text as it stood."""

    number: int
    cells: list[str]
    raw: str


class Grid(Protocol):
    """Rows of cells that can be walked as often as wanted, from a text file or a sheet."""

    @property
    def name(self) -> str:
        """The sheet's name; empty for a text file."""

    @property
    def where(self) -> str:
        """The file's name, for refusals."""

    def rows(self) -> Iterator[Line]:
        """Walk the rows from the first."""

    def place(self, number: int) -> str:
        """How a row is cited: "line 12", "Sheet1 row 12"."""


@dataclass(frozen=True, slots=True)
class Over:
    """A grid that walks another's rows in its own way; names and places are the other's."""

    grid: Grid

    @property
    def name(self) -> str:
        """The sheet's name; empty for a text file."""
        return self.grid.name

    @property
    def where(self) -> str:
        """The file's name, for refusals."""
        return self.grid.where

    def place(self, number: int) -> str:
        """How a row is cited."""
        return self.grid.place(number)


def encoding_of(content: bytes, where: str) -> str:
    """Decide how a text file is encoded: a mark of order, else UTF-8, else Windows-1252.

    Nothing is guessed from frequencies: a guesser read the pound sign wrongly.

    Raises:
        Refused: if the bytes are no text at all.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        if b"\0" in content:
            raise Refused(
                "the file is not text: it holds NUL bytes",
                where=where,
                remedy="Ask the bank for CSV, XLSX or another format named in docs/records.md",
            )
        encoding = "utf-8-sig"
    for attempt in (encoding, "cp1252"):
        decoder = codecs.getincrementaldecoder(attempt)("strict")
        try:
            for start in range(0, len(content), _CHUNK):
                decoder.decode(content[start : start + _CHUNK])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return attempt
    raise Refused(
        "the file is text in no encoding that is read here (UTF-8, UTF-16, Windows-1252)",
        where=where,
        remedy="Save it again as UTF-8",
    )


def lines_of(content: bytes, encoding: str) -> Iterator[str]:
    """Walk the lines with their own ends; only CR, LF and CRLF end one."""
    yield from io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


class TextGrid:
    """A delimited text file."""

    name = ""

    def __init__(self, content: bytes, encoding: str, delimiter: str, where: str) -> None:
        """Take the bytes as they are; nothing is read until the rows are walked."""
        self.content, self.encoding, self.delimiter = content, encoding, delimiter
        self.where = where

    def place(self, number: int) -> str:
        """A record is cited by the line on which it begins."""
        return f"line {number}"

    def rows(self) -> Iterator[Line]:
        """Walk the records.

        Raises:
            Refused: at a quotation mark that is not closed, or an over-long cell.
        """
        taken: list[str] = []

        def feed() -> Iterator[str]:
            for line in lines_of(self.content, self.encoding):
                taken.append(line)
                yield line

        reader = csv.reader(feed(), delimiter=self.delimiter, strict=True)
        number = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                raise Refused(
                    f"the table breaks off: {fault}",
                    where=f"{self.where}, line {number}",
                    remedy="Look for a quotation mark on that line that is not closed,"
                    " or ask for the file again",
                ) from fault
            raw = taken[0] if len(taken) == 1 else "".join(taken)
            taken.clear()
            yield Line(number, cells, raw.rstrip("\r\n"))
            number = reader.line_num + 1
