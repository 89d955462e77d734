"""The law's tables are whole: dated, cited, and no order is led where nothing can be done."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from workbench.errors import Refused
from workbench.recovery.deadlines import VERSIONS, When, deadline, excluded, kinds, parse_when
from workbench.recovery.lawbook import in_force, provision, table
from workbench.recovery.regimes import below, receipt_kind, regimes, states, threshold
from workbench.reinvestment.aris import split

FOR_EVER = date(9999, 12, 31)
KINDS = (
    "cash-48h", "cash-detention", "cash-detention-total", "listed-asset-48h",
    "listed-asset-detention", "account-freezing", "account-forfeiture-notice",
    "cash-forfeiture-notice", "crypto-detention", "crypto-detention-total", "crypto-freezing",
    "confiscation-pay", "confiscation-pay-extended", "daml-notice", "daml-moratorium",
    "production-order", "account-monitoring", "appeal-forfeiture",
    "listed-asset-detention-total", "crypto-detention-longest", "crypto-freezing-longest",
    "crypto-48h", "confiscation-postponement", "reconsideration", "sentence-variation",
    "uwo-decision", "uwo-decision-longest", "civil-recovery-limitation", "daml-extension",
    "daml-moratorium-longest",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_deadline_is_counted_and_cited(kind: str) -> None:
    when = date(2026, 3, 2)
    event: When = parse_when("2026-03-02T09:00") if kind.endswith("48h") else when
    found = deadline(kind, event)
    assert found.day > when
    assert found.provision.startswith("POCA 2002 ")
    assert " Mar 2026" in found.explained


def test_every_time_limit_is_dated_cited_and_says_whether_it_was_read() -> None:
    for row in table("deadlines")["deadline"]:
        assert row["number"] > 0, row["kind"]
        assert row["source"].strip(), row["kind"]
        assert type(row["from"]) is date, row["kind"]
        assert type(row["confirmed"]) is bool, row["kind"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", kinds())
def test_no_two_rows_of_one_time_limit_hold_on_the_same_day(kind: str, version: str) -> None:
    rows = [
        row
        for row in table("deadlines")["deadline"]
        if row["kind"] == kind and row.get("version", version) == version
    ]
    spans = sorted((row["from"], row.get("to", FOR_EVER)) for row in rows)
    for (_, ended), (began, _) in pairwise(spans):
        assert ended < began


def test_a_row_holds_on_its_first_and_its_last_day_and_on_no_other() -> None:
    row = {"from": date(2015, 6, 1), "to": date(2018, 1, 30)}
    held = [in_force(row, date(*day)) for day in ((2015, 5, 31), (2015, 6, 1), (2018, 1, 30))]
    assert held == [False, True, True]
    assert not in_force(row, date(2018, 1, 31))
    assert not in_force(row, None)
    assert in_force({"from": date(2015, 6, 1)}, None)


def test_what_nobody_read_on_a_page_says_so_wherever_it_is_printed() -> None:
    row = {"provision": "POCA 2002 s.10(8)", "confirmed": False}
    assert provision(row) == "POCA 2002 s.10(8) (not confirmed: check before relying on it)"
    assert provision({**row, "confirmed": True}) == "POCA 2002 s.10(8)"


def test_default_terms_ascend_and_only_the_last_has_no_limit() -> None:
    bands = table("sums")["default_term"]["bands"]
    limits = [band.get("up_to_minor") for band in bands]
    assert limits[-1] is None
    assert limits[:-1] == sorted(set(limits[:-1]))
    assert [band["months"] for band in bands] == sorted({band["months"] for band in bands})


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("regime", regimes())
def test_from_every_state_an_end_can_be_reached(regime: str, version: str) -> None:
    known = states(regime, version)
    ends = {name for name, state in known.items() if not state["next"]}
    reached, before = set(ends), set()
    while reached != before:
        before = set(reached)
        reached |= {name for name, state in known.items() if set(state["next"]) & reached}
    assert ends
    assert reached == set(known)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("regime", regimes())
def test_every_deadline_that_a_step_starts_some_later_step_can_meet(
    regime: str, version: str
) -> None:
    known = states(regime, version)
    for name, state in known.items():
        for kind in (*state.get("starts", ()), *state.get("starts_once", ())):
            after = _after(known, name)
            assert any(kind in known[later].get("ends", ()) for later in after), (name, kind)


@pytest.mark.parametrize("regime", regimes())
def test_every_regime_is_dated_and_cited_and_its_receipts_have_rates(regime: str) -> None:
    law = regimes()[regime]
    assert law["law"].startswith("POCA 2002 Part ")
    assert law["source"].strip()
    assert type(law["from"]) is date
    assert type(law["confirmed"]) is bool
    if receipt_kind(regime):
        assert sum(split(receipt_kind(regime), 101).shares.values()) == 101


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("regime", regimes())
def test_every_state_says_under_what_provision_and_who_may_act(regime: str, version: str) -> None:
    for name, state in states(regime, version).items():
        assert state["label"].strip(), name
        assert state["provision"].strip(), name
        assert state["who"], name
        assert all(who.strip() for who in state["who"]), name


@pytest.mark.parametrize(
    ("regime", "minor", "confirmed"),
    [
        ("cash", 100_000, True),
        ("listed-asset", 100_000, False),
        ("account-freezing", 100_000, True),
        ("cryptoasset", 100_000, False),
        ("civil-recovery", 1_000_000, False),
    ],
)
def test_the_least_amounts_of_the_regimes(regime: str, minor: int, confirmed: bool) -> None:
    row = threshold(regime, date(2026, 3, 2))
    assert row is not None
    assert (row["minor"], row["confirmed"]) == (minor, confirmed)


def test_an_unexplained_wealth_order_needs_more_than_fifty_thousand_pounds() -> None:
    row = threshold("unexplained-wealth", date(2026, 3, 2))
    assert row is not None
    assert below(row, 5_000_000).startswith("£50,000.00 is not above £50,000.00")
    assert below(row, 5_000_001) == ""


def test_the_new_law_differs_where_it_is_said_to() -> None:
    old, new = (states("confiscation", version) for version in VERSIONS)
    assert old["timetabled"]["provision"] == "ss.14-15"
    assert new["timetabled"]["provision"] == "s.15A"
    assert old["convicted"]["starts"] == ["confiscation-postponement"]
    assert new["convicted"]["starts"] == []
    assert deadline("sentence-variation", date(2026, 3, 2)).day == date(2026, 3, 29)
    assert deadline("sentence-variation", date(2026, 3, 2), regime="cpa-2026").day == date(
        2026, 4, 26
    )
    with pytest.raises(Refused, match="law only under pre-cpa-2026"):
        deadline("confiscation-postponement", date(2026, 3, 2), regime="cpa-2026")


def test_every_event_of_the_register_follows_from_states_it_knows() -> None:
    law = table("property")
    states = {state for state in law["events"].values() if state}
    assert set(law["after"]) <= states
    for allowed in law["after"].values():
        assert set(allowed) <= set(law["events"])
    for words in law["kinds"].values():
        assert words["one"] != words["several"]


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 8),  # early May bank holiday, moved from the Monday for VE Day
        date(2022, 6, 3),  # Platinum Jubilee
        date(2022, 9, 19),  # state funeral of Queen Elizabeth II
        date(2023, 5, 8),  # coronation
        date(2021, 12, 28),  # Boxing Day in substitute, Christmas Day having been a Saturday
        date(2026, 4, 3),  # Good Friday
    ],
)
def test_a_holiday_of_one_year_alone_is_not_counted(day: date) -> None:
    assert excluded(day).endswith(")")


def test_days_that_only_scotland_or_northern_ireland_keeps_are_counted() -> None:
    for day in (date(2026, 1, 2), date(2026, 3, 17), date(2026, 7, 13), date(2026, 11, 30)):
        assert excluded(day) == ""


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_clocks_change_only_on_days_whose_hours_do_not_run(day: date) -> None:
    assert excluded(day).startswith("Sun")


def _after(states: dict[str, Any], name: str) -> set[str]:
    found: set[str] = set()
    waiting = list(states[name]["next"])
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += states[state]["next"]
    return found
