"""Reinvestment as lists, ready for JSON, for tables and for pages; each row names its figures.

Money is in keys ending `_minor` with `currency` beside it, days are ISO texts or None, and every
`figure` is an id that `explain` knows.
"""

# What others build on:
#
# share_rows      share, receipt, agency, body, minor (below nothing: a share taken back), rate,
#                 provision, fund, unspent_minor (None where the share is not ours)
# fund_rows       fund, name, owner, kinds, not_for, restriction, ends, return_to, bid_limit_minor,
#                 final_approver, cost_code; received_minor (shares), deposited_minor, paid_minor,
#                 clawed_back_minor, returned_minor, held_minor, promised_minor, free_minor:
#                 received + deposited - paid + clawed back - returned = held
# deposit_rows    deposit, fund, on, minor, source, reference, document, unspent_minor
# programme_rows  programme, kind, says, name, lead, start, end, description, measures
#                 [[what, unit]]; granted_minor, spent_minor, and the same for each fund in
#                 streams: [{fund, name, owner, granted_minor, spent_minor, currency}]
# grant_rows      grant and all of its record: programme, fund, recipient, minor, state, people
#                 and days, terms, panel, match, instalments (with sources and claw-backs),
#                 returns, events, paid_minor, clawed_back_minor, next (what may be done), flags
#                 (what is to be heeded, in words)
# outcome_rows    outcome, programme, grant, measure, unit, value, start, end, baseline, target,
#                 rating, rag, source, source_sha256, note, counterfactual, replaces, replaced,
#                 cost_figure, worth: [{ratio, figure, cited}]
# quarter_rows    one a quarter and fund: shared, held back, paid by the Home Office, difference
# waiting_rows    what waits to be done, and whether a person may do it
# calendar_rows   what is due on which day: instalments, returns, ends of grants and funds
# chain_rows      every part of every pound: seizure, order, receipt, share, fund, grant,
#                 programme, outcomes; the rows add up to all that came in
# link_rows       the same as links between places, for a picture of the flow
# public_rows     outcomes as they may be published: small numbers left out
# summary         where every pound is, by currency; see totals.CAME_IN, PLACES and ASIDE

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.reinvestment.awards import COMMITTED, clawed_of
from workbench.reinvestment.calendar import calendar_rows, waiting_rows
from workbench.reinvestment.chain import chain_rows, link_rows
from workbench.reinvestment.deposits import deposited
from workbench.reinvestment.funds import held, kinds_of
from workbench.reinvestment.grant_rows import grant_rows, iso
from workbench.reinvestment.instalments import promised_of
from workbench.reinvestment.ledger import balance_of
from workbench.reinvestment.outcomes import RAG, fewer_is_better, paid_for, rating, replaced
from workbench.reinvestment.programmes import kinds
from workbench.reinvestment.published import public_rows
from workbench.reinvestment.quarters import bounds, closed_quarters
from workbench.reinvestment.ratios import cited, ratios_for
from workbench.reinvestment.reconcile import differences
from workbench.reinvestment.sources import pots
from workbench.reinvestment.totals import totals
from workbench.store.tables import (
    ArisPayment,
    Deposit,
    Fund,
    Grant,
    Instalment,
    Outcome,
    Programme,
    ReturnedMoney,
    Share,
)

__all__ = [
    "calendar_rows", "chain_rows", "deposit_rows", "fund_rows", "grant_rows", "link_rows",
    "outcome_rows", "programme_rows", "public_rows", "quarter_rows", "share_rows", "summary",
    "totals", "waiting_rows",
]  # fmt: skip


def share_rows(case: Case) -> list[dict[str, Any]]:
    """Every share as it was allocated, and what of it is not spent yet."""
    with case.session() as session:
        known = pots(session)
        found = []
        for s in session.scalars(select(Share).order_by(Share.id)):
            pot = known.get(("share", s.id))
            found.append(
                {
                    "share": s.id, "receipt": s.receipt_id, "agency": s.agency, "body": s.body,
                    "minor": s.minor, "currency": s.currency, "rate": s.rate,
                    "provision": s.provision, "fund": s.fund_id,
                    "unspent_minor": None if s.fund_id is None else pot.left() if pot else 0,
                    "figure": f"share:{s.id}",
                }
            )  # fmt: skip
        return found


def deposit_rows(case: Case) -> list[dict[str, Any]]:
    """Every deposit, and what of it is not spent yet."""
    with case.session() as session:
        known = pots(session)
        return [
            {
                "deposit": d.id, "fund": d.fund_id, "on": d.on.isoformat(), "minor": d.minor,
                "currency": d.currency, "source": d.source, "reference": d.reference,
                "document": d.document, "unspent_minor": known["deposit", d.id].left(),
                "figure": f"deposit:{d.id}",
            }
            for d in session.scalars(select(Deposit).order_by(Deposit.id))
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
    returned = session.scalar(
        select(func.sum(ReturnedMoney.minor)).where(ReturnedMoney.fund_id == fund.id)
    )
    holds, promised = held(session, fund.id), promised_of(session, fund.id)
    return {
        "fund": fund.id, "name": fund.name, "owner": fund.owner,
        "kinds": kinds_of(fund)[0], "not_for": kinds_of(fund)[1], "restriction": fund.restriction,
        "ends": iso(fund.ends), "return_to": fund.return_to,
        "bid_limit_minor": fund.bid_limit_minor, "final_approver": fund.final_approver,
        "cost_code": fund.cost_code, "received_minor": int(received or 0),
        "deposited_minor": deposited(session, fund.id), "paid_minor": int(paid or 0),
        "clawed_back_minor": clawed_of(session, fund_id=fund.id),
        "returned_minor": int(returned or 0), "held_minor": holds, "promised_minor": promised,
        "free_minor": holds - promised, "currency": fund.currency,
        "figure": f"fund:{fund.id}",
    }  # fmt: skip


def programme_rows(case: Case) -> list[dict[str, Any]]:
    """Every programme: what its kind is for, and the money of each fund that it joins."""
    with case.session() as session:
        known = kinds(session)
        found = []
        for p in session.scalars(select(Programme).order_by(Programme.id)):
            streams = _streams(session, p.id)
            found.append(
                {
                    "programme": p.id, "kind": p.kind, "says": known[p.kind]["says"],
                    "measures": [list(pair) for pair in known[p.kind]["measures"]],
                    "name": p.name, "lead": p.lead, "start": iso(p.start), "end": iso(p.end),
                    "description": p.description, "streams": streams,
                    "granted_minor": sum(s["granted_minor"] for s in streams),
                    "spent_minor": sum(s["spent_minor"] for s in streams),
                    "currency": streams[0]["currency"] if streams else "GBP",
                    "figure": f"programme:{p.id}" if streams else None,
                }
            )  # fmt: skip
        return found


def _streams(session: Session, programme_id: int) -> list[dict[str, Any]]:
    """What each fund gives to a programme: joined in the work, kept apart in the books."""
    found: dict[int, dict[str, Any]] = {}
    for grant, fund in session.execute(
        select(Grant, Fund)
        .join(Fund, Fund.id == Grant.fund_id)
        .where(Grant.programme_id == programme_id)
        .order_by(Fund.id, Grant.id)
    ):
        row = found.setdefault(
            fund.id,
            {
                "fund": fund.id, "name": fund.name, "owner": fund.owner, "granted_minor": 0,
                "spent_minor": 0, "currency": fund.currency,
            },
        )  # fmt: skip
        spent = balance_of(session, f"grant:{grant.id}")
        row["granted_minor"] += grant.minor if grant.state in COMMITTED else spent
        row["spent_minor"] += spent
    return [row for row in found.values() if row["granted_minor"] or row["spent_minor"]]


def outcome_rows(case: Case) -> list[dict[str, Any]]:
    """Every outcome with its source, how it stands against its target, and its cost's figure."""
    with case.session() as session:
        gone = replaced(session)
        found = []
        for o, name, kind in session.execute(
            select(Outcome, Programme.name, Programme.kind)
            .join(Programme, Programme.id == Outcome.programme_id)
            .order_by(Outcome.id)
        ):
            against = rating(o.value, o.target, fewer=fewer_is_better(kind, o.measure, session))
            costed = o.id not in gone and bool(paid_for(session, o))
            found.append(
                {
                    "outcome": o.id, "programme": name, "grant": o.grant_id,
                    "measure": o.measure, "unit": o.unit, "value": o.value,
                    "start": o.start.isoformat(), "end": o.end.isoformat(),
                    "baseline": o.baseline, "target": o.target, "rating": against,
                    "rag": RAG[against], "source": o.source_name,
                    "source_sha256": o.source_sha256, "note": o.note,
                    "counterfactual": o.counterfactual, "replaces": o.replaces_id,
                    "replaced": o.id in gone, "figure": f"outcome:{o.id}",
                    "cost_figure": f"outcome-cost:{o.id}" if costed else None,
                    "worth": [
                        {"ratio": r, "figure": f"worth:{o.grant_id}:{r}", "cited": cited(r)}
                        for r in (ratios_for(kind) if costed and o.grant_id else ())
                    ],
                }
            )  # fmt: skip
        return found


def quarter_rows(case: Case) -> list[dict[str, Any]]:
    """Each quarter of each fund: what was shared, what the Home Office paid, what differs."""
    with case.session() as session:
        closed = closed_quarters(session)
        funds = {fund.id: fund.name for fund in session.scalars(select(Fund))}
        payments = {row.id: row for row in session.scalars(select(ArisPayment))}
        found = []
        for row in differences(session):
            start, end = bounds(row.quarter)
            shut = closed.get(row.quarter)
            found.append(
                {
                    "quarter": row.quarter, "start": start.isoformat(), "end": end.isoformat(),
                    "closed": iso(shut.closed if shut else None),
                    "closed_by": shut.by if shut else "",
                    "fund": row.fund_id, "fund_name": funds[row.fund_id],
                    "shared_minor": row.shared_minor,
                    "held_back": [
                        {"why": why, "minor": minor} for why, minor in row.held_back.items()
                    ],
                    "held_back_minor": sum(row.held_back.values()),
                    "taken_in_minor": row.taken_in_minor,
                    "expected_minor": row.expected_minor, "paid_minor": row.paid_minor,
                    "difference_minor": row.minor, "state": row.state,
                    "payments": [
                        {
                            "payment": number, "received": payments[number].received.isoformat(),
                            "minor": payments[number].minor,
                            "reference": payments[number].reference,
                            "document": payments[number].document,
                            "figure": f"aris-payment:{number}",
                        }
                        for number in row.payments
                    ],
                    "currency": row.currency, "figure": f"quarter:{row.quarter}:{row.fund_id}",
                }
            )  # fmt: skip
        return found


def summary(case: Case) -> dict[str, Any]:
    """Where every pound that came in is, and what is unaccounted for; see `totals`."""
    with case.session() as session:
        return totals(session)
