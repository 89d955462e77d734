"""The worked cases of the authorities, to the penny."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from graphs.backwards import claims
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin, Pocket
from graphs.trace import as_data, trace
from tests.graphs.ledgers import ACCOUNT, Book, pence
from tests.shared_data import shared
from workbench.errors import Refused


def pounds(*amounts: str | int) -> list[Decimal]:
    return [Decimal(str(amount)) for amount in amounts]


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ("fifo", pounds(0, 0, 10)),
        ("lifo", pounds(10, 0, 0)),
        ("pro-rata", pounds("2.50", "2.50", 5)),
        ("pari-passu", pounds("3.34", "3.33", "3.33")),
    ],
)
def test_todd_mixed_fund(rule: str, left: list[Decimal]) -> None:
    book = Book()
    book.into(10, "Paul", mark=True)
    book.into(10, "Michael", mark=True)
    book.out(10)
    book.into(10, "Karen", mark=True)
    book.out(10)
    assert book.left(rule, account=ACCOUNT) == left


def test_roscoe_v_winder_leaves_the_lowest_intermediate_balance() -> None:
    book = Book()
    book.into("455.00", "trust", mark=True)
    book.out("430.00")
    book.into("333.00", "own earnings")
    assert book.left("clean-first") == pounds("25.00")


def test_lord_toulson_later_money_is_not_the_claimants() -> None:
    book = Book()
    book.into(1000, "claimant", mark=True)
    book.out(999)
    book.into(5000, "own earnings")
    assert book.left("clean-first") == pounds("1.00")


@pytest.mark.parametrize(
    ("rule", "carried"),
    [
        ("fifo", (300, 0)),
        ("lifo", (0, 300)),
        ("pro-rata", (120, 180)),
        ("poison", (400, 600)),
    ],
)
def test_coins(rule: str, carried: tuple[int, int]) -> None:
    book = Book()
    book.into(3, "theft", mark=True)
    book.into(7, "wages")
    first, second = book.out(4, "a"), book.out(6, "b")
    flows = book.trace(rule).flows
    assert (flows.get((first, 1), 0), flows.get((second, 1), 0)) == carried


def test_coin_order_under_fifo_taints_payments_three_to_five_alone() -> None:
    book = Book()
    book.into(2, "wages")
    book.into(3, "theft", mark=True)
    book.into(5, "wages")
    payments = [book.out(1, f"shop {n}") for n in range(1, 11)]
    flows = book.trace("fifo").flows
    assert [n for n, p in enumerate(payments, 1) if flows.get((p, 1))] == [3, 4, 5]


@pytest.mark.parametrize(
    ("rule", "tainted"),
    [("fifo", 0), ("lifo", 4000), ("pro-rata", 2000), ("clean-first", 0), ("tainted-first", 4000)],
)
def test_one_car(rule: str, tainted: int) -> None:
    book = Book()
    book.into(6000, "wages")
    book.into(4000, "drugs", mark=True)
    book.out(5000, "car")
    assert book.at(rule, "car") == pounds(tainted)


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        ("fifo", pounds(0, 0, 250)),
        ("lifo", pounds(100, 50, 100)),
        ("pro-rata", pounds("27.78", "55.55", "166.67")),
        ("pari-passu", pounds("41.67", "83.33", "125.00")),
    ],
)
def test_three_victims(rule: str, left: list[Decimal]) -> None:
    book = Book()
    book.into(100, "A", mark=True)
    book.into(200, "B", mark=True)
    book.out(150)
    book.into(300, "C", mark=True)
    book.out(200)
    assert book.left(rule, account=ACCOUNT) == left


def test_pari_passu_counts_a_claim_in_the_currency_in_which_it_arrived() -> None:
    """200.00 EUR of dollars and of sterling each: claims alike, whatever the other amounts."""
    when, account = date(2026, 1, 1), "fund"
    ledger = Ledger(
        [
            LedgerAccount(account, True, currency="EUR"),
            *(LedgerAccount(one, False) for one in ("Ann", "Ben", "shop")),
        ],
        [
            LedgerPayment("P1", when, None, 1, "Ann", account, 10000, "USD", (20000, "EUR")),
            LedgerPayment("P2", when, None, 2, "Ben", account, 40000, "GBP", (40000, "EUR")),
            LedgerPayment("P3", when, None, 3, account, "shop", 50000, "EUR"),
        ],
    )
    origins = [Origin(1, "P1", 10000), Origin(2, "P2", 20000)]
    made = trace(ledger, origins, "pari-passu", account=account)
    assert made.held == {(1, Pocket(account, "EUR")): 5000, (2, Pocket(account, "EUR")): 5000}


def test_pari_passu_supposes_no_debt_of_an_account_without_statements() -> None:
    """What it paid before anything came in, it had from what no record shows."""
    book = Book(held=())
    book.out(100)
    book.into(30, "A", mark=True)
    assert book.left("pari-passu", account=ACCOUNT) == pounds(30)


def test_pari_passu_shares_out_nothing_of_an_overdrawn_account() -> None:
    book = Book()
    book.out(100)
    book.into(30, "A", mark=True)
    assert book.left("pari-passu", account=ACCOUNT) == pounds(0)


def test_re_oatway_the_shares_carry_trust_money_only_by_election() -> None:
    book = Book("77.67")
    book.into(3000, "trust", mark=True)
    book.into(4000, "other")
    book.into(30, "other")
    book.out(510)
    book.out("2137.63", "shares")
    book.out("4460.04", "dissipated")
    assert book.at("clean-first", "shares") == pounds(0)
    assert book.at("tainted-first", "shares")[0] > 0
    assert sum(book.left("clean-first")) == 0


def test_brazil_v_durant_backwards_claims_add_what_was_bought_on_credit() -> None:
    book = Book(held=(ACCOUNT, "Durant"))
    book.into(100, "bribe 1", mark=True)
    book.out(250, "Durant")
    book.into(150, "bribe 2", mark=True)
    made = book.trace("fifo")
    assert made.held == {(1, Pocket("Durant", "GBP")): 10_000}
    assert made.repaid == {(2, "P2"): 15_000}
    (claim,) = claims(book.ledger(), made, "the payments were arranged together")
    assert claim["payment"] == "P2"
    assert made.held[1, Pocket("Durant", "GBP")] + claim["minor"] == pence(250)
    with pytest.raises(Refused, match="reason why"):
        claims(book.ledger(), made, " ")


def test_an_opening_overdraft_is_a_debt_that_is_repaid_first() -> None:
    book = Book(-100)
    book.into(150, "drugs", mark=True)
    made = book.trace("fifo")
    assert made.repaid == {(1, f"opening:{ACCOUNT}"): 10_000}
    assert book.left("fifo") == pounds(50)


def test_a_part_is_marked_and_a_tainted_parcel_keeps_its_first_origin() -> None:
    book = Book()
    book.into(100, "sale", mark="40")
    book.out(100, "friend", mark=True)
    made = book.trace("fifo")
    assert made.held == {(1, Pocket("friend", "GBP")): 4_000, (2, Pocket("friend", "GBP")): 6_000}
    assert made.marked == {1: 4_000, 2: 6_000}


def test_the_end_date_leaves_out_what_came_later() -> None:
    book = Book()
    book.into(100, "drugs", mark=True, day=1)
    book.out(100, "car", day=5)
    assert book.left("fifo", to=book.payments[0].when) == pounds(100)


def test_where_the_order_of_a_day_matters_the_range_is_given() -> None:
    book = Book()
    book.into(100, "wages", day=1)
    book.out(100, "shop", day=2)
    book.into(100, "drugs", mark=True, day=2)
    by_record = book.trace("fifo")
    assert by_record.order_matters == {}
    lifo = book.trace("lifo")
    assert lifo.held == {(1, Pocket(ACCOUNT, "GBP")): 10_000}
    assert lifo.order_matters == {
        (1, Pocket("shop", "GBP")): (0, 10_000),
        (1, Pocket(ACCOUNT, "GBP")): (0, 10_000),
    }


def test_where_the_order_of_a_day_decides_what_repaid_a_debt_the_range_is_given() -> None:
    """As recorded P2 was paid on credit, which the fraud repaid; with credits first it was not."""
    book = Book()
    book.into(60, "drugs", mark=True, day=1)
    book.out(100, "shop", day=2)
    book.into(100, "fraud", mark=True, day=2)
    told = as_data(book.trace("fifo"), book.ledger())
    assert told["repaid"] == [{"origin": 2, "debt": "P2", "minor": 4_000}]
    assert told["order_matters_gone"] == [
        {"origin": 2, "debt": "P2", "least_minor": 0, "most_minor": 4_000}
    ]


def test_the_answer_has_the_ids_of_the_source_and_no_zero_rows() -> None:
    book = Book()
    book.into(3, "theft", mark=True)
    book.out(3, "shop")
    told = as_data(book.trace("fifo"), book.ledger())
    assert told["held"] == [
        {"origin": 1, "account": "shop", "minor": 300, "currency": "GBP", "held": False}
    ]
    assert told["flows"] == [
        {"payment": "P1", "origin": 1, "minor": 300},
        {"payment": "P2", "origin": 1, "minor": 300},
    ]
    assert (told["repaid"], told["conserved"]) == ([], True)


def test_pro_rata_states_how_far_it_is_from_the_unrounded() -> None:
    book = Book()
    for name in ("A", "B", "C"):
        book.into("0.01", name, mark=True)
    book.out("0.01")
    made = book.trace("pro-rata")
    assert made.largest_distance is not None
    assert Decimal("0.66") < made.largest_distance < Decimal("0.67")


RULES = {"libr": "clean-first", "fifo": "fifo", "lifo": "lifo", "pro_rata": "pro-rata"}


def test_the_single_account_cases_of_other_projects() -> None:
    cases = json.loads(shared("data/tracing/doctrine_cases.json").read_text())
    checked = 0
    for case in cases:
        book = Book(case["opening_balance"])
        amounts = {a["movement"]: a for a in case["attributions"]}
        claims_of: dict[str, list[int]] = {}
        for m in case["movements"]:
            if m["dir"] == "credit":
                part = amounts.get(m["n"])
                book.into(m["amount"], f"giver {m['n']}", mark=part["amount"] if part else False)
                if part:
                    claims_of.setdefault(part["claim"], []).append(len(book.origins) - 1)
            else:
                book.out(m["amount"])
        for name, rule in RULES.items():
            expected = case["expected"].get(name, {}).get("surviving")
            if expected is None:
                continue
            left = book.left(rule)
            got = {claim: sum(left[i] for i in which) for claim, which in claims_of.items()}
            assert got == {c: Decimal(v) for c, v in expected.items()}, (case["id"], rule)
            checked += 1
    assert checked > 30


@pytest.mark.parametrize("paid_in", [(2,), (1, 1)])
def test_a_conversion_does_not_depend_on_how_clean_money_was_divided(
    paid_in: tuple[int, ...],
) -> None:
    names = ("employer", "thief", "A", "B")
    day, payments = date(2026, 1, 1), []
    for minor in paid_in:
        payments.append(
            LedgerPayment(f"C{len(payments)}", day, None, len(payments), "employer", "A", minor)
        )
    payments.append(LedgerPayment("T", day, None, 8, "thief", "A", 1))
    payments.append(LedgerPayment("X", day, None, 9, "A", "B", 3, "GBP", (2, "EUR")))
    ledger = Ledger([LedgerAccount(name, held=False) for name in names], payments)
    made = trace(ledger, [Origin(1, "T", 1)], "fifo")
    assert made.held == {(1, Pocket("B", "EUR")): 1}
