"""Records: the files as they came, the accounts, the statement rows and the payments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QTabWidget

from ui import theme
from ui.forms import Beside, Field, FormPanel
from ui.models.rows import ListTable
from ui.models.sql import SqlTable
from ui.models.view import Table
from ui.pages import proof, record_tables
from ui.pages.base import EmptyPage, Page
from ui.pages.load_queue import LoadQueue, choices, chosen
from ui.pages.proof import Proof, prove
from ui.pages.record_tabs import TABS, RecordTab
from ui.search import Hit
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report


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
            self._add_tab(table, word)
        self.proof = ListTable(proof.COLUMNS)
        proved = self.add_table(
            Table(
                "records-proof", self.proof, ("account", "accounts"),
                empty="Accounts whose statements are held are added up here.",
            )
        )  # fmt: skip
        self._add_tab(proved, "Proof")
        self.form = FormPanel()
        self.further: list[RecordTab] = [make(workspace, self.form) for make in TABS]
        for tab in self.further:
            for table in tab.tables:
                self.add_table(table)
            self.tabs.addTab(tab, tab.word)
        self.queue = LoadQueue()
        self.add_table(self.queue.table)
        self.queue.again.connect(self.load_again)
        self.tabs.addTab(self.queue, "Last load")
        self.content.addWidget(Beside(self.tabs, self.form), 1)
        self.setAcceptDrops(True)
        self.add_secondary("Mark a payment…", self.mark, "Mark the chosen payment as criminal")
        self.add_secondary("Find pairs", self.pair, "Join the two sides of each own transfer")
        self.set_primary("Load files", self.choose, "Load bank statements or tables of payments")
        self.set_empty(
            EmptyPage(
                "table-2",
                "No records yet",
                "Load bank statements as CSV or spreadsheets, or a plain table of payments; or "
                "drop them here. The files are kept unaltered, every row is accounted for, and "
                "each statement's arithmetic is proved.",
                "Load files",
                self.choose,
            )
        )
        self.show_empty(is_empty=True)
        self.tables["files"].model.counted.connect(
            lambda _, total: self.show_empty(total == 0 and self.queue.model.rowCount() == 0)
        )

    def _add_tab(self, table: Table, word: str) -> None:
        if (inside := table.layout()) is not None:
            inside.setContentsMargins(0, theme.GAP_M, 0, 0)
        self.tabs.addTab(table, word)

    def load(self, case: Case) -> None:
        """Read every table again."""
        for table in self.tables.values():
            if isinstance(table.model, SqlTable):
                table.model.read_from(case.read)
        for tab in self.further:
            tab.load(case)
        self.workspace.read("Adding up the accounts", prove, self._show_proof)

    def unload(self) -> None:
        """Show no case's records."""
        self.form.hide()
        self.queue.clear()
        self.proof.set_rows([])
        for tab in self.further:
            tab.unload()
        for table in self.tables.values():
            if isinstance(table.model, SqlTable):
                table.model.read_from(None)

    # -- actions

    def choose(self) -> None:
        """Choose files, and load them."""
        names, _ = QFileDialog.getOpenFileNames(self, "Load files")
        self.load_paths([Path(name) for name in names])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped on the page."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Load what was dropped."""
        self.load_paths([Path(url.toLocalFile()) for url in event.mimeData().urls()])

    def load_paths(self, paths: list[Path], **choice: Any) -> None:
        """Load files, each whole or not at all; a file that is refused says why.

        `choice` is what `load_files` takes besides: layout, account, currency, exhibit.
        """
        if not paths:
            return

        def work(case: Case, report: Report) -> Any:
            from workbench.records.load import load_files

            return load_files(case, paths, report=report, **choice)

        self.workspace.change("Loading files", work, lambda found: self._loaded(paths, found))

    def load_again(self, file: str) -> None:
        """Ask what a listed file does not say itself, and load it so."""
        path = self.queue.path_of(file)
        if path is None:
            self.say("Choose a file of the last load first.", "caution")
            return

        def then(values: dict[str, Any]) -> None:
            self.form.hide()
            self.load_paths([path], **chosen(values))

        self.form.ask(
            f"Load {path.name}", choices(), then, action="Load",
            about="Say only what the file does not say itself; all else is found and proved.",
        )  # fmt: skip

    def _loaded(self, paths: list[Path], outcomes: Any) -> None:
        self.queue.show_outcomes(paths, outcomes)
        self.show_empty(is_empty=False)
        refused = [outcome for outcome in outcomes if not outcome.ok]
        if not refused:
            rows = sum(outcome.loaded for outcome in outcomes)
            self.workspace.message.emit(
                f"Loaded {counted(rows, 'row')} of {counted(len(outcomes), 'file')}.", ""
            )
            return
        self.tabs.setCurrentWidget(self.queue)
        more = f" And {counted(len(refused) - 1, 'more file')} refused." if refused[1:] else ""
        self.workspace.message.emit(f"{refused[0].refusal}{more}", "wrong")

    def pair(self) -> None:
        """Join the two sides of payments between held accounts."""
        from workbench.records.pair import pair_entries

        self.workspace.change(
            "Finding pairs", lambda case, report: pair_entries(case, report=report), self._paired
        )

    def _paired(self, found: Any) -> None:
        waits = f"; {counted(found.unpaired, 'entry', 'entries')} without a partner"
        self.workspace.message.emit(
            f"{counted(len(found.pairs), 'pair')}, {found.fresh:,} of them new"
            + (waits if found.unpaired else "") + ".", "",
        )  # fmt: skip

    def mark(self) -> None:
        """Mark the payment that is chosen in the Payments table."""
        from sqlalchemy import select

        from workbench.recovery import origins
        from workbench.store.tables import Payment

        self.tabs.setCurrentWidget(self.tables["payments"])
        number = self.tables["payments"].current_id()
        if number is None:
            self.say("Choose the payment in the Payments table first.", "caution")
            return

        def do(case: Case, values: dict[str, Any]) -> Any:
            with case.read() as connection:
                key = connection.execute(
                    select(Payment.key).where(Payment.id == int(number))
                ).scalar_one()
            return origins.mark(case, [origins.Mark(key, values["part"], values["why"])])

        def then(values: dict[str, Any]) -> None:
            self.workspace.change(
                "Marking a payment", lambda case, _: do(case, values),
                lambda _: self.form.hide(), failed=self.form.refused,
            )  # fmt: skip

        self.form.ask(
            "Mark as criminal property",
            (
                Field("part", "Only this much of it", hint="all of it"),
                Field("why", "Why it is criminal property", needed=True),
            ),
            then,
            about="The original property of POCA 2002 s.304. It can be withdrawn.",
            action="Mark",
        )

    def _show_proof(self, found: Proof) -> None:
        self.proof.set_rows(found.rows)
        self.say(found.said, "caution" if found.broken else "")

    def reveal(self, hit: Hit) -> None:
        """Show the account or payment that was found."""
        key = {"Account": "accounts", "Payment": "payments"}.get(hit.kind)
        if key is not None:
            self.tabs.setCurrentWidget(self.tables[key])
            self.tables[key].select(hit.id)
