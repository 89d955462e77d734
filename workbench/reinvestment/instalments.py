"""Instalments: planned, their condition met, prepared by one person and paid by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import LARGEST, written
from workbench.recovery.deadlines import said
from workbench.reinvestment.awards import (
    COMMITTED,
    grant_of,
    in_state,
    not_before,
    paid_of,
    record,
)
from workbench.reinvestment.funds import fund_of, held, may_pay_for
from workbench.reinvestment.ledger import least_from, post
from workbench.reinvestment.panel import no_conflict
from workbench.reinvestment.people import different, person
from workbench.reinvestment.programmes import programme_of
from workbench.reinvestment.quarters import check_open
from workbench.reinvestment.sources import draw, pots
from workbench.store.tables import Grant, Instalment, InstalmentDeposit, InstalmentSource


def add_instalment(case: Case, grant_id: int, due: date, minor: int, *, condition: str = "") -> int:
    """Plan an instalment and return its number within the case.

    Raises:
        Refused: if the grant is over, or the instalments would come to more than it.
    """
    with case.change("instalment", "Planned an instalment") as work:
        session = work.session
        grant = in_state(session, grant_id, "proposed", "recommended", *COMMITTED)
        number = session.scalar(
            select(func.max(Instalment.number)).where(Instalment.grant_id == grant_id)
        )
        _fits(session, grant, minor)
        row = Instalment(
            grant_id=grant_id, number=int(number or 0) + 1, due=due, minor=minor,
            currency=grant.currency, condition=condition, condition_met=None, paid=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        work.summary = (
            f"Planned instalment {row.number} of grant {grant_id}: "
            f"{written(minor, grant.currency)} on {said(due)}"
        )
        return row.id


def change_instalment(
    case: Case, instalment_id: int, by: str, on: date, why: str, *, minor: int | None = None,
    due: date | None = None,
) -> None:  # fmt: skip
    """Change what an unpaid instalment comes to, or when it is due, and say why.

    Raises:
        Refused: if it is paid, the grant is over, nothing is changed, no reason is given, or the
            instalments would come to more than the grant.
    """
    if not why.strip():
        raise Refused("a variance needs a reason")
    with case.change("instalment", "Changed an instalment") as work:
        row = instalment_of(work.session, instalment_id)
        if row.paid:
            raise Refused(f"instalment {instalment_id} is paid already")
        grant = in_state(work.session, row.grant_id, "proposed", "recommended", *COMMITTED)
        was = f"{written(row.minor, row.currency)} on {said(row.due)}"
        if minor is not None:
            _fits(work.session, grant, minor, without=row.minor)
        row.minor, row.due = row.minor if minor is None else minor, due or row.due
        now = f"{written(row.minor, row.currency)} on {said(row.due)}"
        if was == now:
            raise Refused("nothing of the instalment is changed", where=f"grant {grant.id}")
        # What was prepared was another payment.
        row.prepared_by, row.prepared, row.invoice, row.invoiced_minor = "", None, "", None
        note = f"instalment {row.number}: {was} became {now}: {why.strip()}"
        record(work.session, grant, "instalment changed", on, person(by), note)
        work.summary = f"Grant {grant.id}, {note}"


def condition_met(case: Case, instalment_id: int, on: date) -> None:
    """Record that the condition of an instalment is met."""
    with case.change("met", f"The condition of instalment {instalment_id} is met") as work:
        instalment = instalment_of(work.session, instalment_id)
        if instalment.paid:
            raise Refused(f"instalment {instalment_id} is paid already")
        in_state(work.session, instalment.grant_id, "proposed", "recommended", *COMMITTED)
        check_open(work.session, on)
        instalment.condition_met = on
        work.summary = (
            f"The condition of instalment {instalment.number} of grant {instalment.grant_id} "
            f"was met on {said(on)}: {instalment.condition or 'none was set'}"
        )


def prepare(
    case: Case, instalment_id: int, by: str, on: date, *, invoice: str = "",
    invoiced_minor: int | None = None,
) -> None:  # fmt: skip
    """Record who made a payment ready, and the invoice it answers; somebody else pays it.

    Raises:
        Refused: if the grant is not approved, the condition is not met by that day, the person
            has a conflict of interest, or the invoice is not what the instalment comes to.
    """
    with case.change("prepare", "Prepared a payment") as work:
        session = work.session
        row = instalment_of(session, instalment_id)
        grant = grant_of(session, row.grant_id)
        where = _where(row)
        _payable(row, grant, on, where)
        check_open(session, on)
        no_conflict(session, grant.id, by, "prepare a payment of")
        if invoiced_minor is not None and invoiced_minor != row.minor:
            raise Refused(
                f"{written(invoiced_minor, row.currency)} is invoiced, the instalment is "
                f"{written(row.minor, row.currency)}",
                where=where,
                remedy="Change the instalment first, and say why it differs.",
            )
        row.prepared_by, row.prepared = person(by), on
        row.invoice, row.invoiced_minor = invoice.strip(), invoiced_minor
        work.summary = (
            f"{row.prepared_by} prepared the payment of {written(row.minor, row.currency)} to "
            f"{grant.recipient}"
        )


def pay(
    case: Case,
    instalment_id: int,
    by: str,
    on: date,
    *,
    bank_reference: str = "",
    shares: Sequence[int] = (),
    deposits: Sequence[int] = (),
) -> None:
    """Pay an instalment out of the fund, from named shares and deposits or else the oldest.

    Raises:
        Refused: if the grant is not approved, the condition is not met by that day, nobody else
            prepared it, the payer recommended or approved it or has a conflict, the fund is
            not for it or its time is over, or the fund or what is named does not hold enough.
    """
    with case.change("pay", "Paid an instalment") as work:
        session = work.session
        row = instalment_of(session, instalment_id)
        grant = grant_of(session, row.grant_id)
        where = _where(row)
        if why := why_not_pay(session, row):
            raise Refused(why, where=where)
        different(by, grant.approved_by, "pay", "approved", f"grant {grant.id}")
        different(by, grant.recommended_by, "pay", "recommended", f"grant {grant.id}")
        different(by, row.prepared_by, "pay", "prepared the payment of", f"grant {grant.id}")
        no_conflict(session, grant.id, by, "pay")
        _payable(row, grant, on, where)
        if row.prepared and on < row.prepared:
            raise Refused(f"paid on {said(on)} is before it was prepared", where=where)
        fund = fund_of(session, grant.fund_id)
        if fund.ends and on > fund.ends:
            raise Refused(
                f"the fund {fund.name} may be spent until {said(fund.ends)}",
                where=where,
                remedy="What is left of it goes back; propose the grant from another fund.",
            )
        parts = draw(pots(session, fund.id), row.minor, on, shares=shares, deposits=deposits)
        _enough(session, row, grant, sum(minor for _, minor in parts), on)
        for (kind, number), minor in parts:
            if kind == "share":
                session.add(InstalmentSource(instalment_id=row.id, share_id=number, minor=minor))
            else:
                session.add(InstalmentDeposit(instalment_id=row.id, deposit_id=number, minor=minor))
            session.flush()
        row.paid, row.paid_by, row.bank_reference = on, person(by), bank_reference
        session.flush()
        grant.state = "paid" if paid_of(session, grant) == grant.minor else "in payment"
        post(
            session, on, f"Instalment {row.number} of grant {grant.id}: {grant.recipient}",
            {f"fund:{fund.id}": -row.minor, f"grant:{grant.id}": row.minor}, grant.currency,
        )  # fmt: skip
        work.summary = (
            f"{row.paid_by} paid {written(row.minor, grant.currency)} to {grant.recipient} "
            f"on {said(on)}"
        )


def why_not_pay(session: Session, instalment: Instalment) -> str:
    """Why an instalment may not be paid now, in words; "" where it may."""
    grant = grant_of(session, instalment.grant_id)
    if why := _why_not_prepare(instalment, grant):
        return why
    fund = fund_of(session, grant.fund_id)
    kind = programme_of(session, grant.programme_id).kind
    if not may_pay_for(fund, kind):
        return f"the fund {fund.name} may not pay for {kind}"
    holds = held(session, grant.fund_id)
    if instalment.minor > holds:
        return (
            f"the fund holds {written(holds, grant.currency)}, "
            f"{written(instalment.minor, grant.currency)} is to be paid"
        )
    if instalment.prepared is None:
        return "nobody prepared the payment yet; whoever does so does not pay it"
    return ""


def promised_of(session: Session, fund_id: int) -> int:
    """What grants of a fund are promised and were not paid yet, in minor units."""
    committed = session.scalars(
        select(Grant).where(Grant.fund_id == fund_id, Grant.state.in_(COMMITTED))
    )
    return sum(max(0, grant.minor - paid_of(session, grant)) for grant in committed)


def instalment_of(session: Session, instalment_id: int) -> Instalment:
    """The instalment with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Instalment, instalment_id)
    if row is None:
        raise Refused(f"there is no instalment {instalment_id}", remedy="List them: grants CASE")
    return row


def _fits(session: Session, grant: Grant, minor: int, *, without: int = 0) -> None:
    planned = session.scalar(
        select(func.sum(Instalment.minor)).where(Instalment.grant_id == grant.id)
    )
    total = int(planned or 0) - without + minor
    if minor <= 0 or minor > LARGEST or total > grant.minor:
        raise Refused(
            f"instalments would come to {written(total, grant.currency)}, the grant is "
            f"{written(grant.minor, grant.currency)}",
            where=f"grant {grant.id}",
        )


def _why_not_prepare(row: Instalment, grant: Grant) -> str:
    if row.paid:
        return f"it was paid on {said(row.paid)}"
    if grant.state not in COMMITTED:
        return f"the grant is {grant.state}, not approved"
    if row.condition and row.condition_met is None:
        return f"its condition is not met: {row.condition}"
    return ""


def _payable(row: Instalment, grant: Grant, on: date, where: str) -> None:
    if why := _why_not_prepare(row, grant):
        raise Refused(why, where=where)
    if grant.approved and on < grant.approved:
        raise Refused(f"paid on {said(on)} is before it was approved", where=where)
    if row.condition_met and on < row.condition_met:
        raise Refused(f"paid on {said(on)} is before its condition was met", where=where)
    not_before(on, grant.agreed, "agreed", where)


def _enough(session: Session, row: Instalment, grant: Grant, found: int, on: date) -> None:
    """The parts found are the whole, and no later day of the fund is left below nothing."""
    if found < row.minor:
        raise Refused(
            f"the shares and deposits named hold {written(found, grant.currency)} of the "
            f"{written(row.minor, grant.currency)} to be paid",
            where=_where(row),
            remedy="Name further ones, or wait for a receipt.",
        )
    least = least_from(session, f"fund:{grant.fund_id}", on)
    if least < row.minor:
        raise Refused(
            f"from {said(on)} on, {written(least, grant.currency)} of the fund is not spent "
            "already",
            where=_where(row),
            remedy="Check the day.",
        )


def _where(row: Instalment) -> str:
    return f"instalment {row.number} of grant {row.grant_id}"
