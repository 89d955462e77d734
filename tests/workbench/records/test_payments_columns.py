"""Payments read by columns are the payments read one by one, and are kept alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.records import payments as kept_payments
from workbench.records.load import load_files
from workbench.records.payments import Payments, batches
from workbench.records.readers import chunks
from workbench.records.readers import payments as quick
from workbench.records.readers.cells import Cells
from workbench.records.readers.ledger import LedgerRows, read_ledger
from workbench.records.reading import Choice, FileRead, PaymentRead
from workbench.records.recognise import open_file, read_file
from workbench.store import tables as t

HEADER = "id,date,from,to,amount,time,currency,reference"

row = st.tuples(
    st.sampled_from(["P1", "P2", "P3", " P4 ", "P5", "P6", "P7", ""]),
    st.sampled_from(["2024-03-01", "2024-03-01T10:00", "31/02/2024", "2024-03-02", "", " "]),
    st.sampled_from(["acc1", " acc2", "20-00-00 12345678", ""]),
    st.sampled_from(["acc1", "acc3 ", "Ann", ""]),
    st.sampled_from(
        ["1.00", "12.50", "7", "1.5", "0.00", "-1.00", "£3.00", "2.00CR", "+4.00", "",
         '"1,000.00"', "9999999999999999.99", "x"]
    ),
    st.sampled_from(["", "09:30", "9:30 pm", "25:00"]),
    st.sampled_from(["", "GBP", "gbp", "EUR", "JPY", "??"]),
    st.sampled_from(["", "rent ", "invoice 7", '"two\nlines"']),
).map(",".join)  # fmt: skip
good_row = st.builds(
    lambda n, who, pence: f"G{n},2024-03-0{1 + n % 9},{who},acc9,{pence}.00,,GBP,rent",
    st.integers(0, 30), st.sampled_from(["acc1", "acc2"]), st.integers(1, 99),
)  # fmt: skip
odd_row = st.sampled_from(["", ",,,,,,,", "one", "a,b,c,d,e,f,g,h,i,j"])


def outcome(content: bytes) -> Any:
    try:
        found = read_file("f.csv", content, Choice(layout="payments"))
    except Refused as refusal:
        return str(refusal)
    return found.read, list(found.payments), found.ignored, found.rejected


def one_by_one(content: bytes) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick.Columnwise, "read", lambda *_: None)
        return outcome(content)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(row, good_row, good_row, odd_row), max_size=16))
def test_columns_read_what_single_rows_read(rows: list[str]) -> None:
    content = "\n".join([HEADER, *rows]).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "SIZE", 5)
        assert outcome(content) == one_by_one(content)


class Counted:
    """Counts rows from one."""

    last = 0

    def __call__(self, count: int = 1) -> int:
        self.last += count
        return self.last - count + 1


def ledger(content: bytes) -> LedgerRows:
    opened = open_file("f.csv", content, Choice(layout="payments"))
    return read_ledger(Cells(opened.matches[0], Choice()), Counted())


def test_a_plain_table_is_read_by_columns_throughout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "amount", None)  # what reads an amount by itself
    rows = [f"P{n},2024-03-01,a{n % 3},b,{n + 1}.00,10:00,GBP,r{n}" for n in range(9)]
    found = ledger("\n".join([HEADER, *rows]).encode())
    assert len(found.payments) == 9
    assert found.payments[-1] == PaymentRead(
        9, "line 10", "P8", found.payments[0].date, "10:00:00", "a2", "b", 900, "GBP", "r8"
    )
    assert found.payments[2:4] == tuple(found.payments)[2:4]
    with pytest.raises(IndexError):
        found.payments[9]


def test_an_id_that_stands_twice_is_said_with_its_first_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chunks, "SIZE", 4)
    rows = [f"P{n},2024-03-01,a,b,1.00,,," for n in range(10)]
    found = ledger("\n".join([HEADER, *rows, rows[3], "P77,2024-03-01,a,b,0.00,,,", rows[9],
                              "P77,2024-03-01,a,b,1.00,,,"]).encode())  # fmt: skip
    assert [one.why for one in found.rejected] == [
        "the payment P3 stands twice: it is already at line 5",
        "the payment P9 stands twice: it is already at line 11",
        "the payment P77 stands twice: it is already at line 13",
    ]
    assert len(found.payments) == 10


def standing(case: Case) -> list[tuple[Any, ...]]:
    with case.read() as connection:
        payments = connection.execute(select(t.Payment.__table__).order_by(t.Payment.id)).all()
        known = connection.execute(select(t.Account.__table__).order_by(t.Account.id)).all()
    return [tuple(one) for one in (*payments, *known)]


def test_payments_kept_in_batches_name_accounts_in_the_order_of_the_rows(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        "P1,2024-03-01,20-00-00 12345678,shop,1.00,,EUR,", "P2,2024-03-02,ann,shop,2.00,,GBP,",
        "P3,2024-03-03,shop,bob,3.00,,GBP,", "P4,2024-03-03,bob,ann,4.00,,GBP,",
    ]  # fmt: skip
    (tmp_path / "p.csv").write_text("\n".join([HEADER, *rows]), "utf-8")
    monkeypatch.setattr(kept_payments, "BATCH", 3)
    (told,) = load_files(case, [tmp_path / "p.csv"], layout="payments")
    assert (told.loaded, told.accounts) == (
        4, ("20-00-00 12345678", "shop", "ann", "bob"),
    )  # fmt: skip
    with case.read() as connection:
        accounts = connection.execute(
            select(t.Account.key, t.Account.sort_code, t.Account.currency).order_by(t.Account.id)
        ).all()
    assert [tuple(one) for one in accounts] == [
        ("20-00-00 12345678", "20-00-00", "EUR"), ("shop", "", "EUR"), ("ann", "", "GBP"),
        ("bob", "", "GBP"),
    ]  # fmt: skip
    more = [rows[1], "P5,2024-03-04,ann,new,5.00,,GBP,", rows[3]]
    (tmp_path / "q.csv").write_text("\n".join([HEADER, *more]), "utf-8")
    (told,) = load_files(case, [tmp_path / "q.csv"], layout="payments")
    assert (told.loaded, told.duplicates) == (1, 2)
    before = standing(case)
    clash = ["P9,2024-03-01,a,b,1.00,,,", "P2,2024-03-02,ann,shop,2.01,,GBP,"]
    (tmp_path / "r.csv").write_text("\n".join([HEADER, *clash]), "utf-8")
    (told,) = load_files(case, [tmp_path / "r.csv"], layout="payments")
    assert told.refusal.startswith("r.csv, line 3: the payment P2 is in the case already")
    assert standing(case) == before


def test_a_payment_on_two_sheets_is_refused_by_its_place(file_case: Case, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Second")):
        assert sheet is not None
        sheet.append(HEADER.split(","))
        sheet.append(["P1", "2024-03-01", "a", "b", 1.5])
    book.save(tmp_path / "two.xlsx")
    (told,) = load_files(file_case, [tmp_path / "two.xlsx"], layout="payments")
    assert told.refusal.startswith("two.xlsx, Second row 2: the payment P1 stands twice")


def test_payments_of_several_tables_stand_one_after_another() -> None:
    first = ledger(f"{HEADER}\nP1,2024-03-01,a,b,1.00,,,".encode())
    second = ledger(f"{HEADER}\nP2,2024-03-01,a,b,1.00,,,\nP3,2024-03-01,a,b,1.00,,,".encode())
    together = Payments()
    together += first.payments
    together += second.payments
    assert [one.id for one in together] == ["P1", "P2", "P3"]
    assert together[-1].id == "P3"
    assert [batch["id"] for batch in batches(together)] == [["P1"], ["P2", "P3"]]
    assert isinstance(read_file("f.csv", f"{HEADER}\nP1,2024-03-01,a,b,1.00,,,".encode()), FileRead)


@pytest.mark.parametrize(
    ("days", "said"), [(("2024-03-02", "2024-03-01"), 1), (("2024-03-01", "2024-03-02"), 0)]
)
def test_rows_out_of_order_of_date_are_taken_and_it_is_said(
    file_case: Case, tmp_path: Path, days: tuple[str, str], said: int
) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        f"id,date,from,to,amount\np1,{days[0]},A,B,5.00\np2,{days[1]},B,C,4.00\n", "utf-8"
    )
    (outcome,) = load_files(file_case, [path])
    assert outcome.loaded == 2
    assert sum("not in order of date" in note for note in outcome.notes) == said
