"""What must always hold of a case, and that each breach of it is found and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from exports.check import CHECKS, check
from workbench.case import Case
from workbench.store.tables import (
    Asset,
    Fund,
    LedgerEntry,
    LedgerLine,
    Order,
    Origin,
    Purchase,
    Receipt,
    Share,
)


def alter(case: Case, statement: str) -> None:
    """Change the file behind the program's back, past the locks, which then stand as before."""
    with closing(sqlite3.connect(case.where)) as connection:
        locks = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_locked_%'"
        ).fetchall()
        for name, _ in locks:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for _, made in locks:
            connection.execute(made)
        connection.commit()


def test_a_sound_case_has_no_problem_on_either_engine(filled: Case) -> None:
    assert check(filled, replay=True) == []


def test_an_empty_case_has_no_problem(case: Case) -> None:
    assert check(case, replay=True) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE source_content SET content = x'00' WHERE file_id = 1", "F1 (lloyds-marlow.csv)"),
        ("DELETE FROM source_content WHERE file_id = 2", "F2 (accounts.csv) has lost its bytes"),
        ("UPDATE document SET content = x'00'", "document CON: the order.pdf was altered"),
        ("UPDATE source_file SET loaded = 3 WHERE id = 1", "4 rows read, 3 accounted for"),
        ("UPDATE source_file SET read = 5, ignored = 1 WHERE id = 1", "1 rows were left aside, 0"),
        ("UPDATE entry SET minor = minor + 1 WHERE id = 1", "is called reconciled, but"),
        ("UPDATE entry SET file_id = 99 WHERE id = 1", "refers to a row of source_file"),
        ("CREATE TABLE spare (x)", "holds table spare, which is not this program’s"),
        ("CREATE VIEW peek AS SELECT * FROM entry", "holds view peek"),
        ("DROP TRIGGER share_no_delete", "lacks trigger share_no_delete"),
        ("DROP INDEX ix_payment_order", "lacks index ix_payment_order"),
    ],
)
def test_what_was_altered_behind_the_program_is_named(
    filled_file: Case, statement: str, said: str
) -> None:
    with filled_file as case:
        alter(case, statement)
        found = check(case)
    assert any(said in problem for problem in found), found


def test_a_planted_trigger_is_found(filled_file: Case) -> None:
    with filled_file as case:
        alter(
            case,
            "CREATE TRIGGER quiet AFTER INSERT ON receipt BEGIN UPDATE receipt SET minor = 1; END",
        )
        assert any("trigger quiet" in problem for problem in check(case))


def test_a_guard_that_guards_nothing_any_more_is_found(filled_file: Case) -> None:
    with filled_file as case:
        alter(case, "DROP TRIGGER journal_no_delete")
        alter(
            case,
            "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT 1; END",
        )
        found = check(case)
    assert "trigger journal_no_delete is not as this program makes it" in found


def test_an_altered_journal_is_found(filled_file: Case) -> None:
    with filled_file as case:
        alter(case, "DROP TRIGGER journal_no_update")
        alter(case, "UPDATE journal SET summary = 'Nothing happened' WHERE seq = 2")
        found = check(case)
    assert "journal entry 2 was altered after it was written" in found


def test_a_row_that_no_entry_made_is_found_by_doing_the_journal_again(filled_file: Case) -> None:
    with filled_file as case:
        alter(case, "UPDATE payment SET reference = 'rent' WHERE key = 'P2'")
        assert check(case) == []
        found = check(case, replay=True)
    assert len(found) == 1
    assert "reference is 'rent', the journal makes 'van <b>deposit</b>'" in found[0]


def test_a_planted_table_or_trigger_is_found_on_the_server_too(filled: Case) -> None:
    if filled.engine.dialect.name != "postgresql":
        pytest.skip("the file engine has tests of its own")
    with filled.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE spare (x int)")
        connection.exec_driver_sql(
            "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.minor := 0; RETURN NEW; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER quiet BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION quiet()"
        )
        connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER journal_only_grows")
    found = check(filled)
    assert any("table spare" in problem for problem in found)
    assert any("trigger quiet" in problem for problem in found)
    assert any("function quiet" in problem for problem in found)
    assert any("trigger journal_only_grows is not as" in problem for problem in found)


def unguarded(case: Case) -> None:
    """Take away what keeps an entry of the ledger that does not balance out of the database."""
    on_server = case.engine.dialect.name == "postgresql"
    with case.engine.begin() as connection:
        for table in ("ledger_entry", "journal", "ledger_line"):
            of = f" ON {table}" if on_server else ""
            connection.exec_driver_sql(f"DROP TRIGGER {table}_balanced{of}")


def test_money_that_does_not_add_up_is_found(filled: Case) -> None:
    unguarded(filled)
    with filled.change("test", "Facts that contradict each other") as work:
        session = work.session
        asset = Asset(kind="vehicle", label="Van", currency="GBP")
        order = Order(
            regime="confiscation", regime_version="pre-cpa-2026", state="order-made",
            amount_minor=100_00, currency="GBP",
        )  # fmt: skip
        fund = Fund(name="Community fund", owner="police", currency="GBP")
        session.add_all([asset, order, fund])
        session.flush()
        payment = next(iter(filled_payments(filled)))
        session.add(Purchase(asset_id=asset.id, payment_id=payment, minor=999_999_99))
        receipt = Receipt(
            order_id=order.id, received=date(2026, 1, 5), minor=10_000, currency="GBP"
        )
        session.add(receipt)
        session.flush()
        for minor in (5_000, 4_999):
            session.add(
                Share(
                    receipt_id=receipt.id, agency="investigator", minor=minor, currency="GBP",
                    rate="half", provision="ARIS",
                )
            )  # fmt: skip
        entry = LedgerEntry(on=date(2026, 1, 6), text="Paid in")
        session.add_all([entry, LedgerEntry(on=date(2026, 1, 7), text="Nothing")])
        session.flush()
        session.add(
            LedgerLine(entry_id=entry.id, account=f"fund:{fund.id}", minor=-5, currency="GBP")
        )
    found = " | ".join(check(filled))
    assert "is spent on property" in found
    assert "the shares of receipt 1 come to £99.99, not to £100.00" in found
    assert "ledger entry 1 is out by −£0.05" in found
    assert "ledger entry 2 has no lines" in found
    assert "the fund Community fund stood at −£0.05 on 2026-01-06" in found


def filled_payments(case: Case) -> list[int]:
    from sqlalchemy import select

    from workbench.store.tables import Payment

    with case.read() as connection:
        return list(connection.execute(select(Payment.id).order_by(Payment.id)).scalars())


def test_a_trace_that_loses_money_is_named(
    filled_file: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(*_: object, **__: object) -> None:
        raise AssertionError("origin 1 is not conserved by fifo: 1 GBP")

    with filled_file as case:
        with case.change("mark", "Marked a payment") as work:
            work.session.add(Origin(number=1, payment_id=1, minor=1, why="test"))
        assert check(case) == []
        monkeypatch.setattr("graphs.trace.trace", lossy)
        assert "origin 1 is not conserved by fifo: 1 GBP" in check(case)


def test_every_check_says_in_words_what_holds() -> None:
    assert len({one.what for one in CHECKS}) == len(CHECKS)
    for one in CHECKS:
        assert one.what[0].isupper()
        assert not one.what.endswith(".")


def test_a_truncated_case_is_refused_before_any_check(filled_file: Case, tmp_path: Path) -> None:
    with filled_file as case:
        pass
    content = Path(case.where).read_bytes()
    (tmp_path / "cut.arw").write_bytes(content[: len(content) // 2])
    from workbench.errors import Refused

    with pytest.raises(Refused, match="damaged"):
        with Case.open(tmp_path / "cut.arw") as cut:
            found = check(cut)
            assert any("damaged" in problem for problem in found)
            raise Refused("is damaged")
