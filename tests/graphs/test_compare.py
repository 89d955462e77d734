"""Rules side by side, and where they part."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graphs.compare import compare, told
from graphs.ledger import Pocket
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
    ledger = book.ledger()
    found = compare(ledger, [book.trace("fifo"), book.trace("lifo")])
    (parting,) = found.partings
    assert (parting.payment, parting.first_minor, parting.second_minor) == ("P3", 0, 400_000)
    assert told(ledger, parting) == (
        "fifo and lifo part at payment P3 of 04 Jan 2026, £5,000.00 from the account to car: of "
        "origin 1 it carried £0.00 by fifo (first in, first out: the oldest money goes first) and "
        "£4,000.00 by lifo (last in, first out: the newest money goes first)."
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
    for parting in compare(ledger, traces).partings:
        first, second = by_rule[parting.first], by_rule[parting.second]
        for payment in ledger.ordered():
            if payment.id == parting.payment:
                assert parting.first_minor != parting.second_minor
                break
            for origin in origins:
                key = payment.id, origin.number
                assert first.flows.get(key, 0) == second.flows.get(key, 0)


def test_traces_that_differ_in_more_than_the_rule_are_refused() -> None:
    book = bought_a_car()
    shorter = book.trace("lifo", to=book.payments[0].when)
    with pytest.raises(Refused, match="more than the rule"):
        compare(book.ledger(), [book.trace("fifo"), shorter])
