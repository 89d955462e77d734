"""Statements as spreadsheets: the same layouts in XLSX, the same bytes every time.

The archive is stored, not deflated, because compressors differ from machine to machine.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import date
from decimal import Decimal

# lxml, where installed, would write the same sheet in other bytes.
os.environ["OPENPYXL_LXML"] = "False"

from openpyxl import Workbook
from openpyxl.styles import Font

from making import wording
from making.layouts import LLOYDS_HEADER, NATWEST_HEADER
from making.people import Account
from making.rows import Row

Cell = str | date | Decimal | None
STAMP = (2024, 12, 2, 9, 0, 0)


def amount(minor: int) -> Decimal:
    """A number cell, exact to the penny."""
    return Decimal(minor).scaleb(-2)


def lloyds(account: Account, rows: list[Row]) -> bytes:
    """One sheet, newest first, true dates and numbers, sort code and number as text."""
    table: list[list[Cell]] = [list(LLOYDS_HEADER)]
    for line, row in enumerate(reversed(rows), 2):
        row.place = f"Transactions row {line}"
        kind, text = wording.lloyds(row)
        table.append([
            row.day, kind, account.sort_code, account.number, text.strip(),
            amount(-row.minor) if row.minor < 0 else None,
            amount(row.minor) if row.minor > 0 else None, amount(row.balance),
        ])  # fmt: skip
    return _saved(table, (5, 6, 7), (12, 9, 11, 13, 58, 13, 13, 13))


def natwest(account: Account, rows: list[Row]) -> bytes:
    """One sheet, a blank first row, oldest first."""
    number = f"{account.sort_code.replace('-', '')}-{account.number}"
    table: list[list[Cell]] = [[], [name.strip() for name in NATWEST_HEADER.split(",")]]
    for line, row in enumerate(rows, 3):
        row.place = f"Transactions row {line}"
        kind, text = wording.natwest(row)
        table.append([
            row.day, kind, text.removeprefix("'"), amount(row.minor), amount(row.balance),
            account.title, number,
        ])  # fmt: skip
    return _saved(table, (3, 4), (12, 8, 76, 12, 12, 32, 18))


WRITERS = {"lloyds": lloyds, "natwest": natwest}


def _saved(table: list[list[Cell]], sums: tuple[int, ...], widths: tuple[int, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Transactions"
    heading = next(at for at, cells in enumerate(table, 1) if cells)
    for at, cells in enumerate(table, 1):
        for column, value in enumerate(cells, 1):
            if value is None:
                continue
            cell = sheet.cell(row=at, column=column, value=value)
            if at == heading:
                cell.font = Font(bold=True)
            elif column == 1:
                cell.number_format = "dd/mm/yyyy"
            elif column - 1 in sums:
                cell.number_format = "#,##0.00"
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{heading + 1}"
    made = io.BytesIO()
    book.save(made)
    return _settled(made.getvalue())


def _settled(made: bytes) -> bytes:
    """The same workbook with nothing in it of when or by which compressor it was saved."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for item in sorted(old.infolist(), key=lambda item: item.filename):
            content = old.read(item.filename)
            if item.filename == "docProps/core.xml":
                when = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*STAMP)
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when.encode(), content)
                content = content.replace(b"openpyxl", b"Larkspur")
            entry = zipfile.ZipInfo(item.filename, STAMP)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            new.writestr(entry, content, zipfile.ZIP_STORED)
    return out.getvalue()
