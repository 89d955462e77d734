"""Text of a case put where another program reads it: never markup, never a formula."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape

#: What XML 1.0 has no way to write.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What breaks a line or is no sign at all, wherever a reader takes one line for one row.
_NO_LINE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
#: What a spreadsheet takes for the beginning of a formula, in plain and in full width.
_FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_IN_ATTRIBUTE: Final = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def content(text: str) -> str:
    """Text between two tags.

    >>> content("<b>R & D</b>")
    '&lt;b&gt;R &amp; D&lt;/b&gt;'
    """
    return escape(_NO_XML.sub("\ufffd", text))


def attribute(text: str) -> str:
    """The value of an attribute, in its quotation marks.

    >>> attribute('"/><x>')
    '"&quot;/&gt;&lt;x&gt;"'
    """
    return f'"{escape(_NO_XML.sub(chr(0xFFFD), text), _IN_ATTRIBUTE)}"'


def one_line(text: str) -> str:
    """Text without what would break a line."""
    return _NO_LINE.sub(" ", text).strip()


def cell(text: str) -> str:
    """A cell of a CSV file: one line, and an apostrophe before what would be run as a formula.

    >>> cell("=1+1"), cell("+44 20")
    ("'=1+1", "'+44 20")
    """
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULA) else line
