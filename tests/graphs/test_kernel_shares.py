"""Proportions without rounding, compiled: those of the long decimals, forwards and backwards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from graphs.kernel import follow as kernel
from graphs.kernel import shares
from graphs.kernel.columns import columns_of, conversions_in, marks_in
from graphs.kernel.shares import Mixed
from graphs.rules.unrounded import largest_distance, unrounded
from graphs.trace import trace
from tests.graphs.ledgers import Book
from tests.graphs.test_kernel import Case, cases, converted


@given(case=cases() | converted())
@settings(max_examples=120, deadline=None)
def test_from_the_last_payment_back_every_origin_is_found_at_once(case: Case) -> None:
    ledger, origins = case
    payments = ledger.ordered()
    exact = unrounded(ledger, payments, origins)
    columns, pockets = columns_of(ledger, payments)
    mixed = Mixed.of(columns, marks_in(payments, origins), conversions_in(payments))
    for number, pocket in enumerate(pockets):
        found = mixed.to(number)
        for origin in origins:
            wanted = float(exact.get((origin.number, pocket), 0))
            assert abs(found.get(origin.number, 0.0) - wanted) < 1e-9


@given(case=cases() | converted())
@settings(max_examples=120, deadline=None)
def test_what_reached_an_account_is_rounded_once_to_the_whole_of_it(case: Case) -> None:
    ledger, origins = case
    payments = ledger.ordered()
    exact = unrounded(ledger, payments, origins)
    columns, pockets = columns_of(ledger, payments)
    mixed = Mixed.of(columns, marks_in(payments, origins), conversions_in(payments))
    for number, pocket in enumerate(pockets):
        whole = mixed.rounded(number)
        shares = {o.number: exact.get((o.number, pocket), Decimal(0)) for o in origins}
        assert abs(sum(whole.values()) - sum(shares.values())) <= Decimal("0.5") + Decimal("1e-6")
        assert all(abs(whole.get(n, 0) - minor) < 1 for n, minor in shares.items())


def test_thirds_of_a_pound_are_rounded_to_the_pound() -> None:
    book = Book()
    for giver in ("Ann", "Ben", "Cat"):
        book.into(1, giver, mark=True)
    book.out(1, "shop")
    columns, pockets = columns_of(book.ledger(), book.ledger().ordered())
    mixed = Mixed.of(columns, marks_in(book.ledger().ordered(), book.origins))
    shop = [pocket.account for pocket in pockets].index("shop")
    assert mixed.rounded(shop) == {1: 34, 2: 33, 3: 33}
    lost = replace(mixed, tainted=mixed.tainted + 1)
    with pytest.raises(AssertionError, match="differ"):
        lost.rounded(shop)


@given(case=cases() | converted())
@settings(max_examples=60, deadline=None)
def test_the_distance_is_that_of_the_long_decimals(case: Case) -> None:
    ledger, origins = case
    payments = ledger.ordered()
    held = trace(ledger, origins, "pro-rata").held
    wanted = largest_distance(held, unrounded(ledger, payments, origins))
    found = kernel.distance(ledger, payments, origins, held)
    assert abs(found - wanted) < Decimal("1e-9")


def test_more_origins_than_one_pass_takes_are_all_followed() -> None:
    book = Book()
    for n in range(shares.BLOCK + 3):
        book.into(1, f"giver {n}", mark=True)
    book.out("0.50")
    ledger, payments = book.ledger(), book.ledger().ordered()
    held = trace(ledger, book.origins, "pro-rata").held
    wanted = largest_distance(held, unrounded(ledger, payments, book.origins))
    assert abs(kernel.distance(ledger, payments, book.origins, held) - wanted) < Decimal("1e-9")
    last = {key: minor for key, minor in held.items() if key[0] != shares.BLOCK + 3}
    assert kernel.distance(ledger, payments, book.origins, last) > 50
