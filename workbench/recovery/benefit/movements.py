"""What moved over a defendant's accounts: money in, money out, and own money moved about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from workbench.records.account_words import account_alone, account_said
from workbench.records.categories import title_of
from workbench.records.pair_join import RETURNED
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.sheet import accounts_of
from workbench.store.tables import (
    Account,
    BenefitSheet,
    Entry,
    EntryCategory,
    Origin,
    PairSide,
    Payment,
    SourceFile,
)

Way = Literal["in", "out", "own"]


@dataclass(frozen=True, slots=True)
class Movement:
    """One payment over the defendant's accounts, counted once however many records show it.

    `way` is own for money that was the defendant's before and after; `because` then says what
    shows that. `marked_minor` of it is marked as criminal property.
    """

    payment_id: int
    key: str
    on: date
    way: Way
    minor: int
    account: str
    other: str
    text: str
    category: str
    entry_id: int | None
    exhibit: str
    because: str
    marked_minor: int

    @property
    def category_said(self) -> str:
        """What the records say that it is."""
        return title_of(self.category)


@dataclass(frozen=True, slots=True)
class Movements:
    """All of them in the order of the records, what was there before, and what is left aside."""

    found: tuple[Movement, ...]
    opening: tuple[tuple[str, int], ...]
    elsewhere: int  # payments in other currencies than the sheet's


def movements(session: Session, sheet: BenefitSheet) -> Movements:
    """Every payment over the accounts that the sheet's defendant holds."""
    own = accounts_of(session, sheet.party_id)
    accounts = {account.id: account for account in session.scalars(select(Account))}
    sides = _sides(session, own)
    marks = dict(session.execute(select(Origin.payment_id, Origin.minor)).all())
    found: list[Movement] = []
    elsewhere = 0
    for payment in session.scalars(
        select(Payment)
        .where(or_(Payment.payer_id.in_(own), Payment.payee_id.in_(own)))
        .order_by(Payment.date, Payment.position, Payment.id)
    ):
        into = payment.payee_id in own
        minor, currency = payment.minor, payment.currency
        if into and payment.received_minor is not None:
            minor, currency = payment.received_minor, payment.received_currency or currency
        if currency != sheet.currency:
            elsewhere += 1
            continue
        found.append(_movement(payment, minor, own, accounts, sides, marks))
    opening = tuple(
        (account.key, account.opening_minor)
        for account in own.values()
        if account.opening_minor and account.currency == sheet.currency
    )
    return Movements(tuple(found), opening, elsewhere)


def _movement(
    payment: Payment, minor: int, own: Mapping[int, Account], accounts: Mapping[int, Account],
    sides: Mapping[tuple[int, bool], Any], marks: Mapping[int, int],
) -> Movement:  # fmt: skip
    into, out = payment.payee_id in own, payment.payer_id in own
    side = sides.get((payment.id, into))
    ends = accounts[payment.payer_id], accounts[payment.payee_id]
    there, here = ends if into else ends[::-1]
    because = _own(here, there, side, both=into and out)
    return Movement(
        payment_id=payment.id, key=payment.key, on=payment.date,
        way="own" if because else "in" if into else "out", minor=minor, account=here.key,
        other=there.key,
        text=(side.narrative if side is not None else "")
        or payment.reference
        or account_alone(there.key, there.name),
        category=side.category if side is not None else "",
        entry_id=side.id if side is not None else None,
        exhibit=f"{side.exhibit or f'F{side.file_id}'}, {side.place}" if side is not None else "",
        because=because, marked_minor=marks.get(payment.id, 0) if into else 0,
    )  # fmt: skip


def _own(here: Account, there: Account, side: Any, *, both: bool) -> str:
    """What shows that money was the defendant's before and after; "" where nothing does.

    A pair of records is no proof of it: it may join the accounts of two people.
    """
    own = law()["income"]["own"]
    if both:
        both_said = [account_said(one.key, one.name) for one in (there, here)]
        return f"Both {both_said[0]} and {both_said[1]} are the defendant’s accounts"
    if there.key.startswith(RETURNED):
        return f"The records show that the payment came back to {account_said(here.key, here.name)}"
    if side is not None and side.decided in own:
        return f"An officer says of it: {title_of(side.decided)}"
    if side is not None and side.category in own and not there.held:
        return f"The records say of it: {title_of(side.category)}"
    return ""


def _sides(session: Session, own: Mapping[int, Account]) -> dict[tuple[int, bool], Any]:
    """The defendant's own entry of each payment, by payment and whether it is money in."""
    found: dict[tuple[int, bool], Any] = {}
    shown: Any = (
        select(
            Entry.id, Entry.payment_id, Entry.minor, Entry.narrative, Entry.file_id, Entry.place,
            SourceFile.exhibit, EntryCategory.category.label("decided"),
            func.coalesce(EntryCategory.category, Entry.category).label("category"),
        )
        .join(SourceFile, SourceFile.id == Entry.file_id)
        .outerjoin(EntryCategory, EntryCategory.entry_id == Entry.id)
        .where(Entry.account_id.in_(own))
        .order_by(Entry.id)
    )  # fmt: skip
    by_id = {}
    for row in session.execute(shown):
        by_id[row.id] = row
        if row.payment_id is not None:
            found.setdefault((row.payment_id, row.minor > 0), row)
    for payment_id, entry_id in session.execute(select(PairSide.payment_id, PairSide.entry_id)):
        if entry_id in by_id:
            row = by_id[entry_id]
            found.setdefault((payment_id, row.minor > 0), row)
    return found
