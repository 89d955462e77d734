"""QIF: one order of day and month for a file, splits checked, nothing but money loaded."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.records.mutating import every_row_is_counted, mutate
from workbench.errors import Refused
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file, read_file


def qif(*records: str, head: str = "!Type:Bank") -> bytes:
    return (head + "\n" + "".join(f"{one}\n^\n" for one in records)).encode()


def read(content: bytes, choice: Choice | None = None) -> FileRead:
    return read_file("a.qif", content, choice)


@pytest.mark.parametrize("kind", ["Bank", "Cash", "CCard", "Oth A", "Oth L", "bank "])
def test_every_kind_of_account_that_holds_money_is_loaded(kind: str) -> None:
    found = read(qif("D13/02/2024\nT-1,234.50\nPTESCO\nMfood\nN101", head=f"!Type:{kind}"))
    (entry,) = found.statements[0].entries
    assert (entry.minor, entry.date, entry.place) == (-123450, date(2024, 2, 13), "line 2")
    assert (entry.counterparty, entry.narrative, entry.reference) == ("TESCO", "TESCO food", "101")


def test_one_order_of_day_and_month_holds_for_the_whole_file() -> None:
    found = read(qif("D02/01/2024\nT1.00", "D12/22/2023\nT1.00"))
    assert [entry.date for entry in found.statements[0].entries] == [
        date(2024, 2, 1), date(2023, 12, 22),
    ]  # fmt: skip
    with pytest.raises(Refused, match=":dmy"):
        read(qif("D02/01/2024\nT1.00", "D03/04/2024\nT1.00"))
    said = read(qif("D02/01/2024\nT1.00"), Choice(dates="dmy"))
    assert said.statements[0].entries[0].date == date(2024, 1, 2)
    mixed = read(qif("D22/12/2023\nT1.00", "D12/22/2023\nT1.00", "D23/12/2023\nT1.00"))
    assert [one.place for one in mixed.rejected] == ["line 5"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("2/14'2020", date(2020, 2, 14)), ("2/14' 4", None), ("12/31'04", date(2004, 12, 31)),
     ("12/31/98", date(1998, 12, 31)), (" 1/31/2001", date(2001, 1, 31))],
)  # fmt: skip
def test_years_are_written_in_quickens_own_way(text: str, day: date | None) -> None:
    found = read(qif(f"D{text}\nT1.00", "D1/31/2001\nT1.00"))
    assert (found.statements[0].entries[0].date if day else None) == day
    assert len(found.rejected) == (day is None)


def test_splits_that_do_not_add_up_are_said_and_the_amount_stands() -> None:
    found = read(qif("D31/01/2024\nT-10.00\nSFood\n$-5.00\nSFuel\n$-4.00"))
    assert found.statements[0].entries[0].minor == -1000
    assert any("splits add up to" in note for note in found.notes)
    assert not [
        note for note in read(qif("D31/01/2024\nT-9.00\nSFood\n$-9.00")).notes if "splits" in note
    ]


def test_an_opening_balance_is_no_movement_and_names_the_account() -> None:
    found = read(
        qif("D31/01/2024\nT100.00\nPOpening Balance\nL[Savings]", "D01/02/2024\nT-1.00\nL[Current]")
    )
    (one,) = found.statements
    assert (one.account.key, one.opening_minor) == ("Savings", 10000)
    assert [(entry.minor, entry.counterparty) for entry in one.entries] == [(-100, "Current")]
    assert found.ignored[0].why.startswith("the opening balance")


def test_each_account_that_a_heading_names_has_its_own_rows() -> None:
    content = (
        b"!Account\nNFirst\nTBank\n^\n!Type:Bank\nD31/01/2024\nT1.00\n^\n"
        b"!Account\nNSecond\nTCCard\n^\n!Type:CCard\nD31/01/2024\nT2.00\n^\n"
    )
    found = read(content)
    assert [(one.account.key, one.entries[0].minor) for one in found.statements] == [
        ("First", 100), ("Second", 200),
    ]  # fmt: skip
    assert found.read == 4


def test_lists_and_investments_are_named_and_left_aside() -> None:
    found = read(b"!Type:Cat\nNFood\n^\n!Type:Invst\nD1/1/2024\nNBuy\n^\n!Type:Odd\nNx\n^\n")
    assert [one.why.split(":")[0] for one in found.ignored] == [
        "a category", "an investment record", "a record of the section odd",
    ]  # fmt: skip
    assert found.statements == ()


@pytest.mark.parametrize(
    "record",
    ["D31/01/2024", "T1.00", "D31/01/2024\nTlots", "D99/99/2024\nT1", "D31/01/2024\nT1.005",
     "D31/01/2024\nT1.00\nSx\n$y"],
)  # fmt: skip
def test_a_record_that_cannot_be_read_is_rejected_where_it_stands(record: str) -> None:
    found = read(qif("D31/01/2024\nT1.00", record))
    (one,) = found.rejected
    assert (one.place, one.raw, found.read) == ("line 5", record, 2)


def test_the_currency_is_the_persons_word_and_otherwise_said_to_be_taken() -> None:
    content = qif("D31/01/2024\nT100")
    assert read(content, Choice(currency="JPY")).statements[0].entries[0].minor == 100
    assert any("no currency" in note for note in read(content).notes)


def test_a_last_record_without_its_end_is_not_lost() -> None:
    found = read(b"!Type:Bank\nD31/01/2024\nT1.00\n^\nD31/01/2024\nT2.00")
    assert [entry.minor for entry in found.statements[0].entries] == [100, 200]
    raws = dict(open_file("a", b"!Type:Bank\nD31/01/2024\nT1.00", Choice()).raw_rows())
    assert raws == {"line 2": "D31/01/2024\nT1.00"}


def test_pounds_month_names_and_memos_of_several_lines_are_read() -> None:
    found = read(qif("D13 Feb 2024\nT-£1,234.50\nPSHOP\nMone\nMtwo", "D14 Feb 2024\nT€5.00"))
    (entry,) = found.statements[0].entries
    assert (entry.minor, entry.date, entry.narrative) == (
        -123450,
        date(2024, 2, 13),
        "SHOP one two",
    )
    assert [one.why for one in found.rejected] == ["'€5.00' is no amount of GBP"]


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=2000)
@given(st.data())
def test_a_mutated_file_never_crashes_and_never_loses_a_row(data: st.DataObject) -> None:
    content = qif("D31/01/2024\nT-1,234.50\nPTESCO\nSFood\n$-1,234.50", "D01/02/2024\nT2.00")
    every_row_is_counted(mutate(data, content, b"0189.,-/'!^DTPS$[]L \xff\x00\n"))
