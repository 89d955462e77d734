"""The charts of the pack: where marked money went, who paid whom, and the rows behind both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from exports.charts.picture import Picture
from exports.figures import bands
from exports.schedules.schedule import Amount, Column, Row, Schedule, numbered
from exports.schedules.tracing import NOTHING_MARKED
from exports.schedules.view import View
from graphs.answers import Answer
from graphs.asking import Asking
from graphs.figures import relied_rule
from workbench.store.tables import Origin, Payment

#: So many ways into a thing are drawn on paper, so that they can be read.
WAYS = 12
COLUMNS = (
    Column("No.", "count"),
    Column("From", share=2),
    Column("To", share=2),
    Column("Payments", "count"),
    Column("Marked money", "money"),
    Column("Origins", share=2),
)


def traced_chart(view: View) -> tuple[Picture | None, Schedule]:
    """Where the marked money went by the rule relied on, and the table of the chart."""
    from exports.charts.traced import trace_flow

    picture, rows = None, []
    if view.session.scalars(select(Origin.id).limit(1)).first() is not None:
        rule, currency = relied_rule(view.book), view.info.currency
        picture = trace_flow(view.book, rule, currency=currency).picture
        for number, band in enumerate(bands(view.book, rule, currency), start=1):
            rows.append(
                (
                    number, band.start, band.stop, len(band.payments),
                    Amount(band.minor, currency, view.known(f"band:{rule}:{currency}:{number}")),
                    numbered(band.origins),
                )
            )  # fmt: skip
    return picture, Schedule(
        "traced-chart",
        "Rows of the chart",
        "Every band of the chart, the largest first; bands that are drawn as one are rows of their "
        "own here. The payments of each row stand one by one among the payments that carried "
        "traced money.",
        COLUMNS,
        tuple(rows),
        NOTHING_MARKED,
        wide=True,
    )


def timed_charts(view: View) -> list[tuple[str, Picture, Schedule]]:
    """For each thing, by the rule relied on: its name, its money in time, and the ways drawn."""
    from exports.charts.timed import timed_flow

    if view.session.scalars(select(Origin.id).limit(1)).first() is None:
        return []
    asking = Asking(view.book)
    made = []
    for number, row in asking.assets.items():
        answer = asking.made_of(f"asset:{number}", limit=WAYS)
        chart = timed_flow(asking, answer)
        if chart is not None:
            made.append((row["label"], chart.picture, _ways(view, asking, answer, number)))
    return made


def _ways(view: View, asking: Asking, answer: Answer, asset: int) -> Schedule:
    """The ways of one chart, each in a sentence; what is not drawn, in one sum."""
    rows: list[Row] = [
        (
            number, way.told.whole.text,
            "; ".join(_places(view, way.path.payments)),
            Amount(way.path.minor, way.path.currency),
        )
        for number, way in enumerate(answer.ways, start=1)
    ]  # fmt: skip
    left = answer.ways_in_all - len(answer.ways)
    whole = view.book.figure(f"traced-by:{asking.rule}:{asset}")
    if left:
        rest = whole.minor - sum(way.path.minor for way in answer.ways)
        rows.append((None, f"{left:,} smaller ways, not drawn", "", Amount(rest, whole.currency)))
    rows.append(
        (None, "Marked money in it, together", "",
         Amount(whole.minor, whole.currency, view.known(whole.id)))
    )  # fmt: skip
    return Schedule(
        f"ways-{asset}",
        f"Ways into {asking.asset_words(str(asset))}",
        "The ways that are drawn, the largest first, each in a sentence.",
        (Column("No.", "count"), Column("Way", share=4), Column("Exhibit, place", share=1.6),
         Column("Amount", "money")),
        tuple(rows),
        "No marked money went into it.",
        wide=True,
        on="paper",
    )  # fmt: skip


def _places(view: View, payments: Sequence[str]) -> Iterator[str]:
    known = view.payments_by_key()
    for name in payments:
        if name in known:
            yield view.cited(known[name].file_id, known[name].place)


def payments_chart(view: View) -> tuple[Picture | None, list[Schedule]]:
    """Who paid whom, marked or not: the bands drawn by themselves, and all for the workbook."""
    from exports.charts.accounts import account_flow

    picture, rows, drawn = None, [], []
    if view.session.scalars(select(Payment.id).limit(1)).first() is not None:
        chart = account_flow(view.case)
        picture = chart.picture
        for row in chart.rows:
            itself = row.drawn == "by itself"
            figure = view.known(row.figure) if itself else ""
            cells: Row = (
                view.account_by_key(row.payer), view.account_by_key(row.payee), row.count,
                Amount(row.minor, row.currency, figure), row.first, row.last,
            )  # fmt: skip
            rows.append((*cells, row.drawn))
            drawn.extend([cells] if itself else [])
    columns = (
        Column("From", share=2), Column("To", share=2), Column("Payments", "count"),
        Column("Amount", "money"), Column("First", "day"), Column("Last", "day"),
    )  # fmt: skip
    empty = "No payment is loaded."
    return picture, [
        Schedule(
            "payments-drawn",
            "Arrows drawn by themselves",
            "What each account paid each other, added up, where the chart draws it by itself. All "
            "others stand in the sheet “Payments between accounts” of the workbook.",
            columns, tuple(drawn), empty, wide=True, on="paper",
        ),
        Schedule(
            "payments-chart",
            "Payments between accounts",
            "What each account paid each other, added up, and how the chart shows it.",
            (*columns, Column("Drawn", share=1)), tuple(rows), empty, wide=True, on="workbook",
        ),
    ]  # fmt: skip
