"""Commands for reinvestment: funds, programmes, grants, instalments, outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, that_day
from workbench.case import Case

grants_app = typer.Typer(
    invoke_without_command=True, help="Funds, programmes, grants, instalments and outcomes."
)

Text = Annotated[str, typer.Option()]
Day = Annotated[str, typer.Option(metavar="DATE")]
By = Annotated[str, typer.Option(help="Who took the decision.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(grants_app, name="grants")


@grants_app.callback()
def grants(context: typer.Context, case: CasePath) -> None:
    """List funds, programmes, grants and outcomes, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show(case)


def _show(case: str) -> None:
    from workbench.reinvestment import rows

    with Case.open(case) as opened:
        data: dict[str, Any] = {
            "funds": rows.fund_rows(opened),
            "programmes": rows.programme_rows(opened),
            "grants": rows.grant_rows(opened),
            "outcomes": rows.outcome_rows(opened),
            "totals": rows.summary(opened),
        }
    OUTPUT.show(
        data,
        table(
            ("#", "Fund", "Owner", "Received£", "Paid£", "Held£", "Promised£"),
            [
                (
                    f["fund"], f["name"], f["owner"], money(f["received_minor"], f["currency"]),
                    money(f["paid_minor"], f["currency"]), money(f["held_minor"], f["currency"]),
                    money(f["promised_minor"], f["currency"]),
                )
                for f in data["funds"]
            ],
            title="Funds", empty="There is no fund yet. Open one with: grants CASE fund NAME",
        ),
        table(
            ("#", "Programme", "Kind", "From", "To"),
            [
                (p["programme"], p["name"], p["kind"], p["start"], p["end"])
                for p in data["programmes"]
            ],
            title="Programmes", empty="There is no programme yet.",
        ),
        table(
            ("#", "To", "For", "Amount£", "Paid£", "State", "Instalments"),
            [
                (
                    g["grant"], g["recipient"], g["programme"], money(g["minor"], g["currency"]),
                    money(g["paid_minor"], g["currency"]), g["state"],
                    "; ".join(
                        f"{i['instalment']}: {money(i['minor'], i['currency'])} "
                        + (f"paid {i['paid']}" if i["paid"] else f"due {i['due']}")
                        for i in g["instalments"]
                    ),
                )
                for g in data["grants"]
            ],
            title="Grants", empty="There is no grant yet.",
        ),
        table(
            ("#", "Programme", "Measure", "Value#", "Unit", "Target#", "From", "To", "Source"),
            [
                (
                    o["outcome"], o["programme"], o["measure"], o["value"], o["unit"],
                    o["target"], o["start"], o["end"], o["source"],
                )
                for o in data["outcomes"]
            ],
            title="Outcomes", empty="No outcome is recorded yet.",
        ),
    )  # fmt: skip


@grants_app.command("list")
def grants_again(context: typer.Context) -> None:
    """Funds, programmes, grants and outcomes."""
    _show(context.obj)


@grants_app.command("fund")
def fund(
    context: typer.Context,
    name: str,
    owner: Annotated[str, typer.Option(help="police, community safety, public health, …")],
    kind: Annotated[
        list[str] | None, typer.Option(help="A kind of programme that it may pay for.")
    ] = None,
    restriction: Text = "",
) -> None:
    """Open a fund."""
    from workbench.reinvestment.funds import add_fund

    with Case.open(context.obj) as opened:
        add_fund(opened, name, owner, kinds=kind or (), restriction=restriction)
    _show(context.obj)


@grants_app.command("programme")
def programme(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="diversion into treatment, …")],
    name: str,
    lead: Text = "",
    start: Day = "",
    end: Day = "",
    description: Text = "",
) -> None:
    """Begin a programme."""
    from workbench.reinvestment.programmes import add_programme

    with Case.open(context.obj) as opened:
        add_programme(
            opened, kind, name, lead=lead, start=day(start), end=day(end), description=description
        )
    _show(context.obj)


@grants_app.command("propose")
def propose(
    context: typer.Context,
    programme: int,
    fund: int,
    recipient: str,
    amount: str,
    registration: Annotated[str, typer.Option(help="Charity or company number.")] = "",
    start: Day = "",
    end: Day = "",
    conditions: Text = "",
) -> None:
    """Propose a grant."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.propose(
            opened, programme, fund, recipient, pence(amount), registration=registration,
            start=day(start), end=day(end), conditions=conditions,
        )  # fmt: skip
    _show(context.obj)


@grants_app.command("recommend")
def recommend(context: typer.Context, grant: int, by: By, on: Day) -> None:
    """Record who recommends a grant."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.recommend(opened, grant, by, that_day(on))
    _show(context.obj)


@grants_app.command("approve")
def approve(context: typer.Context, grant: int, by: By, on: Day, notice: Text = "") -> None:
    """Record who approves a grant; never who recommended it."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.approve(opened, grant, by, that_day(on), decision_notice=notice)
    _show(context.obj)


@grants_app.command("instalment")
def instalment(
    context: typer.Context, grant: int, amount: str, due: Day, condition: Text = ""
) -> None:
    """Plan an instalment."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.add_instalment(opened, grant, that_day(due), pence(amount), condition=condition)
    _show(context.obj)


@grants_app.command("met")
def met(context: typer.Context, instalment: int, on: Day) -> None:
    """Record that the condition of an instalment is met."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.condition_met(opened, instalment, that_day(on))
    _show(context.obj)


@grants_app.command("pay")
def pay(
    context: typer.Context,
    instalment: int,
    by: By,
    on: Day,
    reference: Annotated[str, typer.Option(help="The bank's reference.")] = "",
    share: Annotated[
        list[int] | None, typer.Option(help="Pay from this share; the oldest ones otherwise.")
    ] = None,
) -> None:
    """Pay an instalment."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.pay(opened, instalment, by, that_day(on), bank_reference=reference, shares=share or ())
    _show(context.obj)


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
) -> None:
    """Record an outcome."""
    from workbench.reinvestment.outcomes import add_outcome

    with Case.open(context.obj) as opened:
        add_outcome(
            opened, programme, measure, value, source=source, start=that_day(start),
            end=that_day(end), unit=unit, grant_id=grant, baseline=baseline, target=target,
            note=note,
        )  # fmt: skip
    _show(context.obj)
