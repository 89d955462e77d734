"""A large table of text is read by columns in a process of its own, while its rows are kept.

Both processes find the layout by themselves, from the same bytes by the same rules; what comes
over is the columns that a reader here would have made.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from typing import Final

from workbench.progress import Report
from workbench.records.entries import Sayings
from workbench.records.layout import Layout, layouts, parse_layout
from workbench.records.readers.cells import Cells
from workbench.records.readers.child import Apart, answer, send_bytes
from workbench.records.readers.parts import Part, packed, unpacked
from workbench.records.readers.table import Rows, StatementTable
from workbench.records.reading import Choice
from workbench.records.recognise import open_file

#: Files of fewer bytes are read sooner than a process has begun; larger ones may not fit twice.
SMALLEST: Final = 4_000_000
LARGEST: Final = 500_000_000
#: A file as large as that, kept by a slow machine, takes so long at most.
SECONDS: Final = 3_600

#: Told of the layout, and of all rows that were read so far.
Seen = Callable[[Layout, Rows], None]


@contextmanager
def begun(name: str, content: bytes, choice: Choice, own: Mapping[str, str]) -> Iterator[Apart]:
    """Begin to read a table of text; `own` are the texts of the case's own layouts, by name."""
    said = {"name": name, "choice": asdict(choice), "own": dict(own), "size": len(content)}
    with Apart("workbench.records.readers.ahead", name, seconds=SECONDS) as apart:
        apart.give(json.dumps(said).encode("ascii") + b"\n", content)
        yield apart


def worth_it(content: bytes) -> bool:
    """Whether a file is large enough, and may be a table of text."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        SMALLEST <= len(content) <= LARGEST
        and (os.cpu_count() or 1) > 1
        and not head.startswith((b"PK", b"\xd0\xcf", b"%PDF", b"<", b"{", b"["))
    )


class TableAhead:
    """The parts of one table, as another process reads them."""

    def __init__(self, apart: Apart, seen: Seen, report: Report) -> None:
        """Take the process that reads, and who is to be told of what came."""
        self.apart, self.seen, self.report = apart, seen, report

    def parts(self, sayings: Sayings) -> Iterator[Part]:
        """Every part, in the order of the file.

        Raises:
            ReaderFailed: if the process came to nothing.
            Refused: if the table breaks off.
        """
        for _, body in self.apart.pieces(self.report):
            yield unpacked(body, sayings)


def tell() -> None:
    """Be the child: find the table in what is given and write its parts, one by one.

    Raises:
        Refused: if the file is none that is read here; whoever asked finds the same.
    """
    gc.disable()  # the child lives for one file, and makes no circles
    said = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(said["size"])
    own = {name: parse_layout(text, where=name) for name, text in said["own"].items()}
    choice = Choice(**said["choice"])
    opened = open_file(said["name"], content, choice, known={**layouts(), **own})
    if not opened.plain:
        return
    rows = count(1)
    table = StatementTable(Cells(opened.matches[0], choice), lambda _=1: next(rows))
    sent = 0
    for part in table.parts():
        texts = table.sayings.since(sent)
        sent += len(texts)
        send_bytes("part", packed(part, texts))


if __name__ == "__main__":
    answer(tell, seconds=SECONDS)
