"""A thing has a page of its own, and a register of thousands stands in the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.driving import cells, fill, go, press, record, settle
from ui.widgets import Text
from ui.window import MainWindow
from workbench.case import Case
from workbench.parties.register import add_party
from workbench.recovery import gifts, keeping
from workbench.recovery import property as register

TEXT = "Ref,Item,Date seized,Value (GBP)\n" + "".join(
    f"S{at},{'Cash' if at % 2 else 'VW Golf car'},2025-03-{at % 28 + 1:02d},{at}.50\n"
    for at in range(1, 700)
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    with Case.create(tmp_path / "c.arw") as case:
        house = register.add_asset(case, "real estate", "14 Hales View", identifier="HD12345")
        bank = add_party(case, "Longmynd Bank", schema="Company")
        one, two = add_party(case, "Ronan Shaw"), add_party(case, "Kay Boyle")
        register.value(case, house, date(2025, 1, 5), 200_000_00, "agent's letter")
        register.value(case, house, date(2025, 6, 5), 210_000_00, "RICS red book")
        register.add_interest(case, house, bank, "charge", minor=120_000_00)
        for who in (one, two):
            register.add_interest(case, house, who, "beneficial", millionths=500_000)
        register.asset_event(
            case, house, "restrained", "2025-06-10", "Crown Court", place="Shrewsbury",
            custody="the owners", condition="sound",
        )  # fmt: skip
        keeping.add_cost(case, house, "insurance", date(2025, 6, 10), 340_00)
        gifts.add_gift(case, one, two, date(2025, 5, 1), 100_000_00, asset_id=house)
        QImage(640, 480, QImage.Format.Format_RGB32).save(str(tmp_path / "front.png"))
        keeping.photograph(case, house, [tmp_path / "front.png"], "2025-06-10T11:00", "DC Shah")
    made.workspace.open(str(tmp_path / "c.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()
    made.close()


def opened(qtbot: QtBot, window: MainWindow) -> Any:
    page = go(qtbot, window, "property")
    page.tables["property"].select(1)
    press(page, "Open")
    settle(qtbot, window)
    return page


def said(view: Any, card: str) -> str:
    return "\n".join(text.text() for text in view.cards[card].findChildren(Text))


def test_a_thing_shows_its_arithmetic_its_days_and_its_costs(
    qtbot: QtBot, window: MainWindow
) -> None:
    view = opened(qtbot, window).asset
    assert view.heading.text() == "14 Hales View"
    worth = said(view, "worth")
    for words in ("£210,000.00", "\N{MINUS SIGN}£120,000.00", "£90,000.00", "£45,000.00"):
        assert words in worth
    assert "Restrained by Crown Court" in said(view, "timeline")
    assert "the owners" in said(view, "what")
    assert "£340.00" in said(view, "costs")
    assert "Ronan Shaw to Kay Boyle" in said(view, "gifts")
    assert "front.png" in said(view, "photographs")
    assert "No payment is tied to it" in said(view, "trace")
    pictures = [
        p for p in view.cards["photographs"].findChildren(QLabel) if not p.pixmap().isNull()
    ]
    assert pictures


def test_the_shares_on_the_page_can_be_asked_why(qtbot: QtBot, window: MainWindow) -> None:
    view = opened(qtbot, window).asset
    asked: list[str] = []
    window.workspace.ask_why.connect(asked.append)
    for figure in ("equity:1", "interest:2", "valuation:2", "costs:1", "gift:1"):
        view.whys[figure]()
        settle(qtbot, window)
    assert asked == ["equity:1", "interest:2", "valuation:2", "costs:1", "gift:1"]


def test_what_is_recorded_on_the_page_is_shown_there_at_once(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = opened(qtbot, window)
    press(page, "Event…")
    record(
        qtbot, window, page.form, event="inspected", at="2025-07-01T10:00", by="DC Shah",
        condition="roof leaks",
    )  # fmt: skip
    settle(qtbot, window)
    assert "condition: roof leaks" in said(page.asset, "timeline")
    window.workspace.undo()
    settle(qtbot, window)
    assert "roof leaks" not in said(page.asset, "timeline")
    page.forms.correct()
    settle(qtbot, window)
    record(qtbot, window, page.form, label="14 Hales View, Shrewsbury")
    settle(qtbot, window)
    assert page.asset.heading.text() == "14 Hales View, Shrewsbury"
    press(page, "‹ Property register")
    assert page.tables["property"].isVisible()


def test_a_share_above_the_whole_is_refused_in_the_form(qtbot: QtBot, window: MainWindow) -> None:
    page = opened(qtbot, window)
    press(page, "Interest…")
    fill(page.form, {"party": "Ronan Shaw", "kind": "beneficial", "percent": "0.0001"})
    page.form.go.click()
    settle(qtbot, window)
    assert "would come to 100.0001 %" in page.form.said.text()


def test_a_register_is_loaded_named_and_undone_in_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "register.csv").write_text(TEXT + "S700,Ring,soon,5\n", encoding="utf-8")
    page = go(qtbot, window, "property")
    page.take_register(tmp_path / "register.csv")
    record(qtbot, window, page.form, currency="GBP")
    settle(qtbot, window)
    assert page.things.rowCount() == 701
    assert cells(page.odd.table, "why") == ["it is no date"]
    assert page.odd.said.text().startswith("700 of 700 rows of register.csv")
    page.show_register()
    table = page.tables["property"]
    assert table.select(600)
    table.filter.setText("S44")
    qtbot.waitUntil(lambda: page.things.rowCount() < 20, timeout=5_000)
    assert set(cells(table, "identifier")) == {"S44", *(f"S44{digit}" for digit in range(10))}
    window.workspace.undo()
    settle(qtbot, window)
    table.filter.setText("")
    qtbot.waitUntil(lambda: page.things.rowCount() == 1, timeout=5_000)
