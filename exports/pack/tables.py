"""The case's data as JSON: every table, one row a line, money with its currency, dates ISO."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, select

from workbench.store.tables import Base
from workbench.store.types import Minor

FORMAT: Final = "asset-recovery-workbench/case"
FORMAT_VERSION: Final = 1
#: The journal stands in a file of its own, as a chain; the files stand as themselves.
APART: Final = frozenset({"journal", "source_content"})
#: Columns that hold JSON and are given as what they hold.
NESTED: Final = {
    ("statement", "breaks"),
    ("source_file", "notes"),
    ("kept_trace", "options"),
    ("kept_trace", "result"),
    ("programme_kind", "measures"),
    ("programme_kind", "fewer"),
}


def tables() -> list[Table]:
    """Every table that is given, by name."""
    return [
        Base.metadata.tables[name] for name in sorted(Base.metadata.tables) if name not in APART
    ]


def lines(connection: Connection, head: tuple[int, str], program: str) -> Iterator[str]:
    """The whole document, piece by piece."""
    about = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "program": program,
        "journal": {"entries": head[0], "head": head[1]},
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "tables": {\n'
    for place, table in enumerate(tables()):
        yield f"{',' if place else ''}\n{json.dumps(table.name)}: ["
        for number, row in enumerate(rows(connection, table)):
            yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
        yield "\n]"
    yield "\n}}\n"


def rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """A table's rows by primary key, as JSON-ready data; file contents are left out."""
    columns = [column for column in table.columns if not _is_bytes(column)]
    currency, query = _with_currency(table, columns)
    for row in connection.execute(query.order_by(*table.primary_key)):
        found = {
            _named(column.name): _plain(table.name, column.name, value)
            for column, value in zip(columns, row, strict=False)
        }
        if currency:
            found["currency"] = row[-1]
        yield found


def _with_currency(table: Table, columns: list[Column[Any]]) -> tuple[bool, Any]:
    """The select, with the currency of the row's owner where the row has money but none."""
    way = _way_to_currency(table) if any(isinstance(c.type, Minor) for c in columns) else ()
    if not way:
        return False, select(*columns)
    joined: Any = table
    at = table
    for column in way:
        key = next(iter(column.foreign_keys)).column
        # A table may be reached twice by different ways; an alias keeps each apart.
        target = key.table.alias()
        joined = joined.outerjoin(target, at.c[column.name] == target.c[key.name])
        at = target  # type: ignore[assignment]
    return True, select(*columns, at.c.currency).select_from(joined)


@cache
def _way_to_currency(table: Table) -> tuple[Column[Any], ...]:
    """The shortest way by foreign keys to a table that says the currency."""
    if "currency" in table.columns:
        return ()
    waiting: list[tuple[Table, tuple[Column[Any], ...]]] = [(table, ())]
    seen = {table.name}
    while waiting:
        here, way = waiting.pop(0)
        for column in here.columns:
            for key in column.foreign_keys:
                owner = key.column.table
                if owner.name in seen:
                    continue
                if "currency" in owner.columns:
                    return (*way, column)
                seen.add(owner.name)
                waiting.append((owner, (*way, column)))
    return ()


def _is_bytes(column: Column[Any]) -> bool:
    return column.type.python_type is bytes


def _named(column: str) -> str:
    """Every key of money ends in `_minor`; the one amount of a row is its `amount_minor`."""
    return "amount_minor" if column == "minor" else column


def _plain(table: str, column: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if (table, column) in NESTED and isinstance(value, str):
        return json.loads(value)
    return value
