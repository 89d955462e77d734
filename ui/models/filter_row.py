"""A line of fields, one above each column: what is asked of the column."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from ui.models.columns import Column
from ui.models.filters import HINTS
from ui.tasks import Delay

HEIGHT = 30


class FilterRow(QWidget):
    """Stands over a table and keeps to its columns; `asked` tells of every change."""

    asked = Signal()
    #: Enter or the down key: the person wants to go to the rows.
    left = Signal()

    def __init__(self, view: QTableView, columns: tuple[Column, ...]) -> None:
        """One field for each column that is read from the case."""
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Filters of the columns")
        self._view = view
        self.fields: dict[str, QLineEdit] = {}
        self._at: dict[str, int] = {}
        self.wait = Delay(self, 300, self.asked.emit)
        for at, column in enumerate(columns):
            if column.value is None:
                continue
            field = QLineEdit(self)
            field.setAccessibleName(f"Filter of {column.title}")
            field.setPlaceholderText(column.title)
            field.setToolTip(f"{column.title}: {HINTS[column.kind]}")
            field.setClearButtonEnabled(True)
            field.textEdited.connect(lambda _: self.wait.ask())
            field.textChanged.connect(lambda text: None if text else self.wait.ask())
            field.installEventFilter(self)
            self.fields[column.key] = field
            self._at[column.key] = at
        header = view.horizontalHeader()
        for signal in (header.sectionResized, header.sectionMoved, header.geometriesChanged):
            signal.connect(self.arrange)
        view.horizontalScrollBar().valueChanged.connect(self.arrange)

    def filters(self) -> dict[str, str]:
        """What is asked, by column key; columns of which nothing is asked are left out."""
        return {key: said for key, field in self.fields.items() if (said := field.text().strip())}

    def set_filters(self, filters: dict[str, str]) -> None:
        """Ask this instead, without telling of it."""
        for key, field in self.fields.items():
            before = field.blockSignals(True)
            field.setText(filters.get(key, ""))
            field.blockSignals(before)

    def mark(self, wrong: str, why: str) -> None:
        """Show which field is not understood; an empty key shows that all are."""
        for key, field in self.fields.items():
            is_wrong = key == wrong
            if bool(field.property("wrong")) != is_wrong:
                field.setProperty("wrong", is_wrong)
                field.style().unpolish(field)
                field.style().polish(field)
            field.setStatusTip(why if is_wrong else "")

    def arrange(self, *_: object) -> None:
        """Stand over the columns as they are now."""
        header, room = self._view.horizontalHeader(), self.width()
        for key, field in self.fields.items():
            at = self._at[key]
            left, width = header.sectionViewportPosition(at), header.sectionSize(at)
            shown = not header.isSectionHidden(at) and left < room and left + width > 0
            field.setVisible(shown)
            field.setGeometry(left + 2, 1, max(0, width - 4), HEIGHT - 2)

    def event(self, event: QEvent) -> bool:
        """Keep to the columns when shown or resized."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self.arrange()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and the down key go to the rows; Escape empties the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
                self.wait.now()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and isinstance(watched, QLineEdit):
                watched.clear()
                return True
        return super().eventFilter(watched, event)
