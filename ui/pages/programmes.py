"""Programmes: what money is for, kinds of a case's own, and the proposal of a grant."""

from __future__ import annotations

from collections.abc import Callable

from ui.forms import Field
from ui.models.columns import Column, Kind
from ui.pages.grant_facts import figure_of
from ui.pages.listed import ListedPage
from ui.pages.outcome_form import ask_outcome
from ui.pages.reinvestment_facts import Found

PROGRAMMES = (
    Column(key="name", title="Programme", width=260, stretch=True),
    Column(key="kind", title="Kind", width=190),
    Column(key="granted_minor", title="Granted", kind=Kind.MONEY),
    Column(key="spent_minor", title="Spent", kind=Kind.MONEY, figure=figure_of),
    Column(key="joined", title="Out of", width=220),
    Column(key="lead", title="Lead", width=150),
    Column(key="start", title="From", kind=Kind.DATE),
    Column(key="end", title="To", kind=Kind.DATE),
    Column(key="says", title="What it is for", width=300),
)


class ProgrammeForms:
    """Forms for programmes, for the proposal of a grant, and for an outcome."""

    def __init__(self, page: ListedPage, found: Callable[[], Found]) -> None:
        """State the page, and how its lists are had."""
        self._page, self._found = page, found

    def begin(self) -> None:
        """Begin a programme."""
        from workbench.reinvestment.programmes import add_programme

        self._page.ask(
            "Begin a programme",
            (
                Field("kind", "Kind", choices=tuple((k, k) for k, _ in self._found().kinds)),
                Field("name", "Name", needed=True),
                Field("lead", "Who leads it"),
                Field("start", "From", "day"),
                Field("end", "To", "day"),
                Field("description", "Description"),
                Field("lawful_basis", "What makes its service lawful",
                      hint="a consumption room needs it"),
            ),
            lambda case, v: add_programme(case, v.pop("kind"), v.pop("name"), **v),
            action="Begin",
        )  # fmt: skip

    def kind(self) -> None:
        """Define a kind of programme of the case's own."""
        from workbench.reinvestment.programmes import add_kind

        self._page.ask(
            "A kind of your own",
            (
                Field("name", "Name", needed=True),
                Field("says", "What it is for", needed=True),
                Field("measures", "Measure = unit", "list", needed=True,
                      hint="Families helped = families; Came back = people"),
                Field("fewer", "Of these, less is better", "list", hint="Came back"),
            ),
            lambda case, v: add_kind(
                case, v["name"], v["says"],
                [(what, unit) for what, _, unit in (t.partition("=") for t in v["measures"])],
                fewer=v["fewer"] or (),
            ),
            action="Define",
        )  # fmt: skip

    def propose(self) -> None:
        """Propose a grant, as it was applied for."""
        from workbench.reinvestment.grants import propose

        found = self._found()
        if not found.funds or not found.programmes:
            self._page.say("Open a fund and begin a programme first.", "caution")
            return
        code = str(found.funds[0]["currency"])
        self._page.ask(
            "Propose a grant",
            (
                Field("programme", "For", choices=tuple(
                    (p["programme"], p["name"]) for p in found.programmes
                )),
                Field("fund", "From", choices=tuple((f["fund"], f["name"]) for f in found.funds)),
                Field("recipient", "To", needed=True),
                Field("minor", "Amount", "money", needed=True, currency=code),
                Field("registration", "Charity or company number"),
                Field("applied", "Applied for on", "day"),
                Field("start", "From", "day"),
                Field("end", "To", "day"),
                Field("total_cost_minor", "What the whole work costs", "money",
                      currency=code),
                Field("conditions", "Conditions"),
                Field("purpose", "Objective that it serves"),
                Field("need", "Evidence of need"),
                Field("area", "Area it serves", hint="a small grant needs one"),
                Field("accountable_body", "Who answers for the money"),
            ),
            lambda case, v: propose(
                case, v.pop("programme"), v.pop("fund"), v.pop("recipient"), v.pop("minor"), **v
            ),
            action="Propose",
        )  # fmt: skip

    def outcome(self) -> None:
        """Record what a programme achieved: the chosen one, else one of all."""
        found = self._found()
        if not found.programmes:
            self._page.say("Begin a programme first.", "caution")
            return
        number = self._page.tables["programmes"].current_id()
        rows = [p for p in found.programmes if p["programme"] == number] or found.programmes
        names = [row["name"] for row in rows]
        ask_outcome(
            self._page, [(row["programme"], row["name"]) for row in rows],
            [what for what, _ in rows[0]["measures"]] if len(rows) == 1 else [],
            (
                (None, "no grant"),
                *(
                    (g["grant"], f"grant to {g['recipient']}")
                    for g in found.grants if g["programme"] in names
                ),
            ),
            [o for o in found.outcomes if o["programme"] in names and not o["replaced"]],
        )  # fmt: skip
