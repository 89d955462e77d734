"""Workbooks (XLSX): values from calamine, after the archive's own XML has been looked over.

The look-over refuses what would be lost or would harm: a formula whose value the file does not
keep, a document type, an archive that unpacks to too much, a sheet with cells at its far end.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.readers.child import Apart
from workbench.records.readers.sheets import CELLS, Sheet, Workbook, collected

__all__ = ["Sheet", "Workbook", "harmless", "open_archive", "read_workbook", "unpacked"]

#: Limits of an archive: members, unpacked bytes, and bytes unpacked from one packed byte.
MEMBERS: Final = 5_000
UNPACKED: Final = 1_500_000_000
RATIO: Final = 250
RATIO_FROM: Final = 20_000_000  # below this size no ratio does harm

#: Bytes of sheets that are kept unpacked between the two looks at them.
KEPT: Final = 200_000_000

_REMEDY_AGAIN = "Open it in a spreadsheet program and save it again, or ask for it again"


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
            f"the archive is damaged or cut short: {str(fault)[:160]}",
            where=where,
            remedy=_REMEDY_AGAIN,
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
            f"the part {member[:80]} of the archive cannot be unpacked: {str(fault)[:160]}",
            where=where,
            remedy=_REMEDY_AGAIN,
        ) from fault


def harmless(archive: zipfile.ZipFile, member: str, where: str) -> bytes:
    """One member's XML, before anything parses it.

    Raises:
        Refused: if it declares a document type, or is written so that one could hide in it.
    """
    xml = unpacked(archive, member, where)
    if b"\0" in xml[:200]:
        raise Refused(
            f"the part {member[:80]} is not written in UTF-8", where=where, remedy=_REMEDY_AGAIN
        )
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused(
            f"the part {member[:80]} declares a document type, which no workbook needs",
            where=where,
            remedy="Treat the file as hostile; ask for the records as CSV",
        )
    return xml


_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</"
)
_ANY_FORMULA = re.compile(rb"[<:]f[ >/]")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3}[0-9]{1,7})["']""")
#: A reference in a sheet that may be too large: beyond column Z, or row 999,999.
_FAR = re.compile(rb"""r=["'](?:[A-Z]{2}|[A-Z]?[0-9]{7})""")
_COLUMN = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]{1,9})["']""")
_CELL_ROW = re.compile(rb"""\br=["'][A-Z]{1,3}([0-9]{1,9})["']""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(row|col)\b[^>]*\bhidden=["'](?:1|true)["']""")
_SHEET = re.compile(r"worksheets/[^/]+\.xml$")


def read_workbook(content: bytes, where: str, report: Report = silent) -> Workbook:
    """Read every sheet of an XLSX workbook.

    No part is given to its reader before all of them were looked at for a document type.

    Raises:
        Refused: for anything that would lose a value or harm the machine.
    """
    notes: list[str] = []
    with Apart("workbench.records.readers.sheets", where) as apart:
        with open_archive(content, where) as archive:
            sheets, since_1904 = _parts(archive, where)
            apart.give(content)
            while sheets:
                member, xml = sheets.pop(0)
                notes += _look_over(xml or unpacked(archive, member, where), member, where)
                del xml
        found, told = collected(apart, where, report)
    return Workbook(found, since_1904, tuple(notes + told))


def _parts(archive: zipfile.ZipFile, where: str) -> tuple[list[tuple[str, bytes]], bool]:
    """The sheets' XML as far as it is kept, and whether the workbook's days count from 1904."""
    sheets: list[tuple[str, bytes]] = []
    since_1904, kept = False, 0
    for member in archive.namelist():
        if not member.endswith((".xml", ".rels")):
            continue
        xml = harmless(archive, member, where)
        if member.endswith("workbook.xml"):
            since_1904 = bool(re.search(rb"""date1904=["'](?:1|true)["']""", xml))
        if _SHEET.search(member):
            kept += len(xml)
            sheets.append((member, xml if kept <= KEPT else b""))
    return sheets, since_1904


def _look_over(xml: bytes, member: str, where: str) -> list[str]:
    if _ANY_FORMULA.search(xml) and (hit := _FORMULA.search(xml)):
        place = _REFERENCE.search(hit[1])
        cell = place[1].decode() if place else "a cell"
        raise Refused(
            f"{cell} holds a formula whose value the file does not keep",
            where=f"{where}, {member}",
            remedy="Open it in a spreadsheet program and save it again",
        )
    if _FAR.search(xml):
        _within(xml, member, where)
    if b"hidden=" not in xml:
        return []
    kinds = sorted({kind.decode() for kind in _HIDDEN.findall(xml)})
    words = {"row": "rows", "col": "columns"}
    return [f"{member} has hidden {words[kind]}: they were read" for kind in kinds]


def _within(xml: bytes, member: str, where: str) -> None:
    columns = {_number(name) for name in set(_COLUMN.findall(xml))}
    rows = max((int(row) for row in _ROW.findall(xml)), default=0)
    rows = max(rows, max((int(row) for row in _CELL_ROW.findall(xml)), default=0))
    if rows > 1_048_576 or max(columns, default=0) * rows > CELLS:
        raise Refused(
            f"the sheet reaches to row {rows:,} and column {max(columns, default=0):,}",
            where=f"{where}, {member}",
            remedy="Delete the stray cells at its far end, or ask for the records as CSV",
        )


def _number(letters: bytes) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + letter - 64
    return total
