"""Reinvestment: shares of a receipt, funds, programmes, grants and outcomes."""

from __future__ import annotations

from ui.pages.base import EmptyPage, Page
from ui.workspace import Workspace


class ReinvestmentPage(Page):
    """Shares under ARIS, the funds they went to, and what came of them."""

    key = "reinvestment"
    title = "Reinvestment"
    purpose = "What recovered money paid for, from the receipt to the treatment place."

    def __init__(self, workspace: Workspace) -> None:
        """Teach the step before, until there is something to show."""
        super().__init__(workspace)
        self.set_empty(
            EmptyPage(
                "hand-coins",
                "Nothing has been received yet",
                "When money is received against an order, its shares are worked out here. A "
                "fund can then pay grants to programmes, and every outcome shows what it cost.",
                "Go to Property and orders",
                lambda: workspace.show_page.emit("property", None),
            )
        )
        self.show_empty(is_empty=True)
