"""Grants: recommended by one person, approved by another, paid when conditions are met."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import LARGEST, written
from workbench.recovery.deadlines import said
from workbench.reinvestment.funds import fund_of, held, may_pay_for
from workbench.reinvestment.ledger import post
from workbench.reinvestment.programmes import programme_of
from workbench.reinvestment.shares import unspent
from workbench.store.tables import Grant, Instalment, InstalmentSource, Receipt, Share

#: States of a grant whose money is promised. Once a part is paid the approval cannot be undone.
COMMITTED: Final = ("approved", "in payment", "paid")


def propose(
    case: Case,
    programme_id: int,
    fund_id: int,
    recipient: str,
    minor: int,
    *,
    registration: str = "",
    start: date | None = None,
    end: date | None = None,
    conditions: str = "",
) -> int:
    """Propose a grant and return its number.

    Raises:
        Refused: if the fund may not pay for such a programme, the amount is nothing or beyond
            what a case can hold, or it ends before it starts.
    """
    if minor <= 0 or not recipient.strip():
        raise Refused("a grant needs a recipient and an amount above nothing")
    if minor > LARGEST:
        raise Refused(f"{written(minor)} is more than a case can hold")
    if start and end and end < start:
        raise Refused("a grant does not end before it starts", where=recipient.strip())
    with case.change("propose", "Proposed a grant") as work:
        programme, fund = programme_of(work.session, programme_id), fund_of(work.session, fund_id)
        if not may_pay_for(fund, programme.kind):
            raise Refused(
                f"the fund may not pay for {programme.kind}",
                where=fund.name,
                remedy=f"It is for: {', '.join(fund.kinds.split(chr(10)))}.",
            )
        row = Grant(
            programme_id=programme_id, fund_id=fund_id, recipient=recipient.strip(),
            registration=registration, minor=minor, currency=fund.currency, start=start, end=end,
            recommended=None, approved=None, conditions=conditions,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = f"Proposed {written(minor, row.currency)} to {row.recipient}"
        return row.id


def recommend(case: Case, grant_id: int, by: str, on: date) -> None:
    """Record who recommends a grant, and when."""
    with case.change("recommend", "Recommended a grant") as work:
        grant = _in_state(work.session, grant_id, "proposed")
        grant.recommended_by, grant.recommended = _person(by), on
        grant.state = "recommended"
        work.summary = f"{grant.recommended_by} recommended grant {grant_id} to {grant.recipient}"


def approve(case: Case, grant_id: int, by: str, on: date, *, decision_notice: str = "") -> None:
    """Record who approves a grant; never who recommended it.

    Raises:
        Refused: if it is the same person, or dated before the recommendation.
    """
    with case.change("approve", "Approved a grant") as work:
        grant = _in_state(work.session, grant_id, "recommended")
        _different(by, grant.recommended_by, "approve", "recommended", grant)
        if grant.recommended and on < grant.recommended:
            raise Refused(
                f"approved on {said(on)} is before recommended on {said(grant.recommended)}",
                where=f"grant {grant_id}",
            )
        grant.approved_by, grant.approved = _person(by), on
        grant.decision_notice, grant.state = decision_notice, "approved"
        work.summary = f"{grant.approved_by} approved grant {grant_id} to {grant.recipient}"


def add_instalment(case: Case, grant_id: int, due: date, minor: int, *, condition: str = "") -> int:
    """Plan an instalment and return its number within the case.

    Raises:
        Refused: if the instalments would come to more than the grant.
    """
    with case.change("instalment", "Planned an instalment") as work:
        session = work.session
        grant = grant_of(session, grant_id)
        planned = session.execute(
            select(func.sum(Instalment.minor), func.max(Instalment.number)).where(
                Instalment.grant_id == grant_id
            )
        ).one()
        total = int(planned[0] or 0) + minor
        if minor <= 0 or total > grant.minor:
            raise Refused(
                f"instalments would come to {written(total, grant.currency)}, the grant is "
                f"{written(grant.minor, grant.currency)}",
                where=f"grant {grant_id}",
            )
        row = Instalment(
            grant_id=grant_id, number=int(planned[1] or 0) + 1, due=due, minor=minor,
            currency=grant.currency, condition=condition, condition_met=None, paid=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        work.summary = (
            f"Planned instalment {row.number} of grant {grant_id}: "
            f"{written(minor, grant.currency)} on {said(due)}"
        )
        return row.id


def condition_met(case: Case, instalment_id: int, on: date) -> None:
    """Record that the condition of an instalment is met."""
    with case.change("met", f"The condition of instalment {instalment_id} is met") as work:
        instalment = instalment_of(work.session, instalment_id)
        if instalment.paid:
            raise Refused(f"instalment {instalment_id} is paid already")
        instalment.condition_met = on
        work.summary = (
            f"The condition of instalment {instalment.number} of grant {instalment.grant_id} "
            f"was met on {said(on)}: {instalment.condition or 'none was set'}"
        )


def pay(
    case: Case,
    instalment_id: int,
    by: str,
    on: date,
    *,
    bank_reference: str = "",
    shares: Sequence[int] = (),
) -> None:
    """Pay an instalment out of the fund, from named shares or the oldest that have money left.

    Raises:
        Refused: if the grant is not approved, the condition is not met by that day, the payer
            recommended or approved it, or the fund or the shares do not hold enough.
    """
    with case.change("pay", "Paid an instalment") as work:
        session = work.session
        instalment = instalment_of(session, instalment_id)
        grant = grant_of(session, instalment.grant_id)
        where = f"instalment {instalment.number} of grant {grant.id}"
        if why := why_not_pay(session, instalment):
            raise Refused(why, where=where)
        _different(by, grant.approved_by, "pay", "approved", grant)
        _different(by, grant.recommended_by, "pay", "recommended", grant)
        if grant.approved and on < grant.approved:
            raise Refused(f"paid on {said(on)} is before it was approved", where=where)
        if instalment.condition_met and on < instalment.condition_met:
            raise Refused(f"paid on {said(on)} is before its condition was met", where=where)
        left = instalment.minor
        for share in _sources(session, grant.fund_id, shares, on):
            part = min(left, unspent(session, share))
            if part > 0:
                session.add(
                    InstalmentSource(instalment_id=instalment_id, share_id=share.id, minor=part)
                )
                session.flush()
                left -= part
        if left:
            raise Refused(
                f"the shares named hold {written(instalment.minor - left, grant.currency)} of the "
                f"{written(instalment.minor, grant.currency)} to be paid",
                where=where,
                remedy="Name further shares, or wait for a receipt.",
            )
        instalment.paid, instalment.paid_by = on, _person(by)
        instalment.bank_reference = bank_reference
        session.flush()
        grant.state = "paid" if paid_of(session, grant) == grant.minor else "in payment"
        post(
            session, on, f"Instalment {instalment.number} of grant {grant.id}: {grant.recipient}",
            {f"fund:{grant.fund_id}": -instalment.minor, f"grant:{grant.id}": instalment.minor},
            grant.currency,
        )  # fmt: skip
        work.summary = (
            f"{instalment.paid_by} paid {written(instalment.minor, grant.currency)} to "
            f"{grant.recipient} on {said(on)}"
        )


def why_not_pay(session: Session, instalment: Instalment) -> str:
    """Why an instalment may not be paid now, in words; "" where it may."""
    grant = grant_of(session, instalment.grant_id)
    if instalment.paid:
        return f"it was paid on {said(instalment.paid)}"
    if grant.state not in COMMITTED:
        return f"the grant is {grant.state}, not approved"
    if instalment.condition and instalment.condition_met is None:
        return f"its condition is not met: {instalment.condition}"
    holds = held(session, grant.fund_id)
    if instalment.minor > holds:
        return (
            f"the fund holds {written(holds, grant.currency)}, "
            f"{written(instalment.minor, grant.currency)} is to be paid"
        )
    return ""


def paid_of(session: Session, grant: Grant) -> int:
    """What a grant was paid so far, in minor units."""
    paid = session.scalar(
        select(func.sum(Instalment.minor)).where(
            Instalment.grant_id == grant.id, Instalment.paid.is_not(None)
        )
    )
    return int(paid or 0)


def grant_of(session: Session, grant_id: int) -> Grant:
    """The grant with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Grant, grant_id)
    if row is None:
        raise Refused(f"there is no grant {grant_id}", remedy="List them with: grants CASE")
    return row


def instalment_of(session: Session, instalment_id: int) -> Instalment:
    """The instalment with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Instalment, instalment_id)
    if row is None:
        raise Refused(f"there is no instalment {instalment_id}", remedy="List them: grants CASE")
    return row


def _sources(session: Session, fund_id: int, named: Sequence[int], on: date) -> Sequence[Share]:
    shares = session.scalars(
        select(Share)
        .join(Receipt, Receipt.id == Share.receipt_id)
        .where(Share.fund_id == fund_id, Receipt.received <= on)
        .order_by(Receipt.received, Share.id)
    ).all()
    if not named:
        return shares
    known = {share.id: share for share in shares}
    for number in named:
        if number not in known:
            raise Refused(f"share {number} is not in the fund on {said(on)}")
    return [known[number] for number in named]


def _in_state(session: Session, grant_id: int, state: str) -> Grant:
    grant = grant_of(session, grant_id)
    if grant.state != state:
        raise Refused(f"the grant is {grant.state}, not {state}", where=f"grant {grant_id}")
    return grant


def _person(name: str) -> str:
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name:
        raise Refused("a decision needs the name of who took it")
    return name


def _different(by: str, earlier: str, verb: str, did: str, grant: Grant) -> None:
    if _person(by).casefold() == earlier.casefold():
        raise Refused(
            f"{_person(by)} {did} this grant and cannot {verb} it too",
            where=f"grant {grant.id}",
            remedy="Somebody else must.",
        )
