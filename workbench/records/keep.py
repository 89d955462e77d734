"""What was read is kept: one file, whole, within one transaction, every row in its place."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, select, update

from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.bulk import Bulk
from workbench.records.counterparty import other_side
from workbench.records.entries import Batch, Same, batches, days, moved, rows_of
from workbench.records.identity import identified
from workbench.records.named import Accounts
from workbench.records.outcome import FileOutcome, together
from workbench.records.prove import Proof
from workbench.records.prove_columns import prove_entries
from workbench.records.reading import (
    AccountRead,
    Entry,
    FileRead,
    NotLoaded,
    PaymentRead,
    StatementRead,
)
from workbench.store import tables as t

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


#: What says who is on the other side of an entry.
_OTHER: Final = (
    "type", "counterparty", "counterparty_sort_code", "counterparty_number", "counterparty_iban",
)  # fmt: skip
#: So many different other sides are remembered.
REMEMBERED: Final = 100_000
#: A row of the file, and whether the entry is the fee that stands beside its amount.
_Place = tuple[int, bool]


class _Own(NamedTuple):
    """The account and the statement that entries are of."""

    account_id: int
    statement_id: int
    key: str
    institution: str


def _column(batch: Batch, name: str) -> Sequence[Any]:
    """A column with its value in every row."""
    column = batch[name]
    return [column.value] * len(batch["row"]) if isinstance(column, Same) else column


def _fees(batch: Batch, seen: set[int]) -> list[bool]:
    """Whether each entry is the fee of a row whose amount came before it."""
    rows = cast("Sequence[int]", batch["row"])
    if isinstance(batch["currency"], Same):
        return [False] * len(rows)
    found = []
    for row in rows:
        found.append(row in seen)
        seen.add(row)
    return found


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
        self.totals = totals(found)

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
        into, out, currency = self.totals
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
        account = self._named(statement.account)
        key = account.key
        pending = [row.minor for row in self.found.ignored if row.minor is not None]
        proof = prove_entries(
            statement.entries, opening_minor=statement.opening_minor,
            closing_minor=statement.closing_minor, rule=self.found.proof, pending=pending,
        )  # fmt: skip
        account_id = self.accounts.id_of(
            key, account.name, account.institution, account.sort_code, account.number,
            account.iban, account.currency,
        )  # fmt: skip
        self.keys.append(key)
        self.verdicts.append(proof.verdict)
        again: dict[_Place, int] = {}
        if key not in self.accounts.fresh:
            again = self._again(account_id, statement.entries)
        self.accounts.write()
        statement_id = self._statement_row(account_id, statement, proof)
        self._hold(account_id, account)
        own = _Own(account_id, statement_id, key, account.institution)
        with self.bulk.indexes_later(len(statement.entries), t.Entry, t.Payment):
            self._entries(own, proof.entries, again)

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

    def _again(self, account_id: int, entries: Sequence[Entry]) -> dict[_Place, int]:
        """Which rows stand in the case from another file already, with the entry of each.

        They become a further place of that entry, which corroborates it.
        """
        standing = self._standing(account_id, entries)
        again: dict[_Place, int] = {}
        if not standing:
            return again
        places: list[tuple[int, int, int, int, str]] = []
        place_id = self.bulk.take(t.EntryPlace, 0)
        seen: set[int] = set()
        for batch in batches(entries):  # in the file's order: the first twin meets the first
            for row, place, fee, *said in zip(
                batch["row"], batch["place"], _fees(batch, seen), batch["date"],
                _column(batch, "currency"), batch["minor"], _column(batch, "external_id"),
                batch["narrative"], batch["balance_minor"], strict=True,
            ):  # fmt: skip
                waiting = standing.get(matching_key(*said))
                if waiting:
                    entry_id = again[row, fee] = waiting.pop(0)
                    places.append((place_id + len(places), entry_id, self.file_id, row, place))
                    self.duplicate.append(
                        NotLoaded(row, place, "the same row is in the case from another file", "")
                    )
        self.bulk.take(t.EntryPlace, len(places))
        self.bulk.insert(t.EntryPlace, ("id", "entry_id", "file_id", "row", "place"), places)
        return again

    def _standing(self, account_id: int, entries: Sequence[Entry]) -> dict[Match, list[int]]:
        """Entries of the account that other files have shown already, by matching key."""
        if not entries:
            return {}
        dates = days(entries)
        row = t.Entry
        found = self.connection.execute(
            select(
                row.id,
                row.date,
                row.currency,
                row.minor,
                row.external_id,
                row.narrative,
                row.balance_minor,
            )
            .where(row.account_id == account_id)
            .where(row.date.between(min(dates), max(dates)))
            .where(row.file_id != self.file_id)  # within one file, what agrees are twins
            .order_by(row.id)
        )
        standing = defaultdict[Match, list[int]](list)
        for entry_id, *said in found:
            standing[matching_key(*cast("Any", said))].append(entry_id)
        return standing

    def _statement_row(self, account_id: int, read: StatementRead, proof: Proof) -> int:
        statement_id = self.bulk.take(t.Statement)
        dates = days(read.entries)
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
                statement_id, self.file_id, account_id, self.bulk.day(min(dates, default=None)),
                self.bulk.day(max(dates, default=None)), self.bulk.day(read.period_from),
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

    def _entries(self, own: _Own, entries: Sequence[Entry], again: Mapping[_Place, int]) -> None:
        """Keep a statement's rows, oldest first, but for those that the case has already."""
        others: dict[tuple[Any, ...], int] = {}
        seen: set[int] = set()
        position = self._positions(len(entries) - len(again))
        for batch in batches(entries):
            fees = _fees(batch, seen)
            size = len(fees)
            if again:
                fresh = [place not in again for place in zip(batch["row"], fees, strict=True)]
                batch = {  # noqa: PLW2901 - without the rows that the case has
                    name: column if isinstance(column, Same) else list(compress(column, fresh))
                    for name, column in batch.items()
                }
                fees = list(compress(fees, fresh))
                size = len(fees)
            self._batch(own, batch, fees, size, position, others)
            position += size

    def _batch(
        self, own: _Own, batch: Batch, fees: Sequence[bool], size: int, position: int,
        others: dict[tuple[Any, ...], int],
    ) -> None:  # fmt: skip
        minor = cast("Sequence[int]", batch["minor"])
        other = self._others(own, batch, others)
        self.accounts.write()
        moving = [amount != 0 for amount in minor]
        count = sum(moving)
        payment = self.bulk.take(t.Payment, count)
        paid: Sequence[int | None] = range(payment, payment + count)
        if count < size:
            number = iter(paid)
            paid = [next(number) if moves else None for moves in moving]
        entry = self.bulk.take(t.Entry, size)
        places = range(position, position + size)
        when = self.bulk.days(cast("Sequence[date]", batch["date"]))
        values = batch["value_date"]
        shared = {"file_id": Same(self.file_id), "row": batch["row"], "place": batch["place"],
                  "position": places, "date": when, "time": batch["time"],
                  "currency": batch["currency"]}  # fmt: skip
        written = {
            **shared,
            "id": paid,
            "key": [
                f"F{self.file_id}-R{row}-fee" if fee else f"F{self.file_id}-R{row}"
                for row, fee in zip(batch["row"], fees, strict=True)
            ],
            "payer_id": [
                own.account_id if amount < 0 else side
                for amount, side in zip(minor, other, strict=True)
            ],
            "payee_id": [
                side if amount < 0 else own.account_id
                for amount, side in zip(minor, other, strict=True)
            ],
            "minor": list(map(abs, minor)),
            "received_minor": Same(None),
            "received_currency": Same(None),
            "reference": [
                reference or narrative
                for reference, narrative in zip(
                    _column(batch, "reference"), batch["narrative"], strict=True
                )
            ],
        }
        if count < size:
            written = {
                name: column if isinstance(column, Same) else list(compress(column, moving))
                for name, column in written.items()
            }
        self.bulk.insert_columns(t.Payment, count, written)
        self.bulk.insert_columns(
            t.Entry, size,
            {
                **batch, **shared,
                "value_date": values if isinstance(values, Same) else self.bulk.days(values),
                "id": range(entry, entry + size),
                "account_id": Same(own.account_id),
                "statement_id": Same(own.statement_id),
                "payment_id": paid,
            },
        )  # fmt: skip

    def _others(self, own: _Own, batch: Batch, known: dict[tuple[Any, ...], int]) -> list[int]:
        """The id of the account on the other side of each entry."""
        if len(known) > REMEMBERED:
            known.clear()
        currency = _column(batch, "currency")
        found = []
        for said in zip(
            [minor > 0 for minor in cast("Sequence[int]", batch["minor"])], currency,
            *(_column(batch, name) for name in _OTHER), strict=True,
        ):  # fmt: skip
            account_id = known.get(said)
            if account_id is None:
                into, code, *facts = said
                entry = Entry(
                    0, "", date.min, None, 1 if into else -1, code,
                    **dict(zip(_OTHER, facts, strict=True)),
                )  # fmt: skip
                other = other_side(entry, own.key, own.institution)
                account_id = known[said] = self.accounts.id_of(
                    other.key, other.name, "", other.sort_code, other.number, other.iban, code
                )
            found.append(account_id)
        return found

    def _positions(self, count: int) -> int:
        """The next places in the order of the source, shared by entries and payments."""
        first = max(
            self.bulk.take(t.Entry, 0, "position"), self.bulk.take(t.Payment, 0, "position")
        )
        for model in (t.Entry, t.Payment):
            self.bulk.take(model, first - self.bulk.take(model, 0, "position") + count, "position")
        return first

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
        kept = sum(rows_of(one.entries) for one in self.found.statements)
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
        total = kept + len(self.found.payments) + len(self.found.accounts)
        return Counter(
            loaded=total - len(duplicates), duplicates=len(duplicates),
            ignored=len(self.found.ignored),
        )  # fmt: skip

    def _outcome(self, counts: Counter[str]) -> FileOutcome:
        into, out, currency = self.totals
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
    counted: Counter[str] = Counter()
    into: Counter[str] = Counter()
    out: Counter[str] = Counter()
    for one in found.statements:
        for code, amounts in moved(one.entries):
            counted[code] += len(amounts)
            total = sum(amounts)
            gained = sum(amount for amount in amounts if amount > 0)
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
