"""Layouts: how one bank writes its table, as data in layouts/*.toml, read and checked here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from workbench.errors import Refused
from workbench.records.grammar import DateOrder, DecimalMark
from workbench.records.reading import Choice, ProofRule

FOLDER: Final = Path(__file__).parent / "layouts"

#: What a column can be. `text` parts are joined into the narrative in their order.
ROLES: Final = frozenset({
    "date", "time", "type", "text", "reference", "counterparty", "amount", "out", "in", "fee",
    "direction", "balance", "currency", "account", "sort-code", "number", "iban",
    "account-name", "product", "id", "counterparty-sort-code", "counterparty-number",
    "from", "to", "from-name", "to-name", "until", "count", "name", "held", "opening", "ignore",
})  # fmt: skip
KINDS: Final = ("statement", "payments", "accounts")
FORMS: Final = ("table", "blocks")
SIGNS: Final = ("in", "out")  # which way a positive amount goes, from the holder's side
#: Standard types (RECORDS: type codes); a layout's own words are mapped to these.
TYPES: Final = frozenset({
    "FASTER_PAYMENT", "BACS_CREDIT", "DIRECT_DEBIT", "STANDING_ORDER", "CHAPS", "CARD",
    "CASH_OUT", "CASH_IN", "CHEQUE", "TRANSFER", "FEE", "INTEREST", "DIVIDEND",
    "INTERNATIONAL", "BENEFIT", "REVERSAL", "BILL_PAYMENT", "EXCHANGE", "LOAN",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its role, the titles it goes by, and whether it must be there."""

    role: str
    titles: tuple[str, ...]
    required: bool
    currency: bool  # a title ends in "(*)": the currency stands there


@dataclass(frozen=True, slots=True)
class Ignore:
    """Rows that are read but are no entries: pending, an opening balance, declined."""

    title: str  # of the column looked at
    pattern: re.Pattern[str]
    why: str
    opening: bool  # its balance is the statement's opening balance


@dataclass(frozen=True, slots=True)
class NarrativeRule:
    """A pattern over the narrative whose named groups are facts taken from it."""

    rule: str
    pattern: re.Pattern[str]
    types: frozenset[str]
    gives_type: str


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How one bank writes one kind of table."""

    name: str
    title: str
    version: str
    kind: str
    form: str
    institution: str
    currency: str
    evidence: str
    columns: tuple[Column, ...]
    header: bool
    others: bool  # columns that the layout does not name may be there
    generic: bool  # any named layout that fits goes before it
    dates: DateOrder | None  # None: decided over all rows of the file
    decimal: DecimalMark | None
    sign: str
    minus_out: bool  # the "out" column carries its own minus
    minus_either: bool  # an amount may have a minus whatever its direction says
    directions: dict[str, int]
    marks: dict[str, int]
    ignore: tuple[Ignore, ...]
    undated: str  # why a row without a date is left aside; empty: it is rejected
    preamble: tuple[re.Pattern[str], ...]
    types: dict[str, str]
    narrative: tuple[NarrativeRule, ...]
    account_prefix: str
    proof: ProofRule

    def roles(self) -> frozenset[str]:
        """The roles that the layout's columns play."""
        return frozenset(column.role for column in self.columns)


def tidy(title: str) -> str:
    """A title as it is compared: lower case, single spaces, no mark at its ends."""
    return " ".join(title.replace("\ufeff", "").casefold().split()).strip(" :\"'")


def parse_layout(text: str, *, where: str) -> Layout:
    """Make a layout from TOML.

    Raises:
        Refused: if a key, role or pattern is not one that a layout has.
    """
    try:
        return _layout(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, re.error, KeyError, TypeError, ValueError) as fault:
        raise Refused(
            f"this is not a layout: {fault}",
            where=where,
            remedy="Compare it with the layouts in docs/records.md",
        ) from fault


def _layout(data: dict[str, Any]) -> Layout:
    known = {
        "name", "title", "version", "kind", "form", "institution", "currency", "evidence",
        "column", "header", "others", "generic", "dates", "decimal", "sign", "minus_out",
        "minus_either", "directions", "marks", "ignore", "undated", "preamble", "types",
        "narrative", "account_prefix", "proof",
    }  # fmt: skip
    if unknown := sorted(set(data) - known):
        raise ValueError(f"unknown key {unknown[0]}")
    columns = tuple(_column(column) for column in data.get("column", ()))
    made = Layout(
        name=data["name"],
        title=data["title"],
        version=str(data["version"]),
        kind=data.get("kind", "statement"),
        form=data.get("form", "table"),
        institution=data.get("institution", ""),
        currency=data.get("currency", ""),
        evidence=data.get("evidence", ""),
        columns=columns,
        header=data.get("header", True),
        others=data.get("others", False),
        generic=data.get("generic", False),
        dates=data.get("dates"),
        decimal=data.get("decimal"),
        sign=data.get("sign", "in"),
        minus_either=bool(data.get("minus_either", False)),
        minus_out=data.get("minus_out", False),
        directions={key.casefold(): int(way) for key, way in data.get("directions", {}).items()},
        marks={"CR": 1, "C": 1, "DR": -1, "D": -1, "OD": -1, **data.get("marks", {})},
        ignore=tuple(_ignore(rule) for rule in data.get("ignore", ())),
        undated=data.get("undated", ""),
        preamble=tuple(re.compile(one, re.IGNORECASE) for one in data.get("preamble", ())),
        types={tidy(key): value for key, value in data.get("types", {}).items()},
        narrative=tuple(_narrative(rule) for rule in data.get("narrative", ())),
        account_prefix=data.get("account_prefix", data.get("institution", "")),
        proof=ProofRule(**data.get("proof", {})),
    )
    for value, allowed in (
        (made.kind, KINDS), (made.form, FORMS), (made.sign, SIGNS),
        (made.dates, (None, "dmy", "mdy", "ymd", "yymmdd")), (made.decimal, (None, ".", ",")),
    ):  # fmt: skip
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {allowed}")
    if strange := sorted(set(made.types.values()) - TYPES):
        raise ValueError(f"{strange[0]} is not a standard type")
    return made


def _column(data: dict[str, Any]) -> Column:
    if data["role"] not in ROLES:
        raise ValueError(f"{data['role']} is not a role of a column")
    titles = data.get("titles", [data["title"]] if "title" in data else [])
    return Column(
        role=data["role"],
        titles=tuple(tidy(title) for title in titles),
        required=data.get("required", data["role"] != "ignore"),
        currency=any(title.endswith("(*)") for title in titles),
    )


def _ignore(data: dict[str, Any]) -> Ignore:
    return Ignore(
        title=tidy(data["title"]),
        pattern=re.compile(data["matches"], re.IGNORECASE),
        why=data["why"],
        opening=data.get("opening", False),
    )


def _narrative(data: dict[str, Any]) -> NarrativeRule:
    gives = data.get("gives_type", "")
    if gives and gives not in TYPES:
        raise ValueError(f"{gives} is not a standard type")
    return NarrativeRule(
        rule=data["rule"],
        pattern=re.compile(data["pattern"]),
        types=frozenset(data.get("types", ())),
        gives_type=gives,
    )


@cache
def layouts() -> dict[str, Layout]:
    """Every layout that the program knows, by name."""
    found = (
        parse_layout(path.read_text(encoding="utf-8"), where=path.name)
        for path in sorted(FOLDER.glob("*.toml"))
    )
    return {layout.name: layout for layout in found}


#: Formats that are no table of cells: they have flags, and no layout to be named.
MESSAGES: Final = frozenset({
    "qif", "ofx", "mt940", "mt942", "camt.052", "camt.053", "camt.054",
    "pdf", "open-banking",
})  # fmt: skip

_FLAGS: Final[dict[str, dict[str, Any]]] = {
    "dmy": {"dates": "dmy"},
    "mdy": {"dates": "mdy"},
    "ymd": {"dates": "ymd"},
    "point": {"decimal": "."},
    "comma": {"decimal": ","},
    "serial": {"serial": True},
}


def choice(
    layout: str | None,
    account: str | None,
    currency: str | None,
    known: Mapping[str, Layout] | None = None,
) -> Choice:
    """Read what a person gave as --layout [NAME][:dmy|mdy|ymd|point|comma|serial…] and the rest.

    A format that is no table, such as qif, is named as it is cited; its flags alone count.

    Raises:
        Refused: for a layout, flag or currency that there is not.
    """
    name, *flags = (layout or "").split(":")
    every = layouts() if known is None else known
    if name.casefold() in MESSAGES:
        name = ""  # its format is found by content
    if name and name not in every:
        raise Refused(
            f"there is no layout called {name}",
            remedy=f"Choose one of: {', '.join(sorted(every))}",
        )
    chosen: dict[str, Any] = {}
    for flag in flags:
        if flag not in _FLAGS:
            raise Refused(
                f"a layout cannot be told {flag!r}", remedy=f"Choose from: {', '.join(_FLAGS)}"
            )
        chosen |= _FLAGS[flag]
    code = (currency or "").strip().upper()
    if code and not re.fullmatch("[A-Z]{3}", code):
        raise Refused(f"{currency!r} is not a currency", remedy="Give an ISO code such as GBP")
    return Choice(layout=name, account=(account or "").strip(), currency=code, **chosen)
