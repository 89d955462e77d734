"""The command that traces by every combination of choices: least, most, and what decides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, progress, table
from ui.cli.values import day
from ui.words import counted
from workbench.case import Case

#: How many rows a person is shown; JSON has them all.
SHOWN = 40
#: How many decisions are said of each; the widest come first.
SAID = 6


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(sweep)


def sweep(
    case: CasePath,
    rule: Annotated[
        list[str] | None, typer.Option(help="A rule; several may be given. All, if none is.")
    ] = None,
    same_day: Annotated[
        list[str] | None,
        typer.Option(help="as-recorded, credits-first or debits-first. All, if none is given."),
    ] = None,
    identities: Annotated[
        bool, typer.Option("--identities", help="Also open identity decisions, each way.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN,…", help="Also with these origins taken to be innocent."),
    ] = None,
    each_origin: Annotated[
        bool, typer.Option("--each-origin", help="Also without each origin alone.")
    ] = False,
    target: Annotated[
        list[str] | None,
        typer.Option(help="payment:ID, account:KEY, asset:NUMBER, origin:NUMBER or held."),
    ] = None,
    to: Annotated[str, typer.Option(metavar="DATE", help="The last day to trace.")] = "",
    cluster: Annotated[
        str, typer.Option(metavar="tcp://HOST:PORT", help="A Dask cluster that runs already.")
    ] = "",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes of this machine; its cores, if not said.")
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            exists=True,
            help="A folder that every worker sees, for the ledger as Parquet.",
        ),
    ] = None,
) -> None:
    """What is the least, what the most, and which decision makes the difference?"""
    from graphs.sweeping.of_case import Choices, Where, sweep_case

    choices = Choices(
        _several(rule), _several(same_day), identities, without or (), each_origin, day(to)
    )
    with Case.open(case) as opened, progress() as report:
        told = sweep_case(opened, choices, target or (), Where(cluster, workers, records), report)
    OUTPUT.show(told, *_parts(told))


def _several(texts: list[str] | None) -> tuple[str, ...]:
    return tuple(name for text in texts or () for name in text.split(",") if name)


def _parts(told: dict[str, Any]) -> list[Any]:
    rows = sorted(told["targets"], key=lambda t: t["least_minor"] - t["most_minor"])
    apart = [row for row in rows if row["least_minor"] != row["most_minor"]]
    parts: list[Any] = [
        table(
            ("What", "Least£", "by", "Most£", "by"),
            [
                (
                    row["label"], money(row["least_minor"], row["currency"]), row["least_said"],
                    money(row["most_minor"], row["currency"]), row["most_said"],
                )
                for row in apart[:SHOWN]
            ],
            title=f"{counted(len(told['runs']), 'trace')}, each by its own choices",
            empty=f"{counted(len(told['runs']), 'trace')}: no choice changes anything.",
        )
    ]  # fmt: skip
    if len(apart) > SHOWN:
        parts.append(f"{len(apart) - SHOWN} more, with narrower ranges: use --json or --target.")
    same = len(rows) - len(apart)
    if same and apart:
        parts.append(f"{counted(same, 'further amount')} by every choice the same.")
    for row in apart[:SHOWN]:
        parts.append(f"{row['label']}:")
        parts += [f"  {decision['said']}" for decision in row["decisions"][:SAID]]
        more = len(row["decisions"]) - SAID
        if more > 0:
            verb = "moves" if more == 1 else "move"
            parts.append(f"  {counted(more, 'more decision')} {verb} it less.")
    parts += told["notes"]
    if all(run["conserved"] for run in told["runs"]):
        parts.append("Every pound that was marked is accounted for by every one of them.")
    return parts
