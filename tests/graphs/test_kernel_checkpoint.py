"""Passes kept in a file: carried on only over the same payments, and only where they were made."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from graphs import trace
from graphs.kernel import checkpoint
from graphs.of_case import trace_case
from tests.graphs.test_kernel_of_case import tangle
from ui.cli.app import run
from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import Account, Origin, Payment

RULES = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first")


@pytest.fixture(autouse=True)
def _large_and_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cases of these tests are large, and the key is kept in a folder of their own."""
    monkeypatch.setattr(trace, "LARGE", 1)
    monkeypatch.setattr(checkpoint, "_own_folder", lambda: tmp_path / "own")


def add(case: Case, days: int, *, count: int = 20) -> None:
    """Some more payments, so many days after the first ones and by a new account too."""
    with case.change("load", "More payments") as work:
        rows = work.session.query(Payment).order_by(Payment.position).all()
        new = Account(key=f"Z{days}", name="", currency="GBP", held=False)
        work.session.add(new)
        work.session.flush()
        for at, row in enumerate(rows[:count]):
            work.session.add(
                Payment(
                    key=f"{row.key}+{days}", date=row.date + timedelta(days=days), time=row.time,
                    position=len(rows) + at, payer_id=row.payer_id, minor=row.minor,
                    payee_id=new.id if at % 5 == 0 else row.payee_id, currency=row.currency,
                    file_id=row.file_id, row=len(rows) + at, place="later",
                )
            )  # fmt: skip


def afresh(case: Case, rules: tuple[str, ...] = RULES) -> list[dict[str, object]]:
    return trace_case(case, rules)


def carried_on(case: Case, file: Path) -> tuple[list[dict[str, object]], list[int]]:
    told = trace_case(case, RULES, checkpoint=file)
    return told, [one.pop("taken_over") for one in told]


def test_payments_added_at_the_end_are_all_that_is_followed_again(
    case: Case, tmp_path: Path
) -> None:
    file = tmp_path / "kept"
    tangle(case)
    told, taken_over = carried_on(case, file)
    assert told == afresh(case)
    assert taken_over == [0] * 5
    assert carried_on(case, file) == (told, [300] * 5)
    add(case, 400)
    told, taken_over = carried_on(case, file)
    assert told == afresh(case)
    assert taken_over == [300] * 5


def test_a_trace_to_a_day_is_carried_on_to_a_later_day(case: Case, tmp_path: Path) -> None:
    tangle(case)
    first = trace_case(case, ["fifo"], to=date(2026, 1, 10), checkpoint=tmp_path / "kept")[0]
    later = trace_case(case, ["fifo"], to=date(2026, 1, 20), checkpoint=tmp_path / "kept")[0]
    assert (first.pop("taken_over"), later.pop("taken_over")) == (0, 100)
    assert later == trace_case(case, ["fifo"], to=date(2026, 1, 20))[0]


@pytest.mark.parametrize(
    "values",
    [{"minor": 1_000}, {"date": date(2026, 3, 1)}, {"currency": "USD"},
     {"payer_id": Payment.payee_id, "payee_id": Payment.payer_id},
     {"received_minor": 5, "received_currency": "USD"}],
)  # fmt: skip
def test_where_a_payment_was_changed_all_are_followed_again(
    case: Case, tmp_path: Path, values: dict[str, object]
) -> None:
    file = tmp_path / "kept"
    tangle(case)
    carried_on(case, file)
    with case.change("correct", "Corrected") as work:
        work.connection.execute(update(Payment).where(Payment.key == "P44").values(**values))
    told, taken_over = carried_on(case, file)
    assert told == afresh(case)
    assert taken_over == [0] * 5


def test_where_an_account_or_an_origin_was_changed_all_are_followed_again(
    case: Case, tmp_path: Path
) -> None:
    file = tmp_path / "kept"
    tangle(case)
    carried_on(case, file)
    for values in ({"held": False}, {"opening_minor": 7}, {"key": "Another"}):
        with case.change("correct", "Corrected") as work:
            changed = update(Account).where(Account.key.in_(["A", "Another"]))
            work.connection.execute(changed.values(**values))
        told, taken_over = carried_on(case, file)
        assert told == afresh(case)
        assert taken_over == [0] * 5
    with case.change("mark", "Marked less") as work:
        work.session.query(Origin).order_by(Origin.number).first().minor = 1
    told, taken_over = carried_on(case, file)
    assert told == afresh(case)
    assert taken_over == [0] * 5


def test_payments_added_in_between_are_followed_from_the_first(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    tangle(case)
    carried_on(case, file)
    add(case, 3)
    told, taken_over = carried_on(case, file)
    assert told == afresh(case)
    assert taken_over == [0] * 5


def test_a_file_that_was_altered_or_made_elsewhere_is_refused_and_kept(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept"
    tangle(case)
    carried_on(case, file)
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    with pytest.raises(Refused, match="altered"):
        carried_on(case, file)
    file.write_bytes(whole)
    monkeypatch.setattr(checkpoint, "_own_folder", lambda: tmp_path / "elsewhere")
    with pytest.raises(Refused, match="another machine"):
        carried_on(case, file)
    assert file.read_bytes() == whole
    file.write_text("my own notes")
    with pytest.raises(Refused, match="not a checkpoint"):
        carried_on(case, file)
    assert file.read_text() == "my own notes"


def test_a_place_that_cannot_be_written_is_said_in_one_line(case: Case, tmp_path: Path) -> None:
    tangle(case)
    with pytest.raises(Refused, match="cannot be written"):
        trace_case(case, ["fifo"], checkpoint=tmp_path / "no folder" / "kept")


def test_a_small_case_keeps_nothing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tangle(case)
    monkeypatch.setattr(trace, "LARGE", 1_000)
    told = trace_case(case, ["fifo"], checkpoint=tmp_path / "kept")
    assert told[0]["taken_over"] == 0
    assert not (tmp_path / "kept").exists()


def test_only_the_newest_passes_are_kept(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tangle(case)
    monkeypatch.setattr(checkpoint, "MOST", 2)
    trace_case(case, ["fifo", "lifo", "clean-first"], checkpoint=tmp_path / "kept")
    kept = checkpoint.Checkpoints(tmp_path / "kept")._kept
    assert len(kept) == 2
    assert kept[0].rule == "clean-first"
    assert all(isinstance(table, np.ndarray) for table in kept[0].tables.values())


def test_the_command_says_how_many_payments_were_taken_over(
    file_case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tangle(file_case)
    words = ["trace", file_case.where, "--rule", "fifo", "--checkpoint", str(tmp_path / "kept")]
    taken_over = []
    for _ in range(2):
        assert run([*words, "--json"]) == 0
        taken_over.append(json.loads(capsys.readouterr().out)["rules"][0]["taken_over"])
    assert taken_over == [0, 300]
    assert run(words) == 0
    assert "300 payments were taken over" in " ".join(capsys.readouterr().out.split())
    assert run([*words, "--keep", "--why", "for the file"]) == 2
