"""How things are written for a person, alike in every locale: dates, counts, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_written(day: date | str | None) -> str:
    """A date as `03 Mar 2024`; text that is no ISO date stands as it is.

    strftime is not used: a window sets the locale of its whole process, and what a pack prints
    may not depend on it.
    """
    if day is None:
        return ""
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day[:10])
        except ValueError:
            return str(day)
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 statement`, `4,012 statements`; `many` where adding an s is not the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; with another word before the last, `a or b`."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
