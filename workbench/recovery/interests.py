"""Whose a thing is and what their share of it is worth: value, charges before, shares after.

A charge ranks before every share; what is left, never below nothing, is shared by the beneficial
interests. Where none is recorded, they are presumed to follow the legal title.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.money import share, written
from workbench.parties.identity import groups
from workbench.recovery.deadlines import said
from workbench.recovery.lawbook import provision, table
from workbench.recovery.property import WHOLE, asset_of, percent
from workbench.store.tables import Asset, Interest, Party, Valuation


@dataclass(frozen=True, slots=True)
class Part:
    """One holder's share of the equity. `interest` and `party` are None for what is nobody's."""

    interest: int | None
    party: int | None
    name: str
    kind: str
    millionths: int
    minor: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge and what it takes of the value, in the order in which charges were recorded."""

    interest: int
    party: int
    name: str
    minor: int
    met_minor: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A thing's value on a day, the charges on it, what is left, and whose that is."""

    asset: int
    label: str
    currency: str
    valuation: int | None
    valued_on: date | None
    basis: str
    value_minor: int | None
    charges: tuple[Charge, ...]
    parts: tuple[Part, ...]
    presumed: bool

    @property
    def charges_minor(self) -> int:
        """All that is secured on it."""
        return sum(charge.minor for charge in self.charges)

    @property
    def equity_minor(self) -> int | None:
        """Value less charges; below nothing where more is secured than it is worth."""
        return None if self.value_minor is None else self.value_minor - self.charges_minor

    @property
    def available_minor(self) -> int | None:
        """The equity, which counts as nothing where it is below nothing."""
        return None if self.equity_minor is None else max(self.equity_minor, 0)

    @property
    def explained(self) -> str:
        """The arithmetic as a person would say it."""
        if self.value_minor is None or self.valued_on is None:
            return f"{self.label} has not been valued."
        text = (
            f"Worth {written(self.value_minor, self.currency)} on {said(self.valued_on)} "
            f"({self.basis})"
        )
        if self.charges:
            text += f", less {written(self.charges_minor, self.currency)} secured on it"
        left = self.equity_minor or 0
        text += f": {written(left, self.currency)}"
        if left < 0:
            law = provision(table("property")["worth"])
            text += f". More is secured than it is worth: nothing is available. {law}"
        return f"{text}."


@dataclass(frozen=True, slots=True)
class InterestValue:
    """What one party's interest in a thing is worth, and how that was found."""

    minor: int
    currency: str
    millionths: int
    standing: Standing
    provision: str
    explained: str


def standing(session: Session, asset_id: int, on: date | None = None) -> Standing:
    """A thing's value on a day (the last if none is given), charges, and shares of what is left.

    Raises:
        Refused: if there is no such thing.
    """
    asset = asset_of(session, asset_id)
    valued = valuation_on(session, asset_id, on)
    rows = session.execute(
        select(Interest, Party.name)
        .join(Party, Party.id == Interest.party_id)
        .where(Interest.asset_id == asset_id)
        .order_by(Interest.id)
    ).all()
    return worked_out(asset, valued, [(row, name) for row, name in rows])


def worked_out(
    asset: Asset, valued: Valuation | None, rows: Sequence[tuple[Interest, str]]
) -> Standing:
    """The same from rows that were read already."""
    left = None if valued is None else valued.minor
    charges = []
    for row, name in rows:
        if row.kind == "charge":
            met = min(row.minor or 0, max(left or 0, 0))
            left = None if left is None else left - met
            charges.append(Charge(row.id, row.party_id, name, row.minor or 0, met))
    of_kind = {
        kind: [(row, name) for row, name in rows if row.kind == kind]
        for kind in ("beneficial", "legal")
    }
    held = of_kind["beneficial"] or of_kind["legal"]
    weights = [row.millionths or 0 for row, _ in held]
    free = WHOLE - sum(weights)
    minors = share(left or 0, [*weights, free]) if held else []
    parts = [
        Part(row.id, row.party_id, name, row.kind, row.millionths or 0, minor)
        for (row, name), minor in zip(held, minors, strict=False)
    ]
    if held and free:
        parts.append(Part(None, None, "not recorded as anyone's", "", free, minors[-1]))
    return Standing(
        asset=asset.id, label=asset.label, currency=asset.currency,
        valuation=None if valued is None else valued.id,
        valued_on=None if valued is None else valued.on,
        basis="" if valued is None else valued.basis,
        value_minor=None if valued is None else valued.minor,
        charges=tuple(charges), parts=tuple(parts),
        presumed=bool(held) and not of_kind["beneficial"],
    )  # fmt: skip


def interest_value(
    session: Session, asset_id: int, party_id: int, on: date | None = None
) -> InterestValue | None:
    """What a party's beneficial interest in a thing is worth on a day (by its last value then).

    Charges rank before; what is left is shared among all holders by the largest remainder, so
    that the shares come to the equity to the penny. Shares of parties that were decided to be
    the same person count together. None where the thing was not valued by that day, or the
    party has no interest in it.

    Raises:
        Refused: if there is no such thing.
    """
    found = standing(session, asset_id, on)
    same = groups(session)
    who = same.get(party_id, party_id)
    own = [p for p in found.parts if p.party is not None and same.get(p.party, p.party) == who]
    if found.value_minor is None or not own:
        return None
    minor, millionths = sum(part.minor for part in own), sum(part.millionths for part in own)
    text = (
        f"{found.explained} {own[0].name} has {percent(millionths)} of that: "
        f"{written(minor, found.currency)}."
    )
    if found.presumed:
        text += f" {presumption()}"
    law = provision(table("property")["worth"])
    return InterestValue(minor, found.currency, millionths, found, law, text)


def presumption() -> str:
    """What is presumed where no beneficial interest is recorded, and on what authority."""
    return (
        "No beneficial interest is recorded; it is presumed to follow the legal title: "
        f"{provision(table('property')['presumed'])}."
    )


def valuation_on(session: Session, asset_id: int, on: date | None = None) -> Valuation | None:
    """The last valuation of a thing by a day; of the same day, the one recorded last."""
    wanted = select(Valuation).where(Valuation.asset_id == asset_id)
    if on is not None:
        wanted = wanted.where(Valuation.on <= on)
    return session.scalars(wanted.order_by(Valuation.on.desc(), Valuation.id.desc())).first()
