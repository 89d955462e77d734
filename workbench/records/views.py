"""Saved views of a table of records: what is sought in it, by which columns, in which order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import SavedView

LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a column of a view stands: the list's order is theirs from left to right."""

    key: str
    width: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """How a table is seen. `filters` are texts by column key; no `sort` is the table's own order.

    `columns` may be empty: then they stand as each person has them.
    """

    find: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    columns: tuple[Shown, ...] = ()

    def as_text(self) -> str:
        """The view as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def view_of(text: str) -> View:
    """A view from what was kept; what is not as it should be is left out."""
    try:
        found = json.loads(text)
    except ValueError:
        return View()
    if not isinstance(found, dict):
        return View()
    filters = found.get("filters")
    columns = found.get("columns")
    return View(
        find=_text(found.get("find")),
        filters={str(k): v for k, v in filters.items() if isinstance(v, str)}
        if isinstance(filters, dict)
        else {},
        sort=_text(found.get("sort")),
        descending=found.get("descending") is True,
        columns=tuple(
            Shown(one["key"], one["width"], one.get("hidden") is True)
            for one in (columns if isinstance(columns, list) else [])
            if isinstance(one, dict)
            and isinstance(one.get("key"), str)
            and isinstance(one.get("width"), int)
        ),
    )


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""


def views(case: Case, listing: str) -> dict[str, View]:
    """The saved views of one table by name, in alphabetical order."""
    wanted = select(SavedView.name, SavedView.view).where(SavedView.listing == listing)
    with case.read() as connection:
        found = connection.execute(wanted.order_by(SavedView.name)).all()
    return {name: view_of(text) for name, text in found}


def view_named(case: Case, listing: str, name: str) -> View:
    """One saved view.

    Raises:
        Refused: if the case has none of that name, naming those that it has.
    """
    found = views(case, listing)
    if name not in found:
        known = ", ".join(found)
        raise Refused(
            f"the case has no view named {name} of this table",
            remedy=f"It has: {known}" if known else "Save one in the window first",
        )
    return found[name]


def save_view(case: Case, listing: str, name: str, view: View) -> None:
    """Keep a view under a name, in place of one that has the name already.

    Raises:
        Refused: if the name is empty or too long.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Refused(f"a view's name has 1 to {LONGEST} characters", where="Name")
    with case.change("save-view", f"Saved the view {name}") as work:
        found = work.session.scalars(_named(listing, name)).one_or_none()
        if found is None:
            work.session.add(SavedView(listing=listing, name=name, view=view.as_text()))
        else:
            found.view = view.as_text()


def delete_view(case: Case, listing: str, name: str) -> None:
    """Take a saved view away.

    Raises:
        Refused: if there is none of that name.
    """
    with case.change("delete-view", f"Deleted the view {name}") as work:
        found = work.session.scalars(_named(listing, name)).one_or_none()
        if found is None:
            raise Refused(f"the case has no view named {name} of this table")
        work.session.delete(found)


def _named(listing: str, name: str) -> Any:
    return select(SavedView).where(SavedView.listing == listing, SavedView.name == name)
