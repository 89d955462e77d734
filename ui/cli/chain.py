"""The chain as one command: forwards from a thing, back from an outcome, and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from workbench.case import Case


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(chain)


def chain(
    case: CasePath,
    begin: Annotated[
        str, typer.Option("--from", metavar="asset:N", help="Forwards from a thing or an order.")
    ] = "",
    back: Annotated[
        str, typer.Option(metavar="outcome:N", help="Back from an outcome, a grant or a programme.")
    ] = "",
    public: Annotated[
        bool, typer.Option("--public", help="Kinds in place of orders, things and people.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Also draw it, as .pdf or .svg.")
    ] = None,
) -> None:
    """From what was taken to what it paid for, and back to the lines of the records."""
    from exports.book import book_of
    from exports.charts.chain import chain_flow
    from exports.charts.links import lines_of
    from exports.charts.svg import write_chart
    from workbench.figures import as_data

    way = tuple(name for name in (begin, back) if name)
    if public and way:
        raise typer.BadParameter("what is public leads to no thing", param_hint="--public")
    with Case.open(case) as opened:
        book = book_of(opened)
        chart = chain_flow(book, way=way, public=public)
        lines = [as_data(figure) for figure in lines_of(book, way)] if way else []
        drawn = write_chart(chart.picture, picture) if picture is not None else ""
    told: dict[str, Any] = {
        "way": list(way), "public": public, "caption": chart.caption,
        "links": [
            {
                "from": row.start, "to": row.stop, "minor": row.on_way, "whole_minor": row.minor,
                "currency": row.currency, "figure": row.figure,
            }
            for row in chart.rows
        ],
        "lines": lines, "picture": drawn,
    }  # fmt: skip
    OUTPUT.show(
        told,
        table(
            ("From", "To", "Amount£", "Of£", "Figure"),
            [
                (
                    row.start, row.stop, money(row.on_way, row.currency),
                    money(row.minor, row.currency), row.figure,
                )
                for row in chart.rows
            ],
            empty="Nothing has come in yet.",
        ),
        *(_lines(lines) if way else []),
        *([chart.caption] if chart.rows else []),
        *([f"Drawn: {drawn}"] if drawn else []),
    )  # fmt: skip


def _lines(lines: list[dict[str, Any]]) -> list[Any]:
    """The lines of records that a way rests on."""
    rows = [
        (one["source"]["file"], one["source"]["where"], one["source"]["raw"], one["figure"])
        for one in lines
    ]
    return [
        table(
            ("File", "Place", "As it stands there", "Figure"), rows, title="Lines of records",
            empty="It was found, not bought: no line of a record stands behind it.",
        )
    ]  # fmt: skip
