"""The property register on the command line: enter, value, tie to payments, say what happened."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case

property_app = typer.Typer(invoke_without_command=True, help="The property register.")

Text = Annotated[str, typer.Option()]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(property_app, name="property")


@property_app.callback()
def property_list(context: typer.Context, case: CasePath) -> None:
    """List the property register, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show_property(case)


def _show_property(case: str) -> None:
    from workbench.recovery.rows import asset_rows

    with Case.open(case) as opened:
        rows = asset_rows(opened)
    OUTPUT.show(
        {"property": rows},
        table(
            ("#", "What", "Kind", "State", "Acquired", "Price£", "Value£", "Charges£", "Equity£"),
            [
                (
                    r["asset"],
                    r["label"],
                    r["kind"],
                    r["state"],
                    r["acquired"],
                    money(r["price_minor"], r["currency"]),
                    money(r["value_minor"], r["currency"]),
                    money(r["charges_minor"], r["currency"]),
                    money(r["equity_minor"], r["currency"]),
                )
                for r in rows
            ],
            empty="The register is empty. Enter a thing with: property CASE add KIND NAME",
        ),
    )


@property_app.command("list")
def property_again(context: typer.Context) -> None:
    """The property register."""
    _show_property(context.obj)


@property_app.command("add")
def property_add(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="vehicle, cash, real estate, watch, …")],
    label: Annotated[str, typer.Argument(metavar="NAME")],
    description: Text = "",
    identifier: Annotated[str, typer.Option(help="Title number, VRM, wallet, serial.")] = "",
    quantity: Annotated[str, typer.Option(help="Of cryptoassets, in decimals.")] = "",
    acquired: Annotated[str, typer.Option(metavar="DATE")] = "",
    price: Annotated[str, typer.Option(help="The whole price.")] = "",
) -> None:
    """Enter a thing in the register."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_asset(
            opened, kind, label, description=description, identifier=identifier,
            quantity=quantity, acquired=day(acquired), price_minor=some_pence(price),
        )  # fmt: skip
    _show_property(context.obj)


@property_app.command("buy")
def property_buy(
    context: typer.Context,
    asset: int,
    payment: str,
    part: Annotated[str, typer.Option(help="Only this much of the payment.")] = "",
    why: Text = "",
) -> None:
    """Say that a payment bought (part of) a thing."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_purchase(opened, asset, payment, minor=some_pence(part), why=why)
    _show_property(context.obj)


@property_app.command("value")
def property_value(
    context: typer.Context,
    asset: int,
    amount: str,
    on: Annotated[str, typer.Option(metavar="DATE")],
    basis: Annotated[str, typer.Option(help="How it was valued.")],
) -> None:
    """Record what a thing was worth on a day."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.value(opened, asset, that_day(on), pence(amount), basis)
    _show_property(context.obj)


@property_app.command("interest")
def property_interest(
    context: typer.Context,
    asset: int,
    party: int,
    kind: Annotated[str, typer.Argument(help="legal, beneficial or charge.")],
    share: Annotated[
        int | None, typer.Option(help="In millionths of the whole: 500000 is half.")
    ] = None,
    amount: Annotated[str, typer.Option(help="Secured by a charge.")] = "",
    why: Text = "",
) -> None:
    """Record a party's interest in a thing."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_interest(
            opened, asset, party, kind, millionths=share, minor=some_pence(amount), why=why
        )
    _show_property(context.obj)


@property_app.command("event")
def property_event(
    context: typer.Context,
    asset: int,
    event: Annotated[str, typer.Argument(help="seized, restrained, realised, returned, …")],
    at: Annotated[str, typer.Option(help="Local date, or date and time.")],
    by: Annotated[str, typer.Option(help="Who did it.")],
    place: Text = "",
    document: Text = "",
    note: Text = "",
) -> None:
    """Record what happened to a thing; its state follows."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.asset_event(
            opened, asset, event, at, by, place=place, document=document, note=note
        )
    _show_property(context.obj)
