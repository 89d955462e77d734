"""SWIFT MT940 statements and MT942 interim reports: fields ":61:" between ":60F:" and ":62F:".

A row is a ":61:" with the ":86:" that belongs to it, cited by the line of its ":61:". RC takes a
credit back (money out), RD a debit (money in); EC and ED are only expected and enter no sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from workbench.errors import Refused
from workbench.money import written
from workbench.progress import Report, silent
from workbench.records.grammar import day
from workbench.records.readers.cells import Faulty
from workbench.records.readers.message import (
    Draft,
    Found,
    account_of,
    currency_of,
    exact,
    finished,
    plain,
)
from workbench.records.readers.mt940_text import DETAIL_TYPES, SWIFT_TYPES, details
from workbench.records.readers.text import encoding_of, lines_of
from workbench.records.reading import Choice, Entry, FileRead, NotLoaded

_TAG: Final = re.compile(r":([0-9]{2}[A-Z]?|NS):(.*)")
_END: Final = re.compile(r"-(?:\}.*|X{3})?\s*")
_ROW: Final = re.compile(
    r"\s*(?P<value>[0-9]{6})(?P<entry>[0-9]{4}| {4})?(?P<mark>RC|RD|EC|ED|C|D)(?P<funds>[A-Z])?\s*"
    r"(?P<amount>[0-9]{1,30}(?:[.,][0-9]{0,10})?)(?![0-9.,])\s*"
    r"(?P<code>[NSF][A-Z0-9 ]{3})?(?P<rest>.*)"
)
_BALANCE: Final = re.compile(
    r"\s*(?P<mark>[CD])(?P<date>[0-9]{6})(?P<currency>[A-Z]{3})?\s*"
    r"(?P<amount>[0-9]{1,30}(?:[.,][0-9]{0,10})?)\s*"
)
_FLOOR: Final = re.compile(r"\s*([A-Z]{3})[CD]?[0-9]+(?:[.,][0-9]*)?\s*")
_CONTROL: Final = re.compile(r"\s*([0-9]{1,5})([A-Z]{3})([0-9]+(?:[.,][0-9]*)?)\s*")
_NUMBERED: Final = re.compile(r"([0-9]{1,12})(?:/([0-9]{1,6}))?")
#: Fields that are read, or that say nothing about a booked movement.
_KNOWN: Final = frozenset({
    "12", "13", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60F", "60M", "61", "62F",
    "62M", "64", "65", "86", "90C", "90D", "NS", "-",
})  # fmt: skip
_ASIDE: Final = frozenset({"65F"})  # not in the standard, written by some for ":65:"
#: What may follow a movement's information; ":26:" there is the rest of a time that was cut.
_AFTER_INFORMATION: Final = (_KNOWN | _ASIDE) - {"12", "13", "21"}
#: What stands for a reference where there is none, or it stands in the information.
_ELSEWHERE: Final = frozenset({"", "EREF", "KREF+", "MARF", "NONREF", "NOREF", "NREF", "PREF"})
_ENCODINGS: Final = {
    "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252", "cp850": "DOS 850",
}  # fmt: skip
_ASK: Final = "Ask the bank for the file again, or for CAMT.053"


class Field(NamedTuple):
    """One field: the line on which it begins, its tag, and its lines without the tag."""

    number: int
    tag: str
    lines: list[str]
    raw: list[str]


class Row(NamedTuple):
    """A ":61:" with the fields of information that follow it."""

    field: Field
    about: list[Field]

    @property
    def place(self) -> str:
        """How the row is cited."""
        return f"line {self.field.number}"

    @property
    def raw(self) -> str:
        """The row's lines as they stood."""
        return "\n".join(
            line.rstrip() for one in (self.field, *self.about) for line in one.raw
        ).rstrip()


class _Balance(NamedTuple):
    minor: int
    currency: str
    tag: str


@dataclass(slots=True)
class _Statement:
    account: str = ""
    currency: str = ""
    number: str = ""  # of the statement, and of its page
    page: str = ""
    opening: _Balance | None = None
    closing: _Balance | None = None
    controls: dict[str, tuple[int, int]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    expected: bool = False
    headed: bool = False
    ended: bool = False

    def numbered(self, tag: str, text: str) -> None:
        """Take the statement's number, and its page, where the field states them."""
        if tag in {"28", "28C"} and (found := _NUMBERED.fullmatch(text)):
            self.number, self.page = found[1].lstrip("0"), (found[2] or "").lstrip("0")


def is_mt940(content: bytes) -> bool:
    """Whether a text file is a message of SWIFT's customer statements."""
    head = re.sub("\r\n?", "\n", content[:20_000].decode("latin-1"))
    if head.lstrip().startswith("@@:"):
        head = head.replace("@@", "\n")
    tags = re.findall(r"^[\x01-\x04]?(?:\{.*\{4:)?:([0-9]{2}[A-Z]?):", head, re.MULTILINE)
    return bool({"60F", "60M", "61", "62F", "62M"} & set(tags)) or tags[:2] == ["20", "25"]


class Mt940:
    """One file of one or more messages."""

    def __init__(self, name: str, content: bytes) -> None:
        """Take the file's bytes; they are walked when they are asked for.

        Raises:
            Refused: if they are no text.
        """
        if content[:20].lstrip().startswith(b"@@:"):
            content = content.replace(b"@@", b"\r\n")  # German banks' servers end lines so
        self.name, self.content = name, content
        try:
            self.encoding = encoding_of(content, name)
        except Refused:
            if b"\0" in content:
                raise
            self.encoding = "cp850"  # the letters of DOS, which some banks' programs still write
        interim = re.search(rb"\{2:[IO]942|(?:^|[\r\n]):(?:34F|13D|90[CD]):", content[:5_000_000])
        self.format = "MT942" if interim and b":60F:" not in content else "MT940"

    def _fields(self) -> Iterator[Field]:
        open_: Field | None = None
        for number, line in enumerate(lines_of(self.content, self.encoding), start=1):
            text = line.rstrip("\r\n").strip("\x01\x02\x03\x04\x1a\ufeff")
            if _END.fullmatch(text):
                if open_:
                    yield open_
                open_ = None
                yield Field(number, "-", [], [])
                continue
            if text.startswith("{"):
                text = text.rpartition("{4:")[2] if "{4:" in text else ""
            found = _TAG.fullmatch(text)
            if found and open_ and open_.tag == "86" and found[1] not in _AFTER_INFORMATION:
                found = None
            if found:
                if open_:
                    yield open_
                open_ = Field(number, found[1], [found[2]], [line])
            elif open_:
                open_.lines.append(text)
                open_.raw.append(line)
        if open_:
            yield open_

    def _items(self) -> Iterator[Row | Field]:
        row: Row | None = None
        for one in self._fields():
            if row and one.tag in {"86", "NS"}:
                row.about.append(one)
                continue
            if row:
                yield row
            row = Row(one, []) if one.tag == "61" else None
            if row is None:
                yield one
        if row:
            yield row

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every ":61:" with its information as (place, text as it stood)."""
        yield from ((one.place, one.raw) for one in self._items() if isinstance(one, Row))

    def read(self, choice: Choice, report: Report = silent) -> FileRead:
        """Read every movement of every statement in the file.

        Raises:
            Refused: if there is no statement in it, or it states no currency.
        """
        found = Found()
        if self.encoding == "cp850":
            found.note("the letters are taken as those of DOS (code page 850): look at the names")
        done: list[_Statement] = []
        now = _Statement()
        for item in self._items():
            if isinstance(item, Field):
                now = self._field(item, now, done, found)
                continue
            if now.closing or now.ended:
                found.note(
                    f"{item.place}: movements stand behind the end of a statement, without a"
                    " heading; they are taken as the same account's"
                )
                done.append(now)
                now = _Statement(now.account, now.currency)
            now.headed = True
            found.count(report, self.name)
            self._row(item, now, choice, found)
        done = [one for one in (*done, now) if one.headed]
        if not done:
            raise Refused("the file holds no statement", where=self.name, remedy=_ASK)
        for one in done:
            self._controls(one, found)
        return finished(
            self._joined(done, choice, found), found, choice, name=self.name,
            format_=self.format, layout=self.format.lower(), version="SWIFT",
            encoding=_ENCODINGS[self.encoding],
        )  # fmt: skip

    def _field(
        self, one: Field, now: _Statement, done: list[_Statement], found: Found
    ) -> _Statement:
        """Take one field that is no movement; the statement that is open after it."""
        text = one.lines[0].strip() if one.lines else ""
        tag = one.tag
        now.numbered(tag, text)
        if tag == "-":
            now.ended = True
        elif tag == "20":
            done.append(now)
            return _Statement()
        elif tag in {"25", "25P"}:
            if now.account and now.headed:
                done.append(now)
                now = _Statement()
            now.account = plain(" ".join(one.lines[:1]))
        elif tag in {"60F", "60M", "62F", "62M"}:
            return self._balance(one, now, done, found)
        elif tag == "34F":
            if (floor := _FLOOR.fullmatch(text)) and not now.currency:
                now.currency = floor[1]
            now.headed = True
        elif tag in {"90C", "90D"}:
            self._control(one, now, found)
        elif tag not in _KNOWN and tag not in _ASIDE:
            found.note(f"line {one.number}: the field :{tag}: is not known, and was not read")
        return now

    def _balance(
        self, one: Field, now: _Statement, done: list[_Statement], found: Found
    ) -> _Statement:
        said = _BALANCE.fullmatch(one.lines[0]) or _BALANCE.fullmatch("".join(one.lines).strip())
        opens = one.tag.startswith("60")
        if opens and (now.opening or now.closing or now.entries or now.ended):
            done.append(now)
            now = _Statement(now.account, number=now.number, page=now.page)
        now.headed = True
        currency = (said["currency"] if said else "") or now.currency
        try:
            if not said or not currency:
                raise Faulty("is not written as the standard says")
            minor = exact(said["amount"], currency, mark=",")
        except Faulty as fault:
            found.note(f"line {one.number}: the balance :{one.tag}: cannot be used: {fault}")
            return now
        if not said["currency"]:
            found.note(
                f"line {one.number}: the balance states no currency; it is taken as {currency}"
            )
        if now.currency and currency != now.currency:
            found.note(
                f"line {one.number}: the balance is in {currency}, the statement in {now.currency}"
            )
        now.currency = now.currency or currency
        balance = _Balance(minor if said["mark"] == "C" else -minor, currency, one.tag)
        if opens:
            now.opening = balance
        else:
            now.closing = balance
        return now

    def _control(self, one: Field, now: _Statement, found: Found) -> None:
        said = _CONTROL.fullmatch(" ".join(one.lines).strip())
        now.headed = True
        if said is None:
            found.note(f"line {one.number}: the control total :{one.tag}: cannot be used")
            return
        now.currency = now.currency or said[2]
        try:
            now.controls[one.tag[-1]] = int(said[1]), exact(said[3], said[2], mark=",")
        except Faulty as fault:
            found.note(f"line {one.number}: the control total cannot be used: {fault}")

    def _row(self, row: Row, now: _Statement, choice: Choice, found: Found) -> None:
        number, raw = found.read, row.raw
        try:
            lines = row.field.lines
            said = _ROW.fullmatch(lines[0]) or _ROW.fullmatch("".join(lines[:2]))
            if said is None:
                raise Faulty("the :61: is not written as the standard says")
            currency = now.currency or choice.currency or self._stated
            if not currency:
                raise Refused(
                    "the file states no currency",
                    where=f"{self.name}, {row.place}",
                    remedy="Say it with --currency",
                )
            now.currency = currency_of(currency)
            minor = exact(said["amount"], currency, mark=",")
            minor = minor if said["mark"] in {"C", "RD", "EC"} else -minor
            when = _days(said["value"], (said["entry"] or "").strip())
            if when[1] is None:
                found.note(
                    f"{row.place}: the value date {said['value']} is a day of the banks' year of"
                    " 360 days and of no calendar: the booking day is kept alone"
                )
        except Faulty as fault:
            found.rejected.append(NotLoaded(number, row.place, str(fault), raw))
            return
        if said["mark"].startswith("E"):
            now.expected = True
            why = "expected, not booked: it counts in no sum"
            found.ignored.append(NotLoaded(number, row.place, why, raw, minor))
            return
        now.entries.append(_entry(row, number, said, minor, currency, when, now.account))

    @property
    def _stated(self) -> str:
        """The one currency of the file's control totals, where nothing before them states it."""
        codes = set(re.findall(rb"[\r\n]:90[CD]:[0-9]+([A-Z]{3})", self.content))
        return codes.pop().decode() if len(codes) == 1 else ""

    def _controls(self, one: _Statement, found: Found) -> None:
        """Compare the booked movements with the totals that an interim report states."""
        for mark, way, what in (("D", -1, "debits"), ("C", 1, "credits")):
            if mark not in one.controls or one.expected:
                continue
            count, total = one.controls[mark]
            of = [entry.minor * way for entry in one.entries if entry.minor * way > 0]
            agrees = (len(of), sum(of)) == (count, total)
            (found.note if agrees else found.doubt)(
                f"{one.account}: the control total of {count} {what},"
                f" {written(total, one.currency)}, "
                + ("agrees" if agrees else f"does NOT agree: {len(of)} were read,"
                   f" {written(sum(of), one.currency)}")
            )  # fmt: skip

    def _joined(self, done: list[_Statement], choice: Choice, found: Found) -> Iterator[Draft]:
        """The statements; pages that lead into each other by 62M and 60M are one."""
        kept: list[_Statement] = []
        for one in done:
            last = kept[-1] if kept else None
            if (
                last and last.closing and one.opening
                and (last.closing.tag, one.opening.tag) == ("62M", "60M")
                and last.account == one.account and last.closing[:2] == one.opening[:2]
            ):  # fmt: skip
                last.entries += one.entries
                last.closing, last.ended = one.closing, one.ended
                continue
            if (
                last and last.account == one.account and last.closing and one.opening
                and last.currency == one.currency and last.closing.minor != one.opening.minor
            ):  # fmt: skip
                found.note(
                    f"{one.account}: a statement closes at"
                    f" {written(last.closing.minor, last.currency)} and the next opens at"
                    f" {written(one.opening.minor, one.currency)}: they do not follow on"
                )
            kept.append(one)
        for one in kept:
            if one.opening and one.closing is None:
                found.note(
                    f"{one.account}: no closing balance is stated: the file may break off there"
                )
            account = account_of(one.account, one.currency or choice.currency or "GBP")
            yield Draft(
                account, one.entries, one.opening and one.opening.minor,
                one.closing and one.closing.minor, sequence=_sequence(one),
            )  # fmt: skip


def _sequence(one: _Statement) -> str:
    """The statement's number; with its page where other pages of it are not in the file."""
    whole = not (one.opening and one.opening.tag == "60M") and not (
        one.closing and one.closing.tag == "62M"
    )
    return one.number if whole or not one.page else f"{one.number}/{one.page}"


def _days(value: str, entry: str) -> tuple[date, date | None]:
    """Booking day and value date; the first has no year, and takes the one nearest to the other."""
    stated = day(value, "yymmdd")
    made = stated
    if entry and re.fullmatch("[0-9]{2}02(?:29|30)", value):
        made = made or day(f"{value[:2]}0301", "yymmdd")  # interest counts months of 30 days
    if made is None:
        raise Faulty(f"{value!r} is no date")
    if not entry:
        return made, stated
    near = [
        found for year in (made.year - 1, made.year, made.year + 1)
        if (found := day(f"{year:04d}{entry}"))
    ]  # fmt: skip
    if not near:
        raise Faulty(f"{entry!r} is no day of a year")
    return min(near, key=lambda one: abs((one - made).days)), stated


def _entry(
    row: Row,
    number: int,
    said: re.Match[str],
    minor: int,
    currency: str,
    when: tuple[date, date | None],
    account: str,
) -> Entry:
    own, _, bank = said["rest"].partition("//")
    own, bank = plain(own), plain(bank)
    extra = plain(" ".join(row.field.lines[1:]))
    about = details(row.about, account=account, extra=extra, paid_in=minor > 0)
    code = (said["code"] or "").strip()
    kind = DETAIL_TYPES.get(about.code, "") or SWIFT_TYPES.get(code[1:], "")
    if said["mark"].startswith("R"):
        kind = "REVERSAL"
    elif kind == "DIVIDEND" and minor < 0:
        kind = ""  # Dutch banks write NDIV for what is neither here nor there
    words = " ".join(part for part in (extra, about.narrative) if part)
    reference = about.reference or ("" if own in _ELSEWHERE else own)
    return Entry(
        row=number, place=row.place, date=when[0], time=None, minor=minor, currency=currency,
        type_raw=" ".join(part for part in (code, about.code, about.title) if part), type=kind,
        narrative=words or about.title or reference,
        reference=reference,
        counterparty=about.name or about.narrative or extra,
        counterparty_sort_code=about.sort_code, counterparty_number=about.number,
        external_id="" if bank == "NONREF" else bank, counterparty_iban=about.iban,
        value_date=when[1],
    )  # fmt: skip
