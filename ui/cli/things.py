"""Commands for where money went on to: things sold or exchanged, mortgages, what was spent."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.output import OUTPUT, money, table
from ui.cli.property import property_app
from ui.cli.values import pence, some_pence, that_day
from workbench.case import Case

Text = Annotated[str, typer.Option()]
Share = Annotated[
    int, typer.Option(help="How much of the thing, in millionths: 250000 is a quarter.")
]


def add_to(_: typer.Typer) -> None:
    """Add these commands to those of the property register."""
    property_app.command("sold")(property_sold)
    property_app.command("exchanged")(property_exchanged)
    property_app.command("paid-off")(property_paid_off)
    property_app.command("improved")(property_improved)
    property_app.command("spent")(property_spent)
    property_app.command("repaid")(property_repaid)
    property_app.command("gone")(property_gone)


def _show(case: Case) -> None:
    from workbench.recovery.follow_on import disposal_rows, use_rows
    from workbench.recovery.property import percent

    gone, used = disposal_rows(case), use_rows(case)
    OUTPUT.show(
        {"disposals": gone, "uses": used},
        table(
            ("#", "What", "Went", "On", "For", "Share#", "Amount£", "Why"),
            [
                (
                    row["disposal"], row["label"], row["kind"], row["on"],
                    row["into_label"] or f"payment {row['payment']}", percent(row["millionths"]),
                    money(row["minor"], row["currency"]), row["why"],
                )
                for row in gone
            ],
            empty="Nothing is recorded to have been sold or exchanged.",
        ),
        table(
            ("#", "Payment", "Date", "Was", "Amount£", "Why"),
            [
                (
                    row["use"], row["payment"], row["date"],
                    {"spent": "spent", "loan": "for a loan"}[row["what"]],
                    money(row["minor"], row["currency"]), row["why"],
                )
                for row in used
            ],
            empty="No payment is recorded to have been spent or to have repaid a loan.",
        ),
    )  # fmt: skip


def property_sold(
    context: typer.Context,
    asset: int,
    payment: Annotated[str, typer.Argument(help="The payment that brought the price.")],
    part: Annotated[str, typer.Option(help="Only this much of the payment.")] = "",
    share: Share = 1_000_000,
    why: Text = "",
) -> None:
    """Say that a thing was sold: what was in it goes on in the price."""
    from workbench.recovery import follow_on

    with Case.open(context.obj) as opened:
        follow_on.sell(opened, asset, payment, minor=some_pence(part), millionths=share, why=why)
        _show(opened)


def property_exchanged(
    context: typer.Context,
    asset: int,
    into: Annotated[int, typer.Argument(help="The thing that was got for it.")],
    worth: Annotated[str, typer.Argument(help="What it counted for, like 4000.00.")],
    on: Annotated[str, typer.Option(metavar="DATE")],
    why: Annotated[str, typer.Option(help="The basis of its worth.")],
    share: Share = 1_000_000,
) -> None:
    """Say that a thing was given in exchange for another (a part exchange, say)."""
    from workbench.recovery import follow_on

    with Case.open(context.obj) as opened:
        follow_on.exchange(
            opened, asset, into, that_day(on), pence(worth), millionths=share, why=why
        )
        _show(opened)


def property_paid_off(
    context: typer.Context,
    asset: int,
    payment: str,
    part: Annotated[str, typer.Option(help="Only this much of the payment.")] = "",
    why: Text = "",
) -> None:
    """Say that a payment paid off (part of) the mortgage or loan secured on a thing."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_purchase(
            opened, asset, payment, minor=some_pence(part), why=why, kind="mortgage"
        )
        _show(opened)


def property_improved(
    context: typer.Context,
    asset: int,
    payment: str,
    part: Annotated[str, typer.Option(help="Only this much of the payment.")] = "",
    why: Text = "",
) -> None:
    """Say that a payment improved a thing: it is in it, beside the price."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_purchase(
            opened, asset, payment, minor=some_pence(part), why=why, kind="improvement"
        )
        _show(opened)


def _use(context: typer.Context, payment: str, what: str, part: str, why: str) -> None:
    from workbench.recovery import follow_on

    with Case.open(context.obj) as opened:
        follow_on.use(opened, payment, what, minor=some_pence(part), why=why)
        _show(opened)


def property_spent(
    context: typer.Context,
    payment: str,
    why: Annotated[str, typer.Option(help="On what, and how it is known.")],
    part: Annotated[str, typer.Option(help="Only this much of the payment.")] = "",
) -> None:
    """Say that a payment bought nothing that lasts."""
    _use(context, payment, "spent", part, why)


def property_repaid(
    context: typer.Context,
    payment: str,
    why: Annotated[str, typer.Option(help="Which loan, and how it is known.")],
    part: Annotated[str, typer.Option(help="Only this much of the payment.")] = "",
) -> None:
    """Say that a payment repaid a loan that is not secured on a thing of the register."""
    _use(context, payment, "loan", part, why)


def property_gone(context: typer.Context) -> None:
    """What was sold, exchanged, spent, or repaid a loan."""
    with Case.open(context.obj) as opened:
        _show(opened)
