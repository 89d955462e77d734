"""The pack says how each thing was kept, what that cost, and what was given to whom."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest

from exports.book import book_of
from exports.pack import pack
from exports.schedules import property as schedules_of
from exports.schedules.schedule import Amount, Schedule
from exports.schedules.view import View
from exports.verify import verify
from tests.workbench.recovery.benefit_case import filled, sheet
from workbench.case import Case
from workbench.recovery import keeping
from workbench.recovery import property as register
from workbench.recovery.gifts import add_gift

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def shaw(file_case: Case, tmp_path: Path) -> Case:
    """A car that is photographed and stored, half of what it is worth sold to a friend."""
    made = filled(file_case, tmp_path)
    (tmp_path / "front.png").write_bytes(PICTURE)
    golf = made["car"]
    register.asset_event(
        file_case, golf, "seized", "2026-03-01T10:00", "DC Shah", place="Depot",
        custody="Longmynd Storage", condition="scratched, runs",
    )  # fmt: skip
    keeping.photograph(file_case, golf, [tmp_path / "front.png"], "2026-03-02", "DC Shah")
    for what, minor in (("storage", 12_000), ("insurance", 4_501)):
        keeping.add_cost(file_case, golf, what, date(2026, 3, 1), minor, end=date(2026, 3, 31))
    for day in (date(2020, 3, 15), date(2024, 2, 1)):
        add_gift(
            file_case, made["shaw"], made["lund"], day, 300_000, asset_id=golf,
            consideration_minor=100_000,
        )  # fmt: skip
    return file_case


def schedules(case: Case) -> dict[str, Schedule]:
    with View(case, book_of(case), case.info()) as view:
        return {one.key: one for one in schedules_of.schedules(view)}


def test_a_photograph_stands_with_its_file_and_its_sha_256(shaw: Case) -> None:
    (row,) = schedules(shaw)["photographs"].rows
    assert row[0] == "VW Golf"
    assert row[3:] == ("front.png", "001", hashlib.sha256(PICTURE).hexdigest())


def test_costs_stand_one_by_one_and_together_each_with_its_figure(shaw: Case) -> None:
    cells = [row[4] for row in schedules(shaw)["asset-costs"].rows]
    assert cells == [
        Amount(12_000, "GBP", "cost:1"), Amount(4_501, "GBP", "cost:2"),
        Amount(16_501, "GBP", "costs:1"),
    ]  # fmt: skip


def test_custody_and_condition_stand_with_what_happened(shaw: Case) -> None:
    made = schedules(shaw)
    assert made["assets"].rows[0][-1] == "Longmynd Storage"
    seized = made["asset-events"].rows[0]
    assert seized[5] == "scratched, runs"
    assert seized[7] == "In the custody of Longmynd Storage."


def test_a_share_has_its_worth_and_a_charge_what_it_secures(shaw: Case) -> None:
    rows = [row for row in schedules(shaw)["interests"].rows if row[0] == "1 Long Lane"]
    # 280,000.00 less 180,000.01 is 99,999.99: the odd penny goes to the first.
    assert [row[5] for row in rows] == [
        Amount(5_000_000, "GBP", "interest:2"), Amount(4_999_999, "GBP", "interest:3"), None,
    ]  # fmt: skip
    assert rows[2][4] == Amount(18_000_001, "GBP", "charge:4")


def test_the_price_of_a_thing_is_not_what_was_paid_of_it(shaw: Case) -> None:
    house = schedules(shaw)["assets"].rows[1]
    assert house[6] == Amount(25_000_000, "GBP")
    assert house[7] == Amount(6_450_000, "GBP", "asset:2")


def test_without_a_worksheet_no_gift_is_called_tainted(shaw: Case) -> None:
    for row in schedules(shaw)["gifts"].rows:
        assert row[7].minor == 200_000  # type: ignore[union-attr]
        assert row[8:10] == ("not decided", None)


def test_a_gift_of_the_day_before_the_relevant_day_is_not_tainted(shaw: Case) -> None:
    sheet(shaw, {"shaw": 1})  # proceedings of 15 March 2026: the relevant day is 16 March 2020
    early, late = schedules(shaw)["gifts"].rows
    assert (early[8], late[8]) == ("no", "yes")
    assert early[9] == Amount(0, "GBP", "tainted-gift:1-1")
    assert late[9] == Amount(200_000, "GBP", "tainted-gift:1-2")
    assert "the relevant day, 16 Mar 2020 (POCA 2002 s.77(2)-(3))" in str(early[10])
    assert late[10] == "Worksheet 1: tainted by POCA 2002 s.77(2)-(3)."


def test_a_gift_is_not_known_to_be_tainted_while_a_day_is_missing(shaw: Case) -> None:
    sheet(shaw, {"shaw": 1}, proceedings_started=None)
    rows = schedules(shaw)["gifts"].rows
    assert {row[8] for row in rows} == {"not known"}


def test_a_case_without_them_has_no_such_schedules(file_case: Case, tmp_path: Path) -> None:
    filled(file_case, tmp_path)
    assert not {"photographs", "asset-costs", "gifts"} & set(schedules(file_case))


def test_the_pack_prints_them_holds_them_in_the_workbook_and_verifies(
    shaw: Case, tmp_path: Path
) -> None:
    sheet(shaw, {"shaw": 1})
    out = tmp_path / "pack.zip"
    pack(shaw, out)
    found = verify(out)
    assert found.differences == []
    assert found.ok
    with zipfile.ZipFile(out) as archive:
        names = {name.rpartition("/")[2]: name for name in archive.namelist()}
        assert "001-front.png" in names
        book = openpyxl.load_workbook(io.BytesIO(archive.read(names["schedules.xlsx"])))
        pages = pypdf.PdfReader(io.BytesIO(archive.read(names["case-pack.pdf"]))).pages
        text = "".join("".join(page.extract_text() for page in pages).split())
    assert {"Photographs", "Costs", "Gifts"} <= set(book.sheetnames)
    titles, *rows = book["Costs"].iter_rows(values_only=True)
    told = [dict(zip(titles, row, strict=True)) for row in rows]
    assert [(row["Cost_minor"], row["Cost_figure"]) for row in told] == [
        (12_000, "cost:1"), (4_501, "cost:2"), (16_501, "costs:1"),
    ]  # fmt: skip
    for words in (hashlib.sha256(PICTURE).hexdigest(), "tainted-gift:1-2", "scratched,runs"):
        assert words in text, words
