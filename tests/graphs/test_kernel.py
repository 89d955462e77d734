"""The compiled passes: the reference's log row by row, in one go or carried on."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import follow as reference
from graphs import trace
from graphs.follow import Followed
from graphs.kernel import follow as kernel
from graphs.kernel import log
from graphs.kernel.columns import columns_of, marks_in, marks_of
from graphs.kernel.state import Pass
from graphs.ledger import SAME_DAY, Ledger, LedgerAccount, LedgerPayment, Origin, SameDay
from tests.graphs.ledgers import Book
from tests.shared_data import shared
from workbench.errors import Cancelled, Refused

RULES = ("fifo", "lifo", "clean-first", "tainted-first")
NAMES = "ABCDE"
Case = tuple[Ledger, list[Origin]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    accounts = [
        LedgerAccount(n, draw(st.booleans()), draw(st.none() | st.integers(-300, 300)))
        for n in NAMES
    ]
    largest = draw(st.sampled_from([3, 50, 2_000]))
    payments = [
        LedgerPayment(
            f"P{at}", date(2026, 1, 1) + timedelta(days=at), None, at,
            draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES)),
            draw(st.integers(1, largest)),
        )
        for at in range(draw(st.integers(1, 40)))
    ]  # fmt: skip
    marked = draw(st.lists(st.sampled_from(payments), unique_by=lambda p: p.id, max_size=6))
    origins = [Origin(n, p.id, draw(st.integers(1, p.minor))) for n, p in enumerate(marked, 1)]
    return Ledger(accounts, payments), origins


@st.composite
def converted(draw: st.DrawFn) -> Case:
    """Payments in two currencies, some of them from one into the other, four a day."""
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
                f"P{at}", date(2026, 1, 1) + timedelta(days=at // 4),
                draw(st.sampled_from([None, None, None, "09:30"])), at,
                draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES)),
                draw(st.integers(1, 600)), currency, paid_in,
            )
        )  # fmt: skip
    marked = draw(st.lists(st.sampled_from(payments), unique_by=lambda p: p.id, max_size=6))
    origins = [Origin(n, p.id, draw(st.integers(1, p.minor))) for n, p in enumerate(marked, 1)]
    return Ledger(accounts, payments), origins


def kept(found: Followed) -> dict[tuple[int, object], int]:
    sums: dict[tuple[int, object], int] = {}
    for pocket, fund in found.funds.items():
        for parcel in fund.parcels():
            if parcel.origin:
                key = parcel.origin, pocket
                sums[key] = sums.get(key, 0) + parcel.minor
    return sums


def assert_alike(
    ledger: Ledger, origins: list[Origin], rule: str, same_day: SameDay = "as-recorded",
    to: date | None = None,
) -> None:  # fmt: skip
    payments = ledger.ordered(same_day, to)
    slow = reference.follow(ledger, payments, origins, rule)
    fast = kernel.follow(ledger, payments, origins, rule)
    assert fast.moves == slow.moves
    assert fast.repayments == slow.repayments
    assert kept(fast) == kept(slow)
    assert fast.marked == slow.marked


@pytest.mark.parametrize("rule", RULES)
@given(case=cases())
@settings(max_examples=150, deadline=None)
def test_the_compiled_log_is_the_reference_row_by_row(rule: str, case: Case) -> None:
    assert_alike(*case, rule)


@pytest.mark.parametrize("rule", [*RULES, "pro-rata"])
@given(
    case=converted(), same_day=st.sampled_from(SAME_DAY),
    to=st.none() | st.integers(0, 9).map(lambda day: date(2026, 1, 1) + timedelta(days=day)),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_conversions_orders_of_a_day_and_last_days_are_logged_as_the_reference_logs_them(
    rule: str, case: Case, same_day: SameDay, to: date | None
) -> None:
    assert kernel.suits(case[0], case[0].ordered(), rule)
    assert_alike(*case, rule, same_day, to)


@pytest.mark.parametrize("rule", RULES)
def test_a_thousand_tangled_payments_with_tables_that_must_grow(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "ROOM", 1)
    dice = random.Random(4417)
    accounts = [LedgerAccount(str(n), n % 3 > 0, dice.randint(-900, 900)) for n in range(12)]
    payments = [
        LedgerPayment(
            f"P{at}", date(2026, 1, 1), None, at, str(dice.randrange(12)),
            str(dice.randrange(12)), dice.randint(1, 400), "GBP",
            (dice.randint(1, 400), "GBP") if at % 9 == 0 else None,
        )
        for at in range(1_000)
    ]  # fmt: skip
    origins = [
        Origin(n, p.id, dice.randint(1, p.minor))
        for n, p in enumerate(dice.sample(payments, 150), 1)
    ]
    assert_alike(Ledger(accounts, payments), origins, rule)


@pytest.mark.parametrize("rule", RULES)
def test_the_single_account_cases_of_other_projects_come_out_alike(rule: str) -> None:
    for case in json.loads(shared("data/tracing/doctrine_cases.json").read_text()):
        book = Book(case["opening_balance"])
        parts = {a["movement"]: a["amount"] for a in case["attributions"]}
        for m in case["movements"]:
            if m["dir"] == "credit":
                book.into(m["amount"], f"giver {m['n']}", mark=parts.get(m["n"], False))
            else:
                book.out(m["amount"])
        assert_alike(book.ledger(), book.origins, rule)


@pytest.mark.parametrize("rule", RULES)
@given(case=cases(), where=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_trace_carried_on_from_a_checkpoint_is_the_whole_trace(
    rule: str, case: Case, where: float
) -> None:
    ledger, origins = case
    payments = ledger.ordered()
    columns, _ = columns_of(ledger, payments)
    marks = marks_in(payments, origins)
    whole = Pass.begin(columns, marks, rule)
    whole.run(columns)
    first = int(len(payments) * where)
    early = marks_in(payments[:first], origins)
    begun = Pass.begin(columns.upto(first), early, rule)
    begun.run(columns.upto(first))
    kept_for_later = begun.checkpoint()
    for made in (begun, kept_for_later):
        made.add_marks(marks)
        made.run(columns)
        assert np.array_equal(made.moves, whole.moves)
        assert np.array_equal(made.repayments, whole.repayments)
        assert made.held() == whole.held()
        assert np.array_equal(made.marked, whole.marked)
        assert made.conserved()


def small() -> tuple[Ledger, tuple[LedgerPayment, ...]]:
    book = Book()
    book.into(10, "giver", mark=True)
    book.out(5)
    ledger = book.ledger()
    return ledger, ledger.ordered()


def test_an_origin_among_payments_already_traced_is_refused() -> None:
    ledger, payments = small()
    columns, _ = columns_of(ledger, payments)
    made = Pass.begin(columns, marks_of([], 0), "fifo")
    made.run(columns)
    with pytest.raises(Refused, match="already traced"):
        made.add_marks(marks_of([(0, 1, 1_000)], len(columns)))


def test_a_shorter_ledger_is_not_the_one_carried_on() -> None:
    ledger, payments = small()
    columns, _ = columns_of(ledger, payments)
    made = Pass.begin(columns, marks_of([], 0), "fifo")
    made.run(columns)
    with pytest.raises(Refused, match="carried on"):
        made.run(columns.upto(1))


def test_conservation_notices_a_lost_penny() -> None:
    ledger, payments = small()
    columns, _ = columns_of(ledger, payments)
    made = Pass.begin(columns, marks_of([(0, 1, 1_000)], len(columns)), "fifo")
    made.run(columns)
    assert made.conserved()
    made.marked[0] += 1
    assert not made.conserved()


def test_what_the_compiled_pass_cannot_follow_is_left_to_the_reference() -> None:
    ledger, payments = small()
    assert kernel.suits(ledger, payments, "fifo")
    assert not kernel.suits(ledger, payments, "poison")
    accounts = [LedgerAccount("A", held=False), LedgerAccount("B", held=False)]
    day = date(2026, 1, 1)
    large = LedgerPayment("P", day, None, 1, "A", "B", 2**53)
    ledger = Ledger(accounts, [large])
    assert kernel.suits(ledger, ledger.ordered(), "fifo")
    ledger = Ledger(accounts, [replace(large, paid_in=(115, "EUR"))])
    assert not kernel.suits(ledger, ledger.ordered(), "fifo")
    huge = Ledger(accounts, [LedgerPayment("P", day, None, 1, "A", "B", 2**61)])
    assert not kernel.suits(huge, huge.ordered(), "fifo")
    assert not kernel.suits(huge, huge.ordered(), "pro-rata")


def test_a_person_can_stop_a_compiled_trace() -> None:
    ledger, payments = small()

    def stop(done: int, total: int, text: str) -> None:
        raise Cancelled(text)

    with pytest.raises(Cancelled, match="Tracing by fifo"):
        kernel.follow(ledger, payments, [], "fifo", stop)


@pytest.mark.parametrize("rule", [*RULES, "pro-rata"])
@given(case=converted())
@settings(max_examples=25, deadline=None)
def test_a_large_ledger_is_traced_by_the_compiled_pass_with_the_same_answer(
    rule: str, case: Case
) -> None:
    by_reference = trace.trace(*case, rule)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(trace, "LARGE", 1)
        compiled = trace.trace(*case, rule)
    assert compiled.moves == by_reference.moves
    told, again = (trace.as_data(made, case[0]) for made in (compiled, by_reference))
    assert told == again
