"""MT940 and MT942: signs, dates, pages, totals; every movement is placed and counted."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.records.mutating import every_row_is_counted, mutate
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.load import load_files
from workbench.records.prove import NOT_RECONCILED, RECONCILED, prove
from workbench.records.reading import Choice, Entry, FileRead
from workbench.records.recognise import open_file, read_file

STATEMENT = """:20:STARTUMS
:25:20000012345678
:28C:1/1
:60F:C240229GBP100,00
:61:2403010301C50,5NTRFRENT//BANK1
:86:166?00GUTSCHRIFT?20EREF+INV 7?21SVWZ+Rent for the month of Marc?22h 2024\
?30BARCGB22?31GB33BUKB20201555555555?32JANE EXAMPLE LIMITED OF LOND?33ON
:61:2403020302D20,NCHKNONREF
:86:CHEQUE 000101
:62F:C240302GBP130,50
-
"""


def read(text: str, choice: Choice | None = None) -> FileRead:
    return read_file("a.sta", text.encode(), choice)


def rows(*lines: str, opening: str = "C240229GBP100,00", closing: str = "") -> list[Entry]:
    text = f":20:A\n:25:1\n:28C:1\n:60F:{opening}\n" + "\n".join(lines) + "\n"
    found = read(text + (f":62F:{closing}\n-\n" if closing else "-\n"))
    assert not found.rejected, found.rejected
    return list(found.statements[0].entries)


def test_a_statement_is_read_with_its_account_balances_and_other_side() -> None:
    found = read(STATEMENT)
    (one,) = found.statements
    assert found.format == "MT940"
    assert one.account.key == "20-00-00 12345678"
    assert (one.opening_minor, one.closing_minor) == (10000, 13050)
    rent, cheque = one.entries
    assert (rent.minor, rent.date, rent.place) == (5050, date(2024, 3, 1), "line 5")
    assert rent.counterparty == "JANE EXAMPLE LIMITED OF LONDON"
    assert rent.counterparty_iban == "GB33BUKB20201555555555"
    assert (rent.counterparty_sort_code, rent.counterparty_number) == ("20-20-15", "55555555")
    assert (one.sequence, rent.value_date) == ("1", date(2024, 3, 1))
    assert rent.reference == "INV 7"
    assert "Rent for the month of March 2024" in rent.narrative
    assert rent.external_id == "BANK1"
    assert (cheque.minor, cheque.type, cheque.narrative) == (-2000, "CHEQUE", "CHEQUE 000101")
    proof = prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor)
    assert proof.verdict == RECONCILED


@pytest.mark.parametrize(
    ("mark", "minor"),
    [("C", 100), ("D", -100), ("RC", -100), ("RD", 100), ("CR", 100), ("DR", -100), ("RCR", -100),
     ("RDP", 100), ("CN", 100)],
)  # fmt: skip
def test_a_reversal_goes_against_what_it_takes_back_and_a_funds_letter_says_nothing(
    mark: str, minor: int
) -> None:
    assert [entry.minor for entry in rows(f":61:240301{mark}1,00NTRFX")] == [minor]


def test_an_expected_movement_is_named_and_enters_no_sum() -> None:
    found = read(":20:A\n:25:1\n:34F:GBP0,\n:61:240301EC9,99NTRFX\n-\n")
    assert found.format == "MT942"
    assert found.statements[0].entries == ()
    assert [(one.minor, one.why[:8]) for one in found.ignored] == [(999, "expected")]


def test_the_booking_day_takes_the_year_that_is_nearest_to_the_value_date() -> None:
    (one, two) = rows(":61:2312311230C1,NTRFX", ":61:2312310102C1,NTRFX")
    assert (one.date, two.date) == (date(2023, 12, 30), date(2024, 1, 2))
    assert {one.value_date, two.value_date} == {date(2023, 12, 31)}
    (leap,) = rows(":61:2403010229C1,NTRFX")
    assert leap.date == date(2024, 2, 29)


@pytest.mark.parametrize(
    "bad",
    ["240231C1,00NTRFX", "2403010230C1,00NTRFX", "240301X1,00NTRFX", "240301C1,005NTRFX",
     "240301C1.000,00NTRFX", "240301C1,00.5NTRFX", "240301CNTRFX"],
)  # fmt: skip
def test_a_movement_that_cannot_be_read_is_rejected_where_it_stands(bad: str) -> None:
    found = read(f":20:A\n:25:1\n:60F:C240229GBP1,00\n:61:{bad}\n:86:TEXT\n-\n")
    (one,) = found.rejected
    assert (one.place, found.read) == ("line 4", 1)
    assert one.raw == f":61:{bad}\n:86:TEXT"


def test_pages_that_lead_into_each_other_are_one_statement() -> None:
    pages = (
        ":20:A\n:25:1\n:28C:7/1\n:60F:C240101GBP1,00\n:61:240102C1,00NTRFX\n:62M:C240102GBP2,00\n-\n"
        ":20:A\n:25:1\n:28C:7/2\n:60M:C240102GBP2,00\n:61:240103C1,00NTRFX\n:62F:C240103GBP3,00\n-\n"
    )
    (one,) = read(pages).statements
    assert (one.opening_minor, one.closing_minor, len(one.entries)) == (100, 300, 2)
    assert one.sequence == "7"
    assert [read(page + "-\n").statements[0].sequence for page in pages.split("-\n")[:2]] == [
        "7/1", "7/2",
    ]  # fmt: skip
    two = read(pages.replace(":60M:C240102GBP2,00", ":60M:C240102GBP9,00"))
    assert len(two.statements) == 2
    assert any("do not follow on" in note for note in two.notes)


def test_control_totals_are_compared_with_what_was_read() -> None:
    text = ":20:A\n:25:1\n:34F:GBP0,\n:61:240301C1,00NTRFX\n:90D:0GBP0,\n:90C:{}GBP1,00\n-\n"
    assert any("agrees" in note for note in read(text.format(1)).notes)
    assert any("does NOT agree" in note for note in read(text.format(2)).notes)
    assert any("does NOT agree" in doubt for doubt in read(text.format(2)).doubts)
    assert not read(text.format(1)).doubts


def test_a_line_of_text_that_begins_with_a_hyphen_does_not_end_the_statement() -> None:
    (one,) = rows(":61:240301C1,00NTRFX", ":86:Invoice", "-Nr. 7", closing="C240301GBP101,00")
    assert one.narrative == "Invoice -Nr. 7"


def test_untidy_fields_of_real_banks_are_read() -> None:
    head = ":20:A\n:25:1\n:60F:C240229GBP1,00\n"
    wrapped = read(head + ":61:2403010301CR\n1,00NTRFX\n:62F:C240301GBP2,00\n -\n")
    assert [entry.minor for entry in wrapped.statements[0].entries] == [100]
    assert wrapped.statements[0].closing_minor == 200
    interest = read(head + ":61:2302300301D1,00NINTX\n-\n")
    (row,) = interest.statements[0].entries
    assert (row.date, row.value_date) == (date(2023, 3, 1), None)
    assert any("360 days" in note for note in interest.notes)
    own = read(":20:A\n:25:1291.99.348EUR\n:60F:C240229EUR1,00\n:62F:C240229EUR1,00\n-\n")
    assert own.statements[0].account.key == "1291.99.348"


def test_the_letters_of_dos_are_read_and_said() -> None:
    text = ":20:A\n:25:1\n:60F:C240229EUR1,00\n:61:240301C1,00NTRFX\n:86:M\u00fcller\n-\n"
    found = read_file("a.sta", text.encode("cp850"))
    assert found.encoding == "DOS 850"
    assert found.statements[0].entries[0].narrative == "M\u00fcller"
    assert any("DOS" in note for note in found.notes)


def test_tags_between_slashes_give_the_other_side() -> None:
    (one,) = rows(
        ":61:240301D1,00NTRFX",
        ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL32INGB0000012345/BIC/INGBNL2A/NAME/J JANSEN"
        "/REMI/Rent/EREF/E1",
    )
    assert (one.counterparty, one.counterparty_number, one.reference) == (
        "J JANSEN", "NL32INGB0000012345", "E1",
    )  # fmt: skip


def test_a_message_without_a_currency_asks_for_it() -> None:
    text = ":20:A\n:25:1\n:61:240301C1,00NTRFX\n-\n"
    with pytest.raises(Refused, match="--currency"):
        read(text)
    assert read(text, Choice(currency="EUR")).statements[0].entries[0].currency == "EUR"


def test_one_account_cannot_be_said_for_a_file_of_several() -> None:
    with pytest.raises(Refused, match="several accounts"):
        read(STATEMENT + STATEMENT.replace("12345678", "87654321"), Choice(account="mine"))


def test_a_broken_statement_is_found_out_by_its_balances() -> None:
    (one,) = read(STATEMENT.replace("130,50", "131,50")).statements
    proof = prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor)
    assert proof.verdict == NOT_RECONCILED


def test_genuine_twins_in_two_statements_of_one_file_both_load(
    case: Case, tmp_path_factory: pytest.TempPathFactory
) -> None:
    twin = ":61:2403010301D5,00NMSCNONREF\n:86:COFFEE\n"
    text = (
        ":20:A\n:25:20000012345678\n:60F:C240301GBP100,00\n" + twin + ":62F:C240301GBP95,00\n-\n"
        ":20:B\n:25:20000012345678\n:60F:C240301GBP95,00\n" + twin + ":62F:C240301GBP90,00\n-\n"
    )
    path = tmp_path_factory.mktemp("twins") / "a.sta"
    path.write_text(text, encoding="utf-8")
    (outcome,) = load_files(case, [path])
    assert outcome.ok
    assert (outcome.read, outcome.loaded, outcome.duplicates) == (2, 2, 0)
    assert outcome.verdict == RECONCILED


def test_the_raw_text_of_a_place_is_the_movement_and_its_information() -> None:
    raws = dict(open_file("a", STATEMENT.encode(), Choice()).raw_rows())
    assert raws["line 7"] == ":61:2403020302D20,NCHKNONREF\n:86:CHEQUE 000101"


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=2000)
@given(st.data())
def test_a_mutated_file_never_crashes_and_never_loses_a_row(data: st.DataObject) -> None:
    every_row_is_counted(mutate(data, STATEMENT.encode() * 2, b"0189,.-:{}?/\nCDRN6F \xff\x00\x01"))
