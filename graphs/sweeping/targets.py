"""What a sweep is asked about: a payment, an account, a thing bought, what is still held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from graphs.sweeping.once import Found
from workbench.errors import Refused
from workbench.money import share
from workbench.store.tables import Account, Asset, Origin, Payment, Purchase

#: The whole of what is still in accounts whose statements are in the case.
HELD: Final = "held"
HELP: Final = "Name it payment:ID, account:KEY, asset:NUMBER, origin:NUMBER or held."


@dataclass(frozen=True, slots=True)
class Target:
    """One amount that every run has its own answer to, in minor units of one currency.

    `paid` are the payments it is carried by: (payment, the part that counts, the whole).
    """

    id: str
    label: str
    currency: str
    paid: tuple[tuple[str, int, int], ...] = ()
    account: str = ""
    origin: int = 0

    def amount(self, found: Found, one_with: Mapping[str, str], held: frozenset[str]) -> int:
        """What one run says of it; `one_with` are accounts joined there, `held` have statements."""
        if self.paid:
            return sum(self._carried(found, *paid) for paid in self.paid)
        account = one_with.get(self.account, self.account)
        return sum(
            minor
            for (origin, pocket), minor in found.held.items()
            if pocket.currency == self.currency
            and (pocket.account == account if self.account else pocket.account in held)
            and self.origin in {0, origin}
        )

    @staticmethod
    def _carried(found: Found, payment: str, part: int, whole: int) -> int:
        carried = [minor for (key, _), minor in sorted(found.carried.items()) if key == payment]
        if part == whole:
            return sum(carried)
        # As a figure does: origins and clean money in proportion, clean last.
        return sum(share(part, [*carried, whole - sum(carried)])[:-1])


def targets_named(connection: Connection, names: Sequence[str], currency: str) -> list[Target]:
    """The targets that a person named; `currency` is the case's.

    Raises:
        Refused: for one that the case does not have.
    """
    return [_named(connection, name, currency) for name in dict.fromkeys(names)]


def usual_targets(connection: Connection, currency: str) -> list[Target]:
    """What is asked where nothing is named: what is still held, and each thing bought."""
    bought = connection.execute(select(Purchase.asset_id).distinct().order_by(Purchase.asset_id))
    return [
        _still_held(currency),
        *(_asset(connection, str(number)) for number in bought.scalars()),
    ]


def accounts_found(connection: Connection, found: Iterable[Found]) -> list[Target]:
    """Every account in which any run leaves marked money, those with statements first."""
    pockets = {pocket for one in found for _, pocket in one.held}
    rows = {
        row.key: row
        for row in connection.execute(select(Account.key, Account.name, Account.held, Account.id))
    }
    known = sorted(
        (pocket for pocket in pockets if pocket.account in rows),
        key=lambda p: (not rows[p.account].held, rows[p.account].id, p.currency),
    )
    return [
        Target(
            f"account:{pocket.account}", _left(pocket.account, rows[pocket.account].held),
            pocket.currency, account=pocket.account,
        )
        for pocket in known
    ]  # fmt: skip


def _left(key: str, held: bool) -> str:
    return f"Still in {key}" if held else f"Left the records with {key}"


def _still_held(currency: str) -> Target:
    return Target(HELD, "Marked money still in accounts with statements", currency)


def _named(connection: Connection, name: str, currency: str) -> Target:
    kind, _, key = name.partition(":")
    if name == HELD:
        return _still_held(currency)
    if kind == "payment":
        row = connection.execute(
            select(Payment.minor, Payment.currency).where(Payment.key == key)
        ).first()
        if row is not None:
            paid = ((key, row.minor, row.minor),)
            return Target(name, f"Marked money in payment {key}", row.currency, paid=paid)
    if kind == "account":
        account = connection.execute(
            select(Account.held, Account.currency).where(Account.key == key)
        ).first()
        if account is not None:
            return Target(name, _left(key, account.held), account.currency, account=key)
    if kind == "asset":
        return _asset(connection, key)
    if kind == "origin" and key.isdecimal():
        marked = connection.execute(
            select(Payment.currency)
            .join(Origin, Origin.payment_id == Payment.id)
            .where(Origin.number == int(key))
        ).scalar()
        if marked:
            label = f"Of origin {key}, still in accounts with statements"
            return Target(name, label, marked, origin=int(key))
    raise Refused(f"the case has no {name} to ask about", remedy=HELP)


def _asset(connection: Connection, key: str) -> Target:
    number = int(key) if key.isdecimal() else 0
    asset = connection.execute(
        select(Asset.label, Asset.currency).where(Asset.id == number)
    ).first()
    if asset is None:
        raise Refused(f"the case has no asset {key}", remedy="List them with: property CASE")
    rows = connection.execute(
        select(Payment.key, Purchase.minor, Payment.minor)
        .join(Payment, Payment.id == Purchase.payment_id)
        .where(Purchase.asset_id == number)
        .order_by(Purchase.id)
    )
    paid = tuple((row[0], row[1], row[2]) for row in rows)
    if not paid:
        raise Refused(
            f"no payment is known to have bought {asset.label}",
            remedy="Record it with: property CASE buy",
        )
    return Target(f"asset:{number}", f"Traced into {asset.label}", asset.currency, paid=paid)
