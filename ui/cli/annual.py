"""The command that writes the annual report for the public."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, progress
from workbench.case import Case


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("annual-report")(annual_report)


def annual_report(
    case: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT.pdf|OUT.html")],
    year: Annotated[
        int,
        typer.Option("--year", metavar="YEAR", help="2026: April 2026 to March 2027."),
    ],
) -> None:
    """The year's report for the public, as a PDF or a web page: no names, no small numbers."""
    from exports.annual.write import write_annual

    with Case.open(case) as opened, progress() as told:
        made = write_annual(opened, out, year, report=told)
    pages = "" if made.pages is None else f", {made.pages} pages"
    OUTPUT.show(
        asdict(made),
        f"Wrote the report for {made.year} to {made.report}{pages}.",
        *(
            [f"Results left out because a number is small: {made.left_out}."]
            if made.left_out
            else []
        ),
        *(f"Left out, for what stands in it: {what}." for what in made.withheld),
        "Read it before it is published.",
    )
