"""The files of a load: which wait, what was read and kept, and why a file was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ui import theme
from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.loading import CANCELLED, READING, WAITING, Loading, row_in
from ui.widgets import Text, button, column, line
from ui.words import counted
from workbench.case import Case
from workbench.records.prove import NOT_RECONCILED


def _tone(row: Row) -> str:
    tones = {"refused": "wrong", NOT_RECONCILED: "caution", CANCELLED: "caution", WAITING: "muted"}
    return tones.get(str(row["verdict"]), "")


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
    """The files of a load, while it goes and after; `again` asks to load one with choices made.

    `again` and `describe` carry where the chosen file stands (for one out of an archive, the
    archive), empty where none is chosen: in two folders two files may have one name.
    """

    again = Signal(str)
    describe = Signal(str)
    came = Signal(object, object)

    def __init__(self) -> None:
        """Nothing was loaded yet."""
        super().__init__()
        self.model = ListTable(COLUMNS)
        self.table = Table(
            "records-last", self.model, ("file", "files"),
            empty="What becomes of each file that you load is listed here.",
        )  # fmt: skip
        self.paths: list[Path] = []
        self.loading: Loading | None = None
        self._rows: dict[int, list[dict[str, Any]]] = {}
        self._over: set[int] = set()  # the files that are done
        self._now = ""  # the one in hand
        self.progress = Text()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(160, 10)
        self.bar.setAccessibleName("Files loaded")
        self.skip = button("Cancel this file", self._skip, tip="Go on with the next file")
        self.stop = button("Cancel the rest", self._stop, tip="What was loaded stays")
        doing = line(self.progress, self.bar, self.skip, self.stop)
        doing.insertStretch(1, 1)
        self.under_way = QWidget()
        self.under_way.setLayout(doing)
        self.under_way.hide()
        self.came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        under = line(
            button(
                "Load again with choices…", self._again,
                tip="Say what the chosen file does not: its layout, dates, account or currency",
            ),
            button(
                "Describe its columns…", lambda: self.describe.emit(self._chosen()),
                tip="Say what each column of a table in no known layout is",
            ),
        )  # fmt: skip
        self.said = Text(tone="muted")
        under.addWidget(self.said, 1)
        layout = column(self.under_way, self.table)
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.setStretch(1, 1)
        layout.addLayout(under)
        self.setLayout(layout)

    def begin(self, loading: Loading) -> None:
        """List the files that will be loaded, all of them waiting."""
        self.loading = loading
        self.paths = list(loading.paths)
        self._over, self._now = set(), ""
        self.said.say("")
        self._rows = {
            number: [row_in(number, path, WAITING)] for number, path in enumerate(loading.paths)
        }
        self.model.set_rows([row for rows in self._rows.values() for row in rows])
        self._show_progress()

    def tell(self, told: list[tuple[int, list[dict[str, Any]]]]) -> None:
        """Show what has become of some files; it may be called from any thread."""
        self.came.emit(self.loading, told)

    def end(self) -> None:
        """Nothing is under way any more: those that were refused stand first."""
        self.loading = None
        rows = [row for rows in self._rows.values() for row in rows]
        rows.sort(key=lambda row: row["verdict"] not in {"refused", CANCELLED})
        self.model.set_rows(rows)
        self.under_way.hide()
        self.said.say(verdicts(rows))

    def _take(self, loading: object, told: list[tuple[int, list[dict[str, Any]]]]) -> None:
        if loading is not self.loading or self.loading is None:
            return
        changed: list[dict[str, Any]] = []
        for number, rows in told:
            self._rows[number] = rows
            changed += rows
            verdict = rows[0]["verdict"]
            if verdict not in {WAITING, READING}:
                self._over.add(number)
            self._now = rows[0]["file"] if verdict == READING else ""
        self.model.put_rows(changed)
        self._show_progress()

    def _show_progress(self) -> None:
        at = f": {self._now}" if self._now else ""
        over, many = len(self._over), len(self.paths)
        self.progress.say(f"{over:,} of {counted(many, 'file')} done{at}"[:120])
        self.bar.setRange(0, max(1, many))
        self.bar.setValue(over)
        self.under_way.setVisible(self.loading is not None)

    def _skip(self) -> None:
        if self.loading is not None:
            self.loading.cancel_one()

    def _stop(self) -> None:
        if self.loading is not None:
            self.loading.cancel_rest()

    def clear(self) -> None:
        """Forget the last load."""
        self.loading = None
        self.paths, self._rows = [], {}
        self.said.say("")
        self.under_way.hide()
        self.model.set_rows([])

    def _again(self) -> None:
        self.again.emit(self._chosen())

    def _chosen(self) -> str:
        number = self.table.current_id()
        if number is None and self.model.rowCount() == 1:
            number = self.model.id_at(0)
        position = -1 if number is None else self.model.position_of(number)
        return "" if position < 0 else str(self.paths[self.model.row(position)["number"]])


def verdicts(rows: Sequence[Row]) -> str:
    """How many files came to what, the most first."""
    found = Counter(str(row["verdict"]) for row in rows)
    return ", ".join(f"{many:,} {verdict}" for verdict, many in found.most_common())


def layout_names(case: Case) -> list[str]:
    """Every layout that a file of the case may be in: the program's and its own."""
    from workbench.records.saved_layouts import known_in

    return list(known_in(case))


def choices(names: Sequence[str]) -> tuple[Field, ...]:
    """The fields of what may be said of a file, among layouts of these names."""
    known = (("", "as the program finds it"), *((name, name) for name in names))
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
