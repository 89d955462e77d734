"""The indirect methods: net worth, source and application of funds, bank deposits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.sheet import name_of, sheet_of
from workbench.recovery.deadlines import said
from workbench.store.tables import BenefitSheet, KnownIncome, MethodItem


def methods() -> dict[str, dict[str, Any]]:
    """The methods by key: title, formula, what it is to be read with."""
    return {row["key"]: row for row in law()["method"]}


def method_named(key: str) -> dict[str, Any]:
    """One method.

    Raises:
        Refused: if there is none of this name.
    """
    known = methods()
    if key not in known:
        raise Refused(f"{key} is no method", remedy=f"Use one of: {', '.join(known)}.")
    return known[key]


def places(key: str) -> dict[str, dict[str, Any]]:
    """The places of a method's formula by key, each with its sign."""
    return {row["key"]: row for row in method_named(key)["items"]}


def add_item(
    case: Case, sheet_id: int, method: str, item: str, minor: int, *, text: str,
    document: str = "",
) -> int:  # fmt: skip
    """Enter one amount in a method's formula and return its number.

    Raises:
        Refused: for an unknown method or place, an amount below nothing, or without words.
    """
    known = places(method)
    if item not in known:
        raise Refused(f"{item} has no place in {method}", remedy=f"Use one of: {', '.join(known)}.")
    if minor < 0 or not text.strip():
        raise Refused("an item needs an amount not below nothing, and what it is")
    with case.change("method", "Entered an item of an indirect method") as work:
        sheet = sheet_of(work.session, sheet_id)
        row = MethodItem(
            sheet_id=sheet_id, method=method, item=item, text=text.strip(), minor=minor,
            document=document.strip(),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"{method_named(method)['title']} of {name_of(work.session, sheet)}: "
            f"{known[item]['title'].lower()}, {written(minor, sheet.currency)}, {text.strip()}"
        )
        return row.id


@dataclass(frozen=True, slots=True)
class Worked:
    """What a method comes to, the items in the order of its formula, and the sum in words."""

    key: str
    title: str
    minor: int
    items: tuple[MethodItem, ...]
    explained: str
    note: str


def worked_methods(session: Session, sheet: BenefitSheet) -> list[Worked]:
    """Every method of a sheet that has items."""
    rows = session.scalars(
        select(MethodItem).where(MethodItem.sheet_id == sheet.id).order_by(MethodItem.id)
    ).all()
    found = []
    for key, row in methods().items():
        order = places(key)
        items = [
            item for place in order for item in rows if (item.method, item.item) == (key, place)
        ]
        if items:
            found.append(_worked(row, order, tuple(items), sheet.currency))
    return found


def _worked(
    row: dict[str, Any], order: dict[str, Any], items: tuple[MethodItem, ...], currency: str
) -> Worked:
    sums: dict[str, int] = {}
    for item in items:
        sums[item.item] = sums.get(item.item, 0) + item.minor
    words = ""
    for key, minor in sums.items():
        sign = "less " if order[key]["sign"] < 0 else "plus " if words else ""
        words += f"{', ' if words else ''}{sign}{order[key]['title'].lower()} " + written(
            minor, currency
        )
    total = sum(order[key]["sign"] * minor for key, minor in sums.items())
    return Worked(
        row["key"], row["title"], total, items,
        f"{words[:1].upper()}{words[1:]} = {written(total, currency)}.", row["note"],
    )  # fmt: skip


def add_income(
    case: Case, sheet_id: int, start: date, end: date, minor: int, *, text: str,
    document: str = "",
) -> int:  # fmt: skip
    """Record legitimate income that is known, for a time, and what shows it.

    Raises:
        Refused: for no amount, no words, or an end before the start.
    """
    if minor <= 0 or not text.strip():
        raise Refused("known income needs an amount above nothing, and what it is")
    if end < start:
        raise Refused(f"the time ends on {said(end)}, before it begins on {said(start)}")
    with case.change("known-income", "Recorded known income") as work:
        sheet = sheet_of(work.session, sheet_id)
        row = KnownIncome(
            sheet_id=sheet_id, start=start, end=end, text=text.strip(), minor=minor,
            document=document.strip(),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"Known income of {name_of(work.session, sheet)}, {said(start)} to {said(end)}: "
            f"{written(minor, sheet.currency)}, {text.strip()}"
        )
        return row.id
