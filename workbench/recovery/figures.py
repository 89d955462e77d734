"""What recovery can explain: an order, a receipt, what is owed; and all that the register can."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.money import written
from workbench.recovery.balance import balance_of
from workbench.recovery.deadlines import local_day, said
from workbench.recovery.orders import named
from workbench.recovery.property_figures import FIGURES as PROPERTY
from workbench.recovery.regimes import regime_of, states
from workbench.recovery.variations import found_now, variations
from workbench.store.tables import (
    Asset,
    Order,
    OrderAsset,
    Origin,
    Receipt,
    Variation,
)


def _number(kind: str, key: str) -> int:
    if not key.isdecimal():
        raise Refused(f"{key} is no number of {kind}")
    return int(key)


def _got(session: Session, model: Any, kind: str, key: str) -> Any:
    row = session.get(model, _number(kind, key))
    if row is None:
        raise Refused(f"the case has no {kind} {key}")
    return row


def _order(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        order = _got(session, Order, "order", key)
        assets = session.scalars(
            select(OrderAsset.asset_id).where(OrderAsset.order_id == order.id)
        ).all()
        varied, found = variations(session, order), found_now(session, order)
        because = [f"benefit:{key}"] if found["benefit"] is not None else []
        because += [f"available:{key}"] if found["available"] is not None else []
        because += [f"variation:{row.id}" for row in varied]
        because += [f"asset:{asset}" for asset in assets]
        made = f"made on {said(order.made)}" if order.made else "not made yet"
        state = states(order.regime, order.regime_version)[order.state]
        first = written(order.amount_minor or 0, order.currency)
        later = "".join(f", varied on {said(row.on)}" for row in varied)
        return Figure(
            id=f"order:{key}",
            label=f"{named(order)}: the amount to be paid",
            minor=found["amount"] or 0,
            currency=order.currency,
            rule=(
                f"{f'{first} as ordered' if varied else 'As ordered'}, {made}{later}, "
                f"{order.court or 'court not stated'} ({state['provision']}; "
                f"law as of {order.regime_version})."
            ),
            because=tuple(because),
        )


def _variation(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = _got(session, Variation, "variation", key)
        order = session.get_one(Order, row.order_id)
        paper = f" Document: {row.document}." if row.document else ""
        return Figure(
            id=f"variation:{key}",
            label=f"{named(order)}: varied on {said(row.on)}",
            minor=row.amount_minor or 0,
            currency=order.currency,
            rule=(
                f"The amount to be paid from {said(row.on)}, as {row.by} varied it "
                f"({row.provision}).{f' {row.why}' if row.why else ''}{paper}"
            ),
        )


def _benefit(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        order = _got(session, Order, "order", key)
        marked = session.scalars(select(Origin.number).order_by(Origin.number)).all()
        return Figure(
            id=f"benefit:{key}",
            label=f"{named(order)}: benefit",
            minor=found_now(session, order)["benefit"] or 0,
            currency=order.currency,
            rule=(
                "Benefit as the court found it (POCA 2002 ss.8, 76). The payments marked as "
                "criminal property stand below; the finding is the court's, not their sum."
            ),
            because=tuple(f"origin:{number}" for number in marked),
        )


def _available(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        order = _got(session, Order, "order", key)
        return Figure(
            id=f"available:{key}",
            label=f"{named(order)}: available amount",
            minor=found_now(session, order)["available"] or 0,
            currency=order.currency,
            rule="Available amount as the court found it (POCA 2002 s.9).",
        )


def _receipt(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        receipt = _got(session, Receipt, "receipt", key)
        order = session.get_one(Order, receipt.order_id)
        because = [f"order:{order.id}"]
        how = "paid against the order"
        if receipt.asset_id is not None:
            asset = session.get_one(Asset, receipt.asset_id)
            because.append(f"asset:{asset.id}")
            how = f"from {asset.label}"
        return Figure(
            id=f"receipt:{key}",
            label=f"Received on {said(receipt.received)}: {named(order)}",
            minor=receipt.minor,
            currency=receipt.currency,
            rule=f"Money received, {how}."
            + (f" Reference: {receipt.reference}." if receipt.reference else ""),
            because=tuple(because),
        )


def _outstanding(book: Book, key: str) -> Figure:
    on = local_day(book.case.now())
    with book.case.session() as session:
        order = _got(session, Order, "order", key)
        owed = balance_of(session, order, on)
        receipts = session.scalars(
            select(Receipt.id).where(Receipt.order_id == order.id).order_by(Receipt.id)
        ).all()
        return Figure(
            id=f"outstanding:{key}",
            label=f"{named(order)}: owed on {said(on)}",
            minor=owed.owed_minor,
            currency=order.currency,
            rule=(
                f"{owed.explained} Simple interest after each due day (POCA 2002 s.12)."
                if regime_of(order.regime).get("interest")
                else owed.explained
            ),
            because=(f"order:{key}", *(f"receipt:{number}" for number in receipts)),
        )


def _keys(model: Any) -> Any:
    def keys(book: Book) -> list[str]:
        with book.case.session() as session:
            return [str(key) for key in session.scalars(select(model.id).order_by(model.id))]

    return keys


FIGURES: Final = {
    "order": Kind(_order, _keys(Order)),
    "benefit": Kind(_benefit),
    "available": Kind(_available),
    "receipt": Kind(_receipt, _keys(Receipt)),
    "variation": Kind(_variation, _keys(Variation)),
    # What is owed depends on the day it is asked; it is no part of what a case keeps.
    "outstanding": Kind(_outstanding),
    **PROPERTY,
}
