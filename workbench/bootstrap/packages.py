"""The machine's own package manager: used where that is allowed, else one line to paste."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from workbench.bootstrap.saying import say
from workbench.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.bootstrap.libraries import Library

INSTALL = ("install", "-y", "--no-install-recommends")
#: Waits for another package manager at work, which a freshly started machine often has.
PATIENCE = ("-o", "DPkg::Lock::Timeout=120")


def missing_for_venv() -> list[str]:
    """The Debian package that brings `venv` to this Python, or nothing when it is there."""
    importlib.invalidate_caches()
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def install(packages: Sequence[str], libraries: Sequence[Library]) -> None:
    """Install Debian `packages` and those that bring `libraries`, saying so; nothing: no-op.

    Raises `Refused` with one line to paste when this user may not, or on another distribution.
    """
    if not packages and not libraries:
        return
    lacks = f"This machine lacks {', '.join([*packages, *(each.soname for each in libraries)])}"
    apt = shutil.which("apt-get")
    if apt is None:
        raise Refused(lacks, remedy=_elsewhere(packages, libraries))
    root = _rights()
    if root is None:
        line = _paste([*packages, *_debian_names(libraries)])
        raise Refused(lacks, remedy=f"Run this line, then start again: {line}")
    listed = _all_known(packages, libraries)
    if not listed:
        _refresh(root, apt)
    wanted = [*packages, *_debian_names(libraries)]
    say(f"Installing system packages (apt-get install): {' '.join(wanted)}")
    order = [*root, apt, *PATIENCE, *INSTALL, *wanted]
    failure = _quietly(order)
    if failure and listed:  # a list that has grown old names files that are gone
        _refresh(root, apt)
        failure = _quietly(order)
    if failure and not _all_known(packages, libraries):
        failure = "no list of packages could be fetched; is there a network?"
    if failure:
        raise Refused(
            f"apt-get could not install {' '.join(wanted)}: {failure}",
            remedy=f"Put that right, then run: {_paste(wanted)}",
        )


def _paste(wanted: Iterable[str]) -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    names = " ".join(wanted)
    return f"{sudo}apt-get update && {sudo}apt-get {' '.join(INSTALL)} {names}"


def _elsewhere(packages: Sequence[str], libraries: Sequence[Library]) -> str:
    """What to do without apt: dnf's or pacman's line where one of them is here."""
    if packages:
        return "Install the venv and pip modules of this Python, then start again."
    managers = {"dnf": ("dnf install -y", "fedora"), "pacman": ("pacman -S --needed", "arch")}
    for manager, (verb, distribution) in managers.items():
        if shutil.which(manager):
            names = " ".join(dict.fromkeys(str(getattr(each, distribution)) for each in libraries))
            return f"Run this line, then start again: sudo {verb} {names}"
    return "Install what brings these libraries, then start again."


def _debian_names(libraries: Iterable[Library]) -> list[str]:
    """One package for each library: the first of its names that this release knows."""
    chosen = (
        next((name for name in each.debian if _known(name)), each.debian[-1]) for each in libraries
    )
    return list(dict.fromkeys(chosen))


def _all_known(packages: Iterable[str], libraries: Iterable[Library]) -> bool:
    return all(map(_known, packages)) and all(any(map(_known, each.debian)) for each in libraries)


def _known(package: str) -> bool:
    """Whether apt's lists offer `package`; on a new container they are empty."""
    apt_cache = shutil.which("apt-cache")
    if apt_cache is None:
        return False
    told = _run([apt_cache, "policy", package]).stdout
    return any(
        line.strip().startswith("Candidate:") and "(none)" not in line for line in told.splitlines()
    )


def _refresh(root: Sequence[str], apt: str) -> None:
    say("Refreshing the list of system packages (apt-get update)")
    _quietly([*root, apt, *PATIENCE, "update"])


def _rights() -> list[str] | None:
    """What makes a command run as root, or None when this user may not without a password."""
    if os.geteuid() == 0:
        return ["/usr/bin/env", "DEBIAN_FRONTEND=noninteractive"]
    sudo = shutil.which("sudo")
    if sudo is None or _quietly([sudo, "-n", "true"]):
        return None
    return [sudo, "-n", "/usr/bin/env", "DEBIAN_FRONTEND=noninteractive"]


def _quietly(command: Sequence[str]) -> str:
    """Run `command`; empty when it succeeded, else the last thing it complained of."""
    done = _run(command)
    if done.returncode == 0:
        return ""
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    complaints = [line for line in lines if line.startswith("E:")] or lines
    return complaints[-1] if complaints else f"it ended with code {done.returncode}"


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - fixed commands with names from our own tables
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
