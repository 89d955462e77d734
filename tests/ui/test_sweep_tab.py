"""Least and most: a person traces by every choice, reads what decides, and can stop it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, go, press, settle
from ui.pages.sweep import TraceSweep
from ui.pages.trace import TracePage
from ui.window import MainWindow
from workbench.case import Case
from workbench.records.load import load_files
from workbench.recovery.origins import Mark, mark

PAYMENTS = """id,date,from,to,amount
P1,2026-01-01,wages,account,6000.00
P2,2026-01-02,drugs,account,4000.00
P3,2026-01-03,account,dealer,5000.00
"""
ACCOUNTS = """account,name,held,opening,currency
account,Current account,yes,0.00,GBP
"""


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    (tmp_path / "payments.csv").write_text(PAYMENTS, "utf-8")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    with Case.create(tmp_path / "case.arw") as case:
        load_files(case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"])
        mark(case, [Mark("P2", "", "sale of cannabis")])
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.workspace.open(str(tmp_path / "case.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


@pytest.fixture
def tab(qtbot: QtBot, window: MainWindow) -> TraceSweep:
    page = go(qtbot, window, "trace")
    assert isinstance(page, TracePage)
    page.tabs.setCurrentWidget(page.sweep)
    return page.sweep


def test_the_range_of_each_amount_and_what_decides_it_are_read_in_the_window(
    qtbot: QtBot, window: MainWindow, tab: TraceSweep
) -> None:
    assert not tab.split.isVisible()
    press(window.pages["trace"], "Trace by every choice")
    assert not tab.go.isEnabled()
    assert tab.leave.isVisible()
    settle(qtbot, window)
    assert tab.said.text() == "15 traces. Every penny is accounted for by every one of them."
    assert cells(tab.amounts, "least_minor") == ["£0.00", "£0.00", "£0.00"]
    assert cells(tab.amounts, "most_minor") == ["£4,000.00", "£4,000.00", "£4,000.00"]
    tab.amounts.view.selectRow(0)
    assert tab.words.said == [
        "The rule alone moves it by up to £4,000.00: £0.00 by lifo, £4,000.00 by fifo."
    ]
    asked: list[str] = []
    window.workspace.figure.connect(asked.append)
    tab.amounts.view.setCurrentIndex(tab.amounts.model.index(0, 3))
    assert any(figure.startswith("swept:") for figure in asked)


def test_a_person_can_stop_it_and_a_refusal_is_read_in_place(
    qtbot: QtBot, window: MainWindow, tab: TraceSweep
) -> None:
    tab.vary.setCurrentIndex(tab.vary.findText("Also both of these"))
    tab.start()
    tab.cancel()
    settle(qtbot, window)
    assert tab.said.text() == "Stopped; nothing of it was kept."
    assert tab.go.isEnabled()
    assert not tab.leave.isVisible()
    tab.cluster.setText("http://somewhere")
    tab.start()
    settle(qtbot, window)
    assert "is no address of a cluster" in tab.said.text()


def test_what_was_found_goes_when_the_case_changes(
    qtbot: QtBot, window: MainWindow, tab: TraceSweep
) -> None:
    tab.start()
    settle(qtbot, window)
    assert tab.split.isVisible()
    window.workspace.change("Marking", lambda case, _: mark(case, [Mark("P1", "", "stolen")]))
    settle(qtbot, window)
    assert not tab.split.isVisible()
