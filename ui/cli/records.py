"""Commands for financial records: load, accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, complain, money, progress, table
from workbench.case import Case


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(load)
    app.command()(accounts)


def load(
    case: CasePath,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Records to load.")],
    layout: Annotated[
        str | None, typer.Option(help="NAME, or NAME:dmy, :mdy … where a file is ambiguous.")
    ] = None,
    account: Annotated[
        str | None, typer.Option(help="Whose statement it is, where the file does not say.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217, where it does not say.")] = None,
    exhibit: Annotated[
        str, typer.Option(help="Reference of the first file, like MS/1; the next counts up.")
    ] = "",
) -> None:
    """Load records; each file whole or not at all, and the others still load."""
    from workbench.records.load import load_files

    with Case.open(case) as opened, progress() as report:
        outcomes = load_files(
            opened,
            files,
            layout=layout,
            account=account,
            currency=currency,
            exhibit=exhibit,
            report=report,
        )
    OUTPUT.show(
        {"files": [outcome.as_data() for outcome in outcomes]},
        table(
            ("File", "Layout", "Read#", "Loaded#", "Twice#", "Ignored#", "Rejected#", "In£",
             "Out£", "Verdict"),
            [
                (o.file, o.layout, o.read, o.loaded, o.duplicates, o.ignored, len(o.rejected),
                 money(o.in_minor, o.currency), money(o.out_minor, o.currency), o.verdict)
                for o in outcomes if o.ok
            ],
            empty="Nothing was loaded.",
        ),
        *(note for o in outcomes if o.ok for note in o.notes),
    )  # fmt: skip
    refused = [outcome for outcome in outcomes if not outcome.ok]
    for outcome in refused:
        complain(outcome.refusal)
    if refused:
        raise typer.Exit(1)


def accounts(
    case: CasePath,
    grid: Annotated[bool, typer.Option("--grid", help="Months by accounts.")] = False,
) -> None:
    """Every account: what its statements add up to, what proves them, what is missing."""
    from workbench.records.accounts import accounts as summaries

    if grid:
        from ui.cli.proof import show_grid

        with Case.open(case) as opened:
            show_grid(opened)
        return
    with Case.open(case) as opened:
        rows = [account.as_data() for account in summaries(opened)]
    OUTPUT.show(
        {"accounts": rows},
        table(
            ("Account", "Name", "Held", "Entries#", "First", "Last", "Opening£", "In£", "Out£",
             "Closing£", "Verdict"),
            [
                (r["account"], r["name"], "yes" if r["held"] else "", r["entries"], r["first"],
                 r["last"], money(r["opening_minor"], r["currency"]),
                 money(r["in_minor"], r["currency"]), money(r["out_minor"], r["currency"]),
                 money(r["closing_minor"], r["currency"]), r["verdict"])
                for r in rows
            ],
            empty="No records are loaded yet. Use: load CASE FILE…",
        ),
        *(
            f"{r['account']}: {b['where']}: expected {money(b['expected_minor'], r['currency'])}, "
            f"found {money(b['found_minor'], r['currency'])} ({b['guess']})"
            for r in rows for b in r["breaks"]
        ),
        *(
            f"{r['account']}: no statement from {g['from']} to {g['to']}"
            for r in rows for g in r["gaps"]
        ),
        *(f"{r['account']}: {note}" for r in rows for note in r["notes"]),
    )  # fmt: skip
