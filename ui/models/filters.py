"""What may be typed above one column of a table, and the condition in SQL that it means."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_

from ui.models.columns import Column, Kind
from workbench.errors import Refused
from workbench.money import EXPONENTS, LARGEST, exponent
from workbench.records.find import holds
from workbench.words import MONTHS

_SPOKEN: Final = re.compile(
    r"\b(?:(\d{1,2}) )?(" + "|".join(MONTHS) + r")[a-z]* (\d{4})\b", re.IGNORECASE
)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_COMPARED: Final = re.compile(r"(>=|<=|>|<)\s*(.+)")
_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {">": gt, "<": lt, ">=": ge, "<=": le}
_YES: Final = {"yes": True, "y": True, "no": False, "n": False}

#: What to type, by the kind of column: shown where it is typed.
HINTS: Final = {
    Kind.TEXT: "words, or = the whole text",
    Kind.DATE: "2024-03, 3 Mar 2024, 2024-01..2024-03",
    Kind.INSTANT: "2024-03-03",
    Kind.MONEY: "99.50, >1000, -500..-100",
    Kind.NUMBER: "3, >0, 10..20",
    Kind.YES: "yes or no",
}


def iso_dates(text: str) -> str:
    """Text in which each date that is written as on screen is one word: 2024-03-03."""

    def iso(found: re.Match[str]) -> str:
        month = next(i for i, m in enumerate(MONTHS, 1) if m.lower() == found[2][:3].lower())
        day = f"-{int(found[1]):02}" if found[1] else ""
        return f"{found[3]}-{month:02}{day}"

    return _SPOKEN.sub(iso, text)


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


def condition(column: Column, text: str) -> ColumnElement[bool]:
    """What the text above a column asks of it.

    Raises:
        Refused: if the text is none that such a column understands.
    """
    text = " ".join(text.split())
    assert column.value is not None
    match column.kind:
        case Kind.DATE:
            return _days(column, iso_dates(text))
        case Kind.MONEY | Kind.NUMBER:
            return _amounts(column, text)
        case Kind.YES:
            if text.lower() not in _YES:
                raise _unclear(column, text)
            return column.value.is_(_YES[text.lower()])
    if text.startswith("="):
        return func.coalesce(cast(column.value, String), "") == text[1:].strip()
    return and_(*(holds((column.value,), word) for word in text.split()))


def _unclear(column: Column, text: str) -> Refused:
    what = {Kind.DATE: "date", Kind.YES: "yes or no"}.get(column.kind, "amount")
    return Refused(
        f"“{text[:40]}” is no {what}", where=column.title, remedy=f"Type {HINTS[column.kind]}."
    )


def _days(column: Column, text: str) -> ColumnElement[bool]:
    value = column.value
    assert value is not None

    def span(part: str) -> tuple[date, date]:
        year = re.fullmatch(r"(\d{4})", part.strip())
        if year and int(year[1]):
            return date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
        found = days_in(part.strip())
        if found is None:
            raise _unclear(column, text)
        return found

    if compared := _COMPARED.fullmatch(text):
        first, last = span(compared[2])
        sign = compared[1]
        return _made(_OPERATORS[sign](value, last if sign in {">", "<="} else first))
    start, dots, end = text.partition("..")
    if not dots:
        return value.between(*span(text))
    return _between(value, span(start)[0] if start else None, span(end)[1] if end else None)


def _amounts(column: Column, text: str) -> ColumnElement[bool]:
    assert column.value is not None

    def number(part: str) -> Decimal:
        found = amount_in(part.strip())
        if found is None:
            raise _unclear(column, text)
        return -found if part.strip().startswith(("-", "\N{MINUS SIGN}")) else found

    value = column.value
    if compared := _COMPARED.fullmatch(text):
        wanted = number(compared[2])
        # "more than 13.99" yen is more than 13, "13.99 or more" is 14 or more.
        rounding = ROUND_FLOOR if compared[1] in {">", "<="} else ROUND_CEILING
        return by_currency(
            column, lambda p: _made(_OPERATORS[compared[1]](value, _minor(wanted, p, rounding)))
        )
    start, dots, end = text.partition("..")
    if dots:
        low, high = (number(part) if part else None for part in (start, end))
        return by_currency(
            column,
            lambda p: _between(
                value,
                None if low is None else _minor(low, p, ROUND_CEILING),
                None if high is None else _minor(high, p, ROUND_FLOOR),
            ),
        )
    return is_amount(column, abs(number(text)))


def _between(value: Any, low: Any, high: Any) -> ColumnElement[bool]:
    parts = [value >= low] if low is not None else []
    parts += [value <= high] if high is not None else []
    return and_(value.is_not(None), *parts)


def _made(found: Any) -> ColumnElement[bool]:
    assert isinstance(found, ColumnElement)
    return found


def _minor(amount: Decimal, places: int, rounding: str) -> int:
    """An amount in minor units; what a currency has no unit for is rounded as is said."""
    return max(-LARGEST, min(LARGEST, int(amount.scaleb(places).to_integral_value(rounding))))


def is_amount(column: Column, amount: Decimal) -> ColumnElement[bool]:
    """Whether the size of a column's amount, in its own currency, is this."""
    assert column.value is not None
    size = func.abs(column.value)

    def equal(places: int) -> ColumnElement[bool]:
        minor = amount.scaleb(places)
        whole = minor == minor.to_integral_value() and minor <= LARGEST
        return _made(eq(size, int(minor))) if whole else false()

    return by_currency(column, equal)


def by_currency(
    column: Column, condition_of: Callable[[int], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """A condition of a column's amounts, made for as many decimals as each currency has."""
    if column.kind is Kind.NUMBER:
        return condition_of(0)
    if isinstance(column.currency, str):
        return condition_of(exponent(column.currency))
    unusual: dict[int, list[str]] = {}
    for currency, places in EXPONENTS.items():
        unusual.setdefault(places, []).append(currency)
    return or_(
        and_(column.currency.not_in(list(EXPONENTS)), condition_of(2)),
        *(
            and_(column.currency.in_(currencies), condition_of(places))
            for places, currencies in unusual.items()
        ),
    )
