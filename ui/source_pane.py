"""The original beside a table: the chosen row among its neighbours, or its page with its box."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QPlainTextEdit,
    QScrollArea,
    QStackedLayout,
    QTextEdit,
    QWidget,
)

from ui import theme
from ui.tasks import Delay, Task
from ui.theme import apply
from ui.widgets import Text, button, column, line
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report
from workbench.records.excerpt import Excerpt, Excerpts, PagePicture, Spot, spots_of

WIDTH = 380
SCALES = (0.75, 1.0, 1.5, 2.0, 3.0)
LONGEST_LINE = 4_000


class SourcePane(QFrame):
    """Follows the chosen row of a table. It reads off the window's thread, and remembers."""

    closed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        """Nothing is chosen yet."""
        super().__init__()
        self.setObjectName("Card")
        self.setAccessibleName("Source")
        self.setMinimumWidth(240)
        self._workspace = workspace
        self._excerpts: Excerpts | None = None
        self._wanted: tuple[str, int] | None = None
        self._task: Task | None = None
        self._excerpt: Excerpt | None = None
        self._spots: list[Spot] = []
        self._scale = 1
        self.file = Text(strong=True, wrap=True, selectable=True)
        self.about = Text(size="small", tone="muted", wrap=True, selectable=True)
        self.places = QComboBox()
        self.places.setAccessibleName("Where else the row stands")
        self.places.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.hint = Text("Choose a row to see it in its original file.", tone="muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAcceptDrops(False)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("The row as it stood, with those around it")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.page = _PageView()
        self.area = QScrollArea()
        self.area.setWidget(self.page)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area.setAccessibleName("The page as it looks")
        self.number = Text(size="small", tone="muted")
        self.smaller = button("−", lambda: self._zoom(-1), tip="Smaller")
        self.larger = button("+", lambda: self._zoom(1), tip="Larger")
        for zoom, name in ((self.smaller, "Smaller"), (self.larger, "Larger")):
            zoom.setAccessibleName(name)
            zoom.setFixedWidth(32)
        self._lay_out()
        self._delay = Delay(self, 120, self._ask)
        self.places.activated.connect(self._show_spot)
        workspace.themed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        top = line(Text("Source", size="body", strong=True))
        top.addStretch(1)
        top.addWidget(button("Close", self.closed.emit, link=True, tip="Put the source away"))
        page = QWidget()
        bar = line(self.number)
        bar.addStretch(1)
        bar.addWidget(self.smaller)
        bar.addWidget(self.larger)
        laid = column()
        laid.addLayout(bar)
        laid.addWidget(self.area, 1)
        page.setLayout(laid)
        self._page = page
        self._stack = QStackedLayout()
        for part in (self.hint, self.text, page):
            self._stack.addWidget(part)
        layout = column(margin=theme.GAP_M)
        layout.addLayout(top)
        for part in (self.file, self.places, self.about):
            layout.addWidget(part)
        layout.addLayout(self._stack, 1)
        self.copy_button = button("Copy the citation", self._copy, link=True,
                                  tip="Copy file, SHA-256, place and the row")  # fmt: skip
        layout.addWidget(self.copy_button)
        self.setLayout(layout)

    # -- what is shown

    def take_case(self, case: Case | None) -> None:
        """Read from this case, or from none."""
        self._excerpts = Excerpts(case) if case is not None else None
        self.follow("", None)

    def follow(self, kind: str, row_id: int | None) -> None:
        """Show a row of a table of records: its kind, and its id; nothing for no row."""
        self._wanted = (kind, row_id) if row_id is not None else None
        if self._wanted is None:
            self._say("Choose a row to see it in its original file.")
        elif self.isVisible():
            self._delay.ask()

    def showEvent(self, event: Any) -> None:
        """What was chosen meanwhile is read now."""
        super().showEvent(event)
        if self._wanted is not None:
            self._delay.ask()

    def _say(self, text: str) -> None:
        self._excerpt, self._spots = None, []
        self.hint.say(text)
        self._show()

    def _ask(self) -> None:
        if self._wanted is None:
            return
        kind, row_id = wanted = self._wanted
        excerpts = self._excerpts

        def work(case: Case, report: Report) -> tuple[list[Spot], Excerpt | None]:
            with case.read() as connection:
                spots = spots_of(connection, kind, row_id)
            if not spots or excerpts is None:
                return [], None
            return spots, excerpts.excerpt(spots[0], report)

        def take(found: tuple[list[Spot], Excerpt | None]) -> None:
            if wanted != self._wanted:
                return
            self._spots, self._excerpt = found
            if self._excerpt is None:
                self._say("This row was read from no file of its own.")
                return
            self.places.clear()
            self.places.addItems([f"{spot.file}, {_cited(spot.place)}" for spot in self._spots])
            self._show()

        self._read(work, take)

    def _read(self, work: Any, take: Any) -> None:
        if self._task is not None and not self._task.over:
            self._task.cancel()
        self._task = self._workspace.read(
            "Reading the source", work, take, failed=lambda error: self._say(str(error))
        )

    def _show_spot(self, at: int) -> None:
        excerpts, spot, wanted = self._excerpts, self._spots[at], self._wanted
        if excerpts is None:
            return

        def take(found: Excerpt) -> None:
            if wanted == self._wanted:
                self._excerpt = found
                self._show()

        self._read(lambda _, report: excerpts.excerpt(spot, report), take)

    def _show(self) -> None:
        found = self._excerpt
        for part in (self.file, self.about, self.copy_button):
            part.setVisible(found is not None)
        self.places.setVisible(found is not None and len(self._spots) > 1)
        if found is None:
            self._stack.setCurrentWidget(self.hint)
            return
        self.file.say(found.file)
        self.about.say(f"{_cited(found.place)} · {found.format} · SHA-256 {found.sha256[:16]}…")
        self.about.setToolTip(found.sha256)
        if found.page:
            self._stack.setCurrentWidget(self._page)
            self._draw()
        else:
            self._stack.setCurrentWidget(self.text)
            self._write(found)

    # -- text

    def _write(self, found: Excerpt) -> None:
        colours = apply.current()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(theme.SMALL)
        self.text.setFont(font)
        self.text.setTabStopDistance(24)
        self.text.clear()
        cursor = self.text.textCursor()
        label, plain, chosen = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        label.setForeground(QColor(colours.muted))
        plain.setForeground(QColor(colours.muted))
        chosen.setForeground(QColor(colours.text))
        chosen.setFontWeight(QFont.Weight.DemiBold)
        marked: list[tuple[int, int]] = []
        for number, row in enumerate(found.rows):
            if number:
                cursor.insertBlock()
            begun = cursor.position()
            cursor.insertText(f"{row.place.rpartition(' ')[2] or row.place:>6}  ", label)
            shown = chosen if row.chosen or not found.place else plain
            cursor.insertText(row.text[:LONGEST_LINE].replace("\n", "\N{LINE SEPARATOR}"), shown)
            if row.chosen:
                marked.append((begun, cursor.position()))
        # A cursor that stands while text is added behind it would grow with the text.
        selections = [self._marked(begun, end, colours.line) for begun, end in marked]
        self.text.setExtraSelections(selections)
        if selections:
            at = QTextCursor(self.text.document())
            at.setPosition(selections[0].cursor.selectionStart())
            self.text.setTextCursor(at)

    def _marked(self, begun: int, end: int, colour: str) -> QTextEdit.ExtraSelection:
        marked = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(begun)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        marked.cursor = cursor
        marked.format.setBackground(QColor(colour))
        return marked

    # -- a page

    def _zoom(self, step: int) -> None:
        self._scale = max(0, min(len(SCALES) - 1, self._scale + step))
        self._draw()

    def _draw(self) -> None:
        found, excerpts, scale = self._excerpt, self._excerpts, SCALES[self._scale]
        if found is None or excerpts is None:
            return
        self.smaller.setEnabled(self._scale > 0)
        self.larger.setEnabled(self._scale < len(SCALES) - 1)
        spot = next((s for s in self._spots if (s.file, s.place) == (found.file, found.place)),
                    None)  # fmt: skip
        if spot is None:
            return

        def take(picture: PagePicture) -> None:
            if self._excerpt is not found:
                return
            self.number.say(f"Page {found.page} of {picture.pages}")
            box = QRectF(*picture.placed(found.box)) if found.place else QRectF()
            self.page.say(picture, box)
            if found.place:
                middle = box.center()
                self.area.ensureVisible(int(middle.x()), int(middle.y()), 60, 120)

        self._read(lambda _, report: excerpts.picture(spot, found.page, scale, report), take)

    def _copy(self) -> None:
        if (found := self._excerpt) is not None:
            QGuiApplication.clipboard().setText(
                f"{found.file}, {_cited(found.place)}\nSHA-256 {found.sha256}\n{found.raw}"
            )


def _cited(place: str) -> str:
    return place.partition(" box ")[0] or "from its beginning"


class _PageView(QWidget):
    """A page's picture with a box on it."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._box = QRectF()

    def say(self, picture: PagePicture, box: QRectF) -> None:
        made = QImage(
            picture.points, picture.width, picture.height, picture.stride,
            QImage.Format.Format_RGBX8888,
        )  # fmt: skip
        self._image, self._box = made.copy(), box
        self.setFixedSize(QSize(picture.width, picture.height))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        if not self._box.isEmpty():
            # The page is white in every theme, so that the ink around the row is its own.
            painter.setPen(QPen(QColor("#c2410c"), 2))
            painter.drawRect(self._box.adjusted(-3, -3, 3, 3))
        painter.end()
        event.accept()
