"""Open Banking UK JSON: amounts to the penny, signs by the indicator, every row counted."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.case import Case
from workbench.errors import Refused
from workbench.records.load import load_files
from workbench.records.prove import RECONCILED
from workbench.records.reading import Choice
from workbench.records.recognise import open_file, read_file
from workbench.records.source import Originals


def transaction(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A transaction as the standard writes it, with what the test changes."""
    return {
        "AccountId": "22289",
        "TransactionId": f"T{number}",
        "TransactionReference": f"Ref {number}",
        "Amount": {"Amount": "10.00", "Currency": "GBP"},
        "CreditDebitIndicator": "Credit",
        "Status": "Booked",
        "BookingDateTime": "2017-04-05T10:43:07+00:00",
        "TransactionInformation": "Cash from Aubrey",
        "BankTransactionCode": {
            "Code": "ReceivedCreditTransfer",
            "SubCode": "DomesticCreditTransfer",
        },
        "Balance": {
            "Amount": {"Amount": "230.00", "Currency": "GBP"},
            "CreditDebitIndicator": "Credit",
            "Type": "InterimBooked",
        },
    } | changes


def written(*rows: Any, **data: Any) -> bytes:
    whole = {"Data": {**data, "Transaction": list(rows)}, "Links": {}, "Meta": {}}
    return json.dumps(whole, indent=1).encode()


DEBIT = transaction(
    2,
    CreditDebitIndicator="Debit",
    Amount={"Amount": "30.50000", "Currency": "GBP"},
    Balance={
        "Amount": {"Amount": "199.50", "Currency": "GBP"},
        "CreditDebitIndicator": "Credit",
        "Type": "InterimBooked",
    },
    CreditorAccount={
        "SchemeName": "UK.OBIE.SortCodeAccountNumber",
        "Identification": "20000012345678",
        "Name": "ACME LTD",
    },
)
OWNER = {
    "AccountId": "22289",
    "Currency": "GBP",
    "Account": [
        {
            "SchemeName": "UK.OBIE.SortCodeAccountNumber",
            "Identification": "80200110203345",
            "Name": "Mr Kevin",
        }
    ],
}


def test_the_sign_is_the_indicator_and_noughts_beyond_the_penny_say_nothing() -> None:
    found = read_file("a.json", written(transaction(), DEBIT))
    entries = found.statements[0].entries
    assert [entry.minor for entry in entries] == [1000, -3050]
    assert [entry.balance_minor for entry in entries] == [23000, 19950]
    assert (entries[0].date, entries[0].time) == (date(2017, 4, 5), "10:43:07")
    assert entries[0].type == "TRANSFER"
    assert entries[0].external_id == "T1"
    assert (entries[1].counterparty, entries[1].counterparty_number) == ("ACME LTD", "12345678")
    assert entries[1].counterparty_sort_code == "20-00-00"


def test_the_offset_the_value_date_and_the_other_account_are_kept() -> None:
    row = transaction(
        BookingDateTime="2024-04-05T10:43:07+01:00", ValueDateTime="2024-04-06T00:00:00+01:00",
        DebtorAccount={"SchemeName": "UK.OBIE.IBAN", "Identification": "GB33BUKB20201555555555"},
        CreditDebitIndicator="Credit",
    )  # fmt: skip
    (entry,) = read_file("a.json", written(row)).statements[0].entries
    assert (entry.zone, entry.value_date) == ("+01:00", date(2024, 4, 6))
    assert entry.counterparty_iban == "GB33BUKB20201555555555"
    assert (entry.counterparty_sort_code, entry.counterparty_number) == ("20-20-15", "55555555")
    bare = read_file("a.json", written(transaction(ValueDateTime="6 Foo")))
    assert "is no date" in bare.rejected[0].why


def test_a_sort_code_may_stand_with_the_other_bank() -> None:
    row = transaction(
        DebtorAccount={"SchemeName": "BBAN", "Identification": "12345678"},
        DebtorAgent={"SchemeName": "UK.SortCode", "Identification": "200000"},
    )
    (entry,) = read_file("a.json", written(row)).statements[0].entries
    assert (entry.counterparty_sort_code, entry.counterparty_number) == ("20-00-00", "12345678")


def test_the_list_of_accounts_gives_sort_code_number_and_name() -> None:
    (one,) = read_file("a.json", written(transaction(), Account=[OWNER])).statements
    assert (one.account.key, one.account.name) == ("80-20-01 10203345", "Mr Kevin")


def test_stated_balances_open_and_close_the_statement() -> None:
    ends = [
        {
            "AccountId": "22289",
            "Amount": {"Amount": amount, "Currency": "GBP"},
            "CreditDebitIndicator": sign,
            "Type": kind,
        }
        for amount, sign, kind in (
            ("220.00", "Debit", "OpeningBooked"),
            ("199.50", "Credit", "ClosingBooked"),
            ("1.00", "Credit", "InterimAvailable"),
        )
    ]
    (one,) = read_file("a.json", written(transaction(), Balance=ends)).statements
    assert (one.opening_minor, one.closing_minor) == (-22000, 19950)


@pytest.mark.parametrize("status", ["Pending", "PDNG", "Rejected"])
def test_what_is_not_booked_is_left_aside_with_its_amount(status: str) -> None:
    found = read_file("a.json", written(transaction(), transaction(2, Status=status)))
    assert found.read == 2
    assert [row.minor for row in found.ignored] == [1000]
    assert found.ignored[0].place == "/Data/Transaction/1"
    assert len(found.statements[0].entries) == 1


def test_pages_in_one_list_are_read_one_after_the_other() -> None:
    pages = b"[" + written(transaction()) + b"," + written(DEBIT) + b"]"
    found = read_file("a.json", pages)
    assert found.read == 2
    assert [entry.place for entry in found.statements[0].entries] == [
        "/0/Data/Transaction/0",
        "/1/Data/Transaction/0",
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Amount": {"Amount": "1e3", "Currency": "GBP"}}, "no unsigned amount"),
        ({"Amount": {"Amount": "-5.00", "Currency": "GBP"}}, "no unsigned amount"),
        ({"Amount": {"Amount": "5.001", "Currency": "GBP"}}, "no unsigned amount"),
        ({"Amount": {"Amount": "NaN", "Currency": "GBP"}}, "no unsigned amount"),
        ({"Amount": {"Amount": "5.00"}}, "no currency"),
        ({"Amount": "5.00"}, "not written as the standard"),
        ({"CreditDebitIndicator": "Maybe"}, "neither credit nor debit"),
        ({"Status": ""}, "neither booked nor pending"),
        ({"BookingDateTime": "2017-02-31T00:00:00Z"}, "no date"),
        ({"TransactionInformation": "\ud800"}, "character that is none"),
        ({"TransactionInformation": "a\0b"}, "character that is none"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(
    changes: dict[str, Any], why: str
) -> None:
    found = read_file("a.json", written(transaction(), transaction(2, **changes)))
    assert found.read == 2
    (row,) = found.rejected
    assert why in row.why
    assert row.place == "/Data/Transaction/1"


@pytest.mark.parametrize("item", [5, None, "x", [1]])
def test_an_item_that_is_no_object_is_counted_and_rejected(item: Any) -> None:
    found = read_file("a.json", written(transaction(), item))
    assert (found.read, len(found.rejected)) == (2, 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"Data": {"Transaction": []}}', "lists no transactions"),
        (b'{"a": 1}', "no Open Banking list"),
        (b"[1, 2]", "no Open Banking list"),
        (b'{"Data": {"Transaction": [', "breaks off"),
        (b'{"Data": {"Transaction": {"a": 1}}}', "is no list"),
        (b'{"Data": 1, "Data": 2}', "stands twice"),
        (b"[" * 1000, "nested more than 32 deep"),
        (b'{"a": "\xff"}', "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_clear_line(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_file("a.json", content)


def test_a_row_is_cited_with_its_text_as_it_stood() -> None:
    content = written(transaction(), DEBIT)
    raws = dict(open_file("a.json", content, Choice()).raw_rows())
    assert len(raws) == 2
    assert all(raw.encode() in content for raw in raws.values())
    assert '"30.50000"' in raws["/Data/Transaction/1"]


def test_a_reference_of_several_parts_is_read_as_one() -> None:
    parts = {"CreditorName": "Shop", "CreditorReference": {"Code": "C1", "Reference": "R1"}}
    found = read_file("a.json", written(transaction(TransactionReference=parts)), Choice())
    assert [one.reference for one in found.statements[0].entries] == ["Shop C1 R1"]


def test_a_transaction_that_two_pages_have_counts_once_and_twins_of_other_ids_count_both() -> None:
    twin, changed = transaction(2), transaction(1, TransactionInformation="other")
    nameless = transaction(TransactionId=None)
    found = read_file(
        "a.json",
        written(transaction(1), twin, transaction(1), changed, nameless, nameless,
                transaction(1, AccountId="2")),
        Choice(),
    )  # fmt: skip
    assert (found.read, sum(len(one.entries) for one in found.statements)) == (7, 6)
    assert [(one.place, one.minor, one.why) for one in found.ignored] == [
        ("/Data/Transaction/2", 1000,
         "/Data/Transaction/0 once more: the same TransactionId with the same content"),
    ]  # fmt: skip
    (note,) = found.notes
    assert note.startswith("/Data/Transaction/3 has the TransactionId of /Data/Transaction/0 and")


def test_a_file_is_loaded_proved_and_cited(case: Case, tmp_path: Any) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(written(transaction(), DEBIT, Account=[OWNER]))
    (outcome,) = load_files(case, [path])
    assert (outcome.refusal, outcome.loaded, outcome.verdict) == ("", 2, RECONCILED)
    assert outcome.accounts == ("80-20-01 10203345",)
    assert '"T2"' in Originals(case).raw(1, "/Data/Transaction/1")


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=2000)
@given(st.data())
def test_a_mutated_file_never_crashes_and_never_loses_a_row(data: st.DataObject) -> None:
    content = bytearray(written(transaction(), DEBIT, Account=[OWNER]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.sampled_from(b'0129.-"\\{}[]:,eE \xff\x00aT'))
    try:
        found = read_file("a.json", bytes(content))
    except Refused:
        return
    kept = sum(len(one.entries) for one in found.statements)
    assert found.read == kept + len(found.ignored) + len(found.rejected)
