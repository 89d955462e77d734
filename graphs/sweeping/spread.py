"""Runs spread over workers: each done once, those of a lost worker again, all of it stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Final, Protocol

from graphs.sweeping.sources import Records, Source
from workbench.errors import Cancelled, Refused
from workbench.progress import Report, silent

#: How often a run is given to another worker after the one that had it was lost.
TRIES: Final = 3
#: How long to wait for a run before asking whether a person wants to stop, in seconds.
PATIENCE: Final = 0.2


class Job(Protocol):
    """One run as a worker gets it: small, and made of plain values."""

    @property
    def said(self) -> str:
        """What has been done once it is, for a line of progress."""

    def perform(self, records: Records, report: Report = silent) -> Any:
        """Do it."""


class Crew(Protocol):
    """Those who do the runs."""

    #: What a run ends in whose worker was lost.
    lost: tuple[type[Exception], ...]

    def start(self) -> Executor:
        """Workers that are ready."""

    def job(self, job: Job) -> tuple[Any, ...]:
        """What to submit for a job: a function and what it is given."""

    def again(self, result: Any) -> bool:
        """Whether a result only says what the worker lacked, which it now has."""

    def look(self) -> None:
        """Called while waiting; refuses where there is nothing to wait for."""

    def stop(self) -> None:
        """Ask what is running to stop."""

    def close(self, executor: Executor) -> None:
        """Let the workers go."""


def spread(
    source: Source,
    watched: Sequence[str],
    jobs: Sequence[Job],
    crew: Crew | None = None,
    report: Report = silent,
) -> list[Any]:
    """Do every job, and return what each found, in the order of the jobs.

    Without a crew they are done one after another by this process.

    Raises:
        Refused: for a run that cannot be traced, or whose workers were lost too often.
        Cancelled: when the person stops it; what was not begun is dropped.
    """
    report(0, len(jobs), "Reading the ledger")
    found: dict[int, Any] = {}
    if crew is None:
        records = Records.of(source, watched)
        for place, job in enumerate(jobs):
            found[place] = job.perform(records, _within(place, len(jobs), report))
            report(len(found), len(jobs), job.said)
        return [found[place] for place in range(len(jobs))]
    for place, result in _by_crew(jobs, crew, report):
        found[place] = result
        report(len(found), len(jobs), jobs[place].said)
    return [found[place] for place in range(len(jobs))]


def _within(ended: int, jobs: int, report: Report) -> Report:
    """What one run says of itself, as so many of all runs done."""

    def told(done: int, total: int, text: str) -> None:  # noqa: ARG001 - of this run alone
        report(ended, jobs, text)

    return told


def _by_crew(jobs: Sequence[Job], crew: Crew, report: Report) -> Iterator[tuple[int, Any]]:
    waiting, done = list(range(len(jobs))), 0
    for _ in range(TRIES):
        lost: list[int] = []
        executor = crew.start()
        running: dict[Future[Any], int] = {}
        try:
            running = {executor.submit(*crew.job(jobs[place])): place for place in waiting}
            while running:
                ended, _ = wait(running, timeout=PATIENCE, return_when=FIRST_COMPLETED)
                if not ended:
                    report(done, len(jobs), "Tracing by every choice")
                    crew.look()
                for future in ended:
                    place = running.pop(future)
                    try:
                        result = future.result()
                    except crew.lost:
                        lost.append(place)
                        continue
                    if crew.again(result):
                        running[executor.submit(*crew.job(jobs[place]))] = place
                        continue
                    done += 1
                    yield place, result
        except BaseException:
            crew.stop()
            raise
        finally:
            crew.close(executor)
        if not lost:
            return
        report(done, len(jobs), "A worker was lost; its runs are done again")
        waiting = sorted(lost)
    raise Refused(
        f"the workers of {len(waiting)} of {len(jobs)} traces were lost three times",
        remedy="Free some memory, or use fewer workers.",
    )


class Processes:
    """Processes of this machine, each a fresh interpreter that reads the ledger for itself."""

    lost: tuple[type[Exception], ...] = (BrokenProcessPool,)

    def __init__(self, count: int, source: Source, watched: Sequence[str]) -> None:
        """So many, by default as many as there are cores."""
        self.count = count
        # A fresh interpreter each: forking a process that has threads can stop it for ever.
        self._context = get_context("spawn")
        self._halt = self._context.Event()
        self._given = (source, tuple(watched))

    def start(self) -> Executor:
        """A pool; a worker reads the ledger with its first run."""
        return ProcessPoolExecutor(
            self.count, mp_context=self._context, initializer=_begin,
            initargs=(*self._given, self._halt),
        )  # fmt: skip

    def job(self, job: Job) -> tuple[Any, ...]:
        """The job alone: the worker knows the rest from its start."""
        return (_perform, job)

    def again(self, _result: Any) -> bool:
        """They lack nothing."""
        return False

    def look(self) -> None:
        """The pool says itself when a worker is lost."""

    def stop(self) -> None:
        """They look at this between two words about progress."""
        self._halt.set()

    def close(self, executor: Executor) -> None:
        """Wait for what is running, and drop the rest."""
        executor.shutdown(wait=True, cancel_futures=True)


def cores() -> int:
    """How many processes this machine can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


#: What this worker was started with, and then the ledger.
_GIVEN: list[Any] = []
_READ: list[Records] = []


def _begin(source: Source, watched: tuple[str, ...], halt: Any) -> None:
    _GIVEN[:] = [source, watched, halt]


def _perform(job: Job) -> Any:
    source, watched, halt = _GIVEN
    if not _READ:
        _READ.append(Records.of(source, watched))
    return job.perform(_READ[0], stopping(halt.is_set))


def stopping(asked: Any) -> Report:
    """Progress that nobody sees, but that ends the work once it is asked to stop."""
    last = [0.0]

    def report(done: int, total: int, text: str) -> None:  # noqa: ARG001 - nobody sees it
        if time.monotonic() - last[0] > PATIENCE:
            last[0] = time.monotonic()
            if asked():
                raise Cancelled(text)

    return report
