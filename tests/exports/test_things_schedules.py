"""The pack says what is in each asset, whose it is, what sales brought, and which traces stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from exports.book import book_of
from exports.schedules import tracing
from exports.schedules.schedule import Amount, Schedule
from exports.schedules.view import View
from graphs.kept import keep
from workbench.case import Case
from workbench.parties.register import add_party
from workbench.records.load import load_files
from workbench.recovery import follow_on
from workbench.recovery import property as register
from workbench.recovery.origins import Mark, mark

PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-06,Victim,Shaw,4000.00,invoice
P2,2026-01-07,Employer,Shaw,4000.00,salary
P3,2026-01-08,Shaw,Garage,5000.00,Golf and tyres
P4,2026-01-09,Buyer,Shaw,2000.00,half of the Golf
P5,2026-01-10,Shaw,Casino,1000.00,
"""


@pytest.fixture
def shaw(file_case: Case, tmp_path: Path) -> Case:
    """A Golf of which half is sold; what is left of it has two owners and a value."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(
        "account,name,held,opening,currency\nShaw,R. Shaw,yes,0.00,GBP\n", encoding="utf-8"
    )
    load_files(file_case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"])
    mark(file_case, [Mark("P1", "", "fraud")])
    register.add_asset(file_case, "vehicle", "VW Golf")
    register.add_purchase(file_case, 1, "P3", minor=400_000)
    register.add_purchase(file_case, 1, "P3", minor=100_000, kind="improvement")
    follow_on.sell(file_case, 1, "P4", millionths=500_000)
    follow_on.use(file_case, "P5", "spent", why="casino")
    for name in ("R. Shaw", "K. Boyle"):
        party = add_party(file_case, name)
        register.add_interest(file_case, 1, party, "beneficial", millionths=500_000)
    register.value(file_case, 1, date(2026, 2, 1), 300_000, "trade guide")
    keep(file_case, ["fifo"], "for the statement under s.16")
    return file_case


def schedules(case: Case) -> dict[str, Schedule]:
    with View(case, book_of(case), case.info()) as view:
        return {one.key: one for one in tracing.schedules(view)}


def amounts(schedule: Schedule) -> list[list[int]]:
    return [[c.minor for c in row if isinstance(c, Amount)] for row in schedule.rows]


def test_what_bought_a_thing_is_shared_between_price_and_improvement(shaw: Case) -> None:
    rows = schedules(shaw)["bought"].rows
    assert [row[1] for row in rows] == ["bought it", "improved it", ""]
    assert amounts(schedules(shaw)["bought"]) == [
        [400_000, 320_000], [100_000, 80_000], [500_000, 400_000],
    ]  # fmt: skip


def test_what_is_in_the_thing_and_its_portion_and_whose_it_is(shaw: Case) -> None:
    made = schedules(shaw)
    assert amounts(made["in-things"]) == [[400_000, 200_000, 300_000, 240_000]]
    assert [(row[1], row[2]) for row in made["lies"].rows] == [
        ("R. Shaw", "50 %"), ("K. Boyle", "50 %"),
    ]  # fmt: skip
    assert amounts(made["lies"]) == [[100_000], [100_000]]


def test_a_sale_says_the_portion_the_loss_and_the_charge(shaw: Case) -> None:
    made = schedules(shaw)
    (row,) = made["disposals"].rows
    assert row[1] == "50 % of VW Golf"
    assert amounts(made["disposals"]) == [[200_000, 160_000, -40_000, 200_000]]


def test_a_kept_trace_stands_with_its_officer_reason_and_state(shaw: Case) -> None:
    (row,) = schedules(shaw)["kept"].rows
    assert (row[1], row[3], row[4], row[5]) == (
        "fifo", "DC 4417 Test", "for the statement under s.16", "current",
    )  # fmt: skip
    mark(shaw, [Mark("P2", "1.00", "more")])
    (row,) = schedules(shaw)["kept"].rows
    assert (row[5], row[6]) == ("out of date", "There was 1 origin; there are 2 now.")


def test_a_case_without_sales_or_kept_traces_has_no_schedule_of_them(
    file_case: Case, tmp_path: Path
) -> None:
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    load_files(file_case, [tmp_path / "payments.csv"])
    assert set(schedules(file_case)) == {"origins"}
    mark(file_case, [Mark("P1", "", "fraud")])
    assert not {"disposals", "spent", "kept"} & set(schedules(file_case))


def test_an_overdraft_in_dollars_is_repaid_in_dollars(file_case: Case, tmp_path: Path) -> None:
    (tmp_path / "payments.csv").write_text(
        "id,date,from,to,amount,currency\nP1,2026-01-06,Bribes,Chan,100.00,USD\n", encoding="utf-8"
    )
    (tmp_path / "accounts.csv").write_text(
        "account,name,held,opening,currency\nChan,Chanani,yes,-10.00,USD\n", encoding="utf-8"
    )
    load_files(file_case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"])
    mark(file_case, [Mark("P1", "", "bribe")])
    (row,) = schedules(file_case)["repaid"].rows
    assert row[-1] == Amount(1000, "USD", "repaid:fifo:1:opening:Chan")
