"""Outcomes: what a programme achieved in a period, from a source that can be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.documents import attach, content_of
from workbench.errors import Refused
from workbench.money import LARGEST
from workbench.reinvestment.grants import grant_of
from workbench.reinvestment.programmes import kinds, programme_of
from workbench.store.tables import Instalment, Outcome, Programme


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
            nothing, another unit than the measure's, or a grant of another programme.
    """
    if end < start:
        raise Refused("a period does not end before it starts", where=measure)
    if value < 0:
        raise Refused(f"{value} is below nothing", where=measure)
    if max(value, baseline or 0, target or 0) > LARGEST:
        raise Refused(f"{value:,} is more than a case can hold", where=measure)
    if not str(source).strip() or str(source) == ".":
        raise Refused(
            "an outcome needs its source", where=measure, remedy="Attach the return it is from."
        )
    with case.session() as session:
        # Nothing is kept of a return whose outcome is refused.
        _named(session, programme_id, measure, unit, grant_id)
    digest = str(source)
    if not _is_digest(digest):
        digest = attach(case, Path(source))
    name, content = content_of(case, digest)
    assert hashlib.sha256(content).hexdigest() == digest
    with case.change("outcome", "Recorded an outcome") as work:
        programme, unit = _named(work.session, programme_id, measure, unit, grant_id)
        row = Outcome(
            programme_id=programme_id, grant_id=grant_id, measure=measure.strip(), unit=unit,
            start=start, end=end, value=value, baseline=baseline, target=target,
            source_name=name, source_sha256=digest, note=note,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        work.summary = f"{programme.name}: {measure.strip()}, {value:,} {unit}"
        return row.id


def rating(value: int, target: int | None, *, fewer: bool = False) -> str:
    """Against its target: met, near (within a tenth), missed; "" where none was set.

    `fewer` is for a measure of which less is better, as of those who came back.
    """
    if target is None:
        return ""
    if value <= target if fewer else value >= target:
        return "met"
    near = value * 10 <= target * 11 if fewer else value * 10 >= target * 9
    return "near" if near else "missed"


def fewer_is_better(kind: str, measure: str) -> bool:
    """Whether less of a measure is better, as its kind of programme says."""
    return measure in kinds()[kind].get("fewer", ())


def paid_for(session: Session, outcome: Outcome) -> Sequence[Instalment]:
    """What the outcome's grant was paid by the end of the period; none for a count of nothing."""
    if outcome.grant_id is None or not outcome.value:
        return []
    return session.scalars(
        select(Instalment)
        .where(Instalment.grant_id == outcome.grant_id, Instalment.paid <= outcome.end)
        .order_by(Instalment.id)
    ).all()


def _named(
    session: Session, programme_id: int, measure: str, unit: str, grant_id: int | None
) -> tuple[Programme, str]:
    programme = programme_of(session, programme_id)
    known = dict(map(tuple, kinds()[programme.kind]["measures"]))
    usual = known.get(measure.strip(), "")
    if not measure.strip() or not (unit or usual):
        raise Refused(
            f"{measure.strip() or 'a measure'} has no unit",
            where=programme.name,
            remedy=f"Name its unit, or use one of: {', '.join(known)}.",
        )
    if unit and usual and unit != usual:
        raise Refused(f"{measure.strip()} is counted in {usual}, not {unit}", where=programme.name)
    if grant_id is not None and grant_of(session, grant_id).programme_id != programme_id:
        raise Refused(f"grant {grant_id} is not of this programme", where=programme.name)
    return programme, unit or usual


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(letter in "0123456789abcdef" for letter in text)
