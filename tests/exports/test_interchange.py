"""The case in other programs' formats: whole, and to the penny."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import parse
from sqlalchemy import func, select

from exports.demonstration import build_case
from exports.interchange import rows as leaving
from exports.interchange.formats import FORMATS
from exports.interchange.write import write_as
from tests.exports import read_back
from tests.shared_data import shared
from ui.cli import run
from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.identity import decide
from workbench.parties.register import add_party, hold
from workbench.records.load import load_files
from workbench.records.pair import pair_entries
from workbench.store.tables import Account, Entry, Party, Payment, SourceFile

EVERY = list(FORMATS)


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    case = build_case(tmp_path_factory.mktemp("interchange") / "larkspur.arw")
    yield case
    case.close()


def own_sums(case: Case) -> read_back.Sums:
    """How many payments the case itself has, and their sums."""
    with case.read() as connection:
        found = connection.execute(
            select(Payment.currency, func.count(), func.sum(Payment.minor)).group_by(
                Payment.currency
            )
        ).all()
    return sum(row[1] for row in found), {row[0]: int(row[2]) for row in found}


def written(case: Case, form: str, folder: Path, **more: Any) -> Path:
    out = folder / f"out{FORMATS[form].ending}"
    write_as(case, form, out, **more)
    return out


@pytest.mark.parametrize("form", EVERY)
def test_what_left_is_read_again_and_comes_to_the_case_s_own_sums(
    form: str, filled: Case, tmp_path: Path
) -> None:
    assert read_back.payments(form, written(filled, form, tmp_path)) == own_sums(filled)


@pytest.mark.parametrize("form", EVERY)
def test_a_whole_case_leaves_to_the_penny_and_the_same_each_time(
    form: str, larkspur: Case, tmp_path: Path
) -> None:
    out = written(larkspur, form, tmp_path)
    before = out.read_bytes()
    assert read_back.payments(form, out) == own_sums(larkspur)
    assert own_sums(larkspur)[0] > 4_000
    assert written(larkspur, form, tmp_path).read_bytes() == before


@pytest.mark.parametrize("form", EVERY)
def test_the_number_of_records_is_that_of_what_stands_in_the_file(
    form: str, larkspur: Case, tmp_path: Path
) -> None:
    out = tmp_path / f"out{FORMATS[form].ending}"
    records = write_as(larkspur, form, out).records
    found = {
        "ftm": lambda: [read_back.ftm(out)],
        "graphml": lambda: read_back.graphml(out),
        "gexf": lambda: read_back.gexf(out),
        "i2-csv": lambda: read_back.tables(out).values(),
        "anx": lambda: read_back.anx(out),
    }[form]()
    assert sum(map(len, found)) == records


def test_pieces_of_any_size_make_the_same_file(
    filled: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [written(filled, form, tmp_path).read_bytes() for form in EVERY]
    monkeypatch.setattr(leaving, "CHUNK", 2)
    assert [written(filled, form, tmp_path).read_bytes() for form in EVERY] == whole


# -- FollowTheMoney


def test_every_entity_is_valid_by_the_model_and_loses_nothing_to_it(
    larkspur: Case, tmp_path: Path
) -> None:
    model = pytest.importorskip("followthemoney").model
    for entity in read_back.ftm(written(larkspur, "ftm", tmp_path)):
        model.get(entity["schema"]).validate(entity)
        clean = model.get_proxy(entity, cleaned=False).to_dict()["properties"]
        given = entity["properties"]
        assert {k: sorted(v) for k, v in clean.items()} == {k: sorted(v) for k, v in given.items()}


def test_every_payment_has_ends_and_documents_that_stand_in_the_same_file(
    larkspur: Case, tmp_path: Path
) -> None:
    entities = {one["id"]: one for one in read_back.ftm(written(larkspur, "ftm", tmp_path))}
    ends = {"Person", "Company", "Organization", "LegalEntity"}
    for entity in entities.values():
        if entity["schema"] != "Payment":
            continue
        held = entity["properties"]
        assert {entities[one]["schema"] for one in held["payer"] + held["beneficiary"]} <= ends
        accounts = [*held.get("payerAccount", ()), *held.get("beneficiaryAccount", ())]
        assert accounts
        assert {entities[one]["schema"] for one in accounts} == {"BankAccount"}
        assert {entities[one]["schema"] for one in held["proof"]} == {"Document"}
    with larkspur.read() as connection:
        hashes = set(connection.execute(select(SourceFile.sha256)).scalars())
    stated = {
        note.removeprefix("SHA-256 ")
        for entity in entities.values() if entity["schema"] == "Document"
        for note in entity["properties"]["notes"] if note.startswith("SHA-256 ")
    }  # fmt: skip
    assert stated == hashes


def test_a_transfer_seen_from_both_sides_is_one_payment_proved_by_both_files(
    larkspur: Case, tmp_path: Path
) -> None:
    with larkspur.read() as connection:
        twice = connection.execute(
            select(Payment.key)
            .join(Entry, Entry.payment_id == Payment.id)
            .group_by(Payment.key)
            .having(func.count() > 1)
            .order_by(Payment.key)
        ).scalars().first()  # fmt: skip
    (payment,) = (
        entity["properties"]
        for entity in read_back.ftm(written(larkspur, "ftm", tmp_path))
        if entity["schema"] == "Payment" and entity["properties"]["transactionNumber"] == [twice]
    )
    assert len(payment["proof"]) == len(payment["recordId"]) == 2


def test_an_owner_s_share_is_an_ownership_and_a_charge_is_none(
    larkspur: Case, tmp_path: Path
) -> None:
    entities = {one["id"]: one for one in read_back.ftm(written(larkspur, "ftm", tmp_path))}
    house = next(one for one in entities.values() if one["schema"] == "RealEstate")
    assert house["properties"]["titleNumber"] == ["WM LK 880417"]
    shares = [
        one["properties"] for one in entities.values()
        if one["schema"] == "Ownership" and one["properties"]["asset"] == [house["id"]]
    ]  # fmt: skip
    assert {(*one["ownershipType"], *one["percentage"]) for one in shares} == {
        ("legal", "100"), ("beneficial", "100"),
    }  # fmt: skip
    charges = [
        one["properties"] for one in entities.values()
        if one["schema"] == "UnknownLink" and one["properties"]["role"] == ["charge"]
    ]  # fmt: skip
    assert [one["summary"] for one in charges] == [["Secures GBP 184120.00"]]


def test_nobody_is_said_to_own_an_account_that_only_bears_a_name(
    filled: Case, tmp_path: Path
) -> None:
    found = read_back.ftm(written(filled, "ftm", tmp_path))
    assert not [one for one in found if one["schema"] == "Ownership"]
    links = [one for one in found if one["schema"] == "UnknownLink"]
    assert {link["properties"]["role"][0] for link in links} == {"named on the account"}
    hold(filled, "A", add_party(filled, "Anne Marlow"), evidence="Mandate AM/1")
    (owned,) = (
        one
        for one in read_back.ftm(written(filled, "ftm", tmp_path))
        if one["schema"] == "Ownership"
    )
    assert owned["properties"]["summary"] == ["Mandate AM/1"]


def test_parties_decided_to_be_one_are_joined_in_every_format(case: Case, tmp_path: Path) -> None:
    one, two = add_party(case, "J Smith"), add_party(case, "John Smith")
    decide(case, one, two, "same", why="One passport")
    (link,) = (
        entity["properties"]
        for entity in read_back.ftm(written(case, "ftm", tmp_path))
        if entity["schema"] == "UnknownLink"
    )
    assert link["role"] == ["decided to be the same"]
    for form, read in (("graphml", read_back.graphml), ("gexf", read_back.gexf)):
        (edge,) = read(written(case, form, tmp_path))[1].values()
        assert (edge["source"], edge["target"], edge["what"]) == (f"P{two}", f"P{one}", "same")
    rows = read_back.tables(written(case, "i2-csv", tmp_path))["same.csv"]
    assert [(row["from_label"], row["to_label"]) for row in rows] == [("John Smith", "J Smith")]
    assert len(read_back.anx(written(case, "anx", tmp_path))[1]) == 1


# -- the graph


def test_networkx_reads_every_type_as_it_was_meant(larkspur: Case, tmp_path: Path) -> None:
    import networkx as nx

    graph = nx.read_graphml(written(larkspur, "graphml", tmp_path), force_multigraph=True)
    paid = [data for *_, data in graph.edges(data=True) if data["what"] == "payment"]
    assert {type(data["amount_minor"]) for data in paid} == {int}
    assert sum(data["amount_minor"] for data in paid) == own_sums(larkspur)[1]["GBP"]
    held = {data["held"] for _, data in graph.nodes(data=True) if "held" in data}
    assert held == {True, False}
    assert {data["what"] for _, data in graph.nodes(data=True)} >= {"account", "party", "thing"}


def test_a_payment_s_spell_is_its_day_and_an_account_s_from_its_first_to_its_last(
    larkspur: Case, tmp_path: Path
) -> None:
    nodes, edges = read_back.gexf(written(larkspur, "gexf", tmp_path))
    paid = [edge for edge in edges.values() if edge["what"] == "payment"]
    assert all(edge["start"] == edge["end"] == edge["date"] for edge in paid)
    for name in ("A1", "A9"):
        days = sorted(edge["date"] for edge in paid if name in (edge["source"], edge["target"]))
        assert (nodes[name]["start"], nodes[name]["end"]) == (days[0], days[-1])


def test_each_edge_cites_the_row_of_its_file(larkspur: Case, tmp_path: Path) -> None:
    _, edges = read_back.graphml(written(larkspur, "graphml", tmp_path))
    with larkspur.read() as connection:
        asked = select(Payment.id, Payment.place, SourceFile.name, SourceFile.sha256).join(
            SourceFile, SourceFile.id == Payment.file_id
        )
        for number, place, name, sha256 in connection.execute(asked.limit(500)):
            edge = edges[f"M{number}"]
            cited = (edge["source_file"], edge["source_row"], edge["source_sha256"])
            assert cited == (name, place, sha256)


EXCHANGED = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance\n"
    "01/03/2024,FPO,'30-00-00,12345678,J DOE HOUSEFUND77 10 01MAR24 09:00,100.00,,\n"
    "02/03/2024,FPO,'30-00-00,12345678,ACME ROOFING LTD,50.00,,\n"
    "05/03/2024,FPI,'30-00-00,12345678,ACME ROOFING LTD RETURNED,,50.00,\n"
)
IN_EUROS = (
    "Number,Date,Account,Amount,Subcategory,Memo\n"
    ",01/03/2024,20-00-00 87654321,117.00,FT,J DOE              HOUSEFUND77    BGC\n"
)


def test_an_exchange_has_both_amounts_and_counts_in_the_currency_that_was_paid(
    file_case: Case, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(EXCHANGED, encoding="utf-8")
    (tmp_path / "b.csv").write_text(IN_EUROS, encoding="utf-8")
    load_files(file_case, [tmp_path / "a.csv"])
    load_files(file_case, [tmp_path / "b.csv"], currency="EUR")
    assert {pair.kind for pair in pair_entries(file_case).pairs} == {"exchange", "reversal"}
    for form in EVERY:
        assert read_back.payments(form, written(file_case, form, tmp_path)) == (3, {"GBP": 20_000})
    nodes, edges = read_back.graphml(tmp_path / "out.graphml")
    (paid,) = (edge for edge in edges.values() if "received_minor" in edge)
    assert (paid["amount_minor"], paid["currency"]) == ("10000", "GBP")
    assert (paid["received_minor"], paid["received_currency"]) == ("11700", "EUR")
    assert paid["sources"] == "a.csv, line 2; b.csv, line 2"
    # Money that came back was nobody else's in between, and nobody is made up for it.
    (between,) = (node for node in nodes.values() if node.get("key", "").startswith("reversal"))
    assert between["what"] == "returned"
    rows = read_back.tables(tmp_path / "out.zip")["payments.csv"]
    assert [row["received"] for row in rows] == ["117.00", "", ""]
    notes = [
        entity["properties"].get("summary")
        for entity in read_back.ftm(tmp_path / "out.ftm.json")
        if entity["schema"] == "Payment"
    ]
    assert notes == [["Received as EUR 117.00."], None, None]


# -- Analyst's Notebook


def test_no_row_of_a_table_goes_over_a_line_and_both_ends_stand_in_the_tables(
    larkspur: Case, tmp_path: Path
) -> None:
    out = written(larkspur, "i2-csv", tmp_path)
    found = read_back.tables(out)
    with zipfile.ZipFile(out) as archive:
        for name, rows in found.items():
            text = archive.read(name).decode("utf-8-sig")
            assert len(text.splitlines()) == len(rows) + 1
    known = {
        row["entity_id"]: (row["type"], row["label"])
        for name in ("accounts.csv", "parties.csv", "things.csv")
        for row in found[name]
    }
    for name in ("payments.csv", "holders.csv", "interests.csv", "purchases.csv"):
        assert found[name]
        for row in found[name]:
            for end in ("from", "to"):
                stands = (row[f"{end}_type"], row[f"{end}_label"])
                assert known[row[f"{end}_id"]] == stands


def test_a_folder_or_the_payments_alone_have_the_same_tables(
    filled_file: Case, tmp_path: Path
) -> None:
    archive = written(filled_file, "i2-csv", tmp_path)
    write_as(filled_file, "i2-csv", tmp_path / "tables")
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            assert (tmp_path / "tables" / name).read_bytes() == opened.read(name)
        write_as(filled_file, "i2-csv", tmp_path / "alone.csv")
        assert (tmp_path / "alone.csv").read_bytes() == opened.read("payments.csv")
    with pytest.raises(Refused, match="stands already"):
        write_as(filled_file, "i2-csv", tmp_path / "tables")


def test_the_chart_has_no_element_or_attribute_that_a_public_writer_has_not(
    larkspur: Case, tmp_path: Path
) -> None:
    def paths(root: Any) -> set[tuple[str, str]]:
        return {(one.tag, name) for one in root.iter() for name in ("", *one.attrib)}

    sample = paths(parse(shared("data/graphs/northstar.anx")).getroot())
    ours = paths(parse(written(larkspur, "anx", tmp_path)).getroot())
    # These stand in other public writers: what a link calls its ends, a description, and links
    # that are not merged.
    assert ours - sample == {
        ("Chart", "IdReferenceLinking"), ("ChartItem", "Description"), ("LinkStyle", "MlStyle"),
    }  # fmt: skip


def test_seized_cash_is_no_cash_over_a_counter_and_a_balance_no_account(
    larkspur: Case, tmp_path: Path
) -> None:
    nodes, _ = read_back.graphml(written(larkspur, "graphml", tmp_path))
    kinds = {node["thing_kind"] for node in nodes.values() if node["what"] == "thing"}
    assert {"cash", "account"} <= kinds
    found = read_back.tables(written(larkspur, "i2-csv", tmp_path))
    types = [{row["type"] for row in found[name]} for name in ("accounts.csv", "things.csv")]
    assert not types[0] & types[1]
    root = parse(written(larkspur, "anx", tmp_path)).getroot()
    drawn = {
        first: {
            style.attrib["Type"]
            for one in root.iter("Entity") if one.attrib["EntityId"].startswith(first)
            for style in one.iter("IconStyle")
        }
        for first in "AT"
    }  # fmt: skip
    assert drawn["A"]
    assert drawn["T"]
    assert not drawn["A"] & drawn["T"]


def test_every_reference_within_the_chart_is_to_something_in_it(
    larkspur: Case, tmp_path: Path
) -> None:
    root = parse(written(larkspur, "anx", tmp_path)).getroot()
    ids = [one.attrib["Id"] for one in root.iter() if "Id" in one.attrib]
    assert len(set(ids)) == len(ids)
    entities = {one.attrib["EntityId"] for one in root.iter("Entity")}
    for link in root.iter("Link"):
        assert {link.attrib["End1Id"], link.attrib["End2Id"]} <= entities
    for one in root.iter():
        for name in ("AttributeClassReference", "EntityTypeReference", "LinkTypeReference"):
            assert one.get(name, ids[0]) in ids


def test_an_empty_case_leaves_as_an_empty_graph(file_case: Case, tmp_path: Path) -> None:
    for form in EVERY:
        out = tmp_path / f"out{FORMATS[form].ending}"
        assert write_as(file_case, form, out).records == 0
        assert read_back.payments(form, out) == (0, {})


# -- by command


def test_the_command_says_where_it_stands_and_how_much_it_is(
    larkspur: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with larkspur.read() as connection:
        rows = sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Account, Party, Payment)
        )
    out = tmp_path / "larkspur.gexf"
    assert run(["export", larkspur.where, "--as", "gexf", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["out"] == str(out)
    assert told["records"] > rows
    assert run(["export", larkspur.where, "--as", "gdf", str(out), "--json"]) == 1
    assert "graphml" in capsys.readouterr().err
    assert run(["export", larkspur.where, "--as", "journal", "--trace", "1", str(out)]) == 1
    assert run(["export", larkspur.where, "--as", "ftm", str(tmp_path / "no" / "out")]) == 1
    assert "folder is writable" in capsys.readouterr().err
