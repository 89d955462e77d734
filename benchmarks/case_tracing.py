"""How long a case on disk takes to trace, from opening it to the answer, as a ratio.

Run `python benchmarks/case_tracing.py [PAYMENTS]`. The baseline, measured in turn in the same
process, is the rule's own compiled pass over arrays and one bare `sqlite3` read of the
payments' rows. Times are the process's own, so that other work on the machine counts less.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import insert

from benchmarks import ledgers
from benchmarks.tables import whole
from benchmarks.tracing import begun
from graphs.kernel.columns import Columns, Longs
from graphs.of_case import trace_case
from workbench.case import Case
from workbench.store.tables import Account, Origin, Payment, SourceFile

ROUNDS = 3
ORIGINS = 600
#: What must hold, as a multiple of the baseline.
GATE = 3.0
BEGUN = date(2018, 1, 1)
READ = (
    "select id, date, position, payer_id, payee_id, minor, currency, time"
    " from payment order by date, position"
)


def _payments(columns: Columns, first: int, last: int) -> Iterator[dict[str, Any]]:
    pay = (columns.payers[first:last], columns.payees[first:last], columns.minors[first:last])
    rows = zip(*(column.tolist() for column in pay), strict=True)
    for at, (payer, payee, minor) in enumerate(rows, first):
        yield whole(
            Payment, id=at + 1, key=f"F1-R{at + 1}", date=BEGUN + timedelta(days=at // 500),
            time=f"{at % 500 // 60 + 8:02}:{at % 60:02}:00", position=at + 1, payer_id=payer + 1,
            payee_id=payee + 1, minor=minor, currency="GBP", file_id=1, row=at + 1,
            place=f"line {at + 2}", received_minor=None, received_currency=None, reference="",
        )  # fmt: skip


def make_case(place: Path, columns: Columns, marks: Longs) -> None:
    """A case with these payments, put there directly."""
    with (
        Case.create(place, name="Tracing") as case,
        case.change("load", "Loaded payments") as work,
    ):
        c = work.connection
        c.execute(insert(SourceFile), [
            whole(SourceFile, id=1, name="all.csv", sha256="0" * 64, layout="payments",
                  format="csv", currency="GBP", notes="[]", exhibit="", encoding="UTF-8")
        ])  # fmt: skip
        c.execute(insert(Account), [
            whole(Account, id=n + 1, key=f"account {n}", currency="GBP", held=bool(held), name="",
                  institution="", sort_code="", number="", iban="")
            for n, held in enumerate(columns.held.tolist())
        ])  # fmt: skip
        for first in range(0, len(columns), 50_000):
            c.execute(insert(Payment), list(_payments(columns, first, first + 50_000)))
        c.execute(insert(Origin), [
            whole(Origin, id=number, number=number, payment_id=at + 1, minor=part, why="theft")
            for at, number, part in marks[:-1].tolist()
        ])  # fmt: skip


def once(run: Callable[[], object]) -> float:
    """One run in seconds of the processor."""
    begun = time.process_time()
    run()
    return time.process_time() - begun


def bare(place: Path, columns: Columns, marks: Longs, rule: str) -> None:
    """The least that tracing a case must do: read the rows, and one compiled pass."""
    connection = sqlite3.connect(place)
    connection.execute(READ).fetchall()
    connection.close()
    begun(columns, marks, rule).run(columns)


def end_to_end(place: Path, rule: str) -> dict[str, Any]:
    """Open the case, trace it, and tell everything that was found."""
    with Case.open(place) as case:
        return trace_case(case, [rule])[0]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    payments = int(arguments[0].replace("_", "")) if arguments else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        for drain in (True, False):
            columns = ledgers.ledger(payments, drain=drain)
            marks = ledgers.origins(columns, ORIGINS)
            place = Path(folder) / f"{'emptied' if drain else 'kept'}.arw"
            make_case(place, columns, marks)
            kind = "accounts are emptied (mules)" if drain else "money stays in accounts"
            print(f"{payments:,} payments, {place.stat().st_size >> 20} MiB, {kind}", flush=True)
            for rule in ("fifo", "lifo", "clean-first", "tainted-first", "pro-rata"):
                told = end_to_end(place, rule)
                if not told["conserved"]:
                    raise SystemExit(f"{rule} does not conserve")
                ratios, seconds = [], []
                for _ in range(ROUNDS):
                    seconds.append(once(lambda rule=rule, at=place: end_to_end(at, rule)))
                    base = once(lambda at=place, c=columns, m=marks, r=rule: bare(at, c, m, r))
                    ratios.append(seconds[-1] / base)
                ratio = statistics.median(ratios)
                verdict = "holds" if ratio <= GATE else "DOES NOT HOLD"
                print(
                    f"  {rule:<14}{ratio:6.2f}x (at most {GATE:g}x)  {verdict}  "
                    f"{statistics.median(seconds):.2f} s, {len(told['flows']):,} flows",
                    flush=True,
                )


if __name__ == "__main__":
    main(sys.argv[1:])
