"""The method and reliability statement: what was done, what was checked, what it cannot show."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from exports.paper.document import headed, stated
from exports.paper.marks import PROGRAM, Marks, instant
from exports.paper.styles import POINT
from exports.paper.type import para
from workbench.store.tables import Entry, Payment, SourceFile
from workbench.words import counted

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from exports.schedules.view import View

WORDS: Final = Path(__file__).with_name("method.toml")

CHECK: Final = (
    "Run “verify” of the same program on the pack. It starts from an empty case, loads the files "
    "again, does every journal entry again, computes every figure again, makes this document and "
    "the schedules again, and names every difference. Without the program: any BagIt validator "
    "checks every file’s SHA-256, and READ-ME.txt in the pack shows how to follow the journal’s "
    "chain to the number on the cover."
)
CHECK_REDACTED: Final = (
    "Run “verify” of the same program on the pack. It computes every figure again from the "
    "redacted data, makes this document and the schedules again, and names every difference. With "
    "the full pack at hand, “verify” with “--against” does the full case again, redacts it again "
    "and compares every byte: only that proves that the redacted data are those of the case."
)


def statement(view: View, marks: Marks, checks: Sequence[str]) -> list[Flowable]:
    """The last part of the pack."""
    files, entries, payments = (
        view.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (SourceFile, Entry, Payment)
    )
    words = tomllib.loads(WORDS.read_text("utf-8"))
    made: list[Any] = [
        headed("Appendix B  Method and reliability"),
        stated(
            f"Made by {PROGRAM} from the case as it stood at journal entry {marks.entry} "
            f"({instant(marks.at)}): {counted(files, 'file')}, "
            f"{counted(entries, 'entry', 'entries')} and {counted(payments, 'payment')}."
        ),
        headed("Method", 1),
        *_list(words["method"]),
        headed("Checks run when this pack was made", 1),
        stated("A case that fails any of these is not packed."),
    ]
    made.extend(_list([f"{check}: passed." for check in checks]))
    made.extend(
        [
            *(_redacted(marks, words["redacted"]) if marks.redaction else ()),
            headed("How to check this pack", 1),
            stated(CHECK_REDACTED if marks.redaction else CHECK),
            headed("Known limits", 1),
            *_list(words["limits"]),
        ]
    )
    return made


def _redacted(marks: Marks, points: Sequence[str]) -> list[Any]:
    """What a redacted pack can show no more."""
    return [headed("Redaction", 1), stated(marks.redaction), *_list(points)]


def _list(points: Sequence[str]) -> list[Any]:
    return [para(point, POINT, bullet="•") for point in points]
