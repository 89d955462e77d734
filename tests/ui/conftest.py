"""The window's tests keep their settings to themselves and wear the light theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.theme import apply


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, qapp: QApplication) -> None:
    folder = str(tmp_path / "settings")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
    apply.apply(qapp, theme.DEFAULT)
