"""The store: a file beside the case, or a schema of its own on the server, with its own chain."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from workbench.case import Case
from workbench.errors import Refused
from workbench.store import engine, journal
from workbench.store.tables import Officer
from workbench.store.types import Day, Minor

#: The name of its own login: an address on the server that may be another than the case's.
KEY: Final = "WORKBENCH_INTELLIGENCE"
SUFFIX: Final = ".intelligence"
SCHEMA: Final = "intelligence"
#: "ARWi": tells its file from a case's.
APPLICATION_ID: Final = 0x41525769
#: Roles of the case that see nothing of it.
_SHUT_OUT: Final = frozenset({"finance officer"})

#: Tables of its own, apart from those of the case, so that nothing that walks those meets them.
METADATA: Final = MetaData()
ABOUT = Table(
    "about", METADATA,
    Column("id", Integer, primary_key=True),
    Column("begins_with", Text, nullable=False),  # the case's first journal entry, by hash
    sqlite_strict=True,
)  # fmt: skip
DISCLOSURE = Table(
    "disclosure", METADATA,
    Column("id", Integer, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("kind", Text, nullable=False),  # sar | daml
    Column("made", Day, nullable=False),
    Column("subject", Text, nullable=False),
    Column("act", Text, nullable=False),  # what a defence is sought for
    Column("minor", Minor, nullable=True),
    Column("currency", Text, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip
STEP = Table(
    "step", METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("disclosure_id", Integer, nullable=False),
    Column("step", Text, nullable=False),  # made | refused | consented | extended | ended
    Column("on", Day, nullable=False),
    Column("until", Day, nullable=True),
    Column("document", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),  # instant, UTC, ISO 8601
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_strict=True,
)  # fmt: skip


class Store:
    """The disclosures that belong to one case. Open it with `Store.open`; close it when done."""

    def __init__(self, case: Case, opened: Engine) -> None:
        """Wrap an engine on a store that is known to belong to the case."""
        self.case = case
        self.engine = opened

    @classmethod
    def open(cls, case: Case) -> Self:
        """Open the store of a case, making it where there is none yet.

        Raises:
            Refused: to an officer whose role in the case is shut out, or if the store belongs to
                another case, is none, or cannot be written.
        """
        _check_role(case)
        store = cls(case, _engine_of(case))
        try:
            with store._connected(writes=True) as connection:
                _make(connection)
                _belongs(connection, case)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of it."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the store."""
        with self._connected(writes=False) as connection:
            yield connection

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """One unit of work: kept whole or not at all."""
        with self._connected(writes=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"LOCK TABLE {SCHEMA}.step IN EXCLUSIVE MODE"))
            yield connection

    def add_step(
        self,
        connection: Connection,
        disclosure: int,
        step: str,
        on: date,
        *,
        until: date | None = None,
        document: str = "",
    ) -> None:
        """Chain one more step; none is ever altered or removed."""
        last = connection.execute(
            select(STEP.c.seq, STEP.c.hash).order_by(STEP.c.seq.desc()).limit(1)
        ).first()
        seq, previous = (last[0] + 1, last[1]) if last else (1, journal.BEGINNING)
        row = {
            "seq": seq, "disclosure_id": disclosure, "step": step, "on": on, "until": until,
            "document": document, "by": self.case.by,
            "at": self.case.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip
        connection.execute(
            STEP.insert().values(**row, previous=previous, hash=_seal(previous, row))
        )

    def problems(self) -> list[str]:
        """Steps that were altered or are missing; none where the chain is whole."""
        found, previous = [], journal.BEGINNING
        with self.read() as connection:
            rows = connection.execute(select(STEP).order_by(STEP.c.seq)).mappings().all()
        for number, row in enumerate(rows, 1):
            told = {key: row[key] for key in row if key not in ("previous", "hash")}
            if row["seq"] != number or row["previous"] != previous:
                found.append(f"step {number} is missing")
            elif row["hash"] != _seal(previous, told):
                found.append(f"step {number} was altered")
            previous = row["hash"]
        return found

    @contextmanager
    def _connected(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(writes=writes)
                with connection.begin():
                    yield connection
        except DBAPIError as error:
            raise Refused(
                f"the intelligence store does not answer: {' '.join(str(error.orig).split())}",
                where=self.case.where if "://" not in self.case.where else "",
                remedy=f"Check your rights to it, and {KEY} where it is set.",
            ) from error


def _check_role(case: Case) -> None:
    with case.session() as session:
        role = session.scalars(select(Officer.role).where(Officer.name == case.by)).first()
    if role is not None and role.strip().lower() in _SHUT_OUT:
        raise Refused(f"a {role} sees no intelligence", remedy="Ask the officer in the case.")


def _engine_of(case: Case) -> Engine:
    if engine.is_server(case.where):
        address = os.environ.get(KEY) or case.where
        opened = engine.server_engine(address)
        return opened.execution_options(schema_translate_map={None: SCHEMA})
    path = Path(case.where).with_suffix(SUFFIX)
    if path.exists():
        _check_file(path)
    else:
        _new_file(path)
    opened = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
    event.listen(opened, "begin", _begin)
    return opened


def _new_file(path: Path) -> None:
    try:
        # Nobody else on the machine reads it, whatever the folder allows.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.commit()
    except (OSError, sqlite3.Error) as error:
        raise Refused(
            "cannot be written", where=str(path), remedy="Check that its folder is writable."
        ) from error


def _check_file(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(100)
    if int.from_bytes(start[68:72], "big") != APPLICATION_ID:
        raise Refused("is no intelligence store", where=str(path), remedy="Move it elsewhere.")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=engine.BUSY_SECONDS,
        isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make(connection: Connection) -> None:
    server = connection.dialect.name == "postgresql"
    if inspect(connection).has_table("step", schema=SCHEMA if server else None):
        return
    if server:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        connection.execute(text(f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC"))
    METADATA.create_all(connection)


def _belongs(connection: Connection, case: Case) -> None:
    """A store is of one case, however its file was named or copied."""
    with case.read() as read:
        begins = next(journal.records(read, after=0)).hash
    told = connection.execute(select(ABOUT.c.begins_with)).scalar()
    if told is None:
        connection.execute(ABOUT.insert().values(id=1, begins_with=begins))
    elif told != begins:
        raise Refused("the intelligence store beside it belongs to another case")


def _seal(previous: str, row: dict[str, Any]) -> str:
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}
    return journal.seal(
        previous, seq=row["seq"], at=row["at"], by=row["by"], action=row["step"], summary="",
        payload=plain,
    )  # fmt: skip


def next_number(connection: Connection) -> int:
    """The number of the next disclosure."""
    return int(connection.execute(select(func.max(DISCLOSURE.c.id))).scalar() or 0) + 1
