"""CAMT.052, 053 and 054: signs, states and parties of every version; nothing hostile is opened."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.records.mutating import every_row_is_counted, mutate
from workbench.errors import Refused
from workbench.records.prove import RECONCILED, prove
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file, read_file


def balance(code: str, amount: str, way: str = "CRDT", currency: str = "EUR") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{amount}</Amt>"
        f"<CdtDbtInd>{way}</CdtDbtInd><Dt><Dt>2024-03-01</Dt></Dt></Bal>"
    )


def entry(
    amount: str = "10.00", way: str = "CRDT", *, status: str = "<Sts>BOOK</Sts>",
    more: str = "", day: str = "<BookgDt><Dt>2024-03-01</Dt></BookgDt>",
) -> str:  # fmt: skip
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{status}{day}{more}</Ntry>"
    )


PARTIES = (
    "<NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs><RltdPties>"
    "<Dbtr>{}<Nm>JANE &amp; SONS</Nm>{}</Dbtr>"
    "<DbtrAcct><Id><IBAN>NL26VAYB8060476890</IBAN></Id></DbtrAcct>"
    "<Cdtr>{}<Nm>THE HOLDER</Nm>{}</Cdtr></RltdPties>"
    "<RmtInf><Ustrd>Rent</Ustrd><Ustrd>March</Ustrd></RmtInf></TxDtls></NtryDtls>"
)
OLD, NEW = PARTIES.format("", "", "", ""), PARTIES.format("<Pty>", "</Pty>", "<Pty>", "</Pty>")


def message(*inside: str, space: str = "camt.053.001.08", kind: str = "Stmt") -> bytes:
    name = {"Stmt": "Stmt", "Rpt": "AcctRpt", "Ntfctn": "DbtCdtNtfctn"}[kind]
    declared = f' xmlns="urn:iso:std:iso:20022:tech:xsd:{space}"' if space else ""
    body = "\n".join(inside)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document{declared}><BkToCstmr{name}>'
        "<GrpHdr><MsgId>M</MsgId><CreDtTm>2024-03-02T06:00:00</CreDtTm></GrpHdr>"
        f"<{kind}><Id>1</Id><CreDtTm>2024-03-02T06:00:00</CreDtTm>"
        "<Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
        f"{body}\n</{kind}></BkToCstmr{name}></Document>"
    ).encode()


def read(content: bytes) -> FileRead:
    return read_file("a.xml", content)


@pytest.mark.parametrize("parties", [OLD, NEW], ids=["version 2", "version 8"])
@pytest.mark.parametrize("space", ["camt.053.001.02", "camt.053.001.08", ""])
@pytest.mark.parametrize("status", ["<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"])
def test_every_version_gives_sign_day_other_side_and_reference(
    parties: str, space: str, status: str
) -> None:
    found = read(
        message(
            balance("OPBD", "1.00"), balance("CLBD", "11.00"),
            entry(status=status, more=parties), space=space,
        )
    )  # fmt: skip
    (one,) = found.statements
    (row,) = one.entries
    assert one.account.key == "20-20-15 55555555"
    assert (row.minor, row.date, row.currency) == (1000, date(2024, 3, 1), "EUR")
    assert (row.counterparty, row.reference) == ("JANE & SONS", "E2E-1")
    assert row.counterparty_number == "NL26VAYB8060476890"
    assert row.narrative == "Rent March"
    proof = prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor)
    assert proof.verdict == RECONCILED


@pytest.mark.parametrize("kind", ["Stmt", "Rpt", "Ntfctn"])
def test_each_kind_of_message_is_named(kind: str) -> None:
    found = read(message(entry(), kind=kind, space=""))
    assert found.format == {"Rpt": "CAMT.052", "Stmt": "CAMT.053", "Ntfctn": "CAMT.054"}[kind]
    assert found.read == 1


def test_only_booked_entries_are_movements() -> None:
    states = ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>", "<Sts>INFO</Sts>", "<Sts>FUTR</Sts>"]
    found = read(message(entry(), *(entry("5.00", "DBIT", status=one) for one in states)))
    assert [row.minor for row in found.statements[0].entries] == [1000]
    assert [one.minor for one in found.ignored] == [-500] * 4
    odd = read(message(entry(status="<Sts>WHAT</Sts>")))
    assert "neither booked nor pending" in odd.rejected[0].why


def test_a_reversal_has_its_own_sign_unless_only_the_other_adds_up() -> None:
    taken_back = entry("4.00", "DBIT", more="<RvslInd>true</RvslInd>")
    for closing, minor, said in (
        ("7.00", -400, False),
        ("15.00", 400, True),
        ("9.99", -400, False),
    ):
        found = read(
            message(balance("OPBD", "1.00"), balance("CLBD", closing), entry(), taken_back)
        )
        assert found.statements[0].entries[1].minor == minor
        assert any("reversal" in note for note in found.notes) is said


def test_five_decimals_are_exact_or_the_row_is_held() -> None:
    found = read(message(entry("8.85000"), entry("8.85001"), entry("1,5"), entry("-1.00")))
    assert [row.minor for row in found.statements[0].entries] == [885, 150]
    assert "nothing is rounded" in found.rejected[0].why
    assert [one.place for one in found.rejected] == ["entry 2 (line 4)", "entry 4 (line 6)"]


def test_the_balances_of_a_page_in_the_middle_are_its_ends() -> None:
    found = read(message(balance("ITBD", "1.00"), balance("ITBD", "11.00"), entry()))
    assert (found.statements[0].opening_minor, found.statements[0].closing_minor) == (100, 1100)
    found = read(message(balance("PRCD", "2.00", "DBIT"), balance("CLAV", "9.00"), entry()))
    assert (found.statements[0].opening_minor, found.statements[0].closing_minor) == (-200, None)


def test_a_balance_in_another_currency_is_said() -> None:
    found = read(message(balance("OPBD", "1.00"), balance("CLBD", "9.00", currency="SEK"), entry()))
    assert any("SEK" in note for note in found.notes)


def test_what_a_statement_says_of_itself_is_kept() -> None:
    found = read(
        message(
            "<ElctrncSeqNb>0017</ElctrncSeqNb><FrToDt><FrDtTm>2024-03-01T00:00:00+01:00</FrDtTm>"
            "<ToDtTm>2024-03-31T23:59:59+01:00</ToDtTm></FrToDt>",
            entry(day="<BookgDt><DtTm>2024-03-01T09:30:00+01:00</DtTm></BookgDt>"
                  "<ValDt><Dt>2024-03-04</Dt></ValDt>"),
        )
    )  # fmt: skip
    (one,) = found.statements
    assert (one.sequence, one.period_from, one.period_to) == (
        "17", date(2024, 3, 1), date(2024, 3, 31),
    )  # fmt: skip
    (row,) = one.entries
    assert (row.date, row.time, row.zone) == (date(2024, 3, 1), "09:30:00", "+01:00")
    assert row.value_date == date(2024, 3, 4)


def test_a_sort_code_stands_with_the_bank_where_the_number_stands_alone() -> None:
    other = (
        "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>A</Nm></Dbtr><DbtrAcct><Id><Othr><Id>12345678</Id>"
        "</Othr></Id></DbtrAcct></RltdPties><RltdAgts><DbtrAgt><FinInstnId><ClrSysMmbId><ClrSysId>"
        "<Cd>GBDSC</Cd></ClrSysId><MmbId>200000</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt>"
        "</RltdAgts></TxDtls></NtryDtls>"
    )
    (row,) = read(message(entry(more=other))).statements[0].entries
    assert (row.counterparty_sort_code, row.counterparty_number) == ("20-00-00", "12345678")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("<Domn><Cd>PMNT</Cd><Fmly><Cd>RDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn>",
         "DIRECT_DEBIT"),
        ("<Domn><Cd>PMNT</Cd><Fmly><Cd>CCRD</Cd><SubFmlyCd>CWDL</SubFmlyCd></Fmly></Domn>",
         "CASH_OUT"),
        ("<Prtry><Cd>NDDT+105+931</Cd></Prtry>", "DIRECT_DEBIT"),
        ("<Prtry><Cd>ODD ONE</Cd></Prtry>", ""),
    ],
)  # fmt: skip
def test_the_type_is_the_bank_transaction_code(code: str, kind: str) -> None:
    (row,) = read(message(entry(more=f"<BkTxCd>{code}</BkTxCd>"))).statements[0].entries
    assert row.type == kind


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ("<TtlNtries><NbOfNtries>2</NbOfNtries><Sum>14.00</Sum></TtlNtries>", ""),
        ("<TtlNtries><NbOfNtries>1</NbOfNtries><Sum>10</Sum></TtlNtries>", ""),  # without pending
        ("<TtlNtries><Sum>13.99</Sum></TtlNtries>", "entries come to"),
        ("<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>10.00</Sum></TtlCdtNtries>", ""),
        ("<TtlDbtNtries><NbOfNtries>2</NbOfNtries></TtlDbtNtries>", "2 debits"),
        ("<TtlDbtNtries><Sum>5.00</Sum></TtlDbtNtries>", "debits come to"),
    ],
)
def test_control_totals_are_compared_with_the_entries(total: str, said: str) -> None:
    pending = entry("4.00", "DBIT", status="<Sts>PDNG</Sts>")
    notes = read(message(f"<TxsSummry>{total}</TxsSummry>", entry(), pending)).notes
    assert any("does NOT agree" in note and said in note for note in notes) is bool(said)


def test_a_foreign_balance_is_kept_apart_and_proves_nothing() -> None:
    both = (balance("OPBD", "1.00"), balance("CLBD", "9.00", currency="SEK"))
    found = read(message(*both, balance("CLBD", "11.00"), entry()))
    assert found.statements[0].closing_minor == 1100
    chance = read(message(both[0], balance("CLBD", "11.00", currency="SEK"), entry()))
    assert chance.statements[0].closing_minor is None
    apart = read(message(*both, entry()))
    assert apart.statements[0].closing_minor == 900


def test_fewer_entries_than_the_statement_says_are_said() -> None:
    summary = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>"
    assert any("2 entries" in note for note in read(message(summary, entry())).notes)
    assert not read(message(summary, entry(), entry())).notes


@pytest.mark.parametrize(
    "document",
    ["<!DOCTYPE Document [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
     "<!DOCTYPE Document [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>", "<!DOCTYPE Document>"],
)  # fmt: skip
@pytest.mark.parametrize("far", [0, 90_000])
def test_a_document_type_is_refused_wherever_it_stands(document: str, far: int) -> None:
    content = message(entry("1.00", more="<AddtlNtryInf>&x;</AddtlNtryInf>"))
    head, _, rest = content.partition(b"\n")
    padded = head + b"<!-- " + b"-x" * (far // 2) + b" -->" + document.encode() + rest
    with pytest.raises(Refused, match=r"DOCTYPE|not well-formed"):
        read(padded)


def test_deep_nesting_and_a_file_cut_short_are_refused_with_their_line() -> None:
    with pytest.raises(Refused, match="nested"):
        read(message(entry(more="<a>" * 200 + "</a>" * 200)))
    with pytest.raises(Refused, match="line"):
        read(message(entry(), entry())[:-80])
    with pytest.raises(Refused, match="outside a statement"):
        read(
            message(entry())
            .replace(b"Stmt>", b"Other>")
            .replace(b"BkToCstmrOther", b"BkToCstmrStmt")
        )


def test_other_encodings_are_read_and_quoted() -> None:
    text = message(entry(more="<AddtlNtryInf>CAF\u00c9</AddtlNtryInf>")).decode()
    for encoding in ("utf-16", "iso-8859-1"):
        content = text.replace("UTF-8", encoding).encode(encoding)
        (row,) = read(content).statements[0].entries
        assert row.narrative == "CAF\u00c9"
        ((place, raw),) = open_file("a.xml", content, Choice()).raw_rows()
        assert place == row.place
        assert raw.startswith("<Ntry>")
        assert raw.endswith("</Ntry>")
        assert "CAF\u00c9" in raw


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=2000)
@given(st.data())
def test_a_mutated_file_never_crashes_and_never_loses_a_row(data: st.DataObject) -> None:
    content = message(balance("OPBD", "1.00"), entry(more=NEW), entry("2.5", "DBIT"))
    every_row_is_counted(mutate(data, content, b"0189.-<>/&;='\"NtryCD! \xff\x00\n"))
