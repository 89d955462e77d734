"""What every schedule is made from: one consistent reading of the case, and its figures."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.schedules.schedule import Amount
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.money import written
from workbench.store.tables import Account, CaseInfo, Payment, SourceFile

#: How the key of an account begins that is known by its name only, or is cash over a counter.
BY_NAME = "name: "
CASH = {"cash in: ": "Cash paid in to", "cash out: ": "Cash taken out of"}


@dataclass(slots=True)
class View:
    """A case as it stands; used as a context manager, it is open for reading within."""

    case: Case
    book: Book
    info: CaseInfo
    _open: ExitStack = field(default_factory=ExitStack)
    _session: Session | None = None
    _accounts: dict[int, Account] = field(default_factory=dict)
    _files: dict[int, SourceFile] = field(default_factory=dict)
    _payments: dict[int, Payment] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._session = self._open.enter_context(self.case.session())
        return self

    def __exit__(self, *_: object) -> None:
        self._session = None
        self._open.close()

    @property
    def session(self) -> Session:
        """The reading of the case that every schedule shares."""
        assert self._session is not None, "the view is not open"
        return self._session

    def accounts(self) -> dict[int, Account]:
        """Every account by its number."""
        if not self._accounts:
            self._accounts = {a.id: a for a in self.session.scalars(select(Account))}
        return self._accounts

    def files(self) -> dict[int, SourceFile]:
        """Every source file by its number."""
        if not self._files:
            found = self.session.scalars(select(SourceFile).order_by(SourceFile.id))
            self._files = {file.id: file for file in found}
        return self._files

    def account(self, account_id: int) -> str:
        """An account for a person: whose it is and its number."""
        account = self.accounts()[account_id]
        for start, words in CASH.items():
            if account.key.startswith(start):
                return f"{words} {self.account_by_key(account.key.removeprefix(start))}"
        key = account.key.removeprefix(BY_NAME)
        named = account.name and account.name.casefold() not in key.casefold()
        return f"{account.name} ({key})" if named else key

    def account_by_key(self, key: str) -> str:
        """The same, by the id of the source."""
        if "by key" not in self.book.memory:
            self.book.memory["by key"] = {a.key: a.id for a in self.accounts().values()}
        number = self.book.memory["by key"].get(key)
        return key if number is None else self.account(number)

    def payment(self, payment_id: int) -> Payment:
        """A payment by its number."""
        if payment_id not in self._payments:
            self._payments[payment_id] = self.session.get_one(Payment, payment_id)
        return self._payments[payment_id]

    def payments_by_key(self) -> dict[str, Payment]:
        """Every payment by the id of the source."""
        if "payments" not in self.book.memory:
            found = self.session.scalars(select(Payment).order_by(Payment.date, Payment.position))
            self.book.memory["payments"] = {payment.key: payment for payment in found}
        known: dict[str, Payment] = self.book.memory["payments"]
        return known

    def cited(self, file_id: int, place: str) -> str:
        """Where a row stands: exhibit or file number, and place."""
        file = self.files()[file_id]
        return f"{file.exhibit or f'F{file.id}'}, {place}"

    def known(self, figure_id: str) -> str:
        """The id itself where the rooms make figures of its kind; otherwise none."""
        return figure_id if figure_id.partition(":")[0] in self.book.kinds else ""

    def amount(self, minor: int, currency: str, figure_id: str) -> Amount:
        """A recorded amount with the figure that explains it.

        Raises:
            Refused: if the figure gives another amount than the record.
        """
        name = self.known(figure_id)
        if name and self.book.figure(name).minor != minor:
            raise Refused(
                f"the figure {name} is {self.book.figure(name).written}, "
                f"the record says {written(minor, currency)}",
                where=self.case.where,
                remedy="See what is wrong with: check CASE",
            )
        return Amount(minor, currency, name)

    def figure(self, figure_id: str) -> Amount | None:
        """A figure as a cell; nothing where the case has none of this id."""
        if not self.known(figure_id):
            return None
        try:
            found = self.book.figure(figure_id)
        except Refused:
            return None
        return Amount(found.minor, found.currency, found.id)
