"""The regimes of recovery as data: states, who may act, what may follow, least amounts."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.deadlines import VERSIONS
from workbench.recovery.lawbook import SHIPPED, Law, folder, in_force, provision


def regimes() -> dict[str, dict[str, Any]]:
    """Every regime by name: title, law, states, and what else it has."""
    return folder("regimes")


def regime_of(name: str) -> dict[str, Any]:
    """One regime.

    Raises:
        Refused: for an unknown regime.
    """
    known = regimes()
    if name not in known:
        raise Refused(f"{name} is no regime", remedy=f"Use one of: {', '.join(known)}.")
    return known[name]


def states(regime: str, version: str = VERSIONS[0]) -> dict[str, dict[str, Any]]:
    """The states of a regime by name, as a version of Part 2 has them.

    Raises:
        Refused: for an unknown regime.
    """
    regime_of(regime)
    return _states(regime, version)


@lru_cache
def _states(regime: str, version: str) -> dict[str, dict[str, Any]]:
    law = regimes()[regime]
    found = {}
    for name, row in law["states"].items():
        own = {key: value for key, value in row.items() if key not in VERSIONS}
        own.update(row.get(version, {}))
        found[name] = {
            **own,
            "provision": provision({"confirmed": law["confirmed"], **own}),
        }
    return found


def receipt_kind(regime: str) -> str:
    """Under which shares money of a regime is received; "" where it brings in none."""
    kind: str = regime_of(regime).get("receipt_kind", "")
    return kind


def threshold(
    regime: str, on: date | None, *, law: Law = SHIPPED, key: str = "minimum"
) -> dict[str, Any] | None:
    """The least amount of a regime in force on a day, as a row with its provision, or none."""
    for row in regime_of(regime).get("threshold", ()):
        if row["key"] == key and in_force(row, on):
            field = "minor" if "minor" in row else "above_minor"
            return law.row("regimes", f"{regime}.{key}", row, field, on)
    return None


def below(row: dict[str, Any], minor: int) -> str:
    """Why an amount does not reach a least amount, in words; "" where it does."""
    if "above_minor" in row:
        falls_short, bound = minor <= row["above_minor"], f"not above {written(row['above_minor'])}"
    else:
        falls_short, bound = minor < row["minor"], f"below {written(row['minor'])}"
    return f"{written(minor)} is {bound}, {row['what']} ({provision(row)})" if falls_short else ""


def seizure_of(kind: str) -> tuple[str, str] | None:
    """The regime under which a thing of a kind is seized, and the clock that then runs."""
    for name, law in regimes().items():
        seizure = law.get("seizure")
        if seizure is not None and kind in seizure["kinds"]:
            return name, seizure["starts"]
    return None
