"""Chart: the accounts and people of the case, and the money between them."""

from __future__ import annotations

from ui.pages.base import EmptyPage, Page
from ui.workspace import Workspace


class ChartPage(Page):
    """The money in motion, as a picture that says no more than its rows."""

    key = "chart"
    title = "Chart"
    purpose = "Who paid whom, and how much: every line stands for rows of the records."

    def __init__(self, workspace: Workspace) -> None:
        """Teach the step before, until there is something to show."""
        super().__init__(workspace)
        self.set_empty(
            EmptyPage(
                "workflow",
                "Nothing to draw yet",
                "Load records first. Accounts and people then appear here with the payments "
                "between them, and every line can be followed back to its rows.",
                "Go to Records",
                lambda: workspace.show_page.emit("records", None),
            )
        )
        self.show_empty(is_empty=True)
