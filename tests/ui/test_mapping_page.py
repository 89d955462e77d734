"""A refused file is described in the window, saved as a layout of the case, and loaded by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from tests.driving import go, press, settle
from ui.pages.mapping import MappingPanel
from ui.window import MainWindow
from workbench.case import Case

TWO_COLUMNS = "When;Sum\n01/02/2026;12,50\n03/04/2026;-100,00\n"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.workspace.adopt(Case.create(tmp_path / "case.arw", name="Operation Test"))
    return made


def described(qtbot: QtBot, window: MainWindow, path: Path) -> MappingPanel:
    page = go(qtbot, window, "records")
    page.load_paths([path])
    settle(qtbot, window)
    qtbot.waitUntil(lambda: page.queue.model.rowCount() == 1)
    press(page, "Describe its columns…")
    settle(qtbot, window)
    panel = page.mapping
    assert isinstance(panel, MappingPanel)
    qtbot.waitUntil(lambda: panel.found is not None)
    return panel


def test_a_file_is_asked_about_described_saved_and_loaded(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text(TWO_COLUMNS, encoding="utf-8")
    panel = described(qtbot, window, path)
    assert "In which order?" in panel.asked.text()
    assert not panel.go.isEnabled()
    panel.dates.setCurrentIndex(panel.dates.findData("dmy"))
    panel.sign.setCurrentIndex(panel.sign.findData("in"))
    qtbot.waitUntil(panel.go.isEnabled)
    assert "2 rows would load, 0 left aside, 0 rejected" in panel.counts.text()
    panel.go.click()
    settle(qtbot, window)
    page = window.pages["records"]
    qtbot.waitUntil(lambda: page.queue.model.rowCount() == 1)  # type: ignore[attr-defined]
    settle(qtbot, window)
    case = window.workspace.case
    assert case is not None
    assert [entry.action for entry in case.journal()] == ["new", "save-layout", "load"]
    window.workspace.shutdown()


def test_a_column_said_otherwise_is_counted_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "three.csv"
    path.write_text("Day,Shop,Sum\n25/02/2026,TESCO,-1.00\n26/02/2026,ASDA,-2.00\n", "utf-8")
    panel = described(qtbot, window, path)
    panel.sign.setCurrentIndex(panel.sign.findData("in"))
    box = panel.raw.cellWidget(0, 2)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("ignore"))
    qtbot.waitUntil(lambda: "Which column holds the amounts" in panel.asked.text())
    assert not panel.go.isEnabled()
    window.workspace.shutdown()
