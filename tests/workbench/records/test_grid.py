"""The account grid: each month of each account in the state that its records leave it in."""

from __future__ import annotations

from pathlib import Path

from tests.workbench.records.test_chain import Write, lloyds, load, write
from workbench.case import Case
from workbench.records.grid import (
    BROKEN,
    MARKS,
    MISSING,
    NOT_EXPECTED,
    PROVED,
    UNPROVED,
    WORST_FIRST,
    grid_of,
)
from workbench.records.load import load_files

__all__ = ["write"]

JANUARY = lloyds(100, ("03/01/2024", -20, "A"), ("20/01/2024", 5, "B"))
MARCH = lloyds(85, ("02/03/2024", -20, "A"), ("20/03/2024", 5, "B"))
JUNE = lloyds(900, ("12/06/2024", -20, "A"), ("20/06/2024", 5, "B"))


def states(case: Case) -> dict[str, list[str]]:
    return {row.account: [cell.state for cell in row.cells] for row in grid_of(case).rows}


def test_an_empty_case_has_an_empty_grid(case: Case) -> None:
    assert grid_of(case).as_data() == {"months": [], "accounts": []}


def test_months_are_proved_quiet_or_missing(case: Case, write: Write) -> None:
    load(case, write("1.csv", JANUARY), write("3.csv", MARCH), write("6.csv", JUNE))
    grid = grid_of(case)
    assert grid.months == ("2024-01", "2024-02", "2024-03", "2024-04", "2024-05", "2024-06")
    (row,) = grid.rows
    assert [cell.state for cell in row.cells] == [
        PROVED, PROVED, MISSING, MISSING, MISSING, MISSING,
    ]  # fmt: skip
    assert [cell.entries for cell in row.cells] == [2, 0, 2, 0, 0, 2]
    assert [cell.statements for cell in row.cells] == [(1,), (), (2,), (), (), (3,)]
    assert row.cells[2].as_data()["missing"] == [{"from": "2024-03-21", "to": "2024-03-31"}]
    assert row.cells[3].as_data()["missing"] == [{"from": "2024-04-01", "to": "2024-04-30"}]


def test_the_month_of_a_break_is_marked_and_the_rest_of_its_statement_unproved(
    case: Case, write: Write
) -> None:
    broken = JANUARY + lloyds(50, ("02/02/2024", -20, "C")).partition("\n")[2]
    broken += lloyds(30, ("02/03/2024", -20, "D")).partition("\n")[2]
    load(case, write("broken.csv", broken))
    assert list(states(case).values()) == [[UNPROVED, BROKEN, UNPROVED]]


def test_statements_that_do_not_meet_mark_both_months(case: Case, write: Write) -> None:
    end = lloyds(100, ("30/01/2024", -20, "A"), ("31/01/2024", 5, "B"))
    start = lloyds(99, ("01/02/2024", -20, "A"), ("20/03/2024", 5, "B"))
    load(case, write("1.csv", end), write("2.csv", start))
    assert list(states(case).values()) == [[BROKEN, BROKEN, PROVED]]


def test_an_account_is_not_expected_outside_its_statements(case: Case, tmp_path: Path) -> None:
    head = "Date,Description,Amount,Balance\n"
    texts = {
        "a": head + "01/03/2024,X,-5.00,95.00\n02/03/2024,X,-5.00,90.00\n",
        "b": head + "01/05/2024,X,-5.00,\n02/05/2024,X,-5.00,\n",
    }
    for name, text in texts.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text)
        (outcome,) = load_files(case, [path], account=f"40-11-12 8765432{ord(name) % 10}")
        assert outcome.ok, outcome.refusal
    assert list(states(case).values()) == [
        [PROVED, NOT_EXPECTED, NOT_EXPECTED],
        [NOT_EXPECTED, NOT_EXPECTED, UNPROVED],
    ]


def test_every_state_has_a_mark_of_its_own() -> None:
    assert len({MARKS[state] for state in WORST_FIRST}) == len(WORST_FIRST)
