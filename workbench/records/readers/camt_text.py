"""Who and what for: the text fields of a CAMT entry, wherever its version keeps them."""

from __future__ import annotations

from typing import Final

from workbench.records.readers.message import Words, other_account, plain
from workbench.records.readers.mt940_text import DETAIL_TYPES, SWIFT_TYPES
from workbench.records.readers.xml_stream import Node

#: ISO 20022 bank transaction codes to standard types: sub-family first, then family, then domain.
_TYPES: Final = {
    "CWDL": "CASH_OUT", "CDPT": "CASH_IN", "STDO": "STANDING_ORDER", "INTR": "INTEREST",
    "XBCW": "CASH_OUT", "CAJT": "CASH_IN", "CHRG": "FEE", "FEES": "FEE", "COMM": "FEE",
    "SALA": "BACS_CREDIT", "RRTN": "REVERSAL", "RPCR": "REVERSAL", "UPDD": "REVERSAL",
    "PRDD": "REVERSAL", "UPCQ": "REVERSAL", "POSD": "CARD", "POSC": "CARD", "POSP": "CARD",
    "SMRT": "CARD", "RRCT": "TRANSFER", "IRCT": "TRANSFER", "FORX": "EXCHANGE",
    "RDDT": "DIRECT_DEBIT", "IDDT": "DIRECT_DEBIT", "CCRD": "CARD", "MCRD": "CARD",
    "ICHQ": "CHEQUE", "RCHQ": "CHEQUE", "RCDT": "TRANSFER", "ICDT": "TRANSFER",
    "DVCA": "DIVIDEND",
}  # fmt: skip
#: What a type of money in is called where the money goes out: a wage is paid by an employer.
_OUT: Final = {"BACS_CREDIT": "TRANSFER", "CASH_IN": "CASH_OUT", "DIVIDEND": ""}
_NOTHING: Final = frozenset({"NOTPROVIDED", "NONREF", "NOT PROVIDED"})


def identifier(account: Node) -> str:
    """An account's number: IBAN, or another of the schemes of each version."""
    return plain(
        account.said("Id", "IBAN")
        or account.said("Id", "BBAN")
        or account.said("Id", "Othr", "Id")
        or account.said("Id", "PrtryAcct", "Id")
        or account.said("Id", "UPIC")
    )


def clearing(bank: Node | None) -> str:
    """A bank's number in its national clearing: in the United Kingdom the sort code."""
    if bank is None:
        return ""
    member = bank.at("FinInstnId", "ClrSysMmbId")
    return plain(member.said("MmbId")) if member else ""


def described(entry: Node, minor: int, *, taken_back: bool) -> Words:
    """The text fields of an entry.

    The other side of money in is the debtor, of money out the creditor; a reversal keeps the
    parties of the payment that it takes back. A batch of several payments names nobody by itself.
    """
    parts = [tx for details in entry.all("NtryDtls") for tx in details.all("TxDtls")]
    parts = parts or list(entry.all("TxDtls"))
    only = parts[0] if len(parts) == 1 else None
    side = "Dbtr" if (minor > 0) != taken_back else "Cdtr"
    name, number = _party(only, side) if only else ("", "")
    other = other_account(number, clearing(only.at("RltdAgts", f"{side}Agt")) if only else "")
    raw, kind = _kind(entry, only)
    if minor < 0:
        kind = _OUT.get(kind, kind)
    words = [entry.said("AddtlNtryInf")]
    for part in parts:
        if len(parts) > 1:
            words.append(_party(part, side)[0])
        for info in part.all("RmtInf"):
            words += [one.text for one in info.all("Ustrd")]
            words += [more.text for one in info.all("Strd") for more in one.all("AddtlRmtInf")]
        words.append(part.said("AddtlTxInf"))
        words += [one.text for back in part.all("RtrInf") for one in back.all("AddtlInf")]
        words += [back.said("Rsn", "Cd") for back in part.all("RtrInf")]
    reference = _reference(only) if only else ""
    narrative = plain(" ".join(dict.fromkeys(word for word in words if word)))
    return {
        "type_raw": raw,
        "type": "REVERSAL" if taken_back else kind,
        "narrative": narrative or reference or name,
        "reference": reference or ("" if only else entry.said("NtryRef")),
        "counterparty": name or ("" if number else narrative),
        "counterparty_sort_code": other.sort_code,
        "counterparty_number": other.number,
        "counterparty_iban": other.iban,
        "external_id": _given(
            entry.said("AcctSvcrRef") or (only.said("Refs", "AcctSvcrRef") if only else "")
        ),
    }


def _party(part: Node, side: str) -> tuple[str, str]:
    """Name and account of one side of a payment."""
    parties = part.at("RltdPties")
    if parties is None:
        return "", ""
    name = ""
    for who in (side, f"Ultmt{side}"):
        name = name or parties.said(who, "Nm") or parties.said(who, "Pty", "Nm")
        name = name or parties.said(who, "Agt", "FinInstnId", "Nm")
    account = parties.at(f"{side}Acct")
    return plain(name), identifier(account) if account else ""


def _given(text: str) -> str:
    return "" if text.upper() in _NOTHING else plain(text)


def _reference(part: Node) -> str:
    """The payer's own reference, else the structured one of the invoice."""
    refs = part.at("Refs")
    if refs and (found := _given(refs.said("EndToEndId"))):
        return found
    for info in part.all("RmtInf"):
        for one in info.all("Strd"):
            if found := one.said("CdtrRefInf", "Ref") or one.said("CdtrRefInf", "CdtrRef"):
                return plain(found)
    return _given(refs.said("InstrId")) if refs else ""


def _kind(entry: Node, part: Node | None) -> tuple[str, str]:
    """The bank's own code of the transaction, and the standard type it stands for."""
    for node in (part, entry):
        code = node.at("BkTxCd") if node else None
        if code is None:
            continue
        words = [
            code.said("Domn", "Cd"), code.said("Domn", "Fmly", "Cd"),
            code.said("Domn", "Fmly", "SubFmlyCd"),
        ]  # fmt: skip
        kind = next((_TYPES[word] for word in reversed(words) if word in _TYPES), "")
        own = code.said("Prtry", "Cd")
        if raw := " ".join(word for word in words if word) or own:
            return raw, kind or _own_kind(own)
    return "", ""


def _own_kind(code: str) -> str:
    """German banks write MT940's codes as their own: "NTRF+166+931"."""
    swift, detail, *_ = [*code.split("+"), "", ""]
    return DETAIL_TYPES.get(detail, "") or SWIFT_TYPES.get(swift[1:], "")
