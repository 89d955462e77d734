"""What cannot be marked or traced is refused in one line that names the row; nothing is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.cli.app import run
from workbench.case import Case
from workbench.records.load import load_files
from workbench.recovery.origins import origin_rows

PAYMENTS = """id,date,from,to,amount
P1,2026-01-05,Employer,Shaw,6000.00
P2,2026-01-06,Victim,Shaw,4000.00
"""


@pytest.fixture
def shaw(file_case: Case, tmp_path: Path) -> Case:
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    load_files(file_case, [tmp_path / "payments.csv"])
    return file_case


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line on stderr; the exit code is 1 and nothing is printed beside."""
    assert run([*words, "--json"]) == 1
    caught = capsys.readouterr()
    assert caught.out == ""
    (line,) = caught.err.strip().splitlines()
    return line


ROWS = [
    ("P2,4000.01,cash", "the part £4,000.01 is larger than payment P2 (£4,000.00)"),
    ("P9,,cash", "there is no payment P9"),
    ("P1,,cash", "payment P1 is marked twice, first at origins.csv line 2"),
    ("P2,92233720368547758.08,cash", "92233720368547758.08 is no amount in GBP above nothing"),
    ("P2,92233720368547758.07,cash", "is larger than payment P2"),
    ("P2,0,cash", "0 is no amount in GBP above nothing"),
    ("P2,-5,cash", "-5 is no amount in GBP above nothing"),
    ("P2,,", "marking payment P2 needs a reason"),
]


@pytest.mark.parametrize(("row", "said"), ROWS)
def test_a_file_of_marks_with_a_row_that_cannot_be_is_refused_with_its_line(
    shaw: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, said: str
) -> None:
    file = tmp_path / "origins.csv"
    file.write_text(f"payment,part,why\nP1,10.00,cash\n{row}\n", encoding="utf-8")
    before = shaw.head()
    line = refused(capsys, "mark", shaw.where, "--file", str(file))
    assert line.startswith("origins.csv line 3: ")
    assert said in line
    assert origin_rows(shaw) == []
    assert shaw.head() == before


@pytest.mark.parametrize(("row", "said"), [row for row in ROWS if row[0] != "P1,,cash"])
def test_a_mark_that_cannot_be_is_refused(
    shaw: Case, capsys: pytest.CaptureFixture[str], row: str, said: str
) -> None:
    payment, part, why = row.split(",")
    before = shaw.head()
    words = ["mark", shaw.where, payment, f"--why={why}"]
    assert said in refused(capsys, *words, *([f"--part={part}"] if part else []))
    assert shaw.head() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--rule", "lottery"), "there is no rule lottery"),
        (("--rule", "pari-passu", "--account", "Nobody"), "there is no account Nobody"),
        (("--rule", "pari-passu"), "shares out one account. Name it with --account"),
        (("--rule", "fifo", "--to", "2026-13-01"), "2026-13-01 is no date"),
        (
            ("--rule", "fifo", "--to", "2026-01-04"),
            "the records begin on 05 Jan 2026, after the last day 04 Jan 2026",
        ),
        (("--rule", "fifo", "--same-day", "upside-down"), "there is no order upside-down"),
        (("--rule", "fifo", "--backwards"), "needs the reason why"),
        (("--rule", "fifo", "--keep"), "kept for a reason"),
    ],
)
def test_a_trace_that_cannot_be_is_refused(
    shaw: Case, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert run(["mark", shaw.where, "P2", "--why", "fraud", "--json"]) == 0
    capsys.readouterr()
    before = shaw.head()
    assert said in refused(capsys, "trace", shaw.where, *words)
    assert shaw.head() == before


def test_a_file_of_marks_that_is_not_there_is_not_called_unreadable(
    shaw: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, "mark", shaw.where, "--file", str(tmp_path / "origins.csv"))
    assert line.endswith("origins.csv: there is no such file. Check its name")


FILES = [
    ("", "line 1: does not begin with the header payment,part,why"),
    ("payment,why\nP1,cash\n", "line 1: does not begin with the header"),
    ("payment,part,why\n", "marks no payment"),
    ("payment,part,why\nP1,cash\n", "line 2: has 2 columns, not 3"),
    ('payment,part,why\n"P1,,cash\n', "line 2: is no CSV"),
    ('payment,part,why\nP1,,"two\nlines"\n\nP9,,cash\n', "line 5: there is no payment P9"),
]


@pytest.mark.parametrize(("text", "said"), FILES)
def test_a_file_of_marks_that_is_none_is_refused_with_its_line(
    shaw: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "origins.csv"
    file.write_text(text, encoding="utf-8")
    before = shaw.head()
    assert said in refused(capsys, "mark", shaw.where, "--file", str(file))
    assert shaw.head() == before


def test_rows_of_a_file_without_a_reason_take_the_one_that_is_given_beside(
    shaw: Case, tmp_path: Path
) -> None:
    file = tmp_path / "origins.csv"
    file.write_text("payment,part,why\nP1,10.00,cash\nP2,,\n", encoding="utf-8")
    assert run(["mark", shaw.where, "--file", str(file), "--why", "fraud", "--json"]) == 0
    assert [row["why"] for row in origin_rows(shaw)] == ["cash", "fraud"]


def test_a_part_or_an_account_that_nothing_would_use_is_wrong_usage(
    shaw: Case, tmp_path: Path
) -> None:
    assert run(["mark", shaw.where, "--file", "origins.csv", "--part", "1"]) == 2
    assert run(["trace", shaw.where, "--rule", "fifo", "--account", "Shaw"]) == 2
