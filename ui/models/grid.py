"""The rows of a table on screen: columns that spread, keys that move, open and copy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.models.columns import WIDTHS
from ui.models.delegate import CellDelegate
from ui.models.table import RowTable

ROW_HEIGHT = 28


class Grid(QTableView):
    """Rows of one height; Enter opens a row, Home and End go to the first and the last."""

    copying = Signal()

    def __init__(self, model: RowTable) -> None:
        """Show `model`."""
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Heights by content would measure every row of a table that may have a million.
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.hide()
        across = self.horizontalHeader()
        across.setMinimumSectionSize(48)
        across.setSectionsMovable(True)
        across.setHighlightSections(False)
        across.setSortIndicatorClearable(True)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def first_column(self) -> int:
        """The leftmost column that is shown."""
        return next(iter(self.shown_columns()), 0)

    def shown_columns(self) -> list[int]:
        """The columns that are shown, from left to right."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        return [i for i in order if not header.isSectionHidden(i)]

    def spans(self) -> list[range]:
        """The selected rows as runs, in order; a million of them are one run."""
        chosen = self.selectionModel().selection()
        runs = sorted((r.top(), r.bottom() + 1) for r in map(chosen.at, range(chosen.count())))
        joined: list[range] = []
        for start, stop in runs:
            if joined and start <= joined[-1].stop:
                joined[-1] = range(joined[-1].start, max(stop, joined[-1].stop))
            else:
                joined.append(range(start, stop))
        return joined

    def go_to(self, position: int) -> None:
        """Make a row the current one and bring it into sight."""
        if 0 <= position < self._model.rowCount():
            at = self.currentIndex()
            column = at.column() if at.isValid() else self.first_column()
            self.setCurrentIndex(self._model.index(position, column))
            self.scrollTo(self.currentIndex())

    def spread(self) -> None:
        """Give the column that stretches what room there is, but never less than it can use."""
        header = self.horizontalHeader()
        found = next((i for i, c in enumerate(self._model.columns) if c.stretch), -1)
        if found >= 0 and not header.isSectionHidden(found):
            others = header.length() - header.sectionSize(found)
            least = self._model.columns[found].width or WIDTHS["text"]
            header.resizeSection(found, max(least, self.viewport().width() - others))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the columns over the new width."""
        super().resizeEvent(event)
        self.spread()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a row, Ctrl+C copies rows, Home and End go to the first and last row."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copying.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif plain and event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif plain and event.key() == Qt.Key.Key_End:
            self.go_to(self._model.rowCount() - 1)
        elif event.key() == Qt.Key.Key_F3:
            event.ignore()  # the table around it goes to the next row that was found
        else:
            super().keyPressEvent(event)
