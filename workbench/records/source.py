"""The text of any row as it stood, from the bytes that the case keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select

from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Source
from workbench.progress import Report, silent
from workbench.records.reading import Choice
from workbench.records.recognise import Opened, open_file
from workbench.records.saved_layouts import known_in
from workbench.store import tables as t

#: Up to this size all rows of a file are remembered once they have been asked for.
SMALL: Final = 30_000_000


class Originals:
    """A case's original files, read row by row; small ones are read once and remembered."""

    def __init__(self, case: Case) -> None:
        """Take the open case; nothing is read until it is asked for."""
        self.case = case
        self._files: dict[int, tuple[str, str, str, int]] = {}
        self._rows: dict[int, Mapping[str, str]] = {}

    def file(self, file_id: int) -> tuple[str, str, str, int]:
        """A file's name, SHA-256, layout and size."""
        if file_id not in self._files:
            about = t.SourceFile
            wanted = select(about.name, about.sha256, about.layout, about.size)
            with self.case.read() as connection:
                row = connection.execute(wanted.where(about.id == file_id)).one_or_none()
            if row is None:
                raise Refused(f"the case has no file F{file_id}")
            self._files[file_id] = row
        return self._files[file_id]

    def content(self, file_id: int) -> bytes:
        """A file's bytes, unaltered."""
        wanted = select(t.SourceContent.content).where(t.SourceContent.file_id == file_id)
        with self.case.read() as connection:
            return connection.execute(wanted).scalar_one()

    def opened(self, file_id: int, report: Report = silent) -> Opened:
        """A file in the layout that it was read in, which may be one of the case's own."""
        name, _, layout, _ = self.file(file_id)
        content, said = self.content(file_id), Choice(layout=layout)
        return open_file(name, content, said, report, known_in(self.case))

    def source(self, file_id: int, place: str) -> Source:
        """The citation of one row: file, SHA-256, place and text as it stood."""
        name, sha256, _, _ = self.file(file_id)
        return Source(name, sha256, place, self.raw(file_id, place))

    def raw(self, file_id: int, place: str) -> str:
        """The text of one row as it stood in its file."""
        return self.raws(file_id, [place])[place]

    def raws(self, file_id: int, places: Iterable[str]) -> dict[str, str]:
        """The text of several rows of one file, in one pass over it.

        Raises:
            Refused: if a place is not in the file.
        """
        name, _, _, size = self.file(file_id)
        wanted = list(places)
        rows = self._rows.get(file_id)
        if rows is None:
            opened = self.opened(file_id)
            if size <= SMALL:
                rows = self._rows[file_id] = dict(opened.raw_rows())
            else:
                sought = set(wanted)
                rows = {place: raw for place, raw in opened.raw_rows() if place in sought}
        missing = [place for place in wanted if place not in rows]
        if missing:
            raise Refused("the file has no such place", where=f"{name}, {missing[0]}")
        return {place: rows[place] for place in wanted}
