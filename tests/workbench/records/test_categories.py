"""Categories by rule, by an officer, by pairing; totals that add up; done again and undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.book import book_of
from exports.replayed import unlike
from tests.shared_data import shared
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.categories import (
    UNEXPLAINED,
    categories,
    category_named,
    category_of,
    rules,
)
from workbench.records.categorise import (
    Wanted,
    categorise_again,
    entry_keys,
    set_category,
    undo_last,
)
from workbench.records.category_totals import category_totals, entries_of
from workbench.records.layout import layouts
from workbench.records.load import load_files
from workbench.records.narrative import Facts, facts
from workbench.records.pair import pair_entries

STATEMENT = """\
Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,\
Debit Amount,Credit Amount,Balance
05/09/2026,DD,'30-00-00,12345678,BRITISH GAS,60.00,,2924.00
04/09/2026,FPO,'30-00-00,12345678,ZORK 77 ITEM     10 04SEP26 12:20,16.00,,2984.00
03/09/2026,BGC,'30-00-00,12345678,ACME LTD SALARY,,2000.00,3000.00
01/09/2026,DEB,'30-00-00,12345678,BET365 CD 1234,12.34,,1000.00
"""


def given(kind: str, text: str, *, into: bool = False) -> str:
    read = facts(layouts()["signed-amount"], kind, text)
    return category_of(kind, into, read, text)[0]


def loaded(case: Case, tmp_path: Path) -> Case:
    path = tmp_path / "lloyds.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    (outcome,) = load_files(case, [path])
    assert outcome.ok
    categorise_again(case)
    return case


@pytest.mark.parametrize(
    ("kind", "text", "into", "category"),
    [
        ("BACS_CREDIT", "ACME LTD SALARY", True, "salary"),
        ("FASTER_PAYMENT", "G VASILEV WAGES", False, "wages-paid"),
        ("", "DWP UNIVERSAL CREDIT", True, "benefits"),
        ("BACS_CREDIT", "HMRC CHILD BENEFIT", True, "benefits"),
        ("DIRECT_DEBIT", "HMRC VAT", False, "tax"),
        ("CARD", "BET365 HILLSIDE", False, "gambling"),
        ("CARD", "WILLIAM  HILL ONLINE", False, "gambling"),
        ("CARD", "TESCO STORES 3297", False, "groceries"),
        ("CARD", "TESCO PFS 4410", False, "fuel"),
        ("CARD", "SQ *THE COFFEE SHOP", False, "eating-out"),
        ("FASTER_PAYMENT", "COINBASE CB PAYMENTS", False, "crypto"),
        ("STANDING_ORDER", "J JONES LETTINGS RENT", False, "rent"),
        ("CASH_OUT", "LNK HIGH ST", False, "cash-out"),
        ("CASH_IN", "COUNTER CREDIT", True, "cash-in"),
        ("CARD", "ZORK 77", False, "card"),
        ("FASTER_PAYMENT", "MRS A PATEL", False, "person"),
    ],
)
def test_rules_know_what_an_investigator_looks_for(
    kind: str, text: str, into: bool, category: str
) -> None:
    assert given(kind, text, into=into) == category


def test_a_friend_who_writes_tesco_is_no_food_shop() -> None:
    assert given("FASTER_PAYMENT", "J JONES TESCO") == UNEXPLAINED


def test_part_of_a_word_is_not_the_word() -> None:
    assert given("FASTER_PAYMENT", "PARENTAL WAGESTREAM", into=True) == UNEXPLAINED


def test_the_name_on_the_other_side_counts_where_the_narrative_is_only_a_reference() -> None:
    read = Facts(counterparty="Severn Trent Water", rule="whole")
    assert category_of("DIRECT_DEBIT", False, read, "STW 0091827")[0] == "utilities"


def test_every_rule_gives_a_category_that_there_is_and_says_why() -> None:
    for rule in rules().values():
        assert rule.category in categories()
        assert rule.why
    assert {one.head for one in categories().values()} <= {"income", "expenditure", "transfer", ""}
    with pytest.raises(Refused, match="no category"):
        category_named("holydays")


def test_the_totals_add_up_to_the_whole_and_the_remainder_stands_first(
    case: Case, tmp_path: Path
) -> None:
    found = category_totals(loaded(case, tmp_path))
    assert (found[0].category, found[0].entries, found[0].out_minor) == (UNEXPLAINED, 1, 1600)
    assert sum(one.in_minor for one in found) == 200_000
    assert sum(one.out_minor for one in found) == 6000 + 1600 + 1234
    assert {one.category for one in found} == {"", "salary", "utilities", "gambling"}


def test_an_officer_decides_for_many_and_it_can_be_undone_and_done_again(
    case: Case, tmp_path: Path
) -> None:
    loaded(case, tmp_path)
    assert set_category(case, Wanted(account="30-00-00 12345678"), "person", "a loan book") == 4
    assert set_category(case, Wanted(like="zork"), "Gambling", "he says so") == 1
    assert set_category(case, Wanted(like="zork"), "gambling", "he says so") == 0
    (one,) = entries_of(case, Wanted(category="gambling"))
    assert (one.key, one.reason) == ("F1-R2", "officer")
    assert list(unlike(case)) == []
    assert "he says so" in undo_last(case)[1]
    assert "a loan book" in undo_last(case)[1]
    with pytest.raises(Refused, match="no category was set"):
        undo_last(case)
    (one,) = entries_of(case, Wanted(category="gambling"))
    assert (one.key, one.reason) == ("F1-R4", "gambling")
    assert list(unlike(case)) == []


def test_the_raw_text_and_the_counterparty_stay_when_rules_are_applied_again(
    case: Case, tmp_path: Path
) -> None:
    before = [
        (one.key, one.narrative, one.counterparty) for one in entries_of(loaded(case, tmp_path),
                                                                        Wanted())
    ]  # fmt: skip
    assert categorise_again(case) == 0
    after = [(one.key, one.narrative, one.counterparty) for one in entries_of(case, Wanted())]
    assert after == before


def test_both_sides_of_a_pair_are_an_own_transfer(case: Case, tmp_path: Path) -> None:
    for name, account, other, out, into, rest in (
        ("a", "11111111", "300000 22222222", "50.00", "", "950.00"),
        ("b", "22222222", "300000 11111111", "", "50.00", "1050.00"),
    ):
        text = STATEMENT.splitlines()[0]
        row = f"01/09/2026,FPO,'30-00-00,{account},MOVED {other},{out},{into},{rest}"
        (tmp_path / f"{name}.csv").write_text(f"{text}\n{row}\n", encoding="utf-8")
        assert load_files(case, [tmp_path / f"{name}.csv"])[0].ok
    assert pair_entries(case).pairs
    found = {one.category: one for one in category_totals(case)}
    assert (found["own-transfer"].in_minor, found["own-transfer"].out_minor) == (5000, 5000)
    assert {one.reason for one in entries_of(case, Wanted(category="own-transfer"))} == {"pair"}


def test_a_total_explains_itself_down_to_its_entries(case: Case, tmp_path: Path) -> None:
    (total,) = (one for one in category_totals(loaded(case, tmp_path)) if one.category == "salary")
    book = book_of(case)
    figure = book.figure(total.figure("in"))
    assert figure.minor == 200_000
    assert figure.because == ("entry:F1-R3",)
    with pytest.raises(Refused, match="no entries"):
        book.figure("category:GBP:crypto:in")


def test_what_cannot_be_is_refused_in_words(case: Case, tmp_path: Path) -> None:
    loaded(case, tmp_path)
    with pytest.raises(Refused, match="say why"):
        set_category(case, Wanted(like="zork"), "gambling", "  ")
    with pytest.raises(Refused, match="no entry is meant"):
        set_category(case, Wanted(like="100%_"), "gambling", "why")
    with case.read() as connection, pytest.raises(Refused, match="no entry F9-R1"):
        entry_keys(connection, ["F9-R1"])


def test_real_exports_are_read_and_add_up(file_case: Case) -> None:
    names = ("lloyds", "natwest", "monzo", "barclays", "hsbc", "chase")
    files = [shared(f"fixtures/countinghouse__{name}.csv") for name in names]
    assert all(outcome.ok for outcome in load_files(file_case, files))
    categorise_again(file_case)
    everything = list(entries_of(file_case, Wanted()))
    totals = category_totals(file_case)
    assert sum(one.entries for one in totals) == len(everything)
    for one in totals:
        some = [e for e in everything if (e.category, e.currency) == (one.category, one.currency)]
        assert one.in_minor - one.out_minor == sum(e.minor for e in some)
    assert any(one.category == "salary" for one in totals)
