"""Months: what the records prove of each month of each account, and what to ask the banks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ui.forms import Field, FormPanel
from ui.pages.record_tabs import RecordTab
from ui.theme import apply
from ui.widgets import Text, button, line
from ui.words import counted, day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report
from workbench.records.grid import (
    BROKEN,
    MARKS,
    MISSING,
    NOT_EXPECTED,
    PROVED,
    UNPROVED,
    Cell,
    Grid,
    grid_of,
)
from workbench.words import MONTHS

#: What each state means, for a tip and for a reader of the screen.
MEANT: Final = {
    PROVED: "proved by its balances",
    UNPROVED: "not proved: no balances that tell",
    BROKEN: "does not reconcile: look at the Proof tab",
    MISSING: "days are missing",
    NOT_EXPECTED: "outside the account’s statements",
}
_STATE: Final = int(Qt.ItemDataRole.UserRole)
_EMPTY: Final = "Each month of each account stands here once bank statements are loaded."
_ROW, _CELL = 28, 44

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class _Months(QAbstractTableModel):
    """The grid as Qt asks for it: accounts in the vertical header, months in the other."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid((), ())

    def show_grid(self, grid: Grid) -> None:
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.grid.months)

    def cell(self, index: _Index) -> Cell:
        return self.grid.rows[index.row()].cells[index.column()]

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == int(Qt.ItemDataRole.DisplayRole):
            return MARKS[cell.state]
        if role in {int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.AccessibleTextRole)}:
            return self.said(index)
        return cell.state if role == _STATE else None

    def headerData(
        self, at: int, way: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        across = way == Qt.Orientation.Horizontal
        if role == int(Qt.ItemDataRole.ToolTipRole) and not across:
            row = self.grid.rows[at]
            return " · ".join(filter(None, (row.name, row.institution, row.verdict)))
        if role != int(Qt.ItemDataRole.DisplayRole):
            return None
        if not across:
            return self.grid.rows[at].account
        year, month = self.grid.months[at].split("-")
        return f"{MONTHS[int(month) - 1]}\n{year}"

    def said(self, index: _Index) -> str:
        """A cell in words."""
        row, cell = self.grid.rows[index.row()], self.cell(index)
        year, month = cell.month.split("-")
        days = "; ".join(
            f"from {day_written(a)} to {day_written(b)}" if a != b else day_written(a)
            for a, b in cell.missing
        )
        return (
            f"{row.account}, {MONTHS[int(month) - 1]} {year}: {MEANT[cell.state]}"
            + (f" ({days})" if days else "")
            + f". {counted(cell.entries, 'row')}, "
            + f"{counted(len(cell.statements), 'statement')}."
        )


class _Paint(QStyledItemDelegate):
    """A letter on the ground of its state; missing days are hatched as well."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colours, state = apply.current(), str(index.data(_STATE))
        grounds = {
            PROVED: colours.accent_soft, UNPROVED: colours.caution_soft,
            BROKEN: colours.red_soft, MISSING: colours.surface,
        }  # fmt: skip
        area = option.rect
        painter.save()
        painter.fillRect(area, QColor(grounds.get(state, colours.surface)))
        if state == MISSING:
            painter.fillRect(area, QBrush(QColor(colours.edge), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(colours.line), 0))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        font = option.font
        font.setBold(state in {BROKEN, MISSING})
        painter.setFont(font)
        painter.setPen(QColor(colours.red if state in {BROKEN, MISSING} else colours.text))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), str(index.data() or ""))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(_CELL, _ROW)


class MonthsTab(RecordTab):
    """Months across, accounts down; a cell says what it is and leads to its statement."""

    word = "Months"

    def __init__(self, workspace: Workspace, form: FormPanel) -> None:
        """An empty grid, its key, and the letter."""
        super().__init__(workspace, form)
        self.model = _Months()
        self.view = QTableView()
        self.view.setAccessibleName("Months by accounts")
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Paint(self.view))
        self.view.setShowGrid(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setTabKeyNavigation(False)
        self.view.setCornerButtonEnabled(False)
        across, down = self.view.horizontalHeader(), self.view.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setDefaultSectionSize(_CELL)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW)
        self.view.selectionModel().currentChanged.connect(lambda now, _: self._chosen(now))
        self.view.activated.connect(self._why)
        self.said = Text(_EMPTY, tone="muted", wrap=True)
        self.said.setAccessibleName("What the chosen month shows")
        self.key = Text(
            "   ".join(f"{mark} {state}" for state, mark in MARKS.items() if mark)
            + "   blank: not expected", tone="muted",
        )  # fmt: skip
        self.letter = button(
            "Ask the banks…", self.ask, tip="Write what is missing as a schedule for a letter"
        )
        under = line(self.key)
        under.addStretch(1)
        under.addWidget(self.letter)
        self.content.addWidget(self.view, 1)
        self.content.addWidget(self.said)
        self.content.addLayout(under)

    def load(self, case: Case) -> None:  # noqa: ARG002
        """Read the grid again, off the window's thread."""
        self.workspace.read("Reading the months", _grid, self._show)

    def unload(self) -> None:
        """Show no case's months."""
        self._show(Grid((), ()))

    def _show(self, grid: Grid) -> None:
        self.model.show_grid(grid)
        self.letter.setEnabled(bool(grid.rows))
        counts = grid.counts()
        told = [f"{counts[state]:,} {state}" for state in MARKS if counts[state]]
        months = counted(sum(counts.values()), "month")
        self.said.say(
            f"{months} of {counted(len(grid.rows), 'account')}: {', '.join(told)}. "
            "Choose a month to see what it holds; Enter asks why."
            if grid.rows else _EMPTY
        )  # fmt: skip

    def _chosen(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        self.said.say(self.model.said(index))
        self.workspace.figure.emit(self._figure(index))

    def _figure(self, index: QModelIndex) -> str:
        statements = self.model.cell(index).statements
        return f"statement:{statements[0]}" if statements else ""

    def _why(self, index: QModelIndex) -> None:
        if figure := self._figure(index):
            self.workspace.ask_why.emit(figure)

    # -- the letter

    def ask(self) -> None:
        """Ask for the reference and the place, and write what to ask the banks for."""

        def then(values: dict[str, Any]) -> None:
            name, _ = QFileDialog.getSaveFileName(
                self, "Write what to ask for", "statements-to-ask-for.pdf",
                "PDF (*.pdf);;Workbook (*.xlsx);;CSV (*.csv)",
            )  # fmt: skip
            if name:
                self.write(Path(name), **values)

        self.form.ask(
            "Ask the banks",
            (
                Field("reference", "Our reference"),
                Field("bank", "Only this bank", hint="all of them, each on a page of its own"),
            ),
            then,
            about="Missing days, balances that differ, and accounts that the records name often "
            "but whose statements are not held. Nothing of the case is told.",
            action="Choose a file…",
        )

    def write(self, out: Path, reference: str = "", bank: str = "") -> None:
        """Write the schedule, off the window's thread."""

        def work(case: Case, report: Report) -> Any:
            from exports.letter import write_letter

            report(0, 0, "Writing what to ask for")
            return write_letter(case, out, reference=reference, bank=bank)

        def done(found: Any) -> None:
            self.form.hide()
            asked = counted(found.asked, "period")
            self.workspace.message.emit(
                f"Wrote {out.name}: {asked} of {counted(found.banks, 'bank')}.", ""
            )

        self.workspace.read("Writing what to ask for", work, done, failed=self.form.refused)


def _grid(case: Case, report: Report) -> Grid:
    report(0, 0, "Reading the months")
    return grid_of(case)
