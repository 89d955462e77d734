"""One month on a page: each day with what is due on it; days that do not count are shaded."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtGui import QPaintEvent as PaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import theme
from ui.theme import apply
from ui.words import day_written
from workbench.words import MONTHS, WEEKDAYS

_HEAD, _PAD, _LINE = 24.0, 6.0, 16.0
_MOVES = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """What is due on a day: its words, and whether it is met, late or open."""

    text: str
    state: str  # open | overdue | met


class Month(QWidget):
    """A month as seven columns; the arrow keys and the mouse choose a day."""

    chosen = Signal(object)  # a date

    def __init__(self) -> None:
        """No month yet."""
        super().__init__()
        self.today = self.day = date.min
        self.marks: Mapping[date, Sequence[Mark]] = {}
        self.off: Mapping[date, str] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName("Month")

    def show_days(
        self,
        day: date,
        today: date,
        marks: Mapping[date, Sequence[Mark]],
        off: Mapping[date, str],
    ) -> None:
        """Show the month of a day; `off` says why a day is no working day."""
        self.day, self.today, self.marks, self.off = day, today, marks, off
        self.setAccessibleDescription(self.said(day))
        self.update()

    def said(self, day: date) -> str:
        """A day in words."""
        due = [f"{mark.text} ({mark.state})" for mark in self.marks.get(day, ())]
        why = f" {self.off[day]}." if day in self.off else ""
        return f"{WEEKDAYS[day.weekday()]} {day_written(day)}.{why} {'; '.join(due)}".strip()

    def days(self) -> list[date]:
        """The days that are shown, whole weeks from a Monday on."""
        first = self.day.replace(day=1)
        start = first - timedelta(days=first.weekday())
        last = first.replace(day=monthrange(first.year, first.month)[1])
        weeks = ((last - start).days + 7) // 7
        return [start + timedelta(days=n) for n in range(7 * weeks)]

    def sizeHint(self) -> QSize:
        """Room for a word in each day."""
        return QSize(760, 300)

    def minimumSizeHint(self) -> QSize:
        """Numbers alone."""
        return QSize(360, 220)

    # -- choosing a day

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A day under the mouse is chosen."""
        found = self._at(event.position().toPoint())
        if found is not None:
            self.chosen.emit(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What is cut in a day stands whole in its tip."""
        found = self._at(event.position().toPoint())
        told = found is not None and (found in self.marks or found in self.off)
        QToolTip.showText(
            event.globalPosition().toPoint(), self.said(found) if found and told else "", self
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go by days and weeks, Page Up and Page Down by months."""
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.chosen.emit(self.day + timedelta(days=_MOVES[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.chosen.emit(moved(self.day, 1 if key == Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def _at(self, point: QPoint) -> date | None:
        days = self.days()
        across = int(point.x() / (self.width() / 7))
        down = int((point.y() - _HEAD) / self._high(days))
        at = down * 7 + across
        inside = point.y() >= _HEAD and 0 <= across < 7 and 0 <= at < len(days)
        return days[at] if inside else None

    def _high(self, days: Sequence[date]) -> float:
        return (self.height() - _HEAD - 1) / (len(days) / 7)

    # -- painting

    def paintEvent(self, _event: PaintEvent) -> None:
        """Draw the head and every day."""
        colours, painter = apply.current(), QPainter(self)
        days = self.days()
        wide, high = (self.width() - 1) / 7, self._high(days)
        small = apply.text_font(theme.SMALL)
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        for at, name in enumerate(WEEKDAYS):
            painter.drawText(
                QRectF(at * wide + _PAD, 0, wide - _PAD, _HEAD), Qt.AlignmentFlag.AlignVCenter, name
            )
        for at, day in enumerate(days):
            cell = QRectF((at % 7) * wide, _HEAD + (at // 7) * high, wide, high)
            self._paint_day(painter, cell, day, small)
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date, small: QFont) -> None:
        colours = apply.current()
        ours = day.month == self.day.month
        painter.fillRect(cell, QColor(colours.window if day in self.off else colours.surface))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawRect(cell)
        number = apply.text_font(theme.BODY)
        number.setBold(day == self.today)
        painter.setFont(number)
        painter.setPen(QColor(colours.text if ours else colours.muted))
        text = str(day.day) if day.day > 1 else f"{day.day} {MONTHS[day.month - 1]}"
        if day == self.today:
            text += " today"
        top = QRectF(cell.x() + _PAD, cell.y() + 3, cell.width() - 2 * _PAD, _LINE)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft, text)
        holiday = self.off.get(day, "")
        painter.setFont(small)
        metrics, used = QFontMetricsF(small), QFontMetricsF(number).horizontalAdvance(text)
        if holiday and ours and day not in self.marks:
            room = top.width() - used - _PAD
            painter.setPen(QColor(colours.muted))
            painter.drawText(
                top, Qt.AlignmentFlag.AlignRight,
                metrics.elidedText(holiday, Qt.TextElideMode.ElideRight, max(room, 0)),
            )  # fmt: skip
        self._paint_marks(painter, cell, day, metrics)
        if day == self.day:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.focus if self.hasFocus() else colours.accent), 2))
            painter.drawRect(cell.adjusted(1, 1, -1, -1))

    def _paint_marks(
        self, painter: QPainter, cell: QRectF, day: date, metrics: QFontMetricsF
    ) -> None:
        colours, marks = apply.current(), list(self.marks.get(day, ()))
        room = max(0, int((cell.height() - _LINE - _PAD) / (_LINE + 2)))
        if len(marks) > room:
            marks = marks[: max(room - 1, 0)]
        grounds = {"overdue": colours.red_soft, "open": colours.accent_soft}
        signs = {"overdue": "! ", "met": "✓ ", "open": ""}
        y = cell.y() + _LINE + 6
        for mark in marks:
            bar = QRectF(cell.x() + 3, y, cell.width() - 6, _LINE)
            if mark.state in grounds:
                painter.fillRect(bar, QColor(grounds[mark.state]))
            painter.setPen(QColor(colours.muted if mark.state == "met" else colours.text))
            painter.drawText(
                bar.adjusted(4, 0, -2, 0), Qt.AlignmentFlag.AlignVCenter,
                metrics.elidedText(
                    f"{signs[mark.state]}{mark.text}", Qt.TextElideMode.ElideRight,
                    bar.width() - 6,
                ),
            )  # fmt: skip
            y += _LINE + 2
        left = len(self.marks.get(day, ())) - len(marks)
        if left > 0 and not room:  # beside the day's number
            painter.setPen(QColor(colours.text))
            top = QRectF(cell.x() + _PAD, cell.y() + 3, cell.width() - 2 * _PAD, _LINE)
            painter.drawText(top, Qt.AlignmentFlag.AlignRight, f"{left} due")
        elif left > 0:
            painter.setPen(QColor(colours.muted))
            bar = QRectF(cell.x() + 7, y, cell.width() - 9, _LINE)
            painter.drawText(bar, Qt.AlignmentFlag.AlignVCenter, f"{left} more" if marks else
                             f"{left} due")  # fmt: skip


def moved(day: date, months: int) -> date:
    """The same day of another month, or its last."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
