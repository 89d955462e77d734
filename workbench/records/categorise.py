"""The category that stands for an entry: an officer's, an own transfer's, else a rule's.

An officer's decision is journalled row by row and can be undone. What rules say can be worked
out again for a case that was loaded before the program knew them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    SQLColumnExpression,
    Text,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)  # fmt: skip
from sqlalchemy import (
    case as when,
)

from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.categories import OWN_TRANSFER, category_named, category_of, title_of
from workbench.records.layout import layouts
from workbench.records.narrative import Facts, facts
from workbench.replay import Handler
from workbench.store import tables as t
from workbench.store.changes import Change, table_of

ACTION: Final = "categorise"
SET: Final = "set-category"
_BATCH: Final = 500  # ids asked for at once, within what every engine takes


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are meant; what is empty does not limit them.

    `like` is sought in the narrative and the name on the other side, whatever their case.
    `category` is the category that stands now.
    """

    ids: tuple[int, ...] | None = None
    like: str = ""
    account: str = ""
    first: date | None = None
    last: date | None = None
    category: str | None = None
    into: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What limits the entries, apart from `ids`."""
        found: list[ColumnElement[bool]] = []
        if self.like:
            words = f"%{_escaped(self.like.casefold())}%"
            found.append(
                or_(
                    func.lower(t.Entry.narrative).like(words, escape="\\"),
                    func.lower(t.Entry.counterparty).like(words, escape="\\"),
                )
            )
        if self.account:
            found.append(
                t.Entry.account_id.in_(select(t.Account.id).where(t.Account.key == self.account))
            )
        if self.first is not None:
            found.append(t.Entry.date >= self.first)
        if self.last is not None:
            found.append(t.Entry.date <= self.last)
        if self.category is not None:
            found.append(effective_category() == self.category)
        if self.into is not None:
            found.append(t.Entry.minor > 0 if self.into else t.Entry.minor <= 0)
        return found


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def effective_category() -> SQLColumnExpression[str]:
    """The category that stands for a row of `Entry`, for a select that reads from it."""
    decided = (
        select(t.EntryCategory.category)
        .where(t.EntryCategory.entry_id == t.Entry.id)
        .correlate(t.Entry)
        .scalar_subquery()
    )
    return func.coalesce(
        decided, when((is_own_transfer(), literal(OWN_TRANSFER, Text())), else_=t.Entry.category)
    )


def is_own_transfer() -> ColumnElement[bool]:
    """Whether a row of `Entry` is one side of a pair between held accounts."""
    side = exists().where(
        t.PairSide.entry_id == t.Entry.id, t.Pair.id == t.PairSide.pair_id,
        t.Pair.kind != "reversal",
    )  # fmt: skip
    return side.correlate(t.Entry)


def category_reason() -> SQLColumnExpression[str]:
    """What gave a row of `Entry` its category: "officer", "pair", or the rule's id."""
    decided = exists().where(t.EntryCategory.entry_id == t.Entry.id).correlate(t.Entry)
    return when(
        (decided, literal("officer", Text())),
        (is_own_transfer(), literal("pair", Text())),
        else_=t.Entry.category_rule,
    )


def entry_keys(connection: Connection, keys: Iterable[str]) -> tuple[int, ...]:
    """The ids of entries cited as F3-R12; a row's fee is cited as F3-R12-fee.

    Raises:
        Refused: for one that the case does not have.
    """
    found = []
    for key in keys:
        file, _, row = key.removesuffix("-fee").removeprefix("F").partition("-R")
        if not (key.startswith("F") and file.isdecimal() and row.isdecimal()):
            raise Refused(f"{key} is no entry", remedy="Entries are cited as F3-R12")
        ids = connection.execute(
            select(t.Entry.id)
            .where(t.Entry.file_id == int(file), t.Entry.row == int(row))
            .order_by(t.Entry.id)
        ).scalars().all()  # fmt: skip
        place = int(key.endswith("-fee"))
        if len(ids) <= place:
            raise Refused(f"the case has no entry {key}", remedy="Entries are cited as F3-R12")
        found.append(ids[place])
    return tuple(found)


def set_category(case: Case, wanted: Wanted, category: str, why: str) -> int:
    """Say what entries are, in one unit of work; returns how many now stand otherwise.

    Args:
        case: the open case.
        wanted: which entries.
        category: its id, its title, or "not-explained".
        why: the officer's reason; it is kept with each entry.

    Raises:
        Refused: without a reason, for no such category, or where no entry is meant.
    """
    chosen, why = category_named(category), " ".join(why.split())
    if not why:
        raise Refused("say why these entries are what you say they are", where="Why")
    with case.change(SET, "Set a category") as work:
        connection = work.connection
        ids = _ids(connection, wanted)
        if not ids:
            raise Refused("no entry is meant", remedy="Choose entries, or widen what is sought")
        standing = _standing(connection, ids)
        table = table_of(t.EntryCategory)
        fresh = [one for one in ids if one not in standing]
        altered = [one for one in ids if standing.get(one, (chosen, why)) != (chosen, why)]
        changes: list[Change] = [
            _change(one, None, {"entry_id": one, "category": chosen, "why": why}) for one in fresh
        ]
        for one in altered:
            before = dict(zip(("category", "why"), standing[one], strict=True))
            after = {"category": chosen, "why": why}
            kept = [name for name in after if before[name] != after[name]]
            changes.append(_change(one, {n: before[n] for n in kept}, {n: after[n] for n in kept}))
        if fresh:
            connection.execute(
                insert(table), [{"entry_id": one, "category": chosen, "why": why} for one in fresh]
            )
        if altered:
            connection.execute(
                update(table)
                .where(table.c.entry_id == bindparam("this"))
                .values(category=chosen, why=why),
                [{"this": one} for one in altered],
            )
        work.replayed(changes)
        entries = "entry" if len(changes) == 1 else "entries"
        work.summary = f"Set {len(changes):,} {entries} to {title_of(chosen)}: {why}"
    return len(changes)


def _change(entry: int, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
    return {
        "table": "entry_category", "key": {"entry_id": entry}, "before": before, "after": after,
    }  # fmt: skip


def _ids(connection: Connection, wanted: Wanted) -> list[int]:
    chosen = select(t.Entry.id).where(*wanted.conditions()).order_by(t.Entry.id)
    if wanted.ids is None:
        return list(connection.execute(chosen).scalars())
    found: list[int] = []
    asked = sorted(set(wanted.ids))
    for start in range(0, len(asked), _BATCH):
        some = asked[start : start + _BATCH]
        found += connection.execute(chosen.where(t.Entry.id.in_(some))).scalars()
    return found


def _standing(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    row = t.EntryCategory
    found = connection.execute(
        select(row.entry_id, row.category, row.why).where(row.entry_id.between(ids[0], ids[-1]))
    )
    return {entry: (category, why) for entry, category, why in found}


def undo_last(case: Case) -> tuple[int, str]:
    """Take back the last decision that still stands; returns its journal number and summary.

    Raises:
        Refused: if none stands, or later work rests on it.
    """
    done: list[int] = []
    for record in case.journal():
        if record.action == SET:
            done.append(record.seq)
        elif record.action == "undo":
            taken_back = record.summary.removeprefix("Undid entry ").partition(":")[0]
            if taken_back.isdecimal() and int(taken_back) in done:
                done.remove(int(taken_back))
            elif taken_back.isdecimal():  # an undoing was undone: the decision stands again
                done += _restored(case, int(taken_back))
    if not done:
        raise Refused("no category was set by an officer that still stands")
    seq = max(done)
    return seq, case.undo(seq)


def _restored(case: Case, undone: int) -> list[int]:
    record = next(iter(case.journal(after=undone - 1)))
    seq = record.summary.removeprefix("Undid entry ").partition(":")[0]
    changes = record.payload.get("changes", ())
    ours = all(change["table"] == "entry_category" for change in changes)
    return [int(seq)] if record.action == "undo" and seq.isdecimal() and ours else []


# -- what the rules say, worked out again


def categorise_again(case: Case, report: Report = silent) -> int:
    """Read the narratives of every entry again by today's rules; returns how many changed.

    Only what was read is filled: the rule, how sure it is, the category. Amounts, dates, the raw
    text and the counterparty stay as they were.
    """
    with case.change(ACTION, "Categorised the entries again") as work:
        changed = _again(work.connection, report)
        if changed:
            work.command = {"name": ACTION}
            entries = "entry" if changed == 1 else "entries"
            work.summary = f"Read the narratives of {changed:,} {entries} by today's rules"
    return changed


def categorise_handler() -> Handler:
    """The handler that reads the narratives of a case again."""

    def again(connection: Connection, command: Mapping[str, Any]) -> None:  # noqa: ARG001
        _again(connection, silent)

    return again


def _again(connection: Connection, report: Report) -> int:
    row = t.Entry
    known = layouts()
    found = connection.execute(
        select(
            row.id, t.SourceFile.layout, row.type, row.minor, row.narrative, row.counterparty,
            row.rule, row.confidence, row.category, row.category_rule,
        )
        .join(t.SourceFile, t.SourceFile.id == row.file_id)
        .order_by(row.id)
    ).all()  # fmt: skip
    fresh = []
    for done, (entry, name, kind, minor, text, counterparty, *stands) in enumerate(found):
        if done % 10_000 == 0:
            report(done, len(found), "Reading narratives")
        layout = known.get(name)
        read = facts(layout, kind, text) if layout else Facts()
        read = read._replace(counterparty=counterparty or read.counterparty)
        now = [read.rule, read.confidence, *category_of(kind, minor > 0, read, text)]
        if not layout:  # a bank's message names the parts itself: its own word stays
            now[:2] = stands[:2]
        if now != stands:
            fresh.append({"this": entry, "r": now[0], "s": now[1], "c": now[2], "o": now[3]})
    if fresh:
        table = table_of(t.Entry)
        connection.execute(
            update(table)
            .where(table.c.id == bindparam("this"))
            .values(
                rule=bindparam("r"), confidence=bindparam("s"), category=bindparam("c"),
                category_rule=bindparam("o"),
            ),
            fresh,
        )  # fmt: skip
    return len(fresh)
