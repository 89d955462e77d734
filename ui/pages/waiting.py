"""What waits to be done, for one person or for anybody, and why somebody else must."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from ui.models.columns import Column, Kind, Row
from ui.pages.grant_facts import figure_of, money_in
from ui.widgets import Text, line
from ui.words import counted
from workbench.case import Case


def _tone(row: Row) -> str:
    return "" if row["may"] else "muted"


def _due(row: Row) -> str:
    return _tone(row) or ("wrong" if row["late"] else "")


WAITING = (
    Column(key="due", title="Due", kind=Kind.DATE, tone=_due),
    Column(key="what", title="What waits", width=530, stretch=True, tone=_tone, figure=figure_of),
    Column(key="minor", title="Amount", kind=Kind.MONEY, hidden=True),
    Column(key="yours", title="May be done", width=104, tone=_tone),
    Column(key="why_not", title="Not yet, or somebody else, because", width=260),
)


class ForWhom(QWidget):
    """Asks who is sitting there: what that person may not do is said beside each act."""

    asked = Signal(str)

    def __init__(self) -> None:
        """Nobody yet."""
        super().__init__()
        self.person = QLineEdit()
        self.person.setAccessibleName("What waits for")
        self.person.setPlaceholderText("your name")
        self.person.setFixedWidth(220)
        self.person.setClearButtonEnabled(True)
        self.person.editingFinished.connect(self._ask)
        self.said = Text(tone="muted", wrap=True)
        self.last = ""
        both = line(Text("What waits for", tone="muted"), self.person, self.said)
        both.setStretch(2, 1)
        self.setLayout(both)

    def name(self) -> str:
        """The person that is named."""
        return " ".join(self.person.text().split())

    def offer(self, names: Iterable[str]) -> None:
        """Offer names that the case knows, while one is typed."""
        completer = QCompleter(sorted({name for name in names if name}), self.person)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(lambda _: self._ask())
        self.person.setCompleter(completer)

    def _ask(self) -> None:
        if self.name() != self.last:
            self.last = self.name()
            self.asked.emit(self.last)

    def tell(self, rows: list[dict[str, Any]]) -> None:
        """Say how much waits, and how much of it this person may do."""
        may = sum(row["may"] for row in rows)
        if not rows:
            self.said.say("")
        elif self.name():
            self.said.say(f"{self.name()} may do {may:,} of {counted(len(rows), 'act')}.")
        else:
            self.said.say(
                f"{counted(may, 'act')} may be done now. Name yourself to see what somebody else "
                "must do."
            )


def read_waiting(case: Case, person: str) -> list[dict[str, Any]]:
    """What waits, each row saying whether this person may do it."""
    from workbench.reinvestment.rows import waiting_rows

    return money_in(
        {
            "id": at, **row, "yours": "yes" if row["may"] else "no" if person else "not yet",
        }
        for at, row in enumerate(waiting_rows(case, person))
    )  # fmt: skip


def names_of(grants: Iterable[Row]) -> set[str]:
    """Everybody whom the grants of a case name."""
    found: set[str] = set()
    for grant in grants:
        found |= {grant["recommended_by"], grant["approved_by"]}
        found |= {member["name"] for member in grant["panel"]}
        for one in grant["instalments"]:
            found |= {one["prepared_by"], one["paid_by"]}
    return found - {"", None}
