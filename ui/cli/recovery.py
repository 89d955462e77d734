"""Commands for recovery: deadlines and receipts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import pence, that_day
from workbench.case import Case

receipts_app = typer.Typer(invoke_without_command=True, help="Money received and shared.")

Text = Annotated[str, typer.Option()]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(deadlines)
    app.add_typer(receipts_app, name="receipts")


def deadlines(
    case: CasePath,
    within: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Only what is open and due so soon.")
    ] = None,
    calendar: Annotated[
        Path | None, typer.Option(help="Also write the open ones as an iCalendar file.")
    ] = None,
    remind: Annotated[
        int, typer.Option(metavar="DAYS", help="With an alarm in the calendar so long before.")
    ] = 0,
) -> None:
    """What is due, open ones first."""
    from exports.whole import put
    from workbench.recovery import diary, timetable

    with Case.open(case) as opened:
        rows: list[dict[str, Any]] = [
            due.as_data() for due in timetable.timetable(opened, within=within)
        ]
        text = diary.calendar(opened, remind=remind)
    if calendar is not None:
        put(calendar, text.encode())
    OUTPUT.show(
        {"deadlines": rows},
        table(
            ("Due", "Done", "Order or thing", "What", "Provision"),
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
            ("#", "Receipt#", "Agency", "Body", "Share£", "Fund#", "Unspent£"),
            [
                (
                    s["share"], s["receipt"], s["agency"], s["body"],
                    money(s["minor"], s["currency"]), s["fund"],
                    money(s["unspent_minor"], s["currency"]),
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
