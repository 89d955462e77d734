"""Parts of a table, looked at by columns, and how they are handed from one process to another.

What is handed over is numbers as they stand in memory and one JSON of texts, nothing else.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from workbench.errors import Refused
from workbench.records.entries import NO_BALANCE, Said, Sayings
from workbench.records.readers.chunks import Chunk
from workbench.records.readers.quick import Plain

#: Stands for the cells of a row that its reader need not see.
_UNSEEN: Final[list[str]] = []


class Part(NamedTuple):
    """Some rows of a table, all of one width; without `plain` they are to be read one by one."""

    chunk: Chunk
    plain: Plain | None


def packed(part: Part, texts: Sequence[Said]) -> bytes:
    """A part as bytes: its columns, the rows that must be seen whole, and texts that are new."""
    chunk, plain = part
    size, numbers = len(chunk.rows), chunk.numbers
    head: dict[str, Any] = {"size": size, "texts": texts}
    columns: list[array[int]] = []
    if numbers[-1] - numbers[0] == size - 1:
        head["first"] = numbers[0]
    else:
        columns.append(array("q", numbers))
    if plain is None:
        head["rows"] = [(at, chunk.rows[at], chunk.raws[at]) for at in range(size)]
    else:
        seen = sorted({*plain.odd, *plain.accounts.values()})
        head |= {
            "rows": [(at, chunk.rows[at], chunk.raws[at]) for at in seen],
            "odd": plain.odd,
            "accounts": list(plain.accounts.items()),
            "times": plain.time if any(plain.time) else None,
            "ids": plain.external_id,
        }
        columns += (
            array("q", map(date.toordinal, plain.day)),
            array("q", plain.minor),
            array("q", [NO_BALANCE if value is None else value for value in plain.balance]),
            array("q", plain.said),
        )
        if plain.account:
            number = {known: index for index, known in enumerate(plain.accounts)}
            columns.append(array("q", [number[known] for known in plain.account]))
    if sys.byteorder == "big":
        for column in columns:
            column.byteswap()
    return json.dumps(head).encode("ascii") + b"\n" + b"".join(map(array.tobytes, columns))


def unpacked(given: bytes, sayings: Sayings) -> Part:
    """A part that was packed; its new texts go to `sayings`, which then number them alike."""
    line, _, rest = given.partition(b"\n")
    head = json.loads(line)
    size: int = head["size"]
    columns = iter(_columns(rest, size))
    first: int | None = head.get("first")
    numbers = next(columns) if first is None else range(first, first + size)
    for said in head["texts"]:
        sayings.number(Said(*said))
    rows, raws = [_UNSEEN] * size, [""] * size
    for at, cells, raw in head["rows"]:
        rows[at], raws[at] = cells, raw
    chunk = Chunk(numbers, rows, raws)
    if "odd" not in head:
        return Part(chunk, None)
    accounts = {tuple(known): at for known, at in head["accounts"]}
    ordinals = next(columns)
    days = {ordinal: date.fromordinal(ordinal) for ordinal in set(ordinals)}
    minor, balance, said = next(columns), next(columns), next(columns)
    known = list(accounts)
    plain = Plain(
        odd=head["odd"], accounts=accounts,
        account=[known[number] for number in next(columns, ())],
        day=[days[ordinal] for ordinal in ordinals],
        time=head["times"] or [None] * size,
        minor=minor, balance=balance, said=said, external_id=head["ids"],
    )  # fmt: skip
    return Part(chunk, plain)


def _columns(given: bytes, size: int) -> list[array[int]]:
    made = []
    for start in range(0, len(given), size * 8):
        column = array("q")
        column.frombytes(given[start : start + size * 8])
        if sys.byteorder == "big":
            column.byteswap()
        if len(column) != size:
            raise Refused("the rows did not come over whole", remedy="Load the file again")
        made.append(column)
    return made
