"""Commands for reports of recovered money: the quarter, one funder, and anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money
from ui.cli.values import that_day
from workbench.case import Case
from workbench.words import counted


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("quarter-report")(quarter_report)
    app.command("funder-return")(funder_return)
    app.command("open-data")(open_data)


def quarter_report(
    case: CasePath,
    quarter: Annotated[str, typer.Argument(help="Like 2026-Q1: April to June 2026.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx")],
) -> None:
    """The finance report of a quarter, a sheet for each question. Not for publication."""
    from exports.quarterly import write_quarter

    with Case.open(case) as opened:
        done = write_quarter(opened, quarter, out)
    OUTPUT.show(
        asdict(done),
        f"Wrote {counted(done.rows, 'row')} of {done.quarter} on {counted(done.sheets, 'sheet')} "
        f"to {done.out}.",
    )


def funder_return(
    case: CasePath,
    fund: Annotated[int, typer.Argument(help="Number of the fund.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.pdf|OUT.xlsx")],
    start: Annotated[str, typer.Option("--from", metavar="D", help="First day.")],
    end: Annotated[str, typer.Option("--to", metavar="D", help="Last day.")],
) -> None:
    """What a funder is told of its money: paid in, spent, achieved, left, and kept to."""
    from exports.funder_return import write_return

    with Case.open(case) as opened:
        done = write_return(opened, fund, out, start=that_day(start), end=that_day(end))
    pages = f", {counted(done.pages, 'page')}" if done.pages else ""
    OUTPUT.show(
        asdict(done),
        f"Wrote the return of {done.fund}{pages}: {money(done.closing_minor, done.currency)} is "
        f"left. {done.out}",
        *_withheld(done.withheld),
    )


def open_data(case: CasePath, out: Annotated[Path, typer.Argument(metavar="OUT.zip")]) -> None:
    """Recovered money for publication: CSV and JSON with their schema, small numbers left out."""
    from exports.open_data import write_open_data

    with Case.open(case) as opened:
        done = write_open_data(opened, out)
    OUTPUT.show(
        asdict(done),
        f"Wrote {counted(done.rows, 'row')} of {counted(done.tables, 'table')} to {done.out}.",
        *(
            [f"{counted(done.left_out, 'count')} left out: small, or telling of a small one."]
            if done.left_out
            else []
        ),
        *_withheld(done.withheld),
    )


def _withheld(places: Sequence[str]) -> list[str]:
    """Where a text was withheld; never what stood there."""
    return [f"Withheld, since it tells whom a case is about: {place}." for place in places]
