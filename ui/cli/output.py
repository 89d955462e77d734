"""What a command prints: one JSON document or tables for a person; progress goes to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from workbench.money import written
from workbench.progress import Report, silent


@dataclass(slots=True)
class Output:
    """Where one run's answer goes; `as_json` is decided once, before the command runs."""

    as_json: bool = False

    def show(self, data: Mapping[str, Any], *parts: Table | str) -> None:
        """Print `data` as the one JSON document, or `parts` for a person."""
        if self.as_json:
            json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
            return
        # Into a file or a pipe nothing is cut to the width of a screen that is not there.
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
        for part in parts:
            console.print(part if isinstance(part, Table) else Text(part))


OUTPUT = Output()


def table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str = "", empty: str = ""
) -> Table | str:
    """A table for a person; a column whose name ends in £ or # is set to the right.

    Every cell is plain text: a name from a bank's narrative is never read as markup.
    """
    if not rows and empty:
        return empty
    made = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for name in columns:
        right = name.endswith(("£", "#"))
        made.add_column(Text(name.rstrip("£#")), justify="right" if right else "left")
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return made


def money(minor: int | None, currency: str = "GBP") -> str:
    """An amount for a person; nothing where nothing is known."""
    return "" if minor is None else written(minor, currency)


def complain(line: str) -> None:
    """One clear line on stderr."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(line))


@contextmanager
def progress() -> Iterator[Report]:
    """A progress line on stderr where a person watches; silent otherwise."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=None)

        def report(done: int, total: int, text: str) -> None:
            bar.update(task, completed=done, total=total or None, description=text)

        yield report
