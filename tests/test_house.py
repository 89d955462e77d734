"""The house as it was drawn: its rooms, its floors, and what no tracked file may say."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import api

ROOT = Path(__file__).resolve().parents[1]

TOP = {
    *("workbench", "graphs", "exports", "ui", "main.py"),
    *("tests", "benchmarks", "samples", "docs", ".ci"),
    *("pyproject.toml", "requirements.lock", "requirements-dev.lock", "requirements-cluster.lock"),
    ".pre-commit-config.yaml",
    *("README.md", "CHANGELOG.md", "LICENSE", ".gitignore"),
}
ROOMS = ("workbench", "graphs", "exports", "ui")

#: What a start must not pay for, by what is started (see the window's and the commands' floors).
HEAVY = {
    *("networkx", "numpy", "numba", "openpyxl", "python_calamine", "reportlab", "pypdf"),
    *("distributed", "pyarrow"),
}


def tracked() -> list[Path]:
    """Files under version control, or a skip where this is a copy without its history."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("no git or not a checkout: nothing says which files belong to it")
    told = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in told.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules(*rooms: str) -> list[Path]:
    """Python files of the rooms (all of the house when none is named)."""
    found = [path for path in tracked() if path.suffix == ".py"]
    return [path for path in found if not rooms or path.relative_to(ROOT).parts[0] in rooms]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_nothing_stands_at_the_top_but_what_the_design_names() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} == TOP


def test_every_module_opens_by_saying_what_it_is_for() -> None:
    silent = []
    for path in modules():
        said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        if not said or len(said.splitlines()) > 5:
            silent.append(name(path))
    assert not silent


def test_no_module_has_grown_beyond_one_idea() -> None:
    written = [path for path in modules(*ROOMS) if path.parent.name != "versions"]  # by a machine
    assert not [name(path) for path in written if len(path.read_bytes().splitlines()) > 500]


def test_nothing_imports_upwards(capsys: pytest.CaptureFixture[str]) -> None:
    contracts = api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    assert contracts
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as l; l()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(contracts)} kept, 0 broken" in done.stdout


def test_the_preparation_needs_only_the_standard_library() -> None:
    here = ("__future__", "workbench.bootstrap", "workbench.errors")
    for path in (
        *(ROOT / "workbench" / "bootstrap").glob("*.py"),
        ROOT / "workbench" / "errors.py",
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [each.name for each in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for each in names:
                assert each.partition(".")[0] in sys.stdlib_module_names or each.startswith(here)


def test_the_front_door_is_short_and_readable_by_an_older_python() -> None:
    source = (ROOT / "main.py").read_text("utf-8")
    assert len(source.splitlines()) <= 40
    ast.parse(source, feature_version=(3, 8))


def loaded_by(module: str) -> set[str]:
    """Top-level packages in memory after `module` alone was imported, in a Python of its own."""
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {each.partition(".")[0] for each in json.loads(told.stdout)}


@pytest.mark.parametrize(
    ("module", "too_heavy"),
    [
        ("workbench.bootstrap", HEAVY | {"PySide6", "sqlalchemy", "typer", "rich", "ctypes"}),
        ("workbench", HEAVY | {"PySide6", "sqlalchemy", "typer", "rich"}),
        ("ui.cli", HEAVY | {"PySide6", "alembic", "psycopg"}),
        ("ui.window", HEAVY | {"alembic", "psycopg"}),
    ],
)
def test_a_start_loads_nothing_that_it_may_not_need(module: str, too_heavy: set[str]) -> None:
    assert not loaded_by(module) & too_heavy


#: Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile("|".join(("/" + "work/", "/" + "root/", "/" + "home/[a-z]")))
REGISTRIES = re.compile(
    "|".join(
        (
            "pypi" + r"\.(org|python)",
            "python" + "hosted",
            "--(extra-)?index" + "-url",
            "--find" + "-links",
            "/" + "simple/",
        )
    )
)


@pytest.mark.parametrize("banned", [MACHINE_PATHS, REGISTRIES], ids=["machine paths", "registries"])
def test_no_tracked_file_names_one_machine_or_one_registry(banned: re.Pattern[str]) -> None:
    said = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        said += [f"{name(path)}: {match[0]}" for match in banned.finditer(text)]
    assert not said
