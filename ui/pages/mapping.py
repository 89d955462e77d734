"""A table in no known layout: its columns are described, with what each answer would load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui import theme
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.tasks import Task
from ui.widgets import Text, button, column, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.errors import Refused
from workbench.money import written
from workbench.progress import Report
from workbench.records.mapping import (
    MARKS,
    ORDERS,
    ROLES,
    SIGNS,
    Choices,
    Draft,
    Preview,
    answered,
    layout_text,
    preview,
)

SHOWN = 40
WAIT_MS = 250
#: Height of either table at least: a heading and four rows.
LEAST = 170
_LONGEST = 200
NO_FILE = "No file is being described. Choose one under Last load, then Describe its columns."
COLUMNS = (
    Column(key="place", title="Row", width=90),
    Column(key="date", title="Date", kind=Kind.DATE, width=104),
    Column(key="narrative", title="Narrative", width=260, stretch=True),
    Column(key="minor", title="Amount", kind=Kind.MONEY, width=120),
    Column(key="balance_minor", title="Balance", kind=Kind.MONEY, width=120),
    Column(key="why", title="Why not", width=240, tone=lambda row: "wrong" if row["why"] else ""),
)


class MappingPanel(QWidget):
    """Describes one file's columns; `saved` says which layout was saved, and for which file."""

    saved = Signal(str, object)

    def __init__(self, workspace: Workspace) -> None:
        """No file yet."""
        super().__init__()
        self.workspace = workspace
        self.path: Path | None = None
        self.draft: Draft | None = None
        self.choices: Choices | None = None
        self.found: Preview | None = None
        self._task: Task | None = None
        self._filling = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._look)
        self.heading = Text(NO_FILE, strong=True, wrap=True)
        self.asked = Text(tone="caution", wrap=True)
        self.counts = Text(wrap=True)
        self.others = Text(size="small", tone="muted", wrap=True)
        self.raw = QTableWidget()
        self.raw.setAccessibleName("The file as it stands, with what each column is")
        self.raw.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.model = ListTable(COLUMNS)
        self.table = Table(
            "records-mapping", self.model, ("row", "rows"),
            empty="What the rows would become is shown here.",
        )  # fmt: skip
        self.go = button("Save with the case and load", self.save, primary=True)
        self.out = button("Export layout…", self.export, tip="Write the layout to a file")
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self.raw)
        both.addWidget(self.table)
        both.setChildrenCollapsible(False)
        buttons = line(self.out, self.go)
        buttons.insertStretch(0, 1)
        layout = column(self.heading)
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.addLayout(self._settings())
        layout.addWidget(self.asked)
        layout.addWidget(both, 1)
        layout.addWidget(self.others)
        self._scrolling(layout, buttons)
        self._enable()
        workspace.closed.connect(self.clear)

    def _scrolling(self, layout: QBoxLayout, buttons: QBoxLayout) -> None:
        """Let a low screen scroll; what it comes to and what may be done stay in sight."""
        self.raw.setMinimumHeight(LEAST)
        self.table.setMinimumHeight(LEAST)
        inner = QWidget()
        inner.setLayout(layout)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        outside = column(scroll)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.counts)
        outside.addLayout(buttons)
        self.setLayout(outside)

    def _settings(self) -> QGridLayout:
        self.header = QSpinBox()
        self.header.setRange(0, 60)
        self.header.setSpecialValueText("none")
        self.header.valueChanged.connect(lambda _: self._header_changed())
        self.sign = self._box(SIGNS, "not said")
        self.dates = self._box(ORDERS, "as the file shows")
        self.decimal = self._box(MARKS, "as the file shows")
        self.currency, self.name = QLineEdit(), QLineEdit()
        self.institution, self.account = QLineEdit(), QLineEdit()
        self.account.setPlaceholderText("where the file does not say")
        for edit in (self.currency, self.name, self.institution, self.account):
            edit.textEdited.connect(lambda _: self._changed())
        self.undated = QCheckBox("Leave rows without a date aside")
        self.undated.toggled.connect(lambda _: self._changed())
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP_M)
        grid.setVerticalSpacing(theme.GAP_S)
        named: tuple[tuple[str, QWidget], ...] = (
            ("Row of titles", self.header), ("Dates", self.dates), ("Decimal mark", self.decimal),
            ("Sign", self.sign), ("Currency", self.currency), ("Account", self.account),
            ("Institution", self.institution), ("Name of the layout", self.name),
        )  # fmt: skip
        for at, (words, made) in enumerate(named):
            made.setAccessibleName(words)
            below, across = divmod(at, 4)
            grid.addWidget(Text(words, size="small", tone="muted"), 2 * below, across)
            grid.addWidget(made, 2 * below + 1, across)
            grid.setColumnStretch(across, 1)
        grid.addWidget(self.undated, 4, 0, 1, 4)
        return grid

    def _box(self, answers: dict[str, str], unsaid: str) -> QComboBox:
        made = QComboBox()
        made.addItem(unsaid, "")
        for value, words in answers.items():
            made.addItem(words, value)
        made.currentIndexChanged.connect(lambda _: self._changed())
        return made

    # -- a file comes, and its description changes

    def open(self, path: Path, header: int | None = None) -> None:
        """Describe a file as far as it says itself what it is."""
        if path != self.path:
            self.choices = None
        self.path = path
        self.heading.say(f"Looking at {path.name}…")

        def work(report: Report) -> Draft:
            from workbench.records.propose import propose

            try:
                content = path.read_bytes()
            except OSError as fault:
                raise Refused(f"the file cannot be read: {fault}", where=path.name) from fault
            return propose(path.name, content, report, header=header)

        self._run("Looking at the columns", work, self._show)

    def _run(self, title: str, work: Callable[[Report], Any], then: Callable[[Any], None]) -> None:
        if self._task is not None:
            self._task.cancel()

        def done(result: Any) -> None:
            if self._task is task:
                then(result)

        def failed(error: Exception) -> None:
            if self._task is task:
                self.asked.say(str(error), tone="wrong")
                self.heading.say(self.path.name if self.path else "")

        task = self._task = self.workspace.tasks.run(title, work, done=done, failed=failed)

    def _show(self, draft: Draft) -> None:
        self.draft, said = draft, draft.choices
        stem = "".join(c if c.isalnum() and c.isascii() else "-" for c in Path(draft.file).stem)
        name = "-".join(part for part in stem.lower().split("-") if part)[:40] or "my-bank"
        before = self.choices
        self.choices = replace(
            said, name=before.name if before and before.name else name,
            account=before.account if before else "",
            institution=before.institution if before else "",
        )  # fmt: skip
        self.heading.say(
            f"{draft.file}: {counted(len(draft.columns), 'column')}. Say what each one is."
        )
        self._filling = True
        try:
            self._fill(draft, self.choices)
        finally:
            self._filling = False
        self._look()

    def _fill(self, draft: Draft, said: Choices) -> None:
        self.header.setValue(said.header)
        for box, value in (
            (self.sign, said.sign), (self.dates, said.dates or ""),
            (self.decimal, said.decimal or ""),
        ):  # fmt: skip
            box.setCurrentIndex(max(0, box.findData(value)))
        self.currency.setText(said.currency)
        self.name.setText(said.name)
        self.institution.setText(said.institution)
        self.account.setText(said.account)
        rows = list(islice(draft.grid.rows(), SHOWN))
        self.raw.clear()
        self.raw.setColumnCount(len(draft.columns))
        self.raw.setRowCount(len(rows) + 1)
        titles = [" ".join(one.title.split())[:60] for one in draft.columns]
        self.raw.setHorizontalHeaderLabels(
            [title or f"Column {at}" for at, title in enumerate(titles, start=1)]
        )
        self.raw.setVerticalHeaderLabels(["What it is", *(str(row.number) for row in rows)])
        for at, one in enumerate(draft.columns):
            self.raw.setCellWidget(0, at, self._role_box(at, said.roles[at], one.why))
            self.raw.setColumnWidth(at, 170)
        for below, row in enumerate(rows, start=1):
            for at, cell in enumerate(row.cells[: len(draft.columns)]):
                item = QTableWidgetItem(" ".join(cell[:_LONGEST].split()))
                item.setToolTip("")
                if row.number <= said.header:
                    item.setForeground(self.palette().placeholderText())
                self.raw.setItem(below, at, item)

    def _role_box(self, at: int, role: str, why: str) -> QComboBox:
        box = QComboBox()
        box.addItem("choose…", "")
        for value, words in ROLES.items():
            box.addItem(words, value)
        box.setCurrentIndex(max(0, box.findData(role)))
        box.setStatusTip(why)
        box.setAccessibleName(f"What column {at + 1} is")
        box.currentIndexChanged.connect(lambda _: self._changed())
        return box

    def _header_changed(self) -> None:
        if not self._filling and self.path is not None:
            self.open(self.path, self.header.value())

    def _changed(self) -> None:
        if not self._filling and self.draft is not None:
            self.found = None
            self._enable()
            self._timer.start()

    def said(self) -> Choices | None:
        """What is said of the file now."""
        if self.draft is None or self.choices is None:
            return None
        boxes = [self.raw.cellWidget(0, at) for at in range(self.raw.columnCount())]
        roles = tuple(str(box.currentData()) for box in boxes if isinstance(box, QComboBox))
        made = replace(
            self.choices, roles=roles, currency=self.currency.text().strip().upper(),
            name=self.name.text().strip(), institution=self.institution.text().strip(),
            account=self.account.text().strip(), undated=self.undated.isChecked(),
            dates=None, decimal=None, sign="",
        )  # fmt: skip
        for key, box in (("sign", self.sign), ("dates", self.dates), ("decimal", self.decimal)):
            if value := str(box.currentData()):
                made = answered(made, key, value)
        return made

    # -- what it would come to

    def _look(self) -> None:
        said, draft = self.said(), self.draft
        if said is None or draft is None:
            return
        self.choices = said
        self.sign.setEnabled("amount" in said.roles)
        self.counts.say("Reading…", tone="muted")
        self._run(
            "Reading as it is described", lambda report: preview(draft, said, report), self._tell
        )

    def _tell(self, found: Preview) -> None:
        self.found = found
        lines = [question.text for question in found.questions] or [found.refusal]
        lines = [text for text in lines if text]
        notes = [] if lines else self._assumed()
        self.asked.say("\n".join(lines or notes), tone="caution" if lines else "muted")
        self.asked.setVisible(bool(lines or notes))
        rows = [
            {"id": number, "place": row.place, "why": row.why, "narrative": row.raw}
            for number, row in enumerate(found.rejected[:SHOWN])
        ]
        self.model.set_rows(rows + [
            {
                "id": number, "place": one.place, "date": one.date, "narrative": one.narrative,
                "minor": one.minor, "minor:currency": one.currency, "why": "",
                "balance_minor": one.balance_minor, "balance_minor:currency": one.currency,
            }
            for number, one in enumerate(found.entries, start=SHOWN)
        ])  # fmt: skip
        self.counts.say(_counts(found), tone="wrong" if found.rejected else "")
        told = [
            f"{one.words}: {counted(one.load, 'row')} would load, {one.rejected:,} rejected, "
            f"{one.verdict}"
            for one in found.alternatives
        ]
        self.others.say("\n".join(("Said otherwise:", *told)) if told else "")
        self._enable()

    def _assumed(self) -> list[str]:
        """What was concluded or assumed, so that a person can say otherwise."""
        assert self.draft is not None
        assert self.choices is not None
        said, first, why = self.choices, self.draft.choices, self.draft.reasons
        kept = [key for key in ("sign", "currency") if getattr(said, key) == getattr(first, key)]
        words = {"sign": "Sign", "currency": "Currency"}
        return [f"{words[key]}: {why[key]}." for key in kept if why.get(key)]

    def _enable(self) -> None:
        found = self.found
        whole = found is not None and not found.questions and not found.refusal
        self.out.setEnabled(whole)
        self.go.setEnabled(whole and found is not None and not found.rejected and found.load > 0)

    def _text(self) -> str:
        assert self.draft is not None
        assert self.choices is not None
        return layout_text(self.draft, self.choices, ())

    def save(self) -> None:
        """Save the layout with the case; whoever listens loads the file by it."""
        text, path = self._text(), self.path

        def work(case: Any, _report: Report) -> str:
            from workbench.records.saved_layouts import save

            return save(case, text).name

        self.workspace.change(
            "Saving the layout", work, lambda name: self.saved.emit(name, path),
            failed=lambda error: self.asked.say(str(error), tone="wrong"),
        )  # fmt: skip

    def whose(self) -> str | None:
        """The account that the file is said to be of."""
        return (self.choices.account if self.choices else "") or None

    def clear(self) -> None:
        """Forget the file: the case is being closed."""
        self._timer.stop()
        self.path, self.draft, self.choices, self.found = None, None, None, None
        self.raw.clear()
        self.raw.setRowCount(0)
        self.raw.setColumnCount(0)
        self.model.set_rows([])
        for text in (self.asked, self.counts, self.others):
            text.say("")
        self.heading.say(NO_FILE)
        self._enable()

    def export(self) -> None:
        """Write the layout to a file, for another case."""
        name, _ = QFileDialog.getSaveFileName(self, "Export layout", f"{self.name.text()}.toml")
        if not name:
            return
        try:
            Path(name).write_text(self._text(), encoding="utf-8", newline="\n")
        except OSError as fault:
            self.asked.say(f"It cannot be written: {fault}", tone="wrong")
            return
        self.workspace.message.emit(f"Wrote {name}", "")

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight nothing is read for it."""
        self._timer.stop()
        super().hideEvent(event)


def _counts(found: Preview) -> str:
    """How many rows would load, in sums and proof."""
    if not found.read:
        return ""
    into, out = (written(each, found.currency) for each in (found.in_minor, found.out_minor))
    breaks = f", {counted(len(found.breaks), 'break')}" if found.breaks else ""
    return (
        f"{counted(found.load, 'row')} would load, {len(found.ignored):,} left aside, "
        f"{len(found.rejected):,} rejected. In {into}, out {out}. "
        f"Proof: {found.verdict}{breaks}."
    )
