"""One order at a glance: the way it has come, a button for each step, and one to its page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from ui import theme
from ui.widgets import Card, Text, button, line
from ui.words import day_written


class OrderCard(Card):
    """The state line of the chosen order.

    `step` names the state that a button leads to; `page` asks for the order's own page.
    """

    step = Signal(str)
    page = Signal(int)

    def __init__(self) -> None:
        """Out of sight until an order is chosen."""
        self.name = Text(strong=True)
        self.path = Text(wrap=True, selectable=True)
        self.why_not = Text(size="small", tone="muted", wrap=True)
        self.law = Text(size="small", tone="muted", wrap=True)
        self._order = 0
        self.open = button(
            "Deadlines, papers and payments of this order", self._open, link=True,
            tip="Open the order's own page",
        )  # fmt: skip
        head = line(self.name, self.open)
        head.setStretch(0, 1)
        super().__init__(gap=theme.GAP_XS)
        self.column.addLayout(head)
        self.column.addWidget(self.path)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.GAP_S)
        self.column.addSpacing(theme.GAP_XS)
        self.column.addLayout(self._row)
        self.column.addWidget(self.why_not)
        self.column.addWidget(self.law)
        self.moves: dict[str, QPushButton] = {}
        self.hide()

    def show_order(self, row: Mapping[str, Any] | None) -> None:
        """Show an order as `order_rows` gives it, or nothing."""
        self.setVisible(row is not None)
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.moves = {}
        if row is None:
            return
        self._order = row["order"]
        against = f" against {row['party']}" if row["party"] else ""
        self.name.say(f"{row['name']}{against}: {row['state_label'].lower()}")
        self.path.say(
            "  ›  ".join(f"{e['label']} {day_written(str(e['at'])[:10])}" for e in row["events"])
        )
        self._row.addWidget(Text("Next may be:", tone="muted"))
        for move in row["next"]:
            made = button(
                f"{move['label']}…", partial(self.step.emit, move["to"]),
                tip=move["why_not"] or move["provision"],
            )  # fmt: skip
            made.setEnabled(not move["why_not"])
            self.moves[move["to"]] = made
            self._row.addWidget(made)
        if not row["next"]:
            self._row.addWidget(Text("nothing more", tone="muted"))
        self._row.addStretch(1)
        barred = [f"{m['label']}: {m['why_not']}." for m in row["next"] if m["why_not"]]
        self.why_not.say(f"Not yet. {' '.join(barred)}" if barred else "")
        self.why_not.setVisible(bool(barred))
        self.law.say(f"{row['law']}, version {row['regime_version']}")

    def _open(self) -> None:
        self.page.emit(self._order)
