"""Whether a funder's conditions were kept, each with what says so: read from the records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exports.fund_moves import Move
from exports.quarterly import Span
from exports.schedules.schedule import Column, Row, Schedule
from workbench.money import written
from workbench.reinvestment.people import same
from workbench.words import counted, day_written, listed


def conditions(
    fund: dict[str, Any], known: list[Move], ours: list[dict[str, Any]], span: Span
) -> Schedule:
    """Of all that was paid out of the fund by the end of the period."""
    rows: list[Row] = [*_of_fund(fund, known, ours, span)]
    for grant in ours:
        if _paid([grant], span):
            rows += _of_grant(grant, span)
    return Schedule(
        "conditions", "Conditions",
        f"Of everything paid out of the fund by {day_written(span.end)}. A condition in words "
        "is printed for people to judge; the records alone do not say whether it was kept.",
        (Column("Condition", share=1.6), Column("Kept", share=0.5),
         Column("What says so", share=1.6)),
        tuple(rows), "",
    )  # fmt: skip


def _paid(grants: list[dict[str, Any]], span: Span) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    end = span.end.isoformat()
    return [(g, i) for g in grants for i in g["instalments"] if i["paid"] and i["paid"] <= end]


def _kept(ok: bool) -> str:
    return "yes" if ok else "no"


def _of_fund(
    fund: dict[str, Any], known: list[Move], ours: list[dict[str, Any]], span: Span
) -> Iterator[Row]:
    paid = _paid(ours, span)
    made = counted(len(paid), "payment")
    if fund["restriction"]:
        yield (fund["restriction"], "to judge", f"{made}: see what was paid out")
    kinds = sorted({grant["kind"] for grant, _ in paid})
    for_what = f"{made}, for {listed(kinds)}" if paid else made
    if fund["kinds"]:
        ok = set(kinds) <= set(fund["kinds"])
        yield (f"Only for {listed(fund['kinds'])}", _kept(ok), for_what)
    if fund["not_for"]:
        ok = not set(kinds) & set(fund["not_for"])
        yield (f"Never for {listed(fund['not_for'])}", _kept(ok), for_what)
    if fund["ends"]:
        late = [part for _, part in paid if part["paid"] > fund["ends"]]
        said = f"{counted(len(late), 'payment')} after it"
        yield (f"Spent by {day_written(fund['ends'])}", _kept(not late), said)
    least = _least(known, span)
    yield (
        "Never paid more than it held", _kept(least >= 0),
        f"least held at the end of any day: {written(least, fund['currency'])}",
    )  # fmt: skip
    alone = [
        part for grant, part in paid
        if same(grant["recommended_by"], grant["approved_by"])
        or same(part["prepared_by"], part["paid_by"])
    ]  # fmt: skip
    yield (
        "Recommended by one person and approved by another; prepared by one and paid by another",
        _kept(not alone), f"{made}, {len(alone) or 'none'} by one person",
    )  # fmt: skip


def _least(known: list[Move], span: Span) -> int:
    days: dict[Any, int] = {}
    for move in known:
        if move.on <= span.end:
            days[move.on] = days.get(move.on, 0) + move.minor
    running, least = 0, None
    for on in sorted(days):
        running += days[on]
        least = running if least is None else min(least, running)
    return least or 0


def _of_grant(grant: dict[str, Any], span: Span) -> Iterator[Row]:
    who, end = grant["recipient"], span.end.isoformat()
    if grant["conditions"]:
        yield (f"{who}: {grant['conditions']}", "to judge", "condition of the grant")
    first = min(part["paid"] for _, part in _paid([grant], span))
    agreed = grant["agreed"]
    yield (
        f"{who}: agreement signed before it was paid", _kept(bool(agreed) and agreed <= first),
        f"signed {day_written(agreed)}" if agreed else "no signed agreement is recorded",
    )  # fmt: skip
    for _, part in _paid([grant], span):
        if part["condition"]:
            met = part["condition_met"]
            yield (
                f"{who}: {part['condition']}", _kept(bool(met) and met <= part["paid"]),
                f"met {day_written(met)}, paid {day_written(part['paid'])}",
            )  # fmt: skip
    due = [told for told in grant["returns"] if told["due"] <= end]
    if due:
        here = [told for told in due if told["received"] and told["received"] <= end]
        yield (
            f"{who}: returns that were due", _kept(len(here) == len(due)),
            f"{len(here)} of {len(due)} received",
        )  # fmt: skip
    plan = grant["terms"]["exit_plan"]
    yield (f"{who}: a plan for the end of the funding", _kept(bool(plan)), plan or "none recorded")
