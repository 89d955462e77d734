"""Further tabs of the Records page, in their order: add a factory to `TABS` to have another."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from ui import theme
from ui.forms import FormPanel
from ui.models.view import Table
from ui.widgets import column
from ui.workspace import Workspace
from workbench.case import Case


class RecordTab(QWidget):
    """What stands under one tab. `tables` are those that find, copy and Why? work on."""

    word: ClassVar[str]

    def __init__(self, workspace: Workspace, form: FormPanel) -> None:
        """Take the desk, and the page's one form beside its tabs."""
        super().__init__()
        self.workspace, self.form = workspace, form
        self.tables: list[Table] = []
        self.content = column()
        self.content.setContentsMargins(0, theme.GAP_M, 0, 0)
        self.setLayout(self.content)

    def load(self, case: Case) -> None:
        """Show the case as it stands now: it is new, or has changed."""

    def unload(self) -> None:
        """Let go of the case: it is being closed."""


def _months(workspace: Workspace, form: FormPanel) -> RecordTab:
    from ui.pages.grid import MonthsTab

    return MonthsTab(workspace, form)


def _pairs(workspace: Workspace, form: FormPanel) -> RecordTab:
    from ui.pages.pairs import PairsTab

    return PairsTab(workspace, form)


def _categories(workspace: Workspace, form: FormPanel) -> RecordTab:
    from ui.pages.categories import CategoriesTab

    return CategoriesTab(workspace, form)


#: Each makes one tab; the import stands inside, so that nothing is loaded before the page is.
TABS: tuple[Callable[[Workspace, FormPanel], RecordTab], ...] = (_categories, _pairs, _months)
