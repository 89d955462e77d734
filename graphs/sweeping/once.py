"""One run: a trace by one set of choices, and what of it the sweep asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from graphs.kernel.follow import Ready
from graphs.kernel.log import Logged
from graphs.kernel.of_case import CaseColumns, follow_columns, held_of, suits
from graphs.kernel.parts import ORIGIN, PAYMENT
from graphs.kernel.stepped import Stepped
from graphs.ledger import Ledger, Origin, Pocket, SameDay, check_origins
from graphs.sweeping.choices import Run
from graphs.sweeping.sources import Joined, Records
from graphs.things import THING, thing_of
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
        ready = records.ready(self.joined, self.run.rule, self.run.same_day, self.to)
        if ready is not None:
            return self._by_pass(ready, check_origins(ledger, kept), records, report)
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

    def _by_pass(
        self, ready: Ready, origins: Sequence[Origin], records: Records, report: Report
    ) -> Found:
        made = ready.run(origins, self.run.rule, report)
        log, held = (made.made if isinstance(made, Stepped) else made), made.held()
        if not (
            made.conserved(held)
            if isinstance(made, Stepped)
            else made.conserved(ready.columns, held)
        ):
            raise AssertionError(f"an origin is not conserved by {self.run.rule}")
        accounts, pockets = ready.ledger.accounts, ready.pockets
        # What went out of a thing is no payment.
        watched = set(records.watched) - ready.ledger.events.keys()
        codes = {-1 - at: name for at, (name, _) in enumerate(ready.steps.names) if name in watched}
        if watched:
            codes |= {at: one.id for at, one in enumerate(ready.payments) if one.id in watched}
        seen = log.moves[np.isin(log.moves[:, PAYMENT], list(codes))].tolist() if codes else []
        carried: dict[tuple[str, int], int] = defaultdict(int)
        for minor, origin, _, at in seen:
            carried[codes[at], origin] += minor
        return Found(
            {
                (origin, pockets[at]): minor
                for (origin, at), minor in held.items()
                if accounts[pockets[at].account].kind == "account"
            },
            dict(carried), True, _into_by(ready, log),
        )  # fmt: skip


def _into_by(ready: Ready, log: Logged) -> Held:
    """What of each origin came into things, by a log of numbers."""
    accounts = ready.ledger.accounts
    reached = [into or ready.ledger.payment(payment).arrives for payment, into in ready.steps.names]
    names = [*(pocket.account for pocket in ready.pockets), *reversed(reached)]
    # A move's payment is its place, or below zero counts from the end of the names.
    codes = log.moves[:, PAYMENT]
    ends = np.where(codes < 0, codes + len(names), ready.columns.payees[np.maximum(codes, 0)])
    things = np.array([thing_of(name) for name in names], np.int64)[ends]
    there = things > 0
    pairs = np.column_stack([log.moves[:, ORIGIN], things])[there]
    found, places = np.unique(pairs, axis=0, return_inverse=True)
    sums = np.zeros(len(found), np.int64)
    np.add.at(sums, places.ravel(), log.arrived()[there])
    return {
        (origin, Pocket(f"{THING}{thing}", accounts[f"{THING}{thing}"].currency)): minor
        for (origin, thing), minor in zip(found.tolist(), sums.tolist(), strict=True)
        if minor
    }


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
