"""Pack: what leaves the case, and the proof that it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QScrollArea,
    QWidget,
)

from ui import theme
from ui.pages.base import Page
from ui.pages.glance import WholeCard
from ui.pages.interchange import ForOthers
from ui.pages.packing import Packing, opened, told
from ui.tasks import Lane
from ui.widgets import Text, button, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report

#: (key, heading, what it is, words on its button)
CARDS = (
    (
        "pack",
        "Case pack",
        (
            "One archive: the PDF that a court can read, the schedules as a workbook, the case's "
            "data, the original files, and a checksum of everything. An unchanged case gives the "
            "same bytes every time. Redacted, names and numbers are taken out, not covered."
        ),
        "Write the pack…",
    ),
    (
        "verify",
        "Verify a pack",
        (
            "Proves any pack from itself alone: loads its original files again, does its journal "
            "again, computes every figure again, and names whatever does not agree."
        ),
        "Choose a pack…",
    ),
    (
        "report",
        "Finance report",
        (
            "What was received, shared, spent and achieved. It names no defendant, but shows small "
            "numbers and who was paid: it is not for publication."
        ),
        "Write the report…",
    ),
    (
        "annual",
        "Annual report for the public",
        (
            "What became of a financial year's money and what good it did, in plain English, as a "
            "PDF or as a web page. It names nobody, and leaves small numbers out."
        ),
        "Write it for the year…",
    ),
    (
        "data",
        "Recovered money as data",
        (
            "For anybody to add up again: open data with its schema, for publication; and the "
            "ledger as a text that hledger and Beancount read, for the auditor."
        ),
        "Open data…",
    ),
    (
        "others",
        "For other programs",
        (
            "Accounts, parties, things and payments for i2 Analyst's Notebook, Gephi, yEd or "
            "Aleph, each payment with its row of a file. Notes and reasons stay here."
        ),
        "Write…",
    ),
    (
        "check",
        "Check the case",
        (
            "The database, the chain of the journal, the files' checksums, the statements' "
            "arithmetic, and every law of conservation."
        ),
        "Check now",
    ),
)


class PackPage(Page):
    """The case pack, its verification, the reports, and the check of the case."""

    key = "pack"
    title = "Pack"
    purpose = "What leaves the case, in a form that others can check without us."

    def __init__(self, workspace: Workspace) -> None:
        """A card for each, and what each of them last said."""
        super().__init__(workspace)
        self.results: dict[str, Text] = {}
        self.year = QComboBox()
        self.year.setAccessibleName("Financial year of the annual report")
        grid = QGridLayout()
        grid.setSpacing(theme.GAP_L)
        grid.setContentsMargins(0, 0, 0, 0)
        self.packing = Packing(self, lambda words: self.results["pack"].say(words, tone="muted"))
        self.others = ForOthers(
            self, lambda words, tone: self.results["others"].say(words, tone=tone)
        )
        calls = {
            "pack": self.choose_pack, "verify": self.choose_verify,
            "report": self.choose_report, "annual": self.choose_annual,
            "data": self.choose_data, "check": self.check,
            "others": self.others.choose,
        }  # fmt: skip
        for place, (key, words, about, action) in enumerate(CARDS):
            self.results[key] = Text(wrap=True, selectable=True)
            card = WholeCard(Text(words, strong=True), Text(about, tone="muted", wrap=True))
            card.column.addWidget(self.results[key])
            card.column.addStretch(1)
            made = button(action, calls[key], tip=words)
            row = line(made)
            if key == "pack":
                row.insertWidget(0, self.packing.redact)
                row.addWidget(self.packing.sign)
            elif key == "annual":
                self.write_annual = made
                row.insertWidget(0, self.year)
            elif key == "data":
                row.addWidget(button("Ledger as text…", self.choose_ledger, tip="For the auditor"))
            elif key == "others":
                row.insertWidget(0, self.others.form)
                row.insertWidget(1, self.others.trace)
            row.addStretch(1)
            card.column.addLayout(row)
            grid.addWidget(card, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self.content.addWidget(_scrolled(grid), 1)
        self.set_primary("Write the pack", self.choose_pack, "Write the case pack to a file")

    def load(self, case: Case) -> None:
        """Say what a pack made now would stand for."""
        del case
        self.workspace.read(
            "Reading the journal",
            lambda c, _: c.head(),
            lambda head: self.say(
                f"A pack made now stands for journal entry {head[0]:,}, sealed {head[1][:16]}…. "
                "That seal is printed on its cover: copy it into your notebook when it is served.",
                "muted",
            ),
        )
        self.workspace.read("Reading the years", _years, self._offer)
        self.others.load()

    def _offer(self, years: list[tuple[int, str]]) -> None:
        """Offer the years of the case: the one that was chosen before, or else the last."""
        before = self.year.currentText()
        self.year.clear()
        for number, name in years:
            self.year.addItem(name, number)
        chosen = self.year.findText(before)
        self.year.setCurrentIndex(chosen if before and chosen >= 0 else len(years) - 1)
        self.year.setEnabled(bool(years))
        self.write_annual.setEnabled(bool(years))
        self.results["annual"].say("" if years else "No money has come in yet.", tone="muted")

    def unload(self) -> None:
        """Forget what was said of another case."""
        for text in self.results.values():
            text.say("")

    # -- the actions

    def choose_pack(self) -> None:
        """Ask where to, then write the pack."""
        name, _ = QFileDialog.getSaveFileName(self, "Write the pack", "", "Packs (*.zip)")
        if name:
            self.pack(Path(name if name.endswith(".zip") else f"{name}.zip"))

    def pack(self, out: Path) -> None:
        """Write the pack, redacted and signed as the card says."""
        chosen = self.packing.chosen()

        def work(case: Case, report: Report) -> Any:
            from exports.pack import pack

            key, profile = opened(*chosen)
            return pack(case, out, key=key, profile=profile, report=report)

        self._begin("pack", "Packing…")
        self.workspace.read(
            "Writing the pack", work, lambda made: self._end(
                "pack",
                f"Wrote {out.name}: {counted(made.files, 'file')}, {counted(made.pages, 'page')}, "
                f"{counted(made.figures, 'figure')}. SHA-256 {made.sha256}"
                + (" Redacted: read it before it leaves." if chosen[2] else ""),
            ), failed=lambda error: self._end("pack", str(error), wrong=True),
        )  # fmt: skip

    def choose_verify(self) -> None:
        """Ask which pack, then verify it."""
        name, _ = QFileDialog.getOpenFileName(self, "Verify a pack", "", "Packs (*.zip)")
        if name:
            self.verify(Path(name))

    def verify(self, pack: Path) -> None:
        """Verify a pack; it need not be of this case."""

        def work(report: Report) -> Any:
            from exports.verify import verify

            return verify(pack, report=report)

        def done(found: Any) -> None:
            self._end("verify", told(pack.name, found), wrong=not found.ok)

        self._begin("verify", "Verifying…")
        self.workspace.tasks.run(
            "Verifying the pack", work, lane=Lane.GENERAL, done=done,
            failed=lambda error: self._end("verify", str(error), wrong=True),
        )  # fmt: skip

    def choose_report(self) -> None:
        """Ask where to, then write the report."""
        name, _ = QFileDialog.getSaveFileName(self, "Write the report", "", "PDF (*.pdf)")
        if name:
            self.report(Path(name if name.endswith(".pdf") else f"{name}.pdf"))

    def report(self, out: Path) -> None:
        """Write the finance report of everything recorded so far."""

        def work(case: Case, report: Report) -> Any:
            from exports.report import write_report

            return write_report(case, out, report=report)

        self._begin("report", "Writing…")
        self.workspace.read(
            "Writing the report", work,
            lambda made: self._end("report", f"Wrote {out.name}: {counted(made.pages, 'page')}."),
            failed=lambda error: self._end("report", str(error), wrong=True),
        )  # fmt: skip

    def choose_annual(self) -> None:
        """Ask where to, then write the annual report of the year that is chosen."""
        name, form = QFileDialog.getSaveFileName(
            self, "Write the annual report", "", "Web page (*.html);;PDF (*.pdf)"
        )
        if name:
            ending = ".pdf" if "pdf" in form else ".html"
            whole = name.casefold().endswith((".pdf", ".html"))
            self.annual(Path(name if whole else f"{name}{ending}"))

    def annual(self, out: Path) -> None:
        """Write the annual report, and say what was kept out of it."""
        year = int(self.year.currentData())

        def work(case: Case, report: Report) -> Any:
            from exports.annual.write import write_annual

            return write_annual(case, out, year, report=report)

        def done(made: Any) -> None:
            said = [f"Wrote {out.name} for {made.year}. Read it before it is published."]
            if made.left_out:
                results = counted(made.left_out, "result")
                said.append(f"Left out because a number is small: {results}.")
            if made.withheld:
                said.append(f"Left out for what stands in it: {'; '.join(made.withheld)}.")
            self._end("annual", " ".join(said))

        self._begin("annual", "Writing…")
        self.workspace.read(
            "Writing the annual report", work, done,
            failed=lambda error: self._end("annual", str(error), wrong=True),
        )  # fmt: skip

    def choose_data(self) -> None:
        """Ask where to, then write the open data."""
        name, _ = QFileDialog.getSaveFileName(self, "Write the open data", "", "ZIP (*.zip)")
        if name:
            self.open_data(Path(name if name.endswith(".zip") else f"{name}.zip"))

    def open_data(self, out: Path) -> None:
        """Write the open data, and say what was kept out of them."""

        def work(case: Case, _report: Report) -> Any:
            from exports.open_data import write_open_data

            return write_open_data(case, out)

        def done(made: Any) -> None:
            much = f"{counted(made.rows, 'row')} of {counted(made.tables, 'table')}"
            said = [f"Wrote {out.name}: {much}. Read it before it is published."]
            if made.left_out:
                said.append(f"Left out because small: {counted(made.left_out, 'count')}.")
            if made.withheld:
                said.append(f"Left out for what stands in it: {'; '.join(made.withheld)}.")
            self._end("data", " ".join(said))

        self._begin("data", "Writing…")
        self.workspace.read(
            "Writing the open data", work, done,
            failed=lambda error: self._end("data", str(error), wrong=True),
        )  # fmt: skip

    def choose_ledger(self) -> None:
        """Ask where to, then write the ledger as a text."""
        name, _ = QFileDialog.getSaveFileName(self, "Write the ledger", "", "Text (*.journal)")
        if name:
            self.ledger(Path(name if name.endswith(".journal") else f"{name}.journal"))

    def ledger(self, out: Path) -> None:
        """Write the ledger as a text that hledger and Beancount read."""

        def work(case: Case, _report: Report) -> Any:
            from exports.journal import write_journal

            return write_journal(case, out)

        self._begin("data", "Writing…")
        self.workspace.read(
            "Writing the ledger", work,
            lambda made: self._end(
                "data",
                f"Wrote {out.name}: {counted(made.records, 'entry', 'entries')}.",
            ), failed=lambda error: self._end("data", str(error), wrong=True),
        )  # fmt: skip

    def check(self) -> None:
        """Check the case."""

        def work(case: Case, report: Report) -> list[str]:
            from exports.check import check

            return check(case, report=report)

        def done(problems: list[str]) -> None:
            if problems:
                self._end(
                    "check",
                    f"{counted(len(problems), 'problem')}: {'; '.join(problems[:4])}",
                    wrong=True,
                )
            else:
                self._end("check", "No problem was found.")

        self._begin("check", "Checking…")
        self.workspace.read(
            "Checking the case", work, done,
            failed=lambda error: self._end("check", str(error), wrong=True),
        )  # fmt: skip

    def _begin(self, key: str, text: str) -> None:
        self.results[key].say(text, tone="muted")

    def _end(self, key: str, text: str, *, wrong: bool = False) -> None:
        self.results[key].say(text, tone="wrong" if wrong else "accent")


def _scrolled(grid: QGridLayout) -> QScrollArea:
    """The cards as they are on a high screen; on a low one they scroll, and none is cut."""
    inside = QWidget()
    inside.setLayout(grid)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    return area


def _years(case: Case, _report: Report) -> list[tuple[int, str]]:
    from exports.annual.money import years_of

    with case.session() as session:
        return [(year.number, year.name) for year in years_of(session)]
