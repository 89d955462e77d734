"""The locks are true to pyproject.toml, whole, by hash, and name no place to fetch from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = ROOT / "requirements.lock"
TEST = ROOT / "requirements-dev.lock"
CLUSTER = ROOT / "requirements-cluster.lock"
LOCKS = [RUN, TEST, CLUSTER]

WANTED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
WANTED_FOR_CLUSTER = [
    Requirement(line) for line in PROJECT["project"]["optional-dependencies"]["cluster"]
]
WANTED_FOR_TESTS = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
PYTHONS = ("3.11.2", "3.12.0", "3.13.0")
SYSTEMS = (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))


def entries(lock: Path) -> list[tuple[Requirement, frozenset[str]]]:
    """Each pin of a lock with its hashes; anything else in the file is a failure."""
    joined = lock.read_text("utf-8").replace("\\\n", " ")
    found = []
    for line in joined.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pin, *hashes = line.split("--hash=")
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each.strip()) for each in hashes), line
        found.append((Requirement(pin.strip()), frozenset(each.strip() for each in hashes)))
    return found


def pins(lock: Path, python: str, system: tuple[str, str]) -> dict[str, str]:
    """The versions that `lock` gives to one kind of machine."""
    machine = {
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "sys_platform": system[0],
        "platform_system": system[1],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    chosen: dict[str, str] = {}
    for pin, _ in entries(lock):
        if pin.marker is None or pin.marker.evaluate(machine):
            name = canonicalize_name(pin.name)
            assert name not in chosen, f"{name} is pinned twice for {machine}"
            (specifier,) = pin.specifier
            chosen[name] = specifier.version
    return chosen


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_is_one_exact_version_with_hashes(lock: Path) -> None:
    for pin, hashes in entries(lock):
        assert [each.operator for each in pin.specifier] == ["=="], pin
        assert pin.url is None
        assert hashes, f"{pin} has no hash"


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system[0])
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUN, WANTED),
        (TEST, WANTED + WANTED_FOR_TESTS + WANTED_FOR_CLUSTER),
        (CLUSTER, WANTED + WANTED_FOR_CLUSTER),
    ],
    ids=["run", "test", "cluster"],
)
def test_a_lock_gives_what_pyproject_asks_for(
    lock: Path, wanted: list[Requirement], python: str, system: tuple[str, str]
) -> None:
    given = pins(lock, python, system)
    for requirement in wanted:
        version = given.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {lock.name}: compile it again"
        assert requirement.specifier.contains(version), f"{requirement} is locked at {version}"


def test_each_larger_lock_holds_the_smaller_whole_with_the_same_pins_and_hashes() -> None:
    run, cluster, test = (
        {str(pin): hashes for pin, hashes in entries(lock)} for lock in (RUN, CLUSTER, TEST)
    )
    assert run.items() <= cluster.items() <= test.items()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_place_to_fetch_from(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-[a-zA-Z]\b|--(?!hash=))", text, re.MULTILINE)


def test_the_broken_qt_is_kept_out() -> None:
    (qt,) = (each for each in WANTED if each.name == "pyside6-essentials")
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains(pins(RUN, "3.11.2", SYSTEMS[0])["pyside6-essentials"])


def test_the_window_needs_no_more_of_qt_than_its_essentials() -> None:
    names = pins(TEST, "3.11.2", SYSTEMS[0])
    assert {name for name in names if name.startswith(("pyside6", "shiboken"))} == {
        "pyside6-essentials",
        "shiboken6",
    }
