"""Programmes: what the money is for, each of one kind of `programmes.toml`."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import Programme


@lru_cache
def kinds() -> dict[str, dict[str, Any]]:
    """Every kind of programme: what it says and its measures, each with a unit."""
    return tomllib.loads((Path(__file__).parent / "programmes.toml").read_text(encoding="utf-8"))


def add_programme(
    case: Case,
    kind: str,
    name: str,
    *,
    lead: str = "",
    start: date | None = None,
    end: date | None = None,
    description: str = "",
) -> int:
    """Begin a programme and return its number.

    Raises:
        Refused: for an unknown kind, a blank name, or an end before the start.
    """
    if kind not in kinds():
        raise Refused(
            f"{kind} is no kind of programme", remedy=f"Use one of: {', '.join(kinds())}."
        )
    if not name.strip():
        raise Refused("a programme needs a name")
    if start and end and end < start:
        raise Refused("a programme does not end before it starts", where=name)
    with case.change("programme", f"Began the programme {name.strip()}") as work:
        row = Programme(
            kind=kind, name=name.strip(), lead=lead, start=start, end=end, description=description
        )
        work.session.add(row)
        work.session.flush()
        return row.id


def programme_of(session: Session, programme_id: int) -> Programme:
    """The programme with this number.

    Raises:
        Refused: if there is none.
    """
    row = session.get(Programme, programme_id)
    if row is None:
        raise Refused(f"there is no programme {programme_id}", remedy="List them: grants CASE")
    return row
