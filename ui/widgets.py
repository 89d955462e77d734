"""Small parts that every page is made of: plain text, buttons, cards, notes, rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.theme import apply

Size = Literal["small", "body", "title"]
Tone = Literal["", "muted", "wrong", "caution", "accent"]

_SIZES = {"small": theme.SMALL, "body": theme.BODY, "title": theme.TITLE}
L = TypeVar("L", bound=QBoxLayout)
#: One endless word hangs the text layout; nothing that a label says is longer.
LONGEST = 4_000


class Text(QLabel):
    """Plain text in one of the three sizes. What a bank wrote in it is never run as markup."""

    def __init__(
        self,
        text: str = "",
        *,
        size: Size = "body",
        tone: Tone = "",
        strong: bool = False,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        """State the text, its size and its tone."""
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.tone: Tone = tone
        weight = QFont.Weight.DemiBold if strong or size == "title" else QFont.Weight.Normal
        self.setFont(apply.text_font(_SIZES[size], weight))
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.say(text, tone=tone)

    def say(self, text: str, *, tone: Tone | None = None) -> None:
        """Say something else, perhaps in another tone."""
        if tone is not None:
            self.tone = tone
        self.setText(text[:LONGEST])
        self.retint()

    def retint(self) -> None:
        """Take the colour of the theme that is on."""
        colours = apply.current()
        ink = {
            "muted": colours.muted,
            "wrong": colours.red,
            "caution": colours.caution,
            "accent": colours.accent,
        }.get(self.tone, colours.text)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
        self.setPalette(palette)


def button(
    text: str,
    call: Callable[[], object] | None = None,
    *,
    primary: bool = False,
    link: bool = False,
    tip: str = "",
) -> QPushButton:
    """A push button; `primary` for a page's one main action, `link` for one that reads as text."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setProperty("primary", primary)
    made.setProperty("link", link)
    made.setStatusTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if call is not None:
        made.clicked.connect(lambda _checked=False: call())
    return made


class CutButton(QPushButton):
    """A button that reads as text and cuts it with an ellipsis where there is no room for it."""

    def __init__(self, text: str, call: Callable[[], object], *, tip: str = "") -> None:
        """State the whole text; its accessible name keeps it whole."""
        super().__init__()
        self._whole = text[:LONGEST]
        self.setAccessibleName(self._whole)
        self.setProperty("link", True)
        self.setStatusTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: call())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text to the new width."""
        room = event.size().width() - 2 * theme.GAP_S
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(cut.replace("&", "&&"))
        super().resizeEvent(event)


def column(*parts: QWidget, gap: int = theme.GAP_S, margin: int = 0) -> QVBoxLayout:
    """Parts one under the other."""
    return _filled(QVBoxLayout(), parts, gap, margin)


def line(*parts: QWidget, gap: int = theme.GAP_S, margin: int = 0) -> QHBoxLayout:
    """Parts side by side."""
    return _filled(QHBoxLayout(), parts, gap, margin)


def _filled(layout: L, parts: tuple[QWidget, ...], gap: int, margin: int) -> L:
    layout.setSpacing(gap)
    layout.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        layout.addWidget(part)
    return layout


class Card(QFrame):
    """A quiet frame around things that belong together."""

    def __init__(self, *parts: QWidget, gap: int = theme.GAP_S) -> None:
        """Put the parts one under the other."""
        super().__init__()
        self.setObjectName("Card")
        self.column = column(*parts, gap=gap, margin=theme.GAP_L)
        self.setLayout(self.column)


class Chip(QFrame):
    """A short word in a box, such as a protective marking."""

    def __init__(self, text: str = "") -> None:
        """State the word."""
        super().__init__()
        self.setObjectName("Chip")
        self.label = Text(text, size="small", strong=True)
        layout = line(self.label)
        layout.setContentsMargins(theme.GAP_S, 2, theme.GAP_S, 2)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show another word; none at all hides the box."""
        self.label.say(text)
        self.setVisible(bool(text))


class Picture(QLabel):
    """An icon beside text, in the colour of the theme."""

    def __init__(self, name: str, size: int = 20, tone: Tone = "muted") -> None:
        """State which icon."""
        super().__init__()
        self.name, self.size_, self.tone = name, size, tone
        self.setFixedSize(size, size)
        self.retint()

    def retint(self) -> None:
        """Take the colour of the theme that is on."""
        colours = apply.current()
        ink = {"wrong": colours.red, "caution": colours.caution, "accent": colours.accent}
        ratio = self.devicePixelRatioF()
        drawn = icons.pixmap(
            self.name, ink.get(self.tone, colours.muted), round(self.size_ * ratio)
        )
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)


class Rule(QFrame):
    """A fine line between things."""

    def __init__(self) -> None:
        """One pixel, across."""
        super().__init__()
        self.setObjectName("Rule")
        self.setFixedHeight(1)


def retint(root: QWidget) -> None:
    """After the theme has changed: every text and icon below `root` takes its colour again."""
    for text in root.findChildren(Text):
        text.retint()
    for picture in root.findChildren(Picture):
        picture.retint()
