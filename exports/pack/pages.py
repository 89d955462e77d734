"""The case pack on paper: the parts in their order, from cover to method statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

from reportlab.platypus import CondPageBreak

from exports.charts.picture import Picture
from exports.pack import cover, figures, method
from exports.paper import document
from exports.paper.document import headed, stated, turned
from exports.paper.drawing import Drawing
from exports.paper.grid import grid
from exports.paper.marks import Marks
from exports.paper.measures import BROAD, LANDSCAPE, PORTRAIT, room
from exports.paper.notes import Notes
from exports.paper.styles import QUIET
from exports.paper.type import para
from exports.schedules.parts import Part

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from exports.schedules.view import View

#: A schedule's title, header and some rows fit here; otherwise it begins on the next page.
ROOM_FOR_A_TABLE = 120
#: A chart is not drawn smaller than this share of its own measures.
SMALLEST = 0.7
#: What a part's title and first words take above its chart.
ROOM_FOR_A_TITLE = 66


def printed(
    view: View, parts: Sequence[Part], marks: Marks, checks: Sequence[str], out: IO[bytes]
) -> int:
    """Write the PDF; returns the number of its pages."""
    notes = Notes(view.book)
    story: list[Flowable] = [
        *cover.cover(view, marks),
        *turned(PORTRAIT),
        para("Contents", cover.CONTENTS_TITLE),
        document.contents(),
    ]
    for number, part in enumerate(parts, start=1):
        story.extend(_part(part, number, notes))
    story.extend(turned(LANDSCAPE))
    story.extend(figures.appendix(notes))
    story.extend(turned(PORTRAIT))
    story.extend(method.statement(view, marks, checks))
    return document.build(story, marks, out)


def _part(part: Part, number: int, notes: Notes) -> list[Flowable]:
    orientation = LANDSCAPE if part.wide else PORTRAIT
    width = room(orientation)[0]
    first = [headed(f"{number}  {part.title}"), stated(part.about)]
    made: list[Any] = []
    if part.picture is not None and part.picture.width * SMALLEST > width:
        # A chart that must be read in court is not shrunk until its words cannot be.
        made.extend([*turned(BROAD), *first, _drawn(part.picture, BROAD), *turned(orientation)])
    else:
        made.extend([*turned(orientation), *first])
        if part.picture is not None:
            made.append(_drawn(part.picture, orientation))
    shown = [schedule for schedule in part.schedules if schedule.on != "workbook"]
    several = len(shown) > 1
    for schedule in shown:
        if several:
            made.append(CondPageBreak(ROOM_FOR_A_TABLE))
            made.append(headed(schedule.title, 1, key=f"schedule-{schedule.key}"))
        if schedule.about and (several or schedule.about != part.about):
            made.append(para(schedule.about, QUIET))
        made.extend(grid(schedule, width, notes))
    return made


def _drawn(picture: Picture, orientation: str) -> Flowable:
    width, height = room(orientation)
    return Drawing(picture, width, height - ROOM_FOR_A_TITLE)
