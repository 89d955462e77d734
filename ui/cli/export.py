"""The command that hands the case on in another program's format."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT
from workbench.case import Case
from workbench.errors import Refused

#: Format, and the module and function of `exports` that writes it.
FORMATS = {"journal": "exports.journal:write_journal"}


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(export)


def export(
    case: CasePath,
    out: Annotated[Path, typer.Argument(metavar="OUT")],
    form: Annotated[str, typer.Option("--as", metavar="FORMAT", help=", ".join(FORMATS))],
) -> None:
    """Write the case, or a part of it, in another program's format."""
    from pkgutil import resolve_name

    if form not in FORMATS:
        raise Refused(f"{form} is no format", remedy=f"Use one of: {', '.join(FORMATS)}.")
    with Case.open(case) as opened:
        done = resolve_name(FORMATS[form])(opened, out)
    OUTPUT.show(asdict(done), f"Wrote {done.records:,} records to {done.out}.")
