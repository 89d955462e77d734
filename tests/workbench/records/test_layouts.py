"""Layouts of banks, cards and exchanges: a file in each comes to what it says, to the penny."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workbench.records.layout_samples import QUANTITIES, SAMPLES
from tests.workbench.records.other_samples import OTHER_SAMPLES
from workbench.errors import Refused
from workbench.records.layout import choice, layouts
from workbench.records.prove import RECONCILED, prove
from workbench.records.reading import Entry, FileRead
from workbench.records.recognise import read_file


def read(text: str) -> FileRead:
    return read_file("a.csv", text.encode())


def entries(found: FileRead) -> list[Entry]:
    return [entry for one in found.statements for entry in one.entries]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_comes_to_its_amounts_its_balance_and_its_rows_left_aside(name: str) -> None:
    sample = SAMPLES[name]
    found = read(sample.text)
    assert found.layout == name
    assert not found.rejected
    assert [entry.minor for entry in entries(found)] == sample.amounts
    assert len(found.ignored) == sample.aside
    assert len({entry.row for entry in entries(found)}) + sample.aside == found.read
    stated = [entry.balance_minor for entry in entries(found) if entry.balance_minor is not None]
    assert (stated[-1] if stated else None) == sample.balance
    assert entries(found)[0].date == date.fromisoformat(sample.first)
    assert sample.kind in {"", entries(found)[0].type}
    assert sample.account in {"", found.statements[0].account.key}


@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name].balance is not None])
def test_a_balance_that_the_file_states_proves_its_amounts(name: str) -> None:
    found = read(SAMPLES[name].text)
    (one,) = found.statements
    proof = prove(
        one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor,
        rule=found.proof,
    )  # fmt: skip
    assert proof.verdict == RECONCILED


@pytest.mark.parametrize("name", QUANTITIES)
def test_an_export_of_quantities_is_recognised_and_each_row_is_left_aside(name: str) -> None:
    found = read(QUANTITIES[name])
    assert (found.layout, found.read, len(found.ignored)) == (name, 1, 1)
    assert found.ignored[0].why
    assert found.ignored[0].minor is None


@pytest.mark.parametrize("name", [*SAMPLES, *QUANTITIES, *OTHER_SAMPLES])
def test_no_other_layout_fits_a_file_as_well(name: str) -> None:
    text = SAMPLES[name].text if name in SAMPLES else (QUANTITIES | OTHER_SAMPLES)[name]
    assert read(text) == read_file("a.csv", text.encode(), choice(name, None, None))


def test_each_layout_says_where_it_was_seen() -> None:
    assert not [layout.name for layout in layouts().values() if len(layout.evidence) < 10]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("starling", "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP)"),
        ("starling", "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Notes"),
        ("monzo", ("Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,"
         "Local currency,Notes and #tags,Address,Receipt,Description,Category split")),
        ("monzo", ("Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,"
         "Local currency,Notes and #tags,Address,Receipt,Description,Category split,Balance,"
         "Balance currency")),
        ("binance", "UTC_Time,Account,Operation,Coin,Change,Remark"),
        ("coinbase", ("Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,"
         "Spot Price at Transaction,Subtotal,Total (inclusive of fees),Fees,Notes")),
        ("kraken", "txid,refid,time,type,subtype,aclass,subclass,asset,wallet,amount,fee,balance"),
        ("kraken", "txid,refid,time,type,subtype,aclass,asset,wallet,amount,fee,balance,amountusd"),
        ("coinbase-pro", ("type,time,amount,balance,amount/balance unit,transfer id,trade id,"
         "order id")),
        ("etherscan", ("Transaction Hash,Blockno,UnixTimestamp,DateTime (UTC),ParentTxFrom,"
         "ParentTxTo,ParentTxETH_Value,From,TxTo,ContractAddress,Value_IN(ETH),Value_OUT(ETH),,"
         "Historical $Price/ETH,Status,ErrCode,Type")),
        ("ledger-live", ("Operation Date,Currency Ticker,Operation Type,Operation Amount,"
         "Operation Fees,Operation Hash,Account Name,Account id")),
        ("electrum", "transaction_hash,label,value,timestamp"),
        ("amex-card-member", "Date,Description,Card Member,Account #,Amount"),
        ("metro", "Date,Details,Transaction Type,In,Out"),
        ("wise", ("TransferWise ID,Date,Amount,Currency,Description,Payment Reference,"
         "Running Balance,Exchange From,Exchange To,Buy - Loss,Exchange Rate,Payer Name,"
         "Payee Name,Payee Account Number,Merchant,Total fees")),
    ],
)  # fmt: skip
def test_every_known_generation_of_a_header_is_recognised(name: str, header: str) -> None:
    row = ",".join("x" for _ in header.split(","))
    opened = read_file("a.csv", f"{header}\n{row}\n".encode())
    assert opened.layout == name


def test_an_unsigned_amount_of_a_statement_is_not_taken_for_one_paid_in() -> None:
    """A table like Wise's with a direction of its own is not read as if it were signed."""
    header = "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Direction"
    with pytest.raises(Exception, match="no known layout"):
        read(f"{header}\nT-1,01-09-2026,10.50,GBP,Shop,R,OUT\n")


def test_a_table_that_does_not_say_which_way_its_amounts_go_is_asked_about() -> None:
    text = "Date,Description,Amount\n" + "".join(f"{n}/09/2026,A SHOP,-1.5\n" for n in range(9, 15))
    with pytest.raises(Refused, match="three-columns and three-columns-card equally well"):
        read(text)
    for name, minor in (("three-columns", -150), ("three-columns-card", 150)):
        found = read_file("a.csv", text.encode(), choice(name, None, None))
        assert {entry.minor for entry in entries(found)} == {minor}
        assert (found.read, found.rejected) == (6, ())


@pytest.mark.parametrize(
    "header",
    [
        "Date,,Description,,Money in,Money Out,Balance",
        "Transaction Date,,Details,,Paid In (£),Paid Out (£),Balance (£)",
        "Posting Date,,Narrative,,Credit,Debit,Running Balance",
    ],
)
def test_columns_that_say_which_way_need_no_named_layout(header: str) -> None:
    found = read(f"{header}\n13/09/2026,,A LTD,,100.00,,250.00\n14/09/2026,,RENT,,,50.00,200.00\n")
    assert (found.layout, found.read) == ("in-and-out", 2)
    assert [(entry.minor, entry.balance_minor) for entry in entries(found)] == [
        (10000, 25000), (-5000, 20000),
    ]  # fmt: skip
