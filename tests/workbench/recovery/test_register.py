"""A register that somebody else keeps: every row becomes a thing, or is named with its reason."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from exports.replayed import unlike
from tests.shared_data import shared
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery import property as register
from workbench.recovery.asset_rows import asset_rows
from workbench.recovery.figures import FIGURES
from workbench.recovery.register import load_register, read_register
from workbench.recovery.register_columns import kind_of, role_of
from workbench.recovery.register_rows import Choice
from workbench.recovery.timetable import timetable

DIRTY = """Register of property,,,,,,,,
,,,,,,,,
InventNumb,ItemNo,SeizeDate,SeizeCity,Descr,EstValue,Findings,ForfDate,ForfValue
1001,1,2014-05-23,Chicago,U.S.C.,205.0,ftot adm,2014-08-25,205.0
1001,2,2014-05-23,Chicago,2001 Mazda 626,"1,500.00",ftot,,
1002,1,2014-06-01,Evanston,,75.00,,,
,,,,,,,,
InventNumb,ItemNo,SeizeDate,SeizeCity,Descr,EstValue,Findings,ForfDate,ForfValue
1003,1,2029-01-12,Chicago,Rolex Watch,about 400,rel,1999-10-29,90
1004,1,2014-07-01,Chicago,Bitcoin wallet,10.123,,2014-06-01,
,,,,,12.00,,,
Total,,,,,1792.00,,,
"""


def written(folder: Path, text: str, name: str = "register.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_is_a_thing_or_is_named_with_its_place_and_reason(
    case: Case, tmp_path: Path
) -> None:
    read = load_register(case, written(tmp_path, DIRTY))
    told = read.as_data()
    assert (told["read"], told["loaded"]) == (8, 5)
    assert [(s["where"], s["why"]) for s in told["set_aside"]] == [
        ("line 8", "the titles again"),
        ("line 11", "nothing in it says what the thing is"),
        ("line 12", "a line of totals, not a thing"),
    ]
    assert [(d["where"], d["title"], d["why"]) for d in told["doubts"]] == [
        ("line 6", "", "nothing describes it"),
        ("line 9", "SeizeDate", "it has not come yet"),
        ("line 9", "EstValue", "it is no amount"),
        (
            "line 10", "ForfDate",
            "it is before the day on which it was seized (1 Jul 2014)",
        ),
        ("line 10", "EstValue", "it is no amount"),
    ]  # fmt: skip
    cash, car, nameless, watch, coins = asset_rows(case)
    assert [row["kind"] for row in (cash, car, nameless, watch, coins)] == [
        "cash", "vehicle", "other", "watch", "cryptoasset",
    ]  # fmt: skip
    assert (cash["state"], cash["value_minor"]) == ("forfeited", 205_00)
    assert (car["state"], car["value_minor"], car["identifier"]) == (
        "seized", 1_500_00, "1001 / 2",
    )  # fmt: skip
    assert nameless["label"] == "thing 1002 / 1"
    assert "EstValue: about 400 (not taken: it is no amount)" in watch["note"]
    assert watch["source"] == {
        "file": "register.csv", "sha256": read.sha256, "where": "line 9",
    }  # fmt: skip
    assert cash["events"][0]["place"] == "Chicago"
    assert not list(unlike(case))


def test_a_register_is_undone_as_one_and_can_then_be_loaded_again(
    case: Case, tmp_path: Path
) -> None:
    path = written(tmp_path, DIRTY)
    load_register(case, path)
    with pytest.raises(Refused, match="in the register already"):
        load_register(case, written(tmp_path, DIRTY, "another name.csv"))
    assert case.undo(case.head()[0]).startswith("Loaded 5 things from register.csv; 3 set aside")
    assert asset_rows(case) == []
    load_register(case, path)
    assert len(asset_rows(case)) == 5
    assert not list(unlike(case))


def test_trying_a_register_changes_nothing(case: Case, tmp_path: Path) -> None:
    before = case.head()
    assert read_register(case, written(tmp_path, DIRTY)).as_data()["loaded"] == 5
    assert case.head() == before


def test_a_value_is_explained_down_to_the_row_of_the_register(case: Case, tmp_path: Path) -> None:
    read = load_register(case, written(tmp_path, DIRTY))
    figure = Book(case, FIGURES).figure("valuation:1")
    assert figure.minor == 205_00
    assert figure.source is not None
    assert (figure.source.sha256, figure.source.where) == (read.sha256, "line 4")
    assert figure.source.raw.startswith("1001,1,2014-05-23,Chicago,U.S.C.,205.0")


def test_what_a_person_says_of_a_column_goes_before_its_title(
    file_case: Case, tmp_path: Path
) -> None:
    path = written(tmp_path, "Ref,What,Sum,Seen\nA1,Ring,12.50,03/04/2025\nA2,Car,1,13/04/2025\n")
    choice = Choice({"Seen": "seized", "Sum": "price"})
    load_register(file_case, path, choice)
    ring, _ = asset_rows(file_case)
    assert (ring["price_minor"], ring["value_minor"], ring["state"]) == (12_50, None, "seized")
    assert ring["events"][0]["at"] == "2025-04-03"
    with pytest.raises(Refused, match="no column Colour"):
        read_register(file_case, path, Choice({"Colour": "kind"}))
    with pytest.raises(Refused, match="colour is nothing that a column can be"):
        read_register(file_case, path, Choice({"Sum": "colour"}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Item,Value\nRing,$5.00\nCar,$7.00\n", "in dollars, and nothing says which"),
        ("Item,Seized on\nRing,03/04/2025\nCar,05/06/2025\n", "day/month or as month/day"),
        ("a,b\nx,y\n", "no row of the file reads as the titles"),
        ("Value,Price\n1,2\n", "no column says what the things are"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_and_not_guessed(
    file_case: Case, tmp_path: Path, text: str, said: str
) -> None:
    before = file_case.head()
    with pytest.raises(Refused, match=said):
        load_register(file_case, written(tmp_path, text))
    assert file_case.head() == before


def test_the_answers_to_what_is_asked_are_taken(file_case: Case, tmp_path: Path) -> None:
    text = "Item,Value,Seized on\nRing,$5.00,03/04/2025\nCar,$7.00,05/06/2025\n"
    choice = Choice(currency="USD", dates="mdy")
    load_register(file_case, written(tmp_path, text), choice)
    ring, _ = asset_rows(file_case)
    assert (ring["currency"], ring["value_minor"], ring["valued_on"]) == (
        "USD", 5_00, "2025-03-04",
    )  # fmt: skip


def test_true_twins_are_two_things(file_case: Case, tmp_path: Path) -> None:
    text = "Ref,Item,Value\nA1,Watch,5.00\nA1,Watch,5.00\n"
    read = load_register(file_case, written(tmp_path, text))
    assert len(asset_rows(file_case)) == 2
    assert any("1 number stands in more than one row" in note for note in read.notes)


def test_a_packed_register_and_a_workbook_say_the_same_as_the_text(
    file_case: Case, tmp_path: Path
) -> None:
    from openpyxl import Workbook

    packed = tmp_path / "register.csv.gz"
    packed.write_bytes(gzip.compress(DIRTY.encode()))
    assert read_register(file_case, packed).as_data()["loaded"] == 5
    book = Workbook()
    sheet = book.create_sheet("Seized")
    sheet.append(["Item", "Serial", "Date seized", "Value (GBP)", "Qty", "Held by"])
    sheet.append(["Bitcoin", "bc1q", date(2025, 3, 4), 1234.5, "0.123456789012345678", "Wallet 7"])
    book.save(tmp_path / "register.xlsx")
    load_register(file_case, tmp_path / "register.xlsx")
    (row,) = asset_rows(file_case)
    assert (row["value_minor"], row["quantity"], row["custody"], row["valued_on"]) == (
        1_234_50, "0.123456789012345678", "Wallet 7", "2025-03-04",
    )  # fmt: skip
    assert row["source"]["where"] == "Seized row 2"


def test_a_damaged_packed_file_is_one_clear_line(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "register.csv.gz"
    path.write_bytes(gzip.compress(DIRTY.encode())[:60])
    with pytest.raises(Refused, match="damaged or cut short"):
        read_register(file_case, path)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("InventNumb", "identifier"), ("SeizeDate", "seized"), ("SeizeCity", "place"),
        ("EstValue", "value"), ("ForfValue", "forfeited-value"), ("ForfDate", "forfeited"),
        ("CaseNumb", "note"), ("Findings", "note"), ("Descr", "label"), ("AD", "note"),
        ("Date acquired", "acquired"), ("Purchase price", "price"), ("VRM", "identifier"),
        ("Officer", "by"), ("Held at", "custody"), ("Asset type", "kind"), ("Qty", "quantity"),
    ],
)  # fmt: skip
def test_titles_are_known_by_their_words(title: str, role: str) -> None:
    assert role_of(title) == role


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("U.S.C.", "cash"), ("2006 Land Rover Range Rover", "vehicle"),
        ("Flat Screen TV ($200)", "other"), ("Residential Property", "real estate"),
        ("Chase Checking Account ($58,950.49)", "account"), ("Fossil Watch ($0)", "watch"),
        ("14k Gold Box Chain ($150)", "jewellery"), ("Silver Coins", "listed asset"),
        ("0.5 BTC", "cryptoasset"), ("Cash in a car", "cash"),
        ("Sam 4s Cash Register ($590)", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_kinds_are_known_by_the_words_of_a_description(text: str, kind: str) -> None:
    assert kind_of("", text) == kind


def test_a_real_register_of_thousands_loads_whole(file_case: Case) -> None:
    path = shared("data/forfeiture") / "cook_county_seizures.csv.gz"
    told = read_register(file_case, path, Choice(currency="USD")).as_data()
    with gzip.open(path, "rt", encoding="utf-8") as text:
        assert told["read"] == sum(1 for line in text if line.strip()) - 1
    assert told["read"] == told["loaded"] + len(told["set_aside"])
    assert told["kinds"]["cash"] > 8_000
    assert told["kinds"]["vehicle"] > 3_000
    assert {d["why"] for d in told["doubts"] if d["title"] == "SeizeDate"} == {
        "it has not come yet"
    }


def test_seizures_long_past_run_no_clock_and_the_latest_do(case: Case, tmp_path: Path) -> None:
    text = (
        "Item,Seized on\nCash in a safe,2012-01-23\nRolex watch,2012-01-23\n"
        "Cash in a car,2026-02-27\n"
    )
    load_register(case, written(tmp_path, text))
    found = timetable(case)
    assert [(due.name, due.deadline.kind) for due in found] == [("Cash in a car", "cash-48h")]
    register.add_asset(case, "watch", "Rolex, found later")
    register.asset_event(case, 4, "seized", "2012-01-23", "DC Shah")
    assert len(timetable(case)) == 1  # listed assets could not be seized before they were law
