"""What a funder is told of its money in a period: paid in, spent, achieved, left, and kept to.

It leaves the house: no defendant, case or order is named, and small numbers are left out.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.fund_moves import WAYS, Move, legs, moves, stretch, total_of
from exports.funder_conditions import conditions
from exports.paper.marks import Marks
from exports.quarterly import Span, day
from exports.schedules.schedule import Amount, Cell, Column, Row, Schedule
from exports.unnamed import Unnamed
from exports.whole import put
from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.reinvestment.awards import COMMITTED
from workbench.reinvestment.funds import fund_of
from workbench.reinvestment.rows import fund_rows, grant_rows, outcome_rows, public_rows
from workbench.reinvestment.suppress import threshold
from workbench.store.tables import Deposit, Grant, ReturnedMoney
from workbench.words import day_written, listed

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

TITLE: Final = "Return to the funder"
#: A table's title, header and some rows fit here; otherwise it begins on the next page.
ROOM_FOR_A_TABLE: Final = 120


@dataclass(frozen=True, slots=True)
class Returned:
    """Where a return stands, its fund, pages (of a PDF), what is left, and texts withheld."""

    out: str
    fund: str
    pages: int
    closing_minor: int
    currency: str
    withheld: tuple[str, ...]


class ForFunder(Marks):
    """The marks of a return: for one funder."""

    @property
    def handling(self) -> str:
        """The handling line under the marking."""
        return "For the funder named: no defendant is named, and small numbers are left out"


def write_return(case: Case, fund_id: int, out: Path, *, start: date, end: date) -> Returned:
    """Write the return of one fund for the days from `start` to `end`, as the ending says.

    Raises:
        Refused: for no such fund, days in the wrong order, another ending, or if the file
            cannot be written.
    """
    forms: dict[str, Callable[..., tuple[bytes, int]]] = {".pdf": _pdf, ".xlsx": _workbook}
    make = forms.get(out.suffix.casefold())
    if make is None:
        raise Refused(
            "the name ends in neither .pdf nor .xlsx", where=str(out),
            remedy="Name the file by what it is to be.",
        )  # fmt: skip
    if end < start:
        raise Refused(f"a period does not end ({end}) before it starts ({start})")
    with case.session() as session:
        fund, unnamed = fund_of(session, fund_id), Unnamed(session)
        name, code = unnamed(fund.name, "name of the fund", f"Fund {fund_id}"), fund.currency
        made = schedules(case, session, fund_id, Span("the period", start, end))
        closing = stretch(moves(session), fund_id, start, end).closing
        made = [_screened(schedule, unnamed) for schedule in made]
    entry, head = case.head()
    when = datetime.fromisoformat(case.journal(after=entry - 1)[-1].at).astimezone(UTC)
    marks = ForFunder(TITLE, name, "OFFICIAL", when, entry, head)
    content, pages = make(made, marks, f"{day_written(start)} to {day_written(end)}")
    put(out, content)
    return Returned(str(out), name, pages, closing, code, tuple(unnamed.withheld))


def schedules(case: Case, session: Session, fund_id: int, span: Span) -> list[Schedule]:
    """Every table of the return."""
    fund = next(row for row in fund_rows(case) if row["fund"] == fund_id)
    grants = grant_rows(case)
    ours = [grant for grant in grants if grant["fund"] == fund_id]
    known = [move for move in moves(session) if move.fund == fund_id]
    return [
        _fund(fund),
        _money(fund, known, span),
        _came(session, fund, known, span),
        _payments(ours, span),
        _beside(grants, ours, fund, span),
        _achieved(case, ours, span),
        conditions(fund, known, ours, span),
    ]


def _fund(fund: dict[str, Any]) -> Schedule:
    said = (
        ("Fund", fund["name"]), ("Whose", fund["owner"]),
        ("Cost code", fund["cost_code"]), ("Restriction", fund["restriction"]),
        ("Pays only for", listed(fund["kinds"])), ("Never pays for", listed(fund["not_for"])),
        ("To be spent by", day_written(fund["ends"])),
        ("Unspent money goes back to", fund["return_to"]),
    )  # fmt: skip
    return Schedule(
        "fund", "The fund", "",
        (Column("What", share=1), Column("As recorded", share=2)),
        tuple((words, text) for words, text in said if text), "",
    )  # fmt: skip


def _money(fund: dict[str, Any], known: list[Move], span: Span) -> Schedule:
    code = fund["currency"]
    one = stretch(known, fund["fund"], span.start, span.end)
    rows: list[Row] = [(f"Held before {day_written(span.start)}", Amount(one.opening, code))]
    rows += [
        (words, Amount(one.ways[key], code))
        for key, words in WAYS
        if one.ways[key] or key in ("shared", "paid")
    ]
    about = "What came in stands above nothing, what went out below; together they are the last "
    about += "line."
    if one.closing == fund["held_minor"]:
        about += (
            f" Of what is left {written(fund['promised_minor'], code)} is promised to grants and "
            f"{written(fund['free_minor'], code)} is free."
        )
    return Schedule(
        "money", "In, out and what is left", about,
        (Column("What", share=3), Column("Amount", "money")), tuple(rows), "",
        (f"Left on {day_written(span.end)}", Amount(one.closing, code)),
    )  # fmt: skip


def _came(session: Session, fund: dict[str, Any], known: list[Move], span: Span) -> Schedule:
    powers = {leg.receipt: leg.power for leg in legs(session)}
    givers = {row.id: row.source for row in session.scalars(select(Deposit))}
    recipients = {row.id: row.recipient for row in session.scalars(select(Grant))}
    found: list[tuple[date, str, Amount]] = []
    for move in known:
        number = int(move.other.partition(":")[2] or 0)
        if move.way == "shared":
            what = f"Share of a receipt: {powers[number].lower()}"
        elif move.way == "deposited":
            what = f"Paid in by {givers[number]}"
        elif move.way == "came_back":
            what = f"Came back from {recipients[number]}"
        else:
            continue
        found.append((move.on, what, Amount(move.minor, move.currency)))
    for row in session.scalars(
        select(ReturnedMoney)
        .where(ReturnedMoney.fund_id == fund["fund"])
        .order_by(ReturnedMoney.id)
    ):
        away = Amount(-row.minor, fund["currency"])
        found.append((row.on, f"Returned or kept: {row.paid_to}", away))
    rows = sorted((row for row in found if span.holds(row[0])), key=lambda row: row[0])
    together = sum(amount.minor for _, _, amount in rows)
    return Schedule(
        "came", "Paid in, come back, gone back",
        "Each movement but the payments of grants. A share is named by the kind of power under "
        "which the money was recovered.",
        (Column("On", "day"), Column("What", share=3), Column("Amount", "money")),
        tuple(rows), "Nothing came in or went back in the period.",
        (None, "Together", Amount(together, fund["currency"])) if rows else None,
    )  # fmt: skip


def _payments(ours: list[dict[str, Any]], span: Span) -> Schedule:
    rows: list[Row] = []
    sums: dict[str, list[int]] = {}
    paid = [(i, g) for g in ours for i in g["instalments"] if span.holds(i["paid"])]
    for part, grant in sorted(paid, key=lambda pair: (pair[0]["paid"], pair[0]["instalment"])):
        rows.append(
            (
                day(part["paid"]), grant["recipient"], grant["programme"],
                grant["decision_notice"], Amount(part["minor"], part["currency"]),
            )
        )  # fmt: skip
        sums.setdefault(part["currency"], [0])[0] += part["minor"]
    return Schedule(
        "payments", "Paid out", "Instalments of grants that were paid in the period.",
        (
            Column("Paid", "day"), Column("To", share=1.4), Column("For", share=1.6),
            Column("Decision", share=0.8), Column("Amount", "money"),
        ),
        tuple(rows), "Nothing was paid in the period.",
        total_of(sums, (None, "All payments", "", "")),
    )  # fmt: skip


def _beside(
    grants: list[dict[str, Any]], ours: list[dict[str, Any]], fund: dict[str, Any], span: Span
) -> Schedule:
    """Each programme that the fund pays for, with the money of everybody in it."""
    programmes = {g["programme_id"] for g in ours if _counts(g)}
    rows: list[Row] = []
    for grant in sorted(grants, key=lambda g: (g["programme_id"], g["fund"] != fund["fund"])):
        if grant["programme_id"] not in programmes or not _counts(grant):
            continue
        code = grant["currency"]
        whose = "This fund" if grant["fund"] == fund["fund"] else grant["fund_name"]
        paid = [i for i in grant["instalments"] if i["paid"]]
        in_period = sum(i["minor"] for i in paid if span.holds(i["paid"]))
        to_end = sum(i["minor"] for i in paid if i["paid"] <= span.end.isoformat())
        rows.append(
            (
                grant["programme"], f"{whose}, to {grant['recipient']}",
                Amount(grant["minor"], code), Amount(in_period, code), Amount(to_end, code),
            )
        )  # fmt: skip
        for given in grant["match"]:
            sure = "confirmed" if given["confirmed"] else "hoped for"
            rows.append(
                (
                    grant["programme"], f"{given['source']}: {given['kind']}, {sure}",
                    Amount(given["minor"], code), None, None,
                )
            )  # fmt: skip
    return Schedule(
        "beside", "Beside other funders’ money",
        "Joined in the work and kept apart in the books. Match funding is not paid through these "
        "funds.",
        (
            Column("Programme", share=1.4), Column("Whose money", share=1.8),
            Column("Given", "money"), Column("Paid in period", "money"),
            Column("Paid by its end", "money"),
        ),
        tuple(rows), "The fund pays for no programme yet.",
    )  # fmt: skip


def _counts(grant: dict[str, Any]) -> bool:
    return grant["state"] in (*COMMITTED, "closed") or bool(grant["paid_minor"])


def _achieved(case: Case, ours: list[dict[str, Any]], span: Span) -> Schedule:
    """Outcomes of the fund's own grants, and of its programmes where no grant is named."""
    mine = {grant["grant"]: grant for grant in ours}
    programmes = {grant["programme"] for grant in ours if _counts(grant)}
    of = {row["outcome"]: row["grant"] for row in outcome_rows(case)}
    rows: list[Row] = []
    for row in public_rows(case):
        grant = of[row["outcome"]]
        if not span.holds(row["end"]) or not (
            grant in mine or (grant is None and row["programme"] in programmes)
        ):
            continue
        who = mine[grant]["recipient"] if grant in mine else "all of the programme"
        value: Cell = None if row["left_out"] else row["value"]
        rows.append(
            (
                f"{row['programme']}: {who}", f"{row['measure']} ({row['unit']})",
                day(row["start"]), day(row["end"]), value, row["target"],
                "left out" if row["left_out"] else row["rating"] or "no target",
            )
        )  # fmt: skip
    return Schedule(
        "achieved", "What it achieved",
        f"Of periods that ended within the return’s. Counts of people from 1 to {threshold() - 1} "
        "are left out, and so is what would give one away.",
        (
            Column("Programme and recipient", share=1.6), Column("Measure", share=1.4),
            Column("From", "day"), Column("To", "day"), Column("Achieved", "count"),
            Column("Target", "count"), Column("Against target", share=0.8),
        ),
        tuple(rows), "No period of an outcome ended within the return’s.",
    )  # fmt: skip


def _screened(schedule: Schedule, unnamed: Unnamed) -> Schedule:
    """The same without texts that tell whom a case is about."""
    rows: list[Row] = []
    for number, row in enumerate(schedule.rows, start=1):
        cells: list[Cell] = []
        for column, cell in zip(schedule.columns, row, strict=True):
            place = f"{schedule.title}, row {number}, {column.name}"
            cells.append(
                unnamed(cell, place, "[withheld]") if isinstance(cell, str) and cell else cell
            )
        rows.append(tuple(cells))
    return replace(schedule, rows=tuple(rows))


def _pdf(made: Sequence[Schedule], marks: Marks, period: str) -> tuple[bytes, int]:
    from reportlab.platypus import CondPageBreak

    from exports.paper.document import build, headed
    from exports.paper.grid import grid
    from exports.paper.measures import room
    from exports.paper.notes import Notes
    from exports.paper.styles import QUIET, SUBTITLE
    from exports.paper.styles import TITLE as TITLE_STYLE
    from exports.paper.type import para
    from workbench.figures import Book

    nothing: Any = None  # no figure stands in these tables
    story: list[Flowable] = [para(TITLE, TITLE_STYLE), para(f"{marks.case}: {period}", SUBTITLE)]
    for number, schedule in enumerate(made, start=1):
        story.append(CondPageBreak(ROOM_FOR_A_TABLE))
        story.append(headed(f"{number}  {schedule.title}"))
        if schedule.about:
            story.append(para(schedule.about, QUIET))
        story.extend(grid(schedule, room()[0], Notes(Book(nothing, {}))))
    out = io.BytesIO()
    pages = build(story, marks, out)
    return out.getvalue(), pages


def _workbook(made: Sequence[Schedule], marks: Marks, period: str) -> tuple[bytes, int]:
    from exports.pack.workbook import workbook

    return workbook(made, replace(marks, case=f"{marks.case}: {period}")), 0
