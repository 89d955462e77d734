"""Seizures, notices and oddities: the clock runs before any order, and what is odd is flagged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.workbench.recovery.facts import car, confiscation, receipt
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery import orders
from workbench.recovery import property as register
from workbench.recovery.diary import calendar
from workbench.recovery.receipts import add_receipt
from workbench.recovery.rows import order_row, order_rows
from workbench.recovery.timetable import timetable


def seized(case: Case, kind: str, at: str, label: str = "Cash in a holdall") -> int:
    number = register.add_asset(case, kind, label)
    register.asset_event(case, number, "seized", at, "DC Shah")
    return number


@pytest.mark.parametrize(
    ("kind", "clock"),
    [("cash", "cash-48h"), ("watch", "listed-asset-48h"), ("cryptoasset", "crypto-48h")],
)
def test_a_seizure_without_an_order_has_its_48_hours(case: Case, kind: str, clock: str) -> None:
    number = seized(case, kind, "2026-08-28T10:00")
    (due,) = timetable(case)
    assert (due.order, due.asset, due.name) == (None, number, "Cash in a holdall")
    assert due.deadline.kind == clock
    assert due.as_data()["due"] == "2026-09-02T10:00"
    assert due.done == ""


def test_the_detention_of_what_was_seized_ends_its_clock(case: Case) -> None:
    number = seized(case, "cash", "2026-01-05T10:00")
    orders.add_order(
        case, "cash", state="detained", at="2026-01-06T15:00", by="Magistrates", assets=[number]
    )
    found = {d.deadline.kind: d.done for d in timetable(case)}
    assert found["cash-48h"] == "2026-01-06T15:00"
    assert set(found) == {"cash-48h", "cash-detention", "cash-detention-total"}


def test_an_order_that_records_the_seizure_itself_runs_the_one_clock(case: Case) -> None:
    number = seized(case, "cash", "2026-01-05T10:00")
    orders.add_order(case, "cash", at="2026-01-05T10:00", by="DC Shah", assets=[number])
    (due,) = timetable(case)
    assert (due.order, due.asset) == (1, None)


def test_what_is_returned_or_restrained_is_not_running_out(case: Case) -> None:
    first = seized(case, "cash", "2026-01-05T10:00")
    register.asset_event(case, first, "returned", "2026-01-06", "DC Shah")
    second = seized(case, "watch", "2026-01-05T10:00", "Diver's watch")
    orders.add_order(case, "confiscation", at="2026-01-05", by="DC Shah", assets=[second])
    register.asset_event(case, second, "realised", "2026-02-20", "DC Shah")
    (due,) = timetable(case)
    assert (due.asset, due.done) == (first, "2026-01-06")


def test_a_seizure_without_a_time_counts_from_the_beginning_of_its_day(case: Case) -> None:
    seized(case, "cash", "2026-01-05")
    (due,) = timetable(case)
    assert due.as_data()["due"] == "2026-01-07T00:00"
    assert due.deadline.explained.endswith("counted from the day's beginning.")


def test_an_order_dated_before_the_seizure_is_refused(case: Case) -> None:
    number = seized(case, "cash", "2026-01-05T10:00")
    with pytest.raises(Refused, match=r"before Cash in a holdall was seized on 5 Jan 2026"):
        orders.add_order(
            case, "cash", state="detained", at="2026-01-04T10:00", by="Court", assets=[number]
        )
    order = orders.add_order(case, "cash", state="detained", at="2026-01-04T10:00", by="Court")
    with pytest.raises(Refused, match=r"POCA 2002 Part 5 chapter 3"):
        orders.add_asset_to(case, order, number)
    assert order_rows(case)[0]["assets"] == []


def test_forfeiture_by_notice_waits_for_the_end_of_the_time_to_object(case: Case) -> None:
    order = orders.add_order(
        case, "cash", state="notice-given", at="2026-03-02", by="Insp. Holt", amount_minor=250_000
    )
    with pytest.raises(Refused, match=r"until 1 Apr 2026 there may be an objection.*s\.297A"):
        orders.move(case, order, "forfeited", "2026-04-01", "Insp. Holt")
    row = order_row(case, order, today=date(2026, 3, 20))
    assert {m["to"]: bool(m["why_not"]) for m in row["next"]} == {
        "forfeited": True, "objected": False, "released": False,
    }  # fmt: skip
    assert {m["to"] for m in row["not_next"]} == {"seized", "detained", "appealed", "satisfied"}
    assert all(m["why_not"] for m in row["not_next"])
    orders.move(case, order, "objected", "2026-03-20", "The holder")
    orders.move(case, order, "forfeited", "2026-03-30", "Magistrates")


def test_what_may_follow_says_who_may_do_it(file_case: Case) -> None:
    order = orders.add_order(file_case, "account-freezing", at="2026-01-05", by="Insp. Holt")
    (move, _) = order_row(file_case, order)["next"]
    assert (move["to"], move["who"]) == ("frozen", ["magistrates' court"])


def test_a_regime_is_refused_on_a_day_on_which_it_was_not_law(file_case: Case) -> None:
    with pytest.raises(Refused, match="was not law on 1 Jan 2018: it is since 31 Jan 2018"):
        orders.add_order(file_case, "unexplained-wealth", at="2018-01-01", by="NCA")


def test_an_order_for_documents_brings_in_no_money(case: Case) -> None:
    order = orders.add_order(
        case, "production-order", state="made", at="2026-02-02", by="HHJ Marsh"
    )
    (due,) = timetable(case)
    assert (due.deadline.kind, due.deadline.day) == ("production-order", date(2026, 2, 8))
    with pytest.raises(Refused, match="production order brings in no money"):
        add_receipt(case, order, date(2026, 2, 3), 100)


def test_an_unexplained_wealth_order_runs_from_compliance(case: Case) -> None:
    order = orders.add_order(case, "unexplained-wealth", state="made", at="2026-01-05", by="Court")
    orders.move(case, order, "complied", "2026-02-02", "Respondent")
    found = {d.deadline.kind: d.deadline for d in timetable(case)}
    assert found["uwo-decision"].day == date(2026, 4, 2)
    assert found["uwo-decision-longest"].day == date(2026, 8, 6)
    assert "not confirmed" in found["uwo-decision"].provision


def test_postponement_runs_from_conviction_under_the_old_law_only(place: str) -> None:
    with Case.create(place, name="New law", regime="cpa-2026") as case:
        case.now = lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        orders.add_order(case, "confiscation", state="convicted", at="2025-03-18", by="Court")
        assert timetable(case) == []
        (row,) = order_rows(case)
        assert next(m for m in row["next"] if m["to"] == "timetabled")["provision"] == "s.15A"


def test_postponement_ends_with_the_order(case: Case) -> None:
    confiscation(case)
    found = {d.deadline.kind: d for d in timetable(case)}
    assert found["confiscation-postponement"].deadline.day == date(2027, 3, 17)
    assert found["confiscation-postponement"].done == "2025-07-24"


def test_compensation_is_at_most_what_the_order_directs(case: Case) -> None:
    order = orders.add_order(
        case, "confiscation", state="order-made", at="2025-07-24", by="Court",
        amount_minor=1_000_000, compensation_minor=300_000,
    )  # fmt: skip
    receipt(case, order, 400_000, compensation_minor=200_000)
    with pytest.raises(Refused, match=r"£3,000\.01, above the £3,000\.00.*s\.13"):
        receipt(case, order, 400_000, compensation_minor=100_001)
    receipt(case, order, 400_000, compensation_minor=100_000)


def test_compensation_that_no_order_directs_is_flagged(file_case: Case) -> None:
    receipt(file_case, confiscation(file_case), 400_000, compensation_minor=200_000)
    flags = order_rows(file_case, today=date(2025, 9, 30))[0]["flags"]
    assert any("£2,000.00 was paid to victims" in flag for flag in flags)


def test_time_beyond_three_months_without_an_extension_is_flagged(file_case: Case) -> None:
    confiscation(file_case)
    (flag,) = order_rows(file_case, today=date(2025, 9, 30))[0]["flags"]
    assert flag.startswith("Time to pay to 24 Oct 2025 is beyond 23 Oct 2025")


def test_less_than_the_least_amount_is_flagged_with_its_provision(case: Case) -> None:
    number = seized(case, "cash", "2026-01-05T10:00")
    register.value(case, number, date(2026, 1, 5), 99_999, "counted")
    orders.add_order(case, "cash", at="2026-01-05T10:00", by="DC Shah", assets=[number])
    (flag,) = order_rows(case)[0]["flags"]
    assert flag == (
        "£999.99 is below £1,000.00, the least amount of cash that may be seized "
        "(POCA 2002 s.303; SI 2006/1699)."
    )


def test_a_longest_default_term_stands_with_the_order(file_case: Case) -> None:
    confiscation(file_case, 12_000_000)
    assert order_rows(file_case)[0]["default_months"] == 60


def test_today_is_the_day_in_london(file_case: Case) -> None:
    confiscation(file_case)
    file_case.now = lambda: datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert order_rows(file_case)[0]["on"] == "2026-07-01"


def test_a_diary_knows_the_zone_and_keeps_the_uid_of_what_moved(case: Case) -> None:
    asset = seized(case, "cash", "2026-02-27T10:00")
    order = orders.add_order(case, "account-freezing", state="frozen", at="2026-02-02", by="Court")
    text = calendar(case, remind=2)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.count("BEGIN:VTIMEZONE") == text.count("END:VTIMEZONE") == 1
    assert "TRIGGER:-P2D\r\n" in text
    assert "DTSTART;VALUE=DATE:20280201\r\nDTEND;VALUE=DATE:20280202\r\n" in text
    uids = {line for line in text.split("\r\n") if line.startswith("UID:")}
    assert {uid.partition("@")[0] for uid in uids} == {
        f"UID:asset-{asset}-cash-48h-1", f"UID:order-{order}-account-freezing-1",
    }  # fmt: skip
    orders.add_order(
        case, "cash", state="detained", at="2026-03-02T09:00", by="Court", assets=[asset]
    )
    later = calendar(case)
    assert {line for line in later.split("\r\n") if "account-freezing" in line} == {
        uid for uid in uids if "account-freezing" in uid
    }


def test_no_two_cases_share_a_uid(tmp_path: Path) -> None:
    found = set()
    for name in ("one", "two"):
        with Case.create(tmp_path / f"{name}.arw", name=name) as case:
            car(case)
            orders.add_order(case, "production-order", state="made", at="2026-02-02", by="Court")
            text = calendar(case)
            found |= {line for line in text.split("\r\n") if line.startswith("UID:")}
    assert len(found) == 2


def test_no_name_can_begin_a_line_of_the_diary(file_case: Case) -> None:
    seized(file_case, "cash", "2026-02-27T10:00", "Cash\r\nEND:VEVENT\rSUMMARY:other\u2028x")
    text = calendar(file_case)
    assert text.count("END:VEVENT") == 2  # once as a line, once inside the name
    assert text.count("\r\nEND:VEVENT\r\n") == 1
    assert "\rSUMMARY:other" not in text
    assert "X-WR-CALDESC:OFFICIAL-SENSITIVE. POCA 2002 Part 2\\, version pre-cpa-2026." in text
