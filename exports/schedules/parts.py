"""The parts of a pack in their order: each a title, what it is for, a chart, and schedules."""

from __future__ import annotations

from dataclasses import dataclass

from exports.charts.picture import Picture
from exports.schedules import (
    benefit,
    chain,
    flows,
    orders,
    property,  # noqa: A004 - it is what the law calls it
    receipts,
    records,
    reinvestment,
    summary,
    tracing,
)
from exports.schedules.schedule import Schedule
from exports.schedules.view import View


@dataclass(frozen=True, slots=True)
class Part:
    """One numbered part of the pack."""

    title: str
    about: str
    schedules: tuple[Schedule, ...]
    picture: Picture | None = None
    wide: bool = False


def parts_of(view: View) -> list[Part]:
    """Every part, the empty ones too: they say so in words."""
    rule = tracing.rule_in_words(view)
    return [
        Part(
            "Summary",
            "The figures of the case. Each number beside a figure leads to its explanation.",
            tuple(summary.schedules(view)),
        ),
        _traced_part(view),
        *_timed_parts(view),
        _payments_part(view),
        Part(
            "Records relied upon",
            "The files this case rests on, each with its SHA-256, what was read from it, and "
            "whether its arithmetic holds.",
            tuple(records.schedules(view)),
            wide=True,
        ),
        Part(
            "Traced money",
            f"Traced by the rule relied on. {rule[:1].upper()}{rule[1:]}.",
            tuple(tracing.schedules(view)),
            wide=True,
        ),
        Part(
            "Property",
            "What was found, what it cost and was worth, whose it is, and what happened to it.",
            tuple(property.schedules(view)),
            wide=True,
        ),
        Part(
            "Orders",
            "What was sought and made under which regime, and how each order moved.",
            tuple(orders.schedules(view)),
            wide=True,
        ),
        Part(
            "Benefit",
            "What was obtained, line by line, each thing once; what is available; what the "
            "defendant answered and the court found.",
            tuple(benefit.schedules(view)),
            wide=True,
        ),
        Part(
            "Receipts and ARIS shares",
            "What was received against the orders, and how it was shared.",
            tuple(receipts.schedules(view)),
        ),
        Part(
            "Reinvestment",
            "What the recovered money was spent on, who decided it, and what it achieved.",
            tuple(reinvestment.schedules(view)),
            wide=True,
        ),
        _chain_part(view),
        Part(
            "From a statement line to a treatment place",
            "The chain that this pack guards, step by step.",
            tuple(chain.schedules(view)),
            wide=True,
        ),
    ]


def _traced_part(view: View) -> Part:
    picture, schedule = flows.traced_chart(view)
    return Part(
        "Where the marked money went",
        "Marked money from where it was marked to where it is now, by the rule relied on. The "
        "height of a band is its amount.",
        (schedule,),
        picture,
        wide=True,
    )


def _chain_part(view: View) -> Part:
    picture, schedule = chain.drawn(view)
    return Part(
        "The chain",
        "Every pound that came in, from the property and the order to the fund, the programme and "
        "what came of it. The height of a band is its amount.",
        (schedule,),
        picture,
        wide=True,
    )


def _timed_parts(view: View) -> list[Part]:
    """For each thing that marked money went into, its way there in time."""
    return [
        Part(
            f"How {label} was paid for",
            "The largest ways of the marked money into it, in time, by the rule relied on. Days "
            "run to the right, the height of a band is its amount, and what is hatched is clean.",
            (schedule,),
            picture,
            wide=True,
        )
        for label, picture, schedule in flows.timed_charts(view)
    ]


def _payments_part(view: View) -> Part:
    picture, schedules = flows.payments_chart(view)
    return Part(
        "Payments between accounts",
        "All payments between the main accounts, marked or not, added up.",
        tuple(schedules),
        picture,
        wide=True,
    )
