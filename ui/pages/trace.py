"""Trace: what is marked, what each rule makes of it side by side, and where it went."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QWidget

from graphs.plain import Sentence
from ui import theme
from ui.drawing import PictureView
from ui.forms import Beside, Field, FormPanel
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.base import EmptyPage, Page
from ui.pages.kept_traces import KeptTraces
from ui.pages.sentences import Sentences
from ui.pages.sweep import TraceSweep
from ui.pages.trace_answers import TraceAnswers
from ui.pages.trace_rows import RULES, Traced, work_out
from ui.widgets import Text, button, column, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written

ORIGINS = (
    Column(key="origin", title="Origin", kind=Kind.NUMBER, width=72),
    Column(key="payment", title="Payment", width=96),
    Column(
        key="minor", title="Marked", kind=Kind.MONEY, figure=lambda row: f"origin:{row['origin']}"
    ),
    Column(key="why", title="Why", stretch=True),
)


def _stands(rule: str, row: Any) -> str:
    return f"stands:{rule}:{row['id']}" if row.get(rule) else ""


ACCOUNTS = (
    Column(key="account", title="Account", width=220),
    Column(key="name", title="Name", width=200, stretch=True),
    Column(key="held", title="Statements held", kind=Kind.YES, width=120),
    *(
        Column(
            key=rule, title=words, kind=Kind.MONEY, width=136, figure=partial(_stands, rule),
        )
        for rule, words in RULES
    ),
)  # fmt: skip
RANGES = (
    Column(key="origin", title="Origin", kind=Kind.NUMBER, width=72),
    Column(key="account", title="Account", width=240, stretch=True),
    Column(key="least", title="At least", kind=Kind.MONEY),
    Column(key="minor", title="As recorded", kind=Kind.MONEY, figure=lambda row: row["figure"]),
    Column(key="most", title="At most", kind=Kind.MONEY),
)


def _figure(rule: str, row: Any) -> str:
    if row.get("place"):
        return f"place:{rule}:{row['place']}"
    if row.get("found"):
        return f"found-of:{rule}:{row['found']}"
    return f"traced-by:{rule}:{row['asset']}" if row.get("asset") else ""


class TracePage(Page):
    """Several rules of law over one ledger, to the penny, each explained."""

    key = "trace"
    title = "Trace"
    purpose = "Where the money marked as criminal property went, by each rule of law."

    def __init__(self, workspace: Workspace) -> None:
        """Rules side by side, the flow, the answers, and the lists, each under its tab."""
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
                ("row", "rows"),
            )
        )  # fmt: skip
        self.origins_model = ListTable(ORIGINS)
        self.origins = self.add_table(Table("origins", self.origins_model, ("origin", "origins")))
        self.flow = PictureView("Where the marked money went")
        self.flow.figure.connect(workspace.ask_why)
        workspace.themed.connect(self.flow.retint)
        self.caption = Text(tone="muted", wrap=True, size="small")
        self.tabs = tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.setAccessibleName("What the trace found")
        drawn, listed = QWidget(), QWidget()
        drawn.setLayout(column(self.flow, self.caption))
        withdraw = button("Withdraw the mark", self.withdraw, tip="Withdraw the chosen mark")
        under = line(withdraw)
        under.addStretch(1)
        layout = column(self.origins)
        layout.addLayout(under)
        listed.setLayout(layout)
        self.accounts = self.add_table(
            Table("trace-accounts", ListTable(ACCOUNTS), ("account", "accounts"))
        )
        self.ranges = self.add_table(
            Table(
                "trace-ranges", ListTable(RANGES), ("amount", "amounts"),
                empty="The order of records of one day changes no amount by the rule relied on.",
            )
        )  # fmt: skip
        self.partings: dict[str, list[Sentence]] = {}
        self.words = Sentences(
            "Where the rules part", workspace.ask_why.emit,
            empty="No rule gives another amount here than the rule relied on.",
        )  # fmt: skip
        self.compared.selected.connect(self._tell)
        rules = QSplitter(Qt.Orientation.Vertical)
        rules.setChildrenCollapsible(False)
        rules.addWidget(_spaced(self.compared))
        rules.addWidget(self.words)
        rules.setSizes([320, 240])
        self.form = FormPanel()
        self.answers = TraceAnswers(workspace, self.form)
        self.sweep = TraceSweep(workspace)
        for table in (*self.answers.tables, self.sweep.amounts):
            self.add_table(table)
        tabs.addTab(rules, "Rules side by side")
        tabs.addTab(drawn, "Where it went")
        tabs.addTab(self.answers, "Answers")
        tabs.addTab(_spaced(self.accounts), "Where it is left")
        tabs.addTab(_spaced(self.ranges), "Order of one day")
        tabs.addTab(self.sweep, "Least and most")
        tabs.addTab(listed, "What is marked")
        self.kept = KeptTraces(workspace, self.form)
        for table in self.kept.tables:
            self.add_table(table)
        tabs.addTab(self.kept, "Kept")
        self.content.addWidget(Beside(tabs, self.form), 1)
        self.set_primary(
            "Mark a payment", lambda: workspace.show_page.emit("records", None),
            "Choose the payment on the Records page",
        )  # fmt: skip
        self.add_secondary(
            "Spent or repaid…", self.use, "A payment was spent, or repaid a loan: the trace ends"
        )
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

    def use(self) -> None:
        """Ask which payment was spent on nothing that lasts, or repaid a loan."""
        from workbench.recovery.follow_on import USES, use

        def then(values: dict[str, Any]) -> None:
            self.workspace.change(
                "Recording a use",
                lambda case, _: use(
                    case, values["payment"], values["what"], minor=values["minor"],
                    why=values["why"],
                ), lambda _: self.form.hide(), failed=self.form.refused,
            )  # fmt: skip

        self.show_empty(is_empty=False)
        self.form.ask(
            "Spent, or a loan repaid",
            (
                Field("payment", "Payment", needed=True, hint="F3-R12"),
                Field("what", "It", choices=tuple(USES.items())),
                Field("minor", "Only this much of it", "money"),
                Field("why", "What says so", needed=True),
            ),
            then, about="The trace ends there. The payment's id stands in the Payments table of "
            "the Records page.",
        )  # fmt: skip

    def load(self, _case: Case) -> None:
        """Trace again."""
        self.form.hide()
        self.answers.load()
        self.kept.load()
        self.sweep.load()
        self.workspace.explain(work_out, self._show, failed=self._failed)

    def unload(self) -> None:
        """Show no case's money."""
        self.sweep.load()
        for table in (self.compared, self.accounts, self.ranges):
            self._rows(table).set_rows([])
        self.origins_model.set_rows([])
        self.flow.show_picture(None)
        self.partings = {}
        self.words.show_sentences(())
        self.form.hide()
        self.answers.clear()
        self.kept.clear()

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

    def _tell(self, chosen: object) -> None:
        """Where the rules part that give another amount in the chosen row."""
        self.words.show_sentences(self.partings.get(str(chosen), []), "Where the rules part")

    def _show(self, found: Traced) -> None:
        self.show_empty(not found.origins)
        self.partings = found.partings
        self.origins_model.set_rows(found.origins)
        self._rows(self.compared).set_rows(found.compared)
        if found.compared:
            self.compared.select(found.compared[0]["id"])
        self._rows(self.accounts).set_rows(found.accounts)
        self._rows(self.ranges).set_rows(found.ranges)
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
                    f"{counted(len(found.ranges), 'amount')} by the rule relied on."
                )
            if found.distance:
                said += f" Pro rata in whole pence is at most {found.distance}p from unrounded."
            self.say(said)

    def _failed(self, error: Exception) -> None:
        self.show_empty(is_empty=False)
        said = str(error) if isinstance(error, Refused) else repr(error)
        self.say(f"The records cannot be traced: {said}", "wrong")


def _spaced(table: Table) -> QWidget:
    """A table with room above it, as a tab's content."""
    inside = QWidget()
    layout = column(table)
    layout.setContentsMargins(0, theme.GAP_S, 0, 0)
    inside.setLayout(layout)
    return inside
