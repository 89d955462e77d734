"""What the readers of bank messages share: exact amounts, plain text, and whose account it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple, TypedDict

from workbench.errors import Refused
from workbench.money import LARGEST, exponent
from workbench.progress import Report
from workbench.records.identity import chosen, identified
from workbench.records.narrative import account_in, iban, sort_code
from workbench.records.readers.cells import Faulty
from workbench.records.reading import (
    AccountRead,
    Choice,
    Entry,
    FileRead,
    NotLoaded,
    StatementRead,
)

#: How many rows pass between two words to whoever watches.
EVERY: Final = 20_000
#: More movements than this in one message are an error, or need to be split.
ROWS: Final = 5_000_000
_NUMBER: Final = re.compile(r"([+-]?)([0-9]*)(?:([.,])([0-9]*))?")
_CONTROL: Final = dict.fromkeys((*range(32), *range(127, 160)), " ")
_CURRENCY: Final = re.compile("[A-Z]{3}")
_BEFORE: Final = re.compile(r"[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?/(.+)")  # a BIC
_ZONE: Final = re.compile(r"(?:Z|([+-])([0-9]{2}):?([0-9]{2}))$")


class Words(TypedDict):
    """What an entry says in words, each as the bank wrote it."""

    type_raw: str
    type: str
    narrative: str
    reference: str
    counterparty: str
    counterparty_sort_code: str
    counterparty_number: str
    counterparty_iban: str
    external_id: str


class Numbered(NamedTuple):
    """An account on the other side; a number that is an IBAN alone stands in both."""

    sort_code: str = ""
    number: str = ""
    iban: str = ""


@dataclass(slots=True)
class Draft:
    """One statement while it is being read."""

    account: AccountRead
    entries: list[Entry] = field(default_factory=list)
    opening: int | None = None
    closing: int | None = None
    period: tuple[date | None, date | None] = (None, None)
    sequence: str = ""


@dataclass(slots=True)
class Found:
    """What a file's rows came to so far; `read` counts every one of them."""

    read: int = 0
    ignored: list[NotLoaded] = field(default_factory=list)
    rejected: list[NotLoaded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def count(self, report: Report, name: str) -> int:
        """Count one row; its number.

        Raises:
            Refused: if there are more than are read from one file.
        """
        self.read += 1
        if self.read % EVERY == 0:
            report(self.read, 0, f"Reading {name}")
        if self.read > ROWS:
            raise Refused(
                f"the file has more than {ROWS:,} movements", where=name, remedy="Split it by year"
            )
        return self.read

    def note(self, text: str) -> None:
        """Keep a note once, in the order in which the notes arise."""
        if text not in self.notes:
            self.notes.append(text)

    def doubt(self, text: str) -> None:
        """Keep a note that the file contradicts itself: it does not reconcile then."""
        self.note(text)
        self.doubts.append(text)


def plain(text: str) -> str:
    """Text on one line: runs of spaces, line ends and control characters are one space."""
    return " ".join(text.translate(_CONTROL).split())


def exact(text: str, currency: str, *, mark: str = ".") -> int:
    """Signed minor units of a message's amount: digits with one point or comma.

    Noughts beyond the currency's own decimals say nothing and are allowed, but not where the mark
    before them is not the format's own: in CAMT "1,000" is likely to be a thousand.

    Raises:
        Faulty: if it is no such amount, or is finer than the currency's smallest unit.

    >>> exact("8.850", "EUR")
    885
    >>> exact("-12,", "EUR", mark=",")
    -1200
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[4]):
        raise Faulty(f"{text[:40]!r} is no amount of {currency}")
    places = exponent(currency)
    if found[3] not in {None, mark} and len(found[4]) == 3 > places:
        raise Faulty(f"{text[:40]!r} is a thousand and more, or a number with decimals")
    part = (found[4] or "").rstrip("0")
    whole = found[2].lstrip("0") or "0"
    if len(part) > places:
        raise Faulty(
            f"{text[:40]!r} is finer than the smallest unit of {currency}: nothing is rounded"
        )
    if len(whole) > 18:
        raise Faulty(f"{text[:40]!r} is more than can be kept")
    minor: int = int(whole) * 10**places + int(part.ljust(places, "0") or "0")
    if minor > LARGEST:
        raise Faulty(f"{text[:40]!r} is more than can be kept")
    return -minor if found[1] == "-" else minor


def currency_of(text: str) -> str:
    """An ISO currency code.

    Raises:
        Faulty: if it is none.
    """
    if not _CURRENCY.fullmatch(text):
        raise Faulty(f"{text[:20]!r} is no currency")
    return text


def zone_of(text: str) -> str:
    """The offset from UTC that ends a moment, as "Z" or "+01:00"; empty where none is stated.

    >>> zone_of("2024-03-01T09:30:00+0100")
    '+01:00'
    """
    found = _ZONE.search(text) if ":" in text or text.endswith("Z") else None
    if found is None:
        return ""
    return f"{found[1]}{found[2]}:{found[3]}" if found[1] else "Z"


@lru_cache(maxsize=65536)
def other_account(text: str, code: str = "") -> Numbered:
    """The account on the other side: an IBAN, a sort code with a number, or as it is written.

    A British IBAN holds the sort code and the number.
    """
    text = plain(text)
    if whole := iban(text):
        if whole.startswith("GB"):
            return Numbered(sort_code(whole[8:14]), whole[14:], whole)
        return Numbered("", whole, whole)
    found, number = account_in(text)
    bare = re.sub(r"[\s/-]", "", text)
    if not found and re.fullmatch("[0-9]{14}", bare):
        found, number = sort_code(bare[:6]), bare[6:]
    if not found and re.fullmatch("[0-9]{8}", bare) and (known := sort_code(code)):
        found, number = known, bare
    return Numbered(found, number or text)


def account_of(text: str, currency: str, **known: str) -> AccountRead:
    """The account that a message names by IBAN, by sort code and number, or as it likes.

    Some banks write the currency behind the number, or the bank's BIC before it; a British number
    and an IBAN are known without.
    """
    text = plain(text)
    bare = re.sub(r"[\s/-]?[A-Z]{3}$", "", text)
    if bare != text and (iban(bare) or text.endswith(currency)):
        text = bare
    bank = _BEFORE.fullmatch(text)
    if bank and iban(bank[2]):
        text = bank[2]
    found = re.fullmatch(r"([0-9]{6})[ /-]?([0-9]{8})", bank[2] if bank else text)
    british = bank is not None and bank[1] == "GB"
    if found and (british or (not bank and (currency == "GBP" or not text.isdecimal()))):
        return identified(code=found[1], number=found[2], currency=currency, **known)
    return identified(text=text, currency=currency, **known)


def finished(
    drafts: Iterable[Draft], found: Found, choice: Choice, *, name: str, format_: str,
    layout: str, version: str, encoding: str,
) -> FileRead:  # fmt: skip
    """The whole file: each statement under its account's key, the person's word applied.

    Raises:
        Refused: if the person named one account and the file has several.
    """
    drafts = list(drafts)
    if choice.account and len({draft.account.key for draft in drafts}) > 1:
        raise Refused(
            "the file has statements of several accounts",
            where=name,
            remedy="Leave --account out: the file says which is which",
        )
    currencies: dict[str, str] = {}
    statements = []
    for draft in drafts:
        account = chosen(draft.account, choice.account, where=name)
        first = currencies.setdefault(account.key, account.currency)
        if first != account.currency and account.key:
            account = replace(account, key=f"{account.key} {account.currency}")
        statements.append(
            StatementRead(
                account, tuple(draft.entries), draft.opening, draft.closing,
                *draft.period, draft.sequence,
            )
        )  # fmt: skip
    return FileRead(
        format=format_,
        layout=layout,
        layout_version=version,
        encoding=encoding,
        read=found.read,
        statements=tuple(statements),
        ignored=tuple(found.ignored),
        rejected=tuple(found.rejected),
        notes=tuple(found.notes),
        doubts=tuple(found.doubts),
    )
