"""Values of the law: those that nobody read come first, and a case states them on a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from exports.replayed import unlike
from tests.driving import cells, fill, go, press, record, settle
from ui.window import MainWindow
from workbench.case import Case
from workbench.recovery import orders

DETENTION = "One order for further detention of cash ends at the latest"
LEAST = "The least value of a listed asset that may be seized"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A case with cash that a court detained."""
    with Case.create(tmp_path / "case.arw", name="Operation Rowan") as case:
        number = orders.add_order(case, "cash", at="2026-02-02T09:00", by="DC Shah")
        orders.move(case, number, "detained", "2026-02-04T10:00", "Magistrates")
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.workspace.opened):
        made.workspace.open(str(tmp_path / "case.arw"))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def choose(page: Any, what: str) -> None:
    row = next(row for row in page.found.values if row["what"] == what)
    page.tables["values"].select(row["id"])


def due(qtbot: QtBot, window: MainWindow) -> dict[str, Any]:
    calendar = go(qtbot, window, "calendar")
    return next(row for row in calendar.dates.rows if row["kind"] == "cash-detention")


def test_what_nobody_read_comes_first_and_the_version_is_named(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "law")
    read = cells(page.tables["values"], "read")
    unread = read.count("no: check it")
    assert read == ["no: check it"] * unread + ["yes"] * (len(read) - unread)
    assert page.state.text() == (
        f"POCA 2002 Part 2 in the version pre-cpa-2026. {unread} of {len(read)} values were not "
        "read on a page and may be stated; this case states nothing otherwise."
    )


def test_a_value_is_stated_its_deadline_follows_and_undo_takes_it_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert str(due(qtbot, window)["day"]) == "2026-08-03"
    press(window.page(), "Values of the law")  # type: ignore[arg-type]
    settle(qtbot, window)
    page: Any = window.pages["law"]
    choose(page, DETENTION)
    press(page, "State a value…")
    assert [page.form.inputs[key].accessibleName() for key in ("value", "source")] == [
        "How many months", "Read in",
    ]  # fmt: skip
    record(qtbot, window, page.form, value="3", valid_from="2026-01-01", source="the statute")
    assert "3 months from 01 Jan 2026" in cells(page.tables["values"], "here")
    assert cells(page.tables["stated"], "shipped") == ["6 months"]
    found = due(qtbot, window)
    assert str(found["day"]) == "2026-05-03"
    assert "as this case states it, 3 instead of 6: the statute" in found["provision"]
    assert window.workspace.case is not None
    assert not list(unlike(window.workspace.case))
    window.workspace.undo()
    settle(qtbot, window)
    assert str(due(qtbot, window)["day"]) == "2026-08-03"
    assert not list(unlike(window.workspace.case))


def test_an_amount_is_stated_in_pounds_and_withdrawn(window: MainWindow, qtbot: QtBot) -> None:
    page = go(qtbot, window, "law")
    choose(page, LEAST)
    page.state_one()
    fill(page.form, {"value": "1250.00", "valid_from": "2026-01-01"})
    page.form.go.click()
    assert page.form.said.text().startswith("Read in: this is needed")
    record(qtbot, window, page.form, source="the regulations")
    page.tabs.setCurrentIndex(1)
    assert cells(page.tables["stated"], "said") == ["£1,250.00"]
    press(page, "Withdraw")
    assert page.state.text() == "Choose a row first."
    page.tables["stated"].select(1)
    press(page, "Withdraw")
    settle(qtbot, window)
    assert cells(page.tables["stated"], "said") == []
    window.workspace.undo()
    settle(qtbot, window)
    assert cells(page.tables["stated"], "said") == ["£1,250.00"]


def test_what_was_read_on_a_page_is_not_stated_otherwise(window: MainWindow, qtbot: QtBot) -> None:
    page = go(qtbot, window, "law")
    row = next(row for row in page.found.values if row["confirmed"])
    page.tables["values"].select(row["id"])
    page.state_one()
    assert not page.form.isVisible()
    assert page.state.text().endswith("and is not stated otherwise.")


def test_the_case_page_leads_there(window: MainWindow, qtbot: QtBot) -> None:
    press(go(qtbot, window, "case"), "Values of the law")
    settle(qtbot, window)
    assert window.page() is window.pages["law"]
    assert window.rail.buttons["property"].isChecked()
