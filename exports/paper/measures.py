"""The sheet: A4 either way, A3 for a broad chart, its margins and the room between, in points."""

from __future__ import annotations

from typing import Final

MARGIN: Final = 42.0
#: Room for the marking and the handling line, and for the two lines at the foot.
HEAD: Final = 58.0
FOOT: Final = 58.0
PORTRAIT: Final = "portrait"
LANDSCAPE: Final = "landscape"
#: A3 on its side, for a chart whose words would be too small to read on A4.
BROAD: Final = "broad"
A4: Final = (595.2756, 841.8898)
SHEETS: Final = {
    PORTRAIT: A4,
    LANDSCAPE: (A4[1], A4[0]),
    BROAD: (2 * A4[0], A4[1]),
}


def sheet(orientation: str) -> tuple[float, float]:
    """Width and height of the sheet."""
    return SHEETS[orientation]


def room(orientation: str = PORTRAIT) -> tuple[float, float]:
    """Width and height between the margins."""
    across, down = sheet(orientation)
    return across - 2 * MARGIN, down - HEAD - FOOT
