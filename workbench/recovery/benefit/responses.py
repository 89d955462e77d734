"""Answers line by line (POCA 2002 s.17), and what the court found of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.benefit.lines import line_of
from workbench.recovery.benefit.sheet import sheet_of
from workbench.recovery.benefit.worked import worked
from workbench.recovery.deadlines import said
from workbench.store.tables import BenefitLine, BenefitResponse
from workbench.words import counted

ANSWERS: Final = ("accepted", "rejected", "silent")
FINDINGS: Final = ("allowed", "reduced", "refused")


def respond(
    case: Case, lines: Sequence[int], answer: str, *, text: str = "", on: date | None = None
) -> None:
    """Record the defendant's answer to lines, in place of an earlier one; all or none.

    Raises:
        Refused: for an unknown answer or line, or a rejection that gives no reason (s.17(1)(b)).
    """
    if answer not in ANSWERS:
        raise Refused(f"{answer} is no answer", remedy=f"Use {', '.join(ANSWERS)}.")
    if answer == "rejected" and not text.strip():
        raise Refused(
            "a defendant who rejects a line says on what they rely (POCA 2002 s.17(1)(b))",
            remedy="Add their words; where there are none, record silence.",
        )
    with case.change("response", "Recorded responses") as work:
        for line_id in lines:
            row = _row(work.session, line_id)
            row.answer, row.text, row.answered = answer, text.strip(), on
        work.session.flush()
        what = f"line {lines[0]}" if len(lines) == 1 else counted(len(lines), "line")
        work.summary = f"Response to benefit {what}: {answer}"


def find(
    case: Case,
    lines: Sequence[int],
    found: str,
    *,
    minor: int | None = None,
    on: date | None = None,
    text: str = "",
) -> None:
    """Record what the court found of lines: allowed, reduced to an amount, or refused.

    Raises:
        Refused: for an unknown finding, or a reduction that is none.
    """
    if found not in FINDINGS:
        raise Refused(f"{found} is no finding", remedy=f"Use {', '.join(FINDINGS)}.")
    if (found == "reduced") != (minor is not None):
        raise Refused("a line that is reduced has the amount found, and no other has")
    with case.change("finding", "Recorded findings") as work:
        for line_id in lines:
            line = line_of(work.session, line_id)
            sheet = sheet_of(work.session, line.sheet_id)
            if minor is not None and minor < 0:
                raise Refused("the court found an amount not below nothing")
            if line.excluded:
                raise Refused(
                    f"line {line_id} is left out: the court was not asked to find it",
                    remedy="Count it first.",
                )
            if on is not None and sheet.convicted is not None and on < sheet.convicted:
                raise Refused(
                    f"found on {said(on)}, before the conviction on {said(sheet.convicted)}",
                    remedy="Check both dates.",
                )
            if minor is not None:
                _check_reduced(work.session, line, minor)
            row = _row(work.session, line_id)
            row.found, row.found_minor, row.found_on = found, minor, on
            row.finding = text.strip()
        work.session.flush()
        what = f"line {lines[0]}" if len(lines) == 1 else counted(len(lines), "line")
        to = f" to {written(minor, sheet.currency)}" if minor is not None else ""
        work.summary = f"The court’s finding on benefit {what}: {found}{to}"


def _check_reduced(session: Session, line: BenefitLine, minor: int) -> None:
    sheet = worked(session, line.sheet_id)
    value = sheet.lines[line.id].minor
    if minor >= value:
        raise Refused(
            f"line {line.id} comes to {written(value, sheet.row.currency)}: "
            f"{written(minor, sheet.row.currency)} is no reduction",
            remedy="Where the court found all of it, record it as allowed.",
        )


def _row(session: Session, line_id: int) -> BenefitResponse:
    line = line_of(session, line_id)
    row = session.scalars(select(BenefitResponse).where(BenefitResponse.line_id == line.id)).first()
    if row is None:
        row = BenefitResponse(
            line_id=line.id, answer="silent", text="", answered=None, found="", found_minor=None,
            found_on=None, finding="",
        )  # fmt: skip
        session.add(row)
    return row
