"""Reports that are asked for where their money stands: a quarter's workbook, a funder's return."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from ui.forms import Field
from ui.models.columns import Row
from ui.pages.listed import ListedPage
from ui.words import counted
from workbench.case import Case
from workbench.money import written


class ReportForms:
    """Writes a report to a file that the person names; the page says what was written."""

    def __init__(
        self, page: ListedPage, quarter: Callable[[], Row | None], fund: Callable[[], Row | None]
    ) -> None:
        """State the page, and how it says which quarter and which fund is meant."""
        self._page, self._quarter, self._fund = page, quarter, fund

    def choose_quarter(self) -> None:
        """Ask where to, then write the finance report of the chosen quarter."""
        if (row := self._quarter()) is not None:
            name, _ = QFileDialog.getSaveFileName(
                self._page, "Write the quarter's report", f"{row['quarter']}.xlsx", "XLSX (*.xlsx)"
            )
            if name:
                self.quarter(row["quarter"], Path(_ending(name, ".xlsx")))

    def quarter(self, quarter: str, out: Path) -> None:
        """Write the finance report of a quarter."""

        def work(case: Case, _report: object) -> Any:
            from exports.quarterly import write_quarter

            return write_quarter(case, quarter, out)

        self._page.workspace.read(
            "Writing the quarter's report", work,
            lambda made: self._page.say(
                f"Wrote {out.name}: {counted(made.rows, 'row')} of {quarter} on "
                f"{counted(made.sheets, 'sheet')}. It is not for publication.", "accent",
            ), failed=lambda error: self._page.say(str(error), "wrong"),
        )  # fmt: skip

    def funder(self) -> None:
        """Ask for which days, then where to: what the owner of the chosen fund is told."""
        if (row := self._fund()) is None:
            return

        def then(values: dict[str, Any]) -> None:
            name, _ = QFileDialog.getSaveFileName(
                self._page, "Write the return", f"{row['name']}.pdf", "PDF (*.pdf);;XLSX (*.xlsx)"
            )
            if name:
                out = Path(_ending(name, ".pdf", ".xlsx"))
                self.returned(row, values["start"], values["end"], out)

        self._page.form.ask(
            "Return to the funder",
            (Field("start", "From", "day", needed=True), Field("end", "To", "day", needed=True)),
            then, about=f"What {row['owner']} is told of its money in {row['name']}: paid in, "
            "spent, achieved, left. It names no defendant, and leaves small numbers out.",
            action="Write…",
        )  # fmt: skip

    def returned(self, row: Row, start: Any, end: Any, out: Path) -> None:
        """Write the return of a fund for some days."""

        def work(case: Case, _report: object) -> Any:
            from exports.funder_return import write_return

            return write_return(case, row["fund"], out, start=start, end=end)

        def done(made: Any) -> None:
            self._page.form.hide()
            left = written(made.closing_minor, made.currency)
            said = f"Wrote {out.name}: {left} of {made.fund} is left."
            if made.withheld:
                said += f" Left out for what stands in it: {'; '.join(made.withheld)}."
            self._page.say(said, "accent")

        self._page.workspace.read("Writing the return", work, done, failed=self._page.form.refused)


def _ending(name: str, *endings: str) -> str:
    return name if name.casefold().endswith(endings) else f"{name}{endings[0]}"
