"""Answers: a question of the trace, what it is made of in parts and ways, and each in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from graphs.plain import Sentence
from ui import theme
from ui.drawing import PictureView
from ui.forms import Field, FormPanel
from ui.models.columns import Column, Kind
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.pages.sentences import Sentences
from ui.pages.trace_rows import RULES
from ui.widgets import Text, button, column, line
from ui.words import counted
from ui.workspace import Workspace
from workbench.errors import Refused
from workbench.figures import Book, Source
from workbench.progress import Report

if TYPE_CHECKING:
    from exports.charts.picture import Picture
    from graphs.answers import Answer, Way
    from graphs.asking import Asking, Paths

QUESTIONS = (
    ("follow", "Where did it go?"),
    ("made-of", "What is it made of?"),
    ("between", "How did it go from…"),
)
WAYS: tuple[tuple[Paths, str], ...] = (
    ("largest", "Largest ways"),
    ("shortest", "Shortest ways"),
    ("all", "All ways"),
)
PAYMENT = "payment:"
PARTS = (
    Column(key="words", title="Is", width=260, stretch=True),
    Column(key="minor", title="Amount", kind=Kind.MONEY, figure=lambda row: row["figure"]),
)
LISTED = (
    Column(key="minor", title="Amount", kind=Kind.MONEY, width=104,
           figure=lambda row: row["figure"]),
    Column(key="origin", title="Origin", kind=Kind.NUMBER, width=56),
    Column(key="first", title="From", kind=Kind.DATE, width=92),
    Column(key="last", title="Until", kind=Kind.DATE, width=92),
    Column(key="payments", title="Steps", kind=Kind.NUMBER, width=52, tip="Payments of the way"),
    Column(key="end", title="What became of it", width=180, stretch=True),
)  # fmt: skip
CHANGES = (
    Column(key="what", title="Marked money", width=220, stretch=True),
    Column(key="stands_minor", title="As it stands", kind=Kind.MONEY,
           figure=lambda row: row["figure"] or ""),
    Column(key="would_minor", title="It would be", kind=Kind.MONEY),
    Column(key="change_minor", title="Change", kind=Kind.MONEY),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be asked about: (value, words) of each."""

    origins: tuple[tuple[str, str], ...]
    things: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    relied: str


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer, what it was asked of, and its flow in time where it can be drawn."""

    asking: Asking
    answer: Answer
    picture: Picture | None


class TraceAnswers(QWidget):
    """Questions above; below them the parts and the ways, and beside them the words."""

    def __init__(self, workspace: Workspace, form: FormPanel) -> None:
        """Lay out the question; nothing is asked yet."""
        super().__init__()
        self.workspace, self.form = workspace, form
        self.answer: Answer | None = None
        self._choices = Choices((), (), (), (), "")
        self.question, self.subject, self.goal = QComboBox(), QComboBox(), QComboBox()
        self.payment = QLineEdit()
        self.payment.setPlaceholderText("Id of the payment")
        self.rule, self.paths = QComboBox(), QComboBox()
        self.said = Text(wrap=True, selectable=True)
        self.parts = Table("answer-parts", ListTable(PARTS), ("part", "parts"))
        self.ways = Table("answer-ways", ListTable(LISTED), ("way", "ways"),
                          empty="The ways that the money took are listed here.")  # fmt: skip
        self.changes = Table("answer-changes", ListTable(CHANGES), ("amount", "amounts"))
        self.words = Sentences(
            "The way in words", workspace.ask_why.emit,
            empty="Ask a question above. Then choose a way on the left to read it here, payment "
            "by payment, with the lines of the files that show it.",
        )  # fmt: skip
        self.flow = PictureView("The ways of the answer in time")
        self.flow.figure.connect(workspace.ask_why)
        workspace.themed.connect(self.flow.retint)
        self.tables = [self.ways, self.parts, self.changes]
        self._fill_fixed()
        self._lay_out()
        self.ways.selected.connect(self._tell)
        self.question.currentIndexChanged.connect(lambda _: self._offer_subjects())
        self.subject.currentIndexChanged.connect(lambda _: self._show_fields())

    def _fill_fixed(self) -> None:
        for box, choices, name in (
            (self.question, QUESTIONS, "Question"),
            (self.rule, RULES, "Rule"),
            (self.paths, WAYS, "Which ways"),
        ):
            box.setAccessibleName(name)
            for value, words in choices:
                box.addItem(words, value)
        self.subject.setAccessibleName("What is asked about")
        self.goal.setAccessibleName("Where it came to")
        self.payment.setAccessibleName("Payment")
        for box in (self.subject, self.goal):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(10)

    def _lay_out(self) -> None:
        self.to = Text("to", tone="muted")
        asking = line(
            self.question, self.subject, self.payment, self.to, self.goal,
            Text("by", tone="muted"), self.rule, self.paths,
            button("Answer", self.ask, primary=True, tip="Answer the question"),
            button("What if…", self.suppose, tip="Suppose something else; nothing is kept"),
        )  # fmt: skip
        for place in (1, 2, 4):
            asking.setStretch(place, 1)
        lists = QSplitter(Qt.Orientation.Vertical)
        lists.setChildrenCollapsible(False)
        lists.addWidget(self.ways)
        lists.addWidget(self.parts)
        lists.setSizes([300, 200])
        self.stack = QStackedWidget()
        self.stack.addWidget(lists)
        self.stack.addWidget(self.changes)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.stack)
        both.addWidget(self.words)
        both.setSizes([620, 400])
        self.views = QTabWidget()
        self.views.setTabPosition(QTabWidget.TabPosition.South)
        self.views.setDocumentMode(True)
        self.views.tabBar().setDrawBase(False)
        self.views.setAccessibleName("How the answer is shown")
        tools = QWidget()
        tools.setLayout(
            line(
                button("Whole picture", self.flow.fit, tip="Show the whole picture (0)"),
                button("Nearer", lambda: self.flow.zoom(1.25), tip="Zoom in (+)"),
                button("Farther", lambda: self.flow.zoom(0.8), tip="Zoom out (−)"),
                button("Save as PDF…", self.save, tip="Save the picture as lines and letters"),
            )
        )
        tools.hide()
        self.views.setCornerWidget(tools, Qt.Corner.BottomRightCorner)
        self.views.currentChanged.connect(lambda at: tools.setVisible(at == 1))
        self.views.addTab(both, "In words")
        self.views.addTab(self.flow, "In time")
        layout = column(gap=theme.GAP_M)
        layout.setContentsMargins(0, theme.GAP_S, 0, 0)
        layout.addLayout(asking)
        layout.addWidget(self.said)
        layout.addWidget(self.views, 1)
        self.setLayout(layout)

    # -- what can be asked

    def load(self) -> None:
        """Offer what the case has; an answer of the case as it stood before is put away."""
        self.clear()
        self.workspace.explain(choices_of, self._offer, failed=lambda _: None)

    def clear(self) -> None:
        """Show no answer."""
        self.answer = None
        for table in self.tables:
            _rows(table).set_rows([])
        self.words.show_sentences(())
        self.flow.show_picture(None)
        self.said.say("")
        self.stack.setCurrentIndex(0)

    def _offer(self, found: Choices) -> None:
        self._choices = found
        self.rule.setCurrentIndex(max(self.rule.findData(found.relied), 0))
        self._offer_subjects()

    def _offer_subjects(self) -> None:
        known, question = self._choices, self.question.currentData()
        subjects = {
            "follow": known.origins,
            "made-of": (*known.things, *_accounts(known), (PAYMENT, "A payment, by its id")),
            "between": (*known.people, *known.accounts, *known.origins),
        }[question]
        _fill(self.subject, subjects)
        _fill(self.goal, (*known.things, *known.people, *known.accounts))
        self._show_fields()

    def _show_fields(self) -> None:
        between = self.question.currentData() == "between"
        self.to.setVisible(between)
        self.goal.setVisible(between)
        self.payment.setVisible(self.subject.currentData() == PAYMENT)

    # -- the three questions

    def ask(self) -> None:
        """Answer what is asked, off the window's thread."""
        subject, goal = self.subject.currentData(), self.goal.currentData()
        question, rule = self.question.currentData(), self.rule.currentData()
        if subject == PAYMENT:
            subject += self.payment.text().strip()
        if not subject:
            self.said.say("Nothing is marked that could be asked about.", tone="caution")
            return
        paths: Paths = self.paths.currentData()

        def work(book: Book, report: Report) -> _Answered:
            from exports.charts.timed import timed_flow
            from graphs.asking import Asking

            report(0, 0, "Working out the answer")
            asking = Asking(book, rule)
            if question == "follow":
                number = int(subject.removeprefix("origin:"))
                answer = asking.follow(number, paths=paths, limit=SHOWN)
            elif question == "made-of":
                answer = asking.made_of(subject, paths=paths, limit=SHOWN)
            else:
                answer = asking.between(subject, goal, paths=paths, limit=SHOWN)
            chart = timed_flow(asking, answer)
            return _Answered(asking, answer, chart.picture if chart else None)

        self.workspace.explain(work, self._answered, failed=self._refused)

    def save(self) -> None:
        """Save the picture where the person says."""
        picture = self.flow.picture
        if picture is None:
            self.said.say("There is no picture: ask a question first.", tone="caution")
            return
        name, _ = QFileDialog.getSaveFileName(self, "Save the picture", "flow.pdf", "PDF (*.pdf)")
        if not name:
            return

        def work(_book: Book, report: Report) -> str:
            from exports.charts.on_paper import write_picture

            report(0, 0, "Drawing the picture")
            return write_picture(picture, Path(name))

        self.workspace.explain(
            work, lambda where: self.workspace.message.emit(f"Saved {where}.", "")
        )

    def _answered(self, found: _Answered) -> None:
        asking, answer = found.asking, found.answer
        self.answer = answer
        self.flow.show_picture(found.picture)
        self.stack.setCurrentIndex(0)
        hidden = answer.ways_in_all - len(answer.ways)
        more = f" {counted(hidden, 'smaller or longer way')} not shown." if hidden > 0 else ""
        self.said.say(answer.said + more, tone="")
        _rows(self.parts).set_rows(
            [
                {"id": number, "words": part.words[:1].upper() + part.words[1:],
                 "minor": part.minor, "minor:currency": part.currency,
                 "figure": part.figure}
                for number, part in enumerate(answer.parts)
            ]
        )  # fmt: skip
        _rows(self.ways).set_rows(
            [_way_row(asking, number, way) for number, way in enumerate(answer.ways)]
        )
        self.words.show_sentences(())
        if answer.ways:
            self.ways.select(0)

    def _tell(self, chosen: object) -> None:
        if self.answer is None or not isinstance(chosen, int) or chosen >= len(self.answer.ways):
            return
        told = self.answer.ways[chosen].told
        steps = counted(len(told.steps), "payment")
        whole = Sentence(told.whole.text, told.whole.figure)  # its lines stand under the steps
        self.words.show_sentences((whole, *told.steps), f"In one sentence, then by {steps}")

    def _refused(self, error: Exception) -> None:
        self.clear()
        said = str(error) if isinstance(error, Refused) else repr(error)
        self.said.say(said, tone="wrong")

    # -- what if

    def suppose(self) -> None:
        """Ask what is to be supposed."""
        from graphs.ledger import SAME_DAY

        accounts = (("", "Nobody"), *self._choices.people, *self._choices.accounts)
        self.form.ask(
            "What if…",
            (
                Field("without", "Without these origins", hint="like 4, 7"),
                Field("rule", "By the rule", choices=(("", "As it stands"), *RULES)),
                Field(
                    "same_day", "Records of one day without a time",
                    choices=(("", "As it stands"), *((order, order) for order in SAME_DAY[1:])),
                ),
                Field("to", "The records end on", "day"),
                Field("a", "Taken to be the same: one", choices=accounts),
                Field("b", "and the other", choices=accounts),
            ),
            self._suppose,
            about="The case is traced once more under what you suppose and set beside the case as "
            "it stands. Nothing is kept.",
            action="Work it out",
        )  # fmt: skip

    def _suppose(self, values: Mapping[str, Any]) -> None:
        try:
            wanted = _supposition(values)
        except Refused as refusal:
            self.form.refused(refusal)
            return

        def work(book: Book, report: Report) -> dict[str, Any]:
            from graphs.supposed import Supposition, what_if

            report(0, 0, "Working out what would change")
            return what_if(book, Supposition(**wanted))

        self.workspace.explain(work, self._supposed, failed=self.form.refused)

    def _supposed(self, told: dict[str, Any]) -> None:
        self.form.hide()
        self.answer = None
        self.flow.show_picture(None)
        self.views.setCurrentIndex(0)
        self.stack.setCurrentIndex(1)
        self.said.say(f"If: {' '.join(told['supposed'])}", tone="")
        _rows(self.changes).set_rows(
            [
                {**row, "id": number,
                 **{f"{key}:currency": row["currency"]
                    for key in ("stands_minor", "would_minor", "change_minor")}}
                for number, row in enumerate(told["rows"])
            ]
        )  # fmt: skip
        sentences = [Sentence(text) for text in _people_said(told["people"])]
        if (parting := told["parting"]) is not None:
            lines = tuple(Source(**one) for one in parting["sources"])
            sentences.insert(0, Sentence(parting["text"], parting["figure"] or "", lines))
        else:
            sentences.insert(0, Sentence("No payment would carry anything else."))
        self.words.show_sentences(sentences, "Why, and whom it touches")


#: So many ways are listed.
SHOWN = 200


def choices_of(book: Book, report: Report) -> Choices:
    """What a question can be about."""
    from graphs.figures import relied_rule, traced
    from graphs.plain import paid, whose
    from workbench.money import written
    from workbench.parties.register import party_rows
    from workbench.recovery.origins import origin_rows
    from workbench.recovery.rows import asset_rows

    report(0, 0, "Reading what can be asked")
    rule = relied_rule(book)
    ledger = traced(book, rule).ledger
    origins = []
    for row in origin_rows(book.case):
        how = paid(ledger, ledger.payment(row["payment"]))
        words = f"Origin {row['origin']}: {written(row['minor'], row['currency'])} {how}"
        origins.append((f"origin:{row['origin']}", words))
    accounts = sorted(ledger.accounts.values(), key=lambda one: (not one.held, one.name, one.id))
    return Choices(
        tuple(origins),
        tuple((f"asset:{row['asset']}", row["label"]) for row in asset_rows(book.case)
              if row["purchases"]),
        tuple((one.id, whose(ledger, one.id)) for one in accounts),
        tuple((f"party:{row['party']}", f"All accounts of {row['name']}")
              for row in party_rows(book.case) if row["accounts"]),
        rule,
    )  # fmt: skip


def _accounts(known: Choices) -> tuple[tuple[str, str], ...]:
    return tuple((f"account:{key}", f"Balance of {words}") for key, words in known.accounts)


def _way_row(asking: Asking, number: int, way: Way) -> dict[str, Any]:
    from graphs.plain import ended

    path = way.path
    whole = asking.made.flows.get((path.payments[-1], path.origin))
    end = ended(asking.ledger, path.node, asking.asset_words) if path.node else "this payment"
    return {
        "id": number, "minor": path.minor, "minor:currency": path.currency,
        "origin": path.origin, "payments": len(path.payments),
        "first": asking.ledger.payment(path.payments[0]).when,
        "last": asking.ledger.payment(path.payments[-1]).when,
        "end": end[:1].upper() + end[1:],
        "figure": way.told.whole.figure if whole == path.minor else "",
    }  # fmt: skip


def _people_said(people: list[dict[str, Any]]) -> list[str]:
    """Whom it touches: what each received from others, or still has, where that is another."""
    from workbench.money import written

    said = []
    for row in people:
        for key, words in (("received", "received from others"), ("held", "still has")):
            stands, would = row[f"stands_{key}_minor"], row[f"would_{key}_minor"]
            if stands != would:
                before, after = (written(minor, row["currency"]) for minor in (stands, would))
                said.append(f"Marked money that {row['name']} {words}: {after}, not {before}.")
    return said


def _supposition(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says, as a supposition takes it."""
    numbers = values["without"].replace(",", " ").split()
    wrong = [text for text in numbers if not text.isdecimal()]
    if wrong:
        raise Refused(f"{wrong[0]} is no number of an origin", where="Without these origins")
    if bool(values["a"]) != bool(values["b"]):
        raise Refused("two are needed that are taken to be the same")
    to: date | None = values["to"]
    return {
        "without": tuple(map(int, numbers)), "rule": values["rule"] or "",
        "same_day": values["same_day"] or "", "to": to,
        "same": ((values["a"], values["b"]),) if values["a"] else (),
    }  # fmt: skip


def _rows(table: Table) -> ListTable:
    assert isinstance(table.model, ListTable)
    return table.model


def _fill(box: QComboBox, choices: tuple[tuple[str, str], ...]) -> None:
    chosen = box.currentData()
    with QSignalBlocker(box):
        box.clear()
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(chosen), 0 if choices else -1))
