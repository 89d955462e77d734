"""Sheets of a workbook as rows of text, read by calamine in a process of its own.

The child writes one frame after another (`child.framed`): a sheet's heading, its rows in batches,
notes. A batch is one text that is cut into cells when it is walked, so that few objects are made.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.errors import Refused
from workbench.progress import Report
from workbench.records.grammar import Numeric
from workbench.records.readers.child import Apart, send, serve_frames
from workbench.records.readers.text import Line

#: A sheet's rows times columns, empty cells included, that are read at most.
CELLS: Final = 40_000_000
#: A number from here on has more digits than a workbook keeps.
INEXACT: Final = 1e15

_BATCH: Final = 2_000
_ROW, _CELL, _NUMBER = "\x1e", "\x1f", "\x1d"  # end of a row, of a cell; a number follows
_REMEDY_AGAIN: Final = "Open it in a spreadsheet program and save it again, or ask for it again"


@dataclass(slots=True)
class Sheet:
    """One sheet's rows as cells of text, in batches of (first row's number, rows)."""

    name: str
    where: str
    hidden: bool
    batches: list[tuple[int, str | list[list[list[str] | str]]]] = field(default_factory=list)

    def place(self, number: int) -> str:
        """A row is cited by its sheet and number."""
        return f"{self.name} row {number}"

    def rows(self) -> Iterator[Line]:
        """Walk the rows; a number's text is exact to the sixth decimal."""
        for first, batch in self.batches:
            if not isinstance(batch, str):
                for number, row in enumerate(batch, start=first):
                    cells = [Numeric(cell[0]) if isinstance(cell, list) else cell for cell in row]
                    yield Line(number, cells, "\t".join(cells).rstrip("\t"))
                continue
            for number, line in enumerate(batch.split(_ROW), start=first):
                cells = line.split(_CELL)
                if _NUMBER in line:
                    cells = [Numeric(c[1:]) if c[:1] == _NUMBER else c for c in cells]
                raw = line.replace(_NUMBER, "").replace(_CELL, "\t").rstrip("\t")
                yield Line(number, cells, raw)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets, and what a reader of it should be told."""

    sheets: tuple[Sheet, ...]
    since_1904: bool
    notes: tuple[str, ...]


class Texts:
    """Writes cells as text: a number after a mark, exact to the sixth decimal or whole."""

    def __init__(self) -> None:
        """Begin the counts of numbers, and of those that a workbook does not keep exactly."""
        self.numbers = 0
        self.inexact = 0
        self._days: dict[Any, str] = {}

    def __call__(self, value: Any) -> str:
        """The text of one cell that is no text itself."""
        if isinstance(value, float):
            return self._number(value)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int):
            self.numbers += 1
            return f"{_NUMBER}{value}"
        if isinstance(value, dt.date | dt.time):
            text = self._days.get(value)
            if text is None:
                text = self._days[value] = _day(value)
            return text
        return str(value)

    def _number(self, value: float) -> str:
        self.numbers += 1
        if value >= INEXACT or value <= -INEXACT:
            self.inexact += 1
            whole = value == value // 1 and -1e18 < value < 1e18
            return f"{_NUMBER}{int(value)}" if whole else f"{_NUMBER}{value!r}"
        text = repr(value)
        if text[-2:] == ".0":
            return _NUMBER + text[:-2]
        if "e" not in text and len(text) - text.find(".") <= 7:
            return _NUMBER + text
        rounded = f"{value:.6f}".rstrip("0").rstrip(".")
        near = abs(float(rounded) - value) < 1e-6
        return _NUMBER + (rounded if near else text)


def _day(value: dt.date | dt.time) -> str:
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, dt.date) else value.isoformat(timespec="seconds")


def collected(apart: Apart, where: str, report: Report) -> tuple[tuple[Sheet, ...], list[str]]:
    """The sheets that the child wrote, and what a reader of them should be told.

    Raises:
        Refused: if the child refused the workbook, failed, or went beyond its limits.
    """
    sheets: list[Sheet] = []
    notes: list[str] = []
    for kind, body in apart.frames(report):
        if kind == "sheet":
            about = json.loads(body)
            sheets.append(Sheet(about["name"], where, bool(about["hidden"])))
        elif kind == "note":
            notes.append(body)
        elif kind in {"rows", "list"}:
            first, _, rest = body.partition(_ROW)
            sheets[-1].batches.append((int(first), rest if kind == "rows" else json.loads(rest)))
    return tuple(sheets), notes


def tell(content: bytes) -> None:
    """Be the child: write every sheet of the workbook, frame by frame.

    Raises:
        Refused: if the workbook is locked, too large, or cannot be read.
    """
    import python_calamine as calamine

    gc.disable()  # the child lives for one workbook, and makes no circles
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            total = 0
            for about in book.sheets_metadata:
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    send("note", f"sheet {about.name} is no table of cells and was not read")
                    continue
                sheet = book.get_sheet_by_name(about.name)
                total += sheet.total_height * sheet.total_width
                if total > CELLS:
                    raise Refused("the workbook has more cells than are read here")
                hidden = about.visible != calamine.SheetVisibleEnum.Visible
                if hidden:
                    send("note", f"sheet {about.name} is hidden: it was read")
                send("sheet", json.dumps({"name": about.name, "hidden": hidden}))
                _tell_rows(sheet, about.name)
    except Refused:
        raise
    except calamine.PasswordError as fault:
        raise Refused(
            "the workbook is locked with a password",
            remedy="Ask for the password, open it and save it without one",
        ) from fault
    except BaseException as fault:
        # calamine's own panics derive from BaseException
        if isinstance(fault, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Refused(
            f"the workbook cannot be read: {str(fault)[:160]}", remedy=_REMEDY_AGAIN
        ) from fault


def _tell_rows(sheet: Any, name: str) -> None:
    first = (sheet.start or (0, 0))[0] + 1
    rows = sheet.to_python(skip_empty_area=True)
    texts = Texts()
    for start in range(0, len(rows), _BATCH):
        _tell_batch(first + start, rows[start : start + _BATCH], texts)
    if texts.inexact:
        count = f"{texts.inexact:,} number{'' if texts.inexact == 1 else 's'}"
        send(
            "note",
            f"sheet {name} holds {count} of 16 digits or more: a workbook does not keep their"
            " last digits",
        )


def _tell_batch(first: int, rows: list[list[Any]], texts: Texts) -> None:
    """Send rows as one text; as a list where a cell holds a character that cuts the text."""
    before = texts.numbers
    cells = [[value if value.__class__ is str else texts(value) for value in row] for row in rows]
    whole = _ROW.join([_CELL.join(row) for row in cells])
    if (
        whole.count(_CELL) == sum(map(len, cells)) - len(cells)
        and whole.count(_ROW) == len(rows) - 1
        and whole.count(_NUMBER) == texts.numbers - before
    ):
        send("rows", f"{first}{_ROW}{whole}")
        return
    listed = [
        [cell if value.__class__ is str or cell[:1] != _NUMBER else [cell[1:]]
         for value, cell in zip(row, made, strict=True)]
        for row, made in zip(rows, cells, strict=True)
    ]  # fmt: skip
    send("list", f"{first}{_ROW}{json.dumps(listed)}")


if __name__ == "__main__":
    serve_frames(tell)
