"""The property register as a table of any length: read, sorted and filtered in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject
from sqlalchemy import Connection, func, select

from ui.models.columns import Column, Kind, Row
from ui.models.listing import Listing
from ui.models.sql import SqlTable
from ui.tasks import Tasks
from workbench.store.tables import Asset, Interest, Purchase, Valuation

_PAID = (
    select(func.sum(Purchase.minor)).where(Purchase.asset_id == Asset.id)
    .correlate(Asset).scalar_subquery()
)  # fmt: skip
_CHARGED = (
    select(func.sum(Interest.minor))
    .where(Interest.asset_id == Asset.id, Interest.kind == "charge")
    .correlate(Asset).scalar_subquery()
)  # fmt: skip


def _latest(wanted: Any) -> Any:
    """A column of a thing's last valuation; of the same day, the one recorded last."""
    return (
        select(wanted).where(Valuation.asset_id == Asset.id)
        .order_by(Valuation.on.desc(), Valuation.id.desc()).limit(1)
        .correlate(Asset).scalar_subquery()
    )  # fmt: skip


_VALUE = _latest(Valuation.minor)
_EQUITY = _VALUE - func.coalesce(_CHARGED, 0)


def _below(row: Row) -> str:
    return "wrong" if (row.get("equity_minor") or 0) < 0 else ""


def _charged(row: Row) -> str:
    """The equity where something is secured; else the valuation is the whole of it."""
    if row.get("equity_minor") is None:
        return ""
    return f"equity:{row['id']}" if row.get("charges_minor") else f"valuation:{row['valuation']}"


THINGS = Listing(
    key=Asset.id,
    source=Asset,
    columns=(
        Column(key="label", title="What", value=Asset.label, width=220, stretch=True),
        Column(key="kind", title="Kind", value=Asset.kind, width=96),
        Column(key="state", title="State", value=Asset.state, width=84),
        Column(key="identifier", title="Number", value=Asset.identifier, width=140, hidden=True,
               tip="Title number, registration, wallet, serial"),
        Column(key="custody", title="Held by", value=Asset.custody, width=130, hidden=True),
        Column(key="acquired", title="Acquired", kind=Kind.DATE, value=Asset.acquired, hidden=True),
        Column(key="paid_minor", title="Paid by payments", kind=Kind.MONEY, value=_PAID,
               currency=Asset.currency, width=132, tip="What recorded payments paid",
               figure=lambda row: f"asset:{row['id']}"),
        Column(key="traced_minor", title="Traced into it", kind=Kind.MONEY,
               currency=Asset.currency, tip="By the rule relied on",
               figure=lambda row: str(row.get("traced_figure") or "")),
        Column(key="value_minor", title="Last value", kind=Kind.MONEY, value=_VALUE,
               currency=Asset.currency,
               figure=lambda row: f"valuation:{row['valuation']}" if row["valuation"] else ""),
        Column(key="charges_minor", title="Charges", kind=Kind.MONEY, value=_CHARGED,
               currency=Asset.currency, width=110),
        Column(key="equity_minor", title="Equity", kind=Kind.MONEY, value=_EQUITY,
               currency=Asset.currency, tone=_below, figure=_charged,
               tip="Last value less charges; below nothing counts as nothing available"),
        Column(key="note", title="Note", value=Asset.note, width=260, hidden=True),
        Column(key="source", title="Row of the register", value=Asset.source_place, width=130,
               hidden=True),
    ),
    search=(Asset.label, Asset.kind, Asset.state, Asset.identifier, Asset.description,
            Asset.custody, Asset.note),
    order=(Asset.id,),
    extras={"valuation": _latest(Valuation.id)},
)  # fmt: skip


class ThingTable(SqlTable):
    """The register, with what was traced into each thing beside what its rows say."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        """Nothing is traced yet."""
        super().__init__(THINGS, tasks, parent)
        self.traced: dict[int, int] = {}

    def show_traced(self, traced: dict[int, int]) -> None:
        """Show what of the marked money came into each thing."""
        self.traced = traced
        for page in self._pages.values():
            self._add_traced(page)
        if self.rowCount():
            last = self.index(self.rowCount() - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _rows_of(self, connection: Connection, ids: Sequence[int]) -> list[Row]:
        return self._add_traced(super()._rows_of(connection, ids))

    def _add_traced(self, rows: list[Row]) -> list[Row]:
        for row in rows:
            minor = self.traced.get(row["id"])
            if isinstance(row, dict) and minor is not None:
                row["traced_minor"], row["traced_figure"] = minor, f"traced:{row['id']}"
        return rows
