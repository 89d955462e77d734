"""How quick the record tables are over a million rows, and how long they hold the window up.

python benchmarks/tables.py [ROWS]
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from sqlalchemy import String, insert

from workbench.case import Case
from workbench.store.tables import Account, Base, Entry, SourceFile, Statement

SHOPS = ("TESCO STORES 2231", "SHELL OLDBURY", "GREGGS PLC", "CAFÉ ZOË", "BOOTS", "Łukasz & Söhne")
ACCOUNTS = 40


def whole(table: type[Base], **values: Any) -> dict[str, Any]:
    """A row of `table`: what is not said here, and must be something, is nothing."""
    missing = {
        c.name: "" if isinstance(c.type, String) else 0
        for c in table.__table__.columns
        if not c.nullable and c.default is None and c.name not in values
    }
    return missing | values


def _entries(first: int, last: int, dice: Random) -> Iterator[dict[str, Any]]:
    begun = date(2004, 1, 1)
    for number in range(first, last):
        account = number % ACCOUNTS + 1
        yield whole(
            Entry, id=number, account_id=account, statement_id=account, file_id=1, row=number,
            place=f"line {number + 1}", position=number, date=begun + timedelta(days=number // 150),
            minor=dice.randrange(-2_000_000, 2_000_000) or 1, currency="GBP",
            balance_minor=dice.randrange(0, 9_000_000), type_raw="DEB",
            narrative=f"{dice.choice(SHOPS)} {dice.randrange(10**6):06}",
            reference=f"R{dice.randrange(10**6)}", category="", rule="", category_rule="", zone="",
            confidence=0, type="", counterparty="", counterparty_sort_code="",
            counterparty_number="", counterparty_iban="", external_id="",
        )  # fmt: skip


def make_case(place: Path, rows: int) -> Case:
    """A case with this many entries, put there directly."""
    case = Case.create(place, name="Tables")
    dice = Random(20260301)
    with case.change("load", "Loaded entries") as work:
        c = work.connection
        c.execute(insert(SourceFile), [
            whole(SourceFile, id=1, name="all.csv", sha256="0" * 64, layout="lloyds", format="CSV",
                  currency="GBP", notes="[]", exhibit="", encoding="UTF-8")
        ])  # fmt: skip
        c.execute(insert(Account), [
            whole(Account, id=i, key=f"20-00-{i:02} 12345678", currency="GBP", held=True, name="",
                  institution="", sort_code="", number="", iban="")
            for i in range(1, ACCOUNTS + 1)
        ])  # fmt: skip
        c.execute(insert(Statement), [
            whole(Statement, id=i, file_id=1, account_id=i, balances="none", verdict="",
                  rows_order="", breaks="[]", sequence="")
            for i in range(1, ACCOUNTS + 1)
        ])  # fmt: skip
        for first in range(1, rows + 1, 50_000):
            chunk = list(_entries(first, min(first + 50_000, rows + 1), dice))
            c.execute(insert(Entry), chunk)
        work.command = {"name": "load"}
    return case


class Ticks:
    """A timer of 5 ms on the window's thread: how late it comes at worst."""

    def __init__(self) -> None:
        """Begin to tick."""
        from PySide6.QtCore import Qt, QTimer

        self.worst, self._last = 0.0, 0.0
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(5)
        self.timer.timeout.connect(self._tick)
        self.timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._last:
            self.worst = max(self.worst, now - self._last - 0.005)
        self._last = now

    def again(self) -> None:
        """Forget what was."""
        self.worst, self._last = 0.0, 0.0


def bare_ids(place: Path) -> float:
    """Seconds of a bare read of the ids by sqlite3, the least that opening must do."""
    begun = time.perf_counter()
    with sqlite3.connect(place) as connection:
        found = array("q")
        cursor = connection.execute("SELECT id FROM entry ORDER BY id")
        while part := cursor.fetchmany(20_000):
            found.extend(number for (number,) in part)
    connection.close()
    return time.perf_counter() - begun


def measure(place: Path, rows: int) -> None:  # noqa: PLR0915 - one run, step after step
    """Print what the real table takes, offscreen, and how late the window's thread was."""
    import loading
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from ui.window import MainWindow

    QSettings.setPath(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(place.parent / "settings")
    )
    app = QApplication([])
    window = MainWindow()
    window.resize(1440, 900)
    window.show()
    ticks = Ticks()
    tasks = window.workspace.tasks
    base = min(bare_ids(place) for _ in range(3))
    sys.stdout.write(f"{rows:,} rows; a bare read of the ids takes {base * 1000:.0f} ms\n")

    def until(done: Callable[[], bool]) -> None:
        while not done():
            app.processEvents()
            time.sleep(0.0005)

    def quiet() -> None:
        until(lambda: not tasks.busy())
        for _ in range(20):
            app.processEvents()

    def say(what: str, seconds: float) -> None:
        sys.stdout.write(
            f"| {what} | {seconds * 1000:.0f} ms | {seconds / base:.1f} x "
            f"| {ticks.worst * 1000:.0f} ms |\n"
        )

    def timed(what: str, act: Callable[[], object]) -> None:
        quiet()
        ticks.again()
        begun = time.perf_counter()
        counts: list[int] = []
        slot = model.counted.connect(lambda shown, _: counts.append(shown))
        act()
        until(lambda: bool(counts))
        taken = time.perf_counter() - begun
        quiet()
        model.counted.disconnect(slot)
        say(what, taken)

    window.workspace.open(str(place))
    quiet()
    window.show_page("records")
    quiet()
    page: Any = window.pages["records"]
    table = page.tables["entries"]
    model = table.model
    page.tabs.setCurrentWidget(table)
    quiet()
    ticks.again()
    ending = time.perf_counter() + 3
    until(lambda: time.perf_counter() > ending)
    say("idle, for comparison", 3.0)
    columns = [column.key for column in model.columns]
    timed("open", model.reload)
    timed("sort by date", lambda: model.sort(columns.index("date")))
    timed("sort by amount (no index)", lambda: model.sort(columns.index("minor")))
    timed("sort by narrative (no index)", lambda: model.sort(columns.index("narrative")))
    timed("its own order again", lambda: model.sort(-1))
    timed("find a plain word", lambda: model.set_text("greggs"))
    timed("find a word with an accent", lambda: model.set_text("café"))
    timed("find nothing", lambda: model.set_text(""))
    timed("filter by amount", lambda: model.set_filters({"minor": ">15000"}))
    timed("no filter", lambda: model.set_filters({}))
    dice = Random(1)
    view = table.view
    quiet()
    ticks.again()
    jumps, filled = [], []
    for _ in range(60):
        at = dice.randrange(rows)
        begun = time.perf_counter()
        view.scrollTo(model.index(at, 0), view.ScrollHint.PositionAtTop)
        view.viewport().repaint()
        jumps.append(time.perf_counter() - begun)
        until(lambda at=at: model.ready(at))
        view.viewport().repaint()
        filled.append(time.perf_counter() - begun)
    say("jump to a random row, painted", statistics.median(jumps))
    say("the same, with its values", statistics.median(filled))
    bar = view.verticalScrollBar()
    ticks.again()
    steps = []
    for step in range(200):
        begun = time.perf_counter()
        bar.setValue(bar.value() + (3 if step % 2 else 40))
        app.processEvents()
        steps.append(time.perf_counter() - begun)
    say("scroll a step", statistics.median(steps))
    statement = place.parent / "statement.csv"
    loading.generate(statement, 100_000)
    quiet()
    ticks.again()
    begun = time.perf_counter()
    page.load_paths([statement])
    until(lambda: not tasks.busy())
    say("load 100,000 rows, the queue in sight", time.perf_counter() - begun)
    loading.generate(statement, 99_999)
    quiet()
    ticks.again()
    begun = time.perf_counter()
    page.load_paths([statement])
    page.tabs.setCurrentWidget(table)
    while tasks.busy():
        bar.setValue(bar.value() + 40)
        app.processEvents()
        time.sleep(0.02)
    say("load 99,999 rows while scrolling", time.perf_counter() - begun)
    sys.stdout.write("columns: time, against the bare read, the window's thread late by at most\n")
    window.workspace.shutdown()
    window.close()


def main() -> None:
    """Build the case and measure."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tables.arw"
        make_case(place, rows).close()
        measure(place, rows)


if __name__ == "__main__":
    main()
