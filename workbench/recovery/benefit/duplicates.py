"""Spending is not benefit again: what each payment out was met from, oldest money first.

The defendant's accounts are one purse. A payment out that drains money which a line counts, or
which is known to be lawful, is no further benefit; what was there before the relevant day is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Source = TypeVar("Source", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Draw(Generic[Source]):
    """So much of a payment out was met from a source; None where the records show no source."""

    source: Source | None
    minor: int


@dataclass(frozen=True, slots=True)
class Step(Generic[Source]):
    """Money into the purse from a source, or out of it by a payment (`out` is its name)."""

    minor: int
    source: Source | None = None
    out: int | None = None


def drawn(steps: Iterable[Step[Source]]) -> dict[int, list[Draw[Source]]]:
    """What each payment out was met from: first in, first out; a shortfall by what came next.

    An account that is overdrawn is filled by later money, so that borrowing and the credit that
    repays it are not both counted.

    >>> drawn([Step(10, source="a"), Step(15, out=1), Step(20, source="b")])
    {1: [Draw(source='a', minor=10), Draw(source='b', minor=5)]}
    """
    purse: _Purse[Source] = _Purse()
    for step in steps:
        if step.out is None:
            purse.put(step.source, step.minor)
        else:
            purse.take(step.out, step.minor)
    return purse.told()


class _Purse(Generic[Source]):
    def __init__(self) -> None:
        self.money: deque[tuple[Source | None, int]] = deque()
        self.short: deque[tuple[int, int]] = deque()
        self.found: dict[int, list[Draw[Source]]] = {}

    def put(self, source: Source | None, left: int) -> None:
        while left and self.short:
            name, lacking = self.short.popleft()
            used = min(left, lacking)
            left -= used
            self.found[name].append(Draw(source, used))
            if lacking > used:
                self.short.appendleft((name, lacking - used))
        if left:
            self.money.append((source, left))

    def take(self, name: int, left: int) -> None:
        draws = self.found.setdefault(name, [])
        while left and self.money:
            source, there = self.money.popleft()
            used = min(left, there)
            left -= used
            draws.append(Draw(source, used))
            if there > used:
                self.money.appendleft((source, there - used))
        if left:
            self.short.append((name, left))

    def told(self) -> dict[int, list[Draw[Source]]]:
        for name, lacking in self.short:
            self.found[name].append(Draw(None, lacking))
        return self.found
