"""The screening page lists leads with their reasons, and an officer sets one aside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, go, press, record, settle
from ui.window import MainWindow
from workbench.case import Case
from workbench.records.load import load_files

TEXT = """id,date,from,to,amount
P1,2025-01-06,Cash,Shop,950.00
P2,2025-01-08,Cash,Shop,980.00
P3,2025-01-10,Cash,Shop,920.00
"""


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A shop that pays cash in, each time just below £1,000."""
    path = tmp_path / "payments.csv"
    path.write_text(TEXT, encoding="utf-8")
    with Case.create(tmp_path / "case.arw", name="Operation Rowan") as case:
        (outcome,) = load_files(case, [path])
        assert outcome.ok, outcome.refusal
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.workspace.opened):
        made.workspace.open(str(tmp_path / "case.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def test_an_alert_is_read_and_set_aside_and_brought_back(qtbot: QtBot, window: MainWindow) -> None:
    page = go(qtbot, window, "screening")
    table = page.tables["alerts"]
    assert cells(table, "title") == ["Cash paid in just below a threshold"]
    assert cells(table, "who") == ["Shop"]
    assert "3 cash deposits into Shop" in page.words.said[0]
    assert any(said.startswith("Look at this first:") for said in page.words.said)
    assert sum("from Cash to Shop" in said for said in page.words.said) == 3
    assert "never evidence" in page.state.text()

    press(page, "Set aside…")
    record(qtbot, window, page.form, why="its till rolls show the takings")
    assert "1 of them set aside" in page.state.text()
    assert cells(table, "aside") == ["its till rolls show the takings"]

    press(page, "Bring back")
    settle(qtbot, window)
    assert "set aside" not in page.state.text()


def test_another_number_screens_the_case_anew(qtbot: QtBot, window: MainWindow) -> None:
    page = go(qtbot, window, "screening")
    page.tables["numbers"].select("structuring.count")
    page.state_number()
    record(qtbot, window, page.form, value="4", why="it banks three times a week")
    assert page.found["alerts"] == []
    assert "0 alerts" in page.state.text()


def test_a_case_without_payments_teaches_the_next_step(qtbot: QtBot, tmp_path: Path) -> None:
    Case.create(tmp_path / "empty.arw", name="Operation Empty").close()
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.workspace.opened):
        made.workspace.open(str(tmp_path / "empty.arw"))
    page = go(qtbot, made, "screening")
    settle(qtbot, made)
    assert not page.tables["alerts"].isVisible()
    made.workspace.shutdown()
