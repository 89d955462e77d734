"""The annual report on paper: titled, with bookmarks, each chart above its table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from exports.annual.annual import Annual
from exports.annual.part import Part
from exports.charts.picture import Picture
from exports.paper.marks import Marks
from workbench.figures import Book

if TYPE_CHECKING:
    from reportlab.platypus import Flowable


class _Public(Marks):
    """The marks of a paper that anybody may read."""

    @property
    def handling(self) -> str:
        """The handling line under the marking."""
        return "It names nobody, and small numbers are left out"


def as_pdf(told: Annual) -> tuple[bytes, int]:
    """The report as a PDF, and its number of pages."""
    from exports.paper import document
    from exports.paper.styles import SUBTITLE, TITLE
    from exports.paper.type import para

    name = f"Annual report {told.year.name}"
    marks = _Public(told.title, name, "FOR PUBLICATION", told.at, told.entry, told.head)
    story: list[Any] = [para(told.title, TITLE), para(told.subtitle, SUBTITLE)]
    story.append(document.contents())
    for number, part in enumerate(told.parts):
        story.extend(_part(part, number))
    made = io.BytesIO()
    pages = document.build(story, marks, made)
    return made.getvalue(), pages


def _part(part: Part, number: int) -> list[Flowable]:
    from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

    from exports.paper.document import headed, stated
    from exports.paper.drawing import Drawing
    from exports.paper.grid import grid
    from exports.paper.measures import room
    from exports.paper.notes import Notes
    from exports.paper.styles import HEADINGS, QUIET
    from exports.paper.type import para

    width, height = room()
    # Two parts may have one title: each heading has a place of its own in the bookmarks.
    charts = [
        Drawing(shown, width, height / 2) for shown in part.shown if isinstance(shown, Picture)
    ]
    # A heading, its words and its first chart stand on one page.
    together = charts[0].height + 40 + 32 * len(part.words) if charts else height / 6
    found: list[Any] = [
        Spacer(1, 8),
        CondPageBreak(together + 30),
        headed(part.title, part.level, key=f"part-{number}"),
    ]
    found += [stated(words) for words in part.words]
    for shown in part.shown:
        if isinstance(shown, Picture):
            found.append(charts.pop(0))
            continue
        head = [para(shown.title, HEADINGS[1])]
        if shown.about and shown.rows:
            head.append(para(shown.about, QUIET))
        table = grid(shown, width, Notes(Book(None, {})))  # type: ignore[arg-type]
        # A table that fits on a page stands on one, under its name.
        found.append(KeepTogether([*head, *table]))
    found += [stated(words) for words in part.notes]
    return found
