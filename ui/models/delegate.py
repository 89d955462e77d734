"""How a cell is drawn: padded, on a fine line, coloured by tone, with its focus in sight."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.models.table import TONE
from ui.theme import apply


class CellDelegate(QStyledItemDelegate):
    """Draws text, and nothing in it as markup. One for a whole table: no widget in any cell."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        colours = apply.current()
        area = option.rect
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(area, QColor(colours.selection))
        painter.setPen(QPen(QColor(colours.line), 0))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text:
            tone = str(index.data(TONE) or "")
            painter.setPen(QColor(colours.on_selection if chosen else _ink(tone)))
            painter.setFont(option.font)
            inside = area.adjusted(theme.GAP_S, 0, -theme.GAP_S, 0)
            metrics = painter.fontMetrics()
            cut = metrics.elidedText(str(text), Qt.TextElideMode.ElideRight, inside.width())
            alignment = int(index.data(Qt.ItemDataRole.TextAlignmentRole))
            painter.drawText(inside, alignment | int(Qt.TextFlag.TextSingleLine), cut)
        if state & QStyle.StateFlag.State_HasFocus:
            ring = colours.on_selection if chosen else colours.focus
            painter.setPen(QPen(QColor(ring), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Wide enough for the text and its padding."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * theme.GAP_S, hint.height())


def _ink(tone: str) -> str:
    colours = apply.current()
    inks = {"wrong": colours.red, "caution": colours.caution, "muted": colours.muted}
    return inks.get(tone, colours.text)
