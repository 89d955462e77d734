"""The front door: `python3 main.py` opens the window, a command does one thing and leaves."""

from __future__ import annotations

import os
import shutil
import sys


def window() -> int:
    """Open the window; returns the exit code when it is closed."""
    from ui.window import run

    return run()


def command(arguments: list[str]) -> int:
    """Do one thing and leave, with its exit code."""
    from ui.cli import run

    return run(arguments)


def enter() -> int:
    """Prepare the machine first, or say in one line why this Python cannot."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the line is for those who have an older one
        newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
        advice = f"Start with: {newer[0]} main.py" if newer else "Install it, then start with it."
        have = ".".join(map(str, sys.version_info[:2]))
        sys.stderr.write(f"Python 3.11 or newer is needed; this is Python {have}. {advice}\n")
        return 1
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    from workbench import bootstrap

    return bootstrap.start(sys.argv[1:], window=window, command=command)


if __name__ == "__main__":
    sys.exit(enter())
