"""Loading files into a case: each file whole or not at all, the others still load."""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, union

from workbench.case import Case, Work
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.keep import Keeper
from workbench.records.keep_early import Early
from workbench.records.layout import choice
from workbench.records.outcome import FileOutcome
from workbench.records.readers.ahead import TableAhead, begun, worth_it
from workbench.records.readers.archive import holds_files, members
from workbench.records.readers.child import Apart, ReaderFailed
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import LARGEST_FILE, read_file
from workbench.records.saved_layouts import known_in, layouts_of, texts_of
from workbench.replay import Handler
from workbench.store import engine
from workbench.store import tables as t

ACTION: Final = "load"
#: A file that the case has already was offered again: refused, and logged.
OFFERED: Final = "offered again"


def load_files(
    case: Case,
    paths: Iterable[str | Path],
    *,
    layout: str | None = None,
    account: str | None = None,
    currency: str | None = None,
    exhibit: str = "",
    report: Report = silent,
) -> list[FileOutcome]:
    """Load files into the case, one unit of work for each, and say what became of each.

    Args:
        case: the open case.
        paths: the files; their names are kept and nothing is concluded from them.
        layout: NAME or NAME:dmy, :mdy, :point, :comma, :serial where a file is ambiguous.
        account: which account the files are of, where they do not say.
        currency: their ISO currency, where they do not say.
        exhibit: the first file's exhibit reference, like MS/1; each further file has the next.
        report: told of progress; may raise `Cancelled`, which undoes the file in hand.

    Raises:
        Refused: for a choice that cannot be, before anything is read.
    """
    said = choice(layout, account, currency, known_in(case))
    outcomes: list[FileOutcome] = []
    for place, path in enumerate(paths):
        one = replace(said, exhibit=_counted_up(exhibit, place))
        outcomes += load_path(case, Path(path), one, report)
    return outcomes


def _counted_up(exhibit: str, by: int) -> str:
    """MS/1 counted up by two is MS/3; a reference without a number stands for one file only."""
    found = re.fullmatch(r"(.*?)(\d+)", exhibit.strip())
    if found is None:
        return exhibit.strip() if by == 0 else ""
    return f"{found[1]}{int(found[2]) + by:0{len(found[2])}d}"


def load_path(case: Case, path: Path, said: Choice, report: Report = silent) -> list[FileOutcome]:
    """Load one file, or each file of an archive as "archive.zip/member".

    A refusal is an outcome here, so that the next file still loads.
    """
    name = path.name
    report(0, 0, f"Opening {name}")
    try:
        content = _bytes_of(path)
        if not holds_files(content):
            return [load_content(case, name, content, said, report)]
        packed = list(members(content, name))
    except Refused as refusal:
        return [FileOutcome(file=name, refusal=str(refusal))]
    source = f"packed in {name}, SHA-256 {hashlib.sha256(content).hexdigest()}"
    outcomes = []
    for member in packed:
        inner = f"{name}/{member.name}"
        try:
            unpacked = member.content(name)
        except Refused as refusal:
            outcomes.append(FileOutcome(file=inner, refusal=str(refusal)))
            continue
        outcomes.append(load_content(case, inner, unpacked, said, report, source))
    return outcomes


def load_content(
    case: Case, name: str, content: bytes, said: Choice, report: Report = silent, source: str = ""
) -> FileOutcome:
    """Load one file's bytes; `source` says out of which archive they came."""
    sha256 = hashlib.sha256(content).hexdigest()
    with _collector_at_rest():
        return _load(_File(case, name, content, sha256, said, report, source))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Look for no circles meanwhile: a million rows make none, and looking takes as long again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _File:
    """One file on its way into a case; `source` says out of which archive it came."""

    case: Case
    name: str
    content: bytes
    sha256: str
    said: Choice
    report: Report
    source: str


def _load(file: _File) -> FileOutcome:
    if standing := _standing(file.case, file.name, file.sha256):
        with file.case.change("refuse", f"Refused {standing.refusal}") as work:
            work.command = {"name": OFFERED, "file": file.name, "sha256": file.sha256}
        return standing
    if engine.is_server(file.case.where) or not worth_it(file.content):
        return _read_and_keep(file)
    with file.case.read() as connection:
        own = texts_of(connection)
    try:
        with begun(file.name, file.content, file.said, own) as apart:
            return _keep_while_read(file, apart)
    except ReaderFailed:  # what could not be done there is done here
        return _read_and_keep(file)


def _read_and_keep(file: _File) -> FileOutcome:
    found = None
    try:
        found = read_file(file.name, file.content, file.said, file.report, known_in(file.case))
        if found.rejected:
            return _rejected(file, found)
        with _unit(file) as work:
            return _kept(work, file, found, _keeper(work, file))
    except Refused as refusal:
        return _refused(file, refusal, found)


def _keep_while_read(file: _File, apart: Apart) -> FileOutcome:
    """Read a large table in a process of its own, and keep its rows as they come."""
    known, found = known_in(file.case), None
    try:
        with _unit(file) as work:
            keeper = _keeper(work, file)
            early = keeper.early()
            ahead = TableAhead(apart, early.seen, file.report)
            found = read_file(file.name, file.content, file.said, file.report, known, ahead)
            if found.rejected:
                raise Refused("a row cannot be read", where=file.name)
            return _kept(work, file, found, keeper, early)
    except ReaderFailed:
        raise
    except Refused as refusal:
        return _refused(file, refusal, found)


def _unit(file: _File) -> AbstractContextManager[Work]:
    return file.case.change(ACTION, f"Loaded {file.name}", bulk=True)


def _keeper(work: Work, file: _File) -> Keeper:
    return Keeper(
        work.connection, file.name, file.sha256, file.content, file.report,
        exhibit=file.said.exhibit,
    )  # fmt: skip


def _kept(
    work: Work, file: _File, found: FileRead, keeper: Keeper, early: Early | None = None
) -> FileOutcome:
    outcome = keeper.keep(_from(found, file.source), early)
    work.command = _command(file)
    work.summary = _summary(outcome)
    return outcome


def _refused(file: _File, refusal: Refused, found: FileRead | None) -> FileOutcome:
    if found is None:
        return FileOutcome(file=file.name, sha256=file.sha256, refusal=str(refusal))
    if found.rejected:
        return _rejected(file, found)
    return FileOutcome(
        file=file.name, sha256=file.sha256, format=found.format, layout=found.layout,
        read=found.read, ignored=found.read, refusal=str(refusal),
    )  # fmt: skip


def load_handler(bytes_of: Callable[[str], bytes]) -> Handler:
    """Make the handler that loads a file again from its bytes, found by their SHA-256."""

    def again(connection: Connection, command: Mapping[str, Any]) -> None:
        content = bytes_of(command["sha256"])
        if hashlib.sha256(content).hexdigest() != command["sha256"]:
            raise Refused(
                "the source file is not the one that was loaded", where=str(command["file"])
            )
        said = Choice(**command["said"])
        found = read_file(command["file"], content, said, known=layouts_of(connection))
        if found.rejected:
            raise Refused("the source file is not read as it was", where=str(command["file"]))
        found = _from(found, command.get("source", ""))
        Keeper(connection, command["file"], command["sha256"], content, exhibit=said.exhibit).keep(
            found
        )

    return again


def _command(file: _File) -> dict[str, Any]:
    command = {
        "name": ACTION, "file": file.name, "sha256": file.sha256, "said": asdict(file.said),
    }  # fmt: skip
    return {**command, "source": file.source} if file.source else command


def _from(found: FileRead, source: str) -> FileRead:
    """What was read, with the archive that it came out of among its notes."""
    return replace(found, notes=(source, *found.notes)) if source else found


def _bytes_of(path: Path) -> bytes:
    where = path.name or str(path)
    try:
        if path.is_dir():
            raise Refused("this is a folder", where=where, remedy="Name the files in it")
        if path.stat().st_size > LARGEST_FILE:
            raise Refused("the file is larger than 2 GB", where=where, remedy="Split it by year")
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise Refused("there is no such file", where=str(path), remedy="Check its name") from fault
    except PermissionError as fault:
        raise Refused(
            "the file may not be read by you, or is in use",
            where=str(path),
            remedy="Ask for the right to read it, or copy it to a folder of your own",
        ) from fault
    except (OSError, ValueError) as fault:
        raise Refused(f"the file cannot be read: {fault}", where=str(path)) from fault


def _standing(case: Case, name: str, sha256: str) -> FileOutcome | None:
    """The outcome for a file that is in the case already: every row of it is a duplicate."""
    with case.read() as connection:
        known = connection.execute(
            select(t.SourceFile).where(t.SourceFile.sha256 == sha256)
        ).one_or_none()
        if known is None:
            return None
        accounts = accounts_of(connection, known.id)
    refusal = Refused(
        f"the same file is in the case already, as F{known.id}"
        + (f", loaded as {known.name}" if known.name != name else ""),
        where=name, remedy="Nothing was changed; leave it out",
    )  # fmt: skip
    return FileOutcome(
        file=name, sha256=sha256, format=known.format, layout=known.layout,
        read=known.read, duplicates=known.loaded + known.duplicates, ignored=known.ignored,
        accounts=accounts, verdict=known.verdict, in_minor=known.in_minor,
        out_minor=known.out_minor, currency=known.currency, refusal=str(refusal),
    )  # fmt: skip


def offered_handler() -> Handler:
    """The handler of a file that was offered again: nothing is to be done."""

    def again(_connection: Connection, _command: Mapping[str, Any]) -> None:
        return

    return again


def accounts_of(connection: Connection, file_id: int) -> tuple[str, ...]:
    """The accounts whose statements a file holds, or between which its payments went."""
    of_file = t.Payment.file_id == file_id
    for used in (
        select(t.Statement.account_id).where(t.Statement.file_id == file_id),
        union(select(t.Payment.payer_id).where(of_file), select(t.Payment.payee_id).where(of_file)),
    ):
        keys = select(t.Account.key).where(t.Account.id.in_(used)).order_by(t.Account.id)
        if found := tuple(connection.execute(keys).scalars()):
            return found
    return ()


def _rejected(file: _File, found: FileRead) -> FileOutcome:
    """The outcome for a file with a row that cannot be read: nothing of it is kept."""
    first = min(found.rejected, key=lambda row: row.row)
    others = len(found.rejected) - 1
    more = "" if not others else f" (and {others} more {'row' if others == 1 else 'rows'})"
    refusal = Refused(
        f"{first.why}{more}; nothing of the file was kept",
        where=f"{file.name}, {first.place}",
        remedy="Ask for the file again, or say with --layout how it is written",
    )
    return FileOutcome(
        file=file.name, sha256=file.sha256, format=found.format, layout=found.layout,
        read=found.read, ignored=found.read - len(found.rejected), rejected=found.rejected,
        notes=found.notes, refusal=str(refusal),
    )  # fmt: skip


def _summary(outcome: FileOutcome) -> str:
    rows = "row" if outcome.loaded == 1 else "rows"
    text = f"Loaded {outcome.loaded:,} {rows} of {outcome.file} ({outcome.layout})"
    return f"{text}: {outcome.verdict}"
