"""When something is due: a pure function of the event, the law's row and the bank holidays."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from workbench.errors import Refused
from workbench.recovery.lawbook import SHIPPED, Law, in_force, provision, table
from workbench.words import MONTHS, WEEKDAYS

When = date | datetime
#: Versions of POCA 2002 Part 2, one of which is chosen for each case; the first unless said.
VERSIONS: Final = ("pre-cpa-2026", "cpa-2026")
LONDON: Final = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Deadline:
    """When it is due (local time, Europe/London), under which provision, and how it was counted.

    A date is the last day on which it can be done; a date and time is the moment it ends.
    """

    kind: str
    what: str
    due: When
    provision: str
    explained: str
    theirs: bool = False  # another's time to object or appeal in: nobody is late when it ends

    @property
    def day(self) -> date:
        """The last calendar day on which it can be done: for midnight, the day that ends."""
        if not isinstance(self.due, datetime):
            return self.due
        return (self.due - timedelta(microseconds=1)).date()


def kinds() -> list[str]:
    """Every kind of deadline that the law's table has."""
    return list(dict.fromkeys(row["kind"] for row in table("deadlines")["deadline"]))


def deadline(kind: str, when: When, *, regime: str | None = None, law: Law = SHIPPED) -> Deadline:
    """When the deadline of a kind falls that an event at `when` sets running.

    `when` is local time. `regime` is the version of POCA 2002 Part 2 (the first where none is
    said), `law` the law with what a case states otherwise.

    Raises:
        Refused: for an unknown kind or version, an event before the provision, or one that needs
            a time.
    """
    if regime is not None and regime not in VERSIONS:
        raise Refused(
            f"{regime} is no version of the law", remedy=f"Use one of: {', '.join(VERSIONS)}."
        )
    row = law.row("deadlines", kind, row_of(kind, when, regime), "number", day_of(when))
    counted = _COUNTS[row["count"]]
    due, how = counted(when, row["number"])
    return Deadline(
        kind, row["what"], due, provision(row), f"{row['what'].capitalize()}: {how}",
        theirs=row.get("theirs", False),
    )  # fmt: skip


def parse_when(text: str) -> When:
    """A local date, or date and time, as ISO 8601 writes it; a stated offset is converted.

    Raises:
        Refused: if it is neither.
    """
    try:
        if len(text) == len("2026-08-28"):
            return date.fromisoformat(text)
        when = datetime.fromisoformat(text)
        if "T" not in text and " " not in text:
            raise ValueError("it has no time, and none is made up")
        # Detention runs by the clock of the place: another zone's time is brought to it.
        return when.astimezone(LONDON).replace(tzinfo=None) if when.tzinfo else when
    except ValueError as error:
        raise Refused(
            f"{text} is no date or time", remedy="Write it like 2026-08-28 or 2026-08-28T10:00."
        ) from error


def excluded(day: date) -> str:
    """Why a day does not count for the hours of detention and working days; "" if it does."""
    if day.weekday() >= 5:
        return f"{WEEKDAYS[day.weekday()]} {said(day)}"
    holiday = _holidays(day.year).get(day)
    return f"{said(day)} ({holiday})" if holiday else ""


def said(when: When) -> str:
    """A date, or date and time, as a person reads it."""
    text = f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    return f"{text} at {when:%H:%M}" if isinstance(when, datetime) else text


def as_text(when: When) -> str:
    """A local date, or date and time to the minute, as it is kept."""
    return when.isoformat(timespec="minutes") if isinstance(when, datetime) else when.isoformat()


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day(first: date, months: int) -> date:
    """The last day of a period of months that begins with a day.

    It is the day before the corresponding date; a month without that date is used up whole.
    """
    corresponding = add_months(first, months)
    if corresponding.day != first.day:
        return corresponding
    return corresponding - timedelta(days=1)


def row_of(kind: str, when: When, regime: str | None = None) -> dict[str, Any]:
    """The row of the law's table for a kind of deadline, as shipped.

    Raises:
        Refused: for an unknown kind, or where it is not law on that day or under that version.
    """
    rows = [row for row in table("deadlines")["deadline"] if row["kind"] == kind]
    if not rows:
        raise Refused(f"there is no deadline {kind}", remedy=f"Use one of: {', '.join(kinds())}.")
    version = regime or VERSIONS[0]
    under = [row for row in rows if row.get("version", version) == version]
    if not under:
        raise Refused(f"{kind} is law only under {rows[0]['version']}", remedy="Name the version.")
    found = [row for row in under if in_force(row, day_of(when))]
    if not found:
        raise Refused(f"{kind} was not law on {said(day_of(when))}", remedy="Check the date.")
    row: dict[str, Any] = found[0]
    return row


def day_of(when: When) -> date:
    """The day of a date, or of a date and time."""
    return when.date() if isinstance(when, datetime) else when


def earlier(when: When, other: When) -> bool:
    """Whether one is before the other; on one day only where both have a time."""
    if isinstance(when, datetime) and isinstance(other, datetime):
        return when < other
    return day_of(when) < day_of(other)


def local_day(now: datetime) -> date:
    """The day that it is in London at an instant."""
    return now.astimezone(LONDON).date()


@lru_cache
def _holidays(year: int) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year).items())


def _hours(when: When, number: int) -> tuple[When, str]:
    if not isinstance(when, datetime):
        raise Refused("hours run from a time", remedy="Give the time, like 2026-08-28T10:00.")
    left, now, skipped = timedelta(hours=number), when, []
    while left:
        midnight = datetime.combine(now.date() + timedelta(days=1), time())
        if why := excluded(now.date()):
            skipped.append(why)
            now = midnight
        else:
            run = min(left, midnight - now)
            now, left = now + run, left - run
    not_counted = f"; not counted: {', '.join(skipped)}" if skipped else ""
    # Hours that have run out at midnight are not prolonged by what the next day is.
    last = now.date() - timedelta(days=1)
    ends = f"at midnight, as {said(last)} ends" if now.time() == time() else f"on {said(now)}"
    return now, f"{number} hours from {said(when)} end {ends}{not_counted}."


def _days(when: When, number: int) -> tuple[When, str]:
    due = day_of(when) + timedelta(days=number)
    first = day_of(when) + timedelta(days=1)
    return due, f"{number} days beginning on {said(first)}, the day after, end with {said(due)}."


def _days_from(when: When, number: int) -> tuple[When, str]:
    due = day_of(when) + timedelta(days=number - 1)
    return due, f"{number} days beginning on {said(day_of(when))} itself end with {said(due)}."


def _working_days(when: When, number: int) -> tuple[When, str]:
    day, counted, skipped = day_of(when), 0, []
    while counted < number:
        day += timedelta(days=1)
        if why := excluded(day):
            skipped.append(why)
        else:
            counted += 1
    not_counted = f"; not counted: {', '.join(skipped)}" if skipped else ""
    return day, (
        f"{number} working days, the first of them after {said(day_of(when))}, end with "
        f"{said(day)}{not_counted}."
    )


def _months(when: When, number: int) -> tuple[When, str]:
    due = last_day(day_of(when), number)
    months = f"{number} months" if number != 1 else "1 month"
    return due, f"{months} beginning on {said(day_of(when))} end with {said(due)}."


def _years(when: When, number: int) -> tuple[When, str]:
    due = last_day(day_of(when), 12 * number)
    return due, f"{number} years beginning on {said(day_of(when))} end with {said(due)}."


_COUNTS: Final = {
    "hours": _hours,
    "days": _days,
    "days-from": _days_from,
    "working-days": _working_days,
    "months": _months,
    "years": _years,
}
