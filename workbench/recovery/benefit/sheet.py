"""A sheet: whose benefit, under which version of the law, its days, its limb and its index."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.identity import groups
from workbench.parties.register import party_of
from workbench.recovery.benefit.lifestyle import limb
from workbench.recovery.deadlines import VERSIONS, said
from workbench.recovery.orders import order_of
from workbench.store.tables import (
    Account,
    AccountHolder,
    BenefitSheet,
    CaseInfo,
    Order,
    Party,
    PriceIndex,
)


def add_sheet(
    case: Case,
    party_id: int,
    *,
    order_id: int | None = None,
    regime_version: str = "",
    **facts: Any,
) -> int:
    """Begin a defendant's worksheet and return its number; `facts` as `edit_sheet` takes them.

    The version of Part 2 is the case's unless another is named.

    Raises:
        Refused: for an unknown party, order, limb, index or version, or days out of order.
    """
    with case.change("benefit-sheet", "Began a benefit worksheet") as work:
        info = work.session.get_one(CaseInfo, 1)
        party = party_of(work.session, party_id)
        version = regime_version or info.regime
        stands = work.session.scalars(
            select(BenefitSheet).where(
                BenefitSheet.party_id == party_id, BenefitSheet.order_id.is_(order_id)
            )
        ).first()
        if stands is not None:
            raise Refused(
                f"{party.name} has worksheet {stands.id} already",
                remedy="Change that one, or name another order.",
            )
        sheet = BenefitSheet(
            party_id=party_id, order_id=order_id, regime_version=version,
            proceedings_started=None, convicted=None, determined=None, index_id=None,
            lifestyle="", lifestyle_why="", currency=info.currency, note="",
        )  # fmt: skip
        _set(work.session, sheet, facts)
        work.session.add(sheet)
        work.session.flush()
        work.summary = f"Began the benefit worksheet of {party.name}"
        return sheet.id


def edit_sheet(case: Case, sheet_id: int, **facts: Any) -> None:
    """State facts of a sheet: those named in `facts` are replaced, the others stand.

    `proceedings_started`, `convicted`, `determined` (days), `lifestyle` (the key of a limb, ""
    for none) with `lifestyle_why`, `index_id`, `order_id`, `regime_version`, `currency`, `note`.

    Raises:
        Refused: for an unknown limb, index or order, or days out of order.
    """
    with case.change("benefit-sheet", "Changed a benefit worksheet") as work:
        sheet = sheet_of(work.session, sheet_id)
        _set(work.session, sheet, facts)
        work.session.flush()
        work.summary = f"Changed the benefit worksheet of {name_of(work.session, sheet)}"


def _set(session: Session, sheet: BenefitSheet, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(sheet, name, value)
    if sheet.regime_version not in VERSIONS:
        raise Refused(
            f"{sheet.regime_version} is no version of the law",
            remedy=f"Use one of: {', '.join(VERSIONS)}.",
        )
    if sheet.order_id is not None:
        order = order_of(session, sheet.order_id)
        if order.regime != "confiscation":
            raise Refused(
                f"order {order.id} is no confiscation order",
                remedy="Benefit belongs to POCA 2002 Part 2.",
            )
    if sheet.index_id is not None and session.get(PriceIndex, sheet.index_id) is None:
        raise Refused(
            f"there is no price index {sheet.index_id}", remedy="Load one: benefit CASE index FILE"
        )
    if sheet.lifestyle:
        limb(sheet.lifestyle, sheet.regime_version)
        if not sheet.lifestyle_why.strip():
            raise Refused("a criminal lifestyle needs what shows its limb", remedy='Add --why "…".')
    _in_order(sheet)


def _in_order(sheet: BenefitSheet) -> None:
    days: list[tuple[str, date | None]] = [
        ("proceedings started", sheet.proceedings_started),
        ("convicted", sheet.convicted),
        ("determined", sheet.determined),
    ]
    known = [(what, day) for what, day in days if day is not None]
    for (earlier, first), (later, then) in pairwise(known):
        if then < first:
            raise Refused(
                f"{later} on {said(then)} is before {earlier} on {said(first)}",
                remedy="Check both dates.",
            )


def sheet_of(session: Session, sheet_id: int) -> BenefitSheet:
    """The sheet with this number.

    Raises:
        Refused: if there is none.
    """
    sheet = session.get(BenefitSheet, sheet_id)
    if sheet is None:
        raise Refused(
            f"there is no benefit worksheet {sheet_id}",
            remedy="Begin one with: benefit CASE sheet PARTY",
        )
    return sheet


def only_sheet(case: Case) -> int:
    """The number of the one sheet that the case has.

    Raises:
        Refused: if there is none, or several.
    """
    with case.session() as session:
        found = session.scalars(select(BenefitSheet.id).order_by(BenefitSheet.id)).all()
    if not found:
        raise Refused(
            "there is no benefit worksheet yet", remedy="Begin one: benefit CASE sheet PARTY"
        )
    if len(found) > 1:
        numbers = ", ".join(map(str, found))
        raise Refused(f"there are several worksheets: {numbers}", remedy="Name one with --sheet.")
    return found[0]


def name_of(session: Session, sheet: BenefitSheet) -> str:
    """Whose sheet it is."""
    return session.get_one(Party, sheet.party_id).name


def court_order(session: Session, sheet: BenefitSheet) -> Order | None:
    """The confiscation order that a sheet belongs to."""
    return session.get(Order, sheet.order_id) if sheet.order_id is not None else None


def same_person(session: Session, party_id: int) -> set[int]:
    """The party and those that were decided to be the same."""
    same_as = groups(session)
    leader = same_as.get(party_id, party_id)
    return {party_id} | {other for other, first in same_as.items() if first == leader}


def accounts_of(session: Session, party_id: int) -> dict[int, Account]:
    """The accounts that the defendant holds, under whichever recorded identity."""
    found = session.scalars(
        select(Account)
        .join(AccountHolder, AccountHolder.account_id == Account.id)
        .where(AccountHolder.party_id.in_(same_person(session, party_id)))
        .order_by(Account.id)
    )
    return {account.id: account for account in found}
