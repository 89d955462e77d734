"""Laws that single rules obey on any ledger."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.ledger import Ledger, LedgerPayment, Pocket
from graphs.trace import trace
from tests.graphs.ledgers import ACCOUNT, Book
from tests.graphs.test_kernel import Case, cases

HERE = Pocket(ACCOUNT, "GBP")
POUNDS = st.integers(1, 500)


@given(first=POUNDS, out=POUNDS, later=st.lists(POUNDS, max_size=6))
def test_by_clean_first_own_deposits_never_raise_what_is_left(
    first: int, out: int, later: list[int]
) -> None:
    book = Book()
    book.into(first, "trust", mark=True)
    book.out(out)
    before = book.left("clean-first")
    for pounds in later:
        book.into(pounds, "own earnings")
        assert book.left("clean-first") == before


@given(
    steps=st.lists(st.tuples(st.sampled_from(["trust", "own", "out"]), POUNDS), max_size=15),
)
def test_clean_first_is_the_lowest_intermediate_balance(steps: list[tuple[str, int]]) -> None:
    """Roscoe v Winder: a claim is at most the lowest balance since its money came in."""
    book = Book()
    book.into(700, "trust", mark=True)
    balance = lowest = 700
    for kind, pounds in steps:
        if kind == "out":
            spent = min(pounds, balance)
            balance -= spent
            if spent:
                book.out(spent)
        else:
            book.into(pounds, "own earnings")
            balance += pounds
        lowest = min(lowest, balance)
    assert book.left("clean-first") == [Decimal(lowest)]


@given(amount=POUNDS, outs=st.lists(POUNDS, max_size=5))
def test_on_a_fund_of_one_parcel_all_rules_agree(amount: int, outs: list[int]) -> None:
    book = Book()
    book.into(amount, "drugs", mark=True)
    for pounds in outs:
        book.out(pounds)
    held = {rule: book.trace(rule).held for rule in ("fifo", "lifo", "pro-rata", "clean-first")}
    assert all(found == held["fifo"] for found in held.values())


@pytest.mark.parametrize("rule", ["fifo", "lifo", "pro-rata", "clean-first", "tainted-first"])
@given(case=cases(), where=st.integers(0, 39), part=st.integers(1, 2_000))
@settings(max_examples=60, deadline=None)
def test_two_neighbouring_clean_credits_are_as_good_as_one(
    rule: str, case: Case, where: int, part: int
) -> None:
    ledger, origins = case
    marked = {origin.payment for origin in origins}
    whole = ledger.payments[where % len(ledger.payments)]
    if whole.minor == 1 or whole.id in marked or ledger.accounts[whole.payer].held:
        return
    # Who pays himself more than he has does not do so once more in two sums.
    if whole.payer == whole.payee:
        return
    first = min(part, whole.minor - 1)
    split: list[LedgerPayment] = []
    for payment in ledger.payments:
        if payment is whole:
            split.append(replace(whole, id="half", minor=first))
            split.append(replace(whole, minor=whole.minor - first))
        else:
            split.append(payment)
    # A payer that is outside and has nothing pays the same clean money in one sum or in two.
    if trace(ledger, origins, "poison").flows.keys() & {(whole.id, o.number) for o in origins}:
        return
    apart = Ledger(ledger.accounts.values(), [replace(p, order=n) for n, p in enumerate(split)])
    assert trace(apart, origins, rule).held == trace(ledger, origins, rule).held


@given(case=cases())
@settings(max_examples=80, deadline=None)
def test_poison_is_never_less_than_any_rule(case: Case) -> None:
    ledger, origins = case
    most = trace(ledger, origins, "poison")
    for rule in ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first"):
        made = trace(ledger, origins, rule)
        assert all(minor <= most.held.get(key, 0) for key, minor in made.held.items())
        assert all(minor <= most.flows.get(key, 0) for key, minor in made.flows.items())
