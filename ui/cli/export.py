"""The command that hands the case on in another program's format."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from exports.interchange.formats import FORMATS
from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, progress
from workbench.case import Case
from workbench.errors import Refused

#: The format of the ledger of recovered money; all others are of the records.
_LEDGER = "journal"
_EVERY = (*FORMATS, _LEDGER)


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(export)


def export(
    case: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    form: Annotated[str, typer.Option("--as", metavar="FORMAT", help=", ".join(_EVERY))],
    trace: Annotated[
        int | None, typer.Option(help="Mark what this kept trace found in each payment.")
    ] = None,
) -> None:
    """Write the case, or a part of it, in another program's format."""
    if form not in _EVERY:
        raise Refused(f"{form} is no format", remedy=f"Use one of: {', '.join(_EVERY)}.")
    if form == _LEDGER and trace is not None:
        raise Refused("the ledger holds no payments of the records", remedy="Leave out --trace.")
    with Case.open(case) as opened, progress() as report:
        if form == _LEDGER:
            from exports.journal import write_journal

            told = asdict(write_journal(opened, out))
        else:
            from exports.interchange.write import write_as

            told = asdict(write_as(opened, form, out, trace=trace, report=report))
    OUTPUT.show(told, f"Wrote {told['records']:,} records to {told['out']}.")
