"""Both sides of one payment, found in two held accounts' statements, so that it counts once.

A pair needs equal amounts, few working days between, and something that both records say: an
account number or a reference. Where two answers are equally good, neither is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, select, update

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.progress import Report, silent
from workbench.records.bulk import Bulk
from workbench.records.counterparty import NAME, NOT_STATED
from workbench.replay import Handler
from workbench.store import tables as t
from workbench.words import day_written

ACTION: Final = "pair"
#: Working days that a transfer may take; Faster Payments take none, Bacs two after entry.
DAYS: Final = 2
#: Words that many payments carry: they are no agreement.
_COMMON: Final = frozenset((
    "RENT", "TRANSFER", "PAYMENT", "SAVINGS", "CASH", "REFUND", "LOAN", "BILLS", "WAGES",
    "SALARY", "GIFT", "FOOD", "CAR", "HOUSE", "MONEY", "REF", "NOTPROVIDED",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairFound:
    """One payment seen from both sides."""

    payment: str
    entries: tuple[str, str]  # the paying side, the receiving side
    kind: str
    day_difference: int  # calendar days from the paying record to the receiving one
    residual_minor: int
    reason: str

    def as_data(self) -> dict[str, Any]:
        """The pair as JSON-ready data."""
        return {
            "payment": self.payment,
            "entries": list(self.entries),
            "kind": self.kind,
            "day_difference": self.day_difference,
            "residual_minor": self.residual_minor,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of a case, how many are new, and how many entries still lack their other side.

    An entry is unpaired when its other side is an account whose statements are held too, so
    that a record of it should be there.
    """

    pairs: tuple[PairFound, ...]
    fresh: int
    unpaired: int

    def as_data(self) -> dict[str, Any]:
        """The answer to `pair` as JSON-ready data."""
        return {"pairs": [pair.as_data() for pair in self.pairs], "unpaired": self.unpaired}


class Side(NamedTuple):
    """One entry as pairing sees it."""

    id: int
    account_id: int
    payment_id: int
    other_id: int
    date: date
    position: int
    minor: int
    currency: str
    code: str
    number: str
    reference: str
    narrative: str


class Held(NamedTuple):
    """A held account as its counterparties would name it."""

    key: str
    code: str
    number: str


class Candidate(NamedTuple):
    """Two entries that may be one payment: the better one sorts first."""

    rank: int
    days: int
    out: Side
    into: Side
    why: str


def pair_entries(case: Case, *, days: int = DAYS, report: Report = silent) -> Pairs:
    """Find the pairs that the case does not have yet, join their payments, and list all.

    Args:
        case: the open case.
        days: working days that may lie between the two records.
        report: told of progress; may raise `Cancelled`.

    Raises:
        Refused: if `days` is not between 0 and 10.
    """
    if not 0 <= days <= 10:
        raise Refused("pairing spans between 0 and 10 working days", remedy="Say fewer days")
    with case.read() as connection:
        found = _find(connection, days, report)
    if found:
        with case.change(ACTION, "Paired payments") as work:
            done = _join(work.connection, days, report)
            if done:
                work.command = {"name": ACTION, "days": days}
            word = "payment" if done == 1 else "payments"
            work.summary = f"Paired {done:,} {word} seen from both sides"
    with case.read() as connection:
        return Pairs(tuple(_pairs(connection)), len(found), unpaired(connection))


def pairs_of(case: Case) -> Pairs:
    """The pairs that the case has, without looking for more."""
    with case.read() as connection:
        return Pairs(tuple(_pairs(connection)), 0, unpaired(connection))


def pair_handler() -> Handler:
    """The handler that does a pairing again."""

    def again(connection: Connection, command: Mapping[str, Any]) -> None:
        _join(connection, command["days"], silent)

    return again


def _sides(connection: Connection) -> Iterator[Side]:
    paired = select(t.Pair.payment_id)
    found = connection.execute(
        select(
            t.Entry.id, t.Entry.account_id, t.Entry.payment_id, t.Payment.payer_id,
            t.Payment.payee_id, t.Entry.date, t.Entry.position, t.Entry.minor, t.Entry.currency,
            t.Entry.counterparty_sort_code, t.Entry.counterparty_number, t.Entry.reference,
            t.Entry.narrative,
        )
        .join(t.Payment, t.Payment.id == t.Entry.payment_id)
        .where(t.Payment.id.not_in(paired))
        .order_by(t.Entry.id)
    )  # fmt: skip
    for entry, account, payment, payer, payee, *rest in found:
        yield Side(entry, account, payment or 0, payee if payer == account else payer, *rest)


def _find(connection: Connection, days: int, report: Report) -> list[Candidate]:
    held = {
        row.id: Held(row.key, row.sort_code, row.number)
        for row in connection.execute(select(t.Account).where(t.Account.held))
    }
    outs: dict[tuple[int, str], list[Side]] = defaultdict(list)
    ins: dict[tuple[int, str], list[Side]] = defaultdict(list)
    for side in _sides(connection):
        (outs if side.minor < 0 else ins)[abs(side.minor), side.currency].append(side)
    fixed = _referred_to(connection)
    candidates: list[Candidate] = []
    for number, (key, paying) in enumerate(outs.items()):
        if number % 1000 == 0:
            report(number, len(outs), "Comparing payments")
        candidates += _candidates(paying, ins.get(key, ()), held, days)
    return choose(
        one for one in candidates
        if not {one.out.payment_id, one.into.payment_id} <= fixed
    )  # fmt: skip


def _candidates(
    paying: Sequence[Side], receiving: Sequence[Side], held: Mapping[int, Held], days: int
) -> Iterator[Candidate]:
    for out in paying:
        for into in receiving:
            if out.account_id == into.account_id:
                continue
            apart = working_days(out.date, into.date)
            if apart > days:
                continue
            rank, why = agreement(out, into, held[out.account_id], held[into.account_id])
            if rank:
                yield Candidate(-rank, apart, out, into, why)


def agreement(out: Side, into: Side, payer: Held, payee: Held) -> tuple[int, str]:
    """How well two records of one amount agree (0: not at all), and in what, in words."""
    says_payee, says_payer = _names(out, payee), _names(into, payer)
    if says_payee is False or says_payer is False:
        return 0, ""
    if says_payee and says_payer:
        return 4, "each record gives the other account's sort code and number"
    if says_payee:
        return 3, f"the payer's record gives the account {payee.key}"
    if says_payer:
        return 3, f"the receiver's record gives the account {payer.key}"
    shared = _shared_reference(out, into)
    return (2, f"both records carry the reference {shared}") if shared else (0, "")


def _names(side: Side, other: Held) -> bool | None:
    """Whether a record names this account by number; None where it names none."""
    if not side.number:
        return None
    if not other.number:
        return None
    code = not side.code or not other.code or side.code == other.code
    return code and side.number == other.number


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", text.upper()).split())


def _shared_reference(out: Side, into: Side) -> str:
    one, other = _plain(out.reference), _plain(into.reference)
    for mine, theirs, text in ((one, other, into.narrative), (other, one, out.narrative)):
        if len(mine) < 4 or mine in _COMMON:
            continue
        if mine == theirs or f" {mine} " in f" {_plain(text)} ":
            return mine
    return ""


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Take the best candidates, each entry once; leave those with an equally good rival.

    Rivals between the same two accounts are twins: whichever is taken, every sum is the same,
    so they are taken in the order of the records.
    """
    ordered = sorted(
        candidates, key=lambda one: (one.rank, one.days, one.out.position, one.into.position)
    )
    rivals: dict[tuple[str, int, int, int], set[int]] = defaultdict(set)
    for one in ordered:
        rivals["out", one.out.id, one.rank, one.days].add(one.into.account_id)
        rivals["in", one.into.id, one.rank, one.days].add(one.out.account_id)
    taken: set[int] = set()
    chosen = []
    for one in ordered:
        if {one.out.id, one.into.id} & taken:
            continue
        alone = (
            len(rivals["out", one.out.id, one.rank, one.days]) == 1
            and len(rivals["in", one.into.id, one.rank, one.days]) == 1
        )
        if alone:
            chosen.append(one)
            taken |= {one.out.id, one.into.id}
    return sorted(chosen, key=lambda one: (one.out.position, one.into.position))


@cache
def _bank_holidays() -> Any:
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")


@cache
def working_days(one: date, other: date) -> int:
    """Working days of England and Wales from one day to another; more than 31 days are many."""
    first, last = sorted((one, other))
    span = (last - first).days
    if span > 31:
        return span
    after = (first + timedelta(days=offset) for offset in range(1, span + 1))
    return sum(day.weekday() < 5 and day not in _bank_holidays() for day in after)


def _referred_to(connection: Connection) -> set[int]:
    """Payments that other facts of the case rest on: they keep their number."""
    found: set[int] = set()
    for column in (t.Origin.payment_id, t.Purchase.payment_id):
        found |= set(connection.execute(select(column)).scalars())
    return found


def _join(connection: Connection, days: int, report: Report) -> int:
    """Make one payment of each pair's two; returns how many."""
    found = _find(connection, days, report)
    fixed = _referred_to(connection)
    bulk = Bulk(connection)
    held = {row.id: row.key for row in connection.execute(select(t.Account).where(t.Account.held))}
    freed: set[int] = set()
    rows = []
    for one in found:
        keeps = one.into.payment_id if one.into.payment_id in fixed else one.out.payment_id
        goes = one.out.payment_id if keeps == one.into.payment_id else one.into.payment_id
        connection.execute(
            update(t.Payment)
            .where(t.Payment.id == keeps)
            .values(
                payer_id=one.out.account_id, payee_id=one.into.account_id, date=one.out.date,
                position=one.out.position,
            )
        )  # fmt: skip
        connection.execute(
            update(t.Entry).where(t.Entry.payment_id == goes).values(payment_id=keeps)
        )
        connection.execute(delete(t.Payment).where(t.Payment.id == goes))
        freed |= {one.out.other_id, one.into.other_id}
        rows.append((
            bulk.take(t.Pair), keeps, "equal", (one.into.date - one.out.date).days, 0,
            _reason(one, held),
        ))  # fmt: skip
    bulk.insert(
        t.Pair, ("id", "payment_id", "kind", "day_difference", "residual_minor", "reason"), rows
    )
    _tidy(connection, freed)
    return len(found)


def _reason(one: Candidate, held: Mapping[int, str]) -> str:
    when = (
        "on the same day" if one.out.date == one.into.date else f"on {day_written(one.into.date)}"
    )
    amount = written(one.into.minor, one.into.currency)
    return (
        f"{amount} left {held[one.out.account_id]} on {day_written(one.out.date)} and reached"
        f" {held[one.into.account_id]} {when}; {one.why}"
    )


def _tidy(connection: Connection, freed: set[int]) -> None:
    """Remove names that stood in for an account which is known now, and that nothing uses."""
    for account_id in sorted(freed):
        row = connection.execute(
            select(t.Account.key, t.Account.held).where(t.Account.id == account_id)
        ).one()
        if row.held or not row.key.startswith((NAME, NOT_STATED)):
            continue
        used = any(
            connection.execute(select(column).where(column == account_id).limit(1)).first()
            for column in (
                t.Payment.payer_id, t.Payment.payee_id, t.Entry.account_id,
                t.AccountHolder.account_id,
            )
        )  # fmt: skip
        if not used:
            connection.execute(delete(t.Account).where(t.Account.id == account_id))


def _pairs(connection: Connection) -> Iterator[PairFound]:
    sides: dict[int, dict[int, str]] = defaultdict(dict)
    for payment, file_id, row, minor in connection.execute(
        select(t.Entry.payment_id, t.Entry.file_id, t.Entry.row, t.Entry.minor)
        .join(t.Pair, t.Pair.payment_id == t.Entry.payment_id)
        .order_by(t.Entry.id)
    ):
        sides[payment or 0][1 if minor > 0 else 0] = f"F{file_id}-R{row}"
    found = connection.execute(
        select(
            t.Pair.payment_id, t.Payment.key, t.Pair.kind, t.Pair.day_difference,
            t.Pair.residual_minor, t.Pair.reason,
        )
        .join(t.Payment, t.Payment.id == t.Pair.payment_id)
        .order_by(t.Payment.date, t.Payment.position)
    )  # fmt: skip
    for payment, key, kind, apart, residual, reason in found:
        both = sides[payment]
        yield PairFound(key, (both[0], both[1]), kind, apart, residual, reason)


def unpaired(connection: Connection) -> int:
    """Entries whose other side is a held account with statements, and that have no partner."""
    with_statements = select(t.Statement.account_id)
    other = select(t.Account.id).where(t.Account.held, t.Account.id.in_(with_statements))
    paired = select(t.Pair.payment_id)
    found = connection.execute(
        select(t.Entry.id)
        .join(t.Payment, t.Payment.id == t.Entry.payment_id)
        .where(t.Payment.id.not_in(paired))
        .where(
            ((t.Payment.payer_id == t.Entry.account_id) & t.Payment.payee_id.in_(other))
            | ((t.Payment.payee_id == t.Entry.account_id) & t.Payment.payer_id.in_(other))
        )
    ).all()
    return len(found)
