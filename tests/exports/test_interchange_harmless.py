"""What others wrote leaves as text, what is ours stays, and a stopped export leaves no half."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports.interchange.formats import FORMATS
from exports.interchange.text import attribute, cell, content, one_line
from exports.interchange.write import write_as
from exports.whole import putting
from tests.exports import read_back
from workbench.case import Case
from workbench.errors import Cancelled
from workbench.intelligence import disclosures
from workbench.intelligence.store import Store
from workbench.parties.register import add_party
from workbench.records.load import load_files
from workbench.recovery.property import add_asset, add_interest

EVERY = list(FORMATS)
HOSTILE = '=HYPERLINK("http://x","Łódź 中")'


def written(case: Case, form: str, folder: Path, **more: Any) -> Path:
    out = folder / f"out{FORMATS[form].ending}"
    write_as(case, form, out, **more)
    return out


@pytest.fixture
def hostile(file_case: Case, tmp_path: Path) -> Case:
    """A case in which every name is a formula, markup, or no text at all."""
    path, quoted = tmp_path / "payments.csv", HOSTILE.replace('"', '""')
    path.write_text(
        "id,date,from,to,amount,reference\n"
        f'P1,2026-01-02,"</node><script>x</script>",B,1.00,"{quoted}"\n'
        'P2,2026-01-03,B,"@SUM(A1)&amp;]]>",2.00,"two\nlines\u2028three"\n'
        "P3,2026-01-04,B,+44 20,3.00,-1+1\n"
        "P4,2026-01-05,B,\uff1dCMD(),4.00,bell\x07 and \x1b[31m\n",
        encoding="utf-8",
    )
    (outcome,) = load_files(file_case, [path])
    assert outcome.loaded == 4, outcome.refusal
    add_party(file_case, '"><img src=x onerror=1>')
    return file_case


@pytest.mark.parametrize("form", EVERY)
def test_hostile_names_leave_as_text(form: str, hostile: Case, tmp_path: Path) -> None:
    out = written(hostile, form, tmp_path)
    assert read_back.payments(form, out) == (4, {"GBP": 1000})
    if form == "graphml":
        nodes, edges = read_back.graphml(out)
        names = {node["label"] for node in nodes.values()}
        assert {"</node><script>x</script>", '"><img src=x onerror=1>'} <= names
        assert HOSTILE in {edge.get("reference") for edge in edges.values()}
    if form == "gexf":
        nodes, _ = read_back.gexf(out)
        assert "</node><script>x</script>" in {node["label"] for node in nodes.values()}
    if form == "i2-csv":
        for rows in read_back.tables(out).values():
            for row in rows:
                assert not [v for v in row.values() if v.startswith(("=", "+", "-", "@", "\uff1d"))]
    if form == "ftm":
        assert len(out.read_text(encoding="utf-8").splitlines()) == len(read_back.ftm(out))


def test_what_xml_cannot_write_is_replaced_and_the_rest_is_kept() -> None:
    assert content("bell\x07 & <b>") == "bell\ufffd &amp; &lt;b&gt;"
    assert attribute('a\x00"\n') == '"a\ufffd&quot;&#10;"'
    assert one_line("two\r\nlines\u2028three\x85") == "two lines three"
    assert [cell(text) for text in ("=1", "-1", "\uff1d1", "\t=1", "A=1")] == [
        "'=1", "'-1", "'\uff1d1", "'=1", "A=1",
    ]  # fmt: skip


@pytest.mark.parametrize("form", EVERY)
def test_what_officers_wrote_for_themselves_stays_in_the_case(
    form: str, filled_file: Case, tmp_path: Path
) -> None:
    secret = "QZX told us so"
    party = add_party(filled_file, "Anne Marlow", note=secret, born=date(1990, 1, 2))
    thing = add_asset(filled_file, "vehicle", "A van", note=secret)
    add_interest(filled_file, thing, party, "legal", millionths=1_000_000, why=secret)
    out = written(filled_file, form, tmp_path)
    if form == "i2-csv":
        with zipfile.ZipFile(out) as archive:
            left = b"".join(archive.read(name) for name in archive.namelist())
    else:
        left = out.read_bytes()
    assert b"Anne Marlow" in left
    assert b"A van" in left
    assert b"QZX" not in left


@pytest.mark.parametrize("form", EVERY)
def test_no_byte_of_a_disclosure_leaves(form: str, filled_file: Case, tmp_path: Path) -> None:
    secret = "QZX-SECRET-REFERENCE"
    with Store.open(filled_file) as store:
        disclosures.add(store, secret, date(2026, 1, 5), subject=secret, act=secret, note=secret)
    out = written(filled_file, form, tmp_path)
    assert secret.encode() in Path(filled_file.where).with_suffix(".intelligence").read_bytes()
    assert secret not in str(read_back.tables(out) if form == "i2-csv" else out.read_bytes())


# -- whole or not at all


def test_a_folder_that_is_stopped_is_not_there(filled_file: Case, tmp_path: Path) -> None:
    def stop(done: int, total: int, text: str) -> None:
        raise Cancelled

    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(Cancelled):
        write_as(filled_file, "i2-csv", folder / "tables", report=stop)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("form", EVERY)
def test_an_export_that_is_stopped_leaves_what_stood_there(
    form: str, filled_file: Case, tmp_path: Path
) -> None:
    def stop(done: int, total: int, text: str) -> None:
        raise Cancelled

    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "before"
    if form == "i2-csv":
        out = folder / "before.zip"
    out.write_text("what stood there")
    with pytest.raises(Cancelled):
        write_as(filled_file, form, out, report=stop)
    assert [path.name for path in folder.iterdir()] == [out.name]
    assert out.read_text() == "what stood there"


def test_a_file_is_put_in_place_only_when_all_of_it_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    with putting(out) as file:
        file.write(b"a half")
        assert not out.exists()
    assert out.read_bytes() == b"a half"
    with pytest.raises(ZeroDivisionError), putting(out) as file:
        file.write(b"another")
        raise ZeroDivisionError
    assert out.read_bytes() == b"a half"
    assert list(tmp_path.iterdir()) == [out]
