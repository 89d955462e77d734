"""The Trace page answers: a question, its ways in words, the rules' parting, and what if."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from exports.charts.picture import Band
from tests.driving import cells, fill, go, press, settle
from tests.graphs.test_answers import bought
from ui.pages.trace_answers import TraceAnswers
from ui.window import MainWindow
from workbench.case import Case


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    where = tmp_path / "shaw.arw"
    with Case.create(where, name="Operation Test") as case:
        bought(case, tmp_path)
    made = MainWindow()
    made.resize(1280, 800)
    qtbot.addWidget(made, before_close_func=lambda one: one.workspace.shutdown())
    made.show()
    made.workspace.open(str(where))
    settle(qtbot, made)
    return made


def answers(qtbot: QtBot, window: MainWindow) -> TraceAnswers:
    page = go(qtbot, window, "trace")
    page.tabs.setCurrentWidget(page.answers)
    settle(qtbot, window)
    found: TraceAnswers = page.answers
    return found


def ask(qtbot: QtBot, window: MainWindow, tab: TraceAnswers, question: str, *about: str) -> None:
    tab.question.setCurrentIndex(tab.question.findText(question))
    for box, words in zip((tab.subject, tab.goal), about, strict=False):
        at = box.findText(words)
        assert at >= 0, [box.itemText(i) for i in range(box.count())]
        box.setCurrentIndex(at)
    press(window.pages["trace"], "Answer")
    settle(qtbot, window)


def choose(box: Any, words: str) -> None:
    at = box.findText(words)
    assert at >= 0, [box.itemText(i) for i in range(box.count())]
    box.setCurrentIndex(at)


def test_what_the_car_is_made_of_is_told_with_its_lines_and_why(
    qtbot: QtBot, window: MainWindow
) -> None:
    tab = answers(qtbot, window)
    choose(tab.rule, "Last in, first out")
    ask(qtbot, window, tab, "What is it made of?", "the Golf")
    assert tab.said.text().startswith("the Golf: £5,000.00 came into it, £4,000.00 of it marked")
    assert cells(tab.parts, "minor") == ["£4,000.00", "£1,000.00"]
    assert cells(tab.ways, "end") == ["Bought the Golf"]
    assert tab.words.said[0].endswith("through 2 further payments until 08 Jan 2026, bought the "
                                      "Golf.")  # fmt: skip
    assert len(tab.words.said) == 4
    whys = [b for b in tab.words.findChildren(QPushButton) if b.text() == "Why?"]
    whys[-1].click()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.why.figures() == ["flow:lifo:1:P4"])


def test_a_payment_is_asked_about_by_its_id_and_an_unknown_one_is_refused(
    qtbot: QtBot, window: MainWindow
) -> None:
    tab = answers(qtbot, window)
    tab.question.setCurrentIndex(1)
    choose(tab.subject, "A payment, by its id")
    assert tab.payment.isVisible()
    tab.payment.setText("P5")
    choose(tab.rule, "Pro rata")
    tab.ask()
    settle(qtbot, window)
    assert cells(tab.parts, "minor") == ["£400.00", "£600.00"]
    tab.payment.setText("P99")
    tab.ask()
    settle(qtbot, window)
    assert "no payment P99" in tab.said.text()
    assert tab.parts.model.rowCount() == 0


def test_how_money_got_from_one_account_to_another(qtbot: QtBot, window: MainWindow) -> None:
    tab = answers(qtbot, window)
    choose(tab.rule, "Last in, first out")
    ask(qtbot, window, tab, "How did it go from…", "M. Ule (Mule)", "the Golf")
    assert "£4,000.00 of marked money came from M. Ule (Mule) to the Golf" in tab.said.text()
    assert cells(tab.ways, "payments") == ["2"]


def test_where_the_rules_part_stands_below_the_row_that_is_chosen(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = go(qtbot, window, "trace")
    assert cells(page.compared, "lifo")[0] == "£4,000.00"
    assert page.words.said[0].startswith("fifo and lifo part at payment P4")
    assert page.words.said[0].endswith("£6,000.00 of clean money and £4,000.00 of origin 1.")


def test_what_if_is_set_beside_the_case_as_it_stands(qtbot: QtBot, window: MainWindow) -> None:
    tab = answers(qtbot, window)
    press(window.pages["trace"], "What if…")
    fill(tab.form, {"without": "one"})
    tab.form.go.click()
    assert "one is no number of an origin" in tab.form.said.text()
    fill(tab.form, {"without": "2", "rule": "Last in, first out"})
    tab.form.go.click()
    settle(qtbot, window)
    assert not tab.form.isVisible()
    assert tab.said.text() == "If: Origin 2 is left out. The rule is lifo and not fifo."
    change = dict(zip(cells(tab.changes, "what"), cells(tab.changes, "change_minor"), strict=True))
    assert change["Into the Golf"] == "£4,000.00"
    assert tab.words.said[0].startswith("The first payment that differs is P4")
    with Case.open(window.workspace.case.where) as case:  # nothing of it is kept
        assert [row["origin"] for row in _origins(case)] == [1, 2]


def _origins(case: Case) -> list[dict[str, Any]]:
    from workbench.recovery.origins import origin_rows

    return origin_rows(case)


def test_the_flow_in_time_is_drawn_and_each_band_answers_why(
    qtbot: QtBot, window: MainWindow
) -> None:
    tab = answers(qtbot, window)
    choose(tab.rule, "Last in, first out")
    ask(qtbot, window, tab, "What is it made of?", "the Golf")
    tab.views.setCurrentWidget(tab.flow)
    assert tab.flow.picture is not None
    assert tab.flow.picture.title == "What the Golf is made of, by lifo, GBP"
    band = next(part for part in tab.flow.picture.parts if isinstance(part, Band))
    where = QPointF((band.x + band.to_x) / 2, (band.y + band.to_y + band.width) / 2)
    tab.flow.centerOn(where)
    at = tab.flow.mapFromScene(where)
    qtbot.mouseClick(tab.flow.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle(qtbot, window)
    qtbot.waitUntil(lambda: bool(window.why.figures()))
    assert window.why.figures()[0].startswith(("flow:lifo:1:", "traced-by:lifo:1", "origin:1"))
