"""Operation Larkspur is asked of: every pound has a way, every way its lines, every sum its why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from exports.book import book_of
from exports.demonstration import build_case
from graphs.asking import Asking
from graphs.side_by_side import side_by_side
from graphs.supposed import Supposition, what_if
from workbench.figures import Book


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    with build_case(tmp_path_factory.mktemp("larkspur") / "larkspur.arw") as case:
        yield book_of(case)


@pytest.mark.parametrize("rule", ["fifo", "pro-rata"])
def test_what_each_thing_is_made_of_adds_up_to_its_figure(book: Book, rule: str) -> None:
    asking = Asking(book, rule)
    assert len(asking.assets) == 4
    for number in asking.assets:
        answer = asking.made_of(f"asset:{number}", paths="all")
        traced = book.figure(f"traced-by:{rule}:{number}").minor
        assert sum(part.minor for part in answer.parts if part.kind == "origin") == traced
        assert sum(way.path.minor for way in answer.ways) == traced
        assert len(answer.ways) == answer.ways_in_all


def test_every_origin_is_somewhere_and_each_place_answers_why(book: Book) -> None:
    asking = Asking(book, "fifo")
    for origin, marked in asking.made.marked.items():
        parts = asking.places_of(origin)
        assert sum(part.minor for part in parts) == marked
        for part in parts:
            assert book.figure(part.figure).minor == part.minor


def test_a_way_to_the_car_is_told_with_both_banks_rows(book: Book) -> None:
    asking = Asking(book, "fifo")
    (way,) = asking.between("Brindle Lane Hand Car Wash Ltd", "asset:2", limit=1).ways
    assert way.told.whole.text == (
        "£2,910.00 of the £7,100.00 that Brindle Lane Hand Car Wash Ltd (20-00-00 90356142) paid "
        "Dean Marcus TANNAHILL (20-00-00 41837265) on 17 Jun 2024, of origin 64, through 1 further "
        "payment until 30 Aug 2024, bought Estate car, grey, LK24 DMT."
    )
    # An own transfer is shown by a row of either account's statement.
    assert [source.raw.split(",")[3] for source in way.told.steps[0].sources] == [
        "7100.00", "-7100.00",
    ]  # fmt: skip


def test_the_rules_part_for_a_reason_that_both_agree_on(book: Book) -> None:
    told = side_by_side(book)
    assert told["rules"][0]["rule"] == "fifo"
    for row in (*told["assets"], *told["origins"]):
        for one in row["partings"]:
            assert one["first_minor"] != one["second_minor"]
            assert one["sources"]
    for asset in told["assets"]:
        for one in asset["partings"]:
            assert "They had parted earlier" not in one["text"]
    assert sum(one["marked_minor"] for one in told["origins"]) == 22_886_000


def test_leaving_an_origin_out_takes_no_more_than_it_away(book: Book) -> None:
    told = what_if(book, Supposition(without=(64,)))
    places = [row for row in told["rows"] if row["kind"] == "place"]
    assert sum(row["change_minor"] for row in places) == -291_000
    car = next(row for row in told["rows"] if (row["kind"], row["id"]) == ("asset", "2"))
    assert car["change_minor"] == -291_000
