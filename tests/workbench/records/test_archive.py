"""ZIP archives: each member a file of its own, limits kept, nothing hostile opened."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.workbench.records.old_workbooks import ods
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.load import load_files
from workbench.records.readers.archive import holds_files, members
from workbench.records.recognise import read_file
from workbench.store import tables as t

ONE = b"01/09/2026,TESCO STORES 3297,-12.34\n"
TWO = b"02/09/2026,ACME LTD,100.00\n03/09/2026,RENT,-50.00\n"


def packed(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def names(content: bytes) -> list[str]:
    return [member.name for member in members(content, "a.zip")]


def test_each_member_is_a_file_of_its_own(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "bank.zip"
    path.write_bytes(packed(("2026/one.csv", ONE), ("two.csv", TWO)))
    outcomes = load_files(case, [path], exhibit="MS/1")
    assert [(one.file, one.loaded, one.refusal) for one in outcomes] == [
        ("bank.zip/2026/one.csv", 1, ""), ("bank.zip/two.csv", 2, ""),
    ]  # fmt: skip
    assert outcomes[0].sha256 == hashlib.sha256(ONE).hexdigest()
    archive = hashlib.sha256(path.read_bytes()).hexdigest()
    assert f"packed in bank.zip, SHA-256 {archive}" in outcomes[0].notes
    with case.read() as connection:
        kept = connection.execute(
            select(t.SourceContent.content).order_by(t.SourceContent.file_id)
        ).scalars()
        assert [bytes(content) for content in kept] == [ONE, TWO]
        assert set(connection.execute(select(t.SourceFile.exhibit)).scalars()) == {"MS/1"}


def test_a_member_that_cannot_be_read_leaves_the_others(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "bank.zip"
    inner = packed(("deep.csv", ONE))
    path.write_bytes(packed(("inner.zip", inner), ("note.txt", b"hello"), ("two.csv", TWO)))
    inner_zip, note, two = load_files(file_case, [path])
    assert "not an XLSX workbook" in inner_zip.refusal
    assert "no table" in note.refusal
    assert (two.loaded, two.refusal) == (2, "")


def test_loading_an_archive_again_changes_nothing(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "bank.zip"
    path.write_bytes(packed(("one.csv", ONE), ("two.csv", TWO)))
    load_files(file_case, [path])
    again = load_files(file_case, [path])
    assert [(one.loaded, one.duplicates) for one in again] == [(0, 1), (0, 2)]


def test_a_workbook_is_no_archive_of_files() -> None:
    assert not holds_files(ods([["Date", "Amount"]]))
    assert not holds_files(packed(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"")))
    assert not holds_files(b"PK\x03\x04 cut short")
    assert holds_files(packed(("a.csv", ONE)))


def test_folders_and_what_a_macintosh_adds_are_no_files() -> None:
    content = packed(("a/", b""), ("a/one.csv", ONE), ("__MACOSX/a/._one.csv", b"\0"),
                     ("a/.DS_Store", b"\0"))  # fmt: skip
    assert names(content) == ["a/one.csv"]


@pytest.mark.parametrize(
    "name", ["../one.csv", "a/../../one.csv", "/etc/one.csv", "C:one.csv", "..\\one.csv",
             "a\x07.csv", "a\u202ecsv", "x" * 241],
)  # fmt: skip
def test_a_name_that_leads_out_or_cannot_be_written_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="no plain name"):
        names(packed((name, ONE)))


def test_a_file_without_a_name_is_refused() -> None:
    out, nameless = io.BytesIO(), zipfile.ZipInfo("a")
    nameless.filename = ""
    with zipfile.ZipFile(out, "w") as archive, archive.open(nameless, "w") as member:
        member.write(ONE)
    with pytest.raises(Refused, match="no plain name"):
        names(out.getvalue())


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.raises(Refused, match="two files named"):
        names(packed(("One.csv", ONE), ("one.csv", TWO)))


def test_a_locked_member_says_to_unpack_it_and_not_to_open_it_in_a_spreadsheet() -> None:
    content = bytearray(packed(("a.csv", ONE)))
    content[content.find(b"PK\x03\x04") + 6] |= 1  # the flag of encryption, in both headers
    content[content.find(b"PK\x01\x02") + 8] |= 1
    (member,) = members(bytes(content), "a.zip")
    with pytest.raises(Refused, match="encrypted") as refused:
        member.content("a.zip")
    assert refused.value.remedy.startswith("Unpack it")


def test_an_archive_without_files_is_refused() -> None:
    with pytest.raises(Refused, match="holds no files"):
        names(packed(("a/", b"")))


def test_an_archive_that_unpacks_to_too_much_is_refused(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(packed(("zeros.csv", b"0" * 60_000_000)))
    (outcome,) = load_files(file_case, [path])
    assert "unpacks to 60 MB" in outcome.refusal


def test_too_many_members_are_refused() -> None:
    with pytest.raises(Refused, match="5,001 parts"):
        names(packed(*((f"{number}.csv", b"") for number in range(5_001))))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_mutated_archive_never_crashes(data: st.DataObject) -> None:
    content = bytearray(packed(("one.csv", ONE), ("two.csv", TWO)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    try:
        if holds_files(bytes(content)):
            for member in members(bytes(content), "a.zip"):
                read_file(member.name, member.content("a.zip"))
        else:
            read_file("a.zip", bytes(content))
    except Refused:
        return
