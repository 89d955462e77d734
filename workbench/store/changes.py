"""Row changes as data: recorded from a session, applied again by a replay, turned round by undo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, event, inspect, or_
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import History

from workbench.errors import Refused
from workbench.store.tables import Base
from workbench.store.types import Day

#: One change: {"table", "key", "before": {column: value} or null, "after": … or null}.
Change = dict[str, Any]

#: So many rows are changed by one statement.
_AT_ONCE: Final = 500


class Recorder:
    """Collects what a session flushes, row by row, with the values before and after."""

    def __init__(self, session: Session) -> None:
        """Listen to `session` until it is closed."""
        self.changes: list[Change] = []
        event.listen(session, "before_flush", self._refuse_append_only)
        event.listen(session, "after_flush", self._collect)

    def _refuse_append_only(self, session: Session, *_: object) -> None:
        altered = [o for o in session.dirty if session.is_modified(o)] + list(session.deleted)
        for row in altered:
            if type(row).append_only:
                raise Refused(
                    f"a row of {type(row).__tablename__} is never altered or removed",
                    remedy="Correct it by a further entry.",
                )

    def _collect(self, session: Session, _: object) -> None:
        for row in session.new:
            self._add(row, None, _values(row))
        for row in session.dirty:
            if session.is_modified(row):
                after = _values(row)
                self._add(row, _before(row, after), after)
        for row in session.deleted:
            self._add(row, _values(row), None)

    def _add(self, row: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        if not type(row).recorded:
            return
        table = table_of(type(row))
        values = cast("dict[str, Any]", after or before)
        key = {column.name: values[column.name] for column in table.primary_key}
        if before is not None and after is not None:
            changed = sorted(name for name in after if after[name] != before[name])
            if not changed:
                return
            before = {name: before[name] for name in changed}
            after = {name: after[name] for name in changed}
        self.changes.append({"table": table.name, "key": key, "before": before, "after": after})


def table_of(model: type[Base]) -> Table:
    """The Core table of a declarative class."""
    return cast("Table", model.__table__)


def append_only_tables() -> list[Table]:
    """The tables whose rows are never altered or removed."""
    return [
        table_of(mapper.class_) for mapper in Base.registry.mappers if mapper.class_.append_only
    ]


def apply(connection: Connection, changes: Iterable[Change]) -> None:
    """Make recorded changes again, exactly and in their order.

    Raises:
        Refused: if a row is not as the change found it.
    """
    for run in _alike(changes):
        first = run[0]
        table = Base.metadata.tables[first["table"]]
        if first["before"] is None:
            rows = [
                {name: _read(table, name, value) for name, value in (one["after"] or {}).items()}
                for one in run
            ]
            connection.execute(table.insert(), rows)
            continue
        _as_found(connection, table, run)
        here, after = _rows_of(table, run), first["after"]
        if after is None:
            connection.execute(table.delete().where(here))
        elif all(one["after"] == after for one in run):
            values = {name: _read(table, name, value) for name, value in after.items()}
            connection.execute(table.update().where(here).values(values))
        else:
            this = and_(*(table.c[name] == bindparam(f"key_{name}") for name in first["key"]))
            connection.execute(
                table.update().where(this).values({name: bindparam(name) for name in after}),
                [
                    {f"key_{name}": _read(table, name, value) for name, value in one["key"].items()}
                    | {name: _read(table, name, value) for name, value in one["after"].items()}
                    for one in run
                ],
            )


def _alike(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Changes one after another that one statement makes: the same columns of different rows."""
    run: list[Change] = []
    kind: list[Any] = []
    rows: set[tuple[Any, ...]] = set()
    for change in changes:
        names = [change[part] and sorted(change[part]) for part in ("key", "before", "after")]
        row = tuple(change["key"].values())
        if run and (len(run) == _AT_ONCE or row in rows or [change["table"], *names] != kind):
            yield run
            run, rows = [], set()
        if not run:
            kind = [change["table"], *names]
        run.append(change)
        rows.add(row)
    if run:
        yield run


def _rows_of(table: Table, run: Sequence[Change]) -> ColumnElement[bool]:
    """Where the rows of changes alike are."""
    names = list(run[0]["key"])
    if len(names) > 1:
        return or_(*(
            and_(*(table.c[name] == _read(table, name, one["key"][name]) for name in names))
            for one in run
        ))  # fmt: skip
    column: ColumnElement[Any] = table.c[names[0]]
    return column.in_([_read(table, names[0], one["key"][names[0]]) for one in run])


def _as_found(connection: Connection, table: Table, run: Sequence[Change]) -> None:
    """Raise `Refused` if a row is not as a change found it."""
    names = list(run[0]["key"])
    found = {
        tuple(_plain(row[name]) for name in names): row
        for row in connection.execute(table.select().where(_rows_of(table, run))).mappings()
    }
    for change in run:
        row = found.get(tuple(change["key"][name] for name in names))
        if row is None or any(_plain(row[n]) != value for n, value in change["before"].items()):
            raise Refused(
                f"{table.name.replace('_', ' ')} {', '.join(map(str, change['key'].values()))} is "
                "no longer as that change left it",
                remedy="Undo the later change first.",
            )


def inverse(changes: Iterable[Change]) -> list[Change]:
    """The changes that take these back, last first."""
    return [
        {**change, "before": change["after"], "after": change["before"]}
        for change in reversed(list(changes))
    ]


def _values(row: Any) -> dict[str, Any]:
    mapper = inspect(type(row))
    return {
        column.name: _plain(getattr(row, mapper.get_property_by_column(column).key))
        for column in table_of(type(row)).columns
    }


def _before(row: Any, after: dict[str, Any]) -> dict[str, Any]:
    state = inspect(row)
    values = dict(after)
    for column in table_of(type(row)).columns:
        name = inspect(type(row)).get_property_by_column(column).key
        history: History = state.attrs[name].history
        if history.deleted:
            values[column.name] = _plain(history.deleted[0])
        elif history.added:
            values[column.name] = None
    return values


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(table: Table, name: str, value: Any) -> Any:
    is_day = isinstance(table.c[name].type, Day)
    return date.fromisoformat(value) if is_day and isinstance(value, str) else value
