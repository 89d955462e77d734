"""Receipts: what was received against each order, and how it was shared under ARIS."""

from __future__ import annotations

from sqlalchemy import select

from exports.schedules.schedule import Amount, Column, Row, Schedule
from exports.schedules.view import View
from workbench.store.tables import Asset, Fund, Order, Receipt, Share

AGENCIES = {
    "home-office": "Home Office",
    "investigator": "Investigator",
    "prosecutor": "Prosecutor",
    "enforcement": "Enforcement (HMCTS)",
}


def schedules(view: View) -> list[Schedule]:
    """Receipts and shares."""
    return [_receipts(view), _shares(view)]


def _receipts(view: View) -> Schedule:
    rows: list[Row] = []
    found = view.session.execute(
        select(Receipt, Order.reference, Asset.label)
        .join(Order, Order.id == Receipt.order_id)
        .outerjoin(Asset, Asset.id == Receipt.asset_id)
        .order_by(Receipt.id)
    )
    for receipt, reference, asset in found:
        currency = receipt.currency
        base = receipt.minor - receipt.costs_minor - receipt.compensation_minor
        rows.append(
            (
                receipt.id, receipt.received, f"order {receipt.order_id} {reference}".strip(),
                asset or "", receipt.reference,
                view.amount(receipt.minor, currency, f"receipt:{receipt.id}"),
                Amount(receipt.compensation_minor, currency), Amount(receipt.costs_minor, currency),
                Amount(base, currency),
            )
        )  # fmt: skip
    return Schedule(
        "receipts",
        "Receipts",
        "Money received against each order. Compensation to victims and the costs of recovery are "
        "met first; what is left is shared.",
        (
            Column("No.", "count"), Column("Received", "day"), Column("Against", share=1.2),
            Column("From the sale of", share=1.2), Column("Reference", share=1),
            Column("Amount", "money"), Column("Compen- sation", "money"), Column("Costs", "money"),
            Column("Shared", "money"),
        ),
        tuple(rows),
        "No money has been received yet.",
    )  # fmt: skip


def _shares(view: View) -> Schedule:
    rows: list[Row] = []
    found = view.session.execute(
        select(Share, Fund.name)
        .outerjoin(Fund, Fund.id == Share.fund_id)
        .order_by(Share.receipt_id, Share.id)
    )
    for share, fund in found:
        rows.append(
            (
                share.receipt_id,
                AGENCIES.get(share.agency, share.agency)
                + (f" ({share.body})" if share.body else ""),
                share.rate,
                share.provision, fund or "",
                view.amount(share.minor, share.currency, f"share:{share.id}"),
            )
        )  # fmt: skip
    return Schedule(
        "shares",
        "ARIS shares",
        "Each agency’s share of each receipt under the Asset Recovery Incentivisation Scheme, as "
        "it was allocated by the rates in force on the day. Shares add up to what was shared.",
        (
            Column("Receipt", "count"), Column("Agency", share=1.2), Column("Rate", share=1.2),
            Column("Provision", share=2), Column("Paid into", share=1.4), Column("Amount", "money"),
        ),
        tuple(rows),
        "No receipt has been shared yet.",
    )  # fmt: skip
