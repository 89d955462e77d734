"""What is true of every trace, whatever the ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.follow import follow
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin
from graphs.trace import trace
from workbench.errors import Refused

DRAW_RULES = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first")
NAMES = "ABCDEF"


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[Ledger, list[Origin]]:
    accounts = [
        LedgerAccount(
            name, draw(st.booleans()), draw(st.none() | st.integers(-5_000, 5_000).filter(bool))
        )
        for name in NAMES
    ]
    payments = []
    for order in range(draw(st.integers(1, 25))):
        payer, payee = draw(st.permutations(NAMES))[:2]
        payments.append(
            LedgerPayment(
                f"P{order}", date(2026, 1, 1) + timedelta(days=order // 3), None, order, payer,
                payee, draw(st.integers(1, 3_000)),
            )
        )  # fmt: skip
    marked = draw(st.lists(st.sampled_from(payments), unique=True, max_size=5))
    origins = [
        Origin(number, p.id, draw(st.integers(1, p.minor))) for number, p in enumerate(marked, 1)
    ]
    return Ledger(accounts, payments), origins


@pytest.mark.parametrize("rule", DRAW_RULES)
@given(drawn=ledgers())
@settings(max_examples=80, deadline=None)
def test_every_marked_penny_is_held_or_repaid(
    rule: str, drawn: tuple[Ledger, list[Origin]]
) -> None:
    ledger, origins = drawn
    made = trace(ledger, origins, rule)
    kept: dict[int, int] = defaultdict(int)
    for (number, _), minor in made.held.items():
        assert minor > 0
        kept[number] += minor
    for (number, _), minor in made.repaid.items():
        assert minor > 0
        kept[number] += minor
    assert dict(kept) == {n: m for n, m in made.marked.items() if m}
    for (payment, _), minor in made.flows.items():
        assert 0 < minor <= ledger.payment(payment).minor


@pytest.mark.parametrize("rule", DRAW_RULES)
@given(drawn=ledgers())
@settings(max_examples=80, deadline=None)
def test_the_parcels_of_a_fund_are_its_balance(
    rule: str, drawn: tuple[Ledger, list[Origin]]
) -> None:
    ledger, origins = drawn
    payments = ledger.ordered()
    found = follow(ledger, payments, origins, rule)
    for name in NAMES:
        account = ledger.accounts[name]
        balance, debt = max(account.opening_minor or 0, 0), max(-(account.opening_minor or 0), 0)
        for p in payments:
            if p.payer == name:
                short = max(0, p.minor - balance)
                balance -= p.minor - short
                debt += short if account.held else 0
            if p.payee == name:
                repaid = min(debt, p.minor)
                debt -= repaid
                balance += p.minor - repaid
        for pocket, fund in found.funds.items():
            if pocket.account == name:
                assert sum(parcel.minor for parcel in fund.parcels()) == balance
                assert all(parcel.minor > 0 for parcel in fund.parcels())


@pytest.mark.parametrize("rule", ["fifo", "lifo", "clean-first", "tainted-first"])
@given(drawn=ledgers(), k=st.integers(2, 9))
@settings(max_examples=50, deadline=None)
def test_scaling_every_amount_scales_the_result(
    rule: str, drawn: tuple[Ledger, list[Origin]], k: int
) -> None:
    ledger, origins = drawn
    larger = Ledger(
        [
            replace(a, opening_minor=a.opening_minor and a.opening_minor * k)
            for a in ledger.accounts.values()
        ],
        [replace(p, minor=p.minor * k) for p in ledger.payments],
    )
    one = trace(ledger, origins, rule)
    many = trace(larger, [replace(o, minor=o.minor * k) for o in origins], rule)
    assert many.held == {key: minor * k for key, minor in one.held.items()}
    assert many.flows == {key: minor * k for key, minor in one.flows.items()}


@given(drawn=ledgers(), seed=st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_rows_that_are_apart_in_time_does_not_matter(
    drawn: tuple[Ledger, list[Origin]], seed: Any
) -> None:
    ledger, origins = drawn
    apart = [replace(p, when=date(2026, 1, 1) + timedelta(days=p.order)) for p in ledger.payments]
    shuffled = list(apart)
    seed.shuffle(shuffled)
    accounts = list(ledger.accounts.values())
    for rule in DRAW_RULES:
        assert (
            trace(Ledger(accounts, apart), origins, rule).held
            == trace(Ledger(accounts, shuffled), origins, rule).held
        )


@given(drawn=ledgers())
@settings(max_examples=60, deadline=None)
def test_the_log_explains_every_penny_step_by_step(drawn: tuple[Ledger, list[Origin]]) -> None:
    ledger, origins = drawn
    for rule in DRAW_RULES:
        made = trace(ledger, origins, rule)
        used: dict[int, int] = defaultdict(int)
        for move in made.moves:
            if move.before >= 0:
                used[move.before] += move.sent
                assert made.moves[move.before].origin == move.origin
        for repayment in made.repayments:
            used[repayment.before] += repayment.minor
        for parts in made.left.values():
            for move_number, minor in parts:
                used[move_number] += minor
        assert dict(used) == {n: move.minor for n, move in enumerate(made.moves) if move.minor}


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        ([Origin(1, "P9", 1)], "no payment"),
        ([Origin(1, "P1", 101)], "marks 101"),
        ([Origin(1, "P1", 50), Origin(2, "P1", 50)], "marked twice"),
        ([Origin(1, "P1", 0)], "marks nothing"),
    ],
)
def test_an_origin_that_does_not_fit_is_refused(origins: list[Origin], said: str) -> None:
    ledger = Ledger(
        [LedgerAccount("A", held=True), LedgerAccount("B", held=True)],
        [LedgerPayment("P1", date(2026, 1, 1), None, 1, "A", "B", 100)],
    )
    with pytest.raises(Refused, match=said):
        trace(ledger, origins, "fifo")


def test_an_unknown_rule_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="clean-first"):
        trace(Ledger([], []), [], "hunch")
