"""Screening: leads to look at, each with its reason, its payments and an innocent explanation."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget
from sqlalchemy import func, select

from exports.book import book_of
from graphs.plain import Sentence
from ui.forms import Field
from ui.models.columns import Column, Kind, Row
from ui.pages.base import EmptyPage
from ui.pages.listed import ListedPage
from ui.pages.sentences import Sentences
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.progress import Report
from workbench.store.tables import Payment

#: A case of more payments is screened when it is asked for, not whenever the page is shown.
AT_ONCE: Final = 50_000
#: So many payments of an alert are read out; the table of payments has them all.
READ_OUT: Final = 40


def _aside(row: Row) -> str:
    return "muted" if row["aside"] else ""


ALERTS = (
    Column(key="title", title="What was seen", width=222, tone=_aside),
    Column(key="who", title="Account", width=198, stretch=True, tone=_aside),
    Column(key="from", title="From", kind=Kind.DATE),
    Column(key="to", title="To", kind=Kind.DATE),
    Column(key="count", title="Payments", kind=Kind.NUMBER, width=80),
    Column(key="minor", title="Amount", kind=Kind.MONEY, width=112,
           figure=lambda row: row["figure"]),
    Column(key="score", title="Score", kind=Kind.NUMBER, width=64,
           tip="Adds up below; it orders the list and is no probability"),
    Column(key="aside", title="Set aside because", width=136, tone=_aside),
)  # fmt: skip
NUMBERS = (
    Column(key="title", title="Looks for", width=250),
    Column(key="name", title="Number", width=150),
    Column(key="said", title="In this case", width=136),
    Column(key="shipped", title="As shipped", width=136),
    Column(key="rule", title="The whole rule", width=280, stretch=True),
    Column(key="source", title="Source of the pattern", width=280, hidden=True),
)


def gather(case: Case, report: Report, *, asked: bool = True) -> dict[str, Any]:
    """The rules, and the alerts where they are asked for or the case is small."""
    from graphs.typologies.rules import rule_rows

    with case.read() as connection:
        count = connection.execute(select(func.count()).select_from(Payment)).scalar_one()
    found: dict[str, Any] = {"payments": count, "alerts": None, "lead": ""}
    if count and (asked or count <= AT_ONCE):
        from graphs.typologies.screen import screen_case

        found = screen_case(case, report=report)
    return {**found, "rules": rule_rows(case)}


def read_out(case: Case, alert: dict[str, Any]) -> list[Sentence]:
    """What an alert says, its arithmetic, what to look at first, and each of its payments."""
    from graphs.typologies.screen import adding_up

    book = book_of(case)
    aside = alert["set_aside"]
    told = [
        *([Sentence(f"Set aside by {aside['by']}: {aside['why']}")] if aside else []),
        Sentence(alert["reason"], alert["figure"]),
        Sentence(f"Look at this first: {alert['innocent_explanation']}"),
        Sentence(f"Score: {adding_up(alert)}."),
        Sentence(f"Rule: {alert['rule']} Its numbers are a choice. Pattern: {alert['source']}."),
    ]
    for key in alert["payments"][:READ_OUT]:
        figure = book.figure(f"payment:{key}")
        told.append(Sentence(figure.label, figure.id))
    more = len(alert["payments"]) - READ_OUT
    if more > 0:
        told.append(Sentence(f"And {counted(more, 'further payment')}: screen CASE --json."))
    return told


class ScreeningPage(ListedPage):
    """The alerts with what is behind the chosen one; the rules with their numbers."""

    key = "screening"
    title = "Screening"
    purpose = "Published patterns of money laundering in the payments: leads, never evidence."

    def __init__(self, workspace: Workspace) -> None:
        """Two lists, a form, and the chosen alert in words."""
        super().__init__(workspace)
        self.found: dict[str, Any] = {}
        self.alerts: dict[str, dict[str, Any]] = {}
        alerts = self.add_list(
            "alerts", "Alerts", ALERTS, ("alert", "alerts"),
            empty="Nothing was found. That proves nothing either.",
            actions=(
                ("Set aside…", self.set_aside, "Say why the chosen alert is no concern"),
                ("Bring back", self.take_back, "Take the chosen alert up again"),
            ),
        )  # fmt: skip
        alerts.selected.connect(self._tell)
        numbers = self.add_list(
            "numbers", "Rules and numbers", NUMBERS, ("number", "numbers"), empty="No number.",
            actions=(("Another number…", self.state_number, "Screen this case by another number"),),
        )  # fmt: skip
        numbers.activated.connect(lambda _: self.state_number())
        self.set_primary("Screen the payments", self.look, "Look for every pattern again")
        self.add_secondary(
            "Chart", partial(workspace.show_page.emit, "chart", None), "Who paid whom"
        )
        self.set_empty(
            EmptyPage(
                "search", "No payments yet",
                "Load bank statements or a table of payments on the Records page. Screening then "
                "says where to look first; what is criminal is for you to mark.",
                "Go to Records", partial(workspace.show_page.emit, "records", None),
            )
        )  # fmt: skip
        self.show_empty(is_empty=True)

    def beside_the_form(self) -> QWidget:
        """The lists, and below them the chosen alert in words."""
        self.words = Sentences(
            "The chosen alert", self.workspace.ask_why.emit,
            empty="Choose an alert to read why, what to look at first, and its payments.",
        )  # fmt: skip
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.tabs)
        split.addWidget(self.words)
        split.setSizes([300, 280])
        self.tabs.currentChanged.connect(lambda tab: self.words.setVisible(tab == 0))
        return split

    def load(self, _case: Case) -> None:
        """Screen again what is small; a large case when it is asked for."""
        self.workspace.read("Screening", partial(gather, asked=False), self._show)

    def unload(self) -> None:
        """Show no case's alerts."""
        super().unload()
        self.found, self.alerts = {}, {}
        self.words.show_sentences(())

    def look(self) -> None:
        """Look for every pattern in all payments."""
        self.say("Screening", "muted")
        self.workspace.read("Screening", gather, self._show)

    def set_aside(self) -> None:
        """Ask why, and set the chosen alert aside."""
        from graphs.typologies.screen import set_aside

        alert = self._chosen()
        if alert is None:
            return
        if alert["set_aside"]:
            self.say("It is set aside already: bring it back first.", "caution")
            return
        self.ask(
            "Set an alert aside", (Field("why", "Why it is no concern", needed=True),),
            lambda case, values: set_aside(case, alert["alert"], values["why"]),
            about=alert["reason"], action="Set aside",
        )  # fmt: skip

    def take_back(self) -> None:
        """Take the chosen alert up again."""
        from graphs.typologies.screen import take_back

        alert = self._chosen()
        if alert is not None and not alert["set_aside"]:
            self.say("It is not set aside.", "caution")
        elif alert is not None:
            self.workspace.change(
                "Bringing an alert back", lambda case, _: take_back(case, alert["alert"])
            )

    def state_number(self) -> None:
        """Ask for another number in place of the chosen one."""
        from graphs.typologies.rules import set_number

        chosen = self.tables["numbers"].current_id()
        if chosen is None:
            self.say("Choose a number first.", "caution")
            return
        rule = next(r for r in self.found["rules"] if str(chosen).startswith(f"{r['typology']}."))

        def do(case: Case, values: dict[str, Any]) -> None:
            if not str(values["value"]).strip().isdecimal():
                raise Refused("that is no whole number", remedy="Write amounts in pence.")
            set_number(case, str(chosen), int(values["value"]), values["why"])

        self.ask(
            "Another number", (Field("value", f"{chosen} (amounts in pence)", needed=True),
                               Field("why", "Why", needed=True)),
            do, about=rule["rule"], action="Screen by it",
        )  # fmt: skip

    def _chosen(self) -> dict[str, Any] | None:
        found = self.tables["alerts"].current_id()
        if found is None:
            self.say("Choose an alert first.", "caution")
        return self.alerts.get(str(found))

    def _show(self, found: dict[str, Any]) -> None:
        self.found = found
        alerts = found["alerts"] or []
        self.alerts = {alert["alert"]: alert for alert in alerts}
        self.set_rows("alerts", [_row(alert) for alert in alerts])
        self.set_rows(
            "numbers", [row for rule in found["rules"] for row in _numbers(rule)]
        )  # fmt: skip
        self.words.show_sentences(())
        self.show_empty(is_empty=not found["payments"])
        if found["alerts"] is None:
            self.say(
                f"{counted(found['payments'], 'payment')}: press Screen the payments. It can take "
                "a minute or two.",
            )
            return
        aside = sum(alert["set_aside"] is not None for alert in alerts)
        said = f"{counted(found['payments'], 'payment')}, {counted(len(alerts), 'alert')}"
        said += f", {aside:,} of them set aside. " if aside else ". "
        self.say(said + str(found["lead"]))
        if alerts:
            self.tables["alerts"].select(alerts[0]["alert"])

    def _tell(self, chosen: object) -> None:
        alert = self.alerts.get(str(chosen))
        if alert is None:
            self.words.show_sentences(())
            return

        def show(told: list[Sentence]) -> None:
            if self.tables["alerts"].current_id() == chosen:
                self.words.show_sentences(told, alert["title"])

        self.workspace.read("Reading an alert", lambda case, _: read_out(case, alert), show)


def _row(alert: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": alert["alert"], "title": alert["title"], "who": alert["names"][0],
        "from": date.fromisoformat(alert["from"]), "to": date.fromisoformat(alert["to"]),
        "count": len(alert["payments"]), "minor": alert["minor"],
        "minor:currency": alert["currency"], "figure": alert["figure"], "score": alert["score"],
        "aside": alert["set_aside"]["why"] if alert["set_aside"] else "",
    }  # fmt: skip


def _numbers(rule: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": number["key"], "title": rule["title"], "rule": rule["rule"],
            "source": rule["source"],
            "name": number["key"].partition(".")[2].removesuffix("_minor").replace("_", " "),
            "said": _said(number["value"], number["unit"]),
            "shipped": _said(number["shipped"], number["unit"]),
        }
        for number in rule["parameters"]
    ]  # fmt: skip


def _said(value: int, unit: str) -> str:
    return written(value) if unit == "pence" else f"{value:,} {unit}"
