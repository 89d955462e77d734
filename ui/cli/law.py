"""Commands that ask the law alone: deadline, default-term, interest, split, relevant-day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from ui.cli.output import OUTPUT, money
from ui.cli.values import day, pence

law_app = typer.Typer(help="What the law says of a date or an amount, with its provision.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(law_app, name="law")


@law_app.command("deadline")
def deadline(
    kind: Annotated[str, typer.Argument(help="Which deadline, like cash-48h.")],
    start: Annotated[str, typer.Option("--from", metavar="WHEN", help="The event, local time.")],
    regime: Annotated[str | None, typer.Option(help="Version of POCA 2002 Part 2.")] = None,
) -> None:
    """When something is due that an event sets running."""
    from workbench.recovery import deadlines

    found = deadlines.deadline(kind, deadlines.parse_when(start), regime=regime)
    due = (
        found.due.isoformat(timespec="minutes")
        if isinstance(found.due, datetime)
        else found.due.isoformat()
    )
    OUTPUT.show(
        {"due": due, "provision": found.provision, "explained": found.explained},
        f"{found.explained}\n{found.provision}",
    )


@law_app.command("default-term")
def default_term(amount: Annotated[str, typer.Argument(help="Like 10000.00.")]) -> None:
    """The longest default term for an unpaid confiscation order."""
    from workbench.recovery.sums import default_term as term

    found = term(pence(amount))
    OUTPUT.show(
        {"months": found.value, "provision": found.provision, "explained": found.explained},
        f"{found.explained}\n{found.provision}",
    )


@law_app.command("interest")
def interest(
    amount: Annotated[str, typer.Argument(help="Like 100000.00.")],
    days: Annotated[int, typer.Option(help="Days unpaid.")],
) -> None:
    """Simple interest on what is unpaid."""
    from workbench.recovery.sums import interest as runs

    found = runs(pence(amount), days)
    OUTPUT.show(
        {
            "minor": found.value,
            "currency": "GBP",
            "provision": found.provision,
            "explained": found.explained,
        },
        f"{found.explained}\n{found.provision}",
    )


@law_app.command("split")
def split(
    kind: Annotated[str, typer.Argument(help="confiscation, cash, account, listed-asset, …")],
    amount: Annotated[str, typer.Argument(help="Like 120000.00.")],
    compensation: Annotated[str, typer.Option(help="Paid to victims out of it.")] = "0",
    costs: Annotated[str, typer.Option(help="Costs of realisation.")] = "0",
    on: Annotated[str, typer.Option(help="Day of receipt; today's rates without it.")] = "",
) -> None:
    """The ARIS shares of a receipt."""
    from workbench.recovery.regimes import receipt_kind, regimes
    from workbench.reinvestment import aris

    # The name of the regime that a receipt came by is understood as well.
    name = (receipt_kind(kind) if kind in regimes() else "") or kind.removesuffix("-forfeiture")
    found = aris.split(
        name, pence(amount), compensation_minor=pence(compensation), costs_minor=pence(costs),
        on=day(on),
    )  # fmt: skip
    OUTPUT.show(
        {
            "shares": found.shares,
            "compensation_minor": found.compensation_minor,
            "costs_minor": found.costs_minor,
            "currency": "GBP",
            "provision": found.provision,
            "explained": found.words,
        },
        *(f"{agency}: {money(minor)}" for agency, minor in found.shares.items()),
        f"{found.words}\n{found.provision}",
    )


@law_app.command("relevant-day")
def relevant_day(started: Annotated[str, typer.Argument(metavar="DATE")]) -> None:
    """The relevant day for proceedings that started on DATE."""
    from workbench.recovery.sums import relevant_day as relevant

    begun = day(started)
    assert isinstance(begun, date)
    found, provision, explained = relevant(begun)
    OUTPUT.show(
        {"day": found.isoformat(), "provision": provision, "explained": explained},
        f"{explained}\n{provision}",
    )
