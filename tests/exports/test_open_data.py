"""Open data add up again, agree with their schema, and name nobody."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from exports.open_data import SCHEMA, open_data, schema_text, write_open_data
from exports.open_tables import TABLES, data_package, json_schema
from tests.exports.joined_money import DEFENDANT, FORMULA, fill
from ui.cli.app import run
from workbench.case import Case
from workbench.parties import register
from workbench.recovery.receipts import add_receipt
from workbench.reinvestment import deposits, funds, grants, programmes, reconcile, shares

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTHING: dict[str, Any] = {}


@pytest.fixture
def joined(case: Case, tmp_path: Path) -> Case:
    return fill(case, tmp_path / "papers")


@pytest.fixture
def one(file_case: Case, tmp_path: Path) -> Case:
    return fill(file_case, tmp_path / "papers")


def files_of(case: Case, folder: Path) -> dict[str, bytes]:
    write_open_data(case, folder / "open.zip")
    with zipfile.ZipFile(folder / "open.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))


def total(rows: list[dict[str, str]], column: str, **only: str) -> int:
    """The sum of a column, where the others hold what `only` says."""
    return sum(int(r[column]) for r in rows if all(r[k] in v.split() for k, v in only.items()))


def faults(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """Where a value is not as those words of JSON Schema say that these schemas use."""
    known = {"$schema", "title", "description", "format", "type", "enum", "const", "pattern",
             "items", "properties", "required", "additionalProperties"}  # fmt: skip
    found = [f"{at}: {word} is not understood" for word in schema if word not in known]
    kinds = {
        "string": str, "integer": int, "boolean": bool, "array": list, "object": dict,
        "null": type(None),
    }  # fmt: skip
    kind = schema.get("type", [])
    wanted = [kind] if isinstance(kind, str) else kind
    if wanted and type(value) not in [kinds[name] for name in wanted]:
        found.append(f"{at}: {value!r} is no {kind}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is none of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{at}: {value!r} is not {schema['const']!r}")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{at}: {value!r} is not like {schema['pattern']}")
    if isinstance(value, str) and schema.get("format") == "date":
        date.fromisoformat(value)
    if isinstance(value, list):
        for number, each in enumerate(value):
            found += faults(each, schema["items"], f"{at}[{number}]")
    if isinstance(value, dict):
        properties = schema["properties"]
        found += [f"{at}: {name} is missing" for name in schema["required"] if name not in value]
        found += [f"{at}: {name} is too much" for name in value if name not in properties]
        for name, each in value.items():
            found += faults(each, properties.get(name, NOTHING), f"{at}.{name}")
    return found


def test_every_table_adds_up_to_the_totals_and_nothing_is_unaccounted_for(
    joined: Case, tmp_path: Path
) -> None:
    sliced = add_receipt(joined, 1, date(2026, 2, 1), 900_001)
    shares.share_receipt(joined, sliced, fund_id=1, pool_minor=10**11)
    again = add_receipt(joined, 1, date(2026, 2, 2), 300_003)
    shares.share_receipt(joined, again, fund_id=1)
    shares.take_back(joined, again, date(2026, 4, 2), "wrong")
    reconcile.hold_back(joined, "2025-Q2", 1, 25_000, "top slice", "X", date(2026, 4, 3), "kept")
    files = files_of(joined, tmp_path)
    told = {name: table(files, name) for name in (t.name for t in TABLES)}
    (row,) = told["totals"]
    place = {name: int(minor) for name, minor in row.items() if name != "currency"}
    shared, returned = told["shares"], told["returned"]
    assert total(told["receipts"], "received_minor") == place["received_minor"]
    assert total(told["deposits"], "minor") == place["deposited_minor"] == 300_000
    received = place["received_minor"]
    assert received - total(shared, "minor") == place["waiting_minor"] == 1_000_003
    assert total(shared, "minor", to="costs") == place["costs_minor"]
    assert total(shared, "minor", to="compensation") == place["compensation_minor"]
    others = "home-office investigator prosecutor enforcement"
    assert total(shared, "minor", to=others) == place["other_agencies_minor"]
    for to, name in (("top-slice", "top_slice_minor"), ("consolidated-fund", "consolidated_minor")):
        assert total(shared, "minor", to=to) + total(returned, "minor", to=to) == place[name]
    assert place["top_slice_minor"] > total(returned, "minor", to="top-slice") == 25_000
    assert total(returned, "minor", to="returned") == place["returned_minor"] == 50_000
    paid = sum(int(r["minor"]) for r in told["instalments"] if r["paid"])
    back = total(told["instalments"], "came_back_minor")
    assert paid - back == place["spent_minor"] == 999_999
    assert total(told["funds"], "held_minor") == place["held_minor"]
    for fund in told["funds"]:
        parts = {name: int(fund[f"{name}_minor"]) for name in
                 ("received", "deposited", "paid", "came_back", "returned", "held")}  # fmt: skip
        assert (
            parts["received"]
            + parts["deposited"]
            - parts["paid"]
            + parts["came_back"]
            - (parts["returned"])
            == parts["held"]
        )
    became = ("costs", "compensation", "top_slice", "consolidated", "other_agencies", "spent",
              "returned", "held", "waiting")  # fmt: skip
    came = place["received_minor"] + place["deposited_minor"]
    assert came - sum(place[f"{n}_minor"] for n in became) == place["unaccounted_minor"] == 0
    assert faults(json.loads(files["open-data.json"]), json_schema()) == []


def test_the_document_agrees_with_the_schema_published_beside_it_and_in_the_documents(
    one: Case, tmp_path: Path
) -> None:
    files = files_of(one, tmp_path)
    schema = json.loads(files[SCHEMA])
    whole = json.loads(files["open-data.json"])
    assert schema["$schema"].endswith("2020-12/schema")
    assert faults(whole, schema) == []
    assert (DOCS / SCHEMA).read_text(encoding="utf-8") == schema_text() == files[SCHEMA].decode()
    del whole["receipts"][0]["quarter"]
    whole["grants"][0]["defendant"] = "X"
    whole["totals"][0]["unaccounted_minor"] = 1
    assert len(faults(whole, schema)) == 3


def test_the_tables_are_the_document_and_the_package_describes_them(
    one: Case, tmp_path: Path
) -> None:
    files = files_of(one, tmp_path)
    whole = json.loads(files["open-data.json"])
    described = {r["name"]: r for r in json.loads(files["datapackage.json"])["resources"]}
    assert json.loads(files["datapackage.json"]) == data_package()
    for each in TABLES:
        rows = table(files, each.name)
        assert len(rows) == len(whole[each.name])
        header = files[f"{each.name}.csv"].decode().splitlines()[0].split(",")
        fields = described[each.name]["schema"]["fields"]
        assert header == [field["name"] for field in fields] == [c.name for c in each.columns]
        for ours, theirs in zip(whole[each.name], rows, strict=True):
            for name, value in ours.items():
                said = "" if value is None else str(value)
                assert theirs[name] == (said.lower() if isinstance(value, bool) else said)


def test_no_case_order_defendant_or_officer_is_in_any_file(one: Case, tmp_path: Path) -> None:
    files = files_of(one, tmp_path)
    said = b" ".join(files.values()).decode()
    for word in (
        *DEFENDANT.split(), "Operation Test", "DC Shah", "Aldersley", "Thorne", "Falconer",
        "Penhaligon", "a post was empty", "not needed",
    ):  # fmt: skip
        assert word not in said, word
    assert not re.search(r"\bT1\b", said)


def test_a_small_number_is_left_out_and_an_unregistered_recipient_is_not_named(
    one: Case, tmp_path: Path
) -> None:
    files = files_of(one, tmp_path)
    small = next(r for r in table(files, "outcomes") if r["measure"] == "Completed drug free")
    assert (small["value"], small["left_out"], small["rating"]) == ("", "true", "")
    assert [g["recipient"] for g in table(files, "grants")] == ["Cole Valley Recovery", ""]
    assert FORMULA not in b" ".join(files.values()).decode()


def test_a_grant_that_nobody_approved_is_not_published(one: Case, tmp_path: Path) -> None:
    grants.propose(one, 1, 1, "Hopeful", 1_000, registration="1")
    assert b"Hopeful" not in b" ".join(files_of(one, tmp_path).values())


@pytest.mark.parametrize(
    "name",
    [DEFENDANT, DEFENDANT.upper().replace("-", " "), "Mr Ashdown", "Operation Test"],
)
def test_a_text_that_tells_whom_the_case_is_about_is_withheld_and_said_to_be(
    one: Case, tmp_path: Path, name: str
) -> None:
    programmes.add_programme(one, "diversion into treatment", f"Money of {name}, reused")
    number = grants.propose(one, 2, 1, f"{name} House", 1_000, registration="108")
    grants.recommend(one, number, "P. Aldersley", date(2026, 1, 14))
    grants.approve(one, number, "M. Thorne", date(2026, 1, 28))
    done = write_open_data(one, tmp_path / "open.zip")
    assert done.withheld == ("grants, row 3, programme", "grants, row 3, recipient")
    files = files_of(one, tmp_path)
    assert name.casefold() not in b" ".join(files.values()).decode().casefold()
    row = table(files, "grants")[2]
    assert (row["programme"], row["recipient"], row["registration"]) == ("Programme 2", "", "")
    assert faults(json.loads(files["open-data.json"]), json_schema()) == []


def test_an_organisation_that_shares_a_witness_s_surname_is_still_named(
    one: Case, tmp_path: Path
) -> None:
    register.add_party(one, "Ann Valley")
    assert write_open_data(one, tmp_path / "open.zip").withheld == ()
    assert table(files_of(one, tmp_path), "grants")[0]["recipient"] == "Cole Valley Recovery"


def test_text_that_a_spreadsheet_would_run_is_made_inert_in_csv_alone(
    file_case: Case, tmp_path: Path
) -> None:
    funds.add_fund(file_case, "=1+1", "police")
    deposits.deposit(file_case, 1, date(2026, 1, 5), 1, "Council")
    files = files_of(file_case, tmp_path)
    assert table(files, "funds")[0]["name"] == "'=1+1"
    assert json.loads(files["open-data.json"])["funds"][0]["name"] == "=1+1"


def test_an_empty_case_is_published_as_empty_tables(file_case: Case, tmp_path: Path) -> None:
    files = files_of(file_case, tmp_path)
    assert all(table(files, each.name) == [] for each in TABLES)
    document, withheld = open_data(file_case)
    assert faults(document, json_schema()) == withheld == []


def test_the_same_case_gives_the_same_bytes(one: Case, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_open_data(one, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_the_command_says_how_many_counts_are_left_out(
    one: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one.close()
    place, out = str(tmp_path / "case.arw"), str(tmp_path / "o.zip")
    assert run(["open-data", place, out]) == 0
    assert "1 count left out: small, or telling of a small one." in capsys.readouterr().out
    assert run(["open-data", place, str(tmp_path / "o.tar")]) == 1
    assert "does not end in .zip" in capsys.readouterr().err
