"""A word in the window's bar while deadlines are overdue or near; it leads to the calendar."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton

from ui import icons
from ui.theme import apply
from ui.workspace import Workspace


class Reminder(QPushButton):
    """Out of sight while nothing presses."""

    def __init__(self, workspace: Workspace) -> None:
        """Follow the case on the desk."""
        super().__init__()
        self.setProperty("link", True)
        self.setAutoDefault(False)
        self.setStatusTip("Show the calendar")
        self._workspace = workspace
        self.clicked.connect(partial(workspace.show_page.emit, "calendar", None))
        workspace.opened.connect(lambda _case: self._look())
        workspace.changed.connect(self._look)
        workspace.closed.connect(self.hide)
        workspace.themed.connect(self.retint)
        self.retint()
        self.hide()

    def _look(self) -> None:
        from ui.pages.calendar import due_soon

        self._workspace.read("Reading the deadlines", due_soon, self.say, failed=lambda _: None)

    def say(self, counts: tuple[int, int]) -> None:
        """State how many are overdue, and how many are near."""
        overdue, soon = counts
        said = [f"{overdue:,} overdue"] if overdue else []
        said += [f"{soon:,} due soon"] if soon else []
        self.setText(" " + " · ".join(said))
        self.setVisible(bool(said))

    def retint(self) -> None:
        """Take the colours of the theme that is on."""
        self.setIcon(icons.icon("triangle-alert", apply.current().caution))
