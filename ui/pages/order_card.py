"""One order at a glance: the way it has come, and a button for each step that may follow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from ui import theme
from ui.widgets import Card, Text, button
from ui.words import day_written


class OrderCard(Card):
    """The state line of the chosen order; `step` names the state that a button leads to."""

    step = Signal(str)

    def __init__(self) -> None:
        """Out of sight until an order is chosen."""
        self.name = Text(strong=True)
        self.path = Text(wrap=True, selectable=True)
        self.why_not = Text(size="small", tone="muted", wrap=True)
        self.law = Text(size="small", tone="muted", wrap=True)
        super().__init__(self.name, self.path, gap=theme.GAP_XS)
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
