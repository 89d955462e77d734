"""Readers of binary formats run in a process of their own, with limits of time and memory.

A crafted file may crash, hang or fill the memory of the library that reads it: that ends the
child, and the person is told. The child gets bytes and gives back JSON, nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

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
    child = subprocess.Popen(  # noqa: S603 - the program is this interpreter, the module our own
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
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
        raise Refused(
            "the file made its reader fail: it is damaged, hostile or too large",
            where=where,
            remedy=_REMEDY,
        )
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
    raise Refused(
        f"the file was not read within {SECONDS // 60} minutes", where=where, remedy=_REMEDY
    )


def serve(read: Callable[[bytes], dict[str, Any]]) -> None:
    """Be the child: read all of the input within the limits, write the answer as JSON."""
    if os.name == "posix":
        import resource

        room = MEGABYTES * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    try:
        told = read(sys.stdin.buffer.read())
    except Refused as refusal:
        told = {"refused": refusal.what}
    sys.stdout.write(json.dumps(told))
