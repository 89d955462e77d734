"""The law as dated data: which row of which table is in force on a day."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "law"


@lru_cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of the law, read once."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def in_force(row: dict[str, Any], on: date | None) -> bool:
    """Whether a row applies on a day; without a day, whether it applies still."""
    if on is None:
        return "to" not in row
    return bool(row["from"] <= on and ("to" not in row or on <= row["to"]))


def provision(row: dict[str, Any]) -> str:
    """The provision as it is printed; one that nobody has confirmed says so."""
    said: str = row["provision"]
    return said if row["confirmed"] else f"{said} (not confirmed: check before relying on it)"
