"""ISO 20022 CAMT.052, 053 and 054 of every version: booked entries with their balances.

A row is an Ntry, cited by its number in the file and its line. The sign is CdtDbtInd; only booked
entries are movements. Names are local, so that a file without a namespace is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.grammar import day, moment
from workbench.records.narrative import sort_code
from workbench.records.readers.camt_sums import summed
from workbench.records.readers.camt_text import clearing, described, identifier
from workbench.records.readers.cells import Faulty
from workbench.records.readers.message import (
    Draft,
    Found,
    account_of,
    currency_of,
    exact,
    finished,
    zone_of,
)
from workbench.records.readers.xml_stream import Node, Part, XmlStream
from workbench.records.reading import AccountRead, Choice, Entry, FileRead, NotLoaded

_HEADED: Final = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?BkToCstmr(?:AcctRpt|Stmt|DbtCdtNtfctn)")
_VERSION: Final = re.compile(rb"camt\.05[234]\.001\.([0-9]{2})")
_HOLDERS: Final = frozenset({"Rpt", "Stmt", "Ntfctn"})
_BOOKED: Final = frozenset({"OPBD", "PRCD", "CLBD", "ITBD"})
_WANTED: Final = frozenset({
    "Acct", "Bal", "CreDtTm", "ElctrncSeqNb", "FrToDt", "Id", "LglSeqNb", "Ntry", "TxsSummry",
})  # fmt: skip
#: Not booked (ISO 20022 EntryStatus): pending, for information, to come.
_NOT_BOOKED: Final = {"PDNG": "pending", "INFO": "for information only", "FUTR": "to come"}


class _Balance(NamedTuple):
    code: str
    minor: int
    currency: str
    line: int
    day: date | None = None


@dataclass(slots=True)
class _Statement:
    """One Stmt, Rpt or Ntfctn while it is being read."""

    account: Node | None = None
    balances: list[_Balance] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    reversals: set[int] = field(default_factory=set)
    left: list[int] = field(default_factory=list)  # amounts of entries that are not booked
    unread: bool = False  # whether an entry was rejected
    closes: date | None = None  # the day of the closing balance
    summary: Node | None = None
    period: Node | None = None
    said: dict[str, str] = field(default_factory=dict)  # its number, and the day it was made


def is_camt(content: bytes) -> bool:
    """Whether a file is a CAMT message."""
    head = content[:100_000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode("utf-8")
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(_HEADED.search(head))


class Camt:
    """One file of one or more statements, reports or notifications."""

    def __init__(self, name: str, content: bytes) -> None:
        """Take the file's bytes; they are walked when they are asked for."""
        self.name = name
        self.stream = XmlStream(name, content)
        head = self.stream.content[:100_000]
        version = _VERSION.search(head)
        self.version = f"001.{version[1].decode()}" if version else "no namespace"
        kind = _HEADED.search(head)
        word = kind[0] if kind else b""
        self.format = (
            "CAMT.052" if b"AcctRpt" in word else "CAMT.054" if b"Ntfctn" in word else "CAMT.053"
        )
        self.encoding = "UTF-8"

    def _parts(self) -> Iterator[Part]:
        """The parts of every statement, in order.

        Raises:
            Refused: if an entry stands outside of any.
        """
        for part in self.stream.walk(_WANTED, _HOLDERS):
            if part.holder:
                yield part
            elif part.node.name == "Ntry":
                raise Refused(
                    "an entry stands outside a statement",
                    where=f"{self.name}, line {part.node.line}",
                    remedy="Ask the bank for the file again",
                )

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every entry as (place, XML as it stood)."""
        number = 0
        for part in self._parts():
            if part.node.name == "Ntry":
                number += 1
                yield _place(number, part.node), self.stream.decoded(part.raw)

    def read(self, choice: Choice, report: Report = silent) -> FileRead:
        """Read every entry of every statement in the file.

        Raises:
            Refused: if it is no well-formed message, or holds no statement.
        """
        found = Found()
        statements: dict[int, _Statement] = {}
        for part in self._parts():
            now = statements.setdefault(part.holder, _Statement())
            node = part.node
            if node.name == "Acct":
                now.account = now.account or node
            elif node.name == "TxsSummry":
                now.summary = node
            elif node.name == "FrToDt":
                now.period = node
            elif node.name not in {"Bal", "Ntry"}:
                now.said.setdefault(node.name, node.text)
            elif node.name == "Bal":
                self._balance(node, now, found)
            else:
                found.count(report, self.name)
                try:
                    self._entry(part, now, found)
                except Faulty as fault:
                    raw = self.stream.decoded(part.raw)
                    place = _place(found.read, node)
                    now.unread = True
                    found.rejected.append(NotLoaded(found.read, place, str(fault), raw))
        if not statements:
            raise Refused(
                "the file holds no statement", where=self.name,
                remedy="Ask the bank for the file again",
            )  # fmt: skip
        drafts = [
            draft for number, one in statements.items()
            for draft in self._drafts(number, one, choice, found)
        ]  # fmt: skip
        return finished(
            drafts, found, choice, name=self.name, format_=self.format,
            layout=self.format.lower(), version=self.version,
            encoding=(self.stream.encoding or "UTF-8").upper(),
        )  # fmt: skip

    def _balance(self, node: Node, now: _Statement, found: Found) -> None:
        code = node.said("Tp", "CdOrPrtry", "Cd") or node.said("Tp", "Cd")
        if code not in _BOOKED:
            return  # available, forward and other balances are not of booked entries
        on = day((node.said("Dt", "Dt") or node.said("Dt", "DtTm"))[:10], "ymd")
        if code == "CLBD":
            now.closes = max(now.closes or on, on) if on else now.closes
        try:
            minor, currency = _money(node)
        except Faulty as fault:
            found.note(f"line {node.line}: the balance {code} cannot be used: {fault}")
            return
        now.balances.append(_Balance(code, minor, currency, node.line, on))

    def _entry(self, part: Part, now: _Statement, found: Found) -> None:
        node, number = part.node, found.read
        place = _place(number, node)
        minor, currency = _money(node)
        status = node.said("Sts", "Cd") or node.said("Sts", "Prtry") or node.said("Sts")
        status = status.upper()
        if status in _NOT_BOOKED:
            why = f"{_NOT_BOOKED[status]}: not booked, so it counts in no sum"
            raw = self.stream.decoded(part.raw)
            now.left.append(minor)
            found.ignored.append(NotLoaded(number, place, why, raw, minor))
            return
        if status not in {"BOOK", ""}:
            raise Faulty(f"the status {status[:40]!r} is neither booked nor pending")
        if not status:
            found.note("an entry without a status is taken as booked")
        when, time, zone = _moment(node, "BookgDt", "ValDt") or (
            _made(now, place, found), None, "",
        )  # fmt: skip
        value = _moment(node, "ValDt")
        taken_back = node.said("RvslInd") in {"true", "1"}
        if taken_back:
            now.reversals.add(len(now.entries))
        entry = Entry(
            row=number, place=place, date=when, time=time, minor=minor, currency=currency,
            balance_minor=None, value_date=value[0] if value else None, zone=zone,
            **described(node, minor, taken_back=taken_back),
        )  # fmt: skip
        now.entries.append(entry)

    def _drafts(
        self, number: int, now: _Statement, choice: Choice, found: Found
    ) -> Iterator[Draft]:
        """One statement, and one more for each further currency that its entries are in."""
        first = now.entries[0].currency if now.entries else choice.currency or "GBP"
        of_account = now.account.said("Ccy") if now.account else ""
        currency = of_account or (now.balances[0].currency if now.balances else first)
        opening, closing = self._own_ends(now, currency, found)
        self._turned(number, now, opening, closing, found)
        summed(now.summary, [one.minor for one in now.entries], now.left, number=number,
               currency=currency, found=found, unread=now.unread)  # fmt: skip
        sequence = next((
            said.lstrip("0") for name in ("ElctrncSeqNb", "LglSeqNb", "Id")
            if (said := now.said.get(name, "")) and re.fullmatch("[0-9]{1,18}", said)
        ), "")  # fmt: skip
        period = _spanned(now.period)
        account = self._account(now, currency)
        groups: dict[str, list[Entry]] = {currency: []}
        for entry in now.entries:
            groups.setdefault(entry.currency, []).append(entry)
        for code, entries in groups.items():
            if code == currency:
                yield Draft(account, entries, opening and opening.minor,
                            closing and closing.minor, period, sequence)  # fmt: skip
            else:
                found.note(f"statement {number}: entries in {code}, and the account in {currency}")
                first_, last = _ends([one for one in now.balances if one.currency == code])
                yield Draft(replace(account, currency=code), entries, first_ and first_.minor,
                            last and last.minor, period, sequence)  # fmt: skip

    def _own_ends(
        self, now: _Statement, currency: str, found: Found
    ) -> tuple[_Balance | None, _Balance | None]:
        """The balances in the account's currency; one in another is told, and can prove nothing.

        ISO 20022 states an account's booked balances in the account's currency. A balance in
        another one is kept as it is stated, unless the entries would then seem to agree with it.
        """
        opening, closing = _ends([one for one in now.balances if one.currency == currency])
        first, last = _ends(now.balances)
        for balance, what in (
            (None if opening else first, "opening"), (None if closing else last, "closing"),
        ):  # fmt: skip
            if balance and balance.currency != currency:
                found.note(
                    f"line {balance.line}: the {what} balance is in {balance.currency},"
                    f" the account in {currency}"
                )
        opening, closing = opening or first, closing or last
        foreign = [one for one in (opening, closing) if one and one.currency != currency]
        if foreign and opening and closing:
            moved = sum(one.minor for one in now.entries if one.currency == currency)
            if opening.minor + moved == closing.minor:
                opening = opening if opening.currency == currency else None
                closing = closing if closing.currency == currency else None
        return opening, closing

    def _account(self, now: _Statement, currency: str) -> AccountRead:
        if now.account is None:
            return AccountRead(key="", currency=currency)
        bank = now.account.at("Svcr", "FinInstnId") or now.account.at("Svcr")
        number, code = identifier(now.account), clearing(now.account.at("Svcr"))
        if re.fullmatch("[0-9]{8}", number) and sort_code(code):
            number = f"{sort_code(code).replace('-', '')}/{number}"
        name = now.account.said("Nm") or now.account.said("Ownr", "Nm")
        name = name or now.account.said("Ownr", "Pty", "Nm")
        institution = ""
        if bank:
            institution = bank.said("Nm") or bank.said("NmAndAdr", "Nm")
            institution = institution or bank.said("BICFI") or bank.said("BIC")
        return account_of(number, currency, name=name, institution=institution)

    def _turned(
        self, number: int, now: _Statement, opening: _Balance | None, closing: _Balance | None,
        found: Found,
    ) -> None:  # fmt: skip
        """Some banks give a reversal the sign of what it takes back: the balances decide.

        ISO 20022 gives it its own sign, and that stands unless only the other one adds up.
        """
        if not now.reversals or not opening or not closing:
            return
        moved = sum(entry.minor for entry in now.entries)
        turned = moved - 2 * sum(now.entries[index].minor for index in now.reversals)
        if opening.minor + moved == closing.minor or opening.minor + turned != closing.minor:
            return
        for index in now.reversals:
            entry = now.entries[index]
            now.entries[index] = entry._replace(minor=-entry.minor)
        found.note(
            f"statement {number}: the balances add up only if each reversal goes against the"
            " sign that it is given, and so they were read"
        )


def _place(number: int, node: Node) -> str:
    return f"entry {number} (line {node.line})"


def _money(node: Node) -> tuple[int, str]:
    """Signed minor units and currency of an Amt with the CdtDbtInd beside it."""
    amount = node.at("Amt")
    if amount is None:
        raise Faulty("there is no amount")
    currency = currency_of(amount.attributes.get("Ccy", "").strip())
    if amount.text.startswith(("-", "+")):
        raise Faulty(f"{amount.text[:40]!r} has a sign; CAMT writes it as CdtDbtInd")
    minor = exact(amount.text, currency)
    way = {"CRDT": 1, "DBIT": -1}.get(node.said("CdtDbtInd"))
    if way is None:
        raise Faulty(f"{node.said('CdtDbtInd')[:40]!r} says neither credit nor debit")
    return minor * way, currency


def _made(now: _Statement, place: str, found: Found) -> date:
    """The day a statement was made: the last on which an undated entry can have been booked."""
    made = moment(now.said.get("CreDtTm", ""), "ymd")
    if made:
        found.note(f"{place} states no date; the day on which its statement was made is taken")
        return made[0]
    if now.closes is None:
        raise Faulty("the entry has no date")
    found.note(f"{place} states no date; the day of its statement's closing balance is taken")
    return now.closes


def _moment(node: Node, *names: str) -> tuple[date, str | None, str] | None:
    """Day, time and zone of the first of these that is stated."""
    for name in names:
        text = node.said(name, "Dt") or node.said(name, "DtTm") or node.said(name)
        if text:
            # a day may carry an offset too (XML Schema 1.0, part 2, 3.2.9)
            found = moment(re.sub(r"(?<=^.{10})(?:Z|[+-][0-9]{2}:[0-9]{2})$", "", text), "ymd")
            if found is None:
                raise Faulty(f"{text[:40]!r} is no date")
            return *found, zone_of(text)
    return None


def _spanned(period: Node | None) -> tuple[date | None, date | None]:
    """The days that the statement says it spans, where it states both."""
    if period is None:
        return None, None
    ends = [
        day((period.said(f"{name}DtTm") or period.said(f"{name}Dt"))[:10], "ymd")
        for name in ("Fr", "To")
    ]
    first, last = ends
    return (first, last) if first and last and first <= last else (None, None)


def _ends(balances: list[_Balance]) -> tuple[_Balance | None, _Balance | None]:
    """Opening and closing booked balance; a page in the middle has interim ones at its ends.

    A statement of several days may state those of each: the first opens it, the last closes it.
    """
    if all(one.day for one in balances):
        balances = sorted(balances, key=lambda one: one.day or date.min)
    opening = closing = None
    interim = [one for one in balances if one.code == "ITBD"]
    for code in ("OPBD", "PRCD"):
        opening = opening or next((one for one in balances if one.code == code), None)
    closes = [one for one in balances if one.code == "CLBD"]
    closing = closes[-1] if closes else None
    if opening is None and interim and (closing or len(interim) > 1):
        opening = interim.pop(0)
    if closing is None and opening and interim:
        closing = interim[-1]
    return opening, closing
