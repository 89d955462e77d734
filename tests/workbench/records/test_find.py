"""A word is found whatever its case and script, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from workbench.case import Case
from workbench.records.find import holds
from workbench.store.tables import Account

NAMES = ("CAFÉ ZOË", "Łukasz & Söhne", "ИВАН ПЕТРОВ", "plain words", "100% a_b", "ΑΘΗΝΑ")


def found(case: Case, word: str) -> list[str]:
    with case.read() as connection:
        wanted = select(Account.name).where(holds((Account.key, Account.name), word))
        return list(connection.execute(wanted.order_by(Account.id)).scalars())


@pytest.fixture(autouse=True)
def _loaded(case: Case) -> None:
    with case.change("load", "Loaded accounts") as work:
        rows = [
            {"key": f"A{i}", "name": name, "currency": "GBP"} for i, name in enumerate(NAMES, 1)
        ]
        work.connection.execute(insert(Account), rows)
        work.command = {"name": "load"}


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("café", ["CAFÉ ZOË"]),
        ("cafe\N{COMBINING ACUTE ACCENT}", ["CAFÉ ZOË"]),
        ("zoË", ["CAFÉ ZOË"]),
        ("ŁUKASZ", ["Łukasz & Söhne"]),
        ("SÖHNE", ["Łukasz & Söhne"]),
        ("иван", ["ИВАН ПЕТРОВ"]),
        ("αθηνα", ["ΑΘΗΝΑ"]),
        ("PLAIN", ["plain words"]),
        ("a_b", ["100% a_b"]),
        ("axb", []),
        ("%", ["100% a_b"]),
        ("a3", ["ИВАН ПЕТРОВ"]),
        ("é' OR 1=1 --", []),
    ],
)
def test_a_word_is_found_in_any_case_of_any_script(case: Case, word: str, names: list[str]) -> None:
    assert found(case, word) == names


def test_a_word_is_not_found_across_two_texts(case: Case) -> None:
    assert found(case, "a3и") == []
