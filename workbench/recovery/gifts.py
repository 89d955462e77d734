"""Gifts: property given, or sold for much less than it was worth, and what of it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import share, written
from workbench.parties.register import party_of
from workbench.recovery.deadlines import said
from workbench.recovery.lawbook import provision, table
from workbench.recovery.property import asset_of
from workbench.store.tables import Asset, Gift, Party, Payment


def add_gift(
    case: Case,
    giver: int,
    recipient: int,
    on: date,
    minor: int,
    *,
    asset_id: int | None = None,
    payment: str = "",
    consideration_minor: int = 0,
    value_now_minor: int | None = None,
    why: str = "",
) -> int:
    """Record a gift of a thing or of a payment; `minor` is what it was worth when it was given.

    `consideration_minor` is what was paid for it: a sale much below the value is a gift of the
    rest (POCA 2002 s.78). `value_now_minor` is what the thing, or what stands for it, is worth.

    Raises:
        Refused: if nothing was given, to nobody else, or for as much as it was worth.
    """
    if giver == recipient:
        raise Refused("nobody makes a gift to themselves", remedy="Name who received it.")
    if (asset_id is None) == (not payment):
        raise Refused("a gift is of a thing or of a payment", remedy="Name one of the two.")
    with case.change("gift", "Recorded a gift") as work:
        session = work.session
        one, other = party_of(session, giver), party_of(session, recipient)
        given, currency, paid = _given(session, asset_id, payment, minor)
        if minor <= 0 or consideration_minor < 0 or (value_now_minor or 0) < 0:
            raise Refused("a gift has a value, and nothing in it is below nothing", where=given)
        if consideration_minor >= minor:
            raise Refused(
                f"{written(consideration_minor, currency)} was paid for what was worth "
                f"{written(minor, currency)}: that is no gift",
                where=given,
                remedy=f"A gift is property given for significantly less ({law()}).",
            )
        row = Gift(
            giver_id=giver, recipient_id=recipient, asset_id=asset_id, payment_id=paid, on=on,
            minor=minor, consideration_minor=consideration_minor,
            value_now_minor=value_now_minor, currency=currency, why=why,
        )  # fmt: skip
        session.add(row)
        session.flush()
        work.summary = (
            f"Recorded a gift of {written(gift_value(row), currency)} on {said(on)} from "
            f"{one.name} to {other.name}: {given}"
        )
        return row.id


def law() -> str:
    """The provision on what counts of a gift."""
    return provision(table("property")["gift"])


def gift_value(gift: Gift) -> int:
    """What counts of a gift: the greater of its value then and now, less the part paid for.

    The part that was given is (value - consideration) / value, of either value (ss.78, 81).
    """
    whole = max(gift.minor, gift.value_now_minor or 0)
    return share(whole, [gift.minor - gift.consideration_minor, gift.consideration_minor])[0]


def explained(gift: Gift) -> str:
    """How `gift_value` came to it, in a sentence."""
    text = f"Worth {written(gift.minor, gift.currency)} when given on {said(gift.on)}"
    if gift.value_now_minor is not None:
        text += f", {written(gift.value_now_minor, gift.currency)} now: the greater counts"
    if gift.consideration_minor:
        text += (
            f"; {written(gift.consideration_minor, gift.currency)} was paid for it, so that "
            f"({written(gift.minor, gift.currency)} less that) / "
            f"{written(gift.minor, gift.currency)} of it is the gift"
        )
    return f"{text}. {law()}."


def tainted(
    on: date,
    *,
    lifestyle: bool,
    relevant_day: date | None,
    first_offence: date | None,
    of_proceeds: bool = False,
) -> tuple[bool | None, str]:
    """Whether a gift made on a day is tainted, and by which provision; None if a day is missing.

    In a lifestyle case it is where it was made after the relevant day, or at any time out of
    what was obtained by general criminal conduct; else where it was made after the day of the
    (earliest) offence (POCA 2002 s.77(2), (3), (5)).
    """  # fmt: skip
    row = table("property")["tainted"]
    if lifestyle:
        if of_proceeds:
            return True, row["lifestyle"]
        return (None if relevant_day is None else on > relevant_day), row["lifestyle"]
    return (None if first_offence is None else on > first_offence), row["otherwise"]


def gift_rows(case: Case, *, asset_id: int | None = None) -> list[dict[str, Any]]:
    """Every gift (of one thing, where it is named) with what counts of it and its figure."""
    giver, recipient = aliased(Party), aliased(Party)
    wanted = (
        select(Gift, giver.name, recipient.name, Asset.label, Payment.key)
        .join(giver, giver.id == Gift.giver_id)
        .join(recipient, recipient.id == Gift.recipient_id)
        .outerjoin(Asset, Asset.id == Gift.asset_id)
        .outerjoin(Payment, Payment.id == Gift.payment_id)
        .order_by(Gift.on, Gift.id)
    )
    if asset_id is not None:
        wanted = wanted.where(Gift.asset_id == asset_id)
    with case.session() as session:
        return [
            {
                "gift": gift.id, "giver": one, "recipient": other, "asset": gift.asset_id,
                "asset_label": label, "payment": payment, "on": gift.on.isoformat(),
                "minor": gift.minor, "consideration_minor": gift.consideration_minor,
                "value_now_minor": gift.value_now_minor, "counts_minor": gift_value(gift),
                "currency": gift.currency, "explained": explained(gift), "why": gift.why,
                "figure": f"gift:{gift.id}",
            }
            for gift, one, other, label, payment in session.execute(wanted)
        ]  # fmt: skip


def _given(
    session: Session, asset_id: int | None, payment: str, minor: int
) -> tuple[str, str, int | None]:
    """What was given, in which currency, and the payment's number where it was money."""
    if asset_id is not None:
        asset = asset_of(session, asset_id)
        return asset.label, asset.currency, None
    paid = session.scalars(select(Payment).where(Payment.key == payment)).first()
    if paid is None:
        raise Refused(f"there is no payment {payment}", remedy="Check its id.")
    if minor > paid.minor:
        raise Refused(
            f"the gift would be more than payment {payment} was "
            f"({written(paid.minor, paid.currency)})",
            remedy="Give the part of it that was a gift.",
        )
    return f"payment {payment}", paid.currency, paid.id
