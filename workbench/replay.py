"""Doing a journal again: the proof that a case follows from its files and its entries alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pkgutil import resolve_name
from typing import Any, Final

from sqlalchemy import Connection

from workbench.case import Case
from workbench.errors import Refused
from workbench.store import changes, journal
from workbench.store.tables import JournalEntry

#: Does a named bulk command again within the transaction: (connection, its parameters).
Handler = Callable[[Connection, Mapping[str, Any]], None]
#: Where the commands that can be taken back make their handlers. They are named, as entry
#: points are, because the case knows none of the rooms that stand on it.
_REVERSIBLE: Final = {"pair": "workbench.records.pair:pair_handler"}


def reversible(name: str) -> Handler:
    """The handler of a bulk command that can be taken back by another of its kind.

    Raises:
        Refused: if there is none of that name.
    """
    if name in _REVERSIBLE:
        make: Callable[[], Handler] = resolve_name(_REVERSIBLE[name])
        return make()
    raise Refused(f"{name} is no command that can be taken back")


def replay(case: Case, entries: Iterable[journal.Record], handlers: Mapping[str, Handler]) -> None:
    """Do every entry again in `case`, which must be empty, and keep the entries as they were.

    Raises:
        Refused: if an entry cannot be done again: the journal or a file was altered.
    """
    with case._transaction() as connection:  # noqa: SLF001 - a replay writes no entries of its own
        for entry in entries:
            command = entry.payload.get("command")
            if command is not None:
                handler = handlers.get(command["name"])
                if handler is None:
                    raise Refused(f"journal entry {entry.seq} names an unknown command")
                handler(connection, command)
            try:
                changes.apply(connection, entry.payload.get("changes", ()))
            except (KeyError, TypeError, ValueError) as error:
                raise Refused(f"journal entry {entry.seq} cannot be done again") from error
            connection.execute(
                changes.table_of(JournalEntry).insert().values(
                    seq=entry.seq, at=entry.at, by=entry.by, action=entry.action,
                    summary=entry.summary, payload=journal.canonical(entry.payload),
                    previous=entry.previous, hash=entry.hash,
                )
            )  # fmt: skip
