"""Commands for categories: totals, entries, an officer's decision, and the rules again."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from ui.cli.case import CasePath
from ui.cli.output import OUTPUT, money, progress, table
from workbench.case import Case
from workbench.errors import Refused
from workbench.records.categorise import Wanted

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[list | entries CATEGORY | set CATEGORY [ENTRY…] | undo | again | known]",
        help="What to do; without it, the totals are listed.",
    ),
]
Account = Annotated[str, typer.Option(help="Only entries of this account.")]
First = Annotated[str, typer.Option("--from", help="Only from this day on, as 2024-05-31.")]
Last = Annotated[str, typer.Option("--to", help="Only up to this day.")]


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(categories)


def categories(
    case: CasePath,
    words: Words = None,
    like: Annotated[str, typer.Option(help="Only entries that hold this text.")] = "",
    account: Account = "",
    start: First = "",
    end: Last = "",
    why: Annotated[str, typer.Option(help="Why these entries are what you say.")] = "",
) -> None:
    """What entries are: totals by category, the entries, and what an officer says they are."""
    what, *rest = words or ["list"]
    wanted = Wanted(like=like, account=account, first=_day(start), last=_day(end))
    with Case.open(case) as opened:
        if what == "list" and not rest:
            _list(opened, wanted)
        elif what == "known" and not rest:
            _known()
        elif what == "entries" and len(rest) == 1:
            _entries(opened, wanted, rest[0])
        elif what == "set" and rest:
            _set(opened, wanted, rest[0], rest[1:], why)
        elif what == "undo" and not rest:
            _undo(opened)
        elif what == "again" and not rest:
            _again(opened)
        else:
            raise Refused(
                f"categories cannot do {' '.join([what, *rest])!r}",
                remedy="Use: list, entries CATEGORY, set CATEGORY ENTRY…, undo, again, or known",
            )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise Refused(f"{text} is no day", remedy="Write it as 2024-05-31") from fault


def _list(case: Case, wanted: Wanted) -> None:
    from workbench.records.category_totals import category_totals

    if wanted.like:
        raise Refused("--like goes with entries and set", remedy="Use: entries CATEGORY --like …")
    rows = [
        one.as_data()
        for one in category_totals(
            case, account=wanted.account, first=wanted.first, last=wanted.last
        )
    ]
    OUTPUT.show(
        {"categories": rows},
        table(
            ("Category", "What it is", "Head", "Entries#", "In£", "Out£"),
            [
                (r["category"], r["title"], r["head"], r["entries"],
                 money(r["in_minor"], r["currency"]), money(r["out_minor"], r["currency"]))
                for r in rows
            ],
            empty="No records are loaded yet. Use: load CASE FILE…",
        ),
    )  # fmt: skip


def _known() -> None:
    from workbench.records.categories import categories as known
    from workbench.records.categories import rules

    rows: list[dict[str, Any]] = [
        {
            "category": one.id, "title": one.title, "head": one.head,
            "rules": [
                {"id": rule.id, "why": rule.why, "words": list(rule.words)}
                for rule in rules().values() if rule.category == one.id
            ],
        }
        for one in known().values()
    ]  # fmt: skip
    OUTPUT.show(
        {"categories": rows},
        table(
            ("Category", "What it is", "Head", "Given by"),
            [
                (r["category"], r["title"], r["head"],
                 "; ".join(str(rule["why"]) for rule in r["rules"]) or "an officer, or pairing")
                for r in rows
            ],
            empty="",
        ),
    )  # fmt: skip


def _entries(case: Case, wanted: Wanted, category: str) -> None:
    from dataclasses import replace

    from workbench.records.categories import category_named
    from workbench.records.category_totals import entries_of

    asked = replace(wanted, category=category_named(category))
    rows = [one.as_data() for one in entries_of(case, asked)]
    OUTPUT.show(
        {"entries": rows},
        table(
            ("Entry", "Date", "Account", "Amount£", "Narrative", "By"),
            [
                (r["entry"], r["date"], r["account"], money(r["minor"], r["currency"]),
                 r["narrative"], r["by"])
                for r in rows
            ],
            empty="No entry is of this category.",
        ),
    )  # fmt: skip


def _set(case: Case, wanted: Wanted, category: str, keys: list[str], why: str) -> None:
    from dataclasses import replace

    from workbench.records.categorise import entry_keys, set_category

    if keys:
        with case.read() as connection:
            wanted = replace(wanted, ids=entry_keys(connection, keys))
    elif not (wanted.like or wanted.account or wanted.first or wanted.last):
        raise Refused("say which entries", remedy="Name them (F3-R12), or give --like TEXT")
    count = set_category(case, wanted, category, why)
    entries = "entry" if count == 1 else "entries"
    OUTPUT.show({"changed": count}, f"{count:,} {entries} set to {category}")


def _undo(case: Case) -> None:
    from workbench.records.categorise import undo_last

    seq, said = undo_last(case)
    OUTPUT.show({"undone": seq, "summary": said}, f"Undid entry {seq}: {said}")


def _again(case: Case) -> None:
    from workbench.records.categorise import categorise_again

    with progress() as report:
        count = categorise_again(case, report)
    entries = "entry" if count == 1 else "entries"
    OUTPUT.show({"changed": count}, f"{count:,} {entries} read otherwise than before")
