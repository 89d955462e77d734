"""Bank messages damaged in thousands of ways: refused in one line, or no row is lost."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.records.test_camt import NEW, balance, entry, message
from tests.workbench.records.test_mt940 import STATEMENT
from tests.workbench.records.test_ofx import ofx, row
from tests.workbench.records.test_openbanking import DEBIT, OWNER, transaction
from tests.workbench.records.test_openbanking import written as answer
from tests.workbench.records.test_pdf import ROWS, Paper
from workbench.errors import Refused
from workbench.records.readers import message as limits
from workbench.records.readers import pdf as pdf_reader
from workbench.records.readers.pdf_text import words_of
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file, read_file

#: No file of a few kilobytes may take longer than this, whatever is in it.
SECONDS = 5.0

XML = '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>\n'
TOTALS = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>12.5</Sum></TtlNtries></TxsSummry>"
INTERIM = (
    ":20:A\n:25:1\n:28C:1/1\n:34F:GBP0,\n:13D:2403010900+0100\n:61:240301C1,00NTRFX//Y\n"
    ":86:TEXT\n:61:240301EC2,00NTRFX\n:90D:0GBP0,\n:90C:1GBP1,00\n-\n"
)
SAMPLES: dict[str, bytes] = {
    "camt": message(balance("OPBD", "1.00"), TOTALS, entry(more=NEW), entry("2.5", "DBIT")),
    "camt plain": message(entry(), entry(status="<Sts>PDNG</Sts>"), space="", kind="Ntfctn"),
    "mt940": STATEMENT.encode() * 2,
    "mt942": INTERIM.encode(),
    "ofx 1": ofx(row(more="<FITID>1<NAME>SHOP & CO<MEMO>x"), row("-2.00", tag="STMTTRNP")),
    "ofx 2": ofx(row(more="<FITID>1</FITID><NAME>SHOP</NAME>"), head=XML),
    "open banking": answer(transaction(), DEBIT, transaction(3, Status="Pending"), Account=[OWNER]),
    "pdf": Paper().page(ROWS).bytes(),
}
#: What begins a row of each in an intact file.
MARKS = {
    "camt": b"<Ntry>", "camt plain": b"<Ntry>", "mt940": b":61:", "mt942": b":61:",
    "ofx 1": b"<STMTTRNP?>", "ofx 2": b"<STMTTRNP?>", "open banking": b'"TransactionId"',
}  # fmt: skip
#: What a fuzzer that knows the formats puts in.
TOKENS = [
    b"<Ntry>", b"</Ntry>", b"<Amt Ccy='EUR'>", b"<Sts>", b"</Stmt>", b"<Stmt>", b"&#0;", b"&amp;",
    b"<![CDATA[", b"]]>", b"<!--", b"<!DOCTYPE a>", b"<?xml?>", b":61:", b":86:", b":62F:", b"-\n",
    b"{4:\n", b"-}", b"<STMTTRN>", b"</STMTTRN>", b"<TRNAMT>", b"</OFX>", b"<FITID>", b"{", b"}",
    b"[", b"]", b'"', b",", b"null", b"1e999", b"-0", b"9" * 40, b"\xff\xfe", b"\x00", b"\r",
    b"\xe2\x80\xae", b"NaN", b"0.001", b"20240231", b"\\ud800", b"<INVOOLIST>", b"true",
]  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with bytes changed, cut, moved or doubled, tokens put in, or its end gone."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(made) + 1), chance.choice((1, 3, 20, 120))
        what = chance.randrange(7)
        if what == 0 and at < len(made):
            made[at] = chance.randrange(256)
        elif what == 1:
            del made[at : at + size]
        elif what == 2:
            made[at:at] = made[max(0, at - size) : at]
        elif what == 3:
            piece = bytes(made[at : at + size])
            del made[at : at + size]
            there = chance.randrange(len(made) + 1)
            made[there:there] = piece
        elif what == 4:
            made[at:at] = chance.choice(TOKENS)
        elif what == 5:
            made[at:at] = bytes([chance.randrange(256)]) * chance.choice((2, 50, 500))
        elif chance.random() < 0.2:
            del made[at:]
    return bytes(made)


def holds(content: bytes) -> FileRead | None:
    """Read it: None where it is refused in one line, else every row is counted and quoted."""
    begun = time.process_time()
    try:
        found = read_file("fuzz", content)
    except Refused as refusal:
        said = str(refusal)
    else:
        said = ""
    assert time.process_time() - begun < SECONDS
    if said:
        assert said.strip()
        assert "\n" not in said
        return None
    places = [place for place, _ in open_file("fuzz", content, Choice()).raw_rows()]
    assert time.process_time() - begun < 2 * SECONDS
    cited = [one.place for read in found.statements for one in read.entries]
    cited += [one.place for one in (*found.ignored, *found.rejected)]
    assert found.read == len(cited)
    assert set(cited) <= set(places)
    if found.format not in {"CSV", "QIF"}:
        assert len(places) == len(set(places)) == found.read
    assert all(one.why.strip() for one in (*found.ignored, *found.rejected))
    return found


@pytest.fixture(autouse=True)
def _no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same reading of a PDF, without a process for each."""
    monkeypatch.setattr(pdf_reader, "read_apart", lambda _m, given, _w, _r: words_of(given))


def many(name: str, count: int, seed: int) -> int:
    """How many of the damaged files were read all the same; one that fails is told by its seed."""
    read = 0
    for number in range(seed, seed + count):
        content = mutated(SAMPLES[name], random.Random(number))
        try:
            read += holds(content) is not None
        except Exception as fault:
            raise AssertionError(f"{name}, seed {number}: {fault!r}") from fault
    return read


@pytest.mark.parametrize("name", SAMPLES)
def test_hundreds_of_damaged_files_lose_no_row(name: str) -> None:
    assert many(name, 60 if name == "pdf" else 300, seed=0) > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_thousands_of_damaged_files_lose_no_row(name: str) -> None:
    assert many(name, 600 if name == "pdf" else 4000, seed=1000) > 50


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_messages_spliced_out_of_two_formats_lose_no_row(data: st.DataObject) -> None:
    first, second = (data.draw(st.sampled_from(sorted(SAMPLES.keys() - {"pdf"}))) for _ in "12")
    one, two = SAMPLES[first], SAMPLES[second]
    cut = data.draw(st.integers(0, len(one)))
    at = data.draw(st.integers(0, len(two)))
    holds(one[:cut] + two[at:])


@pytest.mark.parametrize("name", MARKS)
def test_every_row_of_an_intact_file_is_accounted_for(name: str) -> None:
    content = SAMPLES[name]
    found = holds(content)
    assert found
    assert found.read == len(re.findall(MARKS[name], content))


def _doubled(count: int) -> str:
    """Entities that would grow to 10 ** count (billion laughs)."""
    lines = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, count))
    return f"<!DOCTYPE d [<!ENTITY e0 'ha'>{lines}]>"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "billion laughs": lambda: message(entry()).replace(
        b"<Document", _doubled(9).encode() + b"<Document", 1
    ),
    "quadratic": lambda: message(entry()).replace(
        b"<Document", b"<!DOCTYPE d [<!ENTITY a '" + b"a" * 100_000 + b"'>]><Document", 1
    ),
    "deep": lambda: message(entry(more="<a>" * 50_000 + "</a>" * 50_000)),
    "wide": lambda: message(entry(more="<a/>" * 100_000)),
    "attributes": lambda: message(
        entry(more="<a " + " ".join(f"b{n}=''" for n in range(9000)) + "/>")
    ),
    "long number": lambda: message(entry("9" * 100_000)),
    "long day": lambda: message(entry(day=f"<BookgDt><Dt>{'2' * 100_000}</Dt></BookgDt>")),
    "ofx deep": lambda: ofx("<A>" * 100_000, row()),
    "ofx number": lambda: ofx(row("1" * 200_000)),
    "ofx entities": lambda: ofx(row(more="<FITID>1<NAME>" + "&amp;" * 50_000)),
    "ofx doctype": lambda: ofx(_doubled(9), row()),
    "json deep": lambda: b'{"Data":' * 50_000,
    "json lists": lambda: b"[" * 200_000,
    "json number": lambda: answer(transaction(Amount={"Amount": "9" * 90_000, "Currency": "GBP"})),
    "json text": lambda: answer(transaction(TransactionInformation=" " * 500_000)),
    "mt940 line": lambda: STATEMENT.replace("RENT", "9" * 500_000).encode(),
    "mt940 amount": lambda: STATEMENT.replace("50,5", "5" * 500_000).encode(),
    "mt940 words": lambda: STATEMENT.replace("EREF+", "/" * 200_000 + "EREF+" * 20_000).encode(),
    "mt940 spaces": lambda: STATEMENT.replace("CHEQUE", " " * 500_000).encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_exhaust_a_reader_is_refused_or_read_in_time(name: str) -> None:
    begun = time.process_time()
    found = holds(HOSTILE[name]())
    assert time.process_time() - begun < 2 * SECONDS
    if re.search("laughs|quadratic|deep|doctype", name) and name != "ofx deep":
        assert found is None


@pytest.mark.parametrize("name", ["camt", "mt940", "ofx 1"])
def test_more_movements_than_are_read_from_one_file_are_refused(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(__file__).resolve().parents[3] / "docs/records.md"
    assert f"| {limits.ROWS:,} movements |" in page.read_text(encoding="utf-8")
    monkeypatch.setattr(limits, "ROWS", 1)
    with pytest.raises(Refused, match="more than 1 movements"):
        read_file("a", SAMPLES[name])


@pytest.mark.parametrize("value", [None, 1, [], {}, True, "x", "\ud800", -1.5, 10**30])
@pytest.mark.parametrize("key", sorted(transaction()))
def test_a_value_of_another_kind_is_a_row_that_is_rejected_or_read(key: str, value: Any) -> None:
    body = json.dumps({"Data": {"Transaction": [transaction(**{key: value}), DEBIT]}})
    found = holds(body.encode())
    assert found is None or found.read == 2
