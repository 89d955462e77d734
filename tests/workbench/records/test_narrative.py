"""What narratives say, by bank, in the shapes that real exports have."""

from __future__ import annotations

import time

import pytest

from workbench.records.layout import layouts
from workbench.records.narrative import LONGEST, Facts, facts
from workbench.records.patterns import FOLDER, patterns_of

LLOYDS = "HHHHH LTD RP010110001110 207348     10 01DEC23 16:05"


def read(layout: str, kind: str, text: str) -> Facts:
    return facts(layouts()[layout], kind, text)


def test_a_lloyds_faster_payment_gives_name_and_reference_and_how_sure() -> None:
    found = read("lloyds", "FASTER_PAYMENT", LLOYDS)
    assert (found.counterparty, found.reference) == ("HHHHH LTD", "RP010110001110 207348")
    assert found.rule == "lloyds-faster-payment"
    assert found.confidence == 80


def test_an_account_within_a_bank_pattern_is_taken_as_the_identity() -> None:
    text = "K A ORMEROD RAINY DAY 070000 52290417     10 03APR24 10:02"
    found = read("lloyds", "FASTER_PAYMENT", text)
    assert (found.sort_code, found.number) == ("07-00-00", "52290417")
    assert found.counterparty == "K A ORMEROD RAINY DAY"
    assert found.rule == "lloyds-faster-payment + account"
    assert found.confidence == 95


def test_barclays_fixed_width_gives_name_reference_and_type() -> None:
    found = read("barclays", "BACS_CREDIT", "ACME LTD           SALARY             BGC")
    assert (found.counterparty, found.reference, found.type_raw) == ("ACME LTD", "SALARY", "BGC")
    moved = read("barclays", "", "201815 12345678 MOBILE-CHANNEL FT")
    assert (moved.sort_code, moved.number, moved.type_raw) == ("20-18-15", "12345678", "FT")
    card = read("barclays", "CARD", "TESCO STORES 3297    ON 01 SEP          BCC")
    assert card.counterparty == "TESCO STORES 3297"


def test_natwest_commas_part_name_and_reference() -> None:
    text = "'4321 01SEP26 TESCO STORES 3297 , LONDON GB"
    assert read("natwest", "CARD", text).counterparty == "TESCO STORES 3297"
    paid = read(
        "natwest", "FASTER_PAYMENT", "J SMITH , RENT MAY , FP 01/09/26 30 , 26090112345678N"
    )
    assert (paid.counterparty, paid.reference) == ("J SMITH", "RENT MAY")


def test_the_second_amount_of_a_santander_card_payment_is_not_part_of_the_name() -> None:
    text = "CARD PAYMENT TO CAFE DE FLORE,12.34 GBP, RATE 1.00/GBP ON 01-09-2026"
    found = read("santander", "", text)
    assert found.counterparty == "CAFE DE FLORE"
    assert found.type == "CARD"
    assert "12.34" not in "".join(str(one) for one in found)


def test_a_hsbc_narrative_is_parted_where_it_is_padded() -> None:
    found = read("hsbc", "", "J SMITH PLUMBING            INVOICE 1042")
    assert (found.counterparty, found.reference) == ("J SMITH PLUMBING", "INVOICE 1042")


def test_a_cash_machine_is_named_by_where_it_stands() -> None:
    found = read("lloyds", "CASH_OUT", "LNK DUDLEY MARKET PL CD 4417 07FEB24")
    assert (found.machine, found.counterparty) == ("DUDLEY MARKET PL", "DUDLEY MARKET PL")
    assert read("signed-amount", "", "CASH WITHDRAWAL AT HIGH ST, OLDBURY").type == "CASH_OUT"
    assert read("signed-amount", "CARD", "CASH WITHDRAWAL AT HIGH ST").type == ""


def test_an_iban_counts_only_with_the_right_check_digits() -> None:
    found = read("signed-amount", "", "RENT GB29 NWBK 6016 1331 9268 19 MAY")
    assert found.iban == "GB29NWBK60161331926819"
    assert (found.sort_code, found.number) == ("60-16-13", "31926819")
    assert (found.rule, found.confidence) == ("iban", 99)
    assert read("signed-amount", "", "RENT GB28 NWBK 6016 1331 9268 19 MAY").iban == ""
    german = read("signed-amount", "", "MIETE DE89370400440532013000")
    assert (german.iban, german.number) == ("DE89370400440532013000", "")


def test_sepa_parts_within_a_plain_text_are_read() -> None:
    found = read("signed-amount", "", "EREF+ORDER 17 SVWZ+Miete November")
    assert (found.reference, found.counterparty) == ("ORDER 17", "Miete November")


def test_a_plain_shop_stays_whole_with_little_confidence() -> None:
    found = read("monzo", "CARD", "PRET  A MANGER LONDON GBR")
    assert found.counterparty == "PRET A MANGER LONDON GBR"
    assert (found.rule, found.confidence) == ("whole", 30)


@pytest.mark.parametrize("layout", ["lloyds", "barclays", "natwest", "santander", "hsbc"])
@pytest.mark.parametrize("text", ["A " * 300, "A  B  " * 90, "CASH WITHDRAWAL " * 40, "9" * 900,
                                  "SVWZ+" * 120, "GB29 " * 100, " " * 900])  # fmt: skip
def test_no_crafted_narrative_holds_up_a_load(layout: str, text: str) -> None:
    began = time.perf_counter()
    facts.__wrapped__(layouts()[layout], "FASTER_PAYMENT", text)
    assert time.perf_counter() - began < 0.25
    assert LONGEST == 400


def test_every_file_of_patterns_says_for_which_layouts_it_is() -> None:
    for path in FOLDER.glob("*.toml"):
        assert "version = " in path.read_text(encoding="utf-8")
    for layout in layouts():
        for rule in patterns_of(layout).anywhere:
            assert 0 < rule.confidence <= 100
    assert {one.rule for one in patterns_of("santander").anywhere} >= {"santander-card"}
