"""Damaged and hostile tables, thousands of each kind: refused with one line, or no row is lost."""

from __future__ import annotations

import io
import time
import zipfile
from random import Random

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shared_data import FOLDER
from tests.workbench.records.damage import PACKED, TEXT, Harm, harmed, repacked
from tests.workbench.records.layout_samples import QUANTITIES, SAMPLES
from tests.workbench.records.old_workbooks import ods, xls
from tests.workbench.records.other_samples import OTHER_SAMPLES
from workbench.errors import Refused
from workbench.records.readers.archive import holds_files, members
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file, read_file

#: Seconds that reading one small damaged file may take, on a busy machine.
LONGEST = 20.0
#: Bytes that a harmed file has at most, so that thousands of them can be tried.
LARGEST = 600_000
ROWS: list[list[str | float]] = [
    ["Date", "Description", "Amount", "Balance"],
    ["01/09/2026", "TESCO £ STORES", -12.34, 987.66],
    ["03/09/2026", "ACME LTD", "2,000.00", 2987.66],
]
BLOCKS = (
    "From: 01/09/2026 to 30/09/2026\n\nAccount: XXXX XXXX XXXX 1234\n\n"
    "Date: 03/09/2026\nDescription: CARD PAYMENT TO A SHOP\nAmount: -12.34 \nBalance: 987.66 \n\n"
    "Date: 01/09/2026\nDescription: BANK GIRO CREDIT REF A LTD\nAmount: 1000.00\nBalance: 1000.00\n"
)
QIF = (
    "!Option:AutoSwitch\n!Account\nNCurrent\nTBank\n^\n!Type:Bank\nD13/09/2026\nT-12.34\nPA SHOP\n"
    "MMEMO\nSFood\n$-10.00\nSHome\n$-2.34\n^\nD14/09'26\nT1,000.00\nPA LTD\nL[Savings]\n^\n"
    "!Type:Cat\nNFood\n^\n"
)
HEADERLESS = '01/09/2026,"TESCO STORES 3297",-12.34\n02/09/2026,ACME LTD,"1,000.00"\n'


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    book.create_sheet("Notes").append(["prepared by the branch"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


TABLES = {
    name: text.encode()
    for name, text in {
        **{name: sample.text for name, sample in SAMPLES.items()},
        **QUANTITIES, **OTHER_SAMPLES, "headerless": HEADERLESS,
    }.items()
}  # fmt: skip
KINDS: dict[str, tuple[list[bytes], tuple[Harm, ...]]] = {
    "table": (list(TABLES.values()), TEXT),
    "blocks": ([BLOCKS.encode(), BLOCKS.replace(": ", ":\u00a0").encode("latin-1")], TEXT),
    "qif": ([QIF.encode()], TEXT),
    "xlsx": ([xlsx()], (*PACKED, repacked, repacked, repacked)),
    "ods": ([ods(ROWS)], (*PACKED, repacked, repacked, repacked)),
    "xls": ([xls(ROWS)], PACKED),
    "zip": ([packed(("one.csv", HEADERLESS.encode()), ("b/two.qif", QIF.encode()))],
            (*PACKED, repacked)),
}  # fmt: skip
#: Kinds that a process of its own reads, which takes a while to begin.
APART = {"xlsx", "ods", "xls"}


def squeezed(text: str) -> str:
    return "".join(text.split())


def checked(content: bytes) -> str:
    """Refused with one line, or read with every row of the file accounted for once."""
    begun = time.monotonic()
    try:
        if holds_files(content):
            return "; ".join(sorted({checked(one.content("a")) for one in members(content, "a")}))
        found = read_file("a", content)
    except Refused as refusal:
        line = str(refusal)
        if "\n" in line or not 10 < len(line) < 1_000:
            raise AssertionError(f"a refusal is one line: {line!r}") from refusal
        return "refused"
    finally:
        assert time.monotonic() - begun < LONGEST
    accounted(found, content)
    return "read"


def accounted(found: FileRead, content: bytes) -> None:
    """Every row is an entry, left aside or rejected, and all that the file holds is a row."""
    entries = [entry for one in found.statements for entry in one.entries]
    kept = {one.row: one.place for one in (*entries, *found.payments, *found.accounts)}
    aside = [*found.ignored, *found.rejected]
    assert found.read == len(kept) + len(aside)
    assert sorted([*kept, *(one.row for one in aside)]) == list(range(1, found.read + 1))
    rows = list(open_file("a", content, Choice()).raw_rows())
    filled = [place for place, text in rows if text.strip(" \u00a0\t,;|\"'")]
    cited = {*kept.values(), *(one.place for one in aside)}
    assert cited <= {place for place, _ in rows}
    if found.format == "CSV":
        encoding = {"UTF-8": "utf-8-sig", "UTF-16": "utf-16", "Windows-1252": "cp1252"}
        whole = content.decode(encoding[found.encoding])
        assert squeezed("".join(text for _, text in rows)) == squeezed(whole)
        first = next(at for at, (place, _) in enumerate(rows) if place in cited)
        below = {place for place, _ in rows[first:]}
        assert [place for place in filled if place in below and place not in cited] == []
    elif found.format == "QIF":
        assert cited == {place for place, _ in rows}


def fuzz(kind: str, seed: int, count: int) -> dict[str, int]:
    """Harm `count` files of one kind, and say how many were refused and read."""
    seeds, ways = KINDS[kind]
    outcomes: dict[str, int] = {}
    for number in range(count):
        dice = Random(f"{kind} {seed} {number}")
        content = harmed(dice.choice(seeds), dice, ways)[:LARGEST]
        try:
            outcome = checked(content)
        except Exception as fault:
            fault.add_note(f"the {kind} harmed by seed {seed}, number {number}")
            raise
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return outcomes


@pytest.mark.parametrize("kind", KINDS)
def test_an_unharmed_file_is_read(kind: str) -> None:
    assert {checked(content) for content in KINDS[kind][0]} == {"read"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_damaged_files_lose_no_row(kind: str) -> None:
    outcomes = fuzz(kind, 1, 20 if kind in APART else 150)
    assert sum(outcomes.values()) >= 20
    assert "refused" in " ".join(outcomes)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
def test_thousands_of_damaged_files_lose_no_row(kind: str) -> None:
    outcomes = fuzz(kind, 2, 1_000 if kind in APART else 3_000)
    assert "refused" in " ".join(outcomes)
    assert "read" in " ".join(outcomes)


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.binary(max_size=400))
def test_bytes_at_random_are_refused_or_read_whole(content: bytes) -> None:
    checked(content)


_CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "01/09/2026", "13/09/2026", "1,234.50", "-5", "(2.00)", '"', "£3", "x" * 99]
    ),
)


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.sampled_from(sorted(TABLES)), st.lists(st.lists(_CELL, max_size=14), max_size=12))
def test_any_cells_under_a_known_header_are_each_accounted_for(
    name: str, cells: list[list[str]]
) -> None:
    """No quotation marks are added: what the cells hold may break the table, and is told then."""
    head = TABLES[name].decode()
    checked((head + "\n".join(",".join(row) for row in cells)).encode("utf-8", "replace"))


@pytest.mark.skipif(not (FOLDER / "fixtures").exists(), reason="shared data not present here")
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_real_files_that_are_damaged_lose_no_row() -> None:
    paths = sorted((FOLDER / "fixtures").glob("*.csv")) + sorted(
        (FOLDER / "fixtures").glob("*.qif")
    )
    for path in paths:
        for number in range(60):
            dice = Random(f"{path.name} {number}")
            checked(harmed(path.read_bytes(), dice, TEXT))


def test_a_block_that_breaks_off_after_its_label_is_a_row_that_cannot_be_read() -> None:
    found = read_file("a", (BLOCKS + "\nDate:\n").encode())
    assert [(row.place, row.raw) for row in found.rejected] == [("line 15", "Date:")]
