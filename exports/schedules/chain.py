"""From a statement line to a treatment place: the whole way of one pound, for each outcome."""

from __future__ import annotations

from sqlalchemy import select

from exports.charts.picture import Picture
from exports.schedules.schedule import Amount, Column, Count, Row, Schedule
from exports.schedules.view import View
from workbench.figures import Figure
from workbench.store.tables import Outcome, Programme

#: What each kind of figure is in the chain; the way down prefers them in this order.
STEPS = {
    "instalment": "was paid out in an instalment",
    "share": "was shared out of it",
    "receipt": "was received",
    "asset": "for the property",
    "order": "under an order",
    "traced": "bought property, of which this part",
    "valuation": "Property, counted or valued",
    "flow": "was in the payment that bought it",
    "move": "was carried on",
    "origin": "was marked as criminal property",
    "payment": "is a payment",
    "entry": "A line of a record",
}
END = "and achieved"
COST = "at a cost of each"


def schedules(view: View) -> list[Schedule]:
    """One schedule for each outcome of which the cost is known."""
    found = view.session.execute(
        select(Outcome, Programme.name)
        .join(Programme, Programme.id == Outcome.programme_id)
        .order_by(Outcome.id)
    )
    made = []
    for outcome, programme in found:
        if view.figure(f"outcome-cost:{outcome.id}") is not None:
            made.append(_chain(view, outcome, programme))
    return made or [_none()]


def _none() -> Schedule:
    return Schedule(
        "chain", "The chain", "", _COLUMNS, (), "No outcome has been paid for by recovered money."
    )


def drawn(view: View) -> tuple[Picture | None, Schedule]:
    """The whole chain as a picture, and every band of it as a row."""
    from exports.charts.chain import chain_flow

    chart = chain_flow(view.book)
    rows: list[Row] = [
        (
            row.column, row.start, row.stop,
            Amount(row.minor, row.currency, view.known(row.figure)),
        )
        for row in chart.rows
    ]  # fmt: skip
    return chart.picture if rows else None, Schedule(
        "chain-drawn",
        "Bands of the chain",
        "Every band of the picture, those that it draws together one by one.",
        (Column("Begins among"), Column("From", share=2), Column("To", share=2),
         Column("Amount", "money")),
        tuple(rows),
        chart.caption,
        wide=True,
    )  # fmt: skip


_COLUMNS = (
    Column("Step", share=1.2),
    Column("What", share=2.4),
    Column("One of", "code"),
    Column("Amount", "money"),
    Column("Number", "count"),
    Column("Source line", share=2),
)


def _chain(view: View, outcome: Outcome, programme: str) -> Schedule:
    way = way_down(view, f"outcome-cost:{outcome.id}")
    rows: list[Row] = []
    for figure, beside in reversed(way[1:]):
        if figure.id.startswith("asset:") and not figure.minor:
            continue  # found, not bought: what it was worth stands in the step before
        source = ""
        if figure.source is not None:
            source = f"{figure.source.file}, {figure.source.where}: {figure.source.raw}"
        kind = figure.id.partition(":")[0]
        rows.append(
            (
                STEPS.get(kind, kind), figure.label,
                f"{beside:,}" if beside > 1 else "",
                None if figure.unit else Amount(figure.minor, figure.currency, figure.id),
                None, source,
            )
        )  # fmt: skip
    achieved = view.known(f"outcome:{outcome.id}")
    rows.append(
        (
            END, f"{outcome.measure} ({outcome.unit}), {programme}", "", None,
            Count(outcome.value, achieved), outcome.source_name,
        )
    )  # fmt: skip
    cost = way[0][0]
    rows.append(
        (
            COST, cost.label, "",
            Amount(cost.minor, cost.currency, cost.id), None, "",
        )
    )  # fmt: skip
    return Schedule(
        f"chain-{outcome.id}",
        f"{outcome.measure}: {outcome.value:,} {outcome.unit}",
        "One line of the records, followed all the way to what it paid for. Where a step rests on "
        "several figures, the largest is followed and their number is given; all of them stand in "
        "the appendix.",
        _COLUMNS,
        tuple(rows),
        "",
        wide=True,
    )


def way_down(view: View, figure_id: str) -> list[tuple[Figure, int]]:
    """One way from a figure to the line of a record, and how many of the kind stood beside each.

    Of the causes of each figure the kind that leads on is taken (`STEPS`), then the largest.
    """
    order = {kind: place for place, kind in enumerate(STEPS)}
    way = [(view.book.figure(figure_id), 1)]
    seen = {figure_id}
    while way[-1][0].because:
        causes = [view.book.figure(name) for name in way[-1][0].because if name not in seen]
        leading = [c for c in causes if c.id.partition(":")[0] in order]
        if not leading:
            break
        first = min(order[c.id.partition(":")[0]] for c in leading)
        same = [c for c in leading if order[c.id.partition(":")[0]] == first]
        chosen = max(same, key=lambda cause: (cause.minor, cause.id))
        seen.add(chosen.id)
        way.append((chosen, len(same)))
    return way
