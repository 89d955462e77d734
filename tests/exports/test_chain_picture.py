"""The chain, drawn: every pound in its band, one way strong, and nobody named in public."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from exports.book import book_of
from exports.charts.chain import chain_flow
from exports.charts.links import STEPS, lines_of, links, rows_of
from exports.charts.picture import Band, Box, Picture, Text
from exports.charts.svg import as_svg, write_chart
from exports.report import write_report
from exports.schedules.parts import parts_of
from exports.schedules.schedule import Amount
from exports.schedules.view import View
from tests.workbench.recovery.facts import car, confiscation, receipt
from tests.workbench.reinvestment.acts import approved, pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.register import add_party
from workbench.records.load import load_files
from workbench.recovery.property import add_purchase
from workbench.reinvestment import deposits, funds, grants, outcomes, programmes, shares

DAY = date(2026, 3, 12)


@pytest.fixture
def spent(file_case: Case, tmp_path: Path) -> Case:
    """A car and £30,000.00 of money under one order; £12,000.00 of it, with a partner's, spent."""
    add_party(file_case, "Kieran Rudge", subject=True)
    thing = car(file_case)
    records = tmp_path / "payments.csv"
    records.write_text("id,date,from,to,amount\nP1,2025-03-03,A,B,9800.00\n", encoding="utf-8")
    load_files(file_case, [records])
    add_purchase(file_case, thing, "P1")
    order = confiscation(file_case)
    funds.add_fund(file_case, "Rudge recovery fund", "police")
    first = receipt(file_case, order, 4_000_000, asset_id=thing, costs_minor=100_000)
    second = receipt(file_case, order, 3_000_000)
    for number in (first, second):
        shares.share_receipt(file_case, number, fund_id=1)
    deposits.deposit(file_case, 1, date(2025, 10, 1), 500_000, "Public health")
    programmes.add_programme(file_case, "diversion into treatment", "Custody to treatment")
    grant = approved(file_case, 1_200_000)
    pay(file_case, grants.add_instalment(file_case, grant, DAY, 1_200_000), "I. Falconer", DAY)
    paper = tmp_path / "return.txt"
    paper.write_text("24 people", encoding="utf-8")
    outcomes.add_outcome(
        file_case, 1, "Started structured treatment", 24, source=paper, grant_id=grant,
        start=date(2026, 3, 1), end=date(2026, 8, 31),
    )  # fmt: skip
    return file_case


def _bands(picture: Picture) -> list[Band]:
    return [part for part in picture.parts if isinstance(part, Band) and part.tip]


def test_what_enters_a_place_leaves_it_and_every_pound_has_its_band(spent: Case) -> None:
    book = book_of(spent)
    found = links(book, "GBP")
    came = sum(row["minor"] for row in rows_of(book))
    assert came == 7_500_000
    ends = [link for link in found if link.stop.key not in {one.start.key for one in found}]
    assert sum(link.minor() for link in ends) == came
    for link in found:
        onward = sum(one.minor() for one in found if one.start.key == link.stop.key)
        if onward and link.stop.step > 1:
            into = sum(one.minor() for one in found if one.stop.key == link.stop.key)
            assert into == onward, link.stop.key
    # An order is paid by its property and by money besides.
    assert {link.stop.step - link.start.step for link in found} == {1}
    assert len(_bands(chain_flow(book).picture)) == len(found)


def test_the_height_of_a_band_is_pounds_and_the_least_can_still_be_seen(spent: Case) -> None:
    rows, bands = links(book_of(spent), "GBP"), _bands(chain_flow(book_of(spent)).picture)
    wide = {band.figure: band.width for band in bands}
    costs = next(link for link in rows if link.stop.key == "place:costs")
    ratios = [wide[f"link:GBP:{link.number}"] / link.minor() for link in rows if link is not costs]
    assert max(ratios) == pytest.approx(min(ratios))
    assert min(wide.values()) >= 1.6


def test_each_band_and_box_is_a_figure_and_says_the_same_amount(spent: Case) -> None:
    for way in ((), ("asset:1",), ("outcome:1",)):
        book = book_of(spent)
        chart = chain_flow(book, way=way)
        for row in chart.rows:
            assert book.figure(row.figure).minor == row.on_way
        for name in chart.picture.figures():
            figure = book.figure(name)
            assert figure.because or figure.source or name.startswith("deposit:"), name


def test_forwards_from_a_car_only_what_it_brought_in_is_strong(spent: Case) -> None:
    book = book_of(spent)
    rows = chain_flow(book, way=("asset:1",)).rows
    passed = {(row.start, row.stop): row.on_way for row in rows}
    assert passed["VW Golf", "Confiscation T1"] == 4_000_000
    assert passed["Receipt 1", "Costs of realisation"] == 100_000
    # 18.75 % of £39,000.00, all of it spent before the money that came later.
    assert passed["Investigator share", "Rudge recovery fund"] == 731_250
    assert passed["Rudge recovery fund", "Custody to treatment"] == 731_250
    assert ("Confiscation T1", "Receipt 2") not in passed
    picture = chain_flow(book, way=("asset:1",)).picture
    faded = [band for band in _bands(picture) if band.fill == "rule"]
    assert any("Receipt 2" in band.tip and "not on the way" in band.tip for band in faded)
    assert any(isinstance(p, Box) and p.outline == "dashed" for p in picture.parts)
    assert any(isinstance(p, Text) and p.text == "£7,312.50 of £12,000.00" for p in picture.parts)


def test_back_from_a_treatment_place_to_the_line_that_bought_the_car(spent: Case) -> None:
    book = book_of(spent)
    rows = chain_flow(book, way=("outcome:1",)).rows
    assert {row.on_way for row in rows if row.column == STEPS[5]} == {1_200_000}
    lines = {figure.id: figure for figure in lines_of(book, ("outcome:1",))}
    assert lines["payment:P1"].source is not None
    assert lines["payment:P1"].source.raw == "P1,2025-03-03,A,B,9800.00"


def test_a_way_that_no_money_took_is_refused(spent: Case) -> None:
    for way, words in (
        (("asset:9",), "no money passed asset:9"),
        (("deposit:1", "asset:1"), "no money passed deposit:1 and asset:1 together"),
        (("party:1",), "no link of the chain"),
    ):
        with pytest.raises(Refused, match=words):
            chain_flow(book_of(spent), way=way)


def test_the_public_picture_names_no_order_thing_or_person(spent: Case, tmp_path: Path) -> None:
    paper = tmp_path / "second.txt"
    paper.write_text("7 families", encoding="utf-8")
    outcomes.add_outcome(
        spent, 1, "Families of Rudge helped", 7, unit="families", source=paper, grant_id=1,
        start=date(2026, 3, 1), end=date(2026, 8, 31),
    )  # fmt: skip
    chart = chain_flow(book_of(spent), public=True)
    write_chart(chart.picture, tmp_path / "public.svg")
    told = (tmp_path / "public.svg").read_text("utf-8") + json.dumps(
        [(row.start, row.stop) for row in chart.rows]
    )
    for word in ("Rudge", "T1", "Golf", "Cole Valley", "Custody to treatment", "Receipt 1"):
        assert word not in told, word
    for word in ("Vehicle", "Confiscation", "Diversion into treatment", "24 people",
                 "A count that is not"):  # fmt: skip
        assert word in told, word
    assert not list(chart.picture.figures())


def test_a_long_column_is_folded_and_its_table_still_lists_every_band(spent: Case) -> None:
    order = 1
    for _ in range(20):
        shares.share_receipt(spent, receipt(spent, order, 20_000), fund_id=1)
    chart = chain_flow(book_of(spent), most=5)
    words = [part.text for part in chart.picture.parts if isinstance(part, Text)]
    assert "18 further receipts" in words
    assert sum(row.stop.startswith("Receipt ") for row in chart.rows) == 22
    # What is on a way is drawn by itself, however small it is.
    way = chain_flow(book_of(spent), way=("receipt:22",), most=5).picture
    assert "Receipt 22" in [part.text for part in way.parts if isinstance(part, Text)]


def test_currencies_stand_apart(spent: Case) -> None:
    funds.add_fund(spent, "Euro fund", "police", currency="EUR")
    deposits.deposit(spent, 2, date(2025, 10, 1), 250_000, "A partner abroad")
    chart = chain_flow(book_of(spent))
    words = [part.text for part in chart.picture.parts if isinstance(part, Text)]
    assert words.index("In GBP") < words.index("In EUR")
    assert "€2,500.00" in words
    assert {row.currency for row in chart.rows} == {"GBP", "EUR"}


def test_a_picture_is_written_as_pdf_or_svg_with_its_words(spent: Case, tmp_path: Path) -> None:
    picture = chain_flow(book_of(spent)).picture
    svg = as_svg(picture)
    assert f'<desc id="about">{picture.described}</desc>' in svg
    assert write_chart(picture, tmp_path / "chain.pdf").endswith("chain.pdf")
    assert (tmp_path / "chain.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(Refused, match="PDF or SVG"):
        write_chart(picture, tmp_path / "chain.png")


def test_before_anything_came_in_the_picture_says_so(file_case: Case) -> None:
    chart = chain_flow(book_of(file_case))
    assert (chart.rows, chart.caption) == ((), "Nothing has come in yet.")


def test_the_pack_and_the_finance_report_print_the_chain(spent: Case, tmp_path: Path) -> None:
    with View(spent, book_of(spent), spent.info()) as view:
        (part,) = [one for one in parts_of(view) if one.title == "The chain"]
    assert part.picture is not None
    (schedule,) = part.schedules
    assert schedule.rows[0][3] == Amount(4_000_000, "GBP", "link:GBP:1")
    write_report(spent, tmp_path / "report.pdf")
    (*_, sheet) = PdfReader(tmp_path / "report.pdf").pages
    told = sheet.extract_text()
    assert "Diversion into treatment" in told
    assert not any(word in told for word in ("Rudge", "Golf", "T1", "Cole Valley"))


def test_in_other_letters_the_words_of_an_svg_stay_within_their_box(spent: Case) -> None:
    svg = as_svg(chain_flow(book_of(spent)).picture)
    (line,) = [one for one in svg.splitlines() if ">Rudge recovery fund<" in one]
    assert 'lengthAdjust="spacingAndGlyphs"' in line
    assert float(line.split('textLength="')[1].split('"')[0]) <= 115
