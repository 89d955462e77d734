"""Put a theme on the application: Fusion, its palette, the bundled font and a small style sheet."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from exports import fonts
from ui import theme as themes
from ui.theme import Theme

_SHEET = Template("""
QWidget#Rail { background: $rail; border-right: 1px solid $line; }
QWidget#TopBar { background: $surface; border-bottom: 1px solid $line; }
QWidget#Why { background: $surface; border-left: 1px solid $line; }
QWidget#Foot { background: $surface; border-top: 1px solid $line; }
QFrame#Over { background: $surface; border: 2px solid $edge; border-radius: 6px; }
QFrame#Card { background: $surface; border: 1px solid $line; border-radius: 6px; }
QFrame#Chip { background: $accent_soft; border-radius: 4px; }
QFrame#Note[tone="wrong"] { background: $red_soft; border-radius: 4px; }
QFrame#Note[tone="caution"] { background: $caution_soft; border-radius: 4px; }
QFrame#Rule { background: $line; border: none; }

QPushButton { padding: 5px 12px; border: 1px solid $edge; border-radius: 4px;
  background: $surface; color: $text; }
QPushButton:hover { background: $accent_soft; }
QPushButton:pressed { background: $selection; color: $on_selection; }
QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:focus { border: 2px solid $focus; padding: 4px 11px; }
QPushButton:disabled { color: $muted; border-color: $line; background: $window; }
QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent;
  font-weight: 600; }
QPushButton[primary="true"]:hover, QPushButton[primary="true"]:pressed
  { background: $accent_strong; border-color: $accent_strong; }
QPushButton[primary="true"]:focus { border: 2px solid $text; }
QPushButton[primary="true"]:disabled { background: $line; color: $muted; border-color: $line; }
QPushButton[link="true"] { border: 1px solid transparent; background: transparent;
  color: $accent; padding: 2px 4px; text-align: left; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border: 1px solid $focus; }
QPushButton[field="true"] { text-align: left; color: $muted; background: $window; }

QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 4px; color: $text; }
QToolButton:hover { background: $accent_soft; }
QToolButton:focus { border: 1px solid $focus; }
QToolButton#RailButton { padding: 6px 8px; text-align: left; }
QToolButton#RailButton:checked { background: $selection; color: $on_selection; font-weight: 600; }
QToolButton#RailButton:focus { border: 1px solid $focus; }
QToolButton#RailButton:disabled { color: $muted; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit { background: $surface; color: $text;
  border: 1px solid $edge; border-radius: 4px; padding: 4px 6px;
  selection-background-color: $selection; selection-color: $on_selection; }
QLineEdit:focus, QPlainTextEdit:focus { border: 2px solid $focus; padding: 3px 5px; }
QLineEdit { placeholder-text-color: $muted; }
QLineEdit:disabled { color: $muted; background: $window; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator, QMenu::indicator
  { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 3px;
  background: $surface; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:checked
  { background: $accent; border-color: $accent; image: url(marks:tick-$key.svg); }
QRadioButton::indicator:checked { border-color: $accent; background: qradialgradient(cx: 0.5,
  cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 $on_accent, stop: 0.42 $on_accent,
  stop: 0.52 $accent, stop: 1 $accent); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus
  { width: 12px; height: 12px; border: 2px solid $focus; }
QCheckBox::indicator:checked:focus { border-color: $text; }
QRadioButton::indicator:checked:focus { border-color: $text; }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled, QMenu::indicator:disabled
  { border-color: $edge; background: $window; }
QCheckBox::indicator:checked:disabled, QMenu::indicator:checked:disabled { background: $edge; }
QRadioButton::indicator:checked:disabled { background: qradialgradient(cx: 0.5,
  cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 $on_accent, stop: 0.42 $on_accent,
  stop: 0.52 $edge, stop: 1 $edge); }
QAbstractItemView::indicator:selected { border-color: $on_selection; }
QMenu::indicator { left: 6px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; }

QAbstractItemView { background: $surface; border: 1px solid $line; border-radius: 4px;
  selection-background-color: $selection; selection-color: $on_selection; }
QAbstractItemView:focus { border: 1px solid $focus; }
QTreeWidget::item { padding: 4px 2px; }
QTreeWidget::item:selected { background: $selection; color: $on_selection; }
QHeaderView { background: $raised; }
QHeaderView::section { background: $raised; color: $muted; border: none;
  border-bottom: 1px solid $line; padding: 4px 8px; font-weight: 600; }
QHeaderView::section:hover { color: $text; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { padding: 6px 12px; color: $muted; border-bottom: 2px solid transparent;
  background: transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QProgressBar { border: 1px solid $edge; border-radius: 3px; background: $window; height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QScrollBar { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $edge; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accent_soft; }
QScrollArea, QScrollArea > QWidget > QWidget#Plain { background: transparent; border: none; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu { background: $surface; color: $text; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: $selection; color: $on_selection; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
""")

_current = themes.theme(themes.DEFAULT)


def current() -> Theme:
    """The theme that is on, for what paints itself."""
    return _current


def apply(app: QApplication, key: str) -> Theme:
    """Put the theme `key` on the whole application, at once and without a restart."""
    global _current  # noqa: PLW0603 - one application has one theme
    _current = chosen = themes.theme(key)
    load_fonts()
    QDir.setSearchPaths("marks", [str(themes.FOLDER)])
    app.setStyle("Fusion")
    app.setFont(text_font(themes.BODY))
    app.setPalette(palette(chosen))
    app.setStyleSheet(sheet(chosen))
    return chosen


def load_fonts() -> None:
    """Make the bundled typeface known to Qt; asking again costs nothing."""
    if fonts.FAMILY in QFontDatabase.families():
        return
    for path in fonts.FILES.values():
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise OSError(f"{path.name} cannot be loaded as a font")


def text_font(size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The bundled typeface at one of the three sizes; its digits share one width."""
    font = QFont(fonts.FAMILY)
    font.setPointSizeF(size)
    font.setWeight(weight)
    return font


def sheet(theme: Theme) -> str:
    """The style sheet of a theme: what a palette cannot say."""
    colours = {
        name: value
        for name in Theme.__dataclass_fields__
        if isinstance(value := getattr(theme, name), str)
    }
    return _SHEET.substitute(colours)


def palette(theme: Theme) -> QPalette:
    """The palette of a theme."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.Button, theme.surface),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.red),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.on_selection),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Mid, theme.line),
        (role.Midlight, theme.line),
        (role.Light, theme.raised),
        (role.Dark, theme.edge),
        (role.Shadow, theme.edge),
    ):
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.muted))
    return made
