"""What to ask the banks for, ready for a letter or a production order: PDF, XLSX or CSV.

It states what is missing and why by the account's own balances, and nothing of the case.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from exports.paper.marks import Marks
from exports.schedules.schedule import Column, Schedule
from exports.whole import put
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.gaps import OFTEN, Asked, asked_of
from workbench.words import counted

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

TITLE: Final = "Statements to be produced"
FORMS: Final = "CSV or XLSX with the running balance of each row, and PDF"
COVERING: Final = (
    "Please produce the statements listed below for each account and for every day of each "
    "period, both days included. Of each: opening and closing balance; every entry in the order "
    "of booking with booking date, value date, amount, type, full narrative, the name, sort code "
    "and account number of the other side where held, and the running balance; and a nil "
    "statement where there was no movement. Please provide each as {forms}, unaltered "
    "as your system issues it, and say where an account was not open on some of the days."
)


@dataclass(frozen=True, slots=True)
class Written:
    """Where a schedule stands, its pages (of a PDF) and how many periods it asks for."""

    out: str
    asked: int
    banks: int
    pages: int


def write_letter(
    case: Case, out: Path, *, reference: str = "", bank: str = "", often: int = OFTEN
) -> Written:
    """Write what to ask for as the file's ending says.

    Raises:
        Refused: if nothing is to be asked for, the ending is unknown, or it cannot be written.
    """
    forms = {".pdf": _pdf, ".xlsx": _workbook, ".csv": _csv}
    make = forms.get(out.suffix.casefold())
    if make is None:
        raise Refused(
            "the name ends in none of .pdf, .xlsx and .csv", where=str(out),
            remedy="Name the file by what it is to be",
        )  # fmt: skip
    asked = asked_of(case, often=often, bank=bank)
    if not asked:
        raise Refused(
            f"nothing is to be asked of a bank named {bank}" if bank else
            "nothing is to be asked for: no days are missing and every statement holds",
        )  # fmt: skip
    entry, head = case.head()
    when = datetime.fromisoformat(case.journal(after=entry - 1)[-1].at).astimezone(UTC)
    marks = Marks(TITLE, reference, "OFFICIAL", when, entry, head)
    content, pages = make(asked, marks, reference)
    put(out, content)
    return Written(str(out), len(asked), len({one.bank for one in asked}), pages)


def schedules(asked: Sequence[Asked], reference: str = "") -> list[Schedule]:
    """A schedule for each bank, so that each can be sent what is its own."""
    ours = f"Our reference: {reference}. " if reference else ""
    made = []
    for number, (bank, group) in enumerate(groupby(asked, key=lambda one: one.bank), start=1):
        rows = tuple(
            (
                one.name or "not stated", one.sort_code, one.number or one.iban or one.account,
                one.start, one.end, one.why,
            )
            for one in group
        )  # fmt: skip
        accounts = len({row[1:3] for row in rows})
        made.append(
            Schedule(
                f"bank-{number}",
                bank,
                f"{ours}{counted(len(rows), 'period')} of {counted(accounts, 'account')}. "
                f"In each case: statements as {FORMS}.",
                (
                    Column("Name", share=1.1), Column("Sort code", "code"),
                    Column("Number", "code"), Column("From", "day"), Column("To", "day"),
                    Column("Why it is asked for", share=2),
                ),
                rows,
                "",
            )
        )  # fmt: skip
    return made


def _pdf(asked: Sequence[Asked], marks: Marks, reference: str) -> tuple[bytes, int]:
    from reportlab.platypus import PageBreak

    from exports.paper.document import build, headed, stated
    from exports.paper.grid import grid
    from exports.paper.measures import room
    from exports.paper.notes import Notes
    from exports.paper.styles import QUIET, SUBTITLE
    from exports.paper.styles import TITLE as TITLE_STYLE
    from exports.paper.type import para
    from workbench.figures import Book

    story: list[Flowable] = []
    for number, schedule in enumerate(schedules(asked, reference)):
        nothing: Any = None  # no figure stands in these tables
        story += [PageBreak()] if number else []
        story += [
            para(TITLE, TITLE_STYLE),
            para(f"Reference: {reference}" if reference else "Reference: to be filled in",
                 SUBTITLE),
            headed(schedule.title),
            stated(COVERING.format(forms=FORMS)),
            para(schedule.about, QUIET),
            *grid(schedule, room()[0], Notes(Book(nothing, {}))),
        ]  # fmt: skip
    out = io.BytesIO()
    pages = build(story, marks, out)
    return out.getvalue(), pages


def _workbook(asked: Sequence[Asked], marks: Marks, reference: str) -> tuple[bytes, int]:
    from exports.pack.workbook import workbook

    return workbook(schedules(asked, reference), marks), 0


def _csv(asked: Sequence[Asked], _marks: Marks, reference: str) -> tuple[bytes, int]:
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(
        ("reference", "bank", "name", "sort_code", "number", "iban", "from", "to", "asked", "why")
    )
    for one in asked:
        sheet.writerow(
            _inert(cell)
            for cell in (
                reference, one.bank, one.name, one.sort_code, one.number, one.iban,
                one.start.isoformat(), one.end.isoformat(), FORMS, one.why,
            )
        )  # fmt: skip
    return text.getvalue().encode("utf-8-sig"), 0


def _inert(text: str) -> str:
    """Text that a spreadsheet does not run as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
