"""Trace: where marked payments went, by each rule, to the penny."""

from __future__ import annotations

from ui.pages.base import EmptyPage, Page
from ui.workspace import Workspace


class TracePage(Page):
    """Origins, what each account still holds of them, and what they bought."""

    key = "trace"
    title = "Trace"
    purpose = "Where criminal property went, payment by payment, under each tracing rule."

    def __init__(self, workspace: Workspace) -> None:
        """Teach the step before, until there is something to show."""
        super().__init__(workspace)
        self.set_empty(
            EmptyPage(
                "route",
                "Nothing is marked yet",
                "Choose a payment in Records and mark it, whole or in part, as criminal "
                "property. It is then followed through every account to the penny, by each "
                "rule, with its reasons.",
                "Go to Records",
                lambda: workspace.show_page.emit("records", None),
            )
        )
        self.show_empty(is_empty=True)
