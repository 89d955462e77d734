"""The Categories tab: the remainder first, one decision for many entries, and undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from tests.driving import go, settle
from tests.workbench.records.test_categories import STATEMENT
from ui.pages.categories import CategoriesTab
from ui.window import MainWindow
from workbench.case import Case
from workbench.records.load import load_files


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    where, path = tmp_path / "case.arw", tmp_path / "lloyds.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    with Case.create(where, name="Operation Test") as case:
        assert load_files(case, [path])[0].ok
    made = MainWindow()
    made.resize(1200, 800)
    qtbot.addWidget(made, before_close_func=lambda one: one.workspace.shutdown())
    made.show()
    made.workspace.open(str(where))
    settle(qtbot, made)
    return made


def categories(qtbot: QtBot, window: MainWindow) -> CategoriesTab:
    page = go(qtbot, window, "records")
    (tab,) = (one for one in page.further if isinstance(one, CategoriesTab))
    page.tabs.setCurrentWidget(tab)
    settle(qtbot, window)
    return tab


def shown(tab: CategoriesTab) -> dict[str, int]:
    rows = (tab.totals.row(at) for at in range(tab.totals.rowCount()))
    return {str(row["title"]): int(row["entries"]) for row in rows}


def test_the_remainder_stands_first_and_its_entries_below(qtbot: QtBot, window: MainWindow) -> None:
    tab = categories(qtbot, window)
    assert next(iter(shown(tab).items())) == ("Not yet explained", 1)
    assert tab.entries.rowCount() == 1
    assert tab.summary.select("GBP:salary")
    settle(qtbot, window)
    assert tab.heading.text() == "Below: Salary and wages"
    assert tab.entries.rowCount() == 1


def test_a_category_is_set_by_the_keyboard_with_a_reason_and_undone(
    qtbot: QtBot, window: MainWindow
) -> None:
    tab = categories(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tab.listed.view.setFocus()
    tab.listed.view.selectAll()
    qtbot.keyClick(
        tab.listed.view, Qt.Key.Key_K,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    choice, why = tab.form.inputs["category"], tab.form.inputs["why"]
    assert isinstance(choice, QComboBox)
    assert isinstance(why, QLineEdit)
    choice.setCurrentIndex(choice.findText("Gambling"))
    tab.form.go.click()
    assert tab.form.said.text()  # without a reason nothing is set
    why.setText("he says so")
    tab.form.go.click()
    settle(qtbot, window)
    assert shown(tab) == {
        "Not yet explained": 0, "Salary and wages": 1, "Energy, water, telephone": 1,
        "Gambling": 2,
    }  # fmt: skip
    window.workspace.undo()
    settle(qtbot, window)
    assert shown(tab)["Not yet explained"] == 1
