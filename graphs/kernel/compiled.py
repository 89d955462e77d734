"""How a function is compiled: once, kept on disk, and free of the interpreter's lock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])
#: Arrays are not counted inside, for an atomic count at each call costs ten times the work;
#: so nothing compiled here may make an array.
_UNCOUNTED: Final[dict[str, Any]] = {"_nrt": False}


def _state_of_sources() -> str:
    """A name for what all files of this folder say now."""
    digest = hashlib.sha256()
    for place in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(place.read_bytes())
    return digest.hexdigest()[:16]


SOURCES: Final = _state_of_sources()
# A function is made of parts in other files, and numba only looks whether its own has changed.
_settings: Any = numba.config
_settings.CACHE_DIR = str(
    Path(_settings.CACHE_DIR or Path(__file__).parent / "__pycache__") / f"compiled-{SOURCES}"
)


def compiled(function: F) -> F:
    """The function compiled by numba at its first call and cached beside its source.

    It runs without the interpreter's lock, so that a window stays awake and several traces
    run side by side over the same arrays.
    """
    return cast(F, numba.njit(cache=True, nogil=True, **_UNCOUNTED)(function))


def inlined(function: F) -> F:
    """A part of compiled functions, written into them where it is called."""
    return cast(F, numba.njit(inline="always", **_UNCOUNTED)(function))
