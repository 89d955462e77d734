"""Commands for reinvestment: funds, programmes, grants, instalments, outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, some_pence, that_day
from workbench.case import Case

grants_app = typer.Typer(
    invoke_without_command=True, help="Funds, programmes, grants, instalments and outcomes."
)

Text = Annotated[str, typer.Option()]
Day = Annotated[str, typer.Option(metavar="DATE")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    from ui.cli import grant_money, grants

    grants.add_to(grants_app)
    grant_money.add_to(grants_app)
    app.add_typer(grants_app, name="grants")


@grants_app.callback()
def grants(context: typer.Context, case: CasePath) -> None:
    """List funds, programmes, grants and outcomes, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        show(case)


def show(case: str) -> None:
    """Everything of the room: funds, programmes, grants, outcomes, and where every pound is."""
    from ui.cli import grant_tables as beside
    from workbench.reinvestment import rows
    from workbench.reinvestment.totals import CAME_IN, PLACES

    with Case.open(case) as opened:
        data: dict[str, Any] = {
            "funds": rows.fund_rows(opened),
            "deposits": rows.deposit_rows(opened),
            "programmes": rows.programme_rows(opened),
            "grants": rows.grant_rows(opened),
            "outcomes": beside.with_costs(opened, rows.outcome_rows(opened)),
            "quarters": rows.quarter_rows(opened),
            "totals": rows.summary(opened),
        }
    OUTPUT.show(
        data,
        table(
            ("#", "Fund", "Owner", "Received£", "Deposited£", "Paid£", "Came back£", "Returned£",
             "Held£", "Promised£"),
            [
                (
                    f["fund"], f["name"], f["owner"], money(f["received_minor"], f["currency"]),
                    money(f["deposited_minor"], f["currency"]),
                    *(
                        money(f[f"{key}_minor"], f["currency"])
                        for key in ("paid", "clawed_back", "returned", "held", "promised")
                    ),
                )
                for f in data["funds"]
            ],
            title="Funds", empty="There is no fund yet. Open one with: grants CASE fund NAME",
        ),
        *beside.deposits_table(data["deposits"]),
        table(
            ("#", "Programme", "Kind", "From", "To", "Spent£"),
            [
                (
                    p["programme"], p["name"], p["kind"], p["start"], p["end"],
                    money(p["spent_minor"], p["currency"]),
                )
                for p in data["programmes"]
            ],
            title="Programmes", empty="There is no programme yet.",
        ),
        table(
            ("#", "To", "For", "Out of", "Amount£", "Paid£", "State", "Recommended by",
             "Approved by"),
            [
                (
                    g["grant"], g["recipient"], g["programme"], g["fund_name"],
                    money(g["minor"], g["currency"]), money(g["paid_minor"], g["currency"]),
                    g["state"], g["recommended_by"], g["approved_by"],
                )
                for g in data["grants"]
            ],
            title="Grants", empty="There is no grant yet.",
        ),
        *(f"Grant {g['grant']}: {'; '.join(g['flags'])}" for g in data["grants"] if g["flags"]),
        *beside.grant_tables(data["grants"]),
        beside.outcomes_table(data["outcomes"]),
        *(
            table(
                ("", "Amount£"),
                [
                    *((words, money(row[key], code)) for key, words in CAME_IN if row[key]),
                    *((f"- {words}", money(row[key], code)) for key, words, _ in PLACES
                      if row[key]),
                    ("Unaccounted for", money(row["unaccounted_minor"], code)),
                ],
                title="Where every pound is" if code == "GBP" else f"Where all {code} is",
            )
            for code, row in data["totals"].items()
        ),
    )  # fmt: skip


@grants_app.command("list")
def grants_again(context: typer.Context) -> None:
    """Funds, programmes, grants and outcomes."""
    show(context.obj)


@grants_app.command("fund")
def fund(
    context: typer.Context,
    name: str,
    owner: Annotated[str, typer.Option(help="police, community safety, public health, …")],
    kind: Annotated[
        list[str] | None, typer.Option(help="A kind of programme that it may pay for.")
    ] = None,
    not_for: Annotated[
        list[str] | None, typer.Option(help="A kind that it never pays for.")
    ] = None,
    restriction: Text = "",
    currency: Text = "GBP",
    ends: Annotated[str, typer.Option(metavar="DATE", help="The last day it may be spent.")] = "",
    return_to: Annotated[str, typer.Option(help="To whom what is left goes back.")] = "",
    bid_limit: Annotated[str, typer.Option(help="Small grants: the most of one bid.")] = "",
    final_approver: Annotated[str, typer.Option(help="Whose approval is final.")] = "",
    cost_code: Text = "",
) -> None:
    """Open a fund."""
    from workbench.reinvestment.funds import add_fund

    with Case.open(context.obj) as opened:
        add_fund(
            opened, name, owner, kinds=kind or (), not_for=not_for or (),
            restriction=restriction, currency=currency,
            ends=day(ends), return_to=return_to, bid_limit_minor=some_pence(bid_limit, currency),
            final_approver=final_approver, cost_code=cost_code,
        )  # fmt: skip
    show(context.obj)


@grants_app.command("kind")
def kind(
    context: typer.Context,
    name: str,
    says: Annotated[str, typer.Option(help="What it is for.")],
    measure: Annotated[list[str], typer.Option(help="MEASURE=UNIT, as often as needed.")],
    fewer: Annotated[
        list[str] | None, typer.Option(help="A measure of which less is better.")
    ] = None,
) -> None:
    """Define a kind of programme of the case's own."""
    from workbench.reinvestment.programmes import add_kind

    pairs = [(what, unit) for what, _, unit in (text.partition("=") for text in measure)]
    with Case.open(context.obj) as opened:
        add_kind(opened, name, says, pairs, fewer=fewer or ())
    show(context.obj)


@grants_app.command("programme")
def programme(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="diversion into treatment, …")],
    name: str,
    lead: Text = "",
    start: Day = "",
    end: Day = "",
    description: Text = "",
    lawful_basis: Annotated[
        str, typer.Option(help="What makes a service lawful that is not lawful everywhere.")
    ] = "",
) -> None:
    """Begin a programme."""
    from workbench.reinvestment.programmes import add_programme

    with Case.open(context.obj) as opened:
        add_programme(
            opened, kind, name, lead=lead, start=day(start), end=day(end),
            description=description, lawful_basis=lawful_basis,
        )  # fmt: skip
    show(context.obj)


@grants_app.command("outcome")
def outcome(
    context: typer.Context,
    programme: int,
    measure: str,
    value: int,
    source: Annotated[Path, typer.Option(help="The return it is from; it is kept.")],
    start: Day,
    end: Day,
    unit: Text = "",
    grant: Annotated[int | None, typer.Option()] = None,
    baseline: Annotated[int | None, typer.Option()] = None,
    target: Annotated[int | None, typer.Option()] = None,
    note: Text = "",
    counterfactual: Annotated[str, typer.Option(help="What would have been without it.")] = "",
    replaces: Annotated[int | None, typer.Option(help="The outcome that this corrects.")] = None,
) -> None:
    """Record an outcome."""
    from workbench.reinvestment.outcomes import add_outcome

    with Case.open(context.obj) as opened:
        add_outcome(
            opened, programme, measure, value, source=source, start=that_day(start),
            end=that_day(end), unit=unit, grant_id=grant, baseline=baseline, target=target,
            note=note, counterfactual=counterfactual, replaces=replaces,
        )  # fmt: skip
    show(context.obj)


@grants_app.command("public")
def public(context: typer.Context) -> None:
    """Outcomes as they may be published, without small numbers."""
    from workbench.reinvestment.rows import public_rows

    with Case.open(context.obj) as opened:
        found = public_rows(opened)
    OUTPUT.show(
        {"outcomes": found},
        table(
            ("Programme", "Measure", "Value#", "Unit", "From", "To"),
            [
                (o["programme"], o["measure"], o["shown"], o["unit"], o["start"], o["end"])
                for o in found
            ],
            empty="No outcome is recorded yet.",
        ),
    )  # fmt: skip


@grants_app.command("waiting")
def waiting(
    context: typer.Context,
    person: Annotated[str, typer.Option(help="What this person may and may not do.")] = "",
) -> None:
    """What waits to be done, the earliest due first."""
    from workbench.reinvestment.rows import waiting_rows

    with Case.open(context.obj) as opened:
        found = waiting_rows(opened, person)
    OUTPUT.show(
        {"waiting": found},
        table(
            ("Due", "What", "Not by you, because"),
            [(w["due"], w["what"], w["why_not"]) for w in found],
            empty="Nothing waits.",
        ),
    )


@grants_app.command("calendar")
def calendar(context: typer.Context) -> None:
    """What is due on which day: instalments, returns, ends of grants and funds."""
    from workbench.reinvestment.rows import calendar_rows

    with Case.open(context.obj) as opened:
        found = calendar_rows(opened)
    OUTPUT.show(
        {"calendar": found},
        table(
            ("Date", "What", "Amount£", "State"),
            [
                (
                    c["date"], c["what"], money(c["minor"], c["currency"]),
                    "done" if c["done"] else "late" if c["late"] else "",
                )
                for c in found
            ],
            empty="Nothing is due.",
        ),
    )  # fmt: skip


@grants_app.command("chain")
def chain(context: typer.Context) -> None:
    """Every part of every pound, from what was seized to what it paid for."""
    from workbench.reinvestment.rows import chain_rows, link_rows

    with Case.open(context.obj) as opened:
        found, links = chain_rows(opened), link_rows(opened)
    OUTPUT.show(
        {"chain": found, "links": links},
        table(
            ("From", "Receipt or deposit", "Fund", "For", "To", "Where it is", "Amount£"),
            [
                (
                    c["asset_label"] or c["order_name"] or c["source"],
                    f"receipt {c['receipt']}" if c["receipt"] else f"deposit {c['deposit']}",
                    c["fund_name"], c["programme_name"], c["recipient"], c["place"],
                    money(c["minor"], c["currency"]),
                )
                for c in found
            ],
            empty="Nothing came in yet.",
        ),
    )  # fmt: skip
