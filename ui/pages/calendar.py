"""The calendar: what is due, by month and by urgency, and a file of it for any diary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QSplitter

from ui.models.columns import Column, Row
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.base import EmptyPage, Page
from ui.pages.month import Mark, Month, moved
from ui.search import Hit
from ui.widgets import Text, button
from ui.words import counted, day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report

#: Days ahead within which a deadline is pressing.
SOON = 14
_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _tone(row: Row) -> str:
    if row["state"] == "met":
        return "muted"
    if row["days"] < 0:
        return "wrong"
    return "caution" if row["days"] <= SOON else ""


COLUMNS = (
    Column(key="due", title="Due", width=150, tone=_tone),
    Column(key="left", title="When", width=165, tone=_tone),
    Column(key="name", title="Order or thing", width=200),
    Column(key="what", title="What", width=280, stretch=True),
    Column(key="explained", title="How it is counted", width=340),
    Column(key="provision", title="Provision", width=220),
)


@dataclass(frozen=True, slots=True)
class Dates:
    """What is due in the case, the day that it is in London, and the days that do not count."""

    today: date
    rows: list[dict[str, Any]]


def gather(case: Case, report: Report) -> Dates:
    """Read every deadline: open ones first, by urgency."""
    from workbench.recovery.deadlines import local_day
    from workbench.recovery.timetable import timetable

    report(0, 1, "Reading the deadlines")
    today = local_day(case.now())
    rows = []
    for number, due in enumerate(timetable(case)):
        day, row = due.deadline.day, due.as_data()
        days = (day - today).days
        clock = str(row["due"])[11:16]
        state = "met" if due.done else "overdue" if days < 0 else "open"
        late = ", late" if due.late else ""
        rows.append(
            {
                **row, "id": number, "what": _begun(due.deadline.what), "day": day,
                "days": days, "state": state,
                "due": f"{day_written(day)} {clock if clock != '00:00' else 'midnight'}"
                if clock else day_written(day),
                "left": f"met {day_written(due.done)}{late}" if due.done else _left(days),
            }
        )  # fmt: skip
    return Dates(today, rows)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _left(days: int) -> str:
    if days < 0:
        return f"{counted(-days, 'day')} overdue"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days:,} days")


def off_days(days: list[date]) -> dict[date, str]:
    """Which of these days do not count, and why, as the deadlines have it."""
    from workbench.recovery.deadlines import excluded

    found = {}
    for day in days:
        why = excluded(day)
        if why:
            found[day] = why.partition("(")[2].rstrip(")")
    return found


class CalendarPage(Page):
    """What is due, by month and by urgency."""

    key = "calendar"
    title = "Calendar"
    purpose = "What orders and seizures set running, by month and by urgency."

    def __init__(self, workspace: Workspace) -> None:
        """A month above the list."""
        super().__init__(workspace)
        self.dates = Dates(date.min, [])
        self.heading = Text(strong=True)
        self.month = Month()
        self.month.chosen.connect(self.show_day)
        earlier = button("‹", partial(self.turn, -1), tip="The month before")
        later = button("›", partial(self.turn, 1), tip="The month after")
        earlier.setAccessibleName("The month before")
        later.setAccessibleName("The month after")
        for part in (
            earlier, later, button("Today", self.show_today, tip="Back to today"), self.heading,
        ):  # fmt: skip
            self.filters.addWidget(part)
        self.filters.addStretch(1)
        self.table = self.add_table(
            Table("calendar-due", ListTable(COLUMNS), ("deadline", "deadlines"),
                  empty="No order and no seizure has set a deadline running.")
        )  # fmt: skip
        self.table.selected.connect(self._follow)
        self.table.activated.connect(self._open)
        both = QSplitter()
        both.setOrientation(both.orientation().Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.month)
        both.addWidget(self.table)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 1)
        both.setSizes([300, 280])
        self.content.addWidget(both, 1)
        self.set_primary(
            "Save for a diary…", self.save, "Write the open deadlines as an iCalendar file"
        )
        self.add_secondary(
            "Values of the law", partial(workspace.show_page.emit, "law", None),
            "The limits that deadlines rest on, and what this case states otherwise",
        )  # fmt: skip
        self.set_empty(
            EmptyPage(
                "gavel", "Nothing is due",
                "Deadlines follow from the steps of orders, and from cash, listed assets and "
                "cryptoassets that are seized. Record one and its clock stands here.",
                "Property and orders", partial(workspace.show_page.emit, "property", None),
            )
        )  # fmt: skip
        self.show_empty(is_empty=True)

    def load(self, _case: Case) -> None:
        """Read the deadlines again."""
        self.workspace.read("Reading the deadlines", gather, self._show)

    def unload(self) -> None:
        """Show no case's deadlines."""
        self.dates = Dates(date.min, [])
        self._rows([])

    def _show(self, dates: Dates) -> None:
        first = self.dates.today == date.min
        self.dates = dates
        self.show_empty(not dates.rows)
        self._rows(dates.rows)
        open_ones = [row for row in dates.rows if row["state"] != "met"]
        overdue = sum(row["days"] < 0 for row in open_ones)
        soon = sum(0 <= row["days"] <= SOON for row in open_ones)
        late = f"{overdue:,} overdue, " if overdue else ""
        self.say(
            f"{counted(len(open_ones), 'deadline')} open: {late}{soon:,} within {SOON} days.",
            "wrong" if overdue else "caution" if soon else "",
        )
        self.show_day(dates.today if first else self.month.day)

    def _rows(self, rows: list[dict[str, Any]]) -> None:
        model = self.table.model
        assert isinstance(model, ListTable)
        model.set_rows(rows)

    def show_day(self, day: date) -> None:
        """Choose a day: its month is shown, and the first of what is due on it is chosen."""
        marks: dict[date, list[Mark]] = {}
        for row in self.dates.rows:
            mark = Mark(f"{row['name']}: {row['what']}", row["state"])
            marks.setdefault(row["day"], []).append(mark)
        self.month.day = day
        self.month.show_days(day, self.dates.today, marks, off_days(self.month.days()))
        self.heading.say(f"{_NAMES[day.month - 1]} {day.year}")
        found = next((row["id"] for row in self.dates.rows if row["day"] == day), None)
        if found is not None and self.table.current_id() != found:
            self.table.select(found)

    def turn(self, months: int) -> None:
        """Go on or back by months."""
        if self.dates.today != date.min:
            self.show_day(moved(self.month.day, months))

    def show_today(self) -> None:
        """Back to today."""
        if self.dates.today != date.min:
            self.show_day(self.dates.today)

    def _row(self, number: object) -> dict[str, Any] | None:
        return next((row for row in self.dates.rows if row["id"] == number), None)

    def _follow(self, number: object) -> None:
        row = self._row(number)
        if row is not None and row["day"] != self.month.day:
            self.show_day(row["day"])

    def _open(self, number: object) -> None:
        row = self._row(number)
        if row is None:
            return
        if row["order"] is not None:
            hit = Hit("order", row["order"], "Order", row["name"])
        else:
            hit = Hit("property", row["asset"], "Asset", row["name"])
        self.workspace.show_page.emit(hit.page, hit)

    def save(self) -> None:
        """Write the open deadlines as a file for any diary."""
        name, _ = QFileDialog.getSaveFileName(
            self, "Save for a diary", "deadlines.ics", "Calendar (*.ics)"
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """The same, to a path: an alarm stands two days before each."""
        from workbench.recovery.diary import calendar

        def work(case: Case, _report: Report) -> None:
            path.write_text(calendar(case, remind=2), encoding="utf-8", newline="")

        self.workspace.read(
            "Writing the calendar", work, lambda _: self.say(f"Written to {path.name}.")
        )


def due_soon(case: Case, report: Report) -> tuple[int, int]:
    """How many open deadlines are overdue, and how many are due soon."""
    from workbench.recovery.deadlines import local_day
    from workbench.recovery.timetable import timetable

    report(0, 1, "Reading the deadlines")
    today = local_day(case.now())
    days = [(due.deadline.day - today).days for due in timetable(case, within=SOON)]
    return sum(day < 0 for day in days), sum(day >= 0 for day in days)
