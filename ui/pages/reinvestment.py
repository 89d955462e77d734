"""Reinvestment: how receipts were shared, what funds hold, what was granted and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.pages.base import EmptyPage
from ui.pages.listed import ListedPage
from ui.search import Hit
from ui.widgets import Card, Text, button, column
from ui.words import counted, day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.money import written
from workbench.progress import Report

#: What stands at the top of the page: (key of the totals, words, tone).
PLACES = (
    ("received_minor", "Received"),
    ("other_agencies_minor", "To other agencies"),
    ("spent_minor", "Paid out in grants"),
    ("held_minor", "Held in our funds"),
    ("unaccounted_minor", "Unaccounted for"),
)


def _figure(row: Row) -> str:
    return str(row.get("figure") or "")


def _cost(row: Row) -> str:
    return str(row.get("cost_figure") or "")


def _against(row: Row) -> str:
    return {"missed": "wrong", "near": "caution"}.get(str(row.get("rating")), "")


SHARES = (
    Column(key="receipt", title="Receipt", kind=Kind.NUMBER, width=80),
    Column(key="agency", title="Agency", width=140),
    Column(key="minor", title="Share", kind=Kind.MONEY, figure=_figure),
    Column(key="unspent_minor", title="Not spent yet", kind=Kind.MONEY),
    Column(key="rate", title="Rates", stretch=True, width=300),
    Column(key="provision", title="Provision", width=280),
)
FUNDS = (
    Column(key="name", title="Fund", width=240, stretch=True),
    Column(key="owner", title="Owner", width=140),
    Column(key="received_minor", title="Received", kind=Kind.MONEY),
    Column(key="paid_minor", title="Paid", kind=Kind.MONEY),
    Column(key="held_minor", title="Held", kind=Kind.MONEY, figure=_figure),
    Column(key="promised_minor", title="Promised", kind=Kind.MONEY),
    Column(key="restriction", title="Restriction", width=280),
)
PROGRAMMES = (
    Column(key="name", title="Programme", width=280, stretch=True),
    Column(key="kind", title="Kind", width=200),
    Column(key="lead", title="Lead", width=150),
    Column(key="start", title="From", kind=Kind.DATE),
    Column(key="end", title="To", kind=Kind.DATE),
    Column(key="says", title="What it is for", width=300),
)
GRANTS = (
    Column(key="recipient", title="To", width=260, stretch=True),
    Column(key="programme", title="For", width=260),
    Column(key="minor", title="Grant", kind=Kind.MONEY, figure=_figure),
    Column(key="paid_minor", title="Paid", kind=Kind.MONEY),
    Column(key="state", title="State", width=110),
    Column(key="recommended_by", title="Recommended by", width=140),
    Column(key="approved_by", title="Approved by", width=160),
    Column(key="decision_notice", title="Decision", width=110),
)
INSTALMENTS = (
    Column(key="recipient", title="To", width=260, stretch=True),
    Column(key="number", title="No.", kind=Kind.NUMBER, width=56),
    Column(key="due", title="Due", kind=Kind.DATE),
    Column(key="minor", title="Instalment", kind=Kind.MONEY, figure=_figure),
    Column(key="paid", title="Paid", kind=Kind.DATE),
    Column(key="condition", title="Condition", width=260),
    Column(key="condition_met", title="Met", kind=Kind.DATE),
    Column(key="waits", title="Waits for", width=240),
)
OUTCOMES = (
    Column(key="programme", title="Programme", width=180, stretch=True),
    Column(key="measure", title="What", width=220),
    Column(key="value", title="Number", kind=Kind.NUMBER, figure=_figure),
    Column(key="unit", title="Unit", width=76),
    Column(key="target", title="Target", kind=Kind.NUMBER, width=80),
    Column(key="rating", title="Against it", width=90, tone=_against),
    Column(key="cost_minor", title="Cost of each", kind=Kind.MONEY, figure=_cost),
    Column(key="start", title="From", kind=Kind.DATE),
    Column(key="end", title="To", kind=Kind.DATE),
    Column(key="source", title="Source", width=150),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The page's lists and the sum of it all."""

    shares: list[dict[str, Any]]
    funds: list[dict[str, Any]]
    programmes: list[dict[str, Any]]
    grants: list[dict[str, Any]]
    instalments: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    totals: dict[str, Any]


def gather(case: Case, report: Report) -> Found:
    """Read all that reinvestment knows."""
    from workbench.recovery.rows import receipt_rows
    from workbench.reinvestment import rows

    report(0, 0, "Reading reinvestment")
    grants = rows.grant_rows(case)
    instalments = [
        {
            **part, "id": part["instalment"], "recipient": grant["recipient"],
            "waits": "" if part["paid"] else part["why_not_pay"] or "its payment",
        }
        for grant in grants for part in grant["instalments"]
    ]  # fmt: skip
    named = (
        ("share", rows.share_rows(case)),
        ("fund", rows.fund_rows(case)),
        ("programme", rows.programme_rows(case)),
        ("grant", grants),
    )
    shares, funds, programmes, grants = (
        [{"id": row[key], **row} for row in found] for key, found in named
    )
    outcomes = [{"id": row["outcome"], **row} for row in rows.outcome_rows(case)]
    return Found(
        shares, funds, programmes, grants, instalments, outcomes, receipt_rows(case),
        rows.summary(case),
    )  # fmt: skip


class ReinvestmentPage(ListedPage):
    """Every pound received, to what it paid for."""

    key = "reinvestment"
    title = "Reinvestment"
    purpose = "How recovered money was shared, what it paid for, and what came of it."

    def __init__(self, workspace: Workspace) -> None:
        """The sum of it all above; the lists below."""
        super().__init__(workspace)
        self.found = Found([], [], [], [], [], [], [], {})
        self.top = QHBoxLayout()
        self.top.setSpacing(theme.GAP_M)
        self.sums: dict[str, Text] = {}
        for key, words in PLACES:
            self.sums[key] = Text(strong=True)
            self.top.addWidget(Card(Text(words, tone="muted", size="small"), self.sums[key], gap=2))
        why = column()
        why.addStretch(1)
        why.addWidget(
            button("Why?", lambda: workspace.ask_why.emit(f"unaccounted:{self._currency()}"),
                   link=True, tip="Why is nothing unaccounted for?")
        )  # fmt: skip
        self.top.addLayout(why)
        self.content.insertLayout(0, self.top)
        self._add_lists()
        self.set_primary("Share a receipt", self.share, "Share a receipt by the rates of its day")
        self.set_empty(
            EmptyPage(
                "hand-coins",
                "Nothing to reinvest yet",
                "When money is received against an order it is shared by the dated rates, and our "
                "share goes into a fund. From there it is granted, paid and its outcome recorded, "
                "pound by pound.",
                "Go to Property and orders",
                lambda: workspace.show_page.emit("property", None),
            )
        )
        self.show_empty(is_empty=True)

    def _add_lists(self) -> None:
        self.add_list(
            "outcomes", "Outcomes", OUTCOMES, ("outcome", "outcomes"),
            empty="Record what a programme achieved, from a return that is kept.",
            actions=(("Record an outcome…", self.outcome, "What a programme achieved"),),
        )  # fmt: skip
        self.add_list(
            "instalments", "Instalments", INSTALMENTS, ("instalment", "instalments"),
            empty="Instalments are planned on a grant.",
            actions=(
                ("Condition met…", self.met, "Record that the condition is met"),
                ("Prepare…", self.prepare, "Make the payment ready: somebody else pays it"),
                ("Pay…", self.pay, "Pay the chosen instalment"),
            ),
        )  # fmt: skip
        self.add_list(
            "grants", "Grants", GRANTS, ("grant", "grants"),
            empty="Propose a grant from a fund to a programme.",
            actions=(
                ("Open", self.open_grant, "Show the chosen grant on its own page"),
                ("Propose…", self.propose, "Propose a grant"),
                ("Recommend…", self.recommend, "Record who recommends the chosen grant"),
                ("Approve…", self.approve, "Record who approves it: somebody else"),
                ("Plan an instalment…", self.instalment, "Plan an instalment of it"),
            ),
        )  # fmt: skip
        self.tables["grants"].activated.connect(lambda number: self.show_grant(int(number)))
        self.add_list(
            "funds", "Funds", FUNDS, ("fund", "funds"), empty="Open a fund for our share.",
            actions=(("Open a fund…", self.fund, "Open a fund"),),
        )  # fmt: skip
        self.add_list(
            "programmes", "Programmes", PROGRAMMES, ("programme", "programmes"),
            empty="Begin a programme: diversion into treatment, naloxone for officers …",
            actions=(("Begin a programme…", self.programme, "Begin a programme"),),
        )  # fmt: skip
        self.add_list(
            "shares", "Shares", SHARES, ("share", "shares"),
            empty="A receipt is shared by the rates of its day.",
        )  # fmt: skip

    def load(self, _case: Case) -> None:
        """Read the lists again."""
        self.workspace.read("Reading reinvestment", gather, self._show)

    def _currency(self) -> str:
        return next(iter(self.found.totals), "GBP")

    def _show(self, found: Found) -> None:
        self.found = found
        if not self.form.isVisible():
            self.show_empty(not (found.receipts or found.funds or found.programmes or found.grants))
        for key in ("shares", "funds", "programmes", "grants", "instalments", "outcomes"):
            self.set_rows(key, getattr(found, key))
        currency = self._currency()
        row = found.totals.get(currency, {})
        for key, _ in PLACES:
            minor = row.get(key, 0)
            wrong = key == "unaccounted_minor" and minor
            self.sums[key].say(written(minor, currency), tone="wrong" if wrong else "")
        shared = {share["receipt"] for share in found.shares}
        waiting = [
            *(f"receipt {r['receipt']} is not shared" for r in found.receipts
              if r["receipt"] not in shared and r["to_share_minor"]),
            *(f"grant {g['grant']} waits to be {n}ed".replace("approveed", "approved")
              for g in found.grants for n in g["next"] if n != "pay"),
            *(f"instalment {i['number']} to {i['recipient']} is due on {day_written(i['due'])}"
              for i in found.instalments if not i["paid"]),
        ]  # fmt: skip
        self.say(
            f"Waiting: {'; '.join(waiting[:3])}"
            + (f"; and {counted(len(waiting) - 3, 'more', 'more')}." if len(waiting) > 3 else ".")
            if waiting else "Nothing is waiting."
        )  # fmt: skip
        self.workspace.explain(self._costs, self._show_costs, failed=lambda _: None)

    @staticmethod
    def _costs(book: Any, _report: Report) -> dict[str, int]:
        names = [f"outcome-cost:{key}" for key in book.keys("outcome-cost")]
        return {name: book.figure(name).minor for name in names}

    def _show_costs(self, costs: dict[str, int]) -> None:
        for row in self.found.outcomes:
            row["cost_minor"] = costs.get(str(row["cost_figure"]))
        self.set_rows("outcomes", self.found.outcomes)

    # -- actions

    def share(self) -> None:
        """Share a receipt."""
        from workbench.reinvestment.shares import share_receipt

        shared = {share["receipt"] for share in self.found.shares}
        waiting = tuple(
            (r["receipt"], f"{written(r['minor'], r['currency'])} of {r['received']}")
            for r in self.found.receipts if r["receipt"] not in shared
        )  # fmt: skip
        if not waiting:
            self.say("Every receipt is shared.", "caution")
            return
        self.ask(
            "Share a receipt",
            (
                Field("receipt", "Receipt", choices=waiting),
                Field("fund", "Our share goes into", choices=(
                    *((f["fund"], f["name"]) for f in self.found.funds), (None, "no fund of ours"),
                )),
            ),
            lambda case, v: share_receipt(case, v["receipt"], fund_id=v["fund"]),
            about="By the rates of the day it was received. Shares stand as allocated.",
            action="Share",
        )  # fmt: skip

    def fund(self) -> None:
        """Open a fund."""
        from workbench.reinvestment.funds import add_fund

        self.ask(
            "Open a fund",
            (
                Field("name", "Name", needed=True),
                Field("owner", "Owner", needed=True, hint="police"),
                Field("restriction", "What it may not be spent on"),
            ),
            lambda case, v: add_fund(case, v["name"], v["owner"], restriction=v["restriction"]),
        )

    def programme(self) -> None:
        """Begin a programme."""
        from workbench.reinvestment.programmes import add_programme, kinds

        self.ask(
            "Begin a programme",
            (
                Field("kind", "Kind", choices=tuple((kind, kind) for kind in kinds())),
                Field("name", "Name", needed=True),
                Field("lead", "Who leads it"),
                Field("start", "From", "day"),
                Field("end", "To", "day"),
                Field("description", "Description"),
            ),
            lambda case, v: add_programme(case, v.pop("kind"), v.pop("name"), **v),
        )

    def propose(self) -> None:
        """Propose a grant."""
        from workbench.reinvestment.grants import propose

        if not self.found.funds or not self.found.programmes:
            self.say("Open a fund and begin a programme first.", "caution")
            return
        self.ask(
            "Propose a grant",
            (
                Field("programme", "For", choices=tuple(
                    (p["programme"], p["name"]) for p in self.found.programmes
                )),
                Field("fund", "From", choices=tuple(
                    (f["fund"], f["name"]) for f in self.found.funds
                )),
                Field("recipient", "To", needed=True),
                Field("minor", "Amount", "money", needed=True),
                Field("registration", "Charity or company number"),
                Field("start", "From", "day"),
                Field("end", "To", "day"),
                Field("conditions", "Conditions"),
            ),
            lambda case, v: propose(
                case, v.pop("programme"), v.pop("fund"), v.pop("recipient"), v.pop("minor"), **v
            ),
        )  # fmt: skip

    def open_grant(self) -> None:
        """Show the chosen grant on its own page."""
        if (number := self.chosen("grants")) is not None:
            self.show_grant(number)

    def show_grant(self, number: int) -> None:
        """Show a grant on its own page."""
        self.workspace.show_page.emit("grant", Hit("grant", number, "Grant", ""))

    def recommend(self) -> None:
        """Record who recommends the chosen grant."""
        from workbench.reinvestment.grants import recommend

        self._decide("Recommend", recommend, ())

    def approve(self) -> None:
        """Record who approves it."""
        from workbench.reinvestment.grants import approve

        self._decide("Approve", approve, (Field("decision_notice", "Decision notice"),))

    def _decide(self, heading: str, decide: Any, more: tuple[Field, ...]) -> None:
        number = self.chosen("grants")
        if number is not None:
            self.ask(
                heading,
                (
                    Field("by", "By whom", needed=True),
                    Field("on", "On", "day", needed=True),
                    *more,
                ),
                lambda case, v: decide(case, number, v.pop("by"), v.pop("on"), **v),
                about="Who recommends a grant does not approve it, and does not pay it.",
                action=heading,
            )

    def instalment(self) -> None:
        """Plan an instalment."""
        from workbench.reinvestment.grants import add_instalment

        number = self.chosen("grants")
        if number is not None:
            self.ask(
                "Plan an instalment",
                (
                    Field("due", "Due on", "day", needed=True),
                    Field("minor", "Amount", "money", needed=True),
                    Field("condition", "Condition"),
                ),
                lambda case, v: add_instalment(
                    case, number, v["due"], v["minor"], condition=v["condition"]
                ),
            )

    def met(self) -> None:
        """Record that a condition is met."""
        from workbench.reinvestment.grants import condition_met

        number = self.chosen("instalments")
        if number is not None:
            self.ask(
                "Condition met",
                (Field("on", "On", "day", needed=True),),
                lambda case, v: condition_met(case, number, v["on"]),
            )

    def prepare(self) -> None:
        """Record who makes the payment of the chosen instalment ready."""
        from workbench.reinvestment.grants import prepare

        number = self.chosen("instalments")
        if number is not None:
            self.ask(
                "Prepare a payment",
                (
                    Field("by", "By whom", needed=True),
                    Field("on", "On", "day", needed=True),
                    Field("invoice", "Invoice number"),
                    Field("invoiced_minor", "Amount invoiced", "money"),
                ),
                lambda case, v: prepare(case, number, v.pop("by"), v.pop("on"), **v),
                about="Two people pay: whoever makes a payment ready does not pay it.",
                action="Prepare",
            )

    def pay(self) -> None:
        """Pay the chosen instalment."""
        from workbench.reinvestment.grants import pay

        number = self.chosen("instalments")
        row = next((i for i in self.found.instalments if i["id"] == number), None)
        if row is None:
            return
        if row["paid"] or row["why_not_pay"]:
            self.say(f"It cannot be paid: {row['why_not_pay'] or 'it is paid already'}.", "caution")
            return
        self.ask(
            "Pay",
            (
                Field("by", "By whom", needed=True),
                Field("on", "On", "day", needed=True),
                Field("bank_reference", "The bank's reference"),
            ),
            lambda case, v: pay(
                case, row["id"], v["by"], v["on"], bank_reference=v["bank_reference"]
            ),
            about=(
                f"{written(row['minor'], row['currency'])} to {row['recipient']}, from the "
                "oldest shares that have money left."
            ),
            action="Pay",
        )

    def outcome(self) -> None:
        """Record an outcome."""
        from workbench.reinvestment.outcomes import add_outcome

        if not self.found.programmes:
            self.say("Begin a programme first.", "caution")
            return
        self.ask(
            "Record an outcome",
            (
                Field("programme", "Of", choices=tuple(
                    (p["programme"], p["name"]) for p in self.found.programmes
                )),
                Field("grant_id", "Paid by", choices=(
                    (None, "no grant"),
                    *((g["grant"], f"grant to {g['recipient']}") for g in self.found.grants),
                )),
                Field("measure", "What", needed=True, hint="Started structured treatment"),
                Field("value", "Number", "number", needed=True),
                Field("unit", "Unit, if it is not known", hint="people"),
                Field("start", "From", "day", needed=True),
                Field("end", "To", "day", needed=True),
                Field("target", "Target", "number"),
                Field("source", "The return it is from", "file", needed=True),
            ),
            lambda case, v: add_outcome(
                case, v.pop("programme"), v.pop("measure"), v.pop("value"), **v
            ),
        )  # fmt: skip
