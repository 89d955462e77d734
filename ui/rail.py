"""The left rail: every page by icon and word, in the order in which a case goes through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from ui import icons, theme
from ui.theme import apply
from ui.widgets import column

WIDE, NARROW = 200, 56


class Rail(QWidget):
    """One button for a page; the one that is on stands out."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[tuple[str, str, str]]) -> None:
        """`pages` are (key, word, icon)."""
        super().__init__()
        self.setObjectName("Rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Pages")
        self.buttons: dict[str, QToolButton] = {}
        self._icons: dict[str, str] = {}
        group = QButtonGroup(self)
        layout = column(gap=theme.GAP_XS, margin=theme.GAP_S)
        for number, (key, word, picture) in enumerate(pages, 1):
            made = QToolButton()
            made.setObjectName("RailButton")
            made.setText("  " + word.replace("&", "&&"))  # a gap after the icon
            made.setAccessibleName(word)
            made.setToolTip(f"{word} (Ctrl+{number})")
            made.setStatusTip(f"Go to {word}")
            made.setCheckable(True)
            made.setAutoRaise(True)
            made.setIconSize(QSize(20, 20))
            made.setFixedHeight(38)
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            made.clicked.connect(self._tells(key))
            group.addButton(made)
            layout.addWidget(made)
            self.buttons[key] = made
            self._icons[key] = picture
        group.setExclusive(True)
        layout.addStretch(1)
        self.setLayout(layout)
        self.set_narrow(narrow=False)
        self.retint()

    def _tells(self, key: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(key)

    def show_chosen(self, key: str) -> None:
        """Mark a page as the one that is on."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons only, where the window has little room; the words stay as tool tips."""
        style = Qt.ToolButtonStyle
        self.setFixedWidth(NARROW if narrow else WIDE)
        for made in self.buttons.values():
            made.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            )
            made.setFixedWidth((NARROW if narrow else WIDE) - 2 * theme.GAP_S)

    def retint(self) -> None:
        """Take the colours of the theme that is on."""
        colours = apply.current()
        for key, made in self.buttons.items():
            made.setIcon(
                icons.icon(self._icons[key], colours.text, colours.muted, colours.on_selection)
            )
