"""The open deadlines as an iCalendar file (RFC 5545), for any diary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workbench.case import Case
from workbench.recovery.timetable import Due, timetable
from workbench.store import journal

#: The rules of Europe/London since 1996; a diary need not know the name of the zone.
_LONDON = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar(case: Case, *, remind: int = 0) -> str:
    """The open deadlines of a case as iCalendar text.

    `remind` sets an alarm so many days before each. Entries keep their UID while the case keeps
    the deadline, so that a diary that reads the file again changes them in place; no two cases
    share one.
    """
    stamp = case.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    mark, info = _mark(case), case.info()
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Asset Recovery Workbench//EN",
        f"X-WR-CALNAME:{_escaped(f'{info.name}: deadlines')}",
        f"X-WR-CALDESC:{_escaped(f'{info.marking}. POCA 2002 Part 2, version {info.regime}.')}",
        *_LONDON,
    ]  # fmt: skip
    told: dict[str, int] = {}
    for due in sorted(timetable(case), key=lambda due: due.deadline.day):
        begun = f"order-{due.order}" if due.order is not None else f"asset-{due.asset}"
        name = f"{begun}-{due.deadline.kind}"
        told[name] = told.get(name, 0) + 1  # those that were met count, so that a UID stays
        if not due.done:
            lines += _event(due, f"{name}-{told[name]}@{mark}", stamp, remind)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(due: Due, uid: str, stamp: str, remind: int) -> list[str]:
    when = due.deadline.due
    if isinstance(when, datetime):
        times = [f"DTSTART;TZID=Europe/London:{when:%Y%m%dT%H%M%S}"]
    else:
        after = when + timedelta(days=1)
        times = [f"DTSTART;VALUE=DATE:{when:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    title = _escaped(f"{due.name}: {due.deadline.what}")
    told = _escaped(f"{due.deadline.provision}. {due.deadline.explained}")
    alarm = (
        ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{remind}D", f"DESCRIPTION:{title}",
         "END:VALARM"]
        if remind else []
    )  # fmt: skip
    return [
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", *times, f"SUMMARY:{title}",
        f"DESCRIPTION:{told}", *alarm, "END:VEVENT",
    ]  # fmt: skip


def _mark(case: Case) -> str:
    """What no other case has: the beginning of its journal, shortened."""
    with case.read() as connection:
        first = next(journal.records(connection, after=0)).hash
    return f"{first[:16]}.arw"


def _escaped(text: str) -> str:
    """Text as a value: no name can end its line and begin another."""
    plain = "\n".join(text.splitlines())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """RFC 5545 3.1: no line is longer than 75 octets; what follows begins with a space."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > 74:
            parts.append(current)
            current = " "
        current += letter
    return [*parts, current]
