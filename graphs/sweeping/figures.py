"""What a sweep can explain: an amount by one run's choices, and what of each origin is in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.store.tables import Account, CaseInfo
from workbench.words import day_written

if TYPE_CHECKING:
    from graphs.sweeping.choices import Run
    from graphs.sweeping.targets import Target


def figure_id(run: Run, without: Iterable[int], to: date | None, target: str) -> str:
    """The figure of one amount by one run's choices; the target stands last, as it is written."""
    left_out = ",".join(map(str, sorted(without)))
    same = ",".join(run.same)
    return f"swept:{run.rule}:{run.same_day}:{to or ''}:{left_out}:{same}:{target}"


def _swept(book: Book, key: str) -> Figure:
    target, parts, choices = _parts(book, key)
    return Figure(
        f"swept:{key}", target.label, sum(parts.values()), target.currency,
        f"The sum of what is there of each origin, traced by these choices: {choices}.",
        because=tuple(f"swept-part:{origin}:{key}" for origin in sorted(parts)),
    )  # fmt: skip


def _swept_part(book: Book, key: str) -> Figure:
    number, _, rest = key.partition(":")
    target, parts, choices = _parts(book, rest)
    if not number.isdecimal() or int(number) not in parts:
        raise Refused(f"nothing of origin {number} is there by these choices")
    return Figure(
        f"swept-part:{key}", f"Of origin {number}", parts[int(number)],
        target.currency, f"What the trace finds by these choices: {choices}.",
        because=(f"origin:{number}",),
    )  # fmt: skip


def _parts(book: Book, key: str) -> tuple[Target, dict[int, int], str]:
    """The target of a figure, what is in it by origin, and the choices in words; made once."""
    made: tuple[Target, dict[int, int], str] = book.recall(
        f"swept:{key}", lambda case: _work_out(book, case, key)
    )
    return made


def _work_out(book: Book, case: Case, key: str) -> tuple[Target, dict[int, int], str]:
    """Trace again by the choices that the key names.

    Raises:
        Refused: if the key is not that of such a figure of this case.
    """
    from graphs.of_case import ledger_of
    from graphs.sweeping.choices import ALL, Run, known_orders, known_rules, origin_sets, said
    from graphs.sweeping.identities import Identities, open_identities
    from graphs.sweeping.once import Scenario
    from graphs.sweeping.sources import Given, Records
    from graphs.sweeping.targets import targets_named

    rule, order, to, without, same, name = (*key.split(":", 5), *[""] * 6)[:6]
    ledger, origins = book.recall("swept-ledger", ledger_of)
    sets = origin_sets([origin.number for origin in origins], [without] if without else [])
    way = tuple(part for part in same.split(",") if part)
    identities: Any = book.recall("swept-identities", open_identities) if way else Identities()
    if way not in identities.ways:
        raise Refused("these identity decisions are not open any more")
    run = Run(
        known_rules([rule])[0], known_orders([order])[0], list(sets)[-1] if without else ALL, way
    )
    with case.read() as connection:
        currency = connection.execute(select(CaseInfo.currency)).scalar_one()
        (target,) = targets_named(connection, [name], currency)
        held = frozenset(connection.execute(select(Account.key).where(Account.held)).scalars())
    joined = identities.ways[way]
    watched = [target.payment] if target.payment else []
    records = Records.of(Given(ledger, tuple(origins)), watched)
    last = _day(to)
    found = Scenario(run, sets[run.origins], joined, last).perform(records)
    names = {one.key: one.said for one in identities.open}
    until = f", until {day_written(last)}" if last else ""
    parts = {n: minor for n, minor in target.parts(found, dict(joined), held).items() if minor}
    return target, parts, said(run, names) + until


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(f"{text} is no date") from None


FIGURES: Final[dict[str, Kind]] = {"swept": Kind(_swept), "swept-part": Kind(_swept_part)}
