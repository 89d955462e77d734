"""Runs on a Dask cluster of real processes: the same results, and what is lost is done again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")
pytest.importorskip("pyarrow")

from graphs.of_case import trace_case
from graphs.sweeping import cluster as cluster_module
from graphs.sweeping.choices import Run
from graphs.sweeping.cluster import Cluster, copy_of
from graphs.sweeping.of_case import Choices, Where, sweep_case, trace_on_cluster
from graphs.sweeping.once import Scenario
from graphs.sweeping.sources import InParquet
from graphs.sweeping.spread import spread
from tests.graphs.filled import fill
from tests.graphs.slow import Slow, notes
from ui.cli.app import run
from workbench.case import Case
from workbench.errors import Cancelled, Refused
from workbench.recovery.origins import Mark, mark
from workbench.recovery.property import add_asset, add_purchase

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def wait_for(what: Callable[[], Any], seconds: float = 60) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
    return found


class Machines:
    """A scheduler and workers as processes of their own, as on several machines."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, []
        self._note = folder / "scheduler.json"
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        wait_for(self._note.exists)
        self.address = str(wait_for(self._address))

    def _address(self) -> str:
        try:
            return str(json.loads(self._note.read_text("utf-8"))["address"])
        except json.JSONDecodeError:
            return ""

    def worker(self) -> int:
        """One worker more; its process id."""
        return self._start("dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard").pid

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        made = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{what}", *options,
             "--scheduler-file", str(self._note)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        self.running.append(made)
        return made

    def stop(self) -> None:
        for one in self.running:
            one.kill()
        for one in self.running:
            one.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    made = Machines(tmp_path_factory.mktemp("machines"))
    try:
        for _ in range(2):
            made.worker()
        yield with_workers(made, 2)
    finally:
        made.stop()


def with_workers(made: Machines, count: int) -> Machines:
    """Wait until so many workers are there.

    Dask keeps one thread of this process for good; it is begun here, before any test counts.
    """
    from distributed import Client
    from distributed.utils import offload

    with Client(made.address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)
        client.sync(offload, int)
    return made


def bought(case: Case) -> Case:
    """Sixty payments in and out of two accounts, three of them marked."""
    ends = [("x", "a"), ("a", "b"), ("b", "y"), ("a", "dealer")]
    fill(
        case,
        [
            (f"P{n}", f"2026-02-{1 + n * 7 % 28:02d}", *ends[n % 4], 1_000 + n * 37)
            for n in range(60)
        ],
        held=["a", "b"],
    )
    mark(case, [Mark(f"P{n}", "", "fraud") for n in (0, 8, 20)])
    add_purchase(case, add_asset(case, "vehicle", "Golf"), "P23")
    return case


def test_a_cluster_finds_to_the_penny_what_this_machine_finds(
    case: Case, machines: Machines
) -> None:
    choices = Choices(each_origin=True)
    there = sweep_case(bought(case), choices, where=Where(cluster=machines.address))
    assert there == sweep_case(case, choices)
    assert len(there["runs"]) == 60


def test_each_rule_of_a_trace_is_a_run_on_the_cluster(case: Case, machines: Machines) -> None:
    rules = ["fifo", "pro-rata", "poison"]
    there = trace_on_cluster(bought(case), rules, Where(cluster=machines.address))
    assert there == trace_case(case, rules)


def test_the_command_takes_the_address_of_a_cluster(
    file_case: Case, machines: Machines, capsys: pytest.CaptureFixture[str]
) -> None:
    bought(file_case)
    there = ("--cluster", machines.address, "--json")
    assert run(["trace", file_case.where, "--rule", "fifo,lifo", *there]) == 0
    assert json.loads(capsys.readouterr().out)["rules"] == trace_case(file_case, ["fifo", "lifo"])
    assert run(["sweep", file_case.where, "--rule", "fifo", "--target", "asset:1", *there]) == 0
    (target,) = json.loads(capsys.readouterr().out)["targets"]
    assert target["label"] == "Traced into Golf"
    assert run(["trace", file_case.where, "--rule", "fifo", "--backwards", *there]) == 2


def test_a_worker_that_cannot_see_the_folder_is_sent_the_ledger_and_keeps_none_of_it(
    file_case: Case, machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graphs import parquet

    monkeypatch.chdir(tmp_path)  # the workers have another folder to start from
    with bought(file_case).read() as connection:
        digest = parquet.write(connection, Path("ledger"))
    source = InParquet("ledger", digest)
    jobs = [Scenario(Run(rule)) for rule in ("fifo", "lifo", "pro-rata", "clean-first")]
    here = spread(source, (), jobs)
    with Cluster(machines.address, source, ()) as crew:
        assert spread(source, (), jobs, crew) == here
        assert copy_of(digest).is_dir()
    assert not copy_of(digest).exists()


def test_the_runs_of_a_worker_that_is_killed_are_done_again_elsewhere(
    machines: Machines, tmp_path: Path
) -> None:
    extra = machines.worker()
    with_workers(machines, 3)
    source = empty_ledger(tmp_path / "ledger")
    folder = tmp_path / "notes"
    folder.mkdir()
    killed: list[tuple[int, int]] = []

    def kill(done: int, total: int, text: str) -> None:
        mine = [key for key in notes(folder, "begun") if key[1] == extra]
        under_way = [key for key in mine if key not in notes(folder, "ended")]
        if under_way and not killed:
            killed.extend(under_way)
            os.kill(extra, signal.SIGKILL)

    jobs = [Slow(number, str(folder), 0.6) for number in range(9)]
    with Cluster(machines.address, source, ()) as crew:
        assert spread(source, (), jobs, crew, kill) == [number**2 for number in range(9)]
    assert killed
    for number, process in killed:
        others = {at for what, at in notes(folder, "ended") if what == number}
        assert others
        assert process not in others


def test_a_sweep_that_is_stopped_ends_what_its_workers_do(
    machines: Machines, tmp_path: Path
) -> None:
    source = empty_ledger(tmp_path / "ledger")
    folder = tmp_path / "notes"
    folder.mkdir()

    def stop(done: int, total: int, text: str) -> None:
        if notes(folder, "begun"):
            raise Cancelled(text)

    jobs = [Slow(number, str(folder), 60) for number in range(4)]
    with Cluster(machines.address, source, ()) as crew, pytest.raises(Cancelled):
        spread(source, (), jobs, crew, stop)
    # The workers are free again at once, and nothing that waited was begun.
    after = [Slow(9, str(folder), 0), Slow(10, str(folder), 0)]
    with Cluster(machines.address, source, ()) as crew:
        assert spread(source, (), after, crew) == [81, 100]
    assert {number for number, _ in notes(folder, "ended")} == {9, 10}


def empty_ledger(folder: Path) -> InParquet:
    from graphs import parquet

    tables = {name: schema.empty_table() for name, schema in parquet.FILES.items()}
    return InParquet(str(folder), parquet.write_tables(tables, folder))


def test_a_worker_with_another_version_of_the_program_is_refused(
    file_case: Case, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "program", lambda: "another")
    with pytest.raises(Refused, match=r"the worker tcp://.* has another program .*, here another"):
        sweep_case(bought(file_case), Choices(), where=Where(cluster=machines.address))


def test_only_the_address_of_a_cluster_that_answers_will_do(
    file_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought(file_case)
    for address in ("http://127.0.0.1:8786", "127.0.0.1:8786", "inproc://here"):
        with pytest.raises(Refused, match="is no address of a cluster"):
            sweep_case(file_case, Choices(), where=Where(cluster=address))
    monkeypatch.setattr(cluster_module, "ANSWER", 1)
    with pytest.raises(Refused, match=r"tcp://127.0.0.1:9: no cluster answers"):
        sweep_case(file_case, Choices(), where=Where(cluster="tcp://127.0.0.1:9"))
