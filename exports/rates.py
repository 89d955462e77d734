"""What a report of money rests on: the dated rates that shared it, and the version of the law."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.schedules.schedule import Column, Count, Row, Schedule
from workbench.recovery.regimes import receipt_kind, regimes
from workbench.reinvestment.aris import rates_of
from workbench.reinvestment.sources import taken_back
from workbench.store.tables import CaseInfo, LawValue, Order, Receipt, Share
from workbench.words import day_written


def rates_used(session: Session, within: Callable[[date], bool]) -> Schedule:
    """The rates that shared the receipts of some days, as they were applied, each once."""
    gone = taken_back(session)
    used: dict[tuple[str, str, str, str, str], set[int]] = {}
    for share, receipt, order in session.execute(
        select(Share, Receipt, Order)
        .join(Receipt, Receipt.id == Share.receipt_id)
        .join(Order, Order.id == Receipt.order_id)
        .order_by(Receipt.received, Share.id)
    ):
        if share.id in gone or not within(receipt.received):
            continue
        kind = receipt_kind(order.regime)
        row = rates_of(kind, receipt.received)
        key = (
            regimes()[order.regime]["title"], share.rate.rpartition("; ")[2],
            _days(row), share.provision, _source(session, kind, receipt.received, row),
        )  # fmt: skip
        used.setdefault(key, set()).add(receipt.id)
    rows: list[Row] = [(*key, Count(len(receipts))) for key, receipts in used.items()]
    version = session.get_one(CaseInfo, 1).regime
    return Schedule(
        "rates",
        "Rates and law",
        "Shares stand as they were allocated, by the rates in force on the day of receipt. Orders "
        f"of confiscation are under Part 2 of POCA 2002 in the version {version}.",
        (
            Column("Under", share=0.9), Column("Rates", share=1.7), Column("In force", share=1),
            Column("Provision", share=1.3), Column("Read in", share=1.2),
            Column("Receipts", "count"),
        ),
        tuple(rows),
        "No receipt of the period is shared yet, so that no rate was used.",
    )  # fmt: skip


def _days(row: dict[str, Any]) -> str:
    until = f" to {day_written(row['to'])}" if "to" in row else ""
    return f"from {day_written(row['from'])}{until}"


def _source(session: Session, kind: str, on: date, row: dict[str, Any]) -> str:
    """Where the rates were read; where a case states weights, its own sources too."""
    stated = session.scalars(
        select(LawValue.source)
        .where(
            LawValue.table == "aris", LawValue.key.startswith(f"{kind}."),
            LawValue.valid_from <= on,
            LawValue.valid_to.is_(None) | (LawValue.valid_to >= on),
        )
        .order_by(LawValue.id)
    )  # fmt: skip
    return "; ".join(dict.fromkeys((row["source"], *stated)))
