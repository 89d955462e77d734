"""The graph of a case as its nodes and edges, for the formats that know no more than those.

Accounts, parties and things are nodes. A payment is an edge from payer to payee; so is what says
that a party holds an account, has a share of a thing or a charge on it, or is one with another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from exports.interchange.rows import Contents, Marks, PaymentRow
from workbench.money import written

Type = Literal["string", "boolean", "long"]
Value = str | bool | int | None

#: What may stand at a node, by name (`what`: the programs have a `kind` of their own). Every
#: amount is in whole minor units of its currency.
NODE: Final[dict[str, Type]] = {
    "what": "string", "key": "string", "name": "string", "institution": "string",
    "sort_code": "string", "account_number": "string", "iban": "string", "held": "boolean",
    "opening_minor": "long", "price_minor": "long", "currency": "string", "first": "string",
    "last": "string", "schema": "string", "subject": "boolean", "born": "string",
    "registration": "string", "description": "string", "identifier": "string",
    "thing_kind": "string", "acquired": "string", "state": "string",
}  # fmt: skip
#: What may stand at an edge. Only a payment has `amount_minor`: their sum counts nothing twice.
EDGE: Final[dict[str, Type]] = {
    "what": "string", "payment": "string", "date": "string", "time": "string",
    "amount_minor": "long", "currency": "string", "received_minor": "long",
    "received_currency": "string", "reference": "string", "narrative": "string",
    "source_file": "string", "source_sha256": "string", "source_row": "string",
    "sources": "string", "part_minor": "long", "millionths": "long", "charge_minor": "long",
    "evidence": "string",
}  # fmt: skip
#: What a kept trace adds to both.
MARKED: Final[dict[str, Type]] = {"tainted_minor": "long", "tainted_by_origin": "string"}


class Node(NamedTuple):
    """An account, a party or a thing."""

    id: str
    label: str
    values: dict[str, Value]
    first: date | None = None
    last: date | None = None


class Edge(NamedTuple):
    """What goes or stands between two nodes; `on` is the day of a payment."""

    id: str
    source: str
    target: str
    label: str
    values: dict[str, Value]
    on: date | None = None


def nodes(contents: Contents) -> Iterator[Node]:
    """Every node: parties and things first, so that a reader meets the few before the many."""
    for party in contents.parties():
        yield Node(
            f"P{party.id}", party.name,
            {
                "what": "party", "name": party.name, "schema": party.schema,
                "subject": party.subject, "born": _day(party.born),
                "registration": party.registration,
            },
        )  # fmt: skip
    for thing in contents.things():
        yield Node(
            f"T{thing.id}", thing.label,
            {
                "what": "thing", "thing_kind": thing.kind, "name": thing.label,
                "description": thing.description, "identifier": thing.identifier,
                "acquired": _day(thing.acquired),
                "price_minor": thing.price_minor, "currency": thing.currency,
                "state": thing.state,
            },
        )  # fmt: skip
    held = contents.traced.held if contents.traced is not None else {}
    for row in contents.accounts():
        values: dict[str, Value] = {
            "what": row.kind, "key": row.key, "name": row.name, "institution": row.institution,
            "sort_code": row.sort_code, "account_number": row.number, "iban": row.iban,
            "held": row.held, "opening_minor": row.opening_minor, "currency": row.currency,
            "first": _day(row.first), "last": _day(row.last),
        }  # fmt: skip
        if contents.traced is not None and (some := held.get(row.key)):
            own = tuple((origin, minor) for origin, minor, code in some if code == row.currency)
            values["tainted_minor"] = contents.traced.total(own)
            values["tainted_by_origin"] = "; ".join(
                f"origin {origin}: {written(minor, code)}" for origin, minor, code in some
            )
        yield Node(f"A{row.id}", row.label, values, row.first, row.last)


def edges(contents: Contents) -> Iterator[Edge]:
    """Every edge: what is recorded of parties and things first, then the payments."""
    for held in contents.holders():
        yield Edge(
            f"H{held.id}", f"P{held.party_id}", f"A{held.account_id}", held.role,
            {"what": held.role, "evidence": held.evidence},
        )  # fmt: skip
    for part in contents.interests():
        yield Edge(
            f"I{part.id}", f"P{part.party_id}", f"T{part.asset_id}", part.kind,
            {
                "what": part.kind, "millionths": part.millionths, "charge_minor": part.minor,
                "currency": None if part.minor is None else part.currency,
            },
        )  # fmt: skip
    for into in contents.bought():
        yield Edge(
            f"B{into.id}", f"A{into.account_id}", f"T{into.asset_id}",
            f"{into.kind}: {written(into.minor, into.currency)}",
            {
                "what": into.kind, "payment": into.payment, "date": _day(into.on),
                "part_minor": into.minor, "currency": into.currency,
            },
            into.on,
        )  # fmt: skip
    for party, first in contents.same():
        yield Edge(f"S{party}", f"P{party}", f"P{first}", "same", {"what": "same"})
    for row in contents.payments():
        yield _payment(contents, row)


def _payment(contents: Contents, row: PaymentRow) -> Edge:
    first = row.places[0]
    values: dict[str, Value] = {
        "what": "payment", "payment": row.key, "date": row.on.isoformat(), "time": row.time,
        "amount_minor": row.minor, "currency": row.currency,
        "received_minor": row.received_minor, "received_currency": row.received_currency,
        "reference": row.reference, "narrative": row.narrative, "source_file": first.file,
        "source_sha256": first.sha256, "source_row": first.where,
    }  # fmt: skip
    if len(row.places) > 1:
        values["sources"] = "; ".join(f"{place.file}, {place.where}" for place in row.places)
    if contents.traced is not None:
        values["tainted_minor"] = contents.traced.total(row.marks)
        values["tainted_by_origin"] = by_origin(row.marks, row.currency)
    return Edge(
        f"M{row.id}", f"A{row.payer_id}", f"A{row.payee_id}", written(row.minor, row.currency),
        values, row.on,
    )  # fmt: skip


def by_origin(marks: Marks, currency: str) -> str:
    """Marks in words: "origin 1: £20.00; origin 2: £5.00"."""
    return "; ".join(f"origin {origin}: {written(minor, currency)}" for origin, minor in marks)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
