"""How long a workbook takes to be read, as a ratio to openpyxl's own read-only walk of it.

python benchmarks/workbooks.py [ROWS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import openpyxl

from workbench.records.readers.workbook import read_workbook

ROUNDS = 3
AIM = 6.0
HEADER = [
    "Transaction Date", "Transaction Type", "Sort Code", "Account Number",
    "Transaction Description", "Debit Amount", "Credit Amount", "Balance",
]  # fmt: skip


def generate(path: Path, rows: int) -> None:
    """Write a statement of `rows` entries in eight columns."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Statement")
    sheet.append(HEADER)
    dice, balance, start = Random(20260301), 1_000_000, date(2016, 1, 1)
    for row in range(rows):
        pence = dice.randint(-50_000, 50_000)
        balance += pence
        sheet.append([
            start + timedelta(days=row * 3650 // rows), "FPI" if pence > 0 else "DEB", "30-00-00",
            "18264093", f"PAYEE {row % 997} REF {row}", None if pence > 0 else -pence / 100,
            pence / 100 if pence > 0 else None, balance / 100,
        ])  # fmt: skip
    book.save(path)


def by_openpyxl(path: Path) -> int:
    """Walk the values in openpyxl's read-only mode, and do nothing with them."""
    book = openpyxl.load_workbook(path, read_only=True)
    return sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))


def by_workbench(path: Path) -> int:
    """Look the parts over, read the sheets apart, and walk the cells as text."""
    book = read_workbook(path.read_bytes(), path.name)
    return sum(1 for sheet in book.sheets for _ in sheet.rows())


def timed(read: Callable[[Path], int], path: Path, rows: int) -> float:
    """Seconds that one reading takes; it must have found every row."""
    begun = time.perf_counter()
    found = read(path)
    taken = time.perf_counter() - begun
    if found != rows + 1:
        raise SystemExit(f"{read.__name__} found {found:,} rows of {rows + 1:,}")
    return taken


def main() -> None:
    """Measure both in turn and print the ratio of their medians."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statement.xlsx"
        generate(path, rows)
        taken: dict[str, list[float]] = {"openpyxl": [], "workbench": []}
        for _ in range(ROUNDS):
            taken["openpyxl"].append(timed(by_openpyxl, path, rows))
            taken["workbench"].append(timed(by_workbench, path, rows))
    median = {name: statistics.median(times) for name, times in taken.items()}
    for name, seconds in median.items():
        print(f"{name:10} {seconds:7.2f} s  {rows / seconds:10,.0f} rows/s")
    ratio = median["openpyxl"] / median["workbench"]
    print(f"{rows:,} rows x {len(HEADER)} columns: {ratio:.1f} times as quick (aim {AIM:.0f})")
    raise SystemExit(ratio < AIM)


if __name__ == "__main__":
    main()
