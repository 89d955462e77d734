"""A large table that is read in another process while its rows are kept is kept the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.records.test_load import everything
from workbench.case import Case
from workbench.errors import Cancelled
from workbench.records import bulk, keep_early, load
from workbench.records.entries import NO_BALANCE, Sayings
from workbench.records.layout import layouts
from workbench.records.load import load_files
from workbench.records.outcome import FileOutcome
from workbench.records.readers import ahead, chunks, table
from workbench.records.readers.cells import Cells
from workbench.records.readers.child import ReaderFailed
from workbench.records.readers.parts import Part, packed, unpacked
from workbench.records.readers.table import StatementTable
from workbench.records.reading import Choice
from workbench.records.recognise import open_file

LLOYDS = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance"
)


def statement(
    count: int, *, account: str = "18264093", first: date = date(2021, 3, 1), seed: int = 1
) -> list[str]:
    """The rows of a statement that holds, oldest first."""
    dice, balance, rows = Random(seed), 50_000, []
    for number in range(count):
        moved = dice.randrange(-9_000, 9_500)
        balance += moved
        amount = f"{abs(moved) / 100:.2f}"
        out, into = (amount, "") if moved < 0 else ("", amount)
        day = first + timedelta(days=number // 9)
        shop = dice.choice(["TESCO STORES 2231", "HMRC", "A SMITH REF 10", "", "CASH LNK HIGH ST"])
        rows.append(
            f"{day:%d/%m/%Y},{dice.choice(['DEB', 'FPI'])},'30-00-00,{account},{shop},{out},{into},"
            f"{balance / 100:.2f}"
        )
    return rows


def written(*rows: str, header: str = LLOYDS) -> bytes:
    return "\r\n".join([header, *rows]).encode()


def taken(kept: Case) -> object:
    """All that stands in a case but for when it came."""
    return everything(kept), [one.payload for one in kept.journal() if one.action != "new"]


class _Here:
    """Stands for the other process: the same parts, handed over as bytes."""

    def __init__(self, name: str, content: bytes, choice: Choice) -> None:
        self.name, self.content, self.choice = name, content, choice

    def pieces(self, _report: object) -> Iterator[tuple[str, bytes]]:
        opened = open_file(self.name, self.content, self.choice)
        made = StatementTable(Cells(opened.matches[0], self.choice), lambda count=1: count)
        sent = 0
        for part in made.parts():
            texts = made.sayings.since(sent)
            sent += len(texts)
            yield "part", packed(part, texts)


@contextmanager
def handed_over(*, few: int = 4) -> Iterator[None]:
    """Every table of text is kept while it is read, a few rows at a time."""

    @contextmanager
    def begun(
        name: str, content: bytes, choice: Choice, _own: Mapping[str, str]
    ) -> Iterator[_Here]:
        yield _Here(name, content, choice)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "begun", begun)
        patch.setattr(load, "worth_it", lambda _content: True)
        for module in (chunks, table):
            patch.setattr(module, "SIZE", few)
        patch.setattr(bulk, "MANY", 5)
        yield


Two = Callable[..., tuple[Case, Case]]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    """Load the same files into two cases: as they come, and whole."""
    made: list[Case] = []

    def load_both(*contents: bytes) -> tuple[Case, Case]:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        cases, said = [], []
        for way in ("early", "whole"):
            case = Case.create(folder / f"{way}.arw", name="Operation Test")
            made.append(case)
            cases.append(case)
            outcomes: list[FileOutcome] = []
            for number, content in enumerate(contents):
                path = folder / f"s{number}.csv"
                path.write_bytes(content)
                if way == "early":
                    with handed_over():
                        outcomes += load_files(case, [path])
                else:
                    outcomes += load_files(case, [path])
            said.append(outcomes)
        assert said[0] == said[1]
        assert taken(cases[0]) == taken(cases[1])
        return cases[0], cases[1]

    yield load_both
    for case in made:
        case.close()


@pytest.fixture
def wagers(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What became of each wager: a verdict where it was won."""
    found: list[str | None] = []
    settled = keep_early.Early.settled

    def watched(early: keep_early.Early, *args: object) -> str | None:
        found.append(settled(early, *args))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(keep_early.Early, "settled", watched)
    return found


def test_a_statement_is_kept_while_it_is_read_as_it_is_kept_whole(
    two: Two, wagers: list[str | None]
) -> None:
    two(written(*statement(60)))
    assert wagers == ["reconciled"]


def test_a_statement_that_does_not_reconcile_is_kept_the_same(
    two: Two, wagers: list[str | None]
) -> None:
    rows = statement(60)
    two(written(*rows[:30], *rows[31:]))
    assert wagers == ["does not reconcile"]


@pytest.mark.parametrize(
    "rows",
    [
        statement(30)[::-1],
        [*statement(20), *statement(20, account="18264094")],
        [*statement(20), "31/02/2024,DEB,'30-00-00,18264093,X,1.00,,1.00"],
        [statement(1)[0].replace("01/03/2021", "99/99/2021"), *statement(20)],
        [*statement(20), f"01/01/2022,DEB,'30-00-00,18264093,X,{'9' * 17}.00,,"],
    ],
    ids=["newest first", "two accounts", "a bad row at the end", "a bad row first", "too much"],
)
def test_what_turns_out_otherwise_is_taken_back_and_kept_as_any_other(
    two: Two, wagers: list[str | None], rows: list[str]
) -> None:
    two(written(*rows))
    assert not any(wagers)


def test_rows_that_stand_turned_within_an_ordered_beginning_lose_the_wager(
    two: Two, wagers: list[str | None]
) -> None:
    rows = statement(60)[::-1]
    # the first rows of a file newest first may be of one day: only the proof can tell
    same = [row.replace(row[:10], "05/06/2021") for row in rows]
    two(written(*same))
    assert wagers == [None]


def test_the_next_statement_of_an_account_is_kept_whole(two: Two, wagers: list[str | None]) -> None:
    rows = statement(80)
    early, _ = two(written(*rows[:50]), written(*rows[40:]))
    assert wagers == ["reconciled", None]
    assert len(everything(early)["entry"]) == 80


def test_an_account_that_was_only_paid_so_far_is_kept_early(
    two: Two, wagers: list[str | None]
) -> None:
    paying = [
        "01/03/2021,FPO,'30-00-00,18264094,J DOE 300000 18264093 10,5.00,,95.00",
        "02/03/2021,FPO,'30-00-00,18264094,J DOE 300000 18264093 11,5.00,,90.00",
    ]
    two(written(*paying), written(*statement(40)))
    assert wagers == ["reconciled", "reconciled"]


cell = st.sampled_from(["", "1.00", "7.5", "1,234.50", "-4.00", "x", "£3.00"])
any_row = st.tuples(
    st.sampled_from(["01/03/2021", "02/03/2021", "03/03/2021", "31/02/2021", ""]),
    st.sampled_from(["DEB", "FPI", ""]), st.just("'30-00-00"),
    st.sampled_from(["18264093", "18264093", "18264093", "18264094"]),
    st.sampled_from(["TESCO STORES 2231", "HMRC", '"two\nlines"', ""]), cell, cell, cell,
).map(",".join)  # fmt: skip
good_rows = st.integers(0, 25).map(lambda count: statement(count, seed=count))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(good_rows, st.lists(any_row, max_size=2), st.booleans())
def test_whatever_a_table_holds_both_ways_keep_the_same(
    two: Two, good: list[str], odd: list[str], before: bool
) -> None:
    two(written(*odd, *good) if before else written(*good, *odd))


@settings(max_examples=60, deadline=None)
@given(good_rows, st.lists(any_row, max_size=6))
def test_a_part_comes_over_as_it_was(good: list[str], odd: list[str]) -> None:
    content = written(*good, *odd)
    made, seen, sent = _table(content), Sayings(lambda *_: ()), 0
    for part in made.parts():
        texts = made.sayings.since(sent)
        sent += len(texts)
        over = unpacked(packed(part, texts), seen)
        assert _plainly(over) == _plainly(part)
        whole = range(len(part.chunk.rows)) if part.plain is None else part.plain.odd
        for at in whole:
            assert over.chunk.rows[at] == part.chunk.rows[at]
            assert over.chunk.raws[at] == part.chunk.raws[at]
    assert seen.since(0) == made.sayings.since(0)


def _table(content: bytes) -> StatementTable:
    choice = Choice(layout="lloyds")
    opened = open_file("s.csv", content, choice, known=layouts())
    return StatementTable(Cells(opened.matches[0], choice), lambda count=1: count)


def _plainly(part: Part) -> object:
    if part.plain is None:
        return list(part.chunk.numbers), None
    found = part.plain._replace(said=list(part.plain.said), minor=list(part.plain.minor))
    told = [None if value == NO_BALANCE else value for value in part.plain.balance]
    return list(part.chunk.numbers), found._replace(balance=told)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small a file, another process reads it."""
    monkeypatch.setattr(ahead, "SMALLEST", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_the_other_process_reads_what_is_read_here(
    tmp_path: Path, large: None, wagers: list[str | None]
) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(written(*statement(21_000)))
    with Case.create(tmp_path / "early.arw") as early:
        (one,) = load_files(early, [path])
        assert wagers == ["reconciled"]
        with pytest.MonkeyPatch.context() as patch, Case.create(tmp_path / "b.arw") as whole:
            patch.setattr(load, "worth_it", lambda _content: False)
            (other,) = load_files(whole, [path])
            assert one == other
            assert taken(early) == taken(whole)


def test_a_table_that_breaks_off_names_its_line_from_the_other_process_too(
    tmp_path: Path, large: None
) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(written(*statement(10), '"never closed'))
    with Case.create(tmp_path / "case.arw") as case:
        before = taken(case)
        (outcome,) = load_files(case, [path])
        assert "s.csv, line 12: the table breaks off" in outcome.refusal
        assert taken(case) == before


def test_a_process_that_dies_costs_time_and_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: None
) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(written(*statement(30)))

    def dies(reader: ahead.TableAhead, sayings: Sayings) -> Iterator[Part]:
        for _, body in reader.apart.pieces(lambda *_: None):
            yield unpacked(body, sayings)
        raise ReaderFailed("the file made its reader fail", where="s.csv")

    monkeypatch.setattr(ahead.TableAhead, "parts", dies)
    with Case.create(tmp_path / "case.arw") as case:
        (outcome,) = load_files(case, [path])
        assert (outcome.loaded, outcome.verdict) == (30, "reconciled")
        assert len([one for one in case.journal() if one.action == "load"]) == 1


def test_a_person_can_stop_it_and_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(written(*statement(60)))

    def stop(done: int, total: int, text: str) -> None:
        assert not total
        if done >= 20 and text.startswith("Reading"):
            raise Cancelled

    with Case.create(tmp_path / "case.arw") as case:
        before = taken(case)
        with handed_over(), pytest.raises(Cancelled):
            load_files(case, [path], report=stop)
        assert taken(case) == before
        with handed_over():
            (outcome,) = load_files(case, [path])
        assert outcome.loaded == 60
