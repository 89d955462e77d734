"""What stands at the head and foot of every page: marking, handling, version and time stamp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from workbench import __version__
from workbench.words import day_written

PROGRAM: Final = f"Asset Recovery Workbench {__version__}"
#: Government Security Classifications Policy: -SENSITIVE marks what only some need to know.
HANDLING: Final = {
    "OFFICIAL": "For the investigation and proceedings named on the cover",
    "OFFICIAL-SENSITIVE": (
        "Only for those who need to know it for the investigation and proceedings named on the "
        "cover. Personal and financial data"
    ),
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What is printed around every page of one document."""

    title: str
    case: str
    marking: str
    at: datetime  # when the case was last changed, UTC: a document does not depend on the clock
    entry: int  # number of the last journal entry
    head: str  # its SHA-256
    redaction: str = ""  # what was taken out, where anything was

    @property
    def handling(self) -> str:
        """The handling line under the marking."""
        return HANDLING.get(self.marking, "Handle as marked")

    @property
    def stamp(self) -> str:
        """Version, state of the case and time, UTC and local."""
        taken_out = " · redacted" if self.redaction else ""
        return f"{PROGRAM} · journal entry {self.entry} · {instant(self.at)}{taken_out}"


def moment(text: str) -> str:
    """A local date with or without time (ISO 8601) for a person."""
    clock = text[11:16]
    return f"{day_written(text)} {clock}" if clock else day_written(text)


def instant(at: datetime) -> str:
    """An instant as UTC and as the clock in London showed it."""
    local = at + london_offset(at)
    same_day = local.date() == at.date()
    shown = f"{local:%H:%M}" if same_day else f"{day_written(local.date())} {local:%H:%M}"
    return f"{day_written(at.date())} {at:%H:%M} UTC ({shown} in London)"


def london_offset(at: datetime) -> timedelta:
    """How far London's clock was ahead of UTC.

    Summer time runs from 01:00 UTC on the last Sunday of March to the same of October (Summer
    Time Act 1972 as amended by SI 2002/262). The rule is written out because a pack's bytes
    may not depend on the time zone tables of the machine that makes it.
    """
    start, end = (_last_sunday(at.year, month) for month in (3, 10))
    return timedelta(hours=1 if start <= at < end else 0)


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
