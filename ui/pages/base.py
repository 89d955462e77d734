"""What every page has: what it is for, one main action, filters, content, its state in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from ui import theme
from ui.models.view import Table
from ui.search import Hit
from ui.widgets import Picture, Text, Tone, button, column, line, retint
from ui.workspace import Workspace
from workbench.case import Case

#: A line of text longer than this is hard to read.
MEASURE = 560


class EmptyPage(QWidget):
    """Stands in for content that is not there yet, and teaches the next step."""

    def __init__(
        self,
        picture: str,
        heading: str,
        text: str,
        action: str = "",
        call: Callable[[], object] | None = None,
    ) -> None:
        """State what is missing, how it comes about, and the action that begins it."""
        super().__init__()
        self.picture = Picture(picture, 48)
        self.heading = Text(heading, size="title")
        self.text = Text(text, tone="muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setFixedWidth(MEASURE)
        self.text.setMinimumHeight(self.text.heightForWidth(MEASURE))
        layout = column(gap=theme.GAP_M)
        layout.addStretch(2)
        for part in (self.picture, self.heading, self.text):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self.action: QPushButton | None = None
        if action:
            self.action = button(action, call, primary=True)
            layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.setLayout(layout)


class Page(QWidget):
    """One page of the window.

    A page overrides `load`, which is called with the case when the page is in sight and the
    case is new or has changed, and `unload`, called when the case is closed. It hands long
    reading to `workspace.read` and changes to `workspace.change`.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    purpose: ClassVar[str]

    def __init__(self, workspace: Workspace) -> None:
        """Lay out the heading; the page adds its content."""
        super().__init__()
        self.workspace = workspace
        self.setAccessibleName(self.title)
        self.setObjectName(f"Page-{self.key}")
        self._stale = True
        self._tables: list[Table] = []
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.GAP_S)
        heading = line(gap=theme.GAP_L)
        heading.addLayout(
            column(Text(self.title, size="title"), Text(self.purpose, tone="muted"), gap=2), 1
        )
        heading.addLayout(self._buttons)
        self.filters = QHBoxLayout()
        self.filters.setSpacing(theme.GAP_S)
        self.content = QVBoxLayout()
        self.content.setSpacing(theme.GAP_M)
        self.content.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self.content)
        self._stack = QStackedLayout()
        self._stack.addWidget(inside)
        self.state = Text(wrap=True)
        self.state.setAccessibleName(f"State of {self.title}")
        layout = column(gap=theme.GAP_M)
        layout.setContentsMargins(theme.GAP_XL, theme.GAP_L, theme.GAP_XL, theme.GAP_M)
        layout.addLayout(heading)
        layout.addLayout(self.filters)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self.state)
        self.setLayout(layout)
        workspace.opened.connect(self._opened)
        workspace.changed.connect(self.refresh)
        workspace.closed.connect(self._closed)
        workspace.themed.connect(lambda: retint(self))

    # -- for the page to use

    def set_primary(self, text: str, call: Callable[[], object], tip: str) -> QPushButton:
        """The page's one main action, at the right of its heading."""
        made = button(text, call, primary=True, tip=tip)
        self._buttons.addWidget(made)
        return made

    def add_secondary(self, text: str, call: Callable[[], object], tip: str) -> QPushButton:
        """A further action, before the main one."""
        made = button(text, call, tip=tip)
        self._buttons.insertWidget(max(0, self._buttons.count() - 1), made)
        return made

    def add_table(self, table: Table) -> Table:
        """A table whose current figure Why? follows. The page lays it out itself."""
        self._tables.append(table)
        table.figure.connect(self.workspace.figure)
        table.said.connect(self.workspace.message)
        return table

    def set_empty(self, empty: EmptyPage) -> None:
        """What stands in for the content while there is none."""
        self._stack.addWidget(empty)
        self._stack.setCurrentWidget(empty)

    def show_empty(self, is_empty: bool) -> None:
        """Choose between the content and what stands in for it."""
        last = self._stack.count() - 1
        self._stack.setCurrentIndex(last if is_empty else 0)
        self.state.setVisible(not is_empty)

    def say(self, text: str, tone: Tone = "") -> None:
        """State how things stand on this page, in words."""
        self.state.say(text, tone=tone)

    # -- for the page to override

    def load(self, case: Case) -> None:
        """Show the case as it stands now. Called only while the page is in sight."""

    def unload(self) -> None:
        """Let go of the case: it is being closed."""

    def reveal(self, hit: Hit) -> None:
        """Bring what a search found into sight."""

    def take_files(self, paths: Sequence[Path]) -> None:
        """Take files that were dropped on the window."""

    # -- for the window

    def table_in_use(self) -> Table | None:
        """The table that has the focus, else the first in sight: for filter, copy and Why?."""
        shown = [table for table in self._tables if table.isVisible()]
        focused = [t for t in shown if (w := t.focusWidget()) is not None and w.hasFocus()]
        return next(iter(focused or shown), None)

    def refresh(self) -> None:
        """Load again, now if in sight, else when next shown."""
        self._stale = True
        case = self.workspace.case
        if case is not None and self.isVisible():
            self._stale = False
            self.load(case)

    def showEvent(self, event: QShowEvent) -> None:
        """A page that has come into sight is brought up to date."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _opened(self, _case: Case) -> None:
        self.refresh()

    def _closed(self) -> None:
        self._stale = True
        self.unload()
