"""Parties: the people and companies of the case, and which accounts they hold."""

from __future__ import annotations

from ui.models.columns import Column, Kind
from ui.models.listing import Listing
from ui.models.sql import SqlTable
from ui.models.view import Table
from ui.pages.base import EmptyPage, Page
from ui.search import Hit
from ui.workspace import Workspace
from workbench.case import Case
from workbench.store.tables import Party

LISTING = Listing(
    key=Party.id,
    source=Party,
    columns=(
        Column(key="name", title="Name", value=Party.name, width=260, stretch=True),
        Column(key="schema", title="Kind", value=Party.schema, width=110),
        Column(key="subject", title="Subject", kind=Kind.YES, value=Party.subject, width=80),
        Column(key="born", title="Born", kind=Kind.DATE, value=Party.born),
        Column(key="registration", title="Company number", value=Party.registration, width=130),
        Column(key="note", title="Note", value=Party.note, width=260),
    ),
    search=(Party.name, Party.registration, Party.note, Party.schema),
    order=(Party.subject.desc(), Party.name),
)


class PartiesPage(Page):
    """Who is in the case, and who may be the same."""

    key = "parties"
    title = "Parties"
    purpose = "The people and companies of the case, their accounts, and who is who."

    def __init__(self, workspace: Workspace) -> None:
        """One table of parties."""
        super().__init__(workspace)
        self.model = SqlTable(LISTING, workspace.tasks, self)
        self.model.failed.connect(workspace.refused)
        self.table = self.add_table(Table("parties", self.model, ("party", "parties")))
        self.content.addWidget(self.table)
        self.set_empty(
            EmptyPage(
                "users",
                "No parties yet",
                "Holders of accounts appear here when records are loaded. Names that may be one "
                "person are put before you with their reasons; you decide, and can undo it.",
                "Go to Records",
                lambda: workspace.show_page.emit("records", None),
            )
        )
        self.show_empty(is_empty=True)
        self.model.counted.connect(lambda _, total: self.show_empty(total == 0))

    def load(self, case: Case) -> None:
        """Read the parties again."""
        self.model.read_from(case.read)

    def unload(self) -> None:
        """Show no case's parties."""
        self.model.read_from(None)

    def reveal(self, hit: Hit) -> None:
        """Show the party that was found."""
        self.table.select(hit.id)
