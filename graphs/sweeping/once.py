"""One run: a trace by one set of choices, and what of it the sweep asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from graphs.kernel.of_case import CaseColumns, follow_columns, held_of, suits
from graphs.ledger import Ledger, Pocket, SameDay
from graphs.sweeping.choices import Run
from graphs.sweeping.sources import Joined, Records
from graphs.things import thing_of
from graphs.trace import Held, Trace, as_data, trace
from workbench.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Found:
    """What one run found: held amounts, and what the payments watched carried of each origin.

    `into` is what came into each thing, whether or not it is still there.
    """

    held: Held
    carried: dict[tuple[str, int], int]
    conserved: bool
    into: Held = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A run with all that a worker must know for it beside the ledger."""

    run: Run
    without: frozenset[int] = frozenset()
    joined: Joined = ()
    to: date | None = None

    @property
    def said(self) -> str:
        """What is being done, for a line of progress."""
        return f"Traced by {self.run.rule}"

    def perform(self, records: Records, report: Report = silent) -> Found:
        """Trace.

        Raises:
            Refused: for origins or records that cannot be traced.
        """
        columns = records.as_columns(self.joined)
        if columns is not None and suits(columns, self.run.rule):
            return self._by_columns(columns, records, report)
        ledger, origins = records.ledger(self.joined)
        kept = [origin for origin in origins if origin.number not in self.without]
        made = trace(
            ledger, kept, self.run.rule, same_day=self.run.same_day, to=self.to, ranges=False,
            report=report,
        )  # fmt: skip
        watched = set(records.watched)
        carried = {key: minor for key, minor in made.flows.items() if key[0] in watched}
        into = _into(ledger, made) if made.moves else made.things
        return Found(made.held, carried, made.conserved, into)

    def _by_columns(self, whole: CaseColumns, records: Records, report: Report) -> Found:
        kept = tuple(pair for pair in whole.origins if pair[0].number not in self.without)
        case = replace(whole, origins=kept)
        order = records.order(case, self.run.same_day, self.to)
        made = follow_columns(case, order, self.run.rule, report)
        seen = records.columns[1] if records.columns else {}
        names = {place: key for key, place in seen.items()}
        return Found(held_of(case, made), _carried(made.made.moves.tolist(), order, names), True)


def _into(ledger: Ledger, made: Trace) -> Held:
    """What of each origin came into things, by the log."""
    into: dict[tuple[int, Pocket], int] = defaultdict(int)
    for move in made.moves:
        reached = move.into or ledger.payment(move.payment).arrives
        if thing_of(reached):
            into[move.origin, Pocket(reached, ledger.accounts[reached].currency)] += move.minor
    return {key: minor for key, minor in into.items() if minor}


def _carried(
    moves: Iterable[list[int]], order: Any, names: dict[int, str]
) -> dict[tuple[str, int], int]:
    carried: dict[tuple[str, int], int] = defaultdict(int)
    if names:
        for minor, origin, _, at in moves:
            key = names.get(int(order[at]))
            if key is not None:
                carried[key, origin] += minor
    return dict(carried)


@dataclass(frozen=True, slots=True)
class WholeTrace:
    """One rule's trace with everything that `trace` tells, for a worker to do."""

    rule: str
    same_day: SameDay = "as-recorded"
    to: date | None = None
    account: str = ""

    @property
    def said(self) -> str:
        """What is being done, for a line of progress."""
        return f"Traced by {self.rule}"

    def perform(self, records: Records, report: Report = silent) -> dict[str, Any]:
        """Trace forwards.

        Raises:
            Refused: as `trace` does.
        """
        ledger, origins = records.ledger(())
        made = trace(
            ledger, origins, self.rule, same_day=self.same_day, to=self.to, account=self.account,
            report=report,
        )  # fmt: skip
        return as_data(made, ledger)
