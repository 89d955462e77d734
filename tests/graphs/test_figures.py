"""Every figure of a trace adds up to its parts and ends at a line of a source file."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from exports.book import book_of
from graphs.figures import PLACES, traced
from tests.graphs.filled import fill
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.load import load_files
from workbench.recovery import property as register
from workbench.recovery.origins import Mark, mark

PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-05,Victim,Shaw,1000.00,invoice
P2,2026-01-06,Employer,Shaw,1000.00,salary
P3,2026-01-07,Shaw,Garage,2500.00,Golf
P4,2026-01-08,Sale,Shaw,800.00,drugs
P5,2026-01-09,Shaw,Garage,300.00,tyres
"""


@pytest.fixture
def shaw(case: Case, tmp_path: Path) -> Case:
    """An account that buys on credit, repays with marked money, and keeps the rest."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(
        "account,name,held,opening,currency\nShaw,R. Shaw,yes,100.00,GBP\n", encoding="utf-8"
    )
    load_files(case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"])
    mark(case, [Mark("P1", "600.00", "fraud"), Mark("P4", "", "drugs")])
    golf = register.add_asset(case, "vehicle", "VW Golf")
    register.add_purchase(case, golf, "P3")
    tyres = register.add_asset(case, "other", "Tyres")
    register.add_purchase(case, tyres, "P5", minor=15_000)
    return case


@pytest.mark.parametrize("rule", ["fifo", "pro-rata", "lifo", "clean-first", "tainted-first"])
def test_what_is_held_in_things_and_repaid_is_what_was_marked(shaw: Case, rule: str) -> None:
    book = book_of(shaw)
    made = traced(book, rule).made
    kept: dict[int, int] = defaultdict(int)
    for number, pocket in (*made.held, *made.things):
        figure = book.figure(f"held:{rule}:{number}:{pocket.account}")
        kept[number] += figure.minor
    for number, debt in made.repaid:
        kept[number] += book.figure(f"repaid:{rule}:{number}:{debt}").minor
    assert dict(kept) == {1: 60_000, 2: 80_000}


def test_every_figure_ends_at_a_source_line(shaw: Case) -> None:
    book = book_of(shaw)
    for name in book.ids():
        figure = book.figure(name)
        leaves = [f for f in book.walk(name) if not f.because]
        assert leaves
        if name.partition(":")[0] in {"origin", "held", "repaid", "traced"} and figure.minor:
            assert all(f.source is not None for f in leaves), name


def test_a_flow_is_the_sum_of_its_moves(shaw: Case) -> None:
    book = book_of(shaw)
    for (payment, number), minor in traced(book, "pro-rata").made.flows.items():
        flow = book.figure(f"flow:pro-rata:{number}:{payment}")
        assert flow.minor == minor == sum(book.figure(part).minor for part in flow.because)


def test_part_of_a_payment_bears_its_proportion(shaw: Case) -> None:
    book = book_of(shaw)
    whole = traced(book, "fifo").made.flows["P5", 2]
    assert book.figure("traced-by:fifo:2").minor == whole // 2


@pytest.mark.parametrize(
    "name",
    [
        "origin:3", "origin:x", "flow:fifo:1:P2", "held:fifo:1:Nobody", "move:fifo:99",
        "traced:7", "traced-by:poison:1", "repaid:fifo:1:P9", "nothing:1",
    ],
)  # fmt: skip
def test_a_figure_that_the_case_has_not_is_refused(shaw: Case, name: str) -> None:
    with pytest.raises(Refused):
        book_of(shaw).figure(name)


def test_what_a_row_helped_to_make_leads_up_to_the_thing_it_bought(shaw: Case) -> None:
    book = book_of(shaw)
    climbed, waiting = set(), ["payment:P1"]
    while waiting:
        for user in book.used_by(waiting.pop()):
            if user.id not in climbed:
                climbed.add(user.id)
                waiting.append(user.id)
    assert {"origin:1", "traced:1", "asset:1"} <= climbed


@pytest.mark.parametrize("rule", ["fifo", "pro-rata"])
def test_the_places_of_marked_money_add_up_to_what_was_marked(shaw: Case, rule: str) -> None:
    book = book_of(shaw)
    places = [book.figure(f"place:{rule}:GBP:{place}") for place in PLACES]
    assert sum(place.minor for place in places) == 140_000
    for place in places:
        assert place.minor == sum(book.figure(part).minor for part in place.because)


def test_sentences_name_accounts_as_people_read_them(case: Case) -> None:
    argent, shaw = "name: ARGENT LTD", "20-00-00 90356142"
    fill(
        case,
        [
            ("P1", "2026-01-01", argent, shaw, 10_000),
            ("P2", "2026-01-02", shaw, "cash out: 20-00-00 90356142", 4_000),
            ("P3", "2026-01-03", shaw, argent, 5_000),
        ],
        held=[shaw],
        names={argent: "Argent Ltd", shaw: "Robert Shaw"},
    )
    mark(case, [Mark("P1", "", "fraud")])
    book = book_of(case)
    assert book.figure("flow:fifo:1:P3").label.endswith(
        "payment P3 of 03 Jan 2026 from Robert Shaw (20-00-00 90356142) to Argent Ltd"
    )
    assert book.figure(f"held:fifo:1:{argent}").label == (
        "Of origin 1, left the records with Argent Ltd"
    )
    assert book.figure("held:fifo:1:cash out: 20-00-00 90356142").label == (
        "Of origin 1, left the records as cash out of Robert Shaw (20-00-00 90356142)"
    )
    assert book.figure(f"held:fifo:1:{shaw}").label == (
        "Of origin 1, still in Robert Shaw (20-00-00 90356142)"
    )
