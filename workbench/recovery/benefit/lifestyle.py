"""The lifestyle test (POCA 2002 s.75): its limbs by version of the law, and whether one is met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.errors import Refused
from workbench.money import written
from workbench.recovery.lawbook import provision, table


def law() -> dict[str, Any]:
    """The worksheet's law."""
    return table("benefit")


def holds(row: dict[str, Any], version: str) -> bool:
    """Whether a row of the law holds under a version of Part 2."""
    return bool(row.get("version", version) == version)


def limbs(version: str) -> dict[str, dict[str, Any]]:
    """The limbs of s.75 under a version, by key."""
    return {row["key"]: row for row in law()["limb"] if holds(row, version)}


def limb(key: str, version: str) -> dict[str, Any]:
    """One limb.

    Raises:
        Refused: if the version has no such limb.
    """
    known = limbs(version)
    if key not in known:
        raise Refused(f"{key} is no limb of s.75", remedy=f"Use one of: {', '.join(known)}.")
    return known[key]


@dataclass(frozen=True, slots=True)
class Lifestyle:
    """Whether a criminal lifestyle is shown, under which provision, and how that was decided."""

    shown: bool
    provision: str
    explained: str


def lifestyle(key: str, why: str, version: str, relevant_minor: int, currency: str) -> Lifestyle:
    """Decide the limb that a sheet relies on, with the benefit that counts towards it.

    `relevant_minor` is benefit from the offences themselves (s.75(5)-(6)).
    """
    if not key:
        return Lifestyle(
            shown=False,
            provision="POCA 2002 s.75",
            explained="No limb is relied on: only particular criminal conduct counts (s.6(4)(c)).",
        )
    row = limb(key, version)
    least = row["least_minor"]
    met = relevant_minor >= least
    explained = f"{row['title']}. {row['test']} {why.strip().rstrip('.')}."
    if least:
        explained += (
            f" Relevant benefit of {written(relevant_minor, currency)} is "
            f"{'not less' if met else 'less'} than {written(least, currency)}"
            + ("." if met else ": the limb is not met, and no assumption is made.")
        )
    return Lifestyle(shown=met, provision=provision(row), explained=explained)
