"""File names that are safe on every system a pack may be opened on."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

LONGEST: Final = 80
#: Names that Windows keeps for devices, whatever follows the dot.
DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)


def safe_name(name: str, *, otherwise: str = "file") -> str:
    """`name` in plain letters, digits, space, dot, dash and underscore; never a path or device.

    Accents fall away and anything else becomes an underscore; the ending is kept.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._ -]+", "_", plain).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 8:
        plain = f"{stem[: LONGEST - len(ending) - 1].strip('. ')}.{ending}"
    plain = plain[:LONGEST].strip(". ") or otherwise
    return f"_{plain}" if plain.split(".")[0].casefold().strip() in DEVICES else plain


def folder_name(case: str) -> str:
    """The folder of a case's pack, in lower case: `operation-larkspur-pack`."""
    plain = unicodedata.normalize("NFKD", case).encode("ascii", "ignore").decode().casefold()
    word = re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
    return f"{word or 'case'}-pack"


def is_safe_member(name: str) -> bool:
    """Whether a member's name stays inside the folder it is unpacked into, on any system."""
    if not name or len(name) > 400 or not name.isascii() or not name.isprintable():
        return False
    if any(letter in name for letter in '\\:*?"<>|%') or name.startswith("/"):
        return False
    parts = PurePosixPath(name).parts
    return "/".join(parts) == name and not any(
        part in {".", ".."}
        or part != part.strip(" ")
        or part.endswith(".")
        or part.split(".")[0].casefold().strip() in DEVICES
        for part in parts
    )
