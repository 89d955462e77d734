"""The Views menu of a table of records: save how it is seen, choose a view, delete one."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ui.forms import Field, FormPanel
from ui.models.view import Table
from ui.widgets import button
from ui.workspace import Workspace
from workbench.records.views import View, delete_view, save_view, views


class ViewsMenu(QWidget):
    """Puts a button into a table's bar. The views are the case's, and journalled."""

    def __init__(self, workspace: Workspace, form: FormPanel, table: Table, listing: str) -> None:
        """Serve one table; `listing` is its name in the case."""
        super().__init__(table)
        self.hide()
        self._workspace, self._form, self._table, self._listing = workspace, form, table, listing
        self.views: dict[str, View] = {}
        self.menu = QMenu(table)
        self.button: QPushButton = button("Views", tip="Saved views of this table")
        self.button.setMenu(self.menu)
        table.bar.insertWidget(table.bar.count() - 1, self.button)
        self.fill({})

    def read(self) -> None:
        """Read the case's views of the table."""
        listing = self._listing
        self._workspace.read("Reading views", lambda case, _: views(case, listing), self.fill)

    def fill(self, found: dict[str, View]) -> None:
        """Offer these views."""
        self.views = found
        self.menu.clear()
        self.menu.setToolTipsVisible(True)
        for name in found:
            self.menu.addAction(name.replace("&", "&&")).triggered.connect(
                partial(self._choose, name)
            )
        if found:
            self.menu.addSeparator()
        self.menu.addAction("All rows").triggered.connect(
            lambda: self._table.show_view(View(columns=self._table.seen().columns))
        )
        self.menu.addAction("Save as…").triggered.connect(self.save)
        if found:
            less = self.menu.addMenu("Delete")
            for name in found:
                less.addAction(name.replace("&", "&&")).triggered.connect(
                    partial(self._delete, name)
                )

    def _choose(self, name: str, *_: object) -> None:
        self._table.show_view(self.views[name])

    def save(self) -> None:
        """Ask for a name, and keep the table as it is seen now."""
        seen, listing = self._table.seen(), self._listing

        def then(values: dict[str, Any]) -> None:
            self._workspace.change(
                "Saving a view",
                lambda case, _: save_view(case, listing, values["name"], seen),
                lambda _: self._form.hide(), failed=self._form.refused,
            )  # fmt: skip

        self._form.ask(
            "Save this view", (Field("name", "Name", needed=True),), then, action="Save",
            about="What is sought, the filters, the order and the columns, for everyone who "
            "opens this case. A view of the same name is replaced.",
        )  # fmt: skip

    def _delete(self, name: str, *_: object) -> None:
        listing = self._listing
        self._workspace.change("Deleting a view", lambda case, _: delete_view(case, listing, name))
