"""The annual report is written from the window, for a year that the case has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from exports.demonstration import build_case
from tests.driving import go, settle
from ui.window import MainWindow
from workbench.case import Case


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.workspace.shutdown()


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.workspace.opened):
        window.workspace.open(str(path))
    settle(qtbot, window)


def test_the_years_of_the_case_are_offered_and_what_is_left_out_is_said(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    build_case(tmp_path / "larkspur.arw").close()
    opened(qtbot, window, tmp_path / "larkspur.arw")
    page = go(qtbot, window, "pack")
    settle(qtbot, window)
    offered = [page.year.itemText(i) for i in range(page.year.count())]
    assert offered == ["2025/26", "2026/27"]
    assert page.year.currentText() == "2026/27"
    page.annual(tmp_path / "out.html")
    settle(qtbot, window)
    said = page.results["annual"].text()
    assert "Wrote out.html for 2026/27." in said
    assert "Left out because a number is small: 1 result." in said
    assert "Recovered money" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_a_case_without_money_has_no_year_to_report(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    Case.create(tmp_path / "small.arw", name="Operation Small").close()
    opened(qtbot, window, tmp_path / "small.arw")
    page = go(qtbot, window, "pack")
    settle(qtbot, window)
    assert not page.write_annual.isEnabled()
    assert page.results["annual"].text() == "No money has come in yet."
