"""The payments of a case as columns, with what is known of their purpose, for screening."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, select

from workbench.records.categories import OWN_TRANSFER, categories, category_of
from workbench.records.narrative import Facts
from workbench.store.tables import (
    Account,
    AccountHolder,
    Entry,
    EntryCategory,
    Pair,
    PairSide,
    Payment,
)

Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
#: So many rows are taken from the driver at once.
_CHUNK: Final = 2_000
REFUND: Final = "refund"
CASH_IN: Final = "cash-in"
CASH_OUT: Final = "cash-out"
CRYPTO: Final = "crypto"
GAMBLING: Final = "gambling"
#: Categories that leave open what was paid for, a loan that only the reference names among them;
#: all others are everyday life, and no shape is looked for in them.
TELLING: Final = frozenset(
    {"", "person", "cheque", "exchange", "remittance", "savings", CASH_IN, CASH_OUT, CRYPTO,
     GAMBLING, "property", "luxury", "loan-in", "loan-repayment"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """An account as screening names it."""

    key: str
    label: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments in the order of the records; accounts and currencies are places in lists.

    `seconds` are since midnight, -1 where the record has no time. `purposes` are places in
    `names`, the categories. `owners` has one number for all accounts of one holder.
    """

    ids: Longs
    days: Longs
    seconds: Longs
    payers: Longs
    payees: Longs
    minors: Longs
    currencies: Longs
    purposes: Longs
    accounts: tuple[Known, ...]
    owners: Longs
    codes: tuple[str, ...]
    names: tuple[str, ...]
    #: Known income of a party: (first day, last day, minor, places of its accounts, its name).
    incomes: tuple[tuple[int, int, int, tuple[int, ...], str], ...] = field(default=())

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)

    def of(self, *purposes: str) -> Flags:
        """Which payments are of one of these categories."""
        wanted = [place for place, name in enumerate(self.names) if name in purposes]
        return np.isin(self.purposes, wanted)


def payments_of(connection: Connection) -> Payments:
    """Read the payments of a case.

    What a payment is for comes from its entries (an officer's word before a rule's); where
    there is none, from the name of the account on the other side.
    """
    found = connection.execute(
        select(Account.id, Account.key, Account.name, Account.held).order_by(Account.id)
    ).all()
    accounts = tuple(
        Known(row.key, row.name or row.key.removeprefix("name: "), row.held) for row in found
    )
    place_at = np.zeros(max((row.id for row in found), default=0) + 1, np.int64)
    place_at[[row.id for row in found]] = np.arange(len(found))
    codes: dict[str, int] = {}
    days = _Once(lambda day: int(np.datetime64(day, "D").astype(np.int64)))
    clock = _Once(_seconds)
    code = _Once(lambda text: codes.setdefault(str(text), len(codes)))
    columns = _columns(
        connection,
        select(
            Payment.id, Payment.date, Payment.time, Payment.position, Payment.payer_id,
            Payment.payee_id, Payment.minor, Payment.currency,
        ),
        {1: days, 2: clock, 7: code},
    )  # fmt: skip
    order = np.lexsort((columns[3], np.maximum(columns[2], 0), columns[1]))
    ids, day, second, _, payers, payees, minors, currencies = (c[order] for c in columns)
    names = ("", *(name for name in categories() if name))
    payers, payees = place_at[payers], place_at[payees]
    purposes = _purposes(connection, ids, payers, payees, accounts, names)
    return Payments(
        ids, day, second, payers, payees, minors, currencies, purposes, accounts,
        _owners(connection, place_at, len(accounts)), tuple(codes), names,
        _incomes(connection, place_at),
    )  # fmt: skip


class _Once(dict[Any, int]):
    """What each value comes to, worked out the first time that it is met."""

    def __init__(self, work_out: Callable[[Any], int]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, value: Any) -> int:
        found = self[value] = self._work_out(value)
        return found


def _seconds(text: str | None) -> int:
    if not text:
        return -1
    try:
        hours, minutes, *rest = text.split(":")
        return (int(hours) * 60 + int(minutes)) * 60 + int(float(rest[0][:2]) if rest else 0)
    except ValueError:
        return -1


def _rows(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[list[Any]]:
    # Asked of the driver itself: an object for each row would take most of the time.
    cursor: Any = connection.exec_driver_sql(str(query.compile(connection))).cursor
    while rows := cursor.fetchmany(_CHUNK):
        yield rows


def _columns(
    connection: Connection, query: Select[*tuple[Any, ...]], known: dict[int, _Once]
) -> list[Longs]:
    width = len(query.selected_columns)
    parts: list[list[Longs]] = [[] for _ in range(width)]
    for rows in _rows(connection, query):
        for column, values in enumerate(zip(*rows, strict=True)):
            once = known.get(column)
            numbers = values if once is None else map(once.__getitem__, values)
            parts[column].append(np.fromiter(numbers, np.int64, len(rows)))
    return [np.concatenate(part) if part else np.zeros(0, np.int64) for part in parts]


def _purposes(
    connection: Connection, ids: Longs, payers: Longs, payees: Longs,
    accounts: tuple[Known, ...], names: tuple[str, ...],
) -> Longs:  # fmt: skip
    place = {name: at for at, name in enumerate(names)}
    by_name = [np.array([place.get(_named(a, into=into), 0) for a in accounts] or [0], np.int64)
               for into in (True, False)]  # fmt: skip
    found = by_name[1][payees]
    found = np.where(found == 0, by_name[0][payers], found)
    at = np.argsort(ids)
    stated = _columns(
        connection,
        select(Entry.payment_id, Entry.category).where(Entry.payment_id.is_not(None)),
        {1: _Once(lambda name: place.get(str(name), 0))},
    )
    told = [stated, _told(connection, place)]
    for payment, purpose in told:
        where = at[np.searchsorted(ids[at], payment)] if len(payment) else payment
        # Two entries of one payment: what either says, before what neither does.
        said = purpose > 0
        found[where[said]] = purpose[said]
    return found


def _told(connection: Connection, place: dict[str, int]) -> tuple[Longs, Longs]:
    """What stands before a rule's word: a pair's, then an officer's."""
    rows: list[tuple[int, int]] = []
    for payment, kind in connection.execute(
        select(PairSide.payment_id, Pair.kind).join(Pair, Pair.id == PairSide.pair_id)
    ):
        rows.append((payment, place[REFUND if kind == "reversal" else OWN_TRANSFER]))
    for entry_of, category in connection.execute(
        select(Entry.payment_id, EntryCategory.category)
        .join(Entry, Entry.id == EntryCategory.entry_id)
        .where(Entry.payment_id.is_not(None))
        .order_by(Entry.id)
    ):
        rows.append((int(entry_of or 0), place.get(category, 0)))
    made = np.array(rows, np.int64).reshape(-1, 2)
    return made[:, 0], made[:, 1]


def _named(account: Known, *, into: bool) -> str:
    """What a name says of money from it (`into` the other's account) or to it."""
    first = (account.label.replace(":", " ").split() or [""])[0]
    if account.key.startswith(("cash in:", "cash out:")) or first.upper() == "CASH":
        return CASH_IN if into else CASH_OUT
    if account.held:
        return ""
    return category_of("", into, Facts(counterparty=account.label), account.label)[0]


def _owners(connection: Connection, place_at: Longs, count: int) -> Longs:
    owners = np.arange(count, dtype=np.int64)
    first: dict[int, int] = {}
    for account, party in connection.execute(
        select(AccountHolder.account_id, AccountHolder.party_id).order_by(AccountHolder.id)
    ):
        at = int(place_at[account])
        owners[at] = first.setdefault(party, int(owners[at]))
    return owners


def _incomes(
    connection: Connection, place_at: Longs
) -> tuple[tuple[int, int, int, tuple[int, ...], str], ...]:
    """The known income of each party with a benefit worksheet, over the days that it is of."""
    from workbench.store.tables import BenefitSheet, KnownIncome, Party

    of: dict[int, list[Any]] = {}
    for row in connection.execute(
        select(
            BenefitSheet.party_id, Party.name, KnownIncome.start, KnownIncome.end,
            KnownIncome.minor,
        )
        .join(BenefitSheet, BenefitSheet.id == KnownIncome.sheet_id)
        .join(Party, Party.id == BenefitSheet.party_id)
        .order_by(KnownIncome.id)
    ):  # fmt: skip
        of.setdefault(row.party_id, []).append(row)
    told = []
    for party, rows in of.items():
        held = connection.execute(
            select(AccountHolder.account_id)
            .where(AccountHolder.party_id == party)
            .order_by(AccountHolder.account_id)
        ).scalars()
        day = [int(np.datetime64(d, "D").astype(np.int64)) for r in rows for d in (r.start, r.end)]
        told.append(
            (
                min(day), max(day), sum(row.minor for row in rows),
                tuple(int(place_at[account]) for account in held), rows[0].name,
            )
        )  # fmt: skip
    return tuple(told)
