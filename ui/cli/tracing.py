"""Commands that ask a trace: follow, made-of, between, compare, what-if."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, progress, table
from ui.cli.values import day
from workbench.case import Case
from workbench.errors import Refused

if TYPE_CHECKING:
    from graphs.answers import Answer
    from graphs.asking import Asking, Paths

RuleOption = Annotated[str, typer.Option(help="The rule; the one that the case relies on.")]
ToOption = Annotated[str, typer.Option(metavar="DATE", help="The last day to trace.")]
PathsOption = Annotated[str, typer.Option(help="Which ways: shortest, largest or all.")]
FlowOption = Annotated[
    Path | None, typer.Option(metavar="OUT.pdf", help="Also draw it in time, as a PDF.")
]
LimitOption = Annotated[int, typer.Option(min=1, help="At most so many ways; not with all.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(follow)
    app.command("made-of")(made_of)
    app.command()(between)
    app.command()(compare)
    app.command("what-if")(what_if)


def follow(
    case: CasePath,
    origin: Annotated[int, typer.Argument(help="Number of the origin.")],
    rule: RuleOption = "",
    to: ToOption = "",
    paths: PathsOption = "largest",
    limit: LimitOption = 10,
    flow: FlowOption = None,
) -> None:
    """Forwards: where did this origin go?"""
    _ask(
        case, rule, to, flow,
        lambda asking: asking.follow(origin, paths=_paths(paths), limit=limit),
    )  # fmt: skip


def made_of(
    case: CasePath,
    what: Annotated[str, typer.Argument(help="payment:P, account:A or asset:X.")],
    rule: RuleOption = "",
    to: ToOption = "",
    paths: PathsOption = "largest",
    limit: LimitOption = 10,
    flow: FlowOption = None,
) -> None:
    """Backwards: what is this payment, balance or asset made of?"""
    _ask(
        case, rule, to, flow,
        lambda asking: asking.made_of(what, paths=_paths(paths), limit=limit),
    )  # fmt: skip


def between(
    case: CasePath,
    start: Annotated[str, typer.Argument(metavar="A", help="Account, name, party:N or origin:N.")],
    goal: Annotated[str, typer.Argument(metavar="B", help="Account, name, party:N or asset:X.")],
    rule: RuleOption = "",
    to: ToOption = "",
    paths: PathsOption = "largest",
    limit: LimitOption = 10,
    flow: FlowOption = None,
) -> None:
    """How did marked money of A reach B?"""
    _ask(
        case, rule, to, flow,
        lambda asking: asking.between(start, goal, paths=_paths(paths), limit=limit),
    )  # fmt: skip


def compare(
    case: CasePath,
    rule: Annotated[list[str] | None, typer.Option(help="A rule; name two or more.")] = None,
) -> None:
    """Rules side by side: by asset, by whose money it was, and where they part."""
    from exports.book import book_of
    from graphs.side_by_side import side_by_side

    rules = [name for text in rule or [] for name in text.split(",") if name]
    with Case.open(case) as opened, progress() as report:
        told = side_by_side(book_of(opened), rules, report)
    OUTPUT.show(told, *_compared(told))


def what_if(
    case: CasePath,
    without: Annotated[
        list[int] | None, typer.Option(metavar="ORIGIN", help="An origin to leave out.")
    ] = None,
    rule: Annotated[str, typer.Option(help="Another rule.")] = "",
    same_day: Annotated[str, typer.Option(help="as-recorded, credits-first or debits-first.")] = "",
    to: ToOption = "",
    same: Annotated[
        list[str] | None,
        typer.Option(metavar="A=B", help="Two accounts, or two party:N, taken to be the same."),
    ] = None,
) -> None:
    """What would change against the case as it stands; nothing of it is kept."""
    from exports.book import book_of
    from graphs.joined import pair_of
    from graphs.supposed import Supposition
    from graphs.supposed import what_if as suppose
    from workbench.records.accounts import accounts

    with Case.open(case) as opened:
        known = [one.account for one in accounts(opened)] if same else []
        pairs = tuple(pair_of(text, known) for text in same or [])
        told = suppose(
            book_of(opened), Supposition(rule, tuple(without or ()), same_day, day(to), pairs)
        )
    OUTPUT.show(told, *_supposed(told))


def _paths(text: str) -> Paths:
    from graphs.asking import PATHS

    found = next((one for one in PATHS if one == text), None)
    if found is None:
        raise Refused(f"there are no {text} ways", remedy=f"Use {', '.join(PATHS)}.")
    return found


def _ask(case: str, rule: str, to: str, flow: Path | None, ask: Callable[[Asking], Answer]) -> None:
    from exports.book import book_of
    from graphs.asking import Asking
    from graphs.supposed import Supposition, supposed

    with Case.open(case) as opened:
        book, until = book_of(opened), day(to)
        if until is not None:
            book = supposed(book, Supposition(rule, to=until))
        asking = Asking(book, rule, supposed=until is not None, until=until)
        answer = ask(asking)
        told = {**answer.as_data(), "to": until.isoformat() if until else None}
        if flow is not None:
            told["flow"] = _draw(asking, answer, flow)
    OUTPUT.show(told, *_answered(told), *([f"Drawn: {told['flow']}"] if flow else []))


def _draw(asking: Asking, answer: Answer, out: Path) -> str:
    from exports.charts.on_paper import write_picture
    from exports.charts.timed import timed_flow

    chart = timed_flow(asking, answer)
    if chart is None:
        raise Refused(
            "there is nothing to draw: no way, or ways in more than one currency",
            remedy="Leave out --flow.",
        )
    return write_picture(chart.picture, out)


def _answered(told: dict[str, Any]) -> list[Any]:
    shown: list[Any] = [
        told["said"],
        table(
            ("Is", "Amount£", "Figure"),
            [
                (part["words"], money(part["amount_minor"], part["currency"]), part["figure"])
                for part in told["parts"]
            ],
            empty="There is none.",
        ),
    ]
    if told["bought"]:
        rows = [(b["words"], money(b["amount_minor"], b["currency"])) for b in told["bought"]]
        shown.append(table(("Things that it bought", "Amount£"), rows))
    for number, way in enumerate(told["ways"], start=1):
        shown.append(f"{number}. {way['said']['text']}")
        for step in way["steps"]:
            shown.append(f"     {step['text']}")
            shown += [f"       {source['raw']}" for source in step["sources"]]
    left = told["ways_in_all"] - len(told["ways"])
    if left > 0:
        shown.append(f"{left:,} more; show them with --limit or --paths all.")
    return shown


def _compared(told: dict[str, Any]) -> list[Any]:
    rules = [one["rule"] for one in told["rules"]]
    assets = [
        (
            asset["label"], money(asset["came_in_minor"], asset["currency"]),
            *(money(one["traced_minor"], asset["currency"]) for one in asset["by_rule"]),
        )
        for asset in told["assets"]
    ]  # fmt: skip
    columns = [f"{rule}£" for rule in rules]
    shown: list[Any] = [
        table(
            ("Asset", "Came into it£", *columns),
            assets,
            title="Marked money traced into each asset",
            empty="No payment is recorded that bought an asset.",
        )
    ]
    rows = [
        (
            one["name"], money(one["marked_minor"], one["currency"]),
            *(money(by["found_minor"], one["currency"]) for by in one["by_rule"]),
        )
        for one in told["origins"]
    ]  # fmt: skip
    shown.append(
        table(
            ("Paid by", "Marked£", *columns), rows, empty="Nothing is marked.",
            title="Found in things and in accounts of the case, by whose money it was",
        )
    )  # fmt: skip
    for asset in told["assets"]:
        shown += [f"{asset['label']}: {one['text']}" for one in asset["partings"]]
    shown += [one["text"] for one in _first_only(told["partings"], rules[0])]
    return shown


def _first_only(partings: Sequence[dict[str, Any]], rule: str) -> list[dict[str, Any]]:
    """Where each rule first parts from the one that all are compared with."""
    return [one for one in partings if one["first"] == rule]


def _supposed(told: dict[str, Any]) -> list[Any]:
    shown: list[Any] = [
        " ".join(["If:", *told["supposed"]]),
        table(
            ("Marked money", "As it stands£", "It would be£", "Change£"),
            [
                (row["what"], *(money(row[key], row["currency"])
                 for key in ("stands_minor", "would_minor", "change_minor")))
                for row in told["rows"]
            ],
            empty="Nothing is marked.",
        ),
    ]  # fmt: skip
    if told["people"]:
        keys = (
            "stands_received_minor", "would_received_minor", "stands_held_minor",
            "would_held_minor",
        )  # fmt: skip
        shown.append(
            table(
                ("Holder", "Received£", "It would be£", "Still has£", "It would be£"),
                [
                    (row["name"], *(money(row[key], row["currency"]) for key in keys))
                    for row in told["people"]
                ],
            )
        )
    parting = told["parting"]
    shown.append(parting["text"] if parting else "No payment would carry anything else.")
    return shown
