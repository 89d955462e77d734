"""The patterns of narratives as data in narratives/*.toml: each bank's, then the general ones."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "narratives"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern over narratives whose named groups are facts taken from them.

    It is tried only where the text begins with one of the words `first`, or holds `needs`:
    plain narratives must cost next to nothing.
    """

    rule: str
    pattern: re.Pattern[str]
    types: frozenset[str]
    gives_type: str
    confidence: int
    first: tuple[str, ...]
    needs: str
    general: bool

    def fits(self, kind: str) -> bool:
        """Whether it is meant for entries of this standard type."""
        return not self.types or kind in self.types


@dataclass(frozen=True, slots=True)
class Book:
    """The patterns for one layout in their order, apart by how they are found."""

    anywhere: tuple[Pattern, ...]
    by_first: dict[str, tuple[Pattern, ...]]


@cache
def patterns_of(layout: str) -> Book:
    """The patterns that a layout's narratives are read by: its bank's own first."""
    own: list[Pattern] = []
    general: list[Pattern] = []
    for layouts, patterns in _files():
        if not layouts:
            general += patterns
        elif layout in layouts:
            own += patterns
    found = [*own, *general]
    by_first: dict[str, tuple[Pattern, ...]] = {}
    for pattern in found:
        for word in pattern.first:
            by_first[word] = (*by_first.get(word, ()), pattern)
    return Book(tuple(one for one in found if not one.first), by_first)


@cache
def _files() -> tuple[tuple[tuple[str, ...], tuple[Pattern, ...]], ...]:
    read = (
        tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))
    )
    return tuple(
        (
            tuple(data["layouts"]),
            tuple(_pattern(one, not data["layouts"]) for one in data["narrative"]),
        )
        for data in read
    )


def _pattern(data: dict[str, Any], general: bool) -> Pattern:
    return Pattern(
        rule=data["rule"],
        pattern=re.compile(data["pattern"]),
        types=frozenset(data.get("types", ())),
        gives_type=data.get("gives_type", ""),
        confidence=data["confidence"],
        first=tuple(data.get("first", ())),
        needs=data.get("needs", ""),
        general=general,
    )
