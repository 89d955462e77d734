"""The two plain tables are kept: payments between named accounts, and what is said of accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, compress
from typing import Any, Final

from sqlalchemy import select, update

from workbench.errors import Refused
from workbench.records.entries import Same
from workbench.records.identity import identified
from workbench.records.keeping import Keeping
from workbench.records.payments import Batch, batches
from workbench.records.reading import AccountRead, NotLoaded, PaymentRead
from workbench.store import tables as t

#: In what two records of one payment agree, beside its id.
_CONTENT: Final = ("date", "time", "payer", "payee", "minor", "currency")
#: Ids that one statement may name.
_AT_ONCE: Final = 500


class TableKeeper:
    """Keeps the rows of the plain tables of one file."""

    def __init__(self, into: Keeping) -> None:
        """Take the file."""
        self.into = into

    def payments(self, payments: Sequence[PaymentRead]) -> None:
        """Keep payments between named accounts."""
        alone = self.into.bulk.take(t.Payment, 0) == 1  # the case has no payment yet
        seen: set[str] = set()
        with self.into.bulk.indexes_later(len(payments), t.Payment):
            for batch in batches(payments):
                self._once(batch, seen)
                self._batch(batch, {} if alone else self._known_payments(batch["id"]))

    def _once(self, batch: Batch, seen: set[str]) -> None:
        """Each sheet of a workbook names its payments once; two sheets may name one."""
        alike = not seen.isdisjoint(batch["id"]) or len(set(batch["id"])) < len(batch["id"])
        for place, key in zip(batch["place"], batch["id"], strict=True) if alike else ():
            if key in seen:
                raise Refused(
                    f"the payment {key} stands twice in the file",
                    where=f"{self.into.name}, {place}",
                    remedy="Give each payment an id of its own",
                )
            seen.add(key)
        seen.update(batch["id"])

    def _batch(self, batch: Batch, standing: Mapping[str, tuple[Any, ...]]) -> None:
        self.into.keys += dict.fromkeys(_sides(batch))
        if standing:
            batch = self._fresh(batch, standing)
        size = len(batch["id"])
        if not size:
            return
        self._parties(batch)
        ids = self.into.accounts.ids
        self.into.accounts.write()
        first, position = self.into.bulk.take(t.Payment, size), self.into.positions(size)
        self.into.bulk.insert_columns(
            t.Payment,
            size,
            {
                "id": range(first, first + size),
                "key": batch["id"],
                "date": self.into.bulk.days(batch["date"]),
                "time": batch["time"],
                "position": range(position, position + size),
                "payer_id": [ids[key] for key in batch["payer"]],
                "payee_id": [ids[key] for key in batch["payee"]],
                "minor": batch["minor"],
                "currency": batch["currency"],
                "received_minor": Same(None),
                "received_currency": Same(None),
                "reference": batch["reference"],
                "file_id": Same(self.into.file_id),
                "row": batch["row"],
                "place": batch["place"],
            },
        )

    def _fresh(self, batch: Batch, standing: Mapping[str, tuple[Any, ...]]) -> Batch:
        """The payments that the case does not have yet.

        Raises:
            Refused: if it has one of them with other content.
        """
        fresh = []
        for row, place, key, *content in zip(
            *(batch[name] for name in ("row", "place", "id", *_CONTENT)), strict=True
        ):
            known = standing.get(key)
            fresh.append(known is None)
            if known == tuple(content):
                self.into.duplicate.append(
                    NotLoaded(row, place, "the same payment is in the case from another file", "")
                )
            elif known is not None:
                raise Refused(
                    f"the payment {key} is in the case already, with other content",
                    where=f"{self.into.name}, {place}",
                    remedy="Give the payments of this file ids of their own",
                )
        return {name: list(compress(column, fresh)) for name, column in batch.items()}

    def _known_payments(self, keys: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """What the case has of the payments with these ids."""
        payer, payee = t.Account.__table__.alias("payer"), t.Account.__table__.alias("payee")
        wanted = (
            select(
                t.Payment.key, t.Payment.date, t.Payment.time, payer.c.key, payee.c.key,
                t.Payment.minor, t.Payment.currency,
            )
            .join(payer, payer.c.id == t.Payment.payer_id)
            .join(payee, payee.c.id == t.Payment.payee_id)
        )  # fmt: skip
        found: dict[str, tuple[Any, ...]] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = wanted.where(t.Payment.key.in_(keys[start : start + _AT_ONCE]))
            found |= {row[0]: tuple(row[1:]) for row in self.into.connection.execute(some)}
        return found

    def _parties(self, batch: Batch) -> None:
        """Make the accounts that are new, in the order in which the rows name them."""
        last = len(batch["id"]) - 1
        paid = dict(zip(reversed(batch["payer"]), range(last, -1, -1), strict=True))
        got = dict(zip(reversed(batch["payee"]), range(last, -1, -1), strict=True))
        for key in dict.fromkeys(_sides(batch)):
            if key in self.into.accounts.ids:
                continue
            at, other = paid.get(key, last + 1), got.get(key, last + 1)
            name = batch["payer_name"][at] if at <= other else batch["payee_name"][other]
            known = identified(text=key)
            self.into.accounts.id_of(
                key, name or key, "", known.sort_code, known.number if known.sort_code else "",
                known.iban, batch["currency"][min(at, other)],
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
        used = select(t.Payment.currency).where(t.Payment.id.in_(uses)).limit(1)
        used_in, own = (
            self.into.connection.execute(asked).scalar()
            for asked in (used, used.where(t.Payment.currency == row.currency))
        )
        # A table without currencies means the country's; payments in others alone say better.
        if used_in is None or own is not None:
            values["currency"] = row.currency
        self.into.connection.execute(update(t.Account).where(here).values(values))


def _sides(batch: Batch) -> Iterator[str]:
    """The payer and the payee of each payment in turn."""
    return chain.from_iterable(zip(batch["payer"], batch["payee"], strict=True))
