"""Open identity decisions as choices of a sweep: every way to decide them, and what it joins.

Whoever holds them, bank accounts with statements or numbers of their own stay funds of their
own. What is one account where two names are one person is an account known by its name alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.parties.identity import groups, suggest
from workbench.records.counterparty import CASH_IN, CASH_OUT
from workbench.store.tables import Account, AccountHolder, IdentityDecision, Party

#: Up to this many open decisions every combination is traced (32 ways); beyond it, none the
#: same, each one alone, and all of them.
WHOLE: Final = 5


@dataclass(frozen=True, slots=True)
class Open:
    """Two parties of whom nobody has decided whether they are one, and the accounts at stake."""

    a: int
    b: int
    names: tuple[str, str]
    reasons: tuple[str, ...]

    @property
    def key(self) -> str:
        """How a run names this decision."""
        return f"{self.a}+{self.b}"

    @property
    def said(self) -> str:
        """The decision in words."""
        return f"{self.names[0]} and {self.names[1]}"


@dataclass(frozen=True, slots=True)
class Identities:
    """What is open, every way to decide it that is traced, and the accounts each way joins.

    `ways` maps the decisions taken as "the same" to pairs (account, the account it is taken
    to be). `without_effect` counts open decisions that join no accounts, `contradicted` the
    ways that decisions which stand rule out; `whole` says that every combination is there.
    """

    open: tuple[Open, ...] = ()
    ways: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = field(
        default_factory=lambda: {(): ()}
    )
    without_effect: int = 0
    contradicted: int = 0
    whole: bool = True


def open_identities(case: Case) -> Identities:
    """Every open decision of a case that can change a trace, and the ways to decide them.

    Open is what was left undecided, or is suggested and not decided.

    Raises:
        Refused: if the decisions that stand contradict each other.
    """
    suggested = {(s.a, s.b): s.reasons for s in suggest(case)}
    with case.session() as session:
        standing = groups(session)
        last = {
            (min(d.a_id, d.b_id), max(d.a_id, d.b_id)): d.decision
            for d in session.scalars(select(IdentityDecision).order_by(IdentityDecision.id))
        }
        pairs = {(min(a, b), max(a, b)): why for (a, b), why in suggested.items()}
        for pair, decision in last.items():
            if decision == "undecided":
                pairs.setdefault(pair, ("left undecided",))
        names = dict(session.execute(select(Party.id, Party.name)).all())
        found = [
            Open(a, b, (names[a], names[b]), why)
            for (a, b), why in sorted(pairs.items())
            if _top(standing, a) != _top(standing, b)
        ]
        holders = _holders(session)
    at_stake = [one for one in found if _joined(holders, standing, (one,))]
    apart = [pair for pair, decision in last.items() if decision == "different"]
    ways, contradicted = {}, 0
    for way in _ways(at_stake):
        if _contradicts(standing, way, apart):
            contradicted += 1
        else:
            ways[tuple(one.key for one in way)] = _joined(holders, standing, way)
    effectless = len(found) - len(at_stake)
    return Identities(tuple(at_stake), ways, effectless, contradicted, len(at_stake) <= WHOLE)


def as_rows(found: Identities) -> list[dict[str, Any]]:
    """The open decisions as JSON-ready data."""
    return [
        {"decision": one.key, "a": one.a, "b": one.b, "names": list(one.names),
         "reasons": list(one.reasons)}
        for one in found.open
    ]  # fmt: skip


def _ways(found: Sequence[Open]) -> Iterable[tuple[Open, ...]]:
    if len(found) <= WHOLE:
        return [way for size in range(len(found) + 1) for way in combinations(found, size)]
    return [(), *((one,) for one in found), tuple(found)]


def _top(leader: dict[int, int], party: int) -> int:
    while leader.get(party, party) != party:
        party = leader[party]
    return party


def _with(standing: dict[int, int], way: Sequence[Open]) -> dict[int, int]:
    leader = dict(standing)
    for one in way:
        low, high = sorted((_top(leader, one.a), _top(leader, one.b)))
        leader[high] = low
    return leader


def _contradicts(
    standing: dict[int, int], way: Sequence[Open], apart: Iterable[tuple[int, int]]
) -> bool:
    leader = _with(standing, way)
    return any(_top(leader, a) == _top(leader, b) for a, b in apart)


def _holders(session: Session) -> list[tuple[str, int]]:
    """Accounts known by their name alone, in the order of the case, with who holds them."""
    rows = session.execute(
        select(Account.key, AccountHolder.party_id)
        .join(AccountHolder, AccountHolder.account_id == Account.id)
        .where(
            ~Account.held, Account.number == "", Account.iban == "",
            func.coalesce(Account.opening_minor, 0) == 0,
        )
        .order_by(Account.id, AccountHolder.id)
    )  # fmt: skip
    # Cash is never followed from a withdrawal to a deposit, whoever stood at the counter.
    return [(row[0], row[1]) for row in rows if not row[0].startswith((CASH_IN, CASH_OUT))]


def _joined(
    holders: Iterable[tuple[str, int]], standing: dict[int, int], way: Sequence[Open]
) -> tuple[tuple[str, str], ...]:
    """The accounts that become one because of `way`: each with the first of them."""
    leader = _with(standing, way)
    people = {_top(leader, one.a) for one in way}
    first: dict[int, str] = {}
    one_with: dict[str, str] = {}

    def top(key: str) -> str:
        while one_with.get(key, key) != key:
            key = one_with[key]
        return key

    for key, party in holders:
        person = _top(leader, party)
        if person in people:
            earlier, later = top(first.setdefault(person, key)), top(key)
            if earlier != later:
                one_with[later] = earlier
    return tuple((key, top(key)) for key in one_with)
