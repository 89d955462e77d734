"""A table described in SQL: which ids, in which order, and the rows of some ids."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    false,
    func,
    or_,
    select,
)

from ui.models.columns import Column, Kind
from workbench.money import EXPONENTS, LARGEST, exponent
from workbench.words import MONTHS

_SPOKEN_DATE = re.compile(
    r"\b(?:(\d{1,2}) )?(" + "|".join(MONTHS) + r")[a-z]* (\d{4})\b", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a table shows.

    `key` is the whole-number id. `order` is how rows stand when no column is chosen; the key
    settles every tie. `search` are the texts that the filter looks in. `extras` are further
    values of a row that columns need (for figures and tones) but that are not shown.
    """

    key: SQLColumnExpression[int]
    source: FromClause | type[Any]
    columns: tuple[Column, ...]
    search: tuple[SQLColumnExpression[Any], ...] = ()
    order: tuple[SQLColumnExpression[Any], ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    extras: Mapping[str, SQLColumnExpression[Any]] = field(default_factory=dict)

    def ids(
        self,
        *,
        column: int = -1,
        descending: bool = False,
        text: str = "",
        where: Sequence[ColumnElement[bool]] = (),
    ) -> Select[Any]:
        """The ids to show, in order; rows without a value in the sorting column come last."""
        order: list[SQLColumnExpression[Any]] = []
        if 0 <= column < len(self.columns):
            value = self.columns[column].value
            if value is not None:
                order = [value.is_(None), value.desc() if descending else value.asc()]
        return (
            select(self.key)
            .select_from(self.source)
            .where(*self.where, *where, *self.matching(text))
            .order_by(*order, *self.order, self.key)
        )

    def count(self, where: Sequence[ColumnElement[bool]] = ()) -> Select[Any]:
        """How many rows there are before the filter's words."""
        return select(func.count(self.key)).select_from(self.source).where(*self.where, *where)

    def rows(self, ids: Sequence[int]) -> Select[Any]:
        """The values of these rows, in no particular order."""
        wanted: list[SQLColumnExpression[Any]] = [self.key.label("id")]
        for column in self.columns:
            if column.value is not None:
                wanted.append(column.value.label(column.key))
            if column.kind is Kind.MONEY and not isinstance(column.currency, str):
                wanted.append(column.currency.label(f"{column.key}:currency"))
        wanted += [value.label(name) for name, value in self.extras.items()]
        return select(*wanted).select_from(self.source).where(self.key.in_(ids))

    def matching(self, text: str) -> list[ColumnElement[bool]]:
        """One condition for every word: some searched text, amount or date has it."""
        return [self._has(word) for word in words(text)]

    def _has(self, word: str) -> ColumnElement[bool]:
        options: list[ColumnElement[bool]] = [
            cast(found, String).icontains(word, autoescape=True) for found in self.search
        ]
        amount, days = amount_in(word), days_in(word)
        for column in self.columns:
            if column.value is None:
                continue
            if column.kind is Kind.MONEY and amount is not None:
                options.append(_is_amount(column, amount))
            elif column.kind is Kind.DATE and days is not None:
                options.append(column.value.between(*days))
        return or_(false(), *options)


def words(text: str) -> list[str]:
    """The words of a filter; a date as it is written on screen becomes one word."""

    def iso(found: re.Match[str]) -> str:
        month = next(i for i, m in enumerate(MONTHS, 1) if m.lower() == found[2][:3].lower())
        day = f"-{int(found[1]):02}" if found[1] else ""
        return f"{found[3]}-{month:02}{day}"

    return _SPOKEN_DATE.sub(iso, text).split()


def amount_in(word: str) -> Decimal | None:
    """The amount that a word may be, without sign: `£1,234.50` and `1234.5` are one amount."""
    bare = word.lstrip("-+\N{MINUS SIGN}£€$").replace(",", "")
    if not re.fullmatch(r"\d{1,15}(\.\d{1,4})?", bare, re.ASCII):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:  # pragma: no cover - the pattern admits only decimals
        return None


def days_in(word: str) -> tuple[date, date] | None:
    """The first and last day that a word may mean: `2024-03-03` or all of `2024-03`."""
    found = _ISO.fullmatch(word)
    if found is None:
        return None
    try:
        first = date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None
    length = 1 if found[3] else calendar.monthrange(first.year, first.month)[1]
    return first, first + timedelta(days=length - 1)


def _is_amount(column: Column, amount: Decimal) -> ColumnElement[bool]:
    assert column.value is not None
    size = func.abs(column.value)
    if isinstance(column.currency, str):
        return _equal(size, amount, exponent(column.currency))
    unusual: dict[int, list[str]] = {}
    for currency, places in EXPONENTS.items():
        unusual.setdefault(places, []).append(currency)
    return or_(
        and_(column.currency.not_in(list(EXPONENTS)), _equal(size, amount, 2)),
        *(
            and_(column.currency.in_(currencies), _equal(size, amount, places))
            for places, currencies in unusual.items()
        ),
    )


def _equal(size: ColumnElement[Any], amount: Decimal, places: int) -> ColumnElement[bool]:
    minor = amount.scaleb(places)
    whole = minor == minor.to_integral_value() and minor <= LARGEST
    return size == int(minor) if whole else false()
