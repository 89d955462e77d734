"""The law as dated data: which row is in force on a day, and what a case states otherwise."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.store.tables import LawValue

FOLDER = Path(__file__).parent / "law"


@lru_cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of the law, read once."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache
def folder(name: str) -> dict[str, dict[str, Any]]:
    """A folder of such files by name, in the order of the `place` that each states."""
    found = {path.stem: table(f"{name}/{path.stem}") for path in (FOLDER / name).glob("*.toml")}
    return dict(sorted(found.items(), key=lambda item: int(item[1]["place"])))


def in_force(row: dict[str, Any], on: date | None) -> bool:
    """Whether a row applies on a day; without a day, whether it applies still."""
    if on is None:
        return "to" not in row
    return bool(row["from"] <= on and ("to" not in row or on <= row["to"]))


def provision(row: dict[str, Any]) -> str:
    """The provision as it is printed; one that nobody has confirmed says so.

    A row that a case states otherwise says what it states, and on what source.
    """
    said: str = row["provision"]
    if "stated" in row:
        return f"{said} ({row['stated']})"
    return said if row["confirmed"] else f"{said} (not confirmed: check before relying on it)"


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of the law as one case states it, from a day, on a source."""

    number: int
    table: str
    key: str
    value: int
    valid_from: date
    valid_to: date | None
    source: str
    why: str

    def holds(self, on: date | None) -> bool:
        """Whether it applies on a day; without a day, whether it applies still."""
        if on is None:
            return self.valid_to is None
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Law:
    """The tables shipped with the program, with the values that a case states otherwise."""

    stated: tuple[Stated, ...] = ()

    def row(
        self, table_name: str, key: str, row: dict[str, Any], field: str, on: date | None
    ) -> dict[str, Any]:
        """A row of the tables on a day, its `field` as the case states it where it does.

        Of two statements for one day the later entered holds.
        """
        for one in reversed(self.stated):
            if (one.table, one.key) == (table_name, key) and one.holds(on):
                return {
                    **row,
                    field: one.value,
                    "stated": (
                        f"as this case states it, {one.value:,} instead of {row[field]:,}: "
                        f"{one.source}"
                    ),
                }
        return row


#: The law as the program ships it.
SHIPPED: Final = Law()


def law_of(session: Session) -> Law:
    """The law as a case has it."""
    rows = session.scalars(select(LawValue).order_by(LawValue.id))
    return Law(
        tuple(
            Stated(
                row.id, row.table, row.key, int(row.value), row.valid_from, row.valid_to,
                row.source, row.why,
            )
            for row in rows
        )
    )  # fmt: skip
