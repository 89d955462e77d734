"""The property register on the command line: enter, value, tie to payments, say what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, progress, table
from ui.cli.values import day, pence, some_pence, that_day
from workbench.case import Case
from workbench.errors import Refused

property_app = typer.Typer(invoke_without_command=True, help="The property register.")

Text = Annotated[str, typer.Option()]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(property_app, name="property")


@property_app.callback()
def property_list(context: typer.Context, case: CasePath) -> None:
    """List the property register, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show_property(case)


def _show_property(case: str) -> None:
    from workbench.recovery.rows import asset_rows

    with Case.open(case) as opened:
        rows = asset_rows(opened)
    OUTPUT.show(
        {"property": rows},
        table(
            ("#", "What", "Kind", "State", "Acquired", "Price£", "Value£", "Charges£", "Equity£"),
            [
                (
                    r["asset"],
                    r["label"],
                    r["kind"],
                    r["state"],
                    r["acquired"],
                    money(r["price_minor"], r["currency"]),
                    money(r["value_minor"], r["currency"]),
                    money(r["charges_minor"], r["currency"]),
                    money(r["equity_minor"], r["currency"]),
                )
                for r in rows
            ],
            empty="The register is empty. Enter a thing with: property CASE add KIND NAME",
        ),
    )


@property_app.command("list")
def property_again(context: typer.Context) -> None:
    """The property register."""
    _show_property(context.obj)


@property_app.command("add")
def property_add(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="vehicle, cash, real estate, watch, …")],
    label: Annotated[str, typer.Argument(metavar="NAME")],
    description: Text = "",
    identifier: Annotated[str, typer.Option(help="Title number, VRM, wallet, serial.")] = "",
    quantity: Annotated[str, typer.Option(help="Of cryptoassets, in decimals.")] = "",
    unit: Annotated[str, typer.Option(help="What the quantity counts: BTC, coins.")] = "",
    custody: Annotated[str, typer.Option(help="Who holds it.")] = "",
    acquired: Annotated[str, typer.Option(metavar="DATE")] = "",
    price: Annotated[str, typer.Option(help="The whole price.")] = "",
) -> None:
    """Enter a thing in the register."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_asset(
            opened, kind, label, description=description, identifier=identifier,
            quantity=quantity, unit=unit, custody=custody, acquired=day(acquired),
            price_minor=some_pence(price),
        )  # fmt: skip
    _show_property(context.obj)


@property_app.command("buy")
def property_buy(
    context: typer.Context,
    asset: int,
    payment: str,
    part: Annotated[str, typer.Option(help="Only this much of the payment.")] = "",
    why: Text = "",
) -> None:
    """Say that a payment bought (part of) a thing."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_purchase(opened, asset, payment, minor=some_pence(part), why=why)
    _show_property(context.obj)


@property_app.command("value")
def property_value(
    context: typer.Context,
    asset: int,
    amount: str,
    on: Annotated[str, typer.Option(metavar="DATE")],
    basis: Annotated[str, typer.Option(help="How it was valued.")],
) -> None:
    """Record what a thing was worth on a day."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.value(opened, asset, that_day(on), pence(amount), basis)
    _show_property(context.obj)


@property_app.command("interest")
def property_interest(
    context: typer.Context,
    asset: int,
    party: int,
    kind: Annotated[str, typer.Argument(help="legal, beneficial or charge.")],
    share: Annotated[
        int | None, typer.Option(help="In millionths of the whole: 500000 is half.")
    ] = None,
    amount: Annotated[str, typer.Option(help="Secured by a charge.")] = "",
    why: Text = "",
) -> None:
    """Record a party's interest in a thing."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.add_interest(
            opened, asset, party, kind, millionths=share, minor=some_pence(amount), why=why
        )
    _show_property(context.obj)


@property_app.command("event")
def property_event(
    context: typer.Context,
    asset: int,
    event: Annotated[str, typer.Argument(help="seized, moved, stored, inspected, returned, …")],
    at: Annotated[str, typer.Option(help="Local date, or date and time.")],
    by: Annotated[str, typer.Option(help="Who did it.")],
    place: Text = "",
    custody: Annotated[str, typer.Option(help="Who holds it from then on.")] = "",
    condition: Annotated[str, typer.Option(help="What state it was in.")] = "",
    document: Text = "",
    note: Text = "",
) -> None:
    """Record what happened to a thing; its state follows."""
    from workbench.recovery import property as register

    with Case.open(context.obj) as opened:
        register.asset_event(
            opened, asset, event, at, by, place=place, custody=custody, condition=condition,
            document=document, note=note,
        )  # fmt: skip
    _show_one(context.obj, asset)


@property_app.command("photo")
def property_photo(
    context: typer.Context,
    asset: int,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…")],
    at: Annotated[str, typer.Option(help="Local date, or date and time, they were taken.")],
    by: Annotated[str, typer.Option(help="Who took them.")],
    place: Text = "",
    condition: Annotated[str, typer.Option(help="What state it was in.")] = "",
    note: Text = "",
) -> None:
    """Keep photographs of a thing, unaltered and with their SHA-256."""
    from workbench.recovery.keeping import photograph

    with Case.open(context.obj) as opened:
        photograph(opened, asset, files, at, by, place=place, condition=condition, note=note)
    _show_one(context.obj, asset)


@property_app.command("cost")
def property_cost(
    context: typer.Context,
    asset: int,
    what: Annotated[str, typer.Argument(help="storage, insurance, transport, sale, …")],
    amount: str,
    start: Annotated[str, typer.Option("--from", metavar="DATE")],
    end: Annotated[str, typer.Option("--to", metavar="DATE")] = "",
    document: Text = "",
) -> None:
    """Record what keeping, moving or selling a thing cost."""
    from workbench.recovery.keeping import add_cost

    with Case.open(context.obj) as opened:
        add_cost(
            opened, asset, what, that_day(start), _in_its_currency(opened, asset, amount),
            end=day(end), document=document,
        )  # fmt: skip
    _show_one(context.obj, asset)


@property_app.command("gift")
def property_gift(
    context: typer.Context,
    giver: Annotated[int, typer.Argument(help="The party who gave.")],
    recipient: Annotated[int, typer.Argument(help="The party who received.")],
    amount: Annotated[str, typer.Argument(help="What it was worth when it was given.")],
    on: Annotated[str, typer.Option(metavar="DATE")],
    asset: Annotated[int | None, typer.Option(help="The thing that was given.")] = None,
    payment: Annotated[str, typer.Option(help="Or the payment that was the gift.")] = "",
    paid: Annotated[str, typer.Option(help="What was paid for it (an undervalue).")] = "0",
    now: Annotated[str, typer.Option(help="What it, or what stands for it, is worth now.")] = "",
    why: Text = "",
) -> None:
    """Record a gift, or a sale for much less than a thing was worth."""
    from workbench.recovery.gifts import add_gift, gift_rows

    with Case.open(context.obj) as opened:
        add_gift(
            opened, giver, recipient, that_day(on), pence(amount), asset_id=asset,
            payment=payment, consideration_minor=pence(paid), value_now_minor=some_pence(now),
            why=why,
        )  # fmt: skip
        rows = gift_rows(opened)
    OUTPUT.show({"gifts": rows}, _gifts(rows))


@property_app.command("correct")
def property_correct(
    context: typer.Context,
    asset: int,
    kind: Text = "",
    label: Annotated[str, typer.Option("--name")] = "",
    description: Text = "",
    identifier: Text = "",
    quantity: Text = "",
    unit: Text = "",
    acquired: Annotated[str, typer.Option(metavar="DATE")] = "",
    price: Text = "",
) -> None:
    """Write anew what the register says of a thing; the journal keeps what stood."""
    from workbench.recovery.property import correct_asset

    said: dict[str, Any] = {
        "kind": kind, "label": label, "description": description, "identifier": identifier,
        "quantity": quantity, "unit": unit, "acquired": day(acquired),
    }  # fmt: skip
    with Case.open(context.obj) as opened:
        if price:
            said["price_minor"] = _in_its_currency(opened, asset, price)
        correct_asset(opened, asset, **{key: value for key, value in said.items() if value})
    _show_one(context.obj, asset)


@property_app.command("load")
def property_load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV (also packed with gzip), XLSX, XLS or ODS.")],
    mapped: Annotated[
        list[str] | None, typer.Option("--map", metavar="TITLE=ROLE", help="What a column is.")
    ] = None,
    sheet: Annotated[str, typer.Option(help="Of a workbook.")] = "",
    header: Annotated[int | None, typer.Option(help="The row of the titles.")] = None,
    currency: Annotated[str, typer.Option(help="Of its amounts.")] = "",
    dates: Annotated[str, typer.Option(help="dmy, mdy or ymd.")] = "",
    decimal: Annotated[str, typer.Option(help="point or comma.")] = "",
    only_try: Annotated[
        bool, typer.Option("--try", help="Say what would be loaded; change nothing.")
    ] = False,
) -> None:
    """Enter every thing of a register that somebody else keeps; undone as one."""
    from workbench.recovery.register import load_register, read_register
    from workbench.recovery.register_rows import Choice

    roles = dict(_said(text) for text in mapped or ())
    choice = Choice(roles, sheet, header, currency, dates, decimal)
    with Case.open(context.obj) as opened, progress() as report:
        do = read_register if only_try else load_register
        data = do(opened, file, choice, report).as_data()
    OUTPUT.show(
        {"register": data},
        f"{'Would load' if only_try else 'Loaded'} {data['loaded']:,} of {data['read']:,} rows "
        f"of {data['file']}; {len(data['set_aside']):,} set aside, "
        f"{len(data['doubts']):,} cells not taken as written.",
        *data["notes"],
        table(
            ("Column", "Is", "Why"),
            [(c["title"], c["role"], c["why"]) for c in data["columns"]],
        ),
        table(("Kind", "Things#"), [(k, f"{n:,}") for k, n in data["kinds"].items()]),
        table(
            ("Where", "Column", "Why", "As it stands"),
            [(r["where"], "the row", r["why"], r["raw"]) for r in data["set_aside"]]
            + [(d["where"], d["title"], d["why"], d["raw"]) for d in data["doubts"]],
            title="Not loaded as written", empty="Everything was taken as it is written.",
        ),
    )  # fmt: skip


@property_app.command("show")
def property_show(context: typer.Context, asset: int) -> None:
    """One thing, with all that is recorded of it."""
    _show_one(context.obj, asset)


def _show_one(case: str, asset: int) -> None:
    from workbench.recovery.asset_rows import asset_rows
    from workbench.recovery.gifts import gift_rows
    from workbench.recovery.property import asset_of, percent

    with Case.open(case) as opened:
        with opened.session() as session:
            asset_of(session, asset)
        (row,) = asset_rows(opened, only=(asset,))
        gifts = gift_rows(opened, asset_id=asset)
    code = row["currency"]
    holder = f", held by {row['custody']}" if row["custody"] else ""
    parts: list[Any] = [
        f"{row['label']} ({row['kind']}), {row['state']}{holder}",
        " · ".join(
            filter(
                None,
                (row["identifier"], f"{row['quantity']} {row['unit']}".strip(), row["note"]),
            )
        ),
        row["worth_explained"],
        *(
            f"{share['party']}: {percent(share['millionths'])}, {money(share['minor'], code)}"
            for share in row["shares"]
        ),
    ]
    if row["events"]:
        parts.append(
            table(
                ("When", "What", "By", "Where", "Condition", "Photographs#", "Note"),
                [
                    (
                        e["at"], e["event"], e["by"], e["place"], e["condition"],
                        len(e["photographs"]) or "", e["note"],
                    )
                    for e in sorted(row["events"], key=lambda e: str(e["at"]))
                ],
            )
        )  # fmt: skip
    if row["costs"]:
        parts.append(
            table(
                ("From", "To", "Cost of", "Amount£"),
                [(c["start"], c["end"], c["what"], money(c["minor"], code)) for c in row["costs"]],
            )
        )
        parts.append(f"Costs in all: {money(row['costs_minor'], code)}")
    if gifts:
        parts.append(_gifts(gifts))
    OUTPUT.show({"property": [row], "gifts": gifts}, *filter(None, parts))


def _gifts(rows: Sequence[Mapping[str, Any]]) -> Any:
    return table(
        ("#", "On", "From", "To", "What", "Worth£", "Paid£", "Counts£"),
        [
            (
                g["gift"], g["on"], g["giver"], g["recipient"],
                g["asset_label"] or f"payment {g['payment']}", money(g["minor"], g["currency"]),
                money(g["consideration_minor"], g["currency"]),
                money(g["counts_minor"], g["currency"]),
            )
            for g in rows
        ],
    )  # fmt: skip


def _in_its_currency(case: Case, asset: int, amount: str) -> int:
    """An amount in the currency of the thing that it is said of."""
    from workbench.recovery.property import asset_of

    with case.session() as session:
        return pence(amount, asset_of(session, asset).currency)


def _said(text: str) -> tuple[str, str]:
    title, sign, role = text.rpartition("=")
    if not sign:
        raise Refused(f"{text} names no role", remedy="Write it like --map EstValue=value.")
    return title.strip(), role.strip()
