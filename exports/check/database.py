"""The database itself: undamaged, with our tables and guards only, and an unbroken journal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from workbench.case import Case
from workbench.store import journal
from workbench.store.tables import Base

#: When a row of these is locked, as the server's own functions ask it.
_LOCKED: Final = {
    "entry": "(SELECT verdict FROM statement WHERE id = OLD.statement_id) = 'reconciled'",
    "statement": "OLD.verdict = 'reconciled'",
}
#: What never enters the ledger, as the server's own functions ask it: table, why, when.
_LAST: Final = "(SELECT max(id) FROM ledger_entry)"
_LOPSIDED: Final = (
    f"EXISTS (SELECT 1 FROM ledger_line WHERE entry_id = {_LAST} "  # noqa: S608
    "GROUP BY currency HAVING sum(minor) <> 0)"
)
_BALANCED: Final = (
    ("ledger_entry", "an entry of the ledger does not balance", _LOPSIDED),
    ("journal", "an entry of the ledger does not balance", _LOPSIDED),
    (
        "ledger_line", "an entry of the ledger is closed when another has followed it",
        f"NEW.entry_id <> {_LAST}",
    ),
)  # fmt: skip


def damage(case: Case) -> Iterator[str]:
    """What the engine's own checks find."""
    with case.read() as connection:
        if connection.dialect.name != "sqlite":
            return
        for row in connection.exec_driver_sql("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield f"the database is damaged: {row[0]}"
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"row {row[1]} of {row[0]} refers to a row of {row[2]} that does not exist"


def strangers(case: Case) -> Iterator[str]:
    """Objects that are not ours, are missing, or are not as this program makes them."""
    with case.read() as connection:
        server = connection.dialect.name != "sqlite"
        found = _server_objects(connection) if server else _objects(connection)
    expected = _expected_server_objects() if server else _expected()
    for name in sorted(found.keys() - expected.keys()):
        yield f"the database holds {name}, which is not this program’s"
    for name in sorted(expected.keys() - found.keys()):
        yield f"the database lacks {name}"
    for name in sorted(expected.keys() & found.keys()):
        if found[name] != expected[name]:
            yield f"{name} is not as this program makes it"


def broken_chain(case: Case) -> Iterator[str]:
    """Where the journal was altered."""
    with case.read() as connection:
        yield from journal.broken_links(journal.records(connection))


def _objects(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return {
        f"{kind} {name}": f"{table} {' '.join((sql or '').split())}"
        for kind, name, table, sql in rows
    }


@cache
def _expected() -> dict[str, str]:
    """The objects of a case that was made just now."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Case.create(Path(folder) / "new.arw") as new,
        new.read() as connection,
    ):
        return _objects(connection)


def _server_objects(connection: Connection) -> dict[str, str]:
    found = {f"table {name}": "" for name in inspect(connection).get_table_names()}
    found.update({f"view {name}": "" for name in inspect(connection).get_view_names()})
    rows = connection.execute(
        text(
            "SELECT t.tgname, c.relname, p.proname, t.tgenabled FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
        )
    )
    found.update({f"trigger {name}": f"{table} {call} {on}" for name, table, call, on in rows})
    functions = connection.execute(
        text(
            "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n "
            "ON n.oid = p.pronamespace WHERE n.nspname = current_schema()"
        )
    )
    found.update({f"function {name}": " ".join(body.split()) for name, body in functions})
    rules = connection.execute(
        text("SELECT rulename FROM pg_rules WHERE schemaname = current_schema()")
    )
    found.update({f"rule {name}": "" for (name,) in rules})
    return found


def _expected_server_objects() -> dict[str, str]:
    found = {f"table {name}": "" for name in (*Base.metadata.tables, "alembic_version")}
    for mapper in Base.registry.mappers:
        if mapper.class_.append_only:
            table = mapper.class_.__tablename__
            call = f"{table}_only_grows"
            found[f"trigger {call}"] = f"{table} {call} O"
            said = f"rows of {table} are never altered or removed"
            found[f"function {call}"] = f"BEGIN RAISE EXCEPTION '{said}'; END"
    for table, locked in _LOCKED.items():
        found[f"trigger {table}_locked"] = f"{table} {table}_locked O"
        found[f"function {table}_locked"] = (
            f"BEGIN IF {locked} THEN RAISE EXCEPTION 'this statement is proved and locked'; "
            "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END"
        )
    for table, said, wrong in _BALANCED:
        found[f"trigger {table}_balanced"] = f"{table} {table}_balanced O"
        found[f"function {table}_balanced"] = (
            f"BEGIN IF {wrong} THEN RAISE EXCEPTION '{said}'; END IF; RETURN NEW; END"
        )
    return found
