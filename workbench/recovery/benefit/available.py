"""The available amount (POCA 2002 s.9): free property, less obligations, plus tainted gifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.benefit.gifts import Tainted
from workbench.recovery.benefit.holding import Holding, holding
from workbench.recovery.benefit.lifestyle import holds, law
from workbench.recovery.benefit.sheet import name_of, same_person, sheet_of
from workbench.store.tables import Asset, BenefitSheet, MethodItem

#: The "method" under which the items of the available amount are kept beside those of the methods.
ADJUSTMENTS = "available"


@dataclass(frozen=True, slots=True)
class Available:
    """What is available, from what; amounts are in the sheet's currency."""

    holdings: tuple[Holding, ...]
    adjustments: tuple[MethodItem, ...]
    gifts: tuple[Tainted, ...]
    property_minor: int
    adjusted_minor: int
    gifts_minor: int
    hidden_minor: int
    minor: int

    @property
    def known(self) -> bool:
        """Whether anything was valued, so that there is an available amount to speak of."""
        return bool(self.gifts) or any(
            one.standing.value_minor is not None for one in self.holdings
        )


def adjustments(version: str) -> dict[str, dict[str, Any]]:
    """What may be added to or taken from property, by key, under a version of Part 2."""
    return {row["key"]: row for row in law()["adjustment"] if holds(row, version)}


def adjust(
    case: Case, sheet_id: int, key: str, minor: int, *, text: str, document: str = ""
) -> int:
    """Record an obligation with priority, a cost of sale or hidden assets, and what shows it.

    Raises:
        Refused: for what the sheet's version of the law does not know, or without words.
    """
    with case.change("available", "Recorded an item of the available amount") as work:
        sheet = sheet_of(work.session, sheet_id)
        known = adjustments(sheet.regime_version)
        if key not in known:
            later = adjustments("cpa-2026")
            raise Refused(
                f"{key} is law only under cpa-2026 ({later[key]['provision']}); this sheet is "
                f"{sheet.regime_version}" if key in later else f"{key} is no such item",
                remedy=f"Use one of: {', '.join(known)}.",
            )  # fmt: skip
        if minor <= 0 or not text.strip():
            raise Refused("this needs an amount above nothing, and what shows it")
        row = MethodItem(
            sheet_id=sheet_id, method=ADJUSTMENTS, item=key, text=text.strip(), minor=minor,
            document=document.strip(),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"Available amount of {name_of(work.session, sheet)}: {known[key]['title'].lower()}, "
            f"{written(minor, sheet.currency)}, {text.strip()}"
        )
        return row.id


def available(session: Session, sheet: BenefitSheet, gifts: Sequence[Tainted]) -> Available:
    """Add up what is available on the day of determination (or as it stands, without one)."""
    parties = same_person(session, sheet.party_id)
    found = [
        one
        for asset in session.scalars(select(Asset).order_by(Asset.id))
        if (one := holding(session, asset, parties, sheet.determined)) is not None
    ]
    items = session.scalars(
        select(MethodItem)
        .where(MethodItem.sheet_id == sheet.id, MethodItem.method == ADJUSTMENTS)
        .order_by(MethodItem.id)
    ).all()
    known = adjustments(sheet.regime_version)
    used = tuple(item for item in items if item.item in known)
    things = sum(
        one.minor for one in found if not one.why_not and one.standing.currency == sheet.currency
    )
    taken = sum(item.minor for item in used if known[item.item]["sign"] < 0)
    hidden = sum(item.minor for item in used if known[item.item]["sign"] > 0)
    given = sum(gift.value_minor for gift in gifts if not gift.why_not)
    return Available(
        tuple(found), used, tuple(gifts), things, taken, given, hidden,
        max(things - taken, 0) + given + hidden,
    )  # fmt: skip
