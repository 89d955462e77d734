"""The typologies as data: what each looks for, on what source, and what a case states otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.store.tables import LawValue

PATH: Final = Path(__file__).parent / "typologies.toml"
#: The name under which a case keeps its own numbers, and the rule that all others rest on.
TABLE: Final = "typologies"
COMMON: Final = "common"


@dataclass(frozen=True, slots=True)
class Typology:
    """One rule: its words, its numbers with their units, its source and an innocent reading."""

    id: str
    title: str
    words: str
    source: str
    confirmed: bool
    innocent: str
    numbers: Mapping[str, int]
    units: Mapping[str, str]

    def __getitem__(self, name: str) -> int:
        """One of its numbers."""
        return self.numbers[name]

    @property
    def rule(self) -> str:
        """The rule in words, with the numbers that hold."""
        said = self.words
        for name, value in self.numbers.items():
            shown = written(value) if self.units[name] == "pence" else f"{value:,}"
            said = said.replace(f"{{{name}}}", shown)
        return said


@cache
def shipped() -> Mapping[str, Typology]:
    """Every typology as the program ships it, with what is common to all first."""
    data = tomllib.loads(PATH.read_text(encoding="utf-8"))
    common = {"id": COMMON, "title": "What a payment must be", "source": "", "innocent": "",
              "confirmed": False, **data["common"]}  # fmt: skip
    made = [_typology(row) for row in (common, *data["typology"])]
    return MappingProxyType({one.id: one for one in made})


@cache
def since() -> date:
    """The day of this edition of the rules."""
    found: date = tomllib.loads(PATH.read_text(encoding="utf-8"))["from"]
    return found


def _typology(row: dict[str, Any]) -> Typology:
    parameters = row["parameters"]
    return Typology(
        row["id"], row["title"], row["rule"], row["source"], row["confirmed"], row["innocent"],
        MappingProxyType({name: one["value"] for name, one in parameters.items()}),
        MappingProxyType({name: one["unit"] for name, one in parameters.items()}),
    )  # fmt: skip


def chosen(wanted: Iterable[str]) -> tuple[str, ...]:
    """The typologies that are asked for, in the order of the file; all where none is named.

    Raises:
        Refused: for one that there is not.
    """
    names = [name.strip().lower().replace("_", "-") for text in wanted for name in text.split(",")]
    known = [name for name in shipped() if name != COMMON]
    for name in names:
        if name not in known:
            raise Refused(f"there is no typology {name}", remedy=f"Use {', '.join(known)}.")
    return tuple(name for name in known if name in names or not names)


def rules_of(session: Session) -> dict[str, Typology]:
    """The typologies with the numbers that this case states; of two the later holds."""
    made = dict(shipped())
    for row in session.scalars(
        select(LawValue).where(LawValue.table == TABLE).order_by(LawValue.id)
    ):
        name, _, number = row.key.partition(".")
        if name in made and number in made[name].numbers:
            numbers = MappingProxyType({**made[name].numbers, number: int(row.value)})
            made[name] = replace(made[name], numbers=numbers)
    return made


def set_number(case: Case, key: str, value: int, why: str) -> None:
    """Screen this case with another number, for a reason; `key` is structuring.days.

    Raises:
        Refused: if there is no such number, it is below 1, changes nothing, or has no reason.
    """
    name, _, number = key.partition(".")
    known = shipped().get(name)
    if known is None or number not in known.numbers:
        raise Refused(
            f"screening has no number {key}", remedy="List them with: screening-rules CASE"
        )
    if not why.strip():
        raise Refused("another number needs the reason for it", remedy="Say it with --why.")
    if value < 1:
        raise Refused(f"{key} is at least 1")
    with case.change("screening-rule", "Stated a number of screening") as work:
        before = rules_of(work.session)[name][number]
        if value == before:
            raise Refused(f"{key} is {value:,} already")
        work.session.add(
            LawValue(
                table=TABLE, key=key, value=str(value), valid_from=since(), source="this case",
                why=why.strip(),
            )
        )  # fmt: skip
        work.summary = (
            f"Screening, {known.title}: {number.replace('_', ' ')} is {value:,} instead of "
            f"{before:,} ({why.strip()})"
        )


def rule_rows(case: Case) -> list[dict[str, Any]]:
    """Every typology with its rule, its numbers and what this case states."""
    with case.session() as session:
        now = rules_of(session)
    return [
        {
            "typology": one.id, "title": one.title, "rule": one.rule, "source": one.source,
            "confirmed": one.confirmed, "innocent_explanation": one.innocent,
            "since": since().isoformat(),
            "parameters": [
                {
                    "key": f"{one.id}.{name}", "value": value, "unit": one.units[name],
                    "shipped": shipped()[one.id][name],
                }
                for name, value in one.numbers.items()
            ],
        }
        for one in now.values()
    ]  # fmt: skip
