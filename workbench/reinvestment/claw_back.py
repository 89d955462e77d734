"""Claw-back: money of a paid instalment that came back, to the shares and deposits it was of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.reinvestment.awards import grant_of
from workbench.reinvestment.instalments import instalment_of
from workbench.reinvestment.ledger import post
from workbench.reinvestment.papers import kept
from workbench.reinvestment.people import person
from workbench.store.tables import ClawBack


def claw_back(
    case: Case,
    instalment_id: int,
    minor: int,
    by: str,
    received: date,
    why: str,
    *,
    document: Path | str | None = None,
) -> int:
    """Record money of an instalment that came back into its fund, and return its number.

    It returns to the shares and deposits that had paid the instalment: see `sources.backs`.

    Raises:
        Refused: if the instalment is not paid, it is dated before that, more would come back
            than was paid, or without a reason.
    """
    if minor <= 0 or not why.strip():
        raise Refused("a claw-back needs an amount above nothing and a reason")
    with kept(case, document) as digest, case.change("claw back", "Clawed back money") as work:
        session = work.session
        row = instalment_of(session, instalment_id)
        grant = grant_of(session, row.grant_id)
        where = f"instalment {row.number} of grant {grant.id}"
        if row.paid is None:
            raise Refused("it is not paid: nothing can come back", where=where)
        if received < row.paid:
            raise Refused(
                f"money that came back on {said(received)} was paid on {said(row.paid)}",
                where=where,
            )
        before = session.scalar(
            select(func.sum(ClawBack.minor)).where(ClawBack.instalment_id == instalment_id)
        )
        total = int(before or 0) + minor
        if total > row.minor:
            raise Refused(
                f"{written(total, row.currency)} would have come back of the "
                f"{written(row.minor, row.currency)} paid",
                where=where,
            )
        back = ClawBack(
            instalment_id=instalment_id, received=received, minor=minor, by=person(by),
            why=why.strip(), document=digest,
        )  # fmt: skip
        session.add(back)
        session.flush()
        post(
            session, received, f"Claw-back {back.id} of {where}: {grant.recipient}",
            {f"grant:{grant.id}": -minor, f"fund:{grant.fund_id}": minor}, row.currency,
        )  # fmt: skip
        work.summary = (
            f"{written(minor, row.currency)} of {where} came back from {grant.recipient} on "
            f"{said(received)}: {why.strip()}"
        )
        return back.id
