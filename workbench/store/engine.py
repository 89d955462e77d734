"""Opening the engine of a case: SQLite with its pragmas, or PostgreSQL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from workbench.errors import Refused

#: "ARWb": stands in bytes 68-71 of every case file, so that `file` and we can tell it.
APPLICATION_ID: Final = 0x41525762
BUSY_SECONDS: Final = 15
#: Of a new case: a load of a million rows took a twelfth less time than with SQLite's own 4 KB.
PAGE_BYTES: Final = 16_384


def is_server(where: str) -> bool:
    """Whether `where` names a case on a PostgreSQL server rather than a file."""
    return where.startswith(("postgresql://", "postgresql+psycopg://"))


def sqlite_engine(path: Path, *, read_only: bool = False) -> Engine:
    """An engine on a case file that exists already; it is never created by being opened."""
    engine = create_engine(
        "sqlite://", creator=lambda: _connect(path, read_only=read_only), poolclass=NullPool
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


def server_engine(url: str) -> Engine:
    """An engine on a case in PostgreSQL.

    Raises:
        Refused: if the address is not one.
    """
    try:
        address = make_url(url).set(drivername="postgresql+psycopg")
    except ArgumentError as error:
        raise Refused("is not the address of a case", where=url) from error
    return create_engine(
        address,
        connect_args={"options": "-c lock_timeout=15000 -c timezone=UTC"},
    )


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    # A file in WAL mode in a read-only folder opens only as immutable.
    mode = "mode=ro&immutable=1" if read_only else "mode=rw"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    for pragma in (
        "foreign_keys=ON",
        *(() if read_only else ("journal_mode=WAL",)),
        "synchronous=FULL",
        # REPLACE would otherwise slip past the append-only triggers.
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin_immediate(connection: Connection) -> None:
    # A reader that upgrades to writer fails at once (SQLITE_BUSY_SNAPSHOT): a unit of work
    # takes the write lock first, reading takes none.
    options: dict[str, Any] = connection.get_execution_options()
    if options.get("bulk"):  # every reference is to an id that the same work has given
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
