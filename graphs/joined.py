"""Two that are taken to be the same: whose each account then is, and which accounts are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from graphs.entities import identities
from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import Account, AccountHolder
from workbench.words import listed


@dataclass(frozen=True, slots=True)
class Joined:
    """What pairs taken to be the same come to.

    `accounts` maps an account to the one that it is taken to be, `owners` each account that
    somebody is recorded to hold to the holders' names.
    """

    accounts: Mapping[str, str]
    owners: Mapping[str, str]
    said: tuple[str, ...]


def join(case: Case, same: Iterable[tuple[str, str]]) -> Joined:
    """What pairs taken to be the same come to.

    An account with statements, or a number, of its own stays a fund of its own whoever holds
    it: then only its holder changes. An account known by its name alone is joined to the other.

    Raises:
        Refused: for a party or an account that is unknown, or a pair of one of each.
    """
    joining = _read(case)
    for first, second in same:
        (kind, one), (other_kind, other) = joining.meant(first), joining.meant(second)
        if kind != other_kind:
            raise Refused(
                f"{first} and {second} are not of a kind",
                remedy="Give two accounts, or two parties as party:N.",
            )
        if kind == "party":
            joining.persons(one, other)
        else:
            joining.accounts(one, other)
    return joining.joined()


@dataclass(slots=True)
class _Joining:
    """The accounts of a case, who holds each, and what has been joined of them so far.

    `named` says of each account whether it is known by its name alone.
    """

    named: dict[str, bool]
    holders: dict[str, list[int]]
    names: dict[int, str]
    identity: dict[int, int]
    leader: dict[int, int] = field(default_factory=dict)
    one: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def meant(self, text: str) -> tuple[str, str]:
        """A party's identity, or an account's key."""
        kind, _, number = text.partition(":")
        if kind == "party" and number.isdecimal() and int(number) in self.identity:
            return "party", str(self.identity[int(number)])
        key = text.removeprefix("account:")
        if key in self.named:
            return "account", key
        raise Refused(
            f"the case has no account or party {text}",
            remedy="List them with: accounts CASE, or: parties CASE",
        )

    def persons(self, first: str, second: str) -> None:
        """Two parties are one, and so are the accounts known by their names alone."""
        one, other = self._top(int(first)), self._top(int(second))
        self.said.append(f"{self.names[int(first)]} and {self.names[int(second)]} are the same.")
        self._follow(one, other)
        theirs = [
            key
            for key, numbers in self.holders.items()
            if self.named[key] and one in {self._top(number) for number in numbers}
        ]
        for key in theirs[1:]:
            self._merge(theirs[0], key)

    def accounts(self, first: str, second: str) -> None:
        """Two accounts have one holder, and are one account where either is only a name."""
        first, second = self._account(first), self._account(second)
        if first == second:
            return
        holders = [self.holders.get(first, []), self.holders.get(second, [])]
        if all(holders):
            self._follow(self._top(holders[0][0]), self._top(holders[1][0]))
        both = holders[0] or holders[1]
        if self.named[first] or self.named[second]:
            kept, gone = (first, second) if self.named[second] else (second, first)
            self._merge(kept, gone)
            self.holders[kept] = both
            self.said.append(f"{kept} and {gone} are one account.")
        else:
            self.holders[first], self.holders[second] = holders[0] or both, holders[1] or both
            self.said.append(
                f"{first} and {second} have the same holder; each has a number or statements of "
                "its own, so their money stays apart."
            )

    def joined(self) -> Joined:
        """What it all came to."""
        return Joined(
            {gone: self._account(gone) for gone in self.one},
            {
                key: listed(list(dict.fromkeys(self.names[self._top(n)] for n in numbers)))
                for key, numbers in self.holders.items()
                if numbers
            },
            tuple(self.said),
        )

    def _merge(self, kept: str, gone: str) -> None:
        kept, gone = self._account(kept), self._account(gone)
        if kept != gone:
            self.one[gone] = kept

    def _account(self, key: str) -> str:
        while key in self.one:
            key = self.one[key]
        return key

    def _follow(self, one: int, other: int) -> None:
        if one != other:
            self.leader[other] = one

    def _top(self, number: int) -> int:
        while number in self.leader:
            number = self.leader[number]
        return number


def _read(case: Case) -> _Joining:
    with case.session() as session:
        who = identities(session)
        named = {
            key: not held and not number and not iban
            for key, held, number, iban in session.execute(
                select(Account.key, Account.held, Account.number, Account.iban).order_by(Account.id)
            )
        }
        holders: dict[str, list[int]] = defaultdict(list)
        for key, party in session.execute(
            select(Account.key, AccountHolder.party_id)
            .join(Account, Account.id == AccountHolder.account_id)
            .order_by(AccountHolder.id)
        ):
            holders[key].append(who[party].number)
    return _Joining(
        named, holders, {one.number: one.name for one in who.values()},
        {party: one.number for party, one in who.items()},
    )  # fmt: skip


def pair_of(text: str, known: Iterable[str]) -> tuple[str, str]:
    """The two sides of `A=B`; an account's own name may hold the sign.

    Raises:
        Refused: if it is no pair.
    """
    names = set(known)
    cuts = [at for at, letter in enumerate(text) if letter == "="]
    sides = [(text[:at].strip(), text[at + 1 :].strip()) for at in cuts]
    for pair in sides:
        if all(one in names or one.removeprefix("account:") in names for one in pair):
            return pair
    if not sides or not all(sides[0]):
        raise Refused(f"{text} is no pair", remedy="Write it as A=B.")
    return sides[0]
