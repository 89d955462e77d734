"""The whole chain through the real window's pages, form by form, down to a row and back up."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.driving import cells, fill, go, press, record, settle, shown
from ui.why import _FIGURE as FIGURE
from ui.window import MainWindow
from workbench.case import Case

PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-05,Victim A,Shaw current,1000.00,invoice 1
P2,2026-01-06,Employer,Shaw current,1000.00,salary
P3,2026-01-07,Shaw current,Shaw savings,1500.00,to savings
P4,2026-01-08,Shaw savings,Garage,1200.00,VW Golf
"""
ACCOUNTS = """account,name,held,opening,currency
Shaw current,Ronan Shaw,yes,0.00,GBP
Shaw savings,Ronan Shaw,yes,0.00,GBP
Garage,Wheelie Good Cars Ltd,no,,GBP
"""


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.workspace.shutdown()
    left = [t.name for t in threading.enumerate() if t.name.startswith("workbench-")]
    assert left == []


def new_case(qtbot: QtBot, window: MainWindow, folder: Path) -> Case:
    window.start.name.setText("Operation Larch")
    with qtbot.waitSignal(window.workspace.opened):
        window.start.make(str(folder / "larch.arw"))
    settle(qtbot, window)
    case = window.workspace.case
    assert case is not None
    return case


def load(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    files = []
    for name, text in (("accounts.csv", ACCOUNTS), ("payments.csv", PAYMENTS)):
        files.append(folder / name)
        files[-1].write_text(text, encoding="utf-8")
    page = go(qtbot, window, "records")
    page.load_paths(files)
    settle(qtbot, window)
    assert cells(page.tables["files"], "name") == ["accounts.csv", "payments.csv"]


def mark(qtbot: QtBot, window: MainWindow, payment: str, why: str, part: str = "") -> None:
    page = go(qtbot, window, "records")
    page.tabs.setCurrentIndex(3)
    table = page.tables["payments"]
    settle(qtbot, window)
    assert table.select(table.model.id_at(cells(table, "key").index(payment)))
    press(page, "Mark a payment…")
    record(qtbot, window, page.form, why=why, part=part)


def find_property(qtbot: QtBot, window: MainWindow) -> None:
    page = go(qtbot, window, "property")
    press(page, "Add property")
    record(
        qtbot, window, page.form,
        kind="vehicle", label="VW Golf", acquired="2026-01-08", price_minor="1,200.00",
    )  # fmt: skip
    things = page.tables["property"]
    things.select(1)
    press(page, "What bought it…")
    record(qtbot, window, page.form, payment="P4", why="the garage's invoice")
    assert cells(things, "paid_minor") == ["£1,200.00"]
    assert cells(things, "traced_minor") == ["£1,000.00"]


def name_the_defendant(qtbot: QtBot, window: MainWindow) -> None:
    page = go(qtbot, window, "parties")
    press(page, "Add a party")
    record(qtbot, window, page.form, name="Ronan Shaw", subject="yes")
    page.tables["parties"].select(1)
    press(page, "Holds an account…")
    record(qtbot, window, page.form, account="Shaw current", evidence="the bank's account opening")
    assert cells(page.tables["parties"], "held") == ["Shaw current"]


STEPS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Convicted", "2026-02-02", {}),
    ("Timetabled", "2026-02-03", {}),
    ("Prosecutor's statement served", "2026-02-10", {}),
    ("Determined", "2026-02-20", {"benefit_minor": "1000.00", "available_minor": "1000.00"}),
    ("Order made", "2026-02-20", {"amount_minor": "1000.00"}),
)


def obtain_the_order(qtbot: QtBot, window: MainWindow) -> None:
    page = go(qtbot, window, "property")
    page.tabs.setCurrentIndex(1)
    press(page, "New order…")
    record(
        qtbot, window, page.form,
        regime="Confiscation", at="2026-01-20", by="DC Sterndale", party_id="Ronan Shaw",
        reference="T1", asset="VW Golf",
    )  # fmt: skip
    orders = page.tables["orders"]
    orders.select(1)
    press(page, "Next step…")
    assert page.form.inputs["to"].findText("Satisfied") < 0
    press(page, "Cancel")
    for step, day, more in STEPS:
        press(page, "Next step…")
        record(qtbot, window, page.form, to=step, at=day, by="HHJ Ashworth", **more)
        assert cells(orders, "state_label") == [step]
    assert cells(orders, "amount_minor") == ["£1,000.00"]
    press(page, "Money received…")
    record(qtbot, window, page.form, received="2026-02-20", minor="1000.00", asset_id="VW Golf")
    assert cells(page.tables["receipts"], "minor") == ["£1,000.00"]
    assert cells(orders, "owed_minor") == ["£0.00"]


def spend_it(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    page = go(qtbot, window, "reinvestment")
    tab = {page.tabs.tabText(i): i for i in range(page.tabs.count())}
    page.tabs.setCurrentIndex(tab["Funds"])
    press(page, "Open a fund…")
    record(qtbot, window, page.form, name="Recovered proceeds", owner="police")
    press(page, "Share a receipt")
    record(qtbot, window, page.form, fund="Recovered proceeds")
    # 18.75 % of a confiscation receipt is the investigator's (ARIS)
    assert cells(page.tables["funds"], "held_minor") == ["£187.50"]

    page.tabs.setCurrentIndex(tab["Programmes"])
    press(page, "Begin a programme…")
    record(qtbot, window, page.form, kind="diversion into treatment", name="From custody")
    page.tabs.setCurrentIndex(tab["Grants"])
    press(page, "Propose…")
    record(qtbot, window, page.form, recipient="Cole Valley Recovery", minor="150.00")
    page.tables["grants"].select(1)
    press(page, "Recommend…")
    record(qtbot, window, page.form, by="Idris Falconer", on="2026-03-02")
    press(page, "Approve…")
    fill(page.form, {"by": "Idris Falconer", "on": "2026-03-03"})
    page.form.go.click()
    settle(qtbot, window)
    assert "cannot approve it too" in page.form.said.text()
    record(qtbot, window, page.form, by="DI Garrowby")
    press(page, "Plan an instalment…")
    record(
        qtbot, window, page.form, due="2026-03-10", minor="150.00", condition="two places are open"
    )
    page.tabs.setCurrentIndex(tab["Instalments"])
    page.tables["instalments"].select(1)
    press(page, "Pay…")
    assert page.form.isHidden()
    assert "its condition is not met: two places are open" in page.state.text()
    press(page, "Condition met…")
    record(qtbot, window, page.form, on="2026-03-05")
    press(page, "Pay…")
    assert "nobody prepared the payment yet" in page.state.text()
    press(page, "Prepare…")
    record(qtbot, window, page.form, by="DI Garrowby", on="2026-03-06")
    press(page, "Pay…")
    record(qtbot, window, page.form, by="Ann Cashier", on="2026-03-10", bank_reference="BACS 1")

    page.tabs.setCurrentIndex(tab["Outcomes"])
    press(page, "Record an outcome…")
    (folder / "return.csv").write_text("people,3\n", encoding="utf-8")
    record(
        qtbot, window, page.form,
        grant_id="grant to Cole Valley Recovery", measure="Started structured treatment",
        value="3", start="2026-03-01", end="2026-03-31", source=folder / "return.csv",
    )  # fmt: skip
    assert cells(page.tables["outcomes"], "cost_minor") == ["£50.00"]
    assert page.sums["unaccounted_minor"].text() == "£0.00"


def walk_down(qtbot: QtBot, window: MainWindow, kinds: Iterable[str]) -> None:
    """Step from the figure shown to a cause of each kind in turn."""
    for kind in kinds:
        tree = window.why.causes
        items = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
        found = next(
            item for item in items if item and item.data(0, FIGURE).id.startswith(f"{kind}:")
        )
        wanted = found.data(0, FIGURE).id
        tree.setCurrentItem(found)
        tree.itemActivated.emit(found, 0)
        qtbot.waitUntil(lambda wanted=wanted: window.why.figures()[-1] == wanted)  # type: ignore[misc]
        settle(qtbot, window)


def ask_why(qtbot: QtBot, window: MainWindow) -> None:
    """From what a place in treatment cost, down to the row of the statement."""
    page = go(qtbot, window, "reinvestment")
    table = page.tables["outcomes"]
    table.select(1)
    columns = [column.key for column in table.model.columns]
    table.view.setCurrentIndex(table.model.index(0, columns.index("cost_minor")))
    table.view.setFocus()
    window.actions_["why"].trigger()
    qtbot.waitUntil(lambda: window.why.figures() == ["outcome-cost:1"])
    assert window.why.amount.text() == "£50.00"
    walk_down(
        qtbot, window,
        ("instalment", "share", "receipt", "asset", "traced", "flow", "move", "move", "move",
         "origin", "payment"),
    )  # fmt: skip
    assert window.why.source.isVisible()
    assert window.why.source.where.text() == "payments.csv, line 2"
    assert window.why.source.raw.toPlainText() == (
        "P1,2026-01-05,Victim A,Shaw current,1000.00,invoice 1"
    )


def pack_and_verify(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    page = go(qtbot, window, "pack")
    out = folder / "larch.zip"
    page.pack(out)
    settle(qtbot, window)
    assert page.results["pack"].text().startswith("Wrote larch.zip: ")
    page.verify(out)
    settle(qtbot, window)
    assert page.results["verify"].text().startswith("larch.zip holds: ")
    spoilt = bytearray(out.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    out.write_bytes(spoilt)
    page.verify(out)
    settle(qtbot, window)
    assert page.results["verify"].text().startswith("larch.zip does not hold: ")
    press(page, "Check now")
    settle(qtbot, window)
    assert page.results["check"].text() == "No problem was found."
    page.report(folder / "larch.pdf")
    settle(qtbot, window)
    assert page.results["report"].text().startswith("Wrote larch.pdf: ")


@pytest.mark.slow
def test_a_case_goes_through_the_whole_chain_in_the_window(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    new_case(qtbot, window, tmp_path)
    load(qtbot, window, tmp_path)
    mark(qtbot, window, "P1", "invoice fraud on Victim A")
    trace = go(qtbot, window, "trace")
    assert shown(trace.origins)[0][1:3] == ["P1", "£1,000.00"]
    assert "1 payment marked, £1,000.00" in trace.state.text()
    find_property(qtbot, window)
    name_the_defendant(qtbot, window)
    obtain_the_order(qtbot, window)
    spend_it(qtbot, window, tmp_path)
    ask_why(qtbot, window)
    pack_and_verify(qtbot, window, tmp_path)
    assert window.banner.isHidden(), window.banner.text.text()
    steps = go(qtbot, window, "case")
    assert steps.state.text().startswith("Every step has been taken. ")


def test_a_change_is_undone_and_done_again_by_key(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    new_case(qtbot, window, tmp_path)
    load(qtbot, window, tmp_path)
    assert window.workspace.undoable() == ""  # what was loaded stays: it is evidence
    mark(qtbot, window, "P1", "invoice fraud", part="600.00")
    trace = go(qtbot, window, "trace")
    assert cells(trace.origins, "minor") == ["£600.00"]
    window.actions_["undo"].trigger()
    settle(qtbot, window)
    assert cells(trace.origins, "minor") == []
    window.actions_["redo"].trigger()
    settle(qtbot, window)
    assert cells(trace.origins, "minor") == ["£600.00"]


def test_a_refusal_is_a_line_on_the_page_and_changes_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    case = new_case(qtbot, window, tmp_path)
    load(qtbot, window, tmp_path)
    head = case.head()
    page = go(qtbot, window, "records")
    bad = tmp_path / "letter.csv"
    bad.write_text("Dear Sir\n", encoding="utf-8")
    page.load_paths([bad])
    settle(qtbot, window)
    assert window.banner.isVisible()
    assert window.banner.text.text().startswith("letter.csv")
    page.tabs.setCurrentIndex(3)
    table = page.tables["payments"]
    table.select(table.model.id_at(0))
    press(page, "Mark a payment…")
    fill(page.form, {"part": "5000.00", "why": "too much"})
    page.form.go.click()
    settle(qtbot, window)
    assert page.form.isVisible()
    assert "1,000.00" in page.form.said.text()
    page.form.leave.click()
    assert case.head() == head


def test_a_file_that_does_not_say_how_its_dates_run_is_loaded_again_with_that_choice(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    new_case(qtbot, window, tmp_path)
    page = go(qtbot, window, "records")
    file = tmp_path / "june.csv"
    file.write_text(
        "id,date,from,to,amount,reference\nP1,01/02/2024,A,B,10.00,x\n", encoding="utf-8"
    )
    page.load_paths([file, tmp_path / "missing.csv"])
    settle(qtbot, window)
    assert page.queue.isVisible()
    assert cells(page.queue.table, "verdict") == ["refused", "refused"]
    said = cells(page.queue.table, "said")
    assert window.banner.text.text() == f"{said[0]}. And 1 more file refused."
    assert "can be read as day/month or as month/day" in said[0]
    page.queue.table.select(page.queue.model.id_at(0))
    press(page, "Load again with choices…")
    settle(qtbot, window)
    fill(page.form, {"dates": "day, month, year", "exhibit": "MS/5"})
    page.form.go.click()
    settle(qtbot, window)
    assert cells(page.queue.table, "loaded") == ["1"]
    assert cells(page.tables["files"], "exhibit") == ["MS/5"]
    page.tabs.setCurrentIndex(3)
    assert cells(page.tables["payments"], "date") == ["01 Feb 2024"]
    assert window.banner.isHidden()
