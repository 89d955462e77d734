"""A whole case through the real window: from statements to a treatment place and a pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from ui.forms import FormPanel
from ui.window import MainWindow, build_demonstration
from workbench.case import Case

PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-05,Victim A,Shaw current,1000.00,invoice 1
P2,2026-01-06,Employer,Shaw current,500.00,salary
P3,2026-01-07,Shaw current,Garage,1200.00,VW Golf
"""
ACCOUNTS = """account,name,held,opening,currency
Shaw current,Ronan Shaw,yes,0.00,GBP
"""


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    from PySide6.QtCore import QSettings

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "set"))
    made = MainWindow(build_demo=build_demonstration)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.workspace.shutdown()


class Person:
    """Somebody at the window: opens pages, fills forms, and waits for what they asked."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.workspace.tasks.busy(), timeout=60_000)

    def page(self, key: str) -> Any:
        self.window.show_page(key)
        self.settle()
        return self.window.page()

    def fill(self, form: FormPanel, **values: Any) -> None:
        """Fill the form that stands open and press its button."""
        for key, value in values.items():
            made = form.inputs[key]
            if isinstance(made, QComboBox):
                found = next(i for i in range(made.count()) if made.itemData(i) == value)
                made.setCurrentIndex(found)
            else:
                assert isinstance(made, QLineEdit)
                made.setText(str(value))
        form.go.click()
        self.settle()
        assert form.said.text() == ""
        assert not form.isVisible()

    def choose(self, table: Any, row: int = 0) -> None:
        table.view.setCurrentIndex(table.model.index(row, 0))


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    return Person(window, qtbot)


def rows(table: Any) -> int:
    return int(table.model.rowCount())


def test_from_a_payment_to_a_treatment_place_and_a_pack(
    person: Person, window: MainWindow, tmp_path: Path
) -> None:
    for name, text in (("payments.csv", PAYMENTS), ("accounts.csv", ACCOUNTS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "return.csv").write_text("started,4\n", encoding="utf-8")
    window.workspace.create(str(tmp_path / "larch.arw"), name="Operation Larch")
    person.settle()

    records = person.page("records")
    records.load_paths([tmp_path / "payments.csv", tmp_path / "accounts.csv"])
    person.settle()
    assert rows(records.tables["payments"]) == 3
    records.pair()
    person.settle()
    person.choose(records.tables["payments"])
    records.mark()
    person.fill(records.form, why="invoice fraud")

    trace = person.page("trace")
    assert rows(trace.origins) == 1
    assert "every penny accounted for" in trace.state.text()
    assert rows(person.page("chart").table) == 3

    found = person.page("property")
    found.add()
    person.fill(found.form, kind="vehicle", label="VW Golf", price_minor="1,200.00")
    person.choose(found.tables["property"])
    found.forms.buy()
    person.fill(found.form, payment="P3")
    found.order()
    person.fill(
        found.form, regime="cash", at="2026-01-10T10:00", by="DC Shah", asset=1,
        amount_minor="1200.00",
    )  # fmt: skip
    for to, at in (("detained", "2026-01-12T09:00"), ("forfeited", "2026-02-12")):
        person.choose(found.tables["orders"])
        found.step()
        person.fill(found.form, to=to, at=at, by="Court")
    person.choose(found.tables["orders"])
    found.receive()
    person.fill(found.form, received="2026-02-20", minor="1200.00", asset_id=1)
    assert rows(found.tables["receipts"]) == 1
    assert rows(found.tables["deadlines"]) == 4

    money = person.page("reinvestment")
    money.funds.open()
    person.fill(money.form, name="Community fund", owner="police")
    money.share()
    person.fill(money.form, fund=1)
    money.programmes.begin()
    person.fill(money.form, kind="diversion into treatment", name="Custody to treatment")
    money.programmes.propose()
    person.fill(money.form, recipient="Cole Valley", minor="600.00")
    person.choose(money.tables["grants"])
    money.grants.recommend()
    person.fill(money.form, by="P. Aldersley", on="2026-03-01")
    person.choose(money.tables["grants"])
    money.grants.approve()
    person.fill(money.form, by="M. Thorne", on="2026-03-02")
    person.choose(money.tables["grants"])
    money.grants.plan()
    person.fill(money.form, due="2026-03-03", minor="600.00")
    person.choose(money.tables["instalments"])
    money.grants.prepare()
    person.fill(money.form, by="P. Aldersley", on="2026-03-03")
    person.choose(money.tables["instalments"])
    money.grants.pay()
    person.fill(money.form, by="I. Falconer", on="2026-03-03")
    money.programmes.outcome()
    person.fill(
        money.form, grant_id=1, measure="Started structured treatment", value="4",
        start="2026-03-03", end="2026-06-30", source=tmp_path / "return.csv",
    )  # fmt: skip
    assert money.sums["spent_minor"].text() == "£600.00"
    assert money.sums["unaccounted_minor"].text() == "£0.00"
    (row,) = money.found.outcomes
    assert row["cost_minor"] == 15_000

    window.workspace.figure.emit("outcome-cost:1")
    window.ask_why()
    person.settle()
    pack = person.page("pack")
    pack.pack(tmp_path / "larch.zip")
    person.settle()
    assert pack.results["pack"].text().startswith("Wrote larch.zip")
    pack.verify(tmp_path / "larch.zip")
    person.settle()
    assert "holds: every byte is accounted for" in pack.results["verify"].text()
    pack.report(tmp_path / "larch.pdf")
    pack.check()
    person.settle()
    assert (tmp_path / "larch.pdf").exists()
    assert pack.results["check"].text() == "No problem was found."
    journal = person.page("journal")
    assert rows(journal.table) > 15


def test_a_refusal_stands_in_the_form_and_what_was_typed_stays(
    person: Person, window: MainWindow, tmp_path: Path
) -> None:
    window.workspace.create(str(tmp_path / "c.arw"))
    person.settle()
    page = person.page("property")
    page.add()
    page.form.inputs["label"].setText("")
    page.form.go.click()
    assert "this is needed" in page.form.said.text()
    page.form.inputs["label"].setText("Golf")
    page.form.inputs["price_minor"].setText("about a tenner")
    page.form.go.click()
    assert "is no amount" in page.form.said.text()
    assert page.form.inputs["label"].text() == "Golf"
    assert window.workspace.case is not None
    assert window.workspace.case.head()[0] == 1


def test_what_was_done_here_is_undone_here(
    person: Person, window: MainWindow, tmp_path: Path
) -> None:
    window.workspace.create(str(tmp_path / "c.arw"))
    person.settle()
    page = person.page("parties")
    page.add()
    person.fill(page.form, name="Ronan Shaw")
    assert rows(page.tables["parties"]) == 1
    window.workspace.undo()
    person.settle()
    assert rows(page.tables["parties"]) == 0


def test_a_bad_file_says_why_and_the_good_one_loads(
    person: Person, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "good.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "bad.csv").write_text("Dear Sir,\nplease find\n", encoding="utf-8")
    window.workspace.create(str(tmp_path / "c.arw"))
    person.settle()
    said: list[str] = []
    window.workspace.message.connect(lambda text, _: said.append(text))
    page = person.page("records")
    page.load_paths([tmp_path / "bad.csv", tmp_path / "good.csv"])
    person.settle()
    assert rows(page.tables["payments"]) == 3
    assert any("bad.csv" in text for text in said)


def test_the_demonstration_opens_on_every_page_and_answers_why(
    person: Person, window: MainWindow, tmp_path: Path
) -> None:
    window.open_demonstration(str(tmp_path / "demo"))
    person.settle()
    assert isinstance(window.workspace.case, Case)
    assert person.page("case").figures.rowCount() > 10
    assert "every penny accounted for" in person.page("trace").state.text()
    assert person.page("chart").view.picture is not None
    money = person.page("reinvestment")
    assert money.sums["received_minor"].text() == "£161,800.00"
    assert {row["cost_minor"] for row in money.found.outcomes} >= {50_000}
    things = person.page("property").things
    assert any((things.row(at).get("traced_minor") or 0) > 0 for at in range(things.rowCount()))
    assert "Missing: 07-00-00 52290417" in person.page("records").state.text()
    window.set_theme("dark")
    person.settle()
