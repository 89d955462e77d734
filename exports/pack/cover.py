"""The cover: what this is, whose it is, how to handle it, what state it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Spacer, Table
from sqlalchemy import select

from exports.paper.marks import PROGRAM, Marks, instant
from exports.paper.measures import room
from exports.paper.styles import BODY, HEADINGS, INK, MUTED, PANEL, RULE, SMALL, SUBTITLE, TITLE
from exports.paper.type import PLAIN, para
from workbench.store.tables import Officer, Party
from workbench.words import listed

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from exports.schedules.view import View

CONTENTS_TITLE: Final = ParagraphStyle("contents title", parent=HEADINGS[0], keepWithNext=0)
_NAME: Final = ParagraphStyle("name", parent=BODY, textColor=MUTED, spaceAfter=0)
_VALUE: Final = ParagraphStyle("value", parent=BODY, spaceAfter=0)
_HEAD: Final = ParagraphStyle("head", parent=SMALL, fontSize=8.5, leading=12, spaceAfter=0)
REGIMES: Final = {
    "pre-cpa-2026": "POCA 2002 as it stood before the Crime and Policing Act 2026",
    "cpa-2026": "POCA 2002 as amended by the Crime and Policing Act 2026",
}
HEAD: Final = (
    "Copy this number into your notebook when the pack is served. Whoever alters "
    "a fact of the case, or an amount, must alter this number."
)
HEAD_REDACTED: Final = (
    "This is the number of the whole case, which this redacted pack was made from. It is the same "
    "on the cover of the full pack, with which this one can be compared."
)
REDACTED: Final = "This pack is redacted: what is not to be seen was taken out, not covered."
NOT_GIVEN: Final = "not recorded"


def cover(view: View, marks: Marks) -> list[Flowable]:
    """The first page."""
    info = view.info
    officers = [
        f"{o.name}, {o.role}" + (f" ({o.reference})" if o.reference else "")
        for o in view.session.scalars(select(Officer).order_by(Officer.id))
    ]
    subjects = view.session.scalars(select(Party.name).where(Party.subject).order_by(Party.id))
    facts = [
        ("Operation", info.name),
        ("URN", info.urn or NOT_GIVEN),
        ("Reference", info.reference or NOT_GIVEN),
        ("Officers", "; ".join(officers) or NOT_GIVEN),
        ("Subjects", listed(list(subjects)) or NOT_GIVEN),
        ("Marking", f"{info.marking}. {marks.handling}."),
        ("Law applied", f"{REGIMES.get(info.regime, info.regime)} (version {info.regime})"),
        ("Tracing rule relied on", info.tracing_rule),
        ("Made by", PROGRAM),
        ("State of the case", f"journal entry {marks.entry}, {instant(marks.at)}"),
    ]
    return [
        Spacer(1, 70),
        para(marks.title, TITLE),
        para(info.name, SUBTITLE),
        _facts(facts),
        Spacer(1, 18),
        _head(marks),
        Spacer(1, 18),
        *([para(f"{REDACTED} {marks.redaction}", BODY)] if marks.redaction else []),
        para(
            "This pack follows recovered money from the lines of the records, through tracing, "
            "property, orders and receipts, to what it was spent on. Every amount is in whole "
            "pence (or the smallest unit of its currency) and was computed by a stated rule from "
            f"{'the records of the case' if marks.redaction else 'the files in this pack'}. Every "
            "figure carries a small number that leads to its explanation in the appendix.",
            BODY,
        ),
        para(
            "Tracing is calculation, not opinion: the law prescribes no single arithmetic, so the "
            "rule used is named wherever a traced amount stands. The limits of the method are set "
            "out in its last part.",
            BODY,
        ),
    ]


def _facts(facts: list[tuple[str, str]]) -> Flowable:
    width = room()[0]
    table: Any = Table(
        [[para(name, _NAME), para(value, _VALUE)] for name, value in facts],
        colWidths=[120, width - 120],
        splitInRow=1,
    )
    table.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), PLAIN),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ]
    )
    return table  # type: ignore[no-any-return]


def _head(marks: Marks) -> Flowable:
    """The head of the journal, to be copied where nobody can alter it."""
    table: Any = Table(
        [
            [para(f"Journal head, entry {marks.entry} (SHA-256)", _HEAD)],
            [para(marks.head, _VALUE)],
            [para(HEAD_REDACTED if marks.redaction else HEAD, _HEAD)],
        ],
        colWidths=[room()[0]],
    )
    table.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), PLAIN),
            ("BACKGROUND", (0, 0), (-1, -1), PANEL),
            ("BOX", (0, 0), (-1, -1), 0.8, INK),
            ("LEFTPADDING", (0, 0), (-1, -1), 10),
            ("RIGHTPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (0, 0), (-1, 0), 8),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
        ]
    )
    return table  # type: ignore[no-any-return]
