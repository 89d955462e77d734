"""A case traced by every combination of choices, as JSON-ready data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from graphs.ledger import SAME_DAY
from graphs.of_case import check_end, say_currencies
from graphs.rules import RULES
from graphs.sweeping.choices import Run, known_orders, known_rules, origin_sets, runs_of, said
from graphs.sweeping.figures import figure_id
from graphs.sweeping.identities import Identities, as_rows, open_identities
from graphs.sweeping.once import Found, Scenario, WholeTrace
from graphs.sweeping.results import Decision, Range, Words, as_choices, ranges
from graphs.sweeping.sources import InCase, InParquet, Source, unchanged
from graphs.sweeping.spread import Crew, Job, Processes, cores, spread
from graphs.sweeping.targets import Target, accounts_found, targets_named, usual_targets
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.store import journal
from workbench.store.engine import is_server
from workbench.store.tables import Account, CaseInfo, Origin, Payment
from workbench.words import day_written

#: Below this many payments times runs one process has the answer before others have started.
SMALL = 400_000


@dataclass(frozen=True, slots=True)
class Where:
    """Where the runs are done: a cluster's address, or so many processes of this machine.

    `records` is a folder that all workers see, for the ledger as Parquet.
    """

    cluster: str = ""
    workers: int | None = None
    records: Path | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What to combine. Empty rules or orders are all of them; `without` as `origin_sets` has it."""

    rules: Sequence[str] = ()
    same_days: Sequence[str] = ()
    identities: bool = False
    without: Sequence[str] = ()
    each_origin: bool = False
    to: date | None = None


def sweep_case(
    case: Case,
    choices: Choices,
    targets: Sequence[str] = (),
    where: Where = Where(),
    report: Report = silent,
) -> dict[str, Any]:
    """Trace a case by every combination, each run for itself.

    Raises:
        Refused: for choices or targets that there are not, records that cannot be traced, or
            a case that was changed meanwhile.
        Cancelled: when the person stops it.
    """
    rules, orders = known_rules(choices.rules), known_orders(choices.same_days)
    check_end(case, choices.to)
    with case.read() as connection:
        entry, _ = journal.head(connection)
        marked = _origins(connection)
        if not marked:
            raise Refused("no payment is marked", remedy="Use: mark CASE PAYMENT --why TEXT")
        sets = origin_sets(marked, choices.without, each=choices.each_origin)
        currency = connection.execute(select(CaseInfo.currency)).scalar_one()
        asked = targets_named(connection, targets, currency)
        if not targets:
            asked = usual_targets(connection, currency)
        size = _size(connection)
    found = open_identities(case) if choices.identities else Identities()
    runs = runs_of(rules, orders, sets, found.ways)
    watched = tuple(target.payment for target in asked if target.payment)
    jobs = [Scenario(run, sets[run.origins], found.ways[run.same], choices.to) for run in runs]
    results: list[Found] = _done(case, entry, watched, jobs, where, size, report)
    with case.read() as connection:
        unchanged(connection, entry)
        _all_conserve(runs, results)
        if not targets:
            asked += accounts_found(connection, results)
        held = frozenset(connection.execute(select(Account.key).where(Account.held)).scalars())
    joined = {way: dict(pairs) for way, pairs in found.ways.items()}
    amounts = {
        target.id: [
            sum(target.parts(one, joined[run.same], held).values())
            for run, one in zip(runs, results, strict=True)
        ]
        for target in asked
    }
    words = Words(
        {one.key: one.said for one in found.open},
        {name: _said_origins(numbers, marked) for name, numbers in sets.items()},
    )
    spans = ranges(runs, amounts)
    return {
        "rules": list(rules),
        "same_day": list(orders),
        "origin_sets": [
            {"set": name, "without": sorted(numbers)} for name, numbers in sets.items()
        ],
        "identities": as_rows(found),
        "ways": len(found.ways),
        "runs": [
            {**as_choices(run, sets), "conserved": one.conserved}
            for run, one in zip(runs, results, strict=True)
        ],
        "targets": [_told(target, spans[target.id], sets, words, choices.to) for target in asked],
        "notes": _notes(found, rules),
    }


def trace_on_cluster(
    case: Case,
    rules: Sequence[str],
    where: Where,
    *,
    same_day: str = "as-recorded",
    to: date | None = None,
    account: str = "",
    report: Report = silent,
) -> list[dict[str, Any]]:
    """What `trace_case` tells, each rule traced whole by a worker of its own.

    Raises:
        Refused: for an unknown rule or order, records that cannot be traced, or a case that
            was changed meanwhile.
    """
    order = next((known for known in SAME_DAY if known == same_day), None)
    if order is None:
        raise Refused(f"there is no order {same_day}", remedy=f"Use {', '.join(SAME_DAY)}.")
    for rule in rules:
        if rule not in RULES:
            raise Refused(f"there is no rule {rule}", remedy=f"Use {', '.join(RULES)}.")
    with case.read() as connection:
        entry, _ = journal.head(connection)
        size = _size(connection)
    jobs = [WholeTrace(rule, order, to, account) for rule in rules]
    told: list[dict[str, Any]] = _done(case, entry, (), jobs, where, size, report)
    with case.read() as connection:
        unchanged(connection, entry)
    say_currencies(case, told)
    return told


def _done(
    case: Case, entry: int, watched: Sequence[str], jobs: Sequence[Job], where: Where, size: int,
    report: Report,
) -> list[Any]:  # fmt: skip
    with _source(case, entry, where) as source:
        if where.cluster:
            from graphs.sweeping.cluster import Cluster

            report(0, len(jobs), f"Connecting to {where.cluster}")
            with Cluster(where.cluster, source, watched) as crew:
                return spread(source, watched, jobs, crew, report)
        count = min(where.workers or cores(), len(jobs))
        alone = count <= 1 or (where.workers is None and size * len(jobs) < SMALL)
        local: Crew | None = None if alone else Processes(count, source, watched)
        return spread(source, watched, jobs, local, report)


@contextmanager
def _source(case: Case, entry: int, where: Where) -> Iterator[Source]:
    """The case itself, or its ledger as Parquet where others could not read a file of ours."""
    if where.records is None and (not where.cluster or is_server(case.where)):
        yield InCase(
            case.where if is_server(case.where) else str(Path(case.where).resolve()), entry
        )
        return
    try:
        from graphs import parquet
    except ImportError as error:
        from graphs.sweeping.cluster import missing

        raise missing() from error
    with tempfile.TemporaryDirectory(prefix="workbench-", dir=where.records) as folder:
        with case.read() as connection:
            unchanged(connection, entry)
            digest = parquet.write(connection, Path(folder))
        yield InParquet(folder, digest)


def _origins(connection: Connection) -> dict[int, str]:
    rows = connection.execute(
        select(Origin.number, Payment.key, Payment.date)
        .join(Payment, Payment.id == Origin.payment_id)
        .order_by(Origin.number)
    )
    return {number: f"payment {key} of {day_written(when)}" for number, key, when in rows}


def _size(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(Payment)).scalar_one())


def _all_conserve(runs: Sequence[Run], results: Sequence[Found]) -> None:
    """Every run but an upper bound conserves every origin; a breach is an error, not a result."""
    for run, one in zip(runs, results, strict=True):
        if not one.conserved and run.rule != "poison":
            raise AssertionError(f"a run by {run.rule} is not conserved")


def _said_origins(numbers: frozenset[int], marked: Mapping[int, str]) -> str:
    parts = [f"origin {number} ({marked[number]})" for number in sorted(numbers)]
    return " and ".join(parts)


def _told(
    target: Target, span: Range, sets: Mapping[str, frozenset[int]], words: Words,
    to: date | None,
) -> dict[str, Any]:  # fmt: skip
    def figure(run: Run) -> str:
        return figure_id(run, sets[run.origins], to, target.id)

    return {
        "target": target.id, "label": target.label, "currency": target.currency,
        "least_minor": span.least, "least_by": as_choices(span.least_by, sets),
        "least_said": said(span.least_by, words.people), "least_figure": figure(span.least_by),
        "most_minor": span.most, "most_by": as_choices(span.most_by, sets),
        "most_said": said(span.most_by, words.people), "most_figure": figure(span.most_by),
        "decisions": [_decided(decision, target, words) for decision in span.decisions],
    }  # fmt: skip


def _decided(decision: Decision, target: Target, words: Words) -> dict[str, Any]:
    return {
        "choice": decision.choice,
        "moves_minor": decision.moves,
        "moves_least_minor": decision.moves_least,
        "moves_most_minor": decision.moves_most,
        "values": [
            {"value": value, "least_minor": least, "most_minor": most}
            for value, least, most in decision.by_value
        ],
        "said": words.of(decision, target.currency),
    }


def _notes(found: Identities, rules: Sequence[str]) -> list[str]:
    notes = []
    if "poison" in rules:
        notes.append("poison is an upper bound; it does not conserve.")
    if found.without_effect == 1:
        notes.append(
            "One further open identity decision joins no accounts known by name alone, and "
            "changes no trace."
        )
    elif found.without_effect:
        notes.append(
            f"{found.without_effect} further open identity decisions join no accounts known by "
            "name alone, and change no trace."
        )
    if found.contradicted == 1:
        notes.append(
            "One way to decide the open identities contradicts decisions that stand and was left "
            "out."
        )
    elif found.contradicted:
        notes.append(
            f"{found.contradicted} ways to decide the open identities contradict decisions that "
            "stand and were left out."
        )
    if not found.whole:
        notes.append(
            f"{len(found.open)} identity decisions are open: each was tried alone and all "
            "together, not every combination."
        )
    return notes
