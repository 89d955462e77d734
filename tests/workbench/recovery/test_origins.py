"""Payments are marked as criminal property whole or in part, all of a list or none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.recovery.facts import payment
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.origins import Mark, mark, marks_from_file, origin_rows, unmark

HEADER = "payment,part,why\n"


@pytest.fixture
def paid(case: Case) -> Case:
    """Two payments of £1,000.00 and £50.00."""
    payment(case, "P1", 100_000)
    payment(case, "P2", 5_000)
    return case


def test_origins_are_numbered_in_the_order_of_marking(paid: Case) -> None:
    rows = mark(paid, [Mark("P2", "", "street deals"), Mark("P1", "£250.50", "half of the float")])
    assert [(r["origin"], r["payment"], r["minor"], r["currency"]) for r in rows] == [
        (1, "P2", 5_000, "GBP"), (2, "P1", 25_050, "GBP"),
    ]  # fmt: skip
    assert rows == origin_rows(paid)
    assert "£250.50 of payment P1" in paid.journal()[-1].summary


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Mark("P9", "", "cash"), "no payment P9"),
        (Mark("P1", "", "  "), "needs a reason"),
        (Mark("P1", "1000.01", "cash"), r"£1,000\.01 is larger than payment P1 \(£1,000\.00\)"),
        (Mark("P1", "0.00", "cash"), "is no amount in GBP above nothing"),
        (Mark("P1", "-5.00", "cash"), "is no amount in GBP above nothing"),
        (Mark("P1", "a third", "cash"), "is no amount in GBP above nothing"),
        (Mark("P1", "€5.00", "cash"), "is in GBP, the part in EUR"),
        (Mark("P2", "", "twice", "origins.csv line 3"), "origins.csv line 3: payment P2 is marked"),
    ],
)
def test_one_mark_that_cannot_be_keeps_the_whole_list_out(
    paid: Case, wanted: Mark, said: str
) -> None:
    before = paid.head()
    with pytest.raises(Refused, match=said):
        mark(paid, [Mark("P2", "", "street deals"), wanted])
    assert origin_rows(paid) == []
    assert paid.head() == before


def test_a_withdrawn_mark_leaves_the_other_numbers_and_its_payment_free(paid: Case) -> None:
    mark(paid, [Mark("P1", "", "cash"), Mark("P2", "", "cash")])
    unmark(paid, 1)
    assert [r["origin"] for r in origin_rows(paid)] == [2]
    mark(paid, [Mark("P1", "10.00", "counted again")])
    assert [(r["origin"], r["minor"]) for r in origin_rows(paid)] == [(2, 5_000), (3, 1_000)]
    with pytest.raises(Refused, match="no origin 1"):
        unmark(paid, 1)


def test_undoing_a_list_of_marks_takes_all_of_them_back(paid: Case) -> None:
    mark(paid, [Mark("P1", "", "cash"), Mark("P2", "", "cash")])
    paid.undo(paid.head()[0])
    assert origin_rows(paid) == []


def test_a_file_of_marks_is_read_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "origins.csv"
    file.write_text(HEADER + 'P1,,"cash, counted twice"\n\nP2,12.50,cash\n', encoding="utf-8-sig")
    assert marks_from_file(file) == [
        Mark("P1", "", "cash, counted twice", "origins.csv line 2"),
        Mark("P2", "12.50", "cash", "origins.csv line 4"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "does not begin with the header"),
        (b"payment,why\nP1,cash\n", "does not begin with the header"),
        (HEADER.encode(), "marks no payment"),
        (HEADER.encode() + b"P1,cash\n", "line 2: has 2 columns, not 3"),
        (HEADER.encode() + b'P1,,"cash\n', "is no CSV"),
        (b"\xff\xfe\x00payment", "cannot be read as text"),
    ],
)
def test_a_file_that_is_no_list_of_marks_is_refused(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "origins.csv"
    file.write_bytes(content)
    with pytest.raises(Refused, match=said):
        marks_from_file(file)


def test_a_missing_file_of_marks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        marks_from_file(tmp_path / "nowhere.csv")
