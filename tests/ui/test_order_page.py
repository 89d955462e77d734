"""An order's own page: its way, what may follow, any day's balance; and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.driving import cells, fill, go, press, record, settle, shown
from tests.workbench.recovery.facts import confiscation
from ui.pages.calendar import CalendarPage, off_days
from ui.pages.month import Month, moved
from ui.pages.order import OrderPage
from ui.search import Hit
from ui.window import MainWindow
from workbench.case import Case
from workbench.recovery import orders, time_to_pay
from workbench.recovery import property as register
from workbench.recovery.receipts import add_receipt

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A case with a confiscation order in parts, a frozen account and cash just seized."""
    with Case.create(tmp_path / "case.arw", name="Operation Rowan") as case:
        case.now = lambda: NOW
        order = confiscation(case, 4_500_000)
        time_to_pay.allow(case, order, [(date(2025, 9, 24), 1_500_000)])
        add_receipt(case, order, date(2025, 9, 12), 1_500_000, reference="Faster payment")
        orders.add_order(case, "account-freezing", state="frozen", at="2026-02-02", by="Bench")
        asset = register.add_asset(case, "cash", "Cash in a holdall")
        register.asset_event(case, asset, "seized", "2026-02-27T10:00", "DC Shah")
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.workspace.opened):
        made.workspace.open(str(tmp_path / "case.arw"))
    assert made.workspace.case is not None
    made.workspace.case.now = lambda: NOW
    made.workspace.changed.emit()
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def page_of(qtbot: QtBot, window: MainWindow, order: int) -> OrderPage:
    window.workspace.show_page.emit("order", Hit("order", order, "Order", ""))
    settle(qtbot, window)
    found: Any = window.pages["order"]
    return found


def test_the_page_shows_the_way_of_the_order_that_was_asked_for(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(qtbot, window, 2)
    assert page.name.text() == "Account freezing and forfeiture, order 2"
    assert list(page.line.moves) == ["frozen", "notice-given", "forfeited", "closed"]
    assert window.rail.buttons["property"].isChecked()
    page = page_of(qtbot, window, 1)
    assert page.name.text() == "Confiscation T1"
    assert page.choice.currentText() == "Confiscation T1"
    assert not page.line.moves["satisfied"].isEnabled()
    assert page.line.why_not.text().startswith("Not yet. Satisfied: £31,413.70 of it")


def test_what_may_not_follow_says_why_and_who_may_act_is_named(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(qtbot, window, 1)
    rows = {row[0]: row for row in shown(page.tables["moves"])}
    assert rows["In enforcement"][1:3] == ["may follow", ""]
    assert rows["Early resolution meeting"][2].endswith("this case is pre-cpa-2026")
    assert rows["Varied"][4] == "Crown Court"


def test_the_balance_of_any_day_is_asked_for(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(qtbot, window, 1)
    # £30,000 is in no part and bears interest from the day of the order.
    page.day.setText("2025-08-23")
    page.day.editingFinished.emit()
    settle(qtbot, window)
    assert page.sums.text().startswith(
        "Owed on 23 Aug 2025: £45,197.26. £45,000.00 required, £197.26 interest to 23 Aug 2025"
    )
    page.day.setText("soon")
    page.day.editingFinished.emit()
    assert page.state.text() == "soon is no date. Write it like 2026-03-31."


def test_parts_payments_and_an_extension_stand_on_the_page(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(qtbot, window, 1)
    assert cells(page.tables["parts"], "due") == ["24 Sep 2025"]
    assert cells(page.tables["payments"], "owed_after") == ["£30,328.77"]
    page.tabs.setCurrentIndex(4)
    press(page, "Extend…")
    record(qtbot, window, page.form, to="2026-01-23", decided="2025-09-20")
    assert cells(page.tables["parts"], "extended") == ["20 Sep 2025"]
    press(page, "Extend…")
    fill(page.form, {"to": "2026-02-01", "decided": "2025-09-20"})
    page.form.go.click()
    settle(qtbot, window)
    assert "beyond 23 Jan 2026" in page.form.said.text()


def test_the_step_varied_asks_for_the_variation_itself(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(qtbot, window, 1)
    page.line.moves["varied"].click()
    assert page.form.heading.text() == "Variation"
    record(
        qtbot, window, page.form,
        under="s.23: Reduced: what is available is not enough", on="2026-02-20", by="HHJ Marsh",
        amount_minor="20000.00",
    )  # fmt: skip
    assert cells(page.tables["variations"], "amount_minor") == ["£20,000.00"]
    assert cells(page.tables["steps"], "label")[-1] == "Varied"
    assert "£20,000.00 required" in page.sums.text()


def test_the_card_beside_the_list_asks_for_the_variation_too(
    window: MainWindow, qtbot: QtBot
) -> None:
    page: Any = go(qtbot, window, "property")
    page.tabs.setCurrentIndex(1)
    page.tables["orders"].select(1)
    settle(qtbot, window)
    page.step()
    offered = [page.form.inputs["to"].itemData(i) for i in range(page.form.inputs["to"].count())]
    assert "varied" not in offered
    page.card.moves["varied"].click()
    assert page.form.heading.text() == "Variation"
    fill(page.form, {"on": "2026-02-20", "by": "HHJ Marsh"})
    page.form.go.click()
    settle(qtbot, window)
    assert "Give the amount." in page.form.said.text()
    record(
        qtbot, window, page.form,
        under="s.23: Reduced: what is available is not enough", on="2026-02-20", by="HHJ Marsh",
        amount_minor="20000.00",
    )  # fmt: skip
    assert page.card.name.text() == "Confiscation T1: varied"


def test_why_leads_to_what_is_owed(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(qtbot, window, 1)
    page.why.click()
    settle(qtbot, window)
    assert window.why.isVisible()


def test_a_case_without_orders_teaches_the_next_step(qtbot: QtBot, tmp_path: Path) -> None:
    Case.create(tmp_path / "empty.arw", name="Empty").close()
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.workspace.opened):
        window.workspace.open(str(tmp_path / "empty.arw"))
    settle(qtbot, window)
    for key in ("order", "calendar"):
        page = go(qtbot, window, key)
        press(page, "Property and orders")
        settle(qtbot, window)
        assert window.page() is window.pages["property"]
    assert not window.top.findChild(type(window.top.seek), "").isHidden()
    window.workspace.shutdown()


def test_the_calendar_stands_by_urgency_and_leads_to_the_order(
    window: MainWindow, qtbot: QtBot
) -> None:
    page: CalendarPage = go(qtbot, window, "calendar")
    assert page.heading.text() == "March 2026"
    due = [(row["name"], row["left"]) for row in page.dates.rows if row["state"] != "met"]
    # What is in no part was due on the day of the order, and what came in counts for it first.
    assert due[:3] == [("Confiscation T1", f"{days} days overdue") for days in (221, 159, 38)]
    assert due[3] == ("Cash in a holdall", "tomorrow")
    assert page.state.text() == "5 deadlines open: 3 overdue, 1 within 14 days."
    frozen = next(row for row in page.dates.rows if row["kind"] == "account-freezing")
    page.table.activated.emit(frozen["id"])
    settle(qtbot, window)
    found: Any = window.pages["order"]
    assert found.name.text() == "Account freezing and forfeiture, order 2"


def test_a_day_of_the_month_is_chosen_by_key_and_by_row(window: MainWindow, qtbot: QtBot) -> None:
    page: CalendarPage = go(qtbot, window, "calendar")
    qtbot.keyClick(page.month, Qt.Key.Key_Right)
    assert page.month.day == date(2026, 3, 3)
    assert "Cash in a holdall: Initial detention of cash ends (open)" in page.month.said(
        page.month.day
    )
    qtbot.keyClick(page.month, Qt.Key.Key_PageDown)
    assert page.heading.text() == "April 2026"
    assert page.month.off[date(2026, 4, 3)] == "Good Friday"
    page.show_today()
    assert page.heading.text() == "March 2026"
    page.turn(-1)
    assert page.heading.text() == "February 2026"


def test_the_calendar_is_saved_for_a_diary(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page: CalendarPage = go(qtbot, window, "calendar")
    page.save_to(tmp_path / "due.ics")
    settle(qtbot, window)
    assert "DTSTART;TZID=Europe/London:20260303T100000" in (tmp_path / "due.ics").read_text("utf-8")
    assert page.state.text() == "Written to due.ics."


def test_the_bar_says_what_presses_and_leads_to_the_calendar(
    window: MainWindow, qtbot: QtBot
) -> None:
    from ui.reminder import Reminder

    reminder = window.top.findChild(Reminder)
    assert isinstance(reminder, Reminder)
    assert reminder.text() == " 3 overdue · 1 due soon"
    reminder.click()
    settle(qtbot, window)
    assert window.page() is window.pages["calendar"]
    reminder.say((0, 0))
    assert not reminder.isVisible()


def test_months_are_turned_without_falling_off_their_ends() -> None:
    assert moved(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert moved(date(2026, 1, 31), -1) == date(2025, 12, 31)
    assert off_days([date(2026, 12, 25), date(2026, 12, 24)]) == {
        date(2026, 12, 25): "Christmas Day"
    }


def test_a_month_is_whole_weeks_from_a_monday(qtbot: QtBot) -> None:
    month = Month()
    qtbot.addWidget(month)
    month.show_days(date(2026, 2, 10), date(2026, 2, 10), {}, {})
    assert (month.days()[0], month.days()[-1]) == (date(2026, 1, 26), date(2026, 3, 1))
