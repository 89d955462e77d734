"""One case written in the format of another program: the whole of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from exports.interchange.formats import FORMATS
from exports.interchange.rows import Contents, Traced
from exports.whole import putting
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Exported:
    """Where an export stands and how many records it holds."""

    out: str
    records: int


def write_as(
    case: Case, form: str, out: Path, *, trace: int | None = None, report: Report = silent
) -> Exported:
    """Write accounts, parties, things and payments; `trace` marks what a kept trace found.

    Raises:
        Refused: for an unknown format, a trace that is out of date, or a place that cannot be
            written.
    """
    if form not in FORMATS:
        raise Refused(f"{form} is no format", remedy=f"Use one of: {', '.join(FORMATS)}.")
    marked: Traced | None = None
    before = case.head()
    if trace is not None:
        from exports.interchange.marks import traced

        marked = traced(case, trace, report)
    writer: Any = resolve_name(FORMATS[form].writer)
    with case.read() as connection:
        contents = Contents(connection, marked, report)
        if trace is not None and (contents.facts.entry, contents.facts.seal) != before:
            raise Refused("the case was changed while it was traced", remedy="Export it again.")
        if form == "i2-csv" and out.suffix.casefold() not in (".zip", ".csv"):
            from exports.interchange.i2_csv import write_folder

            return Exported(str(out), write_folder(contents, out))
        with putting(out) as file:
            records = (
                writer(contents, file, alone=out.suffix.casefold() == ".csv")
                if form == "i2-csv"
                else writer(contents, file)
            )
    return Exported(str(out), records)
