"""Rows of the case as a table: the ids are held, the rows are read a page at a time."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from sqlalchemy import ColumnElement, Connection

from ui.models.columns import Row
from ui.models.copying import as_text
from ui.models.listing import Listing
from ui.models.table import NOWHERE, Index, RowTable
from ui.tasks import Lane, Task, Tasks
from workbench.progress import Report

PAGE = 256
PAGES_HELD = 128
#: Pages that are still worth reading when many are asked for in passing.
WAITING = 3

#: Opens one consistent view of the case: `Case.read`.
Reader = Callable[[], AbstractContextManager[Connection]]


class _Found(NamedTuple):
    ids: array[int]
    total: int
    first: list[Row]
    near: int  # the page of the row that was chosen, and its rows
    rows: list[Row]


class SqlTable(RowTable):
    """A table of any length. It sorts, filters and reads rows in SQL, off the window's thread.

    The scroll bar is true, a row is found by its id, and what is held is the ids (8 bytes
    each) and the last few pages of rows. What is painted before its page is here stays blank
    for that moment; only who asks for `row` itself waits.
    """

    failed = Signal(object)
    #: The rows from the first to the last of these positions can be shown now.
    arrived = Signal(int, int)

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
        self._filters: dict[str, str] = {}
        self._where: tuple[ColumnElement[bool], ...] = ()
        self._column, self._descending = -1, False
        self._task: Task | None = None
        self._reading: Task | None = None
        self._waiting: list[int] = []
        self._epoch = 0

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

    def set_filters(self, filters: Mapping[str, str]) -> None:
        """Show only rows that have what is asked of their columns, by key.

        Raises:
            Refused: if one of them is nothing that its column understands.
        """
        wanted = {key: text for key, text in filters.items() if text.strip()}
        self.listing.filtered(wanted)
        if wanted != self._filters:
            self._filters = wanted
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

    @property
    def sorted_by(self) -> tuple[int, bool]:
        """The column that orders the rows (-1 for none), and whether from the last to the first."""
        return self._column, self._descending

    def reload(self) -> None:
        """Read the ids again; the rows on screen stay until the new ones are here."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        reader = self._reader
        if reader is None:
            self._take(_Found(array("q"), 0, [], 0, []))
            return
        ids = self.listing.ids(
            column=self._column, descending=self._descending,
            text=self._text, filters=self._filters, where=self._where,
        )  # fmt: skip
        count = self.listing.count(self._where)
        narrowed = bool(self._text.strip() or self._filters)
        kept = self.kept

        def read(report: Report) -> _Found:
            found = array("q")
            with reader() as connection:
                # The driver's own rows: a million of SQLAlchemy's take as long again.
                cursor: Any = connection.execute(ids).cursor
                while part := cursor.fetchmany(20_000):
                    found.extend(row_id for (row_id,) in part)
                    report(len(found), 0, "Reading rows")
                total = connection.execute(count).scalar_one() if narrowed else len(found)
                first = self._rows_of(connection, found[:PAGE])
                at = _where_is(found, kept) if isinstance(kept, int) else -1
                near = max(0, at) // PAGE
                rows = self._rows_of(connection, found[near * PAGE : (near + 1) * PAGE])
            return _Found(found, total, first, near, rows)

        task = self._tasks.run("Reading rows", read)
        self._task = task
        task.done.connect(lambda found: self._take(found) if self._task is task else None)
        task.failed.connect(lambda error: self.failed.emit(error) if self._task is task else None)

    def _take(self, found: _Found) -> None:
        self._task = None
        self._epoch += 1
        self._waiting.clear()
        self.beginResetModel()
        self._ids, self._total = found.ids, found.total
        self._pages.clear()
        if found.ids:
            self._pages[0] = found.first
            self._pages[found.near] = found.rows
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
        return _where_is(self._ids, int(row_id))

    def ready(self, position: int) -> bool:
        """Whether the row at a position is here; if not it is sent for, and `arrived` tells."""
        number = position // PAGE
        if number in self._pages:
            return True
        if number not in self._waiting:
            self._waiting.append(number)
            del self._waiting[:-WAITING]
            self._read_next()
        return False

    def row(self, position: int) -> Row:
        """The row at a position; empty values if it has gone from the case meanwhile."""
        number, within = divmod(position, PAGE)
        page = self._pages.get(number)
        if page is None:
            assert self._reader is not None
            with self._reader() as connection:
                page = self._rows_of(connection, self._ids[number * PAGE : (number + 1) * PAGE])
            self._hold(number, page)
        else:
            self._pages.move_to_end(number)
        return page[within]

    def _read_next(self) -> None:
        if self._reading is not None or not self._waiting or self._reader is None:
            return
        reader, number, epoch = self._reader, self._waiting[-1], self._epoch
        ids = self._ids[number * PAGE : (number + 1) * PAGE]

        def read(_: Report) -> list[Row]:
            with reader() as connection:
                return self._rows_of(connection, ids)

        task = self._reading = self._tasks.run("Reading rows", read, lane=Lane.ROWS)
        task.done.connect(lambda page: self._arrived(number, page, epoch))
        task.failed.connect(self.failed)
        task.ended.connect(self._read_on)

    def _arrived(self, number: int, page: list[Row], epoch: int) -> None:
        if epoch != self._epoch:
            return
        if number in self._waiting:
            self._waiting.remove(number)
        self._hold(number, page)
        first, last = number * PAGE, number * PAGE + len(page) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.arrived.emit(first, last)

    def _read_on(self) -> None:
        self._reading = None
        self._read_next()

    def _hold(self, number: int, page: list[Row]) -> None:
        self._pages[number] = page
        if len(self._pages) > PAGES_HELD:
            self._pages.popitem(last=False)

    def _rows_of(self, connection: Connection, ids: Sequence[int]) -> list[Row]:
        found = {
            row["id"]: dict(row)
            for row in connection.execute(self.listing.rows(ids)).mappings()
        }  # fmt: skip
        return [found.get(row_id, {"id": row_id}) for row_id in ids]

    # -- copying

    def copy_rows(
        self,
        spans: Sequence[range],
        columns: Sequence[int],
        then: Callable[[str, int], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Read what is not held off the window's thread, then hand over text and row count."""
        reader = self._reader
        if reader is None:
            then("", 0)
            return
        chosen = array("q")
        for span in spans:
            chosen.extend(self._ids[span.start : span.stop])
        shown = [self.columns[i] for i in columns]

        def read(report: Report) -> str:
            rows: list[Row] = []
            with reader() as connection:
                for start in range(0, len(chosen), 5_000):
                    report(start, len(chosen), "Copying rows")
                    rows += self._rows_of(connection, chosen[start : start + 5_000])
            return as_text(rows, shown)

        def take(text: str) -> None:
            then(text, len(chosen))

        self._tasks.run("Copying rows", read, done=take, failed=failed)


def _where_is(ids: array[int], wanted: int) -> int:
    try:
        return ids.index(wanted)
    except ValueError:
        return -1
