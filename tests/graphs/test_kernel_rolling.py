"""Pro-rata compiled, in whole units: the reference's log, row by row."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.kernel import log, parts
from graphs.kernel.columns import columns_of, conversions_of, marks_in
from graphs.kernel.rolled import Rolled
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin
from tests.graphs.test_kernel import Case, assert_alike, cases
from workbench.money import share


@given(case=cases())
@settings(max_examples=200, deadline=None)
def test_whole_pence_in_proportion_are_logged_as_the_reference_logs_them(case: Case) -> None:
    assert_alike(*case, "pro-rata")


def test_two_thousand_tangled_payments_with_tables_that_must_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log, "ROOM", 1)
    dice = random.Random(2204)
    accounts = [LedgerAccount(str(n), n % 3 > 0, dice.randint(-900, 900)) for n in range(12)]
    payments = [
        LedgerPayment(
            f"P{at}", date(2026, 1, 1), None, at, str(dice.randrange(12)),
            str(dice.randrange(12)), dice.randint(1, 400),
        )
        for at in range(2_000)
    ]  # fmt: skip
    origins = [
        Origin(n, p.id, dice.randint(1, p.minor))
        for n, p in enumerate(dice.sample(payments, 150), 1)
    ]
    ledger = Ledger(accounts, payments)
    assert_alike(ledger, origins, "pro-rata")
    columns, _ = columns_of(ledger, ledger.ordered())
    made = Rolled.begin(columns, marks_in(ledger.ordered(), origins), conversions_of([]))
    made.run(columns)
    assert made.conserved()
    made.marked[0] += 1
    assert not made.conserved()


@given(
    weights=st.lists(st.integers(0, 2**45), min_size=1, max_size=40).filter(any),
    part=st.floats(0, 1),
)
@settings(max_examples=300, deadline=None)
def test_a_compiled_share_is_the_share_in_whole_numbers_up_to_the_largest_amounts(
    weights: list[int], part: float
) -> None:
    whole = sum(weights)
    total = min(whole, int(whole * part))
    scratch = log.table(len(weights), parts.SCRATCH)
    scratch[:, parts.WEIGHT] = weights
    parts.share(total, 0, len(weights), whole, scratch)
    assert scratch[:, parts.PART].tolist() == share(total, weights)
