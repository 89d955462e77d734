"""Pairs of every kind: what is found, what is left open, confirmed, rejected and taken back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from exports.check.records import false_pairs
from exports.replayed import unlike
from ui.cli.app import run
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.records.figures import FIGURES
from workbench.records.load import load_files
from workbench.records.pair import confirm, pair_entries, pair_handler, pairs_of, reject, take_back
from workbench.records.pair_kinds import is_charge, sums
from workbench.store import tables as t

#: Barclays' layout: the memo is name, reference, type; the account's number stands in the row.
BARCLAYS = "Number,Date,Account,Amount,Subcategory,Memo\n"
LLOYDS = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance\n"
)
A, B, C = "30-00-00 12345678", "20-00-00 87654321", "20-00-00 11112222"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(text: str, name: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return make


def out(day: str, words: str, amount: str) -> str:
    """A row of A's statement, money out."""
    return f"{day}/03/2024,FPO,'30-00-00,12345678,{words},{amount},,\n"


def back(day: str, words: str, amount: str) -> str:
    """A row of A's statement, money in."""
    return f"{day}/03/2024,FPI,'30-00-00,12345678,{words},,{amount},\n"


def into(day: str, account: str, reference: str, amount: str) -> str:
    """A row of another account's statement; money in, or out where the amount is negative."""
    return f",{day}/03/2024,{account},{amount},FT,J DOE              {reference:<15}BGC\n"


def load(case: Case, write: Write, ours: str, theirs: str = "") -> None:
    files = [write(LLOYDS + ours, "a.csv")]
    if theirs:
        files.append(write(BARCLAYS + theirs, "b.csv"))
    outcomes = load_files(case, files)
    assert all(outcome.ok for outcome in outcomes), [one.refusal for one in outcomes]


def payments(case: Case) -> dict[str, tuple[Any, ...]]:
    """Every payment by its key, with the accounts by theirs."""
    payer, payee = t.Account.__table__.alias("payer"), t.Account.__table__.alias("payee")
    with case.read() as connection:
        found = connection.execute(
            select(
                t.Payment.key, payer.c.key, payee.c.key, t.Payment.minor, t.Payment.currency,
                t.Payment.date, t.Payment.position, t.Payment.received_minor,
            )
            .join(payer, payer.c.id == t.Payment.payer_id)
            .join(payee, payee.c.id == t.Payment.payee_id)
        )  # fmt: skip
        return {row[0]: tuple(row[1:]) for row in found}


def standing(case: Case) -> tuple[Any, ...]:
    """Payments, what each entry points at, and the accounts, whatever numbers rows have."""
    with case.read() as connection:
        entries = connection.execute(
            select(t.Entry.id, t.Payment.key)
            .join(t.Payment, t.Payment.id == t.Entry.payment_id)
            .order_by(t.Entry.id)
        ).all()
        keys = sorted(connection.execute(select(t.Account.key, t.Account.name)).all())
    return payments(case), [tuple(row) for row in entries], [tuple(row) for row in keys]


def holds(case: Case) -> None:
    """Every account's entries come to its payments, and the journal makes the same case."""
    assert not list(false_pairs(case))
    assert not list(unlike(case))


def test_a_charge_taken_on_the_way_is_a_payment_of_its_own(case: Case, write: Write) -> None:
    load(case, write, out("01", f"DEPOSIT {B}", "1015.00"), into("04", B, "FLAT", "1000.00"))
    before = standing(case)
    (pair,) = pair_entries(case).pairs
    assert (pair.kind, pair.residual_minor, pair.day_difference) == ("fee", 1500, 3)
    assert pair.entries == ("F1-R1", "F2-R1")
    assert "1 working day apart of 2 allowed; the £15.00 between" in pair.reason
    found = payments(case)
    assert found["F1-R1"][:3] == (A, B, 100000)
    assert found["F1-R1-charge"][2] == 1500
    assert found["F1-R1-charge"][1] not in {A, B}
    assert len(found) == 2
    book = Book(case, FIGURES)
    assert book.figure("payment:F1-R1").because == ("entry:F1-R1", "entry:F2-R1")
    assert book.figure("payment:F1-R1-charge").because == ("entry:F1-R1",)
    holds(case)
    reject(case, "F1-R1", why="two different things")
    assert standing(case) == before
    assert pair_entries(case).pairs == ()
    holds(case)


def test_more_missing_than_a_charge_is_asked_of_an_officer_and_never_taken(
    case: Case, write: Write
) -> None:
    load(
        case, write,
        out("01", f"DEPOSIT {B}", "2000.00") + out("11", f"SMALL {B}", "100.00")
        + out("21", f"HALF {B}", "100.00"),
        into("01", B, "FLAT", "1940.00") + into("11", B, "ONE", "94.00")
        + into("21", B, "TWO", "49.00"),
    )  # fmt: skip
    before = standing(case)
    found = pair_entries(case)
    assert found.pairs == ()
    assert standing(case) == before
    unasked = "up to which a charge is taken unasked"
    assert [(one.id, one.residual_minor, one.waits) for one in found.open] == [
        ("F1-R1+F2-R1", 6000, f"the £60.00 between is more than £50.00, {unasked}"),
        ("F1-R2+F2-R2", 600, f"the £6.00 between is more than a twentieth of what left, {unasked}"),
    ]
    confirm(case, "F1-R1+F2-R1", why="the bank's letter states its charge")
    (pair,) = pairs_of(case).pairs
    assert (pair.kind, pair.residual_minor, pair.confirmed) == ("fee", 6000, True)
    assert pair.reason.endswith("up to which a charge is taken unasked; chosen by an officer")
    assert payments(case)["F1-R1-charge"][2] == 6000
    holds(case)
    take_back(case, "F1-R1")
    assert standing(case) == before
    reject(case, "F1-R2+F2-R2", why="two different things")
    assert [one.id for one in pairs_of(case).open] == ["F1-R1+F2-R1"]
    holds(case)


def test_one_payment_that_arrives_in_parts_becomes_one_payment_for_each(
    case: Case, write: Write
) -> None:
    load(
        case, write, out("01", f"SHARES {B}", "300.00"),
        into("01", B, "ONE", "100.00") + into("01", B, "TWO", "200.00"),
    )  # fmt: skip
    before = standing(case)
    (pair,) = pair_entries(case).pairs
    assert (pair.kind, pair.entries) == ("split", ("F1-R1", "F2-R1", "F2-R2"))
    assert {key: row[:3] for key, row in payments(case).items()} == {
        "F2-R1": (A, B, 10000), "F2-R2": (A, B, 20000),
    }  # fmt: skip
    holds(case)
    reject(case, pair.payment, why="no")
    assert standing(case) == before
    holds(case)


def test_several_payments_that_arrive_as_one_stay_as_many_as_left(case: Case, write: Write) -> None:
    load(
        case, write, out("01", f"X {B}", "30.00") + out("01", f"Y {B}", "45.00"),
        into("01", B, "SUM", "75.00"),
    )  # fmt: skip
    before = standing(case)
    (pair,) = pair_entries(case).pairs
    assert (pair.kind, pair.entries) == ("joined", ("F1-R1", "F1-R2", "F2-R1"))
    assert {key: row[:3] for key, row in payments(case).items()} == {
        "F1-R1": (A, B, 3000), "F1-R2": (A, B, 4500),
    }  # fmt: skip
    holds(case)
    reject(case, pair.payment, why="no")
    assert standing(case) == before


def test_money_that_came_back_never_reaches_the_third_party(case: Case, write: Write) -> None:
    load(
        case, write,
        out("01", "ACME ROOFING LTD", "50.00") + back("04", "ACME ROOFING LTD RETURNED", "50.00"),
    )  # fmt: skip
    before = standing(case)
    (pair,) = pair_entries(case).pairs
    assert (pair.kind, pair.entries) == ("reversal", ("F1-R1", "F1-R2"))
    found = payments(case)
    assert found["F1-R1"][:2] == (A, "reversal: F1-R1")
    assert found["F1-R2"][:2] == ("reversal: F1-R1", A)
    holds(case)
    reject(case, "F1-R1", why="paid twice")
    assert standing(case) == before
    holds(case)


def test_an_exchange_states_the_rate_that_the_records_imply(case: Case, write: Write) -> None:
    ours = write(LLOYDS + out("01", "J DOE HOUSEFUND77 10 01MAR24 09:00", "100.00"), "a.csv")
    theirs = write(BARCLAYS + into("01", B, "HOUSEFUND77", "117.00"), "b.csv")
    load_files(case, [ours])
    (loaded,) = load_files(case, [theirs], currency="EUR")
    assert loaded.currency == "EUR"
    (pair,) = pair_entries(case).pairs
    assert (pair.kind, pair.residual_minor) == ("exchange", 0)
    assert "1.17 EUR for 1 GBP" in pair.reason
    assert payments(case)["F1-R1"][2:4] == (10000, "GBP")
    assert payments(case)["F1-R1"][-1] == 11700
    holds(case)


def test_two_answers_that_are_as_good_stay_open_until_an_officer_takes_one(
    case: Case, write: Write
) -> None:
    load(
        case, write, out("01", "J DOE TOPUP99 10 01MAR24 09:00", "5.00"),
        into("01", B, "TOPUP99", "5.00") + into("01", C, "TOPUP99", "5.00"),
    )  # fmt: skip
    found = pair_entries(case)
    assert found.pairs == ()
    assert [one.id for one in found.open] == ["F1-R1+F2-R1", "F1-R1+F2-R2"]
    before = standing(case)
    confirm(case, "F1-R1+F2-R2", why="she says so")
    after = pairs_of(case)
    assert [(one.entries, one.confirmed) for one in after.pairs] == [(("F1-R1", "F2-R2"), True)]
    assert after.open == ()
    holds(case)
    take_back(case, "F1-R1")
    assert standing(case) == before
    reject(case, "F1-R1+F2-R2", why="she was wrong")
    assert [one.entries for one in pair_entries(case).pairs] == [("F1-R1", "F2-R1")]
    holds(case)


def test_what_an_officer_decided_is_undone_and_done_again(case: Case, write: Write) -> None:
    load(case, write, out("01", f"FLAT {B}", "500.00"), into("01", B, "FLAT", "500.00"))
    pair_entries(case)
    paired = standing(case)
    confirm(case, "F1-R1", why="seen")
    assert pairs_of(case).pairs[0].confirmed
    take_back(case, "F1-R1")
    assert not pairs_of(case).pairs[0].confirmed
    reject(case, "F1-R1", why="no")
    apart = standing(case)
    take_back(case, "F1-R1+F2-R1")
    assert standing(case) == paired
    assert pairs_of(case).rejected == ()
    case.undo(case.head()[0])  # the undoing is undone
    assert standing(case) == apart
    holds(case)
    take_back(case, "F1-R1+F2-R1")
    assert standing(case) == paired


def test_what_was_confirmed_before_it_was_rejected_is_confirmed_again(
    case: Case, write: Write
) -> None:
    load(case, write, out("01", f"FLAT {B}", "500.00"), into("01", B, "FLAT", "500.00"))
    pair_entries(case)
    confirm(case, "F1-R1", why="seen")
    reject(case, "F1-R1", why="no")
    take_back(case, "F1-R1+F2-R1")
    assert pairs_of(case).pairs[0].confirmed
    take_back(case, "F1-R1")
    assert not pairs_of(case).pairs[0].confirmed
    with pytest.raises(Refused, match="no officer has decided"):
        take_back(case, "F1-R1")
    holds(case)


def test_a_pairing_is_undone_from_the_journal(case: Case, write: Write) -> None:
    load(case, write, out("01", f"FLAT {B}", "500.00"), into("01", B, "FLAT", "500.00"))
    before = standing(case)
    pair_entries(case)
    case.undo(case.head()[0])
    assert standing(case) == before
    assert pairs_of(case).pairs == ()
    holds(case)


def test_a_pair_that_a_mark_rests_on_is_not_rejected(case: Case, write: Write) -> None:
    load(case, write, out("01", f"FLAT {B}", "500.00"), into("01", B, "FLAT", "500.00"))
    pair_entries(case)
    with case.change("mark", "Marked") as work:
        payment = work.session.scalars(select(t.Payment)).one()
        work.session.add(t.Origin(number=1, payment_id=payment.id, minor=50000, why="proceeds"))
    before = standing(case)
    with pytest.raises(Refused, match="is marked or was spent"):
        reject(case, "F1-R1", why="no")
    assert standing(case) == before


def test_a_decision_needs_a_pair_and_a_reason(file_case: Case) -> None:
    for decide in (confirm, reject):
        with pytest.raises(Refused, match="no pair F9-R9"):
            decide(file_case, "F9-R9", why="x")
        with pytest.raises(Refused, match="needs its reason"):
            decide(file_case, "F9-R9", why=" ")
    with pytest.raises(Refused, match="no officer has decided"):
        take_back(file_case, "F9-R9")


def test_a_charge_is_little_in_itself_and_beside_the_payment() -> None:
    assert is_charge(101500, 100000)
    assert not is_charge(1000, 900)
    assert not is_charge(100_000_00, 99_900_00)
    assert not is_charge(100, 100)


def test_sums_are_found_once_for_twins_and_twice_where_there_are_rivals() -> None:
    assert sums([200, 100, 100], 300) == [(0, 1)]
    assert sums([200, 150, 100, 50], 300) == [(0, 2), (1, 2, 3)]
    assert sums([300, 10], 300) == []
    assert sums([10] * 7, 70) == []


def test_a_confirmed_part_of_a_pair_cannot_be_paired_again(case: Case, write: Write) -> None:
    load(case, write, out("01", f"FLAT {B}", "500.00"), into("01", B, "FLAT", "500.00"))
    pair_entries(case)
    with pytest.raises(Refused, match="no pair"):
        confirm(case, "F1-R1+F2-R1", why="again")


AMOUNTS = st.sampled_from(["10.00", "20.00", "30.00", "10.25", "100.00", "102.50"])


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, str]:
    ours = "".join(
        draw(st.sampled_from([out, back]))(
            draw(st.sampled_from(["01", "04"])),
            draw(st.sampled_from([f"X {B}", f"Y {C}", "ACME ROOFING RETURNED", "ACME ROOFING"])),
            draw(AMOUNTS),
        )
        for _ in range(draw(st.integers(1, 6)))
    )
    theirs = "".join(
        into(
            draw(st.sampled_from(["01", "04"])), draw(st.sampled_from([B, C])),
            draw(st.sampled_from(["TOPUP99", "GAS"])), draw(AMOUNTS),
        )
        for _ in range(draw(st.integers(1, 6)))
    )  # fmt: skip
    return ours, theirs


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Callable[[], Case]]:
    made: list[Case] = []

    def make() -> Case:
        made.append(Case.create(tmp_path / f"case{len(made)}.arw"))
        return made[-1]

    yield make
    for case in made:
        case.close()


def moved(case: Case) -> dict[str, int]:
    """What each held account's payments come to, in less out."""
    sums_: dict[str, int] = defaultdict(int)
    for payer, payee, minor, *_ in payments(case).values():
        sums_[payer] -= minor
        sums_[payee] += minor
    return sums_


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ledgers())
def test_whatever_is_paired_every_account_adds_up_and_rejecting_restores_it(
    cases: Callable[[], Case], write: Write, made: tuple[str, str]
) -> None:
    case = cases()
    load(case, write, *made)
    before = standing(case)
    found = pair_entries(case)
    holds(case)
    for pair in found.pairs:
        reject(case, pair.payment, why="no")
        assert not list(false_pairs(case))
    assert standing(case) == before
    assert not list(unlike(case))


def test_a_journal_from_before_pairs_were_listed_is_done_again_by_the_old_search(
    case: Case, write: Write, tmp_path: Path
) -> None:
    load(case, write, out("01", f"FLAT {B}", "500.00"), into("01", B, "FLAT", "500.00"))
    with case.change("pair", "Paired 1 payment seen from both sides") as work:
        pair_handler()(work.connection, {"name": "pair", "days": 2})
        work.command = {"name": "pair", "days": 2}
    assert [one.entries for one in pairs_of(case).pairs] == [("F1-R1", "F2-R1")]
    holds(case)
    with pytest.raises(Refused, match="not undone row by row"):
        case.undo(case.head()[0])


def test_a_forged_pair_is_found_by_the_check(case: Case, write: Write) -> None:
    load(case, write, out("01", f"DEPOSIT {B}", "1015.00"), into("04", B, "FLAT", "1000.00"))
    pair_entries(case)
    with case.change("forge", "Forged") as work:
        work.connection.execute(
            update(t.Payment).where(t.Payment.key == "F1-R1").values(minor=99900)
        )
        work.command = {"name": "forge"}
    assert any("F1-R1" in said for said in false_pairs(case))


def test_the_command_finds_confirms_rejects_and_takes_back(
    file_case: Case, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    load(file_case, write, out("01", f"FLAT {B}", "500.00"), into("01", B, "FLAT", "500.00"))
    where = file_case.where

    def said(*words: str) -> dict[str, Any]:
        assert run(["pair", where, *words, "--json"]) == 0
        return dict(json.loads(capsys.readouterr().out))

    assert said("--days", "1")["pairs"][0]["entries"] == ["F1-R1", "F2-R1"]
    said("confirm", "F1-R1", "--why", "seen")
    assert said("list")["pairs"][0]["confirmed"] is True
    said("undo", "F1-R1")
    said("reject", "F1-R1", "--why", "no")
    listed = said("list")
    assert listed["pairs"] == []
    assert listed["rejected"] == [{"entries": ["F1-R1", "F2-R1"], "why": "no"}]
    said("undo", "F1-R1+F2-R1")
    assert said()["pairs"][0]["confirmed"] is False
    assert run(["pair", where, "reject", "F9-R9", "--why", "x"]) == 1
    assert run(["pair", where, "--days", "11"]) == 1
