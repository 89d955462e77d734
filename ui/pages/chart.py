"""Chart: who paid whom, added up, as a picture and as its table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter

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
    Column(key="payee", title="To", width=240, stretch=True),
    Column(key="count", title="Payments", kind=Kind.NUMBER),
    Column(key="minor", title="Together", kind=Kind.MONEY, figure=lambda row: row["figure"]),
    Column(key="first", title="First", kind=Kind.DATE),
    Column(key="last", title="Last", kind=Kind.DATE),
    Column(key="marked", title="Marked", kind=Kind.NUMBER, tip="Payments marked as criminal"),
    Column(key="drawn", title="In the chart", width=170),
)
HOW_MANY = (8, 12, 16, 24, 40)


class ChartPage(Page):
    """The accounts of the case and what they paid one another."""

    key = "chart"
    title = "Chart"
    purpose = "Who paid whom, added up. Click an arrow to see what it stands for."

    def __init__(self, workspace: Workspace) -> None:
        """The picture above, its table below."""
        super().__init__(workspace)
        self.most = QComboBox()
        self.most.setAccessibleName("How many accounts are drawn by themselves")
        for number in HOW_MANY:
            self.most.addItem(f"{number} main accounts", number)
        self.most.setCurrentIndex(HOW_MANY.index(16))
        self.most.currentIndexChanged.connect(lambda _: self.refresh())
        self.view = PictureView("Payments between accounts")
        self.view.figure.connect(workspace.ask_why)
        self.filters.addWidget(Text("Draw", tone="muted"))
        self.filters.addWidget(self.most)
        self.filters.addWidget(button("Whole chart", self.view.fit, tip="Show the whole chart"))
        self.filters.addStretch(1)
        self.model = ListTable(ROWS)
        self.table = self.add_table(Table("chart-rows", self.model, ("pair", "pairs")))
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

    def load(self, _case: Case) -> None:
        """Add the payments up again."""
        most = int(self.most.currentData())

        def work(case: Case, report: Report) -> Any:
            from exports.charts.accounts import account_flow

            report(0, 0, "Adding up who paid whom")
            return account_flow(case, most=most)

        self.workspace.read("Drawing the chart", work, self._show)

    def unload(self) -> None:
        """Show no case's accounts."""
        self.view.show_picture(None)
        self.model.set_rows([])

    def _show(self, chart: Any) -> None:
        self.show_empty(not chart.rows)
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
