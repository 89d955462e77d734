"""The kinds of pair beyond two equal amounts: returned, exchanged, with a charge, in parts.

Each search is bounded by what stands below; what lies beyond is not looked at and stays unpaired.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from workbench.money import written
from workbench.records.counterparty import folded
from workbench.records.narrative import iban
from workbench.records.pair_agree import (
    COMMON,
    REFERENCE,
    SHORTEST,
    Side,
    agreement,
    plain,
    shared_reference,
    working_days,
)
from workbench.records.pair_search import Candidate, Found, Search, Slight, unique
from workbench.store import tables as t
from workbench.words import listed

#: A charge taken on the way is at most this much, and at most this part of what left.
CHARGE_MOST: Final = 50_00
CHARGE_PART: Final = 20
#: Beyond that an officer is asked, as long as at most this part of what left is missing.
ASKED_PART: Final = 2
#: One payment in parts has at most so many, of at most so many records that could be parts.
PARTS_MOST: Final = 6
PARTS_FROM: Final = 24
#: Ways of adding up that are tried for one payment.
TRIED_MOST: Final = 20_000
#: An account with more records than this in the days of a payment is not searched for parts,
#: and a reference that more records carry is no agreement.
CROWD: Final = 200
#: Words by which a bank says that money came back.
RETURNED: Final = (
    "REVERSAL", "REVERSED", "RETURNED", "UNPAID", "REFUSED", "RECALLED", "BOUNCED",
)  # fmt: skip
_RETURNED: Final = re.compile(rf"\b(?:{'|'.join(RETURNED)})\b")


def returned(search: Search) -> Found:
    """A movement and its return on the same account, told by its type or by the bank's words."""
    says: list[ColumnElement[bool]] = [
        func.upper(t.Entry.narrative).contains(word) for word in RETURNED
    ]
    told = search.connection.execute(
        select(t.Entry.id).where(or_(t.Entry.type == "REVERSAL", *says))
    ).scalars()
    back = [search.free[one] for one in told if one in search.free]
    wanted = {(one.account_id, -one.minor, one.currency) for one in back}
    gone: dict[tuple[int, int, str], list[Slight]] = defaultdict(list)
    for one in search.free.values():
        if wanted and (key := (one.account_id, one.minor, one.currency)) in wanted:
            gone[key].append(one)
    near = [
        (first.id, one.id)
        for one in back
        for first in gone[one.account_id, -one.minor, one.currency]
        if first.date <= one.date and search.near(first.date, one.date)
    ]
    sides = search.sides({one for both in near for one in both})
    candidates = []
    for first_id, back_id in near:
        first, last = sides[first_id], sides[back_id]
        if first.position >= last.position or not _says_returned(last) or _says_returned(first):
            continue
        rank, why = _same_other(first, last)
        if rank:
            out, into = (first, last) if first.minor < 0 else (last, first)
            apart = working_days(first.date, last.date)
            candidates.append(Candidate(-rank, apart, (out,), (into,), why, "reversal"))
    return unique(one for one in candidates if search.allowed(one))


def _says_returned(side: Side) -> bool:
    return side.type == "REVERSAL" or bool(_RETURNED.search(side.narrative.upper()))


def _same_other(first: Side, last: Side) -> tuple[int, str]:
    """Whether a movement and its return are with the same counterparty, and in what."""
    if first.number and last.number:
        same = first.number == last.number and (not first.code or first.code == last.code)
        return (3, f"both rows give the account number {last.number}") if same else (0, "")
    if shared := shared_reference(first, last):
        return 2, f"both rows carry the reference {shared}, and the bank calls it a return"
    one, other = folded(first.counterparty), folded(last.counterparty)
    bare = " ".join(_RETURNED.sub(" ", other).split())
    if one and len(one) >= SHORTEST and (one == bare or f" {one} " in f" {plain(last.narrative)} "):
        return 1, f"both rows name {one}, and the bank calls it a return"
    return 0, ""


class Link(NamedTuple):
    """Another entry that agrees with one, by number, reference or name."""

    rank: int
    other: Side
    why: str


class Links:
    """For each entry that still has no pair, what it may be one movement with."""

    def __init__(self, search: Search) -> None:
        """Read which entries name a held account by number, or share a reference."""
        self.search = search
        self._on: dict[int, list[Slight]] = defaultdict(list)  # by account, in order of day
        for one in sorted(search.free.values(), key=lambda one: (one.date, one.id)):
            self._on[one.account_id].append(one)
        self._days: Mapping[int, list[date]] = {
            account: [one.date for one in run] for account, run in self._on.items()
        }
        near: dict[int, set[int]] = defaultdict(set)
        for first, second in (*self._by_number(), *self._by_reference()):
            near[first].add(second)
            near[second].add(first)
        self._near = near
        search.sides({one for entry, others in near.items() for one in (entry, *others)})

    def ids(self) -> list[int]:
        """The entries that have any, in order."""
        return sorted(one for one in self._near if one in self.search.free)

    def of(self, entry_id: int, *, least: int = REFERENCE) -> list[Link]:
        """What agrees with an entry, of those that are still free."""
        search, made = self.search, []
        sides = search.sides(())
        one = sides[entry_id]
        for other_id in sorted(self._near[entry_id]):
            if other_id not in search.free:
                continue
            other = sides[other_id]
            out, into = (one, other) if one.minor < 0 else (other, one)
            rank, why = agreement(
                out, into, search.held[out.account_id], search.held[into.account_id]
            )
            if rank >= least:
                made.append(Link(rank, other, why))
        return made

    def _by_number(self) -> Iterator[tuple[int, int]]:
        numbers = select(t.Account.number).where(t.Account.held, t.Account.number != "")
        ibans = select(t.Account.iban).where(t.Account.held, t.Account.iban != "")
        found = self.search.connection.execute(
            select(
                t.Entry.id, t.Entry.counterparty_sort_code, t.Entry.counterparty_number,
                t.Entry.counterparty_iban,
            ).where(
                t.Entry.counterparty_number.in_(numbers)
                | t.Entry.counterparty_number.in_(ibans)
                | t.Entry.counterparty_iban.in_(ibans)
            )
        )  # fmt: skip
        accounts: dict[str, list[int]] = defaultdict(list)
        for account_id, held in self.search.held.items():
            for name in {held.number, held.iban} - {""}:
                accounts[name].append(account_id)
        for entry_id, code, number, whole in found:
            one = self.search.free.get(entry_id)
            if one is None:
                continue
            named = whole or iban(number) or number
            for account_id in accounts.get(named, ()):
                theirs = self.search.held[account_id].code
                if code and theirs and code != theirs:
                    continue
                for other in self._opposite(one, account_id):
                    yield entry_id, other.id

    def _opposite(self, one: Slight, account_id: int) -> Iterable[Slight]:
        if account_id == one.account_id or account_id not in self._on:
            return ()
        first, last = self.search.window(one.date)
        days = self._days[account_id]
        start, end = bisect_left(days, first), bisect_right(days, last)
        if end - start > CROWD:
            return ()
        return [
            other for other in self._on[account_id][start:end]
            if (other.minor < 0) != (one.minor < 0) and self.search.near(one.date, other.date)
        ]  # fmt: skip

    def _by_reference(self) -> Iterator[tuple[int, int]]:
        said = func.upper(t.Entry.reference)
        shared = (
            select(said)
            .where(func.length(t.Entry.reference) >= SHORTEST)
            .group_by(said)
            .having(func.count(t.Entry.account_id.distinct()) > 1, func.count() <= CROWD)
        )
        groups: dict[str, list[Slight]] = defaultdict(list)
        for entry_id, reference in self.search.connection.execute(
            select(t.Entry.id, t.Entry.reference).where(said.in_(shared))
        ):
            one = self.search.free.get(entry_id)
            if one is not None and plain(reference) not in COMMON:
                groups[plain(reference)].append(one)
        for group in groups.values():
            outs = [one for one in group if one.minor < 0]
            ins = [one for one in group if one.minor > 0]
            for out in outs:
                for into in ins:
                    if out.account_id != into.account_id and self.search.near(out.date, into.date):
                        yield out.id, into.id


def exchanged(search: Search, links: Links) -> Found:
    """Money that left in one currency and arrived in another; no rate is looked up."""
    return unique(
        one
        for one in _twos(search, links, "exchange")
        if one.outs[0].currency != one.ins[0].currency
    )


def charged(search: Search, links: Links) -> Found:
    """Money of which a little less arrived than left: a charge taken on the way."""

    def plausible(one: Candidate) -> bool:
        out, into = one.outs[0], one.ins[0]
        return out.currency == into.currency and is_charge(-out.minor, into.minor)

    return unique(one for one in _twos(search, links, "fee") if plausible(one))


def is_charge(sent: int, arrived: int) -> bool:
    """Whether the difference may be a charge: little in itself and little beside the payment."""
    return 0 < sent - arrived <= min(CHARGE_MOST, sent // CHARGE_PART)


def charged_more(search: Search, links: Links) -> Found:
    """Money of which more is missing than a charge may be: never taken, an officer is asked."""

    def asked(one: Candidate) -> Iterator[Candidate]:
        out, into = one.outs[0], one.ins[0]
        sent, arrived = -out.minor, into.minor
        alike = out.currency == into.currency and not search.asked & {out.id, into.id}
        if alike and 0 < sent - arrived <= sent // ASKED_PART:
            yield one._replace(waits=_passed(sent, arrived, out.currency))

    found = unique(more for one in _twos(search, links, "fee") for more in asked(one))
    return Found([], [*found.chosen, *found.open])


def _passed(sent: int, arrived: int, currency: str) -> str:
    """By which bounds the difference is more than what is taken for a charge."""
    missing = sent - arrived
    passed = [written(CHARGE_MOST, currency)] if missing > CHARGE_MOST else []
    if missing > sent // CHARGE_PART:
        passed.append("a twentieth of what left")
    return (
        f"the {written(missing, currency)} between is more than {listed(passed)}, up to which a"
        " charge is taken unasked"
    )


def _twos(search: Search, links: Links, kind: str) -> Iterator[Candidate]:
    for entry_id in links.ids():
        out = search.sides(())[entry_id]
        if out.minor > 0 or out.payment_id in search.fixed:
            continue
        for link in links.of(entry_id):
            if kind == "exchange" and link.other.payment_id in search.fixed:
                continue  # what rests on it is stated in the other currency
            apart = working_days(out.date, link.other.date)
            one = Candidate(-link.rank, apart, (out,), (link.other,), link.why, kind)
            if search.allowed(one):
                yield one


def in_parts(search: Search, links: Links) -> Found:
    """One payment out that arrived in several, or several out that arrived as one."""
    return unique(one for entry_id in links.ids() for one in _parted(search, links, entry_id))


def _parted(search: Search, links: Links, entry_id: int) -> Iterator[Candidate]:
    whole = search.sides(())[entry_id]
    if whole.payment_id in search.fixed:
        return
    parts = [
        link for link in links.of(entry_id)
        if link.other.currency == whole.currency and abs(link.other.minor) < abs(whole.minor)
    ]  # fmt: skip
    if not 2 <= len(parts) <= PARTS_FROM:
        return
    parts.sort(key=lambda link: (-abs(link.other.minor), link.other.position))
    for some in sums([abs(link.other.minor) for link in parts], abs(whole.minor)):
        taken = sorted((parts[i] for i in some), key=lambda link: link.other.position)
        sides = tuple(link.other for link in taken)
        why = "; ".join(dict.fromkeys(link.why for link in taken))
        apart = max(working_days(whole.date, side.date) for side in sides)
        rank = -min(link.rank for link in taken)
        one = (
            Candidate(rank, apart, (whole,), sides, why, "split")
            if whole.minor < 0
            else Candidate(rank, apart, sides, (whole,), why, "joined")
        )
        if search.allowed(one):
            yield one


def sums(amounts: list[int], total: int) -> list[tuple[int, ...]]:
    """Up to two ways in which two or more of `amounts`, largest first, add up to `total`.

    The second is there to show that the first is not the only one. Equal amounts count once:
    among twins the earlier are taken. Nothing is found where too many ways had to be tried.

    >>> sums([200, 150, 100, 50], 300)
    [(0, 2), (1, 2, 3)]
    """
    found: list[tuple[int, ...]] = []
    tried = 0

    def add(start: int, left: int, taken: tuple[int, ...]) -> None:
        nonlocal tried
        last = None
        for i in range(start, len(amounts)):
            if len(found) > 1 or tried > TRIED_MOST or len(taken) == PARTS_MOST:
                return
            if amounts[i] > left or amounts[i] == last:
                continue
            last = amounts[i]
            tried += 1
            if amounts[i] == left:
                if taken:
                    found.append((*taken, i))
            else:
                add(i + 1, left - amounts[i], (*taken, i))

    add(0, total, ())
    return [] if tried > TRIED_MOST else found


def searches(search: Search) -> Iterator[tuple[str, Callable[[], Found]]]:
    """Each kind in turn, the surest first; the caller takes what one chose before the next."""
    yield "Looking for returns", lambda: returned(search)
    links = Links(search)
    for said, kind in (
        ("Looking for exchanges", exchanged),
        ("Looking for charges", charged),
        ("Looking for payments in parts", in_parts),
        ("Looking for larger charges", charged_more),
    ):
        yield said, partial(kind, search, links)
