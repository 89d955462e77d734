"""The last load, file by file: what was read, what was kept, and why a file was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.widgets import button, column, line
from ui.words import counted
from workbench.records.outcome import FileOutcome
from workbench.records.prove import NOT_RECONCILED


def _tone(row: Row) -> str:
    return {"refused": "wrong", NOT_RECONCILED: "caution"}.get(str(row["verdict"]), "")


COLUMNS = (
    Column(key="file", title="File", width=260),
    Column(key="verdict", title="Verdict", width=150, tone=_tone),
    Column(key="said", title="What became of it", width=320, stretch=True, tone=_tone),
    Column(key="layout", title="Layout", width=110),
    Column(key="read", title="Read", kind=Kind.NUMBER, width=72),
    Column(key="loaded", title="Loaded", kind=Kind.NUMBER, width=72),
    Column(key="duplicates", title="Twice", kind=Kind.NUMBER, width=72),
    Column(key="ignored", title="Ignored", kind=Kind.NUMBER, width=72),
)

#: What may be said of a file that does not say it itself.
DATES = (
    ("", "as the file shows"),
    ("dmy", "day, month, year"),
    ("mdy", "month, day, year"),
    ("ymd", "year, month, day"),
)


class LoadQueue(QWidget):
    """A table of the files of the last load; `again` asks to load one with choices made."""

    again = Signal(str)

    def __init__(self) -> None:
        """Nothing was loaded yet."""
        super().__init__()
        self.model = ListTable(COLUMNS)
        self.table = Table(
            "records-last", self.model, ("file", "files"),
            empty="What becomes of each file that you load is listed here.",
        )  # fmt: skip
        self.paths: dict[str, Path] = {}
        under = line(
            button(
                "Load again with choices…", self._again,
                tip="Say what the chosen file does not: its layout, dates, account or currency",
            )
        )  # fmt: skip
        under.addStretch(1)
        layout = column(self.table)
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.setStretch(0, 1)
        layout.addLayout(under)
        self.setLayout(layout)

    def show_outcomes(self, paths: Sequence[Path], outcomes: Sequence[FileOutcome]) -> None:
        """List what became of each file; those refused first."""
        self.paths = {path.name: path for path in paths}
        rows = [_row(number, outcome) for number, outcome in enumerate(outcomes)]
        rows.sort(key=lambda row: row["verdict"] != "refused")
        self.model.set_rows(rows)

    def clear(self) -> None:
        """Forget the last load."""
        self.paths = {}
        self.model.set_rows([])

    def _again(self) -> None:
        number = self.table.current_id()
        if number is None and self.model.rowCount() == 1:
            number = self.model.id_at(0)
        position = -1 if number is None else self.model.position_of(number)
        self.again.emit("" if position < 0 else str(self.model.row(position)["file"]))

    def path_of(self, file: str) -> Path | None:
        """Where a listed file stands; for one out of an archive, the archive."""
        return self.paths.get(file) or self.paths.get(file.partition("/")[0])


def _row(number: int, outcome: FileOutcome) -> dict[str, Any]:
    told = outcome.as_data()
    said = outcome.refusal or "; ".join((counted(outcome.loaded, "row"), *outcome.notes))
    return {**told, "id": number, "said": said, "rejected": len(outcome.rejected)}


def choices() -> tuple[Field, ...]:
    """The fields of what may be said of a file."""
    from workbench.records.layout import layouts

    known = (("", "as the program finds it"), *((name, name) for name in layouts()))
    return (
        Field("layout", "Layout", choices=known),
        Field("dates", "Dates are written", choices=DATES),
        Field("account", "Whose statement it is", hint="20-00-00 12345678"),
        Field("currency", "Currency", hint="GBP"),
        Field("exhibit", "Exhibit", hint="MS/1"),
    )


def chosen(values: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values as `load_files` takes them."""
    layout = f"{values['layout']}:{values['dates']}" if values["dates"] else values["layout"]
    return {
        "layout": layout or None,
        "account": values["account"] or None,
        "currency": values["currency"] or None,
        "exhibit": values["exhibit"],
    }
