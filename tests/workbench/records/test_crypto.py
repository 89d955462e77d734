"""Exchanges, wallets and payment services: money is loaded, quantities are left aside by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.records.other_samples import COINBASE_OLD, OTHER_SAMPLES
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.layout import choice
from workbench.records.load import load_files
from workbench.records.prove import RECONCILED
from workbench.records.reading import FileRead
from workbench.records.recognise import read_file


def read(text: str) -> FileRead:
    return read_file("a.csv", text.encode())


def amounts(found: FileRead) -> list[int]:
    return [entry.minor for one in found.statements for entry in one.entries]


@pytest.mark.parametrize("name", OTHER_SAMPLES)
def test_a_layout_is_recognised_by_its_content_and_every_row_is_counted(name: str) -> None:
    found = read(OTHER_SAMPLES[name])
    assert found.layout == name
    assert not found.rejected
    assert found.read == len(amounts(found)) + len(found.ignored)
    said = read_file("a.csv", OTHER_SAMPLES[name].encode(), choice(name, None, None))
    assert said == found


def test_an_exchange_s_purchases_sales_and_deposits_move_money_and_its_coins_do_not() -> None:
    found = read(OTHER_SAMPLES["coinbase"])
    assert amounts(found) == [50000, -34510, 67500]
    assert [row.why.split(",")[0] for row in found.ignored] == [
        "it moves or grants a cryptoasset and no money: the value beside it is an estimate",
        "the total has a fraction of a penny",
    ]
    assert found.statements[0].account.key == "Coinbase MR J SMITH"
    assert found.statements[0].entries[1].narrative == "0.01 BTC Bought BTC"


def test_an_older_header_of_an_exchange_is_read_the_same() -> None:
    found = read(COINBASE_OLD)
    assert (found.layout, amounts(found), len(found.ignored)) == ("coinbase", [-6350], 1)


def test_a_kind_of_transaction_that_nobody_knows_is_rejected_and_not_guessed() -> None:
    found = read(COINBASE_OLD.replace(",Buy,", ",Frobnicate,"))
    assert "says neither in nor out" in found.rejected[0].why


def test_a_leg_in_money_is_an_entry_and_a_leg_in_a_coin_is_not() -> None:
    found = read(OTHER_SAMPLES["binance"])
    assert amounts(found) == [25000, -20050]
    assert [row.raw.split(",")[4] for row in found.ignored] == ["BTC", "BNB"]


def test_a_fraction_of_a_penny_in_money_is_rejected() -> None:
    found = read(OTHER_SAMPLES["binance"].replace("250.00000000", "250.00000001"))
    assert "no amount of GBP" in found.rejected[0].why


@pytest.mark.parametrize(
    "name", ["binance-autoinvest", "binance-staking", "wallet-transfers", "trezor", "trezor-2018"]
)
def test_a_file_of_quantities_alone_is_counted_and_enters_no_sum(name: str) -> None:
    found = read(OTHER_SAMPLES[name])
    assert (found.read, amounts(found), len(found.ignored)) == (1, [], 1)
    assert found.ignored[0].minor is None
    assert found.ignored[0].raw == OTHER_SAMPLES[name].splitlines()[1]


def test_the_net_is_what_moved_the_balance_of_a_payment_service(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "paypal.csv"
    path.write_text(OTHER_SAMPLES["paypal"])
    (outcome,) = load_files(case, [path])
    assert (outcome.loaded, outcome.ignored, outcome.verdict) == (2, 2, RECONCILED)
    assert (outcome.in_minor, outcome.out_minor) == (9680, 100000)


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=2000)
@given(st.sampled_from(sorted(OTHER_SAMPLES)), st.data())
def test_a_mutated_file_never_crashes_and_never_loses_a_row(name: str, data: st.DataObject) -> None:
    content = bytearray(OTHER_SAMPLES[name].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.sampled_from(b'0129.-"\\,;\n\r\xff\x00aT '))
    try:
        found = read_file("a.csv", bytes(content))
    except Refused:
        return
    fees = sum(len(one.entries) - len({e.row for e in one.entries}) for one in found.statements)
    assert found.read == len(amounts(found)) - fees + len(found.ignored) + len(found.rejected)
