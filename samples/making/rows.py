"""Rows of statements before any bank has written them, and the books that they fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from making.days import END, after
from making.people import ACCOUNT, ACCOUNTS, KNOWN_AS, OUTSIDE

#: Banks that show a card purchase on the next working day.
SLOW = ("barclays", "lloyds", "natwest", "nationwide")


@dataclass(eq=False)
class Row:
    """One row of one account: what happened, before it is put into a bank's words."""

    account: str
    day: date
    minute: int
    minor: int
    kind: str  # card, dd, so, bacs, benefit, fp, own, cash-in, cash-out, refund, fee, interest
    payee: str
    ref: str = ""
    town: str = ""
    group: str = ""  # what kind of spending it is
    other: str = ""  # the other account's key, where the narrative shows it
    spent: date | None = None  # the day of the purchase, where booked later
    local: str = ""  # "EUR 41.20" where the card was used abroad
    twin: Row | None = None  # the other side of an own-account transfer
    why: str = ""  # why it is criminal property; empty where it is not
    part: int | None = None  # the part that is, where not the whole
    balance: int = 0
    file: str = ""
    place: str = ""  # "line 12" or "Transactions row 12"
    order: int = 0


@dataclass
class Books:
    """All rows of all accounts, with balances as they stand while the days go by."""

    rows: list[Row] = field(default_factory=list)
    balances: dict[str, int] = field(
        default_factory=lambda: {account.id: account.opening for account in ACCOUNTS}
    )

    def add(self, row: Row) -> Row | None:
        """Enter a row, or leave it out where it would be booked after the period."""
        if row.kind in {"card", "refund"} and ACCOUNT[row.account].bank in SLOW:
            row.spent = row.day
            row.day = after(row.day)
        if row.day > END:
            return None
        row.order = len(self.rows)
        self.rows.append(row)
        self.balances[row.account] += row.minor
        return row

    def move(self, payer: str, payee: str, day: date, minor: int, ref: str, minute: int) -> None:
        """An own-account transfer, seen from both sides."""
        out = Row(payer, day, minute, -minor, "own", KNOWN_AS[payee], ref, other=ACCOUNT[payee].key)
        into = Row(payee, day, minute, minor, "own", KNOWN_AS[payer], ref, other=ACCOUNT[payer].key)
        out.twin, into.twin = into, out
        self.add(out)
        self.add(into)

    def outside(self, who: str, account: str, day: date, minor: int, ref: str, minute: int) -> Row:
        """A payment to (minus) or from (plus) an account outside the records."""
        key, name, _ = OUTSIDE[who]
        row = Row(account, day, minute, minor, "fp", name, ref, other=key, group="transfers")
        self.add(row)
        return row

    def of(self, account: str) -> list[Row]:
        """An account's rows, oldest first, each with the balance after it."""
        found = sorted(
            (row for row in self.rows if row.account == account),
            key=lambda row: (row.day, row.minute, row.order),
        )
        balance = ACCOUNT[account].opening
        for row in found:
            balance += row.minor
            row.balance = balance
        return found
