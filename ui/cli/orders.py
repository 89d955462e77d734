"""Commands for orders: begin, move, show, vary, and give time to pay."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case
from workbench.errors import Refused

orders_app = typer.Typer(invoke_without_command=True, help="Orders and their states.")

Text = Annotated[str, typer.Option()]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(orders_app, name="orders")


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
    compensation: Text = "",
    due: Annotated[str, typer.Option(metavar="DATE")] = "",
) -> None:
    """Move an order to its next state."""
    from workbench.recovery import orders

    with Case.open(context.obj) as opened:
        orders.move(
            opened, order, to, at, by, document=document, benefit_minor=some_pence(benefit),
            available_minor=some_pence(available), amount_minor=some_pence(amount),
            compensation_minor=some_pence(compensation), due=day(due),
        )  # fmt: skip
    _show_orders(context.obj)


@orders_app.command("show")
def orders_show(
    context: typer.Context,
    order: int,
    on: Annotated[str, typer.Option(metavar="DATE", help="The balance of this day.")] = "",
) -> None:
    """One order: its way, what is owed on a day, what may follow, and why not."""
    from workbench.recovery.rows import order_row

    with Case.open(context.obj) as opened:
        row = order_row(opened, order, today=day(on))
    OUTPUT.show(row, *_said(row))


def _said(row: dict[str, Any]) -> list[Any]:
    currency = row["currency"]
    against = f" against {row['party']}" if row["party"] else ""
    return [
        f"{row['name']}{against}: {row['state_label'].lower()}",
        f"{row['law']}, version {row['regime_version']}",
        *([f"Balance: {row['explained']}"] if row["owed_minor"] is not None else []),
        *(
            [f"Owed on {row['on']}: {money(row['owed_minor'], currency)}"]
            if row["owed_minor"] is not None and row["brings_money"] else []
        ),
        *(
            [f"Longest default term: {row['default_months']} months (POCA 2002 s.35(2A))"]
            if row["default_months"] else []
        ),
        *(f"Flagged: {flag}" for flag in row["flags"]),
        table(
            ("When", "State", "Provision", "By", "Document"),
            [(e["at"], e["label"], e["provision"], e["by"], e["document"]) for e in row["events"]],
            title="Its way",
        ),
        *_changes(row),
        table(
            ("State", "Provision", "Who may act", "Why not"),
            [
                (m["to"], m["provision"], ", ".join(m["who"]), m["why_not"])
                for m in (*row["next"], *row["not_next"])
            ],
            title="What may follow",
        ),
    ]  # fmt: skip


def _changes(row: dict[str, Any]) -> list[Any]:
    currency, found = row["currency"], []
    if row["parts"]:
        found.append(
            table(
                ("Part#", "Due", "Amount£", "Extended", "Document"),
                [
                    (p["part"], p["due"], money(p["minor"], currency), p["extended"], p["document"])
                    for p in row["parts"]
                ],
                title="Time to pay",
            )
        )
    if row["variations"]:
        found.append(
            table(
                ("On", "Provision", "Amount£", "By", "Why"),
                [
                    (v["on"], v["provision"], money(v["amount_minor"], currency), v["by"], v["why"])
                    for v in row["variations"]
                ],
                title="Variations",
            )
        )
    return found


@orders_app.command("concern")
def orders_concern(
    context: typer.Context,
    order: int,
    asset: Annotated[int, typer.Argument(help="The thing's number in the register.")],
) -> None:
    """Say that an order concerns a further thing."""
    from workbench.recovery import orders

    with Case.open(context.obj) as opened:
        orders.add_asset_to(opened, order, asset)
    _show_orders(context.obj)


@orders_app.command("vary")
def orders_vary(
    context: typer.Context,
    order: int,
    under: Annotated[str, typer.Argument(help="s.21, s.22, s.23, s.24 or s.25.")],
    on: Annotated[str, typer.Option(metavar="DATE", help="The day of the decision.")],
    by: Annotated[str, typer.Option(help="Who decided.")],
    amount: Annotated[str, typer.Option(help="What is to be paid from then on.")] = "",
    benefit: Text = "",
    available: Text = "",
    document: Text = "",
    why: Text = "",
) -> None:
    """Record that the amount of an order was varied, or the order discharged."""
    from workbench.recovery.variations import vary

    with Case.open(context.obj) as opened:
        vary(
            opened, order, under, that_day(on), by, amount_minor=some_pence(amount),
            benefit_minor=some_pence(benefit), available_minor=some_pence(available),
            document=document, why=why,
        )  # fmt: skip
    _show_orders(context.obj)


@orders_app.command("time")
def orders_time(
    context: typer.Context,
    order: int,
    part: Annotated[list[str], typer.Argument(help="DATE=AMOUNT, once for each part.")],
    document: Text = "",
) -> None:
    """Record that parts of an order may be paid by days of their own."""
    from workbench.recovery.time_to_pay import allow

    parts = []
    for text in part:
        due, sign, amount = text.partition("=")
        if not sign:
            raise Refused(f"{text} is no part", remedy="Write it like 2026-03-31=1250.00.")
        parts.append((that_day(due), pence(amount)))
    with Case.open(context.obj) as opened:
        allow(opened, order, parts, document=document)
    _show_orders(context.obj)


@orders_app.command("extend")
def orders_extend(
    context: typer.Context,
    order: int,
    to: Annotated[str, typer.Option(metavar="DATE", help="The last day to pay, from now on.")],
    decided: Annotated[str, typer.Option(metavar="DATE", help="The day of the decision.")],
    part: Annotated[int | None, typer.Option(help="Which part, where there are several.")] = None,
    document: Text = "",
) -> None:
    """Record that a court extended time to pay."""
    from workbench.recovery.time_to_pay import extend

    with Case.open(context.obj) as opened:
        extend(opened, order, that_day(to), that_day(decided), part=part, document=document)
    _show_orders(context.obj)
