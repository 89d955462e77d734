"""Commands for recovery: orders, deadlines, benefit, receipts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case

orders_app = typer.Typer(invoke_without_command=True, help="Orders and their states.")
receipts_app = typer.Typer(invoke_without_command=True, help="Money received and shared.")

Text = Annotated[str, typer.Option()]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(orders_app, name="orders")
    app.command()(deadlines)
    app.command()(benefit)
    app.add_typer(receipts_app, name="receipts")


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
    from workbench.recovery import diary, timetable

    with Case.open(case) as opened:
        rows: list[dict[str, Any]] = [
            due.as_data() for due in timetable.timetable(opened, within=within)
        ]
        text = diary.calendar(opened)
    if calendar is not None:
        calendar.write_text(text, encoding="utf-8", newline="")
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
