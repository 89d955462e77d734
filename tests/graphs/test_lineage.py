"""Where money came from and where it went: every pound has one way, and it is shown whole."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin
from graphs.lineage import End, Lineage, Node, Path
from graphs.plain import Told, told
from graphs.trace import Trace, trace
from tests.graphs.ledgers import ACCOUNT, Book
from workbench.errors import Refused
from workbench.figures import Source

RULES = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first")
NAMES = "ABCDE"
DAY = date(2026, 1, 1)


@st.composite
def traces(draw: st.DrawFn) -> tuple[Ledger, Trace]:
    accounts = [
        LedgerAccount(n, draw(st.booleans()), draw(st.none() | st.integers(-300, 300)))
        for n in NAMES
    ]
    payments = []
    for at in range(draw(st.integers(1, 30))):
        minor = draw(st.integers(1, 300))
        payments.append(
            LedgerPayment(
                f"P{at}", date(2026, 1, 1) + timedelta(days=at), None, at,
                draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES)), minor,
            )
        )  # fmt: skip
    marked = draw(st.lists(st.sampled_from(payments), unique_by=lambda p: p.id, max_size=5))
    origins = [Origin(n, p.id, draw(st.integers(1, p.minor))) for n, p in enumerate(marked, 1)]
    ledger = Ledger(accounts, payments)
    return ledger, trace(ledger, origins, draw(st.sampled_from(RULES)))


def mules() -> tuple[Lineage, Book]:
    """£98 of drug money through two mules into a car; £20 of it stays with the second."""
    book = Book(held=(ACCOUNT, "mule 1", "mule 2"))
    book.into(98, "cash", mark=True, name="cash")
    book.out(50, "mule 1", name="to 1")
    book.out(48, "mule 2", name="to 2")
    book.pay(50, "mule 1", "mule 2", name="across")
    book.pay(78, "mule 2", "garage", name="car")
    ledger = book.ledger()
    return Lineage(ledger, trace(ledger, book.origins, "fifo")), book


def total(ends: list[End]) -> int:
    return sum(end.minor for end in ends)


@given(drawn=traces())
@settings(max_examples=120, deadline=None)
def test_what_flows_into_a_payment_flows_out_of_it(drawn: tuple[Ledger, Trace]) -> None:
    ledger, made = drawn
    lineage = Lineage(ledger, made)
    for origin in made.origins:
        graph = lineage.forwards(origin.number)
        assert nx.is_directed_acyclic_graph(graph)
        for node in graph:
            came = sum(data["minor"] for _, _, data in graph.in_edges(node, data=True))
            went = sum(data["minor"] for _, _, data in graph.out_edges(node, data=True))
            if node.kind == "payment":
                assert came == went == made.flows[node.id, origin.number]
            elif node.kind == "origin":
                assert went == made.marked[origin.number]
            elif node.kind == "held":
                held = {p: m for (n, p), m in made.held.items() if n == origin.number}
                assert came == held[node[1:]]
            else:
                assert came == made.repaid[origin.number, node.id]
        for _, _, data in graph.edges(data=True):
            assert data["minor"] > 0
            assert data["origins"] == {origin.number: data["minor"]}
            assert data["payment"] in ledger.positions
            assert data["currency"] == "GBP"


@given(drawn=traces())
@settings(max_examples=80, deadline=None)
def test_the_ways_of_a_sum_add_up_to_it_and_follow_the_money(
    drawn: tuple[Ledger, Trace],
) -> None:
    ledger, made = drawn
    lineage = Lineage(ledger, made)
    for payment in ledger.payments:
        ends = lineage.of_payment(payment.id)
        paths = lineage.paths(ends, limit=10_000)
        assert sum(path.minor for path in paths) == total(ends)
        assert [p.minor for p in paths] == sorted((p.minor for p in paths), reverse=True)
        shortest = lineage.shortest(ends)
        assert (shortest is None) == (not paths)
        for path in paths:
            assert shortest is not None
            assert len(path.payments) >= len(shortest.payments)
            steps = [ledger.payment(step) for step in path.payments]
            assert all(a.payee == b.payer for a, b in pairwise(steps))
            assert path.payments[-1] == payment.id
            (marked,) = [o for o in made.origins if o.number == path.origin]
            assert path.payments[0] == marked.payment


@given(drawn=traces())
@settings(max_examples=60, deadline=None)
def test_what_came_between_two_accounts_left_the_one_and_reached_the_other(
    drawn: tuple[Ledger, Trace],
) -> None:
    ledger, made = drawn
    lineage = Lineage(ledger, made)
    ends = lineage.into("A", "B")
    graph = lineage.between("A", "B")
    came = sum(d["minor"] for _, goal, d in graph.edges(data=True) if goal.kind == "account")
    left = sum(
        d["minor"] for start, _, d in graph.edges(data=True) if start == Node("account", "A")
    )
    assert came == total(ends)
    marked_there = sum(
        d["minor"] for start, _, d in graph.edges(data=True) if start.kind == "origin"
    )
    assert left + marked_there == came


def test_forwards_shows_both_ways_and_what_stayed() -> None:
    lineage, _ = mules()
    graph = lineage.forwards(1)
    assert graph.edges[Node("payment", "to 1"), Node("payment", "across")]["minor"] == 50_00
    assert graph.edges[Node("payment", "car"), Node("held", "garage", "GBP")]["minor"] == 78_00
    assert graph.edges[Node("payment", "across"), Node("held", "mule 2", "GBP")]["minor"] == 20_00


def test_the_largest_and_the_shortest_way_to_the_car() -> None:
    lineage, _ = mules()
    largest, other = lineage.paths(lineage.of_payment("car"))
    assert (largest.payments, largest.minor) == (("cash", "to 2", "car"), 48_00)
    assert (other.payments, other.minor) == (("cash", "to 1", "across", "car"), 30_00)
    assert lineage.shortest(lineage.of_payment("car")) == largest
    assert lineage.paths(lineage.of_payment("car"), limit=1) == [largest]


def said(lineage: Lineage, path: Path) -> Told:
    return told(lineage.ledger, path, lambda _: (), lambda number: f"asset {number}")


def test_a_way_is_told_in_plain_english() -> None:
    lineage, _ = mules()
    (stayed,) = lineage.paths(lineage.of_held("mule 2"))
    assert said(lineage, stayed).whole.text == (
        "£20.00 of the £98.00 that cash paid the account on 02 Jan 2026, marked as origin 1, "
        "through 2 further payments until 05 Jan 2026, is still in mule 2."
    )
    assert [step.text for step in said(lineage, stayed).steps] == [
        "£20.00 of the £98.00 that cash paid the account on 02 Jan 2026, marked as origin 1.",
        "£20.00 of the £50.00 that the account paid mule 1 on 03 Jan 2026.",
        "£20.00 of the £50.00 that mule 1 paid mule 2 on 05 Jan 2026.",
    ]
    bought = lineage.paths(lineage.of_held("garage"))[0]
    assert said(lineage, bought).whole.text.endswith("left the records with garage.")


def test_a_sentence_cites_the_lines_that_show_the_payment() -> None:
    lineage, _ = mules()
    (stayed,) = lineage.paths(lineage.of_held("mule 2"))
    lines = {"cash": [Source("bank.csv", "ab", "line 2", "02/01,98.00")]}
    found = told(lineage.ledger, stayed, lambda p: lines.get(p, ()), str, rule="fifo")
    assert found.steps[0].cited.endswith("marked as origin 1. [bank.csv, line 2]")
    assert found.steps[0].figure == "flow:fifo:1:cash"
    assert found.steps[0].as_data()["sources"] == [
        {"file": "bank.csv", "sha256": "ab", "where": "line 2", "raw": "02/01,98.00"}
    ]


def test_cash_and_names_are_said_as_a_person_says_them() -> None:
    ledger = Ledger(
        [
            LedgerAccount("cash in: 20-00-00 1", held=False, name="Cash paid in"),
            LedgerAccount("20-00-00 1", held=True, name="R. Shaw"),
            LedgerAccount("cash out: 20-00-00 1", held=False, name="Cash withdrawn"),
            LedgerAccount("name: GARAGE", held=False, name="Garage Ltd"),
        ],
        [
            LedgerPayment("a", DAY, None, 1, "cash in: 20-00-00 1", "20-00-00 1", 100_00),
            LedgerPayment("b", DAY, None, 2, "20-00-00 1", "cash out: 20-00-00 1", 40_00),
            LedgerPayment("c", DAY, None, 3, "20-00-00 1", "name: GARAGE", 60_00),
        ],
    )
    lineage = Lineage(ledger, trace(ledger, [Origin(1, "a", 100_00)], "fifo"))
    first, second = lineage.paths(lineage.of_origin(1))
    assert said(lineage, first).whole.text == (
        "£60.00 of the £100.00 cash paid into R. Shaw (20-00-00 1) on 01 Jan 2026, marked as "
        "origin 1, through 1 further payment that day, left the records with Garage Ltd."
    )
    assert said(lineage, second).steps[1].text == (
        "The whole £40.00 taken in cash out of R. Shaw (20-00-00 1) on 01 Jan 2026."
    )


def test_how_one_account_reached_another() -> None:
    lineage, _ = mules()
    ends = lineage.into("mule 1", "garage")
    (path,) = lineage.paths(ends, start="mule 1")
    assert (path.start, path.payments, path.minor) == (
        Node("account", "mule 1"), ("across", "car"), 30_00,
    )  # fmt: skip
    assert said(lineage, path).whole.text == (
        "£30.00 of the £50.00 that mule 1 paid mule 2 on 05 Jan 2026, of origin 1, through 1 "
        "further payment until 06 Jan 2026, came into garage."
    )
    assert lineage.into("garage", "mule 1") == []


def test_several_accounts_of_one_person_are_asked_as_one() -> None:
    lineage, _ = mules()
    ends = lineage.into(frozenset({"mule 1", "mule 2"}), "garage")
    assert total(ends) == 78_00
    assert lineage.count(ends, start=frozenset({"mule 1", "mule 2"})) == 1  # all left by "car"
    bought = lineage.of_payment("car")
    assert total(lineage.through(bought, "mule 1")) == 30_00
    assert lineage.through(bought, "garage") == []


def test_the_ways_over_the_fewest_payments_come_first_when_asked_for() -> None:
    lineage, _ = mules()
    ends = lineage.of_origin(1)
    lengths = [len(path.payments) for path in lineage.paths(ends, shortest=True)]
    assert lengths == sorted(lengths)
    assert lineage.count(ends) == len(lengths) == 3


def test_a_repaid_debt_is_told_by_its_name() -> None:
    book = Book(-30)
    book.into(100, "cash", mark=True)
    book.out(100, "shop", name="on credit")
    book.into(50, "more cash", mark=True)
    ledger = book.ledger()
    lineage = Lineage(ledger, trace(ledger, book.origins, "fifo"))
    (opening,) = lineage.paths(lineage.of_debt(f"opening:{ACCOUNT}"))
    assert said(lineage, opening).whole.text.endswith(
        "repaid the overdraft with which the account opened."
    )
    (credit,) = lineage.paths(lineage.of_debt("on credit"))
    assert credit.minor == 30_00
    assert said(lineage, credit).whole.text.endswith(
        "repaid what had been taken on credit for the £100.00 that the account paid shop on "
        "03 Jan 2026."
    )


def test_a_way_through_a_conversion_keeps_both_amounts() -> None:
    day = DAY
    ledger = Ledger(
        [LedgerAccount("G", held=True), LedgerAccount("E", held=True, currency="EUR"),
         LedgerAccount("X", held=False)],
        [
            LedgerPayment("in", day, None, 1, "X", "G", 100_00, where="bank.csv row 3"),
            LedgerPayment("fx", day, None, 2, "G", "E", 100_00, "GBP", (115_00, "EUR")),
            LedgerPayment("out", day, None, 3, "E", "X", 23_00, "EUR"),
        ],
    )  # fmt: skip
    lineage = Lineage(ledger, trace(ledger, [Origin(1, "in", 100_00)], "fifo"))
    (path,) = lineage.paths(lineage.of_payment("out"))
    assert (path.sent, path.minor, path.currency) == ((20_00, 20_00, 23_00), 23_00, "EUR")
    assert "as €23.00 became the whole €23.00 that E paid X" in said(lineage, path).whole.text
    graph = lineage.backwards(lineage.of_held("E"))
    assert graph.edges[Node("payment", "fx"), Node("held", "E", "EUR")]["currency"] == "EUR"
    assert graph.edges[Node("payment", "in"), Node("payment", "fx")]["minor"] == 80_00
    assert graph.edges[Node("origin", "1"), Node("payment", "in")]["where"] == "bank.csv row 3"


def test_what_cannot_be_asked_is_refused() -> None:
    lineage, book = mules()
    with pytest.raises(Refused, match="no payment"):
        lineage.of_payment("nothing")
    with pytest.raises(Refused, match="no account"):
        lineage.of_held("nobody")
    with pytest.raises(Refused, match="single pounds"):
        Lineage(book.ledger(), book.trace("poison"))
