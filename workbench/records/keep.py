"""What was read is kept: one file, whole, within one transaction, every row in its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, update

from workbench.progress import Report, silent
from workbench.records.bulk import Bulk
from workbench.records.entries import moved, rows_of
from workbench.records.keep_entries import StatementKeeper
from workbench.records.keep_tables import TableKeeper
from workbench.records.keeping import Keeping
from workbench.records.named import Accounts
from workbench.records.outcome import FileOutcome, together
from workbench.records.prove import NOT_RECONCILED
from workbench.records.reading import (
    FileRead,
)
from workbench.records.room import room_for
from workbench.store import tables as t


class Keeper:
    """Keeps one file that was read. Everything happens in the caller's transaction."""

    def __init__(
        self, connection: Connection, name: str, sha256: str, content: bytes, found: FileRead,
        report: Report = silent, *, exhibit: str = "",
    ) -> None:  # fmt: skip
        """Take what was read; nothing is written yet."""
        self.exhibit = exhibit
        self.content, self.found, self.report = content, found, report
        bulk = Bulk(connection)
        self.into = Keeping(
            connection, bulk, Accounts.of(bulk), bulk.take(t.SourceFile), name, sha256
        )
        self.verdicts: list[str] = []
        self.totals = totals(found)

    def keep(self) -> FileOutcome:
        """Write the file and all that it held.

        Raises:
            Refused: if it contradicts what the case holds; the transaction is then undone.
        """
        found = self.found
        room_for(self.into.connection, found, self.into.name)
        self._file()
        pending = [row.minor for row in found.ignored if row.minor is not None]
        statements = StatementKeeper(self.into, found.layout, found.proof, pending)
        for number, statement in enumerate(found.statements, start=1):
            self.report(number, len(found.statements), f"Keeping {self.into.name}")
            self.verdicts.append(statements.keep(statement))
        plain = TableKeeper(self.into)
        plain.payments(found.payments)
        plain.account_rows(found.accounts)
        counts = self._rows_not_loaded()
        outcome = self._outcome(counts)
        self.into.connection.execute(
            update(t.SourceFile)
            .where(t.SourceFile.id == self.into.file_id)
            .values(loaded=outcome.loaded, duplicates=outcome.duplicates, verdict=outcome.verdict)
        )
        return outcome

    def _file(self) -> None:
        found, at = self.found, self.into
        into, out, currency = self.totals
        self.into.bulk.insert(
            t.SourceFile,
            (
                "id", "sha256", "name", "size", "exhibit", "format", "layout", "layout_version",
                "encoding", "read", "loaded", "duplicates", "ignored", "rejected", "in_minor",
                "out_minor", "currency", "verdict", "notes",
            ),
            [
                (
                    at.file_id, at.sha256, at.name, len(self.content), self.exhibit,
                    found.format, found.layout, found.layout_version, found.encoding,
                    found.read, 0, 0, len(found.ignored), 0, into, out, currency, "",
                    json.dumps(found.notes, ensure_ascii=False),
                )
            ],
        )  # fmt: skip
        self.into.bulk.insert(
            t.SourceContent, ("file_id", "content"), [(self.into.file_id, self.content)]
        )

    # -- what was left aside, and the answer

    def _rows_not_loaded(self) -> Counter[str]:
        kept = sum(rows_of(one.entries) for one in self.found.statements)
        duplicates = {row.row: row for row in self.into.duplicate}
        rows = sorted(
            [(row, "ignored") for row in self.found.ignored]
            + [(row, "duplicate") for row in duplicates.values()],
            key=lambda one: one[0].row,
        )
        first = self.into.bulk.take(t.RowNotLoaded, len(rows))
        self.into.bulk.insert(
            t.RowNotLoaded,
            ("id", "file_id", "row", "place", "status", "why", "raw"),
            (
                (first + index, self.into.file_id, row.row, row.place, status, row.why, row.raw)
                for index, (row, status) in enumerate(rows)
            ),
        )
        total = kept + len(self.found.payments) + len(self.found.accounts)
        return Counter(
            loaded=total - len(duplicates), duplicates=len(duplicates),
            ignored=len(self.found.ignored),
        )  # fmt: skip

    def _outcome(self, counts: Counter[str]) -> FileOutcome:
        into, out, currency = self.totals
        verdict = NOT_RECONCILED if self.found.doubts else together(self.verdicts)
        return FileOutcome(
            file=self.into.name, sha256=self.into.sha256, format=self.found.format,
            layout=self.found.layout, read=self.found.read, loaded=counts["loaded"],
            duplicates=counts["duplicates"], ignored=counts["ignored"],
            accounts=tuple(dict.fromkeys(self.into.keys)), verdict=verdict, in_minor=into,
            out_minor=out, currency=currency, notes=tuple(self._notes()),
        )  # fmt: skip

    def _notes(self) -> Iterator[str]:
        yield from self.found.notes
        if self.found.proof.why:
            yield f"proved within the source's own limits: {self.found.proof.why}"
        if len(self.verdicts) > 1:
            counted = Counter(self.verdicts)
            said = ", ".join(f"{counted[verdict]:,} {verdict}" for verdict in sorted(counted))
            yield f"{len(self.verdicts):,} statements: {said}"
        if any(not one.account.key for one in self.found.statements):
            yield "the file does not name its account: say it with --account to join its files"


def totals(found: FileRead) -> tuple[int, int, str]:
    """Money in and out by a file's own rows, in the currency that most of them have."""
    counted: Counter[str] = Counter()
    into: Counter[str] = Counter()
    out: Counter[str] = Counter()
    for one in found.statements:
        for code, amounts in moved(one.entries):
            counted[code] += len(amounts)
            total = sum(amounts)
            gained = (sum(map(abs, amounts)) + total) // 2
            into[code] += gained
            out[code] += gained - total
    for payment in found.payments:
        counted[payment.currency] += 1
        into[payment.currency] += payment.minor
        out[payment.currency] += payment.minor
    if not counted:
        return 0, 0, found.accounts[0].currency if found.accounts else "GBP"
    currency = max(counted, key=lambda code: (counted[code], code))
    return into[currency], out[currency], currency
