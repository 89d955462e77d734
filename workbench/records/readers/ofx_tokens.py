"""The elements of an OFX file, one by one: a name with the text behind it, or an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from workbench.errors import Refused

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._:-]{0,63})\s*(/?)>")
#: OFX 1.0.2 section 2.3.2.1 and XML's own five. Any other entity stays as it is written.
_ESCAPES: Final = {
    "&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": " ", "&apos;": "'", "&quot;": '"',
}  # fmt: skip
_ESCAPE: Final = re.compile("|".join(_ESCAPES))
_CHARACTER: Final = re.compile(r"&#(?:([0-9]{1,6})|x([0-9A-Fa-f]{1,5}));")
_ASIDE: Final = (("<!--", "-->", "a comment"), ("<?", "?>", "an instruction"))


class Token(NamedTuple):
    """One element: its beginning with the text that follows, or its end (`closes`)."""

    name: str
    closes: bool
    text: str
    line: int
    start: int
    end: int


def tokens(text: str, where: str) -> Iterator[Token]:
    """Walk the elements from the first.

    Raises:
        Refused: at a document type, or a section that is not ended.
    """
    at = text.find("<")
    line, counted = 1, 0
    begun: tuple[str, int, int, int] | None = None  # name, line, start, end of the tag
    pieces: list[str] = []
    while at >= 0:
        line += text.count("\n", counted, at)
        counted = at
        end, piece = _section(text, at, where, line)
        if end:
            pieces.append(piece)
        elif found := _TAG.match(text, at):
            if begun:
                yield _token(begun, pieces)
            begun, pieces, end = None, [], found.end()
            name = found[2].upper().rpartition(":")[2]
            if found[1]:
                yield Token(name, True, "", line, at, end)
            elif not found[3]:
                begun = (name, line, at, end)
        else:
            pieces.append("<")
            end = at + 1
        at = text.find("<", end)
        if begun:
            pieces.append(unescaped(text[end : at if at >= 0 else len(text)]))
    if begun:
        yield _token(begun, pieces)


def _section(text: str, at: int, where: str, line: int) -> tuple[int, str]:
    """The end of a comment, an instruction or a CDATA section with its text; (0, "") if none."""
    if text.startswith("<![CDATA[", at):
        end = _ended(text, "]]>", at, f"{where}, line {line}", "a CDATA section")
        return end, text[at + 9 : end - 3]
    for mark, closing, what in _ASIDE:
        if text.startswith(mark, at):
            return _ended(text, closing, at, f"{where}, line {line}", what), ""
    if text.startswith("<!", at):
        raise Refused(
            "the file declares a document type (DOCTYPE), which no bank format needs",
            where=f"{where}, line {line}",
            remedy="Treat it as hostile; ask the bank for another format",
        )
    return 0, ""


def _ended(text: str, mark: str, at: int, where: str, what: str) -> int:
    end = text.find(mark, at)
    if end < 0:
        raise Refused(f"{what} is not ended", where=where, remedy="Ask for the file again")
    return end + len(mark)


def _token(begun: tuple[str, int, int, int], pieces: list[str]) -> Token:
    name, line, start, end = begun
    return Token(name, False, "".join(pieces).strip(), line, start, end)


def unescaped(text: str) -> str:
    """Text with its escapes put right, once: what they give is not looked at again."""
    if "&" not in text:
        return text
    return re.sub(f"{_CHARACTER.pattern}|{_ESCAPE.pattern}", _meant, text)


def _meant(found: re.Match[str]) -> str:
    if found[0] in _ESCAPES:
        return _ESCAPES[found[0]]
    number = int(found[1]) if found[1] else int(found[2], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF or number < 32:
        return found[0]
    return chr(number)
