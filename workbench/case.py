"""The case: opened, created, changed in units of work, undone, closed."""

from __future__ import annotations

import getpass
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.store import changes, engine, journal, migrations
from workbench.store.tables import CaseInfo, Officer

SUFFIX = ".arw"


class Work:
    """One unit of work: what it does through `session` is journalled whole or not at all.

    Rows of recorded tables are journalled row by row. Rows filled in bulk through
    `connection` are not: such work names the `command` that fills them again from the
    original files, with its parameters, and where it can be taken back, the `inverse`: the
    command that does so.
    """

    def __init__(self, session: Session, action: str, summary: str) -> None:
        """Begin with what the journal will say; both may be made more precise before the end."""
        self.session = session
        self.action = action
        self.summary = summary
        self.command: dict[str, Any] | None = None
        self.inverse: dict[str, Any] | None = None
        self._recorder = changes.Recorder(session)

    @property
    def connection(self) -> Connection:
        """The connection of this unit of work, for bulk statements."""
        return self.session.connection()

    def replayed(self, done: list[changes.Change]) -> None:
        """Journal row changes that were made through the connection, not the session."""
        self._recorder.changes.extend(done)

    def payload(self) -> dict[str, Any]:
        """What the journal keeps of this work; empty when nothing changed."""
        self.session.flush()
        found: dict[str, Any] = {}
        if self._recorder.changes:
            found["changes"] = self._recorder.changes
        if self.command is not None:
            found["command"] = self.command
            if self.inverse is not None:
                found["inverse"] = self.inverse
        return found


class Case:
    """A case that is open. Make one with `Case.create` or `Case.open`; close it when done."""

    def __init__(self, where: str, opened: Engine, *, read_only: bool = False) -> None:
        """Wrap an engine whose schema is known to be ours and up to date."""
        self.where = where
        self.engine = opened
        self.read_only = read_only
        self.by = os.environ.get("WORKBENCH_OFFICER") or getpass.getuser()
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)

    # -- opening and closing

    @classmethod
    def create(
        cls,
        where: str | Path,
        *,
        name: str = "",
        urn: str = "",
        reference: str = "",
        marking: str = "OFFICIAL-SENSITIVE",
        regime: str = "pre-cpa-2026",
        currency: str = "GBP",
        officers: tuple[tuple[str, str, str], ...] = (),
        empty: bool = False,
    ) -> Case:
        """Make a new case at a path ending in .arw or a postgresql:// address.

        `officers` are (name, role, reference). `empty` leaves out even the first journal
        entry, for a case that is about to be rebuilt from another's journal.

        Raises:
            Refused: if something stands there already, or it cannot be written.
        """
        where = str(where)
        if engine.is_server(where):
            case = cls(where, engine.server_engine(where))
        else:
            case = cls(where, _new_file(Path(where)))
        try:
            with case._transaction() as connection:
                if migrations.current(connection) is not None:
                    raise Refused(
                        "holds a case already", where=where, remedy="Choose another place."
                    )
                migrations.upgrade(connection)
            if not empty:
                title = name or Path(where).stem
                with case.change("new", f"Opened the case {title}") as work:
                    work.session.add(
                        CaseInfo(
                            id=1, name=title, urn=urn, reference=reference, marking=marking,
                            regime=regime, currency=currency, created=case._instant(),
                        )
                    )  # fmt: skip
                    for who, role, number in officers:
                        work.session.add(Officer(name=who, role=role, reference=number))
                        work.session.flush()
        except BaseException:
            case.close()
            if not engine.is_server(where):
                _remove_file(Path(where))
            raise
        return case

    @classmethod
    def open(cls, where: str | Path) -> Case:
        """Open a case, bringing an older one up to date after a backup beside it.

        Raises:
            Refused: if it is missing, not a case, damaged, locked, or newer than this program.
        """
        where = str(where)
        if engine.is_server(where):
            case = cls(where, engine.server_engine(where))
        else:
            path = Path(where)
            read_only = _check_file(path)
            case = cls(where, engine.sqlite_engine(path, read_only=read_only), read_only=read_only)
        try:
            with case.read() as connection:
                if migrations.current(connection) is None:
                    raise Refused("is not a case", where=where, remedy="Make one with: new CASE")
                behind = migrations.check_known(connection, where)
            if behind:
                case._bring_up_to_date()
        except BaseException:
            case.close()
            raise
        return case

    def close(self) -> None:
        """Let go of the case; a case file is left whole, without side files."""
        if not engine.is_server(self.where) and not self.read_only:
            try:
                with self.engine.connect() as connection:
                    connection.connection.driver_connection.execute(  # type: ignore[union-attr]
                        "PRAGMA wal_checkpoint(TRUNCATE)"
                    )
            except (DBAPIError, sqlite3.Error):
                pass  # the log beside the file is replayed at the next opening
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- reading

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the case for Core selects; it changes nothing."""
        with self._named_faults(), self.engine.connect() as plain:
            connection = plain
            if self.engine.dialect.name == "postgresql":
                connection = plain.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The same consistent view as typed rows."""
        with self.read() as connection, Session(connection, autoflush=False) as session:
            yield session

    def info(self) -> CaseInfo:
        """The case's own row: name, references, marking, regime, currency."""
        with self.session() as session:
            return session.scalars(select(CaseInfo)).one()

    def head(self) -> tuple[int, str]:
        """Number and hash of the last journal entry."""
        with self.read() as connection:
            return journal.head(connection)

    def journal(self, *, after: int = 0) -> list[journal.Record]:
        """Every journal entry after number `after`, oldest first."""
        with self.read() as connection:
            return list(journal.records(connection, after=after))

    # -- changing

    @contextmanager
    def change(self, action: str, summary: str, *, bulk: bool = False) -> Iterator[Work]:
        """One unit of work. Leaving it commits with a journal entry; an exception undoes all.

        `bulk`: the work gives every id that it refers to, so that SQLite need not look each of
        a million up again (`check` still does, over the whole case).

        Raises:
            Refused: if the case cannot be written (locked, read-only, disk full).
        """
        if self.read_only:
            raise Refused(
                "cannot be changed: the file or its folder is read-only",
                where=self.where,
                remedy="Copy the case to a folder of your own and open the copy.",
            )
        with self._transaction(bulk=bulk) as connection, Session(connection) as session:
            if connection.dialect.name == "postgresql":
                # One writer at a time: the chain of the journal has one end.
                connection.execute(text("LOCK TABLE journal IN EXCLUSIVE MODE"))
            work = Work(session, action, summary)
            yield work
            payload = work.payload()
            if payload:
                journal.append(
                    connection, at=self._instant(), by=self.by,
                    action=work.action, summary=work.summary, payload=payload,
                )  # fmt: skip

    def undo(self, seq: int) -> str:
        """Take back journal entry `seq` by a further entry, and say what was undone.

        Raises:
            Refused: if there is none, if later work rests on it, or if it is of a kind that
                is corrected by a further entry instead.
        """
        from workbench.replay import reversible

        with self.change("undo", f"Undid entry {seq}") as work:
            record = next(journal.records(work.connection, after=seq - 1), None)
            if record is None or record.seq != seq:
                raise Refused(f"the journal has no entry {seq}")
            if why := why_not_undone(record):
                raise Refused(f"entry {seq} ({record.summary}) {why}")
            inverse = changes.inverse(record.payload.get("changes", ()))
            back = record.payload.get("inverse")
            try:
                changes.apply(work.connection, inverse)
                if back is not None:
                    reversible(back["name"])(work.connection, back)
                    work.command, work.inverse = back, record.payload["command"]
            except IntegrityError as error:
                raise Refused(
                    f"later work rests on entry {seq} ({record.summary})",
                    remedy="Undo the later entries first.",
                ) from error
            work.replayed(inverse)
            work.summary = f"Undid entry {seq}: {record.summary}"
        return record.summary

    def backup(self, to: Path) -> None:
        """Copy a case file whole while it is open (a plain copy would miss the log).

        Raises:
            Refused: if `to` stands already.
        """
        if to.exists():
            raise Refused("stands already", where=str(to), remedy="Choose another name.")
        with (
            closing(
                sqlite3.connect(f"{Path(self.where).resolve().as_uri()}?mode=ro", uri=True)
            ) as a,
            closing(sqlite3.connect(to)) as b,
        ):
            a.backup(b)

    # -- within

    def _instant(self) -> str:
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _bring_up_to_date(self) -> None:
        if not engine.is_server(self.where):
            path = Path(self.where)
            stamp = self.now().strftime("%Y%m%dT%H%M%SZ")
            self.backup(path.with_name(f"{path.stem} before upgrade {stamp}{path.suffix}"))
        with self._transaction() as connection:
            migrations.upgrade(connection)

    @contextmanager
    def _transaction(self, *, bulk: bool = False) -> Iterator[Connection]:
        with self._named_faults(), self.engine.connect() as plain:
            connection = plain.execution_options(writes=True, bulk=bulk)
            with connection.begin():
                yield connection

    @contextmanager
    def _named_faults(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            said = " ".join(str(error.orig).split())
            for sign, what, remedy in _FAULTS:
                if sign in said:
                    raise Refused(what, where=self.where, remedy=remedy) from error
            raise


def why_not_undone(record: journal.Record) -> str:
    """Why an entry is corrected by a further entry instead of undone; "" where it may be."""
    done = record.payload
    if record.action == "new" or ("command" in done and "inverse" not in done):
        return "is not undone row by row. Records that were loaded stay: they are evidence."
    frozen = {table.name for table in changes.append_only_tables()}
    if any(change["table"] in frozen for change in done.get("changes", ())):
        return "posted to the ledger. Correct it by a reversing entry."
    if record.action in _SAID_ANEW:
        return "stands: a decision may rest on it. Say it anew while nothing is decided."
    return ""


#: What a member of a panel said. Undone after the decision, a conflict of interest would be gone.
_SAID_ANEW = ("declare", "view")


_FAULTS = (
    ("database is locked", "is in use by another program", "Close it there and try again."),
    ("readonly", "cannot be written", "Check that the file and its folder are writable."),
    ("disk is full", "cannot be written: the disk is full", "Make room and try again."),
    ("disk I/O error", "cannot be read or written: the disk fails", "Copy it elsewhere."),
    ("malformed", "is damaged", "Restore it from a backup."),
    ("not a database", "is not a case", "Make one with: new CASE"),
    ("unable to open", "cannot be opened", "Check that it exists and that you may read it."),
    ("connection failed", "the server does not answer", "Check the address and your login."),
    ("Connection refused", "the server does not answer", "Check the address and your login."),
)


def _new_file(path: Path) -> Engine:
    if path.suffix != SUFFIX:
        raise Refused(
            f"a case file ends in {SUFFIX}", where=str(path), remedy=f"Name it NAME{SUFFIX}."
        )
    if path.exists():
        raise Refused("stands already", where=str(path), remedy="Choose another name.")
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA page_size={engine.PAGE_BYTES}")  # before all else
            connection.execute(f"PRAGMA application_id={engine.APPLICATION_ID}")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.commit()
    except sqlite3.Error as error:
        raise Refused(
            "cannot be written", where=str(path), remedy="Check that its folder is writable."
        ) from error
    return engine.sqlite_engine(path)


def _remove_file(path: Path) -> None:
    for side in ("", "-wal", "-shm"):
        Path(f"{path}{side}").unlink(missing_ok=True)


def _check_file(path: Path) -> bool:
    """Whether a case file must be opened read-only; refuses what is not a case file."""
    if not path.exists():
        raise Refused("there is no such file", where=str(path), remedy="Make one with: new CASE")
    not_a_case = Refused("is not a case", where=str(path), remedy="Make one with: new CASE")
    if path.is_dir():
        raise not_a_case
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except OSError as error:
        raise Refused(
            "cannot be read", where=str(path), remedy="Check that you may read it."
        ) from error
    mark = int.from_bytes(start[68:72], "big")
    if not start.startswith(b"SQLite format 3\0") or mark != engine.APPLICATION_ID:
        raise not_a_case
    return not (os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK))
