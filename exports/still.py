"""A case held still: everything is read from one snapshot, on the day of its last change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection

from workbench.case import Case
from workbench.errors import Refused


class Still(Case):
    """The case as one reading shows it; it cannot be changed and needs no closing."""

    def __init__(self, case: Case, connection: Connection) -> None:
        """Take the connection on which a reading of `case` has begun.

        Raises:
            Refused: if the case has no journal entry.
        """
        super().__init__(case.where, case.engine, read_only=True)
        self._connection = connection
        entries = self.journal()
        if not entries:
            raise Refused("has no journal", where=case.where)
        self.entries = entries
        self.when = datetime.fromisoformat(entries[-1].at).astimezone(UTC)
        # What is owed or due is as of the last change: a document may not depend on the clock.
        self.now = lambda: self.when

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The one reading."""
        yield self._connection


@contextmanager
def still(case: Case) -> Iterator[Still]:
    """Hold a case still within the block; others may go on changing it meanwhile."""
    with case.read() as connection:
        yield Still(case, connection)
