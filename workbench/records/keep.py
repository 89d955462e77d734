"""What was read is kept: one file, whole, within one transaction, every row in its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from operator import gt

from sqlalchemy import Connection, update

from workbench.progress import Report, silent
from workbench.records.bulk import Bulk
from workbench.records.entries import moved, rows_of
from workbench.records.keep_early import Early
from workbench.records.keep_entries import StatementKeeper
from workbench.records.keep_tables import TableKeeper
from workbench.records.keeping import Keeping
from workbench.records.named import Accounts
from workbench.records.outcome import FileOutcome, together
from workbench.records.prove import NOT_RECONCILED
from workbench.records.reading import FileRead
from workbench.records.room import room_for, standing
from workbench.store import tables as t


class Keeper:
    """Keeps one file. Everything happens in the caller's transaction."""

    def __init__(
        self, connection: Connection, name: str, sha256: str, content: bytes,
        report: Report = silent, *, exhibit: str = "",
    ) -> None:  # fmt: skip
        """Take the file; nothing is written yet."""
        self.connection, self.name, self.sha256 = connection, name, sha256
        self.exhibit = exhibit
        self.content, self.report = content, report
        self.into = self._into()
        self.standing = standing(connection)
        self.verdicts: list[str] = []

    def _into(self) -> Keeping:
        bulk = Bulk(self.connection)
        accounts, file_id = Accounts.of(bulk), bulk.take(t.SourceFile)
        return Keeping(self.connection, bulk, accounts, file_id, self.name, self.sha256)

    def early(self) -> Early:
        """What keeps the rows of this file while it is still being read."""
        return Early(self.into, self.content.count(b"\n"))

    def keep(self, found: FileRead, early: Early | None = None) -> FileOutcome:
        """Write the file and all that it held, but for what was kept early.

        Raises:
            Refused: if it contradicts what the case holds; the transaction is then undone.
        """
        room_for(self.standing, found, self.name)
        sums = totals(found)
        verdict = early.settled(found) if early else None
        if early and verdict is None:
            self.into = self._into()
        self._file(found, sums)
        if verdict is None:
            self._statements(found)
        else:
            self.verdicts.append(verdict)
        plain = TableKeeper(self.into)
        plain.payments(found.payments)
        plain.account_rows(found.accounts)
        outcome = self._outcome(found, sums, self._rows_not_loaded(found))
        self.connection.execute(
            update(t.SourceFile)
            .where(t.SourceFile.id == self.into.file_id)
            .values(loaded=outcome.loaded, duplicates=outcome.duplicates, verdict=outcome.verdict)
        )
        return outcome

    def _statements(self, found: FileRead) -> None:
        pending = [row.minor for row in found.ignored if row.minor is not None]
        statements = StatementKeeper(self.into, found.layout, found.proof, pending)
        for number, statement in enumerate(found.statements, start=1):
            self.report(number, len(found.statements), f"Keeping {self.name}")
            self.verdicts.append(statements.keep(statement))

    def _file(self, found: FileRead, sums: tuple[int, int, str]) -> None:
        at = self.into
        into, out, currency = sums
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

    def _rows_not_loaded(self, found: FileRead) -> Counter[str]:
        kept = sum(rows_of(one.entries) for one in found.statements)
        duplicates = {row.row: row for row in self.into.duplicate}
        rows = sorted(
            [(row, "ignored") for row in found.ignored]
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
        total = kept + len(found.payments) + len(found.accounts)
        return Counter(
            loaded=total - len(duplicates), duplicates=len(duplicates),
            ignored=len(found.ignored),
        )  # fmt: skip

    def _outcome(
        self, found: FileRead, sums: tuple[int, int, str], counts: Counter[str]
    ) -> FileOutcome:
        into, out, currency = sums
        verdict = NOT_RECONCILED if found.doubts else together(self.verdicts)
        return FileOutcome(
            file=self.name, sha256=self.sha256, format=found.format,
            layout=found.layout, read=found.read, loaded=counts["loaded"],
            duplicates=counts["duplicates"], ignored=counts["ignored"],
            accounts=tuple(dict.fromkeys(self.into.keys)), verdict=verdict, in_minor=into,
            out_minor=out, currency=currency, notes=tuple(self._notes(found)),
        )  # fmt: skip

    def _notes(self, found: FileRead) -> Iterator[str]:
        yield from found.notes
        if any(map(gt, days := [one.date for one in found.payments], islice(days, 1, None))):
            yield "rows were not in order of date: traced by date, time, then place in the file"
        if found.proof.why:
            yield f"proved within the source's own limits: {found.proof.why}"
        if len(self.verdicts) > 1:
            counted = Counter(self.verdicts)
            said = ", ".join(f"{counted[verdict]:,} {verdict}" for verdict in sorted(counted))
            yield f"{len(self.verdicts):,} statements: {said}"
        if any(not one.account.key for one in found.statements):
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
