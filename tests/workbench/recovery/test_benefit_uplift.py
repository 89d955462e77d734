"""Value of money: a named, dated series from a file, and one rounding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.workbench.recovery.benefit_case import INDEX, filled, sheet
from workbench.case import Case
from workbench.documents import content_of
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.benefit.figures import FIGURES
from workbench.recovery.benefit.lines import add_line
from workbench.recovery.benefit.propose import propose
from workbench.recovery.benefit.series import load_index, month_of, read_series
from workbench.recovery.benefit.sheet import edit_sheet
from workbench.recovery.benefit.uplift import index_rows, uplift
from workbench.recovery.benefit.worked import worked


def index_file(folder: Path, text: str = INDEX) -> Path:
    path = folder / "series.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2024 MAR", "2024-03"), ("2024-03", "2024-03"), ("Mar 2024", "2024-03"),
        ("March 2024", "2024-03"), ("03/2024", "2024-03"), ("2024-03-01", "2024-03"),
        ("2024", ""), ("2024 Q1", ""), ("2024-13", ""), ("Source", ""),
    ],
)  # fmt: skip
def test_a_month_is_read_however_a_series_writes_it(text: str, month: str) -> None:
    assert month_of(text) == month


def test_a_series_is_named_by_its_file_and_its_years_and_quarters_are_set_aside(
    tmp_path: Path,
) -> None:
    series = read_series(index_file(tmp_path))
    assert (series.name, series.code, series.aside) == ("Prices all items", "L522", 2)
    assert series.values["2024-01"] == "131.5"


def test_a_workbook_of_several_series_is_read_by_the_heading_of_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("Title", "CPIH", "RPI"), ("CDID", "L522", "CHAW"), ("2024 JAN", 131.5, 378.0),
        ("2024 FEB", 132.3, 381.0),
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "mm23.xlsx")
    with pytest.raises(Refused, match="2 columns hold values beside the months"):
        read_series(tmp_path / "mm23.xlsx")
    series = read_series(tmp_path / "mm23.xlsx", code="CHAW")
    assert (series.name, series.values) == ("RPI", {"2024-01": "378", "2024-02": "381"})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "holds no month"),
        ("2024 JAN,131.5\n2024 JAN,131.6\n", "line 2: 2024-01 has two values"),
        ("2024 JAN,0\n", "0 is no index value"),
        ("2024 JAN,x\n", "x is no index value"),
    ],
)
def test_a_file_that_is_no_series_is_refused_with_its_line(
    tmp_path: Path, text: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        read_series(index_file(tmp_path, text))


def test_the_file_is_kept_and_not_loaded_twice(case: Case, tmp_path: Path) -> None:
    load_index(case, index_file(tmp_path))
    with case.session() as session:
        (row,) = index_rows(session)
    assert content_of(case, row["sha256"]) == ("series.csv", INDEX.encode())
    assert (row["first"], row["last"], row["months"]) == ("2020-03", "2026-09", 4)
    with pytest.raises(Refused, match="is loaded already, as price index 1"):
        load_index(case, index_file(tmp_path))


def test_an_amount_is_brought_up_exactly_and_rounded_once(case: Case, tmp_path: Path) -> None:
    made = filled(case, tmp_path)
    number = sheet(case, made, index_id=load_index(case, index_file(tmp_path)))
    propose(case, number)
    with case.session() as session:
        found = worked(session, number)
    cash = next(line for line in found.lines.values() if line.payment == "P1")
    # 1,000,000 x 143.0 / 131.5 = 1,087,452.47
    assert cash.minor == 1_087_452
    assert "£10,000.00 x 143.0 (2026-09) / 131.5 (2024-01)" in cash.uplifted.explained
    figure = Book(case, FIGURES).figure(f"benefit-line:{cash.id}")
    assert figure.minor == 1_087_452
    assert {"price:1-2024-01", "price:1-2026-09"} <= set(figure.because)
    price = Book(case, FIGURES).figure("price:1-2024-01")
    assert (price.written, price.source and price.source.raw) == (
        "1,315 tenths of a point",
        "131.5",
    )


def test_a_month_that_the_series_lacks_is_said_and_the_amount_stands(
    case: Case, tmp_path: Path
) -> None:
    made = filled(case, tmp_path)
    number = sheet(case, made, index_id=load_index(case, index_file(tmp_path)))
    add_line(case, number, "particular", 100, on=date(2023, 5, 1), text="before the series")
    with case.session() as session:
        found = worked(session, number)
    assert found.benefit_minor == 100
    assert any("has no value for 2023-05" in point for point in found.points)
    edit_sheet(case, number, index_id=None)
    with case.session() as session:
        assert not any("no value" in point for point in worked(session, number).points)


def test_without_an_index_an_amount_is_taken_as_it_was() -> None:
    assert uplift(12_345, date(2024, 1, 1), None, "GBP").minor == 12_345
