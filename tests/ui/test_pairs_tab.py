"""The Pairs tab: pairs are seen with their reasons, decided on and undone as a person does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, go, press, record, settle
from ui.pages.pairs import PairsTab
from ui.window import MainWindow
from workbench.case import Case
from workbench.records.load import load_files
from workbench.records.pair import pair_entries

OURS = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance\n"
    "01/03/2024,FPO,'30-00-00,12345678,FLAT 20-00-00 87654321,1015.00,,\n"
)
THEIRS = (
    "Number,Date,Account,Amount,Subcategory,Memo\n"
    ",04/03/2024,20-00-00 87654321,1000.00,FT,J DOE              FLAT           BGC\n"
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    (tmp_path / "a.csv").write_text(OURS, "utf-8")
    (tmp_path / "b.csv").write_text(THEIRS, "utf-8")
    with Case.create(tmp_path / "case.arw") as case:
        load_files(case, [tmp_path / "a.csv", tmp_path / "b.csv"])
        pair_entries(case)
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.workspace.open(str(tmp_path / "case.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def test_a_pair_is_confirmed_rejected_and_undone_in_the_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = go(qtbot, window, "records")
    tab = next(one for one in page.further if isinstance(one, PairsTab))
    page.tabs.setCurrentWidget(tab)
    settle(qtbot, window)
    assert cells(tab.table, "state") == ["Found"]
    assert cells(tab.table, "kind") == ["With a charge"]
    assert cells(tab.table, "residual") == ["£15.00"]
    press(page, "Confirm…")
    assert tab.said.text() == "Choose a pair first."
    for words, state in (("Confirm…", "Confirmed"), ("Reject…", "Rejected")):
        tab.table.view.selectRow(0)
        press(page, words)
        record(qtbot, window, page.form, why="as the bank says")
        assert cells(tab.table, "state") == [state]
    window.workspace.undo()
    settle(qtbot, window)
    assert cells(tab.table, "state") == ["Confirmed"]
    tab.table.view.selectRow(0)
    press(page, "Take back")
    settle(qtbot, window)
    assert cells(tab.table, "state") == ["Found"]
