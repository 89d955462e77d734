"""A redacted pack: what was taken out stands nowhere in it, and its figures are the case's."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exports.pack import pack
from exports.pack.contents import CASE, FIGURES, PDF, REDACTION
from exports.redact.finder import Finder
from exports.redact.gate import check_gone, texts
from exports.redact.profile import from_data, kind_of, profile, profiles
from exports.sign.key import open_key
from exports.verify import verify
from graphs.kept import keep
from tests.exports.conftest import fill as load
from tests.exports.keys import PASSWORD, Authority
from tests.exports.test_sign import opened, written_again
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.origins import Mark, mark
from workbench.store.tables import (
    Account,
    AccountHolder,
    Asset,
    AssetEvent,
    Base,
    Officer,
    Party,
    Payment,
    Purchase,
)

#: What stands in the small case of somebody who is no defendant, in capitals and without.
THIRD = ("bryn motors", "harlow", "payee ltd", "82001734", "zz99 fox", "4 mill street")
#: What stands in it of her whom the case is against.
OWN = ("anne marlow", "18264093", "operation small", "20ab1234526")


def fill(case: Case) -> None:
    """A subject with an account and a thing, a third party who is written of everywhere."""
    with case.change("parties", "Recorded who Bryn Motors Ltd is") as work:
        s = work.session
        s.add(Party(id=1, schema="Person", name="Anne Marlow", subject=True))
        s.add(
            Party(
                id=2, schema="Company", name="Bryn Motors Ltd", registration="82001734",
                note="Trades at 4 Mill Street",
            )
        )  # fmt: skip
        s.add(Party(id=3, schema="Person", name="Jack Harlow"))
        s.add(Officer(name="DC Maya Sterndale", role="investigator", reference="4417"))
        s.flush()
        for account in s.query(Account).where(Account.key.in_(("A", "30-00-00 18264093"))):
            s.add(AccountHolder(account_id=account.id, party_id=1, role="holder", evidence="form"))
        s.add(
            Asset(
                id=1, kind="vehicle", label="Van bought of Bryn Motors Ltd", identifier="ZZ99 FOX",
                description="Stood at 4 Mill Street; Mr Harlow drives it", price_minor=320_001,
                currency="GBP", state="identified",
            )
        )  # fmt: skip
        s.flush()
        payment = s.query(Payment).where(Payment.minor == 320_001).one()
        s.add(Purchase(asset_id=1, payment_id=payment.id, minor=320_001, why="Bryn Motors Ltd"))
        s.add(
            AssetEvent(
                asset_id=1, event="identified", at="2026-01-09", by="DC Maya Sterndale",
                note="Told by Jack Harlow; his account is 30-11-22 55512345",
            )
        )  # fmt: skip
    mark(case, [Mark("P1", None, "counter cash not explained")])
    keep(case, ["fifo"], "to charge the van")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case packed whole and by every profile."""
    folder = tmp_path_factory.mktemp("redacted")
    with Case.create(folder / "small.arw", name="Operation Small", urn="20AB1234526") as case:
        case.now = lambda: datetime(2026, 3, 30, 9, 30, tzinfo=UTC)
        load(case, folder / "records")
        fill(case)
        pack(case, folder / "full.zip")
        for name in profiles():
            pack(case, folder / f"{name}.zip", profile=profile(name))
    return folder


def whole(where: Path) -> str:
    """Every text of every member of a pack, out of whatever packs it, in small letters."""
    # The paper kept in the small case is called a PDF and is none.
    found = [
        text
        for name, content in opened(where).items()
        if not name.startswith("data/documents/")
        for text in texts(name, content)
    ]
    with zipfile.ZipFile(where) as archive:
        found.extend(archive.namelist())
    return " ".join(" ".join(found).split()).casefold()


def test_nothing_that_was_taken_out_stands_anywhere_in_the_pack(packs: Path) -> None:
    full, defence, public = (whole(packs / f"{name}.zip") for name in ("full", "defence", "public"))
    for term in (*THIRD, *OWN, "maya sterndale", "55512345", "counter credit"):
        assert term in full, f"{term} is not in the full pack: the test would prove nothing"
    for term in (*THIRD, "55512345", "counter credit"):
        assert term not in defence, term
        assert term not in public, term
    for term in OWN:
        assert term in defence, term
        assert term not in public, term
    assert "maya sterndale" in defence
    assert "maya sterndale" not in public
    assert "marlow" not in public


def test_open_court_keeps_names_and_takes_numbers_out(packs: Path) -> None:
    court = whole(packs / "court.zip")
    assert "bryn motors ltd" in court
    for term in ("zz99 fox", "55512345", "counter credit"):
        assert term not in court, term


@pytest.mark.parametrize("name", ["court", "defence", "public"])
def test_the_figures_of_a_redacted_pack_are_those_of_the_case(packs: Path, name: str) -> None:
    def amounts(where: Path) -> list[tuple[str, int, str]]:
        told = json.loads(opened(where)[f"data/{FIGURES}"])["figures"]
        return sorted((one["figure"].split(":")[0], one["minor"], one["currency"]) for one in told)

    assert amounts(packs / f"{name}.zip") == amounts(packs / "full.zip")


def test_a_kept_trace_that_is_current_is_current_in_the_redacted_pack(packs: Path) -> None:
    full, defence = (
        json.loads(opened(packs / f"{name}.zip")[f"data/{CASE}"])["tables"]["kept_trace"][0]
        for name in ("full", "defence")
    )
    assert full["inputs_sha256"] != defence["inputs_sha256"]
    assert full["options"]["inputs"]["payments"] != defence["options"]["inputs"]["payments"]
    texts_of = [whole(packs / f"{name}.zip") for name in ("full", "defence")]
    assert all("to charge the van" in text for text in texts_of)
    # The words stand in what the schedule says of itself, and in no row.
    assert texts_of[0].count("out of date") == texts_of[1].count("out of date")


def test_one_person_has_one_pseudonym_everywhere(packs: Path) -> None:
    told = json.loads(opened(packs / "defence.zip")[f"data/{CASE}"])["tables"]
    assert [party["name"] for party in told["party"]] == [
        "Anne Marlow", "Organisation P2", "Person P3",
    ]  # fmt: skip
    assert told["purchase"][0]["why"] == "Organisation P2"
    assert told["asset"][0]["label"] == "Van bought of Organisation P2"
    assert told["asset_event"][0]["note"] == "Told by Person P3; his account is [number] [number]"
    assert told["party"][1]["note"] == told["party"][1]["registration"] == "[withheld]"


@pytest.mark.parametrize("name", ["court", "defence", "public"])
def test_a_redacted_pack_is_made_again_from_its_own_data(packs: Path, name: str) -> None:
    found = verify(packs / f"{name}.zip")
    assert found.differences == []
    assert (found.ok, found.bag_ok, found.redacted) == (True, True, name)
    assert found.figures == found.recomputed > 0
    assert any("the records are withheld" in one for one in found.unproved)


def test_the_full_pack_proves_the_redacted_one(packs: Path) -> None:
    found = verify(packs / "defence.zip", against=packs / "full.zip")
    assert found.differences == []
    assert found.ok
    assert found.unproved == []
    plain = verify(packs / "full.zip", against=packs / "full.zip")
    assert not plain.ok


def test_a_changed_amount_of_a_redacted_pack_is_found_and_a_consistent_lie_by_the_full_pack(
    packs: Path,
) -> None:
    text = opened(packs / "defence.zip")[f"data/{CASE}"].decode()
    found = verify(
        written_again(
            packs / "defence.zip", {CASE: text.replace("320001", "320002").encode()}, seal=None
        )
    )
    assert not found.ok
    assert any("3,200.0" in one for one in found.differences), found.differences
    title = opened(packs / "defence.zip")[f"data/{REDACTION}"].replace(b'"rows": 1,', b'"rows": 2,')
    lie = written_again(packs / "defence.zip", {REDACTION: title}, seal=None)
    assert verify(lie).ok
    against = verify(lie, against=packs / "full.zip")
    assert against.differences == ["full.zip, redacted again, does not give again.zip"]
    assert not against.ok


def test_no_original_and_no_hash_that_could_be_tried_out_is_in_it(packs: Path) -> None:
    files = opened(packs / "defence.zip")
    assert not [name for name in files if "sources/" in name or "documents/" in name]
    full = json.loads(opened(packs / "full.zip")[f"data/{CASE}"])["tables"]
    text = whole(packs / "defence.zip")
    for row in (*full["source_file"], *full["document"]):
        assert row["sha256"] not in text
    told = json.loads(files[f"data/{REDACTION}"])
    assert len(told["withheld"]) == len(full["source_file"]) + len(full["document"])
    assert told["withheld"][0]["size"] == full["source_file"][0]["size"]
    assert b"hash" not in files["data/journal.jsonl"]
    assert b"payload" not in files["data/journal.jsonl"]


def test_a_redacted_pack_says_on_every_page_that_it_is(packs: Path) -> None:
    pages = list(texts(PDF, opened(packs / "defence.zip")[f"data/{PDF}"]))[4:]
    assert len(pages) > 5
    assert all("in London) · redacted" in " ".join(page.split()) for page in pages)
    assert "Case pack, redacted for the defence" in " ".join(pages[0].split())
    assert "This pack is redacted" in " ".join(pages[0].split())
    assert opened(packs / "defence.zip")["data/READ-ME.txt"].startswith(b"THIS PACK IS REDACTED")


def test_a_redacted_pack_is_signed_as_any_other(filled_file: Case, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with filled_file as case:
        fill(case)
        key = open_key(authority.key_file(), PASSWORD)
        pack(case, tmp_path / "signed.zip", profile=profile("defence"), key=key)
    found = verify(tmp_path / "signed.zip", trust=[authority.file])
    assert found.differences == []
    assert (found.ok, found.signature, found.redacted) == (True, "good", "defence")


def test_a_case_on_either_engine_is_redacted_to_the_same_that_verifies(
    filled: Case, tmp_path: Path
) -> None:
    fill(filled)
    pack(filled, tmp_path / "redacted.zip", profile=profile("defence"))
    found = verify(tmp_path / "redacted.zip")
    assert found.differences == []
    assert found.ok


def test_a_pack_that_would_still_hold_a_name_is_not_written() -> None:
    terms = {"jack harlow": "Person P3", "55512345": "Account A9"}
    with pytest.raises(Refused, match=r"notes.txt would still hold .*Person P3"):
        check_gone(terms, [("notes.txt", b"seen: JACK\n HARLOW")])
    with pytest.raises(Refused, match="Account A9"):
        check_gone(terms, [("x.json", b'{"n": "55512345"}')])
    check_gone(terms, [("x.json", b'{"n": "155512345", "m": "Jack Harlowe"}')])


def test_every_text_of_the_case_has_a_kind_so_that_none_is_forgotten() -> None:
    unknown = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type is str and kind_of(table.name, column.name) == "unknown"
    ]
    assert unknown == []


def test_names_are_found_however_they_are_spaced_and_written() -> None:
    finder = Finder(["jack harlow", "30-11-22 55512345", "bryn motors ltd"])
    said = finder.replace("JACK  Harlow paid BRYN\nMOTORS LTD; Jack Harlowe did not", lambda _: "X")
    assert said == "X paid X; Jack Harlowe did not"


def test_a_profile_of_ones_own_is_read_and_a_bad_one_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no redaction profile nobody"):
        profile("nobody")
    own = tmp_path / "own.toml"
    own.write_text('title = "x"\n', "utf-8")
    with pytest.raises(Refused, match="is no redaction profile"):
        profile(str(own))
    told = profile("defence").as_data()
    assert from_data(told, "x") == profile("defence")
