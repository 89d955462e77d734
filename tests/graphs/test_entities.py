"""The entity-transaction graph holds the case's parties, accounts and payments, and no more."""

from __future__ import annotations

import time
from datetime import date

import pytest
from sqlalchemy import update

from graphs.entities import census, entity_graph, reading
from graphs.words import EDGES, NODES, counted
from tests.graphs.filled import Row, fill
from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.identity import decide
from workbench.parties.register import SCHEMATA
from workbench.store.tables import Payment

ROWS: list[Row] = [
    ("P1", "2024-03-01", "A", "B", 1_500_00),
    ("P2", "2024-03-02", "A", "B", 1_500_00),
    ("P3", "2024-03-03", "B", "shop", 20_00),
]


def filled(case: Case) -> None:
    fill(
        case,
        ROWS,
        held=["A", "B"],
        names={"A": "Current account"},
        holders={
            "A": [("Person", "R. Shaw", True)],
            "B": [("LegalEntity", "Ronan Shaw", False), ("Company", "Shaw Ltd", False)],
        },
    )


def test_parties_accounts_and_payments_are_nodes_of_their_schema(case: Case) -> None:
    filled(case)
    graph = entity_graph(case)
    assert census(graph) == {
        "Person": 1, "Company": 1, "LegalEntity": 1, "BankAccount": 3, "Payment": 3,
    }  # fmt: skip
    assert graph.nodes["account:A"]["held"]
    assert not graph.nodes["account:shop"]["held"]
    assert graph.nodes["account:shop"]["label"] == "shop"
    assert graph.nodes["party:1"]["subject"]


def test_a_payment_joins_its_payer_and_its_beneficiary_with_its_amount_and_place(
    case: Case,
) -> None:
    filled(case)
    graph = entity_graph(case)
    edge = graph.edges["account:A", "payment:P1", "payer"]
    assert edge == {
        "type": "payer", "amount_minor": 150000, "currency": "GBP", "date": date(2024, 3, 1),
        "payment": "P1", "source": "payments.csv line 2",
    }  # fmt: skip
    assert graph.edges["payment:P1", "account:B", "beneficiary"]["amount_minor"] == 150000
    assert graph.edges["party:1", "account:A", "holder:1"]["type"] == "Ownership"


def test_twin_payments_stay_two(case: Case) -> None:
    filled(case)
    graph = entity_graph(case)
    assert set(graph.successors("account:A")) == {"payment:P1", "payment:P2"}


def test_every_payment_has_one_payer_and_one_beneficiary_and_sums_agree(case: Case) -> None:
    filled(case)
    graph = entity_graph(case)
    payments = [node for node, schema in graph.nodes(data="schema") if schema == "Payment"]
    assert all(graph.in_degree(p) == graph.out_degree(p) == 1 for p in payments)
    paid = sum(minor for _, _, minor in graph.in_edges(payments, data="amount_minor"))
    assert paid == sum(row[4] for row in ROWS)
    assert all(type(e["amount_minor"]) is int for *_, e in graph.in_edges(payments, data=True))


def test_a_conversion_differs_at_its_two_ends(case: Case) -> None:
    filled(case)
    with case.change("load", "Converted") as work:
        work.connection.execute(
            update(Payment)
            .where(Payment.key == "P3")
            .values(received_minor=2310, received_currency="EUR")
        )
        work.command = {"name": "none"}
    graph = entity_graph(case)
    there = graph.edges["account:B", "payment:P3", "payer"]
    here = graph.edges["payment:P3", "account:shop", "beneficiary"]
    assert (there["amount_minor"], there["currency"]) == (2000, "GBP")
    assert (here["amount_minor"], here["currency"]) == (2310, "EUR")


def test_parties_decided_to_be_the_same_are_one_node_that_keeps_the_decision(case: Case) -> None:
    filled(case)
    number = decide(case, 1, 2, "same", why="one passport")
    graph = entity_graph(case)
    node = graph.nodes["party:1"]
    assert "party:2" not in graph
    assert node["names"] == ("R. Shaw", "Ronan Shaw")
    assert node["parties"] == (1, 2)
    assert node["schema"] == "Person"
    assert node["decisions"] == (
        {"decision": number, "a": 1, "b": 2, "outcome": "same", "why": "one passport"},
    )
    assert set(graph.successors("party:1")) == {"account:A", "account:B"}


def test_parties_decided_to_be_different_stay_apart(case: Case) -> None:
    filled(case)
    decide(case, 1, 2, "different", why="born in different years")
    graph = entity_graph(case)
    assert {"party:1", "party:2"} <= set(graph)
    assert graph.nodes["party:2"]["decisions"][0]["outcome"] == "different"


def test_contradicting_decisions_are_refused(file_case: Case) -> None:
    filled(file_case)
    decide(file_case, 1, 2, "same", why="a")
    decide(file_case, 2, 3, "same", why="b")
    decide(file_case, 1, 3, "different", why="c")
    with pytest.raises(Refused, match="different"):
        entity_graph(file_case)


def test_an_edge_reads_both_ways(file_case: Case) -> None:
    filled(file_case)
    graph = entity_graph(file_case)
    assert reading(graph, "party:1", "account:A", "holder:1") == (
        "R. Shaw holds Current account",
        "Current account is held by R. Shaw",
    )
    assert reading(graph, "payment:P3", "account:shop", "beneficiary") == (
        "P3 was paid to shop",
        "shop received P3",
    )


def test_every_schema_that_a_party_may_have_has_words_for_one_and_for_several() -> None:
    assert set(SCHEMATA) <= set(NODES)
    assert counted(1, "Company") == "1 company"
    assert counted(4328, "Payment") == "4,328 payments"
    assert counted(0, "Person") == "0 people"
    assert all(words.forward and words.reverse for words in EDGES.values())


@pytest.mark.slow
def test_two_hundred_thousand_payments_become_a_graph_while_one_waits(file_case: Case) -> None:
    rows: list[Row] = [
        (
            f"P{i}",
            f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}",
            f"a{i % 5000}",
            f"b{i * 7 % 4001}",
            i + 1,
        )
        for i in range(200_000)
    ]
    fill(file_case, rows)
    began = time.perf_counter()
    graph = entity_graph(file_case)
    assert time.perf_counter() - began < 30
    assert census(graph) == {"BankAccount": 9001, "Payment": 200_000}
    assert graph.number_of_edges() == 400_000
