"""Drives the window in tests as a person does: waits for work, fills forms, presses buttons."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from ui.forms import FormPanel
from ui.models.view import Table
from ui.pages.base import Page
from ui.window import MainWindow

#: Tracing by five rules takes a while on a busy machine.
PATIENCE_MS = 60_000


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is under way any more."""
    qtbot.waitUntil(lambda: not window.workspace.tasks.busy(), timeout=PATIENCE_MS)


def go(qtbot: QtBot, window: MainWindow, key: str) -> Any:
    """Go to a page and wait until it shows the case."""
    window.show_page(key)
    settle(qtbot, window)
    return window.pages[key]


def press(page: Page, words: str) -> None:
    """Press the button with these words that is in sight: the heading's before the content's."""
    found = [
        one for one in page.findChildren(QPushButton) if one.text() == words and one.isVisible()
    ]
    assert found, (words, [b.text() for b in page.findChildren(QPushButton)])
    assert found[-1].isEnabled(), words
    found[-1].click()


def fill(form: FormPanel, values: dict[str, Any]) -> None:
    """Type into the form's fields; a choice is named by its words."""
    assert form.isVisible()
    for key, value in values.items():
        made = form.inputs[key]
        if isinstance(made, QComboBox):
            at = made.findText(str(value))
            assert at >= 0, (key, value, [made.itemText(i) for i in range(made.count())])
            made.setCurrentIndex(at)
        else:
            assert isinstance(made, QLineEdit)
            made.setText(str(value))


def record(qtbot: QtBot, window: MainWindow, form: FormPanel, **values: Any) -> None:
    """Fill a form, send it off, and see that the case has changed by it."""
    fill(form, values)
    form.go.click()
    settle(qtbot, window)
    assert not form.isVisible(), form.said.text()


def shown(table: Table) -> list[list[str]]:
    """Every row of a table as it is read on screen."""
    model = table.model
    return [
        [str(model.data(model.index(row, at)) or "") for at in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def cells(table: Table, key: str) -> list[str]:
    """One column of a table as it is read on screen."""
    at = [column.key for column in table.model.columns].index(key)
    return [row[at] for row in shown(table)]
