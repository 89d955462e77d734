"""Parts side by side that go on in the next line where there is no more room."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui import theme


class Flow(QLayout):
    """A layout that wraps, as words do."""

    def __init__(self, gap: int = theme.GAP_S, lines: int = theme.GAP_S) -> None:
        """Nothing in it yet; `lines` is the gap between its lines."""
        super().__init__()
        self._lines = lines
        self._items: list[QLayoutItem] = []
        self.setSpacing(gap)
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        """Qt hands what is added."""
        self._items.append(item)

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """A part, or nothing."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """A part, taken out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def clear(self) -> None:
        """Let go of every part."""
        while (item := self.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, QWidget):
                widget.hide()
                widget.deleteLater()

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the lines are together."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        """Put each part in its place."""
        super().setGeometry(area)
        self._arrange(area, move=True)

    def sizeHint(self) -> QSize:
        """As little as the widest part needs."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest and the highest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, area: QRect, *, move: bool) -> int:
        rows: list[list[QLayoutItem]] = []
        x = 0
        for item in self._items:
            wide = _wanted(item).width()
            if not rows or x + wide > area.width():
                rows.append([])
                x = 0
            rows[-1].append(item)
            x += wide + self.spacing()
        y = area.y()
        for row in rows:
            x, high = area.x(), max(_wanted(item).height() for item in row)
            for item in row:
                wanted = _wanted(item)
                if move:
                    middle = y + (high - wanted.height()) // 2
                    item.setGeometry(QRect(x, middle, wanted.width(), wanted.height()))
                x += wanted.width() + self.spacing()
            y += high + self._lines
        return max(y - self._lines - area.y(), 0)


def _wanted(item: QLayoutItem) -> QSize:
    """What a part needs; one that is not shown yet needs it too."""
    widget = item.widget()
    if widget is None:
        return item.sizeHint()
    return widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
