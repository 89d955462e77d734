"""Records: the files as they came, the accounts, the statement rows and the payments."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget

from ui.models.sql import SqlTable
from ui.models.view import Table
from ui.pages import record_tables
from ui.pages.base import EmptyPage, Page
from ui.search import Hit
from ui.workspace import Workspace
from workbench.case import Case


class RecordsPage(Page):
    """What was loaded, whether it is whole, and every row of it."""

    key = "records"
    title = "Records"
    purpose = "Bank statements and payments as they came, and whether their sums hold."

    def __init__(self, workspace: Workspace) -> None:
        """One tab for each kind of record."""
        super().__init__(workspace)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("Kinds of record")
        self.tables: dict[str, Table] = {}
        for key, word, listing, noun, empty in record_tables.TABLES:
            model = SqlTable(listing, workspace.tasks, self)
            model.failed.connect(workspace.refused)
            table = self.add_table(Table(f"records-{key}", model, noun, empty=empty))
            self.tables[key] = table
            self.tabs.addTab(table, word)
        self.content.addWidget(self.tabs)
        self.set_empty(
            EmptyPage(
                "table-2",
                "No records yet",
                "Load bank statements as CSV or spreadsheets, or a plain table of payments. "
                "The files are kept unaltered, every row is accounted for, and each statement's "
                "arithmetic is proved.",
            )
        )
        self.show_empty(is_empty=True)
        self.tables["files"].model.counted.connect(lambda _, total: self.show_empty(total == 0))

    def load(self, case: Case) -> None:
        """Read every table again."""
        for table in self.tables.values():
            if isinstance(table.model, SqlTable):
                table.model.read_from(case.read)

    def unload(self) -> None:
        """Show no case's records."""
        for table in self.tables.values():
            if isinstance(table.model, SqlTable):
                table.model.read_from(None)

    def reveal(self, hit: Hit) -> None:
        """Show the account or payment that was found."""
        key = {"Account": "accounts", "Payment": "payments"}.get(hit.kind)
        if key is not None:
            self.tabs.setCurrentWidget(self.tables[key])
            self.tables[key].select(hit.id)
