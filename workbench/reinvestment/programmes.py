"""Programmes: what the money is for, each of one kind of `programmes.toml`."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import Programme, ProgrammeKind

#: How a programme's description says what makes a service lawful that is not lawful everywhere.
BASIS = "Lawful basis: "


@lru_cache
def _shipped() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "programmes.toml").read_text(encoding="utf-8"))


def kinds(session: Session | None = None) -> dict[str, dict[str, Any]]:
    """Every kind of programme: what it says and its measures, each with a unit.

    With a session, those too that the case defines itself.
    """
    own = session.scalars(select(ProgrammeKind).order_by(ProgrammeKind.id)) if session else ()
    return {
        **_shipped(),
        **{
            row.name: {
                "says": row.says, "measures": json.loads(row.measures),
                "fewer": json.loads(row.fewer),
            }
            for row in own
        },
    }  # fmt: skip


def add_kind(
    case: Case,
    name: str,
    says: str,
    measures: Sequence[tuple[str, str]],
    *,
    fewer: Sequence[str] = (),
) -> int:
    """Define a kind of programme of the case's own: what it is for, and (measure, unit) pairs.

    `fewer` names the measures of which less is better.

    Raises:
        Refused: for a blank or known name, no measure, one named twice or without a unit, or
            one in `fewer` that there is not.
    """
    name = " ".join(name.split())
    pairs = [(" ".join(what.split()), " ".join(unit.split())) for what, unit in measures]
    named = [what for what, _ in pairs]
    if not name or not says.strip():
        raise Refused("a kind of programme needs a name and what it is for")
    if not pairs or not all(what and unit for what, unit in pairs):
        raise Refused("a kind of programme has measures, each with a unit", where=name)
    if len(set(named)) < len(named):
        raise Refused("a measure is named twice", where=name)
    if strange := [what for what in fewer if what not in named]:
        raise Refused(f"{strange[0]} is not one of its measures", where=name)
    with case.change("kind", f"Defined the kind of programme {name}") as work:
        if name.casefold() in {known.casefold() for known in kinds(work.session)}:
            raise Refused(f"{name} is a kind of programme already")
        row = ProgrammeKind(
            name=name, says=says.strip(), measures=_canonical(pairs), fewer=_canonical(list(fewer))
        )
        work.session.add(row)
        work.session.flush()
        return row.id


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def add_programme(
    case: Case,
    kind: str,
    name: str,
    *,
    lead: str = "",
    start: date | None = None,
    end: date | None = None,
    description: str = "",
    lawful_basis: str = "",
) -> int:
    """Begin a programme and return its number.

    `lawful_basis` says what makes a service lawful whose kind is not lawful everywhere; without
    it only the measures of its appraisal are recorded.

    Raises:
        Refused: for an unknown kind, a blank name, or an end before the start.
    """
    if not name.strip():
        raise Refused("a programme needs a name")
    if start and end and end < start:
        raise Refused("a programme does not end before it starts", where=name)
    basis = f"{BASIS}{' '.join(lawful_basis.split())}" if lawful_basis.strip() else ""
    description = "\n".join(filter(None, (description, basis)))
    with case.change("programme", f"Began the programme {name.strip()}") as work:
        if kind not in kinds(work.session):
            raise Refused(
                f"{kind} is no kind of programme",
                remedy=f"Use one of: {', '.join(kinds(work.session))}.",
            )
        row = Programme(
            kind=kind, name=name.strip(), lead=lead, start=start, end=end, description=description
        )
        work.session.add(row)
        work.session.flush()
        return row.id


def has_basis(programme: Programme) -> bool:
    """Whether it is stated what makes the programme's service lawful."""
    return any(line.startswith(BASIS) for line in programme.description.split("\n"))


def programme_of(session: Session, programme_id: int) -> Programme:
    """The programme with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Programme, programme_id)
    if row is None:
        raise Refused(f"there is no programme {programme_id}", remedy="List them: grants CASE")
    return row
