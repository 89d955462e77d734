"""The workers of a Dask cluster that runs already, at the one address that a person named.

A scheduler does what it is told by whoever reaches it, and what it is sent goes over the
network as it stands: an address is never guessed, stored or taken from a case. A worker gets
where the ledger is, or the ledger's Parquet where it cannot see the folder, and each run.
"""

from __future__ import annotations

import hashlib
import platform
import socket
import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import CancelledError, Executor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from graphs.sweeping.sources import InParquet, Records, Source, copy_of
from graphs.sweeping.spread import Job, stopping
from workbench.errors import Refused

#: How long to wait for the scheduler, and for a worker where there is none, in seconds.
ANSWER: Final = 10
ABSENCE: Final = 60
#: How often to ask while waiting whether any worker is left, in seconds.
LOOK: Final = 5
HOW_TO_START: Final = (
    "Start each worker in a checkout of this version: "
    ".venv/bin/python -m distributed.cli.dask_worker ADDRESS"
)


@dataclass(frozen=True, slots=True)
class Lacks:
    """A worker's answer instead of a result: it cannot see the folder of the ledger."""

    worker: str


class Cluster:
    """A crew of Dask workers. Use it with `with`; the cluster itself is left as it was."""

    #: None: the scheduler gives a lost worker's runs to another by itself.
    lost: tuple[type[Exception], ...] = ()

    def __init__(self, address: str, source: Source, watched: Sequence[str]) -> None:
        """Connect, and make sure that every worker runs this very program.

        Raises:
            Refused: if the address is none, nothing answers there, or a worker's program is
                another one.
        """
        if not address.startswith("tcp://"):
            raise Refused(
                f"{address} is no address of a cluster", remedy="Write it like tcp://HOST:8786."
            )
        self.address = address
        self.source = source
        self._watched = tuple(watched)
        self._token = uuid.uuid4().hex
        self._supplied: set[str] = set()
        self._looked = time.monotonic()
        self._seen = time.monotonic()
        self._client = _connect(address)
        try:
            self._check_workers()
        except BaseException:
            self._client.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        from contextlib import suppress

        # What was sent for a sweep does not outlive it on another machine.
        with suppress(OSError, TimeoutError):
            self._client.run(_forget, self.source, on_error="ignore")
        self._client.close()

    def start(self) -> Executor:
        """The cluster as an executor of `concurrent.futures`."""
        made: Executor = _Runs(self._client.get_executor(pure=False), self.address)
        return made

    def job(self, job: Job) -> tuple[Any, ...]:
        """The job with where the ledger is."""
        return (_perform, self.source, self._watched, job, self._token, program())

    def again(self, result: Any) -> bool:
        """Send the ledger's files to a worker that cannot see them."""
        if not isinstance(result, Lacks):
            return False
        if isinstance(self.source, InParquet) and result.worker not in self._supplied:
            self._supply(result.worker, self.source)
        elif not self._client.run(_has, self.source, workers=[result.worker])[result.worker]:
            raise Refused(
                f"the worker {result.worker} cannot read the ledger",
                remedy="Name a folder that every worker sees with --records.",
            )
        return True

    def _supply(self, worker: str, source: InParquet) -> None:
        files = {path.name: path.read_bytes() for path in Path(source.folder).glob("*.parquet")}
        self._client.run(_keep, source.digest, files, workers=[worker])
        self._supplied.add(worker)

    def look(self) -> None:
        """Refuse to wait for a cluster that has had no worker for a minute."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return
        self._looked = now
        if self._client.nthreads():
            self._seen = now
        elif now - self._seen > ABSENCE:
            raise Refused("the cluster has no worker left", where=self.address, remedy=HOW_TO_START)

    def stop(self) -> None:
        """Ask the runs under way to end; those that wait are cancelled by `close`."""
        from contextlib import suppress

        with suppress(OSError, TimeoutError):
            self._client.run(_stop, self._token, on_error="ignore")

    def close(self, executor: Executor) -> None:
        """Drop what has not ended; the connection stays for a further try."""
        executor.shutdown(wait=False)

    def _check_workers(self) -> None:
        told = self._client.run(about, on_error="return")
        if not told:
            raise Refused("the cluster has no worker", where=self.address, remedy=HOW_TO_START)
        mine = about()
        for worker, theirs in sorted(told.items()):
            if isinstance(theirs, Exception):
                raise Refused(
                    f"the worker {worker} does not have this program ({theirs})",
                    where=self.address, remedy=HOW_TO_START,
                )  # fmt: skip
            for what, ours in mine.items():
                if theirs.get(what) != ours:
                    raise Refused(
                        f"the worker {worker} has another {what} ({theirs.get(what)}, here "
                        f"{ours})",
                        where=self.address, remedy=HOW_TO_START,
                    )  # fmt: skip


class _Runs(Executor):
    """Dask's own executor, whose runs end in a refusal where the cluster lost them for good."""

    def __init__(self, executor: Any, address: str) -> None:
        self._executor = executor
        self._address = address

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Submit, and say plainly what the library's own errors mean."""
        from concurrent.futures import Future

        told: Future[Any] = Future()
        made = self._executor.submit(fn, *args, **kwargs)

        def pass_on(future: Future[Any]) -> None:
            try:
                told.set_result(future.result())
            except CancelledError:
                told.set_exception(
                    Refused(
                        "the connection to the cluster was lost",
                        where=self._address,
                        remedy="Start again.",
                    )
                )
            except Exception as error:  # noqa: BLE001 - whatever a run ends in is passed on
                told.set_exception(self._plainly(error))

        made.add_done_callback(pass_on)
        return told

    def _plainly(self, error: Exception) -> Exception:
        from distributed.scheduler import KilledWorker

        if not isinstance(error, KilledWorker):
            return error
        return Refused(
            "every worker that was given one of the traces was lost", where=self._address,
            remedy="Free some memory on the workers, or use fewer threads in each.",
        )  # fmt: skip

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """As Dask does: without waiting, what has not ended is cancelled."""
        self._executor.shutdown(wait=wait)


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise missing() from error
    try:
        # Dask would wait, and leave a thread, where nobody listens at all.
        host, _, port = address.removeprefix("tcp://").rpartition(":")
        socket.create_connection((host.strip("[]"), int(port)), ANSWER).close()
        client: Any = Client
        return client(address, timeout=ANSWER, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise Refused(
            "no cluster answers", where=address,
            remedy="Check the address, and that its scheduler runs.",
        ) from error  # fmt: skip


def missing() -> Refused:
    """What is said where the packages for a cluster are not installed."""
    return Refused(
        "Dask and pyarrow are not installed here",
        remedy="Install them with: .venv/bin/python -m pip install --require-hashes "
        "-r requirements-cluster.lock",
    )


@cache
def program() -> str:
    """A digest of the source that a trace is made by, the same wherever it is installed."""
    root = Path(__file__).resolve().parents[2]
    seal = hashlib.sha256()
    for room in ("graphs", "workbench"):
        for path in sorted((root / room).rglob("*.py")):
            seal.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return seal.hexdigest()[:16]


def about() -> dict[str, str]:
    """What must be the same on every machine."""
    return {
        "program": program(),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "Dask": version("distributed"),
    }


# -- on a worker

_LOCK: Final = threading.Lock()
#: The one ledger that this worker keeps, and the sweeps that were stopped.
_READ: Final[dict[tuple[Source, tuple[str, ...]], Records]] = {}
_STOPPED: Final[set[str]] = set()


def _perform(source: Source, watched: tuple[str, ...], job: Job, token: str, theirs: str) -> Any:
    if theirs != program():
        raise Refused(
            "a worker that joined has another version of the program", remedy=HOW_TO_START
        )
    with _LOCK:  # several runs at once in one worker share one ledger
        records = _READ.get((source, watched))
        if records is None:
            try:
                records = Records.of(source, watched)
            except FileNotFoundError:
                from distributed import get_worker

                return Lacks(get_worker().address)
            except ImportError as error:
                raise missing() from error
            _READ.clear()
            _READ[source, watched] = records
    return job.perform(records, stopping(lambda: token in _STOPPED))


def _stop(token: str) -> None:
    _STOPPED.add(token)


def _forget(source: Source) -> None:
    import shutil

    with _LOCK:
        _READ.clear()
    if isinstance(source, InParquet):
        shutil.rmtree(copy_of(source.digest), ignore_errors=True)


def _has(source: Source) -> bool:
    """Whether the ledger is here now: an answer that it was not may be older than its arrival."""
    try:
        return isinstance(source, InParquet) and bool(source.place())
    except FileNotFoundError:
        return False


def _keep(digest: str, files: dict[str, bytes]) -> None:
    """Keep a copy of the ledger's files; whole, or not under this name."""
    import shutil
    import tempfile

    place = copy_of(digest)
    made = Path(tempfile.mkdtemp(prefix="workbench-ledger-"))
    for name, content in files.items():
        (made / name).write_bytes(content)
    try:
        made.replace(place)
    except OSError:  # another worker of this machine was quicker
        shutil.rmtree(made)
