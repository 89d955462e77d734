"""Benefit ratios: what a pound spent is said to save, never without its source and its year."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.errors import Refused


@lru_cache
def ratios() -> dict[str, dict[str, Any]]:
    """Every ratio that is known: what it is of, pence for each pound, source and year."""
    return tomllib.loads((Path(__file__).parent / "ratios.toml").read_text(encoding="utf-8"))


def worth(minor: int, name: str) -> tuple[int, int]:
    """What an amount spent is said to save by one ratio: at least and at most, to the penny.

    Raises:
        Refused: if there is no such ratio.
    """
    row = ratio(name)
    least, most = ((minor * row[end] * 2 + 100) // 200 for end in ("least", "most"))
    return least, most


def ratio(name: str) -> dict[str, Any]:
    """One ratio by its name.

    Raises:
        Refused: if there is none.
    """
    if name not in ratios():
        raise Refused(
            f"there is no benefit ratio {name}", remedy=f"Use one of: {', '.join(ratios())}."
        )
    return ratios()[name]


def cited(name: str) -> str:
    """Source and year of a ratio, as they are printed with every benefit."""
    row = ratio(name)
    doubt = "" if row["confirmed"] else "; not confirmed: check before relying on it"
    return f"{row['source']}, {row['year']}{doubt}"


def ratios_for(kind: str) -> list[str]:
    """The ratios that speak of a kind of programme."""
    return [name for name, row in ratios().items() if kind in row["kinds"]]
