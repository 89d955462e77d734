"""How much of a payment is not accounted for yet, and how much of a thing is still there."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.recovery.deadlines import said
from workbench.store.tables import Asset, Disposal, Payment, PaymentUse, Purchase

#: A whole thing, in millionths.
WHOLE: Final = 1_000_000


def unused(session: Session, payment: Payment) -> int:
    """What of a payment bought nothing, was not spent and repaid no loan, in minor units."""
    used = 0
    for table in (Purchase, PaymentUse):
        total = session.scalar(select(func.sum(table.minor)).where(table.payment_id == payment.id))
        used += int(total or 0)
    return payment.minor - used


def unpriced(session: Session, payment: Payment) -> int:
    """What of a payment is not recorded as the price of a thing yet, in minor units."""
    total = session.scalar(
        select(func.sum(Disposal.minor)).where(Disposal.payment_id == payment.id)
    )
    return payment.minor - int(total or 0)


def gone(session: Session, asset: Asset) -> list[Disposal]:
    """The sales and exchanges of a thing, in the order of their days."""
    return list(
        session.scalars(
            select(Disposal).where(Disposal.asset_id == asset.id).order_by(Disposal.on, Disposal.id)
        )
    )


def still_there(session: Session, asset: Asset, on: date) -> None:
    """Refuse what concerns a thing after all of it was sold or given away.

    Raises:
        Refused: naming the day on which the last of it went.
    """
    left = gone(session, asset)
    if left and sum(one.millionths for one in left) >= WHOLE and left[-1].on < on:
        raise Refused(
            f"all of {asset.label} was sold or given away by {said(left[-1].on)}",
            remedy="Check the days; enter what was bought later as a thing of its own.",
        )
