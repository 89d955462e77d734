"""Instalments, returns and the ends of grants and funds: by month and as a list."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from ui import theme
from ui.models.columns import Column, Kind, Row
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.grant_facts import figure_of
from ui.pages.month import Mark, Month, moved
from ui.widgets import Text, button, column, line
from workbench.words import MONTHS


def _tone(row: Row) -> str:
    return "muted" if row["done"] else ""


def _day(row: Row) -> str:
    return "muted" if row["done"] else "wrong" if row["late"] else ""


DATED = (
    Column(key="date", title="Day", kind=Kind.DATE, tone=_day),
    Column(key="kind", title="What", width=110, tone=_tone),
    Column(key="what", title="Of what", width=420, stretch=True, tone=_tone),
    Column(key="minor", title="Amount", kind=Kind.MONEY, figure=figure_of),
    Column(key="state", title="State", width=90, tone=_day),
)


class GrantCalendar(QWidget):
    """A month above the list of everything that has a day."""

    grant = Signal(int)

    def __init__(self, today: date = date.min) -> None:
        """No day yet."""
        super().__init__()
        self.rows: list[dict[str, Any]] = []
        self.today = today
        self.heading = Text(strong=True)
        self.month = Month()
        self.month.chosen.connect(self.show_day)
        earlier = button("‹", partial(self.turn, -1), tip="The month before")
        later = button("›", partial(self.turn, 1), tip="The month after")
        earlier.setAccessibleName("The month before")
        later.setAccessibleName("The month after")
        now = button("Today", lambda: self.show_day(self.today), tip="Back to today")
        heading = line(earlier, later, now, self.heading)
        heading.addStretch(1)
        self.table = Table(
            "reinvestment-calendar", ListTable(DATED), ("date", "dates"),
            empty="No instalment and no return is planned.",
        )  # fmt: skip
        self.table.activated.connect(self._open)
        self.table.selected.connect(self._follow)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.month)
        both.addWidget(self.table)
        both.setSizes([250, 190])
        layout = column()
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.addLayout(heading)
        layout.addWidget(both, 1)
        self.setLayout(layout)

    def show_rows(self, rows: list[dict[str, Any]], today: date) -> None:
        """Show what has a day, and the month of today unless another was chosen."""
        first = self.month.day == date.min
        self.today = today
        self.rows = [
            {**row, "state": "done" if row["done"] else "late" if row["late"] else "open"}
            for row in sorted(rows, key=lambda row: (row["done"], row["date"]))
        ]
        model = self.table.model
        assert isinstance(model, ListTable)
        model.set_rows(self.rows)
        self.show_day(today if first else self.month.day)

    def clear(self) -> None:
        """Show no case's days."""
        self.month.day = date.min
        model = self.table.model
        assert isinstance(model, ListTable)
        model.set_rows([])

    def show_day(self, day: date) -> None:
        """Choose a day: its month is shown, and the first that is due on it is chosen."""
        if day == date.min:
            return
        marks: dict[date, list[Mark]] = {}
        for row in self.rows:
            state = "met" if row["done"] else "overdue" if row["late"] else "open"
            on = date.fromisoformat(row["date"])
            marks.setdefault(on, []).append(Mark(str(row["what"]), state))
        self.month.day = day
        self.month.show_days(day, self.today, marks, {})
        self.heading.say(f"{MONTHS[day.month - 1]} {day.year}")
        found = next((r["id"] for r in self.rows if r["date"] == day.isoformat()), None)
        if found is not None and self.table.current_id() != found:
            self.table.select(found)

    def turn(self, months: int) -> None:
        """Go on or back by months."""
        if self.month.day != date.min:
            self.show_day(moved(self.month.day, months))

    def _follow(self, number: object) -> None:
        row = next((r for r in self.rows if r["id"] == number), None)
        if row is not None and row["date"] != self.month.day.isoformat():
            self.show_day(date.fromisoformat(row["date"]))

    def _open(self, number: object) -> None:
        row = next((r for r in self.rows if r["id"] == number), None)
        if row is not None and row["grant"]:
            self.grant.emit(int(row["grant"]))
