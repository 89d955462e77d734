"""Reinvestment as lists: shares, funds, programmes, grants, outcomes; and the sum of it all."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.reinvestment.funds import held
from workbench.reinvestment.grants import COMMITTED, why_not_pay
from workbench.reinvestment.outcomes import fewer_is_better, paid_for, rating
from workbench.reinvestment.programmes import kinds
from workbench.reinvestment.shares import is_shared, unspent
from workbench.store.tables import (
    Fund,
    Grant,
    Instalment,
    InstalmentSource,
    LedgerLine,
    Outcome,
    Programme,
    Receipt,
    Share,
)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def share_rows(case: Case) -> list[dict[str, Any]]:
    """Every share as it was allocated, and what of it is not spent yet."""
    with case.session() as session:
        return [
            {
                "share": s.id, "receipt": s.receipt_id, "agency": s.agency, "minor": s.minor,
                "currency": s.currency, "rate": s.rate, "provision": s.provision,
                "fund": s.fund_id,
                "unspent_minor": unspent(session, s) if s.fund_id is not None else None,
                "figure": f"share:{s.id}",
            }
            for s in session.scalars(select(Share).order_by(Share.id))
        ]  # fmt: skip


def fund_rows(case: Case) -> list[dict[str, Any]]:
    """Every fund: what came in, what was paid, what it holds, what is promised."""
    with case.session() as session:
        return [_fund(session, fund) for fund in session.scalars(select(Fund).order_by(Fund.id))]


def _fund(session: Session, fund: Fund) -> dict[str, Any]:
    received = session.scalar(select(func.sum(Share.minor)).where(Share.fund_id == fund.id))
    paid = session.scalar(
        select(func.sum(Instalment.minor))
        .join(Grant, Grant.id == Instalment.grant_id)
        .where(Grant.fund_id == fund.id, Instalment.paid.is_not(None))
    )
    granted = session.scalar(
        select(func.sum(Grant.minor)).where(Grant.fund_id == fund.id, Grant.state.in_(COMMITTED))
    )
    holds, promised = held(session, fund.id), int(granted or 0) - int(paid or 0)
    return {
        "fund": fund.id, "name": fund.name, "owner": fund.owner,
        "kinds": fund.kinds.split("\n") if fund.kinds else [], "restriction": fund.restriction,
        "received_minor": int(received or 0), "paid_minor": int(paid or 0),
        "held_minor": holds, "promised_minor": promised,
        "free_minor": holds - promised, "currency": fund.currency,
        "figure": f"fund:{fund.id}",
    }  # fmt: skip


def programme_rows(case: Case) -> list[dict[str, Any]]:
    """Every programme with what its kind is for."""
    with case.session() as session:
        return [
            {
                "programme": p.id, "kind": p.kind, "says": kinds()[p.kind]["says"],
                "name": p.name, "lead": p.lead, "start": _iso(p.start), "end": _iso(p.end),
                "description": p.description,
            }
            for p in session.scalars(select(Programme).order_by(Programme.id))
        ]  # fmt: skip


def grant_rows(case: Case) -> list[dict[str, Any]]:
    """Every grant with its decisions, its instalments, and what may happen next."""
    with case.session() as session:
        found = []
        for grant, programme in session.execute(
            select(Grant, Programme)
            .join(Programme, Programme.id == Grant.programme_id)
            .order_by(Grant.id)
        ):
            instalments = session.scalars(
                select(Instalment).where(Instalment.grant_id == grant.id).order_by(Instalment.id)
            ).all()
            found.append(
                {
                    "grant": grant.id, "programme": programme.name, "kind": programme.kind,
                    "fund": grant.fund_id, "recipient": grant.recipient,
                    "registration": grant.registration, "minor": grant.minor,
                    "currency": grant.currency, "start": _iso(grant.start),
                    "end": _iso(grant.end), "state": grant.state,
                    "recommended_by": grant.recommended_by,
                    "recommended": _iso(grant.recommended), "approved_by": grant.approved_by,
                    "approved": _iso(grant.approved), "decision_notice": grant.decision_notice,
                    "conditions": grant.conditions,
                    "paid_minor": sum(i.minor for i in instalments if i.paid),
                    "instalments": [_instalment(session, i) for i in instalments],
                    "next": _next(grant),
                    "figure": f"grant:{grant.id}",
                }
            )  # fmt: skip
        return found


def _next(grant: Grant) -> list[str]:
    return {
        "proposed": ["recommend"], "recommended": ["approve"], "approved": ["pay"],
        "in payment": ["pay"],
    }.get(grant.state, [])  # fmt: skip


def _instalment(session: Session, row: Instalment) -> dict[str, Any]:
    sources = session.execute(
        select(InstalmentSource.share_id, InstalmentSource.minor, Share.receipt_id)
        .join(Share, Share.id == InstalmentSource.share_id)
        .where(InstalmentSource.instalment_id == row.id)
        .order_by(InstalmentSource.id)
    ).all()
    return {
        "instalment": row.id, "number": row.number, "due": row.due.isoformat(),
        "minor": row.minor, "currency": row.currency, "condition": row.condition,
        "condition_met": _iso(row.condition_met), "paid": _iso(row.paid),
        "paid_by": row.paid_by, "bank_reference": row.bank_reference,
        "sources": [
            {"share": share, "receipt": receipt, "minor": minor}
            for share, minor, receipt in sources
        ],
        "why_not_pay": why_not_pay(session, row), "figure": f"instalment:{row.id}",
    }  # fmt: skip


def outcome_rows(case: Case) -> list[dict[str, Any]]:
    """Every outcome with its source, how it stands against its target, and its cost's figure."""
    with case.session() as session:
        found = session.execute(
            select(Outcome, Programme.name, Programme.kind)
            .join(Programme, Programme.id == Outcome.programme_id)
            .order_by(Outcome.id)
        ).all()
        return [
            {
                "outcome": o.id, "programme": name, "grant": o.grant_id, "measure": o.measure,
                "unit": o.unit, "value": o.value, "start": o.start.isoformat(),
                "end": o.end.isoformat(), "baseline": o.baseline, "target": o.target,
                "rating": rating(o.value, o.target, fewer=fewer_is_better(kind, o.measure)),
                "source": o.source_name,
                "source_sha256": o.source_sha256, "note": o.note, "figure": f"outcome:{o.id}",
                "cost_figure": f"outcome-cost:{o.id}" if paid_for(session, o) else None,
            }
            for o, name, kind in found
        ]  # fmt: skip


def summary(case: Case) -> dict[str, Any]:
    """Where every pound received is: shared, spent, held; and what is unaccounted for."""
    with case.session() as session:
        return totals(session)


def totals(session: Session) -> dict[str, Any]:
    """The same within a session, by currency, in minor units: receipts against the ledger."""
    found: dict[str, dict[str, int]] = {}
    for receipt in session.scalars(select(Receipt)):
        row = found.setdefault(receipt.currency, dict.fromkeys(_PARTS, 0))
        row["received_minor"] += receipt.minor
        if not is_shared(session, receipt.id):
            row["waiting_minor"] += receipt.minor
    for account, currency, minor in session.execute(
        select(LedgerLine.account, LedgerLine.currency, func.sum(LedgerLine.minor)).group_by(
            LedgerLine.account, LedgerLine.currency
        )
    ):
        place = _PLACES.get(account.partition(":")[0])
        if place is not None:
            found.setdefault(currency, dict.fromkeys(_PARTS, 0))[place] += int(minor)
    for row in found.values():
        placed = sum(minor for name, minor in row.items() if name not in _WHOLE)
        row["unaccounted_minor"] = row["received_minor"] - placed
    return {currency: {"currency": currency, **row} for currency, row in sorted(found.items())}


#: Which accounts of the ledger are which place that a received pound may be.
_PLACES = {
    "costs": "costs_minor",
    "compensation": "compensation_minor",
    "agency": "other_agencies_minor",
    "grant": "spent_minor",
    "fund": "held_minor",
}
_WHOLE = ("received_minor", "unaccounted_minor")
_PARTS = (
    "received_minor", "costs_minor", "compensation_minor", "other_agencies_minor",
    "spent_minor", "held_minor", "waiting_minor", "unaccounted_minor",
)  # fmt: skip
