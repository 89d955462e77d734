"""Workbooks in the older formats, XLS and ODS, read by calamine in a process of its own."""

from __future__ import annotations

import re
from typing import Any, Final

from workbench.errors import Refused
from workbench.progress import Report
from workbench.records.grammar import Numeric
from workbench.records.readers.child import read_apart, serve
from workbench.records.readers.workbook import (
    CELLS,
    Sheet,
    Workbook,
    cell_text,
    open_archive,
    unpacked,
    values_of,
)

ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_FORMULA: Final = re.compile(rb"<table:table-cell\b[^>]*\btable:formula=[^>]*>")
_VALUE: Final = re.compile(rb"\boffice:value-type=")


def read_spreadsheet(content: bytes, where: str, report: Report) -> Workbook:
    """Read every sheet of an XLS or ODS workbook.

    Raises:
        Refused: if it is locked, damaged, no workbook, or larger than the limits.
    """
    if content.startswith(b"PK"):
        _look_over(content, where)
    try:
        told = read_apart(__name__, content, where, report)
    except Refused as refusal:
        if content.startswith(b"PK"):
            raise
        raise Refused(
            f"the file is an old or a locked workbook that cannot be read ({refusal.what})",
            where=where,
            remedy="Open it, and save it as XLSX without a password",
        ) from refusal
    sheets = tuple(
        Sheet(
            sheet["name"],
            where,
            sheet["hidden"],
            sheet["first"],
            [[Numeric(c[0]) if isinstance(c, list) else c for c in row] for row in sheet["rows"]],
        )
        for sheet in told["sheets"]
    )
    return Workbook(sheets, since_1904=False, notes=tuple(told["notes"]))


def _look_over(content: bytes, where: str) -> None:
    with open_archive(content, where) as archive:
        for member in archive.namelist():
            if not member.endswith(".xml"):
                continue
            xml = unpacked(archive, member, where)
            if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
                raise Refused(
                    f"the part {member} declares a document type, which no workbook needs",
                    where=where,
                    remedy="Treat the file as hostile; ask for the records as CSV",
                )
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


def _read(content: bytes) -> dict[str, Any]:
    sheets, notes = values_of(content, "")
    if sum(len(row) for sheet in sheets for row in sheet.values) > CELLS:
        raise Refused("the workbook has more cells than are read here")
    return {
        "notes": notes,
        "sheets": [
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "first": sheet.first,
                "rows": [[_sent(value) for value in row] for row in sheet.values],
            }
            for sheet in sheets
        ],
    }


def _sent(value: Any) -> str | list[str]:
    """A cell as JSON: a number's text stands in a list, so that it stays known as a number."""
    text = cell_text(value)
    return [str(text)] if isinstance(text, Numeric) else text


if __name__ == "__main__":
    serve(_read)
