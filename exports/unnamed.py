"""A guard for organisations that are to be named: only who a case is against stays out.

An organisation may share a surname with an officer or a witness (Cole Valley, DC Cole); the screen
of what is published would withhold it, and a funder or the public would not know who was paid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workbench.store.tables import CaseInfo, Officer, Order, Party

_WORD = re.compile(r"\w+")


class Unnamed:
    """Lets a text pass whole or not at all, and remembers by their place those that did not."""

    def __init__(self, session: Session) -> None:
        """Learn whom the case is against, by surname alone too, and everybody's full name."""
        self._names = {f" {words} " for name in _names(session) if (words := _words(name))}
        self.withheld: list[str] = []

    def __call__(self, text: str, place: str, instead: str) -> str:
        """The text, or `instead` where it holds one of the names as whole words."""
        words = f" {_words(text)} "
        if not any(name in words for name in self._names):
            return text
        self.withheld.append(place)
        return instead


def _names(session: Session) -> Iterator[str]:
    against = select(Order.party_id).where(Order.party_id.is_not(None))
    for schema, name in session.execute(
        select(Party.schema, Party.name).where(or_(Party.subject, Party.id.in_(against)))
    ):
        yield name
        if schema == "Person":
            for last in name.split()[-1:]:  # joined of several, each of them tells too
                yield from (last, *(part for part in _WORD.findall(last) if len(part) > 3))
    for column in (Party.name, Officer.name):
        for name in session.scalars(select(column)):
            if len(_WORD.findall(name)) > 1:
                yield name
    yield from (ref for ref in session.scalars(select(Order.reference)) if len(ref) > 3)
    info = session.scalars(select(CaseInfo)).one()
    yield from (info.name, re.sub(r"(?i)^operation\s+", "", info.name), info.urn, info.reference)


def _words(text: str) -> str:
    """Words alone, without capitals or signs."""
    return " ".join(_WORD.findall(text.casefold()))
