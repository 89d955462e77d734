"""What a person types for an amount or a day, read strictly."""

from __future__ import annotations

from datetime import date

from workbench.errors import Refused
from workbench.money import exponent
from workbench.records.grammar import amount


def pence(text: str, currency: str = "GBP") -> int:
    """An amount like 1,250.00 in minor units.

    Raises:
        Refused: if it is not written as one.
    """
    read = amount(text, places=exponent(currency))
    if read is None or read.negative or read.currency not in ("", currency):
        raise Refused(f"{text} is no amount", remedy="Write it like 1250.00.")
    return read.minor


def some_pence(text: str, currency: str = "GBP") -> int | None:
    """The same, or nothing for nothing."""
    return pence(text, currency) if text else None


def day(text: str) -> date | None:
    """A date like 2026-03-31, or nothing for nothing.

    Raises:
        Refused: if it is not written as one.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"{text} is no date", remedy="Write it like 2026-03-31.") from error


def that_day(text: str) -> date:
    """A date that must be there."""
    found = day(text)
    if found is None:
        raise Refused("a date is needed", remedy="Write it like 2026-03-31.")
    return found
