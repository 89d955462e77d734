"""The register as a list: every thing with its worth, whose it is, and what happened to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.recovery.interests import Standing, worked_out
from workbench.store.tables import (
    Asset,
    AssetCost,
    AssetEvent,
    Document,
    Interest,
    Order,
    OrderAsset,
    Party,
    Payment,
    Purchase,
    Valuation,
)


def asset_rows(case: Case, *, only: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """Things in the register (all, or some by number) with all that is recorded of them.

    Each table is read once, however many things there are.
    """
    with case.session() as session:
        wanted = select(Asset).order_by(Asset.id)
        if only is not None:
            wanted = wanted.where(Asset.id.in_(only))
        assets = session.scalars(wanted).all()
        read = _Read(session, only)
        return [_row(asset, read) for asset in assets]


class _Read:
    """All rows that belong to the things, by thing."""

    def __init__(self, session: Session, only: Sequence[int] | None) -> None:
        def of(wanted: Any, key: Any) -> Iterator[Any]:
            narrowed = wanted if only is None else wanted.where(key.in_(only))
            yield from session.execute(narrowed)

        self.purchases = defaultdict(list)
        for asset, *row in of(
            select(Purchase.asset_id, Payment.key, Purchase.minor, Payment.date, Purchase.why,
                   Purchase.kind)
            .join(Payment, Payment.id == Purchase.payment_id).order_by(Purchase.id),
            Purchase.asset_id,
        ):  # fmt: skip
            self.purchases[asset].append(row)
        self.interests = defaultdict(list)
        for interest, name in of(
            select(Interest, Party.name)
            .join(Party, Party.id == Interest.party_id).order_by(Interest.id),
            Interest.asset_id,
        ):  # fmt: skip
            self.interests[interest.asset_id].append((interest, name))
        self.events: dict[int, list[AssetEvent]] = defaultdict(list)
        for (event,) in of(select(AssetEvent).order_by(AssetEvent.id), AssetEvent.asset_id):
            self.events[event.asset_id].append(event)
        self.valuations: dict[int, list[Valuation]] = defaultdict(list)
        for (valued,) in of(
            select(Valuation).order_by(Valuation.on, Valuation.id), Valuation.asset_id
        ):
            self.valuations[valued.asset_id].append(valued)
        self.costs: dict[int, list[AssetCost]] = defaultdict(list)
        for (cost,) in of(
            select(AssetCost).order_by(AssetCost.start, AssetCost.id), AssetCost.asset_id
        ):
            self.costs[cost.asset_id].append(cost)
        self.orders = defaultdict(list)
        for asset, number in of(
            select(OrderAsset.asset_id, Order.id)
            .join(Order, Order.id == OrderAsset.order_id).order_by(OrderAsset.id),
            OrderAsset.asset_id,
        ):  # fmt: skip
            self.orders[asset].append(number)
        names = select(Document.sha256, Document.name)
        self.files: dict[str, str] = {row.sha256: row.name for row in session.execute(names)}


def _row(asset: Asset, read: _Read) -> dict[str, Any]:
    valued = read.valuations[asset.id]
    stands = worked_out(asset, valued[-1] if valued else None, read.interests[asset.id])
    return {
        "asset": asset.id, "kind": asset.kind, "label": asset.label,
        "description": asset.description, "identifier": asset.identifier,
        "quantity": asset.quantity, "unit": asset.unit, "custody": asset.custody,
        "state": asset.state,
        "acquired": asset.acquired.isoformat() if asset.acquired else None,
        "price_minor": asset.price_minor, "currency": asset.currency,
        **_worth(stands),
        "purchases": [
            {"payment": key, "minor": minor, "date": on.isoformat(), "why": why, "kind": kind}
            for key, minor, on, why, kind in read.purchases[asset.id]
        ],
        "interests": [
            {
                "party": name, "kind": i.kind, "millionths": i.millionths, "minor": i.minor,
                "why": i.why,
            }
            for i, name in read.interests[asset.id]
        ],
        "shares": [
            {
                "interest": p.interest, "party": p.name, "millionths": p.millionths,
                "minor": p.minor,
            }
            for p in stands.parts
        ],
        "presumed": stands.presumed,
        "valuations": [
            {
                "valuation": v.id, "on": v.on.isoformat(), "minor": v.minor, "basis": v.basis,
                "document": v.document,
            }
            for v in valued
        ],
        "events": [
            {
                "event": e.event, "at": e.at, "by": e.by, "place": e.place,
                "condition": e.condition, "document": e.document, "note": e.note,
                "photographs": [
                    {"sha256": sha, "file": read.files.get(sha, "")}
                    for sha in e.photographs.split("\n") if sha
                ],
            }
            for e in read.events[asset.id]
        ],
        "costs": [
            {
                "what": c.what, "start": c.start.isoformat(),
                "end": c.end.isoformat() if c.end else None, "minor": c.minor,
                "document": c.document,
            }
            for c in read.costs[asset.id]
        ],
        "costs_minor": sum(cost.minor for cost in read.costs[asset.id]),
        "orders": read.orders[asset.id],
        "note": asset.note,
        "source": {
            "file": read.files.get(asset.source_sha256, ""), "sha256": asset.source_sha256,
            "where": asset.source_place,
        } if asset.source_sha256 else None,
        "figure": f"asset:{asset.id}",
    }  # fmt: skip


def _worth(stands: Standing) -> dict[str, Any]:
    equity = stands.equity_minor
    return {
        "value_minor": stands.value_minor,
        "valued_on": stands.valued_on.isoformat() if stands.valued_on else None,
        "basis": stands.basis,
        "charges_minor": stands.charges_minor,
        "equity_minor": equity,
        "available_minor": stands.available_minor,
        "negative_equity": equity is not None and equity < 0,
        "worth_explained": stands.explained,
    }
