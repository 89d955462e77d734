"""Long work off the window's thread: it says what it is doing, and it can be stopped.

The work itself is plain Python that takes a `Report`; only this module knows of threads.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from workbench.errors import Cancelled, Refused
from workbench.progress import Report

_log = logging.getLogger(__name__)
#: Progress is passed on no more often than this, however often the work reports.
SECONDS_BETWEEN_REPORTS = 1 / 20

Work = Callable[[Report], Any]


class Lane(Enum):
    """Where work runs. What changes a case queues in one lane, so that it never meets itself."""

    CASE = "case"
    FIGURES = "figures"
    ROWS = "rows"  # what a table is about to show waits for nothing else
    GENERAL = "general"


class Task(QObject):
    """One piece of work on its way. Its signals arrive on the window's thread, in order."""

    progress = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    #: After any of the last three.
    ended = Signal()

    _told = Signal(int, int, str)
    _settled = Signal(str, object)

    def __init__(self, title: str, lane: Lane, parent: QObject | None = None) -> None:
        """Name the work as a person would: `Loading 3 files`."""
        super().__init__(parent)
        self.title = title
        self.lane = lane
        self.started_at = time.monotonic()
        self.over = False
        #: The last progress that was passed on.
        self.latest = (0, 0, "")
        self._stop = Event()
        self._last = 0.0
        queued = Qt.ConnectionType.QueuedConnection
        self._told.connect(self._pass_on, queued)
        self._settled.connect(self._settle, queued)

    def cancel(self) -> None:
        """Ask the work to stop at its next report; what it had begun is rolled back."""
        self._stop.set()

    def age_ms(self) -> int:
        """How long ago this was asked for."""
        return int((time.monotonic() - self.started_at) * 1000)

    # -- on the worker's thread

    def report(self, done: int, total: int, text: str) -> None:
        """What the work calls; raises `Cancelled` once the person has asked for it."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= SECONDS_BETWEEN_REPORTS:
            self._last = now
            self._told.emit(done, total, text)

    def perform(self, work: Work) -> None:
        """Run the work and tell how it ended."""
        try:
            if self._stop.is_set():
                raise Cancelled
            result = work(self.report)
        except Cancelled:
            self._settled.emit("cancelled", None)
        except Refused as error:
            self._settled.emit("failed", error)
        except Exception as error:  # noqa: BLE001 - a fault is told, wherever it was
            _log.exception("%s failed", self.title)
            self._settled.emit("failed", error)
        else:
            self._settled.emit("done", result)

    # -- on the window's thread

    @Slot(int, int, str)
    def _pass_on(self, done: int, total: int, text: str) -> None:
        if not self.over:
            self.latest = (done, total, text)
            self.progress.emit(done, total, text)

    @Slot(str, object)
    def _settle(self, how: str, result: object) -> None:
        self.over = True
        if how == "done":
            self.done.emit(result)
        elif how == "failed":
            self.failed.emit(result)
        else:
            self.cancelled.emit()
        self.ended.emit()


class Tasks(QObject):
    """The lanes, and every task that has not ended."""

    started = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make the lanes; their threads start when first needed."""
        super().__init__(parent)
        self.running: list[Task] = []
        self._lanes = {
            lane: ThreadPoolExecutor(
                max_workers=2 if lane is Lane.GENERAL else 1,
                thread_name_prefix=f"workbench-{lane.value}",
            )
            for lane in Lane
        }
        self._closed = False
        # The window's thread gets its turn from work in Python five times as soon as usual.
        sys.setswitchinterval(0.001)

    def run(
        self,
        title: str,
        work: Work,
        *,
        lane: Lane = Lane.GENERAL,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Start `work` in a lane; `done` gets its result, `failed` its exception, on this one.

        A window that is closing may still ask (a wait of its ends): nothing is started then.
        """
        task = Task(title, lane, self)
        if self._closed:
            task.over = True
            return task
        if done is not None:
            task.done.connect(done)
        if failed is not None:
            task.failed.connect(failed)
        task.ended.connect(lambda: self._forget(task))
        self.running.append(task)
        self.started.emit(task)
        future: Future[None] = self._lanes[lane].submit(task.perform, work)
        future.add_done_callback(_say_unexpected)
        return task

    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self.running)

    def shutdown(self) -> None:
        """Stop everything and wait for the threads; nothing more may be started."""
        if self._closed:
            return
        self._closed = True
        for task in self.running:
            task.cancel()
        for pool in self._lanes.values():
            pool.shutdown(wait=True, cancel_futures=True)
        self.running.clear()

    def _forget(self, task: Task) -> None:
        if task in self.running:
            self.running.remove(task)
            self.ended.emit(task)
            task.deleteLater()


def _say_unexpected(future: Future[None]) -> None:
    if not future.cancelled() and (error := future.exception()) is not None:
        _log.error("background work ended unexpectedly: %r", error)


class Delay(QObject):
    """Calls back once, a while after it was last asked: for typing that filters a table."""

    def __init__(self, parent: QObject, milliseconds: int, call: Callable[[], None]) -> None:
        """Wait `milliseconds` after the last `ask`."""
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(call)

    def ask(self) -> None:
        """Begin the wait again."""
        self._timer.start()

    def now(self) -> None:
        """Call at once if a wait is under way."""
        if self._timer.isActive():
            self._timer.stop()
            self._timer.timeout.emit()
