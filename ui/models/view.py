"""The table widget: what is sought, rows, how many they are, what to do when there are none."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenu, QStackedLayout, QWidget

from ui import settings, theme
from ui.models.columns import WIDTHS
from ui.models.filter_row import FilterRow
from ui.models.grid import Grid
from ui.models.sql import SqlTable
from ui.models.table import RowTable
from ui.tasks import Delay
from ui.widgets import Text, button, column, line
from ui.words import counted
from workbench.errors import Refused
from workbench.records.views import Shown, View

#: Rows that are copied at once; more would fill the clipboard of most machines.
COPIED = 100_000


class Table(QWidget):
    """A table as every page has it.

    Signals: `selected` (id of the current row, or None), `activated` (id: Enter or a double
    click), `figure` (id of the figure in the current cell, or ""), `said` (what was copied, or
    why it was not, and its tone).
    """

    selected = Signal(object)
    activated = Signal(object)
    figure = Signal(str)
    said = Signal(str, str)

    def __init__(
        self, name: str, model: RowTable, noun: tuple[str, str], *, empty: str = ""
    ) -> None:
        """Show `model`; `name` is what its columns are remembered under, `noun` one and many."""
        super().__init__()
        self.name, self.model, self.noun = name, model, noun
        self._awaited = -1
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(f"Find {noun[1]} by words, an amount or a date")
        self.filter.setAccessibleName(f"Find in all columns of {noun[1]}")
        self.filter.setToolTip("All words must occur, in any column (Ctrl+F; F3 for the next row)")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(160)
        self.filter.setMaximumWidth(400)
        self.count = Text(tone="muted")
        self.columns_button = button("Columns", tip="Choose which columns are shown")
        self.columns_button.setMenu(self._columns_menu())
        self.view = Grid(model)
        self.view.setAccessibleName(noun[1].capitalize())
        self.filters: FilterRow | None = None
        self.filters_button = button("Filters", self._turn_filters, tip="Ask of single columns")
        self.filters_button.setCheckable(True)
        self.nothing = Text(empty, tone="muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.all_button = button("Show all", self.show_all, tip="Ask for nothing in particular")
        self._wait = Delay(self, 200, self._apply)
        self._remember = Delay(self, 500, self._remember_columns)
        self._empty, self._unclear = empty, ""
        self._lay_out(model)

        self.filter.textChanged.connect(lambda _: self._wait.ask())
        self.filter.returnPressed.connect(self._enter_rows)
        model.counted.connect(self._counted)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        if isinstance(model, SqlTable):
            model.arrived.connect(self._arrived)
        self.view.selectionModel().currentChanged.connect(self._moved)
        self.view.activated.connect(lambda index: self.activated.emit(model.id_at(index.row())))
        self.view.copying.connect(self.copy)
        header = self.view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda where: self._columns_menu().popup(header.mapToGlobal(where))
        )
        self._recall_columns()
        header.sectionResized.connect(lambda *_: self._remember.ask())
        header.sectionMoved.connect(lambda *_: self._remember.ask())
        self._counted(model.rowCount(), model.rowCount())

    def _lay_out(self, model: RowTable) -> None:
        self.bar = line(self.filter, self.count)
        self.bar.setStretch(0, 4)
        self.bar.addStretch(1)
        over = column(gap=0)
        if isinstance(model, SqlTable):
            self.filters = FilterRow(self.view, model.columns)
            self.filters.hide()
            self.filters.asked.connect(self._apply)
            self.filters.left.connect(self._enter_rows)
            self.bar.addWidget(self.filters_button)
            over.addWidget(self.filters)
        self.bar.addWidget(self.columns_button)
        none = QWidget()
        said = column(gap=theme.GAP_M)
        said.addStretch(1)
        said.addWidget(self.nothing)
        said.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignHCenter)
        said.addStretch(1)
        none.setLayout(said)
        self._none = none
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(none)
        over.addLayout(self._stack, 1)
        layout = column()
        layout.addLayout(self.bar)
        layout.addLayout(over, 1)
        self.setLayout(layout)

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
        self.view.setCurrentIndex(self.model.index(position, max(0, self.view.first_column())))
        self.view.scrollTo(self.view.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def figure_here(self) -> str:
        """The id of the figure in the current cell, or ""."""
        return self.model.figure_at(self.view.currentIndex())

    def copy(self) -> None:
        """Copy the selected rows (every shown row when none is selected) for a spreadsheet."""
        spans = self._chosen()
        many = sum(map(len, spans))
        if many > COPIED:
            self.said.emit(
                f"{counted(many, *self.noun)} are more than the {COPIED:,} that are copied at "
                "once. Filter them, or select some.", "wrong",
            )  # fmt: skip
            return

        def then(text: str, rows: int) -> None:
            QGuiApplication.clipboard().setText(text)
            self.said.emit(f"Copied {counted(rows, *self.noun)} for a spreadsheet.", "")

        self.model.copy_rows(
            spans, self.view.shown_columns(), then,
            lambda error: self.said.emit(str(error), "wrong"),
        )  # fmt: skip

    def copied(self) -> str:
        """What `copy` puts on the clipboard."""
        positions = (at for span in self._chosen() for at in span)
        return self.model.copied(positions, self.view.shown_columns())

    def _chosen(self) -> list[range]:
        return self.view.spans() or [range(self.model.rowCount())]

    def focus_filter(self) -> None:
        """Put the cursor in the find line."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def next_row(self, step: int = 1) -> None:
        """Go to the next row that was found, and from the last to the first."""
        if rows := self.model.rowCount():
            index = self.view.currentIndex()
            at = index.row() + step if index.isValid() else (0 if step > 0 else -1)
            self.view.go_to(at % rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F3 goes to the next row that was found, Shift+F3 to the one before."""
        if event.key() == Qt.Key.Key_F3:
            self._wait.now()
            self.next_row(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return
        super().keyPressEvent(event)

    # -- how it is seen

    def seen(self) -> View:
        """How the table is seen now: what is sought, filters, order and columns."""
        header = self.view.horizontalHeader()
        at, descending = header.sortIndicatorSection(), header.sortIndicatorOrder()
        order = [header.logicalIndex(i) for i in range(header.count())]
        return View(
            find=self.filter.text().strip(),
            filters=self.filters.filters() if self.filters is not None else {},
            sort=self.model.columns[at].key if 0 <= at < len(self.model.columns) else "",
            descending=descending == Qt.SortOrder.DescendingOrder,
            columns=tuple(
                Shown(
                    self.model.columns[i].key,
                    header.sectionSize(i) or self._usual_width(i), header.isSectionHidden(i),
                )
                for i in order
            ),
        )  # fmt: skip

    def show_view(self, view: View) -> None:
        """See the table so; what the view asks of columns that are no more is left out."""
        header = self.view.horizontalHeader()
        keys = [described.key for described in self.model.columns]
        for visual, shown in enumerate(s for s in view.columns if s.key in keys):
            at = keys.index(shown.key)
            header.moveSection(header.visualIndex(at), visual)
            header.setSectionHidden(at, shown.hidden)
            if not shown.hidden and shown.width > 20:
                header.resizeSection(at, shown.width)
        self.view.spread()
        before = self.filter.blockSignals(True)
        self.filter.setText(view.find)
        self.filter.blockSignals(before)
        if self.filters is not None:
            self.filters.set_filters(dict(view.filters))
            self._turn_filters(bool(view.filters) or self.filters_button.isChecked())
        at = keys.index(view.sort) if view.sort in keys else -1
        way = Qt.SortOrder.DescendingOrder if view.descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(at, way)
        self._apply()

    def show_all(self) -> None:
        """Ask for nothing in particular: every row is shown."""
        self.filter.clear()
        if self.filters is not None:
            self.filters.set_filters({})
        self._apply()

    def _turn_filters(self, on: bool | None = None) -> None:
        if self.filters is None:
            return
        shown = self.filters_button.isChecked() if on is None else on
        self.filters_button.setChecked(shown)
        if not shown and self.filters.filters():
            self.filters.set_filters({})
            self._apply()
        self.filters.setVisible(shown)

    def _apply(self) -> None:
        self._unclear = ""
        if self.filters is not None and isinstance(self.model, SqlTable):
            wrong = ""
            understood = {}
            for key, text in self.filters.filters().items():
                try:
                    self.model.listing.filtered({key: text})
                    understood[key] = text
                except Refused as refusal:
                    wrong, self._unclear = key, str(refusal)
            self.filters.mark(wrong, self._unclear)
            if wrong:
                self._say_count(self.model.rowCount(), self._total)
                return
            self.model.set_filters(understood)
        self.model.set_text(self.filter.text())

    def _enter_rows(self) -> None:
        self._wait.now()
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, max(0, self.view.first_column())))

    def _counted(self, shown: int, total: int) -> None:
        self._total = total
        self._say_count(shown, total)
        text = counted(total, *self.noun)
        asked = self._asked()
        self.nothing.say(self._empty if not total else f"None of the {text} has {asked}.")
        self.all_button.setVisible(bool(total))
        self._stack.setCurrentWidget(self.view if shown else self._none)
        self.filter.setEnabled(bool(total) or bool(self.filter.text()))

    def _say_count(self, shown: int, total: int) -> None:
        text = counted(total, *self.noun)
        said = f"{shown:,} of {text}" if shown != total else text
        self.count.say(self._unclear or said, tone="caution" if self._unclear else "muted")

    def _asked(self) -> str:
        parts = [f"“{self.filter.text().strip()}”"] if self.filter.text().strip() else []
        if self.filters is not None:
            titles = {described.key: described.title for described in self.model.columns}
            parts += [f"{titles[k]} {text}" for k, text in self.filters.filters().items()]
        return " and ".join(parts) or "what is asked"

    # -- selection

    def _keep(self) -> None:
        index = self.view.currentIndex()
        if index.isValid() and index.row() < self.model.rowCount():
            self.model.kept = self.model.id_at(index.row())

    def _restore(self) -> None:
        if self.model.kept is not None and not self.select(self.model.kept):
            self.model.kept = None
            self.selected.emit(None)

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not current.isValid():
            return
        self.model.kept = self.model.id_at(current.row())
        if current.row() != previous.row() or not previous.isValid():
            self.selected.emit(self.model.kept)
        if self.model.ready(current.row()):
            self._awaited = -1
            self.figure.emit(self.model.figure_at(current))
        else:
            self._awaited = current.row()

    def _arrived(self, first: int, last: int) -> None:
        index = self.view.currentIndex()
        if first <= self._awaited <= last and index.row() == self._awaited:
            self._awaited = -1
            self.figure.emit(self.model.figure_at(index))

    # -- columns

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

    def _usual_width(self, position: int) -> int:
        described = self.model.columns[position]
        return described.width or WIDTHS[described.kind.value]

    def _recall_columns(self) -> None:
        header = self.view.horizontalHeader()
        found: list[Any] = settings.recall(f"columns/{self.name}", [])
        kept = {
            entry["key"]: entry for entry in found if isinstance(entry, dict) and "key" in entry
        }
        for i, described in enumerate(self.model.columns):
            entry = kept.get(described.key, {})
            usual = self._usual_width(i)
            width = entry.get("width", usual)
            header.resizeSection(i, width if isinstance(width, int) and width > 20 else usual)
            header.setSectionHidden(i, bool(entry.get("hidden", described.hidden)))
            at = entry.get("at", -1)
            if isinstance(at, int) and 0 <= at < header.count():
                header.moveSection(header.visualIndex(i), at)
        self.view.spread()
