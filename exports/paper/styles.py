"""Three sizes of text, one accent, and the colours of the page."""

from __future__ import annotations

from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle

from exports.paper.type import PLAIN, SLANTED, STRONG

INK: Final = HexColor("#1b1f24")
MUTED: Final = HexColor("#5b6470")
RULE: Final = HexColor("#c9ced6")
PANEL: Final = HexColor("#f3f5f8")
ACCENT: Final = HexColor("#1f4e8c")

BODY: Final = ParagraphStyle(
    "body", fontName=PLAIN, fontSize=9.5, leading=13.5, textColor=INK, spaceAfter=6
)
POINT: Final = ParagraphStyle(
    "point", parent=BODY, leftIndent=12, bulletIndent=2, bulletFontName=PLAIN, spaceAfter=4
)
SMALL: Final = ParagraphStyle("small", parent=BODY, fontSize=8, leading=10.5, spaceAfter=4)
QUIET: Final = ParagraphStyle("quiet", parent=SMALL, textColor=MUTED)
SLANT: Final = ParagraphStyle("slant", parent=SMALL, fontName=SLANTED)
TITLE: Final = ParagraphStyle(
    "title", parent=BODY, fontName=STRONG, fontSize=24, leading=29, spaceAfter=4
)
SUBTITLE: Final = ParagraphStyle(
    "subtitle", parent=BODY, fontSize=12, leading=16, textColor=MUTED, spaceAfter=18
)
HEADINGS: Final = (
    ParagraphStyle(
        "heading", parent=BODY, fontName=STRONG, fontSize=15, leading=19,
        spaceBefore=4, spaceAfter=8, keepWithNext=1,
    ),
    ParagraphStyle(
        "heading2", parent=BODY, fontName=STRONG, fontSize=11, leading=14,
        spaceBefore=10, spaceAfter=4, keepWithNext=1,
    ),
)  # fmt: skip
CONTENTS: Final = (
    ParagraphStyle("contents", parent=BODY, fontSize=10, leading=17, spaceAfter=0),
    ParagraphStyle(
        "contents2", parent=BODY, fontSize=9, leading=14, leftIndent=14, spaceAfter=0,
        textColor=MUTED,
    ),
)  # fmt: skip
CELL: Final = ParagraphStyle("cell", parent=BODY, fontSize=7.5, leading=9.5, spaceAfter=0)
CELL_STRONG: Final = ParagraphStyle("cell strong", parent=CELL, fontName=STRONG)
