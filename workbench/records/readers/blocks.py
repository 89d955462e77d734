"""Statements written as blocks of "Label: value" lines, as Santander's text export is.

A block is turned into a row of a table, so that one grammar and one set of checks serves both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from workbench.records.layout import Layout, tidy
from workbench.records.matching import Match
from workbench.records.readers.text import Line, lines_of

_LABEL: Final = re.compile(r"[ \u00a0]*([A-Za-z][A-Za-z ]{0,30}?)[ \u00a0]*:[ \u00a0]?(.*)")


class BlockGrid:
    """A text file of blocks, walked as a table whose first row is the layout's titles.

    A new block begins where its first label comes again. Lines before the first block are
    rows of one cell: the preamble.
    """

    name = ""

    def __init__(self, content: bytes, encoding: str, layout: Layout, where: str) -> None:
        """Take the bytes as they are; the layout's titles are the labels looked for."""
        self.content, self.encoding, self.where = content, encoding, where
        self.titles = [column.titles[0] for column in layout.columns]
        self.starts = self.titles[0]

    def place(self, number: int) -> str:
        """A block is cited by the line on which it begins."""
        return f"line {number}"

    def rows(self) -> Iterator[Line]:
        """Walk the preamble, then one row per block; a line that fits nowhere is kept in it."""
        at, values, raw = 0, dict[str, str](), list[str]()
        for number, text in enumerate(lines_of(self.content, self.encoding), start=1):
            found = _LABEL.fullmatch(text.rstrip("\r\n"))
            label = tidy(found[1]) if found else ""
            if label == self.starts:
                if at:
                    yield self._row(at, values, raw)
                at, values, raw = number, {}, []
            if not at:
                yield Line(number, [text.rstrip("\r\n")], text.rstrip("\r\n"))
                continue
            raw.append(text)
            if found and label in self.titles and label not in values:
                values[label] = found[2].replace("\u00a0", " ").strip()
            elif text.strip():
                # a line that is no label belongs to the text before it, or makes the row odd
                stray = text.replace("\u00a0", " ").strip()
                values["+"] = f"{values.get('+', '')} {stray}".strip()
        if at:
            yield self._row(at, values, raw)

    def _row(self, number: int, values: dict[str, str], raw: list[str]) -> Line:
        cells = [values.get(title, "") for title in self.titles]
        if stray := values.get("+"):
            cells.append(stray)
        if any(title not in values for title in self.titles):
            cells = cells[: sum(title in values for title in self.titles)]
        if not any(cells):  # a block that breaks off after its label is a row all the same
            cells = ["".join(raw).strip()]
        return Line(number, cells, "".join(raw).rstrip())


def block_match(content: bytes, encoding: str, layout: Layout, where: str) -> Match | None:
    """Whether a text file is written in a layout of blocks: each of its labels is there."""
    labels: set[str] = set()
    for number, text in enumerate(lines_of(content, encoding)):
        if number > 200 or len(text) > 10_000:
            break
        if found := _LABEL.fullmatch(text.rstrip("\r\n")):
            labels.add(tidy(found[1]))
    titles = tuple(column.titles[0] for column in layout.columns)
    if not set(titles) <= labels:
        return None
    grid = BlockGrid(content, encoding, layout, where)
    first = next((line.number for line in grid.rows() if len(line.cells) > 1), 1)
    columns = tuple((column, index) for index, column in enumerate(layout.columns))
    width = len(titles)
    return Match(layout, grid, first - 1, width, width, columns, titles, "", (1, width, 0))
