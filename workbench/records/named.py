"""The accounts that a file names: known ones by key, new ones made when first named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from workbench.records.bulk import Bulk
from workbench.store import tables as t

_ACCOUNT = (
    "id", "key", "name", "institution", "sort_code", "number", "iban", "currency", "held",
    "opening_minor",
)  # fmt: skip


@dataclass(slots=True)
class Accounts:
    """The case's accounts by key; new ones wait until they are all known."""

    bulk: Bulk
    ids: dict[str, int] = field(default_factory=dict)
    fresh: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, bulk: Bulk) -> Accounts:
        """Every account that the case has already."""
        known = bulk.connection.execute(select(t.Account.key, t.Account.id))
        return cls(bulk, dict(known.all()))

    def id_of(
        self, key: str, name: str = "", institution: str = "", sort_code: str = "",
        number: str = "", iban: str = "", currency: str = "GBP",
    ) -> int:  # fmt: skip
        """The id of an account, made when it is first named."""
        if key not in self.ids:
            self.ids[key] = self.bulk.take(t.Account)
            self.fresh[key] = [
                self.ids[key], key, name, institution, sort_code, number, iban, currency,
                self.bulk.flag(False), None,
            ]  # fmt: skip
        return self.ids[key]

    def write(self) -> None:
        """Insert the accounts that are new."""
        self.bulk.insert(t.Account, _ACCOUNT, (tuple(row) for row in self.fresh.values()))
        self.fresh = {}
