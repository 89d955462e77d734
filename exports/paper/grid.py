"""Schedules as tables on the page: headers repeat, words wrap, every figure has its note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable

from exports.paper import type as faces
from exports.paper.notes import SIZE, Notes
from exports.paper.styles import CELL, CELL_STRONG, INK, PANEL, QUIET, RULE
from exports.schedules.schedule import Amount, Cell, Column, Count, Row, Schedule
from workbench.money import written
from workbench.words import day_written

PAD: Final = 3.0
NARROWEST_TEXT: Final = 46.0
#: A cell's text beyond this goes on in a row of its own, so that no row outgrows a page.
LONGEST_CELL: Final = 600
_RIGHT: Final = ParagraphStyle("cell right", parent=CELL_STRONG, alignment=TA_RIGHT)


def grid(schedule: Schedule, width: float, notes: Notes) -> list[Flowable]:
    """The schedule's table, or the words that say it is empty."""
    if not schedule.rows:
        return [faces.para(schedule.empty, QUIET)]
    noted = _noted(schedule)
    rows = [*schedule.rows, *([schedule.total] if schedule.total else [])]
    marks = [
        [notes.number(figure) if (figure := _figure(cell)) else 0 for cell in row] for row in rows
    ]
    widths = _widths(schedule, rows, marks, noted, width)
    body: list[list[Any]] = []
    for row, numbers in zip(rows, marks, strict=True):
        body.extend(_lines(schedule, row, numbers, widths, noted, notes))
    header: list[Any] = []
    for column, has_note in zip(schedule.columns, noted, strict=True):
        right = column.kind in {"count", "money"}
        header.append(faces.para(column.name, _RIGHT if right else CELL_STRONG))
        header.extend([""] if has_note else [])
    flat = [w for pair in widths for w in pair if w]
    return [
        LongTable(
            [header, *body],
            colWidths=flat,
            repeatRows=1,
            style=_style(schedule, noted),
            hAlign="LEFT",
            spaceAfter=8,
        )
    ]


def _lines(
    schedule: Schedule,
    row: Row,
    numbers: Sequence[int],
    widths: Sequence[tuple[float, float]],
    noted: Sequence[bool],
    notes: Notes,
) -> list[list[Any]]:
    """A row as table rows: more than one where a cell's text is very long."""
    pieces = [
        [text[i : i + LONGEST_CELL] for i in range(0, len(text), LONGEST_CELL)] or [""]
        for text in (shown(cell) for cell in row)
    ]
    lines = []
    for line in range(max(map(len, pieces))):
        cells: list[Any] = []
        for column, (wide, _), texts, number, cell, has_note in zip(
            schedule.columns, widths, pieces, numbers, row, noted, strict=True
        ):
            text = texts[line] if line < len(texts) else ""
            cells.append(_cell(column, text, wide))
            if has_note:
                figure = _figure(cell)
                cells.append(notes.mark(figure) if number and figure and line == 0 else "")
        lines.append(cells)
    return lines


def _cell(column: Column, text: str, wide: float) -> Any:
    if column.kind in {"text", "code"}:
        plain = faces.visible(text)
        if faces.width(plain, faces.PLAIN, CELL.fontSize) > wide - 2 * PAD:
            return faces.para(text, CELL)
        return plain
    return faces.visible(text)


def shown(cell: Cell) -> str:
    """What a cell says."""
    if cell is None:
        return ""
    if isinstance(cell, Amount):
        return written(cell.minor, cell.currency)
    if isinstance(cell, Count):
        return f"{cell.number:,}"
    if isinstance(cell, int):
        return f"{cell:,}"
    return day_written(cell) if isinstance(cell, date) else cell


def _figure(cell: Cell) -> str:
    return cell.figure if isinstance(cell, Amount | Count) else ""


def _noted(schedule: Schedule) -> list[bool]:
    """Which columns need room for notes beside them."""
    rows = [*schedule.rows, *([schedule.total] if schedule.total else [])]
    return [any(_figure(row[i]) for row in rows) for i in range(len(schedule.columns))]


def _widths(
    schedule: Schedule,
    rows: Sequence[Row],
    marks: Sequence[Sequence[int]],
    noted: Sequence[bool],
    width: float,
) -> list[tuple[float, float]]:
    """Width of each column and of the notes beside it (0: none)."""
    found: list[tuple[float, float]] = []
    for i, column in enumerate(schedule.columns):
        note = 0.0
        if noted[i]:
            longest = max(len(str(line[i])) for line in marks)
            note = faces.width(" " + "8" * longest, faces.PLAIN, SIZE) + 2
        natural = 0.0
        if column.kind != "text":
            face = faces.STRONG if schedule.total else faces.PLAIN
            natural = max(
                *(faces.width(faces.visible(shown(r[i])), face, CELL.fontSize) for r in rows),
                *(faces.width(w, faces.STRONG, CELL.fontSize) for w in column.name.split()),
            )
            natural += 2 * PAD + 0.5
            if column.kind == "code":
                natural = min(natural, width / 4)
        found.append((natural, note))
    free = width - sum(a + b for a, b in found)
    shares = sum(c.share for c in schedule.columns if c.kind == "text") or 1
    return [
        (max(NARROWEST_TEXT, free * column.share / shares), note)
        if column.kind == "text"
        else (natural, note)
        for column, (natural, note) in zip(schedule.columns, found, strict=True)
    ]


def _style(schedule: Schedule, noted: Sequence[bool]) -> list[tuple[Any, ...]]:
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), faces.PLAIN, CELL.fontSize, CELL.leading),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("BACKGROUND", (0, 0), (-1, 0), PANEL),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
    ]
    place = 0
    for column, has_note in zip(schedule.columns, noted, strict=True):
        if column.kind in {"count", "money"}:
            style.append(("ALIGN", (place, 0), (place, -1), "RIGHT"))
        if has_note:
            style.append(("RIGHTPADDING", (place, 0), (place, -1), 1))
            place += 1
            style.append(("LEFTPADDING", (place, 0), (place, -1), 0))
            style.append(("RIGHTPADDING", (place, 0), (place, -1), 1))
        place += 1
    if schedule.total:
        style.append(("FONT", (0, -1), (-1, -1), faces.STRONG, CELL.fontSize, CELL.leading))
        style.append(("LINEABOVE", (0, -1), (-1, -1), 0.8, INK))
    return style
