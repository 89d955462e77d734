"""What goes into a pack, gathered from one state of the case."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Final, Self

from sqlalchemy import Connection, select

from exports.pack import figures as figures_file
from exports.pack import tables
from exports.pack.bag import Content
from exports.pack.names import folder_name, safe_name
from exports.pack.readme import READ_ME, REDACTED
from exports.paper.marks import PROGRAM, Marks
from exports.schedules.parts import parts_of
from exports.schedules.view import View
from exports.still import Still, still
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.progress import Report, silent
from workbench.store import journal
from workbench.store.tables import Document, SourceContent, SourceFile

if TYPE_CHECKING:
    from exports.redact.copy import Redaction
    from exports.redact.profile import Profile

#: A document is kept in memory up to this size and in a nameless file beyond.
_IN_MEMORY: Final = 32 * 1024 * 1024
PDF: Final = "case-pack.pdf"
WORKBOOK: Final = "schedules.xlsx"
CASE: Final = "case.json"
JOURNAL: Final = "journal.jsonl"
FIGURES: Final = "figures.json"
REDACTION: Final = "redaction.json"


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a pack under `data/`, and what its tag files say."""

    base: str
    when: datetime
    identifier: str
    info: dict[str, str]
    payload: list[tuple[str, Content]]
    pages: int
    figures: int

    def content(self, name: str) -> bytes:
        """A file's bytes."""
        found = next(content for path, content in self.payload if path == name)
        if isinstance(found, bytes):
            return found
        found.seek(0)
        return found.read()

    def replace(self, name: str, content: bytes) -> None:
        """Put other bytes in a file's place."""
        place = next(i for i, (path, _) in enumerate(self.payload) if path == name)
        before = self.payload[place][1]
        self.payload[place] = (name, content)
        if not isinstance(before, bytes):
            before.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for _path, content in self.payload:
            if not isinstance(content, bytes):
                content.close()


def gather(case: Case, report: Report, profile: Profile | None = None) -> Contents:
    """Make every file of the pack from one reading of the case; redacted, with a profile.

    Raises:
        Refused: if the case is empty, a check finds a fault in it, or something that the
            profile takes out would still stand in the pack.
    """
    with still(case) as held:
        _check(held, report)
        if profile is None:
            return _gathered(held, report)
        return _redacted(held, profile, report)


def gather_redacted(case: Still, redaction: Redaction) -> Contents:
    """Make a redacted pack again from the redacted case that one holds."""
    return _gathered(case, silent, redaction)


def _redacted(case: Still, profile: Profile, report: Report) -> Contents:
    from exports.book import book_of
    from exports.redact.copy import redacted
    from exports.redact.gate import check_gone, check_same

    report(0, 0, "Redacting")
    with redacted(case, profile) as (copy, redaction, masks):
        check_same(book_of(case), _book_of(copy, redaction))
        made = _gathered(copy, report, redaction)
    try:
        report(0, 0, "Looking for what was taken out")
        check_gone(masks.terms, [*made.payload, ("bag-info.txt", str(made.info).encode())])
    except BaseException:
        made.__exit__()
        raise
    return made


def _check(case: Still, report: Report) -> None:
    from exports.check import check

    report(0, 0, "Checking the case")
    if problems := check(case, report=report):
        raise Refused(
            f"{problems[0]} (and {len(problems) - 1} more)" if problems[1:] else problems[0],
            where=case.where,
            remedy="A case with a fault is not packed. See them all with: check CASE",
        )


def _book_of(case: Still, redaction: Redaction | None) -> Book:
    from exports.book import book_of
    from exports.redact.copy import Withheld
    from workbench.records.figures import ORIGINALS

    book = book_of(case)
    if redaction is not None:
        book.recall(ORIGINALS, Withheld)
    return book


def _gathered(case: Still, report: Report, redaction: Redaction | None = None) -> Contents:
    entries, when, info = case.entries, case.when, case.info()
    entry, head = entries[-1].seq, entries[-1].hash
    title = redaction.title if redaction else "Case pack"
    about = redaction.profile.about if redaction else ""
    marks = Marks(title, info.name, info.marking, when, entry, head, about)
    read_me = REDACTED + READ_ME if redaction else READ_ME
    payload: list[tuple[str, Content]] = [("READ-ME.txt", read_me.encode())]
    report(0, 0, "Gathering the files")
    with case.read() as connection:
        payload.append((CASE, _spooled(tables.lines(connection, (entry, head), PROGRAM))))
        if redaction is None:
            payload.extend(_originals(connection))
        else:
            payload.append((REDACTION, redaction.document()))
    line = journal_line if redaction is None else redacted_line
    payload.append((JOURNAL, _spooled(map(line, entries))))
    view = View(case, _book_of(case, redaction), info)
    pages, figures, made = _documents(view, marks, report)
    payload.extend(made)
    identifier = redaction.identifier if redaction else entries[0].hash
    return Contents(
        base=folder_name(info.name),
        when=when,
        identifier=identifier,
        info={
            "Bag-Software-Agent": PROGRAM,
            "Bagging-Date": f"{when:%Y-%m-%d}",
            "External-Description": f"{title} of {info.name}",
            "External-Identifier": info.urn or info.reference,
            "Internal-Sender-Identifier": identifier,
            "Journal-Entries": str(entry),
            "Journal-Head": head,
            "Marking": info.marking,
        },
        payload=payload,
        pages=pages,
        figures=figures,
    )


def journal_line(entry: journal.Record) -> str:
    """An entry of the journal as one line of JSON."""
    told = {
        "seq": entry.seq, "at": entry.at, "by": entry.by, "action": entry.action,
        "summary": entry.summary, "payload": entry.payload, "previous": entry.previous,
        "hash": entry.hash,
    }  # fmt: skip
    return journal.canonical(told) + "\n"


def redacted_line(entry: journal.Record) -> str:
    """The same without what was changed, and without hashes that could be tried out."""
    told = {
        "seq": entry.seq, "at": entry.at, "by": entry.by, "action": entry.action,
        "summary": entry.summary,
    }  # fmt: skip
    return journal.canonical(told) + "\n"


def journal_records(lines: Iterable[bytes]) -> Iterator[journal.Record]:
    """The entries of `journal.jsonl`.

    Raises:
        ValueError: if a line is no entry.
    """
    for line in lines:
        told = json.loads(line)
        try:
            entry = journal.Record(**told)
            sound = isinstance(entry.payload, dict) and type(entry.seq) is int
        except TypeError:
            sound = False
        if not sound:
            raise ValueError("a line of the journal is no entry")
        yield entry


def _documents(
    view: View, marks: Marks, report: Report
) -> tuple[int, int, list[tuple[str, Content]]]:
    """The PDF, the workbook and the figures; the pages of the one, the number of the other."""
    from exports.check import CHECKS
    from exports.pack.pages import printed
    from exports.pack.workbook import workbook

    report(0, 0, "Computing the figures")
    with view:
        parts = parts_of(view)
        schedules = [schedule for part in parts for schedule in part.schedules]
        cited = [figure for schedule in schedules for figure in schedule.figures()]
        figures = list(figures_file.every(view.book, cited))
        report(0, 0, "Laying out the pages")
        pdf = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the pack
        pages = printed(view, parts, marks, [check.what for check in CHECKS], pdf)
    report(0, 0, "Writing the schedules")
    sheets = [schedule for schedule in schedules if schedule.on != "paper"]
    book = workbook([*sheets, figures_file.schedule(figures)], marks)
    told = _spooled(figures_file.lines(figures))
    return pages, len(figures), [(PDF, pdf), (WORKBOOK, book), (FIGURES, told)]


def _originals(connection: Connection) -> Iterator[tuple[str, Content]]:
    """The files and documents of the case, as they came."""
    found = connection.execute(
        select(SourceFile.id, SourceFile.name, SourceContent.content)
        .join(SourceContent, SourceContent.file_id == SourceFile.id)
        .order_by(SourceFile.id)
    )
    for number, name, content in found:
        yield f"sources/{number:03}-{safe_name(name)}", bytes(content)
    kept = connection.execute(
        select(Document.id, Document.name, Document.content).order_by(Document.id)
    )
    for number, name, content in kept:
        yield f"documents/{number:03}-{safe_name(name)}", bytes(content)


def _spooled(pieces: Iterable[str]) -> IO[bytes]:
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the pack
    written = io.TextIOWrapper(out, "utf-8", errors="backslashreplace", newline="")
    for piece in pieces:
        written.write(piece)
    written.flush()
    written.detach()
    return out
