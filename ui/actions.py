"""Everything that can be done, in one table: what it is called, its key, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a person may do.

    `group` is the menu it stands in; `tip` says in a sentence what it does; an action that
    `needs_case` rests while none is open.
    """

    id: str
    text: str
    group: str
    tip: str
    call: Callable[[], object]
    shortcut: str = ""
    needs_case: bool = True


class Actions(QObject):
    """The table of actions, each alive as a `QAction` of the window."""

    def __init__(self, window: QWidget) -> None:
        """The shortcuts work wherever in `window` the focus is."""
        super().__init__(window)
        self._window = window
        self._all: dict[str, tuple[Action, QAction]] = {}

    def add(self, action: Action) -> QAction:
        """Enter an action.

        Raises:
            ValueError: if its id or its shortcut is taken.
        """
        taken = {a.shortcut for a, _ in self._all.values() if a.shortcut}
        if action.id in self._all or action.shortcut in taken:
            raise ValueError(f"action {action.id} ({action.shortcut}) is in the table already")
        made = QAction(action.text.replace("&", "&&"), self._window)
        made.setObjectName(action.id)
        made.setStatusTip(action.tip)
        made.setToolTip(action.tip)
        if action.shortcut:
            made.setShortcut(QKeySequence(action.shortcut))
        made.triggered.connect(lambda _checked=False: action.call())
        made.setEnabled(not action.needs_case)
        self._window.addAction(made)
        self._all[action.id] = (action, made)
        return made

    def __iter__(self) -> Iterator[tuple[Action, QAction]]:
        return iter(self._all.values())

    def __getitem__(self, action_id: str) -> QAction:
        return self._all[action_id][1]

    def groups(self) -> dict[str, list[QAction]]:
        """The actions by menu, in the order they were entered."""
        found: dict[str, list[QAction]] = {}
        for action, made in self:
            found.setdefault(action.group, []).append(made)
        return found

    def case_is_open(self, is_open: bool) -> None:
        """Wake or rest the actions that need a case."""
        for action, made in self:
            if action.needs_case:
                made.setEnabled(is_open)

    def matching(self, text: str) -> list[tuple[Action, QAction]]:
        """Enabled actions that hold every word, those whose text begins with it first."""
        wanted = text.lower().split()
        found = [
            (action, made)
            for action, made in self
            if made.isEnabled()
            and all(w in f"{action.text} {action.group} {action.tip}".lower() for w in wanted)
        ]
        found.sort(key=lambda both: not both[0].text.lower().startswith(text.lower().strip()))
        return found
