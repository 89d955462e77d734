"""Grants: proposed, recommended by one person, approved by another, agreed, varied, closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

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
from workbench.reinvestment.funds import fund_of, kinds_of, may_pay_for
from workbench.reinvestment.instalments import (
    add_instalment,
    change_instalment,
    condition_met,
    instalment_of,
    pay,
    prepare,
    why_not_pay,
)
from workbench.reinvestment.panel import check_panel, no_conflict
from workbench.reinvestment.papers import kept
from workbench.reinvestment.people import different, person, same
from workbench.reinvestment.programmes import programme_of
from workbench.reinvestment.quarters import check_open
from workbench.store.tables import Fund, Grant, Instalment, Monitoring, Programme

__all__ = [
    "COMMITTED", "TERMS", "add_instalment", "agree", "approve", "change_instalment", "close",
    "condition_met", "grant_of", "instalment_of", "paid_of", "pay", "prepare", "propose",
    "recommend", "set_terms", "turn_down", "vary", "why_not_pay", "withdraw",
]  # fmt: skip

#: What an application or agreement says in words, and may be filled in later.
TERMS: Final = {
    "purpose": "the objective of the plan that it serves",
    "need": "the evidence of need",
    "area": "the area it serves",
    "accountable_body": "who answers for the money",
    "claw_back_terms": "when money comes back",
    "safeguarding": "how people are kept safe",
    "data_sharing": "what is shared with whom",
    "equality": "whom it reaches, and how that was looked at",
    "exit_plan": "what happens when the funding ends",
}


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
    applied: date | None = None,
    total_cost_minor: int | None = None,
    purpose: str = "",
    need: str = "",
    area: str = "",
    accountable_body: str = "",
) -> int:
    """Propose a grant, as it was applied for, and return its number.

    Raises:
        Refused: if the fund may not pay for such a programme, the amount is nothing, beyond
            the fund's limit of bids, the cost of the work or what a case can hold, it ends
            before it starts, a small grant names no area, or the programme's other grants are
            in another currency.
    """
    if minor <= 0 or not recipient.strip():
        raise Refused("a grant needs a recipient and an amount above nothing")
    if minor > LARGEST:
        raise Refused(f"{written(minor)} is more than a case can hold")
    if start and end and end < start:
        raise Refused("a grant does not end before it starts", where=recipient.strip())
    with case.change("propose", "Proposed a grant") as work:
        programme, fund = programme_of(work.session, programme_id), fund_of(work.session, fund_id)
        if total_cost_minor is not None and total_cost_minor < minor:
            raise Refused(
                f"{written(minor, fund.currency)} is more than the whole cost of "
                f"{written(total_cost_minor, fund.currency)}",
                where=recipient.strip(),
            )
        if not may_pay_for(fund, programme.kind):
            raise Refused(
                f"the fund may not pay for {programme.kind}",
                where=fund.name,
                remedy=f"It is for: {', '.join(fund.kinds.split(chr(10)))}."
                if kinds_of(fund)[0]
                else "Choose another fund.",
            )
        _in_one_currency(work.session, programme, fund)
        _within_bids(fund, minor, area)
        row = Grant(
            programme_id=programme_id, fund_id=fund_id, recipient=recipient.strip(),
            registration=registration, minor=minor, currency=fund.currency, start=start, end=end,
            recommended=None, approved=None, conditions=conditions, applied=applied,
            total_cost_minor=total_cost_minor, purpose=purpose, need=need, area=area.strip(),
            accountable_body=accountable_body,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = f"Proposed {written(minor, row.currency)} to {row.recipient}"
        return row.id


def set_terms(case: Case, grant_id: int, **terms: str) -> None:
    """Write down what the application or the agreement says; see `TERMS`.

    Raises:
        Refused: if nothing is said, or the grant is over.
    """
    said_of = {name: text.strip() for name, text in terms.items() if text.strip()}
    if not said_of or not set(said_of) <= set(TERMS):
        raise Refused("nothing is said of the grant", remedy=f"Say one of: {', '.join(TERMS)}.")
    with case.change("terms", f"Wrote down terms of grant {grant_id}") as work:
        grant = in_state(work.session, grant_id, "proposed", "recommended", *COMMITTED)
        for name, text in said_of.items():
            setattr(grant, name, text)
        work.summary = f"Grant {grant_id}: wrote down {', '.join(TERMS[n] for n in said_of)}"


def recommend(case: Case, grant_id: int, by: str, on: date) -> None:
    """Record who recommends a grant, and when.

    Raises:
        Refused: if they declared a conflict of interest, theirs is the fund's final approval,
            or the panel is not done with it.
    """
    with case.change("recommend", "Recommended a grant") as work:
        session = work.session
        grant = in_state(session, grant_id, "proposed")
        check_open(session, on)
        not_before(on, grant.applied, "applied for", f"grant {grant_id}")
        no_conflict(session, grant_id, by, "recommend")
        fund = fund_of(session, grant.fund_id)
        if fund.final_approver and same(by, fund.final_approver):
            raise Refused(
                f"{fund.final_approver} gives the final approval and cannot recommend it too",
                where=f"grant {grant_id}",
                remedy="Somebody else must.",
            )
        check_panel(session, grant, fund)
        grant.recommended_by, grant.recommended = person(by), on
        grant.state = "recommended"
        work.summary = f"{grant.recommended_by} recommended grant {grant_id} to {grant.recipient}"


def approve(case: Case, grant_id: int, by: str, on: date, *, decision_notice: str = "") -> None:
    """Record who approves a grant; never who recommended it.

    Raises:
        Refused: if it is the same person, or dated before the recommendation; if they declared
            a conflict of interest, or the fund's final approval is somebody else's.
    """
    with case.change("approve", "Approved a grant") as work:
        session = work.session
        grant = in_state(session, grant_id, "recommended")
        different(by, grant.recommended_by, "approve", "recommended", f"grant {grant_id}")
        if grant.recommended and on < grant.recommended:
            raise Refused(
                f"approved on {said(on)} is before recommended on {said(grant.recommended)}",
                where=f"grant {grant_id}",
            )
        check_open(session, on)
        no_conflict(session, grant_id, by, "approve")
        _final(fund_of(session, grant.fund_id), by)
        grant.approved_by, grant.approved = person(by), on
        grant.decision_notice, grant.state = decision_notice, "approved"
        work.summary = f"{grant.approved_by} approved grant {grant_id} to {grant.recipient}"


def turn_down(case: Case, grant_id: int, by: str, on: date, why: str) -> None:
    """Record that a recommended grant was not approved.

    Raises:
        Refused: if it is not recommended, whoever recommended it says so, or without a reason.
    """
    if not why.strip():
        raise Refused("a grant is turned down for a reason")
    with case.change("turn down", f"Turned down grant {grant_id}") as work:
        grant = in_state(work.session, grant_id, "recommended")
        different(by, grant.recommended_by, "turn down", "recommended", f"grant {grant_id}")
        _final(fund_of(work.session, grant.fund_id), by)
        not_before(on, grant.recommended, "recommended", f"grant {grant_id}")
        record(work.session, grant, "turned down", on, person(by), why.strip())
        grant.state = "turned down"
        work.summary = f"{person(by)} turned down grant {grant_id}: {why.strip()}"


def withdraw(case: Case, grant_id: int, by: str, on: date, why: str) -> None:
    """Take a grant back before anything of it is paid.

    Raises:
        Refused: if a part is paid, it is over already, or without a reason.
    """
    if not why.strip():
        raise Refused("a grant is withdrawn for a reason")
    with case.change("withdraw", f"Withdrew grant {grant_id}") as work:
        grant = in_state(work.session, grant_id, "proposed", "recommended", "approved")
        not_before(on, grant.applied, "applied for", f"grant {grant_id}")
        not_before(on, grant.recommended, "recommended", f"grant {grant_id}")
        not_before(on, grant.approved, "approved", f"grant {grant_id}")
        record(work.session, grant, "withdrawn", on, person(by), why.strip())
        grant.state = "withdrawn"
        work.summary = f"{person(by)} withdrew grant {grant_id}: {why.strip()}"


def agree(
    case: Case, grant_id: int, on: date, *, document: Path | str | None = None, **terms: str
) -> None:
    """Record that the agreement of an approved grant is signed, and keep it.

    Raises:
        Refused: if the grant is not approved, it is dated before that, or an unknown term is
            named.
    """
    if strange := sorted(set(terms) - set(TERMS)):
        raise Refused(f"{strange[0]} is not a term of a grant")
    with kept(case, document) as digest, case.change("agree", "Signed an agreement") as work:
        grant = in_state(work.session, grant_id, *COMMITTED)
        not_before(on, grant.approved, "approved", f"grant {grant_id}")
        check_open(work.session, on)
        grant.agreed = on
        grant.agreement = digest or grant.agreement
        for name, text in terms.items():
            if text.strip():
                setattr(grant, name, text.strip())
        work.summary = f"The agreement of grant {grant_id} with {grant.recipient} was signed"


def vary(case: Case, grant_id: int, minor: int, by: str, on: date, why: str) -> None:
    """Change what an approved grant comes to; never by whoever recommended it.

    Raises:
        Refused: if it is less than what is planned or paid, beyond the fund's limit of bids,
            the person may not approve it, or without a reason.
    """
    if not why.strip():
        raise Refused("a grant is varied for a reason")
    with case.change("vary", f"Varied grant {grant_id}") as work:
        session = work.session
        grant = in_state(session, grant_id, *COMMITTED)
        fund, where = fund_of(session, grant.fund_id), f"grant {grant_id}"
        different(by, grant.recommended_by, "vary", "recommended", where)
        no_conflict(session, grant_id, by, "vary")
        _final(fund, by)
        _within_bids(fund, minor, grant.area)
        planned = session.scalar(
            select(func.sum(Instalment.minor)).where(Instalment.grant_id == grant_id)
        )
        if minor <= 0 or minor > LARGEST or minor < int(planned or 0):
            raise Refused(
                f"{written(int(planned or 0), grant.currency)} of it is planned in instalments",
                where=where,
                remedy="Change the instalments that are not paid first.",
            )
        not_before(on, grant.approved, "approved", where)
        note = (
            f"{written(grant.minor, grant.currency)} became {written(minor, grant.currency)}: "
            f"{why.strip()}"
        )
        record(session, grant, "varied", on, person(by), note)
        grant.minor = minor
        paid = paid_of(session, grant)
        grant.state = "paid" if paid == minor else "in payment" if paid else "approved"
        work.summary = f"{person(by)} varied grant {grant_id}: {note}"


def close(case: Case, grant_id: int, by: str, on: date, *, note: str = "") -> None:
    """Close a grant: what was not paid of it is promised no longer.

    Raises:
        Refused: if nothing was paid, a return is still owed, or it has no plan for the end of
            the funding.
    """
    with case.change("close grant", f"Closed grant {grant_id}") as work:
        session = work.session
        grant = in_state(session, grant_id, "in payment", "paid")
        where = f"grant {grant_id}"
        owed = session.scalars(
            select(Monitoring).where(Monitoring.grant_id == grant_id, Monitoring.received.is_(None))
        ).first()
        if owed is not None:
            raise Refused(
                f"the return due on {said(owed.due)} is not received",
                where=where,
                remedy="Record it, or that it will not come, first.",
            )
        if not grant.exit_plan:
            raise Refused(
                "it has no plan for the end of the funding",
                where=where,
                remedy="Write down what became of the people and the service.",
            )
        last = session.scalar(
            select(func.max(Instalment.paid)).where(Instalment.grant_id == grant_id)
        )
        not_before(on, last, "paid", where)
        record(session, grant, "closed", on, person(by), note.strip())
        grant.state = "closed"
        work.summary = f"{person(by)} closed grant {grant_id} to {grant.recipient}"


def _in_one_currency(session: Session, programme: Programme, fund: Fund) -> None:
    """What a programme spends is one sum: grants in two currencies would have none."""
    other = session.scalars(
        select(Grant.currency).where(
            Grant.programme_id == programme.id, Grant.currency != fund.currency
        )
    ).first()
    if other is not None:
        raise Refused(
            f"its grants are in {other}, the fund {fund.name} is in {fund.currency}",
            where=programme.name,
            remedy="Begin a programme for the other currency.",
        )


def _within_bids(fund: Fund, minor: int, area: str) -> None:
    if fund.bid_limit_minor is None:
        return
    if minor > fund.bid_limit_minor:
        raise Refused(
            f"{written(minor, fund.currency)} is above the "
            f"{written(fund.bid_limit_minor, fund.currency)} that may be asked for",
            where=fund.name,
        )
    if not area.strip():
        raise Refused("a small grant serves a named area", where=fund.name, remedy="Name the area.")


def _final(fund: Fund, by: str) -> None:
    if fund.final_approver and not same(by, fund.final_approver):
        raise Refused(
            f"final approval is by {fund.final_approver}, not by {person(by)}", where=fund.name
        )
