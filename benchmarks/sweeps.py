"""How well independent traces spread over workers, as a ratio to doing them one after another.

Run `python benchmarks/sweeps.py [PAYMENTS] [WORKERS] [SETS]`: four rules, three orders of a day and
as many sets of origins, by one process, by processes and by a Dask cluster, with equal results.
The time of all processors is given too, for other work on the machine disturbs the clock.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyarrow as pa

from benchmarks import ledgers
from graphs.parquet import FILES, write_tables
from graphs.sweeping.choices import origin_sets, runs_of
from graphs.sweeping.once import Found, Scenario
from graphs.sweeping.sources import InParquet
from graphs.sweeping.spread import Processes, cores, spread

ORIGINS = 600
RULES = ("fifo", "lifo", "clean-first", "tainted-first")
#: What must hold, as a part of the number of workers.
GATE = 0.8
BEGUN = date(2018, 1, 1)


def kept(payments: int, folder: Path) -> InParquet:
    """A ledger of that many payments as Parquet; a third of them without a time."""
    columns = ledgers.ledger(payments)
    marks = ledgers.origins(columns, ORIGINS)[:-1].tolist()
    accounts = [f"A{number}" for number in range(len(columns.held))]
    at = np.arange(payments)
    days = [BEGUN + timedelta(days=int(day)) for day in at // 500]
    times = [f"{n % 500 // 60 + 8:02}:{n % 60:02}" if n % 3 else None for n in range(payments)]
    tables = {
        "accounts": [
            accounts, columns.held.astype(bool), columns.openings, ["GBP"] * len(accounts),
            accounts,
        ],
        "origins": [
            [number for _, number, _ in marks], [f"P{place}" for place, _, _ in marks],
            [part for _, _, part in marks],
        ],
        "payments": [
            [f"P{n}" for n in range(payments)], days, times, at, columns.payers.astype(np.int32),
            columns.payees.astype(np.int32), columns.minors, ["GBP"] * payments,
            [None] * payments, [None] * payments,
        ],
    }  # fmt: skip
    made = {
        name: pa.Table.from_arrays(
            [
                pa.array(column, kind)
                for column, kind in zip(arrays, FILES[name].types, strict=True)
            ],
            schema=FILES[name],
        )
        for name, arrays in tables.items()
    }
    return InParquet(str(folder), write_tables(made, folder))


@dataclass(frozen=True)
class Measured:
    """What was found, how long it took by the clock, and what all processors spent on it."""

    found: list[Found]
    clock: float
    spent: float


def measured(work: Callable[[], list[Any]]) -> Measured:
    """Do it once."""
    before, began = processors(), time.perf_counter()
    found = work()
    return Measured(found, time.perf_counter() - began, processors() - before)


def processors() -> float:
    """Seconds of this process and of those it started that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def by_cluster(source: InParquet, jobs: list[Scenario], workers: int) -> list[Any]:
    """The same by Dask, its start included."""
    from distributed import LocalCluster

    from graphs.sweeping.cluster import Cluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as local,
        Cluster(local.scheduler_address, source, ()) as crew,
    ):
        return spread(source, (), jobs, crew)


def main(payments: int, workers: int, count: int) -> None:
    """Measure and print."""
    sets = origin_sets(range(1, ORIGINS + 1), [str(n) for n in range(1, count)])
    jobs = [Scenario(run, sets[run.origins]) for run in runs_of(RULES, origin_sets=sets)]
    with tempfile.TemporaryDirectory() as place:
        source = kept(payments, Path(place))
        spread(source, (), jobs[:12])  # compiled code is loaded
        one = measured(lambda: spread(source, (), jobs))
        print(f"{payments:,} payments, {len(jobs)} traces, {workers} workers")
        print(f"one process: {one.clock:.1f} s, {one.clock / len(jobs) * 1000:.0f} ms a trace")
        for name, work in (
            ("processes", lambda: spread(source, (), jobs, Processes(workers, source, ()))),
            ("Dask", lambda: by_cluster(source, jobs, workers)),
        ):
            found = measured(work)
            if found.found != one.found:
                raise SystemExit(f"{name} found something else")
            quicker = one.clock / found.clock
            print(
                f"{name}: {found.clock:.1f} s, {quicker:.2f} times as quick (goal "
                f"{GATE * workers:.1f}), {found.spent / one.spent:.2f} times the processors' work"
            )


if __name__ == "__main__":
    asked = [int(number) for number in sys.argv[1:]]
    main(*(asked + [40_000, cores(), 4][len(asked) :]))
