"""Commands for traces that were kept: list them with their state, and show one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.words import day_written, instant_written
from workbench.case import Case

traces_app = typer.Typer(invoke_without_command=True, help="Traces that were kept.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(traces_app, name="traces")


@traces_app.callback()
def traces(context: typer.Context, case: CasePath) -> None:
    """List the kept traces, each current or out of date, or show one."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show_all(case)


@traces_app.command("list")
def traces_again(context: typer.Context) -> None:
    """The kept traces."""
    _show_all(context.obj)


def _show_all(case: str) -> None:
    from graphs.kept import kept_rows

    with Case.open(case) as opened:
        rows = kept_rows(opened)
    OUTPUT.show(
        {"traces": rows},
        table(
            ("#", "Rule", "State", "Kept", "By", "Why", "What changed since"),
            [
                (
                    row["trace"], row["rule"], row["state"], instant_written(row["at"]),
                    row["by"], row["why"], row["because"],
                )
                for row in rows
            ],
            empty="No trace is kept. Keep one with: trace CASE --rule RULE --keep --why TEXT",
        ),
    )  # fmt: skip


@traces_app.command("show")
def traces_show(
    context: typer.Context, number: Annotated[int, typer.Argument(help="The kept trace.")]
) -> None:
    """One kept trace as it was made. Nothing is traced again."""
    from graphs.kept import kept
    from ui.cli.graph import trace_parts

    with Case.open(context.obj) as opened:
        found = kept(opened, number)
    OUTPUT.show(
        found,
        f"Trace {number} by {found['rule']}, version {found['rule_version']}, kept on "
        f"{instant_written(found['at'])} by {found['by']}: {found['why']}",
        f"It is {found['state']}. {found['because']}".strip(),
        *_options(found["options"]),
        f"Inputs SHA-256 {found['inputs_sha256']}",
        f"Result SHA-256 {found['result_sha256']}",
        table(
            ("Origin#", "Payment", "Marked£"),
            [
                (one["origin"], one["payment"], money(one["minor"], one["currency"]))
                for one in found["result"]["origins"]
            ],
            empty="Nothing was marked.",
        ),
        *trace_parts(found["result"]),
    )


def _options(options: dict[str, Any]) -> list[str]:
    said = [f"Records of one day: {options['same_day']}."]
    if options["to"]:
        said.append(f"Up to {day_written(options['to'])}.")
    if options["account"]:
        said.append(f"Shared out: account {options['account']}.")
    if options["backwards"]:
        said.append(f"Traced backwards too: {options['coordinated']}")
    return said
