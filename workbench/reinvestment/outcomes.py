"""Outcomes: what a programme achieved in a period, from a source that can be shown."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from workbench.case import Case
from workbench.documents import attach, content_of
from workbench.errors import Refused
from workbench.reinvestment.grants import grant_of
from workbench.reinvestment.programmes import kinds, programme_of
from workbench.store.tables import Outcome


def add_outcome(
    case: Case,
    programme_id: int,
    measure: str,
    value: int,
    *,
    source: Path | str,
    start: date,
    end: date,
    unit: str = "",
    grant_id: int | None = None,
    baseline: int | None = None,
    target: int | None = None,
    note: str = "",
) -> int:
    """Record an outcome and return its number.

    `source` is a file, which is kept in the case, or the SHA-256 of one that is kept already.
    `unit` may be left out for a measure that the programme's kind knows.

    Raises:
        Refused: without a source, for a period that ends before it starts, a value below
            nothing, or a grant of another programme.
    """
    if end < start:
        raise Refused("a period does not end before it starts", where=measure)
    if value < 0:
        raise Refused(f"{value} is below nothing", where=measure)
    if not str(source).strip() or str(source) == ".":
        raise Refused(
            "an outcome needs its source", where=measure, remedy="Attach the return it is from."
        )
    digest = str(source)
    if not _is_digest(digest):
        digest = attach(case, Path(source))
    name, content = content_of(case, digest)
    assert hashlib.sha256(content).hexdigest() == digest
    with case.change("outcome", "Recorded an outcome") as work:
        programme = programme_of(work.session, programme_id)
        known = dict(map(tuple, kinds()[programme.kind]["measures"]))
        unit = unit or known.get(measure, "")
        if not measure.strip() or not unit:
            raise Refused(
                f"{measure or 'a measure'} has no unit",
                where=programme.name,
                remedy=f"Name its unit, or use one of: {', '.join(known)}.",
            )
        if grant_id is not None and grant_of(work.session, grant_id).programme_id != programme_id:
            raise Refused(f"grant {grant_id} is not of this programme", where=programme.name)
        row = Outcome(
            programme_id=programme_id, grant_id=grant_id, measure=measure.strip(), unit=unit,
            start=start, end=end, value=value, baseline=baseline, target=target,
            source_name=name, source_sha256=digest, note=note,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = f"{programme.name}: {measure.strip()}, {value:,} {unit}"
        return row.id


def rating(value: int, target: int | None) -> str:
    """Against its target: met, near (nine tenths or more), missed; "" where none was set."""
    if target is None:
        return ""
    if value >= target:
        return "met"
    return "near" if value * 10 >= target * 9 else "missed"


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)
