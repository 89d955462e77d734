"""The forms of an order, the same on its own page and beside the list: next step, variation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.forms import Field
from ui.pages.listed import ListedPage
from workbench.case import Case


def ask_step(page: ListedPage, row: Mapping[str, Any], to: str = "") -> None:
    """Ask for the next step of an order, to the state `to` unless another is chosen.

    The step to a variation asks for the variation: its provision and what is to be paid.
    """
    from workbench.recovery.orders import move

    if to == "varied" and row["powers"]:
        ask_variation(page, row)
        return
    moves = tuple(
        (m["to"], m["label"])
        for m in row["next"]
        if not m["why_not"] and not (m["to"] == "varied" and row["powers"])
    )
    if not moves:
        page.say("Nothing may follow this state.", "caution")
        return
    amounts: tuple[Field, ...] = ()
    if row["brings_money"] and not row["made"]:
        amounts = (
            Field("benefit_minor", "Benefit, if found", "money"),
            Field("available_minor", "Available amount, if found", "money"),
            Field("amount_minor", "To be paid, if ordered", "money"),
            Field("compensation_minor", "Of it for victims, if directed", "money"),
            Field("due", "Last day of time to pay", "day"),
        )
    page.ask(
        "Next step",
        (
            Field("to", "Becomes", choices=moves, value=to),
            Field("at", "When (local)", needed=True, hint="2026-03-31T10:00"),
            Field("by", "By whom", needed=True),
            Field("document", "On what document"),
            *amounts,
        ),
        lambda case, v: move(case, row["order"], v.pop("to"), v.pop("at"), v.pop("by"), **v),
        about=row["name"],
    )


def ask_variation(page: ListedPage, row: Mapping[str, Any]) -> None:
    """Ask under which provision an order was varied or discharged, and what is to be paid now."""
    from workbench.recovery.variations import vary

    if not row["powers"]:
        page.say(f"{row['name']} is not varied by amount.", "caution")
        return
    powers = tuple((p["key"], f"{p['key']}: {p['what']}") for p in row["powers"])

    def do(case: Case, v: dict[str, Any]) -> int:
        return vary(case, row["order"], v.pop("under"), v.pop("on"), v.pop("by"), **v)

    def money(key: str, label: str) -> Field:
        return Field(key, label, "money", currency=row["currency"])

    page.ask(
        "Variation",
        (
            Field("under", "Under", choices=powers),
            Field("on", "From", "day", needed=True),
            Field("by", "By whom", needed=True),
            money("amount_minor", "To be paid from then on"),
            money("benefit_minor", "Benefit, if found anew"),
            money("available_minor", "Available, if found anew"),
            Field("document", "Document"),
            Field("why", "Why"),
        ),
        do,
        about=f"{row['name']}. What was owed on earlier days stays as it was. A discharge needs "
        "no amount.",
    )
