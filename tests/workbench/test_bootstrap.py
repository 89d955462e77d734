"""The first start on a machine: prepared once, mended when broken, refused in one line."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench import bootstrap
from workbench.bootstrap import installing, libraries, packages
from workbench.bootstrap.display import Display, find_display
from workbench.bootstrap.environment import Environment
from workbench.errors import Refused

ROOT = Path(__file__).resolve().parents[2]

CLI = """
from __future__ import annotations
import sys
def run(arguments: list[str]) -> int:
    import tiny
    print(arguments, sys.prefix)
    return 7
"""


@dataclass(frozen=True)
class Checkout:
    """A small copy of the house with one dependency, found in a folder instead of an index."""

    folder: Path

    def start(self, *arguments: str, python: str = "", **surroundings: str) -> Start:
        command = [python or sys.executable, str(self.folder / "main.py"), *arguments]
        began = time.perf_counter()
        done = subprocess.run(
            command,
            env=self.surroundings() | surroundings,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Start(done.returncode, done.stdout, done.stderr, time.perf_counter() - began)

    def surroundings(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder.parent / "home"),
            "PATH": os.environ["PATH"],
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.folder / "wheels"),
        }

    def asks_for(self, version: str, digest: str) -> None:
        (self.folder / "requirements.lock").write_text(f"tiny=={version} --hash=sha256:{digest}\n")

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"


@dataclass(frozen=True)
class Start:
    """What one start came to."""

    code: int
    out: str
    err: str
    seconds: float


def make_wheel(folder: Path, version: str) -> str:
    """A wheel of one module named tiny; returns its SHA-256."""
    folder.mkdir(exist_ok=True)
    path = folder / f"tiny-{version}-py3-none-any.whl"
    code = f"version = {version!r}\n".encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(code).digest()).rstrip(b"=").decode()
    about = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny.py", code)
        wheel.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(
            f"{about}/RECORD",
            f"tiny.py,sha256={digest},{len(code)}\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n",
        )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def new_checkout(folder: Path) -> Checkout:
    """A checkout that was never started."""
    (folder / "ui").mkdir(parents=True)
    shutil.copy(ROOT / "main.py", folder)
    shutil.copytree(
        ROOT / "workbench" / "bootstrap",
        folder / "workbench" / "bootstrap",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for module in ("__init__.py", "errors.py"):
        shutil.copy(ROOT / "workbench" / module, folder / "workbench")
    (folder / "ui" / "cli.py").write_text(CLI)
    checkout = Checkout(folder)
    checkout.asks_for("1.0", make_wheel(folder / "wheels", "1.0"))
    return checkout


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, Start]:
    """A checkout after its first start, and what that start said."""
    checkout = new_checkout(tmp_path_factory.mktemp("first") / "checkout")
    return checkout, checkout.start("accounts", "case.arw")


@pytest.fixture
def checkout(first: tuple[Checkout, Start], tmp_path: Path) -> Checkout:
    """A prepared checkout of this test's own: a copy, as a folder that was moved would be."""
    folder = tmp_path / "checkout"
    shutil.copytree(first[0].folder, folder, symlinks=True)
    return Checkout(folder)


def test_the_first_start_says_what_it_does_and_leaves_stdout_to_the_command(
    first: tuple[Checkout, Start],
) -> None:
    checkout, start = first
    assert start.out == f"['accounts', 'case.arw'] {checkout.venv}\n"
    assert start.code == 7
    assert start.err.splitlines() == [
        f"Making a Python environment in {checkout.venv}",
        "Installing 1 package from requirements.lock (once; the first time takes a minute or so)",
    ]


def test_a_later_start_says_nothing_and_costs_little(checkout: Checkout) -> None:
    starts = [checkout.start("accounts") for _ in range(3)]
    assert {(start.err, start.code) for start in starts} == {("", 7)}
    direct = checkout.start("accounts", python=str(checkout.venv / "bin" / "python"))
    assert direct.err == ""
    assert min(start.seconds for start in starts) < direct.seconds + 0.25


def test_a_start_with_another_lock_installs_it(checkout: Checkout) -> None:
    checkout.asks_for("2.0", make_wheel(checkout.folder / "wheels", "2.0"))
    assert "Installing" in checkout.start("accounts").err
    assert list(checkout.venv.rglob("tiny-2.0.dist-info"))
    assert checkout.start("accounts").err == ""


def test_an_interrupted_installation_is_taken_up_again(checkout: Checkout) -> None:
    (checkout.venv / ".prepared-requirements.lock").unlink()
    for module in checkout.venv.rglob("tiny*"):
        shutil.rmtree(module) if module.is_dir() else module.unlink()
    start = checkout.start("accounts")
    assert "Installing" in start.err
    assert "Making" not in start.err
    assert start.code == 7


@pytest.mark.slow
def test_an_installation_cut_off_between_two_files_is_not_trusted(checkout: Checkout) -> None:
    (checkout.venv / ".prepared-requirements.lock").unlink()
    (checkout.venv / ".installing").touch()
    next(checkout.venv.rglob("tiny.py")).unlink()
    inside = checkout.start("accounts", python=str(checkout.venv / "bin" / "python"))
    assert "an installation here was cut off" in inside.err
    assert inside.code == 1
    outside = checkout.start("accounts")
    assert "making it anew" in outside.err
    assert outside.code == 7
    assert not (checkout.venv / ".installing").exists()


@pytest.mark.slow
def test_an_environment_whose_python_has_gone_is_made_anew(checkout: Checkout) -> None:
    python = checkout.venv / "bin" / "python"
    python.unlink()
    python.symlink_to(checkout.folder / "gone")
    start = checkout.start("accounts")
    assert "broken or out of date; making it anew" in start.err
    assert start.code == 7


@pytest.mark.slow
def test_an_environment_of_another_python_version_is_made_anew(checkout: Checkout) -> None:
    library = next((checkout.venv / "lib").iterdir())
    library.rename(library.with_name("python3.4"))
    (checkout.venv / ".prepared-requirements.lock").write_text("of a Python that was upgraded")
    shutil.rmtree(checkout.venv / "lib" / "python3.4" / "site-packages" / "pip")
    assert checkout.start("accounts").code == 7


@pytest.mark.slow
def test_an_environment_made_without_pip_is_mended_and_kept(checkout: Checkout) -> None:
    (checkout.venv / ".prepared-requirements.lock").unlink()
    (checkout.venv / "kept").touch()
    for part in checkout.venv.glob("lib/*/site-packages/pip*"):
        shutil.rmtree(part)
    start = checkout.start("accounts")
    assert start.code == 7
    assert (checkout.venv / "kept").exists()


@pytest.mark.slow
def test_two_first_starts_at_once_prepare_it_once(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path / "checkout")
    command = [sys.executable, str(checkout.folder / "main.py"), "accounts"]
    both = [
        subprocess.Popen(
            command,
            env=checkout.surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [start.communicate()[1] for start in both]
    assert [start.returncode for start in both] == [7, 7]
    assert sum("Making a Python environment" in each for each in told) == 1
    assert sum("waiting for it" in each for each in told) == 1


def test_a_file_that_is_not_the_one_named_by_hash_is_refused(checkout: Checkout) -> None:
    make_wheel(checkout.folder / "wheels", "3.0")
    checkout.asks_for("3.0", "0" * 64)
    start = checkout.start("accounts")
    assert start.code == 1
    assert start.out == ""
    assert "tiny==3.0 is not the file that the lock names by hash" in start.err
    assert "install.log" in start.err
    make_wheel(checkout.folder / "wheels", "1.0")
    checkout.asks_for("1.0", make_wheel(checkout.folder / "wheels", "1.0"))
    assert checkout.start("accounts").code == 7


def test_a_package_that_is_nowhere_is_named(checkout: Checkout) -> None:
    checkout.asks_for("4.0", "0" * 64)
    start = checkout.start("accounts")
    assert start.code == 1
    assert "No matching distribution found for tiny==4.0" in start.err
    assert not (checkout.venv / ".installing").exists()


def test_without_a_network_one_line_says_so(checkout: Checkout) -> None:
    checkout.asks_for("4.0", "0" * 64)
    with socket.socket() as taken:  # bound and not listening: every connection is refused
        taken.bind(("127.0.0.1", 0))
        start = checkout.start(
            "accounts",
            PIP_NO_INDEX="0",
            PIP_INDEX_URL=f"http://127.0.0.1:{taken.getsockname()[1]}/simple",
            PIP_RETRIES="1",
        )
    assert start.code == 1
    assert "no package index could be reached" in start.err


def test_the_settings_of_another_python_do_not_reach_the_environment(checkout: Checkout) -> None:
    decoy = checkout.folder.parent / "decoy"
    decoy.mkdir()
    (decoy / "tiny.py").write_text("raise SystemExit(99)")
    base = getattr(sys, "_base_executable", sys.executable)
    start = checkout.start("accounts", python=base, PYTHONPATH=str(decoy), PYTHONOPTIMIZE="2")
    assert start.code == 7


def test_no_setup_uses_the_python_that_was_called(tmp_path: Path) -> None:
    checkout = new_checkout(tmp_path / "checkout")
    start = checkout.start("accounts", "--no-setup")
    assert not checkout.venv.exists()
    assert start.err == "tiny is not installed in this Python. Start again without --no-setup.\n"
    assert start.code == 1


def test_a_copy_with_a_part_missing_says_which(checkout: Checkout) -> None:
    (checkout.folder / "ui" / "cli.py").unlink()
    start = checkout.start("accounts")
    assert start.err == "This copy is not whole: ui.cli is missing. Get the whole checkout.\n"
    assert start.code == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX only")
def test_without_a_display_the_demonstration_case_is_built(checkout: Checkout) -> None:
    start = checkout.start(QT_QPA_PLATFORM="offscreen")
    if start.code == 1:  # a machine without Qt's libraries prints how to get them first
        assert "lacks lib" in start.err
    else:
        assert "No display here" in start.err
        assert start.out.startswith("['demo', 'out']")


def test_an_environment_goes_to_the_users_cache_when_the_folder_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("tiny==1.0")
    assert Environment.of(tmp_path, lock).folder == tmp_path / ".venv"
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "platform", "linux")
    elsewhere = Environment.of(tmp_path, lock).folder
    assert elsewhere.parent == tmp_path / "cache" / "asset-recovery-workbench"


def test_another_starts_lock_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = Environment(tmp_path)
    with (tmp_path / ".lock").open("a+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        monkeypatch.setattr(time, "sleep", lambda _: fcntl.flock(other, fcntl.LOCK_UN))
        with environment.alone():
            assert "waiting for it" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_environment_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".venv").write_text("")
    with pytest.raises(Refused, match=r"no Python environment can be made here"):
        Environment(tmp_path / ".venv").alone().__enter__()


class Machine:
    """A machine whose package manager only writes down what it was asked."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.asked = folder / "asked"
        self.asked.touch()
        self.monkeypatch = monkeypatch
        monkeypatch.setenv("PATH", str(folder))

    def has(self, name: str, script: str = "") -> None:
        path = self.folder / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.asked}\n{script}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def is_root(self, root: bool) -> None:
        self.monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)

    def was_asked(self, name: str) -> list[str]:
        return [line for line in self.asked.read_text().splitlines() if line.startswith(name)]


OFFERS = 'case "$2" in {} ) echo "  Candidate: 1" ;; * ) echo "  Candidate: (none)" ;; esac'


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def lacking(*sonames: str) -> Sequence[libraries.Library]:
    everything = {
        each.soname: each for each in libraries.DRAWING + libraries.X11 + libraries.WAYLAND
    }
    return [everything[soname] for soname in sonames]


def test_root_installs_only_what_is_missing(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.is_root(True)
    machine.has("apt-get")
    machine.has("apt-cache", OFFERS.format("libglib2.0-0|libegl1"))
    packages.install([], lacking("libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1"))
    (order,) = machine.was_asked("apt-get")
    assert order.endswith("install -y --no-install-recommends libglib2.0-0 libegl1")
    assert "libglib2.0-0 libegl1" in capsys.readouterr().err


def test_a_newer_release_gets_its_own_name_for_glib(machine: Machine) -> None:
    machine.is_root(True)
    machine.has("apt-get")
    machine.has("apt-cache", OFFERS.format("libglib2.0-0t64"))
    packages.install([], lacking("libglib-2.0.so.0"))
    assert machine.was_asked("apt-get")[-1].endswith(" libglib2.0-0t64")


def test_empty_lists_are_refreshed_before_anything_is_installed(machine: Machine) -> None:
    machine.is_root(True)
    machine.has("apt-get")
    machine.has("apt-cache", 'test -e "$0.fresh" && echo Candidate: 1')
    machine.has("apt-get", f'test "$3" = update && : > {machine.folder}/apt-cache.fresh || true')
    packages.install(["python3.11-venv"], [])
    orders = [line.split()[3] for line in machine.was_asked("apt-get")]
    assert orders == ["update", "install"]


def test_sudo_is_used_where_it_needs_no_password(machine: Machine) -> None:
    machine.is_root(False)
    machine.has("sudo", 'test "$2" = true')
    machine.has("apt-get")
    machine.has("apt-cache", "echo Candidate: 1")
    with pytest.raises(Refused, match=r"could not install libegl1"):
        packages.install([], lacking("libEGL.so.1"))
    assert "DEBIAN_FRONTEND=noninteractive" in machine.was_asked("sudo")[1]


def test_a_plain_user_gets_one_line_to_paste_and_nothing_is_installed(machine: Machine) -> None:
    machine.is_root(False)
    machine.has("apt-get")
    machine.has("apt-cache", "echo Candidate: 1")
    machine.has("sudo", "exit 1")
    with pytest.raises(Refused) as refusal:
        packages.install(["python3.11-venv"], lacking("libEGL.so.1", "libGL.so.1"))
    assert str(refusal.value) == (
        "This machine lacks python3.11-venv, libEGL.so.1, libGL.so.1. "
        "Run this line, then start again: sudo apt-get update && sudo apt-get install -y "
        "--no-install-recommends python3.11-venv libegl1 libgl1"
    )
    assert not machine.was_asked("apt-get")


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("dnf", "sudo dnf install -y libglvnd-egl xcb-util-cursor"),
        ("pacman", "sudo pacman -S --needed libglvnd xcb-util-cursor"),
        ("unheard-of", "Install what brings these libraries"),
    ],
)
def test_other_distributions_get_their_own_line(machine: Machine, manager: str, line: str) -> None:
    machine.has(manager)
    with pytest.raises(Refused, match=r"lacks libEGL.so.1, libxcb-cursor.so.0") as refusal:
        packages.install([], lacking("libEGL.so.1", "libxcb-cursor.so.0"))
    assert line in str(refusal.value)


def test_a_failure_of_apt_is_told_in_its_own_words(machine: Machine) -> None:
    machine.is_root(True)
    machine.has("apt-cache", "echo Candidate: 1")
    machine.has("apt-get", "echo W: dust; echo E: the disk is full; exit 100")
    with pytest.raises(Refused, match=r"could not install libegl1: E: the disk is full"):
        packages.install([], lacking("libEGL.so.1"))


def test_nothing_missing_asks_for_nothing(machine: Machine) -> None:
    packages.install([], [])
    assert machine.asked.read_text() == ""


def test_a_python_without_venv_asks_for_its_own_debian_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert packages.missing_for_venv() == []
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: name == "venv" or None)
    assert packages.missing_for_venv() == [
        f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="Qt brings its own libraries elsewhere")
def test_a_library_that_cannot_be_loaded_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = libraries.Library("libnowhere.so.1", ("libnowhere1",), "nowhere", "nowhere")
    present = libraries.Library("libc.so.6", ("libc6",), "glibc", "glibc")
    monkeypatch.setitem(libraries.BY_DISPLAY, Display.NONE, (present, absent))
    assert libraries.missing(Display.NONE) == [absent]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert libraries.missing(Display.NONE) == []


@pytest.mark.skipif(sys.platform != "linux", reason="displays are found by variables on Linux")
class TestDisplay:
    """Which display the environment's variables lead to."""

    def test_no_variable_is_no_display(self) -> None:
        assert find_display({}) is Display.NONE

    def test_a_display_that_nobody_serves_is_none(self) -> None:
        assert find_display({"DISPLAY": ":47113"}) is Display.NONE
        assert find_display({"WAYLAND_DISPLAY": "wayland-9"}) is Display.NONE

    def test_a_wayland_socket_is_a_display(self, tmp_path: Path) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "w"))
            found = {"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path)}
            assert find_display(found) is Display.WAYLAND
            assert find_display({**found, "QT_QPA_PLATFORM": "xcb"}) is Display.NONE

    def test_an_x_server_is_a_display(self) -> None:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("\0/tmp/.X11-unix/X47114")
            server.listen()
            assert find_display({"DISPLAY": ":47114.0"}) is Display.X11

    def test_a_display_over_the_network_is_believed(self) -> None:
        assert find_display({"DISPLAY": "localhost:10.0"}) is Display.X11

    def test_a_platform_that_draws_nowhere_is_no_display(self) -> None:
        assert find_display({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": "far:0"}) is Display.NONE

    def test_a_platform_chosen_by_hand_is_believed(self) -> None:
        assert find_display({"QT_QPA_PLATFORM": "vnc:size=800x600"}) is Display.NATIVE


def test_the_whole_suite_is_shared_between_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert bootstrap._whole_suite() == ["-n", "3", "--dist", "loadfile"]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert bootstrap._whole_suite() == []


def test_pips_reason_is_one_line() -> None:
    assert installing.why([]) == "pip gave no reason"
    assert "disk is full" in installing.why(["ERROR: [Errno 28] No space left on device"])
    assert installing.why(["WARNING: x", "ERROR: first", "ERROR: last"]) == "last"
