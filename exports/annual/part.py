"""A part of the report: a heading, words, charts, and the table that holds a chart's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.charts.bars import Bar
from exports.charts.picture import Picture
from exports.schedules.schedule import Amount, Row, Schedule
from workbench.money import written


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it, in order; `level` 1 is within the part before."""

    title: str
    words: tuple[str, ...] = ()
    shown: tuple[Picture | Schedule, ...] = ()
    notes: tuple[str, ...] = ()
    level: int = 0


def bars(rows: Sequence[Row], column: int) -> list[Bar]:
    """The bars of a chart: rows of its table, and nothing besides."""
    found = []
    for row in rows:
        cell = row[column]
        if isinstance(cell, Amount):
            found.append(Bar(str(row[0]), cell.minor, written(cell.minor, cell.currency)))
    return found


def described(found: Sequence[Bar], what: str) -> str:
    """A chart in a sentence: every bar with its number."""
    told = "; ".join(f"{bar.words}: {bar.shown}" for bar in found)
    return f"{what}. {told}." if told else f"{what}: nothing."
