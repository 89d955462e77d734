"""Recovery as lists: things, orders, receipts, deadlines, benefit; each with what may follow."""

from __future__ import annotations

from typing import Any

from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.asset_rows import asset_rows
from workbench.recovery.benefit.rows import sheet_row, sheets
from workbench.recovery.order_rows import order_row, order_rows, receipt_rows

__all__ = ["asset_rows", "benefit_rows", "order_row", "order_rows", "receipt_rows"]


def benefit_rows(case: Case, *, sheet: int | None = None) -> dict[str, Any]:
    """What a worksheet comes to (the first, unless one is named), each with its figure's id.

    Where there is no worksheet: what the court found. `sheets` has every worksheet.

    Raises:
        Refused: if the named worksheet does not exist.
    """
    found = [sheet_row(one) for one in sheets(case)]
    if sheet is not None and not any(row["sheet"] == sheet for row in found):
        raise Refused(f"there is no benefit worksheet {sheet}", remedy="See them: benefit CASE")
    chosen = next((row for row in found if sheet in (None, row["sheet"])), None)
    if chosen is not None:
        return {**chosen, "sheets": found}
    orders = [row for row in order_rows(case) if row["regime"] == "confiscation"]
    return {
        "benefit": _sum(orders, "benefit"),
        "available": _sum(orders, "available"),
        "tainted_gifts": {"minor": None, "currency": "GBP", "figure": None},
        "recoverable": _sum(orders, "amount"),
        "by_head": [],
        "excluded_as_double": [],
        "sheets": [],
    }


def _sum(orders: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found = [row for row in orders if row[f"{name}_minor"] is not None]
    kind = "order" if name == "amount" else name
    return {
        "minor": sum(row[f"{name}_minor"] for row in found),
        "currency": found[0]["currency"] if found else "GBP",
        "figure": f"{kind}:{found[0]['order']}" if len(found) == 1 else None,
    }
