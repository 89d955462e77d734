"""Pro-rata compiled, in whole units and with conversions: the reference's log, row by row."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.kernel import follow as kernel
from graphs.kernel import rolled, rolling
from graphs.kernel.columns import columns_of, marks_in
from graphs.kernel.rolled import Rolled, conversions_of
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin
from tests.graphs.test_kernel import NAMES, Case, assert_alike, cases
from workbench.money import share


@st.composite
def converted(draw: st.DrawFn) -> Case:
    """Payments in two currencies, some of them from one into the other."""
    accounts = [
        LedgerAccount(n, draw(st.booleans()), draw(st.none() | st.integers(-300, 300)))
        for n in NAMES
    ]
    payments = []
    for at in range(draw(st.integers(1, 40))):
        currency = draw(st.sampled_from(["GBP", "EUR"]))
        other = "EUR" if currency == "GBP" else "GBP"
        paid_in = draw(st.none() | st.tuples(st.integers(1, 900), st.just(other)))
        payments.append(
            LedgerPayment(
                f"P{at}", date(2026, 1, 1) + timedelta(days=at), None, at,
                draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES)),
                draw(st.integers(1, 600)), currency, paid_in,
            )
        )  # fmt: skip
    marked = draw(st.lists(st.sampled_from(payments), unique_by=lambda p: p.id, max_size=6))
    origins = [Origin(n, p.id, draw(st.integers(1, p.minor))) for n, p in enumerate(marked, 1)]
    return Ledger(accounts, payments), origins


@given(case=cases())
@settings(max_examples=200, deadline=None)
def test_whole_pence_in_proportion_are_logged_as_the_reference_logs_them(case: Case) -> None:
    assert_alike(*case, "pro-rata")


@given(case=converted())
@settings(max_examples=200, deadline=None)
def test_conversions_in_proportion_are_logged_as_the_reference_logs_them(case: Case) -> None:
    assert kernel.suits(case[0], case[0].ordered(), "pro-rata")
    assert_alike(*case, "pro-rata")


def test_two_thousand_tangled_payments_with_tables_that_must_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rolled, "_ROOM", 1)
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
    scratch = rolled._table(len(weights), 4)
    scratch[:, rolling.WEIGHT] = weights
    rolling.share(total, 0, len(weights), whole, scratch)
    assert scratch[:, rolling.PART].tolist() == share(total, weights)
