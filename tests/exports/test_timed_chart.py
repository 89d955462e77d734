"""The flow in time: days run to the right, a band's height is its amount, clean is hatched."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from exports.book import book_of
from exports.charts.on_paper import write_picture
from exports.charts.picture import Band, Box, Line, Picture, Text
from exports.charts.timed import TimedChart, timed_flow
from exports.schedules.parts import parts_of
from exports.schedules.schedule import Amount
from exports.schedules.view import View
from graphs.asking import Asking
from tests.graphs.test_answers import bought
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import property as register
from workbench.store.tables import CaseInfo

#: All that is drawn of one answer is this high.
WHOLE = 150.0


@pytest.fixture
def shaw(file_case: Case, tmp_path: Path) -> Case:
    return bought(file_case, tmp_path)


def drawn(case: Case, what: str, rule: str) -> TimedChart:
    asking = Asking(book_of(case), rule)
    answer = asking.follow(1) if what == "follow" else asking.made_of(what)
    chart = timed_flow(asking, answer)
    assert chart is not None
    return chart


def bands(picture: Picture) -> list[Band]:
    return [part for part in picture.parts if isinstance(part, Band)]


def test_time_runs_to_the_right(shaw: Case) -> None:
    picture = drawn(shaw, "asset:1", "lifo").picture
    assert all(band.to_x > band.x for band in bands(picture))
    by_payment = {
        payment: min(band.x for band in bands(picture) if band.figure == f"flow:lifo:1:{payment}")
        for payment in ("P2", "P3", "P4")
    }
    assert by_payment["P2"] < by_payment["P3"] < by_payment["P4"]
    days = [part for part in picture.parts if isinstance(part, Text) and "Jan 2026" in part.text]
    assert [day.text for day in sorted(days, key=lambda day: day.x)] == [
        "06 Jan 2026", "08 Jan 2026",
    ]  # fmt: skip


def test_the_height_of_a_band_is_its_amount(shaw: Case) -> None:
    picture = drawn(shaw, "follow", "pro-rata").picture
    into_car = [b for b in bands(picture) if b.figure == "traced-by:pro-rata:1"]
    assert sum(band.width for band in into_car) == pytest.approx(WHOLE * 200_000 / 400_000)
    ends = [b for b in bands(picture) if b.figure.startswith(("traced-by", "held"))]
    assert sum(band.width for band in ends) == pytest.approx(WHOLE)


def test_every_band_answers_why_with_no_less_than_it_shows(shaw: Case) -> None:
    book = book_of(shaw)
    for rule in ("fifo", "lifo", "pro-rata"):
        picture = drawn(shaw, "follow", rule).picture
        for band in bands(picture):
            figure = book.figure(band.figure)
            assert figure.minor >= round(band.width / WHOLE * 400_000) > 0
            middle = (band.x + band.to_x) / 2, (band.y + band.to_y + band.width) / 2
            assert picture.at(*middle) is not None


def test_the_clean_part_is_hatched_with_a_broken_border_and_marked_money_is_not(
    shaw: Case,
) -> None:
    picture = drawn(shaw, "asset:1", "pro-rata").picture
    clean = [part for part in picture.parts if isinstance(part, Box) and part.outline == "dashed"]
    assert [(box.figure, box.tip) for box in clean] == [
        ("payment:P4", "£3,000.00 of the £5,000.00 paid on 08 Jan 2026 is clean")
    ]
    (box,) = clean
    lines = [part for part in picture.parts if isinstance(part, Line) and part.weight < 0.5]
    assert lines
    for line in lines:
        for x, y in line.points:
            assert box.x - 0.01 <= x <= box.x + box.width + 0.01
            assert box.y - 0.01 <= y <= box.y + box.height + 0.01
    assert "and £3,000.00 clean" in [p.text for p in picture.parts if isinstance(p, Text)]


def test_nothing_overlaps_and_all_is_within_the_picture(shaw: Case) -> None:
    picture = drawn(shaw, "follow", "pro-rata").picture
    resting = [band for band in bands(picture) if band.y == band.to_y]
    for number, one in enumerate(resting):
        assert 0 <= one.x < one.to_x <= picture.width
        assert 0 <= one.y < one.y + one.width <= picture.height
        for other in resting[number + 1 :]:
            apart = (
                one.to_x <= other.x + 0.01 or other.to_x <= one.x + 0.01
                or one.y + one.width <= other.y + 0.01 or other.y + other.width <= one.y + 0.01
            )  # fmt: skip
            assert apart, (one, other)


def test_the_caption_says_how_much_is_drawn_and_by_which_rule(shaw: Case) -> None:
    chart = drawn(shaw, "follow", "pro-rata")
    assert chart.caption.startswith("£4,000.00 in 3 ways. Time runs to the right")
    assert "By pro-rata; a calculation by the stated rule." in chart.caption
    assert chart.picture.described == chart.caption
    assert chart.picture.title == "Where origin 1 went, by pro-rata, GBP"


def test_where_no_marked_money_went_there_is_no_picture(shaw: Case) -> None:
    asking = Asking(book_of(shaw), "fifo")
    assert timed_flow(asking, asking.made_of("asset:1")) is None


def test_a_picture_is_saved_as_lines_and_letters(shaw: Case, tmp_path: Path) -> None:
    picture = drawn(shaw, "asset:1", "lifo").picture
    where = write_picture(picture, tmp_path / "flow.pdf")
    content = Path(where).read_bytes()
    (page,) = PdfReader(io.BytesIO(content)).pages
    assert not page.images
    assert "What the Golf is made of, by lifo, GBP" in page.extract_text()
    write_picture(picture, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == content
    with pytest.raises(Refused, match="written as PDF"):
        write_picture(picture, tmp_path / "flow.png")


def test_the_pack_draws_how_each_thing_was_paid_for_and_lists_the_ways(shaw: Case) -> None:
    register.add_asset(shaw, "watch", "a watch")  # no money is known to have gone into it
    with shaw.change("rule", "Relied on the newest money first") as work:
        work.session.scalars(select(CaseInfo)).one().tracing_rule = "lifo"
    with View(shaw, book_of(shaw), shaw.info()) as view:
        parts = parts_of(view)
    (part,) = [one for one in parts if one.title.startswith("How ")]
    assert part.title == "How the Golf was paid for"
    assert part.picture is not None
    assert part.picture.title == "What the Golf is made of, by lifo, GBP"
    (schedule,) = part.schedules
    way, whole = schedule.rows
    assert str(way[1]).endswith("bought the Golf.")
    assert (way[3], whole[3]) == (
        Amount(400_000, "GBP"), Amount(400_000, "GBP", "traced-by:lifo:1"),
    )  # fmt: skip
