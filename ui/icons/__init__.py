"""Icons of one open set (Lucide, ISC), read as SVG and coloured like the text beside them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent
#: Drawn large enough to stay sharp on a screen of twice the usual density.
SIZES = (16, 20, 24, 32, 48, 64)


@lru_cache(maxsize=512)
def icon(name: str, colour: str, disabled: str = "", checked: str = "") -> QIcon:
    """The icon `name` in `colour`, with other colours for its disabled and checked states.

    Raises:
        FileNotFoundError: if there is no such icon.
    """
    made = QIcon()
    for state, mode, shade in (
        (QIcon.State.Off, QIcon.Mode.Normal, colour),
        (QIcon.State.Off, QIcon.Mode.Disabled, disabled or colour),
        (QIcon.State.On, QIcon.Mode.Normal, checked or colour),
        (QIcon.State.On, QIcon.Mode.Disabled, disabled or colour),
    ):
        for size in SIZES:
            made.addPixmap(pixmap(name, shade, size), mode, state)
    return made


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """The icon `name` in `colour`, `size` pixels square."""
    drawing = (FOLDER / f"{name}.svg").read_text("utf-8")
    shade = QColor(colour).name(QColor.NameFormat.HexRgb)
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", shade).encode()))
    picture = QPixmap(QSize(size, size))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
