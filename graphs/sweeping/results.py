"""What all runs together say of each target: least, most, and the decisions that matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from graphs.sweeping.choices import ALL, ORDERS, Run
from workbench.money import written


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice that alone, all others as they are, moves a target; amounts in minor units.

    `moves` is the furthest that it does, `low` and `high` the two runs between which. Of each
    value that it may have, `by_value` gives the least and the most of all runs with it.
    """

    choice: str
    moves: int
    low: tuple[Run, int]
    high: tuple[Run, int]
    by_value: tuple[tuple[str, int, int], ...]

    @property
    def moves_least(self) -> int:
        """How far the least amount of all runs depends on it."""
        return _width([least for _, least, _ in self.by_value])

    @property
    def moves_most(self) -> int:
        """How far the most of all runs depends on it."""
        return _width([most for _, _, most in self.by_value])


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most of one amount, a run that gives each, and what decides between."""

    least: int
    most: int
    least_by: Run
    most_by: Run
    decisions: tuple[Decision, ...] = ()


#: A kind of choice, and for those that are a yes or a no, which set or which decision.
Kind = tuple[str, str]


def ranges(runs: Sequence[Run], amounts: Mapping[str, Sequence[int]]) -> dict[str, Range]:
    """Least, most and the decisions that matter for every target; `amounts` are run by run.

    Of several runs with one amount the first is named.
    """
    kinds = [(kind, _groups(runs, kind)) for kind in _kinds(runs)]
    found = {}
    for target, per_run in amounts.items():
        least, most = min(per_run), max(per_run)
        made = Range(least, most, runs[per_run.index(least)], runs[per_run.index(most)])
        if least != most:
            decided = [d for kind, groups in kinds if (d := _decision(runs, per_run, kind, groups))]
            made = replace(made, decisions=tuple(sorted(decided, key=lambda d: -d.moves)))
        found[target] = made
    return found


def _kinds(runs: Sequence[Run]) -> Iterator[Kind]:
    yield "rule", ""
    yield "same-day", ""
    for name in dict.fromkeys(run.origins for run in runs):
        if name != ALL:
            yield "origins", name
    for key in dict.fromkeys(key for run in runs for key in run.same):
        yield "identity", key


def value_of(run: Run, kind: Kind) -> str:
    """What a run chose of one kind."""
    what, which = kind
    if what == "rule":
        return run.rule
    if what == "same-day":
        return run.same_day
    if what == "origins":
        return run.origins
    return "same" if which in run.same else "different"


def _groups(runs: Sequence[Run], kind: Kind) -> list[list[int]]:
    """The places of runs that differ in this choice alone."""
    what, which = kind
    alike: dict[Run, list[int]] = defaultdict(list)
    for place, run in enumerate(runs):
        if what == "rule":
            others = replace(run, rule="")
        elif what == "same-day":
            others = replace(run, same_day="as-recorded")
        elif what == "origins":
            if run.origins not in {ALL, which}:
                continue
            others = replace(run, origins=ALL)
        else:
            others = replace(run, same=tuple(key for key in run.same if key != which))
        alike[others].append(place)
    return [group for group in alike.values() if len(group) > 1]


def _decision(
    runs: Sequence[Run], amounts: Sequence[int], kind: Kind, groups: Sequence[Sequence[int]]
) -> Decision | None:
    widest, low, high = 0, 0, 0
    ends: dict[str, tuple[int, int]] = {}
    for group in groups:
        least, most = min(group, key=amounts.__getitem__), max(group, key=amounts.__getitem__)
        if amounts[most] - amounts[least] > widest:
            widest, low, high = amounts[most] - amounts[least], least, most
        for place in group:
            value, amount = value_of(runs[place], kind), amounts[place]
            first, last = ends.get(value, (amount, amount))
            ends[value] = (min(first, amount), max(last, amount))
    if not widest:
        return None
    return Decision(
        ":".join(part for part in kind if part), widest, (runs[low], amounts[low]),
        (runs[high], amounts[high]), tuple((value, *both) for value, both in ends.items()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What the choices are about, for sentences: people, and the payments of origins."""

    people: Mapping[str, str]
    origins: Mapping[str, str]

    def of(self, decision: Decision, currency: str) -> str:
        """One decision that matters as a sentence, in pounds and pence."""
        what, _, which = decision.choice.partition(":")
        low, high = (written(minor, currency) for _, minor in (decision.low, decision.high))
        moves = written(decision.moves, currency)
        one, other = decision.low[0], decision.high[0]
        if what == "rule":
            return (
                f"The rule alone moves it by up to {moves}: {low} by {one.rule}, "
                f"{high} by {other.rule}{self._besides(one, what)}."
            )
        if what == "same-day":
            return (
                f"The order of records of one day alone moves it by up to {moves}: {low} with "
                f"{ORDERS[one.same_day]}, {high} with {ORDERS[other.same_day]}"
                f"{self._besides(one, what)}."
            )
        if what == "origins":
            with_all, left_out = (low, high) if one.origins == ALL else (high, low)
            return (
                f"Whether {self.origins[which]} counts as criminal property alone moves it by up "
                f"to {moves}: {with_all} if so, {left_out} if not{self._besides(one, what)}."
            )
        apart, together = (high, low) if which in one.same else (low, high)
        return (
            f"Whether {self.people[which]} are the same alone moves it by up to {moves}: "
            f"{together} if so, {apart} if not{self._besides(one, what)}."
        )

    def _besides(self, run: Run, what: str) -> str:
        """The other choices at the place where it matters most, where they are not the usual."""
        parts = []
        if what != "rule":
            parts.append(f"by {run.rule}")
        if what != "same-day" and run.same_day != "as-recorded":
            parts.append(f"with {ORDERS[run.same_day]}")
        if what != "origins" and run.origins != ALL:
            parts.append(run.origins.replace("without", "without origin", 1))
        if what != "identity" and run.same:
            parts.append(f"with {' and with '.join(self.people[key] for key in run.same)} the same")
        return f" ({', '.join(parts)})" if parts else ""


def as_choices(run: Run, sets: Mapping[str, frozenset[int]]) -> dict[str, Any]:
    """A run's choices as JSON-ready data."""
    return {
        "rule": run.rule, "same_day": run.same_day, "without": sorted(sets[run.origins]),
        "same": list(run.same),
    }  # fmt: skip


def _width(amounts: Sequence[int]) -> int:
    return max(amounts) - min(amounts)


#: How many targets a person is shown before the rest is counted.
SHOWN: Final = 40
