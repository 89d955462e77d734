"""Tables are true in length, sort and filter in SQL, copy safely, and remember their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import String, insert

from ui import settings
from ui.models.columns import Column, Kind, safe_text
from ui.models.listing import Listing, amount_in, days_in, words
from ui.models.rows import ListTable
from ui.models.sql import PAGE, PAGES_HELD, SqlTable
from ui.models.table import ID
from ui.models.view import Table
from ui.tasks import Tasks
from workbench.case import Case
from workbench.store.tables import Account, Base, Payment, SourceFile

ROWS = 1300
COLUMNS = (
    Column(key="key", title="Payment", value=Payment.key),
    Column(key="date", title="Date", kind=Kind.DATE, value=Payment.date),
    Column(
        key="minor", title="Amount", kind=Kind.MONEY, value=Payment.minor,
        currency=Payment.currency, figure=lambda row: f"payment:{row['key']}",
    ),
    Column(key="reference", title="Reference", value=Payment.reference, stretch=True),
)  # fmt: skip
LISTING = Listing(
    key=Payment.id,
    source=Payment,
    columns=COLUMNS,
    search=(Payment.key, Payment.reference),
    order=(Payment.date, Payment.position),
)
REFERENCES = ("RENT", "<b>bold</b>", "=SUM(A1)", "Łukasz & Söhne", "100% a_b")


def whole(table: type[Base], **values: Any) -> dict[str, Any]:
    """A row of `table`: what is not said here, and must be something, is nothing."""
    missing = {
        c.name: "" if isinstance(c.type, String) else 0
        for c in table.__table__.columns
        if not c.nullable and c.default is None and c.name not in values
    }
    return missing | values


def fill(case: Case) -> None:
    with case.change("load", "Loaded payments") as work:
        c = work.connection
        c.execute(insert(SourceFile), [whole(SourceFile, id=1, name="p.csv", layout="payments")])
        c.execute(insert(Account), [whole(Account, id=i, key=f"A{i}") for i in (1, 2)])
        c.execute(insert(Payment), [
            whole(
                Payment, id=i, key=f"P{i}", date=date(2024, 1, 1) + timedelta(days=i % 400),
                position=i, payer_id=1, payee_id=2, minor=100 + i,
                currency="JPY" if i % 10 == 0 else "GBP",
                reference=REFERENCES[i % 5], file_id=1, row=i, place=f"line {i}",
            )
            for i in range(1, ROWS + 1)
        ])  # fmt: skip
        work.command = {"name": "load"}


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.shutdown()


@pytest.fixture
def model(qtbot: QtBot, tasks: Tasks, case: Case) -> SqlTable:
    fill(case)
    made = SqlTable(LISTING, tasks)
    with qtbot.waitSignal(made.counted):
        made.read_from(case.read)
    return made


def keys(model: SqlTable | ListTable) -> list[str]:
    return [str(model.row(i)["key"]) for i in range(model.rowCount())]


def test_a_table_over_sql_is_a_sound_model(model: SqlTable, qtmodeltester: ModelTester) -> None:
    assert model.rowCount() == ROWS
    qtmodeltester.check(model)


def test_a_table_over_a_list_is_a_sound_model(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    model = ListTable(COLUMNS)
    model.set_rows([{"id": i, "key": f"P{i}", "minor": i} for i in range(50)])
    qtmodeltester.check(model)


def test_cells_are_written_as_a_person_reads_them(model: SqlTable) -> None:
    at = model.position_of(10)
    cells = [model.index(at, i).data() for i in range(4)]
    assert cells == ["P10", "11 Jan 2024", "JPY 110", "RENT"]
    assert model.index(at, 2).data(ID) == 10
    assert model.index(at, 2).data(Qt.ItemDataRole.TextAlignmentRole) & 0x2, "to the right"
    assert model.figure_at(model.index(at, 0)) == "payment:P10"


def test_sorting_is_done_in_sql_and_ties_stand_in_their_order(
    qtbot: QtBot, model: SqlTable
) -> None:
    with qtbot.waitSignal(model.counted):
        model.sort(2, Qt.SortOrder.DescendingOrder)
    assert keys(model)[:3] == ["P1300", "P1299", "P1298"]
    with qtbot.waitSignal(model.counted):
        model.sort(3)
    first = [model.row(i) for i in range(model.rowCount()) if model.row(i)["reference"] == "RENT"]
    assert first == sorted(first, key=lambda row: (row["date"], row["id"]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rent", ROWS // 5),
        ("<b>", ROWS // 5),
        ("100%", ROWS // 5),
        ("a_b", ROWS // 5),
        ("axb", 0),
        ("p1299", 1),
        ("£13.99", 1),
        ("1,400", 1),
        ("2024-01-02", 4),
        ("2 Jan 2024", 4),
        ("Jan 2024 rent", 6 + 7 + 7 + 7),
        ("' OR 1=1 --", 0),
    ],
)
def test_the_filter_finds_words_amounts_and_dates(
    qtbot: QtBot, model: SqlTable, text: str, found: int
) -> None:
    counts: list[tuple[int, int]] = []
    model.counted.connect(lambda *both: counts.append(both))
    with qtbot.waitSignal(model.counted):
        model.set_text(text)
    assert counts == [(found, ROWS)]


def test_a_condition_narrows_the_table_and_its_total(qtbot: QtBot, model: SqlTable) -> None:
    with qtbot.waitSignal(model.counted) as said:
        model.set_where(Payment.currency == "JPY")
    assert said.args == [ROWS // 10, ROWS // 10]


def test_only_a_few_pages_are_held(model: SqlTable) -> None:
    for position in range(ROWS):
        model.row(position)
    assert len(model._pages) == -(-ROWS // PAGE) <= PAGES_HELD


def test_the_last_of_several_questions_is_the_one_answered(qtbot: QtBot, model: SqlTable) -> None:
    model.set_text("rent")
    model.set_text("nothing like this")
    model.set_text("p1299")
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    qtbot.wait(50)
    assert keys(model) == ["P1299"]


def test_a_row_that_has_gone_is_empty_not_a_fault(
    qtbot: QtBot, model: SqlTable, case: Case
) -> None:
    with case.change("load", "Took one away") as work:
        work.connection.execute(Payment.__table__.delete().where(Payment.id == 1))  # type: ignore[attr-defined]
        work.command = {"name": "load"}
    model._pages.clear()
    assert model.index(model.position_of(1), 2).data() == ""


def test_closing_the_case_empties_the_table(model: SqlTable) -> None:
    model.read_from(None)
    assert model.rowCount() == 0


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), dialect="excel-tab"))


def test_copied_rows_are_plain_numbers_iso_dates_and_no_formulas(
    qtbot: QtBot, model: SqlTable
) -> None:
    table = Table("payments", model, ("payment", "payments"))
    qtbot.addWidget(table)
    assert table.select(2)
    with qtbot.waitSignal(table.said):
        table.copy()
    assert rows_of(QGuiApplication.clipboard().text()) == [
        ["Payment", "Date", "Amount", "Currency", "Reference"],
        ["P2", "2024-01-03", "1.02", "GBP", "'=SUM(A1)"],
    ]
    table.view.clearSelection()
    assert len(rows_of(table.copied())) == ROWS + 1


@given(st.text(max_size=60))
def test_no_text_is_ever_copied_as_a_formula(text: str) -> None:
    copied = safe_text(text)
    assert copied.lstrip("'") == text.lstrip("'")
    assert not copied.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.integers(-(2**63), 2**63 - 1))
def test_an_amount_is_copied_to_the_last_minor_unit(minor: int) -> None:
    column = Column(key="a", title="A", kind=Kind.MONEY)
    assert Decimal(column.copied({"a": minor})) * 100 == minor


def test_names_from_a_bank_are_shown_as_they_stand(model: SqlTable) -> None:
    at = model.position_of(1)
    assert model.index(at, 3).data() == "<b>bold</b>"
    tip = model.index(at, 3).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<span>&lt;b&gt;bold&lt;/b&gt;</span>"


def test_a_selection_survives_a_new_order(qtbot: QtBot, model: SqlTable) -> None:
    table = Table("payments", model, ("payment", "payments"))
    qtbot.addWidget(table)
    chosen: list[object] = []
    figures: list[str] = []
    table.selected.connect(chosen.append)
    table.figure.connect(figures.append)
    table.select(700)
    with qtbot.waitSignal(model.counted):
        model.sort(2, Qt.SortOrder.DescendingOrder)
    assert table.current_id() == 700
    assert chosen[0] == 700
    assert figures[0] == "payment:P700"
    with qtbot.waitSignal(table.selected):
        model.set_text("no row has this")
    assert chosen[-1] is None


def test_columns_are_remembered(qtbot: QtBot, model: SqlTable) -> None:
    first = Table("payments", model, ("payment", "payments"))
    qtbot.addWidget(first)
    first._show_column(0, shown=False)
    first.view.horizontalHeader().resizeSection(1, 150)
    first.view.horizontalHeader().moveSection(2, 1)
    first._remember.now()
    again = Table("payments", model, ("payment", "payments"))
    qtbot.addWidget(again)
    header = again.view.horizontalHeader()
    assert header.isSectionHidden(0)
    assert header.sectionSize(1) == 150
    assert header.visualIndex(2) == 1
    again._reset_columns()
    assert not header.isSectionHidden(0)
    assert header.visualIndex(2) == 2


def test_settings_that_were_tampered_with_do_no_harm(qtbot: QtBot, model: SqlTable) -> None:
    for found in ("{", '[1, {"key": "date", "width": "wide", "at": 99}]', '{"a": 1}', "null"):
        settings.store().setValue("columns/payments", found)
        table = Table("payments", model, ("payment", "payments"))
        qtbot.addWidget(table)
        assert table.view.horizontalHeader().sectionSize(1) == 104


def test_an_empty_table_says_what_to_do_and_a_filter_that_finds_nothing_says_so(
    qtbot: QtBot,
) -> None:
    model = ListTable(COLUMNS)
    table = Table("p", model, ("payment", "payments"), empty="Load a statement first.")
    qtbot.addWidget(table)
    assert table.nothing.text() == "Load a statement first."
    model.set_rows([{"id": 1, "key": "P1"}])
    assert table.count.text() == "1 payment"
    table.filter.setText("zebra")
    table._enter_rows()
    assert table.count.text() == "0 of 1 payment"
    assert "zebra" in table.nothing.text()
    table.filter.setText("p1")
    table._enter_rows()
    assert table.current_id() == 1


def test_a_list_sorts_by_value_with_the_missing_last() -> None:
    model = ListTable(COLUMNS)
    model.set_rows([{"id": i, "key": f"P{i}", "minor": v} for i, v in enumerate((9, None, 100))])
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert keys(model) == ["P2", "P0", "P1"]
    model.sort(-1)
    assert keys(model) == ["P0", "P1", "P2"]


def test_words_of_a_filter() -> None:
    assert words("3 March 2024  rent") == ["2024-03-03", "rent"]
    assert days_in("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert days_in("2024-02-30") is None
    assert amount_in("−£1,234.50") == Decimal("1234.50")
    assert amount_in("12a") is None
    assert amount_in("١٢") is None
