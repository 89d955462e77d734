"""Watch pip: every package by its hash, the progress in one line, a failure in one line."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from workbench.bootstrap.saying import pass_by, say
from workbench.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PIP_INSTALL = (
    "-I",
    "-m",
    "pip",
    "install",
    "--require-hashes",
    "--no-input",
    "--disable-pip-version-check",
    "--no-warn-script-location",
    "--progress-bar",
    "off",
)

# A user's pip may be told to install elsewhere; index, proxy and certificates stay as they are.
ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIREMENT", "PIP_DRY_RUN")

UNREACHABLE = re.compile(
    r"connection broken by|Failed to establish a new connection|ReadTimeout|ConnectTimeout"
    r"|Temporary failure in name resolution|Network is unreachable|Could not fetch URL"
)


def install(python: Path, lock: Path, log: Path, unfinished: Path) -> None:
    """Install all of `lock` with `python`'s pip; pip's own words go to `log`.

    `unfinished` exists from pip's first written file to its last: pip would take a package that
    was cut off in between for an installed one.
    Raises `Refused` with the package and the reason when pip fails.
    """
    total = len(re.findall(r"^[A-Za-z0-9]", lock.read_text("utf-8"), re.MULTILINE))
    what = "1 package" if total == 1 else f"{total} packages"
    say(f"Installing {what} from {lock.name} (once; the first time takes a minute or so)")
    surroundings = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    surroundings["PIP_USER"] = "0"
    with (
        log.open("w", encoding="utf-8") as account,
        subprocess.Popen(  # noqa: S603 - our own environment's Python
            [str(python), *PIP_INSTALL, "-r", str(lock)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=surroundings,
        ) as pip,
    ):
        told: list[str] = []
        try:
            for line in pip.stdout or ():
                account.write(line)
                told.append(line.rstrip())
                if line.startswith("Installing collected packages"):
                    unfinished.touch()
                elif line.startswith("Collecting "):
                    pass_by(line.split()[1])
        except BaseException:
            pip.terminate()
            raise
    pass_by("")
    if pip.returncode:
        raise Refused(
            f"the packages could not be installed: {why(told)}",
            where=lock.name,
            remedy=f"The full account is in {log}",
        )
    unfinished.unlink(missing_ok=True)


def why(told: Sequence[str]) -> str:
    """The reason pip gave, in one line, with what to do where that is known."""
    text = "\n".join(told)
    mismatch = text.partition("DO NOT MATCH THE HASHES")[2]
    if mismatch:
        named = re.search(r"^\s+(\S+) (?:from|\()", mismatch, re.MULTILINE)
        return f"{named[1] if named else 'a package'} is not the file that the lock names by hash"
    if "No space left on device" in text:
        return "the disk is full; make room and start again"
    errors = [line.removeprefix("ERROR: ") for line in told if line.startswith("ERROR:")]
    if UNREACHABLE.search(text):
        return "no package index could be reached; connect to the network and start again"
    if not errors:
        return told[-1] if told else "pip gave no reason"
    return errors[-1]
