"""What is due on which day, and what waits to be done, for one person or for anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.money import written
from workbench.recovery.deadlines import LONDON, said
from workbench.reinvestment.awards import COMMITTED, members
from workbench.reinvestment.funds import held
from workbench.reinvestment.instalments import why_not_pay
from workbench.reinvestment.ledger import balance_of
from workbench.reinvestment.match import matches
from workbench.reinvestment.people import same
from workbench.reinvestment.quarters import bounds, closed_quarters, quarter_of
from workbench.reinvestment.reconcile import differences
from workbench.reinvestment.rules import rule
from workbench.store.tables import Fund, Grant, Instalment, LedgerEntry, Monitoring, Receipt


def today_of(case: Case) -> date:
    """The day in London."""
    return case.now().astimezone(LONDON).date()


def calendar_rows(case: Case, *, today: date | None = None) -> list[dict[str, Any]]:
    """Everything with a day, the earliest first.

    Each: `date`, `kind` (instalment, return, grant ends, fund ends), `what` in words, `grant`,
    `fund`, `instalment`, `return` where it is of one, `minor` and `currency`, `done`, `late`,
    `figure`.
    """
    now = today or today_of(case)
    with case.session() as session:
        found = sorted(_dated(session), key=lambda row: (row["date"], row["kind"], row["what"]))
    for row in found:
        row["late"] = not row["done"] and row["date"] < now.isoformat()
    return found


def _dated(session: Session) -> Iterator[dict[str, Any]]:
    grants = {grant.id: grant for grant in session.scalars(select(Grant))}
    over = {"withdrawn", "turned down", "closed"}
    for i in session.scalars(select(Instalment)):
        grant = grants[i.grant_id]
        if grant.state in over and i.paid is None:
            continue
        yield _due(
            i.due, "instalment", f"Instalment {i.number} to {grant.recipient}",
            done=i.paid is not None, grant=grant, instalment=i.id, minor=i.minor,
            figure=f"instalment:{i.id}",
        )  # fmt: skip
    for r in session.scalars(select(Monitoring)):
        grant = grants[r.grant_id]
        if grant.state in over and r.received is None:
            continue
        yield _due(
            r.due, "return", f"Return of {grant.recipient} to {said(r.end)}",
            done=r.received is not None, grant=grant, number=r.id,
        )  # fmt: skip
    for grant in grants.values():
        if grant.end and (grant.state in COMMITTED or grant.state == "closed"):
            yield _due(
                grant.end, "grant ends", f"The grant to {grant.recipient} ends",
                done=grant.state == "closed", grant=grant, figure=f"grant:{grant.id}",
            )  # fmt: skip
    for fund in session.scalars(select(Fund)):
        if fund.ends:
            left = held(session, fund.id)
            back = f"; what is left goes back to {fund.return_to}" if fund.return_to else ""
            row = _due(fund.ends, "fund ends", f"{fund.name} ends{back}", done=not left)
            yield {
                **row, "fund": fund.id, "minor": left, "currency": fund.currency,
                "figure": f"fund:{fund.id}",
            }  # fmt: skip


def _due(
    day: date, kind: str, what: str, *, done: bool, grant: Grant | None = None,
    instalment: int | None = None, number: int | None = None, minor: int | None = None,
    figure: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "date": day.isoformat(), "kind": kind, "what": what,
        "grant": grant.id if grant else None, "fund": grant.fund_id if grant else None,
        "instalment": instalment, "return": number, "minor": minor,
        "currency": grant.currency if grant else "GBP", "done": done, "figure": figure,
    }  # fmt: skip


def waiting_rows(
    case: Case, person: str = "", *, today: date | None = None
) -> list[dict[str, Any]]:
    """What waits to be done, the earliest due first; what has no day comes after.

    Each: `act` (share, declare, recommend, approve, agree, met, prepare, pay, return, confirm,
    plan the end, close the quarter, reconcile, give back), `what` in words, `due` or None,
    `late`, `grant`, `fund`, `receipt`, `instalment`, `return`, `quarter` where it is of one,
    `minor` and `currency` or None, `figure` or None; and whether it may be done by `person` (by
    anybody, without one): `may`, and in `why_not` why it may not.
    """
    now = today or today_of(case)
    with case.session() as session:
        found = [
            *_receipts(session), *_grants(session, person, now), *_payments(session, person),
            *_returns(session, now), *_quarters(session, now), *_funds(session, now),
        ]  # fmt: skip
    for row in found:
        row["may"] = not row["why_not"]
        row["late"] = row["due"] is not None and row["due"] < now.isoformat()
    return sorted(found, key=lambda row: (row["due"] is None, row["due"] or "", row["what"]))


def _waits(act: str, what: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "act": act, "what": what, "due": None, "grant": None, "fund": None, "receipt": None,
        "instalment": None, "return": None, "quarter": None, "minor": None, "currency": None,
        "figure": None, "why_not": "",
    }  # fmt: skip
    return {**row, **more}


def _receipts(session: Session) -> Iterator[dict[str, Any]]:
    for receipt in session.scalars(select(Receipt).order_by(Receipt.id)):
        if not balance_of(session, f"receipt:{receipt.id}"):
            yield _waits(
                "share",
                f"Receipt {receipt.id} of {written(receipt.minor, receipt.currency)}, received on "
                f"{said(receipt.received)}, is to be shared",
                receipt=receipt.id, minor=receipt.minor, currency=receipt.currency,
                figure=f"receipt:{receipt.id}",
            )  # fmt: skip


def _grants(session: Session, person: str, now: date) -> Iterator[dict[str, Any]]:
    funds = {fund.id: fund for fund in session.scalars(select(Fund))}
    for grant in session.scalars(select(Grant).order_by(Grant.id)):
        about: dict[str, Any] = {
            "grant": grant.id, "fund": grant.fund_id, "minor": grant.minor,
            "currency": grant.currency, "figure": f"grant:{grant.id}",
        }  # fmt: skip
        told = f"{written(grant.minor, grant.currency)} to {grant.recipient}"
        conflict = _conflict(session, grant, person)
        if grant.state == "proposed":
            for member in members(session, grant.id):
                if member.declared is None:
                    yield _waits("declare", f"{member.name} is to declare interests: {told}",
                                 **about)  # fmt: skip
            yield _waits("recommend", f"A grant is to be recommended: {told}",
                         why_not=conflict, **about)  # fmt: skip
        elif grant.state == "recommended":
            final = funds[grant.fund_id].final_approver
            why = conflict or (
                f"{final} gives final approval"
                if person and final and not same(person, final)
                else _already(person, grant.recommended_by, "recommended")
            )
            yield _waits("approve", f"A grant is to be approved: {told}", why_not=why, **about)
        elif grant.state in COMMITTED:
            yield from _committed(session, grant, told, about, now)


def _committed(
    session: Session, grant: Grant, told: str, about: dict[str, Any], now: date
) -> Iterator[dict[str, Any]]:
    if grant.agreed is None:
        yield _waits("agree", f"The agreement is to be signed: {told}", **about)
    for match in matches(session, grant.id):
        if match.confirmed is None:
            yield _waits(
                "confirm",
                f"{written(match.minor, grant.currency)} of {match.source} for "
                f"{grant.recipient} is to be confirmed", **about,
            )  # fmt: skip
    soon = now + timedelta(days=int(rule("end-of-funding")["days"]))
    if grant.end and grant.end <= soon and not grant.exit_plan:
        yield _waits(
            "plan the end", f"The grant to {grant.recipient} ends, and nothing is planned",
            due=grant.end.isoformat(), **about,
        )  # fmt: skip


def _payments(session: Session, person: str) -> Iterator[dict[str, Any]]:
    for row, grant in session.execute(
        select(Instalment, Grant)
        .join(Grant, Grant.id == Instalment.grant_id)
        .where(Instalment.paid.is_(None), Grant.state.in_(COMMITTED))
        .order_by(Instalment.due, Instalment.id)
    ):
        told = f"instalment {row.number}, {written(row.minor, row.currency)} to {grant.recipient}"
        about: dict[str, Any] = {
            "grant": grant.id, "fund": grant.fund_id, "instalment": row.id, "minor": row.minor,
            "currency": row.currency, "due": row.due.isoformat(),
            "figure": f"instalment:{row.id}",
        }  # fmt: skip
        conflict = _conflict(session, grant, person)
        if row.condition and row.condition_met is None:
            yield _waits("met", f"A condition is to be met for {told}: {row.condition}", **about)
        elif row.prepared is None:
            yield _waits("prepare", f"The payment is to be prepared: {told}", why_not=conflict,
                         **about)  # fmt: skip
        else:
            why = why_not_pay(session, row) or conflict
            for who, did in (
                (grant.approved_by, "approved"), (grant.recommended_by, "recommended"),
                (row.prepared_by, "prepared the payment of"),
            ):  # fmt: skip
                why = why or _already(person, who, did)
            yield _waits("pay", f"To be paid: {told}", why_not=why, **about)


def _returns(session: Session, now: date) -> Iterator[dict[str, Any]]:
    for row, grant in session.execute(
        select(Monitoring, Grant)
        .join(Grant, Grant.id == Monitoring.grant_id)
        .where(Monitoring.received.is_(None), Monitoring.end < now, Grant.state.in_(COMMITTED))
        .order_by(Monitoring.due, Monitoring.id)
    ):
        yield _waits(
            "return", f"The return of {grant.recipient} to {said(row.end)} is to come",
            due=row.due.isoformat(), grant=grant.id, fund=grant.fund_id, **{"return": row.id},
        )  # fmt: skip


def _quarters(session: Session, now: date) -> Iterator[dict[str, Any]]:
    closed = closed_quarters(session)
    for quarter in sorted({quarter_of(day) for day in session.scalars(select(LedgerEntry.on))}):
        _, last = bounds(quarter)
        if last < now and quarter not in closed:
            yield _waits("close the quarter", f"The books of {quarter} are to be closed",
                         quarter=quarter)  # fmt: skip
    for row in differences(session):
        if row.minor:
            fund = session.get_one(Fund, row.fund_id).name
            much = written(abs(row.minor), row.currency)
            yield _waits(
                "reconcile",
                f"{row.quarter}, {fund}: {much} "
                + {
                    "not paid yet": "is to come from the Home Office",
                    "paid too little": "is missing from what the Home Office paid",
                    "paid too much": "was paid by the Home Office beyond the shares",
                }[row.state],
                quarter=row.quarter, fund=row.fund_id, minor=row.minor, currency=row.currency,
                figure=f"quarter:{row.quarter}:{row.fund_id}",
            )  # fmt: skip


def _funds(session: Session, now: date) -> Iterator[dict[str, Any]]:
    for fund in session.scalars(select(Fund).order_by(Fund.id)):
        left = held(session, fund.id)
        if fund.ends and fund.ends < now and left:
            to = f" to {fund.return_to}" if fund.return_to else ""
            yield _waits(
                "give back",
                f"{fund.name} ended: {written(left, fund.currency)} is to be returned{to}",
                due=fund.ends.isoformat(), fund=fund.id, minor=left, currency=fund.currency,
                figure=f"fund:{fund.id}",
            )  # fmt: skip


def _conflict(session: Session, grant: Grant, person: str) -> str:
    for row in members(session, grant.id) if person else ():
        if row.conflict and same(row.name, person):
            return f"{row.name} declared a conflict of interest: {row.conflict}"
    return ""


def _already(person: str, earlier: str, did: str) -> str:
    return f"{person} {did} this grant" if person and same(person, earlier) else ""
