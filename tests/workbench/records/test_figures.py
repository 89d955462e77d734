"""Figures of rows and payments: made many together, they are the same as one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from workbench import figures
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.records.figures import FIGURES
from workbench.records.load import load_files
from workbench.records.pair import pair_entries
from workbench.store import tables as t

ONE = """Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,\
Debit Amount,Credit Amount,Balance
01/03/2024,FPO,'30-00-00,12345678,OWN SAVINGS 300000 87654321,200.00,,800.00
02/03/2024,DEB,'30-00-00,12345678,TESCO STORES 2231,20.00,,780.00
02/03/2024,DEB,'30-00-00,12345678,TESCO STORES 2231,20.00,,760.00
03/03/2024,FPO,'30-00-00,12345678,OWN SAVINGS 300000 87654321,100.00,,660.00
"""
TWO = """Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,\
Debit Amount,Credit Amount,Balance
01/03/2024,FPI,'30-00-00,87654321,300000 12345678,,200.00,200.00
03/03/2024,FPI,'30-00-00,87654321,300000 12345678,,100.00,300.00
"""
FEES = """Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
CARD_PAYMENT,Current,2024-03-01 10:00:00,2024-03-01 10:00:00,Shop,-10.00,0.50,GBP,COMPLETED,89.50
"""
TABLE = "id,date,from,to,amount\np1,2024-03-01,A,B,5.00\np2,2024-03-02,B,C,4.00\n"


@pytest.fixture
def filled(case: Case, tmp_path: Path) -> Case:
    for number, text in enumerate((ONE, TWO, FEES, TABLE)):
        path = tmp_path / f"s{number}.csv"
        path.write_text(text, encoding="utf-8")
        (outcome,) = load_files(case, [path])
        assert outcome.ok, outcome.refusal
    assert pair_entries(case)
    return case


def everything(case: Case) -> Book:
    with case.read() as connection:
        payments = list(connection.execute(select(t.Payment.key)).scalars())
    keys = {
        "payment": payments,
        "entry": [*_rows(1, 4), *_rows(2, 2), "F3-R1", "F3-R1-fee"],
    }
    return Book(case, FIGURES | {
        kind: Kind(FIGURES[kind].make, lambda _, names=names: names, FIGURES[kind].together)  # type: ignore[misc]
        for kind, names in keys.items()
    })  # fmt: skip


def _rows(file: int, count: int) -> list[str]:
    return [f"F{file}-R{row}" for row in range(1, count + 1)]


def test_rows_and_payments_made_together_are_those_made_one_by_one(filled: Case) -> None:
    book = everything(filled)
    walked = list(book.walk(*book.ids()))
    single = everything(filled)
    assert [figure.id for figure in walked] == list(_one_by_one(single))
    assert walked == [single.figure(figure.id) for figure in walked]
    paired = [one for one in walked if one.id.startswith("payment:") and len(one.because) == 2]
    assert len(paired) == 2
    assert {one.minor for one in walked if one.id.startswith("entry:F3")} == {-1000, -50}


def _one_by_one(book: Book) -> list[str]:
    seen: list[str] = []
    for top in book.ids():
        waiting = [top]
        while waiting:
            current = waiting.pop(0)
            if current not in seen:
                seen.append(current)
                waiting += book.figure(current).because
    return seen


def test_figures_that_wait_are_asked_for_together(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def together(_book: Book, keys: object) -> list[Figure]:
        asked.append(tuple(keys))  # type: ignore[arg-type]
        return [leaf(_book, key) for key in asked[-1]]

    def leaf(_book: Book, key: str) -> Figure:
        return Figure(f"leaf:{key}", key, 1, "GBP", "a rule")

    def sum_of(_book: Book, key: str) -> Figure:
        parts = tuple(f"leaf:{number}" for number in range(int(key)))
        return Figure(f"sum:{key}", key, int(key), "GBP", "a sum", parts)

    monkeypatch.setattr(figures, "_AHEAD", 3)
    book = Book(None, {"leaf": Kind(leaf, None, together), "sum": Kind(sum_of)})  # type: ignore[arg-type]
    found = [figure.id for figure in book.walk("sum:6", "sum:2")]
    assert found == ["sum:6", *(f"leaf:{number}" for number in range(6)), "sum:2"]
    assert asked == [("0", "1", "2", "3"), ("4", "5")]


@pytest.mark.parametrize("name", ["entry:F1-R9", "entry:F9-R1", "entry:x", "payment:none"])
def test_a_row_or_payment_that_is_not_there_is_refused(filled: Case, name: str) -> None:
    with pytest.raises(Refused):
        Book(filled, FIGURES).figure(name)
