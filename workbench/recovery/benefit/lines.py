"""Lines of a sheet: entered, classified once, moved between heads, left out for a stated reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.benefit.assumptions import head as head_of
from workbench.recovery.benefit.assumptions import refuse_unless_it_may_stand
from workbench.recovery.benefit.lifestyle import holds, law
from workbench.recovery.benefit.sheet import name_of, sheet_of
from workbench.recovery.property import asset_of
from workbench.store.tables import BenefitLine, BenefitSheet, Entry, Payment
from workbench.words import counted


def exclusions(version: str) -> dict[str, dict[str, Any]]:
    """Why a line may be left out, by key, under a version of Part 2."""
    return {key: row for key, row in law()["exclusions"].items() if holds(row, version)}


def exclusion(key: str, version: str) -> dict[str, Any]:
    """One reason.

    Raises:
        Refused: if the version knows none of this name.
    """
    known = exclusions(version)
    if key not in known:
        raise Refused(
            f"{key} is no reason to leave a line out", remedy=f"Use one of: {', '.join(known)}."
        )
    return known[key]


def why_excluded(excluded: str) -> tuple[str, str]:
    """The key of the reason and the words beside it, from a line's `excluded`."""
    key, _, words = excluded.partition(": ")
    return key, words


def line_of(session: Session, line_id: int) -> BenefitLine:
    """The line with this number.

    Raises:
        Refused: if there is none.
    """
    line = session.get(BenefitLine, line_id)
    if line is None:
        raise Refused(f"there is no benefit line {line_id}", remedy="List them: benefit CASE show")
    return line


def add_line(
    case: Case,
    sheet_id: int,
    head: str,
    minor: int,
    *,
    on: date | None = None,
    text: str = "",
    payment: str = "",
    asset_id: int | None = None,
    now_minor: int | None = None,
    exhibit: str = "",
    why: str = "",
) -> int:
    """Enter one thing obtained or spent under a head and return its number.

    `payment` is the key of a payment that shows it, `asset_id` a thing in the register.

    Raises:
        Refused: for an unknown head, an amount that is none, a day on which the assumption
            cannot be made, or money that stands on the sheet already.
    """
    head_of(head)
    with case.change("benefit-line", "Entered a benefit line") as work:
        sheet = sheet_of(work.session, sheet_id)
        if minor <= 0 or (now_minor is not None and now_minor < 0):
            raise Refused("a benefit line has an amount above nothing")
        paid, entry_id = _payment(work.session, sheet, payment, minor)
        thing = asset_of(work.session, asset_id) if asset_id is not None else None
        if thing is not None:
            _once(work.session, sheet, thing.id, thing.label)
        day = on or (paid.date if paid is not None else thing.acquired if thing else None)
        if day is None:
            raise Refused("a benefit line needs the day on which it was obtained or spent")
        refuse_unless_it_may_stand(sheet, head, day)
        said = text.strip() or (paid.reference if paid else "") or (thing.label if thing else "")
        if not said:
            raise Refused("a benefit line needs words that say what it is")
        row = BenefitLine(
            sheet_id=sheet_id, head=head, entry_id=entry_id,
            payment_id=paid.id if paid else None, asset_id=thing.id if thing else None, on=day,
            text=said, minor=minor, now_minor=now_minor, excluded="", same_as_id=None,
            exhibit=exhibit.strip(), why=why.strip(),
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = (
            f"Benefit of {name_of(work.session, sheet)}, line {row.id}: "
            f"{written(minor, sheet.currency)}, {head_of(head)['title'].lower()}, {said}"
        )
        return row.id


def _payment(
    session: Session, sheet: BenefitSheet, key: str, minor: int
) -> tuple[Payment | None, int | None]:
    if not key:
        return None, None
    paid = session.scalars(select(Payment).where(Payment.key == key)).first()
    if paid is None:
        raise Refused(f"there is no payment {key}", remedy="Check its id.")
    if paid.currency != sheet.currency:
        raise Refused(f"payment {key} is in {paid.currency}, the sheet in {sheet.currency}")
    used = session.scalar(
        select(func.sum(BenefitLine.minor)).where(
            BenefitLine.sheet_id == sheet.id, BenefitLine.payment_id == paid.id
        )
    )
    free = paid.minor - int(used or 0)
    if minor > free:
        raise Refused(
            f"of payment {key}, {written(max(free, 0), paid.currency)} is not on the sheet yet, "
            f"not {written(minor, paid.currency)}",
            remedy="Each thing is classified once: move or include its line instead.",
        )
    entry_id = session.scalar(select(func.min(Entry.id)).where(Entry.payment_id == paid.id))
    return paid, entry_id


def _once(session: Session, sheet: BenefitSheet, asset_id: int, label: str) -> None:
    stands = session.scalars(
        select(BenefitLine.id).where(
            BenefitLine.sheet_id == sheet.id, BenefitLine.asset_id == asset_id
        )
    ).first()
    if stands is not None:
        raise Refused(
            f"{label} is on the sheet already, as line {stands}",
            remedy="Each thing is classified once: move or include that line instead.",
        )


def move_line(case: Case, line_id: int, head: str, *, why: str) -> None:
    """Put a line under another head, for a reason, which stands on the line from then on.

    Raises:
        Refused: for an unknown head, a day on which its assumption cannot be made, or no reason.
    """
    title = head_of(head)["title"]
    with case.change("benefit-line", "Moved a benefit line") as work:
        line = line_of(work.session, line_id)
        if line.head == head:
            raise Refused(f"line {line_id} stands under that head already")
        _reason(why)
        refuse_unless_it_may_stand(sheet_of(work.session, line.sheet_id), head, line.on)
        line.head, line.why = head, why.strip()
        work.session.flush()
        work.summary = f"Moved benefit line {line_id} to {title.lower()}: {why.strip()}"


def exclude(
    case: Case, lines: Sequence[int], reason: str, *, why: str, same_as: int | None = None
) -> None:
    """Leave lines out for a reason (a key of `exclusions`), all or none.

    `same_as` is the line that counts in their place; `same` needs one.

    Raises:
        Refused: for an unknown line or reason, no words, or a line that would lead to itself.
    """
    with case.change("benefit-exclude", "Left benefit lines out") as work:
        _reason(why)
        for line_id in lines:
            line = line_of(work.session, line_id)
            sheet = sheet_of(work.session, line.sheet_id)
            exclusion(reason, sheet.regime_version)
            if reason == "same" and same_as is None:
                raise Refused(
                    "what is counted elsewhere names the line that counts", remedy="Add --same-as."
                )
            if same_as is not None:
                _leads_away(work.session, line, same_as)
            line.excluded, line.same_as_id = f"{reason}: {why.strip()}", same_as
        work.session.flush()
        what = f"line {lines[0]}" if len(lines) == 1 else counted(len(lines), "line")
        work.summary = f"Left out benefit {what}: {why.strip()}"


def _leads_away(session: Session, line: BenefitLine, same_as: int) -> None:
    """The line that counts in place of another is on the same sheet, and not in turn that one."""
    at: int | None = same_as
    while at is not None:
        other = line_of(session, at)
        if other.id == line.id:
            raise Refused(f"line {line.id} would be left out in favour of itself")
        if other.sheet_id != line.sheet_id:
            raise Refused(f"line {other.id} is on another sheet")
        at = other.same_as_id


def include(case: Case, line_id: int, *, why: str) -> None:
    """Count a line that was left out, for a reason.

    Raises:
        Refused: if it counts already, its assumption cannot be made, or no reason is given.
    """
    with case.change("benefit-include", "Counted a benefit line") as work:
        line = line_of(work.session, line_id)
        if not line.excluded:
            raise Refused(f"line {line_id} is not left out")
        _reason(why)
        refuse_unless_it_may_stand(sheet_of(work.session, line.sheet_id), line.head, line.on)
        line.excluded, line.same_as_id, line.why = "", None, why.strip()
        work.session.flush()
        work.summary = f"Counted benefit line {line_id}: {why.strip()}"


def _reason(why: str) -> None:
    if not why.strip():
        raise Refused("this needs a reason", remedy='Add --why "…".')
