"""Commands for the life of a grant: proposed, looked at, decided, agreed, followed, closed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case
from workbench.errors import Refused

Text = Annotated[str, typer.Option()]
Day = Annotated[str, typer.Option(metavar="DATE")]
By = Annotated[str, typer.Option(help="Who took the decision.")]
Paper = Annotated[Path | None, typer.Option(help="The paper it rests on; it is kept.")]
Why = Annotated[str, typer.Option(help="The reason.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to `grants CASE`."""
    for name, command in (
        ("propose", propose), ("terms", terms), ("panel", panel), ("declare", declare),
        ("view", view), ("recommend", recommend), ("approve", approve),
        ("turn-down", turn_down), ("withdraw", withdraw), ("agree", agree), ("vary", vary),
        ("close", close), ("match", match), ("confirm", confirm), ("plan-return", plan_return),
        ("return-in", return_in),
    ):  # fmt: skip
        app.command(name)(command)


def _show(case: str) -> None:
    from ui.cli.reinvestment import show

    show(case)


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
    applied: Day = "",
    total_cost: Annotated[str, typer.Option(help="What the whole work costs.")] = "",
    purpose: Annotated[str, typer.Option(help="The objective that it serves.")] = "",
    need: Annotated[str, typer.Option(help="The evidence of need.")] = "",
    area: Annotated[str, typer.Option(help="The area it serves.")] = "",
    accountable_body: Annotated[str, typer.Option(help="Who answers for the money.")] = "",
) -> None:
    """Propose a grant, as it was applied for."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        currency = _currency(opened, fund)
        g.propose(
            opened, programme, fund, recipient, pence(amount, currency), start=day(start),
            end=day(end), registration=registration, conditions=conditions, applied=day(applied),
            total_cost_minor=some_pence(total_cost, currency), purpose=purpose, need=need,
            area=area, accountable_body=accountable_body,
        )  # fmt: skip
    _show(context.obj)


def terms(
    context: typer.Context,
    grant: int,
    purpose: Text = "",
    need: Text = "",
    area: Text = "",
    accountable_body: Text = "",
    claw_back: Annotated[str, typer.Option(help="When money comes back.")] = "",
    safeguarding: Text = "",
    data_sharing: Text = "",
    equality: Text = "",
    exit_plan: Annotated[str, typer.Option(help="What happens when the funding ends.")] = "",
) -> None:
    """Write down what the application or the agreement says."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.set_terms(
            opened, grant, purpose=purpose, need=need, area=area,
            accountable_body=accountable_body, claw_back_terms=claw_back,
            safeguarding=safeguarding, data_sharing=data_sharing, equality=equality,
            exit_plan=exit_plan,
        )  # fmt: skip
    _show(context.obj)


def panel(
    context: typer.Context,
    grant: int,
    name: str,
    role: Annotated[str, typer.Option(help="resident, police, …")] = "",
) -> None:
    """Name a member of the panel."""
    from workbench.reinvestment.panel import add_member

    with Case.open(context.obj) as opened:
        add_member(opened, grant, name, role)
    _show(context.obj)


def declare(
    context: typer.Context,
    member: int,
    on: Day,
    conflict: Annotated[str, typer.Option(help="The interest; who has one stands aside.")] = "",
) -> None:
    """Record a member's declaration of interests."""
    from workbench.reinvestment import panel as p

    with Case.open(context.obj) as opened:
        p.declare(opened, member, that_day(on), conflict=conflict)
    _show(context.obj)


def view(
    context: typer.Context, member: int, which: Annotated[str, typer.Argument(help="for, against")]
) -> None:
    """Record whether a member is for a grant or against it."""
    from workbench.reinvestment.panel import give_view

    with Case.open(context.obj) as opened:
        give_view(opened, member, which)
    _show(context.obj)


def recommend(context: typer.Context, grant: int, by: By, on: Day) -> None:
    """Record who recommends a grant."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.recommend(opened, grant, by, that_day(on))
    _show(context.obj)


def approve(context: typer.Context, grant: int, by: By, on: Day, notice: Text = "") -> None:
    """Record who approves a grant; never who recommended it."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.approve(opened, grant, by, that_day(on), decision_notice=notice)
    _show(context.obj)


def turn_down(context: typer.Context, grant: int, by: By, on: Day, why: Why) -> None:
    """Record that a recommended grant was not approved."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.turn_down(opened, grant, by, that_day(on), why)
    _show(context.obj)


def withdraw(context: typer.Context, grant: int, by: By, on: Day, why: Why) -> None:
    """Take a grant back before anything of it is paid."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.withdraw(opened, grant, by, that_day(on), why)
    _show(context.obj)


def agree(context: typer.Context, grant: int, on: Day, document: Paper = None) -> None:
    """Record that the agreement is signed, and keep it."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.agree(opened, grant, that_day(on), document=document)
    _show(context.obj)


def vary(context: typer.Context, grant: int, amount: str, by: By, on: Day, why: Why) -> None:
    """Change what an approved grant comes to."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.vary(opened, grant, pence(amount, _of_grant(opened, grant)), by, that_day(on), why)
    _show(context.obj)


def close(context: typer.Context, grant: int, by: By, on: Day, note: Text = "") -> None:
    """Close a grant: what was not paid of it is promised no longer."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.close(opened, grant, by, that_day(on), note=note)
    _show(context.obj)


def match(
    context: typer.Context,
    grant: int,
    source: str,
    amount: str,
    kind: Annotated[str, typer.Option(help="cash, in kind")] = "cash",
) -> None:
    """Record match funding that is hoped for."""
    from workbench.reinvestment.match import add_match

    with Case.open(context.obj) as opened:
        add_match(opened, grant, source, pence(amount, _of_grant(opened, grant)), kind)
    _show(context.obj)


def confirm(context: typer.Context, match: int, on: Day, document: Paper = None) -> None:
    """Record that match funding is confirmed."""
    from workbench.reinvestment.match import confirm_match

    with Case.open(context.obj) as opened:
        confirm_match(opened, match, that_day(on), document=document)
    _show(context.obj)


def plan_return(
    context: typer.Context,
    grant: int,
    start: Day = "",
    end: Day = "",
    due: Day = "",
    months: Annotated[int, typer.Option(help="Every so many; three without it.")] = 0,
) -> None:
    """Plan one return by its three days, or those of the grant's whole time."""
    from workbench.reinvestment import monitoring

    given = [day(text) for text in (start, end, due)]
    with Case.open(context.obj) as opened:
        if all(given) and not months:
            monitoring.plan_return(opened, grant, that_day(start), that_day(end), that_day(due))
        elif any(given):
            raise Refused(
                "one return is planned by --start, --end and --due",
                remedy="Leave out all three to plan those of the whole grant.",
            )
        else:
            monitoring.plan_returns(opened, grant, months=months)
    _show(context.obj)


def return_in(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="RETURN")],
    on: Day,
    document: Annotated[Path, typer.Option(help="The return itself; it is kept.")],
    spent: Annotated[str, typer.Option(help="What it says was spent to the end.")] = "",
    note: Text = "",
) -> None:
    """Record that a return came, and what it says was spent."""
    from workbench.reinvestment.monitoring import receive_return

    with Case.open(context.obj) as opened:
        currency = _of_return(opened, number)
        receive_return(
            opened, number, that_day(on), document=document,
            spent_minor=some_pence(spent, currency), note=note,
        )  # fmt: skip
    _show(context.obj)


def _currency(case: Case, fund: int) -> str:
    from workbench.reinvestment.funds import fund_of

    with case.session() as session:
        return fund_of(session, fund).currency


def _of_return(case: Case, number: int) -> str:
    from workbench.reinvestment.grants import grant_of
    from workbench.reinvestment.monitoring import return_of

    with case.session() as session:
        return grant_of(session, return_of(session, number).grant_id).currency


def _of_grant(case: Case, grant: int) -> str:
    from workbench.reinvestment.grants import grant_of

    with case.session() as session:
        return grant_of(session, grant).currency
