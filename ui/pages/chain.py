"""The chain: from what was taken to what it paid for, drawn, listed, and followed either way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QWidget,
)

from ui import theme
from ui.drawing import PictureView
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.base import EmptyPage, Page
from ui.search import Hit
from ui.widgets import Text, button, column, line
from ui.workspace import Workspace
from workbench.case import Case
from workbench.figures import Book
from workbench.progress import Report

BANDS = (
    Column(key="start", title="From", width=240, stretch=True),
    Column(key="stop", title="To", width=260, stretch=True),
    Column(key="on_way", title="On the way", kind=Kind.MONEY, figure=lambda row: row["figure"]),
    Column(key="minor", title="Of", kind=Kind.MONEY),
    Column(key="column", title="Begins among", width=180),
)
LINES = (
    Column(key="file", title="File", width=250),
    Column(key="where", title="Place", width=130),
    Column(key="raw", title="As it stands there", width=360, stretch=True),
    Column(key="minor", title="Amount", kind=Kind.MONEY, figure=lambda row: row["figure"]),
)
#: What a way may be followed forwards from, and back from, in this order.
FORWARDS = ("asset", "order", "receipt", "deposit")
BACK = ("outcome", "grant", "programme")
ALL_BANDS = "Every band, one by one"
ALL_LINES = "Lines of records"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the chart, the lines behind a way, and what may be followed."""

    chart: Any
    lines: list[dict[str, Any]]
    ends: dict[str, str]


def work_out(way: tuple[str, ...], *, public: bool, book: Book, report: Report) -> Shown:
    """Draw the chain, or one way through it with the lines of records behind."""
    from exports.charts.chain import chain_flow
    from exports.charts.links import end_words, is_on, lines_of, rows_of

    report(0, 0, "Drawing the chain")
    rows = rows_of(book)
    # After a change the case may no longer hold what was followed: then all of it is shown.
    if way and not any(is_on(row, way) for row in rows):
        way = ()
    lines = [
        {
            "id": figure.id, "file": figure.source.file, "where": figure.source.where,
            "raw": figure.source.raw, "minor": figure.minor, "minor:currency": figure.currency,
            "figure": figure.id,
        }
        for figure in (lines_of(book, way) if way else ())
        if figure.source is not None
    ]  # fmt: skip
    return Shown(chain_flow(book, way=way, public=public), lines, end_words(rows))


class ChainPage(Page):
    """Every pound from its seizure to its outcome, and back."""

    key = "chain"
    title = "Chain"
    purpose = "From what was taken to what it paid for. Click any band or box to ask why."

    def __init__(self, workspace: Workspace) -> None:
        """The picture above; its rows and the lines behind it below."""
        super().__init__(workspace)
        self.chart: Any = None
        self.view = PictureView("From what was taken to what it paid for")
        self.view.figure.connect(self._clicked)
        workspace.themed.connect(self.view.retint)
        self._add_filters()
        self.bands_model, self.lines_model = ListTable(BANDS), ListTable(LINES)
        self.bands = self.add_table(Table("chain-bands", self.bands_model, ("band", "bands")))
        self.bands.figure.connect(self.view.choose)
        self.lines = self.add_table(
            Table(
                "chain-lines", self.lines_model, ("line", "lines"),
                empty="Choose above what to follow: the lines of records behind it stand here. "
                "Behind a thing that was found, and not bought, there are none.",
            )
        )  # fmt: skip
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName("What the picture shows, as lists")
        for table, words in ((self.bands, ALL_BANDS), (self.lines, ALL_LINES)):
            inside = column(table)
            inside.setContentsMargins(0, theme.GAP_S, 0, 0)
            tab = QWidget()
            tab.setLayout(inside)
            self.tabs.addTab(tab, words)
        self.tabs.setCornerWidget(self._zooms())
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.view)
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([470, 200])
        self.content.addWidget(split)
        self.set_primary("Save the picture…", self.choose_file, "Save it as PDF or SVG")
        self.set_empty(
            EmptyPage(
                "hand-coins",
                "Nothing has come in yet",
                "When money is received against an order, or a partner adds some, its way is drawn "
                "here: from what was seized to what it paid for and what came of it.",
                "Go to Property and orders",
                lambda: workspace.show_page.emit("property", None),
            )
        )
        self.show_empty(is_empty=True)

    def _add_filters(self) -> None:
        self.forwards, self.back = QComboBox(), QComboBox()
        for box, name in ((self.forwards, "Forwards from"), (self.back, "Back from")):
            box.setAccessibleName(name)
            box.setMinimumWidth(130)
            box.setMaximumWidth(260)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.addItem("everything", "")
            box.currentIndexChanged.connect(lambda _: self.refresh())
        self.public = QCheckBox("For publication")
        self.public.setStatusTip("Kinds in place of orders, things and people")
        self.public.toggled.connect(self._public_changed)
        for words, box in (("Forwards from", self.forwards), ("Back from", self.back)):
            self.filters.addWidget(Text(words, tone="muted"))
            self.filters.addWidget(box, 4)
        self.filters.addWidget(self.public)
        self.filters.addStretch(1)

    def _zooms(self) -> QWidget:
        """Buttons for who has no wheel, at the right of the tabs."""
        made = QWidget()
        made.setLayout(
            line(
                button("Whole", self.view.fit, tip="Show the whole picture (0)"),
                button("Nearer", partial(self.view.zoom, 1.25), tip="Zoom in (+)"),
                button("Farther", partial(self.view.zoom, 0.8), tip="Zoom out (−)"),
            )
        )
        return made

    def way(self) -> tuple[str, ...]:
        """What is followed, as the chain names it."""
        chosen = (str(box.currentData() or "") for box in (self.forwards, self.back))
        return () if self.public.isChecked() else tuple(name for name in chosen if name)

    def load(self, _case: Case) -> None:
        """Draw it again."""
        way, public = self.way(), self.public.isChecked()
        self.workspace.explain(
            lambda book, report: work_out(way, public=public, book=book, report=report),
            self._show, failed=self._failed,
        )  # fmt: skip

    def unload(self) -> None:
        """Show no case's money."""
        self.chart = None
        self.view.show_picture(None)
        self.bands_model.set_rows([])
        self.lines_model.set_rows([])
        for box in (self.forwards, self.back):
            _offer(box, {})
        with QSignalBlocker(self.public):
            self.public.setChecked(False)
        self._public_changed_quietly()

    def reveal(self, hit: Hit) -> None:
        """Follow one thing or outcome: a hit whose kind and number name a link of the chain."""
        name = f"{hit.kind}:{hit.id}"
        self.public.setChecked(False)
        for box, kinds in ((self.forwards, FORWARDS), (self.back, BACK)):
            with QSignalBlocker(box):
                if hit.kind in kinds and box.findData(name) < 0:
                    box.addItem(hit.text or name, name)
                box.setCurrentIndex(max(box.findData(name), 0) if hit.kind in kinds else 0)
        self.refresh()

    def choose_file(self) -> None:
        """Ask where to, then save the picture that is shown."""
        name, _ = QFileDialog.getSaveFileName(
            self, "Save the picture", "chain.pdf", "PDF (*.pdf);;SVG (*.svg)"
        )
        if name:
            self.save(Path(name if Path(name).suffix else f"{name}.pdf"))

    def save(self, out: Path) -> None:
        """Save the picture that is shown, as PDF or SVG."""
        if self.chart is None:
            return
        picture = self.chart.picture

        def work(_case: Case, report: Report) -> str:
            from exports.charts.svg import write_chart

            report(0, 0, "Saving the picture")
            return write_chart(picture, out)

        self.workspace.read("Saving the picture", work, lambda _: self.say(f"Saved {out.name}."))

    def _public_changed(self, _on: bool) -> None:
        self._public_changed_quietly()
        self.refresh()

    def _public_changed_quietly(self) -> None:
        for box in (self.forwards, self.back):
            box.setEnabled(not self.public.isChecked())

    def _show(self, found: Shown) -> None:
        self.chart = found.chart
        self.show_empty(not found.ends)
        for box, kinds in ((self.forwards, FORWARDS), (self.back, BACK)):
            _offer(box, _of_kinds(found.ends, kinds))
        self.view.show_picture(found.chart.picture if found.ends else None)
        self.bands_model.set_rows(
            [
                {
                    "id": number, "start": row.start, "stop": row.stop, "on_way": row.on_way,
                    "on_way:currency": row.currency, "minor": row.minor,
                    "minor:currency": row.currency, "column": row.column, "figure": row.figure,
                }
                for number, row in enumerate(found.chart.rows)
            ]
        )  # fmt: skip
        self.lines_model.set_rows(found.lines)
        self.say(found.chart.caption, "muted")

    def _failed(self, error: Exception) -> None:
        self.say(f"The chain cannot be drawn: {error}", "wrong")

    def _clicked(self, figure: str) -> None:
        for position in range(self.bands_model.rowCount()):
            if self.bands_model.row(position)["figure"] == figure:
                self.tabs.setCurrentIndex(0)
                self.bands.select(self.bands_model.id_at(position))
                break
        self.view.choose(figure)
        self.workspace.ask_why.emit(figure)


def _of_kinds(ends: dict[str, str], kinds: Sequence[str]) -> dict[str, str]:
    """Links of these kinds with their words, kind by kind, by number."""

    def place(name: str) -> tuple[int, int]:
        kind, _, number = name.partition(":")
        return kinds.index(kind), int(number)

    return {
        name: ends[name] for name in sorted((n for n in ends if n.partition(":")[0] in kinds),
                                            key=place)
    }  # fmt: skip


def _offer(box: QComboBox, choices: dict[str, str]) -> None:
    """Offer these ends and everything, keeping what is chosen, without telling anybody."""
    chosen = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        box.addItem("everything", "")
        for name, words in choices.items():
            box.addItem(words, name)
        box.setCurrentIndex(max(box.findData(chosen), 0))
