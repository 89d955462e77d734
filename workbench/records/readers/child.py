"""Readers of binary formats run in a process of their own, with limits of time and memory.

A crafted file may crash, hang or fill the memory of the library that reads it: that ends the
child, and the person is told. The child gets bytes and gives back text, nothing else: one JSON, or
frames of text one after another, which are read while it goes on.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from workbench.errors import Refused
from workbench.progress import Report

SECONDS: Final = 180
MEGABYTES: Final = 2_048
_ROOT: Final = Path(__file__).resolve().parents[3]
_REMEDY: Final = "Ask the bank for CSV, XLSX or another format named in docs/records.md"


def read_apart(module: str, content: bytes, where: str, report: Report) -> Any:
    """Run a reader's module on bytes in a child process, and give back what it wrote.

    Raises:
        Refused: if the child refuses the file, fails, or goes beyond its limits.
        Cancelled: if whoever watches wishes so; the child is then ended.
    """
    child = _begun(module)
    try:
        out = _waited(child, content, where, report)
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    try:
        told = json.loads(out) if child.returncode == 0 else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _failed(where)
    if "refused" in told:
        raise Refused(told["refused"], where=where, remedy=told.get("remedy", _REMEDY))
    return told


def _waited(child: subprocess.Popen[bytes], content: bytes, where: str, report: Report) -> bytes:
    given: bytes | None = content
    for quarter in range(SECONDS * 4):
        try:
            return child.communicate(given, timeout=0.25)[0]
        except subprocess.TimeoutExpired:
            given = None
            report(quarter // 4, 0, f"Opening {where}")
    raise _late(where, SECONDS)


def _begun(module: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the program is this interpreter, the module our own
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _failed(where: str) -> ReaderFailed:
    return ReaderFailed(
        "the file made its reader fail: it is damaged, hostile or too large",
        where=where,
        remedy=_REMEDY,
    )


def _late(where: str, seconds: int) -> ReaderFailed:
    return ReaderFailed(
        f"the file was not read within {seconds // 60} minutes", where=where, remedy=_REMEDY
    )


class ReaderFailed(Refused):
    """A child came to nothing: it failed, or went beyond its limits."""


class Apart:
    """A child that answers in frames; it begins at once and reads when it is given the file."""

    def __init__(self, module: str, where: str, *, seconds: int | None = None) -> None:
        """Begin the child, so that it is ready by the time the file was looked over."""
        self.where, self.seconds = where, seconds or SECONDS
        self._child = _begun(module)
        self._frames: queue.Queue[tuple[str, bytes] | None] = queue.Queue(maxsize=64)
        self._ended = False

    def __enter__(self) -> Self:
        """Nothing more: the child has begun."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child, whatever it is doing."""
        self._ended = True
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                _closed(pipe.close)

    def give(self, *content: bytes) -> None:
        """Hand over the file; the answer is gathered while the caller does other work."""
        threading.Thread(target=self._write, args=content, daemon=True).start()
        threading.Thread(target=self._read, daemon=True).start()

    def frames(self, report: Report) -> Iterator[tuple[str, str]]:
        """Walk the frames as (kind, text), as `pieces` does."""
        for kind, body in self.pieces(report):
            yield kind, body.decode("utf-8")

    def pieces(self, report: Report) -> Iterator[tuple[str, bytes]]:
        """Walk the frames as (kind, what it holds).

        Raises:
            ReaderFailed: if the child fails or goes beyond its limits.
            Refused: if the child refuses the file.
            Cancelled: if whoever watches wishes so.
        """
        begun = said = time.monotonic()
        while True:
            try:
                frame = self._frames.get(timeout=0.25)
            except queue.Empty:
                frame = ("", b"")
            now = time.monotonic()
            if now - said > 0.25:
                report(int(now - begun), 0, f"Opening {self.where}")
                said = now
            if frame is None:
                raise _failed(self.where)
            if now - begun > self.seconds:
                raise _late(self.where, self.seconds)
            if frame[0] == "refused":
                told = json.loads(frame[1])
                raise Refused(
                    told["refused"],
                    where=told.get("where") or self.where,
                    remedy=told.get("remedy") or _REMEDY,
                )
            if frame[0] == "end":
                return
            if frame[0]:
                yield frame

    def _write(self, *content: bytes) -> None:
        pipe = self._child.stdin
        if pipe is not None:
            _closed(lambda: (pipe.writelines(content), pipe.close()))

    def _read(self) -> None:
        pipe = self._child.stdout
        try:
            while pipe is not None and (head := pipe.readline(64)):
                kind, _, size = head.decode("ascii").strip().partition(" ")
                body = pipe.read(int(size))
                if len(body) != int(size):
                    break
                self._put((kind, body))
        except (OSError, ValueError):
            pass
        self._put(None)

    def _put(self, frame: tuple[str, bytes] | None) -> None:
        while not self._ended:
            try:
                self._frames.put(frame, timeout=0.25)
            except queue.Full:
                continue
            return


def _closed(act: Callable[[], object]) -> None:
    """Do something to a pipe whose other end may be gone."""
    try:
        act()
    except (OSError, ValueError):
        return


def send(kind: str, text: str) -> None:
    """Be the child: write one frame."""
    send_bytes(kind, text.encode("utf-8", errors="replace"))


def send_bytes(kind: str, body: bytes) -> None:
    """Be the child: write one frame of what is no text."""
    sys.stdout.buffer.write(b"%s %d\n" % (kind.encode("ascii"), len(body)))
    sys.stdout.buffer.write(body)


def serve_frames(tell: Callable[[bytes], None]) -> None:
    """Be the child: read all of the input within the limits, and answer in frames."""
    answer(lambda: tell(sys.stdin.buffer.read()))


def answer(work: Callable[[], None], *, seconds: int = SECONDS) -> None:
    """Be the child: do what writes frames within the limits, and say how it ended."""
    _limited(seconds)
    try:
        work()
    except Refused as refusal:
        told = {"refused": refusal.what, "where": refusal.where, "remedy": refusal.remedy}
        send("refused", json.dumps(told))
    else:
        send("end", "")
    sys.stdout.flush()


def serve(read: Callable[[bytes], dict[str, Any]]) -> None:
    """Be the child: read all of the input within the limits, write the answer as JSON."""
    _limited()
    try:
        told = read(sys.stdin.buffer.read())
    except Refused as refusal:
        told = {"refused": refusal.what}
    sys.stdout.write(json.dumps(told))


def _limited(seconds: int = SECONDS) -> None:
    """Take no more than the stated memory and time, where the system can hold one to it."""
    if os.name == "posix":
        import resource

        room = MEGABYTES * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
