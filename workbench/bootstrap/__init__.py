"""From a bare machine to a running workbench: what is missing is prepared, once, and said.

Standard library only: this runs before anything else is installed. Messages go to stderr, so
that a command's `--json` has stdout to itself.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.bootstrap.display import UNSEEN, Display, find_display
from workbench.bootstrap.environment import RUN_LOCK, TEST_LOCK, Environment
from workbench.bootstrap.saying import say
from workbench.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"workbench", "graphs", "exports", "ui"}

# Set by the caller's shell for another Python, these would change what the environment imports
# or whether its assertions run.
FOREIGN = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSAFEPATH",
    "PYTHONOPTIMIZE",
    "PYTHONEXECUTABLE",
    "__PYVENV_LAUNCHER__",
)


def start(
    arguments: Sequence[str],
    *,
    window: Callable[[], int],
    command: Callable[[list[str]], int],
) -> int:
    """Prepare the machine, then do what `arguments` ask; returns the exit code.

    No argument opens the `window`, or builds the demonstration case into `./out` where there is
    no display. `test` runs the tests with what follows it. Anything else is a `command`.
    `--no-setup` leaves the machine as it is and uses the Python that was called.
    """
    wishes = [argument for argument in arguments if argument != "--no-setup"]
    display = find_display(os.environ)
    if display is Display.NONE and os.environ.get("QT_QPA_PLATFORM") not in UNSEEN:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        python = Path(sys.executable)
        if len(wishes) == len(arguments):
            python = prepare(ROOT, wishes, display)
        if wishes[:1] == ["test"]:
            os.chdir(ROOT)
            return _become(python, ["-m", "pytest", *(wishes[1:] or _whole_suite())])
        if not _is_this(python):
            return _become(python, [str(ROOT / "main.py"), *wishes])
        if not wishes and display is Display.NONE:
            say("No display here: building the demonstration case and its pack in ./out")
            wishes = ["demo", "out"]
        return command(wishes) if wishes else window()
    except (Refused, ModuleNotFoundError) as refusal:
        say(_absent(refusal) if isinstance(refusal, ModuleNotFoundError) else str(refusal))
        return 1
    except KeyboardInterrupt:
        say("Stopped. What was begun is taken up again at the next start.")
        return 130


def prepare(root: Path, wishes: Sequence[str], display: Display) -> Path:
    """The Python of a complete environment for `wishes`; a no-op when it is already complete.

    Raises `Refused` with the one line to paste when something is missing that this user may not
    install.
    """
    testing = wishes[:1] == ["test"]
    lock = root / (TEST_LOCK if testing else RUN_LOCK)
    if not lock.is_file():
        raise Refused("this copy is not whole", where=lock.name, remedy="Get the whole checkout.")
    environment = Environment.of(root, lock)
    needs_qt = testing or not wishes
    if testing:
        display = Display.NONE
    if environment.is_ready(lock) and not (needs_qt and environment.lacks_qt(lock, display)):
        return environment.python
    # Only a machine with something missing pays for these imports.
    from workbench.bootstrap import libraries, packages

    with _plainly(), environment.alone():
        wanted = packages.missing_for_venv() if environment.must_be_built() else []
        lacking = libraries.missing(display) if needs_qt else []
        demonstration = not wishes and display is Display.NONE
        try:
            packages.install(wanted, lacking)
        except Refused:
            # The demonstration case draws nothing on a screen, so it can do without Qt's libraries.
            if wanted or not demonstration:
                raise
        environment.complete(lock)
        if needs_qt and not libraries.missing(display):
            environment.note_qt(lock, display)
    return environment.python


@contextlib.contextmanager
def _plainly() -> Iterator[None]:
    """Turn what the disk or the system says no to into one line."""
    try:
        yield
    except OSError as failure:
        raise Refused(
            f"the preparation stopped: {failure}", remedy="Put that right and start again."
        ) from failure


def _absent(failure: ModuleNotFoundError) -> str:
    module = failure.name or ""
    if module.partition(".")[0] in ROOMS:
        return f"This copy is not whole: {module} is missing. Get the whole checkout."
    return f"{module} is not installed in this Python. Start again without --no-setup."


def _whole_suite() -> list[str]:
    """Arguments that share the whole suite between the cores this process may use."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return ["-n", str(min(cores, 8)), "--dist", "loadfile"] if cores > 1 else []


def _is_this(python: Path) -> bool:
    if python == Path(sys.executable):
        return True
    return Path(sys.prefix).resolve() == python.parent.parent.resolve()


def _become(python: Path, arguments: list[str]) -> int:
    """Replace this process by `python` (POSIX), or wait for it and pass on its exit code."""
    surroundings = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    surroundings["PYTHONUTF8"] = "1"
    if not _is_this(python):
        surroundings["VIRTUAL_ENV"] = str(python.parent.parent)
    command = [str(python), *arguments]
    if os.name == "posix":
        os.execve(command[0], command, surroundings)  # noqa: S606 - our own environment's Python
    import subprocess

    return subprocess.run(command, env=surroundings, check=False).returncode  # noqa: S603
