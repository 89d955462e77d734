"""The program's pictures of itself, for the documents: `python -m ui.portraits docs/pictures`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

#: (page, tab to show, file)
PORTRAITS = (
    ("case", "", "case"),
    ("records", "", "records"),
    ("parties", "", "parties"),
    ("chart", "", "chart"),
    ("trace", "", "trace"),
    ("property", "Orders", "recovery"),
    ("reinvestment", "Funds", "funds"),
    ("reinvestment", "Calendar", "grant-calendar"),
    ("reinvestment", "To do", "waiting"),
    ("reinvestment", "Outcomes", "reinvestment"),
    ("grant", "", "grant"),
    ("pack", "", "pack"),
    ("journal", "", "journal"),
)
SIZE = (1280, 800)
PATIENCE = 120.0


def take(folder: Path, theme: str = "light") -> list[Path]:
    """Build the demonstration, open every page, and write each as a picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication, QTabWidget

    from ui.theme import apply
    from ui.window import MainWindow, build_demonstration

    own = tempfile.TemporaryDirectory()
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, own.name)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply.apply(app, theme)
    window = MainWindow(build_demo=build_demonstration)
    window.resize(*SIZE)
    window.show()

    def settle() -> None:
        until, quiet = time.monotonic() + PATIENCE, 0
        while quiet < 20 and time.monotonic() < until:
            app.processEvents()
            time.sleep(0.01)
            quiet = 0 if window.workspace.tasks.busy() else quiet + 1

    folder.mkdir(parents=True, exist_ok=True)
    written = []

    def portrait(name: str) -> None:
        written.append(folder / f"{name}.png")
        window.grab().save(str(written[-1]))

    with tempfile.TemporaryDirectory() as place:
        settle()
        portrait("start")
        window.open_demonstration(place)
        settle()
        for page, tab, name in PORTRAITS:
            window.show_page(page)
            settle()
            shown = window.page()
            tabs = shown.findChild(QTabWidget) if shown is not None else None
            if tab and tabs is not None:
                found = next(i for i in range(tabs.count()) if tabs.tabText(i) == tab)
                tabs.setCurrentIndex(found)
                settle()
            portrait(name)
        window.show_page("reinvestment")
        settle()
        window.toggle_why()
        window.workspace.figure.emit("outcome-cost:1")
        settle()
        portrait("why")
        window.workspace.shutdown()
    window.close()
    own.cleanup()
    return written


if __name__ == "__main__":
    for made in take(Path(sys.argv[1]), *sys.argv[2:3]):
        sys.stdout.write(f"{made}\n")
