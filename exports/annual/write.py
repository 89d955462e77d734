"""Writes the annual report to a file: on paper or as a web page, as the file's name ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exports.annual.annual import annual
from exports.whole import put
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Published:
    """Where a report stands, and what was kept out of it.

    `pages` is None for a web page. `left_out` counts results that are not printed because a
    number is small; `withheld` says which texts are not, because a name of the case or a small
    number stands in them.
    """

    report: str
    year: str
    pages: int | None
    left_out: int
    withheld: tuple[str, ...]
    unaccounted_minor: dict[str, int]


def write_annual(case: Case, out: Path, year: int, *, report: Report = silent) -> Published:
    """Write the report of the financial year that begins in April of `year`.

    Raises:
        Refused: for a file of another kind, a year that cannot be, or a folder that cannot be
            written.
    """
    ending = out.suffix.casefold()
    if ending not in {".pdf", ".html"}:
        raise Refused(
            "an annual report is a PDF or a web page",
            where=str(out),
            remedy="Name it OUT.pdf or OUT.html.",
        )
    report(0, 0, "Writing the annual report")
    told = annual(case, year)
    pages: int | None = None
    if ending == ".pdf":
        from exports.annual.pdf import as_pdf

        made, pages = as_pdf(told)
    else:
        from exports.annual.html import as_html

        made = as_html(told)
    put(out, made)
    return Published(
        str(out), told.year.name, pages, told.left_out, told.withheld, told.unaccounted
    )
