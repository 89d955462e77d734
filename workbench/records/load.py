"""Loading files into a case: each file whole or not at all, the others still load."""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, union

from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records.keep import Keeper
from workbench.records.layout import choice
from workbench.records.outcome import FileOutcome
from workbench.records.readers.archive import holds_files, members
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import LARGEST_FILE, read_file
from workbench.records.saved_layouts import known_in, layouts_of
from workbench.replay import Handler
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
    with _collector_at_rest():
        return _load(case, name, content, said, report, source)


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


def _load(
    case: Case, name: str, content: bytes, said: Choice, report: Report, source: str
) -> FileOutcome:
    sha256 = hashlib.sha256(content).hexdigest()
    if standing := _standing(case, name, sha256):
        with case.change("refuse", f"Refused {standing.refusal}") as work:
            work.command = {"name": OFFERED, "file": name, "sha256": sha256}
        return standing
    try:
        found = read_file(name, content, said, report, known_in(case))
    except Refused as refusal:
        return FileOutcome(file=name, sha256=sha256, refusal=str(refusal))
    if found.rejected:
        return _rejected(name, sha256, found)
    try:
        with case.change(ACTION, f"Loaded {name}", bulk=True) as work:
            outcome = Keeper(
                work.connection, name, sha256, content, _from(found, source), report,
                exhibit=said.exhibit,
            ).keep()  # fmt: skip
            work.command = _command(name, sha256, said, source)
            work.summary = _summary(outcome)
    except Refused as refusal:
        return FileOutcome(
            file=name, sha256=sha256, format=found.format, layout=found.layout,
            read=found.read, ignored=found.read, refusal=str(refusal),
        )  # fmt: skip
    return outcome


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
        Keeper(
            connection, command["file"], command["sha256"], content, found, exhibit=said.exhibit
        ).keep()

    return again


def _command(name: str, sha256: str, said: Choice, source: str) -> dict[str, Any]:
    command = {"name": ACTION, "file": name, "sha256": sha256, "said": asdict(said)}
    return {**command, "source": source} if source else command


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


def _rejected(name: str, sha256: str, found: FileRead) -> FileOutcome:
    """The outcome for a file with a row that cannot be read: nothing of it is kept."""
    first = min(found.rejected, key=lambda row: row.row)
    others = len(found.rejected) - 1
    more = "" if not others else f" (and {others} more {'row' if others == 1 else 'rows'})"
    refusal = Refused(
        f"{first.why}{more}; nothing of the file was kept",
        where=f"{name}, {first.place}",
        remedy="Ask for the file again, or say with --layout how it is written",
    )
    return FileOutcome(
        file=name, sha256=sha256, format=found.format, layout=found.layout, read=found.read,
        ignored=found.read - len(found.rejected), rejected=found.rejected,
        notes=found.notes, refusal=str(refusal),
    )  # fmt: skip


def _summary(outcome: FileOutcome) -> str:
    rows = "row" if outcome.loaded == 1 else "rows"
    text = f"Loaded {outcome.loaded:,} {rows} of {outcome.file} ({outcome.layout})"
    return f"{text}: {outcome.verdict}"
