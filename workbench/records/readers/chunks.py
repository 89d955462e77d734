"""Rows of a table many at a time, with the number of each and its text as it stood."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

from workbench.records.readers.text import Grid, TextGrid

#: How many rows are looked at together.
SIZE: Final = 10_000


class Chunk(NamedTuple):
    """Some rows in a row: numbers, cells and texts stand side by side."""

    numbers: Sequence[int]
    rows: list[list[str]]
    raws: list[str]


def chunks(grid: Grid) -> Iterator[Chunk]:
    """Every row of a grid, so many at a time.

    Raises:
        Refused: where the table breaks off, as `Grid.rows` does.
    """
    if type(grid) is not TextGrid:
        rows = grid.rows()
        while lines := list(islice(rows, SIZE)):
            yield Chunk(
                [line.number for line in lines], [line.cells for line in lines],
                [line.raw for line in lines],
            )  # fmt: skip
        return
    yield from _of_text(grid)


def _of_text(grid: TextGrid) -> Iterator[Chunk]:
    stream = io.TextIOWrapper(io.BytesIO(grid.content), encoding=grid.encoding, newline="")
    taken: list[list[str]] = []

    def blocks() -> Iterator[list[str]]:
        while block := list(islice(stream, SIZE)):
            taken.append(block)
            yield block

    reader = csv.reader(
        chain.from_iterable(blocks()), delimiter=grid.delimiter, strict=True
    )  # the lines reach the reader without a step of ours between
    before = 0
    while True:
        taken = taken[-1:] if taken and before % SIZE else []
        kept_from = before - before % SIZE
        try:
            rows = list(islice(reader, SIZE))
        except csv.Error:
            for _ in grid.rows():  # says where it breaks off
                pass
            raise
        if not rows:
            return
        lines = list(chain.from_iterable(taken))[before - kept_from : reader.line_num - kept_from]
        if len(lines) == len(rows):
            numbers = list(range(before + 1, before + 1 + len(rows)))
            raws = lines
        else:  # some rows run over several lines
            numbers, raws = _spread(lines, len(rows), grid.delimiter, before)
        before = reader.line_num
        yield Chunk(numbers, rows, raws)


def _spread(
    lines: list[str], count: int, delimiter: str, before: int
) -> tuple[list[int], list[str]]:
    """On which line each of `count` rows begins, and its text."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    numbers, raws, at = [], [], 0
    for _ in islice(reader, count):
        numbers.append(before + at + 1)
        raws.append("".join(lines[at : reader.line_num]))
        at = reader.line_num
    return numbers, raws
