"""The case as FollowTheMoney entities, one JSON object a line, each with the files that prove it.

A payment has payers and beneficiaries that are legal entities. Where nobody is recorded to hold
an account, one stands for whoever does, and says so.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

from exports.interchange.graph import by_origin
from exports.interchange.rows import (
    AccountRow,
    BoughtRow,
    Contents,
    HolderRow,
    InterestRow,
    PaymentRow,
    ThingRow,
    kind,
)
from exports.interchange.text import one_line
from exports.journal import decimal

Entity = dict[str, Any]

#: The schema of each kind of property, and where its identifier stands there.
_THINGS: Final = {
    "real estate": ("RealEstate", "titleNumber"),
    "vehicle": ("Vehicle", "registrationNumber"),
}
_SUBJECT: Final = "Subject of the investigation."
_NOBODY: Final = "Not recorded as a party of the case: stands for whoever holds the account."
_BY_NAME: Final = "Known by name alone, from the narratives of others' records."
_CASH: Final = "Cash over a bank's counter: no person is stated."
_NOT_STATED: Final = "The record does not say who."
_RETURNED: Final = "No party: money that came back, which nobody else had in between."
_STANDS: Final = {
    "account": _NOBODY, "name": _BY_NAME, "cash": _CASH, "returned": _RETURNED,
    "not stated": _NOT_STATED,
}  # fmt: skip


def write(contents: Contents, file: BinaryIO) -> int:
    """Write every entity to `file`, those that others refer to first; returns how many."""
    records = 0
    for entity in _Entities(contents).all():
        # ASCII alone: some readers take a line separator within a text for the end of the line.
        file.write(json.dumps(entity, separators=(",", ":")).encode() + b"\n")
        records += 1
    return records


class _Entities:
    """What the case is in FollowTheMoney; ids are hashes that are the same at every export."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._sealed = hashlib.sha1(contents.facts.first_seal.encode(), usedforsecurity=False)
        self._holders: dict[int, list[int]] = defaultdict(list)
        for holder in contents.holders():
            self._holders[holder.account_id].append(holder.party_id)

    def all(self) -> Iterator[Entity]:
        yield from self._files()
        yield from self._parties()
        for account in self._contents.accounts():
            yield from self._account(account)
        for holder in self._contents.holders():
            yield self._holder(holder)
        for thing in self._contents.things():
            yield self._thing(thing)
        for part in self._contents.interests():
            yield self._interest(part)
        for into in self._contents.bought():
            yield self._bought(into)
        for payment in self._contents.payments():
            yield self._payment(payment)

    def _id(self, what: str, key: object) -> str:
        """An id that no other case has: of the case's first seal and what it stands for."""
        made = self._sealed.copy()
        made.update(f"\0{what}\0{key}".encode())
        return made.hexdigest()

    def _entity(self, schema: str, identity: tuple[str, object], **properties: object) -> Entity:
        """An entity; a property holds texts, and one of nothing is left out."""
        held: dict[str, list[str]] = {}
        for name, value in properties.items():
            values = value if isinstance(value, list | tuple) else [value]
            texts = (one_line(str(each)) for each in values if each is not None)
            if found := [text for text in dict.fromkeys(texts) if text]:
                held[name] = found
        return {"id": self._id(*identity), "schema": schema, "properties": held}

    def _documents(self, files: Iterable[int]) -> list[str]:
        return [self._id("file", self._contents.files[number].sha256) for number in files]

    def _files(self) -> Iterator[Entity]:
        for row in self._contents.files.values():
            yield self._entity(
                "Document", ("file", row.sha256), fileName=row.name, title=row.name,
                fileSize=row.size, notes=(f"SHA-256 {row.sha256}", self._contents.about),
            )  # fmt: skip

    def _parties(self) -> Iterator[Entity]:
        for party in self._contents.parties():
            born = {"birthDate": party.born} if party.schema == "Person" else {}
            yield self._entity(
                party.schema, ("party", party.id), name=party.name,
                registrationNumber=party.registration, notes=_SUBJECT if party.subject else "",
                **born,
            )  # fmt: skip
        for party_id, first in self._contents.same():
            yield self._entity(
                "UnknownLink", ("same", party_id), subject=self._id("party", party_id),
                object=self._id("party", first), role="decided to be the same",
            )  # fmt: skip

    def _account(self, row: AccountRow) -> Iterator[Entity]:
        proof = self._documents(self._contents.statements.get(row.id, ()))
        if row.kind == "account":
            yield self._entity(
                "BankAccount", ("account", row.key), name=row.label,
                accountNumber=f"{row.sort_code} {row.number}".strip() or row.key, iban=row.iban,
                bankName=row.institution, currency=row.currency, proof=proof,
            )  # fmt: skip
        if row.id in self._holders:
            return
        name = row.name or f"Holder of account {row.key}" if row.kind == "account" else row.label
        yield self._entity("LegalEntity", ("beside", row.key), name=name, notes=_STANDS[row.kind])
        if row.kind == "account" and row.name and row.name != row.key:
            yield self._entity(
                "UnknownLink", ("named", row.key), subject=self._id("beside", row.key),
                object=self._id("account", row.key), role="named on the account", proof=proof,
            )  # fmt: skip

    def _holder(self, row: HolderRow) -> Entity:
        party, account = self._id("party", row.party_id), self._stands(row.account)
        identity = ("holder", row.id)
        if row.role == "holder" and kind(row.account) == "account":
            return self._entity(
                "Ownership", identity, owner=party, asset=account, role=row.role,
                summary=row.evidence,
            )  # fmt: skip
        return self._entity(
            "UnknownLink", identity, subject=party, object=account, role=row.role,
            summary=row.evidence,
        )  # fmt: skip

    def _thing(self, row: ThingRow) -> Entity:
        schema, place = _THINGS.get(row.kind, ("Asset", ""))
        more: dict[str, object] = {place: row.identifier} if place else {}
        notes = [row.kind, f"State: {row.state}"]
        if row.identifier and not place:
            notes.append(f"Identifier: {row.identifier}")
        if row.acquired is not None:
            notes.append(f"Acquired: {row.acquired}")
        price = None if row.price_minor is None else decimal(row.price_minor, row.currency)
        return self._entity(
            schema, ("thing", row.id), name=row.label, description=row.description, notes=notes,
            amount=price, currency=None if price is None else row.currency, **more,
        )  # fmt: skip

    def _interest(self, row: InterestRow) -> Entity:
        party, thing = self._id("party", row.party_id), self._id("thing", row.asset_id)
        if row.millionths is None:
            owed = "" if row.minor is None else f"{row.currency} {decimal(row.minor, row.currency)}"
            return self._entity(
                "UnknownLink", ("interest", row.id), subject=party, object=thing, role=row.kind,
                summary=f"Secures {owed}" if owed else "",
            )  # fmt: skip
        whole, part = divmod(row.millionths, 10_000)
        percentage = f"{whole}.{part:04d}".rstrip("0").rstrip(".")
        return self._entity(
            "Ownership", ("interest", row.id), owner=party, asset=thing, role=row.kind,
            ownershipType=row.kind, percentage=percentage,
        )  # fmt: skip

    def _bought(self, row: BoughtRow) -> Entity:
        part = f"{row.currency} {decimal(row.minor, row.currency)} of payment {row.payment}"
        return self._entity(
            "UnknownLink", ("bought", row.id), subject=self._stands(row.account),
            object=self._id("thing", row.asset_id), role=f"paid for: {row.kind}", date=row.on,
            recordId=row.payment, summary=part,
        )  # fmt: skip

    def _stands(self, account: str) -> str:
        """What stands for an account: itself, or who is behind a name or cash."""
        return self._id("account" if kind(account) == "account" else "beside", account)

    def _end(self, account_id: int, account: str) -> tuple[list[str], str | None]:
        """Who is at one end of a payment, and by which account."""
        known = [self._id("party", party) for party in self._holders.get(account_id, ())]
        own = self._id("account", account) if kind(account) == "account" else None
        return known or [self._id("beside", account)], own

    def _payment(self, row: PaymentRow) -> Entity:
        payer, payer_account = self._end(row.payer_id, row.payer)
        payee, payee_account = self._end(row.payee_id, row.payee)
        notes = []
        if row.received_minor is not None and row.received_currency:
            got = decimal(row.received_minor, row.received_currency)
            notes.append(f"Received as {row.received_currency} {got}.")
        if row.marks:
            marked = by_origin(row.marks, row.currency)
            notes.append(f"Marked, by the trace that the notes of the files name: {marked}.")
        return self._entity(
            "Payment", ("payment", row.key), payer=payer, payerAccount=payer_account,
            beneficiary=payee, beneficiaryAccount=payee_account,
            amount=decimal(row.minor, row.currency), currency=row.currency,
            date=f"{row.on}T{row.time}" if row.time else row.on, transactionNumber=row.key,
            purpose=row.reference, description=row.narrative, summary=notes,
            recordId=[f"{place.file}, {place.where}" for place in row.places],
            proof=self._documents(dict.fromkeys(place.file_id for place in row.places)),
        )  # fmt: skip
