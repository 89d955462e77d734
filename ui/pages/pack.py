"""Pack: the case as one sealed file for court, which can check itself."""

from __future__ import annotations

from ui.pages.base import EmptyPage, Page
from ui.workspace import Workspace


class PackPage(Page):
    """What leaves the case, and the check of what comes back."""

    key = "pack"
    title = "Pack"
    purpose = "The schedules, the chart, the records and the proof, in one sealed file."

    def __init__(self, workspace: Workspace) -> None:
        """Teach the step before, until there is something to show."""
        super().__init__(workspace)
        self.set_empty(
            EmptyPage(
                "package-check",
                "Nothing to pack yet",
                "Load records first. A pack holds the report, the schedules, the original files "
                "and their seals. Anyone can check it, down to the last figure, without this "
                "case.",
                "Go to Records",
                lambda: workspace.show_page.emit("records", None),
            )
        )
        self.show_empty(is_empty=True)
