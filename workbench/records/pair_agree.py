"""How well two records of money agree that they are sides of one movement, and in what, in words.

An account number is identity and a shared reference is agreement; a name is only a claim, so it
ranks below both and pairs nothing that has a rival.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from workbench.records.counterparty import folded
from workbench.records.narrative import iban

#: Words that many payments carry: they are no agreement.
COMMON: Final = frozenset((
    "RENT", "TRANSFER", "PAYMENT", "SAVINGS", "CASH", "REFUND", "LOAN", "BILLS", "WAGES",
    "SALARY", "GIFT", "FOOD", "CAR", "HOUSE", "MONEY", "REF", "NOTPROVIDED",
))  # fmt: skip
#: A shorter reference is no agreement either.
SHORTEST: Final = 4
#: How alike two names must be, of 100, each of two words or more.
ALIKE: Final = 90

#: How well records agree: by number on both sides, on one, by reference, by name, not at all.
BOTH, ONE, REFERENCE, NAMED, NOTHING = 4, 3, 2, 1, 0


class Side(NamedTuple):
    """One entry as pairing sees it; `key` is its own name, F3-R12."""

    id: int
    key: str
    account_id: int
    payment_id: int
    other_id: int
    date: date
    position: int
    minor: int
    currency: str
    type: str
    code: str
    number: str
    iban: str
    counterparty: str
    reference: str
    narrative: str


class Held(NamedTuple):
    """A held account as its counterparties would name it."""

    key: str
    code: str
    number: str
    iban: str = ""
    name: str = ""
    institution: str = ""


def agreement(
    out: Side, into: Side, payer: Held, payee: Held, *, names: bool = True
) -> tuple[int, str]:
    """How well two records agree, and in what, in words; `names` lets a name count too."""
    says_payee, says_payer = _names(out, payee), _names(into, payer)
    if says_payee is False or says_payer is False:
        return NOTHING, ""
    if says_payee and says_payer:
        return BOTH, "each record gives the other account's sort code and number"
    if says_payee or says_payer:
        who, key = ("payer", payee.key) if says_payee else ("receiver", payer.key)
        return ONE, f"the {who}'s record gives the account {key}"
    if shared := shared_reference(out, into):
        return REFERENCE, f"both records carry the reference {shared}"
    return _by_name(out, into, payer, payee) if names else (NOTHING, "")


def _by_name(out: Side, into: Side, payer: Held, payee: Held) -> tuple[int, str]:
    for who, side, holder in (("payer", out, payee), ("receiver", into, payer)):
        if _alike(side.counterparty, holder.name):
            return NAMED, f"the {who}'s record names {holder.name}, who holds {holder.key}"
    return NOTHING, ""


def _names(side: Side, other: Held) -> bool | None:
    """Whether a record names this account by number; None where it names none."""
    whole = side.iban or (iban(side.number) if side.number else "")
    if whole and other.iban:
        return whole == other.iban
    if not side.number or not other.number:
        return None
    code = not side.code or not other.code or side.code == other.code
    return code and side.number == other.number


def _alike(claimed: str, holder: str) -> bool:
    if not claimed or not holder:
        return False
    return _alike_folded(folded(claimed), folded(holder))


@lru_cache(maxsize=65536)
def _alike_folded(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    long_enough = len(one.split()) > 1 and len(other.split()) > 1
    return long_enough and fuzz.token_set_ratio(one, other) >= ALIKE


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A reference for comparing: capitals, and nothing but letters and digits.

    >>> plain("Inv. 12/a")
    'INV 12 A'
    """
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text.upper()).split())


def shared_reference(out: Side, into: Side) -> str:
    """The reference that both records carry; "" where none, or where many would carry it."""
    one, other = plain(out.reference), plain(into.reference)
    for mine, theirs, text in ((one, other, into.narrative), (other, one, out.narrative)):
        if len(mine) < SHORTEST or mine in COMMON:
            continue
        if mine == theirs or f" {mine} " in f" {plain(text)} ":
            return mine
    return ""


@cache
def _bank_holidays() -> Any:
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")


@cache
def working_days(one: date, other: date) -> int:
    """Working days of England and Wales from one day to another; more than 31 days are many."""
    first, last = sorted((one, other))
    span = (last - first).days
    if span > 31:
        return span
    after = (first + timedelta(days=offset) for offset in range(1, span + 1))
    return sum(day.weekday() < 5 and day not in _bank_holidays() for day in after)
