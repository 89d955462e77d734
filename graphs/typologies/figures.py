"""The amount of an alert as a figure: the payments that its reason begins with."""

from __future__ import annotations

from typing import Any, Final

from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind


def _alerts(case: Case) -> dict[str, dict[str, Any]]:
    from graphs.typologies.screen import screen_case

    return {alert["alert"]: alert for alert in screen_case(case)["alerts"]}


def _alert(book: Book, key: str) -> Figure:
    """The sum of the payments of one alert.

    Raises:
        Refused: if there is no such alert now.
    """
    found = book.recall("alerts", _alerts).get(key)
    if found is None:
        raise Refused(f"there is no figure alert:{key}", remedy="List them with: screen CASE")
    return Figure(
        f"alert:{key}", f"{found['title']}: {found['reason']}", found["minor"], found["currency"],
        f"The sum of these payments. A lead, and no evidence. {found['rule']}",
        because=tuple(f"payment:{payment}" for payment in found["made_of"]),
    )  # fmt: skip


#: No keys: leads are reached from the list of them alone, so nothing that leaves walks them.
FIGURES: Final[dict[str, Kind]] = {"alert": Kind(_alert)}
