"""A chart as data: boxes, bands, lines and texts in abstract units, each naming its figure.

Whoever draws it needs no knowledge of the case: scale by one factor, turn roles into colours,
draw the parts in order. x runs to the right, y runs down, (0, 0) is the top left corner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

#: What a colour means. A painter has one colour for each; none of them says anything that a
#: label, a pattern or a line style does not say as well.
#: ink: words and outlines · muted: secondary words · rule: axes, grid · panel: a box's ground
#: accent: the thing in question · traced: criminal property · clean: other money · wrong: a fault
Role = Literal["ink", "muted", "rule", "panel", "accent", "traced", "clean", "wrong", "paper"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from its top left corner; `outline` is "solid", "dashed" (inferred) or ""."""

    x: float
    y: float
    width: float
    height: float
    fill: Role | None = "panel"
    outline: Literal["solid", "dashed", ""] = "solid"
    corner: float = 0
    figure: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Money flowing rightwards: a ribbon whose thickness is its share of the chart's scale.

    It leaves at `x` between `y` and `y + width`, arrives at `to_x` between `to_y` and
    `to_y + width`, and bends in between with horizontal ends (a cubic curve whose two inner
    points stand at the middle of x).
    """

    x: float
    y: float
    to_x: float
    to_y: float
    width: float
    fill: Role = "traced"
    figure: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Straight pieces through points; `arrow` puts a head at the last one."""

    points: tuple[tuple[float, float], ...]
    role: Role = "ink"
    weight: float = 1
    dashed: bool = False
    arrow: bool = False
    figure: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; `y` is its baseline.

    A painter sets words wider than `fit` (0: any width) in narrower letters, down to seven
    tenths, and then ends them with an ellipsis: the whole name stands in the chart's table.
    """

    x: float
    y: float
    text: str
    size: float = 9
    role: Role = "ink"
    anchor: Anchor = "start"
    strong: bool = False
    fit: float = 0
    figure: str = ""


Part = Box | Band | Line | Text


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole chart.

    `described` says in one or two sentences what it shows, for those who do not see it; the
    table that goes with it holds every number.
    """

    width: float
    height: float
    title: str
    described: str
    parts: tuple[Part, ...]

    def figures(self) -> Iterator[str]:
        """Ids of the figures drawn, each once, in drawing order."""
        seen: set[str] = set()
        for part in self.parts:
            if part.figure and part.figure not in seen:
                seen.add(part.figure)
                yield part.figure

    def at(self, x: float, y: float) -> Part | None:
        """The topmost part under a point that names a figure or has a tip, for a pointer."""
        for part in reversed(self.parts):
            if (part.figure or getattr(part, "tip", "")) and _covers(part, x, y):
                return part
        return None


def _covers(part: Part, x: float, y: float) -> bool:
    if isinstance(part, Box):
        return part.x <= x <= part.x + part.width and part.y <= y <= part.y + part.height
    if isinstance(part, Band):
        if not part.x <= x <= part.to_x:
            return False
        top = bent((x - part.x) / ((part.to_x - part.x) or 1), part.y, part.to_y)
        return top - 1 <= y <= top + max(part.width, 2) + 1
    if isinstance(part, Line):
        return any(
            _near(a, b, x, y) <= max(part.weight, 3)
            for a, b in zip(part.points, part.points[1:], strict=False)
        )
    return False


def bent(along: float, start: float, end: float) -> float:
    """Height of a band's edge at a share of its way: x is a cubic of the curve's parameter too."""
    low, high = 0.0, 1.0
    for _ in range(24):
        t = (low + high) / 2
        low, high = (t, high) if 1.5 * t * (1 - t) + t**3 < along else (low, t)
    t = (low + high) / 2
    keep = (1 - t) ** 2 * (1 + 2 * t)
    return start * keep + end * (1 - keep)


def _near(a: tuple[float, float], b: tuple[float, float], x: float, y: float) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if not length else max(0.0, min(1.0, ((x - a[0]) * dx + (y - a[1]) * dy) / length))
    return float(((a[0] + t * dx - x) ** 2 + (a[1] + t * dy - y) ** 2) ** 0.5)
