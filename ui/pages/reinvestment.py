"""Reinvestment: what waits, what funds hold, what was granted, when it is due, what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from ui.models.columns import Column, Kind, Row
from ui.pages.base import EmptyPage
from ui.pages.funds import DEPOSITS, FUNDS, SHARES, FundForms
from ui.pages.grant_calendar import GrantCalendar
from ui.pages.grant_facts import RAG_TONES, figure_of
from ui.pages.grant_forms import GrantForms
from ui.pages.listed import ListedPage
from ui.pages.programmes import PROGRAMMES, ProgrammeForms
from ui.pages.quarters import QUARTERS, QuarterForms
from ui.pages.reinvestment_facts import Found, gather
from ui.pages.reports import ReportForms
from ui.pages.sums import Sums
from ui.pages.waiting import WAITING, ForWhom, names_of, read_waiting
from ui.search import Hit
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.money import written

#: What stands at the top of the page: (keys of the totals that are added, words).
PLACES = (
    (("received_minor", "deposited_minor"), "Came in"),
    (("held_minor",), "Held in our funds"),
    (("promised_minor",), "Promised to grants"),
    (("free_minor",), "Free"),
    (("spent_minor",), "Paid out in grants"),
    (("unaccounted_minor",), "Unaccounted for"),
)


def _cost(row: Row) -> str:
    return str(row.get("cost_figure") or "")


def _rag(row: Row) -> str:
    return RAG_TONES.get(str(row.get("rag")), "")


GRANTS = (
    Column(key="recipient", title="To", width=240, stretch=True),
    Column(key="programme", title="For", width=220),
    Column(key="minor", title="Grant", kind=Kind.MONEY, figure=figure_of),
    Column(key="paid_minor", title="Paid", kind=Kind.MONEY),
    Column(key="state", title="State", width=110),
    Column(key="next_step", title="Waits for", width=190),
    Column(key="recommended_by", title="Recommended by", width=140, hidden=True),
    Column(key="approved_by", title="Approved by", width=160, hidden=True),
    Column(key="decision_notice", title="Decision", width=110, hidden=True),
)
INSTALMENTS = (
    Column(key="recipient", title="To", width=230, stretch=True),
    Column(key="number", title="No.", kind=Kind.NUMBER, width=56),
    Column(key="due", title="Due", kind=Kind.DATE),
    Column(key="minor", title="Instalment", kind=Kind.MONEY, figure=figure_of),
    Column(key="paid", title="Paid", kind=Kind.DATE),
    Column(key="stands", title="How it stands", width=280),
    Column(key="condition", title="Condition", width=220),
    Column(key="condition_met", title="Met", kind=Kind.DATE),
)
OUTCOMES = (
    Column(key="programme", title="Programme", width=180, stretch=True),
    Column(key="measure", title="What", width=220),
    Column(key="value", title="Number", kind=Kind.NUMBER, figure=figure_of),
    Column(key="unit", title="Unit", width=76),
    Column(key="target", title="Target", kind=Kind.NUMBER, width=80),
    Column(key="against", title="Against it", width=116, tone=_rag),
    Column(key="cost_minor", title="Cost of each", kind=Kind.MONEY, figure=_cost),
    Column(key="start", title="From", kind=Kind.DATE),
    Column(key="end", title="To", kind=Kind.DATE),
    Column(key="source", title="Source", width=150),
)
PUBLIC = (
    Column(key="programme", title="Programme", width=220, stretch=True),
    Column(key="measure", title="What", width=204),
    Column(key="shown", title="As it may be published", width=300),
    Column(key="unit", title="Unit", width=90),
    Column(key="start", title="From", kind=Kind.DATE),
    Column(key="end", title="To", kind=Kind.DATE),
)


class ReinvestmentPage(ListedPage):
    """Every pound received, to what it paid for."""

    key = "reinvestment"
    title = "Reinvestment"
    purpose = "How recovered money was shared, what it paid for, and what came of it."

    def __init__(self, workspace: Workspace) -> None:
        """The sum of it all above; the lists below."""
        super().__init__(workspace)
        self.found = Found()
        self.waits: list[dict[str, Any]] = []
        self.funds = FundForms(self, lambda: self.found)
        self.programmes = ProgrammeForms(self, lambda: self.found)
        self.quarters = QuarterForms(self, lambda: self.found)
        self.reports = ReportForms(self, self.quarters.chosen, self.funds.chosen)
        self.grants = GrantForms(self, self._grant, self._instalment)
        top = Sums(
            [(keys[0], words) for keys, words in PLACES],
            lambda: workspace.ask_why.emit(f"unaccounted:{self._currency()}"),
            "Why is nothing unaccounted for?",
        )
        self.sums = top.amounts
        self.content.insertWidget(0, top)
        self.whom = ForWhom()
        self.whom.asked.connect(lambda _: self._read_waiting())
        self._add_daily()
        self._add_books()
        self.set_primary("Share a receipt", self.share, "Share a receipt by the rates of its day")
        self.add_secondary(
            "The chain", lambda: workspace.show_page.emit("chain", None),
            "From what was taken to what it paid for, as a picture",
        )  # fmt: skip
        self.set_empty(
            EmptyPage(
                "hand-coins",
                "Nothing to reinvest yet",
                "When money is received against an order it is shared by the dated rates, and our "
                "share goes into a fund. From there it is granted, paid and its outcome recorded, "
                "pound by pound. A partner's money needs no order: open a fund for it.",
                "Open a fund",
                self.funds.open,
            )
        )
        self.show_empty(is_empty=True)

    def _add_daily(self) -> None:
        """What is looked at every day: what waits, grants, instalments, the calendar."""
        g = self.grants
        self.add_list(
            "waiting", "To do", WAITING, ("act", "acts"), empty="Nothing waits.",
            above=self.whom,
            actions=(("Go to it", self.do, "Go to where the chosen act is done"),),
        ).activated.connect(lambda _: self.do())  # fmt: skip
        self.add_list(
            "funds", "Funds", FUNDS, ("fund", "funds"), empty="Open a fund for our share.",
            actions=(
                ("Open a fund…", self.funds.open, "Open a fund"),
                ("Deposit…", self.funds.deposit, "Record a partner's money paid in"),
                ("Return money…", self.funds.give_back, "Return money of it unspent"),
                ("Return to the funder…", self.reports.funder, "Tell the owner what became of it"),
            ),
        )  # fmt: skip
        self.add_list(
            "grants", "Grants", GRANTS, ("grant", "grants"),
            empty="Propose a grant from a fund to a programme.",
            actions=(
                ("Open", self.open_grant, "Show the chosen grant on its own page"),
                ("Propose…", self.programmes.propose, "Propose a grant"),
                ("Recommend…", g.recommend, "Record who recommends the chosen grant"),
                ("Approve…", g.approve, "Record who approves it: somebody else"),
                ("Plan an instalment…", g.plan, "Plan an instalment of it"),
            ),
        ).activated.connect(lambda number: self.show_grant(int(number)))  # fmt: skip
        self.add_list(
            "instalments", "Instalments", INSTALMENTS, ("instalment", "instalments"),
            empty="Instalments are planned on a grant.",
            actions=(
                ("Condition met…", g.met, "Record that the condition is met"),
                ("Prepare…", g.prepare, "Make the payment ready: somebody else pays it"),
                ("Pay…", g.pay, "Pay the chosen instalment"),
                ("Change…", g.change, "Change it before it is paid"),
                ("Claw back…", g.claw_back, "Record money of it that came back"),
            ),
        )  # fmt: skip
        self.calendar = GrantCalendar()
        self.calendar.grant.connect(self.show_grant)
        self.add_table(self.calendar.table)
        self.tabs.addTab(self.calendar, "Calendar")

    def _add_books(self) -> None:
        """The books: programmes and outcomes, quarters, and what came in."""
        f, p, q = self.funds, self.programmes, self.quarters
        self.add_list(
            "outcomes", "Outcomes", OUTCOMES, ("outcome", "outcomes"),
            empty="Record what a programme achieved, from a return that is kept.",
            actions=(("Record an outcome…", p.outcome, "What a programme achieved"),),
        )  # fmt: skip
        self.add_list(
            "public", "Public", PUBLIC, ("outcome", "outcomes"),
            empty="Outcomes as they may be published are listed here: small numbers left out.",
        )  # fmt: skip
        self.add_list(
            "programmes", "Programmes", PROGRAMMES, ("programme", "programmes"),
            empty="Begin a programme: diversion into treatment, naloxone for officers …",
            actions=(
                ("Begin a programme…", p.begin, "Begin a programme"),
                ("A kind of your own…", p.kind, "Define a kind with measures of its own"),
            ),
        )  # fmt: skip
        self.add_list(
            "quarters", "Quarters", QUARTERS, ("quarter of a fund", "quarters of funds"),
            empty="Nothing was shared into a fund yet.",
            actions=(
                ("Paid by the Home Office…", q.home_office, "Record what it paid for a quarter"),
                ("Correct…", q.correct, "A payment was recorded wrongly"),
                ("Explain too little…", q.explain_short, "Why less was paid than was shared"),
                ("Take in too much…", q.take_surplus, "What was paid beyond the shares"),
                ("Close…", q.close, "Close the books of a quarter"),
                ("Report…", self.reports.choose_quarter, "Write the quarter's finance report"),
            ),
        )  # fmt: skip
        self.add_list(
            "deposits", "Deposits", DEPOSITS, ("deposit", "deposits"),
            empty="Money of partners that is paid into a fund is listed here.",
        )  # fmt: skip
        self.add_list(
            "shares", "Shares", SHARES, ("share", "shares"),
            empty="A receipt is shared by the rates of its day.",
            actions=(
                ("Take back…", f.take_back, "Take the shares of a receipt back"),
                ("Contributions…", f.contributions, "How bodies agreed to share one part"),
                ("State a rate…", f.rate, "A rate, the top slice or the cap of this case"),
            ),
        )  # fmt: skip

    # -- showing

    def load(self, _case: Case) -> None:
        """Read the lists again."""
        self.workspace.read("Reading reinvestment", gather, self._show)
        self._read_waiting()

    def unload(self) -> None:
        """Show no case's reinvestment."""
        super().unload()
        self.found, self.waits = Found(), []
        self.whom.person.clear()
        self.whom.last = ""
        self.calendar.clear()

    def _currency(self) -> str:
        return next(iter(self.found.totals), "GBP")

    def _show(self, found: Found) -> None:
        self.found = found
        if not self.form.isVisible():
            self.show_empty(found.is_empty())
        for key in (
            "shares", "funds", "deposits", "programmes", "grants", "instalments", "outcomes",
            "public", "quarters",
        ):  # fmt: skip
            self.set_rows(key, getattr(found, key))
        self.calendar.show_rows(found.dated, date.fromisoformat(found.today))
        self.whom.offer(names_of(found.grants))
        currency = self._currency()
        row = found.totals.get(currency, {})
        for keys, _ in PLACES:
            minor = sum(row.get(key, 0) for key in keys)
            wrong = keys[0] == "unaccounted_minor" and minor
            self.sums[keys[0]].say(written(minor, currency), tone="wrong" if wrong else "")
        self.workspace.explain(self._costs, self._show_costs, failed=lambda _: None)

    def _read_waiting(self) -> None:
        person = self.whom.name()
        self.workspace.read(
            "Reading what waits", lambda case, _: read_waiting(case, person), self._show_waiting
        )

    def _show_waiting(self, rows: list[dict[str, Any]]) -> None:
        self.waits = rows
        self.set_rows("waiting", rows)
        self.whom.tell(rows)
        late = sum(row["late"] for row in rows)
        first = next((row for row in rows if row["may"]), None)
        told = f" First: {first['what']}." if first else ""
        over = f", {late:,} overdue" if late else ""
        self.say(
            f"{counted(len(rows), 'act')} to do{over}.{told}" if rows else "Nothing waits.",
            "caution" if late else "",
        )

    @staticmethod
    def _costs(book: Any, _report: object) -> dict[str, int]:
        names = [f"outcome-cost:{key}" for key in book.keys("outcome-cost")]
        return {name: book.figure(name).minor for name in names}

    def _show_costs(self, costs: dict[str, int]) -> None:
        for row in self.found.outcomes:
            row["cost_minor"] = costs.get(str(row["cost_figure"]))
        self.set_rows("outcomes", self.found.outcomes)

    # -- where an act is done

    def show_list(self, key: str) -> None:
        """Bring a list into sight."""
        inside = self.tables[key].parentWidget()
        assert inside is not None
        self.tabs.setCurrentWidget(inside)

    def do(self) -> None:
        """Go to where the chosen act is done."""
        number = self.chosen("waiting")
        row = next((w for w in self.waits if w["id"] == number), None)
        if row is None:
            return
        if row["act"] == "share":
            self.funds.share(row["receipt"])
        elif row["act"] == "close the quarter":
            self.quarters.close(row["quarter"])
        elif row["act"] == "reconcile":
            self.show_list("quarters")
            for quarter in self.found.quarters:
                if (quarter["quarter"], quarter["fund"]) == (row["quarter"], row["fund"]):
                    self.tables["quarters"].select(quarter["id"])
        elif row["act"] == "give back":
            self.show_list("funds")
            self.tables["funds"].select(row["fund"])
            self.funds.give_back()
        else:
            self.show_grant(row["grant"])

    def share(self) -> None:
        """Share a receipt."""
        self.funds.share()

    def open_grant(self) -> None:
        """Show the chosen grant on its own page."""
        if (number := self.chosen("grants")) is not None:
            self.show_grant(number)

    def show_grant(self, number: int) -> None:
        """Show a grant on its own page."""
        self.workspace.show_page.emit("grant", Hit("grant", number, "Grant", ""))

    def _grant(self) -> Row | None:
        number = self.chosen("grants")
        return next((g for g in self.found.grants if g["grant"] == number), None)

    def _instalment(self) -> Row | None:
        number = self.chosen("instalments")
        return next((i for i in self.found.instalments if i["id"] == number), None)
