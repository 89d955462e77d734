"""The table widget: filter line, rows, how many they are, and what to do when there are none."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStackedLayout,
    QTableView,
    QWidget,
)

from ui import settings
from ui.models.columns import WIDTHS
from ui.models.delegate import CellDelegate
from ui.models.table import RowTable
from ui.tasks import Delay
from ui.widgets import Text, button, column, line
from ui.words import counted

ROW_HEIGHT = 28


class Table(QWidget):
    """A table as every page has it.

    Signals: `selected` (id of the current row, or None), `activated` (id: Enter or a double
    click), `figure` (id of the figure in the current cell, or "").
    """

    selected = Signal(object)
    activated = Signal(object)
    figure = Signal(str)

    def __init__(
        self, name: str, model: RowTable, noun: tuple[str, str], *, empty: str = ""
    ) -> None:
        """Show `model`; `name` is what its columns are remembered under, `noun` one and many."""
        super().__init__()
        self.name, self.model, self.noun = name, model, noun
        self._kept: int | str | None = None
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(f"Filter {noun[1]} by words, an amount or a date")
        self.filter.setAccessibleName(f"Filter {noun[1]}")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(200)
        self.filter.setMaximumWidth(400)
        self.count = Text(tone="muted")
        self.columns_button = button("Columns", tip="Choose which columns are shown")
        self.columns_button.setMenu(self._columns_menu())
        self.view = _View(model)
        self.view.setAccessibleName(noun[1].capitalize())
        self.nothing = Text(empty, tone="muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._wait = Delay(self, 200, self._apply_filter)
        self._remember = Delay(self, 500, self._remember_columns)

        bar = line(self.filter, self.count)
        bar.setStretch(0, 4)
        bar.addStretch(1)
        bar.addWidget(self.columns_button)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.nothing)
        layout = column()
        layout.addLayout(bar)
        layout.addLayout(self._stack, 1)
        self.setLayout(layout)
        self._empty = empty

        self.filter.textChanged.connect(lambda _: self._wait.ask())
        self.filter.returnPressed.connect(self._enter_rows)
        model.counted.connect(self._counted)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.activated.connect(lambda index: self.activated.emit(model.id_at(index.row())))
        header = self.view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda where: self._columns_menu().popup(header.mapToGlobal(where))
        )
        self._recall_columns()
        header.sectionResized.connect(lambda *_: self._remember.ask())
        header.sectionMoved.connect(lambda *_: self._remember.ask())
        self._counted(model.rowCount(), model.rowCount())

    # -- what pages ask of it

    def current_id(self) -> int | str | None:
        """The id of the current row."""
        index = self.view.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def select(self, row_id: int | str) -> bool:
        """Make the row with this id the current one and bring it into sight."""
        position = self.model.position_of(row_id)
        if position < 0:
            return False
        self.view.setCurrentIndex(self.model.index(position, max(0, self._first_column())))
        self.view.scrollTo(self.view.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def figure_here(self) -> str:
        """The id of the figure in the current cell, or ""."""
        return self.model.figure_at(self.view.currentIndex())

    def copy(self) -> None:
        """Copy the selected rows (every shown row when none is selected) for a spreadsheet."""
        QGuiApplication.clipboard().setText(self.copied())

    def copied(self) -> str:
        """What `copy` puts on the clipboard."""
        chosen = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        header = self.view.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        shown = [i for i in order if not header.isSectionHidden(i)]
        return self.model.copied(chosen or range(self.model.rowCount()), shown)

    def focus_filter(self) -> None:
        """Put the cursor in the filter line."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    # -- filter and selection

    def _apply_filter(self) -> None:
        self.model.set_text(self.filter.text())

    def _enter_rows(self) -> None:
        self._wait.now()
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, max(0, self._first_column())))

    def _counted(self, shown: int, total: int) -> None:
        one, many = self.noun
        text = counted(total, one, many)
        self.count.say(f"{shown:,} of {text}" if shown != total else text)
        self.nothing.say(
            self._empty if not total else f"None of the {text} holds “{self.filter.text()}”."
        )
        self._stack.setCurrentWidget(self.view if shown else self.nothing)
        self.filter.setEnabled(bool(total) or bool(self.filter.text()))

    def _keep(self) -> None:
        index = self.view.currentIndex()
        if index.isValid() and index.row() < self.model.rowCount():
            self._kept = self.model.id_at(index.row())

    def _restore(self) -> None:
        if self._kept is not None and not self.select(self._kept):
            self._kept = None
            self.selected.emit(None)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not current.isValid():
            return
        self._kept = self.model.id_at(current.row())
        if current.row() != previous.row() or not previous.isValid():
            self.selected.emit(self._kept)
        self.figure.emit(self.model.figure_at(current))

    # -- columns

    def _first_column(self) -> int:
        header = self.view.horizontalHeader()
        order = [header.logicalIndex(i) for i in range(header.count())]
        return next((i for i in order if not header.isSectionHidden(i)), 0)

    def _columns_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill_columns_menu(menu))
        return menu

    def _fill_columns_menu(self, menu: QMenu) -> None:
        menu.clear()
        header = self.view.horizontalHeader()
        shown = [i for i in range(header.count()) if not header.isSectionHidden(i)]
        for position, described in enumerate(self.model.columns):
            act = menu.addAction(described.title)
            act.setCheckable(True)
            act.setChecked(position in shown)
            act.setEnabled(shown != [position])
            act.toggled.connect(lambda on, at=position: self._show_column(at, on))
        menu.addSeparator()
        menu.addAction("As at first").triggered.connect(self._reset_columns)

    def _show_column(self, position: int, shown: bool) -> None:
        self.view.setColumnHidden(position, not shown)
        self.view.spread()
        self._remember.ask()

    def _reset_columns(self) -> None:
        settings.remember(f"columns/{self.name}", [])
        header = self.view.horizontalHeader()
        for i in range(header.count()):
            header.moveSection(header.visualIndex(i), i)
        self._recall_columns()

    def _remember_columns(self) -> None:
        header = self.view.horizontalHeader()
        kept = [
            {
                "key": described.key,
                "at": header.visualIndex(i),
                "width": header.sectionSize(i),
                "hidden": header.isSectionHidden(i),
            }
            for i, described in enumerate(self.model.columns)
        ]
        settings.remember(f"columns/{self.name}", kept)

    def _recall_columns(self) -> None:
        header = self.view.horizontalHeader()
        found: list[Any] = settings.recall(f"columns/{self.name}", [])
        kept = {
            entry["key"]: entry for entry in found if isinstance(entry, dict) and "key" in entry
        }
        for i, described in enumerate(self.model.columns):
            entry = kept.get(described.key, {})
            usual = described.width or WIDTHS[described.kind.value]
            width = entry.get("width", usual)
            header.resizeSection(i, width if isinstance(width, int) and width > 20 else usual)
            header.setSectionHidden(i, bool(entry.get("hidden", described.hidden)))
            at = entry.get("at", -1)
            if isinstance(at, int) and 0 <= at < header.count():
                header.moveSection(header.visualIndex(i), at)
        self.view.spread()


class _View(QTableView):
    def __init__(self, model: RowTable) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Heights by content would measure every row of a table that may have a million.
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.hide()
        across = self.horizontalHeader()
        across.setMinimumSectionSize(48)
        across.setSectionsMovable(True)
        across.setHighlightSections(False)
        across.setSortIndicatorClearable(True)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def spread(self) -> None:
        """Give the column that stretches what room there is, but never less than it can use."""
        header = self.horizontalHeader()
        found = next((i for i, c in enumerate(self._model.columns) if c.stretch), -1)
        if found >= 0 and not header.isSectionHidden(found):
            others = header.length() - header.sectionSize(found)
            least = self._model.columns[found].width or WIDTHS["text"]
            header.resizeSection(found, max(least, self.viewport().width() - others))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the columns over the new width."""
        super().resizeEvent(event)
        self.spread()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a row, Ctrl+C copies rows for a spreadsheet."""
        if event.matches(QKeySequence.StandardKey.Copy):
            parent = self.parent()
            while parent is not None and not isinstance(parent, Table):
                parent = parent.parent()
            if isinstance(parent, Table):
                parent.copy()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)
