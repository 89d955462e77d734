"""A layout written as TOML, so that it reads back as the same data whatever stands in a title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BARE = re.compile("[A-Za-z0-9_-]+")


def written(data: Mapping[str, Any], notes: Mapping[str, str] | None = None) -> str:
    """A layout's data as TOML; `notes` are comments by key, written above what they tell of.

    A column's note stands under "column N", counted from 1.
    """
    notes = notes or {}
    plain = {k: v for k, v in data.items() if not isinstance(v, Mapping) and not _tables(v)}
    out: list[str] = []
    for key, value in plain.items():
        out += _remark(notes.get(key, ""))
        out.append(f"{_key(key)} = {_value(value)}")
    for key, value in data.items():
        if isinstance(value, Mapping):
            out += ["", f"[{_key(key)}]", *(f"{_key(k)} = {_value(v)}" for k, v in value.items())]
    for key, value in data.items():
        if not _tables(value):
            continue
        for number, one in enumerate(value, start=1):
            out += ["", *_remark(notes.get(f"{key} {number}", "")), f"[[{_key(key)}]]"]
            out += [f"{_key(k)} = {_value(v)}" for k, v in one.items()]
    return "\n".join(out) + "\n"


def _tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)


def _remark(text: str) -> Iterator[str]:
    if text:
        # a comment ends with its line, and holds no other control character
        yield "# " + "".join(sign if sign.isprintable() else " " for sign in text)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(one) for one in value)}]"
    raise TypeError(f"{value!r} is not written in a layout")


def _string(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
