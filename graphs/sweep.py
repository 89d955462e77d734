"""Many traces of one ledger side by side: least, most, and the choices that make the difference.

A single trace is one ordered pass and is never divided; whole runs are independent of one
another and are spread over processes on this machine, or over an existing Dask cluster.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from itertools import product
from multiprocessing import get_context
from typing import Any, Final

from graphs.ledger import SAME_DAY, Ledger, Origin, Pocket, SameDay
from graphs.trace import Held, trace
from workbench.errors import Refused
from workbench.progress import Report, silent

#: How often a run is given to another worker after the one that had it was lost.
TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Run:
    """One set of choices: a rule, an order of same-day records, and a named set of origins."""

    rule: str
    same_day: SameDay = "as-recorded"
    origins: str = "all"


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most of one amount over all runs, and a run that gives each."""

    least: int
    most: int
    least_by: Run
    most_by: Run


@dataclass(frozen=True, slots=True)
class Sweep:
    """What every run found to be held, in minor units."""

    held: dict[Run, Held]

    def ranges(self) -> dict[tuple[int, Pocket], Range]:
        """Least and most of every held amount that is not the same in all runs."""
        keys = sorted({key for held in self.held.values() for key in held})
        found = {}
        for key in keys:
            amounts = [(held.get(key, 0), run) for run, held in self.held.items()]
            least = min(amounts, key=lambda item: item[0])
            most = max(amounts, key=lambda item: item[0])
            if least[0] != most[0]:
                found[key] = Range(least[0], most[0], least[1], most[1])
        return found

    def choices_that_matter(self) -> dict[str, int]:
        """For each kind of choice, the most that changing it alone moves any held amount."""
        return {
            kind: widest
            for kind in ("rule", "same_day", "origins")
            if (widest := self._widest(kind))
        }

    def _widest(self, kind: str) -> int:
        alike: dict[tuple[Any, ...], list[Held]] = defaultdict(list)
        for run, held in self.held.items():
            others = tuple(
                getattr(run, name) for name in ("rule", "same_day", "origins") if name != kind
            )
            alike[others].append(held)
        return max(
            (
                max(amounts) - min(amounts)
                for group in alike.values()
                for key in {key for held in group for key in held}
                if (amounts := [held.get(key, 0) for held in group])
            ),
            default=0,
        )


def runs_of(
    rules: Iterable[str],
    same_days: Iterable[SameDay] = SAME_DAY,
    origin_sets: Iterable[str] = ("all",),
) -> list[Run]:
    """Every combination of the choices."""
    return [Run(*choice) for choice in product(rules, same_days, origin_sets)]


def without_each(origins: Sequence[Origin]) -> dict[str, tuple[Origin, ...]]:
    """All origins, and all but each one: what if this payment were innocent?"""
    sets = {"all": tuple(origins)}
    for left_out in origins:
        sets[f"without {left_out.number}"] = tuple(o for o in origins if o is not left_out)
    return sets


def sweep(
    ledger: Ledger,
    origin_sets: dict[str, tuple[Origin, ...]],
    runs: Sequence[Run],
    *,
    to: date | None = None,
    workers: int | None = None,
    executor: Callable[[], Executor] | None = None,
    report: Report = silent,
) -> Sweep:
    """Do every run and collect what each found to be held.

    `workers` is the number of processes (the machine's cores by default; 1 stays in this
    one). `executor` makes something else to run on with the interface of
    `concurrent.futures`, as a Dask client's `get_executor()` does. A run whose worker is
    lost is done again by another, up to three times.

    Raises:
        Refused: for a run that cannot be traced, or whose workers were all lost.
        Cancelled: when the person stops it; runs not yet begun are dropped.
    """
    for run in runs:
        if run.origins not in origin_sets:
            raise Refused(f"there is no set of origins named {run.origins!r}")
    count = min(workers or os.cpu_count() or 1, len(runs))
    report(0, len(runs), "Tracing by every choice")
    held: dict[Run, Held] = {}
    if executor is None and count <= 1:
        for run in runs:
            held[run] = _held(ledger, origin_sets[run.origins], run, to)
            report(len(held), len(runs), f"Traced by {run.rule}")
        return Sweep(held)
    make = executor or (lambda: _processes(count, ledger))
    shared = ledger if executor else None
    for run, found in _spread(make, shared, origin_sets, runs, to):
        held[run] = found
        report(len(held), len(runs), f"Traced by {run.rule}")
    return Sweep({run: held[run] for run in runs})


def _spread(
    make: Callable[[], Executor],
    ledger: Ledger | None,
    origin_sets: dict[str, tuple[Origin, ...]],
    runs: Sequence[Run],
    to: date | None,
) -> Iterator[tuple[Run, Held]]:
    """Every run with its result as it comes; those of a lost worker again on new ones."""
    waiting = list(runs)
    for _ in range(TRIES):
        lost: list[Run] = []
        pool = make()
        try:
            jobs: dict[Future[Held], Run] = {
                pool.submit(_job, ledger, origin_sets[run.origins], run, to): run for run in waiting
            }
            while jobs:
                done, _running = wait(jobs, return_when=FIRST_COMPLETED)
                for job in done:
                    run = jobs.pop(job)
                    try:
                        yield run, job.result()
                    except (BrokenProcessPool, ConnectionError):
                        lost.append(run)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        if not lost:
            return
        waiting = lost
    raise Refused(
        f"the workers of {len(waiting)} of {len(runs)} traces were lost three times",
        remedy="Free some memory, or use fewer workers",
    )


#: The ledger that this worker was started with, so that it is not sent with every run.
_GIVEN: list[Ledger] = []


def _keep(ledger: Ledger) -> None:
    """What a new worker does first."""
    _GIVEN.append(ledger)


def _processes(count: int, ledger: Ledger) -> Executor:
    # A fresh interpreter each: forking a process that has threads can stop it for ever.
    return ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=_keep, initargs=(ledger,)
    )


def _job(ledger: Ledger | None, origins: tuple[Origin, ...], run: Run, to: date | None) -> Held:
    return _held(ledger or _GIVEN[-1], origins, run, to)


def _held(ledger: Ledger, origins: tuple[Origin, ...], run: Run, to: date | None) -> Held:
    return trace(ledger, origins, run.rule, same_day=run.same_day, to=to).held
