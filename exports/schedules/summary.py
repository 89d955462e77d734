"""The case on one page: the figures that a reader asks for first, each with its note."""

from __future__ import annotations

from sqlalchemy import select

from exports.schedules.schedule import Amount, Cell, Column, Count, Row, Schedule, summed
from exports.schedules.view import View
from workbench.recovery.balance import amount_of
from workbench.store.tables import Asset, Fund, Order, Origin, Outcome, Payment, Purchase, Receipt
from workbench.words import counted


def schedules(view: View) -> list[Schedule]:
    """One schedule."""
    rows = [*_marked(view), *_property(view), *_orders(view), *_spent(view)]
    return [
        Schedule(
            "summary",
            "Summary",
            "",
            (Column("Part", share=0.8), Column("What", share=2.4), Column("Amount", "money"),
             Column("Number", "count")),
            tuple(rows),
            "Nothing is marked, seized, ordered, received or spent yet.",
        )
    ]  # fmt: skip


def _row(group: str, what: str, cell: Cell) -> Row:
    counts = isinstance(cell, Count)
    return group, what, None if counts else cell, cell if counts else None


def _marked(view: View) -> list[Row]:
    found = view.session.execute(
        select(Origin.minor, Payment.currency)
        .join(Payment, Payment.id == Origin.payment_id)
        .order_by(Origin.number)
    )
    amounts = [Amount(minor, currency) for minor, currency in found]
    return [
        _row(
            "Tracing",
            f"Marked as criminal property ({counted(len(amounts), 'payment')})",
            view.amount(minor, currency, f"marked:{currency}"),
        )
        for currency, minor in summed(amounts)
    ]


def _property(view: View) -> list[Row]:
    bought = view.session.scalars(
        select(Asset).where(Asset.id.in_(select(Purchase.asset_id))).order_by(Asset.id)
    )
    cells = [(asset, view.figure(f"traced:{asset.id}")) for asset in bought]
    return [_row("Tracing", f"Traced into {a.label}", cell) for a, cell in cells if cell]


def _orders(view: View) -> list[Row]:
    rows: list[Row] = []
    for order in view.session.scalars(select(Order).order_by(Order.id)):
        name = f"{order.regime} order {order.reference}".strip()
        amount = amount_of(view.session, order)
        if amount is not None:
            cell = view.amount(amount, order.currency, f"order:{order.id}")
            rows.append(_row("Orders", f"Amount of the {name}", cell))
        if outstanding := view.figure(f"outstanding:{order.id}"):
            rows.append(_row("Orders", f"Outstanding of the {name}", outstanding))
    rows.extend(
        _row(
            "Receipts",
            f"Received, {receipt.reference}".rstrip(", "),
            view.amount(receipt.minor, receipt.currency, f"receipt:{receipt.id}"),
        )
        for receipt in view.session.scalars(select(Receipt).order_by(Receipt.id))
    )
    return rows


def _spent(view: View) -> list[Row]:
    rows = [
        _row("Reinvestment", f"Left in the {fund.name}", view.figure(f"fund:{fund.id}"))
        for fund in view.session.scalars(select(Fund).order_by(Fund.id))
    ]
    for outcome in view.session.scalars(select(Outcome).order_by(Outcome.id)):
        number = Count(outcome.value, view.known(f"outcome:{outcome.id}"))
        cost = view.figure(f"outcome-cost:{outcome.id}")
        rows.append(_row("Reinvestment", f"{outcome.measure} ({outcome.unit})", number))
        rows.extend(
            [_row("Reinvestment", f"Cost of each: {outcome.measure}", cost)] if cost else []
        )
    return rows
