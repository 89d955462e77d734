"""A signed pack: whose it is can be read, nothing of it can be changed, nothing else differs."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from typer.testing import CliRunner

from exports.pack import bag, pack
from exports.pack.contents import PDF
from exports.sign.key import PASSWORD as VARIABLE
from exports.sign.key import WrongPassword, open_key
from exports.verify import verify
from tests.exports.keys import PASSWORD, Authority, usage
from workbench.case import Case
from workbench.errors import Refused


def opened(where: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(where) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def written_again(where: Path, change: dict[str, bytes], *, seal: Any = "as before") -> Path:
    """The pack with files changed, every manifest mended; its signature as before, or another."""
    files = opened(where)
    with bag.Bag(where) as before:
        info, base = before.info(), before.base
    stamp = zipfile.ZipFile(where).infolist()[0].date_time
    info.pop("Payload-Oxum")
    payload = {name[5:]: content for name, content in files.items() if name.startswith("data/")}
    keep = (lambda _: files[bag.SEAL]) if seal == "as before" else seal
    out = where.with_name("again.zip")
    with out.open("wb") as file:
        bag.write(
            file, base, datetime(*stamp, tzinfo=UTC), [*{**payload, **change}.items()], info, keep
        )
    return out


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def signed(filled_file: Case, tmp_path: Path, authority: Authority) -> Iterator[Path]:
    with filled_file as case:
        pack(case, tmp_path / "plain.zip")
        pack(case, tmp_path / "signed.zip", key=open_key(authority.key_file(), PASSWORD))
    return tmp_path / "signed.zip"


def test_a_signed_pack_holds_and_says_who_signed_it_when_and_with_what(
    signed: Path, authority: Authority
) -> None:
    found = verify(signed)
    assert found.differences == []
    assert (found.ok, found.bag_ok, found.signature) == (True, True, "good")
    assert found.signer is not None
    assert found.signer.name == "Anna Cole, Mercia Police"
    assert found.signer.issuer == "Mercia Police CA, Mercia Police"
    assert len(found.signer.certificate) == 64
    at = datetime.fromisoformat(found.signer.at)
    assert timedelta() <= datetime.now(UTC) - at < timedelta(minutes=5)
    assert not found.signer.trusted
    assert "no authority" in found.signer.trust
    trusted = verify(signed, trust=[authority.file])
    assert trusted.ok
    assert trusted.signer is not None
    assert trusted.signer.trusted


def test_a_signature_is_the_only_thing_that_signing_adds(signed: Path) -> None:
    plain, made = opened(signed.with_name("plain.zip")), opened(signed)
    assert made.keys() - plain.keys() == {bag.SEAL}
    changed = {name for name in plain if plain[name] != made[name]}
    assert changed == {
        f"data/{PDF}", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
    }  # fmt: skip
    assert made[f"data/{PDF}"].startswith(plain[f"data/{PDF}"])
    pages = [
        [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files[f"data/{PDF}"])).pages]
        for files in (plain, made)
    ]
    assert pages[0] == pages[1]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_the_manifests_signature_is_verified_by_openssl(
    signed: Path, authority: Authority, tmp_path: Path
) -> None:
    for name in (bag.TAGS, bag.SEAL):
        (tmp_path / name).write_bytes(opened(signed)[name])
    command = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any",
        "-in", str(tmp_path / bag.SEAL), "-content", str(tmp_path / bag.TAGS),
        "-CAfile", str(authority.file),
    ]  # fmt: skip
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    (tmp_path / bag.TAGS).write_bytes(opened(signed)[bag.TAGS].replace(b"a", b"b", 1))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_a_changed_file_breaks_the_signature_though_every_manifest_is_mended(signed: Path) -> None:
    found = verify(written_again(signed, {"figures.json": b"{}"}))
    assert found.signature == "bad"
    assert not found.ok
    assert any("a file of the pack was changed after it was signed" in one
               for one in found.differences)  # fmt: skip


def test_a_changed_byte_of_the_signed_pdf_is_found(signed: Path) -> None:
    content = bytearray(opened(signed)[f"data/{PDF}"])
    content[len(content) // 2] ^= 1
    found = verify(written_again(signed, {PDF: bytes(content)}))
    assert (found.ok, found.signature) == (False, "bad")
    assert any("the document was changed after it was signed" in one for one in found.differences)


def test_a_pack_half_signed_is_not_signed(signed: Path) -> None:
    plain = opened(signed.with_name("plain.zip"))[f"data/{PDF}"]
    no_pdf = verify(written_again(signed, {PDF: plain}))
    assert (no_pdf.ok, no_pdf.signature) == (False, "bad")
    no_seal = verify(written_again(signed, {}, seal=None))
    assert (no_seal.ok, no_seal.signature) == (False, "bad")
    assert "the signature of the manifests is missing" in no_seal.differences


def test_a_signature_taken_off_whole_is_missed_by_whoever_asks_for_one(
    signed: Path, authority: Authority
) -> None:
    plain = signed.with_name("plain.zip")
    assert verify(plain).ok
    found = verify(plain, trust=[authority.file])
    assert not found.ok
    assert found.signature == "none"
    assert found.differences == ["nobody trusted signed the pack: the pack is not signed"]


def test_another_authoritys_signature_is_good_but_not_trusted(
    signed: Path, tmp_path: Path, authority: Authority
) -> None:
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other", "Somebody else")
    found = verify(signed, trust=[other.file])
    assert (found.ok, found.signature) == (False, "good")
    assert found.differences == [
        "nobody trusted signed the pack: leads to no authority that was given as trusted"
    ]


def test_a_page_that_a_signer_slips_in_with_his_signature_is_found(
    signed: Path, tmp_path: Path, authority: Authority
) -> None:
    plain = opened(signed.with_name("plain.zip"))[f"data/{PDF}"]
    writer = IncrementalPdfFileWriter(io.BytesIO(plain))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = pdf_string("180")
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    key = open_key(authority.key_file(), PASSWORD)
    forged = written_again(signed, {PDF: key.sign_pdf(out.getvalue())}, seal=key.sign_manifest)
    found = verify(forged)
    assert (found.ok, found.signature) == (False, "bad")
    assert any("is not the case’s" in one for one in found.differences), found.differences


def test_two_signers_of_one_pack_are_named_as_a_fault(signed: Path, authority: Authority) -> None:
    other = open_key(authority.key_file("Somebody Else"), PASSWORD)
    found = verify(written_again(signed, {}, seal=other.sign_manifest))
    assert (found.ok, found.signature) == (False, "bad")
    assert found.differences == ["the PDF and the manifests are signed with different certificates"]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"end": timedelta(hours=-1)}, "the certificate of Anna Cole, Mercia Police expired on"),
        ({"start": timedelta(days=5)}, "is valid from"),
        ({"usage": usage(key_encipherment=True)}, "is not for signing documents"),
        ({"bits": 1024}, "too short to rely on"),
        ({"bare": True}, "holds a key without its certificate"),
    ],
)
def test_a_key_that_may_not_sign_is_refused_in_one_line(
    authority: Authority, made: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        open_key(authority.key_file(**made), PASSWORD)


def test_a_wrong_password_or_another_file_is_refused_in_one_line(
    authority: Authority, tmp_path: Path
) -> None:
    file = authority.key_file()
    for password, said in (("wrong", "the password is wrong"), ("", "without a password")):
        with pytest.raises(WrongPassword, match=said):
            open_key(file, password)
    (tmp_path / "x.p12").write_bytes(b"no key at all")
    with pytest.raises(WrongPassword, match="no PKCS #12 file"):
        open_key(tmp_path / "x.p12", PASSWORD)
    with pytest.raises(Refused, match="cannot be read"):
        open_key(tmp_path / "missing.p12", PASSWORD)


def test_an_rsa_key_and_one_without_a_password_sign_as_well(authority: Authority) -> None:
    key = open_key(authority.key_file(bits=2048, password=""))
    assert key.name == "Anna Cole, Mercia Police"
    assert key.sign_manifest(b"x")


def test_the_command_takes_the_password_from_the_environment_and_never_as_an_argument(
    filled_file: Case, tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.cli.app import app

    filled_file.close()
    out = tmp_path / "out.zip"
    asked = ["pack", str(tmp_path / "small.arw"), str(out), "--sign", str(authority.key_file())]
    monkeypatch.delenv(VARIABLE, raising=False)
    assert isinstance(CliRunner().invoke(app, asked).exception, Refused)
    monkeypatch.setenv(VARIABLE, "wrong")
    assert isinstance(CliRunner().invoke(app, asked).exception, WrongPassword)
    assert not out.exists()
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert CliRunner().invoke(app, asked).exit_code == 0
    told = CliRunner().invoke(app, ["verify", str(out), "--trust", str(authority.file)])
    assert told.exit_code == 0
    assert "Signed by Anna Cole, Mercia Police" in told.output
