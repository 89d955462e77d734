"""Orders and receipts as lists: each with its path, amounts, oddities and what may follow."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.recovery.balance import balance_of
from workbench.recovery.deadlines import local_day
from workbench.recovery.flags import flags
from workbench.recovery.orders import named, next_moves, not_next, order_of, standing_of
from workbench.recovery.regimes import receipt_kind, regimes, states
from workbench.recovery.sums import default_term
from workbench.recovery.time_to_pay import parts_of
from workbench.recovery.variations import found_now, powers, variations
from workbench.store.tables import Asset, Order, OrderAsset, OrderEvent, Party, Receipt


def order_rows(case: Case, *, today: date | None = None) -> list[dict[str, Any]]:
    """Every order with its state, its path so far, amounts, what is owed, what may follow."""
    on = today or local_day(case.now())
    with case.session() as session:
        orders = session.scalars(select(Order).order_by(Order.id)).all()
        return [_row(session, order, on) for order in orders]


def order_row(case: Case, order_id: int, *, today: date | None = None) -> dict[str, Any]:
    """One order as `order_rows` has it, with what cannot follow now and why not.

    Raises:
        Refused: if there is no such order.
    """
    on = today or local_day(case.now())
    with case.session() as session:
        order = order_of(session, order_id)
        row = _row(session, order, on)
        row["not_next"] = not_next(order, standing_of(session, order, on))
        return row


def _row(session: Session, order: Order, on: date) -> dict[str, Any]:
    events = session.scalars(
        select(OrderEvent).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id)
    ).all()
    assets = session.execute(
        select(Asset.id, Asset.label)
        .join(OrderAsset, OrderAsset.asset_id == Asset.id)
        .where(OrderAsset.order_id == order.id)
        .order_by(OrderAsset.id)
    ).all()
    party = session.get(Party, order.party_id) if order.party_id else None
    owed, found = balance_of(session, order, on), found_now(session, order)
    known, standing = states(order.regime, order.regime_version), standing_of(session, order, on)
    return {
        "order": order.id, "name": named(order), "regime": order.regime,
        "law": regimes()[order.regime]["law"], "regime_version": order.regime_version,
        "brings_money": bool(receipt_kind(order.regime)),
        "party": party.name if party else None,
        "reference": order.reference, "court": order.court, "state": order.state,
        "state_label": known[order.state]["label"],
        "made": order.made.isoformat() if order.made else None,
        "due": order.due.isoformat() if order.due else None,
        "benefit_minor": found["benefit"], "available_minor": found["available"],
        "amount_minor": found["amount"], "ordered_minor": order.amount_minor,
        "compensation_minor": order.compensation_minor,
        "received_minor": owed.received_minor, "interest_minor": owed.interest_minor,
        "owed_minor": owed.owed_minor if order.made and receipt_kind(order.regime) else None,
        "overdue_minor": owed.overdue_minor, "on": on.isoformat(), "explained": owed.explained,
        "default_months": _default(order, found["amount"]),
        "currency": order.currency,
        "assets": [{"asset": key, "label": label} for key, label in assets],
        "events": [
            {
                "state": e.to_state, "label": known[e.to_state]["label"],
                "provision": known[e.to_state]["provision"], "at": e.at,
                "by": e.by, "document": e.document,
            }
            for e in events
        ],
        "variations": [
            {
                "variation": v.id, "on": v.on.isoformat(), "provision": v.provision,
                "benefit_minor": v.benefit_minor, "available_minor": v.available_minor,
                "amount_minor": v.amount_minor, "by": v.by, "document": v.document, "why": v.why,
                "figure": f"variation:{v.id}",
            }
            for v in variations(session, order)
        ],
        "parts": [
            {
                "part": p.id, "due": p.due.isoformat(), "minor": p.minor,
                "extended": p.extended.isoformat() if p.extended else None,
                "document": p.document,
            }
            for p in parts_of(session, order)
        ],
        "flags": flags(session, order, on),
        "next": next_moves(order, standing),
        "powers": [
            {name: power[name] for name in ("key", "what", "direction", "who", "provision")}
            for power in powers(order.regime, on)
        ],
        "figure": f"order:{order.id}",
    }  # fmt: skip


def _default(order: Order, amount: int | None) -> int | None:
    """The longest default term in months, where there is one (POCA 2002 s.35)."""
    if order.regime != "confiscation" or order.made is None or not amount:
        return None
    return default_term(amount).value


def receipt_rows(case: Case) -> list[dict[str, Any]]:
    """Every receipt with what comes before its shares."""
    with case.session() as session:
        found = session.execute(
            select(Receipt, Order, Asset.label)
            .join(Order, Order.id == Receipt.order_id)
            .outerjoin(Asset, Asset.id == Receipt.asset_id)
            .order_by(Receipt.id)
        ).all()
        return [
            {
                "receipt": r.id, "order": order.id, "order_name": named(order),
                "asset": r.asset_id, "asset_label": label,
                "received": r.received.isoformat(), "minor": r.minor,
                "costs_minor": r.costs_minor, "compensation_minor": r.compensation_minor,
                "to_share_minor": r.minor - r.costs_minor - r.compensation_minor,
                "currency": r.currency, "reference": r.reference, "figure": f"receipt:{r.id}",
            }
            for r, order, label in found
        ]  # fmt: skip
