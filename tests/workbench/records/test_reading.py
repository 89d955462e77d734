"""Files of each layout, read from bytes: every row is counted, none is guessed."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shared_data import shared
from tests.workbench.records import layout_samples
from tests.workbench.records.other_samples import OTHER_SAMPLES
from tests.workbench.records.wild_samples import WILD, WILD_QUANTITIES
from workbench.errors import Refused
from workbench.money import LARGEST
from workbench.records.layout import FOLDER, choice, layouts, parse_layout
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import read_file

SAMPLES = {
    "barclays": (
        "Number,Date,Account,Amount,Subcategory,Memo\n"
        ",05/09/2026,20-00-00 12345678,-60.00,DIRECTDEBIT,BRITISH GAS        1234567         DDR\n"
        ",03/09/2026,20-00-00 12345678,2000.00,DIRECTDEP,ACME LTD           SALARY           BGC\n"
        ",02/09/2026,20-00-00 12345678,-50.00,FT,201815 87654321    MOBILE-CHANNEL    FT\n"
    ),
    "hsbc": '01/09/2026,TESCO STORES 3297,-12.34\n03/09/2026,ACME LTD SALARY,"2,000.00"\n',
    "hsbc-columns": (
        "Date,Type,Description,Paid out,Paid in,Balance\n"
        "01 Sep 2026,VIS,TESCO,12.34,,\n01 Sep 2026,ATM,CASH,50.00,,937.66\n"
        "02 Sep 2026,CR,ACME,,100.00,1037.66\n"
    ),
    "lloyds": (
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
        "Debit Amount,Credit Amount,Balance,\n"
        "05/09/2026,DD,'30-00-00,12345678,BRITISH GAS,60.00,,2940.00\n"
        "03/09/2026,FPI,'30-00-00,12345678,J DOE RP0101100011 RENT   10 03SEP26 16:05,,2000,3000\n"
        "01/09/2026,DEB,'30-00-00,12345678,TESCO STORES 3297,12.34,,1000.00\n"
    ),
    "natwest": (
        "\nDate, Type, Description, Value, Balance, Account Name, Account Number\n"
        '01/09/2026,POS,"\'4321 01SEP26 TESCO STORES 3297 , LONDON GB",-12.34,1000.00,'
        '"\'MR J SMITH","\'600000-12345678"\n'
        '03/09/2026,BAC,"ACME LTD , SALARY",2000.00,3000.00,"\'MR J SMITH","\'600000-12345678"\n'
    ),
    "santander": (
        "From:\u00a001/09/2026 to 30/09/2026\n\nAccount:\u00a0XXXX XXXX XXXX 9876\n\n"
        "Date:\u00a005/09/2026\nDescription:\u00a0DIRECT DEBIT PAYMENT TO BRITISH GAS REF 1234\n"
        "Amount:\u00a0-60.00\u00a0\nBalance:\u00a02940.00\u00a0\n\n"
        "Date: 03/09/2026\nDescription: BANK GIRO CREDIT REF ACME LTD SALARY\n"
        "Amount: 2000.00 \nBalance: 3000.00 \n"
    ),
    "nationwide": (
        '"Account Name:","FlexDirect ****12345"\n"Account Balance:","£2,940.00"\n'
        '"Available Balance: ","£2,940.00"\n\n'
        '"Date","Transaction type","Description","Paid out","Paid in","Balance"\n'
        '"03 Sep 2026","Bank credit","ACME LTD SALARY","","£2,000.00","£3,000.00"\n'
        '"05 Sep 2026","Direct debit","BRITISH GAS","£60.00","","£2,940.00"\n'
    ),
    "monzo": (
        "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,"
        "Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,"
        "Money In\n"
        "tx_1,01/09/2026,08:12:44,Card payment,Pret A Manger,☕,Eating out,-4.50,GBP,-4.50,GBP,,"
        "1 Oxford St,,PRET A MANGER LONDON GBR,,-4.50,\n"
        "tx_2,01/09/2026,17:02:10,Faster payment,ACME LTD,,Income,2450.00,GBP,2450.00,GBP,,,,"
        "ACME LTD SALARY SEP,,,2450.00\n"
    ),
    "monzo-2018": (
        "id,created,amount,currency,local_amount,local_currency,category,emoji,description,"
        "address,notes,receipt\n"
        "tx_1,2018-02-26 17:43:35 +0000,-4.50,GBP,-4.50,GBP,eating_out,,Pret,,,\n"
    ),
    "starling": (
        "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes\n"
        "01/09/2026,Opening Balance,,,0.00,1000.00,,\n"
        "02/09/2026,TESCO STORES,TESCO STORES 2231 LONDON,CONTACTLESS,-12.34,987.66,GROCERIES,\n"
        "03/09/2026,ACME LTD,SEPT SALARY,FASTER PAYMENT,2000.00,2987.66,INCOME,\n"
    ),
    "revolut": (
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "TOPUP,Current,2026-09-03 08:00:00,2026-09-03 08:00:05,Payment from John Smith,500.00,0.00,"
        "GBP,COMPLETED,1487.66\n"
        "EXCHANGE,Current,2026-09-04 12:00:00,2026-09-04 12:00:01,Exchanged to EUR,-100.00,0.50,"
        "GBP,COMPLETED,1387.16\n"
        "CARD_PAYMENT,Current,2026-09-05 13:00:00,,Pending Coffee,-3.00,0.00,GBP,PENDING,\n"
        "EXCHANGE,Current,2026-09-04 12:00:00,2026-09-04 12:00:01,Exchanged from GBP,115.00,0.00,"
        "EUR,COMPLETED,115.00\n"
    ),
    "revolut-2018": (
        "Completed Date ; Reference ; Paid Out (EUR) ; Paid In (EUR) ; Exchange Out ; Exchange In"
        " ; Balance (EUR) ; Exchange Rate ; Category\n"
        "Oct 18, 2018 ; Coffee, black ; 3.50 ; ; ; ; 96.50 ; ; food\n"
    ),
    "chase": (
        "Date,Time,Transaction Type,Transaction Description,Amount,Currency,Balance\n"
        "12 August 2026,12:07,Transfer,To Saver,-45.67,GBP,954.33\n"
        '3 September 2026,08:44,Payment,From A N OTHER - TOPUP,"500.00",GBP,"1,454.33"\n'
    ),
    "first-direct": "Date,Description,Amount,Balance\n01/09/2026,TESCO,-12.34,100.00\n",
    "john-lewis": (
        "Date Processed,Description,Amount,\n"
        "Pending,WAITROSE,£10.00,\n22-Apr-2018,WAITROSE,£20.00,\n"
        '23-Apr-2018,DIRECT DEBIT TRANSACTION,"+ £1,100.00",CR\n'
    ),
    "barclaycard": "01 Aug 26,TESCO,Visa,MR A N OTHER,Groceries,,12.34\n"
    "05 Aug 26,PAYMENT,Visa,MR A N OTHER,Payments,100.00,\n",
    "tesco-card": (
        "Transaction Date,Posting Date,Billing Amount,Merchant,Merchant City,Merchant County,"
        "Merchant Postal Code,Reference Number,Debit/Credit Flag,SICMCC Code\n"
        '14/09/2026,15/09/2026,"-£20.00",DIRECT DEBIT,THANK YOU,,,,Credit,\n'
        "03/09/2026,04/09/2026,£12.34,EXAMPLE BOOKSHOP,YORK,,,7,Debit,5942\n"
    ),
    "amex": (
        "Date,Description,Amount,Extended Details,Appears On Your Statement As,Address,Town/City,"
        "Postcode,Country,Reference,Category\n"
        "02/09/2026,TESCO,12.34,,TESCO,1 HIGH ST,LONDON,SW1A 1AA,UNITED KINGDOM,'AT2,Groceries\n"
        "04/09/2026,PAYMENT RECEIVED,-500.00,,PAYMENT RECEIVED,,,,,'AT3,\n"
    ),
    "bank-of-ireland": "Date,Details,Debit,Credit,Balance\n01/09/2017,Bill,5.5,,94.50\n",
    "berka": (
        '"trans_id";"account_id";"date";"type";"operation";"amount";"balance";"k_symbol";"bank";'
        '"account"\n'
        '452728;1539;930103;"PRIJEM";"VKLAD";600.00;600.00;"";;\n'
        '452729;1539;930105;"VYBER";"VYBER";100.00;500.00;"";;\n'
        '452730;1539;930107;"VYDAJ";"PREVOD NA UCET";50.00;450.00;"SIPO";"YZ";"62457513"\n'
    ),
    "payments": (
        "id,date,from,to,amount,time,currency,reference\n"
        "P1,2024-03-01,Alpha,Beta,1000.00,09:30,GBP,rent\nP2,2024-03-01,Beta,Gamma,250,,,\n"
    ),
    "accounts": "account,name,held,opening,currency\nAlpha,A Ltd,yes,-10.50,GBP\nBeta,B,no,,\n",
    "fincen-flows": (
        "id,icij_sar_id,filer_org_name_id,filer_org_name,begin_date,end_date,originator_bank_id,"
        "originator_bank,originator_bank_country,originator_iso,beneficiary_bank_id,"
        "beneficiary_bank,beneficiary_bank_country,beneficiary_iso,number_transactions,"
        "amount_transactions\n"
        '1,3297,f,F,"Mar 25, 2015","Sep 25, 2015",a-bank,A Bank,X,XXX,b-bank,B Bank,Y,YYY,68.0,'
        "56898523.47\n"
        "2,3297,f,F,,,a-bank,A Bank,X,XXX,b-bank,B Bank,Y,YYY,1.0,1.0\n"
    ),
    "berka-accounts": '"account_id";"district_id";"frequency";"date"\n1539;1;"POPLATEK";930103\n',
}

SUMS = {
    "barclays": {"20-00-00 12345678": 189000},
    "hsbc": {"": 198766},
    "hsbc-columns": {"": 3766},
    "lloyds": {"30-00-00 12345678": 192766},
    "natwest": {"60-00-00 12345678": 198766},
    "santander": {"Santander UK XXXX XXXX XXXX 9876": 194000},
    "nationwide": {"Nationwide Building Society FlexDirect ****12345": 194000},
    "monzo": {"": 244550},
    "monzo-2018": {"": -450},
    "starling": {"": 198766},
    "revolut": {"Revolut Current GBP": 39950, "Revolut Current EUR": 11500},
    "revolut-2018": {"": -350},
    "chase": {"": 45433},
    "first-direct": {"": -1234},
    "john-lewis": {"": 108000},
    "barclaycard": {"": 8766},
    "tesco-card": {"": 766},
    "amex": {"": 48766},
    "bank-of-ireland": {"": -550},
    "berka": {"1539": 45000},
}


def read(text: str, said: Choice | None = None, encoding: str = "utf-8") -> FileRead:
    return read_file("statement.csv", text.encode(encoding), said)


def counted(found: FileRead) -> bool:
    rows = {entry.row for statement in found.statements for entry in statement.entries}
    parts = len(rows) + len(found.payments) + len(found.accounts)
    return found.read == parts + len(found.ignored) + len(found.rejected)


def sums(found: FileRead) -> dict[str, int]:
    return {
        statement.account.key: sum(entry.minor for entry in statement.entries)
        for statement in found.statements
    }


def test_every_layout_has_a_sample() -> None:
    made = {*SAMPLES, *OTHER_SAMPLES, *layout_samples.SAMPLES, *layout_samples.QUANTITIES}
    asked = {"three-columns", "three-columns-card", "signed-balance", "signed-balance-card"}
    assert made | {*WILD, *WILD_QUANTITIES} | asked == set(layouts())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_layout_is_recognised_by_its_content_and_every_row_is_counted(name: str) -> None:
    found = read(SAMPLES[name])
    assert found.layout == name
    assert not found.rejected
    assert counted(found)


@pytest.mark.parametrize("name", SUMS)
def test_a_statement_adds_up_to_what_it_says(name: str) -> None:
    assert sums(read(SAMPLES[name])) == SUMS[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_naming_the_layout_reads_the_same(name: str) -> None:
    assert read(SAMPLES[name], choice(name, None, None)) == read(SAMPLES[name])


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings_change_nothing(ends: str, encoding: str) -> None:
    plain = read(SAMPLES["nationwide"])
    other = read(SAMPLES["nationwide"].replace("\n", ends), encoding=encoding)
    assert other.statements == plain.statements


def test_a_narrative_gives_name_reference_type_and_account() -> None:
    first, second, third = read(SAMPLES["barclays"]).statements[0].entries
    assert (first.counterparty, first.reference, first.type) == (
        "BRITISH GAS", "1234567", "DIRECT_DEBIT",
    )  # fmt: skip
    assert (second.counterparty, second.type) == ("ACME LTD", "BACS_CREDIT")
    assert (third.counterparty_sort_code, third.counterparty_number) == ("20-18-15", "87654321")
    _, faster, card = read(SAMPLES["lloyds"]).statements[0].entries
    assert (faster.counterparty, faster.reference) == ("J DOE", "RP0101100011 RENT")
    assert (card.counterparty, card.type) == ("TESCO STORES 3297", "CARD")
    assert read(SAMPLES["natwest"]).statements[0].entries[0].counterparty == "TESCO STORES 3297"
    debit = read(SAMPLES["santander"]).statements[0].entries[0]
    assert (debit.counterparty, debit.reference) == ("BRITISH GAS", "1234")


def test_the_narrative_itself_stays_as_the_bank_wrote_it() -> None:
    entry = read(SAMPLES["natwest"]).statements[0].entries[0]
    assert entry.narrative == "'4321 01SEP26 TESCO STORES 3297 , LONDON GB"


def test_an_opening_balance_row_is_no_movement_and_opens_the_statement() -> None:
    found = read(SAMPLES["starling"])
    assert found.statements[0].opening_minor == 100000
    assert [row.why for row in found.ignored] == ["the opening balance is no movement"]


def test_a_pending_row_is_left_aside_and_named_with_its_amount() -> None:
    (row,) = read(SAMPLES["revolut"]).ignored
    assert (row.place, row.minor) == ("line 4", -300)
    assert "pending" in row.why
    assert "Pending Coffee" in row.raw


def test_a_fee_that_comes_off_the_balance_is_an_entry_of_its_own() -> None:
    entries = read(SAMPLES["revolut"]).statements[0].entries
    fee = entries[-1]
    assert (fee.minor, fee.type, fee.balance_minor, fee.row) == (-50, "FEE", 138716, 2)
    assert entries[-2].balance_minor is None


def test_a_genuine_twin_stays_two_rows() -> None:
    twice = "Date,Description,Amount,Balance\n" + "01/09/2026,COFFEE,-3.00,\n" * 2
    assert [entry.minor for entry in read(twice).statements[0].entries] == [-300, -300]


def test_a_table_of_payments_is_read() -> None:
    one, two = read(SAMPLES["payments"]).payments
    assert (one.id, one.payer, one.payee, one.minor, one.currency, one.time, one.reference) == (
        "P1", "Alpha", "Beta", 100000, "GBP", "09:30:00", "rent",
    )  # fmt: skip
    assert (two.minor, two.currency, two.time) == (25000, "GBP", None)


def test_a_table_of_accounts_is_read() -> None:
    one, two = read(SAMPLES["accounts"]).accounts
    assert (one.key, one.name, one.held, one.opening_minor) == ("Alpha", "A Ltd", True, -1050)
    assert (two.held, two.opening_minor) == (False, None)


def test_a_flow_without_a_date_is_counted_and_named() -> None:
    found = read(SAMPLES["fincen-flows"])
    assert found.payments[0].reference == "3297; from Mar 25, 2015 to Sep 25, 2015; 68 payments"
    assert found.payments[0].currency == "USD"
    assert [(row.place, row.why) for row in found.ignored] == [
        ("line 3", "the flow has no date, so it has no place in the order of payments")
    ]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("P1,2024-02-30,A,B,5", "'2024-02-30' is no date"),
        ("P1,,A,B,5", "the row has no date"),
        ("P1,2024-02-01,A,B,12..34", "'12..34' is no amount of GBP"),
        ("P1,2024-02-01,A,B,", "the row has no amount"),
        ("P1,2024-02-01,A,B,-5", "the amount is negative: swap the payer and the payee instead"),
        ("P1,2024-02-01,,B,5", "the row does not say who paid"),
        ("P1,2024-02-01,A,,5", "the row does not say who was paid"),
        (",2024-02-01,A,B,5", "the row has no id"),
        ("P0,2024-02-01,A,B,5", "the payment P0 stands twice: it is already at line 2"),
        ("P1,2024-02-01,A,B", "the row has 4 cells where the table has 5"),
        ("P1,2024-02-01,A,B,1,000.00", "the row has 6 cells where the table has 5"),
        ("P1,2024-02-01,A,B,€5.00", "'€5.00' is not in GBP"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, why: str) -> None:
    found = read(f"id,date,from,to,amount\nP0,2024-01-01,A,B,1.00\n{row}\n")
    assert [(bad.place, bad.why, bad.raw) for bad in found.rejected] == [("line 3", why, row)]
    assert counted(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"statement\.csv: the file is empty"),
        (" \n\n", "the file is empty"),
        ("a,b,c\n1,2,3\n", "line 1: no known layout has the columns a, b, c.*--layout"),
        ("Posted On,Details,Money Out\n01/09/2026,x,1\n", "no known layout has the columns Posted"),
        ("hello world\n", "the file holds no table"),
        ("id,date,from,to,amount\n", "a header and no rows"),
        ('id,date,from,to,amount\nP1,2024-01-01,A,"B,1\nP2,2024-01-01,A,B,1\n', "line 2: .*breaks"),
        ("id,date,from,to,amount\nP1,03/04/2024,A,B,1\n", "day/month.*--layout NAME:dmy"),
        ('id,date,from,to,amount,currency\nP1,2024-01-01,A,B,"1,234",KWD\n', "decimal comma"),
        ("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "DOCTYPE.*hostile"),
        ("<html><body>statement</body></html>", "XML or HTML"),
        ("id,date,from,to,amount\nP1,2024-01-01,A,B,1\0\n", "not text: it holds NUL bytes"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_line(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        read(text)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n rest", "a picture"),
        (b"\x1f\x8b\x08rest", "gzip archive. Unpack it first"),
        (b"MZ\x90", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old or a locked workbook"),
        (b"PK\x03\x04garbage", "damaged or cut short"),
        (b"date,\x81\x8d\xff\xfe", "no encoding"),
    ],
)
def test_what_is_no_record_at_all_is_named_for_what_it_is(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_file("thing.csv", content)


def test_the_person_can_say_what_the_file_leaves_open() -> None:
    text = "id,date,from,to,amount\nP1,03/04/2024,A,B,1\n"
    assert read(text, choice("payments:dmy", None, None)).payments[0].date == date(2024, 4, 3)
    assert read(text, choice("payments:mdy", None, None)).payments[0].date == date(2024, 3, 4)
    assert read(text, choice("payments:dmy", None, "eur")).payments[0].currency == "EUR"


def test_an_account_the_file_does_not_state_can_be_said_and_one_it_states_cannot_be_changed() -> (
    None
):
    found = read(SAMPLES["monzo"], choice(None, "04-00-04 12345678", None))
    account = found.statements[0].account
    assert (account.key, account.sort_code, account.number) == (
        "04-00-04 12345678", "04-00-04", "12345678",
    )  # fmt: skip
    with pytest.raises(Refused, match="of account 30-00-00 12345678, not 20-00-00 87654321"):
        read(SAMPLES["lloyds"], choice(None, "20-00-00 87654321", None))


@pytest.mark.parametrize(
    ("layout", "currency", "said"),
    [
        ("nobank", None, "no layout called nobank.*Choose one of: accounts"),
        ("payments:xyz", None, "cannot be told 'xyz'"),
        (None, "pounds", "not a currency"),
    ],
)
def test_a_choice_that_there_is_not_is_refused(layout: str, currency: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        choice(layout, None, currency)


def test_the_wrong_layout_says_what_it_would_need() -> None:
    with pytest.raises(Refused, match=r"not written in the layout lloyds, which needs .*sort code"):
        read(SAMPLES["monzo"], choice("lloyds", None, None))


def test_a_sum_beyond_what_can_be_kept_is_refused() -> None:
    rows = "".join(f"P{n},2024-01-01,A,B,{LARGEST // 200}\n" for n in range(3))
    with pytest.raises(Refused, match="more than can be kept"):
        read(f"id,date,from,to,amount\n{rows}")


def test_a_layout_file_says_what_is_wrong_with_it() -> None:
    with pytest.raises(Refused, match=r"x\.toml: this is not a layout: .*colour"):
        parse_layout('name="a"\ntitle="t"\nversion="1"\ncolour="red"', where="x.toml")
    with pytest.raises(Refused, match="shoe is not a role"):
        parse_layout('name="a"\ntitle="t"\nversion="1"\n[[column]]\nrole="shoe"', where="x.toml")


def test_each_layout_is_named_as_its_file_and_says_its_evidence() -> None:
    for path in FOLDER.glob("*.toml"):
        layout = layouts()[path.stem]
        assert layout.evidence
        assert layout.version


@pytest.mark.parametrize(
    ("file", "layout", "count", "total"),
    [
        ("countinghouse__barclays.csv", "barclays", 3, 192766),
        ("countinghouse__chase.csv", "chase", 3, 41985),
        ("countinghouse__hsbc.csv", "hsbc", 2, 198766),
        ("countinghouse__lloyds.csv", "lloyds", 3, 192766),
        ("countinghouse__monzo.csv", "monzo", 9, 198894),
        ("countinghouse__natwest.csv", "natwest", 2, 198766),
        ("ofxstatement-lloyds__sample-statement.csv", "lloyds", 6, -399899),
        ("bank2ynab__test_BOI_TransactionExport.csv", "bank-of-ireland", 27, -41961),
    ],
)
def test_files_that_nobody_here_wrote_read_as_their_list_says(
    file: str, layout: str, count: int, total: int
) -> None:
    found = read_file(file, shared(f"fixtures/{file}").read_bytes())
    entries = [entry for statement in found.statements for entry in statement.entries]
    assert (found.layout, len(entries), sum(entry.minor for entry in entries)) == (
        layout, count, total,
    )  # fmt: skip


def test_real_flows_between_banks_are_all_accounted_for() -> None:
    content = shared("data/fincen_files/transactions_map.csv").read_bytes()
    found = read_file("transactions_map.csv", content)
    assert (found.read, len(found.payments), len(found.ignored)) == (2126, 2124, 2)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    total = sum(
        int(whole) * 100 + int(part.ljust(2, "0"))
        for row in rows
        if row["begin_date"]
        for whole, part in [row["amount_transactions"].split(".")]
    )
    assert sum(payment.minor for payment in found.payments) == total


CELL = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters='"'),
    max_size=12,
).map(lambda text: text.replace(",", ""))


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), max_size=12))
def test_no_row_of_any_table_is_lost(rows: list[tuple[str, ...]]) -> None:
    text = "id,date,from,to,amount\n" + "".join(",".join(row) + "\n" for row in rows)
    held = sum(any(cell.strip() for cell in row) for row in rows)
    try:
        found = read(text)
    except Refused:
        return
    assert found.read >= held - sum("\u0085" in "".join(row) for row in rows)
    assert counted(found)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(SAMPLES)),
    edits=st.lists(
        st.tuples(st.integers(0, 2000), st.binary(max_size=3), st.integers(0, 4)), max_size=8
    ),
    cut=st.one_of(st.none(), st.integers(0, 2000)),
)
def test_a_mutated_file_never_crashes_and_never_loses_a_row(
    name: str, edits: list[tuple[int, bytes, int]], cut: int | None
) -> None:
    content = bytearray(SAMPLES[name].encode())
    for at, new, gone in edits:
        start = at % (len(content) or 1)
        content[start : start + gone] = new
    data = bytes(content[:cut])
    try:
        found = read_file("mutated.csv", data)
    except Refused:
        return
    assert counted(found)
    places = [row.place for row in (*found.ignored, *found.rejected)]
    places += [entry.place for statement in found.statements for entry in statement.entries]
    assert all(re.fullmatch("line [0-9]+", place) for place in places)


def test_rows_keep_the_order_of_the_file() -> None:
    entries = read(SAMPLES["lloyds"]).statements[0].entries
    assert all(one.row < two.row for one, two in pairwise(entries))
