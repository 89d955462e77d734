"""The line at the foot: what was done (and undo), what is under way, how far, and Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from ui import icons, theme
from ui.tasks import Task, Tasks
from ui.theme import apply
from ui.widgets import Picture, Text, button, line

#: Work that ends sooner than this is not worth a flicker.
PATIENCE = 300


class Status(QWidget):
    """Follows the oldest work that is under way and says how many wait behind it."""

    def __init__(self, tasks: Tasks, undo: Callable[[], object]) -> None:
        """Nothing to say at first."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tasks = tasks
        self._task: Task | None = None
        self.said = Text(tone="muted")
        self.undo = button("Undo", undo, link=True, tip="Take the last change back")
        self.doing = Text()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(160, 10)
        self.bar.setAccessibleName("Progress")
        self.cancel = button("Cancel", self._cancel, tip="Stop this work; what it began is undone")
        layout = line(self.said, self.undo)
        layout.addStretch(1)
        for part in (self.doing, self.bar, self.cancel):
            layout.addWidget(part)
        layout.setContentsMargins(theme.GAP_L, theme.GAP_XS, theme.GAP_L, theme.GAP_XS)
        self.setLayout(layout)
        self.setMinimumHeight(38)
        self.undo.hide()
        self._look()
        tasks.started.connect(self._started)
        tasks.ended.connect(self._look)

    def say(self, text: str, *, undo: bool = False) -> None:
        """State what was done; `undo` offers to take it back."""
        self.said.say(" ".join(text.split())[:200])
        self.undo.setVisible(undo)

    def _started(self, task: Task) -> None:
        task.progress.connect(lambda done, total, text: self._progress(task, done, total, text))
        QTimer.singleShot(PATIENCE, self, self._look)

    def _look(self) -> None:
        long_enough = [t for t in self._tasks.running if t.age_ms() >= PATIENCE - 20]
        self._task = long_enough[0] if long_enough else None
        shown = self._task is not None
        for part in (self.doing, self.bar, self.cancel):
            part.setVisible(shown)
        if self._task is not None:
            self._progress(self._task, *self._task.latest)

    def _progress(self, task: Task, done: int, total: int, text: str) -> None:
        if task is not self._task:
            return
        behind = len(self._tasks.running) - 1
        more = f" · {behind} more waiting" if behind else ""
        of = f" · {done:,} of {total:,}" if total else (f" · {done:,}" if done else "")
        self.doing.say(f"{text or task.title}{of}{more}")
        # Qt counts in 32 bits; the share is what matters.
        self.bar.setRange(0, 1000 if total else 0)
        if total:
            self.bar.setValue(min(1000, done * 1000 // total))

    def _cancel(self) -> None:
        if self._task is not None:
            self.doing.say("Stopping…")
            self._task.cancel()


class Banner(QFrame):
    """What was refused and what to do about it, above the page until it is put away."""

    def __init__(self) -> None:
        """Hidden until there is something to say."""
        super().__init__()
        self.setObjectName("Note")
        self.setProperty("tone", "wrong")
        self.setAccessibleName("Refused")
        self.picture = Picture("triangle-alert", 20, "wrong")
        self.text = Text(wrap=True, selectable=True)
        self.away = button("Dismiss", self.hide, link=True, tip="Put this message away")
        layout = line(self.picture, self.text, gap=theme.GAP_M)
        layout.setStretch(1, 1)
        layout.addWidget(self.away)
        layout.setContentsMargins(theme.GAP_M, theme.GAP_S, theme.GAP_M, theme.GAP_S)
        self.setLayout(layout)
        self.hide()

    def say(self, text: str) -> None:
        """Show one clear line."""
        self.text.say(text)
        self.show()

    def retint(self) -> None:
        """Take the colours of the theme that is on."""
        self.away.setIcon(icons.icon("x", apply.current().accent))
