"""Keeps the people, things and papers of a case out of what is published, in whatever text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.reinvestment.suppress import threshold
from workbench.store.tables import (
    Account,
    Asset,
    CaseInfo,
    Officer,
    Order,
    OrderEvent,
    Party,
    Receipt,
)

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\S*\d\S*")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
#: Words after a number that make it a length of time or a part, and no count of people.
_MEASURES = r"(?:st|nd|rd|th)\b|\s*(?:%|per ?cent|days?|weeks?|months?|years?|hours?|in\b|out of\b)"


class Screen:
    """Lets a text pass whole or not at all, and remembers by their place those that did not."""

    def __init__(self, session: Session) -> None:
        """Learn every name, reference, number and mark that the case holds."""
        names, marks = set(_names(session)), set(_marks(session))
        self._names = {_words(name) for name in names if len(_squashed(name)) > 2}
        self._short = {name.strip() for name in names if 0 < len(_squashed(name)) <= 2}
        self._inside = {
            _squashed(text)
            for text in (*marks, *(name for name in names if not name.isascii()))
            if len(_squashed(text)) > 3 or not text.isascii()
        } - {""}
        self._odd = {name.strip() for name in names if name.strip() and not _squashed(name)}
        least = threshold() - 1
        few = "|".join((*map(str, range(1, least + 1)), *_NUMBERS[:least]))
        self._few = re.compile(
            rf"(?<![\w.,£$€])(?:{few})(?![\w.,]*\d)(?!{_MEASURES})\b", re.IGNORECASE
        )
        self.withheld: list[str] = []

    def __call__(self, text: str, what: str, instead: str = "", *, counts: bool = False) -> str:
        """The text, or `instead`; `what` says which it is without saying what stands in it.

        `counts` is for running text, which may also tell a small number.
        """
        if not text.strip():
            return instead
        if not self._told(text) and not (counts and self._few.search(text)):
            return text
        if what not in self.withheld:
            self.withheld.append(what)
        return instead

    def _told(self, text: str) -> bool:
        words, whole = f" {_words(text)} ", _squashed(text)
        return (
            any(f" {name} " in words for name in self._names)
            or any(mark in whole for mark in self._inside)
            or any(odd in text for odd in self._odd)
            or any(re.search(rf"(?<!\w){re.escape(s)}(?!\w)", text) for s in self._short)
        )


def _names(session: Session) -> Iterator[str]:
    """Names of people, firms, accounts, things and of the case."""
    for schema, name in session.execute(select(Party.schema, Party.name)):
        yield name
        if schema == "Person" and name.split():
            yield from _surnames(name)
    for name in session.scalars(select(Officer.name)):
        yield name
        yield from _surnames(name)
    for held, name in session.execute(select(Account.held, Account.name)):
        if held or len(_WORD.findall(name)) > 1:
            yield name
    for label in session.scalars(select(Asset.label)):
        if len(_WORD.findall(label)) > 1:
            yield label
    # However short: a long one is also found without its spaces, as a mark.
    yield from session.scalars(select(Order.reference))
    for name in session.scalars(select(CaseInfo.name)):
        yield name
        yield re.sub(r"(?i)^operation\s+", "", name)


def _surnames(name: str) -> Iterator[str]:
    """The last word of a name, and the parts of one that is joined of several."""
    for last in name.split()[-1:]:
        yield last
        yield from (part for part in _WORD.findall(_plain(last)) if len(part) > 3)


def _marks(session: Session) -> Iterator[str]:
    """References and numbers: whatever stands in their column and has a digit, spaced or not."""
    columns: Iterable[object] = (
        Party.registration, Account.key, Account.number, Account.iban, Asset.identifier,
        Asset.label, Order.reference, OrderEvent.document, Receipt.reference, CaseInfo.urn,
        CaseInfo.reference, Officer.reference,
    )  # fmt: skip
    for column in columns:
        for text in session.scalars(select(column)):  # type: ignore[call-overload]
            if text and _DIGITS.search(text):
                yield text
                yield from (part for part in _DIGITS.findall(text) if len(_squashed(part)) > 4)
            elif text and column in (Order.reference, CaseInfo.urn, CaseInfo.reference):
                yield text


def _plain(text: str) -> str:
    """Without capitals, ligatures, and letters that do not show."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")


def _words(text: str) -> str:
    return " ".join(_WORD.findall(_plain(text)))


def _squashed(text: str) -> str:
    return "".join(_WORD.findall(_plain(text))).replace("_", "")
