"""The facts recorded in the demonstration case agree with its rows, with the law and the key."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

#: Shares of what is left after costs and compensation, in sixteenths of it (ARIS, from 2015).
SIXTEENTHS = {
    "confiscation": {"home-office": 8, "investigator": 3, "prosecutor": 3, "enforcement": 2},
    "cash": {"home-office": 8, "investigator": 8, "prosecutor": 0, "enforcement": 0},
}


def _share(receipt: dict[str, Any], regime: str, agency: str) -> int:
    left = receipt["minor"] - receipt.get("costs_minor", 0) - receipt.get("compensation_minor", 0)
    assert left % 16 == 0, "the demonstration's shares are whole pence"
    return int(left // 16) * SIXTEENTHS[regime][agency]


def test_every_cited_row_stands_where_it_is_cited(
    facts: dict[str, Any], places: dict[tuple[str, str], Any]
) -> None:
    purchases = [buy for asset in facts["assets"] for buy in asset.get("purchases", ())]
    assert len(purchases) == 13
    for cited in (*facts["marks"], *purchases):
        row = places[cited["file"], cited["place"]]
        assert (row.day, row.minor) == (cited["date"], cited["minor"])
    assert all(buy["paid_minor"] == -buy["minor"] > 0 for buy in purchases)


def test_the_marks_are_the_keys_criminal_rows_in_their_order(
    facts: dict[str, Any], answers: dict[str, Any]
) -> None:
    said = [(row["file"], row["place"], row["part_minor"]) for row in answers["criminal"]]
    marked = [
        (mark["file"], mark["place"], mark.get("part_minor", mark["minor"]))
        for mark in facts["marks"]
    ]
    assert marked == said
    assert [row["origin"] for row in answers["criminal"]] == list(range(1, len(said) + 1))
    assert sum(part for _, _, part in marked) == answers["criminal_minor"]
    parts = [mark for mark in facts["marks"] if "part_minor" in mark]
    assert len(parts) == 5
    assert all(0 < mark["part_minor"] < mark["minor"] for mark in parts)
    assert all(mark["minor"] > 0 and mark["why"] for mark in facts["marks"])


def test_the_reference_trace_loses_no_penny(answers: dict[str, Any]) -> None:
    for rule in ("fifo", "pro-rata"):
        traced = answers["trace"][rule]
        assert len(traced["by_origin"]) == len(answers["criminal"])
        for origin, where in zip(answers["criminal"], traced["by_origin"], strict=True):
            assert sum(where.values()) == origin["part_minor"]
        for group, pence in traced["where"].items():
            assert traced["least"][group] <= pence <= traced["most"][group]
            assert sum(where.get(group, 0) for where in traced["by_origin"]) == pence
        assert all(traced["where"][asset] > 0 for asset in ("house", "car", "watch", "crypto"))


def test_every_id_that_is_pointed_at_is_there(facts: dict[str, Any]) -> None:
    ids = {
        kind: {one["id"] for one in facts[kind]}
        for kind in ("parties", "assets", "orders", "receipts", "funds", "programmes", "grants")
    }
    accounts = _accounts()
    assert {holder["party"] for holder in facts["holders"]} <= ids["parties"]
    assert {holder["account"] for holder in facts["holders"]} <= set(accounts)
    for asset in facts["assets"]:
        assert {interest["party"] for interest in asset["interests"]} <= ids["parties"]
    for order in facts["orders"]:
        assert order["party"] in ids["parties"]
        assert set(order["assets"]) <= ids["assets"]
    for receipt in facts["receipts"]:
        assert receipt["order"] in ids["orders"]
        assert receipt["fund"] in ids["funds"]
        assert receipt.get("asset", "cash") in ids["assets"]
    for grant in facts["grants"]:
        assert grant["fund"] in ids["funds"]
        assert grant["programme"] in ids["programmes"]
    for outcome in facts["outcomes"]:
        assert outcome["grant"] in ids["grants"]


def _accounts() -> dict[str, dict[str, str]]:
    with (SAMPLES / "larkspur" / "accounts.csv").open(encoding="utf-8", newline="") as opened:
        return {row["account"]: row for row in csv.DictReader(opened)}


def test_the_accounts_table_states_an_opening_where_the_layout_prints_none(
    answers: dict[str, Any],
) -> None:
    accounts = _accounts()
    for said in answers["accounts"]:
        row = accounts[said["account"]]
        assert row["held"] == "yes"
        stated = row["opening"].replace(".", "")
        silent = said["bank"] in {"barclays", "monzo"}
        assert stated == (str(said["opening_minor"]) if silent else "")
    assert sum(row["held"] == "no" for row in accounts.values()) == 10


def test_what_came_in_satisfies_the_order_and_no_more(
    facts: dict[str, Any], answers: dict[str, Any]
) -> None:
    order = next(order for order in facts["orders"] if order["regime"] == "confiscation")
    paid = [one for one in facts["receipts"] if one["order"] == order["id"]]
    assert sum(one["minor"] for one in paid) == order["amount_minor"]
    assert order["amount_minor"] == order["available_minor"] < order["benefit_minor"]
    assert order["benefit_minor"] == answers["criminal_minor"]
    assert (
        sum(one.get("compensation_minor", 0) for one in paid)
        == order["compensation_minor"]
        == sum(mark["minor"] for mark in facts["marks"] if mark["why"].startswith("Savings"))
    )
    assert all(one["received"] <= order["due"] for one in paid)


def test_the_available_amount_is_the_sum_of_what_the_assets_were_worth(
    facts: dict[str, Any], answers: dict[str, Any]
) -> None:
    worth = {asset["id"]: asset["valuations"][-1]["minor"] for asset in facts["assets"]}
    house = next(asset for asset in facts["assets"] if asset["id"] == "house")
    charge = next(one["minor"] for one in house["interests"] if one["kind"] == "charge")
    costs = -(-worth["house"] * 15 // 1000)
    order = facts["orders"][0]
    total = worth["house"] - charge - costs
    total += sum(worth[asset] for asset in order["assets"] if asset != "house")
    assert abs(total - order["available_minor"]) <= 1
    closing = {said["account"]: said["closing_minor"] for said in answers["accounts"]}
    assert worth["balances"] == closing["20-00-00 41837265"] + closing["04-00-00 27718340"]


def test_the_shares_are_those_of_the_rates(facts: dict[str, Any]) -> None:
    regimes = {order["id"]: order["regime"] for order in facts["orders"]}
    shares = {
        receipt["id"]: _share(receipt, regimes[receipt["order"]], "investigator")
        for receipt in facts["receipts"]
    }
    assert shares == {"cash": 920_000, "car": 326_250, "payment": 2_250_000}
    spent: dict[str, int] = {}
    for grant in facts["grants"]:
        assert sum(part["minor"] for part in grant["instalments"]) == grant["minor"]
        for part in grant["instalments"]:
            sources = part.get("sources", ())
            assert ("paid" in part) == bool(sources)
            assert sum(source["minor"] for source in sources) == (
                part["minor"] if "paid" in part else 0
            )
            for source in sources:
                assert source["agency"] == "investigator"
                spent[source["receipt"]] = spent.get(source["receipt"], 0) + source["minor"]
    assert all(minor <= shares[receipt] for receipt, minor in spent.items())
    assert sum(grant["minor"] for grant in facts["grants"]) <= sum(shares.values())


def test_three_people_decide_on_a_grant_and_money_comes_before_it_goes(
    facts: dict[str, Any],
) -> None:
    received = {receipt["id"]: receipt["received"] for receipt in facts["receipts"]}
    for grant in facts["grants"]:
        for part in grant["instalments"]:
            if "paid" not in part:
                continue
            assert len({grant["recommended_by"], grant["approved_by"], part["paid_by"]}) == 3
            assert grant["recommended"] < grant["approved"] < part["paid"]
            assert part["condition_met"] <= part["paid"]
            assert all(received[one["receipt"]] < grant["approved"] for one in part["sources"])


def test_every_outcome_is_the_sum_of_its_column(facts: dict[str, Any]) -> None:
    for outcome in facts["outcomes"]:
        path = SAMPLES / "larkspur" / outcome["file"]
        with path.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        assert sum(int(row[outcome["column"]]) for row in rows) == outcome["value"]
        months = [row["month"] for row in rows]
        assert months[0] == f"{outcome['start']:%Y-%m}"
        assert months[-1] == f"{outcome['end']:%Y-%m}"
    assert facts["outcomes"][0]["value"] == 24


def test_an_orders_steps_follow_one_another(facts: dict[str, Any]) -> None:
    for order in facts["orders"]:
        at = [step["at"] for step in order["events"]]
        assert at == sorted(at, key=lambda text: text[:10])
        assert order["events"][-1]["to"] == "satisfied"
    for asset in facts["assets"]:
        at = [event["at"] for event in asset["events"]]
        assert at == sorted(at)


def test_a_week_of_structured_cash_has_three_deposits_or_more(answers: dict[str, Any]) -> None:
    for week in answers["typologies"]["structuring"]:
        assert len({row["place"] + row["file"] for row in week["rows"]}) >= 3
    (*_, back) = answers["typologies"]["round_trip"]["steps"]
    assert back["date"] == "2024-04-17"
    steps = answers["typologies"]["round_trip"]["steps"]
    assert steps[0]["minor"] == -1_200_000
    returned = [step["minor"] for step in steps if "corrigan" in step["file"]]
    assert sum(returned) == -1_135_000


def test_the_program_never_reads_the_answer_key() -> None:
    root = SAMPLES.parent
    for room in ("workbench", "graphs", "exports", "ui"):
        for path in (root / room).rglob("*.py"):
            assert "larkspur-answers" not in path.read_text(encoding="utf-8"), path
