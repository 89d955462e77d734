"""Disclosures run by the worked clocks, in a store of their own whose steps are chained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from workbench.case import Case
from workbench.errors import Refused
from workbench.intelligence import disclosures
from workbench.intelligence.store import STEP, Store
from workbench.store.tables import Base, Officer


@pytest.fixture
def store(case: Case) -> Iterator[Store]:
    case.now = lambda: datetime(2026, 2, 2, 9, 30, tzinfo=UTC)
    with Store.open(case) as opened:
        yield opened


def test_notice_moratorium_and_extensions_run_as_the_worked_case_has_them(store: Store) -> None:
    number = disclosures.add(store, "XYZ-1", date(2026, 1, 5), subject="M. Ash", minor=500_000)
    (row,) = disclosures.rows(store, today=date(2026, 1, 14))
    assert (row["state"], row["due"]) == ("notice", "2026-01-14")
    disclosures.refuse(store, number, date(2026, 1, 14))
    (row,) = disclosures.rows(store)
    assert (row["state"], row["due"]) == ("moratorium", "2026-02-13")
    ends = date(2026, 2, 13)
    for until in (
        date(2026, 3, 16), date(2026, 4, 16), date(2026, 5, 17), date(2026, 6, 17),
        date(2026, 7, 18), date(2026, 8, 18),
    ):  # fmt: skip
        disclosures.extend(store, number, ends, until)
        ends = until
    (row,) = disclosures.rows(store)
    assert row["due"] == "2026-08-18"
    assert "to 18 Aug 2026" in row["explained"]
    with pytest.raises(Refused, match=r"between 18 Aug 2026 and 18 Aug 2026"):
        disclosures.extend(store, number, date(2026, 8, 18), date(2026, 8, 19))
    assert disclosures.rows(store, today=date(2026, 8, 19))[0]["state"] == "may proceed"


def test_notice_leaves_bank_holidays_out_and_silence_is_consent(store: Store) -> None:
    number = disclosures.add(store, "XYZ-2", date(2025, 12, 19))
    (row,) = disclosures.rows(store, today=date(2026, 1, 2))
    assert row["due"] == "2026-01-02"
    (row,) = disclosures.rows(store, today=date(2026, 1, 3))
    assert (row["state"], row["due"]) == ("deemed consent", None)
    with pytest.raises(Refused, match=r"silence is consent \(POCA 2002 s\.335\(5\)\)"):
        disclosures.refuse(store, number, date(2026, 1, 3))


def test_a_report_that_seeks_no_defence_has_no_clock(store: Store) -> None:
    number = disclosures.add(store, "XYZ-3", date(2026, 1, 5), kind="sar")
    (row,) = disclosures.rows(store)
    assert (row["state"], row["due"]) == ("reported", None)
    with pytest.raises(Refused, match="seeks no defence"):
        disclosures.refuse(store, number, date(2026, 1, 6))


def test_what_cannot_be_is_refused_and_nothing_is_kept(store: Store) -> None:
    number = disclosures.add(store, "XYZ-4", date(2026, 1, 5))
    for wrong, said in (
        (lambda: disclosures.add(store, "XYZ-4", date(2026, 1, 5)), "recorded already"),
        (lambda: disclosures.add(store, "XYZ-5", date(2026, 2, 3)), "not made yet"),
        (lambda: disclosures.add(store, " ", date(2026, 1, 5)), "needs its reference"),
        (lambda: disclosures.add(store, "A", date(2026, 1, 5), kind="str"), "no disclosure"),
        (lambda: disclosures.refuse(store, number, date(2026, 1, 4)), "outside the notice"),
        (lambda: disclosures.refuse(store, 9, date(2026, 1, 6)), "no disclosure 9"),
        (
            lambda: disclosures.extend(store, number, date(2026, 1, 6), date(2026, 2, 6)),
            "no moratorium runs",
        ),
    ):
        with pytest.raises(Refused, match=said):
            wrong()
    disclosures.refuse(store, number, date(2026, 1, 6))
    for decided, until, said in (
        (date(2026, 2, 6), date(2026, 3, 1), "moratorium ended on 5 Feb 2026"),
        (date(2026, 2, 5), date(2026, 3, 9), "between 5 Feb 2026 and 8 Mar 2026"),
        (date(2026, 1, 5), date(2026, 3, 1), "before it was refused"),
    ):
        with pytest.raises(Refused, match=said):
            disclosures.extend(store, number, decided, until)
    with pytest.raises(Refused, match="was refused on 6 Jan 2026 already"):
        disclosures.refuse(store, number, date(2026, 1, 7))
    assert [len(row["steps"]) for row in disclosures.rows(store)] == [2]


def test_consent_and_an_end_stop_the_clock_and_the_urgent_stand_first(store: Store) -> None:
    names = ("XYZ-6", "XYZ-7", "XYZ-8")
    first, second, _ = (disclosures.add(store, name, date(2026, 1, 26)) for name in names)
    disclosures.consent(store, first, date(2026, 1, 28), document="letter")
    disclosures.end(store, second, date(2026, 1, 29))
    told = [(row["reference"], row["state"]) for row in disclosures.rows(store)]
    assert told == [("XYZ-8", "notice"), ("XYZ-6", "consented"), ("XYZ-7", "ended")]
    with pytest.raises(Refused, match="waits for no consent"):
        disclosures.consent(store, first, date(2026, 1, 30))


def test_a_step_that_was_altered_is_found(store: Store) -> None:
    number = disclosures.add(store, "XYZ-9", date(2026, 1, 5))
    disclosures.refuse(store, number, date(2026, 1, 14))
    assert store.problems() == []
    with store.change() as connection:
        connection.execute(update(STEP).where(STEP.c.seq == 2).values(on=date(2026, 1, 13)))
    assert store.problems() == ["step 2 was altered"]
    with store.change() as connection:
        connection.execute(STEP.delete().where(STEP.c.seq == 1))
    assert store.problems()[0] == "step 1 is missing"


def test_a_finance_officer_sees_none_of_it(case: Case) -> None:
    with case.change("officer", "Named the officers") as work:
        work.session.add(Officer(name="I. Falconer", role="Finance officer"))
    case.by = "I. Falconer"
    with pytest.raises(Refused, match="Finance officer sees no intelligence"):
        Store.open(case)


def test_nothing_of_it_is_written_into_the_case(store: Store) -> None:
    before = store.case.head()
    disclosures.add(store, "XYZ-10", date(2026, 1, 5), subject="M. Ash")
    assert store.case.head() == before
    assert not {"disclosure", "step", "about"} & set(Base.metadata.tables)


def test_the_store_of_one_case_is_not_read_for_another(tmp_path: Path) -> None:
    with Case.create(tmp_path / "one.arw", name="One") as one, Store.open(one) as store:
        disclosures.add(store, "XYZ-11", date(2025, 1, 6))
    (tmp_path / "one.intelligence").rename(tmp_path / "two.intelligence")
    with Case.create(tmp_path / "two.arw", name="Two") as two:
        with pytest.raises(Refused, match="belongs to another case"):
            Store.open(two)
    (tmp_path / "three.intelligence").write_bytes(b"a photograph")
    with Case.create(tmp_path / "three.arw", name="Three") as three:
        with pytest.raises(Refused, match="is no intelligence store"):
            Store.open(three)


def test_its_file_is_for_its_owner_alone_and_stays_open_to_a_second_look(file_case: Case) -> None:
    with Store.open(file_case) as store:
        disclosures.add(store, "XYZ-12", date(2026, 1, 5))
    path = Path(file_case.where).with_suffix(".intelligence")
    assert path.stat().st_mode & 0o077 == 0
    with Store.open(file_case) as store, store.read() as connection:
        assert connection.execute(select(STEP.c.seq)).scalars().all() == [1]


def test_an_amount_below_the_threshold_of_its_day_is_said(store: Store) -> None:
    for number, (made, minor) in enumerate((
        (date(2025, 7, 30), 150_000), (date(2025, 7, 31), 150_000), (date(2025, 8, 1), 300_000),
        (date(2022, 8, 1), 50_000),
    )):  # fmt: skip
        disclosures.add(store, f"XYZ-{number}", made, minor=minor)
    told = {row["reference"]: row["threshold"] for row in disclosures.rows(store)}
    assert told["XYZ-1"].startswith("Below £3,000.00 a bank")
    assert [told[f"XYZ-{number}"] for number in (0, 2, 3)] == ["", "", ""]


@pytest.mark.postgres
def test_on_a_server_a_login_without_rights_is_kept_out(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "://" not in case.where:
        pytest.skip("a file has no logins")
    import psycopg

    with Store.open(case) as store:
        disclosures.add(store, "XYZ-13", date(2025, 1, 6))
    with psycopg.connect(case.where, autocommit=True) as server:
        server.execute("DROP ROLE IF EXISTS outsider")
        server.execute("CREATE ROLE outsider LOGIN PASSWORD 'outsider'")
    apart = case.where.replace("postgresql://postgres:@", "postgresql://outsider:outsider@")
    assert apart != case.where
    monkeypatch.setenv("WORKBENCH_INTELLIGENCE", apart)
    try:
        with pytest.raises(Refused, match=r"permission denied for (schema|table)"):
            Store.open(case)
    finally:
        with psycopg.connect(case.where, autocommit=True) as server:
            server.execute("DROP ROLE outsider")
