"""The property register: things of value, what bought them, what they are worth, whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery import uses
from workbench.recovery.deadlines import When, as_text, parse_when, said
from workbench.recovery.lawbook import provision, table
from workbench.store.tables import (
    Asset,
    AssetEvent,
    Interest,
    Party,
    Payment,
    Purchase,
    Valuation,
)

WHOLE = uses.WHOLE  # millionths
#: What a payment may have done for a thing, in words.
PURCHASES = {"price": "bought", "mortgage": "paid off the mortgage of", "improvement": "improved"}


def add_asset(
    case: Case,
    kind: str,
    label: str,
    *,
    description: str = "",
    identifier: str = "",
    quantity: str = "",
    unit: str = "",
    custody: str = "",
    acquired: date | None = None,
    price_minor: int | None = None,
    currency: str = "GBP",
    note: str = "",
) -> int:
    """Enter a thing in the register and return its number.

    `quantity` is a plain decimal, kept as it is written: coins have eighteen places, and no
    number type that rounds them is used. `custody` says who holds it.

    Raises:
        Refused: for an unknown kind, a blank label, a price below nothing, or a quantity that
            is no plain decimal.
    """
    values = {
        "kind": kind, "label": label, "description": description, "identifier": identifier,
        "quantity": quantity, "unit": unit, "custody": custody, "acquired": acquired,
        "price_minor": price_minor, "note": note,
    }  # fmt: skip
    _sound(values, currency)
    with case.change("property", f"Entered {label.strip()} in the property register") as work:
        asset = Asset(currency=currency, **values)
        work.session.add(asset)
        work.session.flush()
        return asset.id


def correct_asset(case: Case, asset_id: int, **values: Any) -> None:
    """Write some of what the register says of a thing anew; the journal keeps what it said.

    Raises:
        Refused: as entering it would be, or if nothing would change.
    """
    with case.change("correct", "Corrected the register") as work:
        asset = asset_of(work.session, asset_id)
        stands = {key: getattr(asset, key) for key in ("kind", "label", "quantity", "price_minor")}
        _sound(stands | values, asset.currency, said=values)
        changed = [key for key, value in values.items() if getattr(asset, key) != value]
        if not changed:
            raise Refused("nothing was changed", where=asset.label)
        for key in changed:
            setattr(asset, key, values[key])
        what = ", ".join(key.removesuffix("_minor") for key in changed)
        work.summary = f"Corrected {asset.label}: {what}"


def _sound(values: dict[str, Any], currency: str, *, said: dict[str, Any] | None = None) -> None:
    """Refuse what cannot be said of a thing; tidy what is only written loosely."""
    into = values if said is None else said
    known = table("property")["kinds"]
    if values["kind"] not in known:
        raise Refused(
            f"{values['kind']} is no kind of property", remedy=f"Use one of: {', '.join(known)}."
        )
    label, price = str(values["label"]).strip(), values["price_minor"]
    if not label:
        raise Refused("a thing in the register needs a name")
    if "label" in into:
        into["label"] = label
    if price is not None and price < 0:
        raise Refused(f"the price {written(price, currency)} is below nothing", where=label)
    if values["quantity"]:
        read = decimal(values["quantity"])
        if read is None:
            raise Refused(
                f"{values['quantity']} is no quantity", where=label,
                remedy="Write it as a plain decimal, like 0.12345678.",
            )  # fmt: skip
        if "quantity" in into:
            into["quantity"] = read


def decimal(text: str) -> str | None:
    """A quantity as plain decimal text, its digits as they were written; None if it is none."""
    plain = text.strip().replace(",", "").replace(" ", "")
    return plain if re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?", plain) else None


def add_purchase(
    case: Case,
    asset_id: int,
    payment: str,
    *,
    minor: int | None = None,
    why: str = "",
    kind: str = "price",
) -> int:
    """Say that a payment, or `minor` of it, bought (part of) a thing; returns its number.

    `kind` is price, mortgage (it paid off what was borrowed on it) or improvement.

    Raises:
        Refused: if there is no such payment, more of it would be used than it was, or the thing
            was gone by then.
    """
    if kind not in PURCHASES:
        raise Refused(f"{kind} is no purchase", remedy=f"Use {', '.join(PURCHASES)}.")
    with case.change("purchase", "Recorded a purchase") as work:
        asset = asset_of(work.session, asset_id)
        paid = work.session.scalars(select(Payment).where(Payment.key == payment)).first()
        if paid is None:
            raise Refused(f"there is no payment {payment}", remedy="Check its id.")
        if paid.currency != asset.currency:
            raise Refused(
                f"payment {payment} is in {paid.currency}, {asset.label} in {asset.currency}",
                remedy="Enter the thing in the currency in which it was paid for.",
            )
        uses.still_there(work.session, asset, paid.date)
        free = uses.unused(work.session, paid)
        part = paid.minor if minor is None else minor
        if not 0 < part <= free:
            raise Refused(
                f"{written(part, paid.currency)} of payment {payment} cannot have bought "
                f"{asset.label}: {written(free, paid.currency)} of it is not accounted for yet",
                remedy="Give the part that bought it.",
            )
        row = Purchase(asset_id=asset_id, payment_id=paid.id, minor=part, why=why, kind=kind)
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"Recorded that {written(part, paid.currency)} of payment {payment} "
            f"{PURCHASES[kind]} {asset.label}"
        )
        return row.id


def value(
    case: Case, asset_id: int, on: date, minor: int, basis: str, *, document: str = ""
) -> int:
    """Record what a thing was worth on a day and on what basis; returns its number."""
    if minor < 0 or not basis.strip():
        raise Refused("a valuation needs an amount not below nothing, and its basis")
    with case.change("valuation", "Recorded a valuation") as work:
        asset = asset_of(work.session, asset_id)
        row = Valuation(asset_id=asset_id, on=on, minor=minor, basis=basis, document=document)
        work.session.add(row)
        work.session.flush()
        work.summary = f"Valued {asset.label} at {written(minor, asset.currency)} on {said(on)}"
        return row.id


def add_interest(
    case: Case,
    asset_id: int,
    party_id: int,
    kind: str,
    *,
    millionths: int | None = None,
    minor: int | None = None,
    why: str = "",
) -> int:
    """Record a party's legal or beneficial share (in millionths), or a charge (in minor units).

    Raises:
        Refused: if shares of one kind would come to more than the whole.
    """
    if kind not in ("legal", "beneficial", "charge"):
        raise Refused(f"{kind} is no interest", remedy="Use legal, beneficial or charge.")
    if (kind == "charge") != (minor is not None) or (kind == "charge") == (millionths is not None):
        raise Refused("a charge has an amount; a legal or beneficial interest has a share")
    if minor is not None and minor <= 0:
        raise Refused(f"a charge of {written(minor)} secures nothing")
    if millionths is not None and not 0 < millionths <= WHOLE:
        raise Refused(f"a share of {percent(millionths)} is no share of a whole")
    with case.change("interest", "Recorded an interest") as work:
        asset = asset_of(work.session, asset_id)
        party = work.session.get(Party, party_id)
        if party is None:
            raise Refused(f"there is no party {party_id}", remedy="List them with: parties CASE")
        stands = work.session.scalar(
            select(func.sum(Interest.millionths)).where(
                Interest.asset_id == asset_id, Interest.kind == kind
            )
        )
        total = int(stands or 0) + (millionths or 0)
        if total > WHOLE:
            raise Refused(
                f"{kind} interests would come to {percent(total)}",
                where=asset.label,
                remedy="Correct the shares: together they are at most 100 %. "
                f"{provision(table('property')['worth'])}.",
            )
        row = Interest(
            asset_id=asset_id, party_id=party_id, kind=kind, millionths=millionths, minor=minor,
            why=why,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        how_much = written(minor, asset.currency) if minor is not None else percent(millionths or 0)
        work.summary = f"Recorded a {kind} interest of {party.name} in {asset.label}: {how_much}"
        return row.id


def asset_event(
    case: Case,
    asset_id: int,
    event: str,
    at: str,
    by: str,
    *,
    place: str = "",
    custody: str = "",
    condition: str = "",
    document: str = "",
    note: str = "",
    photographs: Sequence[str] = (),
) -> int:
    """Record what happened to a thing, when (local time), by whom; its state follows.

    `custody` says who holds it from then on; `photographs` are the SHA-256 of kept documents.

    Raises:
        Refused: for an unknown event, one out of time, or one that cannot follow its state.
    """
    with case.change(event, "Recorded an event") as work:
        asset = asset_of(work.session, asset_id)
        when = checked_event(asset, event, at, by)
        row = AssetEvent(
            asset_id=asset_id, event=event, at=as_text(when), by=by.strip(), place=place,
            document=document, condition=condition, photographs="\n".join(photographs),
            note=" ".join(filter(None, (f"In the custody of {custody}." if custody else "", note))),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        asset.state = _state(work.session, asset, table("property")["events"])
        asset.custody = custody or asset.custody
        work.session.flush()
        work.summary = f"{asset.label}: {event} on {said(when)} by {by.strip()}"
        return row.id


def checked_event(asset: Asset, event: str, at: str, by: str) -> When:
    """When an event was, if it can have happened to a thing.

    Raises:
        Refused: for an unknown event, one out of time, or one that cannot follow its state.
    """
    law = table("property")
    if event not in law["events"]:
        raise Refused(f"{event} is no event", remedy=f"Use one of: {', '.join(law['events'])}.")
    when = parse_when(at)
    day = when.date() if isinstance(when, datetime) else when
    if not by.strip():
        raise Refused("an event needs the name of who did it")
    if asset.acquired and day < asset.acquired:
        raise Refused(
            f"{event} on {said(when)} is before it was acquired ({said(asset.acquired)})",
            where=asset.label,
            remedy="Check both dates.",
        )
    allowed = law["after"].get(asset.state)
    if allowed is not None and law["events"][event] and event not in allowed:
        raise Refused(
            f"what was {asset.state} cannot be {event}",
            where=asset.label,
            remedy="Undo the earlier event if it was wrong.",
        )
    return when


def _state(session: Session, asset: Asset, leaves: dict[str, str]) -> str:
    """The state that the last event in time left a thing in, in whatever order they came."""
    events = session.scalars(
        select(AssetEvent).where(AssetEvent.asset_id == asset.id).order_by(AssetEvent.id)
    ).all()
    told = [row for row in events if leaves[row.event]]
    told.sort(key=lambda row: row.at[:10])
    return leaves[told[-1].event] if told else asset.state


def asset_of(session: Session, asset_id: int) -> Asset:
    """The thing with this number.

    Raises:
        Refused: if there is none.
    """
    asset = session.get(Asset, asset_id)
    if asset is None:
        raise Refused(
            f"there is no thing {asset_id} in the register", remedy="List them: property CASE"
        )
    return asset


def percent(millionths: int) -> str:
    """A share as a person reads it: 500,000 millionths is 50 %."""
    whole, part = divmod(millionths, 10_000)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".") + " %"
