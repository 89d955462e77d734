"""Small cases written straight into the tables, for tests of graphs and charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from workbench.case import Case
from workbench.store.tables import Account, AccountHolder, Party, Payment, SourceFile

#: (key, ISO date, payer, payee, minor) and optionally the currency.
Row = tuple[str, str, str, str, int] | tuple[str, str, str, str, int, str]


def fill(
    case: Case,
    rows: Iterable[Row],
    *,
    held: Iterable[str] = (),
    names: Mapping[str, str] | None = None,
    holders: Mapping[str, Iterable[tuple[str, str, bool]]] | None = None,
) -> dict[str, int]:
    """Payments, their accounts and holders `(schema, name, subject)`; account ids by key."""
    rows, held, names = list(rows), set(held), names or {}
    keys = dict.fromkeys([*sorted(held), *(end for row in rows for end in (row[2], row[3]))])
    with case.change("load", "Filled the case") as work:
        file = SourceFile(
            sha256="0" * 64, name="payments.csv", size=1, format="csv", layout="payments",
            layout_version="1", read=len(rows), loaded=len(rows), duplicates=0, ignored=0,
            rejected=0,
            in_minor=0, out_minor=0, verdict="read",
        )  # fmt: skip
        accounts = {
            key: Account(key=key, name=names.get(key, ""), currency="GBP", held=key in held)
            for key in keys
        }
        work.session.add_all([file, *accounts.values()])
        work.session.flush()
        for number, row in enumerate(rows, start=1):
            key, day, payer, payee, minor = row[:5]
            work.session.add(
                Payment(
                    key=key, date=date.fromisoformat(day), position=number,
                    payer_id=accounts[payer].id, payee_id=accounts[payee].id, minor=minor,
                    currency=row[5] if len(row) > 5 else "GBP", file_id=file.id, row=number,
                    place=f"line {number + 1}",
                )
            )  # fmt: skip
        parties: dict[tuple[str, str, bool], Party] = {}
        for account, who in (holders or {}).items():
            for one in who:
                if one not in parties:
                    schema, name, subject = one
                    parties[one] = Party(schema=schema, name=name, subject=subject)
                    work.session.add(parties[one])
                    work.session.flush()
                work.session.add(
                    AccountHolder(account_id=accounts[account].id, party_id=parties[one].id)
                )
        work.session.flush()
        return {key: account.id for key, account in accounts.items()}
