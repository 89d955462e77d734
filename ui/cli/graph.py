"""Commands for the money in motion: mark, trace, explain."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, progress, table
from ui.cli.values import day
from workbench.case import Case


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(mark)
    app.command()(unmark)
    app.command()(trace)
    app.command()(explain)


def mark(
    case: CasePath,
    payment: Annotated[str | None, typer.Argument(help="Id of the payment.")] = None,
    part: Annotated[str, typer.Option(help="Mark only this much of it, like 1250.00.")] = "",
    why: Annotated[
        str, typer.Option(help="The reason, in words; with --file, of rows that give none.")
    ] = "",
    file: Annotated[Path | None, typer.Option(help="A CSV with payment,part,why.")] = None,
) -> None:
    """Mark payments, or parts of them, as criminal property (POCA 2002 s.304)."""
    from workbench.recovery import origins

    if (payment is None) == (file is None):
        raise typer.BadParameter("give a payment, or --file ORIGINS.csv", param_hint="PAYMENT")
    if file is not None and part:
        raise typer.BadParameter("each row of the file says its part", param_hint="--part")
    wanted = (
        [origins.Mark(payment, part, why)]
        if payment
        else origins.marks_from_file(file or Path(), why)
    )
    with Case.open(case) as opened:
        rows = origins.mark(opened, wanted)
    _show_origins(rows)


def unmark(
    case: CasePath, origin: Annotated[int, typer.Argument(help="Number of the origin.")]
) -> None:
    """Withdraw a mark; the numbers of the others stand."""
    from workbench.recovery import origins

    with Case.open(case) as opened:
        origins.unmark(opened, origin)
        rows = origins.origin_rows(opened)
    _show_origins(rows)


def _show_origins(rows: list[dict[str, Any]]) -> None:
    OUTPUT.show(
        {"origins": rows},
        table(
            ("Origin#", "Payment", "Amount£", "Why"),
            [(r["origin"], r["payment"], money(r["minor"], r["currency"]), r["why"]) for r in rows],
            empty="No payment is marked. Use: mark CASE PAYMENT --why TEXT",
        ),
    )


def explain(
    case: CasePath,
    figure: Annotated[str, typer.Argument(metavar="FIGURE")],
    above: Annotated[
        bool, typer.Option("--above", help="Also the figures that it helped to make.")
    ] = False,
) -> None:
    """Why is a figure what it is? Down to the lines of the source files."""
    from exports.book import book_of

    with Case.open(case) as opened:
        book = book_of(opened)
        told = book.explain(figure)
        users = book.used_by(figure) if above else []
    if above:
        told["used_by"] = [
            {"figure": f.id, "label": f.label, "minor": f.minor, "currency": f.currency}
            for f in users
        ]
    OUTPUT.show(
        told,
        "\n".join(_lines(told)),
        table(
            ("Figure", "Is", "Amount£"), [(f.id, f.label, f.written) for f in users],
            title="It helped to make", empty="It helped to make no other figure.",
        ) if above else "",
    )  # fmt: skip


def _lines(told: dict[str, Any], depth: int = 0) -> list[str]:
    pad = "    " * depth
    amount = (
        f"{told['minor']:,} {told['unit']}"
        if told.get("unit")
        else money(told["minor"], told["currency"])
    )
    lines = [f"{pad}{told['label']}: {amount}   [{told['figure']}]", f"{pad}  {told['rule']}"]
    if source := told.get("source"):
        lines.append(f"{pad}  {source['file']}, {source['where']}: {source['raw']}")
        lines.append(f"{pad}  SHA-256 {source['sha256']}")
    for cause in told["because"]:
        lines.extend(_lines(cause, depth + 1))
    return lines


def trace(
    case: CasePath,
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[RULE…]", help="Further rules.")
    ] = None,
    rule: Annotated[list[str] | None, typer.Option(help="A rule; several may be given.")] = None,
    same_day: Annotated[
        str, typer.Option(help="as-recorded, credits-first or debits-first.")
    ] = "as-recorded",
    to: Annotated[str, typer.Option(metavar="DATE", help="The last day to trace.")] = "",
    backwards: Annotated[
        bool, typer.Option("--backwards", help="Claims on what was bought on credit.")
    ] = False,
    why: Annotated[
        str, typer.Option(help="Why it is kept, or why credit and repayment were coordinated.")
    ] = "",
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the traces in the case, with --why.")
    ] = False,
    account: Annotated[str, typer.Option(help="The account that pari-passu shares out.")] = "",
    cluster: Annotated[
        str, typer.Option(metavar="tcp://HOST:PORT", help="A Dask cluster: each rule a run.")
    ] = "",
    checkpoint: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Carry a large case on from FILE, and keep it there."),
    ] = None,
) -> None:
    """Where did the marked money go, by each rule, to the penny."""
    from graphs.of_case import check_end, trace_case

    named = [name for text in [*(rule or []), *(more or [])] for name in text.split(",") if name]
    rules = list(dict.fromkeys(named))
    if not rules:
        raise typer.BadParameter("name at least one rule", param_hint="--rule")
    if cluster and backwards:
        raise typer.BadParameter("tracing backwards is done here", param_hint="--cluster")
    if cluster and keep:
        raise typer.BadParameter("a trace that is kept is made here", param_hint="--cluster")
    if checkpoint is not None and (cluster or keep):
        raise typer.BadParameter(
            "a trace on a cluster, or one that is kept, is made from the first payment",
            param_hint="--checkpoint",
        )
    if account and "pari-passu" not in rules:
        raise typer.BadParameter("pari-passu alone shares out an account", param_hint="--account")
    kept: list[int] = []
    with Case.open(case) as opened, progress() as report:
        check_end(opened, day(to))
        if cluster:
            from graphs.sweeping.of_case import Where, trace_on_cluster

            told = trace_on_cluster(
                opened, rules, Where(cluster), same_day=same_day, to=day(to), account=account,
                report=report,
            )  # fmt: skip
        elif keep:
            from graphs import kept as keeping

            options = keeping.Options(
                same_day, day(to), account, backwards, why if backwards else ""
            )
            made = keeping.keep(opened, rules, why, options, report)
            kept, told = [number for number, _ in made], [one for _, one in made]
        else:
            told = trace_case(
                opened, rules, same_day=same_day, to=day(to), backwards=backwards, why=why,
                account=account, checkpoint=checkpoint, report=report,
            )  # fmt: skip
    OUTPUT.show(
        {"rules": told, **({"kept": kept} if keep else {})},
        *(part for one in told for part in trace_parts(one)),
        *(
            f"By {one['rule']}: {one['taken_over']:,} payments were taken over from {checkpoint}."
            for one in told
            if checkpoint is not None
        ),
        *(f"Kept as trace {number}. See them with: traces CASE" for number in kept),
    )


def trace_parts(told: dict[str, Any]) -> list[Any]:
    """A trace for a person, from its data."""
    if not told["origins"]:
        return [f"By {told['rule']}: there is no marked payment to trace."]
    from graphs.ends import ended, in_account
    from workbench.records.account_words import account_alone

    return [
        table(
            ("Origin#", "Marked money", "Amount£"),
            [(h["origin"], in_account(h), money(h["minor"], h["currency"])) for h in told["held"]],
            title=f"By {told['rule']}", empty=f"By {told['rule']}: nothing is left in accounts.",
        ),
        *_thing_parts(told),
        _conserved(told),
        *_claim_parts(told),
        *(
            f"Origin {o['origin']} in {account_alone(o['account'])}: between "
            f"{money(o['least_minor'], o['currency'])} and "
            f"{money(o['most_minor'], o['currency'])}, by the order of records of one day"
            for o in told["order_matters"]
        ),
        *(
            f"Origin {o['origin']}, {ended(o)}: between {money(o['least_minor'], o['currency'])} "
            f"and {money(o['most_minor'], o['currency'])}, by the order of records of one day"
            for o in told.get("order_matters_gone", ())  # a kept trace has none
        ),
    ]  # fmt: skip


def _thing_parts(told: dict[str, Any]) -> list[Any]:
    """What is in things, was spent, repaid a debt or accrued; nothing where there is nothing."""
    from graphs.ends import ended

    parts = []
    if told["things"]:
        rows = [(t["origin"], t["label"], money(t["minor"], t["currency"])) for t in told["things"]]
        parts.append(table(("Origin#", "Thing", "In it£"), rows))
    if ends := [*told["spent"], *told["repaid"]]:
        rows = [(one["origin"], ended(one), money(one["minor"], one["currency"])) for one in ends]
        parts.append(table(("Origin#", "Gone", "Amount£"), rows))
    for one in told["accrued"]:
        gained = "gained" if one["minor"] > 0 else "lost"
        parts.append(
            f"Origin {one['origin']} {gained} {money(abs(one['minor']), one['currency'])} in sale "
            f"or exchange {one['disposal']}"
        )
    return parts


def _claim_parts(told: dict[str, Any]) -> list[Any]:
    """The claims backwards, where they were asked for."""
    if "claims" not in told:
        return []
    from graphs.ends import claimed

    rows = [
        (one["origin"], what, money(minor, currency))
        for one in told["claims"]
        for what, minor, currency in claimed(one)
    ]
    return [
        table(
            ("Origin#", "Backwards", "Amount£"), rows,
            empty="Backwards: no marked money repaid a payment that was made on credit.",
        ),
        *(["Claims stand beside the trace; they are never added to it."] if rows else []),
    ]  # fmt: skip


def _conserved(told: dict[str, Any]) -> str:
    if not told["conserved"]:
        return "This rule is an upper bound; it does not conserve."
    if told["rule"] == "pari-passu":
        return "What was left in the account is shared out to the penny."
    return "Every pound that was marked is accounted for."
