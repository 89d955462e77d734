"""What every rule sees: the payments, which of them tell something, and how a lead is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np

from graphs.typologies.payments import TELLING, Flags, Longs, Payments
from graphs.typologies.rules import COMMON, Typology
from workbench.money import written
from workbench.words import counted, day_written, listed

_EPOCH: Final = date(1970, 1, 1)
#: What every lead has for being one at all.
BASE: Final = ("the rule is met", 40)
#: So many names are said in a sentence.
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Found:
    """One lead: places of accounts and payments; `summed` are the payments of its amount."""

    typology: str
    accounts: tuple[int, ...]
    payments: tuple[int, ...]
    summed: tuple[int, ...]
    reason: str
    parts: tuple[tuple[str, int], ...]

    @property
    def score(self) -> int:
        """The sum of its parts, at most 100."""
        return max(1, min(100, sum(points for _, points in self.parts)))


class Seen:
    """The payments with what is common to all rules, worked out once."""

    def __init__(self, payments: Payments, rules: Mapping[str, Typology]) -> None:
        """Find which payments are telling, and which stand alone between their two accounts."""
        self.p = payments
        self.rules = rules
        common = rules[COMMON]
        count = max(len(payments.accounts), 1)
        payers, payees = payments.payers, payments.payees
        ends = np.unique(
            np.minimum(payers, payees) * count + np.maximum(payers, payees)
        )  # each two accounts once
        others = np.bincount(ends // count, minlength=count) + np.bincount(
            ends % count, minlength=count
        )
        hub = others > common["hub"]
        same = payments.owners[payers] == payments.owners[payees]
        telling = np.isin(
            payments.purposes, [at for at, name in enumerate(payments.names) if name in TELLING]
        )
        self.telling: Flags = telling & ~hub[payers] & ~hub[payees] & ~same
        cash = payments.of("cash-in", "cash-out")
        alone = _alone(payers * count + payees, payments.days, common["apart"])
        self.alone: Flags = (
            self.telling & ~cash & alone & (payments.minors >= common["least_minor"])
        )
        #: The same as plain numbers, which are read one by one many times as fast.
        self.days: list[int] = payments.days.tolist()
        self.minors: list[int] = payments.minors.tolist()
        self.payers: list[int] = payers.tolist()
        self.payees: list[int] = payees.tolist()
        self.owners: list[int] = payments.owners.tolist()
        #: An account in one currency: the unit in which amounts are added up.
        width = max(len(payments.codes), 1)
        self.into: Longs = payees * width + payments.currencies
        self.out: Longs = payers * width + payments.currencies
        self.width = width

    @cached_property
    def received(self) -> dict[int, list[int]]:
        """The occasional payments into each account, in the order of time."""
        return groups(self.into, self.alone)

    @cached_property
    def given(self) -> dict[int, list[int]]:
        """The occasional payments out of each account, in the order of time."""
        return groups(self.out, self.alone)

    def total(self, places: Iterable[int]) -> int:
        """What payments of one currency come to."""
        return sum(map(self.minors.__getitem__, places))

    def money(self, minor: int, place: int) -> str:
        """An amount in the currency of a payment, as a person reads it."""
        return written(minor, self.p.codes[int(self.p.currencies[place])])

    def sums(self, places: Sequence[int]) -> str:
        """What payments come to, as a person reads it."""
        return self.money(self.total(places), places[0])

    def name(self, account: int) -> str:
        """An account as a person reads it."""
        known = self.p.accounts[account]
        key = known.key.removeprefix("name: ")
        return known.label if key == known.label else f"{known.label} ({key})"

    def names(self, accounts: Iterable[int]) -> str:
        """Several accounts, the first few by name."""
        told = [self.name(account) for account in dict.fromkeys(accounts)]
        if len(told) > _NAMED + 1:
            told = [*told[:_NAMED], counted(len(told) - _NAMED, "other")]
        return listed(told)

    def between(self, places: Iterable[int]) -> str:
        """The days of payments: "on 03 Mar 2024" or "between … and …"."""
        days = [self.days[place] for place in places]
        first, last = self.day(min(days)), self.day(max(days))
        return f"on {first}" if first == last else f"between {first} and {last}"

    def day(self, number: int) -> str:
        """A day as a person reads it."""
        return day_written(day_of(number))

    def payers_of(self, places: Iterable[int]) -> list[int]:
        """Who made payments, each once."""
        return list(dict.fromkeys(map(self.payers.__getitem__, places)))

    def payees_of(self, places: Iterable[int]) -> list[int]:
        """Who was paid, each once."""
        return list(dict.fromkeys(map(self.payees.__getitem__, places)))


def _alone(relations: Longs, days: Longs, apart: int) -> Flags:
    """Which payments are the only ones of their relation for so many days before and after."""
    order = np.lexsort((days, relations))
    near = np.r_[
        False,
        (np.diff(relations[order]) == 0) & (np.diff(days[order]) <= apart),
        False,
    ]
    alone = np.zeros(len(order), bool)
    alone[order] = ~(near[:-1] | near[1:])[: len(order)]
    return alone


def day_of(number: int) -> date:
    """A day by its number since 1970."""
    return _EPOCH + timedelta(days=number)


def groups(keys: Longs, which: Flags) -> dict[int, list[int]]:
    """The places of the chosen payments by key, each in the order of time."""
    places = np.flatnonzero(which)
    order = places[np.argsort(keys[places], kind="stable")]
    ordered = keys[order]
    cuts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(order) else order
    ends = np.r_[cuts[1:], len(order)]
    return {
        int(ordered[first]): order[first:last].tolist()
        for first, last in zip(cuts.tolist(), ends.tolist(), strict=True)
    } if len(order) else {}  # fmt: skip


def windows(places: Sequence[int], days: Sequence[int], span: int) -> Iterator[tuple[int, int]]:
    """For each payment the run of those that begin with it within `span` days: [first, last)."""
    last = 0
    for first, place in enumerate(places):
        last = max(last, first)
        while last < len(places) and days[places[last]] - days[place] <= span:
            last += 1
        yield first, last


def runs(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Windows that overlap, joined."""
    joined: list[tuple[int, int]] = []
    for first, last in found:
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def within(part: int, whole: int, least: int, most: int = 10_000) -> bool:
    """Whether a part is from `least` to `most` percent of the whole, in whole numbers."""
    return least * whole <= part * 100 <= most * whole


def percent(part: int, whole: int) -> int:
    """A part in percent of the whole, rounded down."""
    return part * 100 // whole if whole else 0


def beyond(number: int, least: int, what: str, each: int, most: int) -> tuple[str, int]:
    """A part of a score: points for each one beyond the least that the rule asks."""
    over = max(number - least, 0)
    return f"{over:,} more {what} than the rule asks", min(over * each, most)
