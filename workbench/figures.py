"""Figures: numbers that answer "why?", and the book that finds them, down and up the chain."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import Refused
from workbench.money import written

if TYPE_CHECKING:
    from workbench.case import Case


@dataclass(frozen=True, slots=True)
class Source:
    """A line of an original file, cited as it stood."""

    file: str
    sha256: str
    where: str
    raw: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount, what it is, the rule that made it, and what it was made from.

    `because` names other figures by id; `source` is the line of the original file where the
    chain ends. `unit` is set for a count that is not money ("people"), and `minor` is then
    the count itself.
    """

    id: str
    label: str
    minor: int
    currency: str
    rule: str
    because: tuple[str, ...] = ()
    source: Source | None = None
    unit: str = ""

    @property
    def written(self) -> str:
        """The amount as a person reads it."""
        return f"{self.minor:,} {self.unit}" if self.unit else written(self.minor, self.currency)


#: Makes the figure `kind:key` of a case; the book is there to look others up.
Maker = Callable[["Book", str], Figure]
#: Names every key of a kind that a case has.
Keys = Callable[["Book"], Iterable[str]]
#: Makes the figures of several keys together, in any order, and the same as one by one.
Together = Callable[["Book", Sequence[str]], Iterable[Figure]]

#: So many figures that wait to be walked are made together.
_AHEAD: Final = 50_000


@dataclass(frozen=True, slots=True)
class Kind:
    """How figures of one kind are made, and which of them a case has.

    `keys` may be left out for a kind that is only ever reached from another figure; `together`
    for one that has few.
    """

    make: Maker
    keys: Keys | None = None
    together: Together | None = None


@dataclass(slots=True)
class Book:
    """The figures of one case as it stands, each made when it is first asked for.

    A room says what it can explain in a mapping from kind to `Kind`; the topmost room that
    is present joins the mappings. Make a new book after the case has changed.
    """

    case: Case
    kinds: Mapping[str, Kind]
    memory: dict[str, Any] = field(default_factory=dict)
    _made: dict[str, Figure] = field(default_factory=dict)
    _users: dict[str, list[str]] | None = None

    def figure(self, figure_id: str) -> Figure:
        """The figure with this id.

        Raises:
            Refused: if the case has no such figure.
        """
        found = self._made.get(figure_id)
        if found is None:
            kind, _, key = figure_id.partition(":")
            if kind not in self.kinds:
                raise Refused(
                    f"there is no figure {figure_id}",
                    remedy=f"Kinds of figure: {', '.join(sorted(self.kinds))}.",
                )
            found = self._made[figure_id] = self.kinds[kind].make(self, key)
        return found

    def recall(self, name: str, make: Callable[[Case], Any]) -> Any:
        """Something costly that several figures need (a trace), made once for this book."""
        if name not in self.memory:
            self.memory[name] = make(self.case)
        return self.memory[name]

    def keys(self, kind: str) -> Iterator[str]:
        """Every key of one kind that the case has; none where no room explains the kind."""
        found = self.kinds.get(kind)
        if found is not None and found.keys is not None:
            yield from found.keys(self)

    def ids(self) -> Iterator[str]:
        """Every figure that the case has, kind by kind."""
        for kind in self.kinds:
            for key in self.keys(kind):
                yield f"{kind}:{key}"

    def walk(self, *figure_ids: str) -> Iterator[Figure]:
        """The figures and all below each, every one once, nearest first."""
        seen: set[str] = set()
        for figure_id in figure_ids:
            waiting = deque([figure_id])
            while waiting:
                if (current := waiting.popleft()) in seen:
                    continue
                seen.add(current)
                if current not in self._made:
                    self._make(current, *islice(waiting, _AHEAD))
                figure = self.figure(current)
                yield figure
                waiting.extend(cause for cause in figure.because if cause not in seen)

    def _make(self, *figure_ids: str) -> None:
        """Make those together that are quicker so, if the first is one of them."""
        kind = figure_ids[0].partition(":")[0]
        together = self.kinds[kind].together if kind in self.kinds else None
        if together is None:
            return
        start = len(kind) + 1
        keys = [
            one[start:] for one in figure_ids
            if one.startswith(f"{kind}:") and one not in self._made
        ]  # fmt: skip
        if len(keys) > 1:
            self._made.update((figure.id, figure) for figure in together(self, keys))

    def used_by(self, figure_id: str) -> list[Figure]:
        """The figures directly above: what this one helped to make."""
        if self._users is None:
            users: dict[str, list[str]] = {}
            seen: set[str] = set()
            waiting = list(self.ids())
            while waiting:
                current = waiting.pop()
                if current in seen:
                    continue
                seen.add(current)
                for cause in self.figure(current).because:
                    users.setdefault(cause, []).append(current)
                    waiting.append(cause)
            self._users = {cause: sorted(set(names)) for cause, names in users.items()}
        return [self.figure(name) for name in self._users.get(figure_id, [])]

    def explain(self, figure_id: str, *, depth: int = 50) -> dict[str, Any]:
        """The whole explanation as nested data, the same that every view shows."""
        figure = self.figure(figure_id)
        told = as_data(figure)
        told["because"] = (
            [self.explain(cause, depth=depth - 1) for cause in figure.because] if depth else []
        )
        return told


def as_data(figure: Figure) -> dict[str, Any]:
    """One figure as JSON-ready data, its causes named by id."""
    told: dict[str, Any] = {
        "figure": figure.id,
        "label": figure.label,
        "minor": figure.minor,
        "currency": figure.currency,
        "rule": figure.rule,
        "because": list(figure.because),
    }
    if figure.unit:
        told["unit"] = figure.unit
    if figure.source is not None:
        told["source"] = {
            "file": figure.source.file,
            "sha256": figure.source.sha256,
            "where": figure.source.where,
            "raw": figure.source.raw,
        }
    return told
