"""Least and most: every combination of choices traced, and which decisions matter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QProgressBar,
    QSplitter,
    QWidget,
)

from graphs.plain import Sentence
from ui import theme
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.sentences import Sentences
from ui.tasks import Task
from ui.widgets import Text, button, column, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report

#: In words, and (whether open identities are varied too, whether origins are).
VARIED = (
    ("Rules and orders of a day", (False, False)),
    ("Also open identity decisions", (True, False)),
    ("Also without each origin", (False, True)),
    ("Also both of these", (True, True)),
)
AMOUNTS = (
    Column(key="label", title="Marked money", width=230, stretch=True),
    Column(key="least_minor", title="At least", kind=Kind.MONEY, width=112,
           figure=lambda row: row["least_figure"]),
    Column(key="least_said", title="by", width=240),
    Column(key="most_minor", title="At most", kind=Kind.MONEY, width=112,
           figure=lambda row: row["most_figure"]),
    Column(key="most_said", title="by", width=240),
)  # fmt: skip
READY = (
    "Traces by every rule and every order of the records of one day, and gives the least and the "
    "most of each amount. Choose what else is to be varied."
)


class TraceSweep(QWidget):
    """The choices above, then progress; below, each amount with its range and what decides it."""

    def __init__(self, workspace: Workspace) -> None:
        """Nothing is traced until it is asked for."""
        super().__init__()
        self.workspace = workspace
        self.task: Task | None = None
        self.vary = QComboBox()
        self.vary.setAccessibleName("What is varied")
        self.vary.setStatusTip("What the traces differ in; leaving origins out makes many more")
        for words, what in VARIED:
            self.vary.addItem(words, what)
        self.cluster = QLineEdit()
        self.cluster.setPlaceholderText("This machine, or tcp://HOST:8786")
        self.cluster.setAccessibleName("Cluster")
        self.cluster.setStatusTip("The address of a Dask cluster; nothing for this machine")
        self.cluster.setFixedWidth(230)
        self.go = button("Trace by every choice", self.start, primary=True)
        self.leave = button("Cancel", self.cancel, tip="Stop; nothing of it is kept")
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Traces done")
        self.bar.setFixedWidth(180)
        self.bar.setTextVisible(False)
        self.said = Text(READY, tone="muted", wrap=True)
        self.amounts = Table("sweep-amounts", ListTable(AMOUNTS), ("amount", "amounts"))
        self.amounts.selected.connect(self._tell)
        self.words = Sentences(
            "The decisions that matter", workspace.ask_why.emit,
            empty="Choose an amount to read which decisions move it, and by how much.",
        )  # fmt: skip
        self.rest = QWidget()  # keeps the choices at the top while there is nothing to show
        self._rows: dict[str, dict[str, Any]] = {}
        self._lay_out()
        self._under_way(None)

    def _lay_out(self) -> None:
        asked = line(self.vary, self.cluster, gap=theme.GAP_M)
        asked.addStretch(1)
        asked.addWidget(self.bar)
        asked.addWidget(self.leave)
        asked.addWidget(self.go)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.amounts)
        self.split.addWidget(self.words)
        self.split.setSizes([320, 180])
        layout = column()
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.addLayout(asked)
        layout.addWidget(self.said)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.rest, 1)
        self.setLayout(layout)
        self._show_rows([])

    def load(self) -> None:
        """The case is new or has changed: what was found no longer stands."""
        self.cancel()
        self._show_rows([])
        self.said.say(READY, tone="muted")

    def start(self) -> None:
        """Trace, with what is chosen."""
        from graphs.sweeping.of_case import Choices, Where, sweep_case

        identities, each_origin = self.vary.currentData()
        choices = Choices(identities=identities, each_origin=each_origin)
        where = Where(cluster=self.cluster.text().strip())

        def work(case: Case, report: Report) -> dict[str, Any]:
            return sweep_case(case, choices, where=where, report=report)

        self.said.say("Beginning", tone="muted")
        task = self.workspace.read("Tracing by every choice", work, self._show, failed=self._failed)
        if task is not None:
            task.progress.connect(self._progress)
            task.cancelled.connect(self._cancelled)
            task.ended.connect(lambda: self._under_way(None))
            self._under_way(task)

    def cancel(self) -> None:
        """Stop what is under way."""
        if self.task is not None:
            self.task.cancel()

    def _under_way(self, task: Task | None) -> None:
        self.task = task
        self.bar.setVisible(task is not None)
        self.leave.setVisible(task is not None)
        asked: tuple[QWidget, ...] = (self.go, self.vary, self.cluster)
        for part in asked:
            part.setEnabled(task is None)
        self.bar.setRange(0, 0)

    def _progress(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.said.say(f"{done:,} of {counted(total, 'trace')}. {text}", tone="muted")

    def _cancelled(self) -> None:
        self.said.say("Stopped; nothing of it was kept.", tone="muted")

    def _failed(self, error: Exception) -> None:
        known = isinstance(error, Refused)
        self.said.say(str(error) if known else f"This cannot be traced: {error!r}", tone="wrong")

    def _show(self, told: dict[str, Any]) -> None:
        rows = [row for row in told["targets"] if row["least_minor"] != row["most_minor"]]
        rows.sort(key=lambda row: row["least_minor"] - row["most_minor"])
        same = len(told["targets"]) - len(rows)
        parts = [f"{counted(len(told['runs']), 'trace')}."]
        if not rows:
            parts.append("No choice changes any amount.")
        elif same:
            verb = "is" if same == 1 else "are"
            parts.append(f"{counted(same, 'amount')} {verb} the same by every choice.")
        parts += told["notes"]
        if all(run["conserved"] for run in told["runs"]):
            parts.append("Every penny is accounted for by every one of them.")
        self.said.say(" ".join(parts), tone="")
        self._show_rows(rows)

    def _show_rows(self, rows: list[dict[str, Any]]) -> None:
        self._rows = {row["target"]: row for row in rows}
        self.split.setVisible(bool(rows))
        self.rest.setVisible(not rows)
        model = self.amounts.model
        assert isinstance(model, ListTable)
        model.set_rows(
            [
                {
                    **row, "id": row["target"], "least_minor:currency": row["currency"],
                    "most_minor:currency": row["currency"],
                }
                for row in rows
            ]
        )  # fmt: skip
        self.words.show_sentences(())
        if rows:
            self.amounts.view.selectRow(0)

    def _tell(self, chosen: object) -> None:
        row = self._rows.get(str(chosen))
        said = [Sentence(decision["said"]) for decision in row["decisions"]] if row else []
        self.words.show_sentences(said, row["label"] if row else "")
