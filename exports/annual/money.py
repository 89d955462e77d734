"""The money of one financial year, and to its end: what came in, where it went, what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.store.tables import Deposit, LedgerEntry, LedgerLine, Outcome, Receipt

#: The first words of the ledger's accounts, and where money posted to them is.
_PLACES: Final = {
    "costs": "costs", "compensation": "compensation", "top-slice": "top-slice",
    "consolidated-fund": "consolidated-fund", "agency": "agencies", "grant": "paid",
    "returned": "returned", "fund": "held",
}  # fmt: skip
#: What leaves for good; `held` and `waiting` stay, and are what a year begins and ends with.
WENT: Final = (
    "compensation", "costs", "top-slice", "consolidated-fund", "agencies", "paid", "returned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Year:
    """A financial year: April to March, named by the year in which it begins."""

    number: int

    @property
    def first(self) -> date:
        """The first of April."""
        return date(self.number, 4, 1)

    @property
    def last(self) -> date:
        """The last of March."""
        return date(self.number + 1, 3, 31)

    @property
    def name(self) -> str:
        """As it is written: 2026/27."""
        return f"{self.number}/{(self.number + 1) % 100:02}"


def year_of(number: int) -> Year:
    """The year that begins in April of `number`.

    Raises:
        Refused: if the Act that all of this rests on is younger, or the calendar ends before.
    """
    if not 2002 <= number < 9999:
        raise Refused(
            f"{number} is no year of asset recovery",
            remedy="Name the year in which it begins: 2026 is April 2026 to March 2027.",
        )
    return Year(number)


def years_of(session: Session) -> list[Year]:
    """Every year from the first in which money came in to the last of which there is something."""
    came = [day for of in (Receipt.received, Deposit.on) for day in session.scalars(select(of))]
    later = [day for of in (LedgerEntry.on, Outcome.end) for day in session.scalars(select(of))]
    if not came:
        return []
    first, last = (day.year - (day.month < 4) for day in (min(came), max(came + later)))
    return [Year(number) for number in range(first, last + 1)]


@dataclass(slots=True)
class Books:
    """One currency to the end of a day, in minor units."""

    received: int = 0
    deposited: int = 0
    places: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    accounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def left(self) -> int:
        """What is still here: held in funds, or waiting to be shared."""
        return self.places["held"] + self.places["waiting"]


@dataclass(frozen=True, slots=True)
class Span:
    """One currency between two days: the books before it, and at its end."""

    before: Books
    end: Books

    def received(self) -> int:
        """Received against orders."""
        return self.end.received - self.before.received

    def deposited(self) -> int:
        """Paid into our funds by others."""
        return self.end.deposited - self.before.deposited

    def went(self, place: str) -> int:
        """What went to one place."""
        return self.end.places[place] - self.before.places[place]

    def account(self, name: str) -> int:
        """What was posted to one account of the ledger."""
        return self.end.accounts[name] - self.before.accounts[name]

    def unaccounted(self) -> int:
        """What there was and what came in, less where it went and what is left: nothing."""
        came = self.before.left + self.received() + self.deposited()
        return came - sum(self.went(place) for place in WENT) - self.end.left


def spans(session: Session, first: date | None, last: date) -> dict[str, Span]:
    """Every currency from `first`, or from the beginning, to `last`.

    What came in is read from receipts and deposits and where it went from the ledger, so that
    each proves the other.
    """
    end = _books(session, last)
    before = _books(session, first, included=False) if first else {}
    return {code: Span(before.get(code, Books()), books) for code, books in sorted(end.items())}


def _books(session: Session, day: date, *, included: bool = True) -> dict[str, Books]:
    found: dict[str, Books] = {}

    def counts(on: date) -> bool:
        return on <= day if included else on < day

    for account, minor, currency, on in session.execute(
        select(LedgerLine.account, LedgerLine.minor, LedgerLine.currency, LedgerEntry.on).join(
            LedgerEntry, LedgerEntry.id == LedgerLine.entry_id
        )
    ):
        if not counts(on):
            continue
        books = found.setdefault(currency, Books())
        books.accounts[account] += minor
        if place := _PLACES.get(account.partition(":")[0]):
            books.places[place] += minor
    for receipt in session.scalars(select(Receipt)):
        if counts(receipt.received):
            books = found.setdefault(receipt.currency, Books())
            books.received += receipt.minor
            if not books.accounts[f"receipt:{receipt.id}"]:
                books.places["waiting"] += receipt.minor
    for deposit in session.scalars(select(Deposit)):
        if counts(deposit.on):
            found.setdefault(deposit.currency, Books()).deposited += deposit.minor
    return found


def shared(session: Session, year: Year, currency: str) -> dict[str, int]:
    """Of the receipts that were shared in a year, what each had: `fund` is what our funds had.

    A sharing that was taken back counts against it on the day on which it was.
    """
    entries: dict[int, dict[str, int]] = {}
    for number, account, minor in session.execute(
        select(LedgerLine.entry_id, LedgerLine.account, LedgerLine.minor)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(
            LedgerEntry.on >= year.first, LedgerEntry.on <= year.last,
            LedgerLine.currency == currency,
        )
    ):  # fmt: skip
        lines = entries.setdefault(number, {})
        name = "fund" if account.startswith("fund:") else account
        name = "receipt" if account.startswith("receipt:") else name
        lines[name] = lines.get(name, 0) + minor
    found: dict[str, int] = defaultdict(int)
    for lines in entries.values():
        if "receipt" in lines:
            for name, minor in lines.items():
                found[name] += minor
    return {name: minor for name, minor in found.items() if minor and name != "receipt"}
