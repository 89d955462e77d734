"""A thing at a glance above its tabs: a card as high as its lines need, and a page that scrolls."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QTabWidget, QWidget

from ui import theme
from ui.widgets import Card, column


class WholeCard(Card):
    """A card that is as high as its lines need at any width: none lies over another."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines elsewhere."""
        super().resizeEvent(event)
        self.make_room()

    def make_room(self) -> None:
        """Ask for the height that the lines need now."""
        self.setMinimumHeight(self.heightForWidth(self.width()))


def over_tabs(card: WholeCard, tabs: QTabWidget) -> QScrollArea:
    """The card over the tabs; on a low screen both scroll, and nothing lies over another."""
    both = QWidget()
    layout = column(card, tabs, gap=theme.GAP_M)
    layout.setStretch(1, 1)
    both.setLayout(layout)
    tabs.setMinimumHeight(240)
    tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(both)
    area.viewport().setAutoFillBackground(False)
    both.setAutoFillBackground(False)
    return area
