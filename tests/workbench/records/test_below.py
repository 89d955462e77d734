"""Lines that are no rows of a table are counted and left aside; a row never is."""

from __future__ import annotations

import pytest

from tests.workbench.records.test_wild_layouts import entries, read
from workbench.records.below import AGAIN, BELOW, TOTAL
from workbench.records.recognise import read_file

HEADER = "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)\n"
FIRST = "14/09/2026,A SHOP,R,Card,-31.20,968.80\n"
SECOND = "15/09/2026,A BAR,R,Card,-1.00,967.80\n"

VIRGIN = (
    "Account Number,40000004\nSort code,00-00-00\nAccount Balance,2413.25\n\n"
    "Date,Details,Money out,Money in,Balance\n"
    "10/09/2026,INTEREST EARNED                 ,,8.02,2413.25\n\n"
    'A PERSON\n"1 SOME STREET, LONDON, SE10 0GS"\nNot what you expected? Call us, now\n'
)


def whys(text: str) -> list[tuple[str, str]]:
    return [(one.place, one.why) for one in read(text).ignored]


def test_small_print_below_a_table_is_left_aside_line_by_line() -> None:
    found = read(VIRGIN)
    assert [entry.minor for entry in entries(found)] == [802]
    assert (found.read, found.rejected) == (4, ())
    assert [(one.place, one.why) for one in found.ignored] == [
        ("line 8", BELOW), ("line 9", BELOW), ("line 10", BELOW),
    ]  # fmt: skip
    assert found.ignored[1].raw == '"1 SOME STREET, LONDON, SE10 0GS"'


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_so_it_is_in_each_encoding_and_with_each_end_of_a_line(code: str, end: str) -> None:
    found = read_file("a.csv", VIRGIN.replace("\n", end).encode(code))
    assert [len(found.ignored), len(found.rejected), found.read] == [3, 0, 4]


@pytest.mark.parametrize(
    "line",
    ["Total,,,,-32.20,", "TOTAL:,,,,-32.20,967.80", ",Closing balance,,,,967.80",
     "Sub-total,,,,-32.20,", "Totals for September,,,,-32.20,"],
)  # fmt: skip
def test_a_total_below_a_table_is_no_movement(line: str) -> None:
    found = read(HEADER + FIRST + SECOND + line + "\n")
    assert [entry.minor for entry in entries(found)] == [-3120, -100]
    assert [(one.place, one.why) for one in found.ignored] == [("line 4", TOTAL)]


def test_a_header_that_comes_again_is_no_row() -> None:
    found = read(HEADER + FIRST + HEADER + SECOND)
    assert [entry.minor for entry in entries(found)] == [-3120, -100]
    assert [(one.place, one.why) for one in found.ignored] == [("line 3", AGAIN)]


def test_a_last_line_of_one_cell_is_no_row() -> None:
    assert whys(HEADER + FIRST + "End of statement\n") == [("line 3", BELOW)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("1x/09/2026,A SHOP,R,Card,-3.00,964.80", "'1x/09/2026' is no date"),
        (",A SHOP,R,Card,-3.00,964.80", "the row has no date"),
        ("1x/09/2026,A SHOP,R,Card,-3.0o,964.8o", "'1x/09/2026' is no date"),
        ("Total petrol,,,,-3.00,", "'Total petrol' is no date"),
        ("16/09/2026,A SHOP", "the row has 2 cells where the table has 6"),
    ],
)
def test_a_damaged_row_at_the_end_is_not_taken_for_small_print(line: str, why: str) -> None:
    found = read(f"{HEADER}{FIRST}{line}\n")
    assert [one.why for one in found.rejected] == [why]
    assert found.ignored == ()


def test_the_name_of_another_account_between_two_tables_is_not_passed_over() -> None:
    found = read(HEADER + FIRST + "\nAccount Name:,Another\n" + HEADER + SECOND)
    assert [one.place for one in found.rejected] == ["line 4"]


def test_a_row_of_a_total_shop_is_a_row() -> None:
    found = read(HEADER + "14/09/2026,Total,R,Card,-31.20,968.80\n")
    assert [entry.minor for entry in entries(found)] == [-3120]
    assert found.ignored == ()
