"""A bag in one archive: complete, safe, and every byte of it answered for."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.pack.bag import Bag, NotABag, write
from exports.pack.names import folder_name, is_safe_member, safe_name

WHEN = datetime(2026, 3, 2, 9, 30, 1, tzinfo=UTC)


def made(where: Path) -> bytes:
    with where.open("wb") as out:
        write(
            out,
            "operation-x-pack",
            WHEN,
            [("b.txt", b"hello"), ("sources/001-a b.csv", io.BytesIO(b"1,2\n"))],
            {"Journal-Head": "ab", "External-Description": "two\nlines"},
        )
    return where.read_bytes()


def faults(where: Path, content: bytes) -> list[str]:
    where.write_bytes(content)
    try:
        with Bag(where) as bag:
            return bag.faults()
    except NotABag as fault:
        return [str(fault)]


def test_a_bag_is_complete_and_the_same_bytes_again(tmp_path: Path) -> None:
    content = made(tmp_path / "a.zip")
    assert content == made(tmp_path / "b.zip")
    with Bag(tmp_path / "a.zip") as bag:
        assert bag.faults() == []
        assert bag.info()["Payload-Oxum"] == "9.2"
        assert bag.info()["External-Description"] == "two lines"
        assert bag.bytes("data/b.txt") == b"hello"


def test_the_manifests_check_with_nothing_but_a_sha256(tmp_path: Path) -> None:
    made(tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        archive.extractall(tmp_path)
    base = tmp_path / "operation-x-pack"
    checked = set()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (base / manifest).read_text().splitlines():
            digest, name = line.split("  ", 1)
            assert hashlib.sha256((base / name).read_bytes()).hexdigest() == digest
            checked.add(name)
    there = {str(path.relative_to(base)) for path in base.rglob("*") if path.is_file()}
    assert there - checked == {"tagmanifest-sha256.txt"}


def test_a_change_of_any_byte_anywhere_is_found(tmp_path: Path) -> None:
    content = made(tmp_path / "a.zip")
    for place in range(len(content)):
        altered = bytearray(content)
        altered[place] ^= 1
        assert faults(tmp_path / "altered.zip", bytes(altered)), f"byte {place}"


def test_bytes_put_in_front_or_behind_are_found(tmp_path: Path) -> None:
    content = made(tmp_path / "a.zip")
    assert faults(tmp_path / "x.zip", b"x" + content)
    assert faults(tmp_path / "x.zip", content + b"x")
    assert faults(tmp_path / "x.zip", content[:-1])
    assert faults(tmp_path / "x.zip", b"")
    assert faults(tmp_path / "x.zip", b"no archive")


def rewritten(
    where: Path, change: dict[str, bytes | None], *, mode: int = zipfile.ZIP_STORED
) -> Path:
    """The bag with files changed, added or (None) left out, by another program."""
    out = where.with_name("rewritten.zip")
    with zipfile.ZipFile(where) as source, zipfile.ZipFile(out, "w", mode) as target:
        for name in source.namelist():
            content = change.pop(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, added in change.items():
            target.writestr(name, added or b"")
    return out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"operation-x-pack/data/extra.txt": b"x"}, "in no manifest"),
        ({"operation-x-pack/data/b.txt": None}, "data/b.txt is missing"),
        ({"operation-x-pack/bagit.txt": None}, "bagit.txt is missing"),
        ({"operation-x-pack/data/b.txt": b"hellO"}, "not the file that its manifest names"),
        ({"operation-x-pack/manifest-sha256.txt": b"nonsense\n"}, "none of a manifest"),
    ],
)
def test_a_bag_that_is_not_whole_says_what_is_wrong(
    tmp_path: Path, change: dict[str, bytes | None], said: str
) -> None:
    made(tmp_path / "a.zip")
    found = faults(tmp_path / "b.zip", rewritten(tmp_path / "a.zip", change).read_bytes())
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/x",
        "a\\b",
        "c:x",
        "a/../b",
        "a//b",
        "con/x",
        "x/NUL.txt",
        "é",
        "a ",
        "a.",
        "",
        "x%0a",
    ],
)
def test_an_unsafe_name_is_refused_before_anything_is_unpacked(tmp_path: Path, name: str) -> None:
    assert not is_safe_member(name)
    if name:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(zipfile.ZipInfo(f"base/{name}" if name[0] != "/" else name), b"x")
        with pytest.raises(NotABag, match="unsafe name"):
            Bag(tmp_path / "a.zip")


def test_a_squeezed_archive_is_refused_unopened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("base/data/x", b"\0" * 10_000_000)
    with pytest.raises(NotABag, match="squeezed"):
        Bag(tmp_path / "a.zip")


def test_files_of_one_name_in_two_spellings_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("base/data/x", b"1")
        archive.writestr("base/data/X", b"2")
    with pytest.raises(NotABag, match="twice"):
        Bag(tmp_path / "a.zip")


@given(st.text(max_size=200))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    assert is_safe_member(f"data/sources/001-{safe_name(name)}")
    assert is_safe_member(safe_name(name))
    assert is_safe_member(folder_name(name))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("statement.csv", "statement.csv"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\x\\CON.csv", "C_x_CON.csv"),
        ("CON", "_CON"),
        ("Café März.xlsx", "Cafe Marz.xlsx"),
        ("…", "file"),
        ("x" * 300 + ".csv", "x" * 76 + ".csv"),
    ],
)
def test_a_name_keeps_what_it_may(name: str, safe: str) -> None:
    assert safe_name(name) == safe
