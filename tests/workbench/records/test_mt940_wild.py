"""MT940 as banks of other countries write it: whose the other account is, and what is cut."""

from __future__ import annotations

import pytest

from tests.workbench.records.test_mt940 import read, rows

OTHER = "NL91ABNA0417164300"


def statement(account: str, *lines: str) -> str:
    return (
        f":20:A\n:25:{account}\n:28C:1\n:60F:C240229EUR100,00\n" + "\n".join(lines) + "\n"
        ":62F:C240301EUR90,00\n-\n"
    )


def test_a_booking_day_left_blank_is_the_value_date() -> None:
    (one,) = rows(":61:240301    DD65,00NMSCNONREF")
    assert (one.minor, one.date, one.date) == (-6500, one.value_date, one.value_date)


def test_an_account_is_never_paid_by_itself_where_the_bank_writes_its_own_beside_the_other() -> (
    None
):
    found = read(
        statement(
            "TRIODOSBANK/0390123456",
            ":61:240301D10,00NIT NONREF",
            ":86:000>100555555555",
            ">20RENT MARCH>310390123456",
            ":61:240301D5,00NET NONREF",
            ":86:000>100000000000",
            f">20ABNANL2A>21{OTHER}",
            ">22J EXAMPLE>310390123456",
        )
    )
    rent, sent = found.statements[0].entries
    assert rent.counterparty_number == "0555555555"
    assert (sent.counterparty_number, sent.counterparty_iban) == (OTHER, OTHER)


def test_the_other_account_behind_the_first_line_is_kept() -> None:
    by_iban, by_number, by_giro, neither = rows(
        ":61:240301D10,00N102EREF", OTHER,
        ":86:/EREF/77/BENM//NAME/Bakery B.V./ADDR/Street 1/REMI/bread",
        ":61:240301C10,00N122NONREF", "0663616476", ":86:/ORDP//NAME/Firm B.V./ISDT/2024-03-01",
        ":61:240301D1,00N071NONREF", "P004500018", ":86:/BENM//NAME/Parking/REMI/1",
        ":61:240301D1,00N093NONREF", "0663616476", ":86:charges of the month",
    )  # fmt: skip
    assert (by_iban.counterparty, by_iban.counterparty_iban) == ("Bakery B.V.", OTHER)
    assert by_iban.reference == "77"
    assert (by_number.counterparty, by_number.counterparty_number) == ("Firm B.V.", "0663616476")
    assert by_giro.counterparty_number == "P004500018"
    assert neither.counterparty_number == ""


def test_a_payer_is_named_on_money_in_and_a_payee_on_money_out() -> None:
    came, went = rows(
        ":61:240301C10,00NTRFNONREF", ":86:/ORDP/PAYER LTD", "/BENM/PAYEE LTD/REMI/INV 1",
        ":61:240301D10,00NTRFNONREF", ":86:/ORDP/PAYER LTD", "/BENM/PAYEE LTD/REMI/INV 1",
    )  # fmt: skip
    assert (came.counterparty, went.counterparty) == ("PAYER LTD", "PAYEE LTD")


def test_the_polish_form_gives_name_and_account() -> None:
    came, went = rows(
        ":61:2403010301CN10,00NTRFNONREF//X1", "911-TRANSFER",
        ":86:911 TRANSFER; Z RACH.: 61109010140000071219812874; OD: JAN NOWAK; TYT.: RENT;",
        ":61:2403010301DN10,00NTRFNONREF//X2", "944-TRANSFER",
        ":86:944 Order; na rach.: ", "61109010140000071219812874; dla: SHOP; tyt.: 7; TNR: 1",
    )  # fmt: skip
    assert (came.counterparty, went.counterparty) == ("JAN NOWAK", "SHOP")
    assert came.counterparty_iban == went.counterparty_iban == "PL61109010140000071219812874"


@pytest.mark.parametrize(
    "about",
    [
        ":86:073\n:86:073~00VE02\n~20CARD PAYMENT\n~32CORNER SHOP",
        ":86:<20CARD PAYMENT<32CORNER SHOP",
        ":86:073^00VE02^20CARD PAYMENT^32CORNER SHOP",
    ],
)
def test_numbered_parts_are_read_whatever_stands_before_them(about: str) -> None:
    (one,) = rows(":61:240301D1,89S073REF1", about)
    assert (one.counterparty, one.narrative) == ("CORNER SHOP", "CARD PAYMENT")


def test_an_iban_within_the_text_is_the_other_account_unless_it_is_the_statement_s_own() -> None:
    found = read(
        statement(
            "NL58INGB0000003000",
            ":61:240301D10,00N944NONREF",
            f":86:SEPA IDEAL                IBAN: {OTHER}",
            "BIC: ABNANL2A                  NAAM: SHOP B.V. OMSCHRIJVING: 77",
            ":61:240301D5,00NCHGNONREF",
            ":86:charges of account NL58INGB0000003000",
        )
    )
    bought, charged = found.statements[0].entries
    assert (bought.counterparty, bought.counterparty_iban) == ("SHOP B.V.", OTHER)
    assert charged.counterparty_number == charged.counterparty_iban == ""


def test_a_time_cut_at_the_end_of_a_line_is_no_field() -> None:
    (one,) = rows(":61:240301D6,00NMSCNONREF", ":86:CARD 2024-02-29T16", ":26:37 SHOP", ":12:more")
    assert one.narrative.endswith("T16 :26:37 SHOP :12:more")


def test_what_only_points_to_a_reference_is_none_and_a_debit_is_no_dividend() -> None:
    (one,) = rows(":61:240301D1,65NDIVMARF", ":86:charges")
    assert (one.reference, one.type) == ("", "")


def test_lines_parted_by_two_at_signs_are_lines() -> None:
    text = statement("1", ":61:240301D10,00NMSCNONREF", ":86:177?00SENT?32JANE").replace("\n", "@@")
    found = read("@@" + text)
    (one,) = found.statements
    assert (one.opening_minor, one.closing_minor) == (10000, 9000)
    assert [(entry.minor, entry.counterparty) for entry in one.entries] == [(-1000, "JANE")]


def test_lines_that_end_with_a_carriage_return_alone_are_lines() -> None:
    text = statement("1", ":61:240301D10,00NMSCNONREF", ":86:SENT").replace("\n", "\r")
    (one,) = read(text).statements
    assert [entry.minor for entry in one.entries] == [-1000]
    assert (one.opening_minor, one.closing_minor) == (10000, 9000)


@pytest.mark.parametrize(
    ("account", "key"),
    [
        ("BARCGB22/20000012345678", "20-00-00 12345678"),
        ("BARCGB22XXX/200000/12345678", "20-00-00 12345678"),
        ("BUKBGB22/GB33BUKB20201555555555", "20-20-15 55555555"),
        ("INGBNL2A/NL91ABNA0417164300", OTHER),
        ("DABADKKK/20000012345678", "DABADKKK/20000012345678"),
    ],
)
def test_an_account_is_the_same_with_the_bank_s_bic_before_it(account: str, key: str) -> None:
    found = read(statement(account, ":61:240301D10,00NMSCNONREF"))
    assert [one.account.key for one in found.statements] == [key]


def test_a_statement_that_breaks_off_is_said_to_have_no_closing_balance() -> None:
    text = statement("1", ":61:240301D10,00NMSCNONREF")
    assert not any("break off" in note for note in read(text).notes)
    assert any("may break off" in note for note in read(text[: text.index(":62F:")]).notes)
