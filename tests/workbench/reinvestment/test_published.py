"""What came of it: corrected, costed, cited, and published without small numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import approved, pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.recovery.figures import FIGURES as RECOVERY
from workbench.reinvestment import (
    claw_back,
    deposits,
    funds,
    grants,
    outcomes,
    programmes,
    ratios,
    rows,
    shares,
    suppress,
)
from workbench.reinvestment.figures import FIGURES

DAY = date(2026, 3, 12)


@pytest.fixture
def spent(file_case: Case) -> Case:
    """A grant of £12,000.00 paid for a programme of treatment."""
    funds.add_fund(file_case, "Community fund", "police")
    number = receipt(file_case, confiscation(file_case), 12_000_000)
    shares.share_receipt(file_case, number, fund_id=1)
    programmes.add_programme(file_case, "diversion into treatment", "Custody to treatment")
    grant = approved(file_case, 1_200_000)
    pay(file_case, grants.add_instalment(file_case, grant, DAY, 1_200_000), "I. Falconer", DAY)
    return file_case


@pytest.fixture
def period(tmp_path: Path) -> dict[str, Any]:
    """A half year and its return."""
    source = tmp_path / "return.txt"
    source.write_text("x", encoding="utf-8")
    return {"source": source, "start": date(2026, 3, 1), "end": date(2026, 8, 31), "grant_id": 1}


def test_a_correction_names_what_it_corrects_and_only_it_counts(
    spent: Case, period: dict[str, Any]
) -> None:
    measure = "Started structured treatment"
    first = outcomes.add_outcome(spent, 1, measure, 42, **period)
    second = outcomes.add_outcome(spent, 1, measure, 24, replaces=first, **period)
    for wrong, words in ((first, "corrected already"), (99, "is not of this programme")):
        with pytest.raises(Refused, match=words):
            outcomes.add_outcome(spent, 1, measure, 25, replaces=wrong, **period)
    with pytest.raises(Refused, match="is not of this programme and measure"):
        outcomes.add_outcome(spent, 1, "Referred", 25, replaces=second, **period)
    old, new = rows.outcome_rows(spent)
    assert (old["replaced"], old["cost_figure"], new["replaces"]) == (True, None, first)
    assert [o["value"] for o in rows.public_rows(spent)] == [24]
    spent_rows = [r for r in rows.chain_rows(spent) if r["place"] == "spent"]
    assert [o["outcome"] for r in spent_rows for o in r["outcomes"]] == [second]


def test_a_cost_for_each_leaves_out_what_came_back(spent: Case, period: dict[str, Any]) -> None:
    number = outcomes.add_outcome(spent, 1, "Completed treatment", 24, **period)
    claw_back.claw_back(spent, 1, 240_000, "I. Falconer", date(2026, 9, 9), "a post stood empty")
    figure = Book(spent, {**FIGURES, **RECOVERY}).figure(f"outcome-cost:{number}")
    assert figure.minor == 40_000
    assert figure.because == ("instalment:1", "claw-back:1", f"outcome:{number}")
    assert "less £2,400.00 that came back" in figure.rule


def test_what_would_have_been_without_it_stands_beside_an_outcome(
    spent: Case, period: dict[str, Any]
) -> None:
    outcomes.add_outcome(
        spent, 1, "Completed treatment", 24, baseline=9, counterfactual="A third do so anyway",
        **period,
    )  # fmt: skip
    (row,) = rows.outcome_rows(spent)
    assert (row["baseline"], row["counterfactual"]) == (9, "A third do so anyway")
    with pytest.raises(Refused, match="below nothing"):
        outcomes.add_outcome(spent, 1, "Completed treatment", 1, baseline=-1, **period)


def test_a_benefit_is_printed_with_its_source_and_year(spent: Case, period: dict[str, Any]) -> None:
    outcomes.add_outcome(spent, 1, "Completed treatment", 24, **period)
    (row,) = rows.outcome_rows(spent)
    book = Book(spent, {**FIGURES, **RECOVERY})
    found = {w["ratio"]: book.figure(w["figure"]) for w in row["worth"]}
    assert found["adult-treatment-2016"].minor == 3_000_000
    assert "Public Health England, UKHSA blog, 2016" in found["adult-treatment-2016"].rule
    assert "At most £252,000.00" in found["adult-treatment-ten-years"].rule
    assert found["under-18-treatment"].minor == 5_592_000
    assert all("not measured here" in figure.rule for figure in found.values())
    with pytest.raises(Refused, match="no benefit ratio luck"):
        book.figure("worth:1:luck")
    for name, ratio in ratios.ratios().items():
        assert ratio["source"], name
        assert 2000 < ratio["year"] < 2100
        assert set(ratio["kinds"]) <= set(programmes.kinds())


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([12, 30, 7], [False, False, False]),
        ([0, 30, 7], [False, False, False]),
        ([4, 30, 7], [True, False, True]),
        ([4], [True]),
        ([1, 1, 90, 8], [True, True, False, True]),
        ([4, 4, 90], [True, True, False]),
        ([2, 3], [True, True]),
        ([], []),
    ],
)
def test_small_numbers_and_what_gives_them_away_are_left_out(
    counts: list[int], expected: list[bool]
) -> None:
    assert suppress.suppress_list(counts, least=5) == expected


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=4
        )
    )
)
def test_no_line_of_a_table_gives_a_small_number_away(counts: list[list[int]]) -> None:
    found = suppress.suppress_table(counts, least=5)
    lines = [
        ([(r, c) for c in range(len(counts[0]))], found.row_totals[r]) for r in range(len(counts))
    ] + [
        ([(r, c) for r in range(len(counts))], found.column_totals[c])
        for c in range(len(counts[0]))
    ]
    for line, total_hidden in lines:
        hidden = [counts[r][c] for r, c in line if found.cells[r][c]]
        for r, c in line:
            assert not 0 < counts[r][c] < 5 or found.cells[r][c]
        if hidden and not total_hidden:
            # With the total known, any of them may be as large as a number that is not small.
            assert len(hidden) > 1
            assert sum(hidden) - (len(hidden) - 1) >= 5


def test_published_outcomes_leave_small_numbers_of_people_out_and_not_of_things(
    spent: Case, period: dict[str, Any]
) -> None:
    naloxone = programmes.add_programme(spent, "naloxone for officers", "Kits")
    other = programmes.add_programme(spent, "diversion into treatment", "Another town")
    free = {**period, "grant_id": None}
    outcomes.add_outcome(spent, 1, "Completed treatment", 3, target=5, baseline=2, **period)
    outcomes.add_outcome(spent, other, "Completed treatment", 40, target=30, **free)
    outcomes.add_outcome(spent, naloxone, "Naloxone kits carried", 4, **free)
    outcomes.add_outcome(spent, naloxone, "Overdoses reversed", 4, **free)
    outcomes.add_outcome(spent, naloxone, "Officers trained", 0, **free)
    found = rows.public_rows(spent)
    assert [(o["value"], o["left_out"]) for o in found] == [
        (None, True), (None, True), (4, False), (None, True), (0, False),
    ]  # fmt: skip
    assert found[0]["shown"].startswith("fewer than 5")
    assert (found[0]["baseline"], found[0]["rating"], found[1]["rating"]) == (None, "", "")
    assert "note" not in found[0]


def test_every_part_of_every_pound_is_in_the_chain_once(
    spent: Case, period: dict[str, Any]
) -> None:
    outcomes.add_outcome(spent, 1, "Completed treatment", 24, **period)
    deposits.deposit(spent, 1, DAY, 70_000, "Public health")
    deposits.give_back(spent, 1, 5_000, "I. Falconer", DAY, "too much", paid_to="X", deposits=[1])
    claw_back.claw_back(spent, 1, 200_000, "I. Falconer", date(2026, 9, 9), "empty post")
    receipt(spent, confiscation(spent), 1_234, costs_minor=34)
    chain, told = rows.chain_rows(spent), rows.summary(spent)["GBP"]
    assert sum(r["minor"] for r in chain) == told["received_minor"] + told["deposited_minor"]
    places: dict[str, int] = {}
    for row in chain:
        places[row["place"]] = places.get(row["place"], 0) + row["minor"]
    assert places == {
        "other agency": told["other_agencies_minor"], "spent": told["spent_minor"],
        "held": told["held_minor"], "returned": told["returned_minor"],
        "waiting": told["waiting_minor"],
    }  # fmt: skip
    book = Book(spent, {**FIGURES, **RECOVERY})
    for row in chain:
        assert [book.figure(name).rule for name in row["figures"]]
    (paid,) = (r for r in chain if r["place"] == "spent")
    assert paid["figures"] == [
        "order:1", "receipt:1", "share:2", "fund:1", "programme:1", "grant:1", "instalment:1",
    ]  # fmt: skip


def test_what_enters_a_place_of_the_flow_leaves_it(spent: Case) -> None:
    deposits.deposit(spent, 1, DAY, 70_000, "Public health")
    links = rows.link_rows(spent)
    into: dict[str, int] = {}
    out: dict[str, int] = {}
    for link in links:
        assert link["from_step"] < link["to_step"]
        out[link["from"]] = out.get(link["from"], 0) + link["minor"]
        into[link["to"]] = into.get(link["to"], 0) + link["minor"]
    ends = {link["to"] for link in links if link["to_step"] == 6}
    starts = out.keys() - into.keys()
    assert {name.partition(":")[0] for name in starts} == {"order", "deposit"}
    for name in into.keys() - ends:
        assert into[name] == out[name], name
    assert sum(into[name] for name in ends) == sum(out[name] for name in starts) == 12_070_000
