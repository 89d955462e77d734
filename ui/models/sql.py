"""Rows of the case as a table: the ids are held, the rows are read a page at a time."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from PySide6.QtCore import QObject, Qt, Signal
from sqlalchemy import ColumnElement, Connection

from ui.models.columns import Row
from ui.models.listing import Listing
from ui.models.table import NOWHERE, Index, RowTable
from ui.tasks import Task, Tasks
from workbench.progress import Report

PAGE = 512
PAGES_HELD = 64

#: Opens one consistent view of the case: `Case.read`.
Reader = Callable[[], AbstractContextManager[Connection]]


class SqlTable(RowTable):
    """A table of any length. It sorts and filters in SQL, off the window's thread.

    The scroll bar is true, a row is found by its id, and what is held is the ids (8 bytes
    each) and the last few pages of rows.
    """

    failed = Signal(object)

    def __init__(self, listing: Listing, tasks: Tasks, parent: QObject | None = None) -> None:
        """Describe the table; it is empty until it is given a case to read."""
        super().__init__(listing.columns, parent)
        self.listing = listing
        self._tasks = tasks
        self._reader: Reader | None = None
        self._ids = array("q")
        self._total = 0
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._text = ""
        self._where: tuple[ColumnElement[bool], ...] = ()
        self._column, self._descending = -1, False
        self._task: Task | None = None

    # -- what is shown

    def read_from(self, reader: Reader | None) -> None:
        """Show this case, or nothing."""
        self._reader = reader
        self.reload()

    def set_text(self, text: str) -> None:
        """Show only rows that hold every word of `text`."""
        if text != self._text:
            self._text = text
            self.reload()

    def set_where(self, *where: ColumnElement[bool]) -> None:
        """Show only rows of which these conditions hold."""
        self._where = where
        self.reload()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 is the order in which the rows stand by themselves."""
        chosen = (column, order == Qt.SortOrder.DescendingOrder)
        if chosen != (self._column, self._descending):
            self._column, self._descending = chosen
            if self._reader is not None:
                self.reload()

    def reload(self) -> None:
        """Read the ids again; the rows on screen stay until the new ones are here."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        reader = self._reader
        if reader is None:
            self._take((array("q"), 0))
            return
        ids = self.listing.ids(
            column=self._column, descending=self._descending, text=self._text, where=self._where
        )
        count = self.listing.count(self._where)

        def read(report: Report) -> tuple[array[int], int]:
            found = array("q")
            with reader() as connection:
                for part in connection.execute(ids).scalars().partitions(20_000):
                    found.extend(part)
                    report(len(found), 0, "Reading rows")
                total = connection.execute(count).scalar_one() if self._text else len(found)
            return found, total

        task = self._tasks.run("Reading rows", read)
        self._task = task
        task.done.connect(lambda found: self._take(found) if self._task is task else None)
        task.failed.connect(lambda error: self.failed.emit(error) if self._task is task else None)

    def _take(self, found: tuple[array[int], int]) -> None:
        self._task = None
        self.beginResetModel()
        self._ids, self._total = found
        self._pages.clear()
        self.endResetModel()
        self.counted.emit(len(self._ids), self._total)

    # -- rows

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Every row, not only those read so far."""
        return 0 if parent.isValid() else len(self._ids)

    def id_at(self, position: int) -> int:
        """The id of the row at a position."""
        return self._ids[position]

    def position_of(self, row_id: int | str) -> int:
        """Where the row with this id stands now; -1 if it is not shown."""
        try:
            return self._ids.index(int(row_id))
        except ValueError:
            return -1

    def row(self, position: int) -> Row:
        """The row at a position; empty values if it has gone from the case meanwhile."""
        number, within = divmod(position, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read_page(number)
            if len(self._pages) > PAGES_HELD:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[within]

    def _read_page(self, number: int) -> list[Row]:
        ids: Sequence[int] = self._ids[number * PAGE : (number + 1) * PAGE]
        assert self._reader is not None
        with self._reader() as connection:
            found = {
                row["id"]: dict(row)
                for row in connection.execute(self.listing.rows(ids)).mappings()
            }
        return [found.get(row_id, {"id": row_id}) for row_id in ids]
