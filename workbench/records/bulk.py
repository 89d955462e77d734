"""Rows into tables many at a time, with ids of our own, the same on either engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice, repeat
from typing import Any, Final, TypeGuard

from sqlalchemy import Connection, func, select, text

from workbench.records.entries import Same
from workbench.store.changes import table_of
from workbench.store.tables import Base

_BATCH: Final = 20_000
#: From so many further rows on it is quicker to make a table's indexes anew than to add to them.
MANY: Final = 50_000


class Bulk:
    """Writes through one transaction's connection.

    Ids are given here (the highest so far, plus one), never by the engine: a journal that is
    done again then gives every row the id that it had.
    """

    def __init__(self, connection: Connection) -> None:
        """Take the connection of the unit of work."""
        self.connection = connection
        self.sqlite = connection.dialect.name == "sqlite"
        self._free: dict[tuple[type[Base], str], int] = {}

    def take(self, model: type[Base], count: int = 1, column: str = "id") -> int:
        """Take the next `count` free numbers of a table's column and return the first."""
        if (model, column) not in self._free:
            at = table_of(model).c[column]
            highest = self.connection.execute(select(func.max(at))).scalar() or 0
            self._free[model, column] = highest + 1
        first = self._free[model, column]
        self._free[model, column] = first + count
        return first

    def day(self, value: date | None) -> Any:
        """A date as the engine keeps it."""
        return value.isoformat() if value is not None and self.sqlite else value

    def flag(self, value: bool) -> Any:
        """A flag as the engine keeps it."""
        return int(value) if self.sqlite else value

    def days(self, values: Sequence[date | None]) -> Sequence[Any]:
        """Dates as the engine keeps them; a statement has many rows on one day."""
        if not self.sqlite:
            return values
        written = {value: value and value.isoformat() for value in set(values)}
        return [written[value] for value in values]

    @contextmanager
    def indexes_later(self, count: int, *models: type[Base]) -> Iterator[None]:
        """Make the indexes of some tables after `count` rows came in, where that is quicker."""
        tables = [table_of(model).name for model in models]
        if not self.sqlite or count < MANY or any(
            self.take(model, 0) > count for model in models
        ):  # fmt: skip
            yield
            return
        marks = ", ".join("?" * len(tables))
        found = self.connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"  # noqa: S608
            f" AND tbl_name IN ({marks}) ORDER BY name",
            tuple(tables),
        ).all()
        for name, _ in found:
            self.connection.exec_driver_sql(f'DROP INDEX "{name}"')
        yield
        for _, made in found:
            self.connection.exec_driver_sql(made)

    def insert_columns(
        self, model: type[Base], size: int, columns: Mapping[str, Sequence[Any] | Same]
    ) -> None:
        """Insert `size` rows given column by column, each of them stated."""
        if not size:
            return
        if not self.sqlite:
            told = (
                repeat(column.value, size) if isinstance(column, Same) else column
                for column in columns.values()
            )
            self.insert(model, tuple(columns), zip(*told, strict=True))
            return
        table = table_of(model)
        names = ", ".join(f'"{table.c[name].name}"' for name in columns)
        # runs of numbers are bound once: all but the first are that one and a distance
        first = next((one for one in columns.values() if _is_run(one)), None)
        varying: list[Any] = [] if first is None else [first]
        marks = []
        for column in columns.values():
            if isinstance(column, Same):
                marks.append(_literal(column.value))
            elif first is not None and _is_run(column):
                marks.append(f"?1 + {column[0] - first[0]}")
            else:
                varying.append(column)
                marks.append(f"?{len(varying)}")
        self.connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(marks)})',  # noqa: S608
            list(zip(*varying, strict=True)),
        )

    def insert(
        self, model: type[Base], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        """Insert rows given as tuples in the order of `columns`, each of them stated."""
        table = table_of(model)
        names = ", ".join(f'"{table.c[name].name}"' for name in columns)
        marks = ", ".join(("?" if self.sqlite else "%s",) * len(columns))
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            self.connection.exec_driver_sql(statement, batch)
        if not self.sqlite and "id" in columns:
            # rows that other rooms add singly take their ids from the engine's own counter
            self.connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"  # noqa: S608
                    f' (SELECT GREATEST(COALESCE(MAX(id), 1), 1) FROM "{table.name}"))'
                )
            )


def _is_run(column: Sequence[Any] | Same) -> TypeGuard[range]:
    return isinstance(column, range) and column.step == 1


def _literal(value: str | int | None) -> str:
    """A value as SQLite writes it; a text that holds a NUL would end there."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    assert "\0" not in value
    return "'" + value.replace("'", "''") + "'"
