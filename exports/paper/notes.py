"""Footnotes: every figure printed carries a number, and the number leads to its explanation."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportlab.platypus import Flowable

from exports.paper import type as faces
from exports.paper.styles import ACCENT, INK

if TYPE_CHECKING:
    from workbench.figures import Book, Figure

SIZE = 6.0


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure of the appendix: its number, and what made it, by number or else by id."""

    number: int
    figure: Figure
    causes: tuple[int, ...]
    others: tuple[str, ...]


class Notes:
    """Numbers the figures of one document in the order in which they are first printed."""

    def __init__(self, book: Book) -> None:
        """Begin with no figure cited."""
        self.book = book
        self._numbers: dict[str, int] = {}

    def number(self, figure_id: str) -> int:
        """The number of a figure, which is given one if it has none yet.

        Raises:
            Refused: if the case has no such figure: a number that cannot be explained is not
                printed.
        """
        found = self._numbers.get(figure_id)
        if found is None:
            self.book.figure(figure_id)
            found = self._numbers[figure_id] = len(self._numbers) + 1
        return found

    def mark(self, figure_id: str) -> Flowable:
        """The small number beside a printed figure, a link to its explanation."""
        return NoteMark(self.number(figure_id))

    def explained(self, whole: Container[str] = ()) -> Iterator[Explained]:
        """Every figure cited and all that they were made from.

        Kinds in `whole` are sums that are not followed further here: what they were made from
        is named by number where it is printed for another reason, and otherwise by its id.
        """
        told = []
        waiting = list(self._numbers)
        for figure_id in waiting:
            figure = self.book.figure(figure_id)
            told.append(figure)
            if figure_id.partition(":")[0] in whole:
                continue
            for cause in figure.because:
                if cause not in self._numbers:
                    waiting.append(cause)
                self.number(cause)
        for figure in told:
            yield Explained(
                self._numbers[figure.id],
                figure,
                tuple(self._numbers[c] for c in figure.because if c in self._numbers),
                tuple(c for c in figure.because if c not in self._numbers),
            )


class NoteMark(Flowable):
    """A note's number; it links to the appendix, or, at the appendix, is what links lead to."""

    def __init__(self, number: int, *, anchor: bool = False) -> None:
        """A link to note `number`, or its anchor."""
        super().__init__()
        self.number, self.anchor = number, anchor
        # The space keeps a copied or extracted amount apart from its note.
        self.text = str(number) if anchor else f" {number}"

    def wrap(self, *_: float) -> tuple[float, float]:
        """As wide as its digits."""
        self.width = faces.width(self.text, faces.PLAIN, 7.5 if self.anchor else SIZE)
        self.height = 9.5
        return self.width, self.height

    def draw(self) -> None:
        """Draw the digits and the link or anchor."""
        canvas: Any = self.canv
        if self.anchor:
            canvas.setFillColor(INK)
            canvas.setFont(faces.PLAIN, 7.5)
            canvas.drawString(0, 2.2, self.text)
            canvas.bookmarkHorizontal(name(self.number), 0, self.height + 4)
            return
        canvas.setFillColor(ACCENT)
        canvas.setFont(faces.PLAIN, SIZE)
        canvas.drawString(0, 3.6, self.text)
        canvas.linkRect(f"note {self.number}", name(self.number), (0, 1, self.width, 9), relative=1)


def name(number: int) -> str:
    """The name of a note's anchor in the PDF."""
    return f"note-{number}"


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of consecutive numbers, as first and last.

    >>> list(ranges([3, 4, 5, 9]))
    [(3, 5), (9, 9)]
    """
    run: list[int] = []
    for number in sorted(set(numbers)):
        if run and number != run[1] + 1:
            yield run[0], run[1]
            run = []
        run = [run[0] if run else number, number]
    if run:
        yield run[0], run[1]
