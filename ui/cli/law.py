"""Commands that ask the law: deadlines, sums, regimes, and the values that a case states."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, table
from ui.cli.values import day, pence, that_day
from workbench.case import Case
from workbench.errors import Refused

law_app = typer.Typer(help="What the law says of a date or an amount, with its provision.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(law_app, name="law")


@law_app.command("deadline")
def deadline(
    kind: Annotated[str, typer.Argument(help="Which deadline, like cash-48h.")],
    start: Annotated[str, typer.Option("--from", metavar="WHEN", help="The event, local time.")],
    regime: Annotated[str | None, typer.Option(help="Version of POCA 2002 Part 2.")] = None,
    case: Annotated[str, typer.Option(help="With the values that this case states.")] = "",
) -> None:
    """When something is due that an event sets running."""
    from workbench.recovery import deadlines
    from workbench.recovery.lawbook import SHIPPED, law_of

    law = SHIPPED
    if case:
        with Case.open(case) as opened, opened.session() as session:
            law = law_of(session)
    found = deadlines.deadline(kind, deadlines.parse_when(start), regime=regime, law=law)
    due = (
        found.due.isoformat(timespec="minutes")
        if isinstance(found.due, datetime)
        else found.due.isoformat()
    )
    OUTPUT.show(
        {"due": due, "provision": found.provision, "explained": found.explained},
        f"{found.explained}\n{found.provision}",
    )


@law_app.command("default-term")
def default_term(amount: Annotated[str, typer.Argument(help="Like 10000.00.")]) -> None:
    """The longest default term for an unpaid confiscation order."""
    from workbench.recovery.sums import default_term as term

    found = term(pence(amount))
    OUTPUT.show(
        {"months": found.value, "provision": found.provision, "explained": found.explained},
        f"{found.explained}\n{found.provision}",
    )


@law_app.command("interest")
def interest(
    amount: Annotated[str, typer.Argument(help="Like 100000.00.")],
    days: Annotated[int, typer.Option(help="Days unpaid.")],
) -> None:
    """Simple interest on what is unpaid."""
    from workbench.recovery.sums import interest as runs

    found = runs(pence(amount), days)
    OUTPUT.show(
        {
            "minor": found.value,
            "currency": "GBP",
            "provision": found.provision,
            "explained": found.explained,
        },
        f"{found.explained}\n{found.provision}",
    )


@law_app.command("split")
def split(
    kind: Annotated[str, typer.Argument(help="confiscation, cash, account, listed-asset, …")],
    amount: Annotated[str, typer.Argument(help="Like 120000.00.")],
    compensation: Annotated[str, typer.Option(help="Paid to victims out of it.")] = "0",
    costs: Annotated[str, typer.Option(help="Costs of realisation.")] = "0",
    on: Annotated[str, typer.Option(help="Day of receipt; today's rates without it.")] = "",
) -> None:
    """The ARIS shares of a receipt."""
    from workbench.recovery.regimes import receipt_kind, regimes
    from workbench.reinvestment import aris

    # The name of the regime that a receipt came by is understood as well.
    name = (receipt_kind(kind) if kind in regimes() else "") or kind.removesuffix("-forfeiture")
    found = aris.split(
        name, pence(amount), compensation_minor=pence(compensation), costs_minor=pence(costs),
        on=day(on),
    )  # fmt: skip
    OUTPUT.show(
        {
            "shares": found.shares,
            "compensation_minor": found.compensation_minor,
            "costs_minor": found.costs_minor,
            "currency": "GBP",
            "provision": found.provision,
            "explained": found.words,
        },
        *(f"{agency}: {money(minor)}" for agency, minor in found.shares.items()),
        f"{found.words}\n{found.provision}",
    )


@law_app.command("relevant-day")
def relevant_day(started: Annotated[str, typer.Argument(metavar="DATE")]) -> None:
    """The relevant day for proceedings that started on DATE."""
    from workbench.recovery.sums import relevant_day as relevant

    begun = day(started)
    assert isinstance(begun, date)
    found, provision, explained = relevant(begun)
    OUTPUT.show(
        {"day": found.isoformat(), "provision": provision, "explained": explained},
        f"{explained}\n{provision}",
    )


@law_app.command("regimes")
def show_regimes(
    regime: Annotated[str, typer.Argument(help="One of them, with its states.")] = "",
    version: Annotated[str, typer.Option(help="Version of POCA 2002 Part 2.")] = "pre-cpa-2026",
) -> None:
    """The regimes of recovery, or one with its states, who may act, and what may follow."""
    from workbench.recovery.deadlines import VERSIONS
    from workbench.recovery.regimes import regimes, states

    if version not in VERSIONS:
        raise Refused(
            f"{version} is no version of the law", remedy=f"Use one of: {', '.join(VERSIONS)}."
        )
    if not regime:
        rows = [
            {
                "regime": name, "title": law["title"], "law": law["law"],
                "from": law["from"].isoformat(), "source": law["source"],
                "confirmed": law["confirmed"], "note": law.get("note", ""),
                "users": law.get("users", []),
            }
            for name, law in regimes().items()
        ]  # fmt: skip
        OUTPUT.show(
            {"regimes": rows},
            table(
                ("Regime", "Title", "Law", "Since", "Note"),
                [
                    (
                        r["regime"],
                        r["title"],
                        r["law"],
                        r["from"],
                        " ".join(
                            filter(
                                None,
                                (
                                    f"Used by {', '.join(r['users'])}." if r["users"] else "",
                                    r["note"],
                                ),
                            )
                        ),
                    )
                    for r in rows
                ],
            ),
        )
        return
    known = states(regime, version)
    found = [
        {
            "state": name, "label": s["label"], "provision": s["provision"], "who": s["who"],
            "next": s["next"], "starts": [*s.get("starts", ()), *s.get("starts_once", ())],
            "ends": s.get("ends", []),
        }
        for name, s in known.items()
        if s.get("version", version) == version
    ]  # fmt: skip
    OUTPUT.show(
        {"regime": regime, "version": version, "states": found},
        table(
            ("State", "Provision", "Who may act", "Next", "Starts"),
            [
                (s["state"], s["provision"], ", ".join(s["who"]), ", ".join(s["next"]),
                 ", ".join(s["starts"]))
                for s in found
            ],
        ),
    )  # fmt: skip


@law_app.command("values")
def show_values(case: CasePath) -> None:
    """Every value of the law, and what this case states otherwise."""
    from workbench.recovery.law_values import value_rows

    with Case.open(case) as opened:
        rows = value_rows(opened)
    OUTPUT.show(
        {"values": rows},
        table(
            ("Table", "Key", "As shipped£", "This case", "Provision", "Read on a page"),
            [
                (
                    r["table"], r["key"],
                    money(r["value"]) if r["unit"] == "pence" else f"{r['value']} {r['unit']}",
                    "; ".join(f"{s['number']}: {s['said']} from {s['from']}" for s in r["stated"]),
                    r["provision"], "yes" if r["confirmed"] else "no",
                )
                for r in rows
            ],
        ),
    )  # fmt: skip


@law_app.command("set")
def set_value(
    case: CasePath,
    where: Annotated[str, typer.Argument(metavar="TABLE", help="deadlines, regimes or sums.")],
    key: Annotated[str, typer.Argument(help="Which value, as `law values` lists it.")],
    value: Annotated[str, typer.Argument(help="A whole number, or an amount of money.")],
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="From which day on.")],
    source: Annotated[str, typer.Option(help="Where it was read.")],
    end: Annotated[str, typer.Option("--to", metavar="DATE", help="Until which day.")] = "",
    why: Annotated[str, typer.Option()] = "",
) -> None:
    """State a value that nobody read on a page otherwise, in this case."""
    from workbench.recovery.law_values import state_value, value_of

    if value_of(where, key).unit == "pence":
        number = pence(value)
    elif value.isdecimal():
        number = int(value)
    else:
        raise Refused(f"{value} is no whole number", where=key)
    with Case.open(case) as opened:
        state_value(opened, where, key, number, that_day(start), source, valid_to=day(end), why=why)
    show_values(case)


@law_app.command("withdraw")
def withdraw(
    case: CasePath,
    number: Annotated[int, typer.Argument(help="The statement's number in `law values`.")],
) -> None:
    """Take back what this case states otherwise."""
    from workbench.recovery.law_values import withdraw_value

    with Case.open(case) as opened:
        withdraw_value(opened, number)
    show_values(case)
