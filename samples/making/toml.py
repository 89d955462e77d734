"""Facts as TOML text: only what the case file needs, in the order it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

Value = str | int | bool | date | Sequence["Value"]
Facts = Mapping[str, "Value | Facts | Sequence[Facts] | None"]


def written(facts: Facts) -> str:
    """One `key = value` a line; a list of mappings becomes tables after the plain facts."""
    return "\n".join(_lines(facts, "")).strip() + "\n"


def _lines(facts: Facts, under: str) -> list[str]:
    plain, tables = [], []
    for key, value in facts.items():
        if value is None or value == "":
            continue
        path = f"{under}.{key}" if under else key
        if isinstance(value, Mapping):
            tables += ["", f"[{path}]", *_lines(value, path)]
        elif _is_tables(value):
            for one in value:  # type: ignore[union-attr]
                tables += ["", f"[[{path}]]", *_lines(one, path)]  # type: ignore[arg-type]
        else:
            plain.append(f"{key} = {_value(value)}")  # type: ignore[arg-type]
    return plain + tables


def _is_tables(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "[" + ", ".join(_value(one) for one in value) + "]"
