"""What the keepers of one file share: the case's accounts, the file's number, what is there."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from workbench.records.bulk import Bulk
from workbench.records.named import Accounts
from workbench.records.reading import NotLoaded
from workbench.store import tables as t


@dataclass(slots=True)
class Keeping:
    """One file on its way into the case, within the caller's transaction."""

    connection: Connection
    bulk: Bulk
    accounts: Accounts
    file_id: int
    name: str
    sha256: str
    keys: list[str] = field(default_factory=list)  # accounts that the file is of
    duplicate: list[NotLoaded] = field(default_factory=list)  # rows that the case has already

    def positions(self, count: int) -> int:
        """The next places in the order of the source, shared by entries and payments."""
        first = max(
            self.bulk.take(t.Entry, 0, "position"), self.bulk.take(t.Payment, 0, "position")
        )
        for model in (t.Entry, t.Payment):
            self.bulk.take(model, first - self.bulk.take(model, 0, "position") + count, "position")
        return first
