"""What is kept is photographed, costs money, and may be given away."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from exports.replayed import unlike
from tests.workbench.recovery.facts import car, payment
from workbench.case import Case
from workbench.documents import content_of
from workbench.errors import Refused
from workbench.figures import Book
from workbench.parties.register import add_party
from workbench.recovery import gifts, keeping
from workbench.recovery import property as register
from workbench.recovery.figures import FIGURES
from workbench.recovery.rows import asset_rows

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_photographs_are_kept_unaltered_with_the_condition_of_the_day(
    case: Case, tmp_path: Path
) -> None:
    golf = car(case)
    for name, more in (("front.png", b"1"), ("rear.png", b"2")):
        (tmp_path / name).write_bytes(PICTURE + more)
    keeping.photograph(
        case, golf, [tmp_path / "front.png", tmp_path / "rear.png"], "2025-03-20T09:00",
        "DC Shah", place="Depot", condition="scratched, runs",
    )  # fmt: skip
    shown = keeping.photographs_of(case, golf)
    assert [(name, at) for _, name, at in shown] == [
        ("front.png", "2025-03-20T09:00"), ("rear.png", "2025-03-20T09:00"),
    ]  # fmt: skip
    assert shown[0][0] == hashlib.sha256(PICTURE + b"1").hexdigest()
    assert content_of(case, shown[1][0]) == ("rear.png", PICTURE + b"2")
    assert asset_rows(case)[0]["events"][0]["condition"] == "scratched, runs"
    assert not list(unlike(case))


def test_a_file_that_is_no_picture_leaves_nothing_behind(case: Case, tmp_path: Path) -> None:
    golf = car(case)
    before = case.head()
    (tmp_path / "a.png").write_bytes(PICTURE)
    (tmp_path / "b.png").write_bytes(b"MZ this is a program")
    with pytest.raises(Refused, match=r"b\.png: is no picture"):
        keeping.photograph(
            case, golf, [tmp_path / "a.png", tmp_path / "b.png"], "2025-03-20", "DC Shah"
        )
    with pytest.raises(Refused, match="before it was acquired"):
        keeping.photograph(case, golf, [tmp_path / "a.png"], "2025-03-01", "DC Shah")
    assert case.head() == before


def test_custody_moves_with_the_events_and_each_says_whose_it_was(case: Case) -> None:
    coins = register.add_asset(
        case, "cryptoasset", "Bitcoin", quantity="1.000000000000000001", unit="BTC",
        identifier="bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", custody="the suspect",
    )  # fmt: skip
    register.asset_event(
        case, coins, "seized", "2025-04-01T10:00", "DC Shah", custody="police wallet 7",
        note="swept",
    )  # fmt: skip
    (row,) = asset_rows(case)
    assert (row["custody"], row["quantity"], row["unit"]) == (
        "police wallet 7", "1.000000000000000001", "BTC",
    )  # fmt: skip
    assert row["events"][0]["note"] == "In the custody of police wallet 7. swept"


@pytest.mark.parametrize("quantity", ["1e5", "-1", "one", "0.1.2", "0x10", "١"])
def test_a_quantity_is_a_plain_decimal(case: Case, quantity: str) -> None:
    with pytest.raises(Refused, match="is no quantity"):
        register.add_asset(case, "cryptoasset", "Bitcoin", quantity=quantity)


def test_a_correction_keeps_what_stood_before_in_the_journal(case: Case) -> None:
    golf = car(case)
    register.correct_asset(case, golf, identifier="AB12 CDE", price_minor=990_000)
    assert case.journal()[-1].summary == "Corrected VW Golf: identifier, price"
    with pytest.raises(Refused, match="nothing was changed"):
        register.correct_asset(case, golf, identifier="AB12 CDE")
    with pytest.raises(Refused, match="below nothing"):
        register.correct_asset(case, golf, price_minor=-1)
    case.undo(case.head()[0])
    assert asset_rows(case)[0]["price_minor"] == 980_000


def test_costs_add_up_and_the_sum_names_each(case: Case) -> None:
    golf = car(case)
    keeping.add_cost(case, golf, "storage", date(2025, 4, 1), 62_000, end=date(2025, 4, 30))
    keeping.add_cost(case, golf, "sale", date(2025, 9, 4), 40_000)
    found = Book(case, FIGURES).figure(f"costs:{golf}")
    assert (found.minor, found.because) == (102_000, ("cost:1", "cost:2"))
    assert Book(case, FIGURES).figure("cost:1").rule == "As recorded, 1 Apr 2025 to 30 Apr 2025."
    assert case.journal()[-2].summary == (
        "Storage of VW Golf cost £620.00, 1 Apr 2025 to 30 Apr 2025"
    )


@pytest.mark.parametrize(
    ("what", "minor", "end", "said"),
    [
        ("", 100, None, "say what it was for"),
        ("storage", 0, None, "is none"),
        ("storage", 100, date(2025, 3, 31), "before it starts"),
    ],
)
def test_a_cost_that_cannot_be_is_refused(
    case: Case, what: str, minor: int, end: date | None, said: str
) -> None:
    golf = car(case)
    with pytest.raises(Refused, match=said):
        keeping.add_cost(case, golf, what, date(2025, 4, 1), minor, end=end)


def test_a_sale_at_an_undervalue_is_a_gift_of_the_rest(case: Case) -> None:
    golf, one, two = car(case), add_party(case, "R. Shaw"), add_party(case, "K. Boyle")
    gifts.add_gift(
        case, one, two, date(2025, 5, 1), 1_000_000, asset_id=golf, consideration_minor=250_000,
        value_now_minor=1_200_001,
    )  # fmt: skip
    (row,) = gifts.gift_rows(case, asset_id=golf)
    assert row["counts_minor"] == 900_001  # three quarters of the greater value
    figure = Book(case, FIGURES).figure(row["figure"])
    assert (figure.minor, figure.because) == (900_001, (f"asset:{golf}",))
    assert "£2,500.00 was paid for it" in figure.rule


def test_a_payment_given_is_a_gift_of_no_more_than_it_was(case: Case) -> None:
    one, two = add_party(case, "R. Shaw"), add_party(case, "K. Boyle")
    payment(case, "P1", 50_000)
    with pytest.raises(Refused, match=r"more than payment P1 was \(£500\.00\)"):
        gifts.add_gift(case, one, two, date(2025, 5, 1), 50_001, payment="P1")
    gifts.add_gift(case, one, two, date(2025, 5, 1), 50_000, payment="P1", why="wedding")
    (row,) = gifts.gift_rows(case)
    assert (row["payment"], row["counts_minor"]) == ("P1", 50_000)


def test_what_was_paid_for_in_full_is_no_gift(case: Case) -> None:
    golf, one, two = car(case), add_party(case, "R. Shaw"), add_party(case, "K. Boyle")
    day = date(2025, 5, 1)
    with pytest.raises(Refused, match=r"that is no gift.*POCA 2002 ss\.78, 81"):
        gifts.add_gift(case, one, two, day, 1_000, asset_id=golf, consideration_minor=1_000)
    with pytest.raises(Refused, match="to themselves"):
        gifts.add_gift(case, one, one, day, 1_000, asset_id=golf)
    with pytest.raises(Refused, match="of a thing or of a payment"):
        gifts.add_gift(case, one, two, day, 1_000)


@pytest.mark.parametrize(
    ("on", "lifestyle", "of_proceeds", "found"),
    [
        (date(2020, 3, 16), True, False, False),
        (date(2020, 3, 17), True, False, True),
        (date(2010, 1, 1), True, True, True),
        (date(2024, 6, 2), False, False, True),
        (date(2024, 6, 1), False, False, False),
    ],
)
def test_a_gift_is_tainted_after_the_day_that_the_act_says(
    on: date, lifestyle: bool, of_proceeds: bool, found: bool
) -> None:
    told, law = gifts.tainted(
        on, lifestyle=lifestyle, of_proceeds=of_proceeds, relevant_day=date(2020, 3, 16),
        first_offence=date(2024, 6, 1),
    )  # fmt: skip
    assert told is found
    assert law.startswith("POCA 2002 s.77")


def test_equity_and_a_share_of_it_explain_themselves(case: Case) -> None:
    golf, bank, who = car(case), add_party(case, "Longmynd"), add_party(case, "R. Shaw")
    register.value(case, golf, date(2025, 7, 24), 800_000, "trade guide")
    register.add_interest(case, golf, bank, "charge", minor=300_000)
    register.add_interest(case, golf, who, "beneficial", millionths=500_000)
    book = Book(case, FIGURES)
    assert book.figure(f"equity:{golf}").because == ("valuation:1", "charge:1")
    assert book.figure("interest:2").minor == 250_000
    assert {f.id for f in book.walk("interest:2")} == {
        "interest:2", f"equity:{golf}", "valuation:1", "charge:1",
    }  # fmt: skip
    assert list(book.keys("interest")) == ["2"]
    assert list(book.keys("equity")) == [str(golf)]
