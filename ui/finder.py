"""Ctrl+K: one line that finds every action, and everything in the case, by its words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from ui import search, theme
from ui.actions import Actions
from ui.search import Hit
from ui.tasks import Delay
from ui.widgets import Text, column
from ui.workspace import Workspace

WIDTH, HEIGHT = 640, 420
_CALL = int(Qt.ItemDataRole.UserRole)


class Finder(QFrame):
    """Lies over the window while it is used; Escape, or a click elsewhere, puts it away."""

    def __init__(self, window: QWidget, actions: Actions, workspace: Workspace) -> None:
        """Hidden until it is asked for."""
        super().__init__(window)
        self.setObjectName("Over")
        self.setAccessibleName("Find an action or a thing in the case")
        self._actions, self._workspace = actions, workspace
        self._over = window
        self._back: QWidget | None = None
        self._calls: dict[int, Callable[[], object]] = {}
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find an action, a party, an account, a payment, an order")
        self.line.setAccessibleName("Words to find")
        self.list = QTreeWidget()
        self.list.setAccessibleName("Found")
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnCount(2)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        hint = Text("Enter does it · ↑ ↓ choose · Esc puts this away", size="small", tone="muted")
        self.setLayout(column(self.line, self.list, hint, gap=theme.GAP_S, margin=theme.GAP_M))
        self._wait = Delay(self, 150, self._look_in_case)
        self.line.textChanged.connect(self._changed)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._do)
        self.hide()

    def ask(self) -> None:
        """Show it over the window, ready for typing."""
        if self.isVisible():
            self.hide()
            return
        parent = self._over
        width = min(WIDTH, parent.width() - 2 * theme.GAP_XL)
        height = min(HEIGHT, parent.height() - 4 * theme.GAP_XL)
        self.setGeometry((parent.width() - width) // 2, 2 * theme.GAP_XL, width, height)
        self._back = parent.window().focusWidget()
        self.line.clear()
        self._changed("")
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def found(self) -> list[str]:
        """What the list shows, line by line."""
        return [self._item(i).text(0) for i in range(self.list.topLevelItemCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list, Enter does the chosen line, leaving the line puts all away."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._pressed(event)
        elif watched is self.line and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the focus back to where it was."""
        super().hideEvent(event)
        if self._back is not None and self.line.hasFocus():
            self._back.setFocus()
        self._back = None

    def _pressed(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            back = self._back
            self.hide()
            if back is not None:
                back.setFocus()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            item = self.list.currentItem()
            if item is not None:
                self._do(item)
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.list.topLevelItemCount():
            step = 1 if key == Qt.Key.Key_Down else -1
            at = self.list.currentIndex().row() + step
            self.list.setCurrentItem(self._item(at % self.list.topLevelItemCount()))
        else:
            return False
        return True

    def _item(self, at: int) -> QTreeWidgetItem:
        item = self.list.topLevelItem(at)
        assert item is not None
        return item

    def _do(self, item: QTreeWidgetItem) -> None:
        call = self._calls.get(item.data(0, _CALL))
        self.hide()
        if call is not None:
            call()

    def _changed(self, text: str) -> None:
        self.list.clear()
        self._calls.clear()
        for action, made in self._actions.matching(text):
            if action.id != "find":
                self._offer(action.text, action.shortcut or action.group, made.trigger, action.tip)
        if self.list.topLevelItemCount():
            self.list.setCurrentItem(self._item(0))
        if text.strip():
            self._wait.ask()

    def _offer(self, text: str, aside: str, call: Callable[[], object], tip: str = "") -> None:
        item = QTreeWidgetItem([" ".join(text.split())[:300], aside])
        item.setData(0, _CALL, len(self._calls))
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setStatusTip(0, tip)
        self._calls[len(self._calls)] = call
        self.list.addTopLevelItem(item)

    def _look_in_case(self) -> None:
        text = self.line.text()

        def look(case: Any, report: Any) -> list[Hit]:
            report(0, 0, "Searching the case")
            with case.read() as connection:
                return search.find(connection, text)

        self._workspace.read("Searching the case", look, lambda hits: self._show(text, hits))

    def _show(self, text: str, hits: list[Hit]) -> None:
        if not self.isVisible() or text != self.line.text():
            return
        for hit in hits:
            self._offer(hit.text, hit.kind, partial(self._workspace.show_page.emit, hit.page, hit))
        if hits and self.list.currentItem() is None:
            self.list.setCurrentItem(self._item(0))
