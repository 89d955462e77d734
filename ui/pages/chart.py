"""Chart: who paid whom, added up, as a picture and as its table, with the same selection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QSplitter

from ui.drawing import PictureView
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.base import EmptyPage, Page
from ui.widgets import Text, button
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report

ROWS = (
    Column(key="payer", title="From", width=240, stretch=True),
    Column(key="payee", title="To", width=240),
    Column(key="count", title="Payments", kind=Kind.NUMBER),
    Column(key="minor", title="Together", kind=Kind.MONEY, figure=lambda row: row["figure"]),
    Column(key="first", title="First", kind=Kind.DATE),
    Column(key="last", title="Last", kind=Kind.DATE),
    Column(key="marked", title="Marked", kind=Kind.NUMBER, tip="Payments marked as criminal"),
    Column(key="drawn", title="In the chart", width=170),
)
HOW_MANY = (8, 12, 16, 24, 40)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, and what the filters may be set to."""

    chart: Any
    currencies: tuple[str, ...]
    accounts: tuple[tuple[str, str], ...]


class ChartPage(Page):
    """The accounts of the case and what they paid one another."""

    key = "chart"
    title = "Chart"
    purpose = "Who paid whom, added up. Click an arrow to see what it stands for."

    def __init__(self, workspace: Workspace) -> None:
        """The picture above, its table below."""
        super().__init__(workspace)
        self.add_secondary(
            "Screening", lambda: workspace.show_page.emit("screening", None),
            "Published patterns of money laundering: where to look first",
        )  # fmt: skip
        self.view = PictureView("Payments between accounts")
        self.view.figure.connect(self._clicked)
        workspace.themed.connect(self.view.retint)
        self._add_filters()
        self.model = ListTable(ROWS)
        self.table = self.add_table(Table("chart-rows", self.model, ("pair", "pairs")))
        self.table.figure.connect(self.view.choose)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.view)
        split.addWidget(self.table)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([430, 240])
        self.content.addWidget(split)
        self.set_empty(
            EmptyPage(
                "workflow",
                "Nothing to draw yet",
                "Load bank statements or a table of payments: the accounts and what they paid "
                "one another are drawn here, and every arrow can be asked what it stands for.",
                "Go to Records",
                lambda: workspace.show_page.emit("records", None),
            )
        )
        self.show_empty(is_empty=True)

    def _add_filters(self) -> None:
        self.since, self.until = _day_edit("First day"), _day_edit("Last day")
        self.currency, self.around, self.most = QComboBox(), QComboBox(), QComboBox()
        self.currency.setAccessibleName("Currency")
        self.around.setAccessibleName("Around which account")
        self.around.setMaximumWidth(300)
        self.around.addItem("All accounts", None)
        self.most.setAccessibleName("How many accounts are drawn by themselves")
        for number in HOW_MANY:
            self.most.addItem(f"{number} main accounts", number)
        self.most.setCurrentIndex(HOW_MANY.index(16))
        for box in (self.currency, self.around, self.most):
            box.currentIndexChanged.connect(lambda _: self.refresh())
        for edit in (self.since, self.until):
            edit.editingFinished.connect(self._days_changed)
        self._days = ("", "")
        for part in (
            Text("From", tone="muted"), self.since, Text("to", tone="muted"), self.until,
            self.currency, self.around, self.most,
            button("Whole chart", self.view.fit, tip="Show the whole chart (0)"),
            button("Nearer", lambda: self.view.zoom(1.25), tip="Zoom in (+)"),
            button("Farther", lambda: self.view.zoom(0.8), tip="Zoom out (−)"),
        ):  # fmt: skip
            self.filters.addWidget(part)
        self.filters.addStretch(1)

    def load(self, _case: Case) -> None:
        """Add the payments up again."""
        try:
            since, until = _day(self.since), _day(self.until)
        except ValueError:
            self.say("Write the days like 2024-03-31.", "wrong")
            return
        choice = {
            "since": since, "until": until, "currency": self.currency.currentData(),
            "account": self.around.currentData(), "most": int(self.most.currentData()),
        }  # fmt: skip

        def work(case: Case, report: Report) -> Drawn:
            from exports.charts.accounts import account_flow
            from graphs.accounts import payments_by_currency
            from workbench.records.accounts import accounts

            report(0, 0, "Adding up who paid whom")
            held = tuple(
                (a.account, f"Around {a.name or a.account}, {a.account}")
                for a in accounts(case)
                if a.held
            )
            return Drawn(account_flow(case, **choice), tuple(payments_by_currency(case)), held)

        self.workspace.read("Drawing the chart", work, self._show)

    def unload(self) -> None:
        """Show no case's accounts."""
        self.view.show_picture(None)
        self.model.set_rows([])
        for box in (self.currency, self.around):
            _offer(box, ())
        for edit in (self.since, self.until):
            edit.clear()
        self._days = ("", "")

    def _days_changed(self) -> None:
        days = (self.since.text(), self.until.text())
        if days != self._days:
            self._days = days
            self.refresh()

    def _show(self, found: Drawn) -> None:
        chart = found.chart
        _offer(self.currency, tuple((code, code) for code in found.currencies))
        _offer(self.around, ((None, "All accounts"), *found.accounts))
        self.show_empty(not found.currencies)
        self.view.show_picture(chart.picture)
        self.model.set_rows(
            [
                {
                    "id": number, "payer": row.payer_words, "payee": row.payee_words,
                    "count": row.count, "minor": row.minor, "minor:currency": row.currency,
                    "first": row.first, "last": row.last, "marked": row.marked,
                    "figure": row.figure, "drawn": row.drawn,
                }
                for number, row in enumerate(chart.rows)
            ]
        )  # fmt: skip
        self.say(chart.caption, "muted")

    def _clicked(self, figure: str) -> None:
        for position in range(self.model.rowCount()):
            if self.model.row(position)["figure"] == figure:
                self.table.select(self.model.id_at(position))
                break
        self.workspace.ask_why.emit(figure)


def _day_edit(name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(name)
    edit.setPlaceholderText("2024-03-31")
    edit.setFixedWidth(104)
    return edit


def _day(edit: QLineEdit) -> date | None:
    text = edit.text().strip()
    return date.fromisoformat(text) if text else None


def _offer(box: QComboBox, choices: tuple[tuple[Any, str], ...]) -> None:
    """Offer these choices, keeping the one that is made, without telling anybody."""
    chosen = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        for value, words in choices:
            box.addItem(words, value)
        found = next((i for i, (value, _) in enumerate(choices) if value == chosen), 0)
        box.setCurrentIndex(found)
