"""The two plain tables are kept: payments between named accounts, and what is said of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select, update

from workbench.errors import Refused
from workbench.records.identity import identified
from workbench.records.keeping import Keeping
from workbench.records.reading import AccountRead, NotLoaded, PaymentRead
from workbench.store import tables as t

_PAYMENT: Final = (
    "id", "key", "date", "time", "position", "payer_id", "payee_id", "minor", "currency",
    "received_minor", "received_currency", "reference", "file_id", "row", "place",
)  # fmt: skip


class TableKeeper:
    """Keeps the rows of the plain tables of one file."""

    def __init__(self, into: Keeping) -> None:
        """Take the file."""
        self.into = into

    def payments(self, payments: Sequence[PaymentRead]) -> None:
        """Keep payments between named accounts."""
        if not payments:
            return
        standing = self._known_payments()
        fresh: list[PaymentRead] = []
        for payment in payments:
            known = standing.get(payment.id)
            if known is None:
                fresh.append(payment)
            elif known == _identity(payment):
                self.into.duplicate.append(
                    NotLoaded(payment.row, payment.place,
                              "the same payment is in the case from another file", "")
                )  # fmt: skip
            else:
                raise Refused(
                    f"the payment {payment.id} is in the case already, with other content",
                    where=f"{self.into.name}, {payment.place}",
                    remedy="Give the payments of this file ids of their own",
                )
        sides = [(self._party(p.payer, p.payer_name, p.currency),
                  self._party(p.payee, p.payee_name, p.currency)) for p in fresh]  # fmt: skip
        self.into.keys += dict.fromkeys(
            key for payment in payments for key in (payment.payer, payment.payee)
        )
        self.into.accounts.write()
        first = self.into.bulk.take(t.Payment, len(fresh))
        position = self.into.positions(len(fresh))
        self.into.bulk.insert(
            t.Payment,
            _PAYMENT,
            (
                (
                    first + index, payment.id, self.into.bulk.day(payment.date), payment.time,
                    position + index, payer, payee, payment.minor, payment.currency, None,
                    None, payment.reference, self.into.file_id, payment.row, payment.place,
                )
                for index, (payment, (payer, payee)) in enumerate(zip(fresh, sides, strict=True))
            ),
        )  # fmt: skip

    def _known_payments(self) -> dict[str, tuple[Any, ...]]:
        payer, payee = t.Account.__table__.alias("payer"), t.Account.__table__.alias("payee")
        found = self.into.connection.execute(
            select(
                t.Payment.key, t.Payment.date, t.Payment.time, payer.c.key, payee.c.key,
                t.Payment.minor, t.Payment.currency,
            )
            .join(payer, payer.c.id == t.Payment.payer_id)
            .join(payee, payee.c.id == t.Payment.payee_id)
        )  # fmt: skip
        return {row[0]: tuple(row[1:]) for row in found}

    def _party(self, key: str, name: str, currency: str) -> int:
        known = identified(text=key)
        return self.into.accounts.id_of(
            key, name or key, "", known.sort_code, known.number if known.sort_code else "",
            known.iban, currency,
        )  # fmt: skip

    def account_rows(self, rows: Sequence[AccountRead]) -> None:
        """Keep what a table says of accounts."""
        for row in rows:
            account_id = self.into.accounts.id_of(
                row.key, row.name or row.key, row.institution, row.sort_code, row.number,
                row.iban, row.currency,
            )  # fmt: skip
            if row.key not in self.into.accounts.fresh:
                self._agree(account_id, row)
                continue
            waiting = self.into.accounts.fresh[row.key]
            waiting[8], waiting[9] = self.into.bulk.flag(row.held), row.opening_minor
        self.into.accounts.write()
        self.into.keys += [row.key for row in rows]

    def _agree(self, account_id: int, row: AccountRead) -> None:
        """Add what an accounts table says to an account that the case has."""
        here = t.Account.id == account_id
        known = self.into.connection.execute(
            select(t.Account.opening_minor, t.Account.held, t.Account.name).where(here)
        ).one()
        if None not in {known.opening_minor, row.opening_minor} and (
            known.opening_minor != row.opening_minor
        ):
            raise Refused(
                f"account {row.key} has another opening balance in the case already",
                where=f"{self.into.name}, {row.place}",
                remedy="Correct the table, or leave the balance of that account blank",
            )
        values: dict[str, Any] = {"held": known.held or row.held}
        if row.opening_minor is not None:
            values["opening_minor"] = row.opening_minor
        if row.name:
            values["name"] = row.name
        if row.institution:
            values["institution"] = row.institution
        uses = select(t.Payment.id).where(
            (t.Payment.payer_id == account_id) | (t.Payment.payee_id == account_id)
        )
        used_in = self.into.connection.execute(
            select(t.Payment.currency).where(t.Payment.id.in_(uses)).limit(1)
        ).scalar()
        if used_in is None:
            values["currency"] = row.currency
        self.into.connection.execute(update(t.Account).where(here).values(values))


def _identity(payment: PaymentRead) -> tuple[Any, ...]:
    return (payment.date, payment.time, payment.payer, payment.payee, payment.minor,
            payment.currency)  # fmt: skip
