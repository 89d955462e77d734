"""Sentences to be read, each with its Why? and the lines that show it as they stood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from graphs.plain import Sentence
from ui import theme
from ui.widgets import Rule, Text, button, column, line

#: A row of a file that is longer is cut here; Why? shows it whole.
LONGEST_RAW = 300
#: A comma, after which a line may end.
BREAK = ",\N{ZERO WIDTH SPACE}"
#: So many are shown at once.
SHOWN = 60


class Sentences(QScrollArea):
    """A column of sentences. `ask` is called with a figure whose Why? is pressed."""

    def __init__(self, name: str, ask: Callable[[str], object], *, empty: str) -> None:
        """Nothing to read yet."""
        super().__init__()
        self._ask, self._empty = ask, empty
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.said: list[str] = []
        self.show_sentences(())

    def show_sentences(self, sentences: Sequence[Sentence], heading: str = "") -> None:
        """Show these, and no others; without any, how to come by some."""
        self.said = [sentence.text for sentence in sentences]
        inside = QWidget()
        layout = column(gap=theme.GAP_S)
        layout.setContentsMargins(theme.GAP_M, theme.GAP_S, theme.GAP_M, theme.GAP_M)
        if not sentences:
            layout.addWidget(Text(self._empty, tone="muted", wrap=True))
        elif heading:
            layout.addWidget(Text(heading, strong=True, wrap=True))
        for number, sentence in enumerate(sentences[:SHOWN]):
            if number:
                layout.addWidget(Rule())
            layout.addWidget(self._shown(sentence))
        if len(sentences) > SHOWN:
            more = f"{len(sentences) - SHOWN:,} more; the command shows them all."
            layout.addWidget(Text(more, tone="muted", wrap=True))
        layout.addStretch(1)
        inside.setLayout(layout)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)

    def _shown(self, sentence: Sentence) -> QWidget:
        said = Text(sentence.text, wrap=True, selectable=True)
        top = line(said, gap=theme.GAP_M)
        top.setStretch(0, 1)
        if sentence.figure:
            why = button("Why?", partial(self._ask, sentence.figure), link=True)
            why.setStatusTip("Show what this amount was made from")
            why.setAccessibleName(f"Why? {sentence.text[:80]}")
            top.addWidget(why, 0, Qt.AlignmentFlag.AlignTop)
        layout = column(gap=2)
        layout.addLayout(top)
        for source in sentence.sources:
            raw = " ".join(source.raw.split())[:LONGEST_RAW]
            if raw:
                # A row may be one endless word; Why? has it to be copied, as it stood.
                where = f"{source.file}, {source.where}: {raw.replace(',', BREAK)}"
                layout.addWidget(Text(where, size="small", tone="muted", wrap=True))
        made = QWidget()
        made.setLayout(layout)
        return made
