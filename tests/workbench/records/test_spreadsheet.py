"""XLS and ODS workbooks read as XLSX ones do, in a process of their own."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from tests.workbench.records.old_workbooks import Value, ods, xls
from workbench.errors import Refused
from workbench.progress import silent
from workbench.records.readers.spreadsheet import read_spreadsheet
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file, read_file

ROWS: list[list[Value]] = [
    ["Date", "Description", "Amount", "Balance"],
    ["01/09/2026", "TESCO £ STORES", -12.34, 987.66],
    ["03/09/2026", "ACME LTD", "2,000.00", 2987.66],
]
Writer = Callable[[Sequence[Sequence[Value]]], bytes]
both = pytest.mark.parametrize("write", [xls, ods])


def read(content: bytes) -> FileRead:
    return read_file("book", content)


@both
def test_a_sheet_is_read_in_the_bank_s_layout_and_cites_its_rows(write: Writer) -> None:
    found = read(write(ROWS))
    assert found.format == write.__name__.upper()
    assert found.layout == "first-direct"
    entries = found.statements[0].entries
    assert [(entry.minor, entry.balance_minor) for entry in entries] == [
        (-1234, 98766), (200000, 298766),
    ]  # fmt: skip
    assert [entry.place for entry in entries] == ["Sheet1 row 2", "Sheet1 row 3"]
    assert entries[0].narrative == "TESCO £ STORES"
    raws = dict(open_file("book", write(ROWS), Choice()).raw_rows())
    assert raws["Sheet1 row 2"] == "01/09/2026\tTESCO £ STORES\t-12.34\t987.66"


@both
def test_an_amount_with_a_fraction_of_a_penny_is_rejected(write: Writer) -> None:
    found = read(write([*ROWS, ["04/09/2026", "X", 1.005, 3.0]]))
    assert "no amount of GBP" in found.rejected[0].why


@both
def test_a_sheet_in_no_known_layout_is_refused_with_its_titles(write: Writer) -> None:
    with pytest.raises(Refused, match="Shoe, Size"):
        read(write([["Shoe", "Size"], ["Boot", 9.0]]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ods(ROWS, cell='<table:table-cell table:formula="of:=[.A1]"/>'), "does not keep"),
        (ods(ROWS, head="<!DOCTYPE x>"), "document type"),
        (xls(ROWS)[:700], "old or a locked workbook"),
        (ods(ROWS)[:300], "damaged"),
    ],
)
def test_a_workbook_that_would_lose_a_value_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read(content)


def test_a_sheet_that_fills_the_memory_ends_its_reader_alone() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1"'
    far = (
        f'{cell}/></table:table-row><table:table-row table:number-rows-repeated="1000000">'
        f'{cell} table:number-columns-repeated="1000"/>'
    )
    with pytest.raises(Refused, match=r"made its reader fail|cannot be read"):
        read(ods(ROWS, cell=far))


@both
def test_a_damaged_workbook_ends_at_most_its_own_reader(write: Writer) -> None:
    whole, chance = write(ROWS), random.Random(7)
    for _ in range(20):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            found = read(bytes(data))
        except Refused:
            continue
        kept = sum(len(one.entries) for one in found.statements)
        assert found.read == kept + len(found.ignored) + len(found.rejected)


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    hidden = (
        f'{cell}</table:table-row><table:table-row table:visibility="collapse">{cell}'
        "</table:table-row><table:table-row>"
    )
    with pytest.raises(Refused, match="Shoe, Size"):
        read(ods([["Shoe", "Size"]], cell=hidden))
    book = read_spreadsheet(ods(ROWS, cell=hidden), "book.ods", silent)
    assert "the workbook has hidden rows: they were read" in book.notes
    assert len(list(book.sheets[0].rows())) >= 5
