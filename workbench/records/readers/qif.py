"""QIF: records of lines, a letter before each; it states neither a currency nor a balance.

A row is a record, cited by its first line. Day and month are told apart once, over all records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from workbench.errors import Refused
from workbench.money import exponent, written
from workbench.progress import Report, silent
from workbench.records.grammar import (
    LONGEST,
    Amount,
    DateOrder,
    DecimalMark,
    amount,
    date_order,
    day,
    decimal_mark,
)
from workbench.records.identity import identified
from workbench.records.narrative import named
from workbench.records.readers.cells import Faulty
from workbench.records.readers.message import EVERY, Draft, Found, finished, plain
from workbench.records.readers.text import encoding_of, lines_of
from workbench.records.reading import Choice, Entry, FileRead, NotLoaded

_HEAD: Final = re.compile(r"!\s*(type\s*:|account\b|option\s*:|clear\s*:)", re.IGNORECASE)
_BANK: Final = frozenset({"bank", "cash", "ccard", "oth a", "oth l"})
_LISTS: Final = {
    "cat": "a category", "class": "a class", "security": "a security", "prices": "a price",
    "memorized": "a memorised payment", "budget": "a budget", "tax": "a tax category",
    "template": "a template", "tag": "a tag", "account": "an account's heading",
}  # fmt: skip
_SPLIT: Final = frozenset("SE$%")
_OWN: Final = re.compile(r"\[(.+)\]")


class _Record(NamedTuple):
    """One record: its section, its first line, its lines without the "^"."""

    section: str
    account: str
    number: int
    lines: list[str]

    @property
    def place(self) -> str:
        """How the record is cited."""
        return f"line {self.number}"

    def first(self, letter: str) -> str:
        """The first line of a letter before any split, without the letter."""
        for line in self.lines:
            if line[:1] == letter:
                return line[1:].strip()
            if line[:1] == "S":
                return ""
        return ""

    def all(self, letter: str) -> Iterator[str]:
        """Every line of a letter before any split, without the letter."""
        for line in self.lines:
            if line[:1] == "S":
                return
            if line[:1] == letter:
                yield line[1:].strip()

    def splits(self) -> Iterator[str]:
        """The amounts of the splits."""
        return (line[1:].strip() for line in self.lines if line[:1] == "$")


@dataclass(slots=True)
class _Grammar:
    """What holds for the whole file."""

    order: DateOrder
    mark: DecimalMark
    currency: str
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)


def is_qif(content: bytes) -> bool:
    """Whether a text file is QIF: its first line that is no remark begins a section."""
    head = content[:20_000].lstrip(b"\xef\xbb\xbf").decode("latin-1")
    for line in head.splitlines():
        if line.strip() and not line.startswith("#"):
            return bool(_HEAD.match(line))
    return False


class Qif:
    """One file of one or more sections."""

    format = "QIF"

    def __init__(self, name: str, content: bytes) -> None:
        """Take the file's bytes; they are walked when they are asked for.

        Raises:
            Refused: if they are no text.
        """
        self.name, self.content = name, content
        self.encoding = encoding_of(content, name)

    def _records(self) -> Iterator[_Record]:
        section, account, lines, first = "", "", list[str](), 0
        for number, whole in enumerate(lines_of(self.content, self.encoding), start=1):
            line = whole.rstrip("\r\n")
            if not line.strip() or (line.startswith("#") and not lines):
                continue
            if line.startswith("!"):
                if lines:
                    yield _Record(section, account, first, lines)
                    account = _named(section, lines, account)
                    lines = []
                head = line[1:].strip().casefold()
                if head.startswith(("type", "account")):
                    section = " ".join(head.partition(":")[2].split()) or "account"
                continue
            if line.startswith("^"):
                if lines:
                    yield _Record(section, account, first, lines)
                    account = _named(section, lines, account)
                lines = []
                continue
            first = number if not lines else first
            lines.append(line)
        if lines:
            yield _Record(section, account, first, lines)

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every record as (place, its lines as they stood)."""
        yield from ((one.place, "\n".join(one.lines)) for one in self._records())

    def read(self, choice: Choice, report: Report = silent) -> FileRead:
        """Read every record.

        Raises:
            Refused: if the file holds none, or its dates or amounts can be read two ways.
        """
        found = Found()
        grammar = self._grammar(choice)
        for record in self._records():
            found.read += 1
            if found.read % EVERY == 0:
                report(found.read, 0, f"Reading {self.name}")
            try:
                _take(record, grammar, found)
            except Faulty as fault:
                raw = "\n".join(record.lines)
                found.rejected.append(NotLoaded(found.read, record.place, str(fault), raw))
        if not found.read:
            raise Refused("the file holds no records", where=self.name, remedy="Ask for it again")
        if not choice.currency:
            found.note(f"QIF states no currency: {grammar.currency} is taken; --currency says it")
        if grammar.drafts:
            found.note("QIF states no balance: what is missing from it cannot be seen in it")
        return finished(
            grammar.drafts.values(), found, choice, name=self.name, format_=self.format,
            layout="qif", version="",
            encoding={"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(self.encoding, "Windows-1252"),
        )  # fmt: skip

    def _grammar(self, choice: Choice) -> _Grammar:
        currency = choice.currency or "GBP"
        records = [one for one in self._records() if one.section in _BANK]
        dates = [_date(one.first("D")) for one in records]
        amounts = [(_said(one), exponent(currency)) for one in records]
        try:
            order = choice.dates or date_order(dates, where=self.name)
            mark = choice.decimal or decimal_mark(amounts, where=self.name)
        except Refused as refusal:
            raise Refused(
                refusal.what,
                where=self.name,
                remedy="Say which with --layout :dmy or :mdy, and :point or :comma",
            ) from refusal
        return _Grammar(order, mark, currency)


def _named(section: str, lines: list[str], account: str) -> str:
    """The account whose records follow, where a heading names it."""
    if section != "account":
        return account
    return next((plain(line[1:]) for line in lines if line[:1] == "N"), account)


def _said(record: _Record) -> str:
    return record.first("T") or record.first("U")


def _date(text: str) -> str:
    """Quicken's way with years: "2/ 1'04" is of 2004, "2/ 1/99" of 1999."""
    if re.search("[A-Za-z]", text):
        return " ".join(text.split())  # a month's name
    tidy = re.sub(r"\s", "", text)
    late = re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})'([0-9]{2}|[0-9]{4})", tidy)
    if late:
        year = late[3] if len(late[3]) == 4 else f"20{late[3]}"
        return f"{late[1]}/{late[2]}/{year}"
    return tidy


def _take(record: _Record, grammar: _Grammar, found: Found) -> None:
    raw = "\n".join(record.lines)
    if record.section not in _BANK:
        what = _LISTS.get(record.section, "an investment record")
        if record.section and record.section not in _LISTS and record.section != "invst":
            what = f"a record of the section {record.section[:40]}"
        why = f"{what}: only movements of money are loaded"
        found.ignored.append(NotLoaded(found.read, record.place, why, raw))
        return
    when = _day(record, grammar)
    minor = _money(_said(record), grammar)
    payee, memo = plain(record.first("P")), plain(" ".join(record.all("M")))
    own = _OWN.fullmatch(record.first("L"))
    opens = payee.casefold() == "opening balance"
    name = record.account or (plain(own[1]) if opens and own else "")
    draft = _draft(record, name, grammar)
    if opens and minor and not draft.entries and draft.opening is None:
        draft.opening = minor
        why = "the opening balance: no money moved"
        found.ignored.append(NotLoaded(found.read, record.place, why, raw, None))
        return
    splits = [_money(text, grammar) for text in record.splits()]
    if splits and sum(splits) != minor:
        found.note(
            f"{record.place}: the splits add up to {written(sum(splits), grammar.currency)},"
            f" the amount is {written(minor, grammar.currency)}, which is taken"
        )
    other = plain(own[1]) if own and not opens else ""
    narrative = " ".join(part for part in (payee, memo) if part) or other
    draft.entries.append(
        Entry(
            row=found.read, place=record.place, date=when, time=None, minor=minor,
            currency=grammar.currency, narrative=narrative, reference=plain(record.first("N")),
            counterparty=named(payee or other or memo), type="TRANSFER" if other else "",
            type_raw=plain(record.first("L")),
        )
    )  # fmt: skip


def _draft(record: _Record, name: str, grammar: _Grammar) -> Draft:
    """The statement of the record's account; an opening balance may name it first."""
    key = (record.section, record.account)
    if key not in grammar.drafts:
        account = identified(text=name, currency=grammar.currency)
        grammar.drafts[key] = Draft(replace(account, name=name))
    return grammar.drafts[key]


def _day(record: _Record, grammar: _Grammar) -> date:
    text = record.first("D")
    made = day(_date(text), grammar.order) if len(text) <= LONGEST else None
    if made is None:
        raise Faulty(f"{text[:40]!r} is no date" if text else "the record has no date")
    return made


def _money(text: str, grammar: _Grammar) -> int:
    if not text:
        raise Faulty("the record has no amount")
    found: Amount | None = amount(text, places=exponent(grammar.currency), mark=grammar.mark)
    if found is None or found.mark not in {"", "+"} or found.currency not in {
        "", grammar.currency,
    }:  # fmt: skip
        raise Faulty(f"{text[:40]!r} is no amount of {grammar.currency}")
    return -found.minor if found.negative else found.minor
