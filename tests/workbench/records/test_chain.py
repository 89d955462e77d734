"""The chain of statements: joins, gaps, numbers, overlaps, and the lock of what is proved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from workbench.case import Case
from workbench.records.accounts import AccountSummary, accounts
from workbench.records.chain import Chain, StatementRow, chain
from workbench.records.load import load_files
from workbench.records.prove import (
    NOT_CHECKABLE,
    NOT_RECONCILED,
    RECONCILED,
    WITH_GAPS,
)
from workbench.records.sequence import Numbered, follows, tells
from workbench.store import tables as t

LLOYDS = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance\n"
)
ACCOUNT = "30-00-00 12345678"

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def lloyds(opening: int, *rows: tuple[str, int, str]) -> str:
    """A statement of whole pounds, oldest first, with its running balance."""
    lines = [LLOYDS]
    for day, pounds, words in rows:
        opening += pounds
        out, into = (f"{-pounds}.00", "") if pounds < 0 else ("", f"{pounds}.00")
        lines.append(f"{day},DEB,'30-00-00,12345678,{words},{out},{into},{opening}.00\n")
    return "".join(lines)


def row(
    file: str, first: date, last: date, opening: int | None, closing: int | None, **more: object
) -> StatementRow:
    plain = StatementRow(file, first, last, opening, closing, RECONCILED, ())
    return plain._replace(**more)  # type: ignore[arg-type]


def day(month: int, number: int) -> date:
    return date(2026, month, number)


MARCH = row("march.csv", day(3, 2), day(3, 30), 100, 250, id=1)


def test_statements_that_join_are_one_proved_chain() -> None:
    april = row("april.csv", day(4, 3), day(4, 29), 250, 90, id=2)
    found = chain([april, MARCH])
    assert (found.verdict, found.closing_minor, found.breaks, found.gaps) == (
        RECONCILED, 90, (), (),
    )  # fmt: skip


def test_a_gap_names_its_days_and_says_why() -> None:
    may = row("may.csv", day(5, 1), day(5, 29), 77, 90, id=2)
    found = chain([MARCH, may])
    assert (found.verdict, found.gaps) == (WITH_GAPS, ((day(3, 31), day(4, 30)),))
    assert found.missing[0].why == (
        "closing balance 30 Mar 2026 £2.50 differs from opening balance 01 May 2026 £0.77"
    )


def test_a_stated_period_covers_days_without_rows() -> None:
    stated = MARCH._replace(period_from=day(3, 1), period_to=day(3, 31))
    april = row("april.csv", day(4, 3), day(4, 29), 77, 90, period_from=day(4, 1))
    (found,) = chain([stated, april]).breaks
    assert found["where"] == "april.csv opening balance"
    assert (found["expected_minor"], found["found_minor"]) == (250, 77)
    assert (found["closed_on"], found["opened_on"]) == ("2026-03-31", "2026-04-01")
    assert found["guess"] == (
        "missing row: 1.73 out between them; march.csv closes on 31 Mar 2026 with 2.50, "
        "april.csv opens on 01 Apr 2026 with 0.77"
    )


def test_stated_periods_that_do_not_touch_leave_a_gap_even_where_the_balances_join() -> None:
    march = MARCH._replace(period_from=day(3, 1), period_to=day(3, 31))
    may = row("may.csv", day(5, 2), day(5, 9), 250, 90, period_from=day(5, 1), period_to=day(5, 31))
    assert chain([march, may]).gaps == ((day(4, 1), day(4, 30)),)
    near = may._replace(first=day(4, 2), period_from=day(4, 2))
    assert chain([march, near]).verdict == RECONCILED


@pytest.mark.parametrize(
    ("found", "said"), [(-250, "flipped sign: "), (25000, "100x: "), (25, "10x: ")]
)
def test_a_break_between_statements_is_guessed_at(found: int, said: str) -> None:
    (one,) = chain([MARCH, row("april.csv", day(3, 31), day(4, 29), found, 90)]).breaks
    assert one["guess"].startswith(said)


def test_amounts_are_written_in_the_units_of_their_currency() -> None:
    one = MARCH._replace(currency="JPY")
    (found,) = chain([one, row("b", day(3, 31), day(4, 2), 90, 90, currency="JPY")]).breaks
    assert found["guess"].startswith("missing row: 160 out")


def numbered(*numbers: str, closing: int = 250, **more: object) -> Chain:
    made = [
        row(f"{at}.sta", day(3, 2 + 3 * at), day(3, 2 + 3 * at), 250, 250, id=at, sequence=number)
        for at, number in enumerate(numbers)
    ]
    made[-1] = made[-1]._replace(**more)  # type: ignore[arg-type]
    return chain([one._replace(closing_minor=closing) for one in made[:-1]] + made[-1:])


def test_numbers_in_a_row_leave_no_gap_over_a_weekend() -> None:
    assert numbered("5/1", "6/1", "7/1").gaps == ()
    assert numbered("5", "6", "7").gaps == ()


def test_a_hole_in_the_numbers_is_a_gap_of_the_days_between() -> None:
    found = numbered("5/1", "6/1", "8/1")
    assert (found.verdict, found.gaps) == (WITH_GAPS, ((day(3, 6), day(3, 7)),))
    assert found.missing[0].why == "statement number 6/1 is followed by number 8/1"


def test_a_number_that_comes_twice_is_told() -> None:
    found = numbered("5/1", "6/1", "6/1")
    assert found.verdict == RECONCILED
    assert found.notes == ("statement number 6/1 comes twice: in 1.sta and in 2.sta",)


def test_a_break_at_a_number_that_comes_twice_says_so() -> None:
    twice = numbered("5/1", "6/1", "6/1", first=day(3, 6), last=day(3, 6), opening_minor=1)
    (found,) = twice.breaks
    assert found["guess"].startswith("statement number 6/1 comes twice: in 1.sta and in 2.sta")


def test_numbers_that_never_change_or_count_the_days_say_nothing() -> None:
    assert not tells(["0", "0", "0"])
    assert numbered("1/1", "1/1", "1/1").notes == ()
    assert follows("61/1", "64/1", day(3, 2), day(3, 5)) is Numbered.NEXT
    assert follows("252/1", "1/1", date(2025, 12, 31), day(1, 2)) is Numbered.NEXT
    assert follows("5/1", "5/2", day(3, 2), day(3, 2)) is Numbered.NEXT
    assert follows("A5", "A6", day(3, 2), day(3, 3)) is Numbered.UNKNOWN


def test_without_any_balance_a_whole_missing_month_is_a_gap_and_a_quiet_week_is_none() -> None:
    def bare(file: str, first: date, last: date) -> StatementRow:
        return row(file, first, last, None, None, verdict=NOT_CHECKABLE)

    march = bare("march.csv", day(3, 2), day(3, 30))
    april = bare("april.csv", day(4, 5), day(4, 29))
    may = bare("may.csv", day(5, 3), day(5, 29))
    assert chain([march, april, may]).gaps == ()
    found = chain([march, may])
    assert (found.verdict, found.gaps) == (NOT_CHECKABLE, ((day(3, 31), day(5, 2)),))


def test_a_neighbour_proves_only_rows_whose_other_end_is_stated() -> None:
    ofx = {"verdict": NOT_CHECKABLE, "balances": "closing stated", "rows": 9}
    march = MARCH._replace(**ofx)
    april = row("april.ofx", day(4, 3), day(4, 29), 250, 90, id=2, **ofx)
    found = chain([march, april])
    assert found.verdicts == {1: NOT_CHECKABLE, 2: RECONCILED}
    assert found.verdict == WITH_GAPS
    opened = march._replace(balances="opening stated")
    assert chain([opened, april]).verdict == RECONCILED


def test_an_empty_statement_that_does_not_hold_breaks_its_account() -> None:
    said = ({"where": "closing balance", "expected_minor": 1, "found_minor": 2, "guess": "x"},)
    empty = StatementRow("a.sta", None, None, 1, 2, NOT_RECONCILED, said)
    assert chain([empty]).verdict == NOT_RECONCILED
    assert chain([MARCH, StatementRow("b.ofx", None, None, None, None, NOT_CHECKABLE, ())]).verdict
    between = row("q.sta", day(4, 1), day(4, 30), 250, 250, period_from=day(4, 1))
    quiet = between._replace(first=None, last=None, period_to=day(4, 30))
    may = row("may.csv", day(5, 1), day(5, 29), 250, 90)
    assert chain([MARCH, quiet, may]).verdict == RECONCILED


def load(case: Case, *paths: Path) -> AccountSummary:
    assert all(outcome.ok for outcome in load_files(case, paths))
    (found,) = accounts(case, [ACCOUNT])
    return found


ROWS = (
    ("01/03/2024", -20, "A"), ("03/03/2024", 2000, "B"), ("05/03/2024", -60, "C"),
    ("08/03/2024", -5, "D"), ("08/03/2024", -5, "D"), ("11/03/2024", -7, "E"),
)  # fmt: skip


def test_overlapping_statements_that_agree_are_proved(case: Case, write: Write) -> None:
    whole = write("whole.csv", lloyds(1000, *ROWS))
    part = write("part.csv", lloyds(2980, *ROWS[2:], ("15/03/2024", -9, "F")))
    found = load(case, whole, part)
    assert (found.verdict, found.breaks, found.gaps) == (RECONCILED, (), ())
    assert (found.entries, found.closing_minor) == (7, 289400)


def test_a_statement_that_begins_within_a_day_agrees(case: Case, write: Write) -> None:
    whole = write("whole.csv", lloyds(1000, *ROWS))
    part = write("part.csv", lloyds(2915, *ROWS[4:]))
    assert load(case, whole, part).verdict == RECONCILED


def test_overlapping_statements_with_other_balances_are_a_break(case: Case, write: Write) -> None:
    whole = write("whole.csv", lloyds(1000, *ROWS))
    other = write("other.csv", lloyds(500, ("05/03/2024", -60, "C"), ("08/03/2024", -5, "D")))
    found = load(case, whole, other)
    assert found.verdict == NOT_RECONCILED
    said = found.breaks[0]
    assert said["where"] == "other.csv opening balance inside whole.csv"
    assert (said["expected_minor"], said["found_minor"]) == (292000, 50000)
    assert "another account, or an altered copy" in said["guess"]


def test_rows_inside_a_proved_statement_that_does_not_have_them_are_a_break(
    case: Case, write: Write
) -> None:
    whole = write("whole.csv", lloyds(1000, *ROWS))
    words = [(when, minor, f"{name} IN OTHER WORDS") for when, minor, name in ROWS]
    found = load(case, whole, write("again.csv", lloyds(1000, *words)))
    assert found.verdict == NOT_RECONCILED
    guesses = {one["where"]: one["guess"] for one in found.breaks}
    assert guesses["again.csv inside whole.csv"] == (
        "4 rows of again.csv fall inside the proved statement of whole.csv, which does not have"
        " them (perhaps the same rows in other words)"
    )


@pytest.mark.parametrize("table", ["entry", "statement"])
def test_a_proved_statement_and_its_rows_are_locked(case: Case, write: Write, table: str) -> None:
    assert load(case, write("whole.csv", lloyds(1000, *ROWS))).locked == 1
    model = t.Entry if table == "entry" else t.Statement
    change = {"minor": 1} if table == "entry" else {"verdict": "not checkable", "closing_minor": 1}
    for wanted in (update(model).values(**change), delete(model)):
        with (
            pytest.raises(DBAPIError, match="this statement is proved and locked"),
            case.change("test", "Tamper") as work,
        ):
            work.connection.execute(wanted)
    with case.read() as connection:
        assert connection.execute(select(t.Entry.minor)).scalars().all() == [
            -2000, 200000, -6000, -500, -500, -700,
        ]  # fmt: skip


def test_what_pairing_and_officers_decide_may_change_in_a_locked_statement(
    case: Case, write: Write
) -> None:
    load(case, write("whole.csv", lloyds(1000, *ROWS)))
    with case.change("test", "Explain") as work:
        work.connection.execute(update(t.Entry).values(category="own transfer", type="TRANSFER"))
    with case.read() as connection:
        assert set(connection.execute(select(t.Entry.category)).scalars()) == {"own transfer"}


def test_an_unproved_statement_is_not_locked(case: Case, write: Write) -> None:
    broken = lloyds(1000, *ROWS[:2]) + lloyds(9000, ROWS[2]).removeprefix(LLOYDS)
    found = load(case, write("broken.csv", broken))
    assert (found.verdict, found.locked) == (NOT_RECONCILED, 0)
    with case.change("test", "Note") as work:
        work.connection.execute(update(t.Entry).values(narrative="x"))
