"""Grants as rows: found by number, held to their state, and what was paid of each."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.recovery.deadlines import said
from workbench.reinvestment.quarters import check_open
from workbench.store.tables import ClawBack, Grant, GrantEvent, Instalment, PanelMember
from workbench.words import listed

#: States of a grant whose money is promised. Once a part is paid the approval cannot be undone.
COMMITTED: Final = ("approved", "in payment", "paid")


def grant_of(session: Session, grant_id: int) -> Grant:
    """The grant with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Grant, grant_id)
    if row is None:
        raise Refused(f"there is no grant {grant_id}", remedy="List them with: grants CASE")
    return row


def in_state(session: Session, grant_id: int, *states: str) -> Grant:
    """The grant, if it is in one of these states.

    Raises:
        Refused: if there is none, or it is in another.
    """
    grant = grant_of(session, grant_id)
    if grant.state not in states:
        raise Refused(
            f"the grant is {grant.state}, not {listed(states, 'or')}", where=f"grant {grant_id}"
        )
    return grant


def record(
    session: Session, grant: Grant, event: str, on: date, by: str, note: str, document: str = ""
) -> None:
    """Record a step of a grant, within a unit of work."""
    check_open(session, on)
    session.add(
        GrantEvent(grant_id=grant.id, event=event, on=on, by=by, note=note, document=document)
    )
    session.flush()


def members(session: Session, grant_id: int) -> list[PanelMember]:
    """The panel of a grant, in the order in which they were named."""
    return list(
        session.scalars(
            select(PanelMember).where(PanelMember.grant_id == grant_id).order_by(PanelMember.id)
        )
    )


def paid_of(session: Session, grant: Grant) -> int:
    """What a grant was paid so far, in minor units, whatever came back of it."""
    paid = session.scalar(
        select(func.sum(Instalment.minor)).where(
            Instalment.grant_id == grant.id, Instalment.paid.is_not(None)
        )
    )
    return int(paid or 0)


def clawed_of(session: Session, *, grant: Grant | None = None, fund_id: int | None = None) -> int:
    """What came back of a grant, or of all grants of a fund, in minor units."""
    query = select(func.sum(ClawBack.minor)).join(
        Instalment, Instalment.id == ClawBack.instalment_id
    )
    if grant is not None:
        query = query.where(Instalment.grant_id == grant.id)
    if fund_id is not None:
        query = query.join(Grant, Grant.id == Instalment.grant_id).where(Grant.fund_id == fund_id)
    return int(session.scalar(query) or 0)


def not_before(on: date, earlier: date | None, what: str, where: str) -> None:
    """Refuse a step dated before the one that it rests on.

    Raises:
        Refused: with both days.
    """
    if earlier and on < earlier:
        raise Refused(f"{said(on)} is before it was {what} on {said(earlier)}", where=where)
