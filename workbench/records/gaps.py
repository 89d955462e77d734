"""What to ask the banks for: missing days, statements that do not hold, accounts not held.

Days before an account's first statement and after its last are no gap: the records do not say
that the account was open. A reason names nothing but the account itself and its balances, so
that it can go to the bank as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select, union_all

from workbench.case import Case
from workbench.money import written
from workbench.records.grid import Chained, chained
from workbench.records.prove import NOT_RECONCILED
from workbench.store import tables as t
from workbench.words import counted, day_written

GAP: Final = "missing days"
BREAK: Final = "balances that differ"
NOT_HELD: Final = "statements not held"
#: A counterparty's account is asked for when so many payments name it by number.
OFTEN: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One period of one account that a bank is to be asked for."""

    account: str
    name: str
    institution: str
    sort_code: str
    number: str
    iban: str
    start: date
    end: date
    kind: str
    why: str

    @property
    def bank(self) -> str:
        """The bank as a heading names it; by sort code where the records do not say."""
        if self.institution:
            return self.institution
        code = f" (sort code {self.sort_code})" if self.sort_code else ""
        return f"Bank to be identified{code}"

    def as_data(self) -> dict[str, Any]:
        """The request as JSON-ready data."""
        return {
            "bank": self.bank, "account": self.account, "name": self.name,
            "sort_code": self.sort_code, "number": self.number, "iban": self.iban,
            "from": self.start.isoformat(), "to": self.end.isoformat(),
            "kind": self.kind, "why": self.why,
        }  # fmt: skip


def asked_of(case: Case, *, often: int = OFTEN, bank: str = "") -> list[Asked]:
    """Everything to ask for, by bank, account and day.

    Args:
        case: the open case.
        often: how many payments make an account by number worth asking for; 0 for never.
        bank: only banks whose name holds this.
    """
    with case.read() as connection:
        found = [one for row in chained(connection) for one in _of_chain(row)]
        found += _not_held(connection, often)
    wanted = bank.casefold().strip()
    return sorted(
        (one for one in found if wanted in one.bank.casefold()),
        key=lambda one: (
            not one.institution, one.bank.casefold(), one.account, one.start, one.end, one.kind,
        ),
    )  # fmt: skip


def _of_chain(row: Chained) -> Iterator[Asked]:
    for gap in row.chain.missing:
        yield _asked(row.account, gap.start, gap.end, GAP, gap.why)
    for found in row.chain.breaks:
        if "closed_on" in found:
            closed, opened = (date.fromisoformat(found[key]) for key in ("closed_on", "opened_on"))
            yield _asked(
                row.account, min(closed, opened), max(closed, opened), BREAK,
                f"closing balance {day_written(closed)} "
                f"{written(found['expected_minor'], row.account.currency)} differs from opening "
                f"balance {day_written(opened)} "
                f"{written(found['found_minor'], row.account.currency)}",
            )  # fmt: skip
    for one in row.statements:
        if one.verdict == NOT_RECONCILED and one.breaks and one.start and one.end:
            first, more = one.breaks[0], len(one.breaks) - 1
            why = (
                f"a printed balance is {written(first['found_minor'], one.currency)} where the "
                f"rows make it {written(first['expected_minor'], one.currency)}"
            )
            if more:
                why += f", and {counted(more, 'further balance')} likewise"
            yield _asked(row.account, one.start, one.end, BREAK, why)


def _not_held(connection: Connection, often: int) -> Iterator[Asked]:
    """Accounts that are said to be held without any statement, or that are named often."""
    sides = union_all(
        *(
            select(side.label("account_id"), t.Payment.date.label("day"))
            for side in (t.Payment.payer_id, t.Payment.payee_id)
        )
    ).subquery()
    with_statements = select(t.Statement.account_id)
    found = connection.execute(
        select(
            t.Account.__table__, func.count().label("times"), func.min(sides.c.day).label("since"),
            func.max(sides.c.day).label("until"),
        )
        .join(sides, sides.c.account_id == t.Account.id)
        .where(t.Account.id.not_in(with_statements))
        .where(
            or_(t.Account.held, t.Account.iban != "",
                (t.Account.sort_code != "") & (t.Account.number != ""))
        )
        .group_by(t.Account.id)
        .order_by(t.Account.key)
    )  # fmt: skip
    for row in found:
        if row.held or (often and row.times >= often):
            why = f"named {counted(row.times, 'time')} in records held; no statement of it is held"
            yield _asked(row, row.since, row.until, NOT_HELD, why)


def _asked(account: Any, start: date, end: date, kind: str, why: str) -> Asked:
    return Asked(
        account.key, account.name, account.institution, account.sort_code, account.number,
        account.iban, start, end, kind, why,
    )  # fmt: skip
