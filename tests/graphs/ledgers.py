"""Small ledgers written as a textbook writes them: amounts in pounds, one a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin, Pocket
from graphs.trace import Trace, trace

ACCOUNT = "the account"


def pence(pounds: str | float | Decimal) -> int:
    return int(Decimal(str(pounds)) * 100)


class Book:
    """A ledger in the making: `pay` in and out of one account, or between any two."""

    def __init__(self, opening: str | int = 0, *, held: tuple[str, ...] = (ACCOUNT,)) -> None:
        self.held = held
        self.openings = {ACCOUNT: pence(opening)}
        self.payments: list[LedgerPayment] = []
        self.origins: list[Origin] = []

    def pay(
        self, pounds: str | int, payer: str, payee: str, *, mark: bool | str = False,
        name: str = "", day: int | None = None, time: str | None = None,
    ) -> str:  # fmt: skip
        order = len(self.payments) + 1
        when = date(2026, 1, 1) + timedelta(days=order if day is None else day)
        payment = LedgerPayment(name or f"P{order}", when, time, order, payer, payee, pence(pounds))
        self.payments.append(payment)
        if mark:
            part = payment.minor if mark is True else pence(mark)
            self.origins.append(Origin(len(self.origins) + 1, payment.id, part))
        return payment.id

    def into(self, pounds: str | int, giver: str, *, mark: bool | str = False, **kw: object) -> str:
        return self.pay(pounds, giver, ACCOUNT, mark=mark, **kw)  # type: ignore[arg-type]

    def out(self, pounds: str | int, taker: str = "shops", **kw: object) -> str:
        return self.pay(pounds, ACCOUNT, taker, **kw)  # type: ignore[arg-type]

    def ledger(self) -> Ledger:
        names = dict.fromkeys(n for p in self.payments for n in (p.payer, p.payee))
        names.setdefault(ACCOUNT)
        return Ledger(
            [LedgerAccount(n, n in self.held, self.openings.get(n)) for n in names], self.payments
        )

    def trace(self, rule: str, **options: object) -> Trace:
        return trace(self.ledger(), self.origins, rule, **options)  # type: ignore[arg-type]

    def left(self, rule: str, **options: object) -> list[Decimal]:
        """What is left in the account of each origin, in pounds, in the order of marking."""
        return self.at(rule, ACCOUNT, **options)

    def at(self, rule: str, where: str, **options: object) -> list[Decimal]:
        held = self.trace(rule, **options).held
        return [Decimal(held.get((o.number, Pocket(where, "GBP")), 0)) / 100 for o in self.origins]
