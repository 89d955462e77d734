"""How a cell is drawn: padded, on a fine line, coloured by tone, with its focus in sight."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.models.table import RowTable
from ui.theme import apply

_ONE_LINE = int(Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter)
_LEFT = _ONE_LINE | int(Qt.AlignmentFlag.AlignLeft)
_RIGHT = _ONE_LINE | int(Qt.AlignmentFlag.AlignRight)


class CellDelegate(QStyledItemDelegate):
    """Draws text, and nothing in it as markup. One for a whole table: no widget in any cell."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one cell."""
        model = index.model()
        assert isinstance(model, RowTable)
        text, to_the_right, tone = model.painted(index.row(), index.column())
        colours = apply.current()
        area = option.rect
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(area, QColor(colours.selection))
        painter.setPen(QColor(colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if text:
            painter.setPen(QColor(colours.on_selection if chosen else _ink(tone)))
            inside = area.adjusted(theme.GAP_S, 0, -theme.GAP_S, 0)
            cut = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, _RIGHT if to_the_right else _LEFT, cut)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(colours.on_selection if chosen else colours.focus))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

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
