"""The compiled passes over money in things: the reference's log row by row, by every rule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs import trace
from graphs.kernel import follow as kernel
from graphs.kernel import log
from graphs.kernel.stepped import Stepped
from graphs.ledger import SAME_DAY, WHOLE, LedgerAccount, LedgerPayment, Origin, SameDay
from graphs.rules.unrounded import largest_distance, unrounded
from graphs.sweeping.choices import Run
from graphs.sweeping.once import Scenario
from graphs.sweeping.sources import Given, Records
from graphs.things import Bought, Gone, Thing, Things, Used, ledger_with
from tests.graphs.test_kernel import Case, assert_alike

RULES = ("fifo", "lifo", "clean-first", "tainted-first", "pro-rata")
NAMES = "ABCDE"
BEGUN = date(2026, 1, 1)


def parts_of(draw: st.DrawFn, payment: LedgerPayment) -> list[Bought | Used]:
    """What up to three things had of a payment, and what of it was spent or repaid a loan."""
    left, made = payment.minor, list[Bought | Used]()
    kinds = st.sampled_from(["price", "price", "improvement", "mortgage", "spent", "loan"])
    for kind in draw(st.lists(kinds, max_size=3)):
        part = draw(st.integers(1, max(left, 1)))
        if part > left:
            break
        left -= part
        if kind in {"spent", "loan"}:
            made.append(Used(payment.id, kind, part))
        else:
            made.append(Bought(draw(st.integers(1, 4)), payment.id, part, kind))
    return made


@st.composite
def with_things(draw: st.DrawFn) -> Case:
    """Payments in two currencies, of which some bought things that were sold or exchanged."""
    accounts = [
        LedgerAccount(n, draw(st.booleans()), draw(st.none() | st.integers(-300, 300)))
        for n in NAMES
    ]
    payments = []
    for at in range(draw(st.integers(1, 30))):
        currency = draw(st.sampled_from(["GBP", "GBP", "EUR"]))
        other = "EUR" if currency == "GBP" else "GBP"
        paid_in = draw(st.none() | st.none() | st.tuples(st.integers(1, 900), st.just(other)))
        payments.append(
            LedgerPayment(
                f"P{at}", BEGUN + timedelta(days=at // 4),
                draw(st.sampled_from([None, None, "09:30"])), at, draw(st.sampled_from(NAMES)),
                draw(st.sampled_from(NAMES)), draw(st.integers(1, 600)), currency, paid_in,
            )
        )  # fmt: skip
    made = [one for payment in payments if draw(st.booleans()) for one in parts_of(draw, payment)]
    gone, left = [], dict.fromkeys(range(1, 5), WHOLE)
    for number in range(1, draw(st.integers(1, 6))):
        thing, price = draw(st.integers(1, 4)), draw(st.sampled_from(payments))
        part = min(draw(st.sampled_from([WHOLE, 500_000, 333_333, 1])), left[thing])
        taken = sum(one.minor for one in gone if one.payment == price.id)
        if part and draw(st.booleans()):
            into = draw(st.integers(1, 4).filter(lambda n, thing=thing: n != thing))
            gone.append(Gone(number, thing, price.when, draw(st.integers(1, 900)), "", into, part))
        elif part and price.minor > taken:
            minor = draw(st.integers(1, price.minor - taken))
            gone.append(Gone(number, thing, price.when, minor, price.id, 0, part))
        else:
            continue
        left[thing] -= part
    register = [
        Thing(n, f"thing {n}", "GBP", draw(st.none() | st.integers(1, 2_000)), 0)
        for n in range(1, 5)
    ]
    things = Things(
        register, [one for one in made if isinstance(one, Bought)], gone,
        list({(one.payment, one.use): one for one in made if isinstance(one, Used)}.values()),
    )  # fmt: skip
    marked = draw(st.lists(st.sampled_from(payments), unique_by=lambda p: p.id, max_size=6))
    origins = [Origin(n, p.id, draw(st.integers(1, p.minor))) for n, p in enumerate(marked, 1)]
    return ledger_with(accounts, payments, things), origins


@pytest.mark.parametrize("rule", RULES)
@given(
    case=with_things(), same_day=st.sampled_from(SAME_DAY),
    to=st.none() | st.integers(0, 9).map(lambda day: BEGUN + timedelta(days=day)),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_money_in_things_is_logged_as_the_reference_logs_it(
    rule: str, case: Case, same_day: SameDay, to: date | None
) -> None:
    assert kernel.suits(case[0], case[0].ordered(), rule)
    assert_alike(*case, rule, same_day, to)


@given(case=with_things())
@settings(max_examples=60, deadline=None)
def test_the_distance_from_the_unrounded_is_that_of_the_long_decimals(case: Case) -> None:
    ledger, origins = case
    payments = ledger.ordered()
    found = kernel.follow(ledger, payments, origins, "pro-rata")
    held = {
        (number, pocket): minor
        for pocket, fund in found.funds.items()
        for number in range(1, 7)
        if (minor := sum(p.minor for p in fund.parcels() if p.origin == number))
    }
    wanted = largest_distance(held, unrounded(ledger, payments, origins))
    told = kernel.distance(ledger, payments, origins, held)
    assert abs(told - wanted) < Decimal("1e-8")


@pytest.mark.parametrize("rule", ["fifo", "pro-rata"])
@given(case=with_things())
@settings(max_examples=30, deadline=None)
def test_a_large_ledger_with_things_is_told_as_the_reference_tells_it(
    rule: str, case: Case
) -> None:
    by_reference = trace.trace(*case, rule)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(trace, "LARGE", 1)
        patched.setattr(log, "ROOM", 1)
        compiled = trace.trace(*case, rule)
    assert compiled.moves == by_reference.moves
    assert compiled.left == by_reference.left
    told, again = (trace.as_data(made, case[0]) for made in (compiled, by_reference))
    assert told == again


@pytest.mark.parametrize("rule", RULES)
@given(case=with_things())
@settings(max_examples=30, deadline=None)
def test_every_origin_is_conserved_and_a_penny_lost_is_noticed(rule: str, case: Case) -> None:
    made = kernel.Ready.of(case[0], case[0].ordered()).run(case[1], rule)
    if not isinstance(made, Stepped):
        return
    assert made.conserved()
    if len(made.made.marks) > 1:
        made.made.marked[0] += 1
        assert not made.conserved()


@pytest.mark.parametrize("rule", [*RULES, "poison"])
@given(case=with_things(), same_day=st.sampled_from(SAME_DAY))
@settings(max_examples=30, deadline=None)
def test_a_sweep_finds_the_same_once_its_passes_are_compiled(
    rule: str, case: Case, same_day: SameDay
) -> None:
    ledger, origins = case
    watched = tuple(payment.id for payment in ledger.payments[::2])
    job = Scenario(Run(rule, same_day), frozenset({2}), (), BEGUN + timedelta(days=5))
    by_reference = job.perform(Records.of(Given(ledger, tuple(origins)), watched))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(trace, "LARGE", 1)
        assert job.perform(Records.of(Given(ledger, tuple(origins)), watched)) == by_reference


def test_many_passes_over_a_small_ledger_are_compiled_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    payments = [
        LedgerPayment(f"P{at}", BEGUN, None, at, "A", "B", 10 + at) for at in range(10)
    ]  # fmt: skip
    ledger = ledger_with(
        [LedgerAccount("A", held=True), LedgerAccount("B", held=True)], payments,
        Things([Thing(1, "car", "GBP")], [Bought(1, "P3", 5)]),
    )  # fmt: skip
    monkeypatch.setattr(trace, "LARGE", 30)
    records = Records.of(Given(ledger, (Origin(1, "P0", 10),)), ())
    kinds = [records.ready((), "fifo", "as-recorded", None) for _ in range(4)]
    assert kinds[:2] == [None, None]
    assert kinds[2] is not None
    assert kinds[2] is kinds[3]
    assert records.ready((), "poison", "as-recorded", None) is None
