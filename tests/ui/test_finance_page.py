"""The finance officer's page: what waits and for whom, funds, the calendar, quarters, own kinds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, fill, go, press, record, settle, shown
from tests.workbench.recovery.facts import confiscation
from tests.workbench.reinvestment.acts import approved
from ui.pages.grant import GrantPage
from ui.pages.reinvestment import ReinvestmentPage
from ui.window import MainWindow
from workbench.case import Case
from workbench.recovery.receipts import add_receipt
from workbench.reinvestment import grants
from workbench.reinvestment.deposits import deposit
from workbench.reinvestment.funds import add_fund
from workbench.reinvestment.programmes import add_kind, add_programme

NOW = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """£1,000 received on an order, a fund with £900 of a partner, and a prepared instalment."""
    with Case.create(tmp_path / "case.arw", name="Operation Rowan") as case:
        case.now = lambda: NOW
        order = confiscation(case, 4_500_000)
        add_receipt(case, order, date(2025, 9, 12), 100_000)
        add_fund(case, "Recovered proceeds", "police")
        deposit(case, 1, date(2025, 10, 1), 90_000, "Public health")
        add_kind(case, "family support", "Help families.", [("Families helped", "families")])
        add_programme(case, "naloxone for officers", "Naloxone in every car")
        approved(case, 60_000)
        grants.add_instalment(case, 1, date(2026, 3, 10), 40_000)
        grants.prepare(case, 1, "C. Penhaligon", date(2026, 3, 9))
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.workspace.opened):
        made.workspace.open(str(tmp_path / "case.arw"))
    assert made.workspace.case is not None
    made.workspace.case.now = lambda: NOW
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ReinvestmentPage:
    found: Any = go(qtbot, window, "reinvestment")
    assert isinstance(found, ReinvestmentPage)
    return found


def refused(qtbot: QtBot, window: MainWindow, page: ReinvestmentPage, **values: Any) -> str:
    fill(page.form, values)
    page.form.go.click()
    settle(qtbot, window)
    assert page.form.isVisible()
    return page.form.said.text()


def waiting_for(
    qtbot: QtBot, window: MainWindow, page: ReinvestmentPage, name: str
) -> dict[str, tuple[str, str]]:
    page.whom.person.setText(name)
    page.whom.person.editingFinished.emit()
    settle(qtbot, window)
    return {row["act"]: (row["yours"], row["why_not"]) for row in page.waits}


def test_what_waits_says_who_may_not_do_it_and_why(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage
) -> None:
    first = shown(page.tables["waiting"])[0]
    assert first[0] == "10 Mar 2026"
    assert first[1] == "To be paid: instalment 1, £400.00 to Cole Valley"
    assert "1 overdue" in page.state.text()
    assert waiting_for(qtbot, window, page, "c. penhaligon")["pay"] == (
        "no", "c. penhaligon prepared the payment of this grant",
    )  # fmt: skip
    assert waiting_for(qtbot, window, page, "M. Thorne")["pay"] == (
        "no", "M. Thorne approved this grant",
    )  # fmt: skip
    assert waiting_for(qtbot, window, page, "Ann Cashier")["pay"] == ("yes", "")
    assert page.whom.said.text().startswith("Ann Cashier may do ")


def test_an_act_that_waits_leads_to_where_it_is_done(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage
) -> None:
    share = next(row["id"] for row in page.waits if row["act"] == "share")
    page.tables["waiting"].select(share)
    press(page, "Go to it")
    assert page.form.heading.text() == "Share a receipt"
    record(qtbot, window, page.form, fund="Recovered proceeds")
    # 18.75 % of £1,000.00, beside £900.00 of public health
    assert cells(page.tables["funds"], "held_minor") == ["£1,087.50"]
    assert cells(page.tables["funds"], "promised_minor") == ["£600.00"]
    assert cells(page.tables["funds"], "free_minor") == ["£487.50"]
    pay = next(row["id"] for row in page.waits if row["act"] == "pay")
    page.tables["waiting"].select(pay)
    page.tables["waiting"].activated.emit(pay)  # by Enter or a double click
    settle(qtbot, window)
    found = window.page()
    assert isinstance(found, GrantPage)
    assert found.name.text() == "£600.00 to Cole Valley"


def test_a_partners_money_goes_in_and_what_is_promised_does_not_go_back(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage
) -> None:
    page.show_list("funds")
    press(page, "Deposit…")
    record(qtbot, window, page.form, minor="100.50", source="Community safety", on="1 Feb 2026")
    assert cells(page.tables["deposits"], "minor") == ["£900.00", "£100.50"]
    press(page, "Return money…")
    assert page.form.about.text().startswith("£400.50 of Recovered proceeds")
    said = refused(
        qtbot,
        window,
        page,
        minor="500",
        by="Ann",
        on="02/02/2026",
        why="not needed",
        paid_to="Community safety",
    )
    assert "promised" in said
    record(qtbot, window, page.form, minor="100.50", deposits="2")
    assert cells(page.tables["funds"], "returned_minor") == ["£100.50"]
    assert page.sums["unaccounted_minor"].text() == "£0.00"


def test_a_quarter_is_held_against_the_home_office_and_closed(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage
) -> None:
    press(page, "Share a receipt")
    record(qtbot, window, page.form, fund="Recovered proceeds")
    page.show_list("quarters")
    press(page, "Paid by the Home Office…")
    record(qtbot, window, page.form, minor="180.00", on="3 Mar 2026", reference="HO 1")
    quarters = page.tables["quarters"]
    assert cells(quarters, "difference_minor") == ["−£7.50"]
    press(page, "Explain too little…")
    assert page.form.about.text().startswith("£7.50 is missing.")
    record(
        qtbot, window, page.form, what="the top slice", minor="7.50", by="Ann", on="4 Mar 2026",
        why="top slice of 2025/26",
    )  # fmt: skip
    assert cells(quarters, "difference_minor") == ["£0.00"]
    press(page, "Correct…")
    record(qtbot, window, page.form, on="5 Mar 2026", why="it was £187.50 of another force")
    assert cells(quarters, "paid_minor") == ["£0.00"]
    press(page, "Paid by the Home Office…")
    record(qtbot, window, page.form, minor="190.00", on="6 Mar 2026")
    press(page, "Take in too much…")
    record(qtbot, window, page.form, minor="10.00", on="6 Mar 2026")
    quarters.select(0)
    press(page, "Close…")
    record(qtbot, window, page.form, quarter="2025-Q2", by="Ann", on="20/04/2026")
    assert cells(quarters, "books") == ["closed by Ann"]
    page.show_list("funds")
    press(page, "Deposit…")
    assert "which Ann closed" in refused(
        qtbot, window, page, minor="5", source="Community safety", on="20/09/2025"
    )


def test_a_sharing_that_was_a_mistake_is_taken_back_and_done_anew_by_agreed_parts(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage
) -> None:
    press(page, "Share a receipt")
    record(qtbot, window, page.form, fund="Recovered proceeds")
    page.show_list("shares")
    page.tables["shares"].select(1)
    press(page, "Take back…")
    record(qtbot, window, page.form, on="20/04/2026", why="West and East share it")
    assert cells(page.tables["funds"], "received_minor") == ["£0.00"]
    press(page, "Contributions…")
    assert "99.5" in refused(qtbot, window, page, parts="West = 62; East = 37.5%")
    record(qtbot, window, page.form, parts="West = 62.5; East = 37.5%")
    press(page, "Share a receipt")
    record(qtbot, window, page.form, fund="Recovered proceeds", body="West", on="20 Apr 2026")
    # 62.5 % of £187.50 is £117.1875, and the penny left over is the larger remainder's
    assert cells(page.tables["funds"], "received_minor") == ["£117.19"]
    press(page, "State a rate…")
    said = refused(
        qtbot, window, page, key="cap", weight="5", since="1 Apr 2025", source="Budget book"
    )
    assert said == "cap: the amount of a year is needed"
    record(qtbot, window, page.form, minor="100,000,000.00")


def test_a_kind_of_the_cases_own_is_offered_and_measured(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage, tmp_path: Path
) -> None:
    page.show_list("programmes")
    press(page, "A kind of your own…")
    record(
        qtbot, window, page.form, name="night shelter", says="A bed for the night.",
        measures="Nights slept=nights; Turned away=people", fewer="Turned away",
    )  # fmt: skip
    press(page, "Begin a programme…")
    record(qtbot, window, page.form, kind="family support", name="Families first")
    press(page, "Begin a programme…")
    record(qtbot, window, page.form, kind="night shelter", name="Shelter", start="1 Mar 2026")
    page.tables["programmes"].select(3)
    page.show_list("outcomes")
    press(page, "Record an outcome…")
    (tmp_path / "return.csv").write_text("turned away,12\n", encoding="utf-8")
    assert "Nights slept" in page.form.about.text()
    record(
        qtbot, window, page.form, measure="Turned away", value="12", target="20",
        start="1 Mar 2026", end="31 Mar 2026", source=tmp_path / "return.csv",
    )  # fmt: skip
    assert cells(page.tables["outcomes"], "against") == ["met (green)"]
    press(page, "Record an outcome…")
    record(
        qtbot, window, page.form, measure="Nights slept", value="3", unit="nights",
        start="1 Mar 2026", end="31 Mar 2026", source=tmp_path / "return.csv",
    )  # fmt: skip
    press(page, "Record an outcome…")
    record(
        qtbot, window, page.form, measure="Went home", value="2", unit="people",
        start="1 Mar 2026", end="31 Mar 2026", source=tmp_path / "return.csv",
    )  # fmt: skip
    public = dict(
        zip(
            cells(page.tables["public"], "measure"),
            cells(page.tables["public"], "shown"),
            strict=True,
        )
    )
    assert public["Turned away"] == "12"
    assert public["Nights slept"] == "3"  # nights are things, and are told
    assert "2" not in public["Went home"]


def test_the_calendar_shows_the_month_and_leads_to_the_grant(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage
) -> None:
    calendar = page.calendar
    assert calendar.heading.text() == "Apr 2026"
    assert shown(calendar.table) == [
        ["10 Mar 2026", "instalment", "Instalment 1 to Cole Valley", "£400.00", "late"]
    ]
    calendar.turn(-1)
    assert calendar.heading.text() == "Mar 2026"
    assert "Instalment 1 to Cole Valley (overdue)" in calendar.month.said(date(2026, 3, 10))
    calendar.table.activated.emit(0)
    settle(qtbot, window)
    assert window.page() is window.pages["grant"]


def test_a_fund_for_small_grants_is_opened_with_its_bounds(
    window: MainWindow, qtbot: QtBot, page: ReinvestmentPage
) -> None:
    page.show_list("funds")
    press(page, "Open a fund…")
    values = {"name": "Active Citizens", "owner": "commissioner", "bid_limit_minor": "five"}
    assert refused(qtbot, window, page, **values).startswith(
        "Small grants: the most of one bid: five is no amount"
    )
    assert "no date" in refused(qtbot, window, page, bid_limit_minor="5,000.00", ends="31/02/2027")
    record(
        qtbot, window, page.form, ends="31 Mar 2027", final_approver="S. Foster",
        kinds="community project; family support",
    )  # fmt: skip
    assert cells(page.tables["funds"], "bounds")[1] == (
        "only for community project, family support; bids up to £5,000.00; "
        "final approval: S. Foster"
    )
    press(page, "Deposit…")
    assert page.state.text() == "Choose a row first."
