"""What a layout answers: where each box stands and which way each connection runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

Edge = tuple[str, str]
Point = tuple[float, float]


class Size(NamedTuple):
    """How much room a box or a label needs, in the chart's units."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle from its top left corner; x runs to the right, y runs down."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Place:
        """The same rectangle elsewhere."""
        return Place(self.x + dx, self.y + dy, self.width, self.height)

    def overlaps(self, other: Place) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one connection, from its payer's side to its payee's.

    `returns` says that it runs from right to left, because money went round. `label` is the
    room kept free for its words.
    """

    points: tuple[Point, ...]
    returns: bool = False
    label: Place | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Every box and every connection in a field of `width` by `height`."""

    places: Mapping[str, Place]
    routes: Mapping[Edge, Route]
    width: float
    height: float


def straight(places: Mapping[str, Place], edges: Mapping[Edge, int]) -> dict[Edge, Route]:
    """Connections as straight lines from border to border, for layouts that bend none."""
    return {
        (a, b): Route((_border(places[a], places[b]), _border(places[b], places[a])))
        for a, b in edges
        if a != b
    }


def _border(box: Place, towards: Place) -> Point:
    (x, y), (to_x, to_y) = box.middle, towards.middle
    dx, dy = to_x - x, to_y - y
    across = box.width / 2 / abs(dx) if dx else float("inf")
    down = box.height / 2 / abs(dy) if dy else float("inf")
    part = min(across, down, 1.0)
    return x + dx * part, y + dy * part
