"""What the window remembers between runs: text, whole numbers and JSON, never a Python object."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QSettings

ORGANISATION = "Asset Recovery Workbench"
APPLICATION = "workbench"


def store() -> QSettings:
    """The person's own settings file (INI); nothing of a case's content is written there."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION
    )


def text(key: str, default: str = "") -> str:
    """A remembered text."""
    found = store().value(key, default)
    return found if isinstance(found, str) else default


def remember(key: str, value: Any) -> None:
    """Remember text as it is, and anything else that JSON can hold as JSON."""
    store().setValue(key, value if isinstance(value, str) else json.dumps(value))


def recall(key: str, default: Any) -> Any:
    """Something remembered as JSON; the default where it is absent or of another shape."""
    try:
        found = json.loads(text(key, "null"))
    except ValueError:
        return default
    return found if isinstance(found, type(default)) else default
