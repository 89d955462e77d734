"""What the money paid for: each programme, what it is, what it cost, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.annual.money import Span, Year
from exports.annual.part import Part, bars, described
from exports.annual.screen import Screen
from exports.charts.bars import Bar, bar_chart
from exports.schedules.schedule import Amount, Column, Row, Schedule
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.money import written
from workbench.reinvestment.figures import FIGURES
from workbench.reinvestment.outcomes import fewer_is_better
from workbench.reinvestment.programmes import kinds
from workbench.reinvestment.published import public_rows
from workbench.reinvestment.ratios import ratio, ratios_for
from workbench.store.tables import Grant, Outcome, Programme
from workbench.words import day_written

#: A target in words, with the colour of its traffic light.
_AGAINST: Final = {
    "met": "Met (green)", "near": "Missed by a tenth or less (amber)", "missed": "Missed (red)",
    "": "No target",
}  # fmt: skip
_BY_SEVERAL: Final = (
    "No one person can give this money away. One person recommends a grant, another approves it, "
    "and two people together pay it."
)
#: Nobody pays for one of these: money divided by them says nothing.
_NOT_BOUGHT: Final = frozenset({"offences", "deaths", "days", "hours"})


def spent_part(session: Session, year: Year, in_year: Mapping[str, Span], screen: Screen) -> Part:
    """What each programme was paid in the year, and since it began."""
    rows: list[Row] = []
    for programme in _shown(session, year, in_year):
        for code, (now, whole) in _spent(session, in_year, programme.id).items():
            if now or whole:
                rows.append(
                    (_name(programme, screen), Amount(now, code), Amount(whole, code))
                )  # fmt: skip
    codes = {cell.currency for row in rows for cell in row if isinstance(cell, Amount)}
    found = bars(rows, 1)
    chart = bar_chart(
        f"Paid for each programme in {year.name}", described(found, "Money by programme"), found
    )
    return Part(
        "What the money paid for",
        (_BY_SEVERAL,),
        (
            # One scale holds one currency.
            *((chart,) if len(codes) == 1 and any(bar.value > 0 for bar in found) else ()),
            Schedule(
                "spent", "Paid for each programme", "Less what came back unspent.",
                (
                    Column("Programme", share=3), Column(f"In {year.name}", "money"),
                    Column("Since it began", "money"),
                ),
                tuple(rows), "No programme had been paid anything by the end of the year.",
            ),
        ),
    )  # fmt: skip


def programme_parts(
    case: Case, session: Session, year: Year, in_year: Mapping[str, Span], screen: Screen
) -> tuple[list[Part], int]:
    """A part for each programme, and how many results of the year are not printed."""
    stands = {o.id: o for o in session.scalars(select(Outcome))}
    results: dict[int, list[dict[str, Any]]] = {}
    for row in public_rows(case):
        if year.first <= date.fromisoformat(row["end"]) <= year.last:
            results.setdefault(stands[row["outcome"]].programme_id, []).append(row)
    book = Book(case, FIGURES)
    known = kinds(session)
    parts = []
    for programme in _shown(session, year, in_year):
        found = results.get(programme.id, [])
        parts.append(
            Part(
                _name(programme, screen),
                (
                    _what(programme, known, screen), _paid(session, in_year, programme.id),
                    *(("What came of it:",) if found else ()),
                ),
                _results(session, book, programme, found, screen),
                (
                    *_without(found, stands, screen),
                    *_others(programme.kind),
                ),
                level=1,
            )
        )  # fmt: skip
    return parts, sum(row["left_out"] for rows in results.values() for row in rows)


def _shown(session: Session, year: Year, in_year: Mapping[str, Span]) -> Iterable[Programme]:
    """Programmes that ran in the year, were paid in it, or told what came of it."""
    ended = set(
        session.scalars(
            select(Outcome.programme_id).where(Outcome.end >= year.first, Outcome.end <= year.last)
        )
    )
    for programme in session.scalars(select(Programme).order_by(Programme.id)):
        paid = any(now for now, _ in _spent(session, in_year, programme.id).values())
        runs = (programme.start is None or programme.start <= year.last) and (
            programme.end is None or programme.end >= year.first
        )
        if paid or runs or programme.id in ended:
            yield programme


def _spent(
    session: Session, books: Mapping[str, Span], programme_id: int
) -> dict[str, tuple[int, int]]:
    """What a programme was paid in the year and to its end, by currency."""
    found: dict[str, tuple[int, int]] = {}
    for number, code in session.execute(
        select(Grant.id, Grant.currency).where(Grant.programme_id == programme_id)
    ):
        if code in books:
            name = f"grant:{number}"
            now, whole = found.get(code, (0, 0))
            found[code] = (
                now + books[code].account(name), whole + books[code].end.accounts[name],
            )  # fmt: skip
    return found


def _name(programme: Programme, screen: Screen) -> str:
    return screen(programme.name, f"name of programme {programme.id}", f"Programme {programme.id}")


def _what(programme: Programme, known: Mapping[str, Any], screen: Screen) -> str:
    which = f"programme {programme.id}"
    says = screen(known[programme.kind]["says"], f"kind of {which}")
    words = screen(programme.description, f"description of {which}")
    when = ""
    if programme.start and programme.end:
        when = f"It runs from {day_written(programme.start)} to {day_written(programme.end)}."
    elif programme.start:
        when = f"It began on {day_written(programme.start)}."
    said = " ".join(text for text in (says, words, when) if text)
    return f"What it is: {said}" if said else "What it is: nobody has described it."


def _paid(session: Session, books: Mapping[str, Span], programme_id: int) -> str:
    told = [
        f"{written(now, code)} in the year, {written(whole, code)} since it began"
        for code, (now, whole) in _spent(session, books, programme_id).items()
    ]
    return f"What was spent: {'; '.join(told)}." if told else "What was spent: nothing."


def _results(
    session: Session, book: Book, programme: Programme, found: list[dict[str, Any]], screen: Screen
) -> tuple[Any, ...]:
    rows: list[Row] = []
    against: list[Bar] = []
    for row in found:
        fewer = fewer_is_better(programme.kind, row["measure"], session)
        where = f"measure of result {row['outcome']}"
        what = screen(row["measure"], where, "A result")
        unit = screen(row["unit"], where)
        shown = row["shown"] if row["left_out"] else f"{row['shown']} {unit}".strip()
        target = row["target"]
        rows.append(
            (
                f"{what} (less is better)" if fewer else what,
                f"{day_written(row['start'])} to {day_written(row['end'])}", shown,
                "" if target is None else f"{target:,}",
                "Not printed" if row["left_out"] else _AGAINST[row["rating"]],
                None if row["left_out"] or fewer else _cost(book, row),
            )
        )  # fmt: skip
        if target and not row["left_out"] and not fewer:
            share = round(100 * row["value"] / target)
            against.append(
                Bar(what, share, f"{row['shown']} of {target:,}" if share else "none")
            )  # fmt: skip
    table = Schedule(
        f"results-{programme.id}", "Results", "",
        (
            Column("Result", share=1.5), Column("Period", share=1.1), Column("Number", share=1.2),
            Column("Target", share=0.6), Column("Against target"), Column("Cost of each", "money"),
        ),
        tuple(rows), "No result of a period that ended in the year is recorded yet.",
    )  # fmt: skip
    if not against:
        return (table,)
    words = "Results against their targets"
    chart = bar_chart(
        words, described(against, "The number reached, of the number aimed at"), against,
        line=100, line_words="the target",
    )  # fmt: skip
    return (chart, table)


def _cost(book: Book, row: Mapping[str, Any]) -> Amount | None:
    """What each of a published count cost; nothing was paid for some."""
    if row["unit"] in _NOT_BOUGHT:
        return None
    try:
        figure = book.figure(f"outcome-cost:{row['outcome']}")
    except Refused:
        return None
    return Amount(figure.minor, figure.currency)


def _without(
    found: list[dict[str, Any]],
    stands: Mapping[int, Outcome],
    screen: Screen,
) -> list[str]:
    """What is said would have been without the programme; none of it of a count left out."""
    said = []
    for row in found:
        text = stands[row["outcome"]].counterfactual
        where = f"counterfactual of result {row['outcome']}"
        if not row["left_out"] and (told := screen(text, where, counts=True)):
            what = screen(row["measure"], f"measure of result {row['outcome']}", "A result")
            said.append(f"Without the programme ({what}): {told.rstrip('.')}.")
    if found and not said:
        said.append(
            "Without the programme: nobody has worked out what would have happened, so these "
            "results do not prove that the programme made the difference."
        )
    return said


def _others(kind: str) -> list[str]:
    """Savings that others found for this kind of programme, each with its source and year."""
    return [
        f"What others found ({row['year']}): {row['what'][0].lower()}{row['what'][1:]}, saves "
        f"{_pounds(row)} for each £1.00 spent. Source: {row['source']}, {row['year']}. Not "
        "measured here."
        for row in map(ratio, ratios_for(kind))
        # What nobody can look up is not published.
        if row["confirmed"]
    ]


def _pounds(row: Mapping[str, Any]) -> str:
    least, most = written(row["least"]), written(row["most"])
    return least if least == most else f"{least} to {most}"
