"""What is received against an order, and what is still owed on any day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.balance import Balance, balance_of
from workbench.recovery.deadlines import said
from workbench.recovery.orders import named, order_of
from workbench.recovery.property import asset_of
from workbench.recovery.regimes import receipt_kind, regime_of
from workbench.store.tables import Order, Receipt


def add_receipt(
    case: Case,
    order_id: int,
    received: date,
    minor: int,
    *,
    asset_id: int | None = None,
    costs_minor: int = 0,
    compensation_minor: int = 0,
    reference: str = "",
) -> int:
    """Record money received against an order, and return the receipt's number.

    `costs_minor` are costs of realisation, `compensation_minor` what is paid to victims out of
    it (POCA 2002 s.13); both come before any share.

    Raises:
        Refused: if it is before the order, more than is owed, or the deductions exceed it.
    """
    if minor <= 0:
        raise Refused(f"a receipt of {written(minor)} is nothing received")
    if costs_minor < 0 or compensation_minor < 0 or costs_minor + compensation_minor > minor:
        raise Refused(
            f"costs {written(costs_minor)} and compensation {written(compensation_minor)} do not "
            f"fit in a receipt of {written(minor)}",
            remedy="Deductions are at most what was received.",
        )
    with case.change("receipt", "Recorded a receipt") as work:
        order = order_of(work.session, order_id)
        if not receipt_kind(order.regime):
            law = regime_of(order.regime)
            raise Refused(
                f"a {law['title'].lower()} brings in no money ({law['law']})",
                where=named(order),
                remedy="Record it against the order under which it was recovered.",
            )
        if asset_id is not None:
            asset_of(work.session, asset_id)
        if order.made is None:
            raise Refused(
                "no order is made yet", where=named(order), remedy="Record the order first."
            )
        if received < order.made:
            raise Refused(
                f"money received on {said(received)} is before the order of {said(order.made)}",
                where=named(order),
                remedy="Check both dates.",
            )
        owed = balance_of(work.session, order, received)
        if order.amount_minor is not None and minor > owed.owed_minor:
            raise Refused(
                f"{written(minor, order.currency)} is more than the "
                f"{written(max(owed.owed_minor, 0), order.currency)} owed on {said(received)} "
                f"({regime_of(order.regime)['law']})",
                where=named(order),
                remedy="Record what was owed; return the rest.",
            )
        _check_compensation(work.session, order, compensation_minor)
        row = Receipt(
            order_id=order_id, asset_id=asset_id, received=received, minor=minor,
            costs_minor=costs_minor, compensation_minor=compensation_minor,
            currency=order.currency, reference=reference,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        _check_later(work.session, order, received)
        work.summary = (
            f"Received {written(minor, order.currency)} on {said(received)}: {named(order)}"
        )
        return row.id


def _check_compensation(session: Session, order: Order, minor: int) -> None:
    """Victims are paid out of what comes in at most what the court directed (POCA 2002 s.13)."""
    paid = session.scalar(
        select(func.sum(Receipt.compensation_minor)).where(Receipt.order_id == order.id)
    )
    total = int(paid or 0) + minor
    if order.compensation_minor and total > order.compensation_minor:
        raise Refused(
            f"compensation would come to {written(total, order.currency)}, above the "
            f"{written(order.compensation_minor, order.currency)} that the order directs "
            "(POCA 2002 s.13(5)-(6))",
            where=named(order),
            remedy="Check what was paid to victims already.",
        )


def _check_later(session: Session, order: Order, received: date) -> None:
    """A receipt entered out of turn must leave room for those that came in after it."""
    last = session.scalar(select(func.max(Receipt.received)).where(Receipt.order_id == order.id))
    if order.amount_minor is None or last is None or last <= received:
        return
    owed = balance_of(session, order, last).owed_minor
    if owed < 0:
        raise Refused(
            f"with what came in later, {written(-owed, order.currency)} more would be received "
            f"than was due on {said(last)}",
            where=named(order),
            remedy="Check the dates and amounts of the receipts.",
        )


def balance(case: Case, order_id: int, on: date) -> Balance:
    """What is owed on an order at the end of a day."""
    with case.session() as session:
        return balance_of(session, order_of(session, order_id), on)
