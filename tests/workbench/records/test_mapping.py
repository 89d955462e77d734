"""An unknown table is described as it is or asked about, and its preview is what a load keeps."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.case import Case
from workbench.errors import Refused
from workbench.records.layout import parse_layout
from workbench.records.load import load_files
from workbench.records.mapping import Choices, Draft, answered, layout_text, preview, questions_of
from workbench.records.propose import propose
from workbench.records.reading import Choice
from workbench.records.recognise import read_file
from workbench.records.saved_layouts import save

CREDIT_UNION = (
    "Riverside Credit Union\nStatement\n\n"
    "Booked on,Effective date,Particulars,Withdrawn,Deposited,Balance after\n"
    "03/04/2026,03/04/2026,SALARY ACME,,1200.00,1300.00\n"
    '04/04/2026,05/04/2026,"RENT, FLAT",650.00,,650.00\n'
    "25/04/2026,25/04/2026,TESCO,45.10,,604.90\n"
)


def described(text: str) -> Draft:
    return propose("unknown.csv", text.encode())


def asked(draft: Draft, choices: Choices | None = None) -> set[str]:
    return {one.key for one in questions_of(draft, choices or draft.choices)}


def test_titles_cells_and_balances_say_what_each_column_is() -> None:
    draft = described(CREDIT_UNION)
    assert draft.choices.header == 4
    assert draft.choices.roles == ("date", "ignore", "text", "out", "in", "balance")
    assert not asked(draft)
    found = preview(draft, draft.choices)
    assert (found.load, found.rejected, found.verdict) == (3, (), "reconciled")
    assert (found.in_minor, found.out_minor) == (120000, 69510)


def test_another_answer_is_shown_with_what_it_would_reject_or_break() -> None:
    draft = described(CREDIT_UNION)
    others = {(one.key, one.value): one for one in preview(draft, draft.choices).alternatives}
    assert others["dates", "mdy"].rejected == 1  # the 25th is no month
    assert others["columns", "turned"].verdict == "does not reconcile"
    assert others["decimal", ","].rejected == 3


def test_balances_say_which_way_a_table_without_titles_goes() -> None:
    rows = "2026-03-01,SHOP,12.50,87.50\n2026-03-02,PAY,-100.00,187.50\n2026-03-05,CASH,20,167.50\n"
    draft = described(rows)
    assert draft.choices.header == 0
    assert draft.choices.roles == ("date", "text", "amount", "balance")
    assert draft.choices.sign == "out"
    assert not asked(draft)


def test_what_the_file_leaves_open_is_asked_and_is_no_layout_before_it_is_answered() -> None:
    draft = described("When;Sum\n01/02/2026;12,50\n03/04/2026;-100,00\n")
    questions = questions_of(draft, draft.choices)
    assert {one.key for one in questions} == {"dates", "sign"}
    with pytest.raises(Refused):
        parse_layout(layout_text(draft, draft.choices, questions), where="draft")
    said = answered(answered(draft.choices, "dates", "mdy"), "sign", "out")
    assert not asked(draft, said)
    found = preview(draft, said)
    assert [(one.date, one.minor) for one in found.entries] == [
        (date(2026, 1, 2), -1250),
        (date(2026, 3, 4), 10000),
    ]


def test_a_file_without_amounts_and_dates_is_refused() -> None:
    with pytest.raises(Refused, match="no table with a date and an amount"):
        described("a,b\nc,d\n")


def test_rows_of_words_are_rejected_in_the_preview_with_their_place() -> None:
    draft = described(CREDIT_UNION + "Total,,,695.10,1200.00,\n")
    found = preview(draft, draft.choices)
    assert [row.place for row in found.rejected] == ["line 8"]
    assert found.load == 3


def test_what_is_previewed_is_what_is_kept(file_case: Case, tmp_path: Path) -> None:
    path = tmp_path / "riverside.csv"
    path.write_text(CREDIT_UNION, encoding="utf-8")
    assert not load_files(file_case, [path])[0].ok
    draft = described(CREDIT_UNION)
    found = preview(draft, draft.choices)
    save(file_case, layout_text(draft, draft.choices, ()))
    (outcome,) = load_files(file_case, [path])
    assert (outcome.layout, outcome.loaded, outcome.verdict) == (
        "my-bank", found.load, found.verdict,
    )  # fmt: skip
    assert (outcome.in_minor, outcome.out_minor) == (found.in_minor, found.out_minor)


class Truth(NamedTuple):
    """A table that a bank might write, and the movements that it means."""

    text: str
    moves: list[tuple[date, int]]


WORDS = ("When", "x", "Erfasst", "Info", "Figure", "Col", "#", "", "Was (*)", 'say "so"')
TITLED = {
    "date": ("Date", "Posted on", "Buchungstag"), "text": ("Details", "Memo"),
    "amount": ("Amount", "Betrag"), "out": ("Paid out", "Debit"), "in": ("Paid in", "Credit"),
    "balance": ("Balance", "Saldo"), "direction": ("DR/CR",),
}  # fmt: skip


def shown(minor: int, mark: str) -> str:
    text = f"{abs(minor) // 100}{mark}{abs(minor) % 100:02d}"
    return f"-{text}" if minor < 0 else text


@st.composite
def tables(draw: st.DrawFn) -> Truth:
    count = draw(st.integers(1, 7))
    moves = draw(
        st.lists(st.integers(-300_000, 300_000).filter(bool), min_size=count, max_size=count)
    )
    day = draw(st.dates(date(2023, 1, 1), date(2026, 1, 1)))
    days = [day + timedelta(days=sum(draw(st.integers(0, 9)) for _ in range(at))) for at in
            range(count)]  # fmt: skip
    days.sort()
    form = draw(st.sampled_from(("%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d %b %Y", "%d.%m.%y")))
    mark, delimiter = draw(st.sampled_from(((".", ","), (",", ";"), (".", "\t"))))
    style = draw(st.sampled_from(("signed", "turned", "pair", "worded")))
    balance = draw(st.integers(-100_000, 900_000))
    rows: list[dict[str, str]] = []
    for move, at in zip(moves, days, strict=True):
        balance += move
        row = {"date": at.strftime(form), "text": f"ENTRY {len(rows)} OF SHOP"}
        if style == "pair":
            row |= {"out": shown(-move, mark) if move < 0 else "",
                    "in": shown(move, mark) if move > 0 else ""}  # fmt: skip
        elif style == "worded":
            row |= {"amount": shown(abs(move), mark), "direction": "CR" if move > 0 else "DR"}
        else:
            row["amount"] = shown(-move if style == "turned" else move, mark)
        row["balance"] = shown(balance, mark)
        rows.append(row)
    roles = draw(st.permutations([role for role in rows[0] if role != "balance" or draw(
        st.booleans())]))  # fmt: skip
    if draw(st.booleans()):
        rows.reverse()
        moves, days = moves[::-1], days[::-1]
    titled = draw(st.sampled_from(("titles", "words", "none")))
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if titled != "none":
        sheet.writerow([
            draw(st.sampled_from(TITLED[role] if titled == "titles" else WORDS)) for role in roles
        ])  # fmt: skip
    sheet.writerows([[row[role] for role in roles] for row in rows])
    return Truth(out.getvalue(), list(zip(days, moves, strict=True)))


@settings(max_examples=300, deadline=None)
@given(tables())
def test_a_table_loads_as_it_is_meant_or_is_asked_about(truth: Truth) -> None:
    try:
        draft = described(truth.text)
    except Refused:
        return
    found = preview(draft, draft.choices, others=False)
    if found.questions or found.refusal or found.rejected:
        return
    made = parse_layout(layout_text(draft, draft.choices, ()), where="made")
    loaded = read_file(
        "unknown.csv", truth.text.encode(), Choice(layout=made.name), known={made.name: made}
    )
    entries = [one for statement in loaded.statements for one in statement.entries]
    assert [(one.date, one.minor) for one in entries] == truth.moves
    assert [(one.date, one.minor) for one in found.entries] == truth.moves
