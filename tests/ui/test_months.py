"""The Months tab: a letter for each month, words for the chosen one, a schedule for the banks."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import go, settle
from tests.workbench.records.test_chain import lloyds
from ui.pages.grid import MonthsTab
from ui.window import MainWindow
from workbench.case import Case
from workbench.records.load import load_files

JANUARY = lloyds(100, ("03/01/2024", -20, "A"), ("20/01/2024", 5, "B"))
APRIL = lloyds(900, ("02/04/2024", -20, "A"), ("20/04/2024", 5, "B"))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    where = tmp_path / "case.arw"
    with Case.create(where, name="Operation Test") as case:
        for name, text in (("1.csv", JANUARY), ("4.csv", APRIL)):
            path = tmp_path / name
            path.write_text(text)
            (outcome,) = load_files(case, [path])
            assert outcome.ok
    made = MainWindow()
    made.resize(1200, 800)
    qtbot.addWidget(made, before_close_func=lambda one: one.workspace.shutdown())
    made.show()
    made.workspace.open(str(where))
    settle(qtbot, made)
    return made


def months(qtbot: QtBot, window: MainWindow) -> MonthsTab:
    page = go(qtbot, window, "records")
    (tab,) = (one for one in page.further if isinstance(one, MonthsTab))
    page.tabs.setCurrentWidget(tab)
    settle(qtbot, window)
    return tab


def test_each_month_has_its_letter_and_says_its_days(qtbot: QtBot, window: MainWindow) -> None:
    tab = months(qtbot, window)
    model = tab.model
    assert [model.data(model.index(0, at)) for at in range(model.columnCount())] == [
        "M", "M", "M", "M",
    ]  # fmt: skip
    assert tab.said.text().startswith("4 months of 1 account: 4 missing.")
    tab.view.setCurrentIndex(model.index(0, 1))
    assert tab.said.text() == (
        "30-00-00 12345678, Feb 2024: days are missing (from 01 Feb 2024 to 29 Feb 2024). "
        "0 rows, 0 statements."
    )


def test_a_chosen_month_leads_to_its_statement(qtbot: QtBot, window: MainWindow) -> None:
    tab = months(qtbot, window)
    with qtbot.waitSignal(window.workspace.figure) as asked:
        tab.view.setCurrentIndex(tab.model.index(0, 3))
    assert asked.args == ["statement:2"]
    with qtbot.waitSignal(window.workspace.ask_why) as why:
        tab.view.activated.emit(tab.model.index(0, 0))
    assert why.args == ["statement:1"]


def test_what_to_ask_the_banks_is_written_from_the_tab(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    tab = months(qtbot, window)
    out = tmp_path / "ask.csv"
    with qtbot.waitSignal(window.workspace.message) as said:
        tab.write(out, reference="FIU/1")
    assert said.args == ["Wrote ask.csv: 1 period of 1 bank.", ""]
    assert "2024-01-21,2024-04-01" in out.read_text("utf-8-sig")


def test_a_case_without_statements_says_how_months_come_about(
    qtbot: QtBot, window: MainWindow
) -> None:
    tab = months(qtbot, window)
    tab.unload()
    assert "once bank statements are loaded" in tab.said.text()
    assert not tab.letter.isEnabled()
