"""Files are dropped anywhere and watched as they load; a row's original stands beside it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.driving import cells, fill, go, press, settle
from ui.window import MainWindow
from workbench.case import Case

HEADER = (
    "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
    "Debit Amount,Credit Amount,Balance"
)


def statement(number: int, rows: int = 5) -> str:
    lines = [
        f"{1 + i % 28:02}/03/2024,DEB,'30-00-00,1826{number:04},SHOP {i},1.00,,{rows - i}.00"
        for i in range(rows)
    ]
    return "\r\n".join([HEADER, *lines, ""])


@pytest.fixture
def window(qtbot: QtBot, file_case: Case) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.workspace.adopt(file_case)
    settle(qtbot, made)
    yield made
    made.workspace.shutdown()


def drop(target: QWidget, paths: list[Path]) -> None:
    """Drop files on a widget as the desktop does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(
        target, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, keys)
    )


def marked(page: Any) -> str:
    """The text of the row that the source marks."""
    selections = page.source.text.extraSelections()
    return str(selections[0].cursor.selectedText()) if selections else ""


def loaded(qtbot: QtBot, window: MainWindow) -> Any:
    settle(qtbot, window)
    page: Any = window.pages["records"]
    qtbot.waitUntil(lambda: page.queue.loading is None)
    settle(qtbot, window)
    return page


def test_files_folders_and_archives_are_dropped_on_any_page(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "from the bank"
    (folder / "inner").mkdir(parents=True)
    (folder / "one.csv").write_text(statement(1))
    (folder / "inner" / "two.csv").write_text(statement(2))
    (folder / ".hidden").write_text("not a record")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("three.csv", statement(3))
    go(qtbot, window, "parties")
    drop(window.pages["parties"], [folder, tmp_path / "more.zip"])
    page = loaded(qtbot, window)
    assert window.page() is page
    assert cells(page.queue.table, "file") == ["two.csv", "one.csv", "more.zip/three.csv"]
    assert cells(page.queue.table, "verdict") == ["reconciled"] * 3
    assert page.tables["entries"].model.rowCount() == 15


def test_a_line_does_not_take_a_dropped_file_as_text(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "one.csv").write_text(statement(1))
    page = go(qtbot, window, "parties")
    field = page.findChildren(QLineEdit)[0]
    drop(field, [tmp_path / "one.csv"])
    loaded(qtbot, window)
    assert field.text() == ""


def test_without_a_case_a_drop_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    drop(made, [tmp_path / "one.csv"])
    assert "new one" in made.banner.text.text()
    made.workspace.shutdown()


def test_cancelling_the_rest_keeps_what_was_loaded(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{i:02}.csv" for i in range(30)]
    for number, path in enumerate(paths):
        path.write_text(statement(number, 400))
    page = go(qtbot, window, "records")
    page.load_paths(paths)
    assert cells(page.queue.table, "verdict").count("waiting") == 30
    qtbot.waitUntil(lambda: "reconciled" in cells(page.queue.table, "verdict"), timeout=30_000)
    page.queue.stop.click()
    page = loaded(qtbot, window)
    verdicts = cells(page.queue.table, "verdict")
    kept = verdicts.count("reconciled")
    assert 0 < kept < 30
    assert verdicts[: 30 - kept] == ["cancelled"] * (30 - kept)
    assert page.tables["files"].model.rowCount() == kept
    assert page.tables["entries"].model.rowCount() == kept * 400


def test_of_two_files_of_one_name_the_chosen_one_is_loaded_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    files = [tmp_path / "bank" / name / "statement.csv" for name in ("first", "second")]
    for number, path in enumerate(files):
        path.parent.mkdir(parents=True)
        path.write_text(statement(number))
    empty = tmp_path / "bank" / "third.csv"
    empty.write_text("")
    page = go(qtbot, window, "records")
    page.load_paths([tmp_path / "bank"])
    page = loaded(qtbot, window)
    assert page.queue.said.text() == "2 reconciled, 1 refused"
    asked: list[str] = []
    page.queue.describe.disconnect()
    page.queue.describe.connect(asked.append)
    for row in range(3):
        page.queue.table.view.selectRow(row)
        press(page, "Describe its columns…")
    assert asked == [str(path) for path in (empty, *files)]


def test_cancelling_one_file_goes_on_with_the_next(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "large.csv").write_text(statement(1, 20_000))
    (tmp_path / "small.csv").write_text(statement(2))
    page = go(qtbot, window, "records")
    page.load_paths([tmp_path / "large.csv", tmp_path / "small.csv"])
    qtbot.waitUntil(lambda: "loading" in cells(page.queue.table, "verdict"), timeout=30_000)
    page.queue.skip.click()
    page = loaded(qtbot, window)
    assert dict(
        zip(cells(page.queue.table, "file"), cells(page.queue.table, "verdict"), strict=True)
    ) == {"large.csv": "cancelled", "small.csv": "reconciled"}
    assert page.tables["entries"].model.rowCount() == 5


def test_the_source_follows_the_selection_and_is_remembered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "one.csv").write_text(statement(1))
    page = go(qtbot, window, "records")
    page.load_paths([tmp_path / "one.csv"])
    page = loaded(qtbot, window)
    table = page.tables["entries"]
    page.tabs.setCurrentWidget(table)
    page.toggle_source()
    assert table.select(table.model.id_at(2))
    qtbot.waitUntil(lambda: "SHOP 2" in page.source.text.toPlainText())
    assert page.source.file.text() == "one.csv"
    assert "SHOP 2" in marked(page)
    assert "SHOP 3" not in marked(page)
    page.source.copy_button.click()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "one.csv, line 4"
    qtbot.keyClick(table.view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: "SHOP 4" in marked(page))


def test_a_view_is_saved_chosen_and_deleted(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "one.csv").write_text(statement(1))
    page = go(qtbot, window, "records")
    page.load_paths([tmp_path / "one.csv"])
    page = loaded(qtbot, window)
    table = page.tables["entries"]
    menu = next(one for one in page.views if one.button.parent() is table)
    page.tabs.setCurrentWidget(table)
    table.filter.setText("shop")
    table.filters.set_filters({"date": "3 Mar 2024"})
    table._wait.now()
    settle(qtbot, window)
    assert cells(table, "narrative") == ["SHOP 2"]
    menu.save()
    fill(page.form, {"name": "Third"})
    page.form.go.click()
    settle(qtbot, window)
    table.show_all()
    settle(qtbot, window)
    assert table.model.rowCount() == 5
    menu._choose("Third")
    settle(qtbot, window)
    assert cells(table, "narrative") == ["SHOP 2"]
    assert table.filters.isVisible()
    menu._delete("Third")
    settle(qtbot, window)
    assert menu.views == {}
