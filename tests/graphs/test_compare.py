"""Rules side by side, and where they part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graphs.compare import balance_of, compare, fund_before, parting, told
from graphs.ledger import Ledger, Pocket
from graphs.trace import trace
from tests.graphs.ledgers import ACCOUNT, Book
from tests.graphs.test_kernel import Case, cases
from workbench.errors import Refused

CAR = Pocket("car", "GBP")


def bought_a_car() -> Book:
    book = Book()
    book.into(6_000, "wages")
    book.into(4_000, "drugs", mark=True)
    book.out(5_000, "car")
    return book


def test_the_table_has_each_rule_in_its_column() -> None:
    book = bought_a_car()
    found = compare(book.ledger(), [book.trace(r) for r in ("fifo", "lifo", "pro-rata")])
    assert found.rules == ("fifo", "lifo", "pro-rata")
    assert {row.pocket: row.minor for row in found.rows} == {
        Pocket(ACCOUNT, "GBP"): (400_000, 0, 200_000),
        CAR: (0, 400_000, 200_000),
    }


def test_two_rules_part_at_the_payment_that_bought_the_car() -> None:
    book = bought_a_car()
    ledger, fifo, lifo = book.ledger(), book.trace("fifo"), book.trace("lifo")
    (parting,) = compare(ledger, [fifo, lifo]).partings
    assert (parting.payment, parting.first_minor, parting.second_minor) == ("P3", 0, 400_000)
    assert told(ledger, parting, fifo, lifo) == (
        "fifo and lifo part at payment P3: the £5,000.00 that the account paid car on 04 Jan 2026. "
        "Of origin 1 it carried £0.00 by fifo (first in, first out: the oldest money goes first) "
        "and £4,000.00 by lifo (last in, first out: the newest money goes first). Just before it "
        "the account held £6,000.00 of clean money and £4,000.00 of origin 1."
    )


def test_rules_that_agree_have_no_parting() -> None:
    book = Book()
    book.into(10, "drugs", mark=True)
    book.out(10, "shop")
    assert compare(book.ledger(), [book.trace("fifo"), book.trace("lifo")]).partings == ()


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_before_they_part_two_rules_agree_on_every_payment(case: Case) -> None:
    ledger, origins = case
    traces = [trace(ledger, origins, rule) for rule in ("fifo", "clean-first", "pro-rata")]
    by_rule = {made.rule: made for made in traces}
    for apart in compare(ledger, traces).partings:
        first, second = by_rule[apart.first], by_rule[apart.second]
        for payment in ledger.ordered():
            if payment.id == apart.payment:
                assert apart.first_minor != apart.second_minor
                break
            for origin in origins:
                key = payment.id, origin.number
                assert first.flows.get(key, 0) == second.flows.get(key, 0)


@given(case=cases())
@settings(max_examples=60, deadline=None)
def test_what_a_payer_held_before_a_payment_is_what_a_trace_up_to_it_leaves(case: Case) -> None:
    ledger, origins = case
    whole = trace(ledger, origins, "fifo")
    for place, payment in enumerate(ledger.ordered()):
        before = Ledger(ledger.accounts.values(), ledger.ordered()[:place])
        known = [o for o in origins if o.payment in before.positions]
        pocket = Pocket(payment.payer, payment.currency)
        held = {n: m for (n, where), m in trace(before, known, "fifo").held.items()
                if where == pocket}  # fmt: skip
        found = fund_before(ledger, whole, payment.id)
        clean = found.pop(0, 0)
        assert found == held
        assert clean + sum(held.values()) == max(balance_of(before, pocket), 0)


def test_rules_part_later_where_only_one_origin_is_asked_about() -> None:
    book = Book()
    book.into(10, "wages")
    book.into(10, "drugs", mark=True)
    book.out(5, "shop", name="first")
    book.into(10, "fraud", mark=True)
    book.out(10, "car", name="second")
    fifo, lifo, ledger = book.trace("fifo"), book.trace("lifo"), book.ledger()
    first, second = parting(ledger, fifo, lifo), parting(ledger, fifo, lifo, origins={2})
    assert first is not None
    assert second is not None
    assert (first.payment, second.payment) == ("first", "second")
    assert parting(ledger, fifo, lifo, payers={"drugs"}) is None


def test_traces_that_differ_in_more_than_the_rule_are_refused() -> None:
    book = bought_a_car()
    shorter = book.trace("lifo", to=book.payments[0].when)
    with pytest.raises(Refused, match="more than the rule"):
        compare(book.ledger(), [book.trace("fifo"), shorter])
