"""The quarterly report re-adds to the ledger, keeps to its quarter, and names no defendant."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from exports.quarterly import write_quarter
from tests.exports.joined_money import DEFENDANT, FORMULA, fill
from ui.cli.app import run
from workbench.case import Case
from workbench.errors import Refused


@pytest.fixture
def joined(case: Case, tmp_path: Path) -> Case:
    return fill(case, tmp_path / "papers")


@pytest.fixture
def one(file_case: Case, tmp_path: Path) -> Case:
    return fill(file_case, tmp_path / "papers")


def book_of(case: Case, quarter: str, folder: Path) -> Any:
    write_quarter(case, quarter, folder / "quarter.xlsx")
    return openpyxl.load_workbook(folder / "quarter.xlsx")


def table(book: Any, title: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the names in its header."""
    first, *rest = book[title].iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in rest]


def test_a_fund_s_opening_and_what_came_and_went_are_its_closing(
    joined: Case, tmp_path: Path
) -> None:
    book = book_of(joined, "2025-Q4", tmp_path)
    police, health, total = table(book, "Funds")
    ways = ("Shares of receipts", "Paid in by others", "Paid out in grants", "Came back",
            "Returned or kept")  # fmt: skip
    for row in (police, health, total):
        came = sum(row[f"{way}_minor"] for way in ways)
        assert row["Opening_minor"] + came == row["Closing_minor"]
    assert [police[f"{name}_minor"] for name in ("Opening", *ways, "Closing")] == [
        1_125_000, 0, 0, -900_000, 100_001, 0, 325_001,
    ]  # fmt: skip
    assert [health[f"{name}_minor"] for name in ("Opening", *ways, "Closing")] == [
        0, 0, 300_000, -200_000, 0, -50_000, 50_000,
    ]  # fmt: skip
    assert police["Closing_figure"] == "fund:1"


def test_every_pound_is_placed_at_the_end_of_the_quarter_and_now(
    joined: Case, tmp_path: Path
) -> None:
    rows = table(book_of(joined, "2025-Q2", tmp_path), "Where every pound is")
    for name in ("On 30 Sep 2025", "As recorded now"):
        came = sum(row[f"{name}_minor"] for row in rows if row["Side"] == "Came in")
        became = sum(row[f"{name}_minor"] for row in rows if row["Side"] == "Of that")
        (left,) = [row[f"{name}_minor"] for row in rows if row["Side"] == "Left over"]
        assert came - became == left == 0
    then = {row["What"]: row["On 30 Sep 2025_minor"] for row in rows}
    assert then["Received"] == 10_000_000
    assert then["Paid out in grants"] == 0
    assert then["Held in our funds"] == 1_125_000
    now = {row["What"]: row["As recorded now_minor"] for row in rows}
    assert now["Received and not shared yet"] == 700_000
    assert now["Paid out in grants"] == 999_999


def test_the_parts_of_a_receipt_add_up_to_it(one: Case, tmp_path: Path) -> None:
    book = book_of(one, "2025-Q2", tmp_path)
    *parts, total = table(book, "Shared")
    assert [(p["To"], p["Amount_minor"]) for p in parts] == [
        ("Compensation to victims", 4_000_000), ("Home Office", 3_000_000),
        ("Community fund", 1_125_000), ("Prosecutor", 1_125_000),
        ("Enforcement (HMCTS)", 750_000),
    ]  # fmt: skip
    assert total["Amount_minor"] == sum(p["Amount_minor"] for p in parts) == 10_000_000
    (receipt, _) = table(book, "Received")
    assert receipt["Received"].date() == date(2025, 9, 12)
    assert receipt["To be shared_minor"] == 6_000_000


def test_what_the_home_office_paid_too_little_stays_in_later_quarters(
    one: Case, tmp_path: Path
) -> None:
    for quarter in ("2025-Q2", "2025-Q4"):
        row, _ = table(book_of(one, quarter, tmp_path), "Home Office")
        assert (row["Quarter"], row["Difference_minor"]) == ("2025-Q2", -25_000)
        assert row["State"] == "paid too little"


def test_payments_variances_claw_backs_and_returns_stand_in_their_quarter_alone(
    one: Case, tmp_path: Path
) -> None:
    book = book_of(one, "2025-Q4", tmp_path)
    *parts, total = table(book, "Instalments")
    assert [p["Stands"] for p in parts] == ["paid", "paid"]
    assert total["Paid in quarter_minor"] == 1_100_000
    differs = table(book, "Variances")
    assert [(row["What differs"], row["Days late"]) for row in differs] == [
        ("Spent to 24 Mar 2026, as the return says", None),
        ("Instalment 1 paid after its day", 10),
        ("Instalment 1 paid after its day", 10),
    ]
    assert differs[0]["Difference_minor"] == 600_000 - (900_000 - 100_001)
    assert table(book, "Claw-backs")[-1]["Amount_minor"] == 100_001
    assert table(book, "Returned")[-1]["Amount_minor"] == 50_000
    lights = {row["Measure"]: row["Light"] for row in table(book, "Outcomes")}
    assert lights == {"Started structured treatment": "Green", "Completed drug free": "Red"}
    before = book_of(one, "2025-Q3", tmp_path)
    for title in ("Instalments", "Variances", "Claw-backs", "Returned", "Outcomes"):
        assert len(list(before[title].iter_rows())) == 2, title


def test_no_cell_is_a_formula_and_none_names_the_defendant_or_the_case(
    one: Case, tmp_path: Path
) -> None:
    book = book_of(one, "2025-Q4", tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    said = " ".join(str(cell.value) for cell in cells)
    for word in (*DEFENDANT.split(), "Operation Test"):
        assert word not in said
    assert "T1" not in said.split()


def test_a_sheet_prints_on_wide_pages_with_its_header_and_marking(
    one: Case, tmp_path: Path
) -> None:
    book = book_of(one, "2025-Q4", tmp_path)
    sheet = book["Funds"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.oddHeader.center.text == "OFFICIAL"
    assert "Not for publication" in book["Contents"]["B2"].value
    assert sheet["C2"].number_format == "#,##0.00"


def test_the_same_case_gives_the_same_bytes(one: Case, tmp_path: Path) -> None:
    write_quarter(one, "2025-Q4", tmp_path / "a.xlsx")
    write_quarter(one, "2025-Q4", tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("quarter", "name", "words"),
    [("2025-Q5", "a.xlsx", "is no quarter"), ("2025-Q1", "a.pdf", "does not end in .xlsx")],
)
def test_no_quarter_and_no_workbook_are_refused(
    file_case: Case, tmp_path: Path, quarter: str, name: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        write_quarter(file_case, quarter, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_the_command_says_what_it_wrote(
    one: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one.close()
    out = tmp_path / "q.xlsx"
    assert run(["quarter-report", str(tmp_path / "case.arw"), "2025-Q4", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["quarter"], told["sheets"]) == ("2025-Q4", 11)
    assert out.exists()
