"""What the readers of bank messages share: exact amounts, plain text, and whose account it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from workbench.errors import Refused
from workbench.money import LARGEST, exponent
from workbench.records.identity import chosen, identified
from workbench.records.narrative import iban
from workbench.records.readers.table import Faulty
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
_NUMBER: Final = re.compile(r"([+-]?)([0-9]*)(?:[.,]([0-9]*))?")
_CONTROL: Final = dict.fromkeys((*range(32), *range(127, 160)), " ")
_CURRENCY: Final = re.compile("[A-Z]{3}")


@dataclass(slots=True)
class Draft:
    """One statement while it is being read."""

    account: AccountRead
    entries: list[Entry] = field(default_factory=list)
    opening: int | None = None
    closing: int | None = None


@dataclass(slots=True)
class Found:
    """What a file's rows came to so far; `read` counts every one of them."""

    read: int = 0
    ignored: list[NotLoaded] = field(default_factory=list)
    rejected: list[NotLoaded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Keep a note once, in the order in which the notes arise."""
        if text not in self.notes:
            self.notes.append(text)


def plain(text: str) -> str:
    """Text on one line: runs of spaces, line ends and control characters are one space."""
    return " ".join(text.translate(_CONTROL).split())


def exact(text: str, currency: str) -> int:
    """Signed minor units of a message's amount: digits with one point or comma.

    Noughts beyond the currency's own decimals say nothing and are allowed.

    Raises:
        Faulty: if it is no such amount, or is finer than the currency's smallest unit.

    >>> exact("8.850", "EUR")
    885
    >>> exact("-12,", "EUR")
    -1200
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        raise Faulty(f"{text[:40]!r} is no amount of {currency}")
    places = exponent(currency)
    part = (found[3] or "").rstrip("0")
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


def account_of(text: str, currency: str, **known: str) -> AccountRead:
    """The account that a message names by IBAN, by sort code and number, or as it likes.

    Some banks write the currency behind the number; it is no part of it.
    """
    text = plain(text)
    bare = re.sub(r"[\s/-]?[A-Z]{3}$", "", text)
    if bare != text and iban(bare):
        text = bare
    found = re.fullmatch(r"([0-9]{6})[ /-]?([0-9]{8})", text)
    if found and (currency == "GBP" or not text.isdecimal()):
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
            StatementRead(account, tuple(draft.entries), draft.opening, draft.closing)
        )
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
    )
