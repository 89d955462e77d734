"""The room's own rules, as data: what is a small number, who sits on a panel, how often to ask."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache
def rule(name: str) -> dict[str, Any]:
    """One table of `rules.toml`, read once."""
    text = (Path(__file__).parent / "rules.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)[name]
    return found
