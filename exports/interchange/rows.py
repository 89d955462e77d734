"""What leaves for another program: accounts, parties, things and payments, read as they stand.

Nothing but payments grows without limit, and those are read in pieces. What officers wrote for
themselves (notes, reasons) stays in the case, and intelligence is not in the case at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Select, Subquery, func, select, union
from sqlalchemy.orm import Session, aliased

from workbench.parties.identity import groups
from workbench.progress import Report, silent
from workbench.records.counterparty import CASH_IN, CASH_OUT, NAME, NOT_STATED
from workbench.records.pair_join import RETURNED
from workbench.store.tables import (
    Account,
    AccountHolder,
    Asset,
    CaseInfo,
    Entry,
    Interest,
    JournalEntry,
    PairSide,
    Party,
    Payment,
    Purchase,
    SourceFile,
    Statement,
)

_Row = TypeVar("_Row")
#: So many payments are read at once.
CHUNK: Final = 5_000
#: Keys that stand for no account: the words that a person reads, before the account beside it.
_BESIDE: Final = {
    CASH_IN: "Cash paid into", CASH_OUT: "Cash out of", NOT_STATED: "Not stated by the records of",
    RETURNED: "Money returned:",
}  # fmt: skip
#: How much of something came from which origin.
Marks = tuple[tuple[int, int], ...]


class Place(NamedTuple):
    """A row of an original file."""

    file_id: int
    file: str
    sha256: str
    where: str


class AccountRow(NamedTuple):
    """An account, with the days of its first and last payment."""

    id: int
    key: str
    name: str
    institution: str
    sort_code: str
    number: str
    iban: str
    currency: str
    held: bool
    opening_minor: int | None
    first: date | None
    last: date | None

    @property
    def label(self) -> str:
        """The account as a person says it."""
        return label(self.key, self.name)

    @property
    def kind(self) -> str:
        """What the row stands for: an account, a name, cash, money returned, or nobody stated."""
        return kind(self.key)


class PartyRow(NamedTuple):
    """A person, a company or another entity."""

    id: int
    schema: str
    name: str
    subject: bool
    born: date | None
    registration: str


class HolderRow(NamedTuple):
    """That a party holds an account, and what says so."""

    id: int
    account_id: int
    account: str
    name: str
    party_id: int
    role: str
    evidence: str


class ThingRow(NamedTuple):
    """A thing of value."""

    id: int
    kind: str
    label: str
    description: str
    identifier: str
    acquired: date | None
    price_minor: int | None
    currency: str
    state: str


class InterestRow(NamedTuple):
    """Whose a thing is: a share in millionths, or the amount of a charge."""

    id: int
    asset_id: int
    party_id: int
    kind: str
    millionths: int | None
    minor: int | None
    currency: str


class BoughtRow(NamedTuple):
    """That a payment, or a part of it, went into a thing."""

    id: int
    asset_id: int
    account_id: int
    account: str
    name: str
    payment: str
    on: date
    kind: str
    minor: int
    currency: str


class PaymentRow(NamedTuple):
    """A payment, the rows of the files that show it, and what of it is of which origin."""

    id: int
    key: str
    on: date
    time: str | None
    payer_id: int
    payer: str
    payer_name: str
    payee_id: int
    payee: str
    payee_name: str
    minor: int
    currency: str
    received_minor: int | None
    received_currency: str | None
    reference: str
    narrative: str
    places: tuple[Place, ...]
    marks: Marks


class Facts(NamedTuple):
    """What the case is called, how it is to be handled, and the entry that it stands for."""

    name: str
    urn: str
    reference: str
    marking: str
    entry: int
    at: str
    seal: str
    first_seal: str


class Traced:
    """What a kept trace says of payments and accounts; nothing where none was asked for."""

    def __init__(
        self,
        words: str,
        flows: dict[str, Marks],
        held: dict[str, tuple[tuple[int, int, str], ...]],
        *,
        overlaps: bool = False,
    ) -> None:
        """State the trace in words and what it came to; `overlaps` where it conserves nothing."""
        self.words = words
        self.flows = flows
        self.held = held
        self.overlaps = overlaps

    def total(self, marks: Marks) -> int:
        """All of the marks: their sum, or where one pound has several origins, the largest."""
        amounts = [minor for _, minor in marks]
        return max(amounts, default=0) if self.overlaps else sum(amounts)


class Contents:
    """One consistent view of what leaves, on a connection that stays open while it is written."""

    def __init__(
        self, connection: Connection, traced: Traced | None = None, report: Report = silent
    ) -> None:
        """Read what is small at once; payments and accounts are read when they are asked for."""
        self.traced = traced
        self._connection = connection
        self._report = report
        self.files = {
            row.id: row
            for row in connection.execute(
                select(SourceFile.id, SourceFile.name, SourceFile.sha256, SourceFile.size)
            )
        }

    @cached_property
    def facts(self) -> Facts:
        """The case's own row and the ends of its journal."""
        info = self._connection.execute(
            select(CaseInfo.name, CaseInfo.urn, CaseInfo.reference, CaseInfo.marking)
        ).one()
        ends = select(JournalEntry.seq, JournalEntry.at, JournalEntry.hash)
        first = self._connection.execute(ends.order_by(JournalEntry.seq).limit(1)).one()
        last = self._connection.execute(ends.order_by(JournalEntry.seq.desc()).limit(1)).one()
        return Facts(*info, last.seq, last.at, last.hash, first.hash)

    @property
    def about(self) -> str:
        """What this is, in a sentence or three, for the head of a file."""
        facts = self.facts
        named = ", ".join(part for part in (facts.name, facts.urn, facts.reference) if part)
        said = f"{facts.marking}. {named}, as recorded at journal entry {facts.entry}."
        return f"{said} {self.traced.words}" if self.traced is not None else said

    def count(self, table: type[Account | Party | Asset | Payment]) -> int:
        """How many rows there are."""
        asked = select(func.count()).select_from(table)
        return int(self._connection.execute(asked).scalar_one())

    def accounts(self) -> Iterator[AccountRow]:
        """Every account, in the order of the case."""
        paid, got = _span(Payment.payer_id), _span(Payment.payee_id)
        found = self._connection.execute(
            select(
                Account.id, Account.key, Account.name, Account.institution, Account.sort_code,
                Account.number, Account.iban, Account.currency, Account.held,
                Account.opening_minor, paid.c.first, got.c.first, paid.c.last, got.c.last,
            )
            .outerjoin(paid, paid.c.id == Account.id)
            .outerjoin(got, got.c.id == Account.id)
            .order_by(Account.id),
            execution_options={"yield_per": CHUNK},
        )  # fmt: skip
        for *facts, paid_first, got_first, paid_last, got_last in found:
            first = min((day for day in (paid_first, got_first) if day), default=None)
            last = max((day for day in (paid_last, got_last) if day), default=None)
            yield AccountRow._make((*facts, first, last))

    def parties(self) -> list[PartyRow]:
        """Every party."""
        return self._read(
            PartyRow,
            select(
                Party.id, Party.schema, Party.name, Party.subject, Party.born, Party.registration
            ).order_by(Party.id),
        )

    def holders(self) -> list[HolderRow]:
        """Every account that a party is recorded to hold."""
        return self._read(
            HolderRow,
            select(
                AccountHolder.id, Account.id, Account.key, Account.name,
                AccountHolder.party_id, AccountHolder.role, AccountHolder.evidence,
            )
            .join(Account, Account.id == AccountHolder.account_id)
            .order_by(AccountHolder.id),
        )  # fmt: skip

    def things(self) -> list[ThingRow]:
        """Every thing of the register."""
        return self._read(
            ThingRow,
            select(
                Asset.id, Asset.kind, Asset.label, Asset.description, Asset.identifier,
                Asset.acquired, Asset.price_minor, Asset.currency, Asset.state,
            ).order_by(Asset.id),
        )  # fmt: skip

    def interests(self) -> list[InterestRow]:
        """Every share of a thing and every charge on it."""
        return self._read(
            InterestRow,
            select(
                Interest.id, Interest.asset_id, Interest.party_id, Interest.kind,
                Interest.millionths, Interest.minor, Asset.currency,
            )
            .join(Asset, Asset.id == Interest.asset_id)
            .order_by(Interest.id),
        )  # fmt: skip

    def bought(self) -> list[BoughtRow]:
        """Every payment that went into a thing."""
        return self._read(
            BoughtRow,
            select(
                Purchase.id, Purchase.asset_id, Account.id, Account.key, Account.name,
                Payment.key, Payment.date, Purchase.kind, Purchase.minor, Payment.currency,
            )
            .join(Payment, Payment.id == Purchase.payment_id)
            .join(Account, Account.id == Payment.payer_id)
            .order_by(Purchase.id),
        )  # fmt: skip

    def same(self) -> list[tuple[int, int]]:
        """Parties that were decided to be one with an earlier one, by their numbers."""
        with Session(self._connection) as session:
            found = groups(session)
        return sorted((party, first) for party, first in found.items() if party != first)

    @cached_property
    def statements(self) -> dict[int, list[int]]:
        """The files that hold statements of each account."""
        found: dict[int, list[int]] = defaultdict(list)
        for account, file in self._connection.execute(
            select(Statement.account_id, Statement.file_id)
            .distinct()
            .order_by(Statement.account_id, Statement.file_id)
        ):
            found[account].append(file)
        return dict(found)

    def payments(self) -> Iterator[PaymentRow]:
        """Every payment in the order of its date and its place in the source."""
        payer, payee = aliased(Account), aliased(Account)
        total, done = self.count(Payment), 0
        found = self._connection.execute(
            select(
                Payment.id, Payment.key, Payment.date, Payment.time, payer.id, payer.key,
                payer.name, payee.id, payee.key, payee.name, Payment.minor, Payment.currency,
                Payment.received_minor, Payment.received_currency, Payment.reference,
                Payment.file_id, Payment.place,
            )
            .join(payer, payer.id == Payment.payer_id)
            .join(payee, payee.id == Payment.payee_id)
            .order_by(Payment.date, Payment.position, Payment.id),
            execution_options={"yield_per": CHUNK},
        )  # fmt: skip
        flows = self.traced.flows if self.traced is not None else {}
        for some in found.partitions(CHUNK):
            self._report(done, total, "Writing payments")
            shown, said = self._shown([row[0] for row in some])
            for *facts, file_id, place in some:
                number = facts[0]
                places = shown.get(number) or (self._place(file_id, place),)
                marks = flows.get(facts[1], ())
                yield PaymentRow._make((*facts, said.get(number, ""), places, marks))
            done += len(some)

    def _shown(self, payments: list[int]) -> tuple[dict[int, tuple[Place, ...]], dict[int, str]]:
        """The rows of statements that show some payments, and the first narrative of each."""
        asked = union(
            select(Entry.payment_id.label("payment"), Entry.id.label("entry")).where(
                Entry.payment_id.in_(payments)
            ),
            select(PairSide.payment_id.label("payment"), PairSide.entry_id.label("entry")).where(
                PairSide.payment_id.in_(payments)
            ),
        ).subquery()
        places: dict[int, list[Place]] = defaultdict(list)
        said: dict[int, str] = {}
        for payment, file_id, place, narrative in self._connection.execute(
            select(asked.c.payment, Entry.file_id, Entry.place, Entry.narrative)
            .join(Entry, Entry.id == asked.c.entry)
            .order_by(asked.c.payment, asked.c.entry)
        ):
            places[payment].append(self._place(file_id, place))
            said.setdefault(payment, narrative)
        return {payment: tuple(some) for payment, some in places.items()}, said

    def _place(self, file_id: int, where: str) -> Place:
        file = self.files[file_id]
        return Place(file_id, file.name, file.sha256, where)

    def _read(self, made: Callable[..., _Row], asked: Select[*tuple[Any, ...]]) -> list[_Row]:
        return [made(*row) for row in self._connection.execute(asked)]


def _span(end: Any) -> Subquery:
    """The days of the first and last payment at one end, by account.

    One end at a time: its index has the payments together, and nothing as long as they is sorted.
    """
    first, last = func.min(Payment.date).label("first"), func.max(Payment.date).label("last")
    return select(end.label("id"), first, last).group_by(end).subquery()


def kind(key: str) -> str:
    """What a key stands for: `account`, `name`, `cash`, `returned` or `not stated`."""
    if key.startswith(NAME):
        return "name"
    if key.startswith((CASH_IN, CASH_OUT)):
        return "cash"
    if key.startswith(RETURNED):
        return "returned"
    return "not stated" if key.startswith(NOT_STATED) else "account"


def label(key: str, name: str) -> str:
    """An account as a person says it: its name, and its number where it has both.

    >>> label("20-00-00 41837265", "A Payer"), label("cash in: 20-00-00 41837265", "")
    ('A Payer (20-00-00 41837265)', 'Cash paid into 20-00-00 41837265')
    """
    for start, words in _BESIDE.items():
        if key.startswith(start):
            return f"{words} {key.removeprefix(start)}"
    if key.startswith(NAME):
        return name or key.removeprefix(NAME)
    return f"{name} ({key})" if name and name != key else key
