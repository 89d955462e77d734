"""How long tracing takes, as a ratio to one bare compiled pass that applies every payment.

Run `python benchmarks/tracing.py [PAYMENTS] [--large]`. A speed is only printed when the trace
conserves every origin and, on a smaller ledger of its kind, its log is the reference's.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks import ledgers
from graphs import follow as reference
from graphs.kernel import follow as kernel
from graphs.kernel.columns import Columns, Longs, conversions_of
from graphs.kernel.rolled import Rolled
from graphs.kernel.shares import Mixed
from graphs.kernel.state import Pass
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin

ROUNDS = 7
ORIGINS = 600
SMALL = 100_000
#: What must hold, as a multiple of the bare pass.
GATES = {"fifo": 6.0, "lifo": 20.0, "clean-first": 2.5, "tainted-first": 2.5, "pro-rata": None}
T = TypeVar("T")


def timed(run: Callable[[], T]) -> tuple[T, float]:
    """One run, and its seconds of the processor, so that other work on it counts less."""
    start = time.process_time()
    done = run()
    return done, time.process_time() - start


def once(run: Callable[[], object]) -> float:
    """The seconds of one run."""
    return timed(run)[1]


def against(
    base: Callable[[], object], run: Callable[[Pass | Rolled | None], object],
    prepare: Callable[[], Pass | Rolled | None] = lambda: None,
) -> float:  # fmt: skip
    """How many times as long `run` takes as `base`: the median of rounds that do both in turn.

    What `prepare` makes for each round is not counted; nor is a first round, which loads
    what is compiled and touches the memory.
    """
    ratios = []
    for _ in range(ROUNDS + 1):
        ready = prepare()
        seconds = once(lambda ready=ready: run(ready))
        ratios.append(seconds / once(base))
    return statistics.median(ratios[1:])


def bare(columns: Columns) -> None:
    """Apply every payment to two balances."""
    ledgers.balances_pass(
        columns.payers, columns.payees, columns.minors, np.zeros(len(columns.held), np.int64)
    )


def begun(columns: Columns, marks: Longs, rule: str) -> Pass | Rolled:
    """A pass that has followed nothing yet."""
    if rule == "pro-rata":
        return Rolled.begin(columns, marks, conversions_of(()))
    return Pass.begin(columns, marks, rule)


def traced(columns: Columns, marks: Longs, rule: str) -> Pass | Rolled:
    """One trace with its full log."""
    made = begun(columns, marks, rule)
    made.run(columns)
    return made


def line(what: str, ratio: float, gate: float | None = None, note: str = "") -> None:
    """Print one measure."""
    verdict = "" if gate is None else ("  holds" if ratio <= gate else "  DOES NOT HOLD")
    limit = "" if gate is None else f" (at most {gate:g}x)"
    print(f"{what:<58}{ratio:8.3f}x{limit}{verdict}{'  ' + note if note else ''}")


def same_log(columns: Columns, marks: Longs) -> float:
    """Check every rule's log against the reference; how many times fifo is faster than it."""
    accounts = [LedgerAccount(str(n), bool(held)) for n, held in enumerate(columns.held.tolist())]
    rows = zip(
        columns.payers.tolist(), columns.payees.tolist(), columns.minors.tolist(), strict=True
    )
    start = date(2020, 1, 1)
    ledger = Ledger(
        accounts,
        [
            LedgerPayment(
                str(at), start + timedelta(days=at // 1_000), None, at, str(payer), str(payee),
                minor,
            )
            for at, (payer, payee, minor) in enumerate(rows)
        ],
    )  # fmt: skip
    payments = ledger.ordered()
    origins = [Origin(number, str(at), part) for at, number, part in marks[:-1].tolist()]
    times = 0.0
    for rule in GATES:
        slow, seconds = timed(lambda rule=rule: reference.follow(ledger, payments, origins, rule))
        fast = kernel.follow(ledger, payments, origins, rule)
        if fast.moves != slow.moves or fast.repayments != slow.repayments:
            raise SystemExit(f"{rule}: the compiled log is not the reference's")
        if rule == "fifo":
            times = seconds / once(lambda: traced(columns, marks, "fifo"))
    return times


def rules(columns: Columns, marks: Longs) -> None:
    """Every compiled rule with its full log."""
    for rule, gate in GATES.items():
        made = traced(columns, marks, rule)
        if not made.conserved():
            raise SystemExit(f"{rule} does not conserve")
        ratio = against(lambda: bare(columns), lambda _, rule=rule: traced(columns, marks, rule))
        line(f"  {rule}, full log", ratio, gate, f"{len(made.moves):,} moves")


def proportions(columns: Columns, marks: Longs) -> None:
    """Pro rata without rounding, from the last payment back: every origin to one account."""
    ratio = against(lambda: bare(columns), lambda _: Mixed.of(columns, marks))
    line("  made ready for proportions, once", ratio)
    mixed = Mixed.of(columns, marks)
    for pocket in range(50):
        mixed.rounded(pocket)  # which sees that the ways forward and back agree
    ratio = against(lambda: bare(columns), lambda _: mixed.to(0))
    line("  pro-rata, all origins to one account", ratio, 2.0)


def carried_on(columns: Columns, marks: Longs) -> None:
    """Append one payment in a hundred to a checkpoint, against tracing all again."""
    first = columns.upto(len(columns) * 99 // 100)
    for rule in GATES:
        made = traced(first, marks, rule)

        def carry_on(kept: Pass | Rolled | None) -> None:
            if kept is not None:
                kept.run(columns)

        ratio = against(lambda rule=rule: traced(columns, marks, rule), carry_on, made.checkpoint)
        line(f"  {rule}: 1 % more from a checkpoint, against all again", ratio, 0.05)


def per_payment(columns: Columns, marks: Longs) -> float:
    """Nanoseconds of fifo for one payment: the median of five."""
    seconds = [once(lambda: traced(columns, marks, "fifo")) for _ in range(5)]
    return statistics.median(seconds) * 1e9 / len(columns)


def large(payments: int) -> None:
    """Ten times as many payments against a hundred thousand; then a hundred million at once."""
    few = ledgers.ledger(SMALL)
    small = per_payment(few, ledgers.origins(few, ORIGINS))
    many = ledgers.ledger(payments * 10)
    line(
        f"  fifo, each of {payments * 10:,} payments, against each of {SMALL:,}",
        per_payment(many, ledgers.origins(many, ORIGINS)) / small, 8.0,
    )  # fmt: skip
    del many
    most = ledgers.ledger(100_000_000)
    marks = ledgers.origins(most, ORIGINS)
    size = most.payers.nbytes + most.payees.nbytes + most.minors.nbytes
    made, seconds = timed(lambda: traced(most, marks, "fifo"))
    if not made.conserved():
        raise SystemExit("fifo does not conserve at a hundred million")
    ratio = seconds / once(lambda: bare(most))
    line("  fifo, 100,000,000 payments", ratio, 25.0, f"{seconds:.2f} s, input {size >> 20} MiB")
    own = sum(table.nbytes for table in (made.funds, made.lists, made.pool, made.moves))
    print(f"  what the trace itself keeps: {own >> 20} MiB; peak of the process, with making the")
    print(f"  ledger: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MiB")


def main(arguments: list[str]) -> None:
    """Measure and print."""
    numbers = [int(text.replace("_", "")) for text in arguments if text[0].isdigit()]
    payments = numbers[0] if numbers else 1_000_000
    small = ledgers.ledger(SMALL)
    times = same_log(small, ledgers.origins(small, ORIGINS))
    print(f"logs of all rules equal the reference's, row by row, over {SMALL:,} payments")
    print(f"fifo is {times:,.0f} times as fast as the reference (at least 60)")
    for drain in (False, True):
        columns = ledgers.ledger(payments, drain=drain)
        marks = ledgers.origins(columns, ORIGINS)
        kind = "accounts are emptied (mules)" if drain else "money stays in accounts"
        print(f"{payments:,} payments, {len(columns.held):,} pockets, {kind}")
        bare(columns)
        nanoseconds = statistics.median(once(lambda c=columns: bare(c)) for _ in range(9)) * 1e9
        print(f"  the bare pass: {nanoseconds / payments:.2f} ns a payment")
        rules(columns, marks)
        proportions(columns, marks)
        carried_on(columns, marks)
    if "--large" in arguments:
        large(payments)


if __name__ == "__main__":
    main(sys.argv[1:])
