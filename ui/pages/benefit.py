"""Benefit: a defendant's worksheet, each number with its Why?, and the officer's decisions."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox

from ui.forms import Field
from ui.pages.base import EmptyPage
from ui.pages.benefit_rows import AVAILABLE, LINES, POINTS, SUMMARY, Found, gather
from ui.pages.listed import ListedPage
from ui.widgets import Text
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case


class BenefitPage(ListedPage):
    """One worksheet at a time: what it comes to, its lines, what is available, what to look at."""

    key = "benefit"
    title = "Benefit"
    purpose = "What was obtained, each thing once, and what of it can be recovered."

    def __init__(self, workspace: Workspace) -> None:
        """Four lists and a form."""
        super().__init__(workspace)
        self.found = Found()
        self.which = QComboBox()
        self.which.setAccessibleName("Worksheet")
        self.which.setMinimumWidth(260)
        self.which.currentIndexChanged.connect(lambda _: self._show_sheet())
        self.filters.addWidget(Text("Worksheet of", tone="muted"))
        self.filters.addWidget(self.which)
        self.filters.addStretch(1)
        self.add_list(
            "summary", "Summary", SUMMARY, ("figure", "figures"),
            empty="The worksheet has no line yet. Fill it from the case.",
            actions=(
                ("Fill from the case", self.propose, "Propose lines, each with its reason"),
                ("Days and lifestyle…", self.facts, "State days, the limb of s.75, the index"),
                ("Price index…", self.index, "Load a series of prices from a file"),
                ("Known income…", self.income, "Record legitimate income and what shows it"),
                ("Indirect method…", self.method, "Enter an item of an indirect method"),
            ),
        )  # fmt: skip
        self.add_list(
            "lines", "Lines", LINES, ("line", "lines"),
            empty="No line yet. Fill the sheet from the case, or enter one.",
            actions=(
                ("New line…", self.line, "Enter one thing obtained or spent"),
                ("Leave out…", self.leave_out, "Leave the chosen line out for a reason"),
                ("Count again…", self.count, "Count a line that was left out"),
                ("Move…", self.reclassify, "Put the chosen line under another head"),
                ("Response…", self.respond, "Record the defendant's answer (s.17)"),
                ("Finding…", self.record_finding, "Record what the court found of it"),
            ),
        )  # fmt: skip
        self.add_list(
            "available", "Available", AVAILABLE, ("item", "items"),
            empty="No interest of the defendant in property is recorded.",
            actions=(
                ("Gift…", self.gift, "Record a gift or a sale at an undervalue"),
                ("Obligation or cost…", self.adjust, "What is taken off, or hidden assets"),
            ),
        )  # fmt: skip
        self.add_list(
            "points", "To be looked at", POINTS, ("point", "points"),
            empty="Nothing stands out.",
        )  # fmt: skip
        self.set_primary("New worksheet", self.begin, "Begin a defendant's worksheet")
        self.set_empty(
            EmptyPage(
                "gavel",
                "No benefit worksheet yet",
                "Begin one for a defendant. It is filled from the case's payments and property, "
                "each thing once and with its reason; you decide what stands.",
                "New worksheet",
                self.begin,
            )
        )
        self.show_empty(is_empty=True)

    def load(self, _case: Case) -> None:
        """Work the sheets out again."""
        self.workspace.read("Working the benefit out", gather, self._show)

    def _show(self, found: Found) -> None:
        self.found = found
        chosen = self.which.currentData()
        self.which.blockSignals(True)
        self.which.clear()
        for row in found.sheets:
            self.which.addItem(f"{row['party']} (worksheet {row['sheet']})", row["sheet"])
        at = self.which.findData(chosen)
        self.which.setCurrentIndex(max(at, 0) if found.sheets else -1)
        self.which.blockSignals(False)
        if not self.form.isVisible():
            self.show_empty(not found.sheets)
        self._show_sheet()

    def _sheet(self) -> dict[str, Any] | None:
        number = self.which.currentData()
        return next((row for row in self.found.sheets if row["sheet"] == number), None)

    def _show_sheet(self) -> None:
        row = self._sheet()
        if row is None:
            return
        for key, rows in (
            ("summary", row["summary"]), ("lines", row["lines"]), ("available", row["from"]),
            ("points", row["look"]),
        ):  # fmt: skip
            self.set_rows(key, rows)
        counts = sum(one["counts"] for one in row["lines"])
        self.say(
            f"{counted(len(row['lines']), 'line')}: {counts:,} count, "
            f"{len(row['lines']) - counts:,} are left out; "
            f"{counted(len(row['look']), 'point')} to be looked at."
        )

    def _number(self) -> int | None:
        row = self._sheet()
        return None if row is None else int(row["sheet"])

    # -- the sheet

    def begin(self) -> None:
        """Begin a worksheet."""
        from workbench.recovery.benefit.sheet import add_sheet

        if not self.found.parties:
            self.show_empty(is_empty=False)
            self.say("Record the defendant on the Parties page first.", "caution")
            return
        self.ask(
            "New worksheet",
            (Field("party", "Defendant", choices=self.found.parties), *self._facts({})),
            lambda case, v: add_sheet(case, v.pop("party"), **_stated(v)),
            action="Begin",
        )

    def facts(self) -> None:
        """State the days, the limb and the index of the sheet."""
        from workbench.recovery.benefit.sheet import edit_sheet

        row = self._sheet()
        if row is not None:
            number = row["sheet"]
            self.ask(
                "Days and lifestyle", self._facts(row),
                lambda case, v: edit_sheet(case, number, **_stated(v)),
            )  # fmt: skip

    def _facts(self, row: dict[str, Any]) -> tuple[Field, ...]:
        from workbench.recovery.benefit.lifestyle import limbs
        from workbench.recovery.deadlines import VERSIONS

        version = row.get("regime_version", VERSIONS[0])
        limb_choices = tuple((key, limb["title"]) for key, limb in limbs(version).items())
        return (
            Field("proceedings_started", "Proceedings started", "day",
                  value=row.get("proceedings_started") or ""),
            Field("convicted", "Convicted", "day", value=row.get("convicted") or ""),
            Field("determined", "Determined", "day", value=row.get("determined") or ""),
            Field("lifestyle", "Limb of s.75", value=str(row.get("lifestyle") or ""),
                  choices=(("", "none is relied on"), *limb_choices)),
            Field("lifestyle_why", "What shows the limb"),
            Field("index_id", "Price index", value=str(row.get("index_id") or ""),
                  choices=((None, "none"), *self.found.indexes)),
        )  # fmt: skip

    def propose(self) -> None:
        """Fill the sheet from the case."""
        from workbench.recovery.benefit.propose import propose

        number = self._number()
        if number is not None:
            self.workspace.change("Filling the sheet", lambda case, _: propose(case, number))

    def index(self) -> None:
        """Load a price index."""
        from workbench.recovery.benefit.series import load_index

        self.ask(
            "Price index",
            (
                Field("file", "File (CSV, XLSX, ODS)", "file", needed=True),
                Field("code", "Heading of its column, where it has several", hint="D7BT"),
            ),
            lambda case, v: load_index(case, v["file"], code=v["code"]),
            about="The first column states the months. The case keeps the file.",
            action="Load",
        )

    def income(self) -> None:
        """Record known income."""
        from workbench.recovery.benefit.methods import add_income

        number = self._number()
        if number is not None:
            self.ask(
                "Known income",
                (
                    Field("text", "What it is", needed=True, hint="Salary, P60 of 2024"),
                    Field("minor", "Amount", "money", needed=True),
                    Field("start", "From", "day", needed=True),
                    Field("end", "To", "day", needed=True),
                    Field("document", "Document"),
                ),
                lambda case, v: add_income(
                    case, number, v["start"], v["end"], v["minor"], text=v["text"],
                    document=v["document"],
                ),
            )  # fmt: skip

    def method(self) -> None:
        """Enter an item of an indirect method."""
        from workbench.recovery.benefit.methods import add_item, methods

        number = self._number()
        if number is not None:
            places = tuple(
                ((key, item["key"]), f"{row['title']}: {item['title'].lower()}")
                for key, row in methods().items()
                for item in row["items"]
            )
            self.ask(
                "Indirect method",
                (
                    Field("place", "Place in the formula", choices=places),
                    Field("minor", "Amount", "money", needed=True),
                    Field("text", "What it is", needed=True),
                    Field("document", "Document"),
                ),
                lambda case, v: add_item(
                    case,
                    number,
                    v["place"][0],
                    v["place"][1],
                    v["minor"],
                    text=v["text"],
                    document=v["document"],
                ),
            )

    # -- its lines

    def line(self) -> None:
        """Enter a line."""
        from workbench.recovery.benefit.assumptions import heads
        from workbench.recovery.benefit.lines import add_line

        number = self._number()
        if number is not None:
            titles = tuple((key, row["title"]) for key, row in heads().items())
            self.ask(
                "New line",
                (
                    Field("head", "Head", choices=titles),
                    Field("minor", "Amount", "money", needed=True),
                    Field("on", "On", "day"),
                    Field("text", "What it is"),
                    Field("payment", "Payment", hint="F3-R12"),
                    Field("now_minor", "Worth now", "money"),
                    Field("exhibit", "Exhibit"),
                    Field("why", "Why it counts"),
                ),
                lambda case, v: add_line(case, number, v.pop("head"), v.pop("minor"), **v),
            )

    def leave_out(self) -> None:
        """Leave the chosen line out."""
        from workbench.recovery.benefit.lines import exclude, exclusions

        number, row = self.chosen("lines"), self._sheet()
        if number is not None and row is not None:
            reasons = tuple((k, r["title"]) for k, r in exclusions(row["regime_version"]).items())
            self.ask(
                "Leave out",
                (
                    Field("reason", "Because", choices=reasons),
                    Field("why", "In words", needed=True),
                    Field("same_as", "The line that counts instead", "number"),
                ),
                lambda case, v: exclude(
                    case, [number], v["reason"], why=v["why"], same_as=v["same_as"]
                ),
            )

    def count(self) -> None:
        """Count the chosen line again."""
        from workbench.recovery.benefit.lines import include

        number = self.chosen("lines")
        if number is not None:
            self.ask(
                "Count again", (Field("why", "Why it counts", needed=True),),
                lambda case, v: include(case, number, why=v["why"]),
            )  # fmt: skip

    def reclassify(self) -> None:
        """Put the chosen line under another head."""
        from workbench.recovery.benefit.assumptions import heads
        from workbench.recovery.benefit.lines import move_line

        number = self.chosen("lines")
        if number is not None:
            titles = tuple((key, row["title"]) for key, row in heads().items())
            self.ask(
                "Move",
                (Field("head", "To", choices=titles), Field("why", "Why", needed=True)),
                lambda case, v: move_line(case, number, v["head"], why=v["why"]),
            )

    def respond(self) -> None:
        """Record the defendant's answer to the chosen line."""
        from workbench.recovery.benefit.responses import ANSWERS, respond

        number = self.chosen("lines")
        if number is not None:
            self.ask(
                "Response",
                (
                    Field("answer", "Answer", choices=tuple((one, one) for one in ANSWERS)),
                    Field("text", "In the defendant's words"),
                    Field("on", "On", "day"),
                ),
                lambda case, v: respond(case, [number], v["answer"], text=v["text"], on=v["on"]),
            )

    def record_finding(self) -> None:
        """Record the court's finding on the chosen line."""
        from workbench.recovery.benefit.responses import FINDINGS, find

        number = self.chosen("lines")
        if number is not None:
            self.ask(
                "Finding",
                (
                    Field("found", "The court", choices=tuple((f, f"{f} it") for f in FINDINGS)),
                    Field("minor", "To what it was reduced", "money"),
                    Field("on", "On", "day"),
                    Field("text", "In its words"),
                ),
                lambda case, v: find(
                    case, [number], v["found"], minor=v["minor"], on=v["on"], text=v["text"]
                ),
            )

    # -- what is available

    def gift(self) -> None:
        """Record a gift of the defendant."""
        from workbench.recovery.gifts import add_gift

        row = self._sheet()
        if row is not None:
            giver = row["party_id"]
            others = tuple(one for one in self.found.parties if one[0] != giver)
            self.ask(
                "Gift",
                (
                    Field("to", "To", choices=others),
                    Field("payment", "Payment that was the gift", needed=True, hint="F3-R12"),
                    Field("on", "On", "day", needed=True),
                    Field("minor", "Worth when given", "money", needed=True),
                    Field("paid", "Given for it", "money"),
                    Field("why", "What shows it"),
                ),
                lambda case, v: add_gift(
                    case, giver, v["to"], v["on"], v["minor"], payment=v["payment"],
                    consideration_minor=v["paid"] or 0, why=v["why"],
                ),
                about="A thing that was given away is entered on its own page.",
            )  # fmt: skip

    def adjust(self) -> None:
        """Record an obligation with priority, a cost of sale, or hidden assets."""
        from workbench.recovery.benefit.available import adjust, adjustments

        row = self._sheet()
        if row is not None:
            number = row["sheet"]
            kinds = tuple((k, r["title"]) for k, r in adjustments(row["regime_version"]).items())
            self.ask(
                "Obligation or cost",
                (
                    Field("item", "What", choices=kinds),
                    Field("minor", "Amount", "money", needed=True),
                    Field("text", "What shows it", needed=True),
                    Field("document", "Document"),
                ),
                lambda case, v: adjust(
                    case, number, v["item"], v["minor"], text=v["text"], document=v["document"]
                ),
            )


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    """The facts of a form; without new words the limb keeps what showed it before."""
    if values["lifestyle"] and not values["lifestyle_why"]:
        values.pop("lifestyle_why")
    return values
