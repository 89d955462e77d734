"""The way of an order as a line of steps: those taken, where it stands, and what may follow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.flow import Flow
from ui.theme import apply
from ui.widgets import Text, button
from ui.words import day_written

_HIGH, _SIDE, _ARROW = 44.0, 12.0, 20.0


class _Step(QWidget):
    """One step that was taken: its state and its day; the last, where it stands, is heavier."""

    def __init__(self, label: str, day: str, tip: str, *, first: bool, now: bool) -> None:
        super().__init__()
        self.label, self.day, self.first, self.now = label, day, first, now
        self.setToolTip(tip)
        self.setAccessibleName(f"{label}, {day}{', where it stands' if now else ''}")
        bold = apply.text_font(theme.BODY)
        bold.setBold(now)
        self._bold, self._small = bold, apply.text_font(theme.SMALL)
        wide = max(
            QFontMetricsF(self._bold).horizontalAdvance(label),
            QFontMetricsF(self._small).horizontalAdvance(day),
        )
        arrow = 0.0 if first else _ARROW
        self.setFixedSize(QSize(round(wide + 2 * _SIDE + arrow) + 2, round(_HIGH)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, painter = apply.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        arrow = 0.0 if self.first else _ARROW
        if not self.first:
            painter.setPen(QPen(QColor(colours.edge), 1.5))
            middle = _HIGH / 2
            painter.drawLine(2, round(middle), round(arrow) - 4, round(middle))
            painter.drawLine(round(arrow) - 8, round(middle) - 4, round(arrow) - 4, round(middle))
            painter.drawLine(round(arrow) - 8, round(middle) + 4, round(arrow) - 4, round(middle))
        box = QRectF(arrow + 1, 1, self.width() - arrow - 2, _HIGH - 2)
        painter.setBrush(QColor(colours.accent_soft if self.now else colours.surface))
        painter.setPen(
            QPen(QColor(colours.accent), 2) if self.now else QPen(QColor(colours.edge), 1)
        )
        painter.drawRoundedRect(box, 6, 6)
        middle_of = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(colours.text))
        painter.setFont(self._bold)
        painter.drawText(box.adjusted(0, 3, 0, -_HIGH / 2 + 3), middle_of, self.label)
        painter.setPen(QColor(colours.muted if not self.now else colours.text))
        painter.setFont(self._small)
        painter.drawText(box.adjusted(0, _HIGH / 2 - 3, 0, -3), middle_of, self.day)
        painter.end()


class StateLine(QWidget):
    """The steps of an order from the left, and a button for each that may follow."""

    step = Signal(str)

    def __init__(self) -> None:
        """No order yet."""
        super().__init__()
        self._way, self._next = Flow(gap=0, lines=theme.GAP_S), Flow()
        self.why_not = Text(size="small", tone="muted", wrap=True)
        self.moves: dict[str, QPushButton] = {}
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP_S)
        self._rooms: list[tuple[QWidget, Flow]] = []
        for flow in (self._way, self._next):
            inside = QWidget()
            inside.setLayout(flow)
            layout.addWidget(inside)
            self._rooms.append((inside, flow))
        layout.addWidget(self.why_not)
        self.setLayout(layout)

    def show_order(self, row: Mapping[str, Any]) -> None:
        """Show an order as `order_row` gives it."""
        self._way.clear()
        self._next.clear()
        self.moves = {}
        events = row["events"]
        for number, event in enumerate(events):
            paper = f"\nDocument: {event['document']}" if event["document"] else ""
            self._way.addWidget(
                _Step(
                    event["label"], day_written(str(event["at"])[:10]),
                    f"{event['provision']}\nBy {event['by']}{paper}",
                    first=number == 0, now=number == len(events) - 1,
                )
            )  # fmt: skip
        self._next.addWidget(Text("Next may be:" if row["next"] else "Nothing follows.",
                                  tone="muted"))  # fmt: skip
        for move in row["next"]:
            who = ", ".join(move["who"])
            made = button(
                f"{move['label']}…", partial(self.step.emit, move["to"]),
                tip=move["why_not"] or f"{move['provision']}: {who}",
            )  # fmt: skip
            made.setToolTip(f"{move['provision']}\n{who}")
            made.setEnabled(not move["why_not"])
            self.moves[move["to"]] = made
            self._next.addWidget(made)
        barred = [f"{m['label']}: {m['why_not']}." for m in row["next"] if m["why_not"]]
        self.why_not.say(f"Not yet. {' '.join(barred)}" if barred else "")
        self.why_not.setVisible(bool(barred))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """No line of it gives way to what stands below."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        high = 0
        for inside, flow in self._rooms:
            inside.setFixedHeight(flow.heightForWidth(self.width()))
            high += inside.height() + theme.GAP_S
        if self.why_not.isVisibleTo(self):
            high += self.why_not.heightForWidth(self.width())
        self.setMinimumHeight(high)
