"""An order's own page: its way, deadlines, papers, payments, variations, any day's balance."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui import theme
from ui.forms import Field
from ui.models.columns import Row
from ui.pages.base import EmptyPage
from ui.pages.glance import WholeCard, over_tabs
from ui.pages.listed import ListedPage
from ui.pages.order_facts import (
    DEADLINES,
    MOVES,
    PARTS,
    PAYMENTS,
    STEPS,
    VARIATIONS,
    Found,
    gather,
    moment,
)
from ui.pages.order_forms import ask_step, ask_variation
from ui.pages.state_line import StateLine
from ui.search import Hit
from ui.widgets import Text, button, line
from ui.words import counted, day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.money import written
from workbench.progress import Report


class OrderPage(ListedPage):
    """One order, moving only along the states of its regime."""

    key = "order"
    title = "Order"
    purpose = "The way of one order, what is due, what came in, and what is owed on any day."

    def __init__(self, workspace: Workspace) -> None:
        """A choice of orders, the state line, and what hangs on the order in tabs."""
        super().__init__(workspace)
        self.found = Found([], None, [], [], {}, None)
        self._wanted: int | None = None
        self._asked = 0
        self.choice = QComboBox()
        self.choice.setAccessibleName("Which order")
        self.choice.setMinimumWidth(320)
        self.choice.activated.connect(self._choose)
        self.day = QLineEdit()
        self.day.setAccessibleName("Balance on")
        self.day.setPlaceholderText("today")
        self.day.setFixedWidth(120)
        self.day.editingFinished.connect(self._another_day)
        for part in (self.choice, Text("Balance on", tone="muted"), self.day):
            self.filters.addWidget(part)
        self.filters.addStretch(1)
        self.filters.addWidget(
            button("All orders", partial(workspace.show_page.emit, "property", None), link=True)
        )
        self._lists()
        self.set_primary("Next step…", self.step, "Move the order to its next state")
        self.add_secondary("Money received…", self.receive, "Record money received against it")
        self.set_empty(
            EmptyPage(
                "gavel", "No order yet",
                "An order is begun on the page Property and orders. Its deadlines, papers, "
                "payments and variations then stand here.",
                "Property and orders", partial(workspace.show_page.emit, "property", None),
            )
        )  # fmt: skip
        self.show_empty(is_empty=True)

    def beside_the_form(self) -> QWidget:
        """The order at a glance stands over the tabs."""
        self.name = Text(strong=True, wrap=True)
        self.law = Text(size="small", tone="muted", wrap=True)
        self.line = StateLine()
        self.line.step.connect(self.step)
        self.sums = Text(wrap=True, selectable=True)
        self.why = button("Why?", self._ask_why, link=True, tip="What is owed, and from what")
        self.flags = Text(tone="caution", wrap=True, selectable=True)
        owed = line(self.sums, self.why)
        owed.setStretch(0, 1)
        self.card = card = WholeCard(self.name, self.law, self.line, gap=theme.GAP_S)
        card.column.addLayout(owed)
        card.column.addWidget(self.flags)
        return over_tabs(card, self.tabs)

    def _lists(self) -> None:
        self.add_list("deadlines", "Deadlines", DEADLINES, ("deadline", "deadlines"),
                      empty="No step has set a deadline running.")  # fmt: skip
        self.add_list("steps", "Steps and documents", STEPS, ("step", "steps"), empty="No step.")
        self.add_list("moves", "What may follow", MOVES, ("state", "states"), empty="Nothing.")
        self.add_list(
            "payments", "Payments", PAYMENTS, ("receipt", "receipts"),
            empty="Nothing was received against this order yet.",
        )  # fmt: skip
        self.add_list(
            "parts", "Time to pay", PARTS, ("part", "parts"),
            empty="No part of it has a day of its own.",
            actions=(
                ("Allow time…", self.allow, "A part of the order that may be paid by a day"),
                ("Extend…", self.extend, "The court extended time to pay"),
            ),
        )  # fmt: skip
        self.add_list(
            "variations", "Variations", VARIATIONS, ("variation", "variations"),
            empty="The amount stands as it was ordered.",
            actions=(("Vary…", self.vary, "The court varied or discharged the order"),),
        )  # fmt: skip

    # -- showing

    def load(self, _case: Case) -> None:
        """Read the order again."""
        self._read(self.found.on)

    def unload(self) -> None:
        """Show no case's order."""
        super().unload()
        self._wanted = None
        self.found = Found([], None, [], [], {}, None)

    def reveal(self, hit: Hit) -> None:
        """Show the order that was asked for."""
        self._wanted = hit.id
        self.form.hide()
        self.refresh()

    def _read(self, on: date | None) -> None:
        wanted = self._wanted
        self._asked += 1
        asked = self._asked

        def work(case: Case, report: Report) -> Found:
            report(0, 1, "Reading the order")
            return gather(case, wanted, on)

        def then(found: Found) -> None:
            if asked == self._asked:  # a reading that was overtaken shows nothing
                self._show(found)

        self.workspace.read("Reading the order", work, then)

    def _choose(self, at: int) -> None:
        self._wanted = self.choice.itemData(at)
        self.form.hide()
        self._read(self.found.on)

    def _another_day(self) -> None:
        text = self.day.text().strip()
        try:
            on = date.fromisoformat(text) if text else None
        except ValueError:
            self.say(f"{text} is no date. Write it like 2026-03-31.", "wrong")
            return
        if on != self.found.on:
            self._read(on)

    def _show(self, found: Found) -> None:
        self.found = found
        self.show_empty(found.row is None)
        if found.row is None:
            return
        row = found.row
        self._wanted = row["order"]
        self.choice.clear()
        for number, name in found.orders:
            self.choice.addItem(name, number)
        self.choice.setCurrentIndex(self.choice.findData(row["order"]))
        against = f" against {row['party']}" if row["party"] else ""
        things = "; ".join(asset["label"] for asset in row["assets"])
        about = f", about {things}" if things else ""
        self.name.say(f"{row['name']}{against}{about}")
        court = f" · {row['court']}" if row["court"] else ""
        self.law.say(f"{row['law']}, version {row['regime_version']}{court}")
        self.line.show_order(row)
        self._show_sums(row)
        self.flags.say("\n".join(row["flags"]))
        self.flags.setVisible(bool(row["flags"]))
        self.card.make_room()
        self._fill(row)
        self._say_state(row)

    def _show_sums(self, row: Row) -> None:
        money = bool(row["brings_money"] and row["made"])
        self.sums.setVisible(bool(row["brings_money"]))
        self.why.setVisible(money and self.found.on is None)
        if not money:
            self.sums.say("No amount is ordered yet.", tone="muted")
            return
        term = (
            f" Longest default term: {row['default_months']} months; serving it clears no debt."
            if row["default_months"] and row["owed_minor"] > 0 else ""
        )  # fmt: skip
        owed = written(row["owed_minor"], row["currency"])
        self.sums.say(
            f"Owed on {day_written(row['on'])}: {owed}. {row['explained']}{term}", tone=""
        )

    def _fill(self, row: dict[str, Any]) -> None:
        deadlines = self.found.deadlines
        for due in deadlines:
            due["due"] = moment(str(due["due"]))
            late = ", late" if due["late"] else ""
            due["met"] = f"{moment(str(due['done_at']))}{late}" if due["done"] else "open"
        self.set_rows("deadlines", deadlines)
        self.set_rows("steps", [
            {
                "id": at, **event, "when": moment(str(event["at"])),
                "kept": self._kept(event["document"]),
            }
            for at, event in enumerate(row["events"])
        ])  # fmt: skip
        self.set_rows("moves", [
            {
                "id": at, **move, "may": "no" if move["why_not"] else "may follow",
                "who": ", ".join(move["who"]),
            }
            for at, move in enumerate((*row["next"], *row["not_next"]))
        ])  # fmt: skip
        currency = {f"{name}:currency": row["currency"] for name in (
            "minor", "costs_minor", "compensation_minor", "owed_after", "amount_minor",
        )}  # fmt: skip
        self.set_rows("payments", [{**r, **currency} for r in self.found.receipts])
        self.set_rows("parts", [{"id": p["part"], **p, **currency} for p in row["parts"]])
        self.set_rows(
            "variations", [{"id": v["variation"], **v, **currency} for v in row["variations"]]
        )

    def _kept(self, document: str) -> str:
        """The kept document that a step names, by its name or the beginning of its SHA-256."""
        for name, sha in self.found.kept.items():
            if name in document or sha[:12] in document:
                return name
        return ""

    def _say_state(self, row: Row) -> None:
        waiting = [due for due in self.found.deadlines if not due["done"]]
        said = (
            f"{counted(len(waiting), 'deadline')} open, the next on {waiting[0]['due']}: "
            f"{waiting[0]['what']}."
            if waiting else "No deadline is open."
        )  # fmt: skip
        self.say(f"{row['state_label']}. {said}", "caution" if row["flags"] else "")

    def _ask_why(self) -> None:
        if self.found.row is not None:
            self.workspace.ask_why.emit(f"outstanding:{self.found.row['order']}")

    # -- actions

    def step(self, to: str = "") -> None:
        """Move the order on, to the state `to` unless another is chosen."""
        if self.found.row is not None:
            ask_step(self, self.found.row, to)

    def receive(self) -> None:
        """Record money received against the order."""
        from workbench.recovery.receipts import add_receipt

        row = self.found.row
        if row is None:
            return
        if not row["brings_money"]:
            self.say(f"{row['name']} brings in no money.", "caution")
            return
        sold = ((None, "paid by the defendant"), *((a["asset"], a["label"]) for a in row["assets"]))
        self.ask(
            "Money received",
            (
                Field("received", "On", "day", needed=True),
                Field("minor", "Amount", "money", needed=True, currency=row["currency"]),
                Field("asset_id", "From", choices=sold),
                Field("costs_minor", "Costs of realisation", "money", currency=row["currency"]),
                Field("compensation_minor", "Compensation to victims", "money",
                      currency=row["currency"]),
                Field("reference", "Reference"),
            ),
            lambda case, v: add_receipt(
                case, row["order"], v["received"], v["minor"], asset_id=v["asset_id"],
                costs_minor=v["costs_minor"] or 0,
                compensation_minor=v["compensation_minor"] or 0, reference=v["reference"],
            ),
            about=row["name"],
        )  # fmt: skip

    def allow(self) -> None:
        """Record that a part of the order may be paid by a day of its own."""
        from workbench.recovery.time_to_pay import allow

        row = self.found.row
        if row is not None:
            self.ask(
                "Time to pay",
                (
                    Field("due", "To be paid by", "day", needed=True),
                    Field("minor", "Amount", "money", needed=True, currency=row["currency"]),
                    Field("document", "Document"),
                ),
                lambda case, v: allow(
                    case, row["order"], [(v["due"], v["minor"])], document=v["document"]
                ),
                about="What is in no part is to be paid at once (POCA 2002 s.11(1)).",
            )

    def extend(self) -> None:
        """Record that the court extended time to pay, of the chosen part."""
        from workbench.recovery.time_to_pay import extend

        row = self.found.row
        if row is None:
            return
        chosen = self.tables["parts"].current_id()
        if chosen is None and len(row["parts"]) > 1:
            self.say("Choose the part that was extended.", "caution")
            return
        part = None if chosen is None else int(chosen)
        self.ask(
            "Extension",
            (
                Field("to", "To be paid by, from now on", "day", needed=True),
                Field("decided", "Decided on", "day", needed=True),
                Field("document", "Document"),
            ),
            lambda case, v: extend(
                case, row["order"], v["to"], v["decided"], part=part, document=v["document"]
            ),
            about="Six months in all from the order at most (POCA 2002 s.11(5)).",
        )

    def vary(self) -> None:
        """Record that the court varied the amount, or discharged the order."""
        if self.found.row is not None:
            ask_variation(self, self.found.row)
