"""Workbooks in the older formats, XLS and ODS, read by calamine in a process of its own."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors import Refused
from workbench.progress import Report
from workbench.records.readers.child import Apart
from workbench.records.readers.sheets import Workbook, collected
from workbench.records.readers.workbook import harmless, open_archive

ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_FORMULA: Final = re.compile(rb"<table:table-cell\b[^>]*\btable:formula=[^>]*>")
_HIDDEN: Final = re.compile(
    rb"""<table:table-(row|column)\b[^>]*\btable:visibility=["'](?:collapse|filter)"""
)
_VALUE: Final = re.compile(rb"\boffice:value-type=")


def read_spreadsheet(content: bytes, where: str, report: Report) -> Workbook:
    """Read every sheet of an XLS or ODS workbook.

    Raises:
        Refused: if it is locked, damaged, no workbook, or larger than the limits.
    """
    seen = _look_over(content, where) if content.startswith(b"PK") else []
    try:
        with Apart("workbench.records.readers.sheets", where) as apart:
            apart.give(content)
            sheets, notes = collected(apart, where, report)
    except Refused as refusal:
        if content.startswith(b"PK"):
            raise
        raise Refused(
            f"the file is an old or a locked workbook that cannot be read ({refusal.what})",
            where=where,
            remedy="Open it, and save it as XLSX without a password",
        ) from refusal
    return Workbook(sheets, since_1904=False, notes=(*seen, *notes))


def _look_over(content: bytes, where: str) -> list[str]:
    """Refuse what would lose a value or do harm; say what is hidden."""
    hidden: set[str] = set()
    with open_archive(content, where) as archive:
        for member in archive.namelist():
            if not member.endswith(".xml"):
                continue
            xml = harmless(archive, member, where)
            if b"<manifest:encryption-data" in xml:
                raise Refused(
                    "the workbook is locked with a password",
                    where=where,
                    remedy="Ask for the password, open it and save it without one",
                )
            if any(not _VALUE.search(cell) for cell in _FORMULA.findall(xml)):
                raise Refused(
                    "a cell holds a formula whose value the file does not keep",
                    where=f"{where}, {member}",
                    remedy="Open it in a spreadsheet program and save it again",
                )
            hidden |= {kind.decode() for kind in _HIDDEN.findall(xml)}
    return [f"the workbook has hidden {kind}s: they were read" for kind in sorted(hidden)]
