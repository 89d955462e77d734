"""An amount near the end of 64 bits is refused with its line, and nothing of its file is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.of_case import trace_case
from workbench.case import Case
from workbench.records.accounts import accounts
from workbench.records.load import load_files
from workbench.recovery.origins import Mark, mark

HALF = 46_116_860_184_273_879  # pounds; twice as much is what 64 bits hold


def load(case: Case, folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    (outcome,) = load_files(case, [folder / name])
    return outcome.refusal


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("92233720368547758.08", "line 2: '92233720368547758.08' is no amount"),
        ("92233720368547758.07", "line 2: the amount £92,233,720,368,547,758.07 is more than"),
        (f"{HALF + 1}.00", "line 2: the amount £46,116,860,184,273,880.00 is more than"),
    ],
)
def test_an_amount_near_the_end_of_64_bits_is_refused_with_its_line(
    case: Case, tmp_path: Path, amount: str, said: str
) -> None:
    before = case.head()
    text = f"id,date,from,to,amount\nP1,2026-01-05,A,B,{amount}\n"
    assert said in load(case, tmp_path, "payments.csv", text)
    text = f"account,name,held,opening,currency\nA,A Ltd,yes,{amount},GBP\n"
    assert said in load(case, tmp_path, "accounts.csv", text)
    assert accounts(case) == []
    assert case.head() == before


def test_files_that_add_up_beyond_what_can_be_kept_are_refused(case: Case, tmp_path: Path) -> None:
    text = "id,date,from,to,amount\n{0}1,2026-01-05,A,B,{1}.00\n"
    assert load(case, tmp_path, "one.csv", text.format("P", HALF)) == ""
    said = load(case, tmp_path, "two.csv", text.format("Q", HALF) + f"Q2,2026-01-06,A,B,{HALF}\n")
    assert "more than can be kept" in said
    assert "with what the case holds" in load(case, tmp_path, "three.csv", text.format("R", HALF))
    assert load(case, tmp_path, "four.csv", text.format("S", 1000)) == ""
    mark(case, [Mark("P1", "", "all of it")])
    (told,) = trace_case(case, ["fifo"])
    assert told["conserved"]
    assert [(one.in_minor, one.account) for one in accounts(case)][1][0] == HALF * 100 + 100_000


def test_a_statement_row_near_the_end_of_64_bits_is_refused_with_its_line(
    case: Case, tmp_path: Path
) -> None:
    text = (
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
        "Debit Amount,Credit Amount,Balance\n"
        "01/03/2024,DEB,'30-00-00,18264093,TESCO,1.00,,99.00\n"
        "02/03/2024,DEB,'30-00-00,18264093,TESCO,60000000000000000.00,,\n"
    )
    said = load(case, tmp_path, "lloyds.csv", text)
    assert "line 3" in said
    assert "more than can be added up" in said
    assert accounts(case) == []


def test_dates_out_of_order_are_traced_in_the_order_of_law(case: Case, tmp_path: Path) -> None:
    text = "id,date,from,to,amount\nP1,2026-01-09,A,shop,10.00\nP2,2026-01-06,drugs,A,10.00\n"
    assert load(case, tmp_path, "payments.csv", text) == ""
    mark(case, [Mark("P2", "", "drugs")])
    (told,) = trace_case(case, ["fifo"])
    assert [(one["account"], one["minor"]) for one in told["held"]] == [("shop", 1_000)]
