"""The main window: rail, top bar, pages, Why?, and every action; `run` opens it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMessageBox,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from ui import settings, theme
from ui.actions import Action, Actions
from ui.finder import Finder
from ui.pages import ASIDE, PLACES
from ui.pages.base import Page
from ui.rail import Rail
from ui.reminder import Reminder
from ui.search import Hit
from ui.start import StartPage
from ui.status import Banner, Status
from ui.theme import apply
from ui.top_bar import TopBar
from ui.why import WhyPanel
from ui.widgets import column, line, retint
from ui.workspace import Workspace
from workbench.case import SUFFIX, Case
from workbench.progress import Report

TITLE = "Asset Recovery Workbench"
#: Below this width the rail shows icons only.
ROOM_FOR_WORDS = 1100
WHY_WIDTH = 380

#: Builds the demonstration case in a folder and gives the place of the case.
DemoBuilder = Callable[[Path, Report], str]


class MainWindow(QWidget):
    """One window, one case. Pages are made when first shown."""

    def __init__(
        self, workspace: Workspace | None = None, build_demo: DemoBuilder | None = None
    ) -> None:
        """Lay the frame out, with the first-run page in it."""
        super().__init__()
        self.workspace = workspace or Workspace()
        self.build_demo = build_demo
        self.setObjectName("Window")
        self.setWindowTitle(TITLE)
        self.resize(1440, 900)
        self.setMinimumSize(880, 560)
        self.setAcceptDrops(True)
        self.actions_ = Actions(self)
        self._add_actions()
        self.rail = Rail([(p.key, p.word, p.icon) for p in PLACES])
        self.rail.setEnabled(False)
        self.top = TopBar(self.actions_)
        self.top.remind(Reminder(self.workspace))
        self.top.build_menu()
        self.banner = Banner()
        self.pages: dict[str, Page] = {}
        self.start = StartPage(self.workspace)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.why = WhyPanel(self.workspace)
        self.status = Status(self.workspace.tasks, self.workspace.undo)
        self.status.setObjectName("Foot")
        self.middle = QWidget()
        middle = column(gap=0)
        note = line(self.banner)
        note.setContentsMargins(theme.GAP_XL, theme.GAP_S, theme.GAP_XL, 0)
        middle.addLayout(note)
        middle.addWidget(self.stack, 1)
        self.middle.setLayout(middle)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setObjectName("PageAndWhy")
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(6)
        self.split.addWidget(self.middle)
        self.split.addWidget(self.why)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        body = line(self.rail, self.split, gap=0)
        body.setStretch(1, 1)
        layout = column(self.top, gap=0)
        layout.addLayout(body, 1)
        layout.addWidget(self.status)
        self.setLayout(layout)
        self.why.hide()
        self.start.demo.setFocus()
        self.finder = Finder(self, self.actions_, self.workspace)
        self._connect()

    def _connect(self) -> None:
        work = self.workspace
        self.rail.chosen.connect(self.show_page)
        work.opened.connect(self._opened)
        work.closed.connect(self._closed)
        work.changed.connect(self._say_case)
        work.message.connect(self._say)
        work.undo_changed.connect(self._undo_changed)
        work.figure.connect(self._follow)
        work.ask_why.connect(self._ask_of)
        work.show_page.connect(self._show_hit)
        self.why.closed.connect(self.toggle_why)
        self.start.demonstration.connect(self.open_demonstration)

    # -- what can be done

    def _add_actions(self) -> None:
        add, work = self.actions_.add, self.workspace

        def act(
            action_id: str,
            text: str,
            group: str,
            call: Callable[[], object],
            tip: str,
            shortcut: str = "",
            *,
            needs_case: bool = True,
        ) -> None:
            add(Action(id=action_id, text=text, group=group, call=call, tip=tip,
                       shortcut=shortcut, needs_case=needs_case))  # fmt: skip

        act("new", "New case", "Case", self._new_case, "Begin a case", "Ctrl+N", needs_case=False)
        act("open", "Open a case", "Case", self._open_case,
            "Open a case file", "Ctrl+O", needs_case=False)  # fmt: skip
        act("close", "Close the case", "Case", work.close, "Let go of this case", "Ctrl+W")
        act("quit", "Quit", "Case", self.close, "Close the window", "Ctrl+Q", needs_case=False)
        act("undo", "Undo", "Edit", work.undo, "Take the last change back", "Ctrl+Z")
        act("redo", "Redo", "Edit", work.redo, "Do again what was undone", "Ctrl+Shift+Z")
        act("filter", "Find in this table", "Edit", self._filter,
            "Show only rows with the words you type, in any column", "Ctrl+F")  # fmt: skip
        act("copy", "Copy rows for a spreadsheet", "Edit", self._copy,
            "Copy the selected rows, or all that are shown", "Ctrl+Shift+C")  # fmt: skip
        act("find", "Find anything", "Go", self._find,
            "Find an action, or anything in the case, by its words", "Ctrl+K",
            needs_case=False)  # fmt: skip
        act("why", "Why?", "View", self.ask_why, "Show what this figure was made from", "?")
        act("why-back", "Back in Why?", "View", self._why_back,
            "One step back up the walk", "Alt+Left")  # fmt: skip
        for key, chosen in theme.themes().items():
            act(f"theme-{key}", f"{chosen.name} theme", "View",
                partial(self.set_theme, key), f"Wear the {chosen.name.lower()} theme",
                needs_case=False)  # fmt: skip
        for number, place in enumerate(PLACES, 1):
            act(f"go-{place.key}", place.word, "Go", partial(self.show_page, place.key),
                f"Go to {place.word}", f"Ctrl+{number}")  # fmt: skip
        for place in ASIDE:
            act(f"go-{place.key}", place.word, "Go", partial(self.show_page, place.key),
                f"Go to {place.word}", place.shortcut)  # fmt: skip

    def _new_case(self) -> None:
        self.workspace.close()
        self.start.begin()

    def _open_case(self) -> None:
        self.start.open()

    def _find(self) -> None:
        self.finder.ask()

    def _why_back(self) -> None:
        self.why.back()

    def _filter(self) -> None:
        if (page := self.page()) is not None and (table := page.table_in_use()) is not None:
            table.focus_filter()

    def _copy(self) -> None:
        if (page := self.page()) is not None and (table := page.table_in_use()) is not None:
            table.copy()

    def set_theme(self, key: str) -> None:
        """Wear a theme, and remember it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        settings.remember("theme", apply.apply(app, key).key)
        self.rail.retint()
        self.top.retint()
        self.banner.retint()
        retint(self)
        self.workspace.themed.emit()

    # -- pages

    def page(self) -> Page | None:
        """The page that is on; none while no case is open."""
        found = self.stack.currentWidget()
        return found if isinstance(found, Page) else None

    def show_page(self, key: str) -> None:
        """Go to a page, making it if it is the first time."""
        if self.workspace.case is None:
            return
        if key not in self.pages:
            place = next(p for p in (*PLACES, *ASIDE) if p.key == key)
            self.pages[key] = place.make(self.workspace)
            self.stack.addWidget(self.pages[key])
            # A line would otherwise take the address of a file that is dropped on it as text.
            for field in self.pages[key].findChildren(QLineEdit):
                field.setAcceptDrops(False)
        self.stack.setCurrentWidget(self.pages[key])
        self.rail.show_chosen(next((p.under for p in ASIDE if p.key == key), key))
        if (table := self.pages[key].table_in_use()) is not None:
            table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_hit(self, key: str, hit: object) -> None:
        self.show_page(key)
        if isinstance(hit, Hit) and key in self.pages:
            self.pages[key].reveal(hit)

    def open_demonstration(self, folder: str) -> None:
        """Build the demonstration case in a folder, and open it."""
        build = self.build_demo
        if build is None:
            self._say("This copy of the program holds no demonstration case.", "wrong")
            return
        self.workspace.build(
            "Building the demonstration case", lambda report: build(Path(folder), report)
        )

    # -- Why?

    def ask_why(self) -> None:
        """Show what the figure in the current cell was made from."""
        self._show_why()
        if (page := self.page()) is not None and (table := page.table_in_use()) is not None:
            self.why.follow(table.figure_here())

    def _ask_of(self, figure_id: str) -> None:
        self._show_why()
        self.why.follow(figure_id)

    def toggle_why(self) -> None:
        """Show Why? or put it away."""
        if self.why.isVisible():
            self.why.hide()
        else:
            self._show_why()

    def _show_why(self) -> None:
        if not self.why.isVisible():
            self.why.show()
            room = self.split.width()
            width = min(WHY_WIDTH, room // 2)
            self.split.setSizes([room - width, width])

    def _follow(self, figure_id: str) -> None:
        if self.why.isVisible():
            self.why.follow(figure_id)

    # -- what is said

    def _opened(self, _case: Case) -> None:
        self.banner.hide()
        self.actions_.case_is_open(is_open=True)
        self.rail.setEnabled(True)
        self.status.say("")
        self._say_case()
        self._undo_changed()
        self.show_page("case")

    def _closed(self) -> None:
        self.actions_.case_is_open(is_open=False)
        self.rail.setEnabled(False)
        self.why.hide()
        self.top.say(None)
        self.status.say("")
        self.setWindowTitle(TITLE)
        self.stack.setCurrentWidget(self.start)

    def _say_case(self) -> None:
        case = self.workspace.case
        if case is not None:
            info = case.info()
            self.top.say(info, read_only=case.read_only)
            self.setWindowTitle(f"{info.name} — {TITLE}")

    def _say(self, text: str, tone: str) -> None:
        if tone == "wrong":
            self.banner.say(text)
        else:
            self.banner.hide()
            self.status.say(text, undo=bool(self.workspace.undoable()))

    def _undo_changed(self) -> None:
        for name, what in (
            ("undo", self.workspace.undoable()),
            ("redo", self.workspace.redoable()),
        ):
            word = name.capitalize()
            self.actions_[name].setText(f"{word}: {what}".replace("&", "&&") if what else word)
            self.actions_[name].setEnabled(bool(what))
        if not self.workspace.undoable():
            self.status.undo.hide()

    # -- files dropped on it

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Load what was dropped, whatever page is on."""
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        event.acceptProposedAction()
        self.load_dropped(paths)

    def load_dropped(self, paths: list[Path]) -> None:
        """Load files and folders into the case; a case among them is opened instead."""
        cases = [path for path in paths if path.suffix == SUFFIX and path.is_file()]
        if self.workspace.case is None:
            if len(paths) == 1 and cases:
                self.workspace.open(str(cases[0]))
            elif paths:
                self._say("Open a case or begin a new one, then drop the files here.", "wrong")
            return
        self.show_page("records")
        self.pages["records"].take_files(paths)

    # -- the window itself

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give way on the left when there is little room."""
        super().resizeEvent(event)
        self.rail.set_narrow(narrow=self.width() < ROOM_FOR_WORDS)
        self.finder.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before stopping work that is under way; then leave no thread behind."""
        changing = [task for task in self.workspace.tasks.running if task.age_ms() > 1000]
        if changing and not self._may_stop(changing[0].title):
            event.ignore()
            return
        self.workspace.shutdown()
        event.accept()

    def _may_stop(self, title: str) -> bool:
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"{title} is under way.")
        box.setInformativeText("If you stop it now, what it began is undone.")
        stop = box.addButton("Stop it and close", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Keep working", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is stop


def build_demonstration(folder: Path, report: Report) -> str:
    """Build the demonstration case in a folder, and say where it stands."""
    from exports.demonstration import CASE, build_case, clear

    folder.mkdir(parents=True, exist_ok=True)
    place = folder / CASE
    clear(place)
    build_case(place, report=report).close()
    return str(place)


def run(where: str = "") -> int:
    """Open the window, perhaps on a case, and give the program's exit code."""
    made = QApplication.instance()
    app = made if isinstance(made, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationDisplayName(TITLE)
    apply.apply(app, settings.text("theme", theme.DEFAULT))
    window = MainWindow(build_demo=build_demonstration)

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        logging.getLogger(__name__).error("unexpected fault", exc_info=(kind, error, trace))
        window.banner.say(f"Something went wrong in the window: {error!r}")

    before, sys.excepthook = sys.excepthook, tell
    try:
        window.show()
        if where:
            window.workspace.open(where)
        return int(app.exec())
    finally:
        sys.excepthook = before
        window.workspace.shutdown()
