"""A grant's own page: from the application through panel, payment by two and return to its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, fill, press, record, settle, shown
from ui.pages.grant import GrantPage
from ui.search import Hit
from ui.window import MainWindow
from workbench.case import Case
from workbench.reinvestment import grants
from workbench.reinvestment.deposits import deposit
from workbench.reinvestment.funds import add_fund
from workbench.reinvestment.programmes import add_programme

NOW = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A small-grants fund of £20,000 with a commissioner's final word, and an application."""
    with Case.create(tmp_path / "case.arw", name="Operation Rowan") as case:
        case.now = lambda: NOW
        add_fund(
            case, "Active Citizens", "commissioner", bid_limit_minor=500_000,
            final_approver="S. Foster",
        )  # fmt: skip
        deposit(case, 1, date(2026, 1, 5), 2_000_000, "Community safety")
        add_programme(case, "community project", "Boxing after school")
        grants.propose(
            case, 1, 1, "Handsworth Boxing", 400_000, start=date(2026, 3, 1),
            end=date(2026, 8, 31), applied=date(2026, 1, 10), area="Handsworth",
            total_cost_minor=600_000,
        )  # fmt: skip
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


def page_of(qtbot: QtBot, window: MainWindow, grant: int = 1) -> GrantPage:
    window.workspace.show_page.emit("grant", Hit("grant", grant, "Grant", ""))
    settle(qtbot, window)
    found = window.pages["grant"]
    assert isinstance(found, GrantPage)
    return found


def tab(page: GrantPage, words: str) -> None:
    page.tabs.setCurrentIndex(
        next(i for i in range(page.tabs.count()) if page.tabs.tabText(i) == words)
    )


def refused(qtbot: QtBot, window: MainWindow, page: GrantPage, **values: Any) -> str:
    fill(page.form, values)
    page.form.go.click()
    settle(qtbot, window)
    assert page.form.isVisible()
    return page.form.said.text()


def decide(qtbot: QtBot, window: MainWindow, page: GrantPage) -> None:
    tab(page, "Panel")
    for name, role, interest in (
        ("Ada Brook", "resident", ""), ("PC Lowe", "police", ""), ("Jo Pike", "resident", "coach"),
    ):  # fmt: skip
        press(page, "Name a member…")
        record(qtbot, window, page.form, name=name, role=role)
        number = page.found.row["panel"][-1]["member"]  # type: ignore[index]
        page.tables["panel"].select(number)
        press(page, "Declare…")
        record(qtbot, window, page.form, on="12/01/2026", conflict=interest)
        if not interest:
            press(page, "View…")
            record(qtbot, window, page.form, view="for the grant")
    page.line.moves["recommend"].click()
    assert "declared a conflict of interest" in refused(
        qtbot, window, page, by="jo  pike", on="14 Jan 2026"
    )
    record(qtbot, window, page.form, by="Ada Brook")
    page.line.moves["approve"].click()
    assert "cannot approve it too" in refused(
        qtbot, window, page, by="ada brook", on="20 January 2026"
    )
    assert "final approval is by S. Foster" in refused(qtbot, window, page, by="M. Thorne")
    record(qtbot, window, page.form, by="S. Foster", decision_notice="PCC 7")


def test_a_small_grant_is_not_recommended_before_its_panel_is_done(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(qtbot, window)
    assert page.name.text() == "£4,000.00 to Handsworth Boxing"
    assert not page.line.moves["recommend"].isEnabled()
    assert "the view of a resident and police member is missing" in page.line.why_not.text()
    press(page, "Next step…")  # it is not withdrawn because it cannot be recommended
    assert page.form.isHidden()
    assert page.state.text().startswith("Not yet. Recommend: ")
    tab(page, "Panel")
    press(page, "Name a member…")
    record(qtbot, window, page.form, name="Lee Marsh", role="resident")
    press(page, "Next step…")
    assert page.form.heading.text() == "Interests of Lee Marsh"
    record(qtbot, window, page.form, on="11/01/2026", conflict="trustee")
    decide(qtbot, window, page)
    assert cells(page.tables["panel"], "says") == [
        "stands aside: trustee", "declared none", "declared none", "stands aside: coach",
    ]  # fmt: skip
    assert page.state.text().startswith("Approved. ")
    tab(page, "People and days")
    assert ["20 Jan 2026", "Approved", "S. Foster", "PCC 7"] in shown(page.tables["days"])


def test_two_people_pay_once_the_condition_is_met_and_money_comes_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = page_of(qtbot, window)
    decide(qtbot, window, page)
    (tmp_path / "agreement.pdf").write_bytes(b"signed")
    page.line.moves["agree"].click()
    record(qtbot, window, page.form, on="1 Feb 2026", document=tmp_path / "agreement.pdf")
    page.line.moves["plan"].click()
    record(qtbot, window, page.form, due="01/03/2026", minor="1,500.50", condition="hall is let")
    page.line.moves["met"].click()
    record(qtbot, window, page.form, on="3 Mar 2026")
    page.line.moves["prepare"].click()
    said = refused(qtbot, window, page, by="C. Penhaligon", on="04/03/2026", invoiced_minor="1600")
    assert "£1,600.00" in said
    assert "£1,500.50" in said
    record(qtbot, window, page.form, invoiced_minor="1500.50", invoice="HB 1")
    page.line.moves["pay"].click()
    assert "cannot pay it too" in refused(qtbot, window, page, by="C. PENHALIGON", on="05/03/2026")
    record(qtbot, window, page.form, by="Ann Cashier", deposits="1")
    assert cells(page.tables["instalments"], "from") == ["deposit 1"]
    assert page.sums.text().startswith("Paid £1,500.50, still to be paid £0.00, in no instalment")
    page.line.moves["claw-back"].click()
    record(
        qtbot, window, page.form, minor="500.25", by="Ann Cashier", on="2 Apr 2026",
        why="the hall closed",
    )  # fmt: skip
    assert cells(page.tables["backs"], "minor") == ["£500.25"]
    assert "came back £500.25" in page.sums.text()
    page.line.moves["vary"].click()
    record(qtbot, window, page.form, minor="1500.50", by="S. Foster", on="3 Apr 2026", why="closed")
    assert page.name.text().startswith("£1,500.50 to")


def test_match_funding_terms_returns_and_the_end_are_recorded(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = page_of(qtbot, window)
    tab(page, "Match funding")
    press(page, "Add…")
    record(qtbot, window, page.form, source="Lottery", minor="2000", kind="in kind")
    assert cells(page.tables["match"], "stands") == ["hoped for, not confirmed"]
    assert "£2,000.00 of match funding is not confirmed." in page.flags.text()
    press(page, "Confirm…")
    record(qtbot, window, page.form, on="10 Feb 2026")
    assert cells(page.tables["match"], "stands") == ["confirmed"]
    decide(qtbot, window, page)
    page.line.moves["plan"].click()
    record(qtbot, window, page.form, due="2026-03-01", minor="4000")
    page.line.moves["prepare"].click()
    record(qtbot, window, page.form, by="C. Penhaligon", on="2026-03-02")
    page.line.moves["pay"].click()
    record(qtbot, window, page.form, by="Ann Cashier", on="2026-03-02")
    tab(page, "Returns")
    press(page, "Plan all…")
    record(qtbot, window, page.form, months="6")
    assert cells(page.tables["returns"], "end") == ["31 Aug 2026"]
    assert "Close: a return is still to come." in page.line.why_not.text()
    (tmp_path / "return.csv").write_text("young people,31\n", encoding="utf-8")
    press(page, "Received…")
    record(
        qtbot, window, page.form, on="15 Sep 2026", document=tmp_path / "return.csv",
        spent_minor="3900.00",
    )  # fmt: skip
    assert cells(page.tables["returns"], "paper") == ["return.csv"]
    tab(page, "Outcomes")
    press(page, "Record an outcome…")
    record(
        qtbot, window, page.form, measure=page.found.measures[0][0], value="31",
        start="01/03/2026", end="31/08/2026", target="40", source=tmp_path / "return.csv",
    )  # fmt: skip
    assert cells(page.tables["outcomes"], "against") == ["missed (red)"]
    tab(page, "Terms")
    press(page, "Write down…")
    record(qtbot, window, page.form, exit_plan="the club pays the coach itself")
    assert shown(page.tables["terms"])[-1][1] == "the club pays the coach itself"
    page.line.moves["close"].click()
    record(qtbot, window, page.form, by="S. Foster", on="30 Sep 2026")
    assert page.state.text() == "Closed. Nothing waits."
    assert page.line.moves == {}


def test_a_case_without_grants_leads_to_reinvestment(qtbot: QtBot, tmp_path: Path) -> None:
    Case.create(tmp_path / "empty.arw", name="Empty").close()
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.workspace.opened):
        window.workspace.open(str(tmp_path / "empty.arw"))
    settle(qtbot, window)
    window.show_page("grant")
    settle(qtbot, window)
    page: Any = window.pages["grant"]
    press(page, "Reinvestment")
    settle(qtbot, window)
    assert window.page() is window.pages["reinvestment"]
    window.workspace.shutdown()


def test_no_line_lies_over_another_where_why_leaves_little_room(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(qtbot, window)
    decide(qtbot, window, page)
    window.resize(1000, 700)
    window.toggle_why()
    settle(qtbot, window)
    parts = [page.name, page.about, page.line, page.sums, page.flags]
    tops = [part.mapTo(page, part.rect().topLeft()).y() for part in parts]
    feet = [part.mapTo(page, part.rect().bottomLeft()).y() for part in parts]
    assert all(foot < top for foot, top in zip(feet, tops[1:], strict=False))
    assert page.sums.height() >= page.sums.heightForWidth(page.sums.width())
