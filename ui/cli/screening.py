"""Commands that screen a case for typologies of money laundering: leads, never evidence."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, progress, table
from ui.words import counted
from workbench.case import Case
from workbench.errors import Refused

#: How many alerts a person is shown; JSON has them all.
SHOWN = 30

Why = Annotated[str, typer.Option(help="The reason.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(screen)
    app.command("screening-rules")(rules)


def screen(
    case: CasePath,
    typology: Annotated[
        list[str] | None, typer.Option(help="A typology; several may be given. All, if none is.")
    ] = None,
    set_aside: Annotated[
        str, typer.Option(metavar="ALERT", help="Set this alert aside, with --why.")
    ] = "",
    take_back: Annotated[
        str, typer.Option(metavar="ALERT", help="Bring back an alert that was set aside.")
    ] = "",
    why: Why = "",
) -> None:
    """Look for published patterns of money laundering: where to look, and what to look at first."""
    from graphs.typologies import screen as screening
    from graphs.typologies.rules import chosen

    if set_aside and take_back:
        raise Refused("an alert is set aside or brought back, not both at once")
    with Case.open(case) as opened:
        chosen(typology or ())  # a wrong name is refused before anything is changed
        if set_aside:
            screening.set_aside(opened, set_aside, why)
        if take_back:
            screening.take_back(opened, take_back)
        with progress() as report:
            told = screening.screen_case(opened, typology or (), report)
    OUTPUT.show(told, *_parts(told))


def _parts(told: dict[str, Any]) -> list[Any]:
    from graphs.typologies.screen import adding_up

    alerts = told["alerts"]
    looked = f"{counted(told['payments'], 'payment')}, {counted(len(told['typologies']), 'rule')}"
    if not alerts:
        return [f"{looked}: nothing was found. That proves nothing either."]
    aside = sum(alert["set_aside"] is not None for alert in alerts)
    parts: list[Any] = [
        f"{looked}: {counted(len(alerts), 'alert')}"
        + (f", {aside:,} of them set aside." if aside else "."),
        told["lead"],
    ]
    for alert in alerts[:SHOWN]:
        parts += [
            "", f"{alert['title']}, alert {alert['alert']}: score {adding_up(alert)}",
            f"  {alert['reason']}", f"  Look first: {alert['innocent_explanation']}",
        ]  # fmt: skip
        if alert["set_aside"]:
            parts.append(f"  Set aside by {alert['set_aside']['by']}: {alert['set_aside']['why']}")
    if len(alerts) > SHOWN:
        parts += ["", f"{len(alerts) - SHOWN:,} more: use --json, or --typology."]
    return parts


def rules(
    case: CasePath,
    set_to: Annotated[
        str, typer.Option("--set", metavar="NUMBER=VALUE", help="structuring.days=14, with --why.")
    ] = "",
    why: Why = "",
) -> None:
    """List the rules of screening with their numbers, or state another number for this case."""
    from graphs.typologies.rules import rule_rows, set_number

    with Case.open(case) as opened:
        if set_to:
            key, _, value = set_to.partition("=")
            if not value.strip().isdecimal():
                raise Refused(
                    f"{set_to} states no whole number",
                    remedy="Write it like structuring.days=14; amounts in pence.",
                )
            set_number(opened, key.strip(), int(value), why)
        told = rule_rows(opened)
    rows = [
        (
            number["key"],
            money(number["value"]) if number["unit"] == "pence" else f"{number['value']:,}",
            "" if number["unit"] == "pence" else number["unit"],
            "this case's" if number["value"] != number["shipped"] else "",
        )
        for one in told
        for number in one["parameters"]
    ]
    OUTPUT.show({"rules": told}, table(("Number", "Value£", "Unit", "Stated by"), rows))
