"""Outcomes: what a programme achieved in a period, from a source that can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.documents import content_of
from workbench.errors import Refused
from workbench.money import LARGEST
from workbench.reinvestment.awards import grant_of
from workbench.reinvestment.papers import is_digest, kept
from workbench.reinvestment.programmes import has_basis, kinds, programme_of
from workbench.reinvestment.rules import rule
from workbench.store.tables import Grant, Instalment, Outcome, Programme


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
    counterfactual: str = "",
    replaces: int | None = None,
) -> int:
    """Record an outcome and return its number.

    `source` is a file, which is kept in the case, or the SHA-256 of one that is kept already.
    `unit` may be left out for a measure that the programme's kind knows. `counterfactual` says
    what would have been without the programme; `replaces` is the outcome that this corrects.

    Raises:
        Refused: without a source, for a period that ends before it starts, a value below
            nothing, another unit than the measure's, a service that is not said to be lawful,
            a grant of another programme, or a correction of another measure or of one that is
            corrected already.
    """
    if end < start:
        raise Refused("a period does not end before it starts", where=measure)
    if min(value, baseline or 0, target or 0) < 0:
        raise Refused(f"{min(value, baseline or 0, target or 0)} is below nothing", where=measure)
    if max(value, baseline or 0, target or 0) > LARGEST:
        raise Refused(f"{value:,} is more than a case can hold", where=measure)
    if not str(source).strip() or str(source) == ".":
        raise Refused(
            "an outcome needs its source", where=measure, remedy="Attach the return it is from."
        )
    with kept(case, source) as digest, case.change("outcome", "Recorded an outcome") as work:
        programme, unit = _named(work.session, programme_id, measure, unit, grant_id)
        if replaces is not None:
            _replaceable(work.session, replaces, programme_id, measure.strip())
        row = Outcome(
            programme_id=programme_id, grant_id=grant_id, measure=measure.strip(), unit=unit,
            start=start, end=end, value=value, baseline=baseline, target=target,
            source_name=_name_of(case, source, digest), source_sha256=digest, note=note,
            counterfactual=counterfactual.strip(), replaces_id=replaces,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        corrects = "" if replaces is None else f", correcting outcome {replaces}"
        work.summary = f"{programme.name}: {measure.strip()}, {value:,} {unit}{corrects}"
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


#: Against its target, as a traffic light.
RAG: Final = {"met": "green", "near": "amber", "missed": "red", "": ""}


def fewer_is_better(kind: str, measure: str, session: Session | None = None) -> bool:
    """Whether less of a measure is better, as its kind of programme says.

    A kind that the case defines itself is known by the session alone.
    """
    return measure in kinds(session).get(kind, {}).get("fewer", ())


def replaced(session: Session) -> set[int]:
    """Outcomes that a later one corrects: kept, and counted no more."""
    return {number for number in session.scalars(select(Outcome.replaces_id)) if number is not None}


def paid_for(session: Session, outcome: Outcome) -> Sequence[Instalment]:
    """What was paid for an outcome by the end of its period; none where it has no cost for each.

    An outcome of a grant is paid for by that grant, one of the whole programme by all its grants,
    out of whatever fund.
    """
    if why_no_cost(session, outcome):
        return []
    return session.scalars(
        select(Instalment)
        .join(Grant, Grant.id == Instalment.grant_id)
        .where(Instalment.paid <= outcome.end, grants_of(outcome))
        .order_by(Instalment.id)
    ).all()


def grants_of(outcome: Outcome) -> ColumnElement[bool]:
    """The condition of the grants that an outcome came of: its own, or all of its programme."""
    if outcome.grant_id is not None:
        return Grant.id == outcome.grant_id
    return Grant.programme_id == outcome.programme_id


def why_no_cost(session: Session, outcome: Outcome) -> str:
    """Why money is not divided by an outcome, in words; "" where it may be."""
    if not outcome.value:
        return "it counts nothing"
    kind = session.get_one(Programme, outcome.programme_id).kind
    if fewer_is_better(kind, outcome.measure, session):
        return "less of it is better, and money does not buy it"
    if outcome.unit.casefold() in rule("cost-for-each")["never"]:
        return f"{outcome.unit} cannot be counted one by one"
    return ""


def _named(
    session: Session, programme_id: int, measure: str, unit: str, grant_id: int | None
) -> tuple[Programme, str]:
    programme = programme_of(session, programme_id)
    kind = kinds(session)[programme.kind]
    known = dict(map(tuple, kind["measures"]))
    usual = known.get(measure.strip(), "")
    if not measure.strip() or not (unit or usual):
        raise Refused(
            f"{measure.strip() or 'a measure'} has no unit",
            where=programme.name,
            remedy=f"Name its unit, or use one of: {', '.join(known)}.",
        )
    if unit and usual and unit != usual:
        raise Refused(f"{measure.strip()} is counted in {usual}, not {unit}", where=programme.name)
    if measure.strip() in kind.get("service", ()) and not has_basis(programme):
        raise Refused(
            f"{measure.strip()} is of a service, and nothing says what makes it lawful",
            where=programme.name,
            remedy="Begin the programme with its lawful basis, or record its appraisal.",
        )
    if grant_id is not None and grant_of(session, grant_id).programme_id != programme_id:
        raise Refused(f"grant {grant_id} is not of this programme", where=programme.name)
    return programme, unit or usual


def _replaceable(session: Session, number: int, programme_id: int, measure: str) -> None:
    old = session.get(Outcome, number)
    if old is None or (old.programme_id, old.measure) != (programme_id, measure):
        raise Refused(f"outcome {number} is not of this programme and measure", where=measure)
    if number in replaced(session):
        raise Refused(f"outcome {number} is corrected already", where=measure)


def _name_of(case: Case, source: Path | str, digest: str) -> str:
    return content_of(case, digest)[0] if is_digest(str(source)) else Path(source).name
