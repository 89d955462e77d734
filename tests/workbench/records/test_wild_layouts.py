"""Further layouts of banks, payment services and exchanges, as public programs have them."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from tests.workbench.records.wild_samples import WILD, WILD_QUANTITIES
from workbench.errors import Refused
from workbench.records.layout import choice
from workbench.records.prove import RECONCILED, prove
from workbench.records.reading import Entry, FileRead
from workbench.records.recognise import read_file


def read(text: str, layout: str | None = None) -> FileRead:
    return read_file("a.csv", text.encode(), choice(layout, None, None))


def entries(found: FileRead) -> list[Entry]:
    return [entry for one in found.statements for entry in one.entries]


@pytest.mark.parametrize("name", WILD)
def test_a_file_comes_to_its_amounts_its_balance_and_its_rows_left_aside(name: str) -> None:
    sample = WILD[name]
    found = read(sample.text)
    assert (found.layout, found.rejected) == (name, ())
    assert [entry.minor for entry in entries(found)] == sample.amounts
    assert len(found.ignored) == sample.aside
    assert len({entry.row for entry in entries(found)}) + sample.aside == found.read
    stated = [entry.balance_minor for entry in entries(found) if entry.balance_minor is not None]
    assert (stated[-1] if stated else None) == sample.balance
    assert entries(found)[0].date == date.fromisoformat(sample.first)
    assert sample.kind in {"", entries(found)[0].type}
    assert sample.account in {"", found.statements[0].account.key}


@pytest.mark.parametrize("name", [name for name in WILD if WILD[name].balance is not None])
def test_a_balance_that_the_file_states_proves_its_amounts(name: str) -> None:
    found = read(WILD[name].text)
    one = next(one for one in found.statements if one.entries)
    proof = prove(
        one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor,
        rule=found.proof,
    )  # fmt: skip
    assert proof.verdict == RECONCILED


@pytest.mark.parametrize("name", WILD_QUANTITIES)
def test_an_export_of_quantities_is_recognised_and_each_row_is_left_aside(name: str) -> None:
    found = read(WILD_QUANTITIES[name])
    assert (found.layout, found.read, len(found.ignored)) == (name, 1, 1)
    assert found.ignored[0].why


@pytest.mark.parametrize("name", [*WILD, *WILD_QUANTITIES])
def test_no_other_layout_fits_a_file_as_well(name: str) -> None:
    text = WILD[name].text if name in WILD else WILD_QUANTITIES[name]
    assert read(text) == read(text, name)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("aib", ("Posted Account, Posted Transactions Date, Description, Debit Amount,"
         " Credit Amount, Balance, Transaction Type")),
        ("aib", ("Masked Card Number, Posted Transactions Date, Description, Debit Amount,"
         " Credit Amount, Posted Currency, Transaction Type, Local Currency Amount,"
         " Local Currency")),
        ("stripe", ("balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,"
         "reporting_category,source_id,description,customer_facing_amount,"
         "customer_facing_currency")),
        ("revolut", ("Type,Started Date,Completed Date,Description,Amount,Fee,Currency,State,"
         "Balance")),
        ("co-operative-business", ("Trans Date,Description,Bank Ref,Customer Ref,Credit,Debit,"
         "Running Balance")),
        ("coinbase", ("ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,"
         "Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
         "Fees and/or Spread,Notes,Sender Address,Recipient Address")),
        ("coinbase", ("Timestamp,Transaction Type,Asset,Quantity Transacted,Spot Price Currency,"
         "Spot Price at Transaction,Subtotal,Total (inclusive of fees and/or spread),"
         'Fees and/or Spread,Notes,Asset Acquired,"Asset Disposed (Sold, Sent, etc)"')),
        ("in-and-out", "Date,Transactions,Credits,Debits,Balance"),
        ("in-and-out", "Date,Card no.,Description,Money in,Money out"),
        ("in-and-out", "Date,Product name,Description,Money in,Money out,Balance"),
        ("in-and-out", "Transaction Date,Value Date,Description,Debit,Credit,Balance"),
        ("in-and-out", "Date,Transaction ID,Description,Paid In,Paid Out"),
        ("in-and-out", "Date,Details,Location,Credits,Debits"),
        ("blockchain-com", ("date,time,type,amount_btc,value_then,value_now,exchange_rate_then,"
         "tx,note")),
        ("blockfi", ("Cryptocurrency,Amount,Transaction Type,Exchange Rate Per Coin (USD),"
         "Confirmed At")),
        ("nexo", ("Transaction,Type,Input Currency,Input Amount,Output Currency,Output Amount,"
         "USD Equivalent,Fee,Fee Currency,Details,Date / Time (UTC)")),
        ("kraken-trades", ("txid,ordertxid,pair,time,type,ordertype,price,cost,fee,vol,margin,"
         "misc,ledgers,postxid,posstatus,cprice,ccost,cfee,cvol,cmargin,net,trades")),
        ("bittrex-orders", ("OrderUuid,Exchange,Type,Quantity,Limit,CommissionPaid,Price,Opened,"
         "Closed")),
    ],
)  # fmt: skip
def test_every_known_generation_of_a_header_is_recognised(name: str, header: str) -> None:
    row = ",".join("x" for _ in next(csv.reader([header])))
    assert read(f"{header}\n{row}\n").layout == name


@pytest.mark.parametrize(
    "header",
    ["Date,Type,Description,Amount,Balance", "Date,Details,Amount (£),Balance (£)"],
)
def test_one_signed_amount_beside_a_balance_is_asked_about(header: str) -> None:
    start = "13/09/2026,DD," if "Type" in header else "13/09/2026,"
    text = f"{header}\n{start}A SHOP,-12.00,88.00\n"
    with pytest.raises(Refused, match="signed-balance and signed-balance-card equally well"):
        read(text)
    assert [entry.minor for entry in entries(read(text, "signed-balance"))] == [-1200]
    assert [entry.minor for entry in entries(read(text, "signed-balance-card"))] == [1200]


def test_a_pending_or_declined_row_of_a_plain_table_counts_in_no_sum() -> None:
    found = read(
        "Date,Description,Money in,Money out,Status\n13/09/2026,A SHOP,,12.00,Cleared\n"
        "14/09/2026,A BAR,,3.00,Pending\n15/09/2026,A CAFE,,4.00,Declined\n"
    )
    assert [entry.minor for entry in entries(found)] == [-1200]
    assert [one.why[:7] for one in found.ignored] == ["pending", "decline"]


def test_a_description_over_several_columns_is_one_narrative() -> None:
    (first, _) = entries(read(WILD["aib"].text))
    assert first.narrative == "VDP-A SHOP DUBLIN"


def test_a_plain_table_may_write_what_was_paid_out_with_a_minus() -> None:
    head = "Date,Description,Money in,Money out,Balance\n"
    found = read(head + "13/09/2026,A,,-12.00,88.00\n14/09/2026,B,5.00,,93.00\n")
    assert [entry.minor for entry in entries(found)] == [-1200, 500]
    mixed = read(head + "13/09/2026,A,,-12.00,88.00\n14/09/2026,B,,5.00,83.00\n")
    assert [one.why for one in mixed.rejected] == ["the amount out has the wrong sign"]


def test_a_conversion_is_a_row_out_of_one_balance_and_a_row_into_another() -> None:
    found = read(WILD["wise-history"].text)
    legs = [entry for entry in entries(found) if entry.external_id == "BALANCE-3"]
    assert [(leg.place, leg.minor, leg.currency) for leg in legs] == [
        ("line 4", -49880, "EUR"), ("line 4", 43000, "GBP"),
    ]  # fmt: skip
    assert [one.account.key for one in found.statements] == ["Wise balance EUR", "Wise balance GBP"]


def test_a_transfer_that_says_no_way_or_a_fee_in_another_currency_is_an_error() -> None:
    head, first = WILD["wise-history"].text.splitlines(keepends=True)[:2]
    sideways = read(head + first + first.replace("OUT", "SIDEWAYS"))
    assert [one.why for one in sideways.rejected] == ["the row has no amount"]
    strange = read(head + first + first.replace("0.45,EUR", "0.45,USD"))
    assert [one.why for one in strange.rejected] == ["'0.45 USD' is not in EUR"]


def test_marks_around_a_narrative_are_no_part_of_a_name() -> None:
    found = read(
        "Date,Type,Description,Value,Balance,Account Name,Account Number,\n"
        "04/09/2026,XYZ,'A SHOP LONDON',-44.21,1455.79,'MR J SMITH','12345678',\n"
        "05/09/2026,XYZ,O'NEILL'S,-1.00,1454.79,'MR J SMITH','12345678',\n"
    )
    first, second = entries(found)
    assert (first.narrative, first.counterparty) == ("'A SHOP LONDON'", "A SHOP LONDON")
    assert second.counterparty == "O'NEILL'S"
    assert found.statements[0].account.key == "NatWest Group 12345678"


def test_a_table_in_no_layout_is_named_by_its_header_and_not_by_what_stands_above() -> None:
    with pytest.raises(Refused, match="no known layout has the columns When, What, How much, Left"):
        read("Statement of,J SMITH\n\nWhen,What,How much,Left\n13/09/2026,A SHOP,1.00,2.00\n")


def test_where_a_plain_table_has_two_dates_the_day_of_booking_counts() -> None:
    found = read(
        "Transaction Date,Posted Date,Description,Debit,Credit\n"
        "13/09/2026,15/09/2026,A SHOP,12.00,\n"
    )
    assert [entry.date for entry in entries(found)] == [date(2026, 9, 15)]


DIRECTED = "Date,Description,Amount,Debit/Credit\n2026-09-01,A SHOP,{},{}\n"


@pytest.mark.parametrize(
    ("amount", "word", "minor"),
    [("12.00", "Debit", -1200), ("-12.00", "Debit", -1200), ("12.00", "Credit", 1200)],
)
def test_a_minus_may_say_again_that_money_went_out(amount: str, word: str, minor: int) -> None:
    (one,) = entries(read(DIRECTED.format(amount, word)))
    assert one.minor == minor


def test_a_minus_against_its_direction_is_an_error_of_its_row() -> None:
    found = read(DIRECTED.format("-12.00", "Credit"))
    assert [row.why for row in found.rejected] == ["the amount has a minus, and 'Credit' says in"]
    assert not entries(found)
