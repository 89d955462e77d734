"""Monitoring: the returns that a recipient owes, when each is due, and what it says was spent."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import add_months, said
from workbench.reinvestment.awards import COMMITTED, grant_of, in_state
from workbench.reinvestment.papers import kept
from workbench.reinvestment.rules import rule
from workbench.store.tables import Monitoring
from workbench.words import counted


def plan_return(case: Case, grant_id: int, start: date, end: date, due: date) -> int:
    """Plan a return of a period and return its number.

    Raises:
        Refused: if the period ends before it starts, or the return is due before it ends.
    """
    with case.change("plan return", "Planned a return") as work:
        number = _plan(work.session, grant_id, start, end, due)
        work.summary = f"A return of grant {grant_id} to {said(end)} is due on {said(due)}"
        return number


def plan_returns(case: Case, grant_id: int, *, months: int = 0, days: int = 30) -> list[int]:
    """Plan the returns of a grant's whole time: every so many months, due so many days later.

    Without `months`, as often as `rules.toml` says.

    Raises:
        Refused: if the grant has no start and end, or returns are planned already.
    """
    every = months or int(rule("monitoring")["months"])
    with case.change("plan return", "Planned returns") as work:
        grant = grant_of(work.session, grant_id)
        if every < 1:
            raise Refused("returns are due every month or less often", where=f"grant {grant_id}")
        if grant.start is None or grant.end is None:
            raise Refused("it has no start and end to plan returns by", where=f"grant {grant_id}")
        if returns(work.session, grant_id):
            raise Refused("its returns are planned already", where=f"grant {grant_id}")
        numbers, step = [], 0
        while (start := add_months(grant.start, step * every)) <= grant.end:
            step += 1
            end = min(add_months(grant.start, step * every) - timedelta(days=1), grant.end)
            numbers.append(_plan(work.session, grant_id, start, end, end + timedelta(days=days)))
        work.summary = f"Planned {counted(len(numbers), 'return')} of grant {grant_id}"
        return numbers


def receive_return(
    case: Case,
    return_id: int,
    on: date,
    *,
    document: Path | str | None,
    spent_minor: int | None = None,
    note: str = "",
) -> None:
    """Record that a return came, keep it, and what it says was spent to the end of its period.

    Raises:
        Refused: if it is here already, has no document, came before its period began, or says
            that less was spent than nothing.
    """
    if document is None or not str(document).strip():
        raise Refused("a return is a paper", remedy="Attach it, or the letter that came instead.")
    if spent_minor is not None and spent_minor < 0:
        raise Refused("nothing less than nothing is spent")
    with kept(case, document) as digest, case.change("return in", "Received a return") as work:
        row = return_of(work.session, return_id)
        if row.received:
            raise Refused(f"return {return_id} was received on {said(row.received)}")
        if on < row.start:
            raise Refused(
                f"{said(on)} is before its period, which begins on {said(row.start)}",
                where=f"return {return_id}",
            )
        grant = grant_of(work.session, row.grant_id)
        row.received, row.spent_minor, row.document, row.note = on, spent_minor, digest, note
        spent = "" if spent_minor is None else f": {written(spent_minor, grant.currency)} spent"
        work.summary = (
            f"The return of grant {grant.id} to {said(row.end)} came on {said(on)}{spent}"
        )


def return_of(session: Session, return_id: int) -> Monitoring:
    """The return with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Monitoring, return_id)
    if row is None:
        raise Refused(f"there is no return {return_id}", remedy="List them: grants CASE")
    return row


def returns(session: Session, grant_id: int) -> list[Monitoring]:
    """The returns of a grant, in the order in which they are due."""
    return list(
        session.scalars(
            select(Monitoring)
            .where(Monitoring.grant_id == grant_id)
            .order_by(Monitoring.due, Monitoring.id)
        )
    )


def _plan(session: Session, grant_id: int, start: date, end: date, due: date) -> int:
    in_state(session, grant_id, "proposed", "recommended", *COMMITTED)
    if end < start or due < end:
        raise Refused(
            "a return covers a period and is due when it is over",
            where=f"grant {grant_id}",
            remedy="Check the three days.",
        )
    row = Monitoring(
        grant_id=grant_id, start=start, end=end, due=due, received=None, spent_minor=None
    )
    session.add(row)
    session.flush()
    return row.id
