"""Files loaded one after the other: each told of as it goes, any of them or the rest cancelled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Event
from typing import Any

from workbench.case import Case
from workbench.errors import Cancelled
from workbench.progress import Report
from workbench.records.outcome import FileOutcome

#: What has become of files is passed on no more often than this.
SECONDS = 0.1
WAITING, READING, CANCELLED = "waiting", "loading", "cancelled"

#: Told of rows of the queue, by the number of their file: (number, rows).
Tell = Callable[[list[tuple[int, list[dict[str, Any]]]]], object]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files, and of each folder all files in it, however deep; hidden ones are left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                inner
                for inner in path.rglob("*")
                if inner.is_file()
                and not any(part.startswith(".") for part in inner.relative_to(path).parts)
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def row_of(number: int, at: int, outcome: FileOutcome) -> dict[str, Any]:
    """What became of a file, as a row of the queue."""
    told = outcome.as_data()
    rows = f"{outcome.loaded:,} {'row' if outcome.loaded == 1 else 'rows'}"
    said = outcome.refusal or "; ".join((rows, *outcome.notes))
    return {
        **told, "id": number * 100_000 + at, "number": number, "said": said,
        "rejected": len(outcome.rejected),
    }  # fmt: skip


def row_in(number: int, path: Path, verdict: str, said: str = "") -> dict[str, Any]:
    """A file of which nothing is known yet, as a row of the queue."""
    return {
        "id": number * 100_000, "number": number, "file": path.name, "verdict": verdict,
        "said": said,
    }  # fmt: skip


class Loading:
    """One run over some files. What was loaded stays; a file that is cancelled leaves nothing."""

    def __init__(self, paths: Sequence[Path], tell: Tell, **choice: Any) -> None:
        """`choice` is what `load_files` takes besides; it goes with every file."""
        self.paths, self._tell, self._choice = list(paths), tell, choice
        self.skip, self.stop = Event(), Event()
        self._pending: list[tuple[int, list[dict[str, Any]]]] = []
        self._last = 0.0

    def cancel_one(self) -> None:
        """Leave out the file in hand and go on with the next."""
        self.skip.set()

    def cancel_rest(self) -> None:
        """Leave out the file in hand and all that wait."""
        self.stop.set()

    def run(self, case: Case, report: Report) -> list[FileOutcome]:
        """Load every file, each in a unit of work of its own."""
        from workbench.records.load import load_files

        outcomes: list[FileOutcome] = []
        for number, path in enumerate(self.paths):
            if self.stop.is_set():
                self._say(number, [row_in(number, path, CANCELLED, "It was not begun.")])
                continue
            self.skip.clear()
            self._say(number, [row_in(number, path, READING)])
            before, _ = case.head()
            try:
                found = load_files(
                    case, [path], report=self._watched(number, path, report), **self._choice
                )
            except Cancelled:
                if not self.skip.is_set():
                    self.stop.set()
                self._say(number, [row_in(number, path, CANCELLED, _left(case, before))])
                continue
            outcomes += found
            self._say(number, [row_of(number, at, one) for at, one in enumerate(found)])
        self._flush()
        return outcomes

    def _watched(self, number: int, path: Path, report: Report) -> Report:
        many = len(self.paths)

        def watch(done: int, total: int, text: str) -> None:
            if self.skip.is_set() or self.stop.is_set():
                raise Cancelled
            report(number, many, f"{path.name}: {text}" if many > 1 else text)
            if time.monotonic() - self._last >= SECONDS:
                of = f" {done * 100 // total} %" if total else f" {done:,}" if done else ""
                self._say(number, [row_in(number, path, READING, f"{text}{of}")])

        return watch

    def _say(self, number: int, rows: list[dict[str, Any]]) -> None:
        self._pending.append((number, rows))
        begun = rows[0]["verdict"] == READING and not rows[0]["said"]
        if time.monotonic() - self._last >= (SECONDS / 4 if begun else SECONDS):
            self._flush()

    def _flush(self) -> None:
        if self._pending:
            self._last = time.monotonic()
            self._tell(self._pending)
            self._pending = []


def _left(case: Case, before: int) -> str:
    """What a cancelled file leaves: of an archive, the files that were loaded before."""
    loaded = sum(1 for made in case.journal(after=before) if made.action == "load")
    if not loaded:
        return "Nothing of it was kept."
    files = "file was" if loaded == 1 else "files were"
    return f"{loaded:,} of its {files} loaded before; the one in hand left nothing."
