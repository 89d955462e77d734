"""Rows that a function of the case has already worked out, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from ui.models.columns import Column, Row
from ui.models.table import NOWHERE, Index, RowTable


class ListTable(RowTable):
    """A table of rows given as a list; every row has an `id`. It sorts and filters in place."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        """A table with these columns and no rows."""
        super().__init__(columns, parent)
        self._all: list[Row] = []
        self._shown: list[Row] = []
        self._text = ""
        self._column, self._descending = -1, False

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows instead."""
        self._all = list(rows)
        self._arrange()

    def put_rows(self, rows: Sequence[Row]) -> None:
        """Show these in place of the rows with their ids, where they stand; new ones at the end.

        Neither order nor filter is applied anew, so that nothing moves while it is watched.
        """
        known = {row["id"]: at for at, row in enumerate(self._all)}
        if any(row["id"] not in known for row in rows):
            fresh = {row["id"]: row for row in rows}
            kept = [fresh.pop(row["id"], row) for row in self._all]
            self.set_rows([*kept, *fresh.values()])
            return
        shown = {row["id"]: at for at, row in enumerate(self._shown)}
        for row in rows:
            self._all[known[row["id"]]] = row
            if (at := shown.get(row["id"])) is not None:
                self._shown[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def set_text(self, text: str) -> None:
        """Show only rows that hold every word of `text` somewhere."""
        if text != self._text:
            self._text = text
            self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 is the order in which the rows were given."""
        self._column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _arrange(self) -> None:
        wanted = self._text.lower().split()
        shown = [row for row in self._all if self._holds(row, wanted)] if wanted else self._all[:]
        if 0 <= self._column < len(self.columns):
            key = self.columns[self._column].key
            present = [row for row in shown if row.get(key) is not None]
            absent = [row for row in shown if row.get(key) is None]
            present.sort(key=lambda row: _sortable(row[key]), reverse=self._descending)
            shown = present + absent
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()
        self.counted.emit(len(shown), len(self._all))

    def _holds(self, row: Row, wanted: list[str]) -> bool:
        text = " ".join(column.shown(row) for column in self.columns).lower()
        bare = text.replace(",", "")
        return all(word in text or word in bare for word in wanted)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """The rows that pass the filter."""
        return 0 if parent.isValid() else len(self._shown)

    def row(self, position: int) -> Row:
        """The row at a position."""
        return self._shown[position]

    def id_at(self, position: int) -> int | str:
        """The id of the row at a position."""
        found = self._shown[position]["id"]
        assert isinstance(found, int | str)
        return found

    def position_of(self, row_id: int | str) -> int:
        """Where the row with this id stands now; -1 if it is not shown."""
        return next((i for i, row in enumerate(self._shown) if row["id"] == row_id), -1)


def _sortable(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
