"""A guard on Qt's binding: one release took a reference from None at every call and died of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CALLS = 200


def test_calls_into_qt_take_no_reference_from_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("warm")
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("again")
    drift = sys.getrefcount(None) - before
    assert drift / CALLS >= -0.5, (
        f"None lost {-drift} references in {CALLS} calls: this PySide6 will crash"
    )
