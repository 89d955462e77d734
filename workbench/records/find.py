"""Words looked for in the texts of a row, whatever their case and script, on either engine."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Engine,
    SQLColumnExpression,
    String,
    cast,
    event,
    false,
    func,
    literal,
    or_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


def folded(text: str) -> str:
    """Text as it is compared: `CAFÉ` however composed, `café` and `ＣＡＦÉ` are one."""
    return unicodedata.normalize("NFKC", text).casefold()


def holds(texts: Sequence[SQLColumnExpression[Any]], word: str) -> ColumnElement[bool]:
    """Whether some of these texts holds a word; every case of every script is one.

    A plain word is compared by the engine itself, which folds A to Z and is several times as
    quick; any other by `folded`, which SQLite is lent by this module.
    """
    if not texts:
        return false()
    if word.isascii():
        return or_(*(cast(text, String).icontains(word, autoescape=True) for text in texts))
    whole: ColumnElement[str] = func.coalesce(cast(texts[0], String), "")
    for text in texts[1:]:
        # A word has no line's end in it, so that none is found across two texts.
        whole = whole.concat("\n").concat(func.coalesce(cast(text, String), ""))
    return _Holds(whole, literal(word, String))


class _Holds(FunctionElement[bool]):
    """Two texts: whether the first holds the second, both folded."""

    type = Boolean()
    inherit_cache = True


@compiles(_Holds, "sqlite")
def _on_sqlite(element: _Holds, compiler: Any, **kw: Any) -> str:
    whole, word = (compiler.process(part, **kw) for part in element.clauses)
    return f"(instr(text_folded({whole}), text_folded({word})) > 0)"


@compiles(_Holds, "postgresql")
def _on_postgresql(element: _Holds, compiler: Any, **kw: Any) -> str:
    whole, word = (
        f"lower(normalize({compiler.process(part, **kw)}, NFKC))" for part in element.clauses
    )
    return f"(strpos({whole}, {word}) > 0)"


def _folded(text: str | None) -> str | None:
    if text is None or text.isascii():
        return text and text.lower()
    return folded(text)


@event.listens_for(Engine, "connect")
def _lend(connection: Any, _: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        # Deterministic: SQLite folds the word that is looked for once, not for every row.
        connection.create_function("text_folded", 1, _folded, deterministic=True)
