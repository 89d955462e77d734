"""Where a worker reads the ledger: the case itself, or its Parquet; and what it keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from sqlalchemy import Connection, select

from graphs import trace as trace_module
from graphs.kernel import follow as kernel
from graphs.kernel.columns import Longs
from graphs.kernel.follow import Ready
from graphs.kernel.of_case import CaseColumns
from graphs.ledger import Ledger, LedgerPayment, Origin, SameDay
from graphs.of_case import _large, ledger_of
from workbench.case import Case
from workbench.errors import Refused
from workbench.store import journal
from workbench.store.tables import Payment

#: What a trace and its choices are made from; other changes of a case do not disturb a sweep.
INPUTS = frozenset(
    {
        *("account", "payment", "origin", "party", "account_holder", "identity_decision"),
        *("asset", "purchase", "disposal", "payment_use", "interest"),
    }
)
Joined = tuple[tuple[str, str], ...]


class Source(Protocol):
    """Where the ledger is; small, so that it travels with every run."""

    def ledger(self) -> tuple[Ledger, tuple[Origin, ...]]:
        """The ledger as objects, with its origins."""

    def columns(self, watched: Sequence[str]) -> tuple[CaseColumns, dict[str, int]] | None:
        """A large ledger as columns, with the places of the payments watched; else None."""


@dataclass(frozen=True, slots=True)
class Given:
    """A ledger that is in memory already: for this process only."""

    whole: Ledger
    origins: tuple[Origin, ...]

    def ledger(self) -> tuple[Ledger, tuple[Origin, ...]]:
        """What was given."""
        return self.whole, self.origins

    def columns(self, _watched: Sequence[str]) -> None:
        """Objects are there; they are used."""


@dataclass(frozen=True, slots=True)
class InCase:
    """The case itself: a file on this machine, or a postgresql:// address.

    `entry` is the journal entry up to which the case had been read when the runs were planned.
    """

    where: str
    entry: int

    def ledger(self) -> tuple[Ledger, tuple[Origin, ...]]:
        """Read from the tables, unless they have changed since."""
        with Case.open(self.where) as case:
            whole, origins = ledger_of(case)
            with case.read() as connection:
                unchanged(connection, self.entry)
        return whole, tuple(origins)

    def columns(self, watched: Sequence[str]) -> tuple[CaseColumns, dict[str, int]] | None:
        """Read from the tables as columns where there are many payments."""
        with Case.open(self.where) as case, case.read() as connection:
            unchanged(connection, self.entry)
            large = _large(connection)
            return None if large is None else (large[1], _places(connection, large[1], watched))


@dataclass(frozen=True, slots=True)
class InParquet:
    """A folder of Parquet with the ledger of one digest, wherever a worker finds it."""

    folder: str
    digest: str

    def ledger(self) -> tuple[Ledger, tuple[Origin, ...]]:
        """Read from the files, as objects."""
        from graphs import parquet

        return parquet.ledger_in(self.place())

    def columns(self, watched: Sequence[str]) -> tuple[CaseColumns, dict[str, int]] | None:
        """Read from the files, each column by itself, where there are many payments."""
        from graphs import parquet

        place = self.place()
        if parquet.payments_in(place) < trace_module.LARGE:
            return None
        return parquet.columns_in(place, watched)

    def place(self) -> Path:
        """The folder named, or the copy that this worker was sent.

        Raises:
            FileNotFoundError: if neither is here.
        """
        from graphs import parquet

        for place in (Path(self.folder), copy_of(self.digest)):
            if place.is_dir() and parquet.digest_of(place) == self.digest:
                return place
        raise FileNotFoundError(self.folder)


def copy_of(digest: str) -> Path:
    """Where a worker keeps the copy it was sent; only its own user may read it."""
    import tempfile

    return Path(tempfile.gettempdir()) / f"workbench-ledger-{digest[:24]}"


@dataclass(slots=True)
class Records:
    """What a worker keeps of the ledger between runs."""

    source: Source
    watched: tuple[str, ...]
    columns: tuple[CaseColumns, dict[str, int]] | None
    _objects: tuple[Ledger, tuple[Origin, ...]] | None = None
    _last: dict[Joined, Any] = field(default_factory=dict)
    _orders: dict[tuple[SameDay, date | None], Longs] = field(default_factory=dict)
    _ready: dict[tuple[Joined, SameDay, date | None], Ready] = field(default_factory=dict)
    _suits: dict[tuple[Joined, SameDay, date | None, str], bool] = field(default_factory=dict)
    #: How many payments all passes together have had to follow.
    _followed: int = 0

    @classmethod
    def of(cls, source: Source, watched: Sequence[str]) -> Records:
        """Read them, as columns where there are enough for that."""
        return cls(source, tuple(watched), source.columns(watched))

    def ledger(self, joined: Joined) -> tuple[Ledger, tuple[Origin, ...]]:
        """The ledger as objects, with accounts joined."""
        if self._objects is None:
            self._objects = self.source.ledger()
        whole, origins = self._objects
        if not joined:
            return whole, origins
        made = self._last.get(joined)
        if not isinstance(made, Ledger):
            self._last = {joined: (made := joined_ledger(whole, dict(joined)))}
        return made, origins

    def ready(self, joined: Joined, rule: str, same_day: SameDay, to: date | None) -> Ready | None:
        """Objects made ready for a compiled pass; None where it is no use, or not yet.

        Many passes over a small ledger win back the time to load what is compiled too.
        """
        whole, _ = self.ledger(joined)
        self._followed += len(whole.payments)
        if self._followed < trace_module.LARGE:
            return None
        key = joined, same_day, to
        if (*key, rule) not in self._suits:
            self._suits[*key, rule] = kernel.suits(whole, whole.ordered(same_day, to), rule)
        if not self._suits[*key, rule]:
            return None
        if key not in self._ready:
            others = {other: made for other, made in self._ready.items() if other[0] == joined}
            self._ready = {**others, key: Ready.of(whole, whole.ordered(same_day, to))}
        return self._ready[key]

    def as_columns(self, joined: Joined) -> CaseColumns | None:
        """The same as columns, where the ledger is kept so."""
        if self.columns is None or not joined:
            return self.columns and self.columns[0]
        made = self._last.get(joined)
        if not isinstance(made, CaseColumns):
            self._last = {joined: (made := joined_columns(self.columns[0], dict(joined)))}
        return made

    def order(self, case: CaseColumns, same_day: SameDay, to: date | None) -> Longs:
        """An order of law, sorted once: accounts that are joined have no statements to sort by."""
        key = same_day, to
        if key not in self._orders:
            self._orders[key] = case.order(same_day, to)
        return self._orders[key]


def joined_ledger(whole: Ledger, one_with: Mapping[str, str]) -> Ledger:
    """The same payments where some accounts are taken to be others."""

    def joined(payments: Iterable[LedgerPayment]) -> list[LedgerPayment]:
        return [
            replace(
                payment, payer=one_with.get(payment.payer, payment.payer),
                payee=one_with.get(payment.payee, payment.payee),
            )
            if payment.payer in one_with or payment.payee in one_with
            else payment
            for payment in payments
        ]  # fmt: skip

    accounts = [account for account in whole.accounts.values() if account.id not in one_with]
    return Ledger(accounts, joined(whole.payments), joined(whole.events.values()))


def joined_columns(whole: CaseColumns, one_with: Mapping[str, str]) -> CaseColumns:
    """The same as columns."""
    numbers = {pocket: number for number, pocket in enumerate(whole.pockets)}
    taken = np.arange(len(whole.pockets), dtype=np.uint32)
    for pocket, number in numbers.items():
        if pocket.account in one_with:
            taken[number] = numbers[pocket._replace(account=one_with[pocket.account])]
    made = replace(
        whole.columns, payers=taken[whole.columns.payers], payees=taken[whole.columns.payees]
    )
    return replace(whole, columns=made)


def unchanged(connection: Connection, entry: int) -> None:
    """Make sure that nothing a sweep rests on was changed after a journal entry.

    Raises:
        Refused: naming the change.
    """
    for record in journal.records(connection, after=entry):
        tables = {change["table"] for change in record.payload.get("changes", ())}
        if "command" in record.payload or tables & INPUTS:
            raise Refused(
                f"the case was changed while it was traced (entry {record.seq}: {record.summary})",
                remedy="Start again.",
            )


def _places(connection: Connection, found: CaseColumns, watched: Sequence[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for first in range(0, len(watched), 500):
        asked = select(Payment.key, Payment.id).where(Payment.key.in_(watched[first : first + 500]))
        numbers |= {row.key: row.id for row in connection.execute(asked)}
    return {key: int(np.searchsorted(found.ids, number)) for key, number in numbers.items()}
