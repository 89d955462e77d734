"""The case pack: one archive with everything a stranger needs to follow and check a case."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from exports.pack import bag
from exports.pack.contents import PDF, Contents, gather
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent

if TYPE_CHECKING:
    from exports.redact.profile import Profile
    from exports.sign.key import Key


@dataclass(frozen=True, slots=True)
class PackResult:
    """What was packed: where, its SHA-256, how many files, pages and figures."""

    pack: str
    sha256: str
    files: int
    pages: int
    figures: int


def pack(
    case: Case,
    out: Path,
    *,
    key: Key | None = None,
    profile: Profile | None = None,
    report: Report = silent,
) -> PackResult:
    """Pack the case as it stands into one ZIP at `out`; the case itself is not changed.

    An unchanged case gives the same bytes every time, on every machine, until it is signed with
    `key`: a signature says when it was made. With `profile` it is redacted. The file appears
    whole or not at all; an earlier pack of the same case is replaced, any other file never.

    Raises:
        Refused: if `out` is some other file, cannot be written, or the case changed meanwhile.
    """
    with gather(case, report, profile) as contents:
        _check_place(out, contents)
        if key is not None:
            report(0, 0, "Signing")
            contents.replace(PDF, key.sign_pdf(contents.content(PDF)))
        report(0, 0, "Writing the archive")
        files, digest = write(contents, out, key.sign_manifest if key else None)
    return PackResult(str(out), digest, files, contents.pages, contents.figures)


def write(
    contents: Contents, out: Path, seal: Callable[[bytes], bytes] | None = None
) -> tuple[int, str]:
    """Write the archive beside `out`, then put it in place; files and SHA-256."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name[:40]}.", suffix=".part", dir=out.parent)
    except OSError as error:
        raise _unwritable(out, error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            files = bag.write(
                file, contents.base, contents.when, contents.payload, contents.info, seal
            )
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        part.chmod(0o644)
        part.replace(out)
        _settle(out.parent)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        part.unlink(missing_ok=True)
    return files, digest


def _check_place(out: Path, contents: Contents) -> None:
    """Refuse to write over anything but an earlier pack of the same case."""
    if not out.exists():
        return
    same = False
    if out.is_file():
        try:
            with bag.Bag(out) as before:
                same = before.info().get("Internal-Sender-Identifier") == contents.identifier
        except bag.NotABag:
            pass
    if not same:
        raise Refused(
            "stands already and is no pack of this case",
            where=str(out),
            remedy="Choose another name.",
        )


def _unwritable(out: Path, error: OSError) -> Refused:
    return Refused(
        f"cannot be written ({error.strerror or error})",
        where=str(out),
        remedy="Check that its folder exists, is writable and has room.",
    )


def _settle(folder: Path) -> None:
    """Make the new name survive a power failure, where the system can be asked to."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
