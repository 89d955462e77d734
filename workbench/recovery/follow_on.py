"""Where money went on to: a thing's sale or exchange, what was spent, and loans repaid."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import LARGEST, written
from workbench.recovery.deadlines import said
from workbench.recovery.property import asset_of, percent
from workbench.recovery.uses import WHOLE, gone, unpriced, unused
from workbench.store.tables import Asset, Disposal, Payment, PaymentUse, Purchase

#: What a payment may be used for that is no thing, in words.
USES: Final = {"spent": "was spent", "loan": "repaid a loan"}
#: When something was, as the trace orders it: day, time, place in the source.
_When = tuple[date, str, int]


def sell(
    case: Case,
    asset_id: int,
    payment: str,
    *,
    minor: int | None = None,
    millionths: int = WHOLE,
    why: str = "",
) -> int:
    """Say that a payment, or `minor` of it, is the price for which a thing was sold.

    `millionths` is how much of the thing was sold. Returns the sale's number.

    Raises:
        Refused: if there is no such payment or thing, they differ in currency, more would be
            the price than was paid, more of it sold than there is, or it was sold before it
            was bought.
    """
    with case.change("sale", "Recorded a sale") as work:
        asset = asset_of(work.session, asset_id)
        price = _payment(work.session, payment)
        _same_currency(asset, price)
        free = unpriced(work.session, price)
        if not free:
            raise Refused(f"the whole of payment {payment} is the price of things already")
        part = free if minor is None else minor
        if not 0 < part <= free:
            raise Refused(
                f"{written(part, price.currency)} of payment {payment} cannot be the price of "
                f"{asset.label}: {written(free, price.currency)} of it is the price of nothing yet",
                remedy="Give the part of it that paid for the thing.",
            )
        _is_there(work.session, asset, _when(price), millionths)
        row = Disposal(
            asset_id=asset.id, on=price.date, kind="sale", payment_id=price.id,
            millionths=millionths, minor=part, why=why.strip(),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"Recorded that {_share(millionths)}{asset.label} was sold for "
            f"{written(part, asset.currency)}, payment {payment} of {said(price.date)}"
        )
        return row.id


def exchange(
    case: Case,
    asset_id: int,
    into_id: int,
    on: date,
    minor: int,
    *,
    millionths: int = WHOLE,
    why: str,
) -> int:
    """Say that a thing was given in exchange for another, at what worth, and on what basis.

    Returns the exchange's number.

    Raises:
        Refused: if a thing would be exchanged into itself or in a ring, they differ in
            currency, more would go than there is, or before it was bought.
    """
    with case.change("exchange", "Recorded an exchange") as work:
        asset, into = asset_of(work.session, asset_id), asset_of(work.session, into_id)
        if not why.strip():
            raise Refused("an exchange needs the basis of its worth", remedy='Add --why "…".')
        if not 0 < minor <= LARGEST // 2:
            raise Refused(f"the worth {written(minor, asset.currency)} is no worth")
        if asset.currency != into.currency:
            raise Refused(
                f"{asset.label} is in {asset.currency}, {into.label} in {into.currency}",
                remedy="Enter both things in one currency.",
            )
        _no_ring(work.session, asset, into)
        _is_there(work.session, asset, (on, "24", 0), millionths)
        went = gone(work.session, into)
        if went and went[0].on < on:
            raise Refused(
                f"{into.label} was sold or given away on {said(went[0].on)}, before {said(on)}",
                remedy="Check both days.",
            )
        row = Disposal(
            asset_id=asset.id, on=on, kind="exchange", into_asset_id=into.id,
            millionths=millionths, minor=minor, why=why.strip(),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"Recorded that {_share(millionths)}{asset.label} was given for {into.label} on "
            f"{said(on)}, at {written(minor, asset.currency)}: {why.strip()}"
        )
        return row.id


def use(case: Case, payment: str, what: str, *, minor: int | None = None, why: str) -> int:
    """Say that a payment, or `minor` of it, was spent or repaid a loan; returns its number.

    Raises:
        Refused: for another use, no reason, or more than is left of the payment.
    """
    if what not in USES:
        raise Refused(f"{what} is no use of a payment", remedy=f"Use {' or '.join(USES)}.")
    if not why.strip():
        raise Refused("what a payment was used for needs saying", remedy='Add --why "…".')
    with case.change("use", "Recorded a use") as work:
        paid = _payment(work.session, payment)
        free = unused(work.session, paid)
        part = free if minor is None else minor
        if not 0 < part <= free:
            raise Refused(
                f"{written(part, paid.currency)} of payment {payment} cannot be {what}: "
                f"{written(free, paid.currency)} of it is not accounted for yet",
                remedy="Give a part of it that is left.",
            )
        known = work.session.scalars(
            select(PaymentUse).where(PaymentUse.payment_id == paid.id, PaymentUse.use == what)
        ).first()
        if known is not None:
            raise Refused(
                f"{written(known.minor, paid.currency)} of payment {payment} {USES[what]} already",
                remedy="Undo that entry and record the whole part once.",
            )
        row = PaymentUse(payment_id=paid.id, use=what, minor=part, why=why.strip())
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"Recorded that {written(part, paid.currency)} of payment {payment} {USES[what]}: "
            f"{why.strip()}"
        )
        return row.id


def disposal_rows(case: Case) -> list[dict[str, Any]]:
    """Every sale and exchange, in the order of recording."""
    with case.session() as session:
        names = {row.id: row for row in session.scalars(select(Asset))}
        found = session.execute(
            select(Disposal, Payment.key)
            .outerjoin(Payment, Payment.id == Disposal.payment_id)
            .order_by(Disposal.id)
        ).all()
        return [
            {
                "disposal": row.id, "kind": row.kind, "asset": row.asset_id,
                "label": names[row.asset_id].label, "on": row.on.isoformat(), "payment": key,
                "into": row.into_asset_id,
                "into_label": names[row.into_asset_id].label if row.into_asset_id else None,
                "millionths": row.millionths, "minor": row.minor,
                "currency": names[row.asset_id].currency, "why": row.why,
                "figure": f"disposal:{row.id}",
            }
            for row, key in found
        ]  # fmt: skip


def use_rows(case: Case) -> list[dict[str, Any]]:
    """Every payment that was spent or repaid a loan, in the order of recording."""
    with case.session() as session:
        found = session.execute(
            select(PaymentUse, Payment)
            .join(Payment, Payment.id == PaymentUse.payment_id)
            .order_by(PaymentUse.id)
        ).all()
        return [
            {
                "use": row.id, "what": row.use, "payment": payment.key,
                "date": payment.date.isoformat(), "minor": row.minor,
                "currency": payment.currency, "why": row.why,
                "figure": f"payment:{payment.key}",
            }
            for row, payment in found
        ]  # fmt: skip


def _payment(session: Session, key: str) -> Payment:
    payment = session.scalars(select(Payment).where(Payment.key == key)).first()
    if payment is None:
        raise Refused(f"there is no payment {key}", remedy="Check its id.")
    return payment


def _when(payment: Payment) -> _When:
    return payment.date, payment.time or "", payment.position


def _same_currency(asset: Asset, price: Payment) -> None:
    if price.currency != asset.currency or price.received_currency not in (None, price.currency):
        arrives = price.received_currency or price.currency
        raise Refused(
            f"payment {price.key} is in {price.currency}"
            + (f" and arrives in {arrives}" if arrives != price.currency else "")
            + f", {asset.label} in {asset.currency}",
            remedy="A sale is paid in the currency of the thing.",
        )


def _is_there(session: Session, asset: Asset, when: _When, millionths: int) -> None:
    """Refuse what goes before it came, or more than there is of it."""
    if not 0 < millionths <= WHOLE:
        raise Refused(f"{percent(millionths)} is no part of {asset.label}")
    left = gone(session, asset)
    free = WHOLE - sum(one.millionths for one in left)
    if millionths > free:
        last = f" on {said(left[-1].on)}" if left else ""
        raise Refused(
            f"{percent(millionths)} of {asset.label} cannot go: {percent(free)} of it is left, "
            f"the rest was sold or given away{last}",
            remedy="Give the part that went, or undo the earlier entry.",
        )
    came = _came(session, asset)
    if came is not None and when < came:
        raise Refused(
            f"{asset.label} was bought on {said(came[0])}: it cannot go on {said(when[0])}, "
            "before that",
            remedy="Check both days, and their order in the records.",
        )


def _came(session: Session, asset: Asset) -> _When | None:
    """When the first money, or the first exchange, is recorded to have brought a thing."""
    paid = session.scalars(
        select(Payment)
        .join(Purchase, Purchase.payment_id == Payment.id)
        .where(Purchase.asset_id == asset.id)
    )
    times = [_when(payment) for payment in paid]
    got = session.scalars(select(Disposal.on).where(Disposal.into_asset_id == asset.id))
    times += [(on, "", -1) for on in got]
    if asset.acquired and not times:
        times.append((asset.acquired, "", -1))
    return min(times, default=None)


def _no_ring(session: Session, asset: Asset, into: Asset) -> None:
    """Refuse an exchange that leads back to where it began."""
    if asset.id == into.id:
        raise Refused(f"{asset.label} cannot be exchanged into itself", remedy="Name another.")
    onward: dict[int, list[int]] = {}
    for start, end in session.execute(
        select(Disposal.asset_id, Disposal.into_asset_id).where(Disposal.into_asset_id.is_not(None))
    ):
        onward.setdefault(start, []).append(int(end or 0))
    seen, waiting = set[int](), [into.id]
    while waiting:
        number = waiting.pop()
        if number == asset.id:
            raise Refused(
                f"{into.label} was itself given, by some way, for {asset.label}: the exchanges "
                "would go in a ring",
                remedy="Enter a thing that was got back as a thing of its own.",
            )
        if number not in seen:
            seen.add(number)
            waiting += onward.get(number, ())


def _share(millionths: int) -> str:
    return "" if millionths == WHOLE else f"{percent(millionths)} of "
