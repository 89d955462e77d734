"""OFX 1 and 2: one tokeniser for both, strict about amounts, days and where a value stands."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.records.mutating import every_row_is_counted, mutate
from workbench.errors import Refused
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file, read_file

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'


def row(
    amount: str = "-10.50", day: str = "20240301", more: str = "<FITID>1", tag: str = "STMTTRN"
) -> str:
    return f"<{tag}><TRNTYPE>POS<DTPOSTED>{day}<TRNAMT>{amount}{more}</{tag}>\n"


def ofx(*rows: str, head: str = HEAD, account: str = "<BANKID>200000<ACCTID>12345678") -> bytes:
    return (
        f"{head}<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        "<FI><ORG>EXAMPLE BANK</FI></SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        f"<CURDEF>GBP<BANKACCTFROM>{account}</BANKACCTFROM><BANKTRANLIST>\n{''.join(rows)}"
        "</BANKTRANLIST><LEDGERBAL><BALAMT>99.50<DTASOF>20240331</LEDGERBAL>"
        "<AVAILBAL><BALAMT>1.00</AVAILBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def read(content: bytes) -> FileRead:
    return read_file("a.ofx", content)


@pytest.mark.parametrize("head", [HEAD, XML, ""])
def test_both_kinds_are_read_alike(head: str) -> None:
    found = read(ofx(row(more="<FITID>7<NAME>TESCO<MEMO>TESCO STORES 1"), head=head))
    (one,) = found.statements
    (entry,) = one.entries
    assert one.account.key == "20-00-00 12345678"
    assert one.account.institution == "EXAMPLE BANK"
    assert one.closing_minor == 9950
    assert (entry.minor, entry.date, entry.external_id) == (-1050, date(2024, 3, 1), "7")
    assert (entry.narrative, entry.counterparty, entry.type) == ("TESCO STORES 1", "TESCO", "CARD")
    assert entry.place == ("transaction 1 (line 8)" if head == HEAD else entry.place)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("10", 1000), ("+10.5", 1050), ("-0,99", -99), (".5", 50), ("00012.3000", 1230)],
)
def test_amounts_are_exact(text: str, minor: int) -> None:
    assert read(ofx(row(text))).statements[0].entries[0].minor == minor


@pytest.mark.parametrize(
    "text", ["1,234.56", "1.005", "1e3", "NaN", "--1", "10-", "\u0661", "£5", "9" * 40]
)
def test_what_is_no_amount_is_rejected_where_it_stands(text: str) -> None:
    found = read(ofx(row(), row(text)))
    (one,) = found.rejected
    assert (one.row, one.place) == (2, "transaction 2 (line 9)")
    assert "<STMTTRN>" in one.raw


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [("20240301", date(2024, 3, 1), None), ("20240301091500", date(2024, 3, 1), "09:15:00"),
     ("20240301120000[0:GMT]", date(2024, 3, 1), None),
     ("20240301235959.123[-5:EST]", date(2024, 3, 1), "23:59:59")],
)  # fmt: skip
def test_a_day_is_the_one_that_the_bank_wrote(text: str, day: date, at: str | None) -> None:
    entry = read(ofx(row(day=text))).statements[0].entries[0]
    assert (entry.date, entry.time) == (day, at)


@pytest.mark.parametrize("text", ["", "20240231", "2024", "20240301250000", "03/01/2024"])
def test_what_is_no_day_is_rejected(text: str) -> None:
    assert len(read(ofx(row(day=text))).rejected) == 1


def test_a_fitid_used_twice_keeps_both_rows_and_tells_neither() -> None:
    found = read(ofx(row(more="<FITID>0"), row(more="<FITID>0"), row(more="<FITID>")))
    assert [entry.external_id for entry in found.statements[0].entries] == ["", "", ""]
    assert any("share a FITID" in note for note in found.notes)


def test_escapes_cdata_and_entities_are_text_and_nothing_else() -> None:
    more = "<FITID>1<NAME>A &amp;amp; B &lt;x&gt; &a8; &#65;<MEMO><![CDATA[C <D> & E]]>"
    entry = read(ofx(row(more=more))).statements[0].entries[0]
    assert entry.narrative == "A &amp; B <x> &a8; A C <D> & E"


def test_a_document_type_is_refused_wherever_it_stands() -> None:
    for content in (
        ofx(row(), head=XML + "<!DOCTYPE OFX [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        ofx("<!DOCTYPE x>", row()),
    ):
        with pytest.raises(Refused, match="DOCTYPE"):
            read(content)


def test_pending_and_securities_are_named_and_enter_no_sum() -> None:
    trade = (
        "<BUYSTOCK><INVBUY><INVTRAN><FITID>9<DTTRADE>20240301</INVTRAN><TOTAL>-5.00</INVBUY>"
        "<BUYTYPE>BUY</BUYSTOCK>"
    )
    found = read(ofx(row(), row("-2.00", tag="STMTTRNP"), trade))
    assert [entry.minor for entry in found.statements[0].entries] == [-1050]
    assert [(one.why.split()[0], one.minor) for one in found.ignored] == [
        ("pending:", -200), ("a", -500),
    ]  # fmt: skip


def test_an_order_that_is_not_carried_out_is_named() -> None:
    order = (
        "<INVOOLIST><OOBUYSTOCK><OO><FITID>7<UNITS>100</OO><BUYTYPE>BUY</OOBUYSTOCK></INVOOLIST>"
    )
    found = read(ofx(row(), order))
    assert len(found.statements[0].entries) == 1
    assert [one.why for one in found.ignored] == [
        "an order in securities (OOBUYSTOCK) that is not carried out",
    ]  # fmt: skip


def test_offset_value_date_and_period_are_kept_as_they_are_stated() -> None:
    more = "<DTAVAIL>20240305<FITID>1"
    content = ofx(row(day="20240301093000[+5.5:IST]", more=more)).replace(
        b"<BANKTRANLIST>", b"<BANKTRANLIST><DTSTART>20240301<DTEND>20240331", 1
    )
    (one,) = read(content).statements
    (entry,) = one.entries
    assert (entry.time, entry.zone, entry.value_date) == ("09:30:00", "+05:30", date(2024, 3, 5))
    assert (one.period_from, one.period_to) == (date(2024, 3, 1), date(2024, 3, 31))


def test_an_amount_in_another_currency_is_rejected() -> None:
    found = read(ofx(row(more="<CURRENCY><CURRATE>1.2<CURSYM>USD</CURRENCY>")))
    assert "no rate is applied" in found.rejected[0].why
    original = read(ofx(row(more="<ORIGCURRENCY><CURRATE>1.2<CURSYM>USD</ORIGCURRENCY>")))
    assert len(original.statements[0].entries) == 1


@pytest.mark.parametrize(
    "content",
    [ofx(row())[:-20], ofx(row()).replace(b"</STMTTRN>", b""), ofx("<TRNAMT>5.00"),
     ofx("<STMTTRN><TRNAMT>1.00", row()), ofx().replace(b"<CURDEF>GBP", b"<CURDEF>pounds")],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read(content)


def test_utf_8_behind_a_header_that_says_otherwise_is_read_rightly() -> None:
    entry = read(ofx(row(more="<NAME>Caf\u00e9 \u00a3"))).statements[0].entries[0]
    assert entry.narrative == "Caf\u00e9 \u00a3"


def test_the_raw_text_of_a_place_is_the_transaction() -> None:
    raws = dict(open_file("a", ofx(row(), row("5.00")), Choice()).raw_rows())
    assert raws["transaction 2 (line 9)"] == row("5.00").strip()


def test_a_large_file_takes_no_more_than_its_share_of_time() -> None:
    content = ofx(*(row(more=f"<FITID>{number}") for number in range(20_000)))
    began = time.perf_counter()
    assert read(content).read == 20_000
    assert time.perf_counter() - began < 10
    hostile = ofx("<" * 200_000 + "<![CDATA[x]]>" * 20_000 + "&" * 200_000)
    began = time.perf_counter()
    assert read(hostile).read == 0
    assert time.perf_counter() - began < 10


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=2000)
@given(st.data())
def test_a_mutated_file_never_crashes_and_never_loses_a_row(data: st.DataObject) -> None:
    content = ofx(
        row(more="<FITID>1<NAME>A &amp; B"), row("5"), head=data.draw(st.sampled_from((HEAD, XML)))
    )
    every_row_is_counted(mutate(data, content, b"0189.-<>/&;![]STMRN \xff\x00\n"))


def test_a_transaction_of_words_alone_is_counted_and_rejected() -> None:
    content = ofx("<STMTTRN>\n*removed*\n</STMTTRN>\n", row())
    found = read(content)
    assert found.read == 2
    assert [one.minor for one in found.statements[0].entries] == [-1050]
    assert [one.why for one in found.rejected] == ["the transaction has no amount"]


def test_what_the_bank_corrects_counts_in_no_sum() -> None:
    found = read(
        ofx(
            row("-10.00", more="<FITID>1"),
            row("-12.00", more="<FITID>2<CORRECTFITID>1<CORRECTACTION>REPLACE"),
            row("-5.00", more="<FITID>3"),
            row("-5.00", more="<FITID>4<CORRECTFITID>3<CORRECTACTION>DELETE"),
            row("-7.00", more="<FITID>5<CORRECTFITID>99<CORRECTACTION>REPLACE"),
        )
    )
    assert [one.minor for one in found.statements[0].entries] == [-1200, -700]
    assert [(one.minor, one.why) for one in found.ignored] == [
        (-1000, "the bank corrected it: transaction 2 (line 9) replaces it"),
        (-500, "the bank corrected it: transaction 4 (line 11) deletes it"),
        (-500, "no movement: it deletes the transaction with the FITID 3"),
    ]
    assert any("FITID 99, which is not in this file" in note for note in found.notes)


@pytest.mark.parametrize(
    ("charset", "codec", "said"),
    [
        ("1251", "cp1251", "Windows-1251"), ("WINDOWS-1250", "cp1250", "Windows-1250"),
        ("8859-2", "iso8859-2", "ISO8859-2"), ("ISO-8859-1", "latin-1", "Windows-1252"),
        ("1255", "cp1252", "Windows-1252"), ("NONE", "cp1252", "Windows-1252"),
    ],
)  # fmt: skip
def test_the_letters_are_those_of_the_charset_where_they_are_no_utf_8_and_fit(
    charset: str, codec: str, said: str
) -> None:
    name = {"cp1251": "\u041f\u0440", "cp1250": "\u0141\u00f3d\u017a"}.get(codec, "\u00c9\u00fa")
    name = f"{name}\u00dc" if charset == "1255" else name
    content = ofx(row(more="<FITID>1<NAME>###"), head=HEAD.replace("1252", charset))
    found = read(content.replace(b"###", name.encode(codec)))
    assert (found.encoding, found.statements[0].entries[0].counterparty) == (said, name)
