"""Property and orders: what was found, what a court ordered, what is due, what was received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.pages.base import EmptyPage
from ui.pages.listed import ListedPage
from ui.pages.order_card import OrderCard
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report


def _money(key: str, title: str, figure: str = "", **more: Any) -> Column:
    return Column(
        key=key, title=title, kind=Kind.MONEY,
        figure=(lambda row: str(row.get(figure) or "")) if figure else None, **more,
    )  # fmt: skip


PROPERTY = (
    Column(key="label", title="What", width=240, stretch=True),
    Column(key="kind", title="Kind", width=110),
    Column(key="state", title="State", width=96),
    Column(key="acquired", title="Acquired", kind=Kind.DATE),
    _money(
        "paid_minor", "Paid by payments", "figure", tip="What recorded payments paid", width=140
    ),
    _money("traced_minor", "Traced into it", "traced_figure", tip="By the rule relied on"),
    _money("value_minor", "Last value"),
    _money("charges_minor", "Charges"),
    _money("equity_minor", "Equity"),
)
ORDERS = (
    Column(key="name", title="Order", width=180, stretch=True),
    Column(key="party", title="Against", width=160),
    Column(key="state_label", title="State", width=110),
    Column(key="made", title="Made", kind=Kind.DATE),
    Column(key="due", title="Due", kind=Kind.DATE),
    _money("amount_minor", "To be paid", "figure"),
    _money("received_minor", "Received"),
    _money("owed_minor", "Owed", "owed_figure"),
    Column(key="path", title="So far", width=220, hidden=True),
)


def _urgent(row: Row) -> str:
    return "muted" if row.get("done") else ""


DEADLINES = (
    Column(key="due", title="Due", width=140, tone=_urgent),
    Column(key="met", title="Met", width=140, tone=_urgent),
    Column(key="name", title="Order", width=200, tone=_urgent),
    Column(key="explained", title="What, and how it is counted", stretch=True, tone=_urgent),
    Column(key="provision", title="Provision", width=220, tone=_urgent),
)
RECEIPTS = (
    Column(key="received", title="Received", kind=Kind.DATE),
    Column(key="order_name", title="Against", width=200),
    Column(key="asset_label", title="From", width=220, stretch=True),
    _money("minor", "Amount", "figure"),
    _money("costs_minor", "Costs"),
    _money("compensation_minor", "Compensation"),
    _money("to_share_minor", "To share"),
    Column(key="reference", title="Reference", width=180),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The page's four lists."""

    property: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    parties: tuple[tuple[Any, str], ...]


def gather(case: Case, report: Report) -> Found:
    """Read the register, the orders, what is due and what came in."""
    from workbench.parties.register import party_rows
    from workbench.recovery.rows import asset_rows, order_rows, receipt_rows
    from workbench.recovery.timetable import timetable
    from workbench.words import day_written

    report(0, 4, "Reading property and orders")
    assets = asset_rows(case)
    for row in assets:
        row["id"] = row["asset"]
        row["paid_minor"] = sum(p["minor"] for p in row["purchases"]) or None
    orders = order_rows(case)
    for row in orders:
        row["id"] = row["order"]
        row["path"] = " › ".join(dict.fromkeys(event["label"] for event in row["events"]))
        row["owed_figure"] = f"outstanding:{row['order']}" if row["made"] else ""
    deadlines = [
        {"id": number, **row} for number, row in enumerate(d.as_data() for d in timetable(case))
    ]
    for row in deadlines:
        due = str(row["due"])
        row["due"] = f"{day_written(due)} {due[11:16]}".strip()
        at = str(row["done_at"] or "")
        late = ", late" if row.get("late") else ""
        row["met"] = f"{day_written(at)}{late}" if row["done"] else "open"
    receipts = receipt_rows(case)
    for row in receipts:
        row["id"] = row["receipt"]
    parties = ((None, "nobody named"), *((p["party"], p["name"]) for p in party_rows(case)))
    return Found(assets, orders, deadlines, receipts, parties)


class PropertyPage(ListedPage):
    """Things and orders, each moving only along the states of its regime."""

    key = "property"
    title = "Property and orders"
    purpose = "Assets, the orders that hold them, their deadlines, and money received."

    def __init__(self, workspace: Workspace) -> None:
        """Four lists and a form."""
        super().__init__(workspace)
        self.found = Found([], [], [], [], ())
        self.add_list(
            "property", "Property", PROPERTY, ("thing", "things"),
            empty="Add a thing: a house, a car, cash that was seized.",
            actions=(
                ("What bought it…", self.buy, "Name the payment that bought the chosen thing"),
                ("Value…", self.value, "Record what the chosen thing was worth on a day"),
                ("Interest…", self.interest, "Record whose the chosen thing is, or a charge"),
                ("Event…", self.happened, "Record what happened to the chosen thing"),
            ),
        )  # fmt: skip
        self.card = OrderCard()
        self.card.step.connect(self.step)
        self.add_list(
            "orders", "Orders", ORDERS, ("order", "orders"),
            empty="Begin an order: a confiscation, a seizure of cash, a freezing order.",
            actions=(
                ("New order…", self.order, "Begin an order under a regime"),
                ("Next step…", self.step, "Move the chosen order to its next state"),
                ("Money received…", self.receive, "Record money received against it"),
            ),
            above=self.card,
        )  # fmt: skip
        self.tables["orders"].selected.connect(self._show_order)
        self.add_list(
            "deadlines", "Deadlines", DEADLINES, ("deadline", "deadlines"),
            empty="Deadlines follow from orders; none is running.",
        )  # fmt: skip
        self.add_list(
            "receipts", "Receipts", RECEIPTS, ("receipt", "receipts"),
            empty="Money received against an order is listed here.",
        )  # fmt: skip
        self.set_primary("Add property", self.add, "Enter a thing in the property register")
        self.set_empty(
            EmptyPage(
                "gavel",
                "No property and no order yet",
                "Add an asset, or a seizure of cash. Its deadlines are worked out from the law "
                "in force, and its price is tied to the payments that bought it.",
                "Add property",
                self._begin,
            )
        )
        self.show_empty(is_empty=True)

    def load(self, _case: Case) -> None:
        """Read the lists, then what was traced into each thing."""
        self.workspace.read("Reading property and orders", gather, self._show)

    def _show(self, found: Found) -> None:
        self.found = found
        if not self.form.isVisible():
            self.show_empty(not (found.property or found.orders))
        self.set_rows("property", found.property)
        self.set_rows("orders", found.orders)
        orders = self.tables["orders"]
        if orders.current_id() is None and found.orders:
            orders.select(found.orders[0]["id"])
        self._show_order(orders.current_id())
        self.set_rows("deadlines", found.deadlines)
        self.set_rows("receipts", found.receipts)
        waiting = [row for row in found.deadlines if not row["done"]]
        self.say(
            f"{counted(len(found.property), 'thing')} in the register, "
            f"{counted(len(found.orders), 'order')}; "
            + (
                f"{counted(len(waiting), 'deadline')} open, the next on {waiting[0]['due']}: "
                f"{waiting[0]['what']}."
                if waiting else "no deadline is open."
            )
        )  # fmt: skip
        self.workspace.explain(self._traced, self._show_traced, failed=lambda _: None)

    @staticmethod
    def _traced(book: Any, _report: Report) -> dict[int, int]:
        from workbench.errors import Refused

        found = {}
        for name in book.keys("traced"):
            try:
                found[int(name)] = book.figure(f"traced:{name}").minor
            except Refused:
                continue
        return found

    def _show_traced(self, traced: dict[int, int]) -> None:
        for row in self.found.property:
            if row["asset"] in traced:
                row["traced_minor"] = traced[row["asset"]]
                row["traced_figure"] = f"traced:{row['asset']}"
        self.set_rows("property", self.found.property)

    def _show_order(self, number: object) -> None:
        self.card.show_order(next((r for r in self.found.orders if r["order"] == number), None))

    def _begin(self) -> None:
        self.show_empty(is_empty=False)
        self.add()

    # -- actions

    def add(self) -> None:
        """Enter a thing."""
        from workbench.recovery.lawbook import table
        from workbench.recovery.property import add_asset

        kinds = tuple((kind, kind) for kind in table("property")["kinds"])
        self.ask(
            "Add property",
            (
                Field("kind", "Kind", choices=kinds),
                Field("label", "What it is", needed=True, hint="VW Golf, grey, AB12 CDE"),
                Field("identifier", "Title number, registration, serial"),
                Field("acquired", "Acquired on", "day"),
                Field("price_minor", "The whole price", "money"),
                Field("description", "Description"),
            ),
            lambda case, v: add_asset(case, v.pop("kind"), v.pop("label"), **v),
        )

    def buy(self) -> None:
        """Say what bought the chosen thing."""
        from workbench.recovery.property import add_purchase

        number = self.chosen("property")
        if number is not None:
            self.ask(
                "What bought it",
                (
                    Field("payment", "Payment", needed=True, hint="F3-R12"),
                    Field("minor", "Only this much of it", "money"),
                    Field("why", "What says so"),
                ),
                lambda case, v: add_purchase(
                    case, number, v["payment"], minor=v["minor"], why=v["why"]
                ),
                about="The payment's id stands in the Payments table of the Records page.",
            )

    def value(self) -> None:
        """Value the chosen thing."""
        from workbench.recovery.property import value

        number = self.chosen("property")
        if number is not None:
            self.ask(
                "Value",
                (
                    Field("on", "On", "day", needed=True),
                    Field("minor", "Worth", "money", needed=True),
                    Field("basis", "On what basis", needed=True, hint="valuer's report"),
                ),
                lambda case, v: value(case, number, v["on"], v["minor"], v["basis"]),
            )

    def interest(self) -> None:
        """Record whose the chosen thing is."""
        from workbench.recovery.property import add_interest

        number = self.chosen("property")
        if number is not None:
            kinds = (("beneficial", "beneficial"), ("legal", "legal"), ("charge", "charge on it"))
            self.ask(
                "Interest",
                (
                    Field("party", "Whose", choices=self.found.parties[1:]),
                    Field("kind", "Kind", choices=kinds),
                    Field("percent", "Share in per cent (not for a charge)", "number"),
                    Field("minor", "Amount secured (for a charge)", "money"),
                    Field("why", "What says so"),
                ),
                lambda case, v: add_interest(
                    case, number, v["party"], v["kind"],
                    millionths=None if v["percent"] is None else v["percent"] * 10_000,
                    minor=v["minor"], why=v["why"],
                ),
            )  # fmt: skip

    def happened(self) -> None:
        """Record what happened to the chosen thing."""
        from workbench.recovery.lawbook import table
        from workbench.recovery.property import asset_event

        number = self.chosen("property")
        if number is not None:
            events = tuple((event, event) for event in table("property")["events"])
            self.ask(
                "What happened to it",
                (
                    Field("event", "Event", choices=events),
                    Field("at", "When (local)", needed=True, hint="2026-03-31T10:00"),
                    Field("by", "By whom", needed=True),
                    Field("place", "Where"),
                    Field("document", "Document"),
                    Field("note", "Note"),
                ),
                lambda case, v: asset_event(
                    case, number, v.pop("event"), v.pop("at"), v.pop("by"), **v
                ),
            )

    def order(self) -> None:
        """Begin an order."""
        from workbench.recovery.orders import add_order, regimes

        known = tuple((key, regime["title"]) for key, regime in regimes().items())
        self.ask(
            "New order",
            (
                Field("regime", "Under", choices=known),
                Field("at", "Its first step was on (local)", needed=True, hint="2026-03-31T10:00"),
                Field("by", "By whom", needed=True),
                Field("party_id", "Against", choices=self.found.parties),
                Field("reference", "Reference"),
                Field("court", "Court"),
                Field("asset", "Concerning", choices=(
                    (None, "nothing in the register"),
                    *((row["asset"], row["label"]) for row in self.found.property),
                )),
                Field("amount_minor", "Amount, if known", "money"),
            ),
            self._begin_order(add_order),
        )  # fmt: skip

    @staticmethod
    def _begin_order(add_order: Any) -> Any:
        def do(case: Case, v: dict[str, Any]) -> Any:
            asset = v.pop("asset")
            return add_order(case, v.pop("regime"), assets=() if asset is None else (asset,), **v)

        return do

    def step(self, to: str = "") -> None:
        """Move the chosen order on, to the state `to` unless another is chosen."""
        from workbench.recovery.orders import move

        number = self.chosen("orders")
        row = next((r for r in self.found.orders if r["order"] == number), None)
        if row is None:
            return
        moves = tuple((m["to"], m["label"]) for m in row["next"] if not m["why_not"])
        if not moves:
            self.say("Nothing may follow this state.", "caution")
            return
        self.ask(
            "Next step",
            (
                Field("to", "Becomes", choices=moves, value=to),
                Field("at", "When (local)", needed=True, hint="2026-03-31T10:00"),
                Field("by", "By whom", needed=True),
                Field("document", "On what document"),
                Field("benefit_minor", "Benefit, if found", "money"),
                Field("available_minor", "Available amount, if found", "money"),
                Field("amount_minor", "To be paid, if ordered", "money"),
                Field("due", "Last day of time to pay", "day"),
            ),
            lambda case, v: move(case, row["order"], v.pop("to"), v.pop("at"), v.pop("by"), **v),
            about=row["name"],
        )

    def receive(self) -> None:
        """Record money received against the chosen order."""
        from workbench.recovery.receipts import add_receipt

        number = self.chosen("orders")
        row = next((r for r in self.found.orders if r["order"] == number), None)
        if row is None:
            return
        sold = ((None, "paid by the defendant"), *((a["asset"], a["label"]) for a in row["assets"]))
        self.ask(
            "Money received",
            (
                Field("received", "On", "day", needed=True),
                Field("minor", "Amount", "money", needed=True),
                Field("asset_id", "From", choices=sold),
                Field("costs_minor", "Costs of realisation", "money"),
                Field("compensation_minor", "Compensation to victims", "money"),
                Field("reference", "Reference"),
            ),
            lambda case, v: add_receipt(
                case, row["order"], v["received"], v["minor"], asset_id=v["asset_id"],
                costs_minor=v["costs_minor"] or 0,
                compensation_minor=v["compensation_minor"] or 0, reference=v["reference"],
            ),
            about=row["name"],
        )  # fmt: skip
