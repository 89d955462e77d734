"""The command line: the same functions as the window, without it. Nothing here imports Qt."""

from __future__ import annotations


def run(arguments: list[str]) -> int:
    """Do one command and return its exit code: 0 done, 1 refused, 2 wrong usage."""
    from ui.cli.app import run as run_app

    return run_app(arguments)
