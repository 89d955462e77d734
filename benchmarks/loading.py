"""How long loading takes, as a ratio to a bare csv parse and a bare sqlite3 insert of the rows.

python benchmarks/loading.py [ROWS]
"""

from __future__ import annotations

import csv
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workbench.case import Case
from workbench.records.load import load_files

ROUNDS = 3
HEADER = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance"
)
SHOPS = ("TESCO STORES 2231", "SHELL OLDBURY", "GREGGS PLC", "LIDL GB", "BOOTS", "WICKES")


def generate(path: Path, rows: int) -> int:
    """Write a statement of `rows` entries, oldest first; returns its closing balance in pence."""
    dice, balance, start = Random(20260301), 1_000_000, date(2016, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\r\n")
        for row in range(rows):
            day = start + timedelta(days=row * 3650 // rows)
            pence = dice.randrange(100, 20_000)
            credit = balance < 500_000 or dice.random() < 0.3
            balance += pence if credit else -pence
            amount = f"{pence // 100}.{pence % 100:02d}"
            debit_cell, credit_cell = ("", amount) if credit else (amount, "")
            file.write(
                f"{day:%d/%m/%Y},{'FPI' if credit else 'DEB'},'30-00-00,18264093,"
                f"{dice.choice(SHOPS)},{debit_cell},{credit_cell},"
                f"{balance // 100}.{balance % 100:02d}\r\n"
            )
    return balance


def bare_parse(path: Path) -> None:
    """Read every row with the csv module and do nothing with it."""
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass


def bare_insert(rows: list[tuple[object, ...]], folder: Path) -> None:
    """Insert the same rows, already made, into one table of a fresh database."""
    target = folder / "bare.db"
    target.unlink(missing_ok=True)
    with sqlite3.connect(target) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE entry (id INTEGER PRIMARY KEY, day TEXT, type TEXT, sort TEXT,"
            " number TEXT, narrative TEXT, debit TEXT, credit TEXT, balance TEXT)"
        )
        connection.executemany(
            "INSERT INTO entry (day, type, sort, number, narrative, debit, credit, balance)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    connection.close()


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(rows: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "statement.csv"
        closing = generate(source, rows)
        parses, inserts, loads = [], [], []
        for round_ in range(ROUNDS):
            parses.append(timed(lambda: bare_parse(source)))
            with source.open(encoding="utf-8", newline="") as file:
                made = [tuple(row) for row in csv.reader(file)][1:]
            inserts.append(timed(lambda made=made: bare_insert(made, folder)))  # type: ignore[misc]
            del made
            with Case.create(folder / f"case{round_}.arw") as case:
                outcomes: list[object] = []
                loads.append(timed(lambda: outcomes.extend(load_files(case, [source]))))  # noqa: B023
                (outcome,) = outcomes
                assert outcome.loaded == rows, outcome  # type: ignore[attr-defined]
                assert outcome.verdict == "reconciled", outcome  # type: ignore[attr-defined]
        parse, insert, load = map(statistics.median, (parses, inserts, loads))
        again = [sys.executable, __file__, "--alone", str(source)]
        peak = subprocess.run(again, check=True, capture_output=True, text=True).stdout
        print(f"{rows:,} rows, closing balance {closing / 100:,.2f}")
        print(f"csv parse     {parse:8.2f} s")
        print(f"sqlite insert {insert:8.2f} s")
        print(f"load          {load:8.2f} s = {load / (parse + insert):.2f} x their sum")
        print(f"peak memory   {peak.strip():>8} MB, loading alone, with the process that reads")


def alone(source: Path) -> None:
    """Load one file and print the most memory that it held with the process that reads, in MB."""
    done, most = threading.Event(), [0]

    def watch() -> None:
        while not done.wait(0.02):
            most[0] = max(most[0], sum(map(held, ("self", *readers()))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with tempfile.TemporaryDirectory() as name, Case.create(Path(name) / "case.arw") as case:
            (outcome,) = load_files(case, [source])
    finally:
        done.set()
        watcher.join()
    assert outcome.verdict == "reconciled", outcome
    print(f"{most[0] / 1024:.0f}")


def readers() -> list[str]:
    """The processes that this one has begun."""
    return [
        one
        for task in Path("/proc/self/task").iterdir()
        for one in (task / "children").read_text(encoding="ascii").split()
    ]


def held(process: str) -> int:
    """The memory that a process holds now, in kB; 0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(found[0]) if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        alone(Path(sys.argv[2]))
        sys.exit()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
