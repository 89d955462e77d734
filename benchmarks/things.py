"""What money in things costs a trace: one payment in a hundred buys a thing in part, or sells one.

Run `python benchmarks/things.py [PAYMENTS]`. The pass is measured against the one over the same
payments without things, and against the reference, whose log must be the same.
"""

from __future__ import annotations

import statistics
import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks import ledgers
from benchmarks.tracing import line, once, timed
from graphs import follow as reference
from graphs.kernel.follow import Ready
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin
from graphs.things import Bought, Gone, Thing, Things, ledger_with

ORIGINS = 600
ROUNDS = 7
RULES = ("fifo", "lifo", "clean-first", "tainted-first", "pro-rata")
BEGUN = date(2020, 1, 1)


def things_of(payments: list[LedgerPayment], held: list[int]) -> Things:
    """One payment in two hundred buys a thing with two thirds, and as many sell one whole."""
    fitting = [at for at, one in enumerate(payments) if one.minor > 3 and held[int(one.payer)]]
    dice = np.random.default_rng(7)
    chosen = np.sort(dice.choice(fitting, len(payments) // 100, replace=False)).tolist()
    bought, gone = list[Bought](), list[Gone]()
    for turn, at in enumerate(chosen):
        one = payments[at]
        if turn % 2 == 0:
            bought.append(Bought(len(bought) + 1, one.id, one.minor * 2 // 3))
        else:
            gone.append(Gone(len(gone) + 1, len(bought), one.when, one.minor * 3 // 4, one.id))
    things = [Thing(one.thing, f"thing {one.thing}", "GBP") for one in bought]
    return Things(things, bought, gone)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    count = int(arguments[0].replace("_", "")) if arguments else 200_000
    columns = ledgers.ledger(count)
    marks = ledgers.origins(columns, ORIGINS)[:-1].tolist()
    origins = [Origin(number, f"P{at}", part) for at, number, part in marks]
    held = columns.held.tolist()
    accounts = [LedgerAccount(str(n), bool(one)) for n, one in enumerate(held)]
    rows = zip(
        columns.payers.tolist(), columns.payees.tolist(), columns.minors.tolist(), strict=True
    )
    payments = [
        LedgerPayment(
            f"P{at}", BEGUN + timedelta(days=at // 1_000), None, at, str(payer), str(payee), minor
        )
        for at, (payer, payee, minor) in enumerate(rows)
    ]
    plain, whole = Ledger(accounts, payments), ledger_with(
        accounts, payments, things_of(payments, held)
    )  # fmt: skip
    without, ready = Ready.of(plain, plain.ordered()), Ready.of(whole, whole.ordered())
    print(f"{count:,} payments, {len(ready.steps):,} of them in steps")
    for rule in RULES:
        fast = ready.follow(origins, rule)
        without.run(origins, rule)
        slow, seconds = timed(
            lambda rule=rule: reference.follow(whole, ready.payments, origins, rule)
        )
        if fast.moves != slow.moves or fast.repayments != slow.repayments:
            raise SystemExit(f"{rule}: the compiled log is not the reference's")
        pairs = [
            [once(lambda one=one, rule=rule: one.run(origins, rule)) for one in (ready, without)]
            for _ in range(ROUNDS)
        ]
        line(f"  {rule}, against the same without things", statistics.median(
            with_things / bare for with_things, bare in pairs
        ), 5.0)  # fmt: skip
        compiled = statistics.median(with_things for with_things, _ in pairs)
        print(f"    {seconds / compiled:,.0f} times as fast as the reference (at least 20)")


if __name__ == "__main__":
    main(sys.argv[1:])
