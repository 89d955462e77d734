"""The demonstration case's files: made again to the byte, true to the penny, as the key says."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from workbench.records.layout import choice
from workbench.records.recognise import read_file

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def _made(folder: Path) -> dict[str, bytes]:
    paths = [folder / "larkspur-answers.json", *(folder / "larkspur").rglob("*")]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in paths if path.is_file()
    }


def test_the_generator_writes_the_kept_files_again_to_the_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make_larkspur.py", tmp_path], check=True)
    again, kept = _made(tmp_path), _made(SAMPLES)
    assert again.keys() == kept.keys()
    assert [name for name, content in kept.items() if again[name] != content] == []


def test_the_case_stays_small() -> None:
    assert sum(len(content) for content in _made(SAMPLES).values()) < 1_500_000


def test_every_layout_and_both_formats_are_there(facts: dict[str, Any]) -> None:
    statements = facts["files"][1:]
    assert {file["layout"] for file in statements} == {
        "barclays", "lloyds", "natwest", "nationwide", "starling", "monzo",
    }  # fmt: skip
    books = [file for file in statements if file["path"].endswith(".xlsx")]
    assert {file["layout"] for file in books} == {"lloyds", "natwest"}
    assert len({file["path"] for file in facts["files"]}) == len(facts["files"])


def test_every_printed_balance_follows_from_the_one_before(statements: dict[str, Any]) -> None:
    proved = 0
    for path, rows in statements.items():
        for before, row in pairwise(rows):
            if row.balance is not None:
                assert before.balance + row.minor == row.balance, (path, row.place)
                proved += 1
    assert proved > 2_000


def test_every_statement_is_as_the_key_says(
    statements: dict[str, Any], answers: dict[str, Any]
) -> None:
    assert len(statements) == len(answers["statements"])
    for said in answers["statements"]:
        rows = statements[said["file"]]
        days = [row.day.isoformat() for row in rows]
        assert days == sorted(days)
        assert (days[0], days[-1], len(rows)) == (said["first"], said["last"], said["rows"])
        money_in = sum(row.minor for row in rows if row.minor > 0)
        assert money_in == said["in_minor"]
        assert money_in - sum(row.minor for row in rows) == said["out_minor"]
        closing = said["opening_minor"] + sum(row.minor for row in rows)
        assert closing == said["closing_minor"]
        if rows[0].balance is not None:
            assert rows[0].balance - rows[0].minor == said["opening_minor"]
            assert rows[-1].balance == closing


def test_the_statements_of_an_account_join_but_for_the_one_gap(answers: dict[str, Any]) -> None:
    by_account: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for said in answers["statements"]:
        by_account[said["account"]].append(said)
    broken = [
        (account, before["closing_minor"], following["opening_minor"])
        for account, chain in by_account.items()
        for before, following in pairwise(chain)
        if before["closing_minor"] != following["opening_minor"]
    ]
    (gap,) = answers["gaps"]
    assert broken == [(gap["account"], gap["closing_before_minor"], gap["opening_after_minor"])]


def test_eleven_accounts_and_four_thousand_rows(
    statements: dict[str, Any], answers: dict[str, Any]
) -> None:
    assert len(answers["accounts"]) == 11
    assert len({account["bank"] for account in answers["accounts"]}) == 6
    assert sum(account["entries"] for account in answers["accounts"]) == answers["rows"]
    assert sum(len(rows) for rows in statements.values()) == answers["rows"]
    assert 4_000 <= answers["rows"] <= 4_500


def test_one_account_alone_was_overdrawn(answers: dict[str, Any]) -> None:
    overdrawn = [said["account"] for said in answers["accounts"] if said["lowest_minor"] < 0]
    assert overdrawn == ["60-00-00 70415528"]


def test_own_transfers_are_equal_opposite_and_name_each_other(
    places: dict[tuple[str, str], Any], answers: dict[str, Any]
) -> None:
    holder = {said["file"]: said["account"] for said in answers["statements"]}
    assert len(answers["own_transfers"]) > 150
    for pair in answers["own_transfers"]:
        paid = places[pair["paid"]["file"], pair["paid"]["place"]]
        received = places[pair["received"]["file"], pair["received"]["place"]]
        assert paid.minor == -received.minor < 0
        assert paid.day == received.day
        assert holder[received.file].replace("-", "") in paid.text
        assert holder[paid.file].replace("-", "") in received.text


def test_twins_are_rows_alike_on_one_day_in_one_file(
    places: dict[tuple[str, str], Any], answers: dict[str, Any]
) -> None:
    for twin in answers["twins"]:
        rows = [places[row["file"], row["place"]] for row in twin["rows"]]
        assert len(rows) > 1
        assert len({(row.file, row.day, row.minor, row.text) for row in rows}) == 1
    alike = Counter((row.file, row.day, row.minor, row.text) for row in places.values())
    assert sum(count > 1 for count in alike.values()) == len(answers["twins"])


def test_the_program_reads_every_row_of_every_file(
    facts: dict[str, Any], statements: dict[str, Any], answers: dict[str, Any]
) -> None:
    holder = {said["file"]: said["account"] for said in answers["statements"]}
    for file in facts["files"][1:]:
        content = (SAMPLES / "larkspur" / file["path"]).read_bytes()
        told = choice(None, file.get("account"), None)
        read = read_file(file["path"], content, told)
        (statement,) = read.statements
        assert (read.layout, read.rejected) == (file["layout"], ())
        assert statement.account.key == holder[file["path"]]
        found = {(entry.place, entry.date, entry.minor, entry.balance_minor)
                 for entry in statement.entries}  # fmt: skip
        wanted = {(row.place, row.day, row.minor, row.balance) for row in statements[file["path"]]}
        assert found == wanted
        assert {entry.type for entry in statement.entries} - {""}
