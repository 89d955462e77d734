"""What the register can explain: price, worth, equity, charges, shares, costs and gifts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.money import written
from workbench.recovery.deadlines import said
from workbench.recovery.gifts import explained, gift_value
from workbench.recovery.interests import presumption, standing
from workbench.recovery.lawbook import provision, table
from workbench.recovery.property import asset_of, percent
from workbench.recovery.register import line_of
from workbench.store.tables import (
    Asset,
    AssetCost,
    Gift,
    Interest,
    Origin,
    Party,
    Payment,
    Purchase,
    Valuation,
)


def _row(session: Session, model: Any, kind: str, key: str) -> Any:
    found = session.get(model, int(key)) if key.isdecimal() else None
    if found is None:
        raise Refused(f"the case has no {kind} {key}")
    return found


@dataclass(frozen=True, slots=True)
class _Things:
    """The register as figures need it, read once for a book: a case may hold thousands."""

    assets: dict[int, Any]
    valuations: dict[int, Any]
    valued: dict[int, list[int]]
    bought: dict[int, list[tuple[str, int]]]
    marked: bool


def _read(case: Case) -> _Things:
    wanted = select(
        Asset.id, Asset.label, Asset.price_minor, Asset.currency, Asset.source_sha256,
        Asset.source_place,
    )  # fmt: skip
    with case.read() as connection:
        assets = {row.id: row for row in connection.execute(wanted.order_by(Asset.id))}
        valuations = {
            row.id: row
            for row in connection.execute(
                select(
                    Valuation.id, Valuation.asset_id, Valuation.on, Valuation.minor,
                    Valuation.basis, Valuation.document,
                ).order_by(Valuation.id)
            )
        }  # fmt: skip
        bought = defaultdict(list)
        for asset, key, minor in connection.execute(
            select(Purchase.asset_id, Payment.key, Purchase.minor)
            .join(Payment, Payment.id == Purchase.payment_id)
            .order_by(Purchase.id)
        ):
            bought[asset].append((key, minor))
        marked = connection.execute(select(func.count()).select_from(Origin)).scalar_one()
    valued = defaultdict(list)
    for number, row in valuations.items():
        valued[row.asset_id].append(number)
    return _Things(assets, valuations, valued, bought, bool(marked))


def _things(book: Book) -> _Things:
    found: _Things = book.recall("register", _read)
    return found


def _of(rows: dict[int, Any], kind: str, key: str) -> Any:
    found = rows.get(int(key)) if key.isdecimal() else None
    if found is None:
        raise Refused(f"the case has no {kind} {key}")
    return found


def _asset(book: Book, key: str) -> Figure:
    things = _things(book)
    asset = _of(things.assets, "thing", key)
    bought = things.bought.get(asset.id, [])
    paid = sum(minor for _, minor in bought)
    because = [f"payment:{payment}" for payment, _ in bought]
    if bought and things.marked:
        because.append(f"traced:{asset.id}")
    because += [f"valuation:{number}" for number in things.valued.get(asset.id, ())]
    rule = (
        f"Paid by {len(bought)} recorded {'payment' if len(bought) == 1 else 'payments'}."
        if bought
        else "No payment for it is recorded."
    )
    if asset.price_minor is not None and asset.price_minor != paid and bought:
        rule += f" The whole price was {written(asset.price_minor, asset.currency)}."
    return Figure(
        id=f"asset:{key}",
        label=f"Paid for {asset.label}",
        minor=paid,
        currency=asset.currency,
        rule=rule,
        because=tuple(because),
        source=None if bought else line_of(book, asset.source_sha256, asset.source_place),
    )


def _valuation(book: Book, key: str) -> Figure:
    things = _things(book)
    row = _of(things.valuations, "valuation", key)
    asset = things.assets[row.asset_id]
    return Figure(
        id=f"valuation:{key}",
        label=f"Value of {asset.label} on {said(row.on)}",
        minor=row.minor,
        currency=asset.currency,
        rule=f"Valued: {row.basis}." + (f" Document: {row.document}." if row.document else ""),
        source=line_of(book, asset.source_sha256, asset.source_place, row.document),
    )


def _equity(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        asset = _row(session, Asset, "thing", key)
        found = standing(session, asset.id)
    if found.equity_minor is None:
        raise Refused(f"{asset.label} has not been valued", remedy="Record a valuation.")
    return Figure(
        id=f"equity:{key}",
        label=f"Equity in {asset.label}",
        minor=found.equity_minor,
        currency=asset.currency,
        rule=found.explained,
        because=(
            f"valuation:{found.valuation}",
            *(f"charge:{charge.interest}" for charge in found.charges),
        ),
    )


def _charge(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = _row(session, Interest, "charge", key)
        if row.kind != "charge":
            raise Refused(f"interest {key} is no charge")
        asset = session.get_one(Asset, row.asset_id)
        party = session.get_one(Party, row.party_id)
        return Figure(
            id=f"charge:{key}",
            label=f"Secured on {asset.label} for {party.name}",
            minor=row.minor or 0,
            currency=asset.currency,
            rule="As recorded; it ranks before every share."
            + (f" What says so: {row.why}." if row.why else ""),
        )


def _interest(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = _row(session, Interest, "interest", key)
        found = standing(session, row.asset_id)
        part = next((part for part in found.parts if part.interest == row.id), None)
        if part is None or found.available_minor is None:
            raise Refused(f"interest {key} is no share of an equity")
    rule = (
        f"{percent(part.millionths)} of the equity, shared to the penny by the largest remainder "
        f"among all {len(found.parts)} parts. {provision(table('property')['worth'])}."
    )
    return Figure(
        id=f"interest:{key}",
        label=f"{part.name}'s share of {found.label}",
        minor=part.minor,
        currency=found.currency,
        rule=f"{rule} {presumption()}" if found.presumed else rule,
        because=(f"equity:{found.asset}",),
    )


def _cost(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        row = _row(session, AssetCost, "cost", key)
        asset = session.get_one(Asset, row.asset_id)
    days = said(row.start) + (f" to {said(row.end)}" if row.end else "")
    return Figure(
        id=f"cost:{key}",
        label=f"{row.what.capitalize()} of {asset.label}",
        minor=row.minor,
        currency=asset.currency,
        rule=f"As recorded, {days}." + (f" Document: {row.document}." if row.document else ""),
    )


def _costs(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        asset = _row(session, Asset, "thing", key)
        rows = session.execute(
            select(AssetCost.id, AssetCost.minor)
            .where(AssetCost.asset_id == asset.id)
            .order_by(AssetCost.start, AssetCost.id)
        ).all()
    count = f"{len(rows):,} recorded {'cost' if len(rows) == 1 else 'costs'}"
    return Figure(
        id=f"costs:{key}",
        label=f"Cost of keeping and selling {asset.label}",
        minor=sum(minor for _, minor in rows),
        currency=asset.currency,
        rule=f"The sum of {count}.",
        because=tuple(f"cost:{number}" for number, _ in rows),
    )


def _gift(book: Book, key: str) -> Figure:
    with book.case.session() as session:
        gift = _row(session, Gift, "gift", key)
        giver, recipient = (
            session.get_one(Party, number).name for number in (gift.giver_id, gift.recipient_id)
        )
        because: tuple[str, ...] = ()
        what = "money"
        if gift.asset_id is not None:
            because = (f"asset:{gift.asset_id}",)
            what = asset_of(session, gift.asset_id).label
        elif gift.payment_id is not None:
            because = (f"payment:{session.get_one(Payment, gift.payment_id).key}",)
        return Figure(
            id=f"gift:{key}",
            label=f"Gift of {what} from {giver} to {recipient}",
            minor=gift_value(gift),
            currency=gift.currency,
            rule=explained(gift) + (f" What says so: {gift.why}." if gift.why else ""),
            because=because,
        )


def _all(model: Any, *where: Any) -> Any:
    def keys(book: Book) -> list[str]:
        with book.case.session() as session:
            return [
                str(k) for k in session.scalars(select(model.id).where(*where).order_by(model.id))
            ]

    return keys


def _secured(book: Book) -> list[str]:
    """Things with a charge: where nothing is secured, the equity is the valuation itself."""
    with book.case.session() as session:
        wanted = (
            select(Interest.asset_id)
            .where(
                Interest.kind == "charge",
                Interest.asset_id.in_(select(Valuation.asset_id)),
            )
            .group_by(Interest.asset_id)
            .order_by(Interest.asset_id)
        )
        return [str(key) for key in session.scalars(wanted)]


def _shares(book: Book) -> list[str]:
    """Beneficial shares of things that were valued; legal ones where none is recorded."""
    beneficial = select(Interest.asset_id).where(Interest.kind == "beneficial")
    with book.case.session() as session:
        wanted = (
            select(Interest.id)
            .where(
                Interest.asset_id.in_(select(Valuation.asset_id)),
                (Interest.kind == "beneficial")
                | ((Interest.kind == "legal") & Interest.asset_id.not_in(beneficial)),
            )
            .order_by(Interest.id)
        )
        return [str(key) for key in session.scalars(wanted)]


def _costed(book: Book) -> list[str]:
    with book.case.session() as session:
        wanted = select(AssetCost.asset_id, func.count()).group_by(AssetCost.asset_id)
        return [str(key) for key, _ in session.execute(wanted.order_by(AssetCost.asset_id))]


FIGURES: Final = {
    "asset": Kind(_asset, lambda book: [str(key) for key in _things(book).assets]),
    "valuation": Kind(_valuation, lambda book: [str(key) for key in _things(book).valuations]),
    "charge": Kind(_charge, _all(Interest, Interest.kind == "charge")),
    "equity": Kind(_equity, _secured),
    "interest": Kind(_interest, _shares),
    "cost": Kind(_cost, _all(AssetCost)),
    "costs": Kind(_costs, _costed),
    "gift": Kind(_gift, _all(Gift)),
}
