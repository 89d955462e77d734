"""A document on paper, put together from headings, words, tables and pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

from reportlab.platypus import Flowable, NextPageTemplate, PageBreak, TableStyle
from reportlab.platypus.tableofcontents import TableOfContents

from exports.paper import type as faces
from exports.paper.marks import Marks
from exports.paper.styles import BODY, CONTENTS, HEADINGS
from exports.paper.template import Template


def build(story: Sequence[Flowable], marks: Marks, out: IO[bytes]) -> int:
    """Lay the story out as a PDF and return the number of pages."""
    faces.ready()
    template = Template(marks)
    # The contents know their length beforehand, so that no page moves in the second pass.
    headings = [f.in_contents for f in story if hasattr(f, "in_contents")]
    for flowable in story:
        if isinstance(flowable, TableOfContents):
            for level, text, key in headings:
                flowable.addEntry(level, escape(text), 1, key)
    whole = io.BytesIO()
    template.multiBuild([template.count, *story], filename=whole)
    out.write(whole.getvalue())
    return int(template.page)


def headed(text: str, level: int = 0, *, key: str = "") -> Flowable:
    """A heading that appears in the contents and in the outline."""
    heading: Any = faces.para(text, HEADINGS[level])
    heading.in_contents = (level, faces.visible(text), key or _key(text))
    return heading  # type: ignore[no-any-return]


def stated(text: Any) -> Flowable:
    """A paragraph of running text."""
    return faces.para(text, BODY)


def contents() -> Flowable:
    """The table of contents, each line a link."""
    return TableOfContents(
        levelStyles=list(CONTENTS),
        dotsMinLevel=0,
        # Without this an unembedded Helvetica is named in the file, though nothing is set in it.
        tableStyle=TableStyle([("FONTNAME", (0, 0), (-1, -1), faces.PLAIN)]),
    )


def turned(orientation: str) -> list[Flowable]:
    """A new page of this orientation, which the pages after it keep."""
    return [NextPageTemplate(orientation), PageBreak()]


def _key(text: str) -> str:
    return "part-" + "".join(c if c.isalnum() else "-" for c in text.casefold())
