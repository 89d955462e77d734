"""A copy of a case with names and numbers taken out, for as long as a pack is made of it."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select, text

from exports.pack import tables as given
from exports.redact.masks import Masks
from exports.redact.profile import Profile, from_data, kind_of, treatment_of
from exports.redact.traces import restate
from exports.still import Still, still
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.source import Originals
from workbench.store import journal
from workbench.store.tables import Base, JournalEntry
from workbench.store.types import Day, Flag

FORMAT: Final = "asset-recovery-workbench/redaction"
FORMAT_VERSION: Final = 1
LINE: Final = "[the line is withheld]"


class Withheld(Originals):
    """Lines of files that are not in the pack."""

    def raws(self, file_id: int, places: Iterable[str]) -> dict[str, str]:
        """The same words for every line."""
        del file_id
        return dict.fromkeys(places, LINE)


@dataclass(slots=True)
class Redaction:
    """A profile, what it came to, and what is withheld: all that a pack says of its redaction."""

    profile: Profile
    #: Rows in which a column was changed, by `table.column`.
    changed: Counter[str] = field(default_factory=Counter)
    withheld: list[dict[str, Any]] = field(default_factory=list)
    identifier: str = ""

    @property
    def title(self) -> str:
        """What is printed on every page."""
        return f"Case pack, redacted {self.profile.title}"

    def document(self) -> bytes:
        """What stands in the pack as `redaction.json`."""
        told = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            **self.profile.as_data(),
            "identifier": self.identifier,
            "changed": [
                {"column": column, "rows": rows, "kind": kind_of(*column.split(".")),
                 "treatment": treatment_of(self.profile, kind_of(*column.split(".")))}
                for column, rows in sorted(self.changed.items())
            ],
            "withheld": self.withheld,
        }  # fmt: skip
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def read(cls, content: bytes) -> Redaction:
        """What a pack says of its redaction.

        Raises:
            Refused: if it cannot be read.
        """
        try:
            told = json.loads(content)
            changed = {one["column"]: int(one["rows"]) for one in told["changed"]}
            made = cls(
                from_data(told, "redaction.json"), Counter(changed), list(told["withheld"]),
                str(told["identifier"]),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise Refused("redaction.json cannot be read") from error
        if made.document() != content:
            raise Refused("redaction.json is not as this program writes it")
        return made


@contextmanager
def redacted(case: Still, profile: Profile) -> Iterator[tuple[Still, Redaction, Masks]]:
    """The case without what the profile takes out; its rows and amounts are the same."""
    with case.read() as connection, _copy() as copy:
        masks = Masks(connection, profile)
        done = Redaction(profile, identifier=masks.identifier(case.entries[0].hash))
        with _writing(copy) as target:
            for table in _tables():
                rows = []
                for row in connection.execute(
                    select(table).order_by(*table.primary_key)
                ).mappings():
                    made, changed = masks.row(table.name, dict(row))
                    rows.append(_without_bytes(table, made))
                    done.changed.update(f"{table.name}.{column}" for column in changed)
                if rows:
                    target.execute(insert(table), rows)
                done.withheld.extend(_withheld(table.name, rows))
            restate(connection, target)
            done.withheld.sort(key=lambda one: (one["what"] != "sources", one["number"]))
            _add_journal(target, _masked(case.entries, masks, done))
        with still(copy) as held:
            yield held, done, masks


@contextmanager
def rebuilt(data: bytes, entries: Iterable[Mapping[str, Any]], head: str) -> Iterator[Still]:
    """A redacted case from what a redacted pack holds of it.

    Raises:
        Refused: if the pack's data are not those of a case.
    """
    try:
        told = json.loads(data)["tables"]
        with _copy() as copy:
            with _writing(copy) as target:
                for table in _tables():
                    rows = [_row(table, row) for row in told[table.name]]
                    if rows:
                        target.execute(insert(table), rows)
                _add_journal(target, _told(entries, head))
            with still(copy) as held:
                yield held
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused("case.json does not hold the tables of a case") from error


def _tables() -> list[Table]:
    """Every table that a redacted pack tells, owners before what they own."""
    return [table for table in Base.metadata.sorted_tables if table.name not in given.APART]


@contextmanager
def _copy() -> Iterator[Case]:
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Case.create(Path(folder) / "copy.arw", empty=True) as copy,
    ):
        yield copy


@contextmanager
def _writing(copy: Case) -> Iterator[Connection]:
    # Rows of one table may refer to later ones of the same; they are whole where they come from.
    with copy.engine.connect() as plain:
        connection = plain.execution_options(writes=True, bulk=True)
        with connection.begin():
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            # The guards of a case that is kept (a ledger entry is closed, a line is never altered)
            # would refuse its rows table by table.
            guards = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(guards).scalars().all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
            yield connection


def _without_bytes(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (b"" if table.columns[name].type.python_type is bytes else value)
        for name, value in row.items()
    }


def _withheld(table: str, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The files that are not in the pack: name and salted hash as the pack tells them elsewhere."""
    if table in {"source_file", "document"}:
        what = "sources" if table == "source_file" else "documents"
        for row in rows:
            yield {
                "what": what, "number": row["id"], "name": row["name"], "size": row["size"],
                "salted_sha256": row["sha256"],
            }  # fmt: skip


def _masked(
    entries: list[journal.Record], masks: Masks, done: Redaction
) -> Iterator[dict[str, Any]]:
    for entry in entries:
        row = {"seq": entry.seq, "at": entry.at, "by": entry.by, "action": entry.action,
               "summary": entry.summary}  # fmt: skip
        made, changed = masks.row("journal", row)
        done.changed.update(f"journal.{column}" for column in [*changed, "payload"])
        yield {**made, "hash": entry.hash if entry is entries[-1] else ""}


def _told(entries: Iterable[Mapping[str, Any]], head: str) -> Iterator[dict[str, Any]]:
    found = list(entries)
    for place, entry in enumerate(found):
        row = {key: entry[key] for key in ("seq", "at", "by", "action", "summary")}
        yield {**row, "hash": head if place == len(found) - 1 else ""}


def _add_journal(target: Connection, rows: Iterable[dict[str, Any]]) -> None:
    made = [{**row, "payload": "{}", "previous": ""} for row in rows]
    target.execute(insert(JournalEntry), made)


def _row(table: Table, told: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `case.json` as the table keeps it."""
    made: dict[str, Any] = {}
    for column in table.columns:
        if column.type.python_type is bytes:
            made[column.name] = b""
            continue
        value = told["amount_minor" if column.name == "minor" else column.name]
        if (table.name, column.name) in given.NESTED and not isinstance(value, str | None):
            value = json.dumps(value, ensure_ascii=False)
        elif isinstance(column.type, Day) and value is not None:
            value = date.fromisoformat(value)
        elif isinstance(column.type, Flag) and value is not None:
            value = bool(value)
        made[column.name] = value
    return made
