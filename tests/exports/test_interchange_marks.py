"""What a kept trace found leaves with the payments, and only while the records still say so."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from exports.demonstration import build_case
from exports.interchange.formats import FORMATS
from exports.interchange.write import write_as
from graphs.kept import Options, keep
from graphs.of_case import trace_case
from tests.exports import read_back
from ui.cli import run
from workbench.case import Case
from workbench.errors import Refused
from workbench.recovery.origins import Mark, mark


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    case = build_case(tmp_path_factory.mktemp("marks") / "larkspur.arw")
    keep(case, ["fifo", "poison"], "For the chart")
    keep(case, ["pari-passu"], "For the chart", Options(account="20-00-00 41837265"))
    yield case
    case.close()


def flows(case: Case, rule: str) -> dict[str, list[int]]:
    """What each payment carried of each origin."""
    (told,) = trace_case(case, [rule])
    found: dict[str, list[int]] = defaultdict(list)
    for flow in told["flows"]:
        found[flow["payment"]].append(flow["minor"])
    return dict(found)


def marked(form: str, path: Path) -> dict[str, int]:
    """The marked amount of every payment that has one, as it stands in a file."""
    if form == "i2-csv":
        rows = read_back.tables(path)["payments.csv"]
        found = {row["payment"]: int(row["tainted_minor"]) for row in rows}
    elif form == "anx":
        found = {
            link["Payment"]: int(link["Tainted in minor units"])
            for link in read_back.anx(path)[1].values()
            if "Tainted in minor units" in link
        }
    else:
        read = read_back.graphml if form == "graphml" else read_back.gexf
        found = {
            edge["payment"]: int(edge["tainted_minor"])
            for edge in read(path)[1].values()
            if edge["what"] == "payment"
        }
    return {payment: minor for payment, minor in found.items() if minor}


@pytest.mark.parametrize("form", ["graphml", "gexf", "i2-csv", "anx"])
def test_each_payment_bears_what_the_trace_says_it_carried(
    form: str, larkspur: Case, tmp_path: Path
) -> None:
    out = tmp_path / f"out{FORMATS[form].ending}"
    write_as(larkspur, form, out, trace=1)
    expected = {payment: sum(minors) for payment, minors in flows(larkspur, "fifo").items()}
    assert len(expected) > 1_000
    assert marked(form, out) == expected


def test_follow_the_money_says_in_words_what_a_payment_carried_and_by_which_rule(
    larkspur: Case, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    write_as(larkspur, "ftm", out, trace=1)
    said = {
        entity["properties"]["transactionNumber"][0]
        for entity in read_back.ftm(out)
        if entity["schema"] == "Payment"
        and any(note.startswith("Marked, ") for note in entity["properties"].get("summary", ()))
    }
    assert said == set(flows(larkspur, "fifo"))
    document = next(one for one in read_back.ftm(out) if one["schema"] == "Document")
    assert any("rule fifo, version" in note for note in document["properties"]["notes"])


def test_what_is_left_in_an_account_is_marked_there(larkspur: Case, tmp_path: Path) -> None:
    out = tmp_path / "out.graphml"
    write_as(larkspur, "graphml", out, trace=1)
    (told,) = trace_case(larkspur, ["fifo"])
    expected: dict[str, int] = defaultdict(int)
    for held in told["held"]:
        expected[held["account"]] += held["minor"]
    nodes, _ = read_back.graphml(out)
    found = {n["key"]: int(n["tainted_minor"]) for n in nodes.values() if "tainted_minor" in n}
    assert found == dict(expected)


def test_a_pound_of_several_origins_is_not_added_up_under_poison(
    larkspur: Case, tmp_path: Path
) -> None:
    out = tmp_path / "out.graphml"
    write_as(larkspur, "graphml", out, trace=2)
    assert "An upper bound" in out.read_text(encoding="utf-8")
    carried = flows(larkspur, "poison")
    assert any(sum(minors) > max(minors) for minors in carried.values())
    assert marked("graphml", out) == {payment: max(minors) for payment, minors in carried.items()}
    _, edges = read_back.graphml(out)
    assert all(
        int(edge["tainted_minor"]) <= int(edge["amount_minor"])
        for edge in edges.values()
        if edge["what"] == "payment"
    )


def test_a_rule_without_a_log_and_a_trace_that_is_not_there_are_refused(
    larkspur: Case, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="pari-passu keeps no log"):
        write_as(larkspur, "gexf", tmp_path / "out.gexf", trace=3)
    with pytest.raises(Refused, match="no kept trace 9"):
        write_as(larkspur, "gexf", tmp_path / "out.gexf", trace=9)
    assert not list(tmp_path.iterdir())


def test_nothing_is_marked_where_no_trace_was_asked_for(larkspur: Case, tmp_path: Path) -> None:
    for form, style in FORMATS.items():
        out = tmp_path / f"out{style.ending}"
        write_as(larkspur, form, out)
        if form == "anx":
            assert not marked(form, out)
        elif form != "i2-csv":
            assert b"tainted" not in out.read_bytes()


def test_a_trace_that_the_records_no_longer_bear_out_is_refused_by_command(
    filled: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark(filled, [Mark("P1", "", "It was the victim's")])
    ((number, _),) = keep(filled, ["fifo"], "For the chart")
    out = tmp_path / "out.graphml"
    words = ["export", filled.where, "--as", "graphml", str(out), "--trace", str(number), "--json"]
    assert run(words) == 0
    assert json.loads(capsys.readouterr().out)["out"] == str(out)
    before = out.read_bytes()
    mark(filled, [Mark("P2", "", "So was this")])
    assert run(words) == 1
    assert "is out of date" in capsys.readouterr().err
    assert out.read_bytes() == before
