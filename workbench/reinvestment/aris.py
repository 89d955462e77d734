"""The shares of a receipt under ARIS, by dated rates; compensation and costs come first."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from workbench.errors import Refused
from workbench.money import share, written
from workbench.recovery.lawbook import in_force, provision

#: The stated order in which a tied penny falls.
AGENCIES: Final = ("home-office", "investigator", "prosecutor", "enforcement")


@dataclass(frozen=True, slots=True)
class Split:
    """Who gets what of a receipt, in minor units, and by which rates."""

    shares: dict[str, int]
    entitled: tuple[str, ...]  # the agencies that the rates name, even where a share is nothing
    costs_minor: int
    compensation_minor: int
    provision: str
    words: str


@lru_cache
def _rates() -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "aris.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["share"]
    return rows


def split(
    kind: str,
    minor: int,
    *,
    compensation_minor: int = 0,
    costs_minor: int = 0,
    on: date | None = None,
) -> Split:
    """Share a receipt of one kind of recovery, received on a day, to the penny.

    Raises:
        Refused: for an unknown kind, a day without rates, or deductions above the amount.
    """
    rows = [row for row in _rates() if row["kind"] == kind]
    if not rows:
        known = ", ".join(dict.fromkeys(row["kind"] for row in _rates()))
        raise Refused(f"there is no kind of receipt {kind}", remedy=f"Use one of: {known}.")
    row = next((row for row in rows if in_force(row, on)), None)
    if row is None:
        raise Refused(f"no rates for {kind} are known on {on}", remedy="Check the date.")
    if min(minor, compensation_minor, costs_minor) < 0:
        raise Refused("amounts to share are not below nothing")
    base = minor - compensation_minor - costs_minor
    if base < 0:
        raise Refused(
            f"compensation {written(compensation_minor)} and costs {written(costs_minor)} are "
            f"more than the {written(minor)} received",
        )
    weights = [row["weights"][agency] for agency in AGENCIES]
    return Split(
        dict(zip(AGENCIES, share(base, weights), strict=True)),
        tuple(agency for agency, weight in zip(AGENCIES, weights, strict=True) if weight),
        costs_minor, compensation_minor, provision(row), row["words"],
    )  # fmt: skip
