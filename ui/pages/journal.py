"""Journal: every change of the case, in order, each chained to the one before."""

from __future__ import annotations

from typing import Any

from ui.models.columns import Column, Kind
from ui.models.listing import Listing
from ui.models.sql import SqlTable
from ui.models.view import Table
from ui.pages.base import Page
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report
from workbench.store import journal
from workbench.store.tables import JournalEntry

LISTING = Listing(
    key=JournalEntry.seq,
    source=JournalEntry,
    columns=(
        Column(key="seq", title="Entry", kind=Kind.NUMBER, value=JournalEntry.seq),
        Column(key="at", title="When", kind=Kind.INSTANT, value=JournalEntry.at),
        Column(key="by", title="By", value=JournalEntry.by),
        Column(key="action", title="Action", width=110, value=JournalEntry.action),
        Column(key="summary", title="What was done", value=JournalEntry.summary, stretch=True),
        Column(key="hash", title="SHA-256", value=JournalEntry.hash, hidden=True, width=420),
    ),
    search=(JournalEntry.by, JournalEntry.action, JournalEntry.summary, JournalEntry.hash),
    order=(JournalEntry.seq.desc(),),
)


class JournalPage(Page):
    """What was done, when and by whom; nothing here is ever altered."""

    key = "journal"
    title = "Journal"
    purpose = "Every change of this case, each sealed to the one before. Nothing is removed."

    def __init__(self, workspace: Workspace) -> None:
        """One table, newest first."""
        super().__init__(workspace)
        self.model = SqlTable(LISTING, workspace.tasks, self)
        self.model.failed.connect(workspace.refused)
        self.table = self.add_table(Table("journal", self.model, ("entry", "entries")))
        self.content.addWidget(self.table)
        self.set_primary(
            "Check the chain", self.check, "Recompute the seal of every entry and compare"
        )

    def load(self, case: Case) -> None:
        """Read the entries again, and say where the chain ends."""
        self.model.read_from(case.read)
        self.workspace.read("Reading the journal", lambda c, _: c.head(), self._say_head)

    def unload(self) -> None:
        """Show no case's entries."""
        self.model.read_from(None)

    def check(self) -> None:
        """Recompute every seal, off the window's thread."""

        def work(case: Case, report: Report) -> tuple[int, list[Any]]:
            report(0, 0, "Checking the chain")
            entries = case.journal()
            return len(entries), list(journal.broken_links(entries))

        self.workspace.read("Checking the chain", work, self._say_checked)

    def _say_head(self, head: tuple[int, str]) -> None:
        number, seal = head
        self.say(f"The chain ends at entry {number:,}, sealed {seal[:16]}…", "muted")

    def _say_checked(self, found: tuple[int, list[Any]]) -> None:
        number, broken = found
        if broken:
            self.say(
                f"The chain is broken at {counted(len(broken), 'entry', 'entries')}: "
                + "; ".join(str(b) for b in broken[:3]),
                "wrong",
            )
        else:
            self.say(f"The chain holds: {counted(number, 'entry', 'entries')} checked.")
