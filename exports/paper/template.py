"""The page maker: every kind of sheet, marked, numbered "page x of y", dated by the journal."""

from __future__ import annotations

import io
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.doctemplate import IndexingFlowable

from exports.paper import type as faces
from exports.paper.marks import PROGRAM, Marks
from exports.paper.measures import A4, FOOT, MARGIN, SHEETS, room, sheet
from exports.paper.styles import INK, MUTED, RULE


class Count(IndexingFlowable):
    """Knows the number of pages once it has been the same twice; it shows nothing."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        super().__init__()
        self.pages, self.before = 0, -1

    def isIndexing(self) -> Literal[1]:  # noqa: N802 - reportlab's name
        """It has something to learn from each pass."""
        return 1

    def isSatisfied(self) -> bool:  # noqa: N802 - reportlab's name
        """Whether the last two passes agree."""
        return self.pages == self.before

    def beforeBuild(self) -> None:  # noqa: N802 - reportlab's name
        """Remember the last pass."""
        self.before = self.pages

    def notify(self, kind: str, stuff: Any) -> None:
        """Hear of a page."""
        if kind == "page":
            self.pages = stuff

    def wrap(self, *_: float) -> tuple[float, float]:
        """It takes no room."""
        return 0, 0

    def draw(self) -> None:
        """It shows nothing."""


class Template(BaseDocTemplate):
    """Marks every page, dates the file by the case, and notes headings for the contents.

    The same story gives the same bytes: nothing depends on the clock, and streams are stored
    uncompressed, so that no two machines' compressors can differ.
    """

    def __init__(self, marks: Marks) -> None:
        """A template for one document."""
        self.marks, self.count = marks, Count()
        pages = []
        for name in SHEETS:
            wide, high = room(name)
            frame = Frame(MARGIN, FOOT, wide, high, 0, 0, 0, 0, id=name)
            pages.append(PageTemplate(name, [frame], onPage=self._mark, pagesize=sheet(name)))
        super().__init__(
            io.BytesIO(),
            pagesize=A4,
            pageTemplates=pages,
            title=f"{marks.title} · {marks.case}",
            author=PROGRAM,
            subject=marks.marking,
            creator=PROGRAM,
            producer="reportlab",
            lang="en-GB",
            displayDocTitle=1,
            invariant=1,
            pageCompression=0,
            initialFontName=faces.PLAIN,
        )

    def handle_documentBegin(self) -> None:  # noqa: N802 - reportlab's name
        """Date the file by the case's last change instead of by the clock."""
        stamp: Any = TimeStamp(1)
        stamp.t = self.marks.at.timestamp()
        stamp.lt = self.marks.at.timetuple()
        stamp.YMDhms = tuple(stamp.lt)[:6]
        canvas: Any = self.canv
        canvas._doc._timeStamp = stamp  # noqa: SLF001 - reportlab offers no other way
        super().handle_documentBegin()

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - reportlab's name
        """Note a heading for the contents and the outline."""
        noted = getattr(flowable, "in_contents", None)
        if noted:
            level, text, key = noted
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, level, closed=level > 0)
            self.notify("TOCEntry", (level, escape(text), self.page, key))

    def _mark(self, canvas: Any, _: Any) -> None:
        """Marking and handling line at the head, stamp, page and marking at the foot."""
        self.notify("page", self.page)
        across, down = canvas._pagesize  # noqa: SLF001 - reportlab offers no other way
        middle = across / 2
        canvas.saveState()
        canvas.setFillColor(INK)
        canvas.setFont(faces.STRONG, 10)
        marking = faces.visible(self.marks.marking)
        canvas.drawCentredString(middle, down - 26, marking)
        canvas.drawCentredString(middle, 18, marking)
        canvas.setFillColor(MUTED)
        canvas.setFont(faces.PLAIN, 7)
        canvas.drawCentredString(middle, down - 36, faces.visible(self.marks.handling))
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, 44, across - MARGIN, 44)
        canvas.drawString(MARGIN, 34, faces.visible(self.marks.stamp))
        pages = max(self.count.before, self.page)
        canvas.drawRightString(across - MARGIN, 34, f"Page {self.page} of {pages}")
        canvas.restoreState()
