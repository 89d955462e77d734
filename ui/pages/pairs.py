"""Pairs: the records of one movement, found, open for a decision, confirmed or rejected."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QShowEvent

from ui.forms import Field, FormPanel
from ui.models.columns import Column, Kind, Row
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.record_tabs import RecordTab
from ui.widgets import Text, button, line
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report

OPEN, FOUND, CONFIRMED, REJECTED = "Open", "Found", "Confirmed", "Rejected"
#: A kind of pair as a person says it.
KINDS = {
    "equal": "Equal amounts", "fee": "With a charge", "exchange": "Exchanged",
    "split": "Arrived in parts", "joined": "Left in parts", "reversal": "Returned",
}  # fmt: skip


def _figure(row: Row) -> str:
    return f"payment:{row['payment']}" if row["payment"] else ""


def _tone(row: Row) -> str:
    return {OPEN: "caution", REJECTED: "muted"}.get(str(row["state"]), "")


COLUMNS = (
    Column(key="state", title="State", width=88, tone=_tone),
    Column(key="kind", title="Kind", width=116),
    Column(key="entries", title="Rows", width=150),
    Column(key="minor", title="Amount", kind=Kind.MONEY, width=108, figure=_figure),
    Column(
        key="days", title="Days", kind=Kind.NUMBER, width=56,
        tip="Calendar days between the records",
    ),
    Column(
        key="residual", title="Left over", kind=Kind.MONEY, width=90,
        tip="What left and did not arrive: a charge",
    ),
    Column(key="reason", title="Reason", width=320, stretch=True),
)  # fmt: skip


def gather(case: Case, report: Report) -> tuple[list[dict[str, Any]], str]:
    """Every pair, open suggestion and rejection as a row, and how they stand in words."""
    from workbench.records.pair import pairs_of, said

    found = pairs_of(case, report=report)
    waiting = [
        {
            "id": one.id, "name": one.id, "payment": "", "state": OPEN,
            "kind": KINDS[one.told["kind"]], "entries": ", ".join(one.told["entries"]),
            "minor": one.minor, "minor:currency": one.currency, "days": one.day_difference,
            "residual": one.residual_minor or None, "residual:currency": one.currency,
            "reason": f"{one.waits}; {one.told['why']}",
        }
        for one in found.open
    ]  # fmt: skip
    made = [
        {
            "id": pair.payment, "name": pair.payment, "payment": pair.payment,
            "state": CONFIRMED if pair.confirmed else FOUND, "kind": KINDS[pair.kind],
            "entries": ", ".join(pair.entries), "minor": pair.minor,
            "minor:currency": pair.currency, "days": pair.day_difference,
            "residual": pair.residual_minor or None, "residual:currency": pair.currency,
            "reason": pair.reason,
        }
        for pair in found.pairs
    ]  # fmt: skip
    refused = [
        {
            "id": f"not {entries}", "name": "+".join(entries.split()), "payment": "",
            "state": REJECTED, "kind": "", "entries": ", ".join(entries.split()),
            "minor": None, "days": None, "residual": None, "reason": why,
        }
        for entries, why in found.rejected
    ]  # fmt: skip
    return [*waiting, *made, *refused], f"{said(found)}."


class PairsTab(RecordTab):
    """One list of all pairs; an officer confirms or rejects the chosen one."""

    word = "Pairs"

    def __init__(self, workspace: Workspace, form: FormPanel) -> None:
        """A table, what it comes to, and the decisions under it."""
        super().__init__(workspace, form)
        self.model = ListTable(COLUMNS)
        self.table = Table(
            "records-pairs", self.model, ("pair", "pairs"),
            empty="Press Find pairs once the statements of several accounts are loaded.",
        )  # fmt: skip
        self.tables.append(self.table)
        self.said = Text(tone="muted")
        under = line(
            button("Confirm…", self.confirm, tip="Say that the chosen rows are one movement"),
            button("Reject…", self.reject, tip="Take the chosen pair apart for good"),
            button("Take back", self.take_back, tip="Take back what was decided on it last"),
            self.said,
        )
        under.addStretch(1)
        self.content.addWidget(self.table, 1)
        self.content.addLayout(under)
        self._stale = False

    def load(self, _case: Case) -> None:
        """Read the pairs when they are looked at."""
        self._stale = True
        if self.isVisible():
            self._read()

    def unload(self) -> None:
        """Show no case's pairs."""
        self._stale = False
        self.model.set_rows([])
        self.said.say("")

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has changed since it was looked at last."""
        super().showEvent(event)
        if self._stale:
            self._read()

    def confirm(self) -> None:
        """Ask why, and confirm the chosen pair."""
        from workbench.records.pair import confirm

        row = self._chosen()
        if row is not None and row["state"] in {CONFIRMED, REJECTED}:
            self.said.say(f"It is {str(row['state']).lower()} already: take that back first.")
        elif row is not None:
            self._ask("Confirm a pair", row, confirm, "Confirm")

    def reject(self) -> None:
        """Ask why, and take the chosen pair apart."""
        from workbench.records.pair import reject

        row = self._chosen()
        if row is not None and row["state"] == REJECTED:
            self.said.say("It is rejected already.")
        elif row is not None:
            self._ask("Reject a pair", row, reject, "Reject")

    def take_back(self) -> None:
        """Take back what was decided last on the chosen pair."""
        from workbench.records.pair import take_back

        row = self._chosen()
        if row is not None:
            name = str(row["name"])
            self.workspace.change("Taking a decision back", lambda case, _: take_back(case, name))

    def _ask(self, heading: str, row: Row, decide: Any, action: str) -> None:
        name = str(row["name"])

        def then(values: dict[str, Any]) -> None:
            self.workspace.change(
                heading, lambda case, _: decide(case, name, why=values["why"]),
                lambda _: self.form.hide(), failed=self.form.refused,
            )  # fmt: skip

        self.form.ask(
            heading, (Field("why", "Why", needed=True),), then, action=action,
            about=f"{row['entries']}: {row['reason']}",
        )  # fmt: skip

    def _chosen(self) -> Row | None:
        row_id = self.table.current_id()
        if row_id is None:
            self.said.say("Choose a pair first.")
            return None
        return self.model.row(self.model.position_of(row_id))

    def _read(self) -> None:
        self._stale = False
        self.workspace.read("Reading the pairs", gather, self._show)

    def _show(self, found: tuple[list[dict[str, Any]], str]) -> None:
        rows, said = found
        self.model.set_rows(rows)
        self.said.say(said if rows else "")
