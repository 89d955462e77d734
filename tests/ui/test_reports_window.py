"""Reports of recovered money, and where marked money ended, are written and told in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from exports.demonstration import build_case
from graphs.kept import keep
from graphs.of_case import trace_case
from tests.driving import fill, go, press, record, settle
from ui.window import MainWindow


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "larkspur.arw"
    build_case(path).close()
    return path


@pytest.fixture
def window(qtbot: QtBot, larkspur: Path) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.workspace.opened):
        made.workspace.open(str(larkspur))
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def saved_as(monkeypatch: pytest.MonkeyPatch, name: Path) -> None:
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", staticmethod(lambda *_args, **_more: (str(name), ""))
    )


def test_a_chosen_quarter_is_reported_as_a_workbook(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = go(qtbot, window, "reinvestment")
    page.show_list("quarters")
    page.tables["quarters"].select(page.found.quarters[0]["id"])
    saved_as(monkeypatch, tmp_path / "quarter")
    press(page, "Report…")
    settle(qtbot, window)
    assert "Wrote quarter.xlsx" in page.state.text()
    assert len(load_workbook(tmp_path / "quarter.xlsx").sheetnames) > 5


def test_a_funder_is_told_of_its_days_and_days_that_cannot_be_are_refused(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = go(qtbot, window, "reinvestment")
    page.show_list("funds")
    saved_as(monkeypatch, tmp_path / "return.pdf")
    press(page, "Return to the funder…")
    fill(page.form, {"start": "30 Sep 2026", "end": "1 Apr 2025"})
    page.form.go.click()
    settle(qtbot, window)
    assert page.form.isVisible()
    assert page.form.said.text()
    assert not (tmp_path / "return.pdf").exists()
    fill(page.form, {"start": "1 Apr 2025", "end": "30 Sep 2026"})
    page.form.go.click()
    settle(qtbot, window)
    assert "£17,562.50 of Asset recovery community fund is left" in page.state.text()
    assert (tmp_path / "return.pdf").read_bytes().startswith(b"%PDF")


def test_open_data_and_the_ledger_are_written_from_the_pack_page(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = go(qtbot, window, "pack")
    page.open_data(tmp_path / "open.zip")
    settle(qtbot, window)
    assert "Wrote open.zip" in page.results["data"].text()
    page.ledger(tmp_path / "books.journal")
    settle(qtbot, window)
    assert "Wrote books.journal: " in page.results["data"].text()
    assert ' * "' in (tmp_path / "books.journal").read_text(encoding="utf-8")


def test_what_was_spent_is_told_on_the_trace_page_and_the_trace_ends_there(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = go(qtbot, window, "trace")
    case = window.workspace.case
    assert case is not None
    (before,) = trace_case(case, ["fifo"])
    left = {one["account"] for one in before["held"] if not one["held"]}
    payment = next(
        flow["payment"] for flow in before["flows"]
        if flow["minor"] > 10_000 and _payee(window, flow["payment"]) in left
    )  # fmt: skip
    press(page, "Spent or repaid…")
    record(qtbot, window, page.form, payment=payment, what="was spent", why="A receipt was found")
    (after,) = trace_case(case, ["fifo"])
    assert before["spent"] == []
    assert {one["payment"] for one in after["spent"]} == {payment}
    assert after["conserved"] is True


def _payee(window: MainWindow, payment: str) -> str:
    from sqlalchemy import select

    from workbench.store.tables import Account, Payment

    assert window.workspace.case is not None
    with window.workspace.case.read() as connection:
        return connection.execute(
            select(Account.key).join(Payment, Payment.payee_id == Account.id).where(
                Payment.key == payment
            )
        ).scalar_one()  # fmt: skip


def test_the_records_are_written_for_another_program_and_marked_by_a_kept_trace(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = window.workspace.case
    assert case is not None
    page = go(qtbot, window, "pack")
    assert not page.others.trace.isEnabled()
    saved_as(monkeypatch, tmp_path / "larkspur")
    page.others.form.setCurrentIndex(page.others.form.findData("graphml"))
    page.others.choose()
    settle(qtbot, window)
    assert "Wrote larkspur.graphml: 4," in page.results["others"].text()
    assert "tainted" not in (tmp_path / "larkspur.graphml").read_text(encoding="utf-8")
    keep(case, ["fifo"], "For the chart")
    page.others.load()
    settle(qtbot, window)
    page.others.trace.setCurrentIndex(1)
    assert page.others.trace.currentText() == "Marked: trace 1, fifo"
    page.others.choose()
    settle(qtbot, window)
    assert "rule fifo" in (tmp_path / "larkspur.graphml").read_text(encoding="utf-8")
