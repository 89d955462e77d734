"""Work runs off the window's thread, says what it does, stops when asked, and leaves no thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui.tasks import Delay, Lane, Tasks
from workbench.errors import Refused
from workbench.progress import Report


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.shutdown()


def test_work_runs_on_another_thread_and_its_result_comes_back_to_this_one(
    qtbot: QtBot, tasks: Tasks
) -> None:
    threads: list[int] = []

    def work(report: Report) -> int:
        threads.append(threading.get_ident())
        return 42

    results: list[Any] = []

    def done(value: int) -> None:
        threads.append(threading.get_ident())
        results.append(value)

    task = tasks.run("Adding up", work, done=done)
    with qtbot.waitSignal(task.ended):
        pass
    assert results == [42]
    assert threads[1] == threading.get_ident() != threads[0]
    assert not tasks.busy()


def test_progress_is_passed_on_at_most_twenty_times_a_second(qtbot: QtBot, tasks: Tasks) -> None:
    def work(report: Report) -> None:
        until = time.monotonic() + 0.5
        step = 0
        while time.monotonic() < until:
            step += 1
            report(step, 0, "counting")

    said: list[tuple[int, int, str]] = []
    task = tasks.run("Counting", work)
    task.progress.connect(lambda *what: said.append(what))
    with qtbot.waitSignal(task.done):
        pass
    assert 2 <= len(said) <= 11
    assert said[-1][2] == "counting"


def test_cancel_stops_work_at_its_next_report(qtbot: QtBot, tasks: Tasks) -> None:
    begun = threading.Event()

    def work(report: Report) -> None:
        begun.set()
        while True:
            report(0, 0, "turning in circles")
            time.sleep(0.001)

    task = tasks.run("Circling", work)
    with qtbot.waitSignal(task.cancelled):
        begun.wait(5)
        task.cancel()
    assert not tasks.busy()


def test_work_that_is_cancelled_while_it_waits_never_begins(qtbot: QtBot, tasks: Tasks) -> None:
    gate, begun = threading.Event(), []
    first = tasks.run("First", lambda _: gate.wait(5), lane=Lane.CASE)
    second = tasks.run("Second", lambda _: begun.append(1), lane=Lane.CASE)
    second.cancel()
    with qtbot.waitSignals([first.done, second.cancelled]):
        gate.set()
    assert begun == []


def test_what_changes_a_case_runs_one_after_the_other(qtbot: QtBot, tasks: Tasks) -> None:
    inside, most = [0], [0]

    def work(report: Report) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.01)
        inside[0] -= 1

    all_of_them = [tasks.run("Change", work, lane=Lane.CASE) for _ in range(5)]
    with qtbot.waitSignals([task.done for task in all_of_them]):
        pass
    assert most == [1]


def test_a_refusal_comes_back_as_it_was_said(qtbot: QtBot, tasks: Tasks) -> None:
    def work(report: Report) -> None:
        raise Refused("is empty", where="june.csv", remedy="Ask the bank again.")

    said: list[Exception] = []
    task = tasks.run("Loading", work, failed=said.append)
    with qtbot.waitSignal(task.ended):
        pass
    assert [str(error) for error in said] == ["june.csv: is empty. Ask the bank again."]


def test_a_fault_is_logged_and_comes_back(
    qtbot: QtBot, tasks: Tasks, caplog: pytest.LogCaptureFixture
) -> None:
    def work(report: Report) -> None:
        raise ZeroDivisionError

    said: list[Exception] = []
    with caplog.at_level(logging.ERROR, logger="ui.tasks"):
        task = tasks.run("Dividing", work, failed=said.append)
        with qtbot.waitSignal(task.ended):
            pass
    assert [type(error) for error in said] == [ZeroDivisionError]
    assert caplog.messages == ["Dividing failed"]
    caplog.clear()


def test_shutting_down_stops_everything_and_leaves_no_thread(qtbot: QtBot) -> None:
    tasks = Tasks()

    def work(report: Report) -> None:
        while True:
            report(0, 0, "")
            time.sleep(0.001)

    for lane in Lane:
        tasks.run("Endless", work, lane=lane)
    tasks.shutdown()
    tasks.shutdown()
    left = [t.name for t in threading.enumerate() if t.name.startswith("workbench-")]
    assert left == []
    assert not tasks.busy()


def test_a_delay_calls_once_after_the_last_of_many_requests(qtbot: QtBot, tasks: Tasks) -> None:
    calls: list[int] = []
    delay = Delay(tasks, 20, lambda: calls.append(1))
    for _ in range(5):
        delay.ask()
    qtbot.waitUntil(lambda: calls == [1])
    delay.now()
    assert calls == [1]
    delay.ask()
    delay.now()
    assert calls == [1, 1]


def test_what_is_asked_after_the_end_is_not_begun(tasks: Tasks) -> None:
    begun: list[int] = []
    tasks.shutdown()
    task = tasks.run("Too late", lambda _: begun.append(1))
    assert task.over
    assert not tasks.busy()
    assert begun == []
