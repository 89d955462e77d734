"""Rows read by columns are the rows read one by one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.records import prove_columns
from workbench.records.entries import Entries, minors
from workbench.records.load import load_files
from workbench.records.prove import prove
from workbench.records.readers import chunks, quick
from workbench.records.readers.chunks import chunks as in_chunks
from workbench.records.readers.text import TextGrid
from workbench.records.reading import Choice, Entry, FileRead, ProofRule
from workbench.records.recognise import read_file
from workbench.store import tables as t

LLOYDS = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance"
)
REVOLUT = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance"

amounts = st.sampled_from(
    ["", "1.00", "12.5", "7", "1,234.50", "1,23", "£3.00", "-4.00", "(5.00)", "6.00CR", " 8.10 ",
     "1e3", "0.00", "\u22129.99", "99999999999999999999", '"multi\nline"']
)  # fmt: skip
dates = st.sampled_from(["01/03/2024", "2/3/2024", "2024-03-04", "31/02/2024", "", " ", "4 Mar 24"])
texts = st.sampled_from(
    ["TESCO STORES 2231", "", "A SMITH REF 10 01DEC23 16:05", "200000 12345678 FT", '"a ""b"""',
     "CASH LNK HIGH ST", "HMRC"]
)  # fmt: skip
lloyds_row = st.tuples(
    dates, st.sampled_from(["DEB", "FPI", "", "XYZ"]), st.sampled_from(["'30-00-00", "'30-00-01"]),
    st.sampled_from(["18264093", "18264094"]), texts, amounts, amounts, amounts,
).map(",".join)  # fmt: skip
revolut_row = st.tuples(
    st.sampled_from(["CARD_PAYMENT", "TRANSFER"]), st.sampled_from(["Current", "Savings"]),
    st.sampled_from(["2024-03-01 10:00:00", "2024-03-02 09:30:00"]),
    st.sampled_from(["2024-03-01 10:00:00", "", "2024-03-02 09:30:00"]), texts,
    st.sampled_from(["1.00", "-2.50", "x", ""]), st.sampled_from(["0.00", "0.15", ""]),
    st.sampled_from(["GBP", "EUR", "JPY", "??"]), st.sampled_from(["COMPLETED", "PENDING"]),
    st.sampled_from(["", "10.00", "7.35"]),
).map(",".join)  # fmt: skip
odd_row = st.sampled_from(["", ",,,,,,,", "   ", "one", "a,b,c,d,e,f,g,h,i,j,k,l,m"])


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "SIZE", 4)
    monkeypatch.setattr(prove_columns, "PIECE", 2)


def outcome(content: bytes, layout: str) -> FileRead | str:
    try:
        return read_file("f.csv", content, Choice(layout=layout))
    except Refused as refusal:
        return str(refusal)


def one_by_one(content: bytes, layout: str) -> FileRead | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quick.Columnwise, "read", lambda *_: None)
        return outcome(content, layout)


def plain(found: FileRead | str) -> Any:
    if isinstance(found, str):
        return found
    return (
        found.read, found.ignored, found.rejected,
        [(one.account, tuple(one.entries), one.opening_minor) for one in found.statements],
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(lloyds_row, lloyds_row, odd_row), max_size=14), st.sampled_from("\n\r"))
def test_columns_read_what_single_rows_read(rows: list[str], end: str) -> None:
    content = (end.replace("\r", "\r\n")).join([LLOYDS, *rows]).encode()
    assert plain(outcome(content, "lloyds")) == plain(one_by_one(content, "lloyds"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(revolut_row, revolut_row, odd_row), max_size=14))
def test_columns_keep_currencies_fees_and_pending_rows_apart(rows: list[str]) -> None:
    content = "\n".join([REVOLUT, *rows]).encode()
    assert plain(outcome(content, "revolut")) == plain(one_by_one(content, "revolut"))


def test_a_plain_statement_is_read_by_columns_throughout() -> None:
    rows = [f"01/03/2024,DEB,'30-00-00,18264093,SHOP {n},1.00,,{100 - n}.00" for n in range(9)]
    found = outcome("\n".join([LLOYDS, *rows]).encode(), "lloyds")
    assert isinstance(found, FileRead)
    (statement,) = found.statements
    assert isinstance(statement.entries, Entries)
    assert not any(isinstance(part, list) for part in statement.entries.parts)
    assert list(minors(statement.entries)) == [-100] * 9


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["a,b", "", '"x\ny",2', '"q""",', '"l1\r\nl2\n\nl3",1', ",,"]), max_size=25
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_rows_in_chunks_keep_their_line_and_their_text(rows: list[str], end: str) -> None:
    grid = TextGrid(end.join(rows).encode(), "utf-8-sig", ",", "f.csv")
    single = [(line.number, line.cells, line.raw) for line in grid.rows()]
    together = [
        (number, cells, raw.rstrip("\r\n"))
        for chunk in in_chunks(grid)
        for number, cells, raw in zip(*chunk, strict=True)
    ]
    assert together == single


entry = st.builds(
    lambda row, day, minor, balance: Entry(
        row, f"line {row}", date(2024, 3, 1) + timedelta(days=day), None, minor, "GBP", balance
    ),
    st.integers(1, 5), st.integers(0, 2), st.integers(-3, 3), st.one_of(st.none(),
    st.integers(-4, 4)),
)  # fmt: skip
balance = st.one_of(st.none(), st.integers(-4, 4))


@settings(max_examples=400, deadline=None)
@given(st.lists(entry, max_size=6), balance, balance)
def test_the_proof_by_columns_is_the_proof_by_rows(
    rows: list[Entry], opening: int | None, closing: int | None
) -> None:
    rows = [one._replace(row=number) for number, one in enumerate(rows, start=1)]
    columns = prove_columns.prove_entries(
        Entries([rows]), opening_minor=opening, closing_minor=closing, rule=ProofRule()
    )
    by_rows = prove(tuple(rows), opening_minor=opening, closing_minor=closing, rule=ProofRule())
    assert tuple(columns.entries) == tuple(by_rows.entries)
    for field in ("verdict", "order", "opening_minor", "closing_minor", "source", "checked",
                  "rounded", "breaks"):  # fmt: skip
        assert getattr(columns, field) == getattr(by_rows, field), field


def test_each_sheet_s_money_goes_to_whom_that_sheet_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheets = (("TESCO STORES", "99.00"), ("WICKES", "98.00"))
    for number, (name, balance) in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Page {number}")
        sheet.append(LLOYDS.split(","))
        sheet.append([f"0{number}/03/2024", "DEB", "'30-00-00", "18264093", name, "1.00", "",
                      balance])  # fmt: skip
    book.remove(book["Sheet"])
    book.save(tmp_path / "two.xlsx")
    with Case.create(tmp_path / "case.arw") as case:
        (told,) = load_files(case, [tmp_path / "two.xlsx"])
        assert (told.loaded, told.verdict) == (2, "reconciled")
        with case.read() as connection:
            paid = connection.execute(
                select(t.Payment.reference, t.Account.key)
                .join(t.Account, t.Account.id == t.Payment.payee_id)
                .order_by(t.Payment.position)
            ).all()
    assert [tuple(row) for row in paid] == [
        ("TESCO STORES", "name: TESCO STORES"), ("WICKES", "name: WICKES"),
    ]  # fmt: skip
