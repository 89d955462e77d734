"""What was read from a file, before any of it is kept: plain immutable records.

Always `read = entries' rows + payments + accounts + ignored + rejected`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from workbench.records.grammar import DateOrder, DecimalMark

_Date = date  # a field called `date` hides the type from those below it


class Entry(NamedTuple):
    """One movement on one account, as the bank wrote it; `minor` is signed, + in."""

    row: int  # ordinal among the file's data rows, from 1
    place: str  # "line 12", "Sheet1 row 12"
    date: date
    time: str | None
    minor: int
    currency: str
    balance_minor: int | None = None
    type_raw: str = ""
    type: str = ""
    narrative: str = ""
    reference: str = ""
    counterparty: str = ""
    counterparty_sort_code: str = ""
    counterparty_number: str = ""
    external_id: str = ""
    counterparty_iban: str = ""
    value_date: _Date | None = None
    zone: str = ""  # offset from UTC where the record states it: "Z", "+01:00"
    rule: str = ""  # of the narrative, and how sure it is (0-100)
    confidence: int = 0
    category: str = ""
    category_rule: str = ""


class NotLoaded(NamedTuple):
    """A row that is no entry, and why; `raw` is its text as it stood.

    `minor` is the signed amount it would have moved, where it states one.
    """

    row: int
    place: str
    why: str
    raw: str
    minor: int | None = None


class PaymentRead(NamedTuple):
    """One row of a payments table: money from one named account to another, `minor` > 0."""

    row: int
    place: str
    id: str
    date: date
    time: str | None
    payer: str
    payee: str
    minor: int
    currency: str
    reference: str = ""
    payer_name: str = ""
    payee_name: str = ""


@dataclass(frozen=True, slots=True)
class AccountRead:
    """What a file says about an account. `key` is empty where it does not say which."""

    key: str
    name: str = ""
    institution: str = ""
    sort_code: str = ""
    number: str = ""
    iban: str = ""
    currency: str = "GBP"
    held: bool = True
    opening_minor: int | None = None
    row: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class StatementRead:
    """One account's entries in one file, in the order of the file, with stated balances."""

    account: AccountRead
    entries: Sequence[Entry]
    opening_minor: int | None = None
    closing_minor: int | None = None
    period_from: date | None = None  # the days that the statement itself says it spans
    period_to: date | None = None
    sequence: str = ""  # its number in the bank's own series


@dataclass(frozen=True, slots=True)
class ProofRule:
    """How a layout's balances are to be checked.

    `within_day`: the file's order within a day is not the booking order. `tolerance_minor`:
    the source itself rounds, by no more than this in one step; `why` says so.
    """

    within_day: bool = False
    tolerance_minor: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """All that one file held."""

    format: str
    layout: str
    layout_version: str
    encoding: str
    read: int
    statements: tuple[StatementRead, ...] = ()
    payments: Sequence[PaymentRead] = ()
    accounts: tuple[AccountRead, ...] = ()
    ignored: tuple[NotLoaded, ...] = ()
    rejected: tuple[NotLoaded, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()  # of the notes, those in which the file contradicts itself
    proof: ProofRule = field(default_factory=ProofRule)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person said about a file, where it does not say itself."""

    layout: str = ""
    account: str = ""
    currency: str = ""
    dates: DateOrder | None = None
    decimal: DecimalMark | None = None
    serial: bool = False  # numbers in a date column are a workbook's day numbers
    exhibit: str = ""  # producer's initials / number
