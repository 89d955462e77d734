"""Commands for disclosures made in suspicion, which stand in a store of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import some_pence, that_day
from workbench.case import Case

if TYPE_CHECKING:
    from workbench.intelligence.store import Store

intelligence_app = typer.Typer(
    invoke_without_command=True,
    help="SAR and DAML disclosures, kept apart from the case: nothing that leaves can hold them.",
)

Text = Annotated[str, typer.Option()]
On = Annotated[str, typer.Option(metavar="DATE")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(intelligence_app, name="intelligence")


@contextmanager
def _store(case: str) -> Iterator[Store]:
    from workbench.intelligence.store import Store

    with Case.open(case) as opened, Store.open(opened) as store:
        yield store


@intelligence_app.callback()
def intelligence(context: typer.Context, case: CasePath) -> None:
    """List the disclosures with their clocks, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show(case)


def _show(case: str) -> None:
    from workbench.intelligence.disclosures import rows

    with _store(case) as store:
        found, problems = rows(store), store.problems()
    OUTPUT.show(
        {"disclosures": found, "problems": problems},
        table(
            ("#", "Reference", "Kind", "Made", "Subject", "Amount£", "Due", "How it stands"),
            [
                (
                    r["disclosure"], r["reference"], r["kind"].upper(), r["made"], r["subject"],
                    money(r["minor"], r["currency"]), r["due"], r["said"],
                )
                for r in found
            ],
            empty="No disclosure is recorded. Enter one with: intelligence CASE add REFERENCE",
        ),
        *(f"{r['reference']}: {r['threshold']}" for r in found if r["threshold"]),
        *(f"Damaged: {problem}." for problem in problems),
    )  # fmt: skip


@intelligence_app.command("list")
def listed(context: typer.Context) -> None:
    """The disclosures, the most urgent first."""
    _show(context.obj)


@intelligence_app.command("add")
def add(
    context: typer.Context,
    reference: str,
    made: Annotated[str, typer.Option(metavar="DATE", help="The day of the disclosure.")],
    kind: Annotated[str, typer.Option(help="daml, or sar where no defence is sought.")] = "daml",
    subject: Text = "",
    act: Annotated[str, typer.Option(help="What a defence is sought for.")] = "",
    amount: Text = "",
    note: Text = "",
) -> None:
    """Record a disclosure."""
    from workbench.intelligence import disclosures

    with _store(context.obj) as store:
        disclosures.add(
            store, reference, that_day(made), kind=kind, subject=subject, act=act,
            minor=some_pence(amount), note=note,
        )  # fmt: skip
    _show(context.obj)


@intelligence_app.command("refuse")
def refuse(context: typer.Context, disclosure: int, on: On, document: Text = "") -> None:
    """Record that consent was refused; the moratorium begins."""
    from workbench.intelligence import disclosures

    with _store(context.obj) as store:
        disclosures.refuse(store, disclosure, that_day(on), document=document)
    _show(context.obj)


@intelligence_app.command("consent")
def consent(context: typer.Context, disclosure: int, on: On, document: Text = "") -> None:
    """Record that consent was given."""
    from workbench.intelligence import disclosures

    with _store(context.obj) as store:
        disclosures.consent(store, disclosure, that_day(on), document=document)
    _show(context.obj)


@intelligence_app.command("extend")
def extend(
    context: typer.Context,
    disclosure: int,
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day, from now on.")],
    decided: Annotated[str, typer.Option(metavar="DATE", help="The day of the decision.")],
    document: Text = "",
) -> None:
    """Record that a court extended the moratorium."""
    from workbench.intelligence import disclosures

    with _store(context.obj) as store:
        disclosures.extend(store, disclosure, that_day(decided), that_day(until), document=document)
    _show(context.obj)


@intelligence_app.command("end")
def end(context: typer.Context, disclosure: int, on: On, document: Text = "") -> None:
    """Record that a disclosure is dealt with."""
    from workbench.intelligence import disclosures

    with _store(context.obj) as store:
        disclosures.end(store, disclosure, that_day(on), document=document)
    _show(context.obj)
