"""Money goes on into what it bought, through sale and exchange, and no pound counts twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.backwards import claims
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin, Pocket
from graphs.things import Bought, Gone, Thing, Things, Used, came_in, in_things, ledger_with
from graphs.trace import Trace, as_data, trace
from tests.graphs.ledgers import ACCOUNT, Book, pence
from workbench.errors import Refused

DRAW_RULES = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first")
CAR, BIKE, BOAT = (Pocket(f"asset:{n}", "GBP") for n in (1, 2, 3))
HERE = Pocket(ACCOUNT, "GBP")


def things(
    bought: Sequence[Bought] = (), gone: Sequence[Gone] = (), used: Sequence[Used] = (),
    **facts: object,
) -> Things:  # fmt: skip
    """The car, the bike and the boat; `price_minor` and `charged_minor` are the car's."""
    register = [
        Thing(1, "Golf", "GBP", **facts),
        Thing(2, "Ducati", "GBP"),
        Thing(3, "Boat", "GBP"),
    ]  # type: ignore[arg-type]
    return Things(register, bought, gone, used)


def traced(book: Book, known: Things, rule: str = "pro-rata", **options: object) -> Trace:
    plain = book.ledger()
    ledger = ledger_with(plain.accounts.values(), plain.payments, known)
    made = trace(ledger, book.origins, rule, **options)  # type: ignore[arg-type]
    assert_conserved(made)
    return made


def assert_conserved(made: Trace) -> None:
    """Marked and accrued is held, in things, repaid and spent: for each origin, in pence."""
    total: dict[int, int] = defaultdict(int, made.marked)
    for (number, _), minor in made.accrued.items():
        total[number] += minor
    for places in (made.held, made.things, made.repaid, made.spent):
        for (number, _), minor in places.items():
            assert minor > 0
            total[number] -= minor
    assert not any(total.values())


def mixed() -> Book:
    """£6,000 of wages and £4,000 of drug money, and £5,000 of it for a car."""
    book = Book()
    book.into(6000, "wages")
    book.into(4000, "drugs", mark=True)
    book.out(5000, "garage")
    return book


@pytest.mark.parametrize(
    ("rule", "tainted"),
    [("fifo", 0), ("lifo", 4000), ("pro-rata", 2000), ("clean-first", 0), ("tainted-first", 4000)],
)
def test_the_money_is_in_the_car_and_not_with_the_garage(rule: str, tainted: int) -> None:
    made = traced(mixed(), things([Bought(1, "P3", pence(5000))]), rule)
    assert made.things == ({(1, CAR): pence(tainted)} if tainted else {})
    assert (1, Pocket("garage", "GBP")) not in made.held
    assert sum(made.held.values()) == pence(4000 - tainted)


def test_what_a_payment_did_not_buy_goes_to_the_payee_as_before() -> None:
    made = traced(mixed(), things([Bought(1, "P3", pence(3500))]))
    assert made.things == {(1, CAR): pence(1400)}
    assert made.held[1, Pocket("garage", "GBP")] == pence(600)
    assert made.flows["P3", 1] == pence(2000)


def test_two_things_of_one_payment_share_its_money_to_the_penny() -> None:
    book = Book()
    book.into("33.33", "drugs", mark=True)
    book.into("66.67", "wages")
    book.out(100, "garage")
    made = traced(book, things([Bought(1, "P3", 3334), Bought(2, "P3", 3333)]))
    parts = made.things[1, CAR], made.things[1, BIKE], made.held[1, Pocket("garage", "GBP")]
    assert sum(parts) == 3333
    assert all(abs(part - 1111) <= 1 for part in parts)


@pytest.mark.parametrize(
    ("price", "carried", "accrued"), [(6500, 2600, 600), (5000, 2000, 0), (3500, 1400, -600)]
)
def test_a_sale_carries_each_portion_with_its_gain_or_its_loss(
    price: int, carried: int, accrued: int
) -> None:
    book = mixed()
    book.pay(price, "buyer", "savings")
    made = traced(
        book,
        things([Bought(1, "P3", pence(5000))], [Gone(1, 1, date(2026, 1, 5), pence(price), "P4")]),
    )
    assert made.flows["P4", 1] == pence(carried)
    assert made.held[1, Pocket("savings", "GBP")] == pence(carried)
    assert made.things == {}
    assert made.accrued == ({(1, "disposal:1"): pence(accrued)} if accrued else {})


def test_re_oatway_shares_bought_with_trust_money_are_sold_for_more() -> None:
    book = Book("77.67")
    book.into(3000, "trust", mark=True)
    book.into(4000, "other")
    book.into(30, "other")
    book.out(510)
    book.out("2137.63", "stockbroker")
    book.out("4460.04", "dissipated")
    book.pay(2475, "jobber", ACCOUNT)
    made = traced(
        book,
        things([Bought(1, "P5", 213_763)], [Gone(1, 1, date(2026, 1, 8), 247_500, "P7")]),
        "tainted-first",
    )
    assert made.held[1, HERE] == 247_500
    assert made.accrued == {(1, "disposal:1"): 247_500 - 213_763}


def test_a_share_of_a_thing_is_sold_and_the_rest_of_it_later() -> None:
    book = mixed()
    book.pay(2000, "friend", "savings")
    book.pay(3600, "dealer", "savings")
    made = traced(
        book,
        things(
            [Bought(1, "P3", pence(5000))],
            [
                Gone(1, 1, date(2026, 1, 5), pence(2000), "P4", millionths=250_000),
                Gone(2, 1, date(2026, 1, 6), pence(3600), "P5", millionths=750_000),
            ],
        ),
    )
    assert made.flows["P4", 1] == pence(800)
    assert made.flows["P5", 1] == pence(1440)
    assert made.accrued == {(1, "disposal:1"): pence(300), (1, "disposal:2"): pence(-60)}
    assert made.things == {}


def test_a_part_exchange_puts_the_old_car_into_the_new_one_at_its_worth() -> None:
    book = mixed()
    book.out(2500, "dealer")  # of £5,000 left, £2,000 is drug money
    known = things(
        [Bought(1, "P3", pence(5000)), Bought(2, "P4", pence(2500))],
        [Gone(1, 1, date(2026, 1, 5), pence(4000), into=2)],
    )
    made = traced(book, known)
    assert made.things == {(1, BIKE): pence(1600 + 1000)}
    assert made.accrued == {(1, "disposal:1"): pence(-400)}


def test_a_chain_of_exchanges_ends_in_the_last_thing() -> None:
    known = things(
        [Bought(1, "P3", pence(5000))],
        [
            Gone(1, 1, date(2026, 1, 6), pence(5000), into=2),
            Gone(2, 2, date(2026, 1, 7), pence(5000), into=3),
        ],
    )
    assert traced(mixed(), known).things == {(1, BOAT): pence(2000)}


def test_what_no_record_shows_of_the_price_has_its_portion_of_the_sale() -> None:
    book = mixed()
    book.pay(8000, "buyer", "savings")
    sale = [Gone(1, 1, date(2026, 1, 5), pence(8000), "P4")]
    bought = [Bought(1, "P3", pence(5000))]
    made = traced(book, things(bought, sale, price_minor=pence(10_000)))
    assert made.flows["P4", 1] == pence(1600)  # 2,000 in 10,000 of 8,000
    # A loan that is secured on it has been paid out of the price before the rest arrives.
    made = traced(book, things(bought, sale, price_minor=pence(10_000), charged_minor=pence(5000)))
    assert made.flows["P4", 1] == pence(3200)


def test_what_was_given_in_exchange_is_part_of_the_known_price() -> None:
    book = mixed()
    book.out(1000, "dealer")
    known = Things(
        [Thing(1, "Golf", "GBP"), Thing(2, "Ducati", "GBP", pence(6000))],
        [Bought(1, "P3", pence(5000)), Bought(2, "P4", pence(1000))],
        [Gone(1, 1, date(2026, 1, 5), pence(4500), into=2)],
    )
    plain = book.ledger()
    ledger = ledger_with(plain.accounts.values(), plain.payments, known)
    assert in_things(ledger, ledger.ordered()) == {"asset:1": 0, "asset:2": pence(6000)}
    assert came_in(ledger, ledger.ordered(), "asset:2") == pence(6000)


def test_a_mortgage_that_is_paid_off_is_money_in_the_house() -> None:
    book = mixed()
    book.out(5000, "lender")
    known = things([Bought(1, "P3", pence(5000)), Bought(1, "P4", pence(5000), "mortgage")])
    assert traced(book, known).things == {(1, CAR): pence(4000)}


def test_what_is_spent_is_said_and_what_repays_a_loan_is_a_debt() -> None:
    book = mixed()
    book.out(1000, "casino")
    book.out(1000, "lender")
    made = traced(
        book, things(used=[Used("P4", "spent", pence(1000)), Used("P5", "loan", pence(500))])
    )
    assert made.spent == {(1, "P4"): pence(400)}
    assert made.repaid == {(1, "loan:P5"): pence(200)}
    assert made.held[1, Pocket("lender", "GBP")] == pence(200)


def test_the_buyers_own_marked_money_is_in_the_thing_that_he_has_now() -> None:
    book = mixed()
    book.pay(5000, "other drugs", "buyer", mark=True)
    book.pay(5000, "buyer", "savings")
    made = traced(
        book,
        things([Bought(1, "P3", pence(5000))], [Gone(7, 1, date(2026, 1, 6), pence(5000), "P5")]),
    )
    assert made.things == {(2, Pocket("sold:7", "GBP")): pence(5000)}
    assert made.flows["P5", 1] == pence(2000)
    assert ("P5", 2) not in made.flows
    assert made.held[1, Pocket("savings", "GBP")] == pence(2000)


def test_the_sale_of_a_thing_that_no_recorded_payment_bought_is_a_plain_payment() -> None:
    book = mixed()
    book.out(5000, "gallery")
    made = traced(book, things([], [Gone(1, 1, date(2026, 1, 5), pence(5000), "P4")]))
    assert made.held == traced(book, things()).held


@pytest.mark.parametrize("rule", [*DRAW_RULES, "poison"])
def test_without_things_the_trace_is_what_it_was(rule: str) -> None:
    book, known = mixed(), things()
    ledger = book.ledger()
    same = ledger_with(ledger.accounts.values(), ledger.payments, known)
    assert trace(same, book.origins, rule) == trace(ledger, book.origins, rule)


def test_poison_reaches_the_thing_and_what_it_was_sold_for() -> None:
    book = mixed()
    book.pay(6500, "buyer", "savings")
    made = traced_poison(
        book,
        things([Bought(1, "P3", pence(5000))], [Gone(1, 1, date(2026, 1, 5), pence(6500), "P4")]),
    )
    assert made.flows["P4", 1] == pence(6500)
    assert made.held[1, Pocket("savings", "GBP")] == pence(6500)
    assert made.things == {}


def traced_poison(book: Book, known: Things) -> Trace:
    plain = book.ledger()
    return trace(
        ledger_with(plain.accounts.values(), plain.payments, known), book.origins, "poison"
    )


def test_a_whole_purchase_can_be_compiled_and_gives_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = mixed()
    book.out(1000, "casino")
    known = things([Bought(1, "P3", pence(5000))], used=[Used("P4", "spent", pence(1000))])
    plain = {rule: traced(book, known, rule) for rule in DRAW_RULES}
    monkeypatch.setattr("graphs.trace.LARGE", 1)
    for rule in DRAW_RULES:
        quick = traced(book, known, rule)
        assert (quick.held, quick.things, quick.spent, quick.flows) == (
            plain[rule].held, plain[rule].things, plain[rule].spent, plain[rule].flows,
        )  # fmt: skip


def test_an_account_with_a_name_that_is_kept_for_things_is_refused() -> None:
    book = mixed()
    book.out(1, "asset:1")
    with pytest.raises(Refused, match="asset:1 is kept for things"):
        traced(book, things([Bought(1, "P3", 1)]))


def test_more_than_the_payment_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match="payment P3: more of payment P3 is spent"):
        traced(mixed(), things([Bought(1, "P3", pence(5000)), Bought(2, "P3", 1)]))
    with pytest.raises(Refused, match="payment P3 is less than what it is recorded"):
        traced(mixed(), things([], [Gone(1, 1, date(2026, 1, 5), pence(5001), "P3")]))


def test_the_trace_says_in_data_what_is_in_things_spent_and_accrued() -> None:
    book = mixed()
    book.out(1000, "casino")
    book.pay(2500, "friend", "savings")
    known = things(
        [Bought(1, "P3", pence(5000))],
        [Gone(4, 1, date(2026, 1, 6), pence(3000) - 50_000, "P5", millionths=500_000)],
        [Used("P4", "spent", pence(1000))],
    )
    plain = book.ledger()
    ledger = ledger_with(plain.accounts.values(), plain.payments, known)
    told = as_data(trace(ledger, book.origins, "pro-rata"), ledger)
    assert told["things"] == [
        {
            "origin": 1, "asset": 1, "account": "asset:1", "label": "Golf",
            "minor": pence(1000), "currency": "GBP", "sold": False,
        }
    ]  # fmt: skip
    spent = {"origin": 1, "payment": "P4", "minor": pence(400), "currency": "GBP"}
    assert told["spent"] == [spent]
    assert told["accrued"] == []
    assert {flow["payment"] for flow in told["flows"]} <= {p.id for p in book.payments}
    assert all(not one["account"].startswith("asset:") for one in told["held"])


def test_a_claim_goes_on_into_what_the_credit_bought_and_through_its_sale() -> None:
    book = Book(held=(ACCOUNT,))
    book.out(5000, "garage")  # on credit
    book.pay(6000, "buyer", "savings")
    book.into(4000, "drugs", mark=True)
    plain = book.ledger()
    ledger = ledger_with(
        plain.accounts.values(), plain.payments,
        things([Bought(1, "P1", pence(5000))], [Gone(1, 1, date(2026, 1, 3), pence(6000), "P2")]),
    )  # fmt: skip
    made = trace(ledger, book.origins, "fifo")
    assert made.repaid == {(1, "P1"): pence(4000)}
    (claim,) = claims(ledger, made, "planned as one")
    assert (claim["origin"], claim["payment"], claim["minor"]) == (1, "P1", pence(4000))
    assert [(into["account"], into["minor"]) for into in claim["into"]] == [
        ("savings", pence(4800))
    ]


def test_a_claim_that_repaid_an_earlier_credit_leads_on_to_what_that_one_bought() -> None:
    book = Book(held=(ACCOUNT, "second"))
    book.out(100, "villa")  # the first credit
    book.pay(100, "second", ACCOUNT)  # a second credit repays the first
    book.pay(100, "bribe", "second", mark=True)
    ledger = book.ledger()
    made = trace(ledger, book.origins, "fifo")
    first, second = claims(ledger, made, "planned as one")
    assert (first["payment"], first["minor"]) == ("P1", pence(100))
    assert [(into["account"], into["minor"]) for into in first["into"]] == [("villa", pence(100))]
    assert second["payment"] == "P2"
    assert second["into"] == [{"debt": "P1", "minor": pence(100), "currency": "GBP"}]


def test_brazil_v_durant_backwards_traces_the_whole_through_to_the_last_account() -> None:
    """[2015] UKPC 35, by its sums (US$): the last three bribes came after the last payment on."""
    book = Book(held=("Chanani", "Durant"))
    bribes = ["770869.91"] * 10 + ["930452.08", "930452.08", "930452.09"]
    for bribe in bribes[:10]:
        book.pay(bribe, "contractor", "Chanani", mark=True)
    for sent in (2_000_000, 2_000_000, 2_000_000, 2_000_000, 2_000_000, 3_120_000):
        book.pay(sent, "Chanani", "Durant")
    for bribe in bribes[10:]:
        book.pay(bribe, "contractor", "Chanani", mark=True)
    for sent in (3_000_000, 3_500_000, 3_500_000, 3_500_000):
        book.pay(sent, "Durant", "Kildare")
    assert sum(origin.minor for origin in book.origins) == pence("10500055.35")
    ledger = book.ledger()
    made = trace(ledger, book.origins, "fifo")
    assert sum(book.at("fifo", "Kildare")) == Decimal("7708699.10")
    found = claims(ledger, made, "the bribes were paid and passed on by one arrangement")
    assert all(
        [(into["account"], into["minor"]) for into in claim["into"]]
        == [("Kildare", claim["minor"])]
        for claim in found
    )
    claimed = sum(claim["minor"] for claim in found)
    assert pence("7708699.10") + claimed == pence("10500055.35")


@st.composite
def registers(draw: st.DrawFn) -> tuple[Ledger, list[Origin]]:
    """Payments among accounts, and what a register may say of them."""
    names = "ABCD"
    accounts = [
        LedgerAccount(name, draw(st.booleans()), draw(st.none() | st.integers(1, 2_000)))
        for name in names
    ]
    payments = []
    for order in range(draw(st.integers(2, 18))):
        payer, payee = draw(st.permutations(names))[:2]
        payments.append(
            LedgerPayment(
                f"P{order}", date(2026, 1, 1) + timedelta(days=order // 2), None, order, payer,
                payee, draw(st.integers(1, 3_000)),
            )
        )  # fmt: skip
    free = {payment.id: payment.minor for payment in payments}
    bought, used, gone = [], [], []
    for number in range(draw(st.integers(0, 6))):
        payment = draw(st.sampled_from(payments))
        part = draw(st.integers(0, free[payment.id]))
        free[payment.id] -= part
        if part and number % 3 == 2:
            if payment.id not in {one.payment for one in used}:
                used.append(Used(payment.id, draw(st.sampled_from(["spent", "loan"])), part))
        elif part:
            bought.append(Bought(draw(st.integers(1, 3)), payment.id, part))
    whole = dict.fromkeys((1, 2, 3), 1_000_000)
    priced = {payment.id: payment.minor for payment in payments}
    for number in range(1, draw(st.integers(0, 5)) + 1):
        thing = draw(st.integers(1, 3))
        millionths = draw(st.integers(0, whole[thing]))
        if not millionths:
            continue
        whole[thing] -= millionths
        price = draw(st.sampled_from(payments))
        if thing < 3 and draw(st.booleans()):
            gone.append(
                Gone(number, thing, price.when, draw(st.integers(1, 5_000)), "", thing + 1,
                     millionths)
            )  # fmt: skip
        elif priced[price.id]:
            minor = draw(st.integers(1, priced[price.id]))
            priced[price.id] -= minor
            gone.append(Gone(number, thing, price.when, minor, price.id, 0, millionths))
    register = [
        Thing(number, f"Thing {number}", "GBP", draw(st.none() | st.integers(0, 6_000)))
        for number in (1, 2, 3)
    ]
    marked = draw(st.lists(st.sampled_from(payments), unique=True, min_size=1, max_size=5))
    origins = [
        Origin(number, p.id, draw(st.integers(1, p.minor))) for number, p in enumerate(marked, 1)
    ]
    return ledger_with(accounts, payments, Things(register, bought, gone, used)), origins


@pytest.mark.parametrize("rule", DRAW_RULES)
@given(drawn=registers())
@settings(max_examples=120, deadline=None)
def test_marked_and_accrued_is_held_in_things_repaid_and_spent(
    rule: str, drawn: tuple[Ledger, list[Origin]]
) -> None:
    ledger, origins = drawn
    made = trace(ledger, origins, rule)
    assert_conserved(made)
    for (payment, _), minor in made.flows.items():
        assert 0 < minor <= ledger.payment(payment).minor
    carried: dict[str, int] = defaultdict(int)
    for (payment, _), minor in made.flows.items():
        carried[payment] += minor
    assert all(minor <= ledger.payment(payment).minor for payment, minor in carried.items())
    if made.largest_distance is not None:
        # Each draw rounds by less than a penny, and a sale may multiply what was rounded.
        assert made.largest_distance >= Decimal(0)


@given(drawn=registers())
@settings(max_examples=60, deadline=None)
def test_what_is_claimed_backwards_is_where_it_is_said_to_be(
    drawn: tuple[Ledger, list[Origin]],
) -> None:
    ledger, origins = drawn
    made = trace(ledger, origins, "fifo")
    events = bool(ledger.events)
    for claim in claims(ledger, made, "planned as one"):
        assert claim["minor"] > 0
        if not events:  # a sale may bring more or less than was in the thing
            assert claim["minor"] == sum(into["minor"] for into in claim["into"])


def test_a_ledger_with_things_is_handed_to_another_process_whole() -> None:
    book = mixed()
    book.pay(5000, "buyer", "savings")
    plain = book.ledger()
    known = things(
        [Bought(1, "P3", pence(5000))], [Gone(1, 1, date(2026, 1, 5), pence(5000), "P4")]
    )
    ledger = ledger_with(plain.accounts.values(), plain.payments, known)
    make, parts = ledger.__reduce__()
    again = make(*parts)
    assert trace(again, book.origins, "fifo") == trace(ledger, book.origins, "fifo")
    assert replace(again.payment("disposal:1")) == ledger.payment("disposal:1")
