"""Commands for proof: the account grid, and what to ask the banks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, table
from workbench.case import Case
from workbench.words import counted


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(gaps)


def show_grid(case: Case) -> None:
    """Print the account grid: a letter for each month of each account."""
    from workbench.records.grid import MARKS, grid_of

    grid = grid_of(case)
    OUTPUT.show(
        grid.as_data(),
        table(
            ("Account", "Name", *(month[2:] for month in grid.months), "Verdict"),
            [
                (row.account, row.name, *(MARKS[cell.state] or "·" for cell in row.cells),
                 row.verdict)
                for row in grid.rows
            ],
            empty="No statements are loaded yet. Use: load CASE FILE…",
        ),
        "  ".join(f"{mark or '·'} {state}" for state, mark in MARKS.items()),
    )  # fmt: skip


def gaps(
    case: CasePath,
    out: Annotated[
        Path | None, typer.Argument(metavar="[OUT]", help="A .pdf, .xlsx or .csv to write.")
    ] = None,
    bank: Annotated[str, typer.Option(help="Only banks whose name holds this.")] = "",
    reference: Annotated[str, typer.Option(help="The force's own reference.")] = "",
    often: Annotated[
        int,
        typer.Option(min=0, help="Ask for accounts that so many payments name; 0: for none."),
    ] = 5,
) -> None:
    """What to ask the banks for: missing days, balances that differ, statements not held."""
    from workbench.records.gaps import asked_of

    with Case.open(case) as opened:
        if out is not None:
            from exports.letter import write_letter

            done = write_letter(opened, out, reference=reference, bank=bank, often=often)
            OUTPUT.show(
                {"out": done.out, "asked": done.asked, "banks": done.banks, "pages": done.pages},
                f"{done.out}: {counted(done.asked, 'period')} of {counted(done.banks, 'bank')}",
            )
            return
        asked = asked_of(opened, often=often, bank=bank)
    OUTPUT.show(
        {"asked": [one.as_data() for one in asked]},
        table(
            ("Bank", "Account", "Name", "From", "To", "What", "Why"),
            [
                (one.bank, one.account, one.name, one.start, one.end, one.kind, one.why)
                for one in asked
            ],
            empty="Nothing is to be asked for.",
        ),
    )
