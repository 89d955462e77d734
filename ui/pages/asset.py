"""One thing on a page of its own: what it is, its worth and whose, what happened, what it cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.drawing import PictureView
from ui.pages.asset_facts import Fact, Section, sections
from ui.widgets import Card, Picture, Rule, Text, button, column, line
from ui.words import day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.figures import Book
from workbench.progress import Report

#: Pixels of a photograph's longer side, and how many are shown at once.
THUMB, SHOWN = 124, 12
#: Actions that stand as buttons; the others are in a menu.
AT_SIGHT = 4
#: From this width on, the cards stand in two columns.
WIDE = 900


@dataclass(frozen=True, slots=True)
class Shot:
    """A photograph as it is shown: its bytes stay in the case."""

    sha256: str
    name: str
    at: str
    image: QImage


@dataclass(slots=True)
class Shown:
    """All that the page of a thing shows."""

    row: dict[str, Any]
    sections: list[Section]
    shots: list[Shot] = field(default_factory=list)
    further: int = 0


def gather_thing(case: Case, _report: Report, *, number: int) -> Shown | None:
    """Read one thing; None where it is gone (undone)."""
    from workbench.documents import content_of
    from workbench.recovery.asset_rows import asset_rows
    from workbench.recovery.gifts import gift_rows
    from workbench.recovery.keeping import photographs_of
    from workbench.recovery.rows import order_rows

    rows = asset_rows(case, only=(number,))
    if not rows:
        return None
    row = rows[0]
    orders = [o for o in order_rows(case) if o["order"] in row["orders"]] if row["orders"] else []
    taken = photographs_of(case, number)
    shots = []
    for sha256, name, at in taken[-SHOWN:]:
        image = QImage.fromData(content_of(case, sha256)[1])
        if not image.isNull():
            image = image.scaled(
                THUMB * 2, THUMB * 2, Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
        shots.append(Shot(sha256, name, at, image))
    return Shown(
        row, sections(row, gift_rows(case, asset_id=number), orders), shots,
        max(0, len(taken) - SHOWN),
    )  # fmt: skip


class AssetView(QWidget):
    """A thing's own page; `back` asks for the register again, `order` for an order."""

    back = Signal()
    order = Signal(int)

    def __init__(
        self, workspace: Workspace, actions: Sequence[tuple[str, Callable[[], object], str]]
    ) -> None:
        """Show nothing yet; `actions` are what can be recorded of the thing."""
        super().__init__()
        self.workspace = workspace
        self.number: int | None = None
        self.shown: Shown | None = None
        self.heading = Text(size="title", wrap=True)
        self.under = Text(tone="muted", wrap=True)
        top = line(button("‹ Property register", self.back.emit, link=True))
        top.addStretch(1)
        for words, call, tip in actions[:AT_SIGHT]:
            top.addWidget(button(words, call, tip=tip))
        more = QMenu(self)
        for words, call, tip in actions[AT_SIGHT:]:
            more.addAction(words, call).setStatusTip(tip)
        self.more = button("More", tip="What else can be recorded of it")
        self.more.setMenu(more)
        top.addWidget(self.more)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.viewport().setAutoFillBackground(False)
        layout = column()
        layout.addLayout(top)
        layout.addWidget(self.heading)
        layout.addWidget(self.under)
        layout.addWidget(self._area, 1)
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        self.setLayout(layout)
        self._both: QBoxLayout | None = None
        self.cards: dict[str, Card] = {}
        self.whys: dict[str, Callable[[], None]] = {}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room for them, else one."""
        super().resizeEvent(event)
        if self._both is not None and self._both.direction() != self._direction():
            self._both.setDirection(self._direction())

    def _direction(self) -> QBoxLayout.Direction:
        wide = self.width() >= WIDE
        return QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom

    def show_thing(self, number: int) -> None:
        """Read a thing and show it."""
        self.number = number
        self.workspace.read("Reading the thing", partial(gather_thing, number=number), self._show)

    def _show(self, shown: Shown | None) -> None:
        if shown is None:
            self.number = None
            self.back.emit()
            return
        if shown.row["asset"] != self.number:
            return
        self.shown = shown
        row = shown.row
        self.heading.say(row["label"])
        parts = [row["kind"], row["state"], row["identifier"]]
        self.under.say(" · ".join(filter(None, parts)))
        self._fill(shown)
        self.workspace.explain(partial(_traced, row["asset"]), self._show_traced, failed=_nothing)

    def _fill(self, shown: Shown) -> None:
        inside = QWidget()
        inside.setAutoFillBackground(False)
        left, right = column(gap=theme.GAP_M), column(gap=theme.GAP_M)
        self.cards, self.whys = {}, {}
        for at, part in enumerate(shown.sections):
            card = self._card(part)
            self.cards[part.key] = card
            (left if part.side == "left" else right).addWidget(card)
            if at == 0 and shown.shots:
                left.addWidget(self._photographs(shown))
        left.addStretch(1)
        right.addStretch(1)
        both = self._both = line(gap=theme.GAP_M)
        both.setDirection(self._direction())
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        both.setContentsMargins(0, 0, theme.GAP_S, 0)
        inside.setLayout(both)
        self._area.setWidget(inside)

    def _card(self, part: Section) -> Card:
        card = Card(Text(part.title, strong=True))
        if part.picture is not None:
            view = PictureView(part.title)
            view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            view.setFixedHeight(170)
            view.show_picture(part.picture)
            card.column.addWidget(view)
        if part.facts:
            card.column.addLayout(self._facts(part.facts))
        for text in part.notes:
            card.column.addWidget(Text(text.words, tone=text.tone, wrap=True, selectable=True))
        if not part.facts and not part.notes:
            card.column.addWidget(Text(part.empty, tone="muted", wrap=True))
        return card

    def _facts(self, facts: Sequence[Fact]) -> QGridLayout:
        """Words at the left, an amount at the right, and Why? beside what has a figure."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP_M)
        grid.setVerticalSpacing(theme.GAP_XS)
        grid.setColumnStretch(1, 1)
        for at, fact in enumerate(facts):
            if fact.rule:
                grid.addWidget(Rule(), at * 2, 0, 1, 4)
            here = at * 2 + 1
            pad = 3 if fact.figure or fact.order else 0  # as much as a button has within
            first = Text(fact.name, tone="muted", size="small")
            first.setContentsMargins(0, pad, 0, pad)
            grid.addWidget(first, here, 0, Qt.AlignmentFlag.AlignTop)
            words = Text(fact.words, wrap=True, selectable=True, strong=fact.strong)
            words.setMinimumWidth(120)
            words.setContentsMargins(0, pad, 0, pad)
            grid.addWidget(words, here, 1, Qt.AlignmentFlag.AlignTop)
            if fact.amount:
                amount = Text(fact.amount, tone=fact.tone, strong=fact.strong, selectable=True)
                amount.setContentsMargins(0, pad, 0, pad)
                grid.addWidget(
                    amount, here, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
                )
            if fact.figure:
                why = self.whys[fact.figure] = partial(self.workspace.ask_why.emit, fact.figure)
                asked = button("Why?", why, link=True, tip=f"Why is it {fact.amount}?")
                asked.setFixedHeight(words.fontMetrics().height() + 2 * pad)
                grid.addWidget(asked, here, 3, Qt.AlignmentFlag.AlignTop)
            elif fact.order:
                opened = button("Open", partial(self.order.emit, fact.order), link=True)
                grid.addWidget(opened, here, 3, Qt.AlignmentFlag.AlignTop)
        return grid

    def _photographs(self, shown: Shown) -> Card:
        card = Card(Text("Photographs", strong=True))
        self.cards["photographs"] = card
        grid = QGridLayout()
        grid.setSpacing(theme.GAP_M)
        across = 3
        for at, shot in enumerate(shown.shots):
            grid.addLayout(_shot(shot), at // across, at % across, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(across, 1)
        card.column.addLayout(grid)
        if shown.further:
            card.column.addWidget(
                Text(f"and {shown.further:,} earlier", tone="muted", size="small")
            )
        return card

    def _show_traced(self, told: tuple[str, str, str] | None) -> None:
        card = self.cards.get("trace")
        if told is None or card is None:
            return
        amount, rule, figure = told
        card.column.insertLayout(
            1, self._facts([Fact("Traced into it", rule, amount, figure=figure)])
        )


def _shot(shot: Shot) -> QVBoxLayout:
    """A photograph with its name, when it was taken, and how its hash begins."""
    made = column(gap=2)
    picture = QLabel()
    picture.setFixedSize(THUMB, THUMB)
    picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
    picture.setAccessibleName(f"Photograph {shot.name}, {day_written(shot.at[:10])}")
    picture.setToolTip(f"SHA-256 {shot.sha256}")
    if shot.image.isNull():
        lay = column(Picture("file-plus", 28))
        lay.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setLayout(lay)
    else:
        pixmap = QPixmap.fromImage(shot.image)
        pixmap.setDevicePixelRatio(2)
        picture.setPixmap(pixmap)
    made.addWidget(picture)
    name = Text(size="small")
    name.say(name.fontMetrics().elidedText(shot.name, Qt.TextElideMode.ElideMiddle, THUMB))
    made.addWidget(name)
    at = f"{day_written(shot.at[:10])} {shot.at[11:16]}".strip()
    made.addWidget(Text(at, size="small", tone="muted"))
    made.addWidget(Text(f"SHA-256 {shot.sha256[:8]}…", size="small", tone="muted"))
    return made


def _traced(number: int, book: Book, _report: Report) -> tuple[str, str, str] | None:
    """What of the marked money came into a thing: the amount, the rule in words, the figure."""
    if str(number) not in set(book.keys("traced")):
        return None
    figure = book.figure(f"traced:{number}")
    return figure.written, figure.rule, figure.id


def _nothing(_: Exception) -> None:
    """A thing into which nothing can be traced shows no trace."""
