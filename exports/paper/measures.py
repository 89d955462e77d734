"""The sheet: A4 either way, its margins, and the room between them, in points."""

from __future__ import annotations

from typing import Final

MARGIN: Final = 42.0
#: Room for the marking and the handling line, and for the two lines at the foot.
HEAD: Final = 58.0
FOOT: Final = 58.0
PORTRAIT: Final = "portrait"
LANDSCAPE: Final = "landscape"
A4: Final = (595.2756, 841.8898)


def sheet(orientation: str) -> tuple[float, float]:
    """Width and height of the sheet."""
    return A4 if orientation == PORTRAIT else (A4[1], A4[0])


def room(orientation: str = PORTRAIT) -> tuple[float, float]:
    """Width and height between the margins."""
    across, down = sheet(orientation)
    return across - 2 * MARGIN, down - HEAD - FOOT
