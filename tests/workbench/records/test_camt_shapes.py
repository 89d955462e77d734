"""CAMT in the shapes that banks give it: every version, prefixes, batches, pages, currencies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.workbench.records.test_camt import NEW, balance, entry, message, read
from workbench.case import Case
from workbench.records.load import load_files
from workbench.records.prove import RECONCILED, prove
from workbench.store import tables as t

VERSIONS = [f"camt.05{kind}.001.{number:02d}" for kind in (2, 3, 4) for number in range(1, 14)]


@pytest.mark.parametrize("space", VERSIONS)
def test_every_version_of_every_kind_is_read_and_named(space: str) -> None:
    kind = {"2": "Rpt", "3": "Stmt", "4": "Ntfctn"}[space[7]]
    found = read(message(entry(), space=space, kind=kind))
    assert (found.format, found.layout_version) == (f"CAMT.05{space[7]}", space[9:])
    assert found.read == len(found.statements[0].entries) == 1


def test_names_with_a_prefix_and_a_message_without_its_document_are_read() -> None:
    content = message(entry(), balance("CLBD", "5.00")).decode()
    bare = content.replace("<Document", "<D").replace("</Document>", "</D>")
    prefixed = content
    for name in ("Document", "BkToCstmrStmt", "Stmt", "Ntry", "Amt", "Bal", "CdtDbtInd", "Acct"):
        prefixed = prefixed.replace(f"<{name}>", f"<c:{name}>").replace(
            f"</{name}>", f"</c:{name}>"
        )
        prefixed = prefixed.replace(f"<{name} ", f"<c:{name} ")
    prefixed = prefixed.replace("xmlns=", "xmlns:c=")
    for text in (bare, prefixed):
        (one,) = read(text.encode()).statements
        assert ([row.minor for row in one.entries], one.closing_minor) == ([1000], 500)


def batch(*amounts: str) -> str:
    parts = "".join(
        f"<TxDtls><Refs><EndToEndId>E{n}</EndToEndId></Refs><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Nm>PAYER {n}</Nm></Dbtr></RltdPties>"
        "</TxDtls>"
        for n, amount in enumerate(amounts)
    )
    return f"<NtryDtls><Btch><NbOfTxs>{len(amounts)}</NbOfTxs></Btch>{parts}</NtryDtls>"


@pytest.mark.parametrize("split", [False, True])
def test_a_batch_is_counted_once_as_it_is_booked_and_names_each_payer(split: bool) -> None:
    more = batch("4.00") + batch("6.00") if split else batch("4.00", "6.00")
    (one,) = read(
        message(balance("OPBD", "0.00"), balance("CLBD", "10.00"), entry("10.00", more=more))
    ).statements
    (row,) = one.entries
    assert (row.minor, row.reference) == (1000, "")
    assert "PAYER 0" in row.narrative
    proof = prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor)
    assert proof.verdict == RECONCILED


def test_statements_of_several_accounts_and_currencies_are_kept_apart() -> None:
    inside = "".join(
        f"<Stmt><Id>{n}</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{code}</Ccy></Acct>"
        + balance("OPBD", "1.00", currency=code) + balance("CLBD", "11.00", currency=code)
        + entry().replace("'EUR'", f"'{code}'") + "</Stmt>"
        for n, (iban, code) in enumerate(
            [("GB33BUKB20201555555555", "GBP"), ("GB33BUKB20201555555555", "EUR"),
             ("NL26VAYB8060476890", "EUR")], start=7,
        )
    )  # fmt: skip
    content = f"<Document><BkToCstmrStmt>{inside}</BkToCstmrStmt></Document>".encode()
    found = read(content)
    assert [one.account.key for one in found.statements] == [
        "20-20-15 55555555", "20-20-15 55555555 EUR", "NL26VAYB8060476890",
    ]  # fmt: skip
    assert [one.sequence for one in found.statements] == ["7", "8", "9"]
    for one in found.statements:
        proof = prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor)
        assert proof.verdict == RECONCILED


def test_entries_in_a_second_currency_take_the_balances_in_it() -> None:
    foreign = entry("3.00").replace("'EUR'", "'USD'")
    found = read(
        message(
            balance("OPBD", "1.00"), balance("CLBD", "11.00"), entry(), foreign,
            balance("OPBD", "2.00", currency="USD"), balance("CLBD", "5.00", currency="USD"),
        )
    )  # fmt: skip
    assert [(one.account.currency, one.opening_minor, one.closing_minor)
            for one in found.statements] == [("EUR", 100, 1100), ("USD", 200, 500)]  # fmt: skip


def test_a_notification_has_no_balances_and_keeps_its_days_with_their_offset() -> None:
    day = "<BookgDt><Dt>2024-03-01+01:00</Dt></BookgDt>"
    (one,) = read(message(entry(day=day), kind="Ntfctn", space="camt.054.001.09")).statements
    assert (one.opening_minor, one.closing_minor) == (None, None)
    assert (one.entries[0].date, one.entries[0].zone) == (date(2024, 3, 1), "+01:00")


def test_what_a_statement_says_stands_in_the_case(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    head = (
        "<ElctrncSeqNb>17</ElctrncSeqNb><FrToDt><FrDtTm>2024-03-01T00:00:00</FrDtTm>"
        "<ToDtTm>2024-03-31T00:00:00</ToDtTm></FrToDt>"
    )
    day = "<BookgDt><DtTm>2024-03-01T09:30:00+01:00</DtTm></BookgDt>"
    day += "<ValDt><Dt>2024-03-04</Dt></ValDt>"
    path.write_bytes(message(head, entry(day=day, more=NEW)))
    (outcome,) = load_files(case, [path])
    assert outcome.ok
    with case.session() as session:
        one = session.scalars(select(t.Statement)).one()
        row = session.scalars(select(t.Entry)).one()
    assert (one.sequence, one.period_from, one.period_to) == (
        "17", date(2024, 3, 1), date(2024, 3, 31),
    )  # fmt: skip
    assert (row.value_date, row.zone) == (date(2024, 3, 4), "+01:00")
    assert row.counterparty_iban == "NL26VAYB8060476890"


def test_an_undated_entry_takes_the_day_of_the_closing_balance_where_nothing_else_is_dated() -> (
    None
):
    made = "<CreDtTm>2024-03-02T06:00:00</CreDtTm><Acct>"
    content = message(balance("CLBD", "10.00"), entry(day="")).replace(made.encode(), b"<Acct>")
    found = read(content)
    (one,) = found.statements
    assert [each.date for each in one.entries] == [date(2024, 3, 1)]
    assert any("the day of its statement's closing balance" in note for note in found.notes)


def test_a_comma_before_three_digits_is_not_taken_for_a_decimal_mark() -> None:
    found = read(message(entry("1,000"), entry("10,50"), entry("8.850")))
    assert [one.minor for one in found.statements[0].entries] == [1050, 885]
    assert [one.why for one in found.rejected] == [
        "'1,000' is a thousand and more, or a number with decimals"
    ]


def test_the_balances_of_several_days_open_and_close_with_the_first_and_the_last() -> None:
    later = [
        balance(code, amount).replace("2024-03-01", "2024-03-02")
        for code, amount in (("OPBD", "10.00"), ("CLBD", "20.00"))
    ]
    found = read(message(balance("OPBD", "0.00"), balance("CLBD", "10.00"), *later,
                         entry(), entry()))  # fmt: skip
    (one,) = found.statements
    assert (one.opening_minor, one.closing_minor) == (0, 2000)


def test_an_empty_line_before_the_declaration_and_what_dos_leaves_behind_do_no_harm() -> None:
    plain, odd = read(message(entry())), read(b"\r\n\r\n" + message(entry()) + b"\n\x1a\0\0")
    (first,), (second,) = plain.statements[0].entries, odd.statements[0].entries
    assert (first.minor, first.place) == (second.minor, "entry 1 (line 3)")
    assert second.place == "entry 1 (line 5)"


def test_a_status_in_small_letters_is_the_same_status() -> None:
    found = read(message(entry(status="<Sts>book</Sts>"), entry(status="<Sts>pdng</Sts>")))
    assert (len(found.statements[0].entries), len(found.ignored)) == (1, 1)


def test_why_a_payment_came_back_and_what_is_said_beside_its_reference_are_in_its_narrative() -> (
    None
):
    told = (
        "<NtryDtls><TxDtls><RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf>"
        "<AddtlRmtInf>Invoice 7</AddtlRmtInf></Strd></RmtInf><RtrInf><Rsn><Cd>AC04</Cd></Rsn>"
        "<AddtlInf>Account closed</AddtlInf></RtrInf></TxDtls></NtryDtls>"
    )
    (one,) = read(message(entry(more=told))).statements[0].entries
    assert (one.narrative, one.reference) == ("Invoice 7 Account closed AC04", "RF18")


def test_a_wage_is_money_in_for_the_employee_alone() -> None:
    code = (
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>SALA</SubFmlyCd></Fmly></Domn>"
        "</BkTxCd>"
    )
    found = read(message(entry(more=code), entry(way="DBIT", more=code)))
    assert [one.type for one in found.statements[0].entries] == ["BACS_CREDIT", "TRANSFER"]
