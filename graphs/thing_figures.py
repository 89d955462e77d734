"""What tracing can explain of things: what is in them, whose it is, and what their sale brought."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from graphs.figures import Traced, marked, relied_rule, said_rule, things_in, traced
from graphs.things import DISPOSAL, THING, in_things
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.money import share, written
from workbench.recovery.interests import Standing, presumption, standing
from workbench.recovery.property import WHOLE, percent
from workbench.store.tables import Asset, Disposal, Payment, Valuation
from workbench.words import day_written


def _asset(book: Book, key: str) -> Asset:
    with book.case.session() as session:
        asset = session.get(Asset, int(key)) if key.isdecimal() else None
    if asset is None:
        raise Refused(f"the case has no asset {key}")
    return asset


def _origins_in(found: Traced, asset: int) -> list[tuple[int, int]]:
    """What of each origin is in a thing in the end: (origin, minor)."""
    name = f"{THING}{asset}"
    return [
        (number, minor)
        for (number, pocket), minor in sorted(found.made.things.items())
        if pocket.account == name
    ]


def portion_of(book: Book, rule: str, asset: int) -> tuple[int, int]:
    """How much of what is in a thing is marked money, and all that is in it, in minor units."""
    found = traced(book, rule)

    def add_up(_: Case) -> dict[str, int]:
        return in_things(found.ledger, found.ledger.ordered())

    whole: dict[str, int] = book.recall("in-things", add_up)
    return sum(minor for _, minor in _origins_in(found, asset)), whole.get(f"{THING}{asset}", 0)


def _thing(book: Book, key: str) -> Figure:
    rule, _, number = key.partition(":")
    asset = _asset(book, number)
    found = traced(book, rule)
    there = _origins_in(found, asset.id)
    _, whole = portion_of(book, rule, asset.id)
    return Figure(
        id=f"thing:{key}",
        label=f"Marked money in {asset.label} now",
        minor=sum(minor for _, minor in there),
        currency=asset.currency,
        rule=(
            f"Of the {written(whole, asset.currency)} that is in it: what came into it and did "
            f"not go on in a sale or an exchange (POCA 2002 ss.305, 306). {said_rule(rule)}"
        ),
        because=tuple(f"held:{rule}:{origin}:{THING}{asset.id}" for origin, _ in there),
    )


def _standing(book: Book, asset: Asset) -> Standing:
    with book.case.session() as session:
        return standing(session, asset.id)


def _portion(book: Book, key: str) -> Figure:
    rule, _, number = key.partition(":")
    asset = _asset(book, number)
    worth = _standing(book, asset)
    if worth.available_minor is None:
        raise Refused(f"{asset.label} has not been valued", remedy="Record a valuation first.")
    there, whole = portion_of(book, rule, asset.id)
    got = share(worth.available_minor, (there, whole - there))[0] if whole else 0
    return Figure(
        id=f"portion:{key}",
        label=f"The portion of {asset.label} that represents marked money",
        minor=got,
        currency=asset.currency,
        rule=(
            f"{written(there, asset.currency)} in {written(whole, asset.currency)} of its value "
            f"less what is charged on it, {written(worth.available_minor, asset.currency)}: the "
            "portion attributable to it (POCA 2002 s.306), with the profit or the loss (s.307)."
        ),
        because=(f"thing:{key}", f"equity:{asset.id}"),
    )


def _shares(book: Book, asset: Asset) -> dict[int, tuple[str, int]]:
    """Name and millionths of each holder in the order of recording; 0 is what is nobody's."""
    found: dict[int, tuple[str, int]] = {}
    for part in _standing(book, asset).parts:
        known = found.get(part.party or 0, (part.name, 0))
        found[part.party or 0] = known[0], known[1] + part.millionths
    return found


def _lies(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    number, _, party_key = rest.partition(":")
    asset = _asset(book, number)
    shares = _shares(book, asset)
    party = int(party_key) if party_key.isdecimal() else -1
    if party not in shares:
        raise Refused(
            f"party {party_key} has no recorded interest in {asset.label}",
            remedy="Record one with: property CASE interest",
        )
    name, millionths = shares[party]
    there, _ = portion_of(book, rule, asset.id)
    order = list(shares)
    got = share(there, [shares[one][1] for one in order])[order.index(party)]
    said = f" {presumption()}" if _standing(book, asset).presumed else ""
    return Figure(
        id=f"lies:{key}",
        label=f"Of the marked money in {asset.label}: in the interest of {name}",
        minor=got,
        currency=asset.currency,
        rule=(
            f"{percent(millionths)} of it, as the interests stand, in whole pence by the largest "
            f"remainder.{said}"
        ),
        because=(f"thing:{rule}:{asset.id}",),
    )


def _disposed(book: Book, key: str) -> tuple[Disposal, Asset, str]:
    with book.case.session() as session:
        row = session.get(Disposal, int(key)) if key.isdecimal() else None
        if row is None:
            raise Refused(f"the case has no sale or exchange {key}")
        payment = session.get(Payment, row.payment_id) if row.payment_id else None
        return row, session.get_one(Asset, row.asset_id), payment.key if payment else ""


def _disposal(book: Book, key: str) -> Figure:
    row, asset, payment = _disposed(book, key)
    how_much = "" if row.millionths == WHOLE else f"{percent(row.millionths)} of "
    if row.into_asset_id:
        got = _asset(book, str(row.into_asset_id)).label
        label = f"Given on {day_written(row.on)} for {got}: {how_much}{asset.label}"
        rule = f"The worth at which it was given in exchange. {row.why}"
    else:
        label = f"Sold on {day_written(row.on)}: {how_much}{asset.label}"
        rule = f"The proceeds, as payment {payment} brought them. {row.why}"
    return Figure(
        id=f"disposal:{key}",
        label=label,
        minor=row.minor,
        currency=asset.currency,
        rule=rule.strip(),
        because=(f"payment:{payment}",) if payment else (),
    )


def _moves_of(found: Traced, disposal: str, origin: int = 0) -> list[int]:
    return [
        place
        for place, move in enumerate(found.made.moves)
        if move.payment == f"{DISPOSAL}{disposal}" and origin in {0, move.origin}
    ]


def _accrued(book: Book, key: str) -> Figure:
    rule, _, rest = key.partition(":")
    number, _, disposal = rest.partition(":")
    found = traced(book, rule)
    row, asset, _ = _disposed(book, disposal)
    places = _moves_of(found, disposal, int(number)) if number.isdecimal() else []
    if not places:
        raise Refused(f"nothing of origin {number} was in what went in sale {disposal} by {rule}")
    sent = sum(found.made.moves[place].sent for place in places)
    came = sum(found.made.moves[place].minor for place in places)
    return Figure(
        id=f"accrued:{key}",
        label=f"Of origin {number}, {'gained' if came >= sent else 'lost'} with {asset.label}",
        minor=came - sent,
        currency=asset.currency,
        rule=(
            f"{written(sent, asset.currency)} of it was in what went, and "
            f"{written(came, asset.currency)} is its portion of the "
            f"{written(row.minor, asset.currency)} that came (POCA 2002 ss.306, 307)."
        ),
        because=(*(f"move:{rule}:{place}" for place in places), f"disposal:{disposal}"),
    )


def _as_charge(book: Book, key: str) -> Figure:
    rule, _, disposal = key.partition(":")
    found = traced(book, rule)
    row, asset, _ = _disposed(book, disposal)
    places = _moves_of(found, disposal)
    sent = sum(found.made.moves[place].sent for place in places)
    return Figure(
        id=f"as-charge:{key}",
        label=f"Instead of a portion: a charge on the proceeds of {asset.label}",
        minor=min(sent, row.minor),
        currency=asset.currency,
        rule=(
            f"The {written(sent, asset.currency)} of marked money that was in what went, and at "
            f"most the {written(row.minor, asset.currency)} that came: the other way to claim, "
            "without the gain and ahead of the loss (Re Oatway [1903] 2 Ch 356; Foskett v "
            "McKeown [2001] 1 AC 102). The trace itself follows the portion."
        ),
        because=(*(f"move:{rule}:{place}" for place in places), f"disposal:{disposal}"),
    )


def _relied(book: Book) -> tuple[str, Traced] | None:
    if not marked(book):
        return None
    rule = relied_rule(book)
    return rule, traced(book, rule)


def _thing_keys(book: Book) -> list[str]:
    relied = _relied(book)
    return [f"{relied[0]}:{asset}" for asset in things_in(book)] if relied else []


def _portion_keys(book: Book) -> list[str]:
    if not marked(book):
        return []
    with book.case.session() as session:
        valued = set(session.scalars(select(Valuation.asset_id)))
    return [key for key in _thing_keys(book) if int(key.rpartition(":")[2]) in valued]


def _lies_keys(book: Book) -> list[str]:
    return [
        f"{key}:{party}"
        for key in _thing_keys(book)
        for party in _shares(book, _asset(book, key.rpartition(":")[2]))
    ]


def disposals_traced(found: Traced) -> list[tuple[str, int]]:
    """Every sale and exchange that marked money went through, with each origin: (it, origin)."""
    keys = {
        (move.payment.removeprefix(DISPOSAL), move.origin): None
        for move in found.made.moves
        if move.payment.startswith(DISPOSAL) and move.payment in found.ledger.events
    }
    return list(keys)


def _accrued_keys(book: Book) -> list[str]:
    relied = _relied(book)
    if relied is None:
        return []
    rule, found = relied
    return [f"{rule}:{origin}:{disposal}" for disposal, origin in disposals_traced(found)]


def _as_charge_keys(book: Book) -> list[str]:
    relied = _relied(book)
    if relied is None:
        return []
    rule, found = relied
    return list(dict.fromkeys(f"{rule}:{one}" for one, _ in disposals_traced(found)))


def _disposal_keys(book: Book) -> list[str]:
    with book.case.session() as session:
        return [
            str(number) for number in session.scalars(select(Disposal.id).order_by(Disposal.id))
        ]


FIGURES: Final = {
    "thing": Kind(_thing, _thing_keys),
    "portion": Kind(_portion, _portion_keys),
    "lies": Kind(_lies, _lies_keys),
    "disposal": Kind(_disposal, _disposal_keys),
    "accrued": Kind(_accrued, _accrued_keys),
    "as-charge": Kind(_as_charge, _as_charge_keys),
}
