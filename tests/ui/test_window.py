"""The window opens at once, goes everywhere by key, says what it did, leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTabBar, QTableView, QWidget
from pytestqt.qtbot import QtBot

from ui import settings, theme, words
from ui.actions import Action, Actions
from ui.pages import PLACES
from ui.theme import apply
from ui.window import MainWindow
from ui.workspace import Workspace
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind, Source
from workbench.progress import Report
from workbench.store.tables import Party

SOURCE = Source("june.csv", "ab" * 32, "line 7", "<img src=x>,=1+1,−£12.00")


def chain(book: Book, key: str) -> Figure:
    """Figure 5 rests on 4 and 3, and so on down to 1, which is a line of a file."""
    number = int(key)
    if number > 90:
        raise Refused(f"there is no figure step:{key}")
    if number == 50:
        return Figure("step:50", "A balance", 9, "GBP", "In less out", ("step:1",) * 450)
    below = tuple(f"step:{n}" for n in (number - 1, number - 2) if n > 0)
    return Figure(
        f"step:{key}", f"<b>Step {key}</b>", number * 100, "GBP", f"Rule {key}", below,
        SOURCE if number == 1 else None,
    )  # fmt: skip


def book_of(case: Case) -> Book:
    return Book(case, {"step": Kind(chain, lambda _: map(str, range(1, 7)))})


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(Workspace(book_of))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.workspace.shutdown()
    left = [t.name for t in threading.enumerate() if t.name.startswith("workbench-")]
    assert left == []


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    case = Case.create(tmp_path / "c.arw", name="Operation <b>Bold</b>", reference="R&D/1")
    window.workspace.adopt(case)
    qtbot.waitUntil(lambda: not window.workspace.tasks.busy())
    return window


def add_party(case: Case, report: Report) -> int:
    with case.change("party", "Recorded R. Shaw") as work:
        party = Party(schema="Person", name="R. Shaw & <i>Sons</i>")
        work.session.add(party)
        work.session.flush()
        return party.id


def change(qtbot: QtBot, window: MainWindow, work: Any) -> None:
    with qtbot.waitSignal(window.workspace.changed):
        window.workspace.change("Recording", work)
    qtbot.waitUntil(lambda: not window.workspace.tasks.busy())


# -- the start


def test_opening_the_window_needs_none_of_the_heavy_libraries() -> None:
    heavy = ("networkx", "openpyxl", "reportlab", "numpy", "numba", "alembic.command")
    code = (
        "import sys, ui.window; "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )  # fmt: skip
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "[]"


def test_the_first_page_offers_three_ways_to_begin(window: MainWindow) -> None:
    offered = [b.text() for b in window.start.findChildren(QAbstractButton)]
    assert offered[:3] == ["Open the demonstration case", "Make the case…", "Open a case…"]
    assert window.page() is None
    assert not window.rail.isEnabled()


def test_a_case_is_made_from_the_form(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.start.name.setText("Operation Larkspur")
    window.start.urn.setText("20WM1234524")
    with qtbot.waitSignal(window.workspace.opened):
        window.start.make(str(tmp_path / "larkspur.arw"))
    assert window.top.name.text() == "Operation Larkspur"
    assert window.top.marking.label.text() == "OFFICIAL-SENSITIVE"
    assert window.windowTitle() == "Operation Larkspur — Asset Recovery Workbench"
    assert Workspace.recent() == [str(tmp_path / "larkspur.arw")]


def test_a_file_that_is_no_case_is_refused_in_one_line(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "notes.arw"
    bad.write_text("shopping")
    window.workspace.open(str(bad))
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.text.text() == f"{bad}: is not a case. Make one with: new CASE"
    assert window.workspace.case is None


def test_the_demonstration_is_built_and_opened(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.open_demonstration(str(tmp_path))
    assert "no demonstration case" in window.banner.text.text()

    def build(folder: Path, report: Report) -> str:
        report(1, 2, "Making files")
        Case.create(folder / "demo.arw", name="Operation Larkspur").close()
        return str(folder / "demo.arw")

    window.build_demo = build
    with qtbot.waitSignal(window.workspace.opened):
        window.open_demonstration(str(tmp_path))
    assert window.top.name.text() == "Operation Larkspur"


def test_an_address_that_may_hold_a_password_is_not_remembered(window: MainWindow) -> None:
    window.workspace._remember("postgresql://me:secret@server/case")
    assert Workspace.recent() == []
    assert "secret" not in str(settings.store().value("recent", ""))


# -- pages


def test_every_page_opens_from_the_rail_and_by_its_key(opened: MainWindow, qtbot: QtBot) -> None:
    for number, place in enumerate(PLACES, 1):
        qtbot.mouseClick(opened.rail.buttons[place.key], Qt.MouseButton.LeftButton)
        page = opened.page()
        assert page is not None
        assert page.key == place.key
        assert opened.rail.buttons[place.key].isChecked()
        assert page.title
        assert page.purpose.endswith(".")
        assert opened.actions_[f"go-{place.key}"].shortcut() == QKeySequence(f"Ctrl+{number}")
    opened.actions_["go-records"].trigger()
    assert opened.rail.buttons["records"].isChecked()
    qtbot.waitUntil(lambda: not opened.workspace.tasks.busy())


def test_a_page_out_of_sight_is_brought_up_to_date_when_it_is_shown(
    opened: MainWindow, qtbot: QtBot
) -> None:
    opened.show_page("parties")
    page: Any = opened.page()
    qtbot.waitUntil(lambda: not opened.workspace.tasks.busy())
    assert page._stack.currentIndex() == 1, "it teaches the next step"
    opened.show_page("case")
    change(qtbot, opened, add_party)
    assert page.tables["parties"].model.rowCount() == 0
    opened.show_page("parties")
    qtbot.waitUntil(lambda: page.tables["parties"].model.rowCount() == 1)
    assert page._stack.currentIndex() == 0


def test_the_journal_page_says_whether_the_chain_holds(opened: MainWindow, qtbot: QtBot) -> None:
    opened.show_page("journal")
    page: Any = opened.page()
    qtbot.waitUntil(lambda: "entry 1" in page.state.text())
    page.check()
    qtbot.waitUntil(lambda: page.state.text() == "The chain holds: 1 entry checked.")


def test_closing_the_case_goes_back_to_the_first_page(opened: MainWindow, qtbot: QtBot) -> None:
    opened.show_page("journal")
    page: Any = opened.page()
    opened.actions_["close"].trigger()
    qtbot.waitUntil(lambda: not opened.workspace.tasks.busy())
    assert opened.page() is None
    assert page.model.rowCount() == 0
    assert not opened.actions_["undo"].isEnabled()
    assert [b.text() for b in opened.start.findChildren(QAbstractButton)][-1] == "c"


# -- what is done can be undone


def test_a_change_is_said_and_can_be_undone_and_done_again(
    opened: MainWindow, qtbot: QtBot
) -> None:
    change(qtbot, opened, add_party)
    assert opened.status.said.text() == "Recorded R. Shaw"
    assert opened.actions_["undo"].text() == "Undo: Recorded R. Shaw"
    with qtbot.waitSignal(opened.workspace.changed):
        opened.actions_["undo"].trigger()
    case = opened.workspace.case
    assert case is not None
    with case.session() as session:
        assert session.query(Party).count() == 0
    assert opened.actions_["redo"].text() == "Redo: Recorded R. Shaw"
    with qtbot.waitSignal(opened.workspace.changed):
        opened.actions_["redo"].trigger()
    with case.session() as session:
        assert session.query(Party).count() == 1
    assert opened.workspace.undoable() == "Recorded R. Shaw"
    assert opened.workspace.redoable() == ""


def test_a_change_that_is_refused_changes_nothing_and_says_why(
    opened: MainWindow, qtbot: QtBot
) -> None:
    def refuse(case: Case, report: Report) -> None:
        raise Refused("the amount is more than the payment", where="F3-R12", remedy="Mark less.")

    opened.workspace.change("Marking", refuse)
    qtbot.waitUntil(opened.banner.isVisible)
    assert opened.banner.text.text() == "F3-R12: the amount is more than the payment. Mark less."
    assert opened.workspace.undoable() == ""


def test_long_work_shows_what_it_does_and_can_be_cancelled(
    opened: MainWindow, qtbot: QtBot
) -> None:
    def slow(case: Case, report: Report) -> None:
        with case.change("party", "Recorded nobody") as work:
            work.session.add(Party(schema="Person", name="Nobody"))
            work.session.flush()
            while True:
                report(3, 12, "Reading statement 3")
                time.sleep(0.005)

    opened.workspace.change("Loading 12 files", slow)
    qtbot.waitUntil(lambda: opened.status.doing.isVisible() and "3 of 12" in _doing(opened))
    assert opened.status.bar.value() == 250
    qtbot.mouseClick(opened.status.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not opened.workspace.tasks.busy())
    qtbot.waitUntil(lambda: not opened.status.doing.isVisible())
    case = opened.workspace.case
    assert case is not None
    assert case.head()[0] == 1


def _doing(window: MainWindow) -> str:
    return window.status.doing.text()


# -- finding


def test_ctrl_k_finds_actions_and_things_in_the_case(opened: MainWindow, qtbot: QtBot) -> None:
    change(qtbot, opened, add_party)
    opened.actions_["find"].trigger()
    assert opened.finder.isVisible()
    qtbot.keyClicks(opened.finder.line, "dark")
    assert opened.finder.found()[0] == "Dark theme"
    qtbot.keyClick(opened.finder.line, Qt.Key.Key_Return)
    assert apply.current().key == "dark"
    assert settings.text("theme") == "dark"
    opened.actions_["find"].trigger()
    qtbot.keyClicks(opened.finder.line, "sons shaw")
    qtbot.waitUntil(lambda: opened.finder.found() == ["R. Shaw & <i>Sons</i>"])
    qtbot.keyClick(opened.finder.line, Qt.Key.Key_Return)
    page = opened.page()
    assert page is not None
    assert page.key == "parties"
    assert not opened.finder.isVisible()
    qtbot.waitUntil(lambda: not opened.workspace.tasks.busy())


def test_the_arrows_go_round_and_escape_puts_the_finder_away(
    opened: MainWindow, qtbot: QtBot
) -> None:
    opened.actions_["find"].trigger()
    line = opened.finder.line
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert opened.finder.list.currentIndex().row() == len(opened.finder.found()) - 1
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert opened.finder.list.currentIndex().row() == 0
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not opened.finder.isVisible()


def test_every_action_has_words_a_tip_and_a_key_of_its_own(window: MainWindow) -> None:
    keys = [action.shortcut for action, _ in window.actions_ if action.shortcut]
    assert len(keys) == len(set(keys))
    for action, made in window.actions_:
        assert action.text
        assert made.statusTip()
        assert action.shortcut or action.id.startswith("theme-")
    menu = window.top.menu_button.menu()
    assert menu is not None
    in_menu = {a.text() for group in menu.actions() for a in _below(group)}
    assert in_menu == {made.text() for _, made in window.actions_}


def _below(group: QAction) -> list[QAction]:
    menu: Any = group.menu()
    return list(menu.actions())


def test_two_actions_never_share_an_id_or_a_key(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    table = Actions(holder)
    first = Action(id="a", text="A", group="G", tip="T", call=lambda: None, shortcut="Ctrl+A")
    table.add(first)
    with pytest.raises(ValueError, match="already"):
        table.add(first)
    other = Action(id="b", text="B", group="G", tip="T", call=lambda: None, shortcut="Ctrl+A")
    with pytest.raises(ValueError, match="already"):
        table.add(other)


# -- Why?


def ask(window: MainWindow, qtbot: QtBot, figure: str) -> None:
    window._show_why()
    window.why.follow(figure)
    qtbot.waitUntil(lambda: window.why.figures() == [figure])


def test_why_walks_down_to_the_line_of_a_file_and_back(opened: MainWindow, qtbot: QtBot) -> None:
    why = opened.why
    ask(opened, qtbot, "step:3")
    assert why.label.text() == "<b>Step 3</b>"
    assert why.amount.text() == "£3.00"
    assert why.rule.text() == "Rule 3"
    assert why.made_from.text() == "Made from 2 figures"
    first = why.causes.topLevelItem(0)
    assert first is not None
    assert (first.text(0), first.text(1)) == ("<b>Step 2</b>", "£2.00")
    first.setExpanded(True)
    qtbot.waitUntil(lambda: first.child(0).text(0) == "<b>Step 1</b>")
    why.causes.itemActivated.emit(first.child(0), 0)
    qtbot.waitUntil(lambda: why.figures() == ["step:3", "step:2", "step:1"])
    assert why.source.isVisible()
    assert why.source.where.text() == "june.csv, line 7"
    assert why.source.raw.toPlainText() == SOURCE.raw
    assert not why.causes.isVisible()
    opened.actions_["why-back"].trigger()
    qtbot.waitUntil(lambda: why.figures() == ["step:3", "step:2"])
    why._return_to(0)
    qtbot.waitUntil(lambda: why.figures() == ["step:3"])


def test_why_says_what_a_figure_helped_to_make(opened: MainWindow, qtbot: QtBot) -> None:
    ask(opened, qtbot, "step:4")
    opened.why.use.click()
    qtbot.waitUntil(opened.why.users.isVisible)
    users = [opened.why.users.topLevelItem(i) for i in range(2)]
    assert [user.text(0) for user in users if user] == ["<b>Step 5</b>", "<b>Step 6</b>"]


def test_why_shows_the_first_of_very_many_and_the_rest_when_asked(
    opened: MainWindow, qtbot: QtBot
) -> None:
    ask(opened, qtbot, "step:50")
    assert opened.why.causes.topLevelItemCount() == 200
    assert opened.why.more.text() == "Show the other 250"
    opened.why.more.click()
    qtbot.waitUntil(lambda: opened.why.causes.topLevelItemCount() == 450)


def test_a_figure_that_the_case_has_not_is_said_not_thrown(
    opened: MainWindow, qtbot: QtBot
) -> None:
    opened._show_why()
    opened.why.follow("step:99")
    qtbot.waitUntil(lambda: "there is no figure step:99" in opened.why.hint.text())


# -- for everyone


def test_what_a_bank_or_a_person_wrote_is_never_run_as_markup(
    opened: MainWindow, qtbot: QtBot
) -> None:
    ask(opened, qtbot, "step:1")
    for place in PLACES:
        opened.show_page(place.key)
    qtbot.waitUntil(lambda: not opened.workspace.tasks.busy())
    assert opened.top.name.text() == "Operation <b>Bold</b>"
    for label in opened.findChildren(QLabel):
        ours = label.buddy() is not None  # the fixed words before a field
        plain = label.textFormat() == Qt.TextFormat.PlainText
        assert plain or ours or not label.text(), label.text()


def test_every_field_and_button_has_a_name_for_a_screen_reader(
    opened: MainWindow, qtbot: QtBot
) -> None:
    for place in PLACES:
        opened.show_page(place.key)
    qtbot.waitUntil(lambda: not opened.workspace.tasks.busy())
    for field in opened.findChildren(QLineEdit):
        named = field.accessibleName() or field in (
            opened.start.name, opened.start.reference, opened.start.urn,
        )  # fmt: skip
        assert named, field.placeholderText()
    for made in opened.findChildren(QAbstractButton):
        part_of_qt = isinstance(made.parent(), QLineEdit | QTableView | QTabBar)
        assert part_of_qt or made.text() or made.accessibleName(), made


@pytest.mark.parametrize("key", theme.themes())
def test_a_theme_can_be_changed_while_the_window_is_open(
    opened: MainWindow, key: str, qtbot: QtBot
) -> None:
    opened.set_theme(key)
    chosen = theme.themes()[key]
    colour = opened.top.name.palette().color(opened.top.name.foregroundRole())
    assert colour.name() == chosen.text.lower()


def test_dates_counts_and_lists_are_written_for_a_person() -> None:
    assert words.day_written("2024-03-03") == "03 Mar 2024"
    assert words.day_written("soon") == "soon"
    assert words.day_written(None) == ""
    assert words.counted(1, "entry", "entries") == "1 entry"
    assert words.counted(1200, "entry", "entries") == "1,200 entries"
    assert words.counted(0, "file") == "0 files"
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.instant_written("2024-03-03T09:30:00Z").startswith("03 Mar 2024 ")
    assert words.instant_written("now") == "now"
