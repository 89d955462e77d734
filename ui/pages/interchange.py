"""The records for another program: its format, the trace to mark payments by, and a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QFileDialog

from exports.interchange.formats import FORMATS
from ui.pages.base import Page
from ui.widgets import Tone
from ui.words import counted
from workbench.case import Case
from workbench.progress import Report


class ForOthers:
    """The choices of one row, and what writes the file; `say` is told how it went."""

    def __init__(self, page: Page, say: Callable[[str, Tone], None]) -> None:
        """Offer every format; the traces are offered once a case is open."""
        self._page, self._say = page, say
        self.form, self.trace = QComboBox(), QComboBox()
        for box in (self.form, self.trace):  # whole words, also of what is offered later
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.form.setAccessibleName("Program that is to read the records")
        self.trace.setAccessibleName("Kept trace by which payments are marked")
        self.trace.setToolTip("Payments then bear what this trace found in them")
        for form, made in FORMATS.items():
            self.form.addItem(made.reader, form)
        self.offer([])

    def load(self) -> None:
        """Read which traces the case keeps."""

        def work(case: Case, _report: Report) -> Any:
            from exports.interchange.marks import markable

            return markable(case)

        self._page.workspace.read("Reading the kept traces", work, self.offer)

    def offer(self, traces: list[tuple[int, str]]) -> None:
        """Offer these traces, and none, which is chosen."""
        self.trace.clear()
        self.trace.addItem("No marked amounts", None)
        for number, rule in traces:
            self.trace.addItem(f"Marked: trace {number}, {rule}", number)
        self.trace.setEnabled(bool(traces))

    def choose(self) -> None:
        """Ask where to, then write."""
        made = FORMATS[self.form.currentData()]
        ending = made.ending
        name, _ = QFileDialog.getSaveFileName(
            self._page, "Write the records", "", f"{made.reader} (*{ending})"
        )
        if name:
            self.write(Path(name if name.casefold().endswith(ending) else f"{name}{ending}"))

    def write(self, out: Path) -> None:
        """Write the records in the chosen format."""
        form, trace = self.form.currentData(), self.trace.currentData()

        def work(case: Case, report: Report) -> Any:
            from exports.interchange.write import write_as

            return write_as(case, form, out, trace=trace, report=report)

        self._say("Writing…", "muted")
        self._page.workspace.read(
            "Writing the records", work,
            lambda made: self._say(
                f"Wrote {out.name}: {counted(made.records, 'record')}.", "accent"
            ), failed=lambda error: self._say(str(error), "wrong"),
        )  # fmt: skip
