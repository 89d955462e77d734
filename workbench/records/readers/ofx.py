"""OFX 1 (SGML) and OFX 2 (XML), read by one small tokeniser that knows no document type.

A row is a STMTTRN, or an investment transaction, which moves securities and is left aside. Amounts
are signed from the holder's side. Ends of elements that hold only text may be missing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.grammar import clock, day
from workbench.records.narrative import named, sort_code
from workbench.records.readers.cells import Faulty
from workbench.records.readers.message import (
    EVERY,
    Draft,
    Found,
    account_of,
    currency_of,
    exact,
    finished,
    other_account,
    plain,
)
from workbench.records.readers.ofx_tokens import Token, tokens
from workbench.records.readers.text import encoding_of
from workbench.records.reading import AccountRead, Choice, Entry, FileRead, NotLoaded

_AGAIN: Final = "Ask for the file again"
_HEAD: Final = re.compile(r"\s*(?:OFXHEADER\s*[:=]|<\?OFX\b|<OFX>)", re.IGNORECASE)
_CHARSET: Final = re.compile(
    rb"CHARSET\s*[:=]\s*\"?(?:WINDOWS-|CP)?(125[0-8]|(?:ISO-)?8859-[0-9]{1,2})\b"
    rb"|<\?xml[^>]*encoding=[\"'](?:windows-|cp)?(125[0-8]|iso-8859-[0-9]{1,2})[\"']",
    re.IGNORECASE,
)
_STATEMENTS: Final = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_ACCOUNTS: Final = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_OVER: Final = _ACCOUNTS | {"LEDGERBAL"}
#: Parts of a transaction whose own fields do not speak of the movement itself.
_INSIDE: Final = frozenset({
    "PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA",
})  # fmt: skip
#: Transactions in securities; the words before the last are those of OFX 2.2, section 13.9.2.
_TRADES: Final = frozenset({
    "BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK", "CLOSUREOPT", "INCOME", "INVEXPENSE",
    "JRNLFUND", "JRNLSEC", "MARGININTEREST", "REINVEST", "RETOFCAP", "SELLDEBT", "SELLMF",
    "SELLOPT", "SELLOTHER", "SELLSTOCK", "SPLIT", "TRANSFER",
})  # fmt: skip
#: Orders that were given and not carried out (OFX 2.2, 13.9.2.5): nothing has moved.
_ORDERS: Final = frozenset({
    "OOBUYDEBT", "OOBUYMF", "OOBUYOPT", "OOBUYOTHER", "OOBUYSTOCK", "OOSELLDEBT", "OOSELLMF",
    "OOSELLOPT", "OOSELLOTHER", "OOSELLSTOCK", "SWITCHMF",
})  # fmt: skip
_BOOKINGS: Final = frozenset({"STMTTRN", "STMTTRNP"})
_ROWS: Final = _BOOKINGS | _TRADES | _ORDERS
_TYPES: Final = {
    "INT": "INTEREST", "DIV": "DIVIDEND", "FEE": "FEE", "SRVCHG": "FEE", "ATM": "CASH_OUT",
    "POS": "CARD", "XFER": "TRANSFER", "CHECK": "CHEQUE", "DIRECTDEBIT": "DIRECT_DEBIT",
    "REPEATPMT": "STANDING_ORDER", "PAYMENT": "BILL_PAYMENT",
}  # fmt: skip
_MOMENT: Final = re.compile(
    r"([0-9]{8})(?:([0-9]{2})([0-9]{2})([0-9]{2})?(?:\.[0-9]{1,6})?)?"
    r"\s*(?:\[(?P<zone>[+-]?[0-9]{1,2}(?:\.[0-9]{1,2})?)(?::[A-Za-z/_ +-]{0,30})?\])?"
)


@dataclass(slots=True)
class _Row:
    """A transaction while its elements are read: fields by "NAME" or "INSIDE/NAME"."""

    tag: str
    number: int
    line: int
    start: int
    said: dict[str, str] = field(default_factory=dict)
    end: int = 0

    @property
    def place(self) -> str:
        """How the row is cited."""
        return f"transaction {self.number} (line {self.line})"


@dataclass(slots=True)
class _Statement:
    """One account's statement: what it says beside its rows."""

    said: dict[str, str] = field(default_factory=dict)
    rows: list[_Row] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    """What the file says, before any of it is judged."""

    statements: list[_Statement] = field(default_factory=list)
    institution: str = ""
    errors: list[str] = field(default_factory=list)


def is_ofx(content: bytes) -> bool:
    """Whether a file is OFX, of either kind."""
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").decode("latin-1")
    if head.startswith("<?xml"):
        head = head.partition("?>")[2]
    return bool(_HEAD.match(re.sub(r"^(?:\s*<!--.*?-->)+", "", head, flags=re.DOTALL)))


def _fitting(charset: str, content: bytes) -> str:
    """The codec of a charset that the file states, or Windows-1252 where a byte is none of it."""
    number = charset.rpartition("8859-")[2]
    codec = f"cp{charset}" if number == charset else f"iso8859-{number}"
    if codec == "iso8859-1":
        return "cp1252"  # which has all of its letters, and is what is meant
    try:
        content.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return "cp1252"
    return codec


class Ofx:
    """One file of statements of one or more accounts."""

    def __init__(self, name: str, content: bytes) -> None:
        """Decode the file; it is read when it is asked for.

        Its own CHARSET is not believed where every byte is UTF-8: it is often wrong. Where they
        are not, a CHARSET of other letters than Windows-1252's is, if every byte fits it.

        Raises:
            Refused: if it is no text.
        """
        self.name = name
        self.encoding = encoding_of(content, name)
        if self.encoding == "cp1252" and (said := _CHARSET.search(content[:4000])):
            self.encoding = _fitting((said[1] or said[2]).decode("latin-1"), content)
        self.text = content.decode(self.encoding)
        xml = re.match(r"\s*<\?(?:xml|OFX)\b", self.text)
        self.format = "OFX 2" if xml else "OFX 1"

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every transaction as (place, text as it stood)."""
        for one in self._file().statements:
            yield from ((row.place, self._raw(row)) for row in one.rows)

    def _raw(self, row: _Row) -> str:
        return self.text[row.start : row.end].strip()

    def _file(self, report: Report = silent) -> _File:
        """Walk the elements and put each value where it belongs.

        Raises:
            Refused: if the file breaks off, or a value stands where none can.
        """
        file = _File()
        walk = _Walk(self.name, file)
        closed = False
        for token in tokens(self.text, self.name):
            walk.take(token)
            closed = closed or (token.closes and token.name == "OFX")
            if walk.count % EVERY == 0 and token.closes and walk.count:
                report(walk.count, 0, f"Reading {self.name}")
        if not closed or walk.row:
            raise Refused("the file breaks off before its end", where=self.name, remedy=_AGAIN)
        return file

    def read(self, choice: Choice, report: Report = silent) -> FileRead:
        """Read every transaction of every account.

        Raises:
            Refused: if it breaks off, is an answer without a statement, or states no currency.
        """
        file = self._file(report)
        if not file.statements:
            said = f": {file.errors[0]}" if file.errors else ""
            raise Refused(
                f"the file holds no statement{said}",
                where=self.name,
                remedy="Ask the bank for the statement again",
            )
        found = Found()
        for error in file.errors:
            found.note(f"the bank's server said: {error}")
        drafts = [self._draft(one, file, choice, found) for one in file.statements]
        return finished(
            drafts, found, choice, name=self.name, format_=self.format, layout="ofx",
            version=self.format.rpartition(" ")[2],
            encoding={"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(
                self.encoding, self.encoding.upper().replace("CP", "Windows-")
            ),
        )  # fmt: skip

    def _draft(self, one: _Statement, file: _File, choice: Choice, found: Found) -> Draft:
        try:
            currency = currency_of(one.said.get("CURDEF", "").upper() or choice.currency)
        except Faulty as fault:
            raise Refused(
                f"a statement's currency cannot be read: {fault}",
                where=self.name,
                remedy="Say it with --currency",
            ) from fault
        period = _day_of(one.said.get("DTSTART", "")), _day_of(one.said.get("DTEND", ""))
        draft = Draft(_account(one.said, currency, file.institution), period=period)
        corrected = _corrections(one.rows, found)
        for row in one.rows:
            found.count(silent, self.name)
            try:
                self._row(row, currency, draft, found, corrected.get(row.number, ""))
            except Faulty as fault:
                raw = self._raw(row)
                found.rejected.append(NotLoaded(row.number, row.place, str(fault), raw))
        if balance := one.said.get("LEDGERBAL/BALAMT", ""):
            try:
                draft.closing = exact(balance.replace("\u2212", "-"), currency)
            except Faulty as fault:
                found.note(f"{draft.account.key}: the ledger balance cannot be used: {fault}")
        _reused(draft, found)
        return draft

    def _row(self, row: _Row, currency: str, draft: Draft, found: Found, corrected: str) -> None:
        raw = self._raw(row)
        if row.tag in _TRADES:
            why = f"a transaction in securities ({row.tag}): only movements of money are loaded"
            found.ignored.append(NotLoaded(row.number, row.place, why, raw, _total(row, currency)))
            return
        if row.tag in _ORDERS:
            why = f"an order in securities ({row.tag}) that is not carried out"
            found.ignored.append(NotLoaded(row.number, row.place, why, raw))
            return
        said = row.said
        of = said.get("CURRENCY/CURSYM", "").upper() or currency
        if currency_of(of) != currency:
            raise Faulty(
                f"the amount is in {of} and the account in {currency}: no rate is applied here"
            )
        if "TRNAMT" not in said:
            raise Faulty("the transaction has no amount")
        minor = exact(said["TRNAMT"], currency)
        if row.tag == "STMTTRNP" or corrected:
            why = corrected or "pending: not booked, so it counts in no sum"
            found.ignored.append(NotLoaded(row.number, row.place, why, raw, minor))
            return
        draft.entries.append(_entry(row, minor, currency))


def _corrections(rows: list[_Row], found: Found) -> dict[int, str]:
    """Why a row counts in no sum that the bank corrects, or that only deletes another.

    OFX 2.2, 11.4.4.1: CORRECTFITID names the transaction, CORRECTACTION is REPLACE or DELETE.
    """
    whys: dict[int, str] = {}
    by_id = {row.said["FITID"]: row for row in rows if row.said.get("FITID")}
    for row in rows:
        action, of = row.said.get("CORRECTACTION", "").upper(), row.said.get("CORRECTFITID", "")
        if action not in {"REPLACE", "DELETE"} or not of or row.tag != "STMTTRN":
            continue
        what = "replaces" if action == "REPLACE" else "deletes"
        if action == "DELETE":
            whys[row.number] = f"no movement: it deletes the transaction with the FITID {of[:40]}"
        first = by_id.get(of)
        if first and first is not row:
            whys[first.number] = f"the bank corrected it: {row.place} {what} it"
        else:
            found.note(
                f"{row.place} {what} the transaction with the FITID {of[:40]}, which is not in this"
                " file: look for it in an earlier one"
            )
    return whys


class _Walk:
    """Puts each element's value into the statement or transaction that is open."""

    def __init__(self, name: str, file: _File) -> None:
        self.name, self.file = name, file
        self.open: list[str] = []
        self.statement: _Statement | None = None
        self.row: _Row | None = None
        self.count = 0
        self.status: dict[str, str] = {}

    def take(self, token: Token) -> None:
        """Take one element's beginning with its text, or its end."""
        if token.closes:
            self._closes(token)
            return
        name = token.name
        if name in _STATEMENTS:
            self.statement = _Statement()
            self.file.statements.append(self.statement)
        elif name in _ROWS and self.row is None and (name in _BOOKINGS or not token.text):
            self._begins(token)
        elif name in _BOOKINGS:
            self._stray("a transaction begins inside another", token)
        if not token.text or name in _BOOKINGS:
            self.open.append(name)
            return
        self._value(token)

    def _value(self, token: Token) -> None:
        name = token.name
        if self.row:
            inside = next((one for one in reversed(self.open) if one in _INSIDE), "")
            self.row.said.setdefault(f"{inside}/{name}" if inside else name, token.text)
        elif name in {"TRNAMT", "FITID", "DTPOSTED"}:
            self._stray(f"{name} stands outside a transaction", token)
        elif "STATUS" in self.open[-2:]:
            self.status[name] = token.text
        elif name == "ORG":
            self.file.institution = self.file.institution or plain(token.text)
        elif self.statement:
            over = next((one for one in reversed(self.open) if one in _OVER), "")
            key = f"{over}/{name}" if over == "LEDGERBAL" else name
            if over or name in {"CURDEF", "DTSTART", "DTEND"}:
                self.statement.said.setdefault(key, token.text)

    def _begins(self, token: Token) -> None:
        if self.statement is None:
            self._stray("a transaction stands outside a statement", token)
        else:
            self.count += 1
            self.row = _Row(token.name, self.count, token.line, token.start)
            self.statement.rows.append(self.row)

    def _closes(self, token: Token) -> None:
        name = token.name
        if self.row and name == self.row.tag:
            self.row.end = token.end
            self.row = None
        elif self.row and name in {"BANKTRANLIST", "INVTRANLIST", "OFX", *_STATEMENTS}:
            self._stray("a transaction is not ended", token)
        if name in self.open:
            while self.open.pop() != name:
                pass
        if name in _STATEMENTS:
            self.statement = None
        if name == "STATUS":
            if self.status.get("SEVERITY", "").upper() == "ERROR":
                words = (self.status.get("CODE", ""), self.status.get("MESSAGE", ""))
                self.file.errors.append(" ".join(plain(word) for word in words if word))
            self.status = {}

    def _stray(self, what: str, token: Token) -> None:
        raise Refused(what, where=f"{self.name}, line {token.line}", remedy=_AGAIN)


def _account(said: dict[str, str], currency: str, institution: str) -> AccountRead:
    number, bank = plain(said.get("ACCTID", "")), plain(said.get("BANKID", ""))
    bare = re.sub(r"[\s-]", "", number)
    code = re.sub(r"[\s-]", "", bank)
    known = {"institution": institution}
    if sort_code(code) and re.fullmatch("[0-9]{8}|[0-9]{14}", bare):
        if len(bare) == 8:
            return account_of(f"{code}/{bare}", currency, **known)
        if bare.startswith(code):
            return account_of(f"{bare[:6]}/{bare[6:]}", currency, **known)
    return account_of(number, currency, **known)


class _Moment(NamedTuple):
    day: date
    time: str | None
    zone: str


def _moment(text: str) -> _Moment:
    """The day as the bank wrote it; noon and midnight stand for a day without a time."""
    found = _MOMENT.fullmatch(text)
    made = day(found[1]) if found else None
    if found is None or made is None:
        raise Faulty(f"{text[:40]!r} is no date" if text else "the transaction has no date")
    time = None
    if found[2]:
        time = clock(f"{found[2]}:{found[3]}:{found[4] or '00'}")
        if time is None:
            raise Faulty(f"{text[:40]!r} is no time of day")
    time = None if time in {"00:00:00", "12:00:00"} else time
    return _Moment(made, time, _zone(found["zone"] or ""))


def _zone(hours: str) -> str:
    """The offset "[-5:EST]" or "[5.5:IST]", in hours, as "-05:00" or "+05:30"."""
    if not hours:
        return ""
    whole, _, part = hours.lstrip("+-").partition(".")
    minutes = int(f"{part:0<2}") * 60 // 100 if part else 0
    return f"{'-' if hours.startswith('-') else '+'}{int(whole):02d}:{minutes:02d}"


def _day_of(text: str) -> date | None:
    """The day of a moment beside the booking, or None where it is not stated as it should be."""
    try:
        return _moment(text).day
    except Faulty:
        return None


def _entry(row: _Row, minor: int, currency: str) -> Entry:
    said = row.said
    when = _moment(said.get("DTPOSTED", ""))
    name = plain(said.get("NAME", "") or said.get("PAYEE/NAME", "") or said.get("EXTDNAME", ""))
    memo = plain(said.get("MEMO", ""))
    narrative = memo if name and memo.startswith(name) else f"{name} {memo}".strip()
    other = other_account(
        said.get("BANKACCTTO/ACCTID", "") or said.get("CCACCTTO/ACCTID", ""),
        re.sub(r"[\s-]", "", said.get("BANKACCTTO/BANKID", "")),
    )
    kind = _TYPES.get(said.get("TRNTYPE", "").upper(), "")
    if kind == "CASH_OUT" and minor > 0:
        kind = "CASH_IN"
    return Entry(
        row=row.number, place=row.place, date=when.day, time=when.time, minor=minor,
        currency=currency,
        type_raw=plain(said.get("TRNTYPE", "")), type=kind, narrative=narrative,
        reference=plain(said.get("CHECKNUM", "") or said.get("REFNUM", "")),
        counterparty=named(name or memo), counterparty_sort_code=other.sort_code,
        counterparty_number=other.number, counterparty_iban=other.iban,
        external_id=plain(said.get("FITID", "")), zone=when.zone,
        value_date=_day_of(said.get("DTAVAIL", "")),  # OFX 2.2, 11.4.3: when funds are available
    )  # fmt: skip


def _total(row: _Row, currency: str) -> int | None:
    try:
        return exact(row.said.get("TOTAL", ""), currency)
    except Faulty:
        return None


def _reused(draft: Draft, found: Found) -> None:
    """A FITID names one transaction; where a bank uses it for several it names none.

    The rows all stay: two that agree in everything may be genuine twins.
    """
    used = Counter(entry.external_id for entry in draft.entries if entry.external_id)
    again = {fitid for fitid, count in used.items() if count > 1}
    if not again:
        return
    draft.entries = [
        entry._replace(external_id="") if entry.external_id in again else entry
        for entry in draft.entries
    ]
    count = sum(used[fitid] for fitid in again)
    found.note(
        f"{draft.account.key}: {count} transactions share a FITID with another, such as"
        f" {min(again)[:40]}; all are kept, and none is told by it"
    )
