"""The account graph adds payments up exactly, and what is folded away is counted and named."""

from __future__ import annotations

import base64
import csv
import json
from datetime import date

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from graphs.accounts import (
    FIGURES,
    OTHER_PAYEES,
    OTHER_PAYERS,
    Flow,
    account_graph,
    between_id,
    ego,
    main_flows,
)
from tests.graphs.filled import Row, fill
from tests.shared_data import shared
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.store.tables import Payment

ROWS: list[Row] = [
    ("P1", "2024-03-01", "A", "B", 1_500_00),
    ("P2", "2024-03-02", "A", "B", 1_500_00),
    ("P3", "2024-03-09", "B", "A", 20_00),
    ("P4", "2024-04-01", "A", "B", 7_00, "EUR"),
    ("P5", "2024-04-02", "B", "shop 1", 3_00),
    ("P6", "2024-04-03", "B", "shop 2", 2_00),
    ("P7", "2024-04-04", "shop 1", "B", 1_00),
    ("P8", "2024-04-05", "shop 1", "shop 2", 9_00),
]


def test_payments_between_two_accounts_are_added_up_by_currency(case: Case) -> None:
    fill(case, ROWS, held=["A", "B"])
    graph = account_graph(case)
    assert graph.edges["A", "B"] == {
        "count": 3, "totals": {"GBP": 300000, "EUR": 700}, "received": {},
        "first": date(2024, 3, 1), "last": date(2024, 4, 1), "payment": "",
    }  # fmt: skip
    assert graph.edges["B", "A"]["payment"] == "P3"
    assert graph.edges["B", "A"]["totals"] == {"GBP": 2000}


def test_the_days_and_the_currency_asked_for_are_included_and_no_others(case: Case) -> None:
    fill(case, ROWS, held=["A", "B"])
    march = account_graph(case, since=date(2024, 3, 2), until=date(2024, 3, 9))
    assert {(a, b): e["count"] for a, b, e in march.edges(data=True)} == {
        ("A", "B"): 1, ("B", "A"): 1,
    }  # fmt: skip
    euros = account_graph(case, currency="EUR")
    assert list(euros.edges(data="totals")) == [("A", "B", {"EUR": 700})]


def test_a_held_account_without_payments_is_there_all_the_same(case: Case) -> None:
    fill(case, [], held=["A"], holders={"A": [("Person", "R. Shaw", True)]})
    graph = account_graph(case)
    assert dict(graph.nodes["A"]) == {
        "key": "A", "name": "", "institution": "", "currency": "GBP", "held": True,
        "holders": ("R. Shaw",), "subject": True, "id": 1,
    }  # fmt: skip


def test_a_conversion_says_what_arrived(case: Case) -> None:
    fill(case, ROWS)
    with case.change("load", "Converted") as work:
        work.connection.execute(
            update(Payment)
            .where(Payment.key == "P2")
            .values(received_minor=171000, received_currency="EUR")
        )
        work.command = {"name": "none"}
    edge = account_graph(case, currency="GBP").edges["A", "B"]
    assert (edge["count"], edge["totals"], edge["received"]) == (
        2, {"GBP": 300000}, {"EUR": 171000},
    )  # fmt: skip


def test_sums_beyond_what_one_amount_may_be_are_exact(case: Case) -> None:
    most = 2**62 - 1
    fill(case, [(f"P{i}", "2024-01-01", "A", "B", most) for i in range(5)])
    assert account_graph(case).edges["A", "B"]["totals"] == {"GBP": 5 * most}


DAY = date(2024, 1, 1)
ENDS = st.sampled_from("ABCDE")


@given(moves=st.lists(st.tuples(ENDS, ENDS, st.integers(1, 10**12)), max_size=40))
def test_folding_loses_no_payment_and_no_penny(moves: list[tuple[str, str, int]]) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from((name, {"held": name == "A", "subject": False}) for name in "ABCDE")
    for payer, payee, minor in moves:
        flow = Flow()
        if graph.has_edge(payer, payee):
            flow.add(graph.edges[payer, payee])
        flow.add(Flow(1, {"GBP": minor}, {}, DAY, DAY).as_edge())
        graph.add_edge(payer, payee, **flow.as_edge())
    flows = main_flows(graph, "GBP", most=2)
    counted = sum(e["count"] for *_, e in flows.graph.edges(data=True))
    minor = sum(e["totals"]["GBP"] for *_, e in flows.graph.edges(data=True))
    assert counted + flows.between_folded.count == len(moves)
    assert minor + flows.between_folded.totals.get("GBP", 0) == sum(m for *_, m in moves)
    shown = {n for n in flows.graph if n not in (OTHER_PAYERS, OTHER_PAYEES)}
    names = {name for behind in flows.folded.values() for name in behind}
    assert not shown & names
    assert not flows.graph.out_degree(OTHER_PAYEES) if OTHER_PAYEES in flows.graph else True


def test_ordinary_counterparties_fold_into_payers_and_payees(case: Case) -> None:
    fill(case, ROWS, held=["A", "B"])
    flows = main_flows(account_graph(case), "GBP", most=2)
    assert set(flows.graph) == {"A", "B", OTHER_PAYERS, OTHER_PAYEES}
    assert flows.folded == {OTHER_PAYERS: ("shop 1",), OTHER_PAYEES: ("shop 1", "shop 2")}
    edge = flows.graph.edges["B", OTHER_PAYEES]
    assert (edge["count"], edge["totals"], edge["accounts"]) == (2, {"GBP": 500}, 2)
    assert flows.between_folded.count == 1
    assert flows.between_folded.totals == {"GBP": 900}


def test_the_largest_counterparties_are_the_ones_kept(case: Case) -> None:
    fill(case, ROWS, held=["A", "B"])
    graph = account_graph(case)
    assert "shop 1" in main_flows(graph, "GBP", most=3).graph
    assert "shop 2" not in main_flows(graph, "GBP", most=3).graph
    kept = main_flows(graph, "GBP", most=3, keep=["shop 2"]).graph
    assert "shop 2" in kept


def test_a_neighbourhood_follows_money_both_ways(case: Case) -> None:
    fill(case, ROWS, held=["A", "B"])
    graph = account_graph(case)
    assert set(ego(graph, "A", 1)) == {"A", "B"}
    assert set(ego(graph, "shop 2", 1)) == {"shop 2", "shop 1", "B"}
    with pytest.raises(Refused, match="no payment in view"):
        ego(graph, "nobody", 1)


def test_a_sum_between_two_accounts_answers_why_with_its_payments(case: Case) -> None:
    ids = fill(case, ROWS, held=["A", "B"])
    book = Book(case, FIGURES)
    whole = book.figure(between_id(ids["A"], ids["B"], "GBP"))
    assert (whole.minor, whole.because) == (300000, ("payment:P1", "payment:P2"))
    assert whole.label == "2 payments from A to B"
    part = book.figure(between_id(ids["A"], ids["B"], "GBP", date(2024, 3, 2), None))
    assert (part.minor, part.because) == (150000, ("payment:P2",))


@pytest.mark.parametrize("key", ["", "1", "1:2", "x:2:GBP", "1:2:USD", "1:2:GBP:yesterday"])
def test_a_sum_of_nothing_is_no_figure(file_case: Case, key: str) -> None:
    fill(file_case, ROWS)
    with pytest.raises(Refused, match="no figure"):
        Book(file_case, FIGURES).figure(f"between:{key}")


def test_the_account_graph_agrees_with_another_projects_reference(file_case: Case) -> None:
    """GraphSense's early Ethereum transfers: relations, totals and degrees of its own making."""
    folder = shared("data/graphsense_simple_graph")
    with (folder / "transactions.csv").open(encoding="utf-8") as lines:
        sent = [row for row in csv.DictReader(lines) if int(row["value"])]
    # A wei is too small a unit for 64 bits: large transfers are kept in units of 10^9.
    rows: list[Row] = []
    for number, row in enumerate(sent):
        wei = int(row["value"])
        large = wei >= 2**62
        assert not large or wei % 10**9 == 0
        rows.append(
            (
                f"P{number}", "2015-08-07", row["fromAddress"], row["toAddress"],
                wei // 10**9 if large else wei, "XGW" if large else "XWE",
            )
        )  # fmt: skip
    fill(file_case, rows)
    graph = account_graph(file_case)
    with (folder / "reference/address_ids.csv").open(encoding="utf-8") as lines:
        name = {int(row["addressId"]): row["address"] for row in csv.DictReader(lines)}
    relations = [
        json.loads(line)
        for line in (folder / "reference/address_relations.json").read_text().splitlines()
    ]

    def wei_of(totals: dict[str, int]) -> int:
        return totals.get("XGW", 0) * 10**9 + totals.get("XWE", 0)

    expected = {
        (name[r["srcAddressId"]], name[r["dstAddressId"]]): (
            r["noTransactions"], r["value"]["value"],
        )
        for r in relations
        if r["value"]["value"]
    }  # fmt: skip
    assert {
        (a, b): (e["count"], wei_of(e["totals"])) for a, b, e in graph.edges(data=True)
    } == expected
    addresses = [
        json.loads(line) for line in (folder / "reference/addresses.json").read_text().splitlines()
    ]
    for told in addresses:
        address = "0x" + base64.b64decode(told["address"]).hex()
        into = [e["totals"] for *_, e in graph.in_edges([address], data=True)]
        out = [e["totals"] for *_, e in graph.out_edges([address], data=True)]
        assert sum(map(wei_of, into)) == told["totalReceived"]["value"]
        assert sum(map(wei_of, out)) == told["totalSpent"]["value"]
        assert len(into) == told["inDegree"] - told["inDegreeZeroValue"]
        assert len(out) == told["outDegree"] - told["outDegreeZeroValue"]
