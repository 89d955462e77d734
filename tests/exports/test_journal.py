"""The ledger leaves as a text that hledger and Beancount read, and they reach the same sums."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from exports.demonstration import build_case
from exports.journal import decimal, write_journal
from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import LedgerEntry, LedgerLine


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    case = build_case(tmp_path_factory.mktemp("journal") / "larkspur.arw")
    yield case
    case.close()


def kinds(case: Case) -> dict[str, int]:
    """What stands in each kind of account by the ledger itself."""
    found: dict[str, int] = defaultdict(int)
    with case.read() as connection:
        for account, minor in connection.execute(
            select(LedgerLine.account, func.sum(LedgerLine.minor)).group_by(LedgerLine.account)
        ):
            found[account.partition(":")[0]] += int(minor)
    return dict(found)


def test_every_entry_leaves_and_every_account_ends_with_what_it_must_hold(
    larkspur: Case, tmp_path: Path
) -> None:
    done = write_journal(larkspur, tmp_path / "books.journal")
    with larkspur.read() as connection:
        assert done.records == connection.execute(select(func.count(LedgerEntry.id))).scalar_one()
    text = (tmp_path / "books.journal").read_text(encoding="utf-8")
    assert text.count(' * "') == done.records
    asserted = [line for line in text.splitlines() if " balance Assets:Fund" in line]
    assert sum(round(float(line.split()[-2]) * 100) for line in asserted) == kinds(larkspur)["fund"]


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_hledger_reaches_the_same_sums(larkspur: Case, tmp_path: Path) -> None:
    write_journal(larkspur, tmp_path / "books.journal")
    told = subprocess.run(
        ["hledger", "-f", "books.journal", "balance", "--output-format", "json", "--depth", "2"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    found = {
        row[0]: row[3][0]["aquantity"]["decimalMantissa"]
        * 100 // 10 ** row[3][0]["aquantity"]["decimalPlaces"]
        for row in json.loads(told)[0]
        if row[3]
    }  # fmt: skip
    ours = kinds(larkspur)
    assert found["Assets:Fund"] == ours["fund"]
    assert found["Expenses:Grant"] == ours["grant"]
    assert found["Income:Receipt"] == ours["receipt"]
    assert sum(found.values()) == 0


def test_beancount_finds_no_fault_and_every_balance_as_asserted(
    larkspur: Case, tmp_path: Path
) -> None:
    loader = pytest.importorskip("beancount.loader")
    write_journal(larkspur, tmp_path / "books.journal")
    entries, errors, _ = loader.load_file(str(tmp_path / "books.journal"))
    assert errors == []
    with larkspur.read() as connection:
        kept = connection.execute(select(func.count(LedgerEntry.id))).scalar_one()
    assert sum(type(entry).__name__ == "Transaction" for entry in entries) == kept


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [(5, "GBP", "0.05"), (-123456, "GBP", "-1234.56"), (500, "JPY", "500"), (0, "GBP", "0.00")],
)
def test_an_amount_is_written_with_its_currency_s_own_decimals(
    minor: int, currency: str, said: str
) -> None:
    assert decimal(minor, currency) == said


def test_a_ledger_without_entries_is_refused_and_nothing_written(
    file_case: Case, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="no entry yet"):
        write_journal(file_case, tmp_path / "books.journal")
    assert not (tmp_path / "books.journal").exists()
