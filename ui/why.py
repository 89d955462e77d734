"""Why?: what a figure was made from, step by step, down to a line of a file, and back up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHeaderView,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.tasks import Delay
from ui.widgets import Card, CutButton, Text, button, column, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.figures import Book, Figure, Source
from workbench.progress import Report

#: A balance may rest on thousands of entries; the first of them are read at once.
SHOWN = 200
_FIGURE = int(Qt.ItemDataRole.UserRole)
_LONGEST_RAW = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """A figure, the first of its causes, and how many there are."""

    figure: Figure
    causes: tuple[Figure, ...]
    total: int


def tell(book: Book, figure_id: str, report: Report, *, limit: int = SHOWN) -> Told:
    """Look a figure up with its first `limit` causes."""
    figure = book.figure(figure_id)
    causes: list[Figure] = []
    for cause in figure.because[:limit]:
        report(len(causes), min(limit, len(figure.because)), f"Working out {figure.label}"[:80])
        causes.append(book.figure(cause))
    return Told(figure, tuple(causes), len(figure.because))


class WhyPanel(QWidget):
    """Follows the selection; steps down by Enter or a double click, and back by Alt+Left."""

    closed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        """Empty until a figure is chosen."""
        super().__init__()
        self.setObjectName("Why")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Why?")
        self.setMinimumWidth(300)
        self._workspace = workspace
        self._path: list[Figure] = []
        self._wanted = ""
        self._told: Told | None = None

        self.heading = Text("Why?", size="title")
        self.close_button = button("Close", self.closed.emit, link=True, tip="Put Why? away")
        top = line(self.heading)
        top.addStretch(1)
        top.addWidget(self.close_button)

        self.hint = Text(
            "Choose a figure in a table and press ? to see what it was made from.",
            tone="muted", wrap=True,
        )  # fmt: skip
        self._crumbs = QVBoxLayout()
        self._crumbs.setSpacing(0)
        self.label = Text(strong=True, wrap=True, selectable=True)
        self.amount = Text(size="title", selectable=True)
        self.rule = Text(wrap=True, tone="muted", selectable=True)
        self.card = Card(self.label, self.amount, self.rule, gap=theme.GAP_XS)
        self.source = _SourceCard()
        self.made_from = Text("Made from", strong=True)
        self.causes = _tree("Made from")
        self.more = button("Show the others", self._show_all, link=True)
        self.use = button(
            "What this helped to make", self._ask_users, link=True,
            tip="Show the figures that were made from this one",
        )  # fmt: skip
        self.users = _tree("Helped to make")

        layout = column(gap=theme.GAP_S)
        layout.setContentsMargins(theme.GAP_L, theme.GAP_M, theme.GAP_L, theme.GAP_M)
        layout.addLayout(top)
        layout.addWidget(self.hint)
        layout.addLayout(self._crumbs)
        layout.addWidget(self.card)
        layout.addWidget(self.source)
        layout.addWidget(self.made_from)
        layout.addWidget(self.causes, 3)
        layout.addWidget(self.more)
        layout.addWidget(self.use)
        layout.addWidget(self.users, 2)
        layout.addStretch(0)
        self._rest = QWidget()
        layout.addWidget(self._rest, 1)
        self.setLayout(layout)

        self._delay = Delay(self, 120, self._ask)
        for tree in (self.causes, self.users):
            tree.itemActivated.connect(self._step)
        self.causes.itemExpanded.connect(self._expand)
        workspace.changed.connect(self._again)
        workspace.closed.connect(self.clear)
        self.clear()

    # -- what is shown

    def clear(self) -> None:
        """Show nothing but how to begin."""
        self._path, self._told, self._wanted = [], None, ""
        self._show()

    def follow(self, figure_id: str) -> None:
        """Show a figure that was chosen on a page; a new walk begins there."""
        if figure_id and (not self._path or figure_id != self._wanted):
            self._path = []
            self._wanted = figure_id
            self._delay.ask()

    def figures(self) -> list[str]:
        """The ids from where the walk began to the figure that is shown."""
        return [figure.id for figure in self._path]

    def back(self) -> None:
        """One step back up the walk."""
        if len(self._path) > 1:
            self._path.pop()
            self._go(self._path.pop().id)

    def _again(self) -> None:
        if self._wanted:
            self._path = self._path[:-1]
            self._delay.ask()

    def _go(self, figure_id: str) -> None:
        self._wanted = figure_id
        self._ask()

    def _ask(self, limit: int = SHOWN) -> None:
        wanted = self._wanted
        self._workspace.explain(
            lambda book, report: tell(book, wanted, report, limit=limit),
            lambda told: self._take(wanted, told),
            failed=lambda error: self._failed(wanted, error),
        )

    def _failed(self, wanted: str, error: Exception) -> None:
        if wanted == self._wanted:
            self.clear()
            self.hint.say(str(error))

    def _take(self, wanted: str, told: Told) -> None:
        if wanted != self._wanted:
            return
        self._told = told
        if not self._path or self._path[-1].id != told.figure.id:
            self._path.append(told.figure)
        self._show()

    def _show(self) -> None:
        told = self._told
        self.hint.setVisible(told is None)
        if told is None:
            self.hint.say("Choose a figure in a table and press ? to see what it was made from.")
        self._show_crumbs()
        self.card.setVisible(told is not None)
        self.use.setVisible(told is not None)
        self.users.hide()
        self.source.setVisible(told is not None and told.figure.source is not None)
        has_causes = told is not None and told.total > 0
        self.made_from.setVisible(has_causes)
        self.causes.setVisible(has_causes)
        self.more.setVisible(told is not None and told.total > len(told.causes))
        self._rest.setVisible(not has_causes)
        if told is None:
            return
        self.label.say(told.figure.label)
        self.amount.say(told.figure.written)
        self.rule.say(told.figure.rule)
        if told.figure.source is not None:
            self.source.say(told.figure.source)
        self.made_from.say(f"Made from {counted(told.total, 'figure')}")
        self.more.setText(f"Show the other {told.total - len(told.causes):,}")
        _fill(self.causes, told.causes)

    def _show_crumbs(self) -> None:
        while (item := self._crumbs.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for depth, figure in enumerate(self._path[:-1]):
            text = " ".join(f"{figure.label}: {figure.written}".split())
            crumb = CutButton(
                "› " * depth + text, partial(self._return_to, depth), tip="Go back to this figure"
            )
            self._crumbs.addWidget(crumb)

    def _return_to(self, depth: int) -> None:
        wanted = self._path[depth].id
        self._path = self._path[:depth]
        self._go(wanted)

    def _step(self, item: QTreeWidgetItem) -> None:
        chain = []
        at: QTreeWidgetItem | None = item
        while at is not None:
            chain.append(at.data(0, _FIGURE))
            at = at.parent()
        if item.treeWidget() is self.causes:
            # Those between the figure shown and the one chosen are steps of the walk too.
            self._path += reversed(chain[1:])
        self._go(chain[0].id)

    # -- reading more

    def _expand(self, item: QTreeWidgetItem) -> None:
        figure: Figure = item.data(0, _FIGURE)
        first = item.child(0)
        if first is None or first.data(0, _FIGURE) is not None:
            return

        def take(told: Told) -> None:
            if item.treeWidget() is not None and item.child(0) is first:
                item.takeChildren()
                item.addChildren([_item(cause) for cause in told.causes])

        # The tree may be filled anew while this is worked out; `take` then finds another item.
        token = self._told
        self._workspace.explain(
            lambda book, report: tell(book, figure.id, report),
            lambda told: take(told) if self._told is token else None,
        )

    def _show_all(self) -> None:
        if self._told is not None:
            self._ask(self._told.total)

    def _ask_users(self) -> None:
        if self._told is None:
            return
        figure = self._told.figure

        def take(users: list[Figure]) -> None:
            if self._told is not None and self._told.figure is figure:
                _fill(self.users, users)
                self.users.setVisible(bool(users))
                if not users:
                    self._workspace.message.emit("Nothing was made from this figure.", "")

        self._workspace.explain(lambda book, _: book.used_by(figure.id), take)


class _SourceCard(Card):
    """The line of an original file where a walk ends, as it stood."""

    def __init__(self) -> None:
        self.where = Text(strong=True, wrap=True, selectable=True)
        self.hash = Text(size="small", tone="muted", wrap=True, selectable=True)
        self.raw = QPlainTextEdit()
        self.raw.setReadOnly(True)
        self.raw.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.raw.setTabChangesFocus(True)
        self.raw.setAccessibleName("The line as it stood")
        self.raw.setFixedHeight(84)
        super().__init__(
            Text("Read from", tone="muted"), self.where, self.raw, self.hash,
            button("Copy the citation", self._copy, link=True, tip="Copy file, place and line"),
            gap=theme.GAP_XS,
        )  # fmt: skip
        self._source: Source | None = None

    def say(self, source: Source) -> None:
        self._source = source
        self.where.say(f"{source.file}, {source.where}")
        self.raw.setPlainText(source.raw[:_LONGEST_RAW])
        parts = [source.sha256[i : i + 16] for i in range(0, len(source.sha256), 16)]
        self.hash.say(f"SHA-256 {' '.join(parts)}")

    def _copy(self) -> None:
        if (s := self._source) is not None:
            QGuiApplication.clipboard().setText(f"{s.file}, {s.where}\nSHA-256 {s.sha256}\n{s.raw}")


def _tree(name: str) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(name)
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setUniformRowHeights(True)
    tree.setIndentation(theme.GAP_L)
    tree.header().setStretchLastSection(False)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    tree.setMinimumHeight(96)
    return tree


def _fill(tree: QTreeWidget, figures: tuple[Figure, ...] | list[Figure]) -> None:
    tree.clear()
    tree.addTopLevelItems([_item(figure) for figure in figures])
    if (first := tree.topLevelItem(0)) is not None:
        tree.setCurrentItem(first)


def _item(figure: Figure) -> QTreeWidgetItem:
    item = QTreeWidgetItem([" ".join(figure.label.split())[:300], figure.written])
    item.setData(0, _FIGURE, figure)
    item.setStatusTip(0, " ".join(figure.rule.split())[:300])
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if figure.because:
        item.addChild(QTreeWidgetItem(["Working it out…", ""]))
    return item
