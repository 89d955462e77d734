"""An order moves only along its regime's states, and its deadlines follow from its steps."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workbench.recovery.facts import car, confiscation, receipt
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import orders, receipts
from workbench.recovery.deadlines import kinds
from workbench.recovery.diary import calendar
from workbench.recovery.rows import benefit_rows, order_rows, receipt_rows
from workbench.recovery.timetable import timetable


def test_every_regime_moves_only_between_states_it_has() -> None:
    for name, regime in orders.regimes().items():
        for state in regime["states"].values():
            assert set(state["next"]) <= set(regime["states"]), name
            for key in ("starts", "starts_once", "ends"):
                assert set(state.get(key, ())) <= set(kinds()), name


def test_a_confiscation_order_is_made_paid_and_satisfied(case: Case) -> None:
    number = confiscation(case)
    receipt(case, number, 12_000_000)
    orders.move(case, number, "satisfied", "2025-09-12", "I. Falconer", document="certificate")
    (row,) = order_rows(case, today=date(2026, 1, 1))
    assert row["state"] == "satisfied"
    assert row["made"] == "2025-07-24"
    assert (row["received_minor"], row["owed_minor"]) == (12_000_000, 0)
    assert [e["state"] for e in row["events"]][-2:] == ["time-to-pay", "satisfied"]
    assert benefit_rows(case)["recoverable"]["figure"] == f"order:{number}"


@pytest.mark.parametrize(
    ("to", "at", "said"),
    [
        ("satisfied", "2025-03-18", "does not become satisfied"),
        ("forgiven", "2025-03-18", "no state of confiscation"),
        ("convicted", "2024-06-02", "is before investigation"),
    ],
)
def test_a_move_that_the_law_does_not_know_is_refused(
    case: Case, to: str, at: str, said: str
) -> None:
    number = orders.add_order(case, "confiscation", at="2024-06-03", by="DC Shah")
    with pytest.raises(Refused, match=said):
        orders.move(case, number, to, at, "DC Shah")
    assert order_rows(case)[0]["state"] == "investigation"


def test_a_state_of_the_new_law_is_refused_in_an_old_case(case: Case) -> None:
    number = orders.add_order(
        case, "confiscation", state="s17-response", at="2025-06-03", by="Defence"
    )
    with pytest.raises(Refused, match="law only under cpa-2026"):
        orders.move(case, number, "early-resolution", "2025-06-10", "Court")
    (row,) = order_rows(case)
    assert {m["to"]: bool(m["why_not"]) for m in row["next"]}["early-resolution"] is True


def test_an_order_above_the_benefit_is_refused(case: Case) -> None:
    with pytest.raises(Refused, match=r"above the benefit £1\.00"):
        orders.add_order(
            case, "confiscation", at="2025-01-01", by="x", benefit_minor=100, amount_minor=101
        )


def test_cash_is_due_back_after_48_hours_unless_a_court_detains_it(case: Case) -> None:
    number = orders.add_order(case, "cash", at="2024-11-29T06:50", by="DC Shah")
    (due,) = timetable(case)
    assert due.as_data()["due"] == "2024-12-03T06:50"
    assert due.as_data()["done"] is False
    orders.move(case, number, "detained", "2024-12-02T10:30", "Magistrates")
    orders.move(case, number, "detained", "2025-05-30T10:00", "Magistrates")
    found = {(d.deadline.kind, d.deadline.day.isoformat()): d.done for d in timetable(case)}
    assert found["cash-48h", "2024-12-03"] == "2024-12-02T10:30"
    assert found["cash-detention", "2025-06-01"] == "2025-05-30T10:00"
    assert found["cash-detention", "2025-11-29"] == ""
    assert found["cash-detention-total", "2026-12-01"] == ""
    assert len(found) == 4


def test_what_is_due_soon_is_listed_and_goes_into_a_diary(case: Case) -> None:
    orders.add_order(case, "cash", at="2026-02-27T10:00", by="DC Shah", reference="Cash; one, two")
    assert [d.deadline.kind for d in timetable(case, within=3, today=date(2026, 3, 1))] == [
        "cash-48h"
    ]
    assert timetable(case, within=0, today=date(2026, 3, 1)) == []
    text = calendar(case)
    assert "DTSTART;TZID=Europe/London:20260303T100000\r\n" in text
    assert "SUMMARY:Cash forfeiture Cash\\; one\\, two" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_money_is_received_only_against_an_order_that_is_made(case: Case) -> None:
    number = orders.add_order(case, "confiscation", at="2024-06-03", by="DC Shah")
    with pytest.raises(Refused, match="no order is made yet"):
        receipt(case, number, 100)


@pytest.mark.parametrize(
    ("minor", "options", "said"),
    [
        (12_000_001, {}, "more than the £120,000.00 owed"),
        (0, {}, "nothing received"),
        (100, {"costs_minor": 60, "compensation_minor": 41}, "do not fit"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(
    case: Case, minor: int, options: dict[str, int], said: str
) -> None:
    number = confiscation(case)
    with pytest.raises(Refused, match=said):
        receipt(case, number, minor, **options)
    assert receipt_rows(case) == []


def test_a_receipt_before_the_order_is_refused(case: Case) -> None:
    number = confiscation(case)
    with pytest.raises(Refused, match="before the order of 24 Jul 2025"):
        receipts.add_receipt(case, number, date(2025, 7, 23), 100)


def test_interest_runs_on_what_is_unpaid_after_the_due_day(case: Case) -> None:
    number = confiscation(case, amount_minor=10_000_000)
    assert receipts.balance(case, number, date(2025, 10, 24)).owed_minor == 10_000_000
    late = receipts.balance(case, number, date(2026, 1, 22))
    assert (late.interest_minor, late.owed_minor) == (197_260, 10_197_260)
    receipts.add_receipt(case, number, date(2026, 1, 22), 5_000_000, asset_id=car(case))
    later = receipts.balance(case, number, date(2026, 2, 21))
    assert later.interest_minor == 197_260 + 32_877
    assert later.owed_minor == 5_000_000 + 197_260 + 32_877


@pytest.mark.parametrize(
    ("regime", "state", "at", "said"),
    [
        ("cash", "seized", "2026-03-02", "hours run from a time"),
        ("cryptoasset", "detained", "2023-03-02", "was not law"),
        ("confiscation", "early-resolution", "2026-03-02", "law only under cpa-2026"),
    ],
)
def test_a_first_step_that_cannot_be_counted_is_refused_and_hides_no_deadline(
    case: Case, regime: str, state: str, at: str, said: str
) -> None:
    orders.add_order(case, "cash", at="2026-02-27T10:00", by="DC Shah")
    with pytest.raises(Refused, match=said):
        orders.add_order(case, regime, state=state, at=at, by="DC Shah")
    assert [d.deadline.kind for d in timetable(case)] == ["cash-48h"]


def test_time_to_pay_runs_from_the_order_not_from_the_step(case: Case) -> None:
    number = orders.add_order(
        case, "confiscation", state="order-made", at="2025-07-24", by="Court", amount_minor=100
    )
    orders.move(case, number, "time-to-pay", "2025-09-01", "Court")
    found = {d.deadline.kind: d.deadline.explained for d in timetable(case)}
    assert all("24 Jul 2025" in explained for explained in found.values())


def test_a_deadline_met_too_late_says_so(case: Case) -> None:
    number = orders.add_order(case, "cash", at="2024-11-29T06:50", by="DC Shah")
    orders.move(case, number, "detained", "2024-12-03T06:51", "Magistrates")
    told = next(d.as_data() for d in timetable(case) if d.deadline.kind == "cash-48h")
    assert (told["done"], told["late"]) == (True, True)


def test_a_receipt_entered_out_of_turn_is_not_above_what_is_due(case: Case) -> None:
    number = confiscation(case)
    receipt(case, number, 12_000_000)
    with pytest.raises(Refused, match=r"£120,000\.00 more would be received than was due"):
        receipts.add_receipt(case, number, date(2025, 9, 1), 12_000_000)
    assert len(receipt_rows(case)) == 1


def test_interest_is_rounded_once_however_many_receipts_there_are(case: Case) -> None:
    number = orders.add_order(
        case, "confiscation", state="order-made", at="2024-01-01", by="Court",
        amount_minor=10_000, due=date(2024, 1, 1),
    )  # fmt: skip
    for day in range(2, 32):
        receipts.add_receipt(case, number, date(2024, 1, day), 1)
    exact = sum((10_000 - paid) * 8 for paid in range(30))
    found = receipts.balance(case, number, date(2024, 1, 31)).interest_minor
    assert abs(found * 36_500 - exact) <= 18_250


def test_an_order_above_the_available_amount_is_refused_but_a_nominal_one_is_not(
    case: Case,
) -> None:
    found = {"at": "2025-01-01", "by": "x", "benefit_minor": 1_000}
    with pytest.raises(Refused, match=r"above the available amount £5\.00"):
        orders.add_order(case, "confiscation", available_minor=500, amount_minor=501, **found)  # type: ignore[arg-type]
    orders.add_order(case, "confiscation", available_minor=0, amount_minor=100, **found)  # type: ignore[arg-type]


def test_an_order_that_is_made_says_what_is_to_be_paid_and_by_when(case: Case) -> None:
    number = orders.add_order(
        case, "confiscation", state="determination", at="2025-07-24", by="Court"
    )
    for options, said in (
        ({}, "says what is to be paid"),
        ({"amount_minor": 100, "due": date(2025, 7, 23)}, "before the order"),
        ({"amount_minor": 100, "due": date(2026, 1, 24)}, "can be extended to, 23 Jan 2026"),
    ):
        with pytest.raises(Refused, match=said):
            orders.move(case, number, "order-made", "2025-07-24", "Court", **options)  # type: ignore[arg-type]
    orders.move(
        case, number, "order-made", "2025-07-24T14:00", "Court", amount_minor=100,
        due=date(2026, 1, 23),
    )  # fmt: skip


def test_a_frozen_account_is_frozen_for_two_years_from_the_first_order(case: Case) -> None:
    number = orders.add_order(case, "account-freezing", state="frozen", at="2025-01-01", by="Court")
    orders.move(case, number, "frozen", "2026-06-01", "Court")
    assert [d.deadline.day for d in timetable(case)] == [date(2026, 12, 31)]
