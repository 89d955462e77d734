"""The commands that follow money on: what was sold, exchanged, paid off, spent or repaid."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports.book import book_of
from exports.check import check
from graphs.figures import PLACES
from ui.cli.app import run
from workbench.case import Case
from workbench.parties.register import add_party
from workbench.records.load import load_files
from workbench.recovery import property as register
from workbench.recovery.origins import Mark, mark

PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-05,Employer,Shaw,6000.00,salary
P2,2026-01-06,Victim,Shaw,4000.00,invoice
P3,2026-01-08,Shaw,Garage,5000.00,Golf
P4,2026-01-09,Buyer,Shaw,6500.00,Golf sold
P5,2026-01-10,Shaw,Dealer,1000.00,Audi
P6,2026-01-11,Shaw,Casino,1000.00,
P7,2026-01-12,Shaw,Lender,500.00,
"""


@pytest.fixture
def shaw(case: Case, tmp_path: Path) -> Case:
    """Drug money and wages, a Golf that they bought, and an Audi."""
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(
        "account,name,held,opening,currency\nShaw,R. Shaw,yes,0.00,GBP\n", encoding="utf-8"
    )
    load_files(case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"])
    mark(case, [Mark("P2", "", "fraud")])
    for label in ("VW Golf", "Audi A3"):
        register.add_asset(case, "vehicle", label)
    register.add_purchase(case, 1, "P3")
    return case


def done(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    code = run([*words, "--json"])
    caught = capsys.readouterr()
    assert code == 0, caught.err
    return json.loads(caught.out)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run([*words, "--json"]) == 1
    caught = capsys.readouterr()
    assert caught.out == ""
    return caught.err


def test_a_car_is_sold_and_what_was_spent_and_repaid_is_said(
    shaw: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    where = shaw.where
    told = done(capsys, "property", where, "sold", "1", "P4", "--why", "receipt")
    assert [(row["kind"], row["minor"]) for row in told["disposals"]] == [("sale", 650_000)]
    done(capsys, "property", where, "spent", "P6", "--why", "casino")
    told = done(capsys, "property", where, "repaid", "P7", "--part", "250.00", "--why", "Boyle")
    assert [(row["what"], row["minor"]) for row in told["uses"]] == [
        ("spent", 100_000), ("loan", 25_000),
    ]  # fmt: skip
    (made,) = done(capsys, "trace", where, "--rule", "pro-rata")["rules"]
    assert made["conserved"] is True
    (accrued,) = made["accrued"]
    assert (accrued["disposal"], accrued["minor"], accrued["currency"]) == (1, 60_000, "GBP")
    spent = {"origin": 1, "payment": "P6", "minor": 40_000, "currency": "GBP"}
    assert made["spent"] == [spent]
    repaid = {"origin": 1, "debt": "loan:P7", "minor": 10_000, "currency": "GBP"}
    assert made["repaid"] == [repaid]
    total = sum(one["minor"] for key in ("held", "things", "spent", "repaid") for one in made[key])
    assert total == 400_000 + 60_000
    book = book_of(shaw)
    places = [book.figure(f"place:pro-rata:GBP:{place}").minor for place in PLACES]
    gained = book.figure("place:pro-rata:GBP:accrued")
    assert sum(places) == 400_000 + gained.minor == total
    assert gained.minor == sum(book.figure(part).minor for part in gained.because) == 60_000
    assert run(["trace", where, "--rule", "pro-rata"]) == 0
    assert "gained £600.00" in capsys.readouterr().out
    assert run(["property", where, "gone"]) == 0
    assert check(shaw) == []


def test_a_part_exchange_and_its_explanation_down_to_the_rows(
    shaw: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    where = shaw.where
    done(capsys, "property", where, "buy", "2", "P5")
    done(
        capsys, "property", where, "exchanged", "1", "2", "4000.00", "--on", "2026-01-10",
        "--why", "dealer's invoice",
    )  # fmt: skip
    book = book_of(shaw)
    traced = book.figure("traced-by:pro-rata:2")
    (made,) = done(capsys, "trace", where, "--rule", "pro-rata")["rules"]
    assert [(one["asset"], one["minor"]) for one in made["things"]] == [(2, traced.minor)]
    leaves = [figure for figure in book.walk(traced.id) if not figure.because]
    assert any(figure.source for figure in leaves)
    for name in book.ids():
        book.figure(name)
    told = done(capsys, "explain", where, "accrued:pro-rata:1:1")
    assert told["minor"] == -40_000
    assert done(capsys, "explain", where, "as-charge:pro-rata:1")["minor"] == 200_000
    assert run(["follow", where, "1", "--rule", "pro-rata"]) == 0
    assert "given for Audi A3" in capsys.readouterr().out


def test_a_mortgage_is_paid_off_and_a_house_improved(
    shaw: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, "property", shaw.where, "paid-off", "2", "P5", "--part", "600.00")
    done(capsys, "property", shaw.where, "improved", "2", "P5", "--part", "400.00")
    book = book_of(shaw)
    thing = book.figure("thing:pro-rata:2")
    assert thing.minor == book.figure("traced-by:pro-rata:2").minor > 0


def test_what_is_in_a_thing_lies_in_its_interests_to_the_penny(
    shaw: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = add_party(shaw, "R. Shaw"), add_party(shaw, "K. Boyle")
    for party in (one, two):
        register.add_interest(shaw, 1, party, "beneficial", millionths=333_333)
    book = book_of(shaw)
    parts = [book.figure(f"lies:pro-rata:1:{party}").minor for party in (one, two, 0)]
    assert sum(parts) == book.figure("thing:pro-rata:1").minor == 200_000
    assert parts == [66_667, 66_666, 66_667]
    register.value(shaw, 1, date(2026, 2, 1), 450_000, "trade guide")
    assert book_of(shaw).figure("portion:pro-rata:1").minor == 180_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sold", "1", "P9"), "there is no payment P9"),
        (("sold", "7", "P4"), "7"),
        (("sold", "1", "P1"), "cannot go on 5 Jan 2026"),
        (("sold", "1", "P4", "--part", "6500.01"), "£6,500.00 of it is the price of nothing yet"),
        (("sold", "1", "P4", "--part", "92233720368547758.07"), "cannot be the price"),
        (("exchanged", "1", "1", "5", "--on", "2026-02-01", "--why", "x"), "into itself"),
        (
            ("exchanged", "1", "2", "92233720368547758.07", "--on", "2026-02-01", "--why", "x"),
            "is no worth",
        ),
        (("spent", "P6", "--part", "1000.01", "--why", "x"), "not accounted for yet"),
        (("paid-off", "1", "P6", "--part", "-5"), "no amount"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_kept(
    shaw: Case, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    before = shaw.head()
    err = refused(capsys, "property", shaw.where, *words)
    assert said in " ".join(err.split())
    assert len(err.strip().splitlines()) == 1
    assert shaw.head() == before
