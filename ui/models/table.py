"""The table model that every table shares: cells by column kind, an id for every row."""

from __future__ import annotations

import html
from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ui.models.columns import Column, Row
from ui.models.copying import as_text
from workbench.money import MINUS

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ID = int(Qt.ItemDataRole.UserRole)
TONE = ID + 1

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

_TEXTS = {
    int(Qt.ItemDataRole.DisplayRole),
    int(Qt.ItemDataRole.ToolTipRole),
    int(Qt.ItemDataRole.AccessibleTextRole),
}


class RowTable(QAbstractTableModel):
    """Rows by position; each has a stable id, which a selection survives a re-sort by."""

    #: Rows shown and rows there are, after each change of either.
    counted = Signal(int, int)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        """A table with these columns and, at first, no rows."""
        super().__init__(parent)
        self.columns = tuple(columns)
        #: The id of the row that is chosen, which a new order or filter keeps in sight.
        self.kept: int | str | None = None

    @abstractmethod
    def row(self, position: int) -> Row:
        """The row at a position."""

    @abstractmethod
    def id_at(self, position: int) -> int | str:
        """The id of the row at a position."""

    @abstractmethod
    def position_of(self, row_id: int | str) -> int:
        """Where the row with this id stands now; -1 if it is not shown."""

    def ready(self, position: int) -> bool:  # noqa: ARG002 - for rows that must be read first
        """Whether the row at a position can be shown at once."""
        return True

    @abstractmethod
    def set_text(self, text: str) -> None:
        """Show only rows that hold every word of `text`."""

    def figure_at(self, index: Index) -> str:
        """The id of the figure that a cell shows, or that of the first cell that has one."""
        if not index.isValid():
            return ""
        row = self.row(index.row())
        here = self.columns[index.column()].figure
        if here is not None and (found := here(row)):
            return found
        return next((c.figure(row) for c in self.columns if c.figure and c.figure(row)), "")

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """As many as were described."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, and its id and tone."""
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        if role == ID:
            return self.id_at(index.row())
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind.to_the_right else _LEFT
        if role == TONE:
            return column.tone(self.row(index.row())) if column.tone else ""
        if role in _TEXTS:
            return _said(column, column.shown(self.row(index.row())), role)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles above, aligned as their columns; row numbers at the side."""
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.kind.to_the_right else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole and column.tip:
            return f"<span>{html.escape(column.tip)}</span>"
        return None

    def painted(self, position: int, column: int) -> tuple[str, bool, str]:
        """A cell's text, whether it stands to the right, and its tone; blank until it is here."""
        described = self.columns[column]
        if not self.ready(position):
            return "", described.kind.to_the_right, ""
        row = self.row(position)
        tone = described.tone(row) if described.tone else ""
        return described.shown(row), described.kind.to_the_right, tone

    def copied(self, positions: Iterable[int], columns: Sequence[int]) -> str:
        """Rows as tab-separated text with a heading line, safe to paste into a spreadsheet."""
        return as_text((self.row(at) for at in positions), [self.columns[i] for i in columns])

    def copy_rows(
        self,
        spans: Sequence[range],
        columns: Sequence[int],
        then: Callable[[str, int], None],
        failed: Callable[[Exception], None],  # noqa: ARG002 - where rows must be read first
    ) -> None:
        """Hand over the text of rows, and how many they are."""
        positions = [at for span in spans for at in span]
        then(self.copied(positions, columns), len(positions))


def _said(column: Column, text: str, role: int) -> str | None:
    if role == Qt.ItemDataRole.ToolTipRole:
        # A tool tip would run a bank's text as markup if it looked like some.
        return f"<span>{html.escape(text)}</span>" if text else None
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{column.title}: {text.replace(MINUS, 'minus ') or 'empty'}"
    return text
