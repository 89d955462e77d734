"""What a narrative says: counterparty, reference, account, merchant, machine; the text stays.

The order of trust: an IBAN whose check digits are right, a sort code with an account number, the
bank's own patterns, what many banks write alike, a name without what changes, the whole text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from workbench.records.layout import Layout, NarrativeRule
from workbench.records.patterns import Pattern, patterns_of

#: No pattern is tried on more than this, so that no crafted text can hold up a load.
LONGEST: Final = 400


class Facts(NamedTuple):
    """What was taken from a narrative; `rule` names what took it, `confidence` is 0 to 100."""

    counterparty: str = ""
    reference: str = ""
    sort_code: str = ""
    number: str = ""
    type_raw: str = ""
    type: str = ""
    rule: str = ""
    confidence: int = 0
    iban: str = ""
    merchant: str = ""  # where a card was used; the counterparty then says the same
    machine: str = ""  # where cash was drawn or paid in; the counterparty then says the same


_SORT_CODE: Final = re.compile(r"([0-9]{2})[- ]?([0-9]{2})[- ]?([0-9]{2})")
_ACCOUNT: Final = re.compile(
    r"'?([0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{2} [0-9]{2} [0-9]{2}|[0-9]{6})[ -]+([0-9]{7,10})"
)
_IN_TEXT: Final = re.compile(
    r"(?<![0-9])([0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{6})[ -]([0-9]{8})(?![0-9])"
)
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_IBAN_BEGINS: Final = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?= ?[A-Z0-9]{4})")
#: How long an IBAN of a country is (ISO 13616 registry, 2025): how far it runs in a text.
_IBAN_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24,
    "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GG": 22, "GI": 23,
    "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IM": 22, "IS": 26, "IT": 27, "JE": 22, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PK": 24, "PL": 28,
    "PT": 25, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip
#: Parts of a narrative that change from one payment to the next and are no part of a name.
_PASSING: Final = (
    re.compile(r"^[0-9]{4} [0-9]{2}[A-Z]{3}[0-9]{2} "),
    re.compile(r"\s+ON [0-9]{2}[ -](?:[A-Z]{3}|[0-9]{2})(?:[ -][0-9]{2,4})?\b.*$"),
    re.compile(r"\s+CD [0-9]{4}\s*$"),
    re.compile(r"\s+[0-9]{2}[A-Z]{3}[0-9]{2}\s*$"),
    re.compile(r"\s+REF[ :.].*$"),
)
#: A number that an account could be read from; anything else has none.
_LONG_NUMBER: Final = re.compile(r"[0-9]{6}|[0-9]-[0-9]|[A-Z]{2}[0-9]{2}[ A-Z0-9]")
_PASSES: Final = re.compile(r"[0-9][A-Z ]|ON [0-9]|CD [0-9]")


def sort_code(text: str) -> str:
    """A sort code as it is written on a cheque, or empty: "200000" is "20-00-00"."""
    found = _SORT_CODE.fullmatch(text.strip().lstrip("'"))
    return "-".join(found.groups()) if found else ""


def iban(text: str) -> str:
    """An IBAN without spaces if its check digits are right (ISO 13616), else empty."""
    code = re.sub(r"\s", "", text).upper()
    if not _IBAN.fullmatch(code):
        return ""
    turned = "".join(str(int(char, 36)) for char in code[4:] + code[:4])
    return code if int(turned) % 97 == 1 else ""


def account_in(text: str) -> tuple[str, str]:
    """Sort code and number of "20-00-00 12345678" and the like, or two empty texts."""
    found = _ACCOUNT.fullmatch(text.strip())
    return (sort_code(found[1]), found[2]) if found else ("", "")


@lru_cache(maxsize=65536)
def facts(layout: Layout, kind: str, narrative: str) -> Facts:
    """Read one narrative by the layout's rules in their order, then the general ones."""
    text = narrative[:LONGEST]
    if text.startswith("'"):  # a bank's guard against a spreadsheet, or its quotation marks
        text = text.strip("'")
    if layout.narrative and (found := _own(layout.narrative, kind, text)):
        known = found
    else:
        known = _patterned(layout, kind, text) or Facts(named(text), rule="whole", confidence=30)
    if known.number or not _LONG_NUMBER.search(text):
        return known
    return _with_account(text, known)


def _own(rules: tuple[NarrativeRule, ...], kind: str, text: str) -> Facts | None:
    """What a layout's own rules say: one that was made for a file of the case."""
    for rule in rules:
        if (not rule.types or kind in rule.types) and (found := rule.pattern.search(text)):
            return _taken(rule.rule, 80, rule.gives_type, found.groupdict(), text)
    return None


def _patterned(layout: Layout, kind: str, text: str) -> Facts | None:
    book = patterns_of(layout.name)
    for rule in book.anywhere:
        if (rule.needs in text and rule.fits(kind)) and (found := rule.pattern.search(text)):
            return _by(rule, kind, found, text)
    for rule in book.by_first.get(text.partition(" ")[0].upper(), ()):
        if rule.needs in text and rule.fits(kind) and (found := rule.pattern.search(text)):
            return _by(rule, kind, found, text)
    return None


def _by(rule: Pattern, kind: str, found: re.Match[str], text: str) -> Facts:
    gives = "" if rule.general and kind else rule.gives_type  # the bank's own word goes first
    return _taken(rule.rule, rule.confidence, gives, found.groupdict(), text)


def _taken(
    rule: str, confidence: int, gives: str, groups: dict[str, str | None], text: str
) -> Facts:
    taken = {key: " ".join(value.split()) for key, value in groups.items() if value}
    merchant, machine = taken.get("merchant", ""), taken.get("machine", "")
    name = taken.get("counterparty", "") or merchant or machine
    nobody = "number" in taken or "nobody" in groups
    return Facts(
        name or ("" if nobody else named(text)),
        taken.get("reference", ""),
        sort_code(taken.get("sort_code", "")),
        taken.get("number", ""),
        taken.get("type", ""),
        gives,
        rule,
        95 if "number" in taken else confidence,
        merchant=merchant,
        machine=machine,
    )


def _with_account(text: str, known: Facts) -> Facts:
    """Add the account that the text itself gives: an IBAN first, then a sort code and number."""
    whole, begin, end = _iban_in(text)
    if whole:
        code, number = (sort_code(whole[8:14]), whole[14:]) if whole[:2] == "GB" else ("", "")
        return _numbered(text, known, begin, end, "iban", 99)._replace(
            iban=whole, sort_code=code, number=number
        )
    if found := _IN_TEXT.search(text):
        return _numbered(text, known, found.start(), found.end(), "account", 95)._replace(
            sort_code=sort_code(found[1]), number=found[2]
        )
    return known


def _numbered(text: str, known: Facts, begin: int, end: int, rule: str, sure: int) -> Facts:
    if known.rule == "whole":
        rest = " ".join((text[:begin] + " " + text[end:]).split())
        return known._replace(counterparty=rest, rule=rule, confidence=sure)
    account = " ".join(text[begin:end].split())
    return known._replace(
        counterparty=" ".join(known.counterparty.replace(account, " ").split()),
        reference=" ".join(known.reference.replace(account, " ").split()),
        rule=f"{known.rule} + {rule}",
        confidence=sure,
    )


def _iban_in(text: str) -> tuple[str, int, int]:
    """The first IBAN in a text whose check digits are right, and where it stands."""
    for found in _IBAN_BEGINS.finditer(text):
        length = _IBAN_LENGTHS.get(found[0][:2], 0)
        end, taken = found.start(), ""
        while len(taken) < length and end < len(text):
            char = text[end]
            if char != " ":
                taken += char
            end += 1
        if len(taken) == length and (whole := iban(taken)) and not text[end : end + 1].isalnum():
            return whole, found.start(), end
    return "", 0, 0


def named(text: str) -> str:
    """A narrative without the parts that change from one payment to the next."""
    if " REF" not in text and not _PASSES.search(text):
        return " ".join(text.split())
    kept = text
    for part in _PASSING:
        kept = part.sub("", kept)
    return " ".join(kept.split()) or " ".join(text.split())
