"""The benefit page: a worksheet begun, filled, decided and explained as a person does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, go, press, record, settle
from tests.workbench.recovery.benefit_case import filled
from ui.window import MainWindow
from workbench.case import Case


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with Case.create(tmp_path / "case.arw", name="Operation Test") as case:
        filled(case, tmp_path)
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.workspace.open(str(tmp_path / "case.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def test_a_worksheet_is_begun_filled_and_decided_in_the_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = go(qtbot, window, "benefit")
    press(page, "New worksheet")
    record(
        qtbot, window, page.form, party="Ronan SHAW", proceedings_started="2026-03-15",
        convicted="2026-05-01", determined="2026-09-01", lifestyle="An offence in Schedule 2",
        lifestyle_why="supply, count 1",
    )  # fmt: skip
    press(page, "Fill from the case")
    settle(qtbot, window)
    summary = page.tables["summary"]
    amounts = dict(zip(cells(summary, "what"), cells(summary, "minor"), strict=True))
    assert amounts["Benefit"] == "£62,120.00"
    assert amounts["Available amount"] == amounts["Recoverable amount"] == "£52,000.00"
    page.tabs.setCurrentIndex(1)
    lines = page.tables["lines"]
    gift = cells(lines, "text").index("birthday")
    lines.select(lines.model.id_at(gift))
    press(page, "Leave out…")
    record(qtbot, window, page.form, reason="Assumption shown to be incorrect", why="a present")
    amounts = dict(zip(cells(summary, "what"), cells(summary, "minor"), strict=True))
    assert amounts["Benefit"] == "£61,620.00"


def test_every_number_of_the_summary_has_a_figure(qtbot: QtBot, window: MainWindow) -> None:
    from exports.book import book_of

    page = go(qtbot, window, "benefit")
    press(page, "New worksheet")
    record(qtbot, window, page.form, party="Ronan SHAW")
    case = window.workspace.case
    assert case is not None
    book = book_of(case)
    rows = page.found.sheets[0]["summary"]
    assert rows
    for row in rows:
        assert book.figure(row["figure"]).minor == row["minor"]
