"""Parties: the people and companies of the case, which accounts they hold, and who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui.forms import Field
from ui.models.columns import Column, Kind
from ui.pages.base import EmptyPage
from ui.pages.listed import ListedPage
from ui.search import Hit
from ui.words import counted
from ui.workspace import Workspace
from workbench.case import Case
from workbench.progress import Report

PARTIES = (
    Column(key="name", title="Name", width=220, stretch=True),
    Column(key="schema", title="Kind", width=110),
    Column(key="subject", title="Subject", kind=Kind.YES, width=80),
    Column(key="born", title="Born", kind=Kind.DATE),
    Column(key="registration", title="Company number", width=130),
    Column(key="held", title="Accounts held", width=320),
    Column(key="note", title="Note", width=200),
)
SUGGESTIONS = (
    Column(key="a_name", title="This", width=240, stretch=True),
    Column(key="b_name", title="May be", width=240, stretch=True),
    Column(key="score", title="Alike", kind=Kind.NUMBER, width=72),
    Column(key="why", title="Why", width=420),
)
DECISIONS = (
    Column(key="a_name", title="This", width=240),
    Column(key="b_name", title="And this", width=240),
    Column(key="outcome", title="Are", width=100),
    Column(key="why", title="Why", stretch=True),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The page's three lists."""

    parties: list[dict[str, Any]]
    suggestions: list[dict[str, Any]]
    decisions: list[dict[str, Any]]


def gather(case: Case, report: Report) -> Found:
    """Read the parties, compare their names, and read what was decided."""
    from workbench.parties.identity import decision_rows, suggest
    from workbench.parties.register import party_rows

    report(0, 0, "Comparing parties")
    parties = party_rows(case)
    names = {row["party"]: row["name"] for row in parties}
    for row in parties:
        row["id"] = row["party"]
        row["held"] = ", ".join(row["accounts"])
    suggestions = [
        {
            "id": number, "a": s.a, "b": s.b, "a_name": names[s.a], "b_name": names[s.b],
            "score": s.score, "why": "; ".join(s.reasons),
        }
        for number, s in enumerate(suggest(case))
    ]  # fmt: skip
    decisions = [
        {"id": d["decision"], "a_name": names[d["a"]], "b_name": names[d["b"]], **d}
        for d in decision_rows(case)
    ]
    return Found(parties, suggestions, decisions)


class PartiesPage(ListedPage):
    """Who is in the case, and who may be the same."""

    key = "parties"
    title = "Parties"
    purpose = "The people and companies of the case, their accounts, and who is who."

    def __init__(self, workspace: Workspace) -> None:
        """Parties, suggestions and decisions."""
        super().__init__(workspace)
        self.found = Found([], [], [])
        self.add_list(
            "parties", "Parties", PARTIES, ("party", "parties"),
            empty="Record a person or a company.",
            actions=(("Holds an account…", self.hold, "Say that the chosen party holds one"),),
        )  # fmt: skip
        self.add_list(
            "suggestions", "May be the same", SUGGESTIONS, ("suggestion", "suggestions"),
            empty="No two names are alike enough to be put before you.",
            actions=(("Decide…", self.decide, "Decide whether the two are the same"),),
        )  # fmt: skip
        self.add_list(
            "decisions", "Decided", DECISIONS, ("decision", "decisions"),
            empty="Nothing is decided yet.",
            actions=(("Take back", self.take_back, "Take the chosen decision back"),),
        )  # fmt: skip
        self.set_primary("Add a party", self.add, "Record a person or a company")
        self.set_empty(
            EmptyPage(
                "users",
                "No parties yet",
                "Record who is who: the people and companies of the case and the accounts they "
                "hold. Names that may be one person are put before you with their reasons; you "
                "decide, and can undo it.",
                "Add a party",
                self._begin,
            )
        )
        self.show_empty(is_empty=True)

    def load(self, _case: Case) -> None:
        """Read the parties again."""
        self.workspace.read("Comparing parties", gather, self._show)

    def reveal(self, hit: Hit) -> None:
        """Show the party that was found."""
        self.tabs.setCurrentIndex(0)
        self.tables["parties"].select(hit.id)

    def _show(self, found: Found) -> None:
        self.found = found
        if not self.form.isVisible():
            self.show_empty(not found.parties)
        self.set_rows("parties", found.parties)
        self.set_rows("suggestions", found.suggestions)
        self.set_rows("decisions", found.decisions)
        subjects = sum(bool(row["subject"]) for row in found.parties)
        self.say(
            f"{counted(len(found.parties), 'party', 'parties')}, "
            f"{counted(subjects, 'subject')} among them; "
            f"{counted(len(found.suggestions), 'pair')} may be the same."
        )

    def _begin(self) -> None:
        self.show_empty(is_empty=False)
        self.add()

    # -- actions

    def add(self) -> None:
        """Record a party."""
        from workbench.parties.register import SCHEMATA, add_party

        self.ask(
            "Add a party",
            (
                Field("schema", "Kind", choices=tuple((s, s) for s in SCHEMATA)),
                Field("name", "Name", needed=True),
                Field("subject", "Subject of the case", choices=((False, "no"), (True, "yes"))),
                Field("born", "Born on", "day"),
                Field("registration", "Company number"),
                Field("note", "Note"),
            ),
            lambda case, v: add_party(case, v.pop("name"), **v),
        )

    def hold(self) -> None:
        """Say that the chosen party holds an account."""
        from workbench.parties.register import hold

        number = self.chosen("parties")
        if number is not None:
            self.ask(
                "Holds an account",
                (
                    Field("account", "Account", needed=True, hint="20-00-00 12345678"),
                    Field("evidence", "What says so"),
                ),
                lambda case, v: hold(case, v["account"], number, evidence=v["evidence"]),
            )

    def decide(self) -> None:
        """Decide the chosen suggestion."""
        from workbench.parties.identity import decide

        number = self.chosen("suggestions")
        row = next((s for s in self.found.suggestions if s["id"] == number), None)
        if row is not None:
            choices = (("same", "the same"), ("different", "different"), ("undecided", "undecided"))
            self.ask(
                "Decide",
                (
                    Field("decision", "They are", choices=choices),
                    Field("why", "Why", needed=True),
                ),
                lambda case, v: decide(case, row["a"], row["b"], v["decision"], why=v["why"]),
                about=f"{row['a_name']} and {row['b_name']}: {row['why']}.",
                action="Decide",
            )

    def take_back(self) -> None:
        """Take the chosen decision back."""
        from workbench.parties.identity import undo_decision

        number = self.chosen("decisions")
        if number is not None:
            self.workspace.change(
                "Taking a decision back", lambda case, _: undo_decision(case, number)
            )
