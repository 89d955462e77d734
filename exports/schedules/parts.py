"""The parts of a pack in their order: each a title, what it is for, a chart, and schedules."""

from __future__ import annotations

from dataclasses import dataclass

from exports.charts.picture import Picture
from exports.schedules import records
from exports.schedules.schedule import Schedule
from exports.schedules.view import View


@dataclass(frozen=True, slots=True)
class Part:
    """One numbered part of the pack."""

    title: str
    about: str
    schedules: tuple[Schedule, ...]
    picture: Picture | None = None
    wide: bool = False


def parts_of(view: View) -> list[Part]:
    """Every part, the empty ones too: they say so in words."""
    return [
        Part(
            "Records relied upon",
            "The files this case rests on, each with its SHA-256, what was read from it, and "
            "whether its arithmetic holds.",
            tuple(records.schedules(view)),
            wide=True,
        ),
    ]
