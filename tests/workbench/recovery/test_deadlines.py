"""Deadlines fall where the worked cases say, and never on a day that does not count."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import Refused
from workbench.recovery.deadlines import When, deadline, excluded, kinds, parse_when
from workbench.recovery.timetable import Due


@pytest.mark.parametrize(
    ("kind", "when", "due"),
    [
        ("cash-48h", "2026-08-28T10:00", "2026-09-02T10:00"),
        ("cash-48h", "2026-12-23T18:00", "2026-12-29T18:00"),
        ("cash-48h", "2024-11-29T06:50", "2024-12-03T06:50"),
        ("cash-48h", "2026-03-07T12:00", "2026-03-11T00:00"),
        ("cash-48h", "2025-01-01T10:00", "2025-01-04T00:00"),
        ("cash-48h", "2024-12-28T10:00", "2025-01-01T00:00"),
        ("cash-48h", "2026-09-03T00:00", "2026-09-05T00:00"),
        ("listed-asset-48h", "2026-03-02T09:00", "2026-03-04T09:00"),
        ("daml-notice", "2026-01-05", "2026-01-14"),
        ("daml-notice", "2025-12-19", "2026-01-02"),
        ("daml-moratorium", "2026-01-14", "2026-02-13"),
        ("daml-moratorium-longest", "2026-01-14", "2026-08-18"),
        ("confiscation-pay", "2025-07-24", "2025-10-23"),
        ("confiscation-pay-extended", "2025-07-24", "2026-01-23"),
        ("confiscation-pay", "2025-11-30", "2026-02-28"),
        ("cash-detention", "2024-12-02", "2025-06-01"),
        ("cash-detention-total", "2024-12-02", "2026-12-01"),
        ("cash-detention", "2025-08-31", "2026-02-28"),
        ("cash-detention", "2025-08-29", "2026-02-28"),
        ("account-freezing", "2024-02-29", "2026-02-28"),
        ("appeal-forfeiture", "2026-03-02", "2026-03-31"),
        ("production-order", "2026-03-02", "2026-03-08"),
        ("account-monitoring", "2026-03-02", "2026-05-30"),
        ("cash-forfeiture-notice", "2026-03-02", "2026-04-01"),
    ],
)
def test_worked_deadlines(kind: str, when: str, due: str) -> None:
    found = deadline(kind, parse_when(when))
    assert found.due == parse_when(due)
    assert found.provision.startswith("POCA 2002")


def test_the_days_that_do_not_count_are_named() -> None:
    said = deadline("cash-48h", parse_when("2026-08-28T10:00")).explained
    assert "Sat 29 Aug 2026" in said
    assert "Sun 30 Aug 2026" in said
    assert "31 Aug 2026 (" in said
    assert said.startswith("Initial detention of cash ends: 48 hours from 28 Aug 2026 at 10:00")


def test_a_provision_that_nobody_confirmed_says_so() -> None:
    assert "not confirmed" in deadline("cash-detention", date(2026, 3, 2)).provision
    assert "not confirmed" not in deadline("cash-48h", datetime(2026, 3, 2, 9)).provision  # noqa: DTZ001


@given(st.datetimes(datetime(2019, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001
def test_forty_eight_hours_are_neither_more_nor_fewer_counting_hours(when: datetime) -> None:
    due = deadline("cash-48h", when).due
    assert isinstance(due, datetime)
    assert due - when >= timedelta(hours=48)
    counted, now = timedelta(), when
    while now < due:
        step = min(
            datetime.combine(now.date() + timedelta(days=1), datetime.min.time()) - now, due - now
        )
        if not excluded(now.date()):
            counted += step
        now += step
    assert counted == timedelta(hours=48)
    assert not excluded((due - timedelta(microseconds=1)).date())


def test_hours_that_run_out_at_midnight_are_not_prolonged_by_a_weekend() -> None:
    found = deadline("cash-48h", parse_when("2025-01-01T10:00"))
    assert found.day == date(2025, 1, 3)
    assert found.explained == (
        "Initial detention of cash ends: 48 hours from 1 Jan 2025 at 10:00 end at midnight, as "
        "3 Jan 2025 ends; not counted: 1 Jan 2025 (New Year's Day)."
    )


@given(st.sampled_from(kinds()), st.datetimes(datetime(2025, 1, 1), datetime(2034, 1, 1)))  # noqa: DTZ001
def test_a_later_event_is_never_due_earlier(kind: str, when: datetime) -> None:
    event: When = when if kind.endswith("48h") else when.date()
    first, second = deadline(kind, event), deadline(kind, event + timedelta(days=1))
    assert first.day <= second.day
    assert first.explained.endswith(".")


@pytest.mark.parametrize(
    ("kind", "when", "said"),
    [
        ("cash-49h", "2026-03-02T09:00", "no deadline cash-49h"),
        ("cash-48h", "2026-03-02", "hours run from a time"),
        ("crypto-detention", "2020-03-02", "was not law"),
    ],
)
def test_what_cannot_be_counted_is_refused(kind: str, when: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        deadline(kind, parse_when(when))
    with pytest.raises(Refused, match="no date or time"):
        parse_when("the day before yesterday")


def test_a_time_of_another_zone_is_brought_to_local_time() -> None:
    assert parse_when("2026-08-28T09:00Z") == parse_when("2026-08-28T10:00")
    assert parse_when("2026-12-23T18:00+00:00") == parse_when("2026-12-23T18:00")


def test_no_time_is_made_up_for_a_date() -> None:
    with pytest.raises(Refused, match="no date or time"):
        parse_when("20260828")


def test_an_unknown_version_of_the_law_is_refused() -> None:
    assert deadline("confiscation-pay", date(2026, 3, 2), regime="cpa-2026").due
    with pytest.raises(Refused, match="no version of the law"):
        deadline("confiscation-pay", date(2026, 3, 2), regime="cpa-2025")


@pytest.mark.parametrize(("kind", "late"), [("appeal-forfeiture", False), ("cash-48h", True)])
def test_nobody_is_late_when_another_s_time_to_appeal_runs_out(kind: str, late: bool) -> None:
    ended = deadline(kind, parse_when("2026-03-02T09:00"))
    assert Due(1, "Cash", ended, done="2026-06-01").late is late
