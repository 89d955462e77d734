"""Each page shows the demonstration case's numbers, and every one of them answers Why?."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from exports.charts.picture import Line
from exports.demonstration import build_case
from graphs.figures import PLACES
from tests.driving import cells, go, press, settle, shown
from ui.drawing import PictureView, _plain
from ui.models.rows import ListTable
from ui.window import MainWindow
from workbench.case import Case


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("larkspur") / "larkspur.arw"
    build_case(place).close()
    return place


@pytest.fixture
def window(qtbot: QtBot, built: Path, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.workspace.adopt(Case.open(shutil.copy(built, tmp_path / "larkspur.arw")))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def every_figure(model: ListTable) -> set[str]:
    return {
        column.figure(model.row(position))
        for position in range(model.rowCount())
        for column in model.columns
        if column.figure is not None
    } - {""}


def explained(qtbot: QtBot, window: MainWindow, wanted: set[str]) -> dict[str, str]:
    """What the book says of figures, asked off the window's thread as the pages do."""
    found: list[dict[str, str]] = []
    window.workspace.explain(
        lambda book, _: {name: book.figure(name).written for name in wanted}, found.append
    )
    settle(qtbot, window)
    return found[0]


def test_the_case_page_says_who_what_is_proved_and_the_figures_that_matter(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "case")
    assert page.values["Officers"].text().splitlines()[0] == "DC Maya Sterndale (investigator)"
    assert page.values["Tracing"].text() == "first in, first out (fifo)"
    assert "7 of 7 accounts with printed balances proved" in page.state.text()
    assert "Missing: 07-00-00 52290417 from 01 May 2024" in page.state.text()
    amounts = {row["id"]: page.figures.columns[1].shown(row) for row in page.figures._shown}
    assert amounts["benefit:1"] == "£228,860.00"
    assert amounts["order:1"] == "£143,400.00"
    assert amounts["unaccounted:GBP"] == "£0.00"
    assert explained(qtbot, window, set(amounts)) == amounts


def test_every_held_account_is_added_up_on_the_records_page(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "records")
    assert page.proof.rowCount() == 11
    sums = {row["account"]: row for row in page.proof._shown}
    for row in sums.values():
        if row["verdict"] != "reconciled with gaps":
            assert row["opening"] + row["in"] - row["out"] == row["closing"], row["account"]
    assert sums["07-00-00 52290417"]["wrong"] == "missing from 01 May 2024 to 02 Jun 2024"
    assert len(explained(qtbot, window, every_figure(page.proof))) == 11


def test_the_rules_stand_side_by_side_and_each_accounts_for_every_penny(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "trace")
    rows = {row["id"]: row for row in page.compared.model._shown}
    for rule in ("fifo", "pro-rata", "lifo", "clean-first", "tainted-first"):
        assert sum(rows[place][rule] for place in PLACES) == 22_886_000
        left = sum(row.get(rule, 0) for row in page.accounts.model._shown)
        assert left == rows["held"][rule] + rows["left"][rule]
        into = sum(rows[f"asset:{number}"][rule] for number in range(1, 5))
        assert rows["things"][rule] == into
        found_of = sum(row[rule] for name, row in rows.items() if str(name).startswith("from:"))
        assert found_of == rows["held"][rule] + rows["things"][rule]
    found = explained(qtbot, window, every_figure(page.compared.model))
    assert {f"traced-by:fifo:{n}" for n in range(1, 5)} <= set(found)
    assert found["traced-by:fifo:1"] in shown(page.compared)[0]
    assert explained(qtbot, window, every_figure(page.accounts.model))
    for row in page.ranges.model._shown:
        assert row["least"] <= row["minor"] <= row["most"]
        assert row["least"] < row["most"]
    assert f"changes {page.ranges.model.rowCount()} amounts" in page.state.text()


def arrow(view: PictureView) -> tuple[Line, QPointF]:
    assert view.picture is not None
    for part in view.picture.parts:
        if isinstance(part, Line) and part.figure:
            (x0, y0), (x1, y1) = part.points[-2:]
            middle = QPointF((x0 + x1) / 2, (y0 + y1) / 2)
            if view.picture.at(middle.x(), middle.y()) is part:
                return part, middle
    raise AssertionError("no arrow can be clicked")


def click(qtbot: QtBot, view: PictureView, where: QPointF) -> None:
    view.centerOn(where)
    at = view.mapFromScene(where)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_an_arrow_of_the_chart_opens_why_and_chooses_its_row(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "chart")
    line, middle = arrow(page.view)
    assert window.why.isHidden()
    click(qtbot, page.view, middle)
    qtbot.waitUntil(lambda: window.why.figures() == [line.figure])
    chosen = page.model.row(page.model.position_of(page.table.current_id()))
    assert chosen["figure"] == line.figure
    assert window.why.amount.text() == page.model.columns[3].shown(chosen)


def test_the_chart_is_filtered_by_days_and_account_and_adds_up(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "chart")
    whole = sum(row["count"] for row in page.model._shown)
    assert whole == 4108  # 4,328 rows of which 220 are the other side of an own transfer
    page.since.setText("2024-01-01")
    page.until.setText("2024-01-31")
    page.until.editingFinished.emit()
    settle(qtbot, window)
    within = page.model._shown
    assert 0 < sum(row["count"] for row in within) < whole
    assert all(row["first"].isoformat() >= "2024-01-01" for row in within)
    assert all(row["last"].isoformat() <= "2024-01-31" for row in within)
    page.around.setCurrentIndex(1)
    settle(qtbot, window)
    assert page.state.text().startswith("Within 1 payment of the account")
    assert 0 < page.model.rowCount() < len(within)
    page.since.setText("31/01/2024")
    page.since.editingFinished.emit()
    assert page.state.text() == "Write the days like 2024-03-31."


def test_an_order_shows_its_way_and_what_may_follow(window: MainWindow, qtbot: QtBot) -> None:
    page = go(qtbot, window, "property")
    page.tabs.setCurrentIndex(1)
    assert page.card.name.text() == (
        "Confiscation T20240417 against Dean Marcus TANNAHILL: satisfied"
    )
    assert page.card.path.text().startswith("Under investigation 03 Jun 2024  ›  Restrained 05 Dec")
    press(page, "Varied…")
    assert "s.23" in page.form.inputs["under"].currentText() + "".join(
        page.form.inputs["under"].itemText(i) for i in range(page.form.inputs["under"].count())
    )
    assert "amount_minor" in page.form.inputs
    press(page, "Cancel")
    page.tables["orders"].select(2)
    assert page.card.moves == {}
    assert cells(page.tables["orders"], "owed_minor") == ["£0.00", "£0.00"]


def test_what_may_not_follow_yet_is_a_resting_button_with_its_reason(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "property")
    row: dict[str, Any] = {
        **page.found.orders[0],
        "next": [
            {"to": "satisfied", "label": "Satisfied", "provision": "", "why_not": "£5 is owed"}
        ],
    }
    page.card.show_order(row)
    assert not page.card.moves["satisfied"].isEnabled()
    assert page.card.why_not.text() == "Not yet. Satisfied: £5 is owed."


def test_a_tip_of_the_chart_is_never_run_as_markup() -> None:
    assert _plain("<b>A</b> & co") == "<span>&lt;b&gt;A&lt;/b&gt; &amp; co</span>"


def test_a_form_has_the_room_where_there_is_room_for_one_thing(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "property")
    page.add()
    assert page.tabs.isVisible()
    assert page.form.isVisible()
    window.workspace.ask_why.emit("order:1")
    window.resize(900, 640)
    qtbot.waitUntil(lambda: not page.tabs.isVisible())
    assert page.form.isVisible()
    press(page, "Cancel")
    assert page.tabs.isVisible()
    settle(qtbot, window)
