"""PDF statements with text: rows by their places on the page, never by the order in the file.

A page that is a picture is reported as unread. Balances brought and carried forward are
checks and no movements; a year that is not written comes from the statement's period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from workbench.errors import Refused
from workbench.money import exponent
from workbench.progress import Report, silent
from workbench.records.grammar import DateOrder, DecimalMark, amount, date_order, day, decimal_mark
from workbench.records.identity import chosen, identified
from workbench.records.narrative import named
from workbench.records.readers.child import read_apart
from workbench.records.readers.pdf_rows import Page, Row, pages_of, rows_of
from workbench.records.reading import (
    AccountRead,
    Choice,
    Entry,
    FileRead,
    NotLoaded,
    StatementRead,
)

_CHILD: Final = "workbench.records.readers.pdf_text"
_ASK: Final = "Ask the bank for CSV, XLSX or another format named in docs/records.md"
_MONTH: Final = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_WORDS: Final = rf"[0-9]{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? [0-9]{{4}})?"
_DAY: Final = _WORDS + "|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"
_PERIOD: Final = re.compile(
    rf"(?P<first>{_DAY}) ?(?:to|until|through|-|\u2013|\u2014) ?(?P<last>{_DAY})", re.IGNORECASE
)
_STATED: Final = re.compile(
    rf"statement(?: date)?:? ?(?:date:? |of |as at |to |on )?(?P<last>{_DAY})", re.IGNORECASE
)
_SORT: Final = re.compile(r"sort ?code:? ?([0-9]{2}[- ][0-9]{2}[- ][0-9]{2})", re.IGNORECASE)
_NUMBER: Final = re.compile(r"account (?:number|no\.?):? ?([0-9]{8})(?![0-9])", re.IGNORECASE)
_BOTH: Final = re.compile(r"(?<![0-9])([0-9]{2}-[0-9]{2}-[0-9]{2}) ([0-9]{8})(?![0-9])")
_IBAN: Final = re.compile(r"\b([A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{2,4}){3,8})\b")
#: A card's row may be dated a few days outside its statement's period.
#: What stands above the table of a card and not of an account.
_CARD: Final = re.compile(
    r"\b(?:credit card|card number|card ending|credit limit|minimum payment|barclaycard)\b",
    re.IGNORECASE,
)
_SLACK: Final = timedelta(days=7)


_NUMBERED: Final = re.compile(
    r"statement (?:number|no\.?|#):? ?([0-9]{1,8})(?![0-9/.-])", re.IGNORECASE
)
#: British banks' codes in a column of types; those that mean two things at two banks are left out.
_TYPES: Final = {
    "DD": "DIRECT_DEBIT", "D/D": "DIRECT_DEBIT", "DDR": "DIRECT_DEBIT", "SO": "STANDING_ORDER",
    "S/O": "STANDING_ORDER", "STO": "STANDING_ORDER", "VIS": "CARD", "POS": "CARD", "BCC": "CARD",
    ")))": "CARD", "ATM": "CASH_OUT", "CPT": "CASH_OUT", "C/L": "CASH_OUT", "CHQ": "CHEQUE",
    "BGC": "BACS_CREDIT", "BAC": "BACS_CREDIT", "FPI": "FASTER_PAYMENT", "FPO": "FASTER_PAYMENT",
    "TFR": "TRANSFER", "CHG": "FEE", "INT": "INTEREST", "CHP": "CHAPS", "CHAPS": "CHAPS",
    "DIRECT DEBIT": "DIRECT_DEBIT", "STANDING ORDER": "STANDING_ORDER",
}  # fmt: skip
#: Lines that are no row of the table, named so that none is lost.
_NO_ROWS: Final = frozenset({"aside", "outside"})
_Period = tuple[date | None, date | None]


@dataclass(slots=True)
class _Draft:
    """A statement in the making."""

    account: AccountRead
    entries: list[Entry] = field(default_factory=list)
    opening: int | None = None
    closing: int | None = None
    known: int | None = None  # the balance after the last row
    period: _Period = (None, None)
    sequence: str = ""


class Unclear(Exception):  # noqa: N818 - it is a row's state, caught where the row is read
    """A row cannot be read: its reason."""


class PdfStatement:
    """One PDF, its words taken by a child process when they are first asked for."""

    def __init__(self, name: str, content: bytes, report: Report = silent) -> None:
        """Take the file; nothing is read yet."""
        self.name, self.content, self.report = name, content, report

    @cached_property
    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = read_apart(_CHILD, self.content, self.name, self.report)
        return told

    @cached_property
    def _pages(self) -> list[Page]:
        return pages_of(self._told["pages"])

    @cached_property
    def _rows(self) -> list[Row]:
        rows = list(rows_of(self._pages))
        if all(row.what in _NO_ROWS for row in rows):
            unread = [page.number for page in self._pages if not page.written and page.pictures]
            raise Refused(
                f"{len(unread)} of its {len(self._pages)} pages are pictures without text,"
                " which are not read here"
                if unread
                else "no table with the columns Date, Description and amounts was found in the PDF",
                where=self.name,
                remedy=_ASK,
            )
        return rows

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every row as (page and box, text as it stands there); an unread page as itself."""
        for row in self._rows:
            yield row.place, row.raw
        for place in self._unread():
            yield place, ""

    def _unread(self) -> list[str]:
        return [f"page {p.number}" for p in self._pages if not p.written and p.pictures]

    def read(self, choice: Choice, report: Report = silent) -> FileRead:
        """Read every row.

        Raises:
            Refused: if the PDF holds no table of movements, or leaves dates or signs open.
        """
        rows = self._rows
        report(0, len(rows), f"Reading {self.name}")
        reading = _Reading(self.name, rows, self._pages, choice)
        reading.walk()
        ordinal = len(rows)
        for place in self._unread():
            ordinal += 1
            why = "the page is a picture without text: it was not read"
            reading.ignored.append(NotLoaded(ordinal, place, why, ""))
        return FileRead(
            format="PDF",
            layout="pdf",
            layout_version="1",
            encoding="",
            read=ordinal,
            statements=tuple(
                StatementRead(
                    one.account,
                    tuple(one.entries),
                    one.opening,
                    one.closing,
                    *one.period,
                    one.sequence,
                )
                for one in reading.drafts
            ),
            ignored=tuple(reading.ignored),
            rejected=tuple(reading.rejected),
            notes=(*self._notes(), *reading.notes),
        )

    def _notes(self) -> Iterator[str]:
        if self._told.get("form"):
            yield "the PDF has a form: what is filled into its fields was not read"
        if attached := self._told.get("attached", 0):
            yield f"the PDF carries {attached} attached file(s): none was opened"
        if tiny := sum(page.get("tiny", 0) for page in self._told["pages"]):
            yield (
                f"the PDF has {tiny} word(s) lower than 1.5 points, which are for screen readers"
                " and nobody sees: they were not read"
            )
        for page in self._pages:
            if page.hidden:
                yield (
                    f"page {page.number}: its text is an invisible layer, as text recognition"
                    " makes one: compare it with the picture"
                )
            if page.strange:
                yield f"page {page.number}: a font does not say which letters it draws"
            if page.written and not page.inside:
                yield f"page {page.number} holds no table of movements"
            if not page.written and page.pictures:
                yield f"page {page.number} is a picture without text: it was not read"


class _Reading:
    """Turns the rows into entries, by one decimal mark, one order of dates and one sign."""

    def __init__(self, name: str, rows: list[Row], pages: list[Page], choice: Choice) -> None:
        self.name, self.rows, self.choice = name, rows, choice
        self.currency = choice.currency or _currency(rows, pages)
        self.places = exponent(self.currency)
        self.mark: DecimalMark = choice.decimal or decimal_mark(
            ((text, self.places) for row in rows for text in row.money.values()), where=name
        )
        self.order: DateOrder = choice.dates or date_order(
            (row.date for row in rows if re.search("[0-9][/.-][0-9]", row.date)
             and len(re.split("[/.-]", row.date)) == 3), where=name,
        )  # fmt: skip
        self.periods, self.accounts, self.numbers = _stated(pages, self.order)
        self.page, self.account = 0, AccountRead(key="")
        self.between: list[str] = []  # lines since the last row: a heading may stand there
        self.drafts: list[_Draft] = []
        self.ignored: list[NotLoaded] = []
        self.rejected: list[NotLoaded] = []
        self.notes: list[str] = []
        above = "\n".join(line.text for line in pages[0].outside) if pages else ""
        self.card = bool(_CARD.search(above)) and not _SORT.search(above)
        self.unmarked = self._sign()
        if self.card and self.unmarked < 0:
            self.notes.append("the statement is of a card: an amount without a mark is spent")

    def walk(self) -> None:
        """Read every row once."""
        for number, row in enumerate(self.rows, start=1):
            try:
                self._one(number, row)
            except Unclear as fault:
                self.rejected.append(NotLoaded(number, row.place, str(fault), row.raw))
        if not self.drafts and not self.rejected:
            self._heading(self.rows[0])
            self._draft(self.rows[0].page)

    def _one(self, number: int, row: Row) -> None:
        self._heading(row)
        if row.faults:
            raise Unclear(row.faults[0])
        why = {
            "total": "a total is no movement",
            "unfinished": "words under a date, without an amount",
            "below": "it stands below the closing balance, without a date",
            "balance": "a balance without a movement",
            "opening": "a balance brought forward is no movement",
            "closing": "a balance carried forward is no movement",
            "aside": "a line that is no row of the table",
            "outside": "it stands outside of the table whose columns are known",
        }.get(row.what, "")
        if why:
            if row.what in {"opening", "closing"}:
                self._check(row)
            self.ignored.append(NotLoaded(number, row.place, why, row.raw))
            return
        made = self._day(row)
        minor = self._minor(row)
        balance = self._signed(row.money.get("balance", ""))
        draft = self._draft(row.page)
        draft.entries.append(
            Entry(
                row=number, place=row.place, date=made, time=None, minor=minor,
                currency=self.currency, balance_minor=balance, type_raw=row.kind,
                type=_TYPES.get(row.kind.upper(), ""),
                narrative=row.text or row.kind, counterparty=named(row.text or row.kind),
            )
        )  # fmt: skip
        if balance is not None:
            draft.known = balance
        elif draft.known is not None:
            draft.known += minor

    def _heading(self, row: Row) -> None:
        """Whose table the row stands in: as its page says, or a heading between two tables."""
        if row.page != self.page:
            self.page, self.between = row.page, []
            self.account = self.accounts.get(row.page, self.account)
        if row.what != "aside":
            self.between = []
            return
        self.between.append(row.raw)
        self.account = _account("\n".join(self.between)) or self.account

    def _draft(self, page: int) -> _Draft:
        account = chosen(
            replace(self.account, currency=self.currency), self.choice.account, where=self.name
        )
        if not self.drafts or (account.key and self.drafts[-1].account.key != account.key):
            self.drafts.append(self._begun(account, page))
        return self.drafts[-1]

    def _begun(self, account: AccountRead, page: int) -> _Draft:
        period, number = self.periods.get(page, (None, None)), self.numbers.get(page, "")
        return _Draft(account, period=period, sequence=number)

    def _check(self, row: Row) -> None:
        """A balance brought or carried forward is compared with the rows, and kept as an end."""
        texts = row.money
        value = self._signed(texts.get("balance") or texts.get("amount") or texts.get("in", ""))
        if value is None:
            value = -(self._signed(texts.get("out", "")) or 0)
        draft = self._draft(row.page)
        if row.what == "opening":
            if draft.known is not None and draft.known != value:
                self.notes.append(
                    f"{row.place}: the balance brought forward is not the balance before it:"
                    " a page may be missing"
                )
                draft = self._begun(draft.account, row.page)
                self.drafts.append(draft)
            if draft.opening is None and not draft.entries:
                draft.opening = value
            draft.known = value
            return
        draft.closing = value
        if draft.entries and draft.entries[-1].balance_minor is None:
            draft.entries[-1] = draft.entries[-1]._replace(balance_minor=value)

    def _signed(self, text: str) -> int | None:
        """A balance: overdrawn where a minus, DR, D or OD says so."""
        if not text:
            return None
        found = amount(text, places=self.places, mark=self.mark)
        if found is None:
            raise Unclear(f"{text!r} is no amount of {self.currency}")
        return -found.minor if found.negative or found.mark in {"DR", "D", "OD"} else found.minor

    def _minor(self, row: Row) -> int:
        texts = row.money
        if "in" in texts and "out" in texts:
            raise Unclear("the row has an amount in and an amount out")
        if "amount" in texts:
            if "in" in texts or "out" in texts:
                raise Unclear("the row has two amounts")
            return self._directed(texts["amount"], self.unmarked)
        side = "in" if "in" in texts else "out"
        found = amount(texts[side], places=self.places, mark=self.mark)
        if found is None:
            raise Unclear(f"{texts[side]!r} is no amount of {self.currency}")
        if found.negative or found.mark not in {"", "+"}:
            raise Unclear(f"the amount {side} has a sign of its own")
        return found.minor if side == "in" else -found.minor

    def _directed(self, text: str, unmarked: int) -> int:
        found = amount(text, places=self.places, mark=self.mark)
        if found is None:
            raise Unclear(f"{text!r} is no amount of {self.currency}")
        if found.mark in {"CR", "C"}:
            return found.minor
        if found.mark in {"DR", "D", "OD"}:
            return -found.minor
        return -unmarked * found.minor if found.negative else unmarked * found.minor

    def _sign(self) -> int:
        """Which way an amount without a mark goes, where one column holds all amounts.

        Raises:
            Refused: if neither marks nor balances say it.
        """
        texts = [row.money["amount"] for row in self.rows if "amount" in row.money]
        if not texts:
            return 1
        counts = {way: self._agreeing(way) for way in (1, -1)}
        if counts[1] != counts[-1]:
            return 1 if counts[1] > counts[-1] else -1
        if any(re.search("CR?$", text) for text in texts):
            return -1
        if any(re.search("[-+\u2212\u2013(]|DR?$", text) for text in texts):
            return -1 if self.card else 1
        raise Refused(
            "the amounts do not say which were paid in and which were paid out",
            where=self.name,
            remedy=_ASK,
        )

    def _agreeing(self, unmarked: int) -> int:
        """How many rows' balances agree with the row before or after, if amounts go this way."""
        moves = [row for row in self.rows if row.what == "movement" and "amount" in row.money]
        count = 0
        for first, second in pairwise(moves):
            try:
                a = self._signed(first.money.get("balance", ""))
                b = self._signed(second.money.get("balance", ""))
                up = self._directed(second.money["amount"], unmarked)
                down = self._directed(first.money["amount"], unmarked)
            except Unclear:
                continue
            if a is not None and b is not None:
                count += (a + up == b) + (b + down == a)
        return count

    def _day(self, row: Row) -> date:
        text = re.sub(r"(?<=[0-9])(?=[A-Za-z]{3})(?!st|nd|rd|th)", " ", row.date.replace(".", "/"))
        text = re.sub(r"(?<=[a-z])(?=[0-9])", " ", text, flags=re.IGNORECASE)
        if not text:
            raise Unclear("the row has no date")
        if made := day(text, self.order):
            return made
        first, last = self.periods.get(row.page, (None, None))
        if last is None:
            raise Unclear(f"the date {row.date} has no year, and the file states no period")
        first = first or last - timedelta(days=370)
        glue = "/" if "/" in text else "-" if re.fullmatch("[0-9]+-[0-9]+", text) else " "
        fits = [
            made
            for year in range(first.year - 1, last.year + 2)
            if (made := day(f"{text}{glue}{year}", self.order))
            and first - _SLACK <= made <= last + _SLACK
        ]
        if self.periods[row.page][0] is None and fits and fits[-1] <= last:
            del fits[:-1]  # a date alone ends the statement: the last such day before it
        if len(fits) != 1:
            raise Unclear(f"the date {row.date} is not within the statement's period")
        return fits[0]


def _currency(rows: list[Row], pages: list[Page]) -> str:
    written = " ".join(text for row in rows for text in row.money.values())
    written += " ".join(line.text for page in pages[:1] for line in page.outside)
    if "€" in written and "£" not in written:
        return "EUR"
    return "GBP"


def _stated(
    pages: list[Page], order: DateOrder
) -> tuple[dict[int, _Period], dict[int, AccountRead], dict[int, str]]:
    """What each page states of its account, and the period and number that hold on it."""
    periods: dict[int, _Period] = {}
    accounts: dict[int, AccountRead] = {}
    numbers: dict[int, str] = {}
    period: _Period = (None, None)
    number = ""
    for page in pages:
        text = "\n".join(line.text for line in page.outside)
        period = _period(text, order) or period
        periods[page.number] = period
        if account := _account(text):
            accounts[page.number] = account
        if found := _NUMBERED.search(text):
            number = found[1].lstrip("0")
        numbers[page.number] = number
    return periods, accounts, numbers


def _period(text: str, order: DateOrder) -> _Period | None:
    for found in _PERIOD.finditer(text):
        last = day(found["last"].replace(",", ""), order)
        first = day(found["first"].replace(",", ""), order)
        if last and not first:  # "5 December to 4 January 2024"
            years = (day(f"{found['first']} {year}", order) for year in (last.year, last.year - 1))
            first = next((made for made in years if made and made <= last), None)
        if first and last and first <= last <= first + timedelta(days=800):
            return first, last
    for found in _STATED.finditer(text):
        if last := day(found["last"].replace(",", ""), order):
            return None, last
    return None


def _account(text: str) -> AccountRead | None:
    code, number, both = _SORT.search(text), _NUMBER.search(text), _BOTH.search(text)
    if both:
        return identified(code=both[1], number=both[2])
    if code and number:
        return identified(code=code[1], number=number[1])
    for found in _IBAN.finditer(text):
        known = identified(iban_text=found[1])
        if known.iban:
            return known
    return identified(number=number[1]) if number else None
