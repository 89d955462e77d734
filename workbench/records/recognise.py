"""Bytes in, what was read out: the format is chosen by content, never by the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, Protocol

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.entries import Entries, minors
from workbench.records.layout import Layout, layouts
from workbench.records.matching import Match, find, unknown
from workbench.records.readers.banking import bank_message
from workbench.records.readers.blocks import block_match
from workbench.records.readers.cells import Cells
from workbench.records.readers.crypto import EXCHANGES, Trimmed
from workbench.records.readers.ledger import LedgerRows, read_ledger
from workbench.records.readers.openbanking import OpenBanking
from workbench.records.readers.pdf import PdfStatement
from workbench.records.readers.spreadsheet import ODS, read_spreadsheet
from workbench.records.readers.table import Ahead, Rows, StatementTable, within
from workbench.records.readers.text import DELIMITERS, Grid, TextGrid, encoding_of
from workbench.records.readers.workbook import (
    Sheet,
    Workbook,
    open_archive,
    read_workbook,
    unpacked,
)
from workbench.records.reading import Choice, FileRead, NotLoaded

#: A single file larger than this is refused: it is an error, or needs to be split.
LARGEST_FILE: Final = 2_000_000_000
_ASK = "Ask the bank for CSV, XLSX or another format named in docs/records.md"

_MAGIC: Final = (
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"BZh", "a bzip2 archive", "Unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"\x89PNG", "a picture", _ASK),
    (b"\xff\xd8\xff", "a picture", _ASK),
    (b"GIF8", "a picture", _ASK),
    (b"SQLite format 3", "a database", "If it is a case, open it instead of loading it"),
    (b"MZ", "a program", "Do not run it; ask for the records again"),
    (b"\x7fELF", "a program", "Do not run it; ask for the records again"),
)


class Document(Protocol):
    """A file in a format that is no table of cells: it is read as a whole."""

    def read(self, choice: Choice, report: Report) -> FileRead:
        """Read every row; what the person said counts where the file does not say itself."""

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every row as (place, text as it stood), in the order of the file."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose format and layout are known, before its rows are read."""

    format: str
    encoding: str
    matches: tuple[Match, ...] = ()
    left: tuple[Sheet, ...] = ()  # sheets in no known layout
    since_1904: bool = False
    notes: tuple[str, ...] = ()
    document: Document | None = None

    @property
    def plain(self) -> bool:
        """Whether it is one table of a bank's movements, as text."""
        return (
            len(self.matches) == 1
            and type(self.matches[0].grid) is TextGrid
            and self.matches[0].layout.kind == "statement"
        )

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every row as (place, text as it stood), in the order of the file."""
        if self.document:
            yield from self.document.raw_rows()
        for grid in (*(match.grid for match in self.matches), *self.left):
            for line in grid.rows():
                yield grid.place(line.number), line.raw


def read_file(
    name: str,
    content: bytes,
    choice: Choice | None = None,
    report: Report = silent,
    known: Mapping[str, Layout] | None = None,
    ahead: Ahead | None = None,
) -> FileRead:
    """Read one file of financial records.

    Args:
        name: only cited in refusals; nothing is concluded from it.
        content: the file's bytes.
        choice: what the person said where the file does not say itself.
        report: told how many rows were read; may raise `Cancelled`.
        known: the layouts that a table may be in; the program's own where nothing is said.
        ahead: what reads the rows of a plain table in another process, and is told of them.

    Raises:
        Refused: if the file is in no format, layout or shape that is read here.
    """
    choice = choice or Choice()
    opened = open_file(name, content, choice, report, known)
    if opened.document is None:
        return read_opened(opened, choice, report, name=name, ahead=ahead)
    found = opened.document.read(choice, report)
    for one in found.statements:
        within(minors(one.entries), name)
    return found


def open_file(
    name: str,
    content: bytes,
    choice: Choice,
    report: Report = silent,
    known: Mapping[str, Layout] | None = None,
) -> Opened:
    """Find out a file's format and layout from its content, among the `known` layouts.

    Raises:
        Refused: if it is in none that is read here.
    """
    every = layouts() if known is None else known
    _plausible(name, content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(name, content, choice, report, every)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _sheets("XLS", name, read_spreadsheet(content, name, report), choice, every)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return Opened("PDF", "", document=PdfStatement(name, content, report))
    if message := bank_message(name, content):
        return Opened(message.format, message.encoding, document=message)
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")):
        return Opened("Open Banking JSON", "UTF-8", document=OpenBanking(name, content))
    if head.startswith(b"<"):
        if re.search(rb"<!DOCTYPE", content[:100_000], re.IGNORECASE):
            raise Refused(
                "the file declares a document type (DOCTYPE), which no bank format needs",
                where=name,
                remedy="Treat it as hostile; ask the bank for another format",
            )
        raise Refused("the file is XML or HTML in no format read here", where=name, remedy=_ASK)
    return _text(name, content, choice, every)


def _plausible(name: str, content: bytes) -> None:
    """Refuse what is no record at all: nothing, too much, a picture, a program."""
    if not content.strip():
        raise Refused("the file is empty", where=name, remedy="Ask for it again")
    if len(content) > LARGEST_FILE:
        raise Refused("the file is larger than 2 GB", where=name, remedy="Split it by year")
    for magic, what, remedy in _MAGIC:
        if content.startswith(magic):
            raise Refused(f"the file is {what}", where=name, remedy=remedy)


def _text(name: str, content: bytes, choice: Choice, every: Mapping[str, Layout]) -> Opened:
    encoding = encoding_of(content, name)
    grids = [TextGrid(content, encoding, delimiter, name) for delimiter in DELIMITERS]
    wanted = every[choice.layout] if choice.layout else None
    match = find(grids, choice.layout, where=name, known=every)
    if match is None:
        blocks = [wanted] if wanted else list(every.values())
        for layout in blocks:
            if layout.form == "blocks" and match is None:
                match = block_match(content, encoding, layout, name)
    if match is None:
        for _ in grids[0].rows():  # a table that breaks off says so, rather than "unknown"
            pass
        raise _not_as(wanted, name) if wanted else unknown(grids, where=name)
    match = _trimmed(match)
    label = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[encoding]
    return Opened("CSV", label, (match,))


def _trimmed(match: Match) -> Match:
    """An exchange's table is read without noughts that say nothing."""
    if match.layout.name not in EXCHANGES:
        return match
    return replace(match, grid=Trimmed(match.grid))


def tables_of(name: str, content: bytes, report: Report = silent) -> tuple[Opened, list[Grid]]:
    """Every way in which a file is a table of cells, whatever its layout.

    Raises:
        Refused: if it is none.
    """
    _plausible(name, content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        if content.startswith(b"\xd0"):
            kind, book = "XLS", read_spreadsheet(content, name, report)
        else:
            kind, book = _book(name, content, report)
        return Opened(kind, "", (), (), book.since_1904, book.notes), list(book.sheets)
    if content[:1024].lstrip().startswith(b"%PDF-") or bank_message(name, content):
        raise Refused("the file is no table of cells", where=name, remedy="Load it as it is")
    encoding = encoding_of(content, name)
    label = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[encoding]
    return Opened("CSV", label), [TextGrid(content, encoding, one, name) for one in DELIMITERS]


def _not_as(layout: Layout, name: str) -> Refused:
    needed = ", ".join(
        column.titles[0] for column in layout.columns if column.required and column.titles
    )
    return Refused(
        f"the file is not written in the layout {layout.name}"
        + (f", which needs the columns {needed}" if needed else ""),
        where=name,
        remedy="Say no layout, or choose another",
    )


def _archive(
    name: str, content: bytes, choice: Choice, report: Report, every: Mapping[str, Layout]
) -> Opened:
    kind, book = _book(name, content, report)
    return _sheets(kind, name, book, choice, every)


def _book(name: str, content: bytes, report: Report) -> tuple[str, Workbook]:
    with open_archive(content, name) as archive:
        names = set(archive.namelist())
        kind = unpacked(archive, "mimetype", name) if "mimetype" in names else b""
    if kind.strip() == ODS.encode():
        return "ODS", read_spreadsheet(content, name, report)
    if "xl/workbook.xml" not in names:
        raise Refused(
            "the archive is not an XLSX workbook", where=name, remedy="Unpack it and load its files"
        )
    return "XLSX", read_workbook(content, name, report)


def _sheets(
    format_name: str, name: str, book: Workbook, choice: Choice, every: Mapping[str, Layout]
) -> Opened:
    matches, left = [], []
    for sheet in book.sheets:
        match = find([sheet], choice.layout, where=f"{name}, {sheet.name}", known=every)
        if match:
            matches.append(_trimmed(match))
        else:
            left.append(sheet)
    if not matches:
        if choice.layout:
            raise _not_as(every[choice.layout], name)
        raise unknown(book.sheets, where=name)
    kinds = sorted({match.layout.name for match in matches})
    if len(kinds) > 1:
        raise Refused(
            f"the workbook's sheets are in different layouts: {', '.join(kinds)}",
            where=name,
            remedy="Save each as a file of its own",
        )
    return Opened(format_name, "", tuple(matches), tuple(left), book.since_1904, book.notes)


@dataclass(slots=True)
class _Ordinal:
    """Counts a file's data rows over all its sheets."""

    last: int = 0

    def __call__(self, count: int = 1) -> int:
        first = self.last + 1
        self.last += count
        return first


def read_opened(
    opened: Opened, choice: Choice, report: Report, *, name: str, ahead: Ahead | None = None
) -> FileRead:
    """Read every row of the tables of a file whose layout is known."""
    matches = opened.matches
    ordinal = _Ordinal()
    layout = matches[0].layout
    rows, ledger = Rows(), LedgerRows()
    for match in matches:
        cells = Cells(match, choice, since_1904=opened.since_1904)
        if layout.kind == "statement":
            _join(
                rows, StatementTable(cells, ordinal).read(report, ahead if opened.plain else None)
            )
        else:
            found = read_ledger(cells, ordinal, report)
            ledger.payments += found.payments
            ledger.accounts += found.accounts
            ledger.ignored += found.ignored
            ledger.rejected += found.rejected
    ignored = rows.ignored + ledger.ignored
    for sheet in opened.left:
        ignored += [
            NotLoaded(ordinal(), sheet.place(line.number),
                      f"sheet {sheet.name} holds no table in the file's layout", line.raw)
            for line in sheet.rows() if any(cell.strip() for cell in line.cells)
        ]  # fmt: skip
    if ordinal.last == 0:
        raise Refused(
            "the table has a header and no rows", where=name, remedy="Ask for the file again"
        )
    within(list(chain.from_iterable(part.minor for part in ledger.payments.parts)), name)
    for entries in rows.entries.values():
        within(minors(entries), name)
    return FileRead(
        format=opened.format,
        layout=layout.name,
        layout_version=layout.version,
        encoding=opened.encoding,
        read=ordinal.last,
        statements=rows.statements(),
        payments=ledger.payments,
        accounts=tuple(ledger.accounts),
        ignored=tuple(ignored),
        rejected=tuple(rows.rejected + ledger.rejected),
        notes=opened.notes,
        proof=layout.proof,
    )


def _join(rows: Rows, more: Rows) -> None:
    """Add one sheet's rows to the file's."""
    rows.read += more.read
    for key, entries in more.entries.items():
        rows.entries.setdefault(key, Entries()).parts.extend(entries.parts)
    for key, account in more.accounts.items():
        rows.accounts.setdefault(key, account)
    for key, opening in more.openings.items():
        rows.openings.setdefault(key, opening)
    rows.ignored += more.ignored
    rows.rejected += more.rejected
