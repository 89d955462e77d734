"""Seeded chance that gives the same figures on every machine and version of Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws built on `random.random()` alone, the one draw Python promises never to change."""

    def __init__(self, seed: int) -> None:
        """Begin the one sequence that `seed` stands for."""
        self._random = random.Random(seed)

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in `share` of the draws."""
        return self._random.random() < share

    def pick(self, things: Sequence[T]) -> T:
        """One of `things`, all equally likely."""
        return things[self.whole(0, len(things) - 1)]

    def digits(self, count: int) -> str:
        """That many decimal digits, the first not a nought."""
        return str(self.whole(1, 9)) + "".join(str(self.whole(0, 9)) for _ in range(count - 1))
