"""Property and orders: what was found, what a court ordered, what is due, what was received."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QStackedWidget
from sqlalchemy import func, select

from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.pages.asset import AssetView
from ui.pages.base import EmptyPage
from ui.pages.listed import ListedPage
from ui.pages.order_card import OrderCard
from ui.pages.order_forms import ask_step
from ui.pages.register_rows import OPEN_CHOICES, OddRows
from ui.pages.thing_forms import OFFERED, Choices, ThingForms, fields_of_a_thing
from ui.pages.things import THINGS, ThingTable
from ui.search import Hit
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report
from workbench.store.tables import Asset

if TYPE_CHECKING:
    from workbench.recovery.register import RegisterRead


def _money(key: str, title: str, figure: str = "", **more: Any) -> Column:
    return Column(
        key=key, title=title, kind=Kind.MONEY,
        figure=(lambda row: str(row.get(figure) or "")) if figure else None, **more,
    )  # fmt: skip


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
    """The page's lists; the register itself is read by its table."""

    things: int
    offered: Choices
    orders: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    parties: tuple[tuple[Any, str], ...]


def gather(case: Case, report: Report) -> Found:
    """Read the register, the orders, what is due and what came in."""
    from workbench.parties.register import party_rows
    from workbench.recovery.rows import order_rows, receipt_rows
    from workbench.recovery.timetable import timetable
    from workbench.words import day_written

    report(0, 4, "Reading property and orders")
    with case.read() as connection:
        things = connection.execute(select(func.count(Asset.id))).scalar_one()
        named = select(Asset.id, Asset.label).order_by(Asset.id.desc()).limit(OFFERED)
        offered = tuple((number, label) for number, label in connection.execute(named))
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
    return Found(things, offered[::-1], orders, deadlines, receipts, parties)


class PropertyPage(ListedPage):
    """Things and orders, each moving only along the states of its regime."""

    key = "property"
    title = "Property and orders"
    purpose = "Assets, the orders that hold them, their deadlines, and money received."

    def __init__(self, workspace: Workspace) -> None:
        """Four lists and a form."""
        super().__init__(workspace)
        self.found = Found(0, (), [], [], [], ())
        self.things = ThingTable(workspace.tasks, self)
        self.things.failed.connect(workspace.refused)
        self.forms = ThingForms(
            self, self._thing, lambda: self.found.parties[1:], lambda: self.found.offered
        )
        actions = self.forms.actions()
        listed = self.add_list(
            "property", "Property", THINGS.columns, ("thing", "things"),
            empty="Add a thing: a house, a car, cash that was seized.",
            actions=(("Open", self.open_thing, "Show the chosen thing on its own"), *actions[:4]),
            model=self.things,
        )  # fmt: skip
        listed.activated.connect(lambda number: self.show_thing(int(number)))
        self.asset = AssetView(workspace, actions)
        self.asset.back.connect(self.show_register)
        self.asset.order.connect(self.show_order)
        self._own = QStackedWidget()
        if (inside := self.tabs.widget(0)) is not None:
            self.tabs.removeTab(0)
            self._own.addWidget(inside)
        self._own.addWidget(self.asset)
        self.tabs.addTab(self._own, "Property")
        self.card = OrderCard()
        self.card.step.connect(self.step)
        self.card.page.connect(self.show_order)
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
        self.odd = OddRows()
        self.add_table(self.odd.table)
        self.tabs.addTab(self.odd, "Last register")
        self.tabs.setTabVisible(self.tabs.indexOf(self.odd), False)
        self.add_secondary(
            "Calendar", partial(workspace.show_page.emit, "calendar", None),
            "What is due, by month and by urgency",
        )  # fmt: skip
        self.add_secondary(
            "Benefit", partial(workspace.show_page.emit, "benefit", None),
            "What was obtained, each thing once, and what of it can be recovered",
        )  # fmt: skip
        self.add_secondary(
            "Load a register…", self.load_register, "Enter every thing of a spreadsheet"
        )
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

    def load(self, case: Case) -> None:
        """Read the lists, then what was traced into each thing."""
        self.things.read_from(case.read)
        if self.asset.number is not None:
            self.asset.show_thing(self.asset.number)
        self.workspace.read("Reading property and orders", gather, self._show)

    def _show(self, found: Found) -> None:
        self.found = found
        if not self.form.isVisible():
            self.show_empty(not (found.things or found.orders))
        self.set_rows("orders", found.orders)
        orders = self.tables["orders"]
        if orders.current_id() is None and found.orders:
            orders.select(found.orders[0]["id"])
        self._show_order(orders.current_id())
        self.set_rows("deadlines", found.deadlines)
        self.set_rows("receipts", found.receipts)
        waiting = [row for row in found.deadlines if not row["done"]]
        self.say(
            f"{counted(found.things, 'thing')} in the register, "
            f"{counted(len(found.orders), 'order')}; "
            + (
                f"{counted(len(waiting), 'deadline')} open, the next on {waiting[0]['due']}: "
                f"{waiting[0]['what']}."
                if waiting else "no deadline is open."
            )
        )  # fmt: skip
        self.workspace.explain(self._traced, self.things.show_traced, failed=lambda _: None)

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

    def _show_order(self, number: object) -> None:
        self.card.show_order(next((r for r in self.found.orders if r["order"] == number), None))

    def _begin(self) -> None:
        self.show_empty(is_empty=False)
        self.add()

    # -- actions

    def _thing(self) -> int | None:
        """The thing that stands on its own page, else the one that is chosen in the table."""
        if self._own.currentWidget() is self.asset and self.asset.number is not None:
            return self.asset.number
        return self.chosen("property")

    def open_thing(self) -> None:
        """Show the chosen thing on its own."""
        if (number := self.chosen("property")) is not None:
            self.show_thing(number)

    def show_thing(self, number: int) -> None:
        """Show a thing on its own, in place of the register."""
        self.tabs.setCurrentWidget(self._own)
        self._own.setCurrentWidget(self.asset)
        self.asset.show_thing(number)

    def show_register(self) -> None:
        """Show the register again, the thing that was shown being chosen."""
        number, self.asset.number = self.asset.number, None
        self._own.setCurrentIndex(0)
        if number is not None:
            self.tables["property"].select(number)

    def show_order(self, number: int) -> None:
        """Show an order on its own page."""
        self.workspace.show_page.emit("order", Hit("order", number, "Order", ""))

    def reveal(self, hit: Hit) -> None:
        """Show a thing that a search found."""
        self.show_thing(hit.id)

    def unload(self) -> None:
        """Show no case's property."""
        super().unload()
        self.asset.number = None
        self._own.setCurrentIndex(0)
        self.odd.clear()
        self.tabs.setTabVisible(self.tabs.indexOf(self.odd), False)

    def add(self) -> None:
        """Enter a thing."""
        from workbench.recovery.property import add_asset

        self.ask(
            "Add property",
            (*fields_of_a_thing(), Field("custody", "Held by")),
            lambda case, v: add_asset(case, v.pop("kind"), v.pop("label"), **v),
        )

    def load_register(self) -> None:
        """Choose a register that somebody else keeps, and enter every thing of it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Load a register", "", "Tables (*.csv *.gz *.xlsx *.xls *.ods *.txt);;All (*)"
        )
        if name:
            self.take_register(Path(name))

    def take_register(self, path: Path) -> None:
        """Ask what the register may not say itself, and enter every thing of it."""
        from workbench.recovery.register import load_register
        from workbench.recovery.register_rows import Choice

        def go(values: dict[str, Any]) -> None:
            choice = Choice(
                currency=values["currency"].upper(), dates=values["dates"],
                decimal=values["decimal"], sheet=values["sheet"],
            )  # fmt: skip
            self.workspace.change(
                "Loading the register", lambda case, r: load_register(case, path, choice, r),
                self._loaded, failed=self.form.refused,
            )  # fmt: skip

        self.show_empty(is_empty=False)
        self.form.ask(
            "Load a register", OPEN_CHOICES, go, action="Load",
            about=f"{path.name}: every row becomes a thing, or is named with its reason. The "
            "file is kept, and one Undo takes all of it back.",
        )  # fmt: skip

    def _loaded(self, read: RegisterRead) -> None:
        self.form.hide()
        self.odd.show_read(read)
        self.tabs.setTabVisible(self.tabs.indexOf(self.odd), True)
        if read.set_aside or read.doubts:
            self.tabs.setCurrentWidget(self.odd)
        else:
            self.show_register()

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
                    *self._concerning(),
                )),
                Field("amount_minor", "Amount, if known", "money"),
            ),
            self._begin_order(add_order),
        )  # fmt: skip

    def _concerning(self) -> Choices:
        """Things that an order may concern: the chosen one first, then the latest entered."""
        chosen = self.tables["property"].current_id()
        first = [one for one in self.found.offered if one[0] == chosen]
        if isinstance(chosen, int) and not first:
            row = self.things.row(self.things.position_of(chosen))
            first = [(chosen, str(row.get("label")))]
        return (*first, *(one for one in self.found.offered if one[0] != chosen))

    @staticmethod
    def _begin_order(add_order: Any) -> Any:
        def do(case: Case, v: dict[str, Any]) -> Any:
            asset = v.pop("asset")
            return add_order(case, v.pop("regime"), assets=() if asset is None else (asset,), **v)

        return do

    def step(self, to: str = "") -> None:
        """Move the chosen order on, to the state `to` unless another is chosen."""
        number = self.chosen("orders")
        row = next((r for r in self.found.orders if r["order"] == number), None)
        if row is not None:
            ask_step(self, row, to)

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
