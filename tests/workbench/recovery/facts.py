"""Small facts that recovery and reinvestment tests begin from."""

from __future__ import annotations

from datetime import date

from workbench.case import Case
from workbench.recovery import orders, receipts
from workbench.recovery import property as register
from workbench.store.changes import table_of
from workbench.store.tables import Account, Payment, SourceFile


def payment(case: Case, key: str, minor: int, *, on: date = date(2025, 3, 3)) -> str:
    """A payment that stands in the records."""
    with case._transaction() as connection:
        number = connection.execute(table_of(Payment).select()).all()
        if not number:
            connection.execute(
                table_of(SourceFile).insert().values(
                    id=1, sha256="0" * 64, name="payments.csv", size=1, exhibit="", format="csv",
                    layout="payments", layout_version="1", encoding="utf-8", read=1, loaded=1,
                    duplicates=0, ignored=0, rejected=0, verdict="not checkable",
                    **{c.name: 0 for c in table_of(SourceFile).columns
                       if c.name in ("in_minor", "out_minor")},
                    **{c.name: v for c, v in (
                        (c, "GBP" if c.name == "currency" else "[]")
                        for c in table_of(SourceFile).columns if c.name in ("currency", "notes")
                    )},
                )
            )  # fmt: skip
            for account in (1, 2):
                connection.execute(
                    table_of(Account).insert().values(
                        id=account, key=f"A{account}", name="", institution="", sort_code="",
                        number="", iban="", currency="GBP", held=account == 1,
                    )
                )  # fmt: skip
        connection.execute(
            table_of(Payment).insert().values(
                id=len(number) + 1, key=key, date=on, position=len(number), payer_id=1, payee_id=2,
                minor=minor, currency="GBP", reference="", file_id=1, row=1, place="line 2",
            )
        )  # fmt: skip
    return key


def car(case: Case) -> int:
    return register.add_asset(
        case, "vehicle", "VW Golf", acquired=date(2025, 3, 4), price_minor=980_000
    )


def confiscation(case: Case, amount_minor: int = 12_000_000) -> int:
    """A confiscation order that is made, with three months to pay."""
    number = orders.add_order(
        case, "confiscation", at="2024-06-03", by="DC Shah", reference="T1", court="Crown Court"
    )
    for state, at in (
        ("convicted", "2025-03-18"),
        ("timetabled", "2025-03-18"),
        ("s16-served", "2025-05-06"),
        ("determination", "2025-07-24"),
    ):
        orders.move(case, number, state, at, "Crown Court")
    orders.move(
        case, number, "order-made", "2025-07-24", "Crown Court", benefit_minor=20_000_000,
        available_minor=amount_minor, amount_minor=amount_minor, due=date(2025, 10, 24),
    )  # fmt: skip
    orders.move(case, number, "time-to-pay", "2025-07-24", "Crown Court")
    return number


def receipt(case: Case, order: int, minor: int, **options: object) -> int:
    return receipts.add_receipt(case, order, date(2025, 9, 12), minor, **options)  # type: ignore[arg-type]
