"""What a page of several lists shares: tabs of tables, a form at the right, an action for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QTabWidget, QWidget

from ui import theme
from ui.forms import Beside, Field, FormPanel
from ui.models.columns import Column
from ui.models.rows import ListTable
from ui.models.sql import SqlTable
from ui.models.table import RowTable
from ui.models.view import Table
from ui.pages.base import Page
from ui.widgets import button, column, line
from ui.workspace import Workspace
from workbench.case import Case

#: Does what a form asked, as a command would.
Do = Callable[[Case, dict[str, Any]], Any]


class ListedPage(Page):
    """A page of tabs, each a table with its actions under it, and one form beside them."""

    def __init__(self, workspace: Workspace) -> None:
        """No tab yet."""
        super().__init__(workspace)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.form = FormPanel()
        self.content.addWidget(Beside(self.beside_the_form(), self.form), 1)
        self.tables: dict[str, Table] = {}

    def beside_the_form(self) -> QWidget:
        """What the form stands beside: the tabs, unless a page puts something over them."""
        return self.tabs

    def add_list(
        self,
        key: str,
        word: str,
        columns: Sequence[Column],
        noun: tuple[str, str],
        *,
        empty: str,
        actions: Sequence[tuple[str, Callable[[], object], str]] = (),
        above: QWidget | None = None,
        model: RowTable | None = None,
    ) -> Table:
        """A tab with a table; `actions` are (words, call, tip), shown under it.

        `model` is given where the rows are read in SQL; they are then no list that is set.
        """
        shown = ListTable(columns) if model is None else model
        table = self.add_table(Table(f"{self.key}-{key}", shown, noun, empty=empty))
        self.tables[key] = table
        inside = QWidget()
        layout = column(*([above] if above else []), table)
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.setStretch(layout.count() - 1, 1)
        if actions:
            under = line()
            for words, call, tip in actions:
                under.addWidget(button(words, call, tip=tip))
            under.addStretch(1)
            layout.addLayout(under)
        inside.setLayout(layout)
        self.tabs.addTab(inside, word)
        return table

    def set_rows(self, key: str, rows: Sequence[dict[str, Any]]) -> None:
        """Show these rows in a tab's table."""
        model = self.tables[key].model
        assert isinstance(model, ListTable)
        model.set_rows(list(rows))

    def chosen(self, key: str) -> int | None:
        """The number of the row that is chosen in a tab; a line says so where none is."""
        found = self.tables[key].current_id()
        if found is None:
            self.say("Choose a row first.", "caution")
            return None
        return int(found)

    def ask(
        self, heading: str, fields: Sequence[Field], do: Do, *, about: str = "",
        action: str = "Record",
    ) -> None:  # fmt: skip
        """Show a form; what it is told is done on the case's thread, and can be undone."""

        def then(values: dict[str, Any]) -> None:
            self.workspace.change(
                heading, lambda case, _: do(case, values), lambda _: self.form.hide(),
                failed=self.form.refused,
            )  # fmt: skip

        self.show_empty(is_empty=False)
        self.form.ask(heading, fields, then, about=about, action=action)

    def unload(self) -> None:
        """Show no case's lists."""
        self.form.hide()
        for key, table in self.tables.items():
            if isinstance(table.model, SqlTable):
                table.model.read_from(None)
            else:
                self.set_rows(key, [])
