"""ZIP archives of records: each member is a file of its own, cited as "archive.zip/member"."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Final, NamedTuple

from workbench.errors import Refused
from workbench.records.readers.workbook import open_archive, unpacked

#: What a Macintosh adds to an archive that it makes; none of it is a record.
_ADDED: Final = re.compile(r"(?:__MACOSX/.*|(?:.*/)?\.DS_Store)")
#: Characters of a member's name.
LONGEST: Final = 240
_UNPACK: Final = "Unpack it with the program that packed it, and load its files"


class Member(NamedTuple):
    """One file of an archive, still packed."""

    name: str
    archive: zipfile.ZipFile
    inner: str

    def content(self, where: str) -> bytes:
        """The member's bytes, its checksum tested.

        Raises:
            Refused: if it is damaged or encrypted.
        """
        try:
            return unpacked(self.archive, self.inner, where)
        except Refused as fault:
            raise Refused(fault.what, where=fault.where, remedy=_UNPACK) from fault


def holds_files(content: bytes) -> bool:
    """Whether bytes are an archive of files, and no workbook or document that is packed so.

    A damaged archive is none: its reader says what is wrong with it.
    """
    if not content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with open_archive(content, "") as archive:
            names = set(archive.namelist())
    except Refused:
        return False
    return not names & {"[Content_Types].xml", "mimetype"}


def members(content: bytes, where: str) -> Iterator[Member]:
    """The files of an archive, in its own order; folders are none.

    Raises:
        Refused: for an archive beyond the limits, without files, or with names that lead out
            of it, come twice or could not be written down.
    """
    archive = open_archive(content, where)
    seen = set[str]()
    found = []
    for about in archive.infolist():
        name = about.filename.replace("\\", "/")
        if name.endswith("/") or _ADDED.fullmatch(name):
            continue
        if (
            not name or name.startswith("/")
            or ".." in name.split("/") or re.match("[A-Za-z]:", name)
            or len(name) > LONGEST or not name.isprintable()
        ):  # fmt: skip
            raise Refused(
                f"the archive holds a file named {name[:80]!a}, which is no plain name",
                where=where,
                remedy="Treat it as hostile; ask for the records again",
            )
        if name.casefold() in seen:
            raise Refused(
                f"the archive holds two files named {name}",
                where=where,
                remedy="Ask for it again, each file with a name of its own",
            )
        seen.add(name.casefold())
        found.append(Member(name, archive, about.filename))
    if not found:
        raise Refused("the archive holds no files", where=where, remedy="Ask for it again")
    yield from found
