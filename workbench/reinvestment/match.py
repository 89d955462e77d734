"""Match funding: what others give to the same work, in money or in kind, confirmed or not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import LARGEST, written
from workbench.reinvestment.awards import COMMITTED, in_state
from workbench.reinvestment.papers import kept
from workbench.store.tables import Grant, MatchFunding

KINDS = ("cash", "in kind")


def add_match(case: Case, grant_id: int, source: str, minor: int, kind: str = "cash") -> int:
    """Record match funding that is hoped for, and return its number.

    Raises:
        Refused: for another kind than cash or in kind, no source, an amount of nothing, or more
            than the whole cost of the work with the grant.
    """
    if kind not in KINDS or not source.strip() or not 0 < minor <= LARGEST:
        raise Refused(
            "match funding has a source and an amount, and is cash or in kind",
            where=f"grant {grant_id}",
        )
    with case.change("match", "Recorded match funding") as work:
        grant = in_state(work.session, grant_id, "proposed", "recommended", *COMMITTED)
        others = sum(row.minor for row in matches(work.session, grant_id))
        total = grant.minor + others + minor
        if grant.total_cost_minor is not None and total > grant.total_cost_minor:
            raise Refused(
                f"with it {written(total, grant.currency)} would be given to work that costs "
                f"{written(grant.total_cost_minor, grant.currency)}",
                where=f"grant {grant_id}",
            )
        row = MatchFunding(
            grant_id=grant_id, source=source.strip(), kind=kind, minor=minor, confirmed=None
        )
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"{row.source} is to give {written(minor, grant.currency)} ({kind}) to the work of "
            f"grant {grant_id}"
        )
        return row.id


def confirm_match(
    case: Case, match_id: int, on: date, *, document: Path | str | None = None
) -> None:
    """Record that match funding is confirmed, and keep the paper that says so.

    Raises:
        Refused: if there is none of that number, or it is confirmed already.
    """
    with kept(case, document) as digest, case.change("match", "Confirmed match funding") as work:
        row = work.session.get(MatchFunding, match_id)
        if row is None:
            raise Refused(f"there is no match funding {match_id}", remedy="List it: grants CASE")
        if row.confirmed:
            raise Refused(f"match funding {match_id} is confirmed already")
        row.confirmed, row.document = on, digest
        currency = work.session.get_one(Grant, row.grant_id).currency
        work.summary = (
            f"{row.source} confirmed {written(row.minor, currency)} for grant {row.grant_id}"
        )


def matches(session: Session, grant_id: int) -> list[MatchFunding]:
    """The match funding of a grant."""
    return list(
        session.scalars(
            select(MatchFunding).where(MatchFunding.grant_id == grant_id).order_by(MatchFunding.id)
        )
    )
