"""Records: the files as they came, the accounts, the statement rows and the payments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QSplitter, QTabWidget

from ui import settings, source_pane, theme
from ui.forms import Beside, Field, FormPanel
from ui.models.rows import ListTable
from ui.models.sql import SqlTable
from ui.models.view import Table
from ui.pages import proof, record_tables
from ui.pages.base import EmptyPage, Page
from ui.pages.load_queue import LoadQueue, choices, chosen, layout_names
from ui.pages.loading import Loading, files_in
from ui.pages.proof import Proof, prove
from ui.pages.record_tabs import TABS, RecordTab
from ui.pages.saved_views import ViewsMenu
from ui.search import Hit
from ui.source_pane import SourcePane
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report
from workbench.records.outcome import FileOutcome

if TYPE_CHECKING:
    from ui.pages.mapping import MappingPanel


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
        self._case: Case | None = None
        self.tables: dict[str, Table] = {}
        for key, word, listing, noun, empty in record_tables.TABLES:
            model = SqlTable(listing, workspace.tasks, self)
            model.failed.connect(workspace.refused)
            table = self.add_table(Table(f"records-{key}", model, noun, empty=empty))
            self.tables[key] = table
            table.selected.connect(partial(self._follow, key))
            table.activated.connect(partial(self._why, table))
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
        self.views = [
            ViewsMenu(workspace, self.form, table, key) for key, table in self.tables.items()
        ]
        self.source = SourcePane(workspace)
        self.source.hide()
        self.source.closed.connect(self.toggle_source)
        self.further: list[RecordTab] = [make(workspace, self.form) for make in TABS]
        for tab in self.further:
            for table in tab.tables:
                self.add_table(table)
            self.tabs.addTab(tab, tab.word)
        self.queue = LoadQueue()
        self.add_table(self.queue.table)
        self.queue.again.connect(self.load_again)
        self.queue.describe.connect(self.describe)
        self.tabs.addTab(self.queue, "Last load")
        self.mapping: MappingPanel | None = None
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(6)
        self.split.addWidget(self.tabs)
        self.split.addWidget(self.source)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.splitterMoved.connect(lambda *_: self._remember_source())
        self.content.addWidget(Beside(self.split, self.form), 1)
        self.add_secondary("Mark a payment…", self.mark, "Mark the chosen payment as criminal")
        self.source_button = self.add_secondary(
            "Source", self.toggle_source, "Show the chosen row in its original file, or put it away"
        )
        self.source_button.setCheckable(True)
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
        if self._case is not case:
            self._case = case
            self.source.take_case(case)
            if settings.text("source/shown") == "yes" and not self.source.isVisibleTo(self):
                self.toggle_source()
        for menu in self.views:
            menu.read()
        for table in self.tables.values():
            if isinstance(table.model, SqlTable):
                table.model.read_from(case.read)
        for tab in self.further:
            tab.load(case)
        self.workspace.read("Adding up the accounts", prove, self._show_proof)

    def unload(self) -> None:
        """Show no case's records."""
        self.form.hide()
        self._case = None
        self.source.take_case(None)
        for menu in self.views:
            menu.fill({})
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

    def take_files(self, paths: Sequence[Path]) -> None:
        """Load what was dropped on the window."""
        self.load_paths(list(paths))

    def load_paths(self, paths: list[Path], **choice: Any) -> None:
        """Load files, and all files of folders, each whole or not at all; the queue tells of it.

        `choice` is what `load_files` takes besides: layout, account, currency, exhibit.
        """
        if self.queue.loading is not None:
            self.workspace.message.emit(
                "Files are being loaded. Wait until they are done, or cancel the rest.", "wrong"
            )
            return
        if any(path.is_dir() for path in paths):
            self.workspace.read(
                "Looking through the folder", lambda _case, _: files_in(paths),
                lambda found: self._begin(found, choice),
            )  # fmt: skip
        else:
            self._begin(files_in(paths), choice)

    def _begin(self, paths: list[Path], choice: dict[str, Any]) -> None:
        if not paths:
            self.workspace.message.emit("There is no file to load.", "wrong")
            return
        loading = Loading(paths, self.queue.tell, **choice)

        def work(case: Case, report: Report) -> Any:
            return loading.run(case, report)

        self.queue.begin(loading)
        self.show_empty(is_empty=False)
        self.tabs.setCurrentWidget(self.queue)
        task = self.workspace.change("Loading files", work, self._loaded)
        if task is None:
            self.queue.clear()
            return
        task.failed.connect(lambda _: self.queue.end())
        task.cancelled.connect(self.queue.end)

    def describe(self, file: str) -> None:
        """Ask what each column of a listed file is, in a tab of its own."""
        path = Path(file)
        if not file:
            self.say("Choose a file of the last load first.", "caution")
            return
        if self.mapping is None:
            from ui.pages.mapping import MappingPanel

            self.mapping = panel = MappingPanel(self.workspace)
            self.add_table(panel.table)
            panel.saved.connect(
                lambda name, path: self.load_paths([path], layout=name, account=panel.whose())
            )
            self.tabs.addTab(panel, "Columns")
        self.tabs.setCurrentWidget(self.mapping)
        self.mapping.open(path)

    def load_again(self, file: str) -> None:
        """Ask what a listed file does not say itself, and load it so."""
        path = Path(file)
        if not file:
            self.say("Choose a file of the last load first.", "caution")
            return

        def then(values: dict[str, Any]) -> None:
            self.form.hide()
            self.load_paths([path], **chosen(values))

        def ask(names: list[str]) -> None:
            self.form.ask(
                f"Load {path.name}", choices(names), then, action="Load",
                about="Say only what the file does not say itself; all else is found and proved.",
            )  # fmt: skip

        self.workspace.read("Looking up the layouts", lambda case, _: layout_names(case), ask)

    def _loaded(self, outcomes: list[FileOutcome]) -> None:
        # What was told from the worker before its end is still on its way to the queue.
        QTimer.singleShot(0, self.queue, self.queue.end)
        refused = [outcome for outcome in outcomes if not outcome.ok]
        if not refused:
            rows = sum(outcome.loaded for outcome in outcomes)
            self.workspace.message.emit(
                f"Loaded {counted(rows, 'row')} of {counted(len(outcomes), 'file')}.", ""
            )
            return
        more = f". And {counted(len(refused) - 1, 'more file')} refused." if refused[1:] else ""
        self.workspace.message.emit(f"{refused[0].refusal}{more}", "wrong")

    # -- the source beside the table

    def toggle_source(self) -> None:
        """Show the original of the chosen row, or put it away."""
        shown = not self.source.isVisibleTo(self)
        self.source.setVisible(shown)
        self.source_button.setChecked(shown)
        settings.remember("source/shown", "yes" if shown else "no")
        if shown:
            room = self.split.width()
            width = settings.recall("source/width", source_pane.WIDTH)
            width = max(240, min(width, room // 2))
            self.split.setSizes([room - width, width])
            if isinstance(table := self.tabs.currentWidget(), Table):
                key = next((k for k, known in self.tables.items() if known is table), "")
                self._follow(key, table.current_id())

    def _remember_source(self) -> None:
        settings.remember("source/width", self.split.sizes()[1])

    def _follow(self, key: str, row_id: object) -> None:
        self.source.follow(key, row_id if isinstance(row_id, int) else None)

    def _why(self, table: Table, _: object) -> None:
        if figure := table.figure_here():
            self.workspace.ask_why.emit(figure)

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
