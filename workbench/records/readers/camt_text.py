"""Who and what for: the text fields of a CAMT entry, wherever its version keeps them."""

from __future__ import annotations

from typing import Final

from workbench.records.narrative import account_in, iban, sort_code
from workbench.records.readers.message import plain
from workbench.records.readers.xml_stream import Node

#: ISO 20022 bank transaction codes to standard types: sub-family first, then family.
_TYPES: Final = {
    "CWDL": "CASH_OUT", "CDPT": "CASH_IN", "STDO": "STANDING_ORDER", "INTR": "INTEREST",
    "CHRG": "FEE", "FEES": "FEE", "COMM": "FEE", "SALA": "BACS_CREDIT", "RRTN": "REVERSAL",
    "RDDT": "DIRECT_DEBIT", "IDDT": "DIRECT_DEBIT", "CCRD": "CARD", "MCRD": "CARD",
    "ICHQ": "CHEQUE", "RCHQ": "CHEQUE", "RCDT": "TRANSFER", "ICDT": "TRANSFER",
    "DVCA": "DIVIDEND",
}  # fmt: skip
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


def described(entry: Node, minor: int, *, taken_back: bool) -> dict[str, str]:
    """The text fields of an entry.

    The other side of money in is the debtor, of money out the creditor; a reversal keeps the
    parties of the payment that it takes back. A batch of several payments names nobody by itself.
    """
    parts = [tx for details in entry.all("NtryDtls") for tx in details.all("TxDtls")]
    parts = parts or list(entry.all("TxDtls"))
    only = parts[0] if len(parts) == 1 else None
    side = "Dbtr" if (minor > 0) != taken_back else "Cdtr"
    name, number = _party(only, side) if only else ("", "")
    code, account = account_in(number)
    bare = number.replace(" ", "")
    if not code and bare.isdecimal() and len(bare) == 14:
        code, account = sort_code(bare[:6]), bare[6:]
    raw, kind = _kind(entry, only)
    words = [entry.said("AddtlNtryInf")]
    for part in parts:
        if len(parts) > 1:
            words.append(_party(part, side)[0])
        words += [one.text for info in part.all("RmtInf") for one in info.all("Ustrd")]
        words.append(part.said("AddtlTxInf"))
    reference = _reference(only) if only else ""
    narrative = plain(" ".join(dict.fromkeys(word for word in words if word)))
    return {
        "type_raw": raw,
        "type": "REVERSAL" if taken_back else kind,
        "narrative": narrative or reference or name,
        "reference": reference or ("" if only else entry.said("NtryRef")),
        "counterparty": name or ("" if number else narrative),
        "counterparty_sort_code": code,
        "counterparty_number": account or iban(number) or number,
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
        raw = " ".join(word for word in words if word) or code.said("Prtry", "Cd")
        if raw:
            return raw, kind
    return "", ""
