"""The arithmetic of statements: verdicts, orders, breaks and their guesses."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import shared
from workbench.records.prove import (
    NOT_CHECKABLE,
    NOT_RECONCILED,
    RECONCILED,
    WITH_GAPS,
    prove,
)
from workbench.records.reading import Entry, ProofRule
from workbench.records.recognise import read_file

DAY = date(2026, 9, 1)


def run(*amounts: int, opening: int = 10000, balances: bool = True) -> list[Entry]:
    made, balance = [], opening
    for row, minor in enumerate(amounts, start=1):
        balance += minor
        made.append(
            Entry(row, f"line {row + 1}", DAY + timedelta(days=row), None, minor, "GBP",
                  balance if balances else None)
        )  # fmt: skip
    return made


def changed(entries: list[Entry], row: int, **what: object) -> list[Entry]:
    return [
        entry._replace(**what) if entry.row == row else entry  # type: ignore[arg-type]
        for entry in entries
    ]


AMOUNTS = (-1234, 200000, -6000, -2750)


def test_a_statement_proves_row_by_row_and_derives_its_ends() -> None:
    proof = prove(run(*AMOUNTS))
    assert (proof.verdict, proof.order, proof.checked) == (RECONCILED, "oldest first", 3)
    assert (proof.opening_minor, proof.closing_minor, proof.source) == (10000, 200016, "derived")


def test_newest_first_is_found_and_turned() -> None:
    proof = prove(run(*AMOUNTS)[::-1])
    assert (proof.verdict, proof.order) == (RECONCILED, "newest first")
    assert [entry.row for entry in proof.entries] == [1, 2, 3, 4]


def test_without_balances_the_order_is_that_of_the_dates_and_nothing_is_proved() -> None:
    proof = prove(run(*AMOUNTS, balances=False)[::-1])
    assert (proof.verdict, proof.order, proof.source) == (NOT_CHECKABLE, "newest first", "none")


def test_stated_ends_alone_prove_a_statement() -> None:
    entries = run(*AMOUNTS, balances=False)
    assert prove(entries, opening_minor=10000, closing_minor=200016).verdict == RECONCILED
    broken = prove(entries, opening_minor=10000, closing_minor=200017)
    assert broken.verdict == NOT_RECONCILED
    assert broken.breaks[0].where == "closing balance after line 5"


def test_a_balance_on_a_day_s_last_row_proves_the_day() -> None:
    entries = changed(run(*AMOUNTS), 2, balance_minor=None)
    assert prove(entries).verdict == RECONCILED


def test_rows_after_the_last_balance_leave_a_gap() -> None:
    entries = changed(run(*AMOUNTS), 4, balance_minor=None)
    proof = prove(entries)
    assert proof.verdict == WITH_GAPS
    assert proof.closing_minor == 200016


def test_one_row_with_a_balance_has_nothing_to_be_checked_against() -> None:
    assert prove(run(-500)).verdict == NOT_CHECKABLE
    assert prove(run(-500), opening_minor=10000).verdict == RECONCILED


def guess(entries: list[Entry], pending: tuple[int, ...] = ()) -> str:
    proof = prove(entries, pending=pending)
    assert proof.verdict == NOT_RECONCILED
    assert len(proof.breaks) == 1
    return proof.breaks[0].guess


def test_a_missing_row_is_named_with_its_amount_and_place() -> None:
    entries = [entry for entry in run(*AMOUNTS, -4000) if entry.row != 3]
    proof = prove(entries)
    (found,) = proof.breaks
    assert (found.where, found.expected_minor - found.found_minor) == ("line 5", 6000)
    assert found.guess == "missing row: 60.00 out before line 5"


def test_a_missing_twin_is_said_to_be_one() -> None:
    entries = [entry for entry in run(-1234, -500, -500, -2750) if entry.row != 2]
    assert guess(entries).endswith("perhaps a twin of line 4")


def test_a_flipped_sign_is_guessed() -> None:
    assert guess(changed(run(*AMOUNTS), 3, minor=6000)).startswith("flipped sign")


def test_an_amount_a_hundred_times_out_is_guessed() -> None:
    assert "100 times too small" in guess(changed(run(*AMOUNTS), 3, minor=-60))
    assert "100 times too large" in guess(changed(run(*AMOUNTS), 3, minor=-600000))
    assert "10 times too small" in guess(changed(run(*AMOUNTS), 3, minor=-600))


def test_swapped_digits_are_guessed() -> None:
    assert guess(changed(run(*AMOUNTS), 4, minor=-7250)).startswith("swapped digits")


def test_a_row_that_is_not_in_the_balance_is_pending_or_a_twin() -> None:
    extra = Entry(9, "line 99", DAY + timedelta(days=9), None, -777, "GBP", None)
    entries = run(*AMOUNTS)
    assert guess([*entries[:3], extra, entries[3]]).startswith("pending: the amount at line 99")
    twin = entries[2]._replace(row=9, place="line 99", balance_minor=None)
    assert guess([*entries[:3], twin, entries[3]]).startswith("twin: line 99 repeats line 4")


def test_a_pending_row_in_the_balance_is_guessed() -> None:
    entries = [entry for entry in run(*AMOUNTS, -4000) if entry.row != 3]
    assert guess(entries, pending=(-6000,)).startswith("pending: a row left aside")


def test_a_fee_on_top_is_guessed() -> None:
    entries = run(-100000)[:1] + [
        entry._replace(row=entry.row + 1, place="line 3", date=DAY + timedelta(days=5))
        for entry in run(-100000, opening=-90000 - 299)
    ]
    assert guess(entries) == "fee: 2.99 may have been charged on top of line 3"


def test_the_order_within_a_day_is_found_from_the_balances() -> None:
    same = [entry._replace(date=DAY) for entry in run(500, -200, 300, -50, 1000)]
    shuffled = [same[index] for index in (3, 0, 4, 2, 1)]
    proof = prove(shuffled, rule=ProofRule(within_day=True))
    assert proof.verdict == RECONCILED
    assert [entry.row for entry in proof.entries] == [1, 2, 3, 4, 5]


def test_a_source_that_rounds_proves_within_its_own_rounding_and_says_so() -> None:
    entries = changed(run(*AMOUNTS), 3, balance_minor=10000 - 1234 + 200000 - 6000 + 10)
    assert prove(entries).verdict == NOT_RECONCILED
    proof = prove(entries, rule=ProofRule(tolerance_minor=10))
    assert (proof.verdict, proof.rounded) == (RECONCILED, 2)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=2, max_size=30), st.booleans())
def test_a_true_statement_proves_in_either_order(amounts: list[int], turned: bool) -> None:
    entries = run(*amounts)
    proof = prove(entries[::-1] if turned else entries)
    assert proof.verdict == RECONCILED
    assert proof.opening_minor is not None
    assert proof.closing_minor == proof.opening_minor + sum(amounts)


@given(
    st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=3, max_size=12),
    st.data(),
)
def test_a_false_amount_never_proves(amounts: list[int], data: st.DataObject) -> None:
    row = data.draw(st.integers(2, len(amounts)))
    wrong = data.draw(st.integers(-(10**6), 10**6).filter(lambda one: one != amounts[row - 1]))
    proof = prove(changed(run(*amounts), row, minor=wrong))
    assert proof.verdict == NOT_RECONCILED
    assert all(found.guess for found in proof.breaks)


def test_real_statements_prove_to_the_share_that_is_stated() -> None:
    content = gzip.decompress(shared("data/berka/trans.asc.gz").read_bytes())
    found = read_file("trans.asc", content)
    proofs = [prove(one.entries, rule=found.proof) for one in found.statements]
    verdicts = Counter(proof.verdict for proof in proofs)
    assert found.read == sum(len(one.entries) for one in found.statements) == 25_170
    # the file is cut off, so twelve accounts lack the interest that their last balance holds
    assert verdicts == {RECONCILED: 614, NOT_RECONCILED: 12, NOT_CHECKABLE: 12}
    assert sum(len(proof.breaks) for proof in proofs) == 13
    assert sum(proof.checked for proof in proofs) == 24_532
