"""Orders: what was sought or made, how each moved from state to state, and what falls due."""

from __future__ import annotations

from datetime import date
from typing import Any

from exports.paper.marks import moment
from exports.schedules.schedule import Amount, Cell, Column, Row, Schedule
from exports.schedules.view import View
from workbench.recovery.law_values import value_of, value_rows
from workbench.recovery.rows import order_rows
from workbench.recovery.timetable import timetable
from workbench.words import day_written


def schedules(view: View) -> list[Schedule]:
    """Orders, their steps and changes, deadlines, and the law that they rest on."""
    orders = order_rows(view.case)
    return [
        _orders(view, orders), _steps(orders), *_changes(view, orders), _deadlines(view),
        _law(view),
    ]  # fmt: skip


def _orders(view: View, orders: list[dict[str, Any]]) -> Schedule:
    rows: list[Row] = []
    for order in orders:

        def money(name: str, figure: str, order: dict[str, Any] = order) -> Cell:
            minor = order[name]
            if minor is None:
                return None
            return Amount(minor, order["currency"], view.known(f"{figure}:{order['order']}"))

        rows.append(
            (
                order["order"], order["name"], order["law"], order["court"], order["party"] or "",
                "; ".join(asset["label"] for asset in order["assets"]),
                day_written(order["made"]), order["state_label"], money("benefit_minor", "benefit"),
                money("available_minor", "available"), money("amount_minor", "order"),
                money("received_minor", ""), money("owed_minor", "outstanding"),
            )
        )  # fmt: skip
    return Schedule(
        "orders",
        "Orders",
        "Each order, and what is owed under it on the day of the case’s last change. Benefit and "
        "available amount are as the court found them.",
        (
            Column("No.", "count"), Column("Order", share=1.2), Column("Law", share=0.9),
            Column("Court", share=1), Column("Against", share=0.9), Column("Concerns", share=1.2),
            Column("Made", "code"), Column("State", share=0.9), Column("Benefit", "money"),
            Column("Available", "money"), Column("Amount", "money"), Column("Received", "money"),
            Column("Owed", "money"),
        ),
        tuple(rows),
        "No order is recorded.",
        wide=True,
    )  # fmt: skip


def _steps(orders: list[dict[str, Any]]) -> Schedule:
    rows: list[Row] = [
        (
            order["name"], moment(step["at"]), step["label"], step["provision"], step["by"],
            step["document"],
        )
        for order in orders
        for step in order["events"]
    ]  # fmt: skip
    return Schedule(
        "order-steps",
        "Steps of each order",
        "Each state that an order reached, when, under which provision, by whom, on what document. "
        "Times are local.",
        (
            Column("Order", share=1.2), Column("When", "code"), Column("State", share=1.2),
            Column("Provision", share=1), Column("By", share=1.3), Column("Document", share=1.3),
        ),
        tuple(rows),
        "No step of an order is recorded.",
        wide=True,
    )  # fmt: skip


def _deadlines(view: View) -> Schedule:
    rows: list[Row] = [
        (
            found.name, found.deadline.what, moment(found.deadline.due.isoformat()),
            moment(found.done) if found.done else "open", found.deadline.provision,
            found.deadline.explained,
        )
        for found in timetable(view.case)
    ]  # fmt: skip
    return Schedule(
        "deadlines",
        "Deadlines",
        "What each order set running: when it ends, whether it was met, and how it was counted. "
        "Open ones stand first.",
        (
            Column("Order", share=1.2), Column("What", share=1.1), Column("Ends", "code"),
            Column("Met", "code"), Column("Provision", share=1), Column("How counted", share=2.2),
        ),
        tuple(rows),
        "No deadline is running.",
        wide=True,
    )  # fmt: skip


def _changes(view: View, orders: list[dict[str, Any]]) -> list[Schedule]:
    """Variations and parts; a case without them has no schedule of them."""
    varied: list[Row] = [
        (
            order["name"], date.fromisoformat(v["on"]),
            view.amount(v["amount_minor"] or 0, order["currency"], f"variation:{v['variation']}"),
            v["provision"], v["by"], v["document"], v["why"],
        )
        for order in orders
        for v in order["variations"]
    ]  # fmt: skip
    parts: list[Row] = [
        (
            order["name"], date.fromisoformat(p["due"]), Amount(p["minor"], order["currency"]),
            day_written(p["extended"]), p["document"],
        )
        for order in orders
        for p in order["parts"]
    ]  # fmt: skip
    found = []
    if varied:
        found.append(
            Schedule(
                "variations",
                "Variations",
                "What is to be paid from each day on. What was owed on earlier days is as it was.",
                (
                    Column("Order", share=1.2), Column("From", "day"), Column("Amount", "money"),
                    Column("Provision", share=1.2), Column("By", share=1.2),
                    Column("Document", share=1.2), Column("Why", share=1.4),
                ),
                tuple(varied),
                "",
                wide=True,
            )
        )  # fmt: skip
    if parts:
        found.append(
            Schedule(
                "time-to-pay",
                "Time to pay",
                "Parts of orders that may be paid by a day of their own (POCA 2002 s.11). What is "
                "in no part was to be paid at once.",
                (
                    Column("Order", share=1.4), Column("By", "day"), Column("Amount", "money"),
                    Column("Extended on", share=0.8), Column("Document", share=1.6),
                ),
                tuple(parts),
                "",
                wide=True,
            )
        )  # fmt: skip
    return found


def _law(view: View) -> Schedule:
    rows: list[Row] = [
        (
            value["provision"], value["what"], value_of(value["table"], value["key"]).said(
                value["value"]
            ),
            stated["said"], day_written(stated["from"]), day_written(stated["to"]),
            stated["source"], stated["why"],
        )
        for value in value_rows(view.case)
        for stated in value["stated"]
    ]  # fmt: skip
    return Schedule(
        "law",
        "The law as this case states it",
        f"Part 2 of POCA 2002 is applied in the version {view.info.regime}. Values of the law "
        "that the program’s tables do not confirm, where this case states them otherwise.",
        (
            Column("Provision", share=1.2), Column("What", share=1.6), Column("Shipped", share=0.7),
            Column("This case", share=0.7), Column("From", "code"), Column("To", "code"),
            Column("Source", share=1.4), Column("Why", share=1.2),
        ),
        tuple(rows),
        "No value is stated otherwise: the tables as shipped hold.",
        wide=True,
    )  # fmt: skip
