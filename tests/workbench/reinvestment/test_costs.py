"""What each costs: of one grant, of a whole programme that several funds pay for, and of what not.

The worked case is Cleveland's heroin-assisted treatment: £131,287 of £441,512, for 15 places.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.workbench.reinvestment.acts import pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.reinvestment import deposits, funds, grants, outcomes, programmes, rows
from workbench.reinvestment.figures import FIGURES

STREAMS = (("police", 13_128_700), ("public health", 25_000_000), ("community safety", 6_022_500))
PAID = date(2019, 10, 2)
YEAR = {"start": date(2019, 10, 1), "end": date(2020, 9, 30)}


@pytest.fixture
def cleveland(case: Case) -> Case:
    """A programme that three funds paid for, each by a grant of its own."""
    programmes.add_programme(case, "heroin-assisted treatment", "Middlesbrough")
    for number, (owner, minor) in enumerate(STREAMS, 1):
        funds.add_fund(case, f"Money of {owner}", owner)
        deposits.deposit(case, number, date(2019, 1, 10), minor, owner)
        grant = grants.propose(case, 1, number, "A practice", minor, total_cost_minor=44_151_200)
        grants.recommend(case, grant, "P. Aldersley", date(2019, 3, 1))
        grants.approve(case, grant, "M. Thorne", date(2019, 3, 8))
        pay(case, grants.add_instalment(case, grant, PAID, minor), "I. Falconer", PAID)
    return case


def outcome(case: Case, tmp_path: Path, measure: str, value: int, **more: object) -> int:
    paper = tmp_path / "return.txt"
    paper.write_text("as the clinic states it", encoding="utf-8")
    return outcomes.add_outcome(case, 1, measure, value, source=paper, **YEAR, **more)  # type: ignore[arg-type]


def test_a_place_costs_what_all_funds_of_the_programme_paid(
    cleveland: Case, tmp_path: Path
) -> None:
    whole = outcome(cleveland, tmp_path, "Places", 15)
    one = outcome(cleveland, tmp_path, "Places", 15, grant_id=1)
    book = Book(cleveland, FIGURES)
    figure = book.figure(f"outcome-cost:{whole}")
    assert (figure.minor, figure.currency) == (2_943_413, "GBP")
    assert figure.because == ("instalment:1", "instalment:2", "instalment:3", f"outcome:{whole}")
    assert book.figure(f"outcome-cost:{one}").minor == 875_247
    told = {row["outcome"]: row for row in rows.outcome_rows(cleveland)}
    assert told[whole]["cost_figure"] == f"outcome-cost:{whole}"
    assert told[whole]["worth"] == []  # a ratio is of a grant
    assert [row["figure"] for row in told[one]["worth"]]


def test_an_outcome_of_the_whole_programme_shows_what_all_of_its_grants_paid_for(
    cleveland: Case, tmp_path: Path
) -> None:
    outcome(cleveland, tmp_path, "Attended", 900, grant_id=1)
    told = rows.summary(cleveland)["GBP"]
    assert (told["with_outcome_minor"], told["without_outcome_minor"]) == (13_128_700, 31_022_500)
    whole = outcome(cleveland, tmp_path, "Places", 15)
    told = rows.summary(cleveland)["GBP"]
    assert (told["with_outcome_minor"], told["without_outcome_minor"]) == (44_151_200, 0)
    assert all(
        f"outcome:{whole}" in [o["figure"] for o in row["outcomes"]]
        for row in rows.chain_rows(cleveland)
    )


def test_nothing_is_divided_by_a_rate_nor_by_what_is_better_when_less(
    cleveland: Case, tmp_path: Path
) -> None:
    rate = outcome(cleveland, tmp_path, "Attendance", 98, unit="per cent", grant_id=1)
    fewer = outcome(cleveland, tmp_path, "Offences in the year after", 216, grant_id=1)
    book = Book(cleveland, FIGURES)
    for number, words in ((rate, "per cent cannot be counted"), (fewer, "less of it is better")):
        with pytest.raises(Refused, match=words):
            book.figure(f"outcome-cost:{number}")
    assert [row["cost_figure"] for row in rows.outcome_rows(cleveland)] == [None, None]
    assert not list(book.keys("outcome-cost"))
