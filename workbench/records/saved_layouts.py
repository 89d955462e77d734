"""Layouts that were made for files of one case: saved with it, found when files are loaded."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import Connection, select

from workbench.case import Case
from workbench.errors import Refused
from workbench.records.layout import MESSAGES, Layout, layouts, parse_layout
from workbench.store.tables import SavedLayout

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def texts_of(connection: Connection) -> dict[str, str]:
    """The case's own layouts as they were saved, by name."""
    wanted = select(SavedLayout.name, SavedLayout.text).order_by(SavedLayout.name)
    return {row.name: row.text for row in connection.execute(wanted)}


def layouts_of(connection: Connection) -> dict[str, Layout]:
    """Every layout that a file of the case may be in: the program's own and the case's."""
    own = {
        name: parse_layout(text, where=f"the layout {name} of the case")
        for name, text in texts_of(connection).items()
    }
    # a later program may bring a layout of the same name: files of this case cite the case's
    return {**layouts(), **own}


def known_in(case: Case) -> dict[str, Layout]:
    """As `layouts_of`, for an open case."""
    with case.read() as connection:
        return layouts_of(connection)


def checked(text: str, *, where: str) -> Layout:
    """A layout's text as one that can be saved.

    Raises:
        Refused: if it is none, or its name is not one that can be given on a command line.
    """
    made = parse_layout(text, where=where)
    if not _NAME.fullmatch(made.name):
        raise Refused(
            f"{made.name!a} is no name of a layout",
            where=where,
            remedy="Use small letters, digits and hyphens, such as my-bank",
        )
    if made.name in layouts() or made.name in MESSAGES:
        raise Refused(
            f"the program itself has a layout called {made.name}",
            where=where,
            remedy="Give it another name, such as my-bank",
        )
    return made


def save(case: Case, text: str, *, where: str = "layout") -> Layout:
    """Save a layout with the case; the same text twice changes nothing.

    Raises:
        Refused: if it is none, or the name is taken: files cite a layout, so it stays as it is.
    """
    made = checked(text, where=where)
    with case.change("save-layout", f"Saved the layout {made.name}: {made.title}") as work:
        named = select(SavedLayout).where(SavedLayout.name == made.name)
        standing = work.session.scalars(named).one_or_none()
        if standing is None:
            work.session.add(SavedLayout(name=made.name, text=text))
        elif standing.text != text:
            raise Refused(
                f"the case has a layout called {made.name} already, and files may cite it",
                where=where,
                remedy=f"Give the changed one another name, such as {next_name(made.name)}",
            )
    return made


def text_named(case: Case, name: str) -> str:
    """The text of one of the case's own layouts.

    Raises:
        Refused: if it has none of that name.
    """
    with case.read() as connection:
        found = texts_of(connection)
    if name not in found:
        known = ", ".join(found)
        raise Refused(
            f"the case has no layout called {name} of its own",
            remedy=f"It has: {known}" if known else "Save one with: layouts save CASE FILE.toml",
        )
    return found[name]


def next_name(name: str) -> str:
    """my-bank, then my-bank-2, then my-bank-3."""
    found = re.fullmatch(r"(.*)-([0-9]{1,4})", name)
    return f"{found[1]}-{int(found[2]) + 1}" if found else f"{name[:55]}-2"
