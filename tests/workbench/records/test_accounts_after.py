"""A table of accounts says the same whether it is loaded before the payments or after them."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.case import Case
from workbench.records.accounts import accounts
from workbench.records.load import load_files

PAYMENTS = """id,date,from,to,amount,currency
P1,2026-01-01,Shop,Shaw,10.00,EUR
P2,2026-01-02,Shop,Shaw,20.00,GBP
P3,2026-01-03,Shop,Lund,30.00,USD
"""
ACCOUNTS = """account,name,held,opening,currency
Shaw,R. Shaw,yes,-5.00,GBP
"""


@pytest.mark.parametrize("order", [("payments", "accounts"), ("accounts", "payments")])
def test_an_opening_balance_is_in_the_stated_currency_whatever_was_paid_in_first(
    case: Case, tmp_path: Path, order: tuple[str, ...]
) -> None:
    texts = {"payments": PAYMENTS, "accounts": ACCOUNTS}
    for name in order:
        (tmp_path / f"{name}.csv").write_text(texts[name], encoding="utf-8")
        (outcome,) = load_files(case, [tmp_path / f"{name}.csv"])
        assert outcome.ok
    (shaw,) = [one for one in accounts(case) if one.account == "Shaw"]
    assert (shaw.currency, shaw.opening_minor) == ("GBP", -500)


def test_a_table_without_currencies_leaves_an_account_that_of_its_payments(
    case: Case, tmp_path: Path
) -> None:
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text("account,name,held\nLund,M. Lund,yes\n", "utf-8")
    for outcome in load_files(case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"]):
        assert outcome.ok, outcome
    (lund,) = [one for one in accounts(case) if one.account == "Lund"]
    assert (lund.currency, lund.held) == ("USD", True)
