"""Trace: what is marked, what each rule makes of it side by side, and where it went."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from exports.charts.picture import Picture
from ui.drawing import PictureView
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.base import EmptyPage, Page
from ui.widgets import Text, button, column, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.money import written
from workbench.progress import Report

#: The rules that stand side by side, with how the columns are headed.
RULES = (
    ("fifo", "First in, first out"),
    ("pro-rata", "Pro rata"),
    ("lifo", "Last in, first out"),
    ("clean-first", "Clean first"),
    ("tainted-first", "Tainted first"),
)
ORIGINS = (
    Column(key="origin", title="Origin", kind=Kind.NUMBER, width=72),
    Column(key="payment", title="Payment", width=96),
    Column(
        key="minor", title="Marked", kind=Kind.MONEY, figure=lambda row: f"origin:{row['origin']}"
    ),
    Column(key="why", title="Why", stretch=True),
)


@dataclass(frozen=True, slots=True)
class Traced:
    """What the page shows, worked out off its thread."""

    origins: list[dict[str, Any]]
    compared: list[dict[str, Any]]
    ranges: int
    distance: str
    picture: Picture | None
    caption: str
    marked: int
    currency: str


def work_out(book: Book, report: Report) -> Traced:
    """Trace by every rule, and put the results side by side."""
    from exports.charts.traced import trace_flow
    from graphs.figures import relied_rule, traced
    from workbench.recovery.origins import origin_rows
    from workbench.recovery.rows import asset_rows

    case = book.case
    origins = [{"id": row["origin"], **row} for row in origin_rows(case)]
    currency = case.info().currency
    if not origins:
        return Traced([], [], 0, "", None, "", 0, currency)
    bought = [row for row in asset_rows(case) if row["purchases"]]
    compared: list[dict[str, Any]] = [
        {"id": f"asset:{row['asset']}", "what": f"In {row['label']}", "asset": row["asset"]}
        for row in bought
    ]
    places: dict[str, dict[str, Any]] = {}
    for number, (rule, words) in enumerate(RULES):
        report(number, len(RULES), f"Tracing: {words.lower()}")
        made = traced(book, rule)
        for row in compared:
            row[rule] = book.figure(f"traced-by:{rule}:{row['asset']}").minor
        sums = {"held": 0, "left": 0, "repaid": sum(made.made.repaid.values())}
        for (_, pocket), minor in made.made.held.items():
            held = made.ledger.accounts[pocket.account].held
            sums["held" if held else "left"] += minor
        for key, words_ in (
            ("held", "Still in accounts of the case"),
            ("left", "Left the records (things bought among it)"),
            ("repaid", "Repaid debts"),
        ):
            places.setdefault(key, {"id": key, "what": words_})[rule] = sums[key]
    rule = relied_rule(book)
    relied = traced(book, rule).made
    chart = trace_flow(book, rule)
    spread = traced(book, "pro-rata").made.largest_distance
    return Traced(
        origins, [*compared, *places.values()], len(relied.order_matters),
        f"{spread:.1f}" if spread is not None else "", chart.picture, chart.caption,
        sum(row["minor"] for row in origins), currency,
    )  # fmt: skip


def _figure(rule: str, row: Any) -> str:
    return f"traced-by:{rule}:{row['asset']}" if row.get("asset") else ""


class TracePage(Page):
    """Several rules of law over one ledger, to the penny, each explained."""

    key = "trace"
    title = "Trace"
    purpose = "Where the money marked as criminal property went, by each rule of law."

    def __init__(self, workspace: Workspace) -> None:
        """Rules side by side above; the flow and the origins below."""
        super().__init__(workspace)
        self.compared = self.add_table(
            Table(
                "trace-rules",
                ListTable(
                    (
                        Column(key="what", title="Marked money", stretch=True),
                        *(
                            Column(
                                key=rule, title=words, kind=Kind.MONEY, width=150,
                                figure=partial(_figure, rule),
                            )
                            for rule, words in RULES
                        ),
                    )
                ),
                ("place", "places"),
            )
        )  # fmt: skip
        self.origins_model = ListTable(ORIGINS)
        self.origins = self.add_table(Table("origins", self.origins_model, ("origin", "origins")))
        self.flow = PictureView("Where the marked money went")
        self.flow.figure.connect(workspace.ask_why)
        self.caption = Text(tone="muted", wrap=True, size="small")
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        drawn, listed = QWidget(), QWidget()
        drawn.setLayout(column(self.flow, self.caption))
        withdraw = button("Withdraw the mark", self.withdraw, tip="Withdraw the chosen mark")
        under = line(withdraw)
        under.addStretch(1)
        layout = column(self.origins)
        layout.addLayout(under)
        listed.setLayout(layout)
        tabs.addTab(drawn, "Where it went")
        tabs.addTab(listed, "What is marked")
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.compared)
        split.addWidget(tabs)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([300, 400])
        self.content.addWidget(split)
        self.set_primary(
            "Mark a payment", lambda: workspace.show_page.emit("records", None),
            "Choose the payment on the Records page",
        )  # fmt: skip
        self.set_empty(
            EmptyPage(
                "route",
                "Nothing is marked yet",
                "Choose a payment on the Records page and mark it, or a part of it, as criminal "
                "property, with the reason. It is then followed by every rule, to the penny.",
                "Go to Records",
                lambda: workspace.show_page.emit("records", None),
            )
        )
        self.show_empty(is_empty=True)

    def load(self, _case: Case) -> None:
        """Trace again."""
        self.workspace.explain(work_out, self._show, failed=self._failed)

    def unload(self) -> None:
        """Show no case's money."""
        self._rows(self.compared).set_rows([])
        self.origins_model.set_rows([])
        self.flow.show_picture(None)

    def withdraw(self) -> None:
        """Withdraw the mark that is chosen; it can be undone."""
        from workbench.recovery.origins import unmark

        number = self.origins.current_id()
        if number is not None:
            self.workspace.change("Withdrawing a mark", lambda case, _: unmark(case, int(number)))

    @staticmethod
    def _rows(table: Table) -> ListTable:
        assert isinstance(table.model, ListTable)
        return table.model

    def _show(self, found: Traced) -> None:
        self.show_empty(not found.origins)
        self.origins_model.set_rows(found.origins)
        self._rows(self.compared).set_rows(found.compared)
        self.flow.show_picture(found.picture)
        self.caption.say(found.caption)
        if found.origins:
            said = (
                f"{counted(len(found.origins), 'payment')} marked, "
                f"{written(found.marked, found.currency)}; every penny accounted for by each rule."
            )
            if found.ranges:
                said += (
                    f" The order of records of one day changes "
                    f"{counted(found.ranges, 'amount')} by the rule relied on."
                )
            if found.distance:
                said += f" Pro rata in whole pence is at most {found.distance}p from unrounded."
            self.say(said)

    def _failed(self, error: Exception) -> None:
        self.show_empty(is_empty=False)
        said = str(error) if isinstance(error, Refused) else repr(error)
        self.say(f"The records cannot be traced: {said}", "wrong")
