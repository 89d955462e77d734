"""The finance report says where every pound is, keeps to its period, and names no defendant."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from exports.demonstration import SAMPLES, build_case
from exports.report import write_report
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import orders
from workbench.recovery.receipts import add_receipt
from workbench.reinvestment.aris import state_value
from workbench.reinvestment.shares import share_receipt


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    case = build_case(tmp_path_factory.mktemp("report") / "larkspur.arw")
    yield case
    case.close()


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_every_pound_is_placed_and_nothing_is_unaccounted(larkspur: Case, tmp_path: Path) -> None:
    made = write_report(larkspur, tmp_path / "report.pdf")
    assert made.totals["GBP"]["unaccounted_minor"] == 0
    said = text_of(tmp_path / "report.pdf")
    for words in (
        "Received £161,800.00", "Paid out in grants £17,400.00", "Held in our funds £17,562.50",
        "Unaccounted for £0.00", "Started structured treatment",
    ):  # fmt: skip
        assert words in said, words


def test_the_rates_that_shared_the_money_stand_with_their_days_and_the_law_with_its_version(
    larkspur: Case, tmp_path: Path
) -> None:
    write_report(larkspur, tmp_path / "report.pdf")
    said = text_of(tmp_path / "report.pdf")
    for words in (
        "Rates and law", "in the version pre-cpa-2026", "from 01 Apr 2015",
        "ARIS, confiscation receipts (2015 onward)", "TS Today, May 2015, POCA",
    ):  # fmt: skip
        assert words in said, words
    assert "2006 to 2015" not in said, "rates of other days were not used"
    write_report(larkspur, tmp_path / "none.pdf", end=date(2020, 1, 1))
    assert "No receipt of the period is shared yet" in text_of(tmp_path / "none.pdf")


def test_a_rate_that_a_case_states_stands_with_its_source(file_case: Case, tmp_path: Path) -> None:
    state_value(file_case, "crypto.investigator", 75, date(2025, 1, 1), "circular 4 of 2025")
    number = orders.add_order(
        file_case, "cryptoasset", state="seized", at="2025-09-01T10:00", by="DC Shah"
    )
    orders.move(file_case, number, "detained", "2025-09-02T10:00", "Magistrates")
    orders.move(file_case, number, "forfeited", "2025-10-02", "Magistrates", amount_minor=100_000)
    share_receipt(file_case, add_receipt(file_case, number, date(2025, 10, 3), 100_000))
    write_report(file_case, tmp_path / "report.pdf")
    said = text_of(tmp_path / "report.pdf")
    assert "as this case states it" in said
    assert "commonly known; circular 4 of 2025" in said


def test_the_report_names_no_subject(larkspur: Case, tmp_path: Path) -> None:
    write_report(larkspur, tmp_path / "report.pdf")
    said = text_of(tmp_path / "report.pdf").casefold()
    facts = tomllib.loads((SAMPLES / "case.toml").read_text(encoding="utf-8"))
    subjects = [p["name"] for p in facts["parties"] if p["subject"]]
    assert len(subjects) == 3
    for name in subjects:
        assert name.split()[-1].casefold() not in said


def test_a_report_with_small_numbers_says_on_every_page_that_it_is_not_for_publication(
    larkspur: Case, tmp_path: Path
) -> None:
    write_report(larkspur, tmp_path / "report.pdf")
    for page in PdfReader(tmp_path / "report.pdf").pages:
        assert "Not for publication: it shows small numbers" in page.extract_text()


def test_a_period_leaves_out_what_lies_outside_it(larkspur: Case, tmp_path: Path) -> None:
    write_report(larkspur, tmp_path / "report.pdf", start=date(2025, 9, 1), end=date(2025, 9, 30))
    said = text_of(tmp_path / "report.pdf")
    assert "01 Sep 2025 to 30 Sep 2025" in said
    assert "12 Sep 2025 Confiscation £23,400.00" in said
    assert "£18,400.00" not in said
    assert "Nothing was paid in the period." in said


def test_the_same_case_gives_the_same_bytes(larkspur: Case, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        write_report(larkspur, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_period_or_place_that_cannot_be_is_refused(larkspur: Case, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not end"):
        write_report(larkspur, tmp_path / "x.pdf", start=date(2025, 9, 1), end=date(2025, 8, 1))
    with pytest.raises(Refused, match="cannot be written"):
        write_report(larkspur, tmp_path / "no" / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_case_reports_that_nothing_was_received(file_case: Case, tmp_path: Path) -> None:
    made = write_report(file_case, tmp_path / "report.pdf")
    assert made.totals == {}
    assert "Nothing was received in the period." in text_of(tmp_path / "report.pdf")
