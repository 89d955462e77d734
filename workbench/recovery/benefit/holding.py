"""A defendant's interest in a thing on a day: what it is worth, and whether it is free property."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.money import written
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.deadlines import said
from workbench.recovery.interests import Standing, standing
from workbench.recovery.lawbook import provision, table
from workbench.recovery.property import WHOLE, percent
from workbench.store.tables import Asset, AssetEvent

#: What a thing has become that is the defendant's no longer, and how that is said.
_GONE = {"forfeited": "forfeited", "returned": "returned", "destroyed": "destroyed",
         "realised": "realised: what it brought is counted where it is now"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing in which the defendant has an interest, as it stood on the day asked for.

    `minor` is the defendant's part of what is left after charges, never below nothing;
    `why_not` says why it is not available at all, "" where it is.
    """

    kind: str
    millionths: int
    minor: int
    standing: Standing
    why_not: str

    @property
    def asset_id(self) -> int:
        """Its number in the register."""
        return self.standing.asset

    @property
    def negative(self) -> bool:
        """Whether more is secured on it than it is worth."""
        return (self.standing.equity_minor or 0) < 0

    @property
    def explained(self) -> str:
        """How the amount was found, with the provision where one bears on it."""
        told = self.standing
        if told.value_minor is None or told.valued_on is None:
            return f"{told.label} was not valued by that day: nothing is counted for it."
        text = f"Worth {written(told.value_minor, told.currency)} on {said(told.valued_on)}"
        if told.charges:
            text += (
                f", less {written(told.charges_minor, told.currency)} secured on it = "
                f"{written(told.equity_minor or 0, told.currency)}"
            )
        if self.negative:
            return (
                f"{text}: a negative equity is nothing available "
                f"({provision(law()['negative_equity'])})."
            )
        text += "." if self.millionths == WHOLE else (
            f"; the defendant has {percent(self.millionths)} of that."
        )  # fmt: skip
        return text + (f" Not available: {self.why_not}." if self.why_not else "")


def holding(
    session: Session, asset: Asset, parties: Collection[int], on: date | None
) -> Holding | None:
    """The interest of a defendant (under every recorded identity) in a thing; None for none."""
    found = standing(session, asset.id, on)
    mine = [part for part in found.parts if part.party in parties]
    if not mine:
        return None
    return Holding(
        asset.kind, sum(part.millionths for part in mine), sum(part.minor for part in mine),
        found, _why_not(session, asset, on),
    )  # fmt: skip


def gone_by(session: Session, asset: Asset, on: date | None) -> str:
    """What a thing had become by the end of a day that took it from its holder, and when."""
    leaves = table("property")["events"]
    events = session.scalars(
        select(AssetEvent).where(AssetEvent.asset_id == asset.id).order_by(AssetEvent.id)
    ).all()
    told = sorted(
        (row.at[:10], number, leaves[row.event])
        for number, row in enumerate(events)
        if leaves.get(row.event) and (on is None or row.at[:10] <= on.isoformat())
    )
    if not told or told[-1][2] not in _GONE:
        return ""
    return f"{_GONE[told[-1][2]]}, {said(date.fromisoformat(told[-1][0]))}"


def _why_not(session: Session, asset: Asset, on: date | None) -> str:
    gone = gone_by(session, asset, on)
    if gone.startswith("forfeited"):
        return f"{gone} ({provision(law()['free_property'])})"
    return gone
