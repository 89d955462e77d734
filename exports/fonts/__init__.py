"""The bundled typeface (IBM Plex Sans, SIL OFL 1.1), the same on screen and on the page.

Its outlines are TrueType, which the PDF writer can embed, and its digits share one width.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FAMILY: Final = "IBM Plex Sans"
FOLDER: Final = Path(__file__).resolve().parent
REGULAR: Final = FOLDER / "IBMPlexSans-Regular.ttf"
ITALIC: Final = FOLDER / "IBMPlexSans-Italic.ttf"
MEDIUM: Final = FOLDER / "IBMPlexSans-Medium.ttf"
SEMIBOLD: Final = FOLDER / "IBMPlexSans-SemiBold.ttf"
BOLD: Final = FOLDER / "IBMPlexSans-Bold.ttf"
LICENCE: Final = FOLDER / "OFL.txt"

#: Every file, by the style that the font itself states.
FILES: Final = {
    "Regular": REGULAR,
    "Italic": ITALIC,
    "Medium": MEDIUM,
    "SemiBold": SEMIBOLD,
    "Bold": BOLD,
}
