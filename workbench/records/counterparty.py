"""Who is on the other side of an entry: an account by its number, else a name, else cash."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from workbench.records.narrative import iban
from workbench.records.reading import Entry

CASH_IN: Final = "cash in: "
CASH_OUT: Final = "cash out: "
NAME: Final = "name: "
NOT_STATED: Final = "not stated: "

_TITLES: Final = frozenset(("MR", "MRS", "MS", "MISS", "DR", "MX", "SIR"))
_FOLDED: Final = {"LIMITED": "LTD", "COMPANY": "CO", "AND": "&"}


class Other(NamedTuple):
    """The account on the other side, as it is known from one record alone."""

    key: str
    name: str = ""
    sort_code: str = ""
    number: str = ""
    iban: str = ""


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """A name for comparing: capitals, no titles or punctuation, Limited as Ltd.

    >>> folded("Mr. J. Smith")
    'J SMITH'
    """
    words = re.sub(r"[^\w&]+", " ", name.upper(), flags=re.UNICODE).split()
    kept = [_FOLDED.get(word, word) for word in words]
    while len(kept) > 1 and kept[0] in _TITLES:
        kept = kept[1:]
    return " ".join(kept)


class Facing(NamedTuple):
    """What of an entry says who is on its other side, under the names that `Entry` has."""

    minor: int
    type: str
    counterparty: str
    counterparty_sort_code: str
    counterparty_number: str
    counterparty_iban: str


def other_side(entry: Entry | Facing, own: str, institution: str) -> Other:
    """The other account of an entry of the account `own`.

    An account number is identity; a name is only a claim, so it stands as "name: …". Cash over
    one account's counter is kept apart by account and direction, and so is what the record does
    not state, so that no money is traced through either as if it were one account.
    """
    if entry.type == "CASH_OUT" or (entry.type == "CASH_IN" and entry.minor < 0):
        return Other(CASH_OUT + own, "Cash withdrawn")
    if entry.type == "CASH_IN":
        return Other(CASH_IN + own, "Cash paid in")
    numbered = _by_number(entry)
    if numbered and numbered.key != own:
        return numbered
    if entry.type in {"FEE", "INTEREST"} and institution:
        return Other(NAME + folded(institution), institution)
    name = folded(entry.counterparty)
    if name:
        return Other(NAME + name, entry.counterparty)
    return Other(NOT_STATED + own, "Not stated")


def _by_number(entry: Entry | Facing) -> Other | None:
    code, number = entry.counterparty_sort_code, entry.counterparty_number
    if code and number:
        return Other(f"{code} {number}", entry.counterparty, code, number)
    said = entry.counterparty_iban or number
    whole = iban(said) if said else ""
    return Other(whole, entry.counterparty, iban=whole) if whole else None
