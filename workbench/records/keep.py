"""What was read is kept: one file, whole, within one transaction, every row in its place."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, select, update

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.bulk import Bulk
from workbench.records.counterparty import other_side
from workbench.records.identity import identified
from workbench.records.named import Accounts
from workbench.records.outcome import FileOutcome, together
from workbench.records.prove import Proof, prove
from workbench.records.reading import (
    AccountRead,
    Entry,
    FileRead,
    NotLoaded,
    PaymentRead,
    StatementRead,
)
from workbench.store import tables as t

_ENTRY = (
    "id", "account_id", "statement_id", "file_id", "payment_id", "row", "place", "position",
    "date", "time", "minor", "currency", "balance_minor", "type_raw", "type", "narrative",
    "reference", "counterparty", "counterparty_sort_code", "counterparty_number", "external_id",
    "counterparty_iban", "value_date", "zone", "rule", "confidence", "category", "category_rule",
)  # fmt: skip
_PAYMENT = (
    "id", "key", "date", "time", "position", "payer_id", "payee_id", "minor", "currency",
    "received_minor", "received_currency", "reference", "file_id", "row", "place",
)  # fmt: skip


#: What two records of one movement on one account agree in.
Match = tuple[Any, ...]


def matching_key(
    date: date, currency: str, minor: int, external_id: str, narrative: str,
    balance_minor: int | None,
) -> Match:  # fmt: skip
    """What two records of one movement on one account agree in.

    The bank's own id where there is one; else date, amount, narrative and balance. Entries of
    one file that agree are twins: each counts, so files are compared by how many they hold.
    """
    if external_id:
        return (date, currency, minor, external_id)
    return (date, currency, minor, " ".join(narrative.casefold().split()), balance_minor)


def _match_of(entry: Entry) -> Match:
    return matching_key(
        entry.date, entry.currency, entry.minor, entry.external_id, entry.narrative,
        entry.balance_minor,
    )  # fmt: skip


class Keeper:
    """Keeps one file that was read. Everything happens in the caller's transaction."""

    def __init__(
        self, connection: Connection, name: str, sha256: str, content: bytes, found: FileRead,
        report: Report = silent, *, exhibit: str = "",
    ) -> None:  # fmt: skip
        """Take what was read; nothing is written yet."""
        self.exhibit = exhibit
        self.connection, self.bulk = connection, Bulk(connection)
        self.name, self.sha256, self.content, self.found = name, sha256, content, found
        self.report = report
        self.file_id = self.bulk.take(t.SourceFile)
        self.accounts = Accounts.of(self.bulk)
        self.duplicate: list[NotLoaded] = []
        self.keys: list[str] = []
        self.verdicts: list[str] = []

    def keep(self) -> FileOutcome:
        """Write the file and all that it held.

        Raises:
            Refused: if it contradicts what the case holds; the transaction is then undone.
        """
        found = self.found
        self._file()
        for number, statement in enumerate(found.statements, start=1):
            self.report(number, len(found.statements), f"Keeping {self.name}")
            self._statement(statement)
        self._payments()
        self._account_rows()
        counts = self._rows_not_loaded()
        outcome = self._outcome(counts)
        self.connection.execute(
            update(t.SourceFile)
            .where(t.SourceFile.id == self.file_id)
            .values(loaded=outcome.loaded, duplicates=outcome.duplicates, verdict=outcome.verdict)
        )
        return outcome

    def _file(self) -> None:
        found = self.found
        into, out, currency = totals(found)
        self.bulk.insert(
            t.SourceFile,
            (
                "id", "sha256", "name", "size", "exhibit", "format", "layout", "layout_version",
                "encoding", "read", "loaded", "duplicates", "ignored", "rejected", "in_minor",
                "out_minor", "currency", "verdict", "notes",
            ),
            [
                (
                    self.file_id, self.sha256, self.name, len(self.content), self.exhibit,
                    found.format, found.layout, found.layout_version, found.encoding,
                    found.read, 0, 0, len(found.ignored), 0, into, out, currency, "",
                    json.dumps(found.notes, ensure_ascii=False),
                )
            ],
        )  # fmt: skip
        self.bulk.insert(t.SourceContent, ("file_id", "content"), [(self.file_id, self.content)])

    # -- statements

    def _statement(self, statement: StatementRead) -> None:
        entries = statement.entries
        account = self._named(statement.account)
        key = account.key
        pending = [row.minor for row in self.found.ignored if row.minor is not None]
        proof = prove(
            entries, opening_minor=statement.opening_minor,
            closing_minor=statement.closing_minor, rule=self.found.proof, pending=pending,
        )  # fmt: skip
        account_id = self.accounts.id_of(
            key, account.name, account.institution, account.sort_code, account.number,
            account.iban, account.currency,
        )  # fmt: skip
        self.keys.append(key)
        self.verdicts.append(proof.verdict)
        standing = self._standing(account_id, entries) if key not in self.accounts.fresh else {}
        again: list[tuple[Entry, int]] = []
        old: set[int] = set()
        for entry in entries:  # in the order of the file: the first twin meets the first twin
            waiting = standing.get(_match_of(entry)) if standing else None
            if waiting:
                again.append((entry, waiting.pop(0)))
                old.add(id(entry))
        fresh = [entry for entry in proof.entries if id(entry) not in old]
        others = [other_side(entry, key, account.institution) for entry in fresh]
        other_ids = [
            self.accounts.id_of(
                other.key, other.name, "", other.sort_code, other.number, other.iban,
                entry.currency,
            )
            for other, entry in zip(others, fresh, strict=True)
        ]  # fmt: skip
        self.accounts.write()
        statement_id = self._statement_row(account_id, statement, proof)
        self._hold(account_id, account)
        self._entries(account_id, statement_id, fresh, other_ids)
        self._places(again)

    def _named(self, account: AccountRead) -> AccountRead:
        """An account that its file does not name gets a key that no other file can have."""
        if account.key:
            return account
        from dataclasses import replace

        maker = account.institution or self.found.layout
        return replace(
            account,
            key=f"{maker} account of file {self.sha256[:8]}",
            name=account.name or Path(self.name).stem,
        )

    def _standing(self, account_id: int, entries: tuple[Entry, ...]) -> dict[Match, list[int]]:
        """Entries of the account that other files have shown already, by matching key."""
        if not entries:
            return {}
        days = [entry.date for entry in entries]
        row = t.Entry
        found = self.connection.execute(
            select(
                row.id, row.date, row.currency, row.minor, row.external_id, row.narrative,
                row.balance_minor,
            )
            .where(t.Entry.account_id == account_id)
            .where(t.Entry.date.between(min(days), max(days)))
            .where(t.Entry.file_id != self.file_id)  # within one file, what agrees are twins
            .order_by(t.Entry.id)
        )
        standing = defaultdict[Match, list[int]](list)
        for entry_id, *said in found:
            standing[matching_key(*cast("Any", said))].append(entry_id)
        return standing

    def _statement_row(self, account_id: int, read: StatementRead, proof: Proof) -> int:
        statement_id = self.bulk.take(t.Statement)
        days = [entry.date for entry in read.entries]
        breaks = [
            {"where": found.where, "expected_minor": found.expected_minor,
             "found_minor": found.found_minor, "guess": found.guess}
            for found in proof.breaks
        ]  # fmt: skip
        self.bulk.insert(
            t.Statement,
            ("id", "file_id", "account_id", "first", "last", "period_from", "period_to",
             "sequence", "opening_minor", "closing_minor", "balances", "rows_order", "checked",
             "rounded", "verdict", "breaks"),
            [(
                statement_id, self.file_id, account_id, self.bulk.day(min(days, default=None)),
                self.bulk.day(max(days, default=None)), self.bulk.day(read.period_from),
                self.bulk.day(read.period_to), read.sequence,
                proof.opening_minor, proof.closing_minor,
                proof.source, proof.order, proof.checked, proof.rounded, proof.verdict,
                json.dumps(breaks, ensure_ascii=False),
            )],
        )  # fmt: skip
        return statement_id

    def _hold(self, account_id: int, account: AccountRead) -> None:
        """The account is held now; it opens with its earliest statement's opening balance."""
        here = t.Account.id == account_id
        known = self.connection.execute(
            select(t.Account.name, t.Account.institution, t.Account.opening_minor).where(here)
        ).one()
        earliest = self.connection.execute(
            select(t.Statement.opening_minor)
            .where(t.Statement.account_id == account_id, t.Statement.first.is_not(None))
            .order_by(t.Statement.first, t.Statement.id)
            .limit(1)
        ).scalar()
        self.connection.execute(
            update(t.Account)
            .where(here)
            .values(
                held=True,
                name=account.name or known.name,
                institution=account.institution or known.institution,
                currency=account.currency,
                opening_minor=known.opening_minor if earliest is None else earliest,
            )
        )

    def _entries(
        self, account_id: int, statement_id: int, fresh: list[Entry], others: list[int]
    ) -> None:
        day = self.bulk.day
        moving = [(entry, other) for entry, other in zip(fresh, others, strict=True) if entry.minor]
        payment_id = self.bulk.take(t.Payment, len(moving))
        entry_id = self.bulk.take(t.Entry, len(fresh))
        position = self._positions(len(fresh))
        places = {id(entry): position + index for index, entry in enumerate(fresh)}
        payments = {id(entry): payment_id + index for index, (entry, _) in enumerate(moving)}
        first_of_row: dict[int, int] = {}
        suffix: dict[int, str] = {}
        for entry in fresh:
            first = first_of_row.setdefault(entry.row, id(entry))
            suffix[id(entry)] = "" if first == id(entry) else "-fee"
        self.bulk.insert(
            t.Payment,
            _PAYMENT,
            (
                (
                    payments[id(entry)], f"F{self.file_id}-R{entry.row}{suffix[id(entry)]}",
                    day(entry.date), entry.time, places[id(entry)],
                    account_id if entry.minor < 0 else other,
                    other if entry.minor < 0 else account_id,
                    abs(entry.minor), entry.currency, None, None,
                    entry.reference or entry.narrative, self.file_id, entry.row, entry.place,
                )
                for entry, other in moving
            ),
        )  # fmt: skip
        self.bulk.insert(
            t.Entry,
            _ENTRY,
            (
                (
                    entry_id + index, account_id, statement_id, self.file_id,
                    payments.get(id(entry)), entry.row, entry.place, places[id(entry)],
                    day(entry.date), entry.time, entry.minor, entry.currency,
                    entry.balance_minor, entry.type_raw, entry.type, entry.narrative,
                    entry.reference, entry.counterparty, entry.counterparty_sort_code,
                    entry.counterparty_number, entry.external_id, entry.counterparty_iban,
                    day(entry.value_date), entry.zone, entry.rule, entry.confidence,
                    entry.category, entry.category_rule,
                )
                for index, entry in enumerate(fresh)
            ),
        )  # fmt: skip

    def _positions(self, count: int) -> int:
        """The next places in the order of the source, shared by entries and payments."""
        first = max(
            self.bulk.take(t.Entry, 0, "position"), self.bulk.take(t.Payment, 0, "position")
        )
        for model in (t.Entry, t.Payment):
            self.bulk.take(model, first - self.bulk.take(model, 0, "position") + count, "position")
        return first

    def _places(self, again: list[tuple[Entry, int]]) -> None:
        """Rows that stand in the case already: a further place, which corroborates."""
        place_id = self.bulk.take(t.EntryPlace, len(again))
        self.bulk.insert(
            t.EntryPlace,
            ("id", "entry_id", "file_id", "row", "place"),
            (
                (place_id + index, entry_id, self.file_id, entry.row, entry.place)
                for index, (entry, entry_id) in enumerate(again)
            ),
        )
        self.duplicate += [
            NotLoaded(entry.row, entry.place, "the same row is in the case from another file", "")
            for entry, _ in again
        ]

    # -- the plain tables

    def _payments(self) -> None:
        payments = self.found.payments
        if not payments:
            return
        standing = self._known_payments()
        fresh: list[PaymentRead] = []
        for payment in payments:
            known = standing.get(payment.id)
            if known is None:
                fresh.append(payment)
            elif known == _identity(payment):
                self.duplicate.append(
                    NotLoaded(payment.row, payment.place,
                              "the same payment is in the case from another file", "")
                )  # fmt: skip
            else:
                raise Refused(
                    f"the payment {payment.id} is in the case already, with other content",
                    where=f"{self.name}, {payment.place}",
                    remedy="Give the payments of this file ids of their own",
                )
        sides = [(self._party(p.payer, p.payer_name, p.currency),
                  self._party(p.payee, p.payee_name, p.currency)) for p in fresh]  # fmt: skip
        self.keys += dict.fromkeys(
            key for payment in payments for key in (payment.payer, payment.payee)
        )
        self.accounts.write()
        first = self.bulk.take(t.Payment, len(fresh))
        position = self._positions(len(fresh))
        self.bulk.insert(
            t.Payment,
            _PAYMENT,
            (
                (
                    first + index, payment.id, self.bulk.day(payment.date), payment.time,
                    position + index, payer, payee, payment.minor, payment.currency, None,
                    None, payment.reference, self.file_id, payment.row, payment.place,
                )
                for index, (payment, (payer, payee)) in enumerate(zip(fresh, sides, strict=True))
            ),
        )  # fmt: skip

    def _known_payments(self) -> dict[str, tuple[Any, ...]]:
        payer, payee = t.Account.__table__.alias("payer"), t.Account.__table__.alias("payee")
        found = self.connection.execute(
            select(
                t.Payment.key, t.Payment.date, t.Payment.time, payer.c.key, payee.c.key,
                t.Payment.minor, t.Payment.currency,
            )
            .join(payer, payer.c.id == t.Payment.payer_id)
            .join(payee, payee.c.id == t.Payment.payee_id)
        )  # fmt: skip
        return {row[0]: tuple(row[1:]) for row in found}

    def _party(self, key: str, name: str, currency: str) -> int:
        known = identified(text=key)
        return self.accounts.id_of(
            key, name or key, "", known.sort_code, known.number if known.sort_code else "",
            known.iban, currency,
        )  # fmt: skip

    def _account_rows(self) -> None:
        for row in self.found.accounts:
            account_id = self.accounts.id_of(
                row.key, row.name or row.key, row.institution, row.sort_code, row.number,
                row.iban, row.currency,
            )  # fmt: skip
            if row.key not in self.accounts.fresh:
                self._agree(account_id, row)
                continue
            waiting = self.accounts.fresh[row.key]
            waiting[8], waiting[9] = self.bulk.flag(row.held), row.opening_minor
        self.accounts.write()
        self.keys += [row.key for row in self.found.accounts]

    def _agree(self, account_id: int, row: AccountRead) -> None:
        """Add what an accounts table says to an account that the case has."""
        here = t.Account.id == account_id
        known = self.connection.execute(
            select(t.Account.opening_minor, t.Account.held, t.Account.name).where(here)
        ).one()
        if None not in {known.opening_minor, row.opening_minor} and (
            known.opening_minor != row.opening_minor
        ):
            raise Refused(
                f"account {row.key} has another opening balance in the case already",
                where=f"{self.name}, {row.place}",
                remedy="Correct the table, or leave the balance of that account blank",
            )
        values: dict[str, Any] = {"held": known.held or row.held}
        if row.opening_minor is not None:
            values["opening_minor"] = row.opening_minor
        if row.name:
            values["name"] = row.name
        if row.institution:
            values["institution"] = row.institution
        uses = select(t.Payment.id).where(
            (t.Payment.payer_id == account_id) | (t.Payment.payee_id == account_id)
        )
        used_in = self.connection.execute(
            select(t.Payment.currency).where(t.Payment.id.in_(uses)).limit(1)
        ).scalar()
        if used_in is None:
            values["currency"] = row.currency
        self.connection.execute(update(t.Account).where(here).values(values))

    # -- what was left aside, and the answer

    def _rows_not_loaded(self) -> Counter[str]:
        kept = {entry.row for one in self.found.statements for entry in one.entries}
        duplicates = {row.row: row for row in self.duplicate}
        rows = sorted(
            [(row, "ignored") for row in self.found.ignored]
            + [(row, "duplicate") for row in duplicates.values()],
            key=lambda one: one[0].row,
        )
        first = self.bulk.take(t.RowNotLoaded, len(rows))
        self.bulk.insert(
            t.RowNotLoaded,
            ("id", "file_id", "row", "place", "status", "why", "raw"),
            (
                (first + index, self.file_id, row.row, row.place, status, row.why, row.raw)
                for index, (row, status) in enumerate(rows)
            ),
        )
        total = len(kept) + len(self.found.payments) + len(self.found.accounts)
        return Counter(
            loaded=total - len(duplicates), duplicates=len(duplicates),
            ignored=len(self.found.ignored),
        )  # fmt: skip

    def _outcome(self, counts: Counter[str]) -> FileOutcome:
        into, out, currency = totals(self.found)
        verdict = together(self.verdicts)
        return FileOutcome(
            file=self.name, sha256=self.sha256, format=self.found.format,
            layout=self.found.layout, read=self.found.read, loaded=counts["loaded"],
            duplicates=counts["duplicates"], ignored=counts["ignored"],
            accounts=tuple(dict.fromkeys(self.keys)), verdict=verdict, in_minor=into,
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


def _identity(payment: PaymentRead) -> tuple[Any, ...]:
    return (payment.date, payment.time, payment.payer, payment.payee, payment.minor,
            payment.currency)  # fmt: skip


def totals(found: FileRead) -> tuple[int, int, str]:
    """Money in and out by a file's own rows, in the currency that most of them have."""
    movements = [(entry.currency, entry.minor) for one in found.statements for entry in one.entries]
    both = [(payment.currency, payment.minor) for payment in found.payments]
    counted = Counter(currency for currency, _ in movements + both)
    if not counted:
        return 0, 0, found.accounts[0].currency if found.accounts else "GBP"
    currency = max(counted, key=lambda code: (counted[code], code))
    moved = sum(minor for code, minor in both if code == currency)
    into = sum(minor for code, minor in movements if code == currency and minor > 0)
    out = -sum(minor for code, minor in movements if code == currency and minor < 0)
    return into + moved, out + moved, currency
