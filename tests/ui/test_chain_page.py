"""The page of the chain: a band asks why, a way is followed, and nobody is named in public."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from exports.charts.picture import Band, Text
from tests.driving import cells, go, press, settle
from tests.workbench.recovery.facts import car, confiscation, receipt
from ui.pages.chain import ChainPage
from ui.search import Hit
from ui.window import MainWindow
from workbench.case import Case
from workbench.records.load import load_files
from workbench.recovery.property import add_purchase
from workbench.reinvestment import funds, shares


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    records = tmp_path / "payments.csv"
    records.write_text("id,date,from,to,amount\nP1,2025-03-03,A,B,9800.00\n", encoding="utf-8")
    with Case.create(tmp_path / "case.arw") as case:
        load_files(case, [records])
        thing, order = car(case), confiscation(case)
        add_purchase(case, thing, "P1")
        funds.add_fund(case, "Community fund", "police")
        for minor, options in ((4_000_000, {"asset_id": thing}), (1_000_000, {})):
            shares.share_receipt(case, receipt(case, order, minor, **options), fund_id=1)
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.workspace.open(str(tmp_path / "case.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ChainPage:
    found = go(qtbot, window, "chain")
    assert isinstance(found, ChainPage)
    return found


def _follow(qtbot: QtBot, window: MainWindow, page: ChainPage, words: str) -> None:
    page.forwards.setCurrentIndex(page.forwards.findText(words))
    settle(qtbot, window)


def test_a_click_on_a_band_asks_why_and_chooses_its_row(
    qtbot: QtBot, window: MainWindow, page: ChainPage
) -> None:
    asked: list[str] = []
    window.workspace.ask_why.connect(asked.append)
    assert page.view.picture is not None
    band = max(
        (p for p in page.view.picture.parts if isinstance(p, Band) and p.figure),
        key=lambda p: p.width,
    )
    page.view.fit()
    middle = ((band.x + band.to_x) / 2, (band.y + band.to_y + band.width) / 2)
    at = page.view.mapFromScene(*middle)
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
    settle(qtbot, window)
    assert asked == [band.figure]
    row = page.bands_model.row(int(page.bands.current_id()))
    assert row["figure"] == band.figure


def test_a_car_is_followed_forwards_and_the_line_that_bought_it_stands_below(
    qtbot: QtBot, window: MainWindow, page: ChainPage
) -> None:
    assert len(cells(page.bands, "start")) == 13
    assert cells(page.lines, "raw") == []
    _follow(qtbot, window, page, "VW Golf")
    assert page.way() == ("asset:1",)
    assert cells(page.bands, "on_way")[-1] == "£7,500.00"
    assert cells(page.bands, "minor")[-1] == "£9,375.00"
    assert cells(page.lines, "raw") == ["P1,2025-03-03,A,B,9800.00"]
    assert page.view.picture is not None
    assert page.view.picture.title == "The way of VW Golf"


def test_another_page_may_ask_for_the_way_of_one_thing(
    qtbot: QtBot, window: MainWindow, page: ChainPage
) -> None:
    window.workspace.show_page.emit("chain", Hit("chain", 2, "receipt", "Receipt 2"))
    settle(qtbot, window)
    assert page.way() == ("receipt:2",)
    assert page.forwards.currentText() == "Receipt 2"


def test_for_publication_nothing_is_named_and_nothing_leads_on(
    qtbot: QtBot, window: MainWindow, page: ChainPage, tmp_path: Path
) -> None:
    _follow(qtbot, window, page, "VW Golf")
    page.public.setChecked(True)
    settle(qtbot, window)
    assert not page.forwards.isEnabled()
    assert page.view.picture is not None
    said = [part.text for part in page.view.picture.parts if isinstance(part, Text)]
    assert "Vehicle" in said
    assert not any("Golf" in words or "T1" in words for words in said)
    assert not list(page.view.picture.figures())
    page.save(tmp_path / "public.svg")
    settle(qtbot, window)
    assert page.state.text() == "Saved public.svg."
    assert "Golf" not in (tmp_path / "public.svg").read_text("utf-8")


def test_without_money_the_page_says_what_comes_first(qtbot: QtBot, tmp_path: Path) -> None:
    Case.create(tmp_path / "empty.arw").close()
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.workspace.open(str(tmp_path / "empty.arw"))
    settle(qtbot, made)
    page = go(qtbot, made, "chain")
    assert page.view.picture is None
    assert not page.state.isVisible()
    made.workspace.shutdown()


def test_reinvestment_leads_to_the_chain(qtbot: QtBot, window: MainWindow) -> None:
    press(go(qtbot, window, "reinvestment"), "The chain")
    settle(qtbot, window)
    assert isinstance(window.page(), ChainPage)
