"""A layout saved with a case is found by its files, cited by them, and comes back by replay."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.replayed import unlike
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.layout import choice, layouts
from workbench.records.layout_text import written
from workbench.records.load import load_files
from workbench.records.saved_layouts import known_in, save, text_named
from workbench.records.source import Originals

LAYOUT = """
name = "{name}"
title = "Riverside"
version = "1"
dates = "dmy"
[[column]]
role = "date"
title = "Gebucht"
[[column]]
role = "text"
title = "Wofür"
[[column]]
role = "amount"
title = "Wieviel"
"""
TEXT = LAYOUT.format(name="riverside")
RECORDS = "Gebucht,Wofür,Wieviel\n01/02/2026,Shop,-12.50\n03/04/2026,Pay,100.00\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.csv"
    path.write_text(RECORDS, encoding="utf-8")
    return path


def test_a_saved_layout_is_found_by_its_titles_and_done_again(case: Case, records: Path) -> None:
    assert not load_files(case, [records])[0].ok
    save(case, TEXT)
    (outcome,) = load_files(case, [records])
    assert (outcome.layout, outcome.loaded) == ("riverside", 2)
    assert list(unlike(case)) == []
    assert Originals(case).raw(1, "line 2") == "01/02/2026,Shop,-12.50"


def test_a_saved_layout_can_be_named(file_case: Case, records: Path) -> None:
    save(file_case, TEXT)
    (outcome,) = load_files(file_case, [records], layout="riverside:dmy")
    assert outcome.ok
    with pytest.raises(Refused, match="there is no layout called lakeside"):
        load_files(file_case, [records], layout="lakeside")


def test_the_same_text_twice_changes_nothing(file_case: Case) -> None:
    save(file_case, TEXT)
    before = file_case.head()
    save(file_case, TEXT)
    assert file_case.head() == before
    assert text_named(file_case, "riverside") == TEXT


def test_a_changed_layout_takes_another_name(file_case: Case) -> None:
    save(file_case, TEXT)
    with pytest.raises(Refused, match="riverside-2"):
        save(file_case, TEXT.replace("dmy", "mdy"))
    save(file_case, LAYOUT.format(name="riverside-2").replace("dmy", "mdy"))
    assert {"riverside", "riverside-2"} <= set(known_in(file_case))


@pytest.mark.parametrize("name", ["monzo", "My Bank", "a:b", "qif", "../x", ""])
def test_a_name_that_is_taken_or_is_none_is_refused(file_case: Case, name: str) -> None:
    with pytest.raises(Refused):
        save(file_case, LAYOUT.format(name=name))
    assert set(known_in(file_case)) == set(layouts())


def test_flags_are_taken_for_formats_that_are_no_table() -> None:
    assert choice("qif:dmy", None, None).dates == "dmy"
    assert choice(":mdy", None, None).dates == "mdy"
    assert choice("qif:dmy", None, None).layout == ""


titles = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(
    titles, st.lists(titles, min_size=1, max_size=4), st.dictionaries(titles, st.integers(-1, 1))
)
def test_whatever_stands_in_a_title_is_written_so_that_it_reads_back(
    note: str, names: list[str], directions: dict[str, int]
) -> None:
    data: dict[str, Any] = {
        "name": "a", "header": False, "titles": names, "directions": directions,
        "column": [{"role": "text", "title": name} for name in names],
    }  # fmt: skip
    assert tomllib.loads(written(data, {"name": note, "column 1": note})) == data
