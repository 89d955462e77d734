"""The grammar of amounts and dates: what it reads, and what it will not guess."""

from __future__ import annotations

import time
from datetime import date
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import Refused
from workbench.money import written
from workbench.records.grammar import (
    Amount,
    DecimalMark,
    Numeric,
    amount,
    blank,
    clock,
    date_order,
    day,
    decimal_mark,
    moment,
    serial_day,
)


def signed(text: str, **how: object) -> int | None:
    found = amount(text, **how)  # type: ignore[arg-type]
    return None if found is None else -found.minor if found.negative else found.minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("2000", 200000),
        ("12.5", 1250),
        (".50", 50),
        ("0.29", 29),
        ("1,234.56", 123456),
        ("£8.99", 899),
        ("-£8.99", -899),
        ("£-8.99", -899),
        ("\u22124.20", -420),
        ("(1,234.00)", -123400),
        ("5.00-", -500),
        ("+ £1,100.00", 110000),
        ("\u00a0 1\u202f234.50", 123450),
        ("12.34 GBP", 1234),
        ("GBP 12.34", 1234),
        ("99,999,999,999,999.99", 9_999_999_999_999_999),
    ],
)
def test_an_amount_is_read_to_the_penny(text: str, minor: int) -> None:
    assert signed(text) == minor


@pytest.mark.parametrize(
    "text",
    [
        "1.005", "1,23", "1.234,56", "1e3", "12..34", "NaN", "Infinity", "1_000", "١٢", "１２",
        "--5", "-(5.00)", "5.00-+", "(5.00", "5.00)", "£€5", "GBP 5 USD", "1,2345.00", "12,34,567",
        "0x10", "", "-", "£", "5 5", "1E+999999", "99999999999999999999", "GBPX 5", "=1+1",
    ],
)  # fmt: skip
def test_what_is_not_written_as_an_amount_is_none_and_never_zero(text: str) -> None:
    assert amount(text) is None


def test_a_suffix_is_handed_on_and_not_interpreted() -> None:
    assert amount("1,234.00CR") == Amount(123400, negative=False, mark="CR")
    assert amount("12.00 OD") == Amount(1200, negative=False, mark="OD")


def test_an_amount_has_no_more_decimals_than_its_currency() -> None:
    assert signed("500", places=0) == 500
    assert signed("5.00", places=0) is None
    assert signed("1.005", places=3) == 1005


def test_a_number_of_a_workbook_has_a_point_whatever_the_file_s_mark() -> None:
    assert signed(Numeric("12.5"), mark=",") == 1250
    assert signed("12.5", mark=",") is None


@given(st.integers(0, 10**15))
def test_a_written_amount_reads_back(minor: int) -> None:
    assert signed(written(minor)) == minor
    assert signed(written(-minor)) == (-minor if minor else 0)
    assert (
        signed(written(minor, symbol=False).replace(",", " ").replace(".", ","), mark=",") == minor
    )


@given(st.text(max_size=40))
def test_no_text_makes_the_grammar_fail(text: str) -> None:
    for mark in (".", ","):
        found = amount(text, mark=mark)  # type: ignore[arg-type]
        assert found is None or found.minor >= 0
    assert moment(text) is None or isinstance(moment(text), tuple)
    assert clock(text) is None or len(clock(text) or "") == 8


def mark(*texts: str, places: int = 2) -> str:
    return decimal_mark([(text, places) for text in texts], where="f.csv")


def test_the_decimal_mark_is_decided_over_the_whole_file() -> None:
    assert mark("1,234", "12", "1,234.50") == "."
    assert mark("1.234", "12", "1.234,50") == ","
    assert mark("7", "", "1250,50") == ","
    assert mark("1", "2") == "."


def test_an_amount_that_both_marks_fit_is_asked_about() -> None:
    with pytest.raises(Refused, match=r"1,234 .*decimal comma.*--layout NAME:comma"):
        mark("1,234", places=3)


def test_a_bad_row_does_not_change_the_mark_of_its_file() -> None:
    assert mark("1.50", "2.75", "1,23") == "."


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-09-03", "mdy", date(2026, 9, 3)),
        ("03/09/2026", "dmy", date(2026, 9, 3)),
        ("03/09/2026", "mdy", date(2026, 3, 9)),
        ("3.9.26", "dmy", date(2026, 9, 3)),
        ("03 Sep 2026", "mdy", date(2026, 9, 3)),
        ("12 August 2026", "dmy", date(2026, 8, 12)),
        ("22-Apr-2018", "dmy", date(2018, 4, 22)),
        ("3rd Sept 2026", "dmy", date(2026, 9, 3)),
        ("Oct 18, 2018", "dmy", date(2018, 10, 18)),
        ("20260903", "dmy", date(2026, 9, 3)),
        ("930103", "yymmdd", date(1993, 1, 3)),
        ("26/09/03", "ymd", date(2026, 9, 3)),
    ],
)
def test_a_date_is_read(text: str, order: str, expected: date) -> None:
    assert day(text, order) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "2026-13-01", "00/01/2026", "930103", "1/2", "Foo 3, 2026", "03/09-2026",
     "0001-01-01", "9999-01-01", "12 Octember 2026", "", "45000"],
)  # fmt: skip
def test_an_impossible_date_is_none(text: str) -> None:
    assert day(text, "dmy") is None


def test_a_moment_carries_its_time() -> None:
    assert moment("2026-09-02 09:00:00") == (date(2026, 9, 2), "09:00:00")
    assert moment("2018-02-26T17:43:35Z") == (date(2018, 2, 26), "17:43:35")
    assert moment("5/1/2022 2:05 PM", "dmy") == (date(2022, 1, 5), "14:05:00")
    assert moment("2026-09-02 25:00") is None


def test_the_order_of_day_and_month_is_decided_over_the_whole_file() -> None:
    assert date_order(["01/02/2026", "13/02/2026"], where="f") == "dmy"
    assert date_order(["01/02/2026", "02/13/2026"], where="f") == "mdy"
    assert date_order(["01/01/2026", "2026-03-02", "4 May 2026"], where="f") == "dmy"


def test_dates_that_both_orders_fit_are_asked_about() -> None:
    with pytest.raises(Refused, match=r"f: dates such as 03/04/2026 .*--layout NAME:dmy"):
        date_order(["03/04/2026", "01/02/2026"], where="f")


def test_a_workbook_s_day_number_is_read_by_its_own_first_day() -> None:
    assert serial_day("46085", since_1904=False) == date(2026, 3, 4)
    assert serial_day("44623", since_1904=True) == date(2026, 3, 4)


def test_blank_zero_and_unreadable_are_three_things() -> None:
    assert blank("\u00a0 ")
    assert not blank("0")
    assert signed("0") == 0
    assert amount("x") is None


@pytest.mark.parametrize("letter", [" ", "(", "9", "-", "0", "£", "1,", "\u00a0"])
@pytest.mark.parametrize("around", ["{}1", "1{}", "1{}x", "{}", "-{}5.00{}CR)", "(1{}.00"])
def test_a_huge_cell_is_no_amount_and_no_date_and_is_told_so_at_once(
    letter: str, around: str
) -> None:
    begun = time.monotonic()
    text = around.format(*[letter * 100_000] * 2)
    for mark in (".", ","):
        amount(text, mark=cast(DecimalMark, mark))
    assert moment(text) is None
    assert time.monotonic() - begun < 1


def test_a_day_of_the_week_before_a_date_must_be_that_day() -> None:
    for text in ("Sun 13 Sep 2026", "Sunday, 13 September 2026", "sun 13/09/2026"):
        assert day(text) == date(2026, 9, 13)
    assert day("Mon 13 Sep 2026") is None
    assert day("Sun 31 Feb 2026") is None


def test_a_mark_may_be_written_small() -> None:
    assert amount("1,234.00 Cr") == amount("1,234.00CR")
    assert amount("5.00 dr") == amount("5.00DR")
    assert amount("5.00 od") is None
