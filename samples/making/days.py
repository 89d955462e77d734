"""The fourteen months of the records: working days and the periods that statements cover."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

START = date(2023, 10, 1)
END = date(2024, 11, 30)

#: Bank holidays of England and Wales within the period.
HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2023-12-25", "2023-12-26", "2024-01-01", "2024-03-29",
        "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26",
    )
)  # fmt: skip

Period = tuple[date, date]


def is_working(day: date) -> bool:
    """Whether banks settle on that day."""
    return day.weekday() < 5 and day not in HOLIDAYS


def working(day: date) -> date:
    """The day itself, or the next one on which banks settle."""
    while not is_working(day):
        day += timedelta(days=1)
    return day


def after(day: date) -> date:
    """The next working day after `day`: when a card purchase reaches a high-street statement."""
    return working(day + timedelta(days=1))


def every_day() -> Iterator[date]:
    """Each day of the period in turn."""
    day = START
    while day <= END:
        yield day
        day += timedelta(days=1)


def month_ends(*last: str) -> list[Period]:
    """The periods that end with each of the months `YYYY-MM`, the first beginning at START."""
    periods: list[Period] = []
    first = START
    for text in last:
        year, month = (int(part) for part in text.split("-"))
        following = date(year + month // 12, month % 12 + 1, 1)
        periods.append((first, following - timedelta(days=1)))
        first = following
    return periods


QUARTERS = month_ends("2023-12", "2024-03", "2024-06", "2024-09", "2024-11")
THIRDS = month_ends("2024-02", "2024-06", "2024-11")
HALVES = month_ends("2024-04", "2024-11")
#: May 2024 is cut out of one account: the statement that was never produced.
GAP = (date(2024, 5, 1), date(2024, 5, 31))
AROUND_GAP = [
    *month_ends("2023-12", "2024-04"),
    (date(2024, 6, 1), date(2024, 8, 31)),
    (date(2024, 9, 1), END),
]
