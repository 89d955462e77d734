"""Commands for benefit: the worksheet, its lines, the index, responses, the indirect methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case

benefit_app = typer.Typer(
    invoke_without_command=True, help="Benefit, available and recoverable amount of a defendant."
)

Text = Annotated[str, typer.Option()]
Day = Annotated[str, typer.Option(metavar="DATE")]
Why = Annotated[str, typer.Option(help="The reason, which stands on the sheet.")]
OfSheet = Annotated[
    int | None, typer.Option("--sheet", help="Which worksheet, where the case has several.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(benefit_app, name="benefit")


def _sheet(case: Case, number: int | None) -> int:
    from workbench.recovery.benefit.sheet import only_sheet

    return only_sheet(case) if number is None else number


@benefit_app.callback()
def benefit(context: typer.Context, case: CasePath) -> None:
    """What each worksheet comes to (without one, what the court found), or a subcommand."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show(case)


def _show(where: str, sheet: int | None = None) -> None:
    from workbench.recovery.rows import benefit_rows

    with Case.open(where) as case:
        data = benefit_rows(case, sheet=sheet)
    rows = data["sheets"] or [data]
    parts: list[Any] = []
    for row in rows if sheet is None else [data]:
        title = f"Worksheet {row['sheet']}: {row['party']}" if "sheet" in row else ""
        parts.append(
            table(
                ("", "Amount£", "Figure"),
                [
                    (name, money(row[key]["minor"], row[key]["currency"]), row[key]["figure"])
                    for name, key in (
                        ("Benefit", "benefit"), ("Available", "available"),
                        ("of it tainted gifts", "tainted_gifts"), ("Recoverable", "recoverable"),
                    )
                ],
                title=title,
            )
        )  # fmt: skip
        parts += [f"· {point}" for point in row.get("points", ())]
    OUTPUT.show(data, *parts)


@benefit_app.command("show")
def show(context: typer.Context, sheet: OfSheet = None) -> None:
    """Every line of a worksheet with its proof, and what makes up the available amount."""
    from workbench.recovery.benefit.rows import available_rows, indexes, line_rows, sheet_row
    from workbench.recovery.benefit.worked import worked

    with Case.open(context.obj) as case:
        number = _sheet(case, sheet)
        with case.session() as session:
            found = worked(session, number)
        series = indexes(case)
    lines, parts = line_rows(found), available_rows(found)
    OUTPUT.show(
        {**sheet_row(found), "lines": lines, "available_from": parts, "indexes": series},
        table(
            ("#", "On", "Head", "What", "Amount£", "Value£", "Counts£", "Why once, or why not"),
            [
                (
                    r["line"], r["on"], r["head_title"], r["text"],
                    money(r["minor"], r["currency"]), money(r["value_minor"], r["currency"]),
                    money(r["counts_minor"], r["currency"]), r["proof"],
                )
                for r in lines
            ],
            title=f"Worksheet {number}: {found.party}",
            empty="The worksheet has no line. Fill it: benefit CASE propose",
        ),
        table(
            ("Available from", "Amount£", "How"),
            [(r["text"], money(r["minor"], r["currency"]), r["explained"]) for r in parts],
            title="Available amount", empty="No interest in property is recorded.",
        ),
        *(f"· {point}" for point in found.points),
    )  # fmt: skip


@benefit_app.command("sheet")
def sheet_(
    context: typer.Context,
    party: Annotated[int | None, typer.Argument(help="Whose: begins a worksheet.")] = None,
    sheet: OfSheet = None,
    order: Annotated[int | None, typer.Option(help="The confiscation order.")] = None,
    started: Annotated[str, typer.Option(metavar="DATE", help="Proceedings started.")] = "",
    convicted: Day = "",
    determined: Annotated[
        str, typer.Option(metavar="DATE", help="The day to which values are brought.")
    ] = "",
    lifestyle: Annotated[
        str | None,
        typer.Option(help="The limb: schedule-2, course-of-activity, six-months; or none."),
    ] = None,
    why: Annotated[str, typer.Option(help="What shows the limb.")] = "",
    index: Annotated[int | None, typer.Option(help="The price index.")] = None,
    regime: Annotated[str, typer.Option(help="The version of Part 2.")] = "",
    note: Text = "",
) -> None:
    """Begin a defendant's worksheet, or state facts of the one named with --sheet."""
    from workbench.recovery.benefit.sheet import add_sheet, edit_sheet

    stated: dict[str, Any] = {
        "order_id": order, "proceedings_started": day(started), "convicted": day(convicted),
        "determined": day(determined), "index_id": index, "regime_version": regime or None,
        "note": note or None,
    }  # fmt: skip
    facts = {name: value for name, value in stated.items() if value is not None}
    if lifestyle is not None:
        facts |= {"lifestyle": "" if lifestyle == "none" else lifestyle, "lifestyle_why": why}
    with Case.open(context.obj) as case:
        if party is not None and sheet is None:
            sheet = add_sheet(case, party, **facts)
        else:
            sheet = _sheet(case, sheet)
            edit_sheet(case, sheet, **facts)
    _show(context.obj, sheet)


@benefit_app.command("propose")
def propose_(
    context: typer.Context,
    sheet: OfSheet = None,
    all_marks: Annotated[
        bool, typer.Option("--all-marks", help="Also marked payments into others' accounts.")
    ] = False,
) -> None:
    """Fill a worksheet from the case: each payment and thing once, each with its reason."""
    from workbench.recovery.benefit.propose import propose

    with Case.open(context.obj) as case:
        made = propose(case, _sheet(case, sheet), all_marks=all_marks)
    OUTPUT.show(
        {"entered": made.entered, "counting": made.counting, "aside": list(made.aside)},
        made.said,
        *(f"Not entered: {words}" for words in made.aside),
    )


@benefit_app.command("line")
def line(
    context: typer.Context,
    head: Annotated[str, typer.Argument(help="particular, transfer, held or expenditure.")],
    amount: str,
    sheet: OfSheet = None,
    on: Day = "",
    text: Annotated[str, typer.Option(help="What it is.")] = "",
    payment: Annotated[str, typer.Option(help="The payment that shows it.")] = "",
    asset: Annotated[int | None, typer.Option(help="The thing in the register.")] = None,
    now: Annotated[str, typer.Option(help="What it, or what stands for it, is worth now.")] = "",
    exhibit: Text = "",
    why: Text = "",
) -> None:
    """Enter one thing obtained or spent under a head."""
    from workbench.recovery.benefit.lines import add_line

    with Case.open(context.obj) as case:
        number = _sheet(case, sheet)
        add_line(
            case, number, head, pence(amount), on=day(on), text=text, payment=payment,
            asset_id=asset, now_minor=some_pence(now), exhibit=exhibit, why=why,
        )  # fmt: skip
    _show(context.obj, number)


@benefit_app.command("move")
def move(context: typer.Context, line: int, head: str, why: Why) -> None:
    """Put a line under another head."""
    from workbench.recovery.benefit.lines import move_line

    with Case.open(context.obj) as case:
        move_line(case, line, head, why=why)
    _show(context.obj)


@benefit_app.command("exclude")
def exclude_(
    context: typer.Context,
    lines: Annotated[list[int], typer.Argument(metavar="LINE…")],
    reason: Annotated[
        str, typer.Option("--as", help="own-transfer, same, returned, known-income, incorrect, …")
    ],
    why: Why,
    same_as: Annotated[int | None, typer.Option(help="The line that counts instead.")] = None,
) -> None:
    """Leave lines out for a stated reason."""
    from workbench.recovery.benefit.lines import exclude

    with Case.open(context.obj) as case:
        exclude(case, lines, reason, why=why, same_as=same_as)
    _show(context.obj)


@benefit_app.command("include")
def include_(context: typer.Context, line: int, why: Why) -> None:
    """Count a line that was left out."""
    from workbench.recovery.benefit.lines import include

    with Case.open(context.obj) as case:
        include(case, line, why=why)
    _show(context.obj)


@benefit_app.command("income")
def income(
    context: typer.Context,
    amount: str,
    start: Annotated[str, typer.Option("--from", metavar="DATE")],
    end: Annotated[str, typer.Option("--to", metavar="DATE")],
    text: Annotated[str, typer.Option(help="What it is.")],
    document: Text = "",
    sheet: OfSheet = None,
) -> None:
    """Record known legitimate income."""
    from workbench.recovery.benefit.methods import add_income

    with Case.open(context.obj) as case:
        number = _sheet(case, sheet)
        add_income(
            case, number, that_day(start), that_day(end), pence(amount), text=text,
            document=document,
        )  # fmt: skip
    _show(context.obj, number)


@benefit_app.command("index")
def index_(
    context: typer.Context,
    file: Path,
    code: Annotated[str, typer.Option(help="The heading of its column, such as D7BT.")] = "",
    name: Text = "",
) -> None:
    """Load a price index from a CSV, XLSX, XLS or ODS file, which the case keeps."""
    from workbench.recovery.benefit.rows import indexes
    from workbench.recovery.benefit.series import load_index

    with Case.open(context.obj) as case:
        load_index(case, file, code=code, name=name)
        rows = indexes(case)
    OUTPUT.show(
        {"indexes": rows},
        table(
            ("#", "Index", "Code", "From", "To", "Months#", "File"),
            [
                (r["index"], r["name"], r["code"], r["first"], r["last"], r["months"], r["file"])
                for r in rows
            ],
        ),
    )


@benefit_app.command("gift")
def gift(
    context: typer.Context,
    giver: int,
    recipient: int,
    amount: str,
    on: Annotated[str, typer.Option(metavar="DATE")],
    paid: Annotated[str, typer.Option(help="What was given for it.")] = "0",
    now: Annotated[str, typer.Option(help="What it is worth now.")] = "",
    asset: Annotated[int | None, typer.Option(help="The thing given.")] = None,
    payment: Annotated[str, typer.Option(help="The payment that was the gift.")] = "",
    why: Text = "",
) -> None:
    """Record a gift, or a sale at a significant undervalue."""
    from workbench.recovery.gifts import add_gift

    with Case.open(context.obj) as case:
        add_gift(
            case, giver, recipient, that_day(on), pence(amount), asset_id=asset, payment=payment,
            consideration_minor=pence(paid), value_now_minor=some_pence(now), why=why,
        )  # fmt: skip
    _show(context.obj)


@benefit_app.command("available")
def available_(
    context: typer.Context,
    item: Annotated[str, typer.Argument(help="priority, costs, or (cpa-2026) hidden.")],
    amount: str,
    text: Annotated[str, typer.Option(help="What it is, and what shows it.")],
    document: Text = "",
    sheet: OfSheet = None,
) -> None:
    """Record an obligation with priority, a cost of sale, or hidden assets."""
    from workbench.recovery.benefit.available import adjust

    with Case.open(context.obj) as case:
        number = _sheet(case, sheet)
        adjust(case, number, item, pence(amount), text=text, document=document)
    _show(context.obj, number)


@benefit_app.command("respond")
def respond_(
    context: typer.Context,
    answer: Annotated[str, typer.Argument(help="accepted, rejected or silent.")],
    lines: Annotated[list[int], typer.Argument(metavar="LINE…")],
    text: Annotated[str, typer.Option(help="The defendant's words.")] = "",
    on: Day = "",
) -> None:
    """Record the defendant's answer to lines (POCA 2002 s.17)."""
    from workbench.recovery.benefit.responses import respond

    with Case.open(context.obj) as case:
        respond(case, lines, answer, text=text, on=day(on))
    _show(context.obj)


@benefit_app.command("find")
def find_(
    context: typer.Context,
    found: Annotated[str, typer.Argument(help="allowed, reduced or refused.")],
    lines: Annotated[list[int], typer.Argument(metavar="LINE…")],
    amount: Annotated[str, typer.Option(help="To what a line was reduced.")] = "",
    text: Annotated[str, typer.Option(help="The court's words.")] = "",
    on: Day = "",
) -> None:
    """Record what the court found of lines."""
    from workbench.recovery.benefit.responses import find

    with Case.open(context.obj) as case:
        find(case, lines, found, minor=some_pence(amount), on=day(on), text=text)
    _show(context.obj)


@benefit_app.command("method")
def method(
    context: typer.Context,
    method: Annotated[
        str, typer.Argument(help="net-worth, source-and-application or bank-deposits.")
    ],
    item: Annotated[str, typer.Argument(help="The place in its formula, such as end-assets.")],
    amount: str,
    text: Annotated[str, typer.Option(help="What it is.")],
    document: Text = "",
    sheet: OfSheet = None,
) -> None:
    """Enter one amount in the formula of an indirect method."""
    from workbench.recovery.benefit.methods import add_item
    from workbench.recovery.rows import benefit_rows

    with Case.open(context.obj) as case:
        number = _sheet(case, sheet)
        add_item(case, number, method, item, pence(amount), text=text, document=document)
        rows = benefit_rows(case, sheet=number)["methods"]
    OUTPUT.show(
        {"methods": rows},
        table(
            ("Method", "Unexplained£", "How"),
            [(r["title"], money(r["minor"], r["currency"]), r["explained"]) for r in rows],
        ),
    )
