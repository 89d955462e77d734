"""The virtual environment: made once from a lock of hashes, stamped, mended when it is broken."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from workbench.bootstrap.saying import say
from workbench.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.bootstrap.display import Display

RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-dev.lock"

#: Qt's wheels are built against this version of the C library.
LEAST_GLIBC = (2, 34)

# Asks an environment's Python whether it is new enough, isolated, and has pip.
SOUND = "import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)"


@dataclass(frozen=True)
class Environment:
    """A virtual environment at `folder`, whole when its stamp matches the lock and its Python."""

    folder: Path

    @classmethod
    def of(cls, root: Path, lock: Path) -> Environment:
        """The environment of the checkout `root`: inside it, or in the user's cache.

        A prepared one inside is used even where it cannot be written to.
        """
        inside = cls(root / ".venv")
        at = inside.folder if inside.folder.exists() else root
        if inside.is_ready(lock) or os.access(at, os.W_OK):
            return inside
        mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
        try:
            cache = _cache()
        except RuntimeError as homeless:
            raise Refused(
                "this folder cannot be written to and you have no home folder",
                where=str(root),
                remedy="Copy it to a folder of your own.",
            ) from homeless
        return cls(cache / "asset-recovery-workbench" / mark)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        windows = os.name == "nt"
        return (
            self.folder
            / ("Scripts" if windows else "bin")
            / ("python.exe" if windows else "python")
        )

    @property
    def _unfinished(self) -> Path:
        return self.folder / ".installing"

    def is_ready(self, lock: Path) -> bool:
        """Whether everything in `lock` was installed to the end by the Python that is here now."""
        return self._reads(_stamp(lock), self._state(lock))

    def lacks_qt(self, lock: Path, display: Display) -> bool:
        """Whether Qt's system libraries for `display` were not yet found by this environment."""
        return not self._reads(f".qt-{display.value}", self._state(lock))

    def note_qt(self, lock: Path, display: Display) -> None:
        """Remember that Qt's system libraries for `display` are there."""
        with contextlib.suppress(OSError):  # another user's environment: looked for again, quickly
            self._write(f".qt-{display.value}", self._state(lock))

    def must_be_built(self) -> bool:
        """Whether the environment has to be made by the Python that is running."""
        return not self._is_this() and not self._is_sound()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the environment against other starts that would prepare it at the same time."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            line = (self.folder / ".lock").open("a+b")
        except OSError as denied:
            if self.python.exists():  # prepared by someone else: nothing here will be changed
                yield
                return
            raise Refused(
                f"no Python environment can be made here ({denied.strerror})",
                where=str(self.folder),
                remedy="Make the folder writable, or move what is in its place.",
            ) from denied
        with line:
            told = False
            while not _locked(line):
                if not told:
                    say(f"Another start is preparing {self.folder}; waiting for it")
                    told = True
                time.sleep(0.2)
            yield

    def complete(self, lock: Path) -> None:
        """Make or mend the environment and install all of `lock`; no-op when it is ready.

        The stamp is removed before and written after, so what is interrupted is done again.
        Raises `Refused` when that cannot be done, with the reason in one line.
        """
        if self.is_ready(lock):
            return
        _check_machine()
        for stamp in self.folder.glob(".prepared-*"):
            stamp.unlink()
        if self._is_this() and self._unfinished.exists():
            raise Refused(
                "an installation here was cut off",
                where=str(self.folder),
                remedy="Start with the machine's own Python, which makes it anew.",
            )
        if self.must_be_built():
            self._build()
        self._install(lock)
        state = self._state(lock)
        self._write(_stamp(lock), state)
        if lock.name == TEST_LOCK:  # which holds every line of the other, with the same pins
            run_lock = lock.with_name(RUN_LOCK)
            self._write(_stamp(run_lock), self._state(run_lock))

    def _state(self, lock: Path) -> str:
        """What a stamp must say: the lock's digest, and which Python file stands behind it."""
        try:
            real = self.python.resolve(strict=True)
            file = real.stat()
        except OSError:
            return ""
        digest = hashlib.sha256(lock.read_bytes()).hexdigest()
        return f"{digest}\n{real}\n{file.st_size} {file.st_mtime_ns}\n"

    def _reads(self, name: str, state: str) -> bool:
        try:
            return bool(state) and (self.folder / name).read_text("utf-8") == state
        except OSError:
            return False

    def _write(self, name: str, state: str) -> None:
        partial = self.folder / f"{name}.partial"
        partial.write_text(state, "utf-8")
        partial.replace(self.folder / name)

    def _is_this(self) -> bool:
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def _is_sound(self) -> bool:
        if not self.python.exists() or self._unfinished.exists():
            return False
        asked = [str(self.python), "-I", "-c", SOUND]
        if _run(asked)[0] == 0:
            return True
        # Made by a tool that leaves pip out, or interrupted just before pip arrived.
        mended = _run([str(self.python), "-I", "-m", "ensurepip", "--default-pip"])[0] == 0
        return mended and _run(asked)[0] == 0

    def _build(self) -> None:
        if any(entry.name != ".lock" for entry in self.folder.iterdir()):
            say(f"The Python environment in {self.folder} is broken or out of date; making it anew")
            self._empty()
        else:
            say(f"Making a Python environment in {self.folder}")
        code, told = _run([sys.executable, "-I", "-m", "venv", str(self.folder)])
        if code:
            self._empty()
            raise Refused(
                f"the Python environment could not be made: {_last(told)}",
                where=str(self.folder),
                remedy=f"Check that this works: {sys.executable} -m venv FOLDER",
            )

    def _empty(self) -> None:
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name != ".lock":
                entry.unlink()

    def _install(self, lock: Path) -> None:
        from workbench.bootstrap.installing import install

        install(self.python, lock, self.folder / "install.log", self._unfinished)


def _stamp(lock: Path) -> str:
    return f".prepared-{lock.name}"


def _cache() -> Path:
    """The user's own cache folder, by the custom of each system."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _check_machine() -> None:
    """Refuse a Linux whose C library is older than Qt's wheels need (Debian 11, Ubuntu 20.04)."""
    if sys.platform != "linux":
        return
    try:
        name, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
        old = name != "glibc" or tuple(map(int, version.split(".")[:2])) < LEAST_GLIBC
    except (ValueError, OSError):
        name, version, old = "another C library", "", True
    if old:
        raise Refused(
            f"Qt needs glibc 2.34 or newer and this machine has {name} {version}".rstrip(),
            remedy="Use Debian 12, Ubuntu 22.04, Fedora 35 or anything newer.",
        )


def _locked(line: IO[bytes]) -> bool:
    """Try to lock the open file; true where the file system has no locks to give."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(line.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def _run(command: Sequence[str]) -> tuple[int, str]:
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - our own environment's Python
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as failure:
        return 1, str(failure)
    return done.returncode, done.stdout


def _last(told: str) -> str:
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
