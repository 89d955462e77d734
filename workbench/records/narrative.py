"""What a narrative says: counterparty, reference, account. The text itself always stays."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from workbench.records.layout import Layout, NarrativeRule

#: No pattern is tried on more than this, so that no crafted text can hold up a load.
LONGEST: Final = 400


class Facts(NamedTuple):
    """What one rule took from a narrative; `rule` names it, empty where none fitted."""

    counterparty: str = ""
    reference: str = ""
    sort_code: str = ""
    number: str = ""
    type_raw: str = ""
    type: str = ""
    rule: str = ""


_SORT_CODE: Final = re.compile(r"([0-9]{2})[- ]?([0-9]{2})[- ]?([0-9]{2})")
_ACCOUNT: Final = re.compile(
    r"'?([0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{2} [0-9]{2} [0-9]{2}|[0-9]{6})[ -]+([0-9]{7,10})"
)
_IN_TEXT: Final = re.compile(
    r"(?<![0-9])([0-9]{2}-[0-9]{2}-[0-9]{2}|[0-9]{6})[ -]([0-9]{8})(?![0-9])"
)
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
#: Parts of a narrative that change from one payment to the next and are no part of a name.
_PASSING: Final = (
    re.compile(r"^[0-9]{4} [0-9]{2}[A-Z]{3}[0-9]{2} "),
    re.compile(r"\s+ON [0-9]{2}[ -](?:[A-Z]{3}|[0-9]{2})(?:[ -][0-9]{2,4})?\b.*$"),
    re.compile(r"\s+CD [0-9]{4}\s*$"),
    re.compile(r"\s+[0-9]{2}[A-Z]{3}[0-9]{2}\s*$"),
    re.compile(r"\s+REF[ :.].*$"),
)


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
    """Apply the layout's rules in their order, then the general ones, to one narrative."""
    text = narrative[:LONGEST]
    for rule in layout.narrative:
        if rule.types and kind not in rule.types:
            continue
        if found := rule.pattern.search(text):
            return _taken(rule, found.groupdict(), text)
    if found := _IN_TEXT.search(text):
        rest = " ".join((text[: found.start()] + " " + text[found.end() :]).split())
        return Facts(
            counterparty=rest, sort_code=sort_code(found[1]), number=found[2], rule="account"
        )
    return Facts(counterparty=named(text), rule="whole")


def _taken(rule: NarrativeRule, groups: dict[str, str | None], text: str) -> Facts:
    taken = {key: " ".join(value.split()) for key, value in groups.items() if value}
    return Facts(
        counterparty=taken.get("counterparty", "")
        or ("" if "number" in taken or "nobody" in groups else named(text)),
        reference=taken.get("reference", ""),
        sort_code=sort_code(taken.get("sort_code", "")),
        number=taken.get("number", ""),
        type_raw=taken.get("type", ""),
        type=rule.gives_type,
        rule=rule.rule,
    )


def named(text: str) -> str:
    """A narrative without the parts that change from one payment to the next."""
    kept = text
    for part in _PASSING:
        kept = part.sub("", kept)
    return " ".join(kept.split()) or " ".join(text.split())
