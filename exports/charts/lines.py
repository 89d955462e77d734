"""Amounts over days and side by side: a running balance, and bars with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from exports.charts.picture import Box, Line, Part, Picture, Role, Text
from workbench.money import written
from workbench.words import day_written

WIDTH: Final = 511.0
LEFT: Final = 66.0
BOTTOM: Final = 22.0


def balance_picture(
    points: Sequence[tuple[date, int]],
    currency: str,
    *,
    title: str,
    height: float = 180,
    width: float = WIDTH,
) -> Picture:
    """An account's balance after each day: flat until it changes, then a step."""
    if not points:
        return Picture(width, height, title, f"{title}: no balance is known.", ())
    low = min(0, *(minor for _, minor in points))
    high = max(0, *(minor for _, minor in points))
    ticks = _ticks(low, high)
    low, high = min(low, ticks[0]), max(high, ticks[-1])
    first, last = points[0][0], points[-1][0]
    days = max((last - first).days, 1)

    def x(when: date) -> float:
        return LEFT + (when - first).days / days * (width - LEFT - 6)

    def y(minor: int) -> float:
        return 8 + (high - minor) / ((high - low) or 1) * (height - BOTTOM - 8)

    parts: list[Part] = []
    for tick in ticks:
        parts.append(
            Line(((LEFT, y(tick)), (width - 6, y(tick))), "rule", 1.2 if tick == 0 else 0.5)
        )
        parts.append(Text(LEFT - 4, y(tick) + 2.5, written(tick, currency), 7, "muted", "end"))
    steps: list[tuple[float, float]] = [(x(first), y(points[0][1]))]
    for when, minor in points[1:]:
        steps.extend([(x(when), steps[-1][1]), (x(when), y(minor))])
    parts.append(Line(tuple(steps), "accent", 1.2))
    parts.append(Text(LEFT, height - 6, day_written(first), 7, "muted"))
    parts.append(Text(width - 6, height - 6, day_written(last), 7, "muted", "end"))
    least, most = (written(f(m for _, m in points), currency) for f in (min, max))
    described = (
        f"{title}: from {written(points[0][1], currency)} on {day_written(first)} to "
        f"{written(points[-1][1], currency)} on {day_written(last)}, between {least} and {most}."
    )
    return Picture(width, height, title, described, tuple(parts))


def bars_picture(
    bars: Sequence[tuple[str, int, str]],
    currency: str,
    *,
    title: str,
    role: Role = "accent",
    width: float = WIDTH,
) -> Picture:
    """Amounts side by side, as (name, minor, figure): longest bar is the largest amount."""
    most = max((abs(minor) for _, minor, _ in bars), default=0) or 1
    names, room = 170.0, width - 170.0 - 84.0
    parts: list[Part] = []
    for line, (name, minor, figure) in enumerate(bars):
        top = 4 + line * 18
        parts.append(Text(names - 6, top + 9.5, name, 8, "ink", "end", fit=names - 8))
        long = max(abs(minor) / most * room, 0.8 if minor else 0)
        box = Box(names, top + 1, long, 12, role, figure=figure, tip=name)
        parts.append(box if minor >= 0 else replace(box, outline="dashed"))
        parts.append(
            Text(names + long + 4, top + 9.5, written(minor, currency), 8, "ink", figure=figure)
        )
    said = "; ".join(f"{name} {written(minor, currency)}" for name, minor, _ in bars)
    return Picture(
        width, 10 + 18 * len(bars), title, f"{title}: {said or 'nothing'}.", tuple(parts)
    )


def _ticks(low: int, high: int) -> list[int]:
    """Two to seven round amounts from at or below the lowest to at or above the highest."""
    span = max(high - low, 1)
    step = next(
        step
        for power in range(len(str(span)) + 1)
        for step in (10**power, 2 * 10**power, 5 * 10**power)
        if span <= 5 * step
    )
    start = low // step * step
    end = max(-(-high // step) * step, start + step)
    return list(range(start, end + step, step))
