"""The payments of a statement are the same on either engine, however they are made."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from workbench.case import Case
from workbench.records.load import load_files
from workbench.store.changes import table_of
from workbench.store.tables import Account, Payment

STATEMENT = """\
Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,\
Debit Amount,Credit Amount,Balance
01/03/2026,DEB,'30-00-00,18264093,TESCO STORES 2231,12.50,,87.50
02/03/2026,FPI,'30-00-00,18264093,J DOE RENT,,250.00,337.50
03/03/2026,DEB,'30-00-00,18264093,CARD CHECK,0.00,,337.50
04/03/2026,FPO,'30-00-00,18264093,R SHAW 20-00-00 87654321,100.00,,237.50
"""


def test_a_statement_makes_the_same_payments_on_either_engine(case: Case, tmp_path: Path) -> None:
    source = tmp_path / "statement.csv"
    source.write_text(STATEMENT, encoding="utf-8")
    with Case.create(tmp_path / "other.arw") as other:
        made = []
        for at in (other, case):
            (outcome,) = load_files(at, [source])
            assert outcome.verdict == "reconciled", outcome
            with at.read() as connection:
                names = {
                    row.id: row.key for row in connection.execute(select(Account.id, Account.key))
                }
                rows = connection.execute(select(table_of(Payment)).order_by(Payment.id)).all()
            made.append(
                [
                    {**row._mapping, "payer_id": names[row.payer_id],
                     "payee_id": names[row.payee_id]}
                    for row in rows
                ]
            )  # fmt: skip
    assert made[0] == made[1]
    assert [row["minor"] for row in made[0]] == [1250, 25000, 10000], "nothing moved is no payment"
    held = made[0][0]["payer_id"]
    assert [(r["payer_id"] == held, r["payee_id"] == held) for r in made[0]] == [
        (True, False),
        (False, True),
        (True, False),
    ]
