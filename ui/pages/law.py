"""The law: every value that deadlines and least amounts rest on, and what the case states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.pages.base import EmptyPage
from ui.pages.listed import ListedPage
from ui.words import counted, day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report


def _unread(row: Row) -> str:
    return "" if row["confirmed"] else "caution"


VALUES = (
    Column(key="what", title="What", width=380, stretch=True),
    Column(key="shipped", title="As shipped", width=110),
    Column(key="here", title="As this case states it", width=190),
    Column(key="read", title="Read on a page", width=124, tone=_unread),
    Column(key="provision", title="Provision", width=210),
    Column(key="source", title="Source", width=220),
)
STATED = (
    Column(key="what", title="What", width=300, stretch=True),
    Column(key="said", title="This case", width=100),
    Column(key="shipped", title="Instead of", width=100),
    Column(key="from", title="From", kind=Kind.DATE),
    Column(key="to", title="To", kind=Kind.DATE),
    Column(key="source", title="Read in", width=200),
    Column(key="why", title="Why", width=160),
    Column(key="provision", title="Provision", width=180),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The values, what of them the case states, and its version of Part 2."""

    values: list[dict[str, Any]]
    stated: list[dict[str, Any]]
    version: str


def gather(case: Case, report: Report) -> Found:
    """Read every value; those that nobody read on a page stand first."""
    from workbench.recovery.law_values import value_of, value_rows

    report(0, 1, "Reading the law")
    values, stated = [], []
    for number, row in enumerate(sorted(value_rows(case), key=lambda row: row["confirmed"])):
        what = row["what"][:1].upper() + row["what"][1:]
        shipped = value_of(row["table"], row["key"]).said(row["value"])
        here = [_here(one) for one in row["stated"]]
        values.append(
            {
                **row, "id": number, "what": what, "shipped": shipped, "here": "; ".join(here),
                "read": "yes" if row["confirmed"] else "no: check it",
            }
        )  # fmt: skip
        stated += [
            {
                **one, "id": one["number"], "what": what, "shipped": shipped,
                "provision": row["provision"], "from": date.fromisoformat(one["from"]),
                "to": date.fromisoformat(one["to"]) if one["to"] else None,
            }
            for one in row["stated"]
        ]  # fmt: skip
    return Found(values, stated, case.info().regime)


def _here(one: dict[str, Any]) -> str:
    until = f" to {day_written(one['to'])}" if one["to"] else ""
    return f"{one['said']} from {day_written(one['from'])}{until}"


class LawPage(ListedPage):
    """What the program's tables say, and what this case states otherwise on a named source."""

    key = "law"
    title = "Values of the law"
    purpose = "The limits and amounts that deadlines rest on, and what this case states otherwise."

    def __init__(self, workspace: Workspace) -> None:
        """Two lists and a form."""
        super().__init__(workspace)
        self.found = Found([], [], "")
        listed = self.add_list(
            "values", "All values", VALUES, ("value", "values"), empty="No value.",
        )  # fmt: skip
        listed.activated.connect(lambda _: self.state_one())
        self.add_list(
            "stated", "Stated by this case", STATED, ("value", "values"),
            empty="This case states nothing otherwise: the tables as shipped hold.",
            actions=(("Withdraw", self.withdraw, "The tables as shipped hold again"),),
        )  # fmt: skip
        self.set_primary(
            "State a value…", self.state_one, "State the chosen value otherwise in this case"
        )
        self.add_secondary(
            "Calendar", partial(workspace.show_page.emit, "calendar", None),
            "What is due, by month and by urgency",
        )  # fmt: skip
        self.set_empty(
            EmptyPage(
                "gavel", "No case is open",
                "The values of the law stand here with what a case states otherwise.",
            )
        )  # fmt: skip
        self.show_empty(is_empty=True)

    def load(self, _case: Case) -> None:
        """Read the values again."""
        self.workspace.read("Reading the law", gather, self._show)

    def unload(self) -> None:
        """Show no case's values."""
        super().unload()
        self.found = Found([], [], "")

    def _show(self, found: Found) -> None:
        self.found = found
        self.show_empty(is_empty=False)
        self.set_rows("values", found.values)
        self.set_rows("stated", found.stated)
        unread = sum(not row["confirmed"] for row in found.values)
        here = counted(len(found.stated), "value") if found.stated else "nothing"
        self.say(
            f"POCA 2002 Part 2 in the version {found.version}. "
            f"{unread:,} of {counted(len(found.values), 'value')} were not read on a page and may "
            f"be stated; this case states {here} otherwise."
        )

    # -- actions

    def state_one(self) -> None:
        """Ask what the chosen value is, from when, and where that was read."""
        from workbench.recovery.law_values import state_value

        self.tabs.setCurrentIndex(0)
        number = self.chosen("values")
        row = next((row for row in self.found.values if row["id"] == number), None)
        if row is None:
            return
        if row["confirmed"]:
            self.say(
                f"{row['what']}, {row['shipped']}, was read on a page ({row['source']}) and is "
                "not stated otherwise.",
                "caution",
            )
            return
        money = row["unit"] == "pence"
        self.ask(
            "State a value",
            (
                Field(
                    "value", "Amount" if money else f"How many {row['unit']}",
                    "money" if money else "number", needed=True,
                ),
                Field("valid_from", "From", "day", needed=True),
                Field("source", "Read in", needed=True, hint="the statute, a judgment, a page"),
                Field("valid_to", "To", "day"),
                Field("why", "Why"),
            ),
            lambda case, v: state_value(case, row["table"], row["key"], **v),
            about=f"{row['what']}: {row['shipped']} as shipped ({row['provision']}). What rests "
            "on it says so, here and in whatever leaves.",
            action="State",
        )  # fmt: skip

    def withdraw(self) -> None:
        """Take the chosen statement back; Undo brings it again."""
        from workbench.recovery.law_values import withdraw_value

        number = self.chosen("stated")
        if number is not None:
            self.workspace.change(
                "Withdrawing a value", lambda case, _: withdraw_value(case, number), lambda _: None
            )
