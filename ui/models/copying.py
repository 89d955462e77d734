"""Rows as text that pastes into a spreadsheet: plain numbers, ISO dates, and no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ui.models.columns import Column, Kind, Row


def as_text(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """Tab-separated text with a heading line.

    An amount whose currency may vary is followed by a column that names it.
    """
    out = io.StringIO()
    writer = csv.writer(out, dialect="excel-tab", lineterminator="\n")
    heading: list[str] = []
    for column in columns:
        heading += [column.title] + (["Currency"] if column.kind is Kind.MONEY else [])
    writer.writerow(heading)
    for row in rows:
        cells: list[str] = []
        for column in columns:
            cells.append(column.copied(row))
            if column.kind is Kind.MONEY:
                cells.append(column.currency_of(row) if cells[-1] else "")
        writer.writerow(cells)
    return out.getvalue()
