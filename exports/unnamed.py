"""A guard for what leaves the house: no text in it names a defendant or the case."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.store.tables import CaseInfo, Order, Party


def unspoken(session: Session) -> list[str]:
    """What no such text may hold: subjects, whom an order is against, and the case itself."""
    against = select(Order.party_id).where(Order.party_id.is_not(None))
    found = session.scalars(select(Party.name).where(or_(Party.subject, Party.id.in_(against))))
    info = session.scalars(select(CaseInfo)).one()
    return [name for name in (*found, info.name, info.urn, info.reference) if _words(name)]


def refuse_names(texts: Iterable[tuple[str, str]], names: Iterable[str]) -> None:
    """Refuse texts, each with where it stands, that hold one of the names as whole words.

    Raises:
        Refused: with the place and the name.
    """
    known = [(name, _words(name)) for name in names]
    for place, text in texts:
        words = f" {_words(text)} "
        for name, plain in known:
            if f" {plain} " in words:
                raise Refused(
                    f"{place} holds {name}, who or which is not published",
                    remedy="Change that text first.",
                )


def _words(text: str) -> str:
    """Words alone, without case or signs."""
    kept = (letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join("".join(kept).split())
