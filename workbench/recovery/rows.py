"""Recovery as lists: things, orders, receipts, deadlines, benefit; each with what may follow."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from sqlalchemy import select

from workbench.case import Case
from workbench.recovery.orders import named, next_moves, regimes, states
from workbench.recovery.property import equity
from workbench.recovery.receipts import balance_of
from workbench.store.tables import (
    Asset,
    AssetEvent,
    Interest,
    Order,
    OrderAsset,
    OrderEvent,
    Party,
    Payment,
    Purchase,
    Receipt,
)


def asset_rows(case: Case) -> list[dict[str, Any]]:
    """Every thing in the register with its state, worth, interests, purchases and events."""
    with case.session() as session:
        found = []
        for asset in session.scalars(select(Asset).order_by(Asset.id)):
            purchases = session.execute(
                select(Payment.key, Purchase.minor, Payment.date, Purchase.why)
                .join(Payment, Payment.id == Purchase.payment_id)
                .where(Purchase.asset_id == asset.id)
                .order_by(Purchase.id)
            ).all()
            interests = session.execute(
                select(Interest, Party.name)
                .join(Party, Party.id == Interest.party_id)
                .where(Interest.asset_id == asset.id)
                .order_by(Interest.id)
            ).all()
            events = session.scalars(
                select(AssetEvent).where(AssetEvent.asset_id == asset.id).order_by(AssetEvent.id)
            ).all()
            found.append(
                {
                    "asset": asset.id, "kind": asset.kind, "label": asset.label,
                    "description": asset.description, "identifier": asset.identifier,
                    "quantity": asset.quantity, "state": asset.state,
                    "acquired": asset.acquired.isoformat() if asset.acquired else None,
                    "price_minor": asset.price_minor, "currency": asset.currency,
                    **equity(session, asset),
                    "purchases": [
                        {"payment": key, "minor": minor, "date": on.isoformat(), "why": why}
                        for key, minor, on, why in purchases
                    ],
                    "interests": [
                        {
                            "party": name, "kind": i.kind, "millionths": i.millionths,
                            "minor": i.minor, "why": i.why,
                        }
                        for i, name in interests
                    ],
                    "events": [
                        {
                            "event": e.event, "at": e.at, "by": e.by, "place": e.place,
                            "document": e.document, "note": e.note,
                        }
                        for e in events
                    ],
                    "figure": f"asset:{asset.id}",
                }
            )  # fmt: skip
        return found


def order_rows(case: Case, *, today: date | None = None) -> list[dict[str, Any]]:
    """Every order with its state, its path so far, amounts, what is owed, and what may follow."""
    on = today or case.now().astimezone(UTC).date()
    with case.session() as session:
        found = []
        for order in session.scalars(select(Order).order_by(Order.id)):
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
            owed = balance_of(session, order, on)
            known = states(order.regime)
            found.append(
                {
                    "order": order.id, "name": named(order), "regime": order.regime,
                    "law": regimes()[order.regime]["law"],
                    "regime_version": order.regime_version,
                    "party": party.name if party else None,
                    "reference": order.reference, "court": order.court, "state": order.state,
                    "state_label": known[order.state]["label"],
                    "made": order.made.isoformat() if order.made else None,
                    "due": order.due.isoformat() if order.due else None,
                    "benefit_minor": order.benefit_minor,
                    "available_minor": order.available_minor,
                    "amount_minor": order.amount_minor,
                    "compensation_minor": order.compensation_minor,
                    "received_minor": owed.received_minor,
                    "owed_minor": owed.owed_minor if order.made else None,
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
                    "next": next_moves(
                        order, unpaid_minor=owed.required_minor - owed.received_minor
                    ),
                    "figure": f"order:{order.id}",
                }
            )  # fmt: skip
        return found


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


def benefit_rows(case: Case) -> dict[str, Any]:
    """Benefit and recoverable amount as the court found them, each with its figure's id."""
    orders = [row for row in order_rows(case) if row["regime"] == "confiscation"]
    return {
        "benefit": _sum(orders, "benefit"),
        "available": _sum(orders, "available"),
        "tainted_gifts": {"minor": None, "currency": "GBP", "figure": None},
        "recoverable": _sum(orders, "amount"),
        "by_head": [],
        "excluded_as_double": [],
    }


def _sum(orders: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found = [row for row in orders if row[f"{name}_minor"] is not None]
    kind = "order" if name == "amount" else name
    return {
        "minor": sum(row[f"{name}_minor"] for row in found),
        "currency": found[0]["currency"] if found else "GBP",
        "figure": f"{kind}:{found[0]['order']}" if len(found) == 1 else None,
    }
