"""Kept traces: what was traced, by whom and why, and whether the records still say so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from graphs.ends import claimed, in_account, repaid
from ui import theme
from ui.forms import Field, FormPanel
from ui.models.columns import Column, Kind, Row
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.trace_rows import RULES
from ui.widgets import Text, button, column, line
from ui.words import counted, day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report


def _tone(row: Row) -> str:
    return "caution" if row["changed"] else ""


COLUMNS = (
    Column(key="id", title="No.", kind=Kind.NUMBER, width=52),
    Column(key="state", title="State", width=96, tone=_tone),
    Column(key="rule", title="Rule", width=110),
    Column(key="at", title="Kept", kind=Kind.INSTANT, width=140),
    Column(key="by", title="By", width=124),
    Column(key="why", title="Why", width=190, stretch=True),
    Column(key="because", title="What changed since", width=270),
)
FOUND = (
    Column(key="origin", title="Origin", kind=Kind.NUMBER, width=72),
    Column(key="what", title="Marked money", width=320, stretch=True),
    Column(key="minor", title="Amount", kind=Kind.MONEY),
)
ORDERS = (
    ("as-recorded", "As recorded"),
    ("credits-first", "Credits first"),
    ("debits-first", "Debits first"),
)
CHOOSE = "Choose a trace to read what it found when it was kept."


def gather(case: Case, _: Report) -> list[dict[str, Any]]:
    """Every kept trace as a row, the newest first."""
    from graphs.kept import kept_rows

    return [{"id": row["trace"], **row} for row in reversed(kept_rows(case))]


def found_by(number: int, case: Case, _: Report) -> dict[str, Any]:
    """One kept trace with its result as rows."""
    from graphs.kept import kept

    told = kept(case, number)
    rows = [{"id": place, **row} for place, row in enumerate(_lines(told["result"]))]
    return {**told, "rows": rows}


def _lines(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in result["held"]:
        yield _line(one, in_account(one))
    for one in result["things"]:
        yield _line(one, f"is in {one['label']}")
    for one in result["repaid"]:
        yield _line(one, repaid(one["debt"]))
    for one in result["spent"]:
        yield _line(one, f"was spent by payment {one['payment']}")
    for one in result["accrued"]:
        gained = "gained" if one["minor"] > 0 else "lost"
        yield _line(one, f"was {gained} in sale or exchange {one['disposal']}")
    for one in result.get("claims", ()):
        for what, minor, currency in claimed(one):
            yield _line({"origin": one["origin"], "minor": minor, "currency": currency}, what)


def _line(one: dict[str, Any], what: str) -> dict[str, Any]:
    return {
        "origin": one["origin"], "what": what, "minor": one["minor"],
        "minor:currency": one["currency"],
    }  # fmt: skip


class KeptTraces(QWidget):
    """The kept traces above; below, what the chosen one found."""

    def __init__(self, workspace: Workspace, form: FormPanel) -> None:
        """Take the desk, and the page's one form."""
        super().__init__()
        self.workspace, self.form = workspace, form
        self.model, self.found_model = ListTable(COLUMNS), ListTable(FOUND)
        self.table = Table(
            "kept-traces", self.model, ("trace", "traces"),
            empty="No trace is kept yet. Keep one when a statement or a decision rests on it.",
        )  # fmt: skip
        self.found = Table("kept-found", self.found_model, ("amount", "amounts"), empty=CHOOSE)
        self.tables = (self.table, self.found)
        self.said = Text(CHOOSE, tone="muted", wrap=True)
        self.table.selected.connect(self._choose)
        below = QWidget()
        layout = column(self.said, self.found)
        layout.setContentsMargins(0, theme.GAP_S, 0, 0)
        layout.setStretch(1, 1)
        below.setLayout(layout)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(below)
        split.setSizes([260, 260])
        under = line(button("Keep this trace…", self.keep, tip="Trace by a rule and keep it"))
        under.addStretch(1)
        layout = column(split)
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.setStretch(0, 1)
        layout.addLayout(under)
        self.setLayout(layout)

    def load(self) -> None:
        """Show the case's kept traces as they stand now."""
        self.workspace.read("Reading the kept traces", gather, self._show)

    def clear(self) -> None:
        """Show no case's traces."""
        self.model.set_rows([])
        self._tell(None)

    def keep(self) -> None:
        """Ask by which rule and why, and keep the trace."""
        from graphs.kept import Options, keep

        fields = (
            Field("rule", "Rule", choices=RULES),
            Field("same_day", "Records of one day", choices=ORDERS),
            Field("to", "Last day", "day"),
            Field("why", "Why it is kept", needed=True),
        )

        def then(values: dict[str, Any]) -> None:
            options = Options(values["same_day"], values["to"])
            self.workspace.change(
                "Keeping a trace",
                lambda case, report: keep(case, [values["rule"]], values["why"], options, report),
                lambda _: self.form.hide(),
                failed=self.form.refused,
            )

        self.form.ask(
            "Keep a trace", fields, then, action="Keep",
            about="It is kept with your name, the time and the hash of what it is made from. When "
            "that changes, it is shown as out of date; it is never redone by itself.",
        )  # fmt: skip

    def _show(self, rows: list[dict[str, Any]]) -> None:
        self.model.set_rows(rows)
        if rows:
            self.table.select(rows[0]["id"])
        else:
            self._tell(None)

    def _choose(self, chosen: object) -> None:
        if isinstance(chosen, int):
            self.workspace.read(
                "Reading a kept trace", partial(found_by, chosen), self._tell
            )  # fmt: skip
        else:
            self._tell(None)

    def _tell(self, told: dict[str, Any] | None) -> None:
        self.found_model.set_rows(told["rows"] if told else [])
        if told is None:
            self.said.say(CHOOSE, tone="muted")
            return
        options = told["options"]
        order = next(words for key, words in ORDERS if key == options["same_day"]).lower()
        marked = counted(len(told["result"]["origins"]), "origin")
        said = f"Trace {told['trace']}: {marked}, {told['rule']} (version {told['rule_version']})"
        said += f", records of one day {order}"
        said += f", up to {day_written(options['to'])}" if options["to"] else ""
        said += f". Its inputs' SHA-256 begins {told['inputs_sha256'][:16]}. {told['because']}"
        self.said.say(said.strip(), tone="caution" if told["changed"] else "muted")
