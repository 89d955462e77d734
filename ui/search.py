"""Find a thing in the case by its words: a party, an account, a payment, an asset, an order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, SQLColumnExpression, and_, or_, select

from ui.words import day_written
from workbench.money import written
from workbench.store.tables import Account, Asset, Order, Party, Payment

EACH = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: the page that shows it, its row there, and how to name it."""

    page: str
    id: int
    kind: str
    text: str


def find(connection: Connection, text: str, *, each: int = EACH) -> list[Hit]:
    """What holds every word of `text`, at most `each` of a kind; nothing for an empty text."""
    words = text.split()
    if not words:
        return []

    def having(*columns: SQLColumnExpression[str]) -> ColumnElement[bool]:
        return and_(
            *(or_(*(c.icontains(word, autoescape=True) for c in columns)) for word in words)
        )

    hits = [
        Hit("parties", row.id, row.schema, row.name)
        for row in connection.execute(
            select(Party.id, Party.schema, Party.name)
            .where(having(Party.name, Party.registration))
            .order_by(Party.name, Party.id).limit(each)
        )
    ]  # fmt: skip
    hits += [
        Hit("records", row.id, "Account", " · ".join(filter(None, (row.key, row.name))))
        for row in connection.execute(
            select(Account.id, Account.key, Account.name)
            .where(having(Account.key, Account.name, Account.institution))
            .order_by(Account.held.desc(), Account.key).limit(each)
        )
    ]  # fmt: skip
    hits += [
        Hit(
            "records", row.id, "Payment",
            f"{row.key} · {day_written(row.date)} · {written(row.minor, row.currency)}"
            + (f" · {row.reference}" if row.reference else ""),
        )
        for row in connection.execute(
            select(Payment.id, Payment.key, Payment.date, Payment.minor, Payment.currency,
                   Payment.reference)
            .where(having(Payment.key, Payment.reference))
            .order_by(Payment.date, Payment.position).limit(each)
        )
    ]  # fmt: skip
    hits += [
        Hit("property", row.id, "Asset", " · ".join(filter(None, (row.label, row.identifier))))
        for row in connection.execute(
            select(Asset.id, Asset.label, Asset.identifier)
            .where(having(Asset.label, Asset.identifier, Asset.description))
            .order_by(Asset.label, Asset.id).limit(each)
        )
    ]  # fmt: skip
    hits += [
        Hit("order", row.id, "Order", " · ".join(filter(None, (row.reference, row.court))))
        for row in connection.execute(
            select(Order.id, Order.reference, Order.court)
            .where(having(Order.reference, Order.court))
            .order_by(Order.id).limit(each)
        )
    ]  # fmt: skip
    return hits
