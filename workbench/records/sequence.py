"""A statement's number in its bank's own series: MT940 `5/1` (number and page), CAMT `5`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Final

_NUMBER: Final = re.compile(r"\s*(\d{1,12})(?:\s*/\s*(\d{1,6}))?\s*", re.ASCII)


class Numbered(Enum):
    """How one statement's number follows another's."""

    NEXT = "next"
    HOLE = "hole"
    REPEAT = "repeat"
    UNKNOWN = "unknown"  # no numbers, or numbers that say nothing


def number_of(sequence: str) -> tuple[int, int] | None:
    """Number and page (0 where there is none); None where it is no such number."""
    found = _NUMBER.fullmatch(sequence)
    return (int(found[1]), int(found[2] or 0)) if found else None


def tells(sequences: Sequence[str]) -> bool:
    """Whether an account's numbers are a series: some banks write the same one every time."""
    numbers = [number_of(one) for one in sequences if one]
    return len(set(numbers)) > 1 or len(numbers) == 1


def follows(before: str, after: str, day_before: date, day_after: date) -> Numbered:
    """How a statement that begins on `day_after` follows one that began on `day_before`.

    A series may begin again in a new year, and may number the days and not the statements.
    """
    one, two = number_of(before), number_of(after)
    if one is None or two is None:
        return Numbered.UNKNOWN
    if one == two:
        return Numbered.REPEAT
    if two in {(one[0] + 1, 0), (one[0] + 1, 1), (one[0], one[1] + 1)}:
        return Numbered.NEXT
    if two[0] <= 1 and day_after.year > day_before.year:
        return Numbered.NEXT
    if two[0] - one[0] == (day_after - day_before).days:
        return Numbered.NEXT
    return Numbered.HOLE if two > one else Numbered.UNKNOWN
