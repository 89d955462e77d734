"""Who did what: a name as it is compared, and that two acts are two people's."""

from __future__ import annotations

import unicodedata

from workbench.errors import Refused


def person(name: str) -> str:
    """A name as it is kept: one form of each letter, single spaces.

    Raises:
        Refused: if it is blank.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name:
        raise Refused("a decision needs the name of who took it")
    return name


def same(one: str, other: str) -> bool:
    """Whether two names are one person's, without regard to capitals or spaces."""
    first, second = (
        " ".join(unicodedata.normalize("NFKC", name).split()).casefold() for name in (one, other)
    )
    return bool(first) and first == second


def different(by: str, earlier: str, verb: str, did: str, where: str) -> None:
    """Refuse an act to whoever did the one before it.

    Raises:
        Refused: if both are the same person.
    """
    if same(person(by), earlier):
        raise Refused(
            f"{person(by)} {did} this grant and cannot {verb} it too",
            where=where,
            remedy="Somebody else must.",
        )
