"""What the information of an MT940 movement says: ":86:" plain, in "?20" parts or "/NAME/" tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from workbench.records.narrative import named
from workbench.records.readers.message import other_account, plain

#: A line or part that is full is cut in the middle of a word; it is joined without a space.
_FULL_LINE: Final = 65
_FULL_PART: Final = 27
_LONGEST: Final = 4_000  # no pattern is tried on more
_PARTS: Final = re.compile(r"\s*([0-9]{3})\s*([^0-9A-Za-z\s])([0-9]{2})")
_SEPA: Final = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+")
_SLASHED: Final = re.compile(
    r"/(TRTP|CNTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|ULTC|ULTD|ULTB|PURP|RTRN|ORDP|BENM|ID|PREF)/"
)
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


def details(about: Sequence[Lines]) -> Details:
    """Read the fields of information that follow a ":61:"."""
    for one in about:
        if one.tag == "NS" and (found := _swiss(one.lines)):
            return found
    lines = [line for one in about if one.tag == "86" for line in one.lines]
    joined = _joined(lines, len(":86:"))
    if parted := _PARTS.match(joined):
        return _in_parts(joined, parted[1], parted[2])
    text = plain(joined)
    short = text[:_LONGEST]
    if tagged := _tagged(short):
        return tagged._replace(narrative=text)
    if hit := _KNAB.search(short):
        other = other_account(hit[1])
        return Details(text, plain(hit[2]), other.number, other.sort_code, other.iban)
    return Details(text, named(short))


def _joined(lines: Sequence[str], first: int) -> str:
    """Lines put together: a full one runs on into the next."""
    text = ""
    for index, line in enumerate(lines):
        length = len(line) + (first if index == 0 else 0)
        text += line + ("" if length >= _FULL_LINE else "\n")
    return text


def _in_parts(text: str, code: str, mark: str) -> Details:
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


def _tagged(text: str) -> Details | None:
    """The Dutch form: "/NAME/…/IBAN/…/REMI/…"."""
    pieces = _SLASHED.split(text)
    said = {key: value.strip("/ ") for key, value in zip(pieces[1::2], pieces[2::2], strict=True)}
    if not said.keys() & {"NAME", "CNTP", "REMI", "TRTP"}:
        return None
    # /CNTP/account/BIC/name/town
    account, _, name = [*said.get("CNTP", "").split("/"), "", "", ""][:3]
    name = said.get("NAME", "") or name
    reference = said.get("EREF", "") or said.get("PREF", "")
    other = other_account(said.get("IBAN", "") or account)
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
