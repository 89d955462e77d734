"""Case: what it is called, how it is to be handled, how far it has come, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout
from sqlalchemy import func, select

from graphs.rules import RULES
from ui import theme
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.base import Page
from ui.pages.proof import prove
from ui.widgets import Card, Picture, Text, button, line
from ui.words import counted, day_written, instant_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.figures import Book
from workbench.progress import Report
from workbench.store.tables import (
    Account,
    Asset,
    CaseInfo,
    Grant,
    Officer,
    Order,
    Origin,
    Outcome,
    Party,
    Payment,
    Receipt,
    SourceFile,
)

#: The chain in the order in which a case goes through it.
STEPS: tuple[tuple[str, type, tuple[str, str], str, str], ...] = (
    ("Records loaded", SourceFile, ("file", "files"), "records", "Load bank statements"),
    ("Accounts known", Account, ("account", "accounts"), "records", "See the accounts"),
    ("Payments", Payment, ("payment", "payments"), "records", "See the payments"),
    ("Parties", Party, ("party", "parties"), "parties", "Record who is who"),
    ("Criminal property marked", Origin, ("payment", "payments"), "trace", "Mark a payment"),
    ("Property found", Asset, ("asset", "assets"), "property", "Add an asset"),
    ("Orders", Order, ("order", "orders"), "property", "Add an order"),
    ("Money received", Receipt, ("receipt", "receipts"), "property", "Record a receipt"),
    ("Grants made", Grant, ("grant", "grants"), "reinvestment", "Make a grant"),
    ("Outcomes", Outcome, ("outcome", "outcomes"), "reinvestment", "Record an outcome"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The case's own row and how many there are of each step."""

    info: CaseInfo
    counts: tuple[int, ...]
    officers: tuple[str, ...]
    subjects: tuple[str, ...]
    proof: str
    broken: bool
    deadlines: str
    urgent: bool


def standing(case: Case, report: Report) -> Standing:
    """Count what the case holds, step by step."""
    report(0, len(STEPS), "Reading the case")
    with case.read() as connection:
        counts = tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for _, table, _, _, _ in STEPS
        )
        officers = connection.execute(select(Officer.name, Officer.role).order_by(Officer.id)).all()
        subjects = connection.execute(
            select(Party.name).where(Party.subject).order_by(Party.id)
        ).scalars().all()  # fmt: skip
    proved = prove(case, report)
    deadlines, urgent = _deadlines(case)
    return Standing(
        case.info(), counts, tuple(f"{name} ({role})" for name, role in officers),
        tuple(subjects), proved.said, proved.broken, deadlines, urgent,
    )  # fmt: skip


#: Days ahead within which a deadline is shown as pressing.
SOON = 14


def _deadlines(case: Case) -> tuple[str, bool]:
    """The open deadlines in words, the next first, and whether one is due soon or overdue."""
    from workbench.recovery.timetable import timetable

    waiting = [due for due in timetable(case) if not due.done]
    if not waiting:
        return "No deadline is open.", False
    soon = timetable(case, within=SOON)
    said = [f"{due.deadline.what} by {day_written(due.deadline.day)}" for due in waiting[:2]]
    more = f" and {counted(len(waiting) - 2, 'more', 'more')}" if waiting[2:] else ""
    pressing = f", {len(soon):,} within {SOON} days or overdue" if soon else ""
    return (
        f"{counted(len(waiting), 'deadline')} open{pressing}: {'; '.join(said)}{more}.",
        bool(soon),
    )


#: The kinds of figure that stand on the page, in this order.
SHOWN = ("benefit", "order", "traced", "receipt", "fund", "outcome-cost", "unaccounted")


def main_figures(book: Book, report: Report) -> list[dict[str, Any]]:
    """The figures that a person may be asked about first, each of which answers Why?."""
    found = []
    for number, kind in enumerate(SHOWN):
        report(number, len(SHOWN), "Working out the figures")
        for key in book.keys("order" if kind == "benefit" else kind):
            figure = book.figure(f"{kind}:{key}")
            if kind == "benefit" and not figure.minor:
                continue
            found.append(
                {
                    "id": figure.id,
                    "label": figure.label,
                    "minor": figure.minor,
                    "minor:currency": figure.currency,
                }
            )
    return found


class CasePage(Page):
    """The whole chain at a glance, and the next step of it."""

    key = "case"
    title = "Case"
    purpose = "What this case is, how far its chain has come, and what is next."

    def __init__(self, workspace: Workspace) -> None:
        """A card about the case, and one line for each step."""
        super().__init__(workspace)
        self.about = QGridLayout()
        self.about.setHorizontalSpacing(theme.GAP_XL)
        self.about.setVerticalSpacing(theme.GAP_XS)
        self.values: dict[str, Text] = {}
        words = (
            "Operation", "Reference", "URN", "Marking", "Law", "Tracing", "Officers", "Subjects",
            "Opened",
        )  # fmt: skip
        for row, word in enumerate(words):
            self.values[word] = Text(selectable=True, wrap=True)
            self.about.addWidget(Text(word, tone="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            self.about.addWidget(self.values[word], row, 1)
        self.about.setColumnStretch(1, 1)
        values = button(
            "Values of the law", partial(workspace.show_page.emit, "law", None), link=True,
            tip="The limits that deadlines rest on, and what this case states otherwise",
        )  # fmt: skip
        heading = line(Text("About", strong=True), values)
        heading.insertStretch(1, 1)
        about = Card()
        about.column.addLayout(heading)
        about.column.addLayout(self.about)
        about.column.addStretch(1)
        self.steps = QGridLayout()
        self.steps.setHorizontalSpacing(theme.GAP_L)
        self.steps.setVerticalSpacing(theme.GAP_XS)
        self.steps.setColumnStretch(1, 1)
        self.marks: list[tuple[Picture, Text]] = []
        for row, (word, _, _, page, action) in enumerate(STEPS):
            mark, count = Picture("check", 16, "accent"), Text()
            go = button(action, partial(workspace.show_page.emit, page, None), link=True)
            self.steps.addWidget(mark, row, 0)
            self.steps.addWidget(Text(word), row, 1)
            self.steps.addWidget(count, row, 2)
            self.steps.addWidget(go, row, 3)
            self.marks.append((mark, count))
        chain = Card(Text("The chain", strong=True))
        chain.column.addLayout(self.steps)
        chain.column.addStretch(1)
        self.figures = ListTable(
            (
                Column(key="label", title="Figure", stretch=True),
                Column(
                    key="minor", title="Amount", kind=Kind.MONEY, width=150,
                    figure=lambda row: str(row["id"]),
                ),
            )
        )  # fmt: skip
        figures = self.add_table(
            Table(
                "case-figures", self.figures, ("figure", "figures"),
                empty="Figures appear as the chain is built; each can be asked Why?.",
            )
        )  # fmt: skip
        both = line(about, chain, gap=theme.GAP_L)
        both.setStretch(0, 2)
        both.setStretch(1, 3)
        self.content.addLayout(both)
        self.content.addWidget(figures, 1)

    def load(self, _case: Case) -> None:
        """Count again."""
        self.workspace.read("Reading the case", standing, self._show)
        self.workspace.explain(main_figures, self.figures.set_rows, failed=lambda _: None)

    def unload(self) -> None:
        """Show no case's figures."""
        self.figures.set_rows([])

    def _show(self, found: Standing) -> None:
        info = found.info
        for word, value in (
            ("Operation", info.name),
            ("Reference", info.reference or "—"),
            ("URN", info.urn or "—"),
            ("Marking", info.marking),
            ("Law", f"POCA 2002 Part 2, version {info.regime}"),
            (
                "Tracing",
                f"{RULES[info.tracing_rule].words.partition(':')[0]} ({info.tracing_rule})",
            ),
            ("Officers", "\n".join(found.officers) or "—"),
            ("Subjects", "\n".join(found.subjects) or "—"),
            ("Opened", instant_written(info.created)),
        ):
            self.values[word].say(value)
        for (mark, text), count, (_, _, noun, _, _) in zip(
            self.marks, found.counts, STEPS, strict=True
        ):
            mark.setVisible(count > 0)
            text.say(counted(count, *noun) if count else "none yet", tone="" if count else "muted")
        missing = next((i for i, count in enumerate(found.counts) if not count), -1)
        step = (
            f"Next: {STEPS[missing][4].lower()}." if missing >= 0 else "Every step has been taken."
        )
        self.say(
            " ".join(filter(None, (step, found.proof, found.deadlines))),
            "caution" if found.broken or found.urgent else "",
        )
