"""Property and orders: what was found, what a court ordered, what was received."""

from __future__ import annotations

from ui.pages.base import EmptyPage, Page
from ui.workspace import Workspace


class PropertyPage(Page):
    """Assets and orders, each moving only along the states of its regime."""

    key = "property"
    title = "Property and orders"
    purpose = "Assets, the orders that hold them, their deadlines, and money received."

    def __init__(self, workspace: Workspace) -> None:
        """Teach the step before, until there is something to show."""
        super().__init__(workspace)
        self.set_empty(
            EmptyPage(
                "gavel",
                "No property yet",
                "Add an asset, or a seizure of cash. Its deadlines are worked out from the law "
                "in force, and its price is tied to the payments that bought it.",
                "Go to Records",
                lambda: workspace.show_page.emit("records", None),
            )
        )
        self.show_empty(is_empty=True)
