"""Outcomes as they may be published: small numbers, and what gives them away, left out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from workbench.case import Case
from workbench.reinvestment.outcomes import fewer_is_better, rating, replaced
from workbench.reinvestment.rules import rule
from workbench.reinvestment.suppress import is_small, said, suppress_list
from workbench.store.tables import Outcome, Programme


def public_rows(case: Case) -> list[dict[str, Any]]:
    """Every outcome that stands, for publication, with no note and nobody's name.

    Outcomes of one measure and period are one table, whose total may be published: where the
    total would give a small number away, the next smallest is left out too. `value` is None and
    `left_out` true for those; `shown` says what to print. `baseline` is treated alone. A cost
    for each and a standing against the target would tell the number, and go with it.
    """
    with case.session() as session:
        gone = replaced(session)
        found = [
            (o, programme)
            for o, programme in session.execute(
                select(Outcome, Programme)
                .join(Programme, Programme.id == Outcome.programme_id)
                .order_by(Outcome.id)
            )
            if o.id not in gone
        ]
        tables: dict[tuple[object, ...], list[Outcome]] = {}
        for o, _ in found:
            tables.setdefault((o.measure, o.unit, o.start, o.end), []).append(o)
        hidden: set[int] = set()
        for rows in tables.values():
            if rows[0].unit not in rule("small-numbers")["things"]:
                out = suppress_list([row.value for row in rows])
                hidden |= {row.id for row, gone_out in zip(rows, out, strict=True) if gone_out}
        return [
            {
                "outcome": o.id, "programme": programme.name, "kind": programme.kind,
                "measure": o.measure, "unit": o.unit, "start": o.start.isoformat(),
                "end": o.end.isoformat(), "left_out": o.id in hidden,
                "value": None if o.id in hidden else o.value,
                "shown": said(o.value, left_out=o.id in hidden),
                "baseline": None if _small(o.unit, o.baseline) else o.baseline,
                "target": o.target,
                "rating": ""
                if o.id in hidden
                else rating(
                    o.value, o.target,
                    fewer=fewer_is_better(programme.kind, o.measure, session),
                ),
            }
            for o, programme in found
        ]  # fmt: skip


def _small(unit: str, count: int | None) -> bool:
    return unit not in rule("small-numbers")["things"] and is_small(count)
