"""A statement is kept: its proof, its rows and the payment that each is, oldest first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import select, update

from workbench.records.categories import category_of
from workbench.records.counterparty import Facing, other_side
from workbench.records.entries import CODE, SAYINGS, Batch, Same, batches, days
from workbench.records.keeping import Keeping
from workbench.records.narrative import Facts
from workbench.records.prove import Proof
from workbench.records.prove_columns import prove_entries
from workbench.records.reading import AccountRead, Entry, NotLoaded, ProofRule, StatementRead
from workbench.store import tables as t

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


#: What a payment has of its entry as it stands there.
_SHARED: Final = ("file_id", "row", "place", "position", "date", "time", "currency")
#: The payments of entries, given the number of the account on the other side of each.
_PAYMENTS: Final = """
INSERT INTO payment (id, key, payer_id, payee_id, minor, reference, file_id, row, place, position,
    date, time, currency)
SELECT payment_id, 'F' || file_id || '-R' || row,
    iif(minor < 0, account_id, side.value), iif(minor < 0, side.value, account_id), abs(minor),
    iif(reference = '', narrative, reference), file_id, row, place, position, date, time, currency
FROM json_each(?) AS side CROSS JOIN entry ON entry.id = ? + side.key WHERE minor <> 0
"""
#: What says who is on the other side of an entry.
_OTHER: Final = Facing._fields[1:]
#: So many different other sides are remembered.
REMEMBERED: Final = 100_000
#: A row of the file, and whether the entry is the fee that stands beside its amount.
_Place = tuple[int, bool]


class Own(NamedTuple):
    """The account and the statement that entries are of, and the other sides found so far."""

    account_id: int
    statement_id: int
    key: str
    institution: str
    others: dict[Any, Any]


def _column(batch: Batch, name: str) -> Sequence[Any]:
    """A column with its value in every row."""
    column = batch[name]
    return [column.value] * len(batch["row"]) if isinstance(column, Same) else column


def _categories(batch: Batch) -> Batch:
    """The categories of entries that a bank's message describes by itself."""
    found = [
        (category, rule) if rule else category_of(kind, minor > 0, Facts(name), narrative)
        for category, rule, kind, minor, name, narrative in zip(
            *(_column(batch, column) for column in (
                "category", "category_rule", "type", "minor", "counterparty", "narrative",
            )), strict=True,
        )
    ]  # fmt: skip
    return dict(zip(("category", "category_rule"), zip(*found, strict=True), strict=True))


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


class StatementKeeper:
    """Keeps the statements of one file."""

    def __init__(self, into: Keeping, layout: str, rule: ProofRule, pending: Sequence[int]) -> None:
        """Take the file, and how its balances are to be checked."""
        self.into, self.layout, self.rule, self.pending = into, layout, rule, pending

    def keep(self, statement: StatementRead) -> str:
        """Keep one account's run of entries and return the verdict on it."""
        account = self.named(statement.account)
        proof = self.proved(statement)
        own = self.own(account)
        self.into.keys.append(own.key)
        again: dict[_Place, int] = {}
        if own.key not in self.into.accounts.fresh:
            again = self._again(own.account_id, statement.entries)
        self.into.accounts.write()
        self.statement_row(own, statement, proof)
        self.hold(own, account)
        with self.into.bulk.indexes_later(len(statement.entries), t.Entry, t.Payment):
            self.entries(own, proof.entries, again)
        return proof.verdict

    def proved(self, statement: StatementRead) -> Proof:
        """The proof of one account's run of entries."""
        return prove_entries(
            statement.entries, opening_minor=statement.opening_minor,
            closing_minor=statement.closing_minor, rule=self.rule, pending=self.pending,
        )  # fmt: skip

    def own(self, account: AccountRead) -> Own:
        """Numbers for a further statement of an account, which is made where it is new."""
        account_id = self.into.accounts.id_of(
            account.key, account.name, account.institution, account.sort_code, account.number,
            account.iban, account.currency,
        )  # fmt: skip
        statement_id = self.into.bulk.take(t.Statement)
        return Own(account_id, statement_id, account.key, account.institution, {})

    def has_entries(self, key: str) -> bool:
        """Whether the case has entries of an account already."""
        known = self.into.accounts.ids.get(key)
        wanted = select(t.Entry.id).where(t.Entry.account_id == known).limit(1)
        return known is not None and self.into.connection.execute(wanted).first() is not None

    def named(self, account: AccountRead) -> AccountRead:
        """An account that its file does not name gets a key that no other file can have."""
        if account.key:
            return account
        maker = account.institution or self.layout
        return replace(
            account,
            key=f"{maker} account of file {self.into.sha256[:8]}",
            name=account.name or Path(self.into.name).stem,
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
        place_id = self.into.bulk.take(t.EntryPlace, 0)
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
                    places.append((place_id + len(places), entry_id, self.into.file_id, row, place))
                    self.into.duplicate.append(
                        NotLoaded(row, place, "the same row is in the case from another file", "")
                    )
        self.into.bulk.take(t.EntryPlace, len(places))
        self.into.bulk.insert(t.EntryPlace, ("id", "entry_id", "file_id", "row", "place"), places)
        return again

    def _standing(self, account_id: int, entries: Sequence[Entry]) -> dict[Match, list[int]]:
        """Entries of the account that other files have shown already, by matching key."""
        if not entries:
            return {}
        dates = days(entries)
        row = t.Entry
        found = self.into.connection.execute(
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
            .where(row.file_id != self.into.file_id)  # within one file, what agrees are twins
            .order_by(row.id)
        )
        standing = defaultdict[Match, list[int]](list)
        for entry_id, *said in found:
            standing[matching_key(*cast("Any", said))].append(entry_id)
        return standing

    def statement_row(self, own: Own, read: StatementRead, proof: Proof) -> None:
        """Keep the statement itself, with its proof."""
        dates, day = days(read.entries), self.into.bulk.day
        breaks = [
            {"where": found.where, "expected_minor": found.expected_minor,
             "found_minor": found.found_minor, "guess": found.guess}
            for found in proof.breaks
        ]  # fmt: skip
        self.into.bulk.insert(
            t.Statement,
            ("id", "file_id", "account_id", "first", "last", "period_from", "period_to",
             "sequence", "opening_minor", "closing_minor", "balances", "rows_order", "checked",
             "rounded", "verdict", "breaks"),
            [(
                own.statement_id, self.into.file_id, own.account_id, day(min(dates, default=None)),
                day(max(dates, default=None)), day(read.period_from), day(read.period_to),
                read.sequence,
                proof.opening_minor, proof.closing_minor,
                proof.source, proof.order, proof.checked, proof.rounded, proof.verdict,
                json.dumps(breaks, ensure_ascii=False),
            )],
        )  # fmt: skip

    def hold(self, own: Own, account: AccountRead) -> None:
        """The account is held now; it opens with its earliest statement's opening balance."""
        here = t.Account.id == own.account_id
        known = self.into.connection.execute(
            select(t.Account.name, t.Account.institution, t.Account.opening_minor).where(here)
        ).one()
        earliest = self.into.connection.execute(
            select(t.Statement.opening_minor)
            .where(t.Statement.account_id == own.account_id, t.Statement.first.is_not(None))
            .order_by(t.Statement.first, t.Statement.id)
            .limit(1)
        ).scalar()
        self.into.connection.execute(
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

    def entries(self, own: Own, entries: Sequence[Entry], again: Mapping[_Place, int]) -> None:
        """Keep a statement's rows, oldest first, but for those that the case has already."""
        seen: set[int] = set()
        position = self.into.positions(len(entries) - len(again))
        for batch in batches(entries):
            fees = _fees(batch, seen)
            size = len(fees)
            if not isinstance(batch["currency"], Same):
                batch |= _categories(batch)  # noqa: PLW2901
            if again:
                fresh = [place not in again for place in zip(batch["row"], fees, strict=True)]
                batch = {  # noqa: PLW2901 - without the rows that the case has
                    name: column if isinstance(column, Same) else list(compress(column, fresh))
                    for name, column in batch.items()
                }
                fees = list(compress(fees, fresh))
                size = len(fees)
            self._batch(own, batch, fees, size, position)
            position += size

    def _batch(
        self, own: Own, batch: Batch, fees: Sequence[bool], size: int, position: int
    ) -> None:
        minor = cast("Sequence[int]", batch["minor"])
        other = self._others(own, batch, own.others)
        self.into.accounts.write()
        count = size - minor.count(0)
        payment = self.into.bulk.take(t.Payment, count)
        paid: Sequence[int | None] = range(payment, payment + count)
        if count < size:
            number = iter(paid)
            paid = [next(number) if amount else None for amount in minor]
        entry = self.into.bulk.take(t.Entry, size)
        values = batch["value_date"]
        written: Batch = {
            **{name: batch[name] for name in Entry._fields},
            "date": self.into.bulk.days(cast("Sequence[date]", batch["date"])),
            "value_date": values if isinstance(values, Same) else self.into.bulk.days(values),
            "id": range(entry, entry + size),
            "account_id": Same(own.account_id),
            "statement_id": Same(own.statement_id),
            "file_id": Same(self.into.file_id),
            "position": range(position, position + size),
            "payment_id": paid,
        }
        if self.into.bulk.sqlite and not any(fees):
            # where references are looked up (a journal done again), let it be at the end
            self.into.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            self.into.bulk.insert_columns(t.Entry, size, written)
            self._payments(entry, other)
            return
        moving = [amount != 0 for amount in minor]
        payments = {
            **{name: written[name] for name in _SHARED},
            "id": paid,
            "key": [
                f"F{self.into.file_id}-R{row}-fee" if fee else f"F{self.into.file_id}-R{row}"
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
            "reference": [
                reference or narrative
                for reference, narrative in zip(
                    _column(batch, "reference"), _column(batch, "narrative"), strict=True
                )
            ],
        }
        if count < size:
            payments = {
                name: column if isinstance(column, Same) else list(compress(column, moving))
                for name, column in payments.items()
            }
        self.into.bulk.insert_columns(t.Payment, count, payments)
        self.into.bulk.insert_columns(t.Entry, size, written)

    def _payments(self, entry: int, other: Sequence[int]) -> None:
        """Make the payments of entries just kept, number `entry` and on, without a fee.

        SQLite makes them of the entries by itself, which is quicker than to be told each again;
        PostgreSQL would first have to be let refer to payments that are not there yet.
        """
        self.into.connection.exec_driver_sql(_PAYMENTS, (json.dumps(other), entry))

    def _others(self, own: Own, batch: Batch, known: dict[Any, Any]) -> list[int]:
        """The id of the account on the other side of each entry."""
        if len(known) > REMEMBERED:
            known.clear()
        codes = batch.get(CODE)
        if codes is not None:  # what the texts say was numbered by the reader: ask once for each
            return self._by_code(own, batch, cast("Sequence[int]", codes), known)
        currency = _column(batch, "currency")
        found = []
        for said in zip(
            [minor > 0 for minor in cast("Sequence[int]", batch["minor"])], currency,
            *(_column(batch, name) for name in _OTHER), strict=True,
        ):  # fmt: skip
            account_id = known.get(said)
            if account_id is None:
                into, code, *facts = said
                entry = Facing(1 if into else -1, *facts)
                other = other_side(entry, own.key, own.institution)
                account_id = known[said] = self.into.accounts.id_of(
                    other.key, other.name, "", other.sort_code, other.number, other.iban, code
                )
            found.append(account_id)
        return found

    def _by_code(
        self, own: Own, batch: Batch, codes: Sequence[int], known: dict[Any, Any]
    ) -> list[int]:
        of: dict[int, int] = known.setdefault(batch[SAYINGS], {})
        if len(of) > REMEMBERED:
            of.clear()
        first = {code: at for at, code in enumerate(codes)}
        asked = [at for code, at in first.items() if code not in of]
        if asked:
            few: Batch = {
                name: column if isinstance(column, Same) else [column[at] for at in asked]
                for name, column in batch.items() if name not in {CODE, SAYINGS}
            }  # fmt: skip
            of.update(zip([codes[at] for at in asked], self._others(own, few, {}), strict=True))
        return [of[code] for code in codes]
