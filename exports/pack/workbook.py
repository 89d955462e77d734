"""The schedules as a workbook: text stays text, money stands exactly, the bytes repeat."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from exports.paper.grid import shown
from exports.paper.marks import Marks
from exports.schedules.schedule import Amount, Cell, Count, Schedule
from workbench.money import exponent

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: Beyond this Excel cuts a cell's text without a word.
LONGEST_CELL: Final = 32_000
MONEY: Final = (
    "A column of money is followed by the same amount in whole minor units, its currency and the "
    "id of the figure that explains it."
)
#: Characters that no XML, and so no cell, may hold.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def workbook(schedules: Sequence[Schedule], marks: Marks) -> bytes:
    """One sheet for each schedule, after a sheet of contents.

    A money column is followed by `…_minor` (whole minor units, exact), `…_currency` and, where
    it has figures, `…_figure`. The same schedules and marks give the same bytes.
    """
    from openpyxl import Workbook

    book: Any = Workbook()
    when = marks.at.replace(tzinfo=None)
    properties = book.properties
    properties.creator = properties.lastModifiedBy = "Asset Recovery Workbench"
    properties.title, properties.subject = f"Schedules · {marks.case}", marks.marking
    properties.created = properties.modified = when
    _contents(book.active, schedules, marks)
    for schedule in schedules:
        _sheet(book.create_sheet(_title(schedule.title)), schedule, marks)
    written = io.BytesIO()
    book.save(written)
    return _settled(written.getvalue(), marks)


def _contents(sheet: Worksheet, schedules: Sequence[Schedule], marks: Marks) -> None:
    sheet.title = "Contents"
    said = [
        ("Case", marks.case), ("Marking", f"{marks.marking}. {marks.handling}."),
        ("Made by", marks.stamp), ("Journal head", marks.head),
        ("Money", MONEY),
    ]  # fmt: skip
    for line, (name, value) in enumerate(said, start=1):
        _text(sheet, line, 1, name, strong=True)
        _text(sheet, line, 2, value)
    start = len(said) + 2
    for column, name in enumerate(("Sheet", "What it holds", "Rows"), start=1):
        _text(sheet, start, column, name, strong=True)
    for line, schedule in enumerate(schedules, start=start + 1):
        _text(sheet, line, 1, _title(schedule.title))
        sheet.cell(line, 1).hyperlink = f"#'{_title(schedule.title)}'!A1"
        _text(sheet, line, 2, schedule.about)
        sheet.cell(line, 3, len(schedule.rows))
    _set_up(sheet, marks, widths=[26, 110, 8], frozen="A1")


def _sheet(sheet: Worksheet, schedule: Schedule, marks: Marks) -> None:
    from openpyxl.styles import Font

    rows = [*schedule.rows, *([schedule.total] if schedule.total else [])]
    spread = [_Spread(schedule, i, rows) for i in range(len(schedule.columns))]
    place, widths = 1, []
    for column in spread:
        column.place = place
        for name in column.names:
            _text(sheet, 1, place, name, strong=True)
            place += 1
        widths.extend(column.widths)
    for line, row in enumerate(rows, start=2):
        for column, cell in zip(spread, row, strict=True):
            column.write(sheet, line, cell)
    if schedule.total:
        for last in sheet[len(rows) + 1]:
            last.font = Font(bold=True)
    if not schedule.rows:
        _text(sheet, 2, 1, schedule.empty)
    else:
        sheet.auto_filter.ref = f"A1:{sheet.cell(len(schedule.rows) + 1, place - 1).coordinate}"
    _set_up(sheet, marks, widths=widths, frozen="A2")


class _Spread:
    """One column of a schedule as the columns of the sheet that it takes."""

    def __init__(self, schedule: Schedule, index: int, rows: Sequence[tuple[Cell, ...]]) -> None:
        column = schedule.columns[index]
        cells = [row[index] for row in rows]
        name = re.sub(r"- (?=[a-z])", "", column.name)
        self.kind, self.place = column.kind, 1
        self.noted = any(isinstance(c, Amount | Count) and c.figure for c in cells)
        extra = ["_minor", "_currency"] if self.kind == "money" else []
        extra += ["_figure"] if self.noted else []
        self.names = [name, *(f"{name}{suffix}" for suffix in extra)]
        longest = max((len(shown(cell)) for cell in cells), default=0)
        first = 12 if self.kind == "day" else min(60, max(8, longest + 2, len(name) + 2))
        self.widths = [first, *(28 if e == "_figure" else 14 for e in extra)]

    def write(self, sheet: Worksheet, line: int, cell: Cell) -> None:
        if cell is None:
            return
        if isinstance(cell, Amount):
            places = exponent(cell.currency)
            exact = Decimal(cell.minor).scaleb(-places)
            made = sheet.cell(line, self.place, exact)
            made.number_format = "#,##0" + (f".{'0' * places}" if places else "")
            sheet.cell(line, self.place + 1, cell.minor).number_format = "0"
            _text(sheet, line, self.place + 2, cell.currency)
            if cell.figure:
                _text(sheet, line, self.place + 3, cell.figure)
        elif isinstance(cell, Count):
            sheet.cell(line, self.place, cell.number).number_format = "#,##0"
            if cell.figure:
                _text(sheet, line, self.place + 1, cell.figure)
        elif isinstance(cell, date):
            sheet.cell(line, self.place, cell).number_format = "dd mmm yyyy"
        elif isinstance(cell, int):
            sheet.cell(line, self.place, cell).number_format = "#,##0"
        else:
            _text(sheet, line, self.place, cell)


def _text(sheet: Worksheet, line: int, place: int, text: str, *, strong: bool = False) -> None:
    """Put text in a cell as text: what begins with = + - @ is no formula."""
    if not text:
        return
    from openpyxl.styles import Font

    safe = _UNWRITABLE.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)
    if len(safe) > LONGEST_CELL:
        safe = f"{safe[:LONGEST_CELL]} [goes on for {len(safe) - LONGEST_CELL:,} characters]"
    cell = sheet.cell(line, place)
    cell.value = safe
    cell.data_type = "s"
    if safe[0] in "=+-@":
        # Excel asks for this mark before it leaves such text alone when the cell is edited.
        cell.quotePrefix = True
    if len(safe) > 60:
        cell.alignment = _wrapped()
    if strong:
        cell.font = Font(bold=True)


@cache
def _wrapped() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(vertical="top", wrap_text=True)


def _set_up(sheet: Worksheet, marks: Marks, *, widths: Sequence[int], frozen: str) -> None:
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = frozen if frozen != "A1" else None
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = "1:1" if frozen == "A2" else None
    head: Any = sheet.oddHeader
    foot: Any = sheet.oddFooter
    for edge in (head, foot):
        edge.center.text, edge.center.font, edge.center.size = (
            _code(marks.marking),
            "Arial,Bold",
            10,
        )
    foot.left.text = _code(marks.stamp)
    foot.left.size = foot.right.size = 7
    foot.right.text = "Page &P of &N"


def _code(text: str) -> str:
    """Text for a header, where & begins a command."""
    return text.replace("&", "&&")


def _title(text: str) -> str:
    """A sheet's name: what Excel allows, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\]", " ", text)[:31].strip() or "Sheet"


def _settled(content: bytes, marks: Marks) -> bytes:
    """The same workbook with nothing in it that depends on the clock or on a compressor."""
    stamp = marks.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), data)
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 3
            member.external_attr = 0o100644 << 16
            target.writestr(member, data)
    return out.getvalue()
