"""Forms beside the page: fields, one action, and the reason in a line when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from ui import theme
from ui.widgets import Text, button, column, line
from workbench.errors import Refused
from workbench.money import exponent
from workbench.records.grammar import amount
from workbench.records.grammar import day as day_of

WIDTH = 340
#: What a field takes: text, money (to pence), a day, a number, one of some choices, a file, or
#: several texts or numbers (`list` parts them by semicolons, `numbers` by commas).
FieldKind = str


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `choices` are (value, words); `needed` says that it may not stay empty."""

    key: str
    label: str
    kind: FieldKind = "text"
    choices: tuple[tuple[Any, str], ...] = ()
    needed: bool = False
    value: str = ""
    hint: str = ""
    currency: str = "GBP"


class FormPanel(QFrame):
    """A form at the right of a page, put away until it is asked for. Escape puts it away."""

    turned = Signal()

    def __init__(self) -> None:
        """An empty panel, out of sight."""
        super().__init__()
        self.setObjectName("Card")
        self.setFixedWidth(WIDTH)
        self.heading = Text(strong=True, wrap=True)
        self.about = Text(tone="muted", wrap=True)
        self.said = Text(tone="wrong", wrap=True)
        self._form = QWidget()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(self._form)
        self._area = area
        self.go = button("Record", self._submit, primary=True)
        self.leave = button("Cancel", self.hide)
        buttons = line(self.leave, self.go)
        buttons.insertStretch(0, 1)
        layout = column(
            self.heading, self.about, area, self.said, gap=theme.GAP_S, margin=theme.GAP_L
        )
        layout.setStretch(2, 1)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self._fields: Sequence[Field] = ()
        self.inputs: dict[str, QWidget] = {}
        self._then: Callable[[dict[str, Any]], object] = lambda _: None
        self.hide()

    def ask(
        self,
        heading: str,
        fields: Sequence[Field],
        then: Callable[[dict[str, Any]], object],
        *,
        about: str = "",
        action: str = "Record",
    ) -> None:
        """Show a form; `then` is handed the values when they are complete and well written."""
        self.heading.say(heading)
        self.about.say(about)
        self.about.setVisible(bool(about))
        self.said.say("")
        self.go.setText(action)
        self._fields, self._then = fields, then
        self._form = QWidget()
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, theme.GAP_S, 0)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        rows.setVerticalSpacing(theme.GAP_S)
        self.inputs = {}
        for field in fields:
            made = self.inputs[field.key] = self._input(field)
            made.setAccessibleName(field.label)
            label = field.label if field.needed or field.choices else f"{field.label} (optional)"
            rows.addRow(Text(label, size="small", tone="muted"), self._row(field, made))
        self._form.setLayout(rows)
        self._area.setWidget(self._form)
        self._form.setAutoFillBackground(False)
        self.show()
        if self.inputs:
            next(iter(self.inputs.values())).setFocus()

    def refused(self, error: Exception) -> None:
        """Say why it was not done; what was typed stays."""
        self.said.say(str(error))

    def showEvent(self, event: QShowEvent) -> None:
        """Tell whoever makes room."""
        super().showEvent(event)
        self.turned.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell whoever makes room."""
        super().hideEvent(event)
        self.turned.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the form away; Enter records it."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._submit()
        else:
            super().keyPressEvent(event)

    def _input(self, field: Field) -> QWidget:
        if field.choices:
            box = QComboBox()
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(20)
            for value, words in field.choices:
                box.addItem(words, value)
            found = next((i for i, (v, _) in enumerate(field.choices) if str(v) == field.value), 0)
            box.setCurrentIndex(found)
            return box
        edit = QLineEdit(field.value)
        edit.setPlaceholderText(
            field.hint or {"money": "1,250.00", "day": "31 Mar 2026"}.get(field.kind, "")
        )
        return edit

    def _row(self, field: Field, made: QWidget) -> QWidget:
        if field.kind != "file" or not isinstance(made, QLineEdit):
            return made

        def choose() -> None:
            name, _ = QFileDialog.getOpenFileName(self, field.label)
            if name:
                made.setText(name)

        both = QWidget()
        both.setLayout(line(made, button("Choose…", choose)))
        return both

    def _submit(self) -> None:
        try:
            values = {field.key: self._value(field) for field in self._fields}
        except Refused as refusal:
            self.refused(refusal)
            return
        self.said.say("")
        self._then(values)

    def _value(self, field: Field) -> Any:
        made = self.inputs[field.key]
        if isinstance(made, QComboBox):
            return made.currentData()
        assert isinstance(made, QLineEdit)
        text = made.text().strip()
        if not text:
            if field.needed:
                raise Refused("this is needed", where=field.label)
            return None if field.kind in ("money", "day", "number") else ""
        reader = _READERS.get(field.kind)
        return reader(text, field) if reader else text


class Beside(QWidget):
    """Content with a form beside it; where there is room for one only, the form has it."""

    def __init__(self, content: QWidget, form: FormPanel) -> None:
        """The form stands at the right."""
        super().__init__()
        self._content, self._form = content, form
        both = line(gap=theme.GAP_M)
        both.addWidget(content, 1)
        both.addWidget(form)
        self.setLayout(both)
        form.turned.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give room or take it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        cramped = self.width() < 2 * WIDTH
        self._content.setVisible(not (cramped and self._form.isVisibleTo(self)))


def _money(text: str, field: Field) -> int:
    read = amount(text, places=exponent(field.currency))
    if read is None or read.negative or read.currency not in ("", field.currency):
        raise Refused(f"{text} is no amount", where=field.label, remedy="Write it like 1250.00.")
    return read.minor


def _day(text: str, field: Field) -> date:
    read = day_of(text)
    if read is None:
        raise Refused(
            f"{text} is no date", where=field.label,
            remedy="Write it like 31 Mar 2026, 31/03/2026 or 2026-03-31.",
        )  # fmt: skip
    return read


def _number(text: str, field: Field) -> int:
    if not text.replace(",", "").isdecimal():
        raise Refused(f"{text} is no whole number", where=field.label)
    return int(text.replace(",", ""))


def _list(text: str, _field: Field) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _numbers(text: str, field: Field) -> tuple[int, ...]:
    return tuple(_number(part.strip(), field) for part in text.split(",") if part.strip())


def _file(text: str, field: Field) -> Path:
    if not Path(text).is_file():
        raise Refused(f"there is no file {text}", where=field.label)
    return Path(text)


_READERS: dict[str, Callable[[str, Field], Any]] = {
    "money": _money, "day": _day, "number": _number, "file": _file,
    "list": _list, "numbers": _numbers,
}  # fmt: skip
