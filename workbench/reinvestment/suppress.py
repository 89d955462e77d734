"""Small numbers are left out of what is published, and so is what would give them away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.reinvestment.rules import rule


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Which cells of a table of counts are left out, and which of its totals."""

    cells: list[list[bool]]
    row_totals: list[bool]
    column_totals: list[bool]
    total: bool


def threshold() -> int:
    """Counts above nothing and below this are not published."""
    return int(rule("small-numbers")["threshold"])


def is_small(count: int | None, least: int | None = None) -> bool:
    """Whether a count alone is too small to be published; nothing at all is not."""
    return count is not None and 0 < count < (threshold() if least is None else least)


def said(count: int | None, *, left_out: bool) -> str:
    """A count as it is published."""
    if left_out:
        return f"fewer than {threshold()}, or left out to protect such a number"
    return "" if count is None else f"{count:,}"


def suppress_list(counts: Sequence[int], *, least: int | None = None) -> list[bool]:
    """Which of some counts are left out, where their total may be published beside them.

    Primary: those that are small. Secondary: where those left out could be worked out from
    the total, the smallest of the others too, until they cannot be.
    """
    return suppress_table([list(counts)], least=least, totals_of_columns=False).cells[0]


def suppress_table(
    counts: Sequence[Sequence[int]], *, least: int | None = None, totals_of_columns: bool = True
) -> Suppressed:
    """Which cells and totals of a table are left out, each row and column having its total.

    A line is safe when what it leaves out adds up to so much that none of it need be small; a
    line that cannot be made so keeps its total to itself.
    """
    least = threshold() if least is None else least
    height, width = len(counts), len(counts[0]) if counts else 0
    out = [[is_small(cell, least) for cell in row] for row in counts]
    rows, columns = [False] * height, [False] * width
    lines = [[(r, c) for c in range(width)] for r in range(height)]
    if totals_of_columns:
        lines += [[(r, c) for r in range(height)] for c in range(width)]
    changed = True
    while changed:
        changed = False
        for number, line in enumerate(lines):
            hidden = rows[number] if number < height else columns[number - height]
            if hidden or _safe([counts[r][c] for r, c in line if out[r][c]], least):
                continue
            shown = sorted((counts[r][c], r, c) for r, c in line if not out[r][c] and counts[r][c])
            if shown:
                _, r, c = shown[0]
                out[r][c] = True
            elif number < height:
                rows[number] = True
            else:
                columns[number - height] = True
            changed = True
    return Suppressed(out, rows, columns, _one_hidden(rows) or _one_hidden(columns))


def _safe(hidden: Sequence[int], least: int) -> bool:
    """Nothing is hidden, or so much that each hidden count may be one that is not small.

    A reader who knows what the line leaves out adds up to, and that each of it is at least
    one, learns only that the largest is at most the sum less one for each of the others.
    """
    return not hidden or (len(hidden) > 1 and sum(hidden) - (len(hidden) - 1) >= least)


def _one_hidden(totals: Sequence[bool]) -> bool:
    return sum(totals) == 1
