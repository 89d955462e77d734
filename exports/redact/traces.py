"""Kept traces in a redacted copy: what they were made from is hashed anew, from the copy."""

from __future__ import annotations

import json
from datetime import date
from functools import cache

from sqlalchemy import Connection, select, update

from graphs.kept import inputs_of
from workbench.store import journal
from workbench.store.tables import KeptTrace


def restate(source: Connection, target: Connection) -> None:
    """Let a trace that is current in the case be current in its copy, and no other.

    The hashes of the case would tell somebody who tries out account numbers when he has them.
    """

    @cache
    def parts(day: str | None) -> tuple[dict[str, dict[str, object]], ...]:
        to = date.fromisoformat(day) if day else None
        return inputs_of(source, to), inputs_of(target, to)

    wanted = select(KeptTrace.id, KeptTrace.options)
    masked = {number: json.loads(options) for number, options in target.execute(wanted)}
    for number, told in source.execute(wanted):
        options = json.loads(told)
        here, there = parts(options["to"])
        made = masked[number]
        for what, then in options["inputs"].items():
            if then == here[what]:
                made["inputs"][what] = there[what]
        target.execute(
            update(KeptTrace).where(KeptTrace.id == number).values(options=journal.canonical(made))
        )
