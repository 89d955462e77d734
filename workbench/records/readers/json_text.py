"""JSON as evidence: limits before parsing, numbers as text, and where each part stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from workbench.errors import Refused

LARGEST: Final = 100_000_000
DEEPEST: Final = 32
_REMEDY: Final = "Ask for the file again"
_TOKEN: Final = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*+"|[{}\[\],:]|[^\s"{}\[\],:]++')


def text_of(content: bytes, where: str) -> str:
    """Decode a JSON file, which is UTF-8 by its standard (RFC 8259).

    Raises:
        Refused: if it is larger than 100 MB or is not UTF-8.
    """
    if len(content) > LARGEST:
        raise Refused(
            "the JSON file is larger than 100 MB", where=where, remedy="Ask for it month by month"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused(
            f"the JSON file is not UTF-8 at byte {fault.start}", where=where, remedy=_REMEDY
        ) from fault


def _refused(what: str, text: str, at: int, where: str) -> Refused:
    line = text.count("\n", 0, at) + 1
    return Refused(what, where=f"{where}, line {line}", remedy=_REMEDY)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice in one object")
    return made


def parsed(text: str, where: str) -> Any:
    """Parse JSON whose depth is within the limit; numbers stay the text that they are.

    Raises:
        Refused: if it is not JSON, is nested too deeply or says one thing twice.
    """
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += (found[0] in "[{") - (found[0] in "]}")
        if depth > DEEPEST:
            what = f"the JSON file is nested more than {DEEPEST} deep"
            raise _refused(what, text, found.start(), where)
    try:
        return json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once
        )
    except json.JSONDecodeError as fault:
        what = f"the file breaks off or is not written as JSON ({fault.msg})"
        raise _refused(what, text, fault.pos, where) from fault
    except ValueError as fault:
        raise Refused(f"the JSON file cannot be read: {fault}", where=where) from fault


def spans(text: str) -> Iterator[tuple[str, str]]:
    """Every object and list of a valid JSON text: its JSON pointer (RFC 6901) and its text."""
    path: list[str | int] = []
    starts: list[int] = []
    last = ""
    for found in _TOKEN.finditer(text):
        mark = found[0]
        if mark in "[{":
            starts.append(found.start())
            path.append(0 if mark == "[" else "")
        elif mark in "]}":
            path.pop()
            yield "".join(f"/{step}" for step in path), text[starts.pop() : found.end()]
        elif mark == ":":
            path[-1] = last
        elif mark == "," and isinstance(path[-1], int):
            path[-1] += 1
        else:
            last = mark[1:-1]
