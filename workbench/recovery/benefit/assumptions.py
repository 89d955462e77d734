"""The four assumptions (POCA 2002 s.10): which head rests on which, and on which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.errors import Refused
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.deadlines import said
from workbench.recovery.lawbook import provision
from workbench.recovery.sums import relevant_day
from workbench.store.tables import BenefitSheet


def heads() -> dict[str, dict[str, Any]]:
    """The heads of benefit, in the order of a prosecutor's statement."""
    found: dict[str, dict[str, Any]] = law()["heads"]
    return found


def head(key: str) -> dict[str, Any]:
    """One head.

    Raises:
        Refused: if there is none of this name.
    """
    known = heads()
    if key not in known:
        raise Refused(f"{key} is no head of benefit", remedy=f"Use one of: {', '.join(known)}.")
    return known[key]


def assumed(key: str) -> str:
    """What a head rests on, as it is printed."""
    row = head(key)
    return f"{row['assumption']} {provision(row)}"


def first_day(sheet: BenefitSheet) -> date | None:
    """The relevant day of a sheet; none while it is not known when proceedings started."""
    started = sheet.proceedings_started
    return relevant_day(started)[0] if started is not None else None


def refuse_unless_it_may_stand(sheet: BenefitSheet, key: str, on: date) -> None:
    """Refuse a line under a head whose assumption cannot be made of its day.

    Raises:
        Refused: naming the provision and both days.
    """
    row = head(key)
    if not row["general"]:
        return
    law_of_it = provision(row)
    if not sheet.lifestyle:
        raise Refused(
            f"{row['title'].lower()} counts only where a criminal lifestyle is shown ({law_of_it})",
            remedy="State the limb of s.75 on the sheet, or enter particular conduct.",
        )
    if key == "held":
        if sheet.convicted is None:
            raise Refused(
                "property held is that held after the day of conviction, which is not stated",
                remedy="State it on the sheet.",
            )
        return
    day = first_day(sheet)
    if day is None:
        raise Refused(
            "the relevant day follows from the day proceedings started, which is not stated",
            remedy="State it on the sheet.",
        )
    if on <= day:
        raise Refused(
            f"{said(on)} is not after the relevant day, {said(day)} ({law_of_it})",
            remedy="Enter it as particular conduct if it is that.",
        )
