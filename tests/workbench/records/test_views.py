"""A saved view is kept in the case, written to its journal, and can be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.case import Case
from workbench.errors import Refused
from workbench.records.views import Shown, View, delete_view, save_view, view_named, view_of, views

LARGE = View(
    find="café",
    filters={"date": "2024-03", "minor": ">1000"},
    sort="minor",
    descending=True,
    columns=(Shown("date", 104), Shown("place", 90, hidden=True)),
)


def test_a_view_comes_back_as_it_was_saved(case: Case) -> None:
    save_view(case, "entries", "Large in March", LARGE)
    save_view(case, "entries", "All", View())
    save_view(case, "payments", "Other", View())
    assert views(case, "entries") == {"All": View(), "Large in March": LARGE}
    assert view_named(case, "entries", "Large in March") == LARGE


def test_saving_again_replaces_and_each_step_can_be_undone(case: Case) -> None:
    save_view(case, "entries", "Mine", LARGE)
    save_view(case, "entries", " Mine ", View(find="rent"))
    assert view_named(case, "entries", "Mine").find == "rent"
    case.undo(case.head()[0])
    assert view_named(case, "entries", "Mine") == LARGE
    delete_view(case, "entries", "Mine")
    assert views(case, "entries") == {}
    case.undo(case.head()[0])
    assert view_named(case, "entries", "Mine") == LARGE
    assert [r.action for r in case.journal()][1:] == [
        "save-view", "save-view", "undo", "delete-view", "undo",
    ]  # fmt: skip


def test_what_cannot_be_is_refused_and_says_what_there_is(case: Case) -> None:
    save_view(case, "entries", "Mine", View())
    with pytest.raises(Refused, match="It has: Mine"):
        view_named(case, "entries", "Yours")
    with pytest.raises(Refused, match="no view"):
        delete_view(case, "payments", "Mine")
    for name in ("", "  ", "x" * 81):
        with pytest.raises(Refused, match="name"):
            save_view(case, "entries", name, View())


@given(st.text() | st.sampled_from(["[]", '{"columns": [1], "filters": 3}', '{"find": null}']))
def test_a_text_that_is_no_view_is_an_empty_one(text: str) -> None:
    view_of(text)
    assert view_of('{"columns": [{"key": 1}], "filters": {"a": 1}, "find": 4}') == View()
