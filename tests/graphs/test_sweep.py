"""Many traces side by side: the range of every amount, and which choice makes it."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from graphs.ledger import Ledger, Origin, Pocket
from graphs.sweep import Run, runs_of, sweep, without_each
from graphs.trace import trace
from tests.graphs.ledgers import ACCOUNT, Book
from workbench.errors import Cancelled, Refused

HERE = Pocket(ACCOUNT, "GBP")
CAR = Pocket("car", "GBP")


def bought_a_car() -> tuple[Ledger, tuple[Origin, ...]]:
    book = Book()
    book.into(6_000, "wages", day=1)
    book.into(4_000, "drugs", day=2, mark=True)
    book.out(5_000, "car", day=2)
    book.into(10, "theft", day=3, mark=True)
    return book.ledger(), tuple(book.origins)


def test_every_run_is_the_trace_by_its_choices() -> None:
    ledger, origins = bought_a_car()
    sets = without_each(origins)
    runs = runs_of(["fifo", "lifo"], origin_sets=sets)
    found = sweep(ledger, sets, runs, workers=1)
    assert len(found.held) == len(runs) == 2 * 3 * 3
    for run, held in found.held.items():
        assert held == trace(ledger, sets[run.origins], run.rule, same_day=run.same_day).held


def test_the_range_names_a_run_for_its_least_and_its_most() -> None:
    ledger, origins = bought_a_car()
    found = sweep(ledger, {"all": origins}, runs_of(["fifo", "lifo"]), workers=1)
    car = found.ranges()[1, CAR]
    assert (car.least, car.most) == (0, 400_000)
    assert car.least_by.rule == "fifo"
    assert car.most_by == Run("lifo")
    assert (2, HERE) not in found.ranges()


def test_the_choices_that_matter_are_those_that_alone_move_an_amount() -> None:
    ledger, origins = bought_a_car()
    rules = sweep(ledger, {"all": origins}, runs_of(["fifo", "lifo"], ["as-recorded"]), workers=1)
    assert rules.choices_that_matter() == {"rule": 400_000}
    days = sweep(ledger, {"all": origins}, runs_of(["lifo"]), workers=1)
    assert days.choices_that_matter() == {"same_day": 400_000}
    sets = without_each(origins)
    left_out = sweep(ledger, sets, runs_of(["fifo"], ["as-recorded"], sets), workers=1)
    assert left_out.choices_that_matter() == {"origins": 400_000}


@pytest.mark.slow
def test_processes_find_what_one_finds() -> None:
    ledger, origins = bought_a_car()
    runs = runs_of(["fifo", "lifo", "pro-rata"])
    alone = sweep(ledger, {"all": origins}, runs, workers=1)
    together = sweep(ledger, {"all": origins}, runs, workers=2)
    assert list(together.held.items()) == list(alone.held.items())


class Losing(ThreadPoolExecutor):
    """A pool that loses the first jobs it is given, as a machine that is switched off does."""

    left = 0

    def submit(self, job: Any, /, *given: Any, **named: Any) -> Future[Any]:
        if type(self).left:
            type(self).left -= 1
            lost: Future[Any] = Future()
            lost.set_exception(BrokenProcessPool("gone"))
            return lost
        return super().submit(job, *given, **named)


def losing(times: int) -> type[Executor]:
    return type("LosingSome", (Losing,), {"left": times})


def test_a_lost_workers_runs_are_done_again() -> None:
    ledger, origins = bought_a_car()
    runs = runs_of(["fifo", "lifo"])
    found = sweep(ledger, {"all": origins}, runs, executor=losing(7))
    assert found == sweep(ledger, {"all": origins}, runs, workers=1)


def test_workers_that_are_always_lost_are_given_up() -> None:
    ledger, origins = bought_a_car()
    with pytest.raises(Refused, match="lost three times"):
        sweep(ledger, {"all": origins}, runs_of(["fifo"]), executor=losing(999))


def test_a_person_can_stop_a_sweep() -> None:
    ledger, origins = bought_a_car()

    def stop(done: int, total: int, text: str) -> None:
        if done:
            raise Cancelled(text)

    with pytest.raises(Cancelled):
        sweep(ledger, {"all": origins}, runs_of(["fifo"]), executor=ThreadPoolExecutor, report=stop)


def test_an_unknown_set_of_origins_is_refused_before_anything_runs() -> None:
    ledger, origins = bought_a_car()
    with pytest.raises(Refused, match="'nobody'"):
        sweep(ledger, {"all": origins}, [Run("fifo", origins="nobody")])
