"""Open Banking UK account information (read/write API, transactions) as JSON.

Amounts are unsigned text; the sign is CreditDebitIndicator. Only booked transactions are
entries. A row is cited by its JSON pointer, "/Data/Transaction/3".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from workbench.errors import Refused
from workbench.money import exponent
from workbench.progress import Report, silent
from workbench.records.grammar import amount, moment
from workbench.records.identity import chosen, identified
from workbench.records.narrative import iban, sort_code
from workbench.records.readers.cells import Faulty
from workbench.records.readers.json_text import parsed, spans, text_of
from workbench.records.readers.message import Numbered, Words, other_account, zone_of
from workbench.records.reading import (
    AccountRead,
    Choice,
    Entry,
    FileRead,
    NotLoaded,
    StatementRead,
)

VERSION: Final = "3 and 4"
_LISTS: Final = ("Transaction", "Account", "Balance")
_EVERY: Final = 20_000
_ROW: Final = re.compile(r"(?:/[0-9]+)?/Data/Transaction/[0-9]+")
_ASK: Final = "Ask the bank for its Transactions resource, or for CSV"
#: The words of version 3 and the ISO 20022 codes of version 4.
_BOOKED: Final = frozenset({"booked", "book"})
_PENDING: Final = frozenset({"pending", "pdng", "futr", "info"})
_REJECTED: Final = frozenset({"rejected", "rjct"})
_OPENING: Final = frozenset({"openingbooked", "opbd"})
_CLOSING: Final = frozenset({"closingbooked", "clbd"})
_AFTER_ROW: Final = frozenset({"interimbooked", "itbd"}) | _CLOSING
#: Standard types by sub-code first, then by code (OBIE's words, then ISO 20022 families).
_TYPES: Final = {
    "cashwithdrawal": "CASH_OUT", "cwdl": "CASH_OUT", "cashdeposit": "CASH_IN",
    "cdpt": "CASH_IN", "standingorder": "STANDING_ORDER", "stdo": "STANDING_ORDER",
    "interest": "INTEREST", "intr": "INTEREST", "charges": "FEE", "chrg": "FEE", "fees": "FEE",
    "commission": "FEE", "directdebitpayment": "DIRECT_DEBIT", "directdebit": "DIRECT_DEBIT",
    "receiveddirectdebits": "DIRECT_DEBIT", "issueddirectdebits": "DIRECT_DEBIT",
    "rddt": "DIRECT_DEBIT", "iddt": "DIRECT_DEBIT", "customercardtransactions": "CARD",
    "merchantcardtransactions": "CARD", "ccrd": "CARD", "mcrd": "CARD",
    "issuedcheques": "CHEQUE", "receivedcheques": "CHEQUE", "ichq": "CHEQUE", "rchq": "CHEQUE",
    "receivedcredittransfer": "TRANSFER", "issuedcredittransfer": "TRANSFER",
    "receivedcredittransfers": "TRANSFER", "issuedcredittransfers": "TRANSFER",
    "rcdt": "TRANSFER", "icdt": "TRANSFER", "dividend": "DIVIDEND", "dvca": "DIVIDEND",
}  # fmt: skip


def _said(row: Mapping[str, Any], *path: str) -> str:
    """The text at a path of names, or empty where any of them is not there.

    Raises:
        Faulty: if something other than text or a number stands there.
    """
    at: Any = row
    for name in path:
        if at is None:
            return ""
        if not isinstance(at, Mapping):
            raise Faulty(f"{'.'.join(path)} is not written as the standard says")
        at = at.get(name)
    if at is None:
        return ""
    if not isinstance(at, str):
        raise Faulty(f"{'.'.join(path)} is not text")
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in at):
        raise Faulty(f"{'.'.join(path)} holds a character that is none")
    return at.strip()


def _money(row: Mapping[str, Any], *path: str) -> tuple[int, str]:
    """Signed minor units and currency of an amount and its CreditDebitIndicator beside it."""
    text, currency = _said(row, *path, "Amount"), _said(row, *path, "Currency").upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise Faulty(f"{currency!r} is no currency")
    # the standard allows five decimals: noughts beyond the currency's own say nothing
    places = exponent(currency)
    kept = re.sub(rf"(\.[0-9]{{{places}}})0+$", r"\1", text).removesuffix(".")
    found = amount(kept, places=places)
    if found is None or found.negative or found.mark or found.currency:
        raise Faulty(f"{text!r} is no unsigned amount of {currency}")
    word = _said(row, *path[:-1], "CreditDebitIndicator").casefold()
    if word not in {"credit", "debit", "crdt", "dbit"}:
        raise Faulty(f"{word!r} says neither credit nor debit")
    return found.minor if word.startswith("cr") else -found.minor, currency


@dataclass(slots=True)
class _Rows:
    entries: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)
    ignored: list[NotLoaded] = field(default_factory=list)
    rejected: list[NotLoaded] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    booked: dict[tuple[str, str], tuple[str, Any]] = field(default_factory=dict)  # by its ids

    def again(self, pointer: str, row: Mapping[str, Any]) -> str:
        """Why a booked transaction counts no second time: two pages have it. Else empty."""
        given = _said(row, "AccountId"), _said(row, "TransactionId")
        first, same = self.booked.setdefault(given, (pointer, row)) if given[1] else (pointer, row)
        if first == pointer:
            return ""
        if same == row:
            return f"{first} once more: the same TransactionId with the same content"
        self.notes.append(
            f"{pointer} has the TransactionId of {first} and other content: both are loaded"
        )
        return ""


class OpenBanking:
    """One answer of the interface, or a list of such answers (its pages)."""

    def __init__(self, name: str, content: bytes) -> None:
        """Take the file; it is decoded here and read when it is asked for.

        Raises:
            Refused: if it is too large or no UTF-8.
        """
        self.name = name
        self.text = text_of(content, name)

    @cached_property
    def _found(self) -> dict[str, list[tuple[str, Any]]]:
        """The items of each list that is read here, with their JSON pointers."""
        whole = parsed(self.text, self.name)
        found: dict[str, list[tuple[str, Any]]] = {name: [] for name in _LISTS}
        pages = list(enumerate(whole)) if isinstance(whole, list) else [("", whole)]
        listed = False
        for at, page in pages:
            data = page.get("Data") if isinstance(page, dict) else None
            for name in _LISTS:
                items = data.get(name) if isinstance(data, dict) else None
                if items is None:
                    continue
                listed = listed or name == "Transaction"
                pointer = f"/{at}/Data/{name}" if at != "" else f"/Data/{name}"
                if not isinstance(items, list):
                    raise Refused(
                        f"{name} is no list", where=f"{self.name}, {pointer}", remedy=_ASK
                    )
                found[name] += [(f"{pointer}/{n}", item) for n, item in enumerate(items)]
        if not found["Transaction"]:
            raise Refused(
                "the file lists no transactions"
                if listed
                else "the file is JSON, but no Open Banking list of transactions",
                where=self.name,
                remedy="Nothing is to be loaded from it" if listed else _ASK,
            )
        return found

    @cached_property
    def _raws(self) -> dict[str, str]:
        """The text of each transaction as it stood, by its pointer."""
        raws = {pointer: repr(item) for pointer, item in self._found["Transaction"]}
        raws |= {at: raw for at, raw in spans(self.text) if _ROW.fullmatch(at) and at in raws}
        return raws

    def raw_rows(self) -> Iterator[tuple[str, str]]:
        """Every transaction as (pointer, its JSON as it stood)."""
        yield from self._raws.items()

    def read(self, choice: Choice, report: Report = silent) -> FileRead:
        """Read every transaction.

        Raises:
            Refused: if the file is not JSON, or lists no transactions.
        """
        rows = _Rows()
        owners = self._owners()
        total = len(self._found["Transaction"])
        for number, (pointer, row) in enumerate(self._found["Transaction"], start=1):
            if number % _EVERY == 0:
                report(number, total, f"Reading {self.name}")
            try:
                self._row(rows, number, pointer, row)
            except Faulty as fault:
                raw = self._raws[pointer]
                rows.rejected.append(NotLoaded(number, pointer, str(fault), raw))
        return FileRead(
            format="Open Banking JSON",
            layout="open-banking",
            layout_version=VERSION,
            encoding="UTF-8",
            read=total,
            statements=self._statements(rows, owners, choice),
            ignored=tuple(rows.ignored),
            rejected=tuple(rows.rejected),
            notes=tuple(rows.notes),
        )

    def _row(self, rows: _Rows, number: int, pointer: str, row: Any) -> None:
        if not isinstance(row, Mapping):
            raise Faulty("the transaction is no object")
        status = _said(row, "Status").casefold()
        if status in _PENDING | _REJECTED:
            try:
                minor: int | None = _money(row, "Amount")[0]
            except Faulty:
                minor = None
            why = "pending: not booked, so it counts in no sum"
            if status in _REJECTED:
                why = "rejected by the bank: no money moved"
            rows.ignored.append(NotLoaded(number, pointer, why, self._raws[pointer], minor))
            return
        if status not in _BOOKED:
            raise Faulty(f"the status {status!r} is neither booked nor pending")
        minor, currency = _money(row, "Amount")
        if why := rows.again(pointer, row):
            rows.ignored.append(NotLoaded(number, pointer, why, self._raws[pointer], minor))
            return
        text = _said(row, "BookingDateTime")
        when = moment(text, "ymd")
        if when is None:
            raise Faulty(f"{text!r} is no date")
        balance = None
        if _said(row, "Balance", "Type").casefold() in _AFTER_ROW:
            balance, of = _money(row, "Balance", "Amount")
            if of != currency:
                raise Faulty(f"the balance is in {of}, the amount in {currency}")
        entry = Entry(
            row=number, place=pointer, date=when[0], time=when[1], minor=minor,
            currency=currency, balance_minor=balance, zone=zone_of(text),
            value_date=_value(row), **_described(row, minor),
        )  # fmt: skip
        rows.entries.setdefault((_said(row, "AccountId"), currency), []).append(entry)

    def _owners(self) -> dict[str, AccountRead]:
        """What the file's list of accounts says of each, by AccountId."""
        owners: dict[str, AccountRead] = {}
        for pointer, row in self._found["Account"]:
            try:
                known = row.get("Account") or [{}]
                known = known if isinstance(known, list) else [known]
                code, number = _identified(known[0])
                owners[_said(row, "AccountId")] = identified(
                    text="" if code else number, code=code, number=number if code else "",
                    name=_said(known[0], "Name") or _said(row, "Nickname"),
                )  # fmt: skip
            except (Faulty, AttributeError, IndexError) as fault:
                raise Refused(
                    f"the account cannot be read: {fault}",
                    where=f"{self.name}, {pointer}",
                    remedy=_ASK,
                ) from fault
        return owners

    def _ends(self) -> dict[tuple[str, str, str], int]:
        """Opening and closing booked balances that the file states, one of each per account."""
        found: dict[tuple[str, str, str], set[int]] = {}
        for pointer, row in self._found["Balance"]:
            try:
                word = _said(row, "Type").casefold()
                end = "opening" if word in _OPENING else "closing" if word in _CLOSING else ""
                if end:
                    minor, currency = _money(row, "Amount")
                    found.setdefault((_said(row, "AccountId"), currency, end), set()).add(minor)
            except Faulty as fault:
                raise Refused(
                    f"the balance cannot be read: {fault}",
                    where=f"{self.name}, {pointer}",
                    remedy=_ASK,
                ) from fault
        return {key: said.pop() for key, said in found.items() if len(said) == 1}

    def _statements(
        self, rows: _Rows, owners: Mapping[str, AccountRead], choice: Choice
    ) -> tuple[StatementRead, ...]:
        ends, made, keys = self._ends(), [], set[str]()
        for (owner, currency), entries in rows.entries.items():
            account = owners.get(owner) or AccountRead(
                key=f"Open Banking {owner}" if owner else "", name=owner
            )
            account = chosen(replace(account, currency=currency), choice.account, where=self.name)
            if account.key in keys:
                account = replace(account, key=f"{account.key} {currency}")
            keys.add(account.key)
            made.append(
                StatementRead(
                    account,
                    tuple(entries),
                    ends.get((owner, currency, "opening")),
                    ends.get((owner, currency, "closing")),
                )
            )
        return tuple(made)


def _identified(account: Mapping[str, Any]) -> tuple[str, str]:
    """Sort code and number of an account by its scheme; an IBAN or other number stands alone."""
    text = re.sub(r"\s", "", _said(account, "Identification"))
    if "sortcode" in _said(account, "SchemeName").casefold().replace("_", ""):
        bare = text.replace("-", "")
        if re.fullmatch("[0-9]{14}", bare):
            return sort_code(bare[:6]), bare[6:]
    if (whole := iban(text)).startswith("GB"):
        return sort_code(whole[8:14]), whole[14:]
    return "", text


def _value(row: Mapping[str, Any]) -> date | None:
    text = _said(row, "ValueDateTime")
    if not text:
        return None
    made = moment(text, "ymd")
    if made is None:
        raise Faulty(f"{text[:40]!r} is no date")
    return made[0]


def _other(account: Any, agent: Any) -> Numbered:
    """The account on the other side; its sort code may stand with its bank."""
    if not isinstance(account, Mapping):
        return Numbered()
    code, number = _identified(account)
    if code:
        whole = iban(_said(account, "Identification"))
        return Numbered(code, number, whole)
    bank = _said(agent, "Identification") if isinstance(agent, Mapping) else ""
    return other_account(number, bank)


def _reference(said: Any) -> str:
    """The reference; in New Zealand it is an object of several."""
    if isinstance(said, Mapping):
        found = (_reference(one) for one in said.values())
        return " ".join(dict.fromkeys(one for one in found if one))
    return _said({"TransactionReference": said}, "TransactionReference")


def _described(row: Mapping[str, Any], minor: int) -> Words:
    """The text fields of an entry, each as the bank wrote it."""
    code, sub = _said(row, "BankTransactionCode", "Code"), _said(
        row, "BankTransactionCode", "SubCode"
    )  # fmt: skip
    own = _said(row, "ProprietaryBankTransactionCode", "Code")
    kind = next(
        (_TYPES[word.casefold()] for word in (sub, code, own) if word.casefold() in _TYPES), ""
    )
    side = "Debtor" if minor > 0 else "Creditor"
    other = _other(row.get(f"{side}Account"), row.get(f"{side}Agent"))
    side += "Account"
    name = _said(row, side, "Name") or _said(row, "MerchantDetails", "MerchantName")
    narrative = _said(row, "TransactionInformation")
    return {
        "type_raw": " ".join(word for word in (code, sub) if word) or own,
        "type": kind,
        "narrative": narrative or name,
        "reference": _reference(row.get("TransactionReference")),
        "counterparty": name or narrative,
        "counterparty_sort_code": other.sort_code,
        "counterparty_number": other.number,
        "counterparty_iban": other.iban,
        "external_id": _said(row, "TransactionId"),
    }
