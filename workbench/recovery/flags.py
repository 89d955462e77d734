"""What is odd about an order though it may stand: flagged with its provision, not refused."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.money import written
from workbench.recovery.balance import balance_of
from workbench.recovery.deadlines import day_of, deadline, parse_when, said
from workbench.recovery.lawbook import law_of
from workbench.recovery.orders import last_event
from workbench.recovery.regimes import below, states, threshold
from workbench.store.tables import (
    Asset,
    Order,
    OrderAsset,
    OrderEvent,
    Receipt,
    TimeToPay,
    Valuation,
)


def flags(session: Session, order: Order, on: date) -> list[str]:
    """Each oddity of an order on a day in a sentence."""
    found = [
        *_to_come(session, order, on), *_small(session, order), *_long_time(session, order),
        *_victims(session, order),
    ]  # fmt: skip
    owed = balance_of(session, order, on)
    if owed.owed_minor < 0:
        found.append(
            f"{written(-owed.owed_minor, order.currency)} more came in than is due now; what is "
            "above it is to be returned (POCA 2002 s.23)."
        )
    if owed.overdue_minor:
        found.append(
            f"{written(owed.overdue_minor, order.currency)} is overdue on {said(on)} "
            "(POCA 2002 ss.11-12)."
        )
    return found


def _to_come(session: Session, order: Order, on: date) -> list[str]:
    """A last step that is dated later than the day that is asked about."""
    last = last_event(session, order.id)
    if last is None or day_of(parse_when(last.at)) <= on:
        return []
    label = states(order.regime, order.regime_version)[last.to_state]["label"].lower()
    return [f"The last step, {label} on {said(parse_when(last.at))}, is later than {said(on)}."]


def _small(session: Session, order: Order) -> list[str]:
    first = session.scalars(
        select(OrderEvent.at).where(OrderEvent.order_id == order.id).order_by(OrderEvent.id)
    ).first()
    row = threshold(order.regime, day_of(parse_when(first)) if first else None, law=law_of(session))
    worth = order.amount_minor or _worth(session, order)
    # A least amount is in pounds; what another currency is worth in them is not known here.
    if row is None or worth is None or order.currency != "GBP":
        return []
    why = below(row, worth)
    return [f"{why}."] if why else []


def _worth(session: Session, order: Order) -> int | None:
    """What the things that it concerns were last valued at; None where one has no value."""
    total = 0
    things = session.scalars(
        select(Asset)
        .join(OrderAsset, OrderAsset.asset_id == Asset.id)
        .where(OrderAsset.order_id == order.id)
    ).all()
    for asset in things:
        value = session.scalars(
            select(Valuation.minor)
            .where(Valuation.asset_id == asset.id)
            .order_by(Valuation.on.desc(), Valuation.id.desc())
        ).first()
        if value is None:
            return None
        total += value
    return total if things else None


def _long_time(session: Session, order: Order) -> list[str]:
    if order.regime != "confiscation" or order.made is None or order.due is None:
        return []
    extended = session.scalars(
        select(TimeToPay.id).where(TimeToPay.order_id == order.id, TimeToPay.extended.is_not(None))
    ).first()
    longest = deadline("confiscation-pay", order.made, law=law_of(session))
    if extended is not None or order.due <= longest.day:
        return []
    said_so = (
        f"Time to pay to {said(order.due)} is beyond {said(longest.day)}, and no extension is "
        f"recorded ({longest.provision})."
    )
    return [said_so]


def _victims(session: Session, order: Order) -> list[str]:
    paid = session.scalar(
        select(func.sum(Receipt.compensation_minor)).where(Receipt.order_id == order.id)
    )
    if not paid or order.compensation_minor:
        return []
    said_so = (
        f"{written(int(paid), order.currency)} was paid to victims, and no compensation is "
        "recorded with the order (POCA 2002 s.13(5)-(6))."
    )
    return [said_so]
