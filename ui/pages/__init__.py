"""The pages, in the order in which a case goes through them; each is made when first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.pages.base import Page
    from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """A page before it is made: its key, the word and icon of the rail, and how to make it.

    `under` is the page of the rail that one without a place of its own belongs to; such a page has
    a `shortcut` of its own, those of the rail are numbered.
    """

    key: str
    word: str
    icon: str
    make: Callable[[Workspace], Page]
    under: str = ""
    shortcut: str = ""


def _case(workspace: Workspace) -> Page:
    from ui.pages.case import CasePage

    return CasePage(workspace)


def _records(workspace: Workspace) -> Page:
    from ui.pages.records import RecordsPage

    return RecordsPage(workspace)


def _parties(workspace: Workspace) -> Page:
    from ui.pages.parties import PartiesPage

    return PartiesPage(workspace)


def _chart(workspace: Workspace) -> Page:
    from ui.pages.chart import ChartPage

    return ChartPage(workspace)


def _trace(workspace: Workspace) -> Page:
    from ui.pages.trace import TracePage

    return TracePage(workspace)


def _screening(workspace: Workspace) -> Page:
    from ui.pages.screening import ScreeningPage

    return ScreeningPage(workspace)


def _property(workspace: Workspace) -> Page:
    from ui.pages.recovery import PropertyPage

    return PropertyPage(workspace)


def _order(workspace: Workspace) -> Page:
    from ui.pages.order import OrderPage

    return OrderPage(workspace)


def _calendar(workspace: Workspace) -> Page:
    from ui.pages.calendar import CalendarPage

    return CalendarPage(workspace)


def _benefit(workspace: Workspace) -> Page:
    from ui.pages.benefit import BenefitPage

    return BenefitPage(workspace)


def _law(workspace: Workspace) -> Page:
    from ui.pages.law import LawPage

    return LawPage(workspace)


def _reinvestment(workspace: Workspace) -> Page:
    from ui.pages.reinvestment import ReinvestmentPage

    return ReinvestmentPage(workspace)


def _grant(workspace: Workspace) -> Page:
    from ui.pages.grant import GrantPage

    return GrantPage(workspace)


def _chain(workspace: Workspace) -> Page:
    from ui.pages.chain import ChainPage

    return ChainPage(workspace)


def _pack(workspace: Workspace) -> Page:
    from ui.pages.pack import PackPage

    return PackPage(workspace)


def _journal(workspace: Workspace) -> Page:
    from ui.pages.journal import JournalPage

    return JournalPage(workspace)


PLACES = (
    Place("case", "Case", "briefcase", _case),
    Place("records", "Records", "table-2", _records),
    Place("parties", "Parties", "users", _parties),
    Place("chart", "Chart", "workflow", _chart),
    Place("trace", "Trace", "route", _trace),
    Place("property", "Property and orders", "gavel", _property),
    Place("reinvestment", "Reinvestment", "hand-coins", _reinvestment),
    Place("pack", "Pack", "package-check", _pack),
    Place("journal", "Journal", "notebook-text", _journal),
)

#: Pages that others lead to; the rail marks the one that each stands `under`.
ASIDE = (
    Place("screening", "Screening", "search", _screening, "chart", "Ctrl+Shift+S"),
    Place("order", "Order", "gavel", _order, "property", "Ctrl+Shift+O"),
    Place("calendar", "Calendar", "gavel", _calendar, "property", "Ctrl+Shift+D"),
    Place("benefit", "Benefit", "gavel", _benefit, "property", "Ctrl+Shift+B"),
    Place("law", "Values of the law", "gavel", _law, "property", "Ctrl+Shift+L"),
    Place("grant", "Grant", "hand-coins", _grant, "reinvestment", "Ctrl+Shift+G"),
    Place("chain", "Chain", "hand-coins", _chain, "reinvestment", "Ctrl+Shift+H"),
)
