"""The funds of the draw rules: what one account holds, and which of it a payment takes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Protocol

from workbench.money import share

#: The number that clean money carries in place of an origin's.
CLEAN: Final = 0


class Parcel(NamedTuple):
    """Some money of one origin (0: clean), and the move of the log that brought it here."""

    origin: int
    minor: int
    via: int = -1


class Fund(Protocol):
    """What one account holds in one currency, under one rule."""

    def draw(self, minor: int) -> list[Parcel]:
        """Take up to `minor` out, in the rule's order; less where the fund holds less."""

    def add(self, parcels: Iterable[Parcel]) -> None:
        """Let parcels join, in their order, at the end."""

    def parcels(self) -> list[Parcel]:
        """What is there, oldest first."""


def _take(parcel: Parcel, minor: int) -> tuple[Parcel, Parcel | None]:
    if parcel.minor <= minor:
        return parcel, None
    return parcel._replace(minor=minor), parcel._replace(minor=parcel.minor - minor)


class Queue:
    """First in, first out (Clayton's Case (1816)): the oldest parcels go first."""

    def __init__(self) -> None:
        """Begin empty."""
        self._line: deque[Parcel] = deque()

    def draw(self, minor: int) -> list[Parcel]:
        """Take from the head."""
        taken: list[Parcel] = []
        while minor and self._line:
            part, rest = _take(self._line.popleft(), minor)
            if rest:
                self._line.appendleft(rest)
            taken.append(part)
            minor -= part.minor
        return taken

    def add(self, parcels: Iterable[Parcel]) -> None:
        """Join at the tail."""
        self._line.extend(parcels)

    def parcels(self) -> list[Parcel]:
        """Oldest first."""
        return list(self._line)


class Stack(Queue):
    """Last in, first out: the newest parcels go first."""

    def draw(self, minor: int) -> list[Parcel]:
        """Take from the tail."""
        taken: list[Parcel] = []
        while minor and self._line:
            part, rest = _take(self._line.pop(), minor)
            if rest:
                self._line.append(rest)
            taken.append(part)
            minor -= part.minor
        return taken


class Preferring:
    """One kind goes first, each kind oldest first.

    Clean first is Re Hallett (1880), and gives the lowest intermediate balance of Roscoe v
    Winder [1915] by itself; tainted first is the election of Re Oatway [1903].
    """

    def __init__(self, *, clean_first: bool) -> None:
        """Begin empty."""
        self._clean, self._tainted = Queue(), Queue()
        self._order = (self._clean, self._tainted) if clean_first else (self._tainted, self._clean)

    def draw(self, minor: int) -> list[Parcel]:
        """Take the preferred kind, then the other."""
        first = self._order[0].draw(minor)
        return first + self._order[1].draw(minor - sum(part.minor for part in first))

    def add(self, parcels: Iterable[Parcel]) -> None:
        """Join the line of its kind."""
        for parcel in parcels:
            (self._tainted if parcel.origin else self._clean).add((parcel,))

    def parcels(self) -> list[Parcel]:
        """Clean, then tainted, each oldest first."""
        return self._clean.parcels() + self._tainted.parcels()


class Pool:
    """Pro rata (rolling charge; POCA 2002 s.306): each origin in proportion to what is held.

    Whole pence at every draw by the largest remainder; ties go to the lower-numbered origin,
    clean last. Within one origin, the money that went is said to be the oldest of it.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._lines: dict[int, Queue] = {}
        self._held: dict[int, int] = {}

    def draw(self, minor: int) -> list[Parcel]:
        """Take a share of each origin."""
        order = sorted((o for o, held in self._held.items() if held), key=lambda o: (o == CLEAN, o))
        weights = [self._held[origin] for origin in order]
        total = sum(weights)
        if not total:
            return []
        taken: list[Parcel] = []
        for origin, part in zip(order, share(min(minor, total), weights), strict=True):
            taken.extend(self._lines[origin].draw(part))
            self._held[origin] -= part
        return taken

    def add(self, parcels: Iterable[Parcel]) -> None:
        """Mix."""
        for parcel in parcels:
            self._lines.setdefault(parcel.origin, Queue()).add((parcel,))
            self._held[parcel.origin] = self._held.get(parcel.origin, 0) + parcel.minor

    def parcels(self) -> list[Parcel]:
        """By origin, clean last."""
        order = sorted(self._lines, key=lambda o: (o == CLEAN, o))
        return [parcel for origin in order for parcel in self._lines[origin].parcels()]


def apart(parcels: list[Parcel], minor: int) -> tuple[list[Parcel], list[Parcel]]:
    """Take `minor` out of parcels in proportion, as `Pool` does; both parts in their order."""
    sums: dict[int, int] = {}
    for parcel in parcels:
        sums[parcel.origin] = sums.get(parcel.origin, 0) + parcel.minor
    order = sorted(sums, key=lambda origin: (origin == CLEAN, origin))
    owed = dict(zip(order, share(minor, [sums[origin] for origin in order]), strict=True))
    taken: list[Parcel] = []
    rest: list[Parcel] = []
    for parcel in parcels:
        part = min(parcel.minor, owed[parcel.origin])
        owed[parcel.origin] -= part
        if part:
            taken.append(parcel._replace(minor=part))
        if part < parcel.minor:
            rest.append(parcel._replace(minor=parcel.minor - part))
    return taken, rest


FUNDS: Final[dict[str, Callable[[], Fund]]] = {
    "fifo": Queue,
    "lifo": Stack,
    "pro-rata": Pool,
    "clean-first": lambda: Preferring(clean_first=True),
    "tainted-first": lambda: Preferring(clean_first=False),
}
