"""What is received against an order, and what is still owed on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.recovery.orders import named, order_of
from workbench.recovery.property import asset_of
from workbench.recovery.sums import interest
from workbench.store.tables import Order, Receipt


@dataclass(frozen=True, slots=True)
class Balance:
    """What an order requires, what came in, the interest that ran, and what is owed, in pence."""

    required_minor: int
    received_minor: int
    interest_minor: int
    owed_minor: int
    explained: str


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
                f"{written(owed.owed_minor, order.currency)} owed on {said(received)}",
                where=named(order),
                remedy="Record what was owed; return the rest.",
            )
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


def balance_of(session: Session, order: Order, on: date) -> Balance:
    """The same within a session: simple interest runs on what is unpaid after the due day."""
    required = order.amount_minor or 0
    receipts = session.scalars(
        select(Receipt)
        .where(Receipt.order_id == order.id, Receipt.received <= on)
        .order_by(Receipt.received, Receipt.id)
    ).all()
    unpaid, penny_days, since = required, 0, order.due
    for receipt in receipts:
        if since is not None and receipt.received > since:
            penny_days += max(unpaid, 0) * (receipt.received - since).days
            since = receipt.received
        unpaid -= receipt.minor
    if since is not None and on > since:
        penny_days += max(unpaid, 0) * (on - since).days
    # Simple interest depends on amount times days alone: it is added up exactly, rounded once.
    accrued = interest(penny_days, 1).value
    paid = sum(receipt.minor for receipt in receipts)
    owed = required + accrued - paid
    return Balance(
        required, paid, accrued, owed,
        f"{written(required, order.currency)} required, {written(accrued, order.currency)} "
        f"interest to {said(on)}, less {written(paid, order.currency)} received.",
    )  # fmt: skip
