"""Sums at the top of a page: a card each, in one line where there is room, else in two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui import theme
from ui.widgets import Card, Text, button, column

#: Below this width six amounts of millions do not stand in one line.
ROOM = 900


class Sums(QWidget):
    """Named amounts, and Why? beside them."""

    def __init__(
        self, named: Sequence[tuple[str, str]], why: Callable[[], object], tip: str
    ) -> None:
        """`named` are (key, words); `why` asks for the figure behind the last."""
        super().__init__()
        self.amounts: dict[str, Text] = {}
        self._cards: list[Card] = []
        for key, words in named:
            self.amounts[key] = Text(strong=True)
            self._cards.append(
                Card(Text(words, tone="muted", size="small"), self.amounts[key], gap=2)
            )
        self._why = QWidget()
        inside = column()
        inside.addStretch(1)
        inside.addWidget(button("Why?", why, link=True, tip=tip))
        self._why.setLayout(inside)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.GAP_M)
        self.setLayout(self._grid)
        self._across = 0
        self._arrange(len(self._cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or two."""
        super().resizeEvent(event)
        half = (len(self._cards) + 1) // 2
        self._arrange(len(self._cards) if self.width() >= ROOM else half)

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for number, card in enumerate(self._cards):
            self._grid.addWidget(card, number // across, number % across)
        for at in range(len(self._cards) + 1):
            self._grid.setColumnStretch(at, 1 if at < across else 0)
        lines = (len(self._cards) + across - 1) // across
        self._grid.addWidget(self._why, lines - 1, across)
