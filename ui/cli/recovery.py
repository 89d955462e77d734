"""Commands for recovery: property, orders, deadlines, benefit, receipts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case

property_app = typer.Typer(invoke_without_command=True, help="The property register.")
orders_app = typer.Typer(invoke_without_command=True, help="Orders and their states.")
receipts_app = typer.Typer(invoke_without_command=True, help="Money received and shared.")

Text = Annotated[str, typer.Option()]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(property_app, name="property")
    app.add_typer(orders_app, name="orders")
    app.command()(deadlines)
    app.command()(benefit)
    app.add_typer(receipts_app, name="receipts")


# -- property


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


# -- orders


@orders_app.callback()
def orders_list(context: typer.Context, case: CasePath) -> None:
    """List the orders, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show_orders(case)


def _show_orders(case: str) -> None:
    from workbench.recovery.rows import order_rows

    with Case.open(case) as opened:
        rows = order_rows(opened)
    OUTPUT.show(
        {"orders": rows},
        table(
            ("#", "Order", "Against", "State", "Made", "Due", "Amount£", "Received£", "Owed£",
             "Next may be"),
            [
                (
                    r["order"], r["name"], r["party"], r["state_label"], r["made"], r["due"],
                    money(r["amount_minor"], r["currency"]),
                    money(r["received_minor"], r["currency"]),
                    money(r["owed_minor"], r["currency"]),
                    ", ".join(m["to"] for m in r["next"] if not m["why_not"]),
                )
                for r in rows
            ],
            empty="There is no order yet. Begin one with: orders CASE add REGIME",
        ),
    )  # fmt: skip


@orders_app.command("list")
def orders_again(context: typer.Context) -> None:
    """The orders."""
    _show_orders(context.obj)


@orders_app.command("add")
def orders_add(
    context: typer.Context,
    regime: Annotated[str, typer.Argument(help="confiscation, cash, account-freezing, …")],
    at: Annotated[str, typer.Option(help="Local date, or date and time, of its first state.")],
    by: Annotated[str, typer.Option(help="Who took the step.")],
    state: Annotated[str, typer.Option(help="Where it begins, if not at the first state.")] = "",
    party: Annotated[int | None, typer.Option(help="Against whom.")] = None,
    reference: Text = "",
    court: Text = "",
    document: Text = "",
    benefit: Text = "",
    available: Text = "",
    amount: Annotated[str, typer.Option(help="What is to be paid.")] = "",
    compensation: Text = "0",
    due: Annotated[str, typer.Option(metavar="DATE", help="Last day of time to pay.")] = "",
    asset: Annotated[list[int] | None, typer.Option(help="A thing that it concerns.")] = None,
) -> None:
    """Begin an order."""
    from workbench.recovery import orders

    with Case.open(context.obj) as opened:
        orders.add_order(
            opened, regime, state=state, at=at, by=by, document=document, party_id=party,
            reference=reference, court=court, benefit_minor=some_pence(benefit),
            available_minor=some_pence(available), amount_minor=some_pence(amount),
            compensation_minor=pence(compensation), due=day(due), assets=asset or (),
        )  # fmt: skip
    _show_orders(context.obj)


@orders_app.command("move")
def orders_move(
    context: typer.Context,
    order: int,
    to: Annotated[str, typer.Argument(help="The next state.")],
    at: Annotated[str, typer.Option(help="Local date, or date and time.")],
    by: Annotated[str, typer.Option(help="Who took the step.")],
    document: Text = "",
    benefit: Text = "",
    available: Text = "",
    amount: Text = "",
    due: Annotated[str, typer.Option(metavar="DATE")] = "",
) -> None:
    """Move an order to its next state."""
    from workbench.recovery import orders

    with Case.open(context.obj) as opened:
        orders.move(
            opened, order, to, at, by, document=document, benefit_minor=some_pence(benefit),
            available_minor=some_pence(available), amount_minor=some_pence(amount), due=day(due),
        )  # fmt: skip
    _show_orders(context.obj)


def deadlines(
    case: CasePath,
    within: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Only what is open and due so soon.")
    ] = None,
    calendar: Annotated[
        Path | None, typer.Option(help="Also write the open ones as an iCalendar file.")
    ] = None,
) -> None:
    """What is due, open ones first."""
    from workbench.recovery import timetable

    with Case.open(case) as opened:
        rows: list[dict[str, Any]] = [
            due.as_data() for due in timetable.timetable(opened, within=within)
        ]
        diary = timetable.calendar(opened)
    if calendar is not None:
        calendar.write_text(diary, encoding="utf-8", newline="")
    OUTPUT.show(
        {"deadlines": rows},
        table(
            ("Due", "Done", "Order", "What", "Provision"),
            [
                (
                    r["due"],
                    "yes" if r["done"] else "no",
                    r["name"],
                    r["explained"],
                    r["provision"],
                )
                for r in rows
            ],
            empty="Nothing is due.",
        ),
    )


def benefit(case: CasePath) -> None:
    """Benefit, available amount and recoverable amount, as the court found them."""
    from workbench.recovery.rows import benefit_rows

    with Case.open(case) as opened:
        data = benefit_rows(opened)
    OUTPUT.show(
        data,
        *(
            f"{name}: {money(data[key]['minor'], data[key]['currency'])}"
            for name, key in (
                ("Benefit", "benefit"),
                ("Available", "available"),
                ("Recoverable", "recoverable"),
            )
        ),
    )


# -- receipts


@receipts_app.callback()
def receipts_list(context: typer.Context, case: CasePath) -> None:
    """List the receipts, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show_receipts(case)


def _show_receipts(case: str) -> None:
    from workbench.recovery.rows import receipt_rows
    from workbench.reinvestment.rows import share_rows, summary

    with Case.open(case) as opened:
        rows, shares, totals = receipt_rows(opened), share_rows(opened), summary(opened)
    OUTPUT.show(
        {"receipts": rows, "shares": shares, "totals": totals},
        table(
            ("#", "Received", "Order", "From", "Amount£", "Costs£", "Compensation£", "To share£"),
            [
                (
                    r["receipt"], r["received"], r["order_name"], r["asset_label"],
                    money(r["minor"], r["currency"]), money(r["costs_minor"], r["currency"]),
                    money(r["compensation_minor"], r["currency"]),
                    money(r["to_share_minor"], r["currency"]),
                )
                for r in rows
            ],
            empty="Nothing was received yet. Record it with: receipts CASE add ORDER AMOUNT",
        ),
        table(
            ("#", "Receipt#", "Agency", "Share£", "Fund#", "Unspent£"),
            [
                (
                    s["share"], s["receipt"], s["agency"], money(s["minor"], s["currency"]),
                    s["fund"], money(s["unspent_minor"], s["currency"]),
                )
                for s in shares
            ],
            title="Shares", empty="Nothing is shared yet.",
        ),
        *(
            f"Unaccounted for: {money(row['unaccounted_minor'], currency)}"
            for currency, row in totals.items()
        ),
    )  # fmt: skip


@receipts_app.command("list")
def receipts_again(context: typer.Context) -> None:
    """The receipts."""
    _show_receipts(context.obj)


@receipts_app.command("add")
def receipts_add(
    context: typer.Context,
    order: int,
    amount: str,
    on: Annotated[str, typer.Option(metavar="DATE", help="Day of receipt.")],
    asset: Annotated[int | None, typer.Option(help="The thing it was realised from.")] = None,
    costs: Annotated[str, typer.Option(help="Costs of realisation.")] = "0",
    compensation: Annotated[str, typer.Option(help="Paid to victims out of it.")] = "0",
    reference: Text = "",
) -> None:
    """Record money received against an order."""
    from workbench.recovery.receipts import add_receipt

    with Case.open(context.obj) as opened:
        add_receipt(
            opened, order, that_day(on), pence(amount), asset_id=asset, costs_minor=pence(costs),
            compensation_minor=pence(compensation), reference=reference,
        )  # fmt: skip
    _show_receipts(context.obj)


@receipts_app.command("share")
def receipts_share(
    context: typer.Context,
    receipt: int,
    fund: Annotated[int | None, typer.Option(help="Our fund that our share goes into.")] = None,
    agency: Annotated[str, typer.Option(help="Which agency we are.")] = "investigator",
) -> None:
    """Share a receipt by the rates of its day."""
    from workbench.reinvestment.shares import share_receipt

    with Case.open(context.obj) as opened:
        share_receipt(opened, receipt, fund_id=fund, agency=agency)
    _show_receipts(context.obj)
