"""The demonstration case as its files print it, read here by hand and not by the program."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CASE = SAMPLES / "larkspur"


@dataclass(frozen=True)
class Printed:
    """A row as it stands in a file: signed pence, and the balance where one is printed."""

    file: str
    place: str
    day: date
    minor: int
    balance: int | None
    text: str


def pence(text: str) -> int:
    """Pence of "1,234.50", "-5", "£8"; nothing else is written in these files."""
    found = re.fullmatch(r"(-?)£?([\d,]+)(?:\.(\d\d))?", text)
    assert found, text
    sum_ = int(found[2].replace(",", "")) * 100 + int(found[3] or 0)
    return -sum_ if found[1] else sum_


def _day(text: str) -> date:
    form = "%d/%m/%Y" if "/" in text else "%d %b %Y"
    return datetime.strptime(text, form).date()  # noqa: DTZ007


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    return f"{value:.2f}" if isinstance(value, int | float) else str(value)


Line = tuple[int, list[str]]


def _lines(path: Path, encoding: str) -> list[Line]:
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)["Transactions"]
        cells = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        return list(enumerate(cells, 1))
    with path.open(encoding=encoding, newline="") as opened:
        return list(enumerate(csv.reader(opened), 1))


def _barclays(cells: list[str]) -> tuple[int, int | None, str]:
    return pence(cells[3]), None, cells[5]


def _lloyds(cells: list[str]) -> tuple[int, int | None, str]:
    minor = -pence(cells[5]) if cells[5] else pence(cells[6])
    return minor, pence(cells[7]), cells[4]


def _natwest(cells: list[str]) -> tuple[int, int | None, str]:
    return pence(cells[3]), pence(cells[4]), cells[2]


def _nationwide(cells: list[str]) -> tuple[int, int | None, str]:
    minor = -pence(cells[3]) if cells[3] else pence(cells[4])
    return minor, pence(cells[5]), cells[2]


def _starling(cells: list[str]) -> tuple[int, int | None, str]:
    return pence(cells[4]), pence(cells[5]), f"{cells[1]} {cells[2]}"


def _monzo(cells: list[str]) -> tuple[int, int | None, str]:
    return pence(cells[7]), None, f"{cells[4]} {cells[14]}"


#: Per layout: how many lines stand before the rows, the column of the date, and the rest.
SHAPES: dict[str, tuple[int, int, Callable[[list[str]], tuple[int, int | None, str]]]] = {
    "barclays": (1, 1, _barclays),
    "lloyds": (1, 0, _lloyds),
    "natwest": (2, 0, _natwest),
    "nationwide": (5, 0, _nationwide),
    "starling": (2, 0, _starling),
    "monzo": (1, 1, _monzo),
}


def printed(name: str, layout: str) -> list[Printed]:
    """Every row of a statement in the order of the file."""
    before, at, parts = SHAPES[layout]
    path = CASE / name
    word = "Transactions row" if path.suffix == ".xlsx" else "line"
    rows = []
    for number, cells in _lines(path, "cp1252" if layout == "nationwide" else "utf-8")[before:]:
        minor, balance, text = parts(cells)
        rows.append(Printed(name, f"{word} {number}", _day(cells[at]), minor, balance, text))
    return rows


@pytest.fixture(scope="session")
def facts() -> dict[str, Any]:
    """`case.toml`."""
    return tomllib.loads((CASE / "case.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    """The answer key."""
    found: dict[str, Any] = json.loads(
        (SAMPLES / "larkspur-answers.json").read_text(encoding="utf-8")
    )
    return found


@pytest.fixture(scope="session")
def statements(facts: dict[str, Any]) -> dict[str, list[Printed]]:
    """Every statement's rows, oldest first, by the file's path."""
    found = {}
    for file in facts["files"][1:]:
        rows = printed(file["path"], file["layout"])
        newest_first = file["layout"] in {"barclays", "lloyds"}
        found[file["path"]] = rows[::-1] if newest_first else rows
    return found


@pytest.fixture(scope="session")
def places(statements: dict[str, list[Printed]]) -> dict[tuple[str, str], Printed]:
    """Every row by its file and place."""
    return {(row.file, row.place): row for rows in statements.values() for row in rows}
