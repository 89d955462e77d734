"""What a column of a table is: its kind of value, how that is written, copied and asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import SQLColumnExpression

from ui.words import day_written, instant_written
from workbench.money import exponent, written

#: One row: values by column key, `id`, and `KEY:currency` beside an amount of varying currency.
Row = Mapping[str, Any]

#: Pixels that values of a kind usually need.
WIDTHS = {"text": 180, "date": 104, "instant": 150, "money": 124, "number": 88, "yes": 64}

#: A longer text is cut on screen (never when it is copied): one endless word hangs the layout.
LONGEST_SHOWN = 400


class Kind(Enum):
    """How values are written, aligned and sorted."""

    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    MONEY = "money"
    NUMBER = "number"
    YES = "yes"

    @property
    def to_the_right(self) -> bool:
        """Whether digits stand under digits."""
        return self in {Kind.MONEY, Kind.NUMBER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `value` and a `currency` expression are SQL; a list of rows needs neither.

    `currency` as text is the one currency of the whole column. `figure` names the figure
    that the cell shows, for Why?. `tone` says "wrong", "caution", "muted" or "" for a row.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    value: SQLColumnExpression[Any] | None = None
    currency: SQLColumnExpression[str] | str = "GBP"
    width: int = 0
    stretch: bool = False
    hidden: bool = False
    tip: str = ""
    figure: Callable[[Row], str] | None = None
    tone: Callable[[Row], str] | None = None

    def currency_of(self, row: Row) -> str:
        """The currency of this column's amount in a row."""
        found = row.get(f"{self.key}:currency")
        return str(found or (self.currency if isinstance(self.currency, str) else "GBP"))

    def shown(self, row: Row) -> str:
        """The value as a person reads it."""
        value = row.get(self.key)
        if value is None:
            return ""
        match self.kind:
            case Kind.MONEY:
                shown = written(int(value), self.currency_of(row))
            case Kind.DATE:
                shown = day_written(value)
            case Kind.INSTANT:
                shown = instant_written(str(value))
            case Kind.NUMBER:
                shown = f"{value:,}"
            case Kind.YES:
                shown = "Yes" if value else ""
            case Kind.TEXT:
                shown = " ".join(str(value)[: LONGEST_SHOWN * 2].split())[:LONGEST_SHOWN]
        return shown

    def copied(self, row: Row) -> str:
        """The value as a spreadsheet should take it: plain numbers, ISO dates, text as text."""
        value = row.get(self.key)
        if value is None:
            return ""
        match self.kind:
            case Kind.MONEY:
                return _plain_number(int(value), exponent(self.currency_of(row)))
            case Kind.DATE:
                return value.isoformat() if isinstance(value, date) else str(value)
            case Kind.NUMBER:
                return str(value)
            case Kind.YES:
                return "Yes" if value else ""
        return safe_text(str(value))


def safe_text(text: str) -> str:
    """Text that a spreadsheet will not run as a formula: an apostrophe before what would be one."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _plain_number(minor: int, places: int) -> str:
    whole, part = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"
