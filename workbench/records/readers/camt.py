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
from workbench.records.grammar import moment
from workbench.records.readers.camt_text import described, identifier
from workbench.records.readers.message import (
    EVERY,
    Draft,
    Found,
    account_of,
    currency_of,
    exact,
    finished,
)
from workbench.records.readers.table import Faulty
from workbench.records.readers.xml_stream import Node, Part, XmlStream
from workbench.records.reading import AccountRead, Choice, Entry, FileRead, NotLoaded

_HEADED: Final = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?BkToCstmr(?:AcctRpt|Stmt|DbtCdtNtfctn)")
_VERSION: Final = re.compile(rb"camt\.05[234]\.001\.([0-9]{2})")
_HOLDERS: Final = frozenset({"Rpt", "Stmt", "Ntfctn"})
_BOOKED: Final = frozenset({"OPBD", "PRCD", "CLBD", "ITBD"})
_WANTED: Final = frozenset({"Acct", "Bal", "CreDtTm", "Ntry", "TxsSummry"})
#: Not booked (ISO 20022 EntryStatus): pending, for information, to come.
_NOT_BOOKED: Final = {"PDNG": "pending", "INFO": "for information only", "FUTR": "to come"}


class _Balance(NamedTuple):
    code: str
    minor: int
    currency: str
    line: int


@dataclass(slots=True)
class _Statement:
    """One Stmt, Rpt or Ntfctn while it is being read."""

    account: Node | None = None
    balances: list[_Balance] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    reversals: set[int] = field(default_factory=set)
    stated: list[int] = field(default_factory=list)  # every entry's amount, booked or not
    summary: Node | None = None
    made: str = ""  # the day on which the bank made it


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
            elif node.name == "CreDtTm":
                now.made = now.made or node.text
            elif node.name == "Bal":
                self._balance(node, now, found)
            else:
                found.read += 1
                if found.read % EVERY == 0:
                    report(found.read, 0, f"Reading {self.name}")
                try:
                    self._entry(part, now, found)
                except Faulty as fault:
                    raw = self.stream.decoded(part.raw)
                    place = _place(found.read, node)
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
        try:
            minor, currency = _money(node)
        except Faulty as fault:
            found.note(f"line {node.line}: the balance {code} cannot be used: {fault}")
            return
        now.balances.append(_Balance(code, minor, currency, node.line))

    def _entry(self, part: Part, now: _Statement, found: Found) -> None:
        node, number = part.node, found.read
        place = _place(number, node)
        minor, currency = _money(node)
        now.stated.append(minor)
        status = node.said("Sts", "Cd") or node.said("Sts", "Prtry") or node.said("Sts")
        if status in _NOT_BOOKED:
            why = f"{_NOT_BOOKED[status]}: not booked, so it counts in no sum"
            raw = self.stream.decoded(part.raw)
            found.ignored.append(NotLoaded(number, place, why, raw, minor))
            return
        if status not in {"BOOK", ""}:
            raise Faulty(f"the status {status[:40]!r} is neither booked nor pending")
        if not status:
            found.note("an entry without a status is taken as booked")
        when, time = _moment(node) or (_made(now, place, found), None)
        taken_back = node.said("RvslInd") in {"true", "1"}
        if taken_back:
            now.reversals.add(len(now.entries))
        entry = Entry(
            row=number, place=place, date=when, time=time, minor=minor, currency=currency,
            balance_minor=None, **described(node, minor, taken_back=taken_back),
        )  # fmt: skip
        now.entries.append(entry)

    def _drafts(
        self, number: int, now: _Statement, choice: Choice, found: Found
    ) -> Iterator[Draft]:
        """One statement, and one more for each further currency that its entries are in."""
        first = now.entries[0].currency if now.entries else choice.currency or "GBP"
        of_account = now.account.said("Ccy") if now.account else ""
        currency = of_account or (now.balances[0].currency if now.balances else first)
        opening, closing = _ends(now.balances)
        self._turned(number, now, opening, closing, found)
        self._counted(number, now, found)
        for balance, what in ((opening, "opening"), (closing, "closing")):
            if balance and balance.currency != currency:
                found.note(
                    f"line {balance.line}: the {what} balance is in {balance.currency},"
                    f" the account in {currency}"
                )
        account = self._account(now, currency)
        groups: dict[str, list[Entry]] = {currency: []}
        for entry in now.entries:
            groups.setdefault(entry.currency, []).append(entry)
        for code, entries in groups.items():
            if code == currency:
                yield Draft(account, entries, opening and opening.minor, closing and closing.minor)
            else:
                found.note(f"statement {number}: entries in {code}, and the account in {currency}")
                yield Draft(replace(account, currency=code), entries)

    def _account(self, now: _Statement, currency: str) -> AccountRead:
        if now.account is None:
            return AccountRead(key="", currency=currency)
        bank = now.account.at("Svcr", "FinInstnId") or now.account.at("Svcr")
        name = now.account.said("Nm") or now.account.said("Ownr", "Nm")
        name = name or now.account.said("Ownr", "Pty", "Nm")
        institution = ""
        if bank:
            institution = bank.said("Nm") or bank.said("NmAndAdr", "Nm")
            institution = institution or bank.said("BICFI") or bank.said("BIC")
        return account_of(identifier(now.account), currency, name=name, institution=institution)

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

    def _counted(self, number: int, now: _Statement, found: Found) -> None:
        """Compare the entries with the number that the statement itself says it has."""
        said = now.summary.said("TtlNtries", "NbOfNtries") if now.summary else ""
        if said.isdecimal() and len(said) < 10 and int(said) != len(now.stated):
            found.note(
                f"statement {number} says that it has {int(said)} entries;"
                f" {len(now.stated)} were read"
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
    day = moment(now.made, "ymd")
    if day is None:
        raise Faulty("the entry has no date")
    found.note(f"{place} states no date; the day on which its statement was made is taken")
    return day[0]


def _moment(node: Node) -> tuple[date, str | None] | None:
    """The booking day with its time, or the value date where there is none."""
    for name in ("BookgDt", "ValDt"):
        text = node.said(name, "Dt") or node.said(name, "DtTm") or node.said(name)
        if text:
            found = moment(re.sub(r"(?<=^.{10})(?:Z|[+-][0-9]{2}:[0-9]{2})$", "", text), "ymd")
            if found is None:
                raise Faulty(f"{text[:40]!r} is no date")
            return found
    return None


def _ends(balances: list[_Balance]) -> tuple[_Balance | None, _Balance | None]:
    """Opening and closing booked balance; a page in the middle has interim ones at its ends."""
    opening = closing = None
    interim = [one for one in balances if one.code == "ITBD"]
    for code in ("OPBD", "PRCD"):
        opening = opening or next((one for one in balances if one.code == code), None)
    closing = next((one for one in balances if one.code == "CLBD"), None)
    if opening is None and interim and (closing or len(interim) > 1):
        opening = interim.pop(0)
    if closing is None and opening and interim:
        closing = interim[-1]
    return opening, closing
