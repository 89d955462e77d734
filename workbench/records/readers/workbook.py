"""Workbooks (XLSX): values from calamine, after the archive's own XML has been looked over.

The look-over refuses what would be lost or would harm: a formula whose value the file does not
keep, a document type, an archive that unpacks to too much, a sheet with cells at its far end.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors import Refused
from workbench.records.grammar import Numeric
from workbench.records.readers.text import Line

#: Limits of an archive: members, unpacked bytes, and bytes unpacked from one packed byte.
MEMBERS: Final = 5_000
UNPACKED: Final = 1_500_000_000
RATIO: Final = 250
RATIO_FROM: Final = 20_000_000  # below this size no ratio does harm
#: A sheet's rows times columns, empty cells included, that are read at most.
CELLS: Final = 40_000_000

_REMEDY_AGAIN = "Open it in a spreadsheet program and save it again, or ask for it again"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's rows as cells of text."""

    name: str
    where: str
    hidden: bool
    first: int  # the number of its first row
    values: list[list[Any]]

    def place(self, number: int) -> str:
        """A row is cited by its sheet and number."""
        return f"{self.name} row {number}"

    def rows(self) -> Iterator[Line]:
        """Walk the rows; a number's text is exact to the sixth decimal."""
        for number, row in enumerate(self.values, start=self.first):
            cells = [cell_text(value) for value in row]
            yield Line(number, cells, "\t".join(cells).rstrip("\t"))


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets, and what a reader of it should be told."""

    sheets: tuple[Sheet, ...]
    since_1904: bool
    notes: tuple[str, ...]


def cell_text(value: Any) -> str:  # noqa: PLR0911 - one answer for each kind of cell
    """A cell as text. A number is a binary fraction: it is taken to six decimals or whole."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        if float(value).is_integer() and abs(value) < 1e18:
            return Numeric(int(value))
        text = f"{value:.6f}".rstrip("0")
        return Numeric(text) if abs(float(text) - value) < 1e-6 else Numeric(repr(value))
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat(timespec="seconds")
    return str(value)


def open_archive(content: bytes, where: str) -> zipfile.ZipFile:
    """Open a ZIP archive within the stated limits.

    Raises:
        Refused: if it is damaged, encrypted, or unpacks to more than the limits.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as fault:
        raise Refused(
            f"the archive is damaged or cut short: {fault}", where=where, remedy=_REMEDY_AGAIN
        ) from fault
    size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MEMBERS or size > UNPACKED or (size > RATIO_FROM and size / packed > RATIO):
        raise Refused(
            f"the archive unpacks to {size // 1_000_000:,} MB from {packed // 1000:,} kB"
            f" in {len(members):,} parts, which is more than is opened here",
            where=where,
            remedy="Ask for the records as CSV",
        )
    return archive


def unpacked(archive: zipfile.ZipFile, member: str, where: str) -> bytes:
    """One member's bytes, its checksum tested.

    Raises:
        Refused: if it is damaged or encrypted.
    """
    try:
        return archive.read(member)
    except (
        zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError,
        ValueError, OverflowError, KeyError,
    ) as fault:  # fmt: skip
        raise Refused(
            f"the part {member} of the archive cannot be unpacked: {fault}",
            where=where,
            remedy=_REMEDY_AGAIN,
        ) from fault


_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="([0-9]{1,9})"')
_CELL_ROW = re.compile(rb'\br="[A-Z]{1,3}([0-9]{1,9})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?(row|col)\b[^>]*\bhidden="(?:1|true)"')


def read_workbook(content: bytes, where: str) -> Workbook:
    """Read every sheet of an XLSX workbook.

    Raises:
        Refused: for anything that would lose a value or harm the machine.
    """
    notes = []
    with open_archive(content, where) as archive:
        names = archive.namelist()
        since_1904 = False
        for member in names:
            if not member.endswith((".xml", ".rels")):
                continue
            xml = unpacked(archive, member, where)
            if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
                raise Refused(
                    f"the part {member} declares a document type, which no workbook needs",
                    where=where,
                    remedy="Treat the file as hostile; ask for the records as CSV",
                )
            if member.endswith("workbook.xml"):
                since_1904 = bool(re.search(rb'date1904="(?:1|true)"', xml))
            if re.search(r"worksheets/[^/]+\.xml$", member):
                notes += _look_over(xml, member, where)
    sheets, found = values_of(content, where)
    return Workbook(sheets, since_1904, tuple(notes + found))


def _look_over(xml: bytes, member: str, where: str) -> list[str]:
    if hit := _FORMULA.search(xml):
        place = _REFERENCE.search(hit[1])
        cell = place[1].decode() if place else "a cell"
        raise Refused(
            f"{cell} holds a formula whose value the file does not keep",
            where=f"{where}, {member}",
            remedy="Open it in a spreadsheet program and save it again",
        )
    columns = {_number(name) for name in set(_COLUMN.findall(xml))}
    rows = max((int(row) for row in _ROW.findall(xml)), default=0)
    rows = max(rows, max((int(row) for row in _CELL_ROW.findall(xml)), default=0))
    if rows > 1_048_576 or max(columns, default=0) * rows > CELLS:
        raise Refused(
            f"the sheet reaches to row {rows:,} and column {max(columns):,}",
            where=f"{where}, {member}",
            remedy="Delete the stray cells at its far end, or ask for the records as CSV",
        )
    kinds = sorted({kind.decode() for kind in _HIDDEN.findall(xml)})
    words = {"row": "rows", "col": "columns"}
    return [f"{member} has hidden {words[kind]}: they were read" for kind in kinds]


def _number(letters: bytes) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + letter - 64
    return total


def values_of(content: bytes, where: str) -> tuple[tuple[Sheet, ...], list[str]]:
    """Every sheet's values by calamine, and what a reader of them should be told.

    Raises:
        Refused: if the workbook is locked or cannot be read.
    """
    import python_calamine as calamine

    sheets, notes = [], []
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for about in book.sheets_metadata:
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    notes.append(f"sheet {about.name} is no table of cells and was not read")
                    continue
                sheet = book.get_sheet_by_name(about.name)
                hidden = about.visible != calamine.SheetVisibleEnum.Visible
                if hidden:
                    notes.append(f"sheet {about.name} is hidden: it was read")
                start = sheet.start or (0, 0)
                values = sheet.to_python(skip_empty_area=True)
                sheets.append(Sheet(about.name, where, hidden, start[0] + 1, values))
    except calamine.PasswordError as fault:
        raise Refused(
            "the workbook is locked with a password",
            where=where,
            remedy="Ask for the password, open it and save it without one",
        ) from fault
    except BaseException as fault:
        # calamine's own panics derive from BaseException; a person's interruption is let through
        if isinstance(fault, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        if not isinstance(fault, Exception) and type(fault).__name__ != "PanicException":
            raise
        raise Refused(
            f"the workbook cannot be read: {fault}", where=where, remedy=_REMEDY_AGAIN
        ) from fault
    return tuple(sheets), notes
