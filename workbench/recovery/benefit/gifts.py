"""A sheet's gifts (POCA 2002 ss.77-78, 81): tainted or not by their day, valued by their share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.money import written
from workbench.recovery.benefit.assumptions import first_day
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.sheet import same_person
from workbench.recovery.benefit.uplift import Index, rounded, uplift
from workbench.recovery.deadlines import said
from workbench.recovery.gifts import tainted
from workbench.recovery.lawbook import provision
from workbench.store.tables import BenefitLine, BenefitSheet, Gift, Party


@dataclass(frozen=True, slots=True)
class Tainted:
    """A gift as a sheet values it; `why_not` says why it is not tainted, "" where it is."""

    id: int
    recipient: str
    on: date
    minor: int
    share: Fraction
    value_minor: int
    currency: str
    explained: str
    why_not: str
    asset_id: int | None
    payment_id: int | None
    months: tuple[str, ...]
    why: str


def gifts_of(
    session: Session, sheet: BenefitSheet, index: Index | None, *, lifestyle: bool
) -> list[Tainted]:
    """Every gift of the sheet's defendant, valued (s.81) and tested (s.77)."""
    earliest = session.scalar(
        select(func.min(BenefitLine.on)).where(
            BenefitLine.sheet_id == sheet.id, BenefitLine.head == "particular"
        )
    )
    found = []
    for row, recipient in session.execute(
        select(Gift, Party.name)
        .join(Party, Party.id == Gift.recipient_id)
        .where(Gift.giver_id.in_(same_person(session, sheet.party_id)))
        .order_by(Gift.on, Gift.id)
    ):
        part = Fraction(row.minor - row.consideration_minor, row.minor)
        then = uplift(row.minor, row.on, index, row.currency, part)
        value, explained = then.minor, f"When given: {then.explained}"
        if row.value_now_minor is not None:
            now = rounded(row.value_now_minor * part)
            explained += (
                f" Now: {written(row.value_now_minor, row.currency)}"
                + ("" if part == 1 else f" x {part}")
                + f" = {written(now, row.currency)}. The greater counts."
            )
            value = max(value, now)
        if part != 1:
            explained += (
                f" {part} of it was given: ({written(row.minor, row.currency)} less "
                f"{written(row.consideration_minor, row.currency)}) of "
                f"{written(row.minor, row.currency)} ({provision(law()['gift_share'])})."
            )
        found.append(
            Tainted(
                row.id, recipient, row.on, row.minor, part, value, row.currency, explained,
                _why_not(row, sheet, earliest, lifestyle=lifestyle), row.asset_id,
                row.payment_id, then.months, row.why,
            )
        )  # fmt: skip
    return found


def _why_not(row: Gift, sheet: BenefitSheet, earliest: date | None, *, lifestyle: bool) -> str:
    if row.currency != sheet.currency:
        return f"it is in {row.currency}, the sheet in {sheet.currency}"
    since = first_day(sheet) if lifestyle else earliest
    found, ground = tainted(
        row.on, lifestyle=lifestyle, relevant_day=first_day(sheet), first_offence=earliest
    )
    if found:
        return ""
    what = "the relevant day" if lifestyle else "the earliest particular conduct on the sheet"
    if since is None:
        return f"{what} is not known ({ground})"
    return f"given on {said(row.on)}, not after {what}, {said(since)} ({ground})"
