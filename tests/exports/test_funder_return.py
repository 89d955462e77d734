"""A funder's return adds up, stands beside other funders' money, and says what was kept to."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from exports.funder_return import write_return
from tests.exports.joined_money import DEFENDANT, FORMULA, fill
from ui.cli.app import run
from workbench.case import Case
from workbench.errors import Refused
from workbench.reinvestment import funds, grants

START, END = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture
def joined(case: Case, tmp_path: Path) -> Case:
    return fill(case, tmp_path / "papers")


@pytest.fixture
def one(file_case: Case, tmp_path: Path) -> Case:
    return fill(file_case, tmp_path / "papers")


def sheets_of(case: Case, fund: int, folder: Path, **days: date) -> dict[str, list[Any]]:
    """The rows of each sheet, by the names in its header."""
    span = {"start": START, "end": END, **days}
    write_return(case, fund, folder / "return.xlsx", **span)
    book = openpyxl.load_workbook(folder / "return.xlsx")
    found = {}
    for sheet in book:
        first, *rest = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(first, row, strict=True)) for row in rest]
    return found


def test_what_was_held_came_and_went_is_what_is_left(joined: Case, tmp_path: Path) -> None:
    sheets = sheets_of(joined, 1, tmp_path)
    *rows, last = sheets["In, out and what is left"]
    assert [r["Amount_minor"] for r in rows] == [1_125_000, 0, -900_000, 100_001]
    assert sum(r["Amount_minor"] for r in rows) == last["Amount_minor"] == 325_001
    *rows, last = sheets["Paid out"]
    assert [(r["To"], r["Amount_minor"]) for r in rows] == [("Cole Valley Recovery", 900_000)]


def test_every_movement_is_listed_with_whom_it_came_from(joined: Case, tmp_path: Path) -> None:
    *rows, last = sheets_of(joined, 2, tmp_path)["Paid in, come back, gone back"]
    assert [(r["What"], r["Amount_minor"]) for r in rows] == [
        ("Paid in by Director of public health", 300_000),
        ("Returned or kept: The council", -50_000),
    ]
    assert last["Amount_minor"] == 250_000
    days = {"start": date(2025, 7, 1), "end": date(2025, 9, 30)}
    first, _ = sheets_of(joined, 1, tmp_path, **days)["Paid in, come back, gone back"]
    assert first["What"] == "Share of a receipt: confiscation"


def test_a_programme_shows_this_fund_first_and_then_everybody_else(
    one: Case, tmp_path: Path
) -> None:
    rows = sheets_of(one, 2, tmp_path)["Beside other funders’ money"]
    assert [(r["Whose money"], r["Given_minor"], r["Paid in period_minor"]) for r in rows] == [
        (f"This fund, to {FORMULA}", 200_000, 200_000),
        ("Community fund, to Cole Valley Recovery", 900_000, 900_000),
        ("Probation: in kind, hoped for", 50_000, None),
    ]


def test_a_fund_is_told_its_own_outcomes_alone_and_no_small_number(
    one: Case, tmp_path: Path
) -> None:
    (police,) = sheets_of(one, 1, tmp_path)["What it achieved"]
    assert police["Measure"] == "Started structured treatment (people)"
    assert (police["Achieved"], police["Against target"]) == (24, "met")
    (health,) = sheets_of(one, 2, tmp_path)["What it achieved"]
    assert (health["Achieved"], health["Against target"]) == (None, "left out")


def test_a_condition_is_kept_or_not_or_for_people_to_judge(one: Case, tmp_path: Path) -> None:
    kept = {r["Condition"]: r["Kept"] for r in sheets_of(one, 1, tmp_path)["Conditions"]}
    assert kept["Not for officers' pay"] == "to judge"
    assert kept["Never paid more than it held"] == "yes"
    assert kept["Cole Valley Recovery: agreement signed before it was paid"] == "no"
    assert kept["Cole Valley Recovery: returns that were due"] == "yes"
    assert kept["Cole Valley Recovery: a plan for the end of the funding"] == "no"
    grants.agree(one, 1, date(2026, 2, 1), exit_plan="The councils take it on")
    again = {r["Condition"]: r["Kept"] for r in sheets_of(one, 1, tmp_path)["Conditions"]}
    assert again["Cole Valley Recovery: agreement signed before it was paid"] == "yes"
    assert again["Cole Valley Recovery: a plan for the end of the funding"] == "yes"


def test_the_paper_says_the_same_and_names_no_defendant_or_case(one: Case, tmp_path: Path) -> None:
    made = write_return(one, 1, tmp_path / "return.pdf", start=START, end=END)
    pages = PdfReader(tmp_path / "return.pdf").pages
    assert made.pages == len(pages)
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in ("Held before 01 Jan 2026 £11,250.00", "Left on 31 Mar 2026 £3,250.01"):
        assert words in said
    for word in (*DEFENDANT.split(), "Operation Test", "Falconer"):
        assert word not in said
    assert not re.search(r"\bT1\b", said)


def test_a_text_that_names_the_defendant_is_withheld_and_said_to_be(
    one: Case, tmp_path: Path
) -> None:
    grants.set_terms(one, 1, exit_plan=f"Until {DEFENDANT} has paid")
    made = write_return(one, 1, tmp_path / "return.pdf", start=START, end=END)
    assert made.withheld == ("Conditions, row 6, What says so",)
    said = " ".join(page.extract_text() for page in PdfReader(tmp_path / "return.pdf").pages)
    assert "Ashdown" not in said
    assert "[withheld]" in said


def test_a_fund_without_movement_is_told_so(file_case: Case, tmp_path: Path) -> None:
    funds.add_fund(file_case, "New fund", "police")
    sheets = sheets_of(file_case, 1, tmp_path)
    (row,) = sheets["Paid out"]
    assert "Nothing was paid in the period." in row.values()


@pytest.mark.parametrize(
    ("fund", "name", "end", "words"),
    [
        (1, "a.csv", END, r"neither \.pdf nor \.xlsx"),
        (1, "a.pdf", date(2025, 1, 1), "does not end"),
        (9, "a.pdf", END, "fund 9"),
    ],
)
def test_another_ending_days_in_the_wrong_order_and_no_fund_are_refused(
    file_case: Case, tmp_path: Path, fund: int, name: str, end: date, words: str
) -> None:
    funds.add_fund(file_case, "New fund", "police")
    with pytest.raises(Refused, match=words):
        write_return(file_case, fund, tmp_path / name, start=START, end=end)
    assert not (tmp_path / name).exists()


def test_the_command_says_what_is_left(
    one: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one.close()
    line = ["funder-return", str(tmp_path / "case.arw"), "2", str(tmp_path / "r.pdf")]
    assert run([*line, "--from", "2026-01-01", "--to", "2026-03-31", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["closing_minor"] == 50_000
