"""Commands for the money of grants: shares, deposits, instalments, claw-backs, quarters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case
from workbench.errors import Refused

Text = Annotated[str, typer.Option()]
Day = Annotated[str, typer.Option(metavar="DATE")]
By = Annotated[str, typer.Option(help="Who did it.")]
Paper = Annotated[Path | None, typer.Option(help="The paper it rests on; it is kept.")]
Why = Annotated[str, typer.Option(help="The reason.")]
Shares = Annotated[
    list[int] | None, typer.Option("--share", help="Out of this share; the oldest otherwise.")
]
Deposits = Annotated[
    list[int] | None, typer.Option("--deposit", help="Out of this deposit; the oldest otherwise.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands to `grants CASE`."""
    for name, command in (
        ("contributions", contributions), ("rate", rate), ("share", share),
        ("take-back", take_back), ("deposit", deposit), ("give-back", give_back),
        ("instalment", instalment),
        ("change", change), ("met", met), ("prepare", prepare), ("pay", pay),
        ("claw-back", claw_back), ("home-office", home_office), ("correct", correct),
        ("explain-short", explain_short), ("take-surplus", take_surplus),
        ("close-quarter", close_quarter), ("quarters", quarters),
    ):  # fmt: skip
        app.command(name)(command)


def _show(case: str) -> None:
    from ui.cli.reinvestment import show

    show(case)


def contributions(
    context: typer.Context,
    order: int,
    part: Annotated[list[str], typer.Option(help="BODY=PER CENT, as often as needed.")],
    agency: Text = "investigator",
    document: Annotated[str, typer.Option(help="Where it was agreed.")] = "",
) -> None:
    """Record how bodies agreed to share one role's part of an order's receipts."""
    from workbench.reinvestment.contributions import agree

    parts = {}
    for text in part:
        body, _, per_cent = text.rpartition("=")
        parts[body] = _millionths(per_cent)
    with Case.open(context.obj) as opened:
        agree(opened, order, parts, agency=agency, document=document)
    _show(context.obj)


def share(
    context: typer.Context,
    receipt: int,
    fund: Annotated[int | None, typer.Option(help="Our share goes into this fund.")] = None,
    agency: Annotated[str, typer.Option(help="Whose share is ours.")] = "investigator",
    body: Annotated[str, typer.Option(help="Which of the agreed bodies we are.")] = "",
    on: Annotated[
        str, typer.Option(metavar="DATE", help="Post it later: that quarter is closed.")
    ] = "",
    pool: Annotated[str, typer.Option(help="What the whole scheme took in that year.")] = "",
) -> None:
    """Share a receipt by the rates of its day."""
    from workbench.reinvestment.shares import share_receipt

    with Case.open(context.obj) as opened:
        share_receipt(
            opened, receipt, fund_id=fund, agency=agency, body=body, on=day(on),
            pool_minor=some_pence(pool),
        )  # fmt: skip
    _show(context.obj)


def rate(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="KIND.AGENCY, top-slice or cap.")],
    value: Annotated[int, typer.Argument(help="A weight, or pence of a year.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE")],
    source: Annotated[str, typer.Option(help="Where it was read.")],
    until: Annotated[str, typer.Option("--to", metavar="DATE")] = "",
    why: Text = "",
) -> None:
    """State a rate that nobody confirmed, the top slice or the cap, for this case."""
    from workbench.reinvestment.aris import state_value

    with Case.open(context.obj) as opened:
        state_value(opened, key, value, that_day(since), source, valid_to=day(until), why=why)
    _show(context.obj)


def take_back(context: typer.Context, receipt: int, on: Day, why: Why) -> None:
    """Take the shares of a receipt back, so that it may be shared anew."""
    from workbench.reinvestment import shares

    with Case.open(context.obj) as opened:
        shares.take_back(opened, receipt, that_day(on), why)
    _show(context.obj)


def deposit(
    context: typer.Context,
    fund: int,
    amount: str,
    source: Annotated[str, typer.Option(help="Who paid it in.")],
    on: Day,
    reference: Text = "",
    document: Paper = None,
) -> None:
    """Record money of a partner paid into a fund."""
    from workbench.reinvestment import deposits

    with Case.open(context.obj) as opened:
        deposits.deposit(
            opened, fund, that_day(on), pence(amount, _currency(opened, fund)), source,
            reference=reference, document=document,
        )  # fmt: skip
    _show(context.obj)


def give_back(
    context: typer.Context,
    fund: int,
    amount: str,
    by: By,
    on: Day,
    why: Why,
    to: Annotated[str, typer.Option(help="To whom, if not to whom the fund says.")] = "",
    share: Shares = None,
    deposit: Deposits = None,
) -> None:
    """Return money of a fund unspent."""
    from workbench.reinvestment import deposits

    with Case.open(context.obj) as opened:
        deposits.give_back(
            opened, fund, pence(amount, _currency(opened, fund)), by, that_day(on), why,
            paid_to=to, shares=share or (), deposits=deposit or (),
        )  # fmt: skip
    _show(context.obj)


def instalment(
    context: typer.Context, grant: int, amount: str, due: Day, condition: Text = ""
) -> None:
    """Plan an instalment."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        with opened.session() as session:
            currency = g.grant_of(session, grant).currency
        g.add_instalment(opened, grant, that_day(due), pence(amount, currency), condition=condition)
    _show(context.obj)


def change(
    context: typer.Context,
    instalment: int,
    by: By,
    on: Day,
    why: Why,
    amount: Text = "",
    due: Day = "",
) -> None:
    """Change what an unpaid instalment comes to, or when it is due."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        currency = _of_instalment(opened, instalment)
        g.change_instalment(
            opened, instalment, by, that_day(on), why, minor=some_pence(amount, currency),
            due=day(due),
        )  # fmt: skip
    _show(context.obj)


def met(context: typer.Context, instalment: int, on: Day) -> None:
    """Record that the condition of an instalment is met."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.condition_met(opened, instalment, that_day(on))
    _show(context.obj)


def prepare(
    context: typer.Context,
    instalment: int,
    by: By,
    on: Day,
    invoice: Annotated[str, typer.Option(help="The invoice's number.")] = "",
    invoiced: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Make a payment ready; somebody else pays it."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        currency = _of_instalment(opened, instalment)
        g.prepare(
            opened, instalment, by, that_day(on), invoice=invoice,
            invoiced_minor=some_pence(invoiced, currency),
        )  # fmt: skip
    _show(context.obj)


def pay(
    context: typer.Context,
    instalment: int,
    by: By,
    on: Day,
    reference: Annotated[str, typer.Option(help="The bank's reference.")] = "",
    share: Shares = None,
    deposit: Deposits = None,
) -> None:
    """Pay an instalment that somebody else prepared."""
    from workbench.reinvestment import grants as g

    with Case.open(context.obj) as opened:
        g.pay(
            opened, instalment, by, that_day(on), bank_reference=reference, shares=share or (),
            deposits=deposit or (),
        )  # fmt: skip
    _show(context.obj)


def claw_back(
    context: typer.Context,
    instalment: int,
    amount: str,
    by: By,
    on: Day,
    why: Why,
    document: Paper = None,
) -> None:
    """Record money of an instalment that came back."""
    from workbench.reinvestment.claw_back import claw_back as back

    with Case.open(context.obj) as opened:
        currency = _of_instalment(opened, instalment)
        back(opened, instalment, pence(amount, currency), by, that_day(on), why, document=document)
    _show(context.obj)


def home_office(
    context: typer.Context,
    fund: int,
    quarter: Annotated[str, typer.Argument(help="Like 2026-Q1: April to June 2026.")],
    amount: str,
    on: Day,
    body: Annotated[str, typer.Option(help="Which force or office it was paid to.")] = "",
    reference: Text = "",
    document: Paper = None,
) -> None:
    """Record what the Home Office paid for a quarter."""
    from workbench.reinvestment.reconcile import record_payment

    with Case.open(context.obj) as opened:
        record_payment(
            opened, quarter, fund, that_day(on), pence(amount, _currency(opened, fund)),
            body=body, reference=reference, document=document,
        )  # fmt: skip
    quarters(context)


def correct(context: typer.Context, payment: int, on: Day, why: Why) -> None:
    """Take back a payment of the Home Office that was recorded wrongly."""
    from workbench.reinvestment.reconcile import correct_payment

    with Case.open(context.obj) as opened:
        correct_payment(opened, payment, that_day(on), why)
    quarters(context)


def explain_short(
    context: typer.Context,
    fund: int,
    quarter: str,
    amount: str,
    what: Annotated[str, typer.Option(help="top slice, cap, other")],
    by: By,
    on: Day,
    why: Why,
) -> None:
    """Explain why less was paid than was shared: it leaves the fund."""
    from workbench.reinvestment.reconcile import hold_back

    with Case.open(context.obj) as opened:
        hold_back(
            opened, quarter, fund, pence(amount, _currency(opened, fund)), what, by,
            that_day(on), why,
        )  # fmt: skip
    quarters(context)


def take_surplus(context: typer.Context, fund: int, quarter: str, amount: str, on: Day) -> None:
    """Take what was paid beyond the shares into the fund."""
    from workbench.reinvestment.reconcile import accept_surplus

    with Case.open(context.obj) as opened:
        accept_surplus(opened, quarter, fund, pence(amount, _currency(opened, fund)), that_day(on))
    quarters(context)


def close_quarter(context: typer.Context, quarter: str, by: By, on: Day) -> None:
    """Close the books of a quarter: nothing is dated into it any more."""
    from workbench.reinvestment import quarters as q

    with Case.open(context.obj) as opened:
        q.close_quarter(opened, quarter, by, that_day(on))
    quarters(context)


def quarters(context: typer.Context) -> None:
    """Each quarter: what was shared, what the Home Office paid, and what differs."""
    from ui.cli.grant_tables import payments_table
    from workbench.reinvestment.rows import quarter_rows

    with Case.open(context.obj) as opened:
        found = quarter_rows(opened)
    OUTPUT.show(
        {"quarters": found},
        table(
            ("Quarter", "Fund", "Shared£", "Kept£", "Paid£", "Difference£", "State", "Closed"),
            [
                (
                    q["quarter"], q["fund_name"], money(q["shared_minor"], q["currency"]),
                    money(q["held_back_minor"], q["currency"]),
                    money(q["paid_minor"], q["currency"]),
                    money(q["difference_minor"], q["currency"]), q["state"], q["closed"],
                )
                for q in found
            ],
            empty="Nothing was shared into a fund yet.",
        ),
        *payments_table(found),
    )  # fmt: skip


def _millionths(text: str) -> int:
    """A part in per cent, to four decimals, in millionths."""
    whole, _, part = text.strip().removesuffix("%").strip().partition(".")
    if not (whole + part).isdecimal() or not whole or len(part) > 4:
        raise Refused(f"{text} is no part in per cent", remedy="Write it like West=62.5.")
    return int(whole) * 10_000 + int(part.ljust(4, "0"))


def _currency(case: Case, fund: int) -> str:
    from workbench.reinvestment.funds import fund_of

    with case.session() as session:
        return fund_of(session, fund).currency


def _of_instalment(case: Case, instalment: int) -> str:
    from workbench.reinvestment.grants import instalment_of

    with case.session() as session:
        return instalment_of(session, instalment).currency
