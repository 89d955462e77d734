"""Funds at a glance, the shares and deposits in them, and a form for every act of a fund."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.pages.grant_facts import figure_of
from ui.pages.grant_forms import BY, ON, OUT_OF, PAPER, WHY
from ui.pages.listed import ListedPage
from ui.pages.reinvestment_facts import Found
from ui.words import day_written
from workbench.errors import Refused
from workbench.money import written

AGENCIES = (
    ("investigator", "the investigator"), ("prosecutor", "the prosecutor"),
    ("enforcement", "the enforcement agency"), ("home-office", "the Home Office"),
)  # fmt: skip


def _short(row: Row) -> str:
    return "wrong" if int(row.get("free_minor") or 0) < 0 else ""


FUNDS = (
    Column(key="name", title="Fund", width=216),
    Column(key="owner", title="Owner", width=110),
    Column(key="held_minor", title="Held", kind=Kind.MONEY, figure=figure_of),
    Column(key="promised_minor", title="Promised", kind=Kind.MONEY),
    Column(key="free_minor", title="Free", kind=Kind.MONEY, tone=_short,
           tip="Held and promised to nobody"),
    Column(key="ends", title="Ends", kind=Kind.DATE),
    Column(key="bounds", title="What it is for", width=210, stretch=True),
    Column(key="bid_limit_minor", title="Bids up to", kind=Kind.MONEY, hidden=True),
    Column(key="received_minor", title="Shares", kind=Kind.MONEY, hidden=True),
    Column(key="deposited_minor", title="Deposits", kind=Kind.MONEY, hidden=True),
    Column(key="paid_minor", title="Paid", kind=Kind.MONEY, hidden=True),
    Column(key="clawed_back_minor", title="Came back", kind=Kind.MONEY, hidden=True),
    Column(key="returned_minor", title="Returned", kind=Kind.MONEY, hidden=True),
    Column(key="return_to", title="What is left goes to", width=160, hidden=True),
    Column(key="cost_code", title="Cost code", width=110, hidden=True),
)  # fmt: skip
DEPOSITS = (
    Column(key="deposit", title="No.", kind=Kind.NUMBER, width=56),
    Column(key="on", title="On", kind=Kind.DATE),
    Column(key="fund_name", title="Into", width=220),
    Column(key="minor", title="Deposit", kind=Kind.MONEY, figure=figure_of),
    Column(key="unspent_minor", title="Not spent yet", kind=Kind.MONEY),
    Column(key="source", title="From", width=220, stretch=True),
    Column(key="reference", title="Reference", width=180),
)
SHARES = (
    Column(key="share", title="Share", kind=Kind.NUMBER, width=64),
    Column(key="receipt", title="Receipt", kind=Kind.NUMBER, width=80),
    Column(key="agency", title="Agency", width=120),
    Column(key="body", title="Body", width=120),
    Column(key="minor", title="Amount", kind=Kind.MONEY, figure=figure_of),
    Column(key="unspent_minor", title="Not spent yet", kind=Kind.MONEY),
    Column(key="rate", title="Rates", stretch=True, width=260),
    Column(key="provision", title="Provision", width=260),
)


class FundForms:
    """Forms for what comes into a fund and what leaves it other than by a grant."""

    def __init__(self, page: ListedPage, found: Callable[[], Found]) -> None:
        """State the page, and how its lists are had."""
        self._page, self._found = page, found

    def chosen(self) -> Row | None:
        """The fund that is chosen; the only one there is needs no choice."""
        funds = self._found().funds
        if len(funds) == 1:
            return funds[0]
        number = self._page.chosen("funds")
        return next((f for f in funds if f["fund"] == number), None)

    def open(self) -> None:
        """Open a fund."""
        from workbench.reinvestment.funds import add_fund

        self._page.ask(
            "Open a fund",
            (
                Field("name", "Name", needed=True),
                Field("owner", "Owner", needed=True, hint="police, community safety"),
                Field("kinds", "Only for these kinds", "list", hint="kind; another kind"),
                Field("not_for", "Never for these kinds", "list", hint="kind; another kind"),
                Field("restriction", "What it may not be spent on"),
                Field("ends", "Last day it may be spent", "day"),
                Field("return_to", "What is left goes to"),
                Field("bid_limit_minor", "Small grants: the most of one bid", "money"),
                Field("final_approver", "Whose approval is final"),
                Field("cost_code", "Cost code"),
                Field("currency", "Currency", value="GBP"),
            ),
            lambda case, v: add_fund(
                case, v.pop("name"), v.pop("owner"), kinds=v.pop("kinds") or (),
                not_for=v.pop("not_for") or (), currency=(v.pop("currency") or "GBP").upper(), **v,
            ),
            about="Kinds of programme are named as they stand under Programmes.", action="Open",
        )  # fmt: skip

    def deposit(self) -> None:
        """Record a partner's money paid into the chosen fund."""
        from workbench.reinvestment.deposits import deposit

        if (fund := self.chosen()) is not None:
            self._page.ask(
                "Deposit",
                (
                    Field("minor", "Amount", "money", needed=True, currency=fund["currency"]),
                    Field("source", "From", needed=True, hint="public health"), ON,
                    Field("reference", "Reference"), PAPER,
                ),
                lambda case, v: deposit(
                    case, fund["fund"], v.pop("on"), v.pop("minor"), v.pop("source"), **v
                ),
                about=f"Into {fund['name']}.",
            )  # fmt: skip

    def give_back(self) -> None:
        """Return money of the chosen fund unspent."""
        from workbench.reinvestment.deposits import give_back

        if (fund := self.chosen()) is not None:
            self._page.ask(
                "Return money",
                (
                    Field("minor", "Amount", "money", needed=True, currency=fund["currency"]),
                    BY, ON, WHY, Field("paid_to", "To", value=fund["return_to"], needed=True),
                    *OUT_OF,
                ),
                lambda case, v: give_back(
                    case, fund["fund"], v.pop("minor"), v.pop("by"), v.pop("on"), v.pop("why"),
                    shares=v.pop("shares") or (), deposits=v.pop("deposits") or (), **v,
                ),
                about=f"{written(fund['free_minor'], fund['currency'])} of {fund['name']} is "
                "promised to nobody.",
                action="Return",
            )  # fmt: skip

    # -- receipts and their shares

    def share(self, receipt: int | None = None) -> None:
        """Share a receipt by the rates of its day."""
        from workbench.reinvestment.shares import share_receipt

        found = self._found()
        shared: dict[int, int] = {}
        for row in found.shares:
            shared[row["receipt"]] = shared.get(row["receipt"], 0) + row["minor"]
        waiting = tuple(
            (r["receipt"], _receipt(r)) for r in found.receipts if not shared.get(r["receipt"])
        )
        if not waiting:
            self._page.say("Every receipt is shared.", "caution")
            return
        self._page.ask(
            "Share a receipt",
            (
                Field("receipt", "Receipt", choices=waiting, value=str(receipt or "")),
                Field("fund", "Our share goes into", choices=(
                    *((f["fund"], f["name"]) for f in found.funds), (None, "no fund of ours"),
                )),
                Field("agency", "We are", choices=AGENCIES),
                Field("body", "Which of the agreed bodies", hint="where contributions are agreed"),
                Field("on", "Posted on", "day", hint="the day of receipt"),
                Field("pool_minor", "Receipts of the whole scheme that year", "money"),
            ),
            lambda case, v: share_receipt(case, v.pop("receipt"), fund_id=v.pop("fund"), **v),
            about="By the rates of the day it was received. Shares stand as allocated.",
            action="Share",
        )  # fmt: skip

    def take_back(self) -> None:
        """Take the shares of a receipt back by their mirror image."""
        from workbench.reinvestment.shares import take_back

        number = self._page.chosen("shares")
        row = next((s for s in self._found().shares if s["share"] == number), None)
        if row is not None:
            self._page.ask(
                f"Take back the shares of receipt {row['receipt']}",
                (ON, WHY),
                lambda case, v: take_back(case, row["receipt"], v["on"], v["why"]),
                about="Each share gets its mirror image, and the receipt waits to be shared anew.",
                action="Take back",
            )

    def contributions(self) -> None:
        """Record how bodies agreed to share one role's part of an order."""
        from workbench.reinvestment.contributions import agree

        orders = self._found().orders
        if not orders:
            self._page.say("There is no order yet.", "caution")
            return
        self._page.ask(
            "Agreed contributions",
            (
                Field("order", "Order", choices=orders),
                Field("agency", "The part of", choices=AGENCIES),
                Field("parts", "Body = per cent", "list", needed=True,
                      hint="West = 62.5; East = 37.5"),
                Field("document", "Where it was agreed"),
            ),
            lambda case, v: agree(
                case, v["order"], dict(_part(text) for text in v["parts"]), agency=v["agency"],
                document=v["document"],
            ),
            about="The parts come to 100 %. Receipts that are shared stand as allocated.",
        )  # fmt: skip

    def rate(self) -> None:
        """State a rate that nobody confirmed, the top slice or the cap, for this case."""
        from workbench.reinvestment.aris import state_value

        def do(case: Any, v: dict[str, Any]) -> int:
            of_year = v["key"] in ("top-slice", "cap")
            value = v["minor"] if of_year else v["weight"]
            if value is None:
                what = "the amount of a year" if of_year else "a weight"
                raise Refused(f"{what} is needed", where=v["key"])
            return state_value(
                case, v["key"], value, v["since"], v["source"], valid_to=v["until"], why=v["why"]
            )

        self._page.ask(
            "State a rate",
            (
                Field("key", "Which", needed=True, hint="crypto.investigator, top-slice or cap"),
                Field("weight", "Weight beside the others", "number", hint="50"),
                Field("minor", "Or the amount of a year", "money"),
                Field("since", "From", "day", needed=True), Field("until", "To", "day"),
                Field("source", "Where it was read", needed=True), Field("why", "Why"),
            ),
            do,
            about="Only rates that are marked as not confirmed are stated otherwise.",
        )  # fmt: skip


def _receipt(row: Row) -> str:
    much = written(row["minor"], row["currency"])
    return f"{row['receipt']}: {much} of {day_written(row['received'])}, {row['order_name']}"


def _part(text: str) -> tuple[str, int]:
    """A body and its part, to four decimals of a per cent, in millionths."""
    body, _, per_cent = text.rpartition("=")
    whole, _, part = per_cent.strip().removesuffix("%").strip().partition(".")
    if not body.strip() or not whole.isdecimal() or not (part or "0").isdecimal() or len(part) > 4:
        raise Refused(f"{text} is no part in per cent", remedy="Write it like West = 62.5.")
    return body.strip(), int(whole) * 10_000 + int(part.ljust(4, "0"))
