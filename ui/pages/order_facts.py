"""What an order's own page shows: the columns of its tables, and one reading of the order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ui.models.columns import Column, Kind, Row
from ui.words import day_written
from workbench.case import Case

DEADLINES = (
    Column(key="due", title="Due", width=150),
    Column(key="met", title="Met", width=150),
    Column(key="explained", title="What, and how it is counted", stretch=True, width=380),
    Column(key="provision", title="Provision", width=240),
)
STEPS = (
    Column(key="when", title="When", width=140),
    Column(key="label", title="Step", width=180),
    Column(key="provision", title="Provision", width=130),
    Column(key="by", title="By", width=160),
    Column(key="document", title="Document", stretch=True, width=190),
    Column(key="kept", title="Kept in the case", width=150),
)
MOVES = (
    Column(key="label", title="State", width=190),
    Column(key="may", title="Now", width=90),
    Column(key="why_not", title="Why not", stretch=True, width=320),
    Column(key="provision", title="Provision", width=130),
    Column(key="who", title="Who may act", width=220),
)
PARTS = (
    Column(key="due", title="To be paid by", kind=Kind.DATE, width=130),
    Column(key="minor", title="Amount", kind=Kind.MONEY),
    Column(key="extended", title="Extended on", kind=Kind.DATE, width=130),
    Column(key="document", title="Document", stretch=True, width=240),
)


def _receipt_figure(row: Row) -> str:
    return str(row.get("figure") or "")


PAYMENTS = (
    Column(key="received", title="Received", kind=Kind.DATE),
    Column(key="from", title="From", stretch=True, width=220),
    Column(key="minor", title="Amount", kind=Kind.MONEY, figure=_receipt_figure),
    Column(key="costs_minor", title="Costs", kind=Kind.MONEY),
    Column(key="compensation_minor", title="Compensation", kind=Kind.MONEY),
    Column(key="owed_after", title="Owed after it", kind=Kind.MONEY),
    Column(key="reference", title="Reference", width=180),
)
VARIATIONS = (
    Column(key="on", title="From", kind=Kind.DATE),
    Column(key="amount_minor", title="To be paid", kind=Kind.MONEY, figure=_receipt_figure),
    Column(key="provision", title="Provision", width=180),
    Column(key="by", title="By", width=180),
    Column(key="document", title="Document", width=200),
    Column(key="why", title="Why", stretch=True, width=200),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The orders of the case, and the chosen one with all that hangs on it."""

    orders: list[tuple[int, str]]
    row: dict[str, Any] | None
    deadlines: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    kept: dict[str, str]  # documents of the case by name
    on: date | None


def gather(case: Case, order: int | None, on: date | None) -> Found:
    """Read one order (the first where none is chosen) as it stands on a day."""
    from sqlalchemy import select

    from workbench.recovery.receipts import balance
    from workbench.recovery.rows import order_row, order_rows, receipt_rows
    from workbench.recovery.timetable import timetable
    from workbench.store.tables import Document

    orders = [(row["order"], row["name"]) for row in order_rows(case)]
    known = [number for number, _ in orders]
    if not known:
        return Found([], None, [], [], {}, on)
    number: int = order if order is not None and order in known else known[0]
    receipts = [row for row in receipt_rows(case) if row["order"] == number]
    for row in receipts:
        row["id"] = row["receipt"]
        row["from"] = row["asset_label"] or "the defendant"
        day = date.fromisoformat(row["received"])
        row["owed_after"] = balance(case, number, day).owed_minor
    with case.read() as connection:
        kept = {
            row.name: row.sha256
            for row in connection.execute(select(Document.name, Document.sha256))
        }
    deadlines = [
        {"id": at, **due.as_data()} for at, due in enumerate(timetable(case)) if due.order == number
    ]
    return Found(orders, order_row(case, number, today=on), deadlines, receipts, kept, on)


def moment(text: str) -> str:
    """A local day, with its time where there is one, as a person reads it."""
    return f"{day_written(text)} {text[11:16]}".strip()
