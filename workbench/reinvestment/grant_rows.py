"""Grants as rows: the whole record of each, what may be done next, and what is to be heeded."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.reinvestment.awards import members
from workbench.reinvestment.funds import held
from workbench.reinvestment.grants import TERMS
from workbench.reinvestment.instalments import promised_of, why_not_pay
from workbench.reinvestment.match import matches
from workbench.reinvestment.monitoring import returns
from workbench.reinvestment.sources import Name, backs, paid_from
from workbench.store.tables import (
    ClawBack,
    Fund,
    Grant,
    GrantEvent,
    Instalment,
    Programme,
    Share,
)


def iso(day: date | None) -> str | None:
    """A day as data."""
    return day.isoformat() if day else None


def grant_rows(case: Case) -> list[dict[str, Any]]:
    """Every grant with its decisions, its instalments, and what may happen next."""
    with case.session() as session:
        sources, came_back = paid_from(session), _came_back(session)
        return [
            _grant(session, grant, programme, fund, sources, came_back)
            for grant, programme, fund in session.execute(
                select(Grant, Programme, Fund)
                .join(Programme, Programme.id == Grant.programme_id)
                .join(Fund, Fund.id == Grant.fund_id)
                .order_by(Grant.id)
            )
        ]


#: What came back to each share and deposit of each instalment.
Back = dict[tuple[int, Name], int]


def _came_back(session: Session) -> Back:
    found: Back = {}
    for back in backs(session):
        key = (back.instalment_id, back.pot)
        found[key] = found.get(key, 0) + back.minor
    return found


def _grant(
    session: Session, grant: Grant, programme: Programme, fund: Fund,
    sources: dict[int, list[tuple[Name, int]]], came_back: Back,
) -> dict[str, Any]:  # fmt: skip
    found = session.scalars(
        select(Instalment).where(Instalment.grant_id == grant.id).order_by(Instalment.id)
    ).all()
    instalments = [_instalment(session, row, sources.get(row.id, []), came_back) for row in found]
    return {
        "grant": grant.id, "programme": programme.name, "programme_id": programme.id,
        "kind": programme.kind, "fund": grant.fund_id, "fund_name": fund.name,
        "recipient": grant.recipient,
        "registration": grant.registration, "minor": grant.minor,
        "currency": grant.currency, "start": iso(grant.start),
        "end": iso(grant.end), "state": grant.state, "applied": iso(grant.applied),
        "recommended_by": grant.recommended_by,
        "recommended": iso(grant.recommended), "approved_by": grant.approved_by,
        "approved": iso(grant.approved), "decision_notice": grant.decision_notice,
        "conditions": grant.conditions, "agreed": iso(grant.agreed),
        "agreement": grant.agreement, "total_cost_minor": grant.total_cost_minor,
        "terms": {name: getattr(grant, name) for name in TERMS},
        "panel": [
            {
                "member": m.id, "name": m.name, "role": m.role, "declared": iso(m.declared),
                "conflict": m.conflict, "stood_aside": m.stood_aside, "view": m.view,
            }
            for m in members(session, grant.id)
        ],
        "match": [
            {
                "match": m.id, "source": m.source, "kind": m.kind, "minor": m.minor,
                "confirmed": iso(m.confirmed), "document": m.document,
            }
            for m in matches(session, grant.id)
        ],
        "returns": [
            {
                "return": r.id, "start": r.start.isoformat(), "end": r.end.isoformat(),
                "due": r.due.isoformat(), "received": iso(r.received),
                "spent_minor": r.spent_minor, "document": r.document, "note": r.note,
            }
            for r in returns(session, grant.id)
        ],
        "events": [
            {"event": e.event, "on": e.on.isoformat(), "by": e.by, "note": e.note}
            for e in session.scalars(
                select(GrantEvent).where(GrantEvent.grant_id == grant.id).order_by(GrantEvent.id)
            )
        ],
        "paid_minor": sum(i["minor"] for i in instalments if i["paid"]),
        "clawed_back_minor": sum(i["clawed_back_minor"] for i in instalments),
        "instalments": instalments,
        "next": _next(grant),
        "flags": _flags(session, grant, instalments),
        "figure": f"grant:{grant.id}",
    }  # fmt: skip


def _next(grant: Grant) -> list[str]:
    return {
        "proposed": ["recommend"], "recommended": ["approve"], "approved": ["pay"],
        "in payment": ["pay"],
    }.get(grant.state, [])  # fmt: skip


def _flags(session: Session, grant: Grant, instalments: list[dict[str, Any]]) -> list[str]:
    """What nobody is refused for, and somebody should know."""
    paid = sum(i["minor"] - i["clawed_back_minor"] for i in instalments if i["paid"])
    flags = []
    if paid and grant.agreed is None:
        flags.append("paid without a signed agreement")
    short = promised_of(session, grant.fund_id) - held(session, grant.fund_id)
    if grant.state in ("approved", "in payment") and short > 0:
        flags.append(f"its fund is promised {written(short, grant.currency)} more than it holds")
    hoped = [m for m in matches(session, grant.id) if m.confirmed is None]
    if hoped:
        total = written(sum(m.minor for m in hoped), grant.currency)
        flags.append(f"{total} of match funding is not confirmed")
    if grant.total_cost_minor is not None:
        given = grant.minor + sum(m.minor for m in matches(session, grant.id))
        if given < grant.total_cost_minor:
            rest = written(grant.total_cost_minor - given, grant.currency)
            flags.append(f"{rest} of the cost is given by nobody")
    if paid and not grant.exit_plan:
        flags.append("no plan for the end of the funding")
    last = max((r for r in returns(session, grant.id) if r.spent_minor is not None),
               key=lambda r: r.end, default=None)  # fmt: skip
    if last is not None and last.spent_minor is not None and last.spent_minor != paid:
        which = "more" if last.spent_minor > paid else "less"
        flags.append(
            f"{written(last.spent_minor, grant.currency)} spent to {said(last.end)} is "
            f"{written(abs(last.spent_minor - paid), grant.currency)} {which} than was paid"
        )
    return flags


def _instalment(
    session: Session, row: Instalment, paid: list[tuple[Name, int]], came_back: Back
) -> dict[str, Any]:
    sources = []
    for (kind, number), minor in paid:
        source = {kind: number}
        if kind == "share":
            source["receipt"] = session.get_one(Share, number).receipt_id
        back = came_back.get((row.id, (kind, number)), 0)
        sources.append({**source, "minor": minor, "clawed_back_minor": back})
    clawed = session.scalars(
        select(ClawBack).where(ClawBack.instalment_id == row.id).order_by(ClawBack.id)
    ).all()
    return {
        "instalment": row.id, "number": row.number, "due": row.due.isoformat(),
        "minor": row.minor, "currency": row.currency, "condition": row.condition,
        "condition_met": iso(row.condition_met), "prepared": iso(row.prepared),
        "prepared_by": row.prepared_by, "invoice": row.invoice,
        "invoiced_minor": row.invoiced_minor, "paid": iso(row.paid),
        "paid_by": row.paid_by, "bank_reference": row.bank_reference,
        "sources": sources,
        "claw_backs": [
            {
                "claw_back": c.id, "received": c.received.isoformat(), "minor": c.minor,
                "by": c.by, "why": c.why, "document": c.document,
                "figure": f"claw-back:{c.id}",
            }
            for c in clawed
        ],
        "clawed_back_minor": sum(c.minor for c in clawed),
        "why_not_pay": why_not_pay(session, row), "figure": f"instalment:{row.id}",
    }  # fmt: skip
