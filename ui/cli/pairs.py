"""Commands for pairs: find them, list them, confirm, reject, and take a decision back."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, progress, table
from workbench.case import Case

pair_app = typer.Typer(
    invoke_without_command=True,
    # so that --days may stand after CASE, and what is not ours reaches the subcommand
    context_settings={"allow_interspersed_args": True, "ignore_unknown_options": True},
    help="Join the records of one payment in held accounts, so that it counts once.",
)

Why = Annotated[str, typer.Option(help="The reason, in words.")]
Days = Annotated[int, typer.Option(help="Working days between the records, 0 to 10.")]
Which = Annotated[
    str, typer.Argument(metavar="PAYMENT", help="A pair's payment, or an open suggestion's id.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(pair_app, name="pair")


@pair_app.callback()
def pair(context: typer.Context, case: CasePath, days: Days = 2) -> None:
    """Find the pairs that the case does not have yet, or use one of the subcommands."""
    from workbench.records.pair import pair_entries

    context.obj = (case, days)
    if context.invoked_subcommand is None:
        with Case.open(case) as opened, progress() as report:
            found = pair_entries(opened, days=days, report=report)
        _show(found)


@pair_app.command("list")
def list_pairs(context: typer.Context) -> None:
    """The pairs of the case, what is open and what was rejected, without pairing more."""
    from workbench.records.pair import pairs_of

    case, days = context.obj
    with Case.open(case) as opened, progress() as report:
        found = pairs_of(opened, days=days, report=report)
    _show(found)


@pair_app.command("confirm")
def confirm_pair(context: typer.Context, payment: Which, why: Why) -> None:
    """Confirm a pair, or make one of an open suggestion."""
    from workbench.records.pair import confirm

    with Case.open(context.obj[0]) as opened:
        said = confirm(opened, payment, why=why)
    OUTPUT.show({"payment": payment, "summary": said}, said)


@pair_app.command("reject")
def reject_pair(context: typer.Context, payment: Which, why: Why) -> None:
    """Take a pair apart, and do not find it again; or refuse an open suggestion."""
    from workbench.records.pair import reject

    with Case.open(context.obj[0]) as opened:
        said = reject(opened, payment, why=why)
    OUTPUT.show({"payment": payment, "summary": said}, said)


@pair_app.command("undo")
def undo_pair(context: typer.Context, payment: Which) -> None:
    """Take back what was decided last on a pair, by its payment or its entries as F1-R2+F3-R4."""
    from workbench.records.pair import take_back

    with Case.open(context.obj[0]) as opened:
        said = take_back(opened, payment)
    OUTPUT.show({"payment": payment, "undone": said}, f"Took back: {said}")


def _show(found: Any) -> None:
    data = found.in_full()
    OUTPUT.show(
        data,
        table(
            ("Payment", "Entries", "Kind", "Days#", "Left over£", "State", "Why"),
            [
                (p["payment"], ", ".join(p["entries"]), p["kind"], p["day_difference"],
                 money(p["residual_minor"], p["currency"]),
                 "confirmed" if p["confirmed"] else "found", p["reason"])
                for p in data["pairs"]
            ],
            title="Pairs", empty="No payment is seen from both sides.",
        ),
        table(
            ("Confirm by", "Kind", "Amount£", "Days#", "Left over£", "Agrees in", "Open because"),
            [
                (o["id"], o["kind"], money(o["amount_minor"], o["currency"]),
                 o["day_difference"], money(o["residual_minor"], o["currency"]), o["reason"],
                 o["waits"])
                for o in data["open"]
            ],
            title="Open: an officer decides", empty="Nothing is open.",
        ),
        table(
            ("Entries", "Why not"),
            [("+".join(r["entries"]), r["why"]) for r in data["rejected"]],
            title="Rejected", empty="Nothing was rejected.",
        ),
        f"Without a partner: {data['unpaired']:,}",
    )  # fmt: skip
