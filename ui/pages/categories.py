"""What the entries are: totals by category with what is not yet explained, and deciding."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter
from sqlalchemy.orm import join

from ui import theme
from ui.forms import Field, FormPanel
from ui.models.columns import Column, Kind, Row
from ui.models.listing import Listing
from ui.models.rows import ListTable
from ui.models.sql import SqlTable
from ui.models.view import Table
from ui.pages.record_tabs import RecordTab
from ui.widgets import Text, button, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report
from workbench.records.categories import NONE, UNEXPLAINED_TITLE, categories, title_of
from workbench.records.categorise import Wanted, category_reason, effective_category, set_category
from workbench.records.category_totals import CategoryTotal, category_totals
from workbench.store.tables import Account, Entry

_HEADS = {"income": "Income", "expenditure": "Expenditure", "transfer": "Transfer"}


def _unexplained(row: Row) -> str:
    return "caution" if row["category"] == NONE and row["entries"] else ""


def _entry(row: Row) -> str:
    return f"entry:F{row['file']}-R{row['row']}"


TOTALS = (
    Column(key="title", title="Category", width=190, stretch=True, tone=_unexplained),
    Column(key="head", title="Kind", width=96),
    Column(key="currency", title="Currency", width=80, hidden=True),
    Column(key="entries", title="Entries", kind=Kind.NUMBER, width=72),
    Column(
        key="in", title="In", kind=Kind.MONEY, width=112, figure=lambda row: str(row["in-figure"])
    ),
    Column(
        key="out",
        title="Out",
        kind=Kind.MONEY,
        width=112,
        figure=lambda row: str(row["out-figure"]),
    ),
)

ENTRIES = Listing(
    key=Entry.id,
    source=join(Entry, Account, Entry.account_id == Account.id),
    columns=(
        Column(key="date", title="Date", kind=Kind.DATE, value=Entry.date),
        Column(key="account", title="Account", value=Account.key, width=140),
        Column(key="narrative", title="Narrative", value=Entry.narrative, stretch=True),
        Column(key="counterparty", title="Counterparty", value=Entry.counterparty, width=150,
               hidden=True),
        Column(key="minor", title="Amount", kind=Kind.MONEY, value=Entry.minor,
               currency=Entry.currency, figure=_entry),
        Column(key="by", title="By", value=category_reason(), width=96,
               tip="What says so: a rule, a pair of records, or an officer"),
        Column(key="rule", title="Read by", value=Entry.rule, width=140, hidden=True,
               tip="The rule that read the narrative"),
    ),
    search=(Account.key, Entry.narrative, Entry.counterparty, Entry.reference),
    order=(Entry.date, Entry.position),
    ties=(),
    base=Entry,
    extras={"file": Entry.file_id, "row": Entry.row},
)  # fmt: skip


class CategoriesTab(RecordTab):
    """Totals above, the entries of the chosen category below, and one decision for many."""

    word = "Categories"

    def __init__(self, workspace: Workspace, form: FormPanel) -> None:
        """Two tables, the lower one following the upper."""
        super().__init__(workspace, form)
        self.totals = ListTable(TOTALS)
        self.summary = Table(
            "categories", self.totals, ("category", "categories"),
            empty="Loaded entries are added up here by what they are.",
        )  # fmt: skip
        self.entries = SqlTable(ENTRIES, workspace.tasks, self)
        self.entries.failed.connect(workspace.refused)
        self.listed = Table(
            "category-entries", self.entries, ("entry", "entries"),
            empty="No entry is of this category.",
        )  # fmt: skip
        self.tables += [self.summary, self.listed]
        self.heading = Text(strong=True)
        self.set_button = button(
            "Set category…", self.decide, tip="Say what the chosen entries are (Ctrl+Shift+K)"
        )
        bar = line(self.heading, self.set_button)
        bar.insertStretch(1, 1)
        self.content.addLayout(bar)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.summary)
        both.addWidget(self.listed)
        both.setHandleWidth(theme.GAP_M)
        self.content.addWidget(both, 1)
        self.summary.selected.connect(self._show)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+K"), self, self.decide)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._category = ""
        self._show(None)

    def load(self, case: Case) -> None:
        """Add up the case as it stands, and keep to the category that is shown."""
        self._show_entries()
        self.entries.read_from(case.read)
        self.workspace.read(
            "Adding up categories", lambda case, _: category_totals(case), self._fill
        )

    def unload(self) -> None:
        """Show nothing."""
        self.totals.set_rows([])
        self.entries.read_from(None)
        self._category = ""

    def _fill(self, found: tuple[CategoryTotal, ...]) -> None:
        several = len({one.currency for one in found}) > 1
        self.totals.set_rows([_row(one, several) for one in found])
        self._say()

    def _show(self, row_id: object) -> None:
        position = self.totals.position_of(row_id) if isinstance(row_id, str) else -1
        if position >= 0:
            category = str(self.totals.row(position)["category"])
            self._category = "" if category == NONE else category
            self._show_entries()
        self._say()

    def _show_entries(self) -> None:
        self.entries.set_where(effective_category() == self._category)

    def _say(self) -> None:
        self.heading.say(f"Below: {title_of(self._category)}")

    # -- deciding

    def chosen(self) -> list[int]:
        """The ids of the entries that are chosen in the lower table."""
        rows = (row for span in self.listed.view.spans() for row in span)
        return [self.entries.id_at(row) for row in rows]

    def decide(self) -> None:
        """Ask what the chosen entries are, and why."""
        chosen = self.chosen()
        if not chosen:
            self.workspace.message.emit("Choose one or more entries below first.", "caution")
            return

        def then(values: dict[str, Any]) -> None:
            def do(case: Case, _: Report) -> int:
                wanted = Wanted(ids=tuple(chosen))
                return set_category(case, wanted, values["category"], values["why"])

            self.workspace.change(
                "Setting a category", do, lambda _: self.form.hide(), failed=self.form.refused
            )

        known = [(one.id, one.title) for one in categories().values()]
        self.form.ask(
            f"What {'is this entry' if len(chosen) == 1 else 'are these entries'}?",
            (
                Field("category", "Category",
                      choices=((NONE, UNEXPLAINED_TITLE), *known), needed=True),
                Field("why", "Why", needed=True),
            ),
            then,
            about=f"{counted(len(chosen), 'entry', 'entries')} chosen. What the bank wrote stays"
            " as it is; your decision stands beside it and can be undone.",
            action="Set",
        )  # fmt: skip


def _row(one: CategoryTotal, several: bool) -> dict[str, Any]:
    title = f"{one.title} ({one.currency})" if several else one.title
    return {
        "id": f"{one.currency}:{one.category}", "title": title,
        "category": one.category or NONE, "head": _HEADS.get(one.head, ""),
        "currency": one.currency, "entries": one.entries,
        "in": one.in_minor, "in:currency": one.currency,
        "in-figure": one.figure("in") if one.in_minor else "",
        "out": one.out_minor, "out:currency": one.currency,
        "out-figure": one.figure("out") if one.out_minor else "",
    }  # fmt: skip
