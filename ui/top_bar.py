"""The top bar: the menu, the case and its marking, the way to find things, and Why?."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import icons, theme
from ui.actions import Actions
from ui.theme import apply
from ui.widgets import Chip, Text, button, line
from workbench.store.tables import CaseInfo

#: Below this width the bar has room for the case and its marking alone.
ROOM_FOR_REFERENCES = 1000


class TopBar(QWidget):
    """Says which case this is and how it is to be handled, on every page."""

    def __init__(self, actions: Actions) -> None:
        """Its menu holds every action of the table, by group."""
        super().__init__()
        self.setObjectName("TopBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self.menu_button = QToolButton()
        self.menu_button.setAccessibleName("Menu")
        self.menu_button.setToolTip("Everything that can be done (Alt+M)")
        self.menu_button.setShortcut("Alt+M")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setIconSize(QSize(20, 20))
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = Text(strong=True)
        self.marking = Chip()
        self.reference = Text(tone="muted")
        self.read_only = Chip()
        self.seek: QPushButton = button(
            " Find anything   Ctrl+K", actions["find"].trigger, tip=actions["find"].statusTip()
        )
        self.seek.setProperty("field", True)
        self.seek.setMinimumWidth(190)
        self.seek.setMaximumWidth(280)
        self.seek.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.why: QPushButton = button(" Why?", actions["why"].trigger)
        self.why.setToolTip("What a figure was made from (?)")
        bar = line(self.menu_button, self.name, self.marking, self.reference, self.read_only)
        bar.addStretch(1)
        bar.addWidget(self.seek, 1)
        bar.addWidget(self.why)
        bar.setContentsMargins(theme.GAP_S, theme.GAP_S, theme.GAP_L, theme.GAP_S)
        self.setLayout(bar)
        self.say(None)
        self.retint()

    def remind(self, reminder: QWidget) -> None:
        """Put a word about what presses before the way to find things."""
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(layout.indexOf(self.seek), reminder)

    def build_menu(self) -> None:
        """Make the menu from the table of actions, once that is complete."""
        menu = QMenu(self)
        for group, made in self._actions.groups().items():
            menu.addMenu(group).addActions(made)
        self.menu_button.setMenu(menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The references give way first."""
        super().resizeEvent(event)
        self.reference.setVisible(self.width() >= ROOM_FOR_REFERENCES)

    def say(self, info: CaseInfo | None, *, read_only: bool = False) -> None:
        """State the case, or that there is none."""
        self.name.say(info.name if info else "Asset Recovery Workbench")
        self.marking.say(info.marking if info else "")
        marks = [info.reference, f"URN {info.urn}" if info.urn else ""] if info else []
        self.reference.say(" · ".join(filter(None, marks)))
        self.read_only.say("Read-only" if read_only else "")
        self.why.setEnabled(info is not None)

    def retint(self) -> None:
        """Take the colours of the theme that is on."""
        colours = apply.current()
        self.menu_button.setIcon(icons.icon("menu", colours.text))
        self.seek.setIcon(icons.icon("search", colours.muted))
        self.why.setIcon(icons.icon("circle-question-mark", colours.accent, colours.muted))
