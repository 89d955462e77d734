"""The case on the desk: opened, read, changed, undone and asked Why?, always off this thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui import settings
from ui.tasks import Lane, Task, Tasks
from workbench.case import Case, why_not_undone
from workbench.figures import Book
from workbench.progress import Report

#: Plain functions of a case, as a command would call them.
CaseWork = Callable[[Case, Report], Any]
FigureWork = Callable[[Book, Report], Any]
RECENT = 8


def book_of(case: Case) -> Book:
    """Every figure of a case, from the topmost room that explains figures."""
    from exports.book import book_of as topmost

    return topmost(case)


@dataclass(slots=True)
class _Figures:
    """The book of the case as it stood after its last change; made when first asked for."""

    case: Case
    make: Callable[[Case], Book]
    book: Book | None = field(default=None)

    def get(self) -> Book:
        if self.book is None:
            self.book = self.make(self.case)
        return self.book


@dataclass(frozen=True, slots=True)
class _Change:
    result: Any
    entries: list[tuple[int, str, bool]]  # number, summary, whether it can be undone


class Workspace(QObject):
    """One case at a time. Every page is handed this, and nothing else.

    `message` carries a line for the person and its tone; `figure` says which figure is chosen,
    for a Why? panel that stands open; `ask_why` asks it of a figure and opens the panel;
    `show_page` asks for a page and, when not empty, a row of it.
    """

    opened = Signal(object)
    closed = Signal()
    changed = Signal()
    undo_changed = Signal()
    themed = Signal()
    message = Signal(str, str)
    figure = Signal(str)
    ask_why = Signal(str)
    show_page = Signal(str, object)

    def __init__(self, make_book: Callable[[Case], Book] = book_of) -> None:
        """A desk without a case on it."""
        super().__init__()
        self.tasks = Tasks(self)
        self.case: Case | None = None
        self._make_book = make_book
        self._figures: _Figures | None = None
        self._done: list[tuple[int, str]] = []
        self._undone: list[tuple[int, str]] = []

    # -- which case

    def open(self, where: str) -> Task:
        """Open a case (an older one is brought up to date after a backup beside it)."""
        return self._put_on_desk("Opening the case", lambda _: Case.open(where))

    def create(self, where: str, **about: Any) -> Task:
        """Make a new case and open it; `about` as `Case.create` takes it."""
        return self._put_on_desk("Making the case", lambda _: Case.create(where, **about))

    def build(self, title: str, make: Callable[[Report], str]) -> Task:
        """Open the case that long work makes; `make` gives its place."""
        return self._put_on_desk(title, lambda report: Case.open(make(report)))

    def _put_on_desk(self, title: str, get: Callable[[Report], Case]) -> Task:
        return self.tasks.run(title, get, lane=Lane.CASE, done=self.adopt, failed=self.refused)

    def adopt(self, case: Case) -> None:
        """Put an open case on the desk, in place of what is there."""
        self.close()
        self.case = case
        self._figures = _Figures(case, self._make_book)
        self._remember(case.where)
        self.opened.emit(case)

    def close(self) -> None:
        """Take the case off the desk and let go of it."""
        if self.case is None:
            return
        case, self.case, self._figures = self.case, None, None
        self._done.clear()
        self._undone.clear()
        for task in self.tasks.running:
            task.cancel()
        self.closed.emit()
        self.undo_changed.emit()
        self.tasks.run("Closing the case", lambda _: case.close(), lane=Lane.CASE)

    def shutdown(self) -> None:
        """Stop all work, wait for its threads, and close the case."""
        self.tasks.shutdown()
        if self.case is not None:
            self.case.close()
            self.case = None

    @staticmethod
    def recent() -> list[str]:
        """Cases opened lately that are still there, latest first."""
        found: list[Any] = settings.recall("recent", [])
        return [w for w in found if isinstance(w, str) and ("://" in w or Path(w).exists())]

    def _remember(self, where: str) -> None:
        if "://" in where:
            return  # an address may hold a password
        where = str(Path(where).resolve())
        settings.remember("recent", [where, *(w for w in self.recent() if w != where)][:RECENT])

    # -- reading and changing it

    def read(
        self,
        title: str,
        work: CaseWork,
        then: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task | None:
        """Work something out from the case and hand the result to `then`.

        A result that arrives after the case has been closed is dropped.
        """
        case = self.case
        if case is None:
            return None
        return self.tasks.run(
            title,
            lambda report: work(case, report),
            done=lambda result: then(result) if self.case is case else None,
            failed=failed or self.refused,
        )

    def change(
        self,
        title: str,
        work: CaseWork,
        then: Callable[[Any], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task | None:
        """Change the case by a function that makes one journal entry, and tell every page.

        What it did becomes the message, and can be undone.
        """

        def settle(made: _Change) -> None:
            undoable = [(seq, said) for seq, said, may in made.entries if may]
            if undoable:
                self._done += undoable
                self._undone.clear()
            self._after_change(made)
            if then is not None:
                then(made.result)

        return self._change(title, work, settle, failed)

    def undo(self) -> Task | None:
        """Take back the last change made here."""
        return self._reverse(self._done, self._undone)

    def redo(self) -> Task | None:
        """Do again what was undone last."""
        return self._reverse(self._undone, self._done)

    def undoable(self) -> str:
        """What undo would take back; empty when nothing."""
        return self._done[-1][1] if self._done else ""

    def redoable(self) -> str:
        """What redo would do again; empty when nothing."""
        return self._undone[-1][1] if self._undone else ""

    def _reverse(self, source: list[tuple[int, str]], target: list[tuple[int, str]]) -> Task | None:
        if not source:
            return None
        seq, summary = source[-1]

        def settle(made: _Change) -> None:
            if source and source[-1] == (seq, summary):
                source.pop()
                target.append((made.entries[-1][0], summary))
            self._after_change(made)

        return self._change(f"Undoing: {summary}", lambda case, _: case.undo(seq), settle, None)

    def _change(
        self,
        title: str,
        work: CaseWork,
        settle: Callable[[_Change], None],
        failed: Callable[[Exception], None] | None,
    ) -> Task | None:
        case = self.case
        if case is None:
            return None

        def perform(report: Report) -> _Change:
            before, _ = case.head()
            result = work(case, report)
            made = case.journal(after=before)
            return _Change(
                result,
                [(m.seq, m.summary, not why_not_undone(m)) for m in made],
            )

        return self.tasks.run(
            title,
            perform,
            lane=Lane.CASE,
            done=lambda made: settle(made) if self.case is case else None,
            failed=failed or self.refused,
        )

    def _after_change(self, made: _Change) -> None:
        assert self.case is not None
        self._figures = _Figures(self.case, self._make_book)
        if made.entries:
            self.message.emit(made.entries[-1][1], "")
        self.undo_changed.emit()
        self.changed.emit()

    # -- figures

    def explain(
        self,
        work: FigureWork,
        then: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> Task | None:
        """Ask the book of figures, and hand what it says to `then` unless the case has changed."""
        held = self._figures
        if held is None:
            return None
        return self.tasks.run(
            "Working out the figure",
            lambda report: work(held.get(), report),
            lane=Lane.FIGURES,
            done=lambda result: then(result) if self._figures is held else None,
            failed=failed or self.refused,
        )

    def refused(self, error: Exception) -> None:
        """Say in one line why something was not done."""
        from workbench.errors import Refused

        known = isinstance(error, Refused)
        self.message.emit(
            str(error) if known else f"Something went wrong and nothing was changed: {error!r}",
            "wrong",
        )
