"""Quarters: what was shared, what the Home Office paid, what differs, and closing the books."""

from __future__ import annotations

from collections.abc import Callable

from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.pages.grant_facts import figure_of
from ui.pages.grant_forms import BY, ON, PAPER, WHY
from ui.pages.listed import ListedPage
from ui.pages.reinvestment_facts import Found
from ui.words import day_written
from workbench.money import written


def _differs(row: Row) -> str:
    return "caution" if row.get("difference_minor") else ""


QUARTERS = (
    Column(key="quarter", title="Quarter", width=90),
    Column(key="fund_name", title="Fund", width=216, stretch=True),
    Column(key="shared_minor", title="Shared", kind=Kind.MONEY, figure=figure_of),
    Column(key="held_back_minor", title="Kept", kind=Kind.MONEY, width=104,
           tip="Top slice, cap and other reasons why less was paid"),
    Column(key="taken_in_minor", title="Taken in", kind=Kind.MONEY, hidden=True),
    Column(key="paid_minor", title="Paid", kind=Kind.MONEY, tip="By the Home Office"),
    Column(key="difference_minor", title="Difference", kind=Kind.MONEY, width=108, tone=_differs),
    Column(key="state", title="State", width=110, tone=_differs),
    Column(key="books", title="Books", width=150),
    Column(key="start", title="From", kind=Kind.DATE, hidden=True),
    Column(key="end", title="To", kind=Kind.DATE, hidden=True),
)  # fmt: skip


class QuarterForms:
    """Forms for the reconciliation with the Home Office and for closing a quarter."""

    def __init__(self, page: ListedPage, found: Callable[[], Found]) -> None:
        """State the page, and how its lists are had."""
        self._page, self._found = page, found

    def chosen(self) -> Row | None:
        """The quarter of a fund that is chosen; the only one there is needs no choice."""
        quarters = self._found().quarters
        if len(quarters) == 1:
            return quarters[0]
        number = self._page.chosen("quarters")
        return next((q for q in quarters if q["id"] == number), None)

    def home_office(self) -> None:
        """Record what the Home Office paid for a quarter."""
        from workbench.reinvestment.reconcile import record_payment

        found = self._found()
        if not found.funds:
            self._page.say("Open a fund first.", "caution")
            return
        at = self._page.tables["quarters"].current_id()
        row = next((q for q in found.quarters if q["id"] == at), None)
        row = row or next((q for q in found.quarters if q["difference_minor"] < 0), {})
        self._page.ask(
            "Paid by the Home Office",
            (
                Field("quarter", "For the quarter", needed=True,
                      value=str(row.get("quarter", "")), hint="2026-Q1: April to June 2026"),
                Field("fund", "Into", value=str(row.get("fund", "")), choices=tuple(
                    (f["fund"], f["name"]) for f in found.funds
                )),
                Field("minor", "Amount", "money", needed=True,
                      currency=str(row.get("currency", "GBP"))),
                ON, Field("body", "Paid to", hint="which force or office"),
                Field("reference", "Reference"), PAPER,
            ),
            lambda case, v: record_payment(
                case, v.pop("quarter"), v.pop("fund"), v.pop("on"), v.pop("minor"), **v
            ),
            about="It is held against what was shared in that quarter.",
        )  # fmt: skip

    def correct(self) -> None:
        """Take back a payment of the Home Office that was recorded wrongly."""
        from workbench.reinvestment.reconcile import correct_payment

        row = self.chosen()
        if row is None:
            return
        paid = tuple(
            (p["payment"], _payment(p, row["currency"])) for p in row["payments"] if p["minor"] > 0
        )
        if not paid:
            self._page.say(f"Nothing was paid for {row['quarter']} yet.", "caution")
            return
        self._page.ask(
            "Correct a payment",
            (Field("payment", "Payment", choices=paid), ON, WHY),
            lambda case, v: correct_payment(case, v["payment"], v["on"], v["why"]),
            about="Its mirror image is recorded; then record it as it was.",
            action="Correct",
        )

    def explain_short(self) -> None:
        """Say why less was paid than was shared: so much leaves the fund."""
        from workbench.reinvestment.reconcile import hold_back

        if (row := self.chosen()) is not None:
            short = max(0, -row["difference_minor"])
            whats = (("top slice", "the top slice"), ("cap", "the cap"), ("other", "another"))
            self._page.ask(
                f"Too little for {row['quarter']}",
                (
                    Field("what", "The reason", choices=whats),
                    Field("minor", "Amount", "money", needed=True, currency=row["currency"]),
                    BY, ON, WHY,
                ),
                lambda case, v: hold_back(
                    case, row["quarter"], row["fund"], v["minor"], v["what"], v["by"], v["on"],
                    v["why"],
                ),
                about=f"{written(short, row['currency'])} is missing. What is explained leaves "
                f"{row['fund_name']}.",
            )  # fmt: skip

    def take_surplus(self) -> None:
        """Take what was paid beyond the shares into the fund."""
        from workbench.reinvestment.reconcile import accept_surplus

        if (row := self.chosen()) is not None:
            more = max(0, row["difference_minor"])
            self._page.ask(
                f"Too much for {row['quarter']}",
                (Field("minor", "Amount", "money", needed=True, currency=row["currency"]), ON),
                lambda case, v: accept_surplus(
                    case, row["quarter"], row["fund"], v["minor"], v["on"]
                ),
                about=f"{written(more, row['currency'])} was paid beyond the shares. It becomes "
                f"a deposit of the Home Office in {row['fund_name']}.",
                action="Take in",
            )  # fmt: skip

    def close(self, quarter: str = "") -> None:
        """Close the books of a quarter."""
        from workbench.reinvestment.quarters import close_quarter

        at = self._page.tables["quarters"].current_id()
        row = next((q for q in self._found().quarters if q["id"] == at), None)
        named = quarter or (str(row["quarter"]) if row else "")
        self._page.ask(
            "Close a quarter",
            (
                Field("quarter", "Quarter", needed=True, value=named,
                      hint="2026-Q1: April to June 2026"),
                BY, ON,
            ),
            lambda case, v: close_quarter(case, v["quarter"], v["by"], v["on"]),
            about="Once it is over and every receipt of it is shared. Nothing is dated into it "
            "any more.",
            action="Close",
        )  # fmt: skip


def _payment(paid: Row, currency: str) -> str:
    much = written(paid["minor"], currency)
    return f"{much} of {day_written(paid['received'])} {paid['reference']}".strip()
