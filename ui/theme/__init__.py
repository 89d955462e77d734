"""Themes as data: colours by role, text sizes and spacing, and how far colours must differ."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

#: The steps of every gap and margin, in pixels.
GAP_XS, GAP_S, GAP_M, GAP_L, GAP_XL = 4, 8, 12, 16, 24
#: The three sizes of text, in points.
SMALL, BODY, TITLE = 9.0, 10.0, 15.0
DEFAULT: Final = "light"

#: Where the colours stand, and the mark of a checked box in each theme.
FOLDER: Final = Path(__file__).resolve().parent
_FILE = FOLDER / "themes.toml"


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, each `#RRGGBB`, named for what it is used on."""

    key: str
    name: str
    dark: bool
    window: str
    surface: str
    raised: str
    rail: str
    text: str
    muted: str
    line: str
    edge: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    red: str
    red_soft: str
    caution: str
    caution_soft: str
    selection: str
    on_selection: str
    focus: str
    series: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet on screen, by role, and the least ratio between them."""

    colour: str
    over: str
    ratio: float


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


@cache
def themes() -> dict[str, Theme]:
    """Every theme, by key, in the order they are offered."""
    return {
        key: Theme(key=key, **{**values, "series": tuple(values["series"])})
        for key, values in _data().items()
        if key != "contrast"
    }


def theme(key: str) -> Theme:
    """The theme `key`, or the default where a remembered choice is no longer offered."""
    return themes().get(key, themes()[DEFAULT])


def pairs() -> list[Pair]:
    """Every pair of roles that meets on screen."""
    return [
        Pair(colour, over, float(rule["ratio"]))
        for rule in _data()["contrast"]
        for over in rule["over"]
        for colour in rule["colours"]
    ]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
