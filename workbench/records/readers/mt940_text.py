"""What the information of an MT940 movement says: ":86:" plain, in "?20" parts or "/NAME/" tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from workbench.records.narrative import iban, named
from workbench.records.readers.message import other_account, plain

#: A line or part that is full is cut in the middle of a word; it is joined without a space.
_FULL_LINE: Final = 65
_FULL_PART: Final = 27
_LONGEST: Final = 4_000  # no pattern is tried on more
_PARTS: Final = re.compile(r"\s*([0-9]{3})\s*([^0-9A-Za-z\s])([0-9]{2})|\s*([?<>~^])[02]0")
_SEPA: Final = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+")
_SLASHED: Final = re.compile(
    r"/(TRTP|CNTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|ULTC|ULTD|ULTB|PURP|RTRN|ORDP|BENM|ID|PREF"
    r"|ADDR|ISDT|ACCW|OCMT|CHGS|EXCH|INIT|NRTX|CDTRREF|CDTRREFTP)/"
)
#: The Polish form, such as "944 …; na rach.: 35…; dla: …; tyt.: …; TNR: …".
_POLISH: Final = re.compile(
    r"(?i:\b(?:NA|Z) RACH\.): *([0-9]{26})\b(?:.*?(?i:\b(?:OD|DLA)): *([^;]{1,200}))?"
)
#: How Rabobank writes the other account, behind the first line of a ":61:".
_BEHIND: Final = re.compile("[0-9]{10}|P[0-9]{9}")
_WHOLE: Final = re.compile(r"\b[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\b")
_NAMED: Final = re.compile(r"\bNAAM: (.{1,100}?) ?(?:OMSCHRIJVING:|KENMERK:|BETALINGSKENM|$)")
_KNAB: Final = re.compile(r"REK: ([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30})/NAAM: (.+)")
#: German transaction codes (Geschaeftsvorfallcode) to standard types.
DETAIL_TYPES: Final = {
    "004": "DIRECT_DEBIT", "005": "DIRECT_DEBIT", "104": "DIRECT_DEBIT", "105": "DIRECT_DEBIT",
    "008": "STANDING_ORDER", "052": "STANDING_ORDER", "117": "STANDING_ORDER",
    "152": "STANDING_ORDER", "051": "TRANSFER", "020": "TRANSFER", "116": "TRANSFER",
    "166": "TRANSFER", "177": "TRANSFER", "106": "CARD", "082": "CASH_IN", "083": "CASH_OUT",
    "808": "FEE", "814": "INTEREST",
}  # fmt: skip

#: SWIFT's transaction types, without the letter before them.
SWIFT_TYPES: Final = {
    "TRF": "TRANSFER", "CHK": "CHEQUE", "STO": "STANDING_ORDER", "DDT": "DIRECT_DEBIT",
    "CHG": "FEE", "COM": "FEE", "INT": "INTEREST", "DIV": "DIVIDEND", "FEX": "EXCHANGE",
    "RTI": "REVERSAL", "CLR": "CHEQUE", "DCR": "TRANSFER", "BNK": "TRANSFER", "CMI": "TRANSFER",
    "CMZ": "TRANSFER", "CMS": "TRANSFER", "BRF": "FEE",
}  # fmt: skip


class Details(NamedTuple):
    """Facts of one movement; each empty where it is not stated."""

    narrative: str = ""
    name: str = ""
    number: str = ""
    sort_code: str = ""
    iban: str = ""
    reference: str = ""
    code: str = ""
    title: str = ""


class Lines(Protocol):
    """A field by its tag and its lines."""

    @property
    def tag(self) -> str:
        """The field's tag."""

    @property
    def lines(self) -> list[str]:
        """The field's lines without the tag."""


def details(
    about: Sequence[Lines], *, account: str = "", extra: str = "", paid_in: bool = True
) -> Details:
    """Read the fields of information that follow a ":61:".

    The statement's own account is needed to tell which of two is the other one; `extra` is what
    stands behind the first line of the ":61:".
    """
    for one in about:
        if one.tag == "NS" and (found := _swiss(one.lines)):
            return found
    fields = [one.lines for one in about if one.tag == "86"]
    for lines in fields:
        joined = _joined(lines, len(":86:"))
        if parted := _PARTS.match(joined):
            found = _in_parts(joined, parted[1] or "", parted[2] or parted[4], account)
            return found if found.number else _with_iban(found, found.narrative, account)
    text = plain(_joined([line for lines in fields for line in lines], len(":86:")))
    short = text[:_LONGEST]
    if tagged := _tagged(short, extra, paid_in=paid_in):
        tagged = tagged._replace(narrative=text)
        return tagged if tagged.number else _with_iban(tagged, short, account)
    if hit := _KNAB.search(short):
        other = other_account(hit[1])
        return Details(text, plain(hit[2]), other.number, other.sort_code, other.iban)
    if hit := _POLISH.search(short):
        other = other_account(iban(f"PL{hit[1]}") or hit[1])
        return Details(text, plain(hit[2] or ""), other.number, other.sort_code, other.iban)
    name = plain(hit[1]) if (hit := _NAMED.search(short)) else named(short)
    return _with_iban(Details(text, name), f"{extra} {short}", account)


def _with_iban(known: Details, text: str, own: str) -> Details:
    """Add the first IBAN in a text whose check digits are right and that is not the statement's."""
    bare = re.sub(r"[^0-9]", "", own)
    for found in _WHOLE.finditer(text):
        whole = iban(found[0])
        if whole and whole not in own and not (len(bare) > 6 and whole.endswith(bare)):
            other = other_account(whole)
            return known._replace(number=other.number, sort_code=other.sort_code, iban=other.iban)
    return known


def _joined(lines: Sequence[str], first: int) -> str:
    """Lines put together: a full one runs on into the next."""
    text = ""
    for index, line in enumerate(lines):
        length = len(line) + (first if index == 0 else 0)
        text += line + ("" if length >= _FULL_LINE else "\n")
    return text


def _in_parts(text: str, code: str, mark: str, own: str) -> Details:
    """The German form: a code, then parts "?00" to "?63" behind a mark of the bank's choice."""
    parts: dict[str, str] = {}
    for piece in text.replace("\n", "").split(mark)[1:]:
        key, value = piece[:2], piece[2:]
        if re.fullmatch("[0-9]{2}", key) and key not in parts:
            parts[key] = value
        elif parts:  # the mark stood in the text itself
            last = next(reversed(parts))
            parts[last] += mark + piece
    purpose = _run(parts, (*range(20, 30), *range(60, 64)))
    sepa = _sepa(purpose)
    name = plain(_run(parts, (32, 33)))
    account = parts.get("38", "").strip() or parts.get("31", "").strip() or sepa.get("IBAN", "")
    if account and re.fullmatch(rf"(?:.*[^0-9])?{re.escape(account)}(?:[A-Z]{{3}})?", own):
        account = parts.get("10", "").strip()  # Triodos: part 31 is the statement's own
        account = account if account.strip("0") else ""
    other = other_account(account, parts.get("30", ""))
    reference = sepa.get("EREF", "")
    return Details(
        narrative=plain(purpose) or plain(parts.get("00", "")),
        name=name or sepa.get("ABWA", "") or sepa.get("ABWE", ""),
        number=other.number,
        sort_code=other.sort_code,
        iban=other.iban,
        reference=reference if reference != "NOTPROVIDED" else "",
        code=code,
        title=plain(parts.get("00", "")),
    )


def _run(parts: dict[str, str], keys: Sequence[int]) -> str:
    text = ""
    for key in keys:
        part = parts.get(f"{key:02d}", "")
        text += part + ("" if len(part) >= _FULL_PART else " ")
    return text.strip()


def _sepa(text: str) -> dict[str, str]:
    pieces = _SEPA.split(text[:_LONGEST])
    return {key: plain(value) for key, value in zip(pieces[1::2], pieces[2::2], strict=True)}


def _tagged(text: str, extra: str, *, paid_in: bool) -> Details | None:
    """The Dutch form: "/NAME/…/IBAN/…/REMI/…"."""
    pieces = _SLASHED.split(text)
    said = {key: value.strip("/ ") for key, value in zip(pieces[1::2], pieces[2::2], strict=True)}
    if not said.keys() & {"NAME", "CNTP", "REMI", "TRTP", "ORDP", "BENM"}:
        return None
    # /CNTP/account/BIC/name/town
    account, _, name = [*said.get("CNTP", "").split("/"), "", "", ""][:3]
    sides = ("ORDP", "BENM") if paid_in else ("BENM", "ORDP")
    name = next((said[key] for key in ("NAME", *sides) if said.get(key)), "") or name
    account = said.get("IBAN", "") or account or said.get("ACCW", "").partition(",")[0]
    if not account and (iban(extra) or _BEHIND.fullmatch(extra)):
        account = extra
    reference = said.get("EREF", "") or said.get("PREF", "")
    other = other_account(account)
    return Details(
        name=plain(name),
        number=other.number,
        sort_code=other.sort_code,
        iban=other.iban,
        reference="" if reference == "NOTPROVIDED" else reference,
        title=said.get("TRTP", ""),
    )


def _swiss(lines: Sequence[str]) -> Details | None:
    """The form ":NS:", each line with a number of two digits before it."""
    parts: dict[str, str] = {}
    for line in lines:
        if re.match("[0-9]{2}", line):
            parts[line[:2]] = line[2:]
    purpose = plain(" ".join(parts.get(f"{key:02d}", "") for key in range(1, 15)))
    if not parts:
        return None
    return Details(
        narrative=purpose,
        name=plain(parts.get("15", "") + " " + parts.get("16", "")),
        number=plain(parts.get("20", "")),
        title=plain(parts.get("17", "")),
    )
