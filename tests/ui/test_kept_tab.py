"""Kept traces in the window: a person keeps one, reads it, and sees when it is out of date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, go, press, record, settle
from ui.pages.kept_traces import KeptTraces
from ui.pages.trace import TracePage
from ui.window import MainWindow
from workbench.case import Case
from workbench.records.load import load_files
from workbench.recovery import property as register
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
        register.add_asset(case, "vehicle", "VW Golf")
        register.add_purchase(case, 1, "P3")
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.workspace.open(str(tmp_path / "case.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


@pytest.fixture
def tab(qtbot: QtBot, window: MainWindow) -> KeptTraces:
    page = go(qtbot, window, "trace")
    assert isinstance(page, TracePage)
    page.tabs.setCurrentWidget(page.kept)
    return page.kept


def test_a_trace_is_kept_for_a_reason_and_read_again(
    qtbot: QtBot, window: MainWindow, tab: KeptTraces
) -> None:
    page = window.pages["trace"]
    press(page, "Keep this trace…")
    tab.form.go.click()
    assert "needed" in tab.form.said.text()
    record(qtbot, window, tab.form, rule="Pro rata", why="for the s.16 statement")
    page.tabs.setCurrentWidget(tab)
    settle(qtbot, window)
    assert cells(tab.table, "state") == ["current"]
    assert cells(tab.table, "by") == ["DC 4417 Test"]
    assert cells(tab.found, "what") == ["is still in account", "is in VW Golf"]
    assert cells(tab.found, "minor") == ["£2,000.00", "£2,000.00"]
    assert tab.said.text().startswith("Trace 1: 1 origin, pro-rata (version 2)")


def test_a_trace_whose_records_changed_is_out_of_date_and_stands_as_it_was(
    qtbot: QtBot, window: MainWindow, tab: KeptTraces
) -> None:
    press(window.pages["trace"], "Keep this trace…")
    record(qtbot, window, tab.form, rule="First in, first out", why="asked by counsel")
    window.workspace.change("Marking", lambda case, _: mark(case, [Mark("P1", "1000.00", "more")]))
    settle(qtbot, window)
    assert cells(tab.table, "state") == ["out of date"]
    assert cells(tab.table, "because") == ["There was 1 origin; there are 2 now."]
    assert cells(tab.found, "minor") == ["£4,000.00"]
    assert "There was 1 origin" in tab.said.text()
