"""A case done again from its files and its journal alone, and how it differs from the first."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from exports.pack import tables
from workbench.case import Case
from workbench.errors import Refused
from workbench.replay import Handler, replay
from workbench.store import journal
from workbench.store.tables import Document, SourceContent

#: Gives the bytes that have a SHA-256.
Finder = Callable[[str], bytes]


def handlers(find: Finder) -> Mapping[str, Handler]:
    """How each bulk command is done again."""
    from workbench.documents import attach_handler
    from workbench.records.categorise import categorise_handler
    from workbench.records.load import OFFERED, load_handler, offered_handler
    from workbench.records.pair import pair_handler

    return {
        "load": load_handler(find),
        OFFERED: offered_handler(),
        "pair": pair_handler(),
        "attach": attach_handler(find),
        "categorise": categorise_handler(),
    }


@contextmanager
def replayed(entries: Iterable[journal.Record], find: Finder) -> Iterator[Case]:
    """A throw-away case in which every entry was done again.

    Raises:
        Refused: if an entry cannot be done again.
    """
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Case.create(Path(folder) / "again.arw", empty=True) as again,
    ):
        replay(again, entries, handlers(find))
        yield again


def unlike(case: Case) -> Iterator[str]:
    """Where the case differs from what its own journal and files make."""
    with case.read() as connection:
        contents = [
            bytes(content)
            for column in (SourceContent.content, Document.content)
            for content in connection.execute(select(column)).scalars()
        ]
    known = {hashlib.sha256(content).hexdigest(): content for content in contents}

    def find(sha256: str) -> bytes:
        if sha256 not in known:
            raise Refused(f"the file with SHA-256 {sha256} is not in the case")
        return known[sha256]

    try:
        with replayed(case.journal(), find) as again, again.read() as left, case.read() as right:
            for table in tables.tables():
                made, stands = (list(tables.rows(side, table)) for side in (left, right))
                yield from _differences(table.name, stands, made)
    except Refused as refusal:
        yield f"the journal cannot be done again: {refusal}"


def _differences(
    name: str, stands: list[dict[str, object]], made: list[dict[str, object]]
) -> Iterator[str]:
    if len(stands) != len(made):
        yield f"{name} has {len(stands)} rows, the journal makes {len(made)}"
    for here, there in zip(stands, made, strict=False):
        for column, value in here.items():
            if value != there.get(column):
                yield (
                    f"{name} {here.get('id', '')}: {column} is {value!r}, the journal makes "
                    f"{there.get(column)!r}"
                )
