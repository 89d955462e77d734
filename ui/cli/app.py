"""The commands by name, and what their exit codes mean."""

from __future__ import annotations

import typer

from ui.cli import (
    annual,
    benefit,
    case,
    categories,
    chain,
    export,
    graph,
    intelligence,
    kept,
    law,
    layouts,
    leaving,
    orders,
    pairs,
    proof,
    records,
    recovery,
    reinvestment,
    reports,
    rows,
    screening,
    sweep,
    things,
    tracing,
)
from ui.cli import property as property_register
from ui.cli.output import OUTPUT, complain
from workbench.errors import Cancelled, Refused

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=(
        "Asset Recovery Workbench: from a bank statement line to the treatment place that "
        "recovered money paid for. CASE is a path ending in .arw or a postgresql:// address. "
        "With --json, anywhere on the line, a command prints one JSON document and nothing else."
    ),
)
for room in (
    case,
    records,
    layouts,
    rows,
    categories,
    pairs,
    proof,
    graph,
    kept,
    sweep,
    screening,
    tracing,
    property_register,
    things,
    orders,
    intelligence,
    benefit,
    recovery,
    reinvestment,
    chain,
    reports,
    law,
    leaving,
    annual,
    export,
):
    room.add_to(app)


def run(arguments: list[str]) -> int:
    """Do one command and return its exit code: 0 done, 1 refused, 2 wrong usage."""
    OUTPUT.as_json = "--json" in arguments
    words = [word for word in arguments if word != "--json"]
    try:
        app(words, prog_name="main.py")
    except Refused as refusal:
        complain(str(refusal))
        return 1
    except (Cancelled, KeyboardInterrupt):
        complain("Stopped; nothing of it was kept.")
        return 1
    except SystemExit as leaving_with:  # how typer ends: 0, 2 for wrong usage, or ours
        return leaving_with.code if isinstance(leaving_with.code, int) else 1
    return 0
