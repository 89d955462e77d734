"""The first page: open the demonstration case, make a new case, or open one."""

from __future__ import annotations

import html
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLineEdit, QWidget

from ui import theme
from ui.widgets import Card, Picture, Text, button, column, line, retint
from ui.workspace import Workspace
from workbench.case import SUFFIX

#: Government Security Classifications, in the order of care they ask for.
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET")
FILTER = f"Cases (*{SUFFIX})"


class StartPage(QWidget):
    """Stands where the pages stand while no case is open."""

    demonstration = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        """Three ways to begin, and the cases opened lately."""
        super().__init__()
        self.workspace = workspace
        self.demo = button(
            "Open the demonstration case", self._demo, primary=True,
            tip="Build Operation Larkspur in a folder you choose, and open it",
        )  # fmt: skip
        demonstration = Card(
            Picture("circle-play", 24, "accent"),
            Text("See it work", strong=True),
            Text(
                "Operation Larkspur is an invented drug-supply group: eleven accounts at six "
                "banks over fourteen months, traced from a statement line to the treatment "
                "places that the recovered money paid for.",
                tone="muted",
                wrap=True,
            ),
        )
        demonstration.column.addStretch(1)
        demonstration.column.addWidget(self.demo)  # fmt: skip
        self.name = QLineEdit()
        self.name.setPlaceholderText("Operation …")
        self.reference, self.urn = QLineEdit(), QLineEdit()
        self.marking = QComboBox()
        self.marking.addItems(list(MARKINGS))
        self.marking.setCurrentText("OFFICIAL-SENSITIVE")
        form = QFormLayout()
        form.setVerticalSpacing(theme.GAP_S)
        form.addRow("&Operation", self.name)
        form.addRow("&Reference", self.reference)
        form.addRow("&URN", self.urn)
        form.addRow("&Marking", self.marking)
        self.new = button(
            "Make the case…", self._new, tip="Choose where the case file is kept, and make it"
        )
        beginning = Card(Picture("file-plus", 24, "accent"), Text("Begin a case", strong=True))
        beginning.column.addLayout(form)
        beginning.column.addStretch(1)
        beginning.column.addWidget(self.new)
        self.open_button = button("Open a case…", self.open, tip="Choose a case file")
        opening = Card(
            Picture("folder-open", 24, "accent"),
            Text("Go on with a case", strong=True),
            Text("A case is one file on this machine, yours to keep and copy.",
                 tone="muted", wrap=True),
        )  # fmt: skip
        self._recent = column(gap=0)
        opening.column.addLayout(self._recent)
        opening.column.addStretch(1)
        opening.column.addWidget(self.open_button)
        cards = line(demonstration, beginning, opening, gap=theme.GAP_L)
        for i in range(3):
            cards.setStretch(i, 1)
        layout = column(gap=theme.GAP_S)
        layout.setContentsMargins(theme.GAP_XL * 2, 0, theme.GAP_XL * 2, 0)
        layout.addStretch(2)
        layout.addWidget(Text("Asset Recovery Workbench", size="title"))
        layout.addWidget(
            Text(
                "A case is a ledger that remembers where every figure came from: from a line of "
                "a bank statement to the treatment place that recovered money paid for.",
                tone="muted", wrap=True,
            )
        )  # fmt: skip
        layout.addSpacing(theme.GAP_L)
        layout.addLayout(cards)
        layout.addStretch(3)
        self.setLayout(layout)
        self.show_recent()
        workspace.closed.connect(self.show_recent)
        workspace.themed.connect(lambda: retint(self))

    def show_recent(self) -> None:
        """List the cases opened lately."""
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for where in self.workspace.recent()[:5]:
            name = Path(where).stem.replace("&", "&&")
            made = button(name, partial(self.workspace.open, where), link=True, tip=where)
            made.setToolTip(f"<span>{html.escape(where)}</span>")
            self._recent.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def open(self) -> None:
        """Ask for a case file, and open it."""
        where, _ = QFileDialog.getOpenFileName(self, "Open a case", "", FILTER)
        if where:
            self.workspace.open(where)

    def begin(self) -> None:
        """Put the cursor where a new case is named."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _new(self) -> None:
        name = self.name.text().strip() or "New case"
        safe = "".join(c if c.isalnum() or c in " -_" else "_" for c in name)[:80].strip()
        where, _ = QFileDialog.getSaveFileName(
            self, "Where the case is kept", f"{safe}{SUFFIX}", FILTER
        )
        if where:
            self.make(where if where.endswith(SUFFIX) else where + SUFFIX)

    def make(self, where: str) -> None:
        """Make the case that the form describes."""
        self.workspace.create(
            where,
            name=self.name.text().strip(),
            reference=self.reference.text().strip(),
            urn=self.urn.text().strip(),
            marking=self.marking.currentText(),
        )

    def _demo(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Where to build the demonstration case")
        if folder:
            self.demonstration.emit(folder)
