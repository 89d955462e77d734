"""How a function is compiled: once, kept on disk, and free of the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., object])
#: Arrays are not counted inside, for an atomic count at each call costs ten times the work;
#: so nothing compiled here may make an array.
_UNCOUNTED: Final[dict[str, Any]] = {"_nrt": False}


def compiled(function: F) -> F:
    """The function compiled by numba at its first call and cached beside its source.

    It runs without the interpreter's lock, so that a window stays awake and several traces
    run side by side over the same arrays.
    """
    return cast(F, njit(cache=True, nogil=True, **_UNCOUNTED)(function))


def inlined(function: F) -> F:
    """A part of a compiled function in the same file, written into it where it is called."""
    return cast(F, njit(inline="always", **_UNCOUNTED)(function))
