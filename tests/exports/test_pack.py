"""The pack: the same bytes every time, whole or not at all, and made again by whoever doubts it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from exports.pack import bag, pack
from exports.pack.contents import CASE, FIGURES, JOURNAL, PDF, WORKBOOK
from exports.verify import verify
from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import Party


def opened(where: Path) -> dict[str, bytes]:
    """The files of a pack by name, without the top folder."""
    with zipfile.ZipFile(where) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def forged(where: Path, change: dict[str, bytes], **said: str) -> Path:
    """A pack with files changed and every manifest mended, written as this program writes.

    `said` changes labels of bag-info.txt, with _ for -.
    """
    files = {name: content for name, content in opened(where).items() if name.startswith("data/")}
    files.update({f"data/{name}": content for name, content in change.items()})
    with bag.Bag(where) as before:
        info, base = before.info(), before.base
    stamp = zipfile.ZipFile(where).infolist()[0].date_time
    info.pop("Payload-Oxum")
    info.update({label.replace("_", "-"): value for label, value in said.items()})
    out = where.with_name("forged.zip")
    with out.open("wb") as file:
        bag.write(
            file,
            base,
            datetime(*stamp, tzinfo=UTC),
            [(name.removeprefix("data/"), content) for name, content in files.items()],
            info,
        )
    return out


@pytest.fixture
def packed(filled_file: Case, tmp_path: Path) -> Iterator[Path]:
    with filled_file as case:
        pack(case, tmp_path / "small.zip")
    return tmp_path / "small.zip"


def test_packing_an_unchanged_case_twice_gives_the_same_bytes(filled: Case, tmp_path: Path) -> None:
    before = filled.head()
    first, second = pack(filled, tmp_path / "a.zip"), pack(filled, tmp_path / "b.zip")
    content = (tmp_path / "a.zip").read_bytes()
    assert content == (tmp_path / "b.zip").read_bytes()
    assert first.sha256 == second.sha256 == hashlib.sha256(content).hexdigest()
    assert filled.head() == before
    assert first.files == len(opened(tmp_path / "a.zip"))
    assert first.pages == len(
        pypdf.PdfReader(io.BytesIO(opened(tmp_path / "a.zip")[f"data/{PDF}"])).pages
    )


def test_a_pack_from_either_engine_is_verified_on_this_machine(
    filled: Case, tmp_path: Path
) -> None:
    result = pack(filled, tmp_path / "a.zip")
    found = verify(tmp_path / "a.zip")
    assert found.differences == []
    assert found.ok
    assert found.bag_ok
    assert found.figures == found.recomputed == result.figures > 0
    assert found.signature == "none"


def test_a_pack_does_not_tell_on_which_engine_or_machine_the_case_stood(packed: Path) -> None:
    content = packed.read_bytes()
    assert b"small.arw" not in content
    assert str(packed.parent).encode() not in content


def test_an_empty_case_is_packed_and_says_so_in_words(tmp_path: Path) -> None:
    with Case.create(tmp_path / "empty.arw", name="Operation Empty") as case:
        pack(case, tmp_path / "empty.zip")
    assert verify(tmp_path / "empty.zip").ok
    text = printed(tmp_path / "empty.zip")
    assert "No file is loaded yet." in text


def test_the_data_hold_every_table_with_money_in_whole_units_and_its_currency(packed: Path) -> None:
    told = json.loads(opened(packed)[f"data/{CASE}"])
    assert told["format"] == "asset-recovery-workbench/case"
    tables = told["tables"]
    assert len(tables["entry"]) == 4
    assert len(tables["payment"]) == 4 + 3
    assert tables["statement"][0]["breaks"] == []
    assert tables["entry"][0]["date"] == "2026-01-05"

    def check(row: dict[str, Any]) -> None:
        money = [key for key in row if key == "minor" or key.endswith("_minor")]
        for key in money:
            assert row[key] is None or type(row[key]) is int
        assert not money or re.fullmatch("[A-Z]{3}", row["currency"])

    for rows in tables.values():
        for row in rows:
            check(row)


def test_the_originals_stand_unaltered_under_safe_names(packed: Path, tmp_path: Path) -> None:
    files = opened(packed)
    names = sorted(name for name in files if name.startswith(("data/sources", "data/documents")))
    assert names == [
        "data/documents/001-CON_ the order.pdf",
        "data/sources/001-lloyds-marlow.csv",
        "data/sources/002-accounts.csv",
        "data/sources/003-payments.csv",
    ]
    original = (tmp_path / "records" / "payments.csv").read_bytes()
    assert files["data/sources/003-payments.csv"] == original


def test_the_journal_can_be_followed_with_nothing_but_the_pack(packed: Path) -> None:
    files = opened(packed)
    recipe = files["data/READ-ME.txt"].decode().split("In Python:")[1].split("3. The head.")[0]
    lines = [line[7:] for line in recipe.splitlines()]
    said: list[str] = []
    journal = io.StringIO(files[f"data/{JOURNAL}"].decode())
    exec("\n".join(lines), {"open": lambda *_, **__: journal, "print": said.append})
    assert f"Journal-Head: {said[0]}" in files["bag-info.txt"].decode()
    assert said[0] in printed(packed)


# -- the page


def printed(where: Path) -> str:
    """All text of the PDF, white space taken out."""
    reader = pypdf.PdfReader(io.BytesIO(opened(where)[f"data/{PDF}"]))
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def test_every_page_is_marked_stamped_and_numbered(packed: Path) -> None:
    reader = pypdf.PdfReader(io.BytesIO(opened(packed)[f"data/{PDF}"]))
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert text.count("OFFICIAL-SENSITIVE") >= 2
        assert "Only for those who need to know it" in text
        assert f"Page {number} of {len(reader.pages)}" in text
        assert "30 Mar 2026 09:30 UTC (10:30 in London)" in text
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.creation_date == datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
    assert "Operation Small" in (reader.metadata.title or "")


def test_the_pdf_names_only_our_embedded_faces_and_leads_nowhere_outside(packed: Path) -> None:
    reader = pypdf.PdfReader(io.BytesIO(opened(packed)[f"data/{PDF}"]))
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[attr-defined]
            assert "IBMPlexSans" in font.get_object()["/BaseFont"]
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
        for note in page.get("/Annots", []):
            assert "/URI" not in note.get_object().get("/A", {})
    raw = opened(packed)[f"data/{PDF}"]
    assert b"/JavaScript" not in raw
    assert b"/EmbeddedFile" not in raw


def test_contents_and_outline_name_the_same_parts(packed: Path) -> None:
    reader = pypdf.PdfReader(io.BytesIO(opened(packed)[f"data/{PDF}"]))
    tops = [item.title for item in reader.outline if not isinstance(item, list)]
    assert "Appendix A Figures" in [" ".join(title.split()) for title in tops]
    contents = "".join(page.extract_text() for page in reader.pages[1:3])  # it may run over
    for title in tops:
        assert " ".join(title.split()) in " ".join(contents.split())


HOSTILE = (
    "<Payee Ltd> 5", "John <john@x.com>", "<![CDATA[x]]>", "narr <b", "<b>never closed", "a </b> c",
    "&#1114112;", '<font color="white" size="1">hidden</font>', '<img src="/etc/hostname">',
    '<a href="javascript:x">y</a>', "AT&T;x", "=SUM(A1)", "+44 7700", "-5", "@cmd", "100%",
    "o'brien", "Łukasz Żółw", "Ştefan", "x" * 900, "{{7*7}}", "$(id)", "a\tb", "ﬁ ligature",
    "½ £5 − 3",
)  # fmt: skip


def test_every_name_is_printed_exactly_whatever_it_looks_like(tmp_path: Path) -> None:
    with Case.create(tmp_path / "hostile.arw", name="Operation <Hostile> & Co") as case:
        with case.change("parties", "Recorded the parties") as work:
            for name in HOSTILE:
                work.session.add(Party(schema="Person", name=name, subject=True))
        pack(case, tmp_path / "hostile.zip")
    text = "".join(printed(tmp_path / "hostile.zip").split())
    wanted = ("Operation <Hostile> & Co", *HOSTILE)
    lost = [n for n in wanted if "".join(unicodedata.normalize("NFC", n).split()) not in text]
    assert not lost


def test_letters_that_cannot_be_drawn_are_printed_as_their_number(tmp_path: Path) -> None:
    with Case.create(tmp_path / "x.arw", name="中文 \u202egnp.exe 😀") as case:
        pack(case, tmp_path / "x.zip")
    assert "[U+4E2D][U+6587] [U+202E]gnp.exe [U+1F600]" in printed(tmp_path / "x.zip")


# -- the workbook


def test_no_text_of_the_workbook_is_a_formula_and_money_is_exact(packed: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(opened(packed)[f"data/{WORKBOOK}"]))
    for sheet in book:
        assert "OFFICIAL-SENSITIVE" in sheet.oddHeader.center.text
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
    sheet = book["Statements"]
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    assert row["Closing"] == 1500
    assert row["Closing_minor"] == 150_000
    assert row["Closing_currency"] == "GBP"
    assert row["Closing_figure"] == "statement:1"
    assert sheet.freeze_panes == "A2"


# -- where it is written


def test_an_earlier_pack_of_the_same_case_is_replaced_and_nothing_else(
    filled_file: Case, tmp_path: Path
) -> None:
    with filled_file as case:
        first = pack(case, tmp_path / "a.zip").sha256
        with case.change("parties", "Recorded a party") as work:
            work.session.add(Party(schema="Person", name="Anne Marlow"))
        assert pack(case, tmp_path / "a.zip").sha256 != first
        (tmp_path / "notes.zip").write_bytes(b"mine")
        with pytest.raises(Refused, match="is no pack of this case"):
            pack(case, tmp_path / "notes.zip")
        assert (tmp_path / "notes.zip").read_bytes() == b"mine"
    with Case.create(tmp_path / "other.arw", name="Another") as other:
        with pytest.raises(Refused, match="is no pack of this case"):
            pack(other, tmp_path / "a.zip")


def test_a_pack_that_cannot_be_written_leaves_nothing_behind(
    filled_file: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    folder = tmp_path / "out"
    folder.mkdir()
    with filled_file as case:
        with pytest.raises(Refused, match="cannot be written"):
            pack(case, tmp_path / "missing" / "a.zip")
        monkeypatch.setattr("exports.pack.bag.write", full)
        with pytest.raises(Refused, match="No space left"):
            pack(case, folder / "a.zip")
    assert list(folder.iterdir()) == []


def test_a_case_with_a_fault_is_not_packed(filled_file: Case, tmp_path: Path) -> None:
    with filled_file as case:
        with case.engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE source_content SET content = x'00' WHERE file_id = 1"
            )
        with pytest.raises(Refused, match="was altered"):
            pack(case, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


# -- the forger


def test_a_changed_figure_is_named_though_every_manifest_is_mended(packed: Path) -> None:
    text = opened(packed)[f"data/{FIGURES}"].decode()
    changed = text.replace('"minor": 150000', '"minor": 150001', 1)
    assert changed != text
    found = verify(forged(packed, {FIGURES: changed.encode()}))
    assert found.bag_ok
    assert not found.ok
    assert any(
        "pack says £1,500.01, the records give £1,500.00" in line for line in found.differences
    ), found.differences


def test_a_changed_amount_in_the_data_is_named_with_its_place(packed: Path) -> None:
    text = opened(packed)[f"data/{CASE}"].decode()
    found = verify(forged(packed, {CASE: text.replace("320001", "320002", 1).encode()}))
    assert found.bag_ok
    assert not found.ok
    assert any(
        "differs at payment[5].amount_minor: pack says 320002, the records give 320001" in line
        for line in found.differences
    ), found.differences


def test_a_changed_record_no_longer_agrees_with_the_journal(packed: Path) -> None:
    name = "sources/003-payments.csv"
    content = opened(packed)[f"data/{name}"].replace(b"3200.01", b"3200.02")
    found = verify(forged(packed, {name: content}))
    assert not found.ok
    assert any(
        "does not hold the file that the journal names" in line for line in found.differences
    )


def test_a_changed_document_is_found(packed: Path) -> None:
    name = "documents/001-CON_ the order.pdf"
    assert not verify(forged(packed, {name: b"another order"})).ok


def test_a_changed_fact_breaks_the_journals_chain(packed: Path) -> None:
    content = opened(packed)[f"data/{JOURNAL}"].replace(b"Operation Small", b"Operation Large", 1)
    found = verify(forged(packed, {JOURNAL: content}))
    assert "journal entry 1 was altered after it was written" in found.differences


def test_a_journal_chained_anew_no_longer_ends_at_the_printed_head(packed: Path) -> None:
    from exports.pack.contents import journal_line, journal_records
    from workbench.store import journal

    entries = []
    previous = journal.BEGINNING
    for entry in journal_records(opened(packed)[f"data/{JOURNAL}"].splitlines()):
        told = {
            "seq": entry.seq, "at": entry.at, "by": "Somebody else", "action": entry.action,
            "summary": entry.summary, "payload": entry.payload,
        }  # fmt: skip
        sealed = journal.seal(previous, **told)
        entries.append(journal.Record(**told, previous=previous, hash=sealed))
        previous = sealed
    found = verify(forged(packed, {JOURNAL: "".join(map(journal_line, entries)).encode()}))
    assert not found.ok
    assert any("the PDF’s cover prints" in line for line in found.differences), found.differences


@pytest.mark.parametrize(
    "payload",
    [
        {"command": {"name": "load"}},
        {"command": {"name": "format the disk"}},
        {"command": 5},
        {"command": {"name": "attach", "sha256": "../../x", "file": []}},
        {"changes": [{"table": "nowhere", "key": {}, "before": None, "after": {}}]},
        {"changes": [{"table": "party", "key": {"id": 1}, "before": {"id": 9}, "after": None}]},
        {"changes": [{"table": "party", "key": {"id": "x; DROP TABLE party"}, "before": None,
                      "after": {"id": "x"}}]},
        {"changes": "all of them"},
        {"changes": [None]},
    ],
)  # fmt: skip
def test_a_hostile_journal_is_refused_without_a_fault(packed: Path, payload: Any) -> None:
    from exports.pack.contents import journal_line, journal_records
    from workbench.store import journal

    entries = list(journal_records(opened(packed)[f"data/{JOURNAL}"].splitlines()))
    last = entries[-1]
    told = {
        "seq": last.seq + 1, "at": last.at, "by": "x", "action": "x", "summary": "x",
        "payload": payload,
    }  # fmt: skip
    entries.append(journal.Record(**told, previous=last.hash, hash=journal.seal(last.hash, **told)))
    found = verify(forged(packed, {JOURNAL: "".join(map(journal_line, entries)).encode()}))
    assert not found.ok
    assert all(line and "\n" not in line for line in found.differences)


def test_a_changed_page_or_schedule_is_found(packed: Path) -> None:
    files = opened(packed)
    for name, old, new in ((PDF, b"Operation", b"Operatiom"), (WORKBOOK, b"1500", b"1501")):
        content = files[f"data/{name}"]
        if name == WORKBOOK:
            content = altered_workbook(content, old, new)
        else:
            content = content.replace(old, new, 1)
        assert content != files[f"data/{name}"]
        found = verify(forged(packed, {name: content}))
        assert found.bag_ok
        assert any(name in line for line in found.differences), found.differences


def test_a_forger_who_claims_another_version_is_found(packed: Path) -> None:
    pdf = opened(packed)[f"data/{PDF}"].replace(b"Operation", b"Operatiom", 1)
    found = verify(forged(packed, {PDF: pdf}, Bag_Software_Agent="Asset Recovery Workbench 9.9"))
    assert found.bag_ok
    assert not found.ok
    assert any("verify it with that" in line for line in found.differences)


def test_a_changed_label_of_the_bag_is_found(packed: Path) -> None:
    found = verify(forged(packed, {}, External_Identifier="20XX0000000"))
    assert found.bag_ok
    assert not found.ok
    assert len(found.differences) == 1


def altered_workbook(content: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.infolist():
            target.writestr(member, source.read(member).replace(old, new))
    return out.getvalue()


@pytest.mark.parametrize("name", [PDF, WORKBOOK, CASE, FIGURES, JOURNAL, "READ-ME.txt"])
def test_a_missing_file_is_named(packed: Path, name: str) -> None:
    with bag.Bag(packed) as before:
        info, base = before.info(), before.base
    info.pop("Payload-Oxum")
    out = packed.with_name("less.zip")
    kept = {
        n: c for n, c in opened(packed).items() if n.startswith("data/") and n != f"data/{name}"
    }
    with out.open("wb") as file:
        bag.write(
            file,
            base,
            datetime(2026, 3, 30, 9, 30, tzinfo=UTC),
            [(n.removeprefix("data/"), c) for n, c in kept.items()],
            info,
        )
    found = verify(out)
    assert not found.ok
    assert any(name in line for line in found.differences), found.differences


def test_what_is_no_pack_is_refused_in_one_line_each(tmp_path: Path, packed: Path) -> None:
    for name, content in (
        ("empty.zip", b""), ("text.zip", b"hello"), ("cut.zip", packed.read_bytes()[:-100]),
        ("half.zip", packed.read_bytes()[:1000]),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        found = verify(tmp_path / name)
        assert not found.ok
        assert len(found.differences) == 1
        assert found.differences[0].startswith(name)
    found = verify(tmp_path / "absent.zip")
    assert not found.ok
    assert "cannot be read" in found.differences[0]
    found = verify(tmp_path)
    assert not found.ok


@pytest.mark.slow
def test_a_change_of_any_byte_of_a_pack_is_found(packed: Path) -> None:
    import random

    content = packed.read_bytes()
    places = random.Random(1).sample(range(len(content)), 300)
    for place in places:
        altered = bytearray(content)
        altered[place] ^= 1 << (place % 8)
        packed.with_name("flip.zip").write_bytes(altered)
        found = verify(packed.with_name("flip.zip"))
        assert not found.ok, f"byte {place}"
        assert found.differences
        assert all("\n" not in line for line in found.differences)
