"""What of a redacted pack can be made again from itself, and from the full pack it was made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from exports.pack.bag import Bag, NotABag
from exports.pack.contents import (
    CASE,
    JOURNAL,
    REDACTION,
    Contents,
    gather,
    gather_redacted,
    journal_records,
)
from exports.redact.copy import Redaction, rebuilt
from exports.replayed import Finder, replayed
from workbench.errors import Refused
from workbench.progress import silent

#: What nobody can find out from a redacted pack alone.
UNPROVED: Final = (
    "that the redacted data are those of the case: the records are withheld",
    "the chain of the journal: what was changed, and the hashes, are withheld",
    "the counts of what was taken out, as redaction.json gives them",
)
_ENTRY: Final = {"seq": int, "at": str, "by": str, "action": str, "summary": str}


def is_redacted(opened: Bag) -> bool:
    """Whether a pack says that it is redacted."""
    return opened.has(f"data/{REDACTION}")


def redaction_of(opened: Bag) -> Redaction:
    """What a redacted pack says of its redaction.

    Raises:
        Refused: if it cannot be read.
    """
    return Redaction.read(opened.bytes(f"data/{REDACTION}"))


@contextmanager
def from_itself(opened: Bag, redaction: Redaction, head: str) -> Iterator[Contents]:
    """The files of a redacted pack, made again from its data.

    Raises:
        Refused: if its data cannot be read.
    """
    data = opened.bytes(f"data/{CASE}")
    with (
        rebuilt(data, _entries(opened), head) as case,
        gather_redacted(case, redaction) as contents,
    ):
        yield contents


@contextmanager
def from_full(full: Bag, redaction: Redaction, find: Finder) -> Iterator[Contents]:
    """The files of a redacted pack, made again from the full pack by the same profile."""
    entries = list(journal_records(full.bytes(f"data/{JOURNAL}").splitlines()))
    with (
        replayed(entries, find) as case,
        gather(case, silent, redaction.profile) as contents,
    ):
        yield contents


def finder(full: Bag) -> Finder:
    """Gives the files of a full pack by their SHA-256."""
    sums = {
        full.sha256(name): name
        for name in full.names()
        if name.startswith(("data/sources/", "data/documents/"))
    }

    def find(sha256: str) -> bytes:
        if sha256 not in sums:
            raise Refused(
                f"the pack does not hold the file that the journal names (SHA-256 {sha256})"
            )
        return full.bytes(sums[sha256])

    return find


def _entries(opened: Bag) -> list[dict[str, Any]]:
    try:
        found = [json.loads(line) for line in opened.bytes(f"data/{JOURNAL}").splitlines()]
        sound = bool(found) and all(
            entry.keys() == _ENTRY.keys()
            and all(type(entry[key]) is kind for key, kind in _ENTRY.items())
            for entry in found
        )
    except (ValueError, AttributeError):
        sound = False
    if not sound:
        raise NotABag(f"has a journal that cannot be read ({JOURNAL})")
    return found
