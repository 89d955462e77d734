"""Charts as data: what they say, what lies under a pointer, and that the page draws them all."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.charts.lines import balance_picture, bars_picture
from exports.charts.paint import INKS, draw, fitted
from exports.charts.picture import Band, Box, Line, Picture, Text, bent
from exports.paper import type as faces

PARTS = (
    Box(10, 10, 40, 20, "panel", "dashed", 3, "box:1"),
    Band(50, 10, 150, 60, 12, "traced", "band:1"),
    Line(((0, 90), (50, 90), (50, 70)), "ink", 1, dashed=True, arrow=True, figure="line:1"),
    Text(12, 24, "A <b>name</b> that is far too long for its box", 8, fit=30, figure="box:1"),
)
PICTURE = Picture(200, 100, "Title", "What it shows.", PARTS)


def test_a_picture_names_each_figure_once_in_drawing_order() -> None:
    assert list(PICTURE.figures()) == ["box:1", "band:1", "line:1"]


def test_the_part_under_a_pointer_is_found() -> None:
    assert PICTURE.at(15, 15) == PARTS[0]
    assert PICTURE.at(100, 41) == PARTS[1]
    assert PICTURE.at(50, 80) == PARTS[2]
    assert PICTURE.at(190, 95) is None


@given(st.floats(0, 1), st.floats(-100, 100), st.floats(-100, 100))
def test_a_band_stays_between_its_ends(along: float, start: float, end: float) -> None:
    low, high = sorted((start, end))
    assert low - 1e-6 <= bent(along, start, end) <= high + 1e-6
    assert bent(0.5, 0, 1) == pytest.approx(0.5, abs=1e-4)


def test_the_page_draws_every_kind_of_part() -> None:
    from reportlab.pdfgen.canvas import Canvas

    faces.ready()
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    assert draw(canvas, PICTURE, 50, 700, 400) == 200
    canvas.save()
    text = pypdf.PdfReader(io.BytesIO(out.getvalue())).pages[0].extract_text()
    assert text.startswith("A <b>")
    assert text.rstrip().endswith("…")


def test_words_are_narrowed_before_they_are_cut() -> None:
    words = "Tame Valley Provisions"
    whole = faces.width(words, faces.PLAIN, 8)
    assert fitted(words, faces.PLAIN, 8, 0) == (words, 1)
    assert fitted(words, faces.PLAIN, 8, whole) == (words, 1)
    kept, narrowed = fitted(words, faces.PLAIN, 8, whole * 0.8)
    assert kept == words
    assert narrowed == pytest.approx(0.8)
    cut, _ = fitted(words, faces.PLAIN, 8, whole * 0.3)
    assert cut.endswith("…")
    assert len(cut) < len(words)


def test_traced_money_is_darker_than_other_money_on_a_grey_copy() -> None:
    def grey(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    assert grey(INKS["traced"]) + 60 < grey(INKS["clean"])
    assert grey(INKS["ink"]) < 60
    assert grey(INKS["muted"]) < 110


# -- balances and bars


def test_a_balance_steps_from_day_to_day_and_says_its_ends() -> None:
    start = date(2026, 1, 1)
    points = [(start + timedelta(n), minor) for n, minor in enumerate((100_00, -50_00, 400_00))]
    picture = balance_picture(points, "GBP", title="Balance of A")
    assert picture.described == (
        "Balance of A: from £100.00 on 01 Jan 2026 to £400.00 on 03 Jan 2026, "
        "between −£50.00 and £400.00."
    )
    lines = [part for part in picture.parts if isinstance(part, Line) and part.role == "accent"]
    assert len(lines) == 1
    for (x0, y0), (x1, y1) in zip(lines[0].points, lines[0].points[1:], strict=False):
        assert x0 == x1 or y0 == y1, "a balance is flat until it changes"
    for part in picture.parts:
        if isinstance(part, Line):
            assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in part.points)


@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=30),
    st.sampled_from(["GBP", "JPY", "KWD"]),
)
def test_any_balance_is_drawn_within_its_frame(amounts: list[int], currency: str) -> None:
    points = [(date(2026, 1, 1) + timedelta(n), minor) for n, minor in enumerate(amounts)]
    picture = balance_picture(points, currency, title="B")
    ticks = [part for part in picture.parts if isinstance(part, Line) and part.role == "rule"]
    assert 2 <= len(ticks) <= 8
    for part in picture.parts:
        if isinstance(part, Line):
            for x, y in part.points:
                assert -0.001 <= x <= picture.width + 0.001
                assert -0.001 <= y <= picture.height + 0.001


def test_no_balance_says_so() -> None:
    assert balance_picture([], "GBP", title="Balance").described == "Balance: no balance is known."


def test_bars_are_as_long_as_their_amounts_and_carry_their_figures() -> None:
    picture = bars_picture(
        [("Home Office", 60_000_00, "share:1"), ("Prosecutor", 22_500_00, "share:2")],
        "GBP", title="Shares",
    )  # fmt: skip
    boxes = [part for part in picture.parts if isinstance(part, Box)]
    assert boxes[1].width / boxes[0].width == pytest.approx(22.5 / 60)
    assert list(picture.figures()) == ["share:1", "share:2"]
    assert picture.described == "Shares: Home Office £60,000.00; Prosecutor £22,500.00."
    assert bars_picture([], "GBP", title="Shares").described == "Shares: nothing."
