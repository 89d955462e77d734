"""The one boundary at which a case's text becomes printed text; nothing in it is ever markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from exports import fonts

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

PLAIN: Final = "Plex"
STRONG: Final = "Plex-Strong"
SLANTED: Final = "Plex-Slanted"
_FILES: Final = {PLAIN: fonts.REGULAR, STRONG: fonts.SEMIBOLD, SLANTED: fonts.ITALIC}

#: A word longer than this is cut before it is laid out: the paragraph maker's time grows with
#: the square of a word's length (200,000 letters took it 24 seconds).
LONGEST_WORD: Final = 64


def ready() -> None:
    """Make the typeface known to the PDF writer; a second call does nothing."""
    _glyphs()


@cache
def _glyphs() -> frozenset[int]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    shared: set[int] | None = None
    for name, file in _FILES.items():
        font = TTFont(name, str(file))
        pdfmetrics.registerFont(font)
        known = {code for code, glyph in font.face.charToGlyph.items() if glyph}
        shared = known if shared is None else shared & known
    pdfmetrics.registerFontFamily(
        PLAIN, normal=PLAIN, bold=STRONG, italic=SLANTED, boldItalic=STRONG
    )
    return frozenset(shared or ())


def visible(text: str) -> str:
    """The text with every character that would not show written as its Unicode number.

    Control and direction characters, and letters that the typeface lacks, become `[U+4E2D]`:
    nothing of a name is lost or reordered. White space of any kind is one space.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


@cache
def _shown(letter: str) -> str:
    if letter in " \t\n\r\v\f\x85\N{NO-BREAK SPACE}\u2028\u2029":
        return " "
    kind = unicodedata.category(letter)
    if kind[0] == "C" or kind in {"Zl", "Zp"} or ord(letter) not in _glyphs():
        return f"[U+{ord(letter):04X}]"
    if kind == "Zs":
        return " "
    return letter


def para(text: Any, style: ParagraphStyle, *, bullet: str | None = None) -> Paragraph:
    """A paragraph that shows `text` exactly: the only place where one is made of it."""
    from reportlab.platypus import Paragraph

    ready()
    return Paragraph(escape(_cut(visible(str(text)))), style, bulletText=bullet)


def _cut(text: str) -> str:
    if len(text) <= LONGEST_WORD:
        return text
    return " ".join(
        word if len(word) <= LONGEST_WORD
        else " ".join(word[i : i + LONGEST_WORD] for i in range(0, len(word), LONGEST_WORD))
        for word in text.split(" ")
    )  # fmt: skip


def width(text: str, face: str, size: float) -> float:
    """Width in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    _glyphs()
    return float(stringWidth(text, face, size))


def linked(links: Sequence[tuple[str, str]], style: ParagraphStyle, rest: str = "") -> Paragraph:
    """A paragraph of links within the document, as (name of the anchor, words), then text."""
    from reportlab.platypus import Paragraph

    ready()
    return Paragraph(
        ", ".join(
            f'<a href="#{escape(anchor, {chr(34): "&quot;"})}" color="#1f4e8c">'
            f"{escape(visible(words))}</a>"
            for anchor, words in links
        )
        + escape(visible(rest)),
        style,
    )
