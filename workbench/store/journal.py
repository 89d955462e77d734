"""The journal: every change of a case, each entry chained by SHA-256 to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from workbench.store.tables import JournalEntry

#: What the first entry is chained to.
BEGINNING: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of the journal as plain data; `payload` is what changed."""

    seq: int
    at: str
    by: str
    action: str
    summary: str
    payload: dict[str, Any]
    previous: str
    hash: str


def canonical(value: Any) -> str:
    """JSON with one spelling only: keys sorted, no spaces, text as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(
    previous: str, *, seq: int, at: str, by: str, action: str, summary: str, payload: dict[str, Any]
) -> str:
    """SHA-256 of an entry's content and the hash before it, as 64 hexadecimal digits."""
    text = canonical([previous, seq, at, by, action, summary, payload])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def head(connection: Connection) -> tuple[int, str]:
    """The last entry's number and hash; (0, BEGINNING) where there is none."""
    row = connection.execute(
        select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1)
    ).first()
    return (row[0], row[1]) if row else (0, BEGINNING)


def append(
    connection: Connection, *, at: str, by: str, action: str, summary: str, payload: dict[str, Any]
) -> Record:
    """Chain one more entry to the journal within the caller's transaction."""
    seq, previous = head(connection)
    record = Record(
        seq + 1, at, by, action, summary, payload, previous,
        seal(previous, seq=seq + 1, at=at, by=by, action=action, summary=summary, payload=payload),
    )  # fmt: skip
    connection.execute(
        JournalEntry.__table__.insert().values(  # type: ignore[attr-defined]
            seq=record.seq, at=at, by=by, action=action, summary=summary,
            payload=canonical(payload), previous=previous, hash=record.hash,
        )
    )  # fmt: skip
    return record


def records(connection: Connection, *, after: int = 0) -> Iterator[Record]:
    """Every entry after number `after`, oldest first."""
    table = JournalEntry.__table__
    for row in connection.execute(select(table).where(table.c.seq > after).order_by(table.c.seq)):
        yield Record(
            row.seq, row.at, row.by, row.action, row.summary,
            json.loads(row.payload), row.previous, row.hash,
        )  # fmt: skip


def broken_links(entries: Iterable[Record]) -> Iterator[str]:
    """Each place where the chain does not hold, in words; nothing when it is whole."""
    expected, previous = 1, BEGINNING
    for entry in entries:
        if entry.seq != expected:
            yield f"journal entry {expected} is missing (found {entry.seq})"
        if entry.previous != previous:
            yield f"journal entry {entry.seq} is not chained to the one before it"
        sealed = seal(
            entry.previous, seq=entry.seq, at=entry.at, by=entry.by,
            action=entry.action, summary=entry.summary, payload=entry.payload,
        )  # fmt: skip
        if sealed != entry.hash:
            yield f"journal entry {entry.seq} was altered after it was written"
        expected, previous = entry.seq + 1, entry.hash
