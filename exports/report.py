"""The finance report of a period: received, shared, spent, achieved. It names no defendant.

It is for those who run the funds and not for publication: it prints counts however small, and who
was paid. What may be published is the annual report.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.paper.marks import Marks
from exports.rates import rates_used
from exports.schedules.schedule import Amount, Column, Count, Row, Schedule
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.recovery.orders import regimes
from workbench.recovery.property import percent
from workbench.reinvestment.outcomes import fewer_is_better, rating, replaced
from workbench.reinvestment.totals import CAME_IN, PLACES, totals
from workbench.store.tables import (
    Fund,
    Grant,
    Instalment,
    Order,
    Outcome,
    Programme,
    Receipt,
    Share,
)
from workbench.words import counted, day_written

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

#: Lines that stand in every report; others only where there is something to say.
ALWAYS = frozenset(
    {
        "received_minor", "costs_minor", "compensation_minor", "other_agencies_minor",
        "spent_minor", "held_minor", "waiting_minor",
    }
)  # fmt: skip


#: What a title and the words under it take above a picture.
_ROOM_FOR_A_TITLE = 72
#: Said at the head of every page and in words on the first.
NOT_PUBLIC: Final = "Not for publication: it shows small numbers and who was paid"


class _Inside(Marks):
    """The marks of a report that stays inside."""

    @property
    def handling(self) -> str:
        """The handling line under the marking."""
        return NOT_PUBLIC


@dataclass(frozen=True, slots=True)
class Reported:
    """Where a report stands, its pages, and the totals it prints, by currency."""

    report: str
    pages: int
    totals: dict[str, Any]


def write_report(
    case: Case,
    out: Path,
    *,
    start: date | None = None,
    end: date | None = None,
    report: Report = silent,
) -> Reported:
    """Write the report of the days from `start` to `end`, both included, as a PDF.

    Raises:
        Refused: if the period ends before it starts, or the file cannot be written.
    """
    from exports.paper import document

    if start and end and end < start:
        raise Refused(f"a period does not end ({end}) before it starts ({start})")
    report(0, 0, "Writing the report")
    entry, head = case.head()
    info = case.info()
    when = datetime.fromisoformat(case.journal(after=entry - 1)[-1].at).astimezone(UTC)
    marks = _Inside("Recovered money", "Finance report", "OFFICIAL", when, entry, head)
    with case.session() as session:
        found = totals(session)
        story = [
            *_story(session, found, _period(start, end), (start, end), info.currency),
            *([] if start or end else _drawn(case)),
        ]
        try:
            handle, name = tempfile.mkstemp(prefix=".report.", suffix=".part", dir=out.parent)
        except OSError as error:
            raise Refused(
                "cannot be written", where=str(out), remedy="Check that its folder is writable."
            ) from error
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                pages = document.build(story, marks, file)
            part.chmod(0o644)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return Reported(str(out), pages, found)


def _period(start: date | None, end: date | None) -> str:
    if start and end:
        return f"{day_written(start)} to {day_written(end)}"
    if start:
        return f"from {day_written(start)}"
    return f"to {day_written(end)}" if end else "everything recorded so far"


def _story(
    session: Session,
    found: dict[str, Any],
    period: str,
    span: tuple[date | None, date | None],
    currency: str,
) -> list[Flowable]:
    from exports.paper.document import headed, stated
    from exports.paper.grid import grid
    from exports.paper.measures import room
    from exports.paper.notes import Notes
    from exports.paper.styles import QUIET, SUBTITLE, TITLE
    from exports.paper.type import para
    from workbench.figures import Book

    width = room()[0]
    story: list[Any] = [para("Recovered money", TITLE), para(f"Finance report: {period}", SUBTITLE)]
    story.append(
        stated(
            "What was taken from crime, how it was shared, what it paid for, and what came of it. "
            "Every pound received stands below as shared, spent, held or waiting; what cannot be "
            "placed is printed as unaccounted for."
        )
    )
    story.append(
        stated(
            f"{NOT_PUBLIC}. A small number can tell a reader who a person is. For the public, "
            "write the annual report, which leaves such numbers out."
        )
    )
    for number, schedule in enumerate(_schedules(session, found, span, currency), start=1):
        story.append(headed(f"{number}  {schedule.title}"))
        if schedule.about:
            story.append(para(schedule.about, QUIET))
        story.extend(grid(schedule, width, Notes(Book(None, {}))))  # type: ignore[arg-type]
    return story


def _drawn(case: Case) -> list[Flowable]:
    """The chain by kinds, on a sheet of its own: of all that is recorded, so of no period."""
    from exports.charts.chain import chain_flow
    from exports.paper.document import headed, stated, turned
    from exports.paper.drawing import Drawing
    from exports.paper.measures import BROAD, room
    from workbench.figures import Book

    chart = chain_flow(Book(case, {}), public=True)
    if not chart.rows:
        return []
    width, height = room(BROAD)
    return [
        *turned(BROAD),
        headed("The chain"),
        stated(
            "Everything recorded so far. Kinds stand in place of orders, things and people, and "
            "small numbers are left out."
        ),
        Drawing(chart.picture, width, height - _ROOM_FOR_A_TITLE),
    ]


def _schedules(
    session: Session,
    found: dict[str, Any],
    span: tuple[date | None, date | None],
    currency: str,
) -> Sequence[Schedule]:
    return (
        _whole(found, currency),
        _receipts(session, span),
        _payments(session, span),
        _outcomes(session, span),
        _funds(session),
        rates_used(session, lambda day: _within(day, span)),
    )


def _within(when: date | None, span: tuple[date | None, date | None]) -> bool:
    start, end = span
    return when is not None and (not start or when >= start) and (not end or when <= end)


def _whole(found: dict[str, Any], currency: str) -> Schedule:
    rows: list[Row] = []
    for code, row in (found or {currency: {}}).items():
        rows.extend(
            (words, Amount(row.get(name, 0), code))
            for name, words, *_ in (*CAME_IN, *PLACES)
            if name in ALWAYS or row.get(name, 0)
        )
        rows.append(("Unaccounted for", Amount(row.get("unaccounted_minor", 0), code)))
    return Schedule(
        "whole",
        "Where every pound is",
        "Of everything received to date, whatever the period of this report.",
        (Column("", share=3), Column("Amount", "money")),
        tuple(rows),
        "",
    )


def _receipts(session: Session, span: tuple[date | None, date | None]) -> Schedule:
    rows: list[Row] = []
    amounts: dict[str, int] = {}
    for receipt, order in session.execute(
        select(Receipt, Order).join(Order, Order.id == Receipt.order_id).order_by(Receipt.received)
    ):
        if not _within(receipt.received, span):
            continue
        ours = session.scalars(
            select(Share).where(Share.receipt_id == receipt.id, Share.fund_id.is_not(None))
        ).all()
        rows.append(
            (
                receipt.received, regimes()[order.regime]["title"],
                Amount(receipt.minor, receipt.currency),
                Amount(receipt.compensation_minor, receipt.currency),
                Amount(receipt.costs_minor, receipt.currency),
                Amount(sum(share.minor for share in ours), receipt.currency),
                _rate(sum(s.minor for s in ours), receipt),
            )
        )  # fmt: skip
        amounts[receipt.currency] = amounts.get(receipt.currency, 0) + receipt.minor
    return Schedule(
        "receipts", "Received in the period",
        "Compensation and costs come first; our share is what the Asset Recovery "
        "Incentivisation Scheme gave to our funds.",
        (
            Column("Received", "day"), Column("Under", share=2), Column("Amount", "money"),
            Column("Compensation", "money"), Column("Costs", "money"),
            Column("Our share", "money"), Column("Rate", share=0.7),
        ),
        tuple(rows), "Nothing was received in the period.",
    )  # fmt: skip


def _rate(ours: int, receipt: Receipt) -> str:
    base = receipt.minor - receipt.costs_minor - receipt.compensation_minor
    return percent(round(ours * 1_000_000 / base)) if base and ours else ""


def _payments(session: Session, span: tuple[date | None, date | None]) -> Schedule:
    rows: list[Row] = [
        (
            i.paid, grant.recipient, f"{programme.name} ({programme.kind})",
            grant.decision_notice, Amount(i.minor, i.currency),
        )
        for i, grant, programme in session.execute(
            select(Instalment, Grant, Programme)
            .join(Grant, Grant.id == Instalment.grant_id)
            .join(Programme, Programme.id == Grant.programme_id)
            .where(Instalment.paid.is_not(None))
            .order_by(Instalment.paid, Instalment.id)
        )
        if _within(i.paid, span)
    ]  # fmt: skip
    return Schedule(
        "payments", "Paid for in the period",
        "Instalments of grants, each approved by somebody other than who recommended it.",
        (
            Column("Paid", "day"), Column("To", share=1.4), Column("For", share=2),
            Column("Decision", share=0.8), Column("Amount", "money"),
        ),
        tuple(rows), "Nothing was paid in the period.",
    )  # fmt: skip


def _outcomes(session: Session, span: tuple[date | None, date | None]) -> Schedule:
    gone = replaced(session)
    rows: list[Row] = [
        (
            programme.name, o.measure, o.start, o.end, Count(o.value), o.unit, o.target,
            rating(o.value, o.target, fewer=fewer_is_better(programme.kind, o.measure, session)),
        )
        for o, programme in session.execute(
            select(Outcome, Programme)
            .join(Programme, Programme.id == Outcome.programme_id)
            .order_by(Outcome.id)
        )
        if _within(o.end, span) and o.id not in gone
    ]  # fmt: skip
    return Schedule(
        "outcomes", "What came of it",
        f"{counted(len(rows), 'outcome')} of periods that ended within the report's. Small numbers "
        "stand here: not for publication.",
        (
            Column("Programme", share=1.4), Column("Measure", share=1.4), Column("From", "day"),
            Column("To", "day"), Column("Achieved", "count"), Column("Unit", share=0.7),
            Column("Target", "count"), Column("Against target", share=0.7),
        ),
        tuple(rows), "No outcome was recorded for the period.",
    )  # fmt: skip


def _funds(session: Session) -> Schedule:
    from workbench.reinvestment.funds import held

    rows: list[Row] = [
        (fund.name, fund.owner, fund.restriction, Amount(held(session, fund.id), fund.currency))
        for fund in session.scalars(select(Fund).order_by(Fund.id))
    ]
    return Schedule(
        "funds", "Held now", "What each fund holds, and what it may not be spent on.",
        (
            Column("Fund", share=1.4), Column("Owner"), Column("Restriction", share=1.6),
            Column("Held", "money"),
        ),
        tuple(rows), "No fund is open.",
    )  # fmt: skip
