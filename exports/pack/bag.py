"""A bag (BagIt 1.0, RFC 8493) in one ZIP whose every byte follows from what is in it.

Members are stored as they are, not squeezed: no unpacking can burst, no two programs can
squeeze differently, and every byte of the archive is a byte that a manifest or the archive's
own directory answers for.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Final, Self

from exports.pack.names import is_safe_member

BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD: Final = "manifest-sha256.txt"
TAGS: Final = "tagmanifest-sha256.txt"
#: The signature of the tag manifest, and so of every file; it stands in no manifest itself.
SEAL: Final = "tagmanifest-sha256.txt.p7s"
INFO: Final = "bag-info.txt"
TAG_FILES: Final = ("bag-info.txt", "bagit.txt", PAYLOAD)
#: What a pack may hold: far above any case seen, far below what would harm a machine.
MOST_MEMBERS: Final = 20_000
LARGEST: Final = 16 * 1024**3
_CHUNK: Final = 1 << 20
#: Content of a member: its bytes, or a file to be read from its beginning.
Content = bytes | IO[bytes]


class NotABag(Exception):  # noqa: N818 - it says what the file is not
    """A file that is no bag of ours, with the reason in words."""


def write(
    out: IO[bytes],
    base: str,
    when: datetime,
    payload: Iterable[tuple[str, Content]],
    info: Mapping[str, str],
    seal: Callable[[bytes], bytes] | None = None,
) -> int:
    """Write a bag under the folder `base`; returns the number of its files.

    `payload` gives paths under `data/` with their content. `when` is the time that every
    member is stamped with. `seal` gives the signature of the tag manifest.
    """
    written = count = 0
    sums: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in sorted(payload, key=lambda item: item[0]):
            sums[f"data/{path}"], size = _add(archive, f"{base}/data/{path}", content, when)
            written += size
            count += 1
        tags: dict[str, bytes] = {
            INFO: _info({**info, "Payload-Oxum": f"{written}.{count}"}),
            "bagit.txt": BAGIT,
            PAYLOAD: _manifest(sums),
        }
        tag_sums = {name: _add(archive, f"{base}/{name}", tags[name], when)[0] for name in tags}
        manifest = _manifest(tag_sums)
        _add(archive, f"{base}/{TAGS}", manifest, when)
        if seal is not None:
            _add(archive, f"{base}/{SEAL}", seal(manifest), when)
    return count + len(tags) + (1 if seal is None else 2)


def copy(source: zipfile.ZipFile, out: IO[bytes]) -> None:
    """Write the same members, in their order, as this program writes an archive."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for member in source.infolist():
            with source.open(member) as content:
                _store(archive, member.filename, content, member.file_size, member.date_time)


def _add(archive: zipfile.ZipFile, name: str, content: Content, when: datetime) -> tuple[str, int]:
    stamp = (when.year, when.month, when.day, when.hour, when.minute, when.second // 2 * 2)
    if isinstance(content, bytes):
        return _store(archive, name, io.BytesIO(content), len(content), stamp), len(content)
    size = content.seek(0, 2)
    content.seek(0)
    return _store(archive, name, content, size, stamp), size


def _store(
    archive: zipfile.ZipFile,
    name: str,
    content: IO[bytes],
    size: int,
    stamp: tuple[int, int, int, int, int, int],
) -> str:
    member = zipfile.ZipInfo(name, stamp)
    member.create_system = 3  # the same on every system
    member.external_attr = 0o100644 << 16
    member.file_size = size
    digest = hashlib.sha256()
    with archive.open(member, "w") as target:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _manifest(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()


def _info(info: Mapping[str, str]) -> bytes:
    lines = (
        f"{label}: {' '.join(value.split())}\n" for label, value in sorted(info.items()) if value
    )
    return "".join(lines).encode("utf-8", "backslashreplace")


class Bag:
    """A bag opened for reading, after its archive has been found safe to open.

    Raises:
        NotABag: if the file is no ZIP, is cut short, or holds what a pack never holds.
    """

    def __init__(self, path: Path) -> None:
        """Open the archive and look at its directory; nothing is unpacked."""
        try:
            if path.stat().st_size > LARGEST:
                raise NotABag("is larger than any pack")
            self.archive = zipfile.ZipFile(path)
        except OSError as error:
            raise NotABag(f"cannot be read ({error.strerror or error})") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise NotABag("is not a whole ZIP archive: cut short or damaged") from error
        try:
            self.base = self._checked(path.stat().st_size)
        except BaseException:
            self.archive.close()
            raise

    def _checked(self, size: int) -> str:
        members = self.archive.infolist()
        if not members:
            raise NotABag("is an empty archive")
        if len(members) > MOST_MEMBERS:
            raise NotABag(f"holds {len(members):,} files, more than any pack")
        seen: set[str] = set()
        for member in members:
            if not is_safe_member(member.filename):
                raise NotABag(f"holds a file with an unsafe name: {member.filename[:80]!r}")
            if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 0x1:
                raise NotABag(
                    f"holds {member.filename} squeezed or encrypted; a pack stores plainly"
                )
            if member.filename.casefold() in seen:
                raise NotABag(f"holds {member.filename} twice")
            seen.add(member.filename.casefold())
        if sum(member.file_size for member in members) > size:
            raise NotABag("claims to hold more than its own size")
        bases = {member.filename.partition("/")[0] for member in members}
        if len(bases) != 1:
            raise NotABag("holds more than one folder at its top")
        return bases.pop()

    def close(self) -> None:
        """Let go of the file."""
        self.archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def names(self) -> list[str]:
        """Every file, without the top folder."""
        return [name[len(self.base) + 1 :] for name in self.archive.namelist()]

    def has(self, name: str) -> bool:
        """Whether the bag holds this file."""
        return f"{self.base}/{name}" in self.archive.NameToInfo

    def chunks(self, name: str) -> Iterator[bytes]:
        """A file's bytes, piece by piece.

        Raises:
            NotABag: if it is missing or the archive says it is damaged.
        """
        try:
            with self.archive.open(f"{self.base}/{name}") as file:
                while chunk := file.read(_CHUNK):
                    yield chunk
        except KeyError:
            raise NotABag(f"{name} is missing") from None
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise NotABag(f"{name} is damaged") from error

    def bytes(self, name: str) -> bytes:
        """A file's bytes.

        Raises:
            NotABag: as `chunks`.
        """
        return b"".join(self.chunks(name))

    def sha256(self, name: str) -> str:
        """A file's SHA-256.

        Raises:
            NotABag: as `chunks`.
        """
        digest = hashlib.sha256()
        for chunk in self.chunks(name):
            digest.update(chunk)
        return digest.hexdigest()

    def info(self) -> dict[str, str]:
        """What `bag-info.txt` says, label by label."""
        text = self.bytes(INFO).decode("utf-8", "replace")
        pairs = (line.partition(": ") for line in text.splitlines())
        return {label: value for label, colon, value in pairs if colon}

    def faults(self) -> list[str]:
        """Everything that keeps this from being a complete, unaltered bag, in words."""
        found: list[str] = []
        try:
            if self.bytes("bagit.txt") != BAGIT:
                found.append("bagit.txt does not say BagIt 1.0 in UTF-8")
            tags = self._sums(TAGS, found)
            payload = self._sums(PAYLOAD, found)
            info = self.info()
        except NotABag as fault:
            return [*found, str(fault)]
        found.extend(f"{name} is not in {TAGS}" for name in TAG_FILES if name not in tags)
        for name, expected in {**payload, **tags}.items():
            try:
                if self.sha256(name) != expected:
                    found.append(f"{name} is not the file that its manifest names (SHA-256)")
            except NotABag as fault:
                found.append(str(fault))
        listed = {*payload, *tags, TAGS, SEAL}
        found.extend(
            f"{name} is in the pack but in no manifest"
            for name in self.names()
            if name not in listed
        )
        stray = [name for name in payload if not name.startswith("data/")]
        found.extend(f"{name} stands in {PAYLOAD} but not under data/" for name in stray)
        members = [m for m in self.archive.infolist() if "/data/" in m.filename]
        oxum = f"{sum(member.file_size for member in members)}.{len(members)}"
        if info.get("Payload-Oxum") != oxum:
            found.append(f"bag-info.txt gives another count of the payload than {oxum}")
        return found or self._unlike_ours()

    def _unlike_ours(self) -> list[str]:
        """Whether a byte outside the files' content differs: in a header, between, behind."""
        with tempfile.TemporaryFile() as again, Path(str(self.archive.filename)).open("rb") as file:
            copy(self.archive, again)
            again.seek(0)
            while True:
                ours, theirs = again.read(_CHUNK), file.read(_CHUNK)
                if ours != theirs:
                    return ["the archive around the files was altered after it was written"]
                if not ours:
                    return []

    def _sums(self, name: str, found: list[str]) -> dict[str, str]:
        sums: dict[str, str] = {}
        for line in self.bytes(name).decode("utf-8", "replace").splitlines():
            match = re.fullmatch(r"([0-9a-f]{64})  (\S.*)", line)
            if match is None or match[2] in sums:
                found.append(f"{name} has a line that is none of a manifest: {line[:100]!r}")
            else:
                sums[match[2]] = match[1]
        return sums
