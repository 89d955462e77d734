"""A grant's own page: its way, what may be done next, its money, people, panel and returns."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from ui import theme
from ui.models.columns import Row
from ui.pages.base import EmptyPage
from ui.pages.glance import WholeCard, over_tabs
from ui.pages.grant_facts import (
    BACKS,
    DAYS,
    INSTALMENTS,
    MATCH,
    NOTHING,
    OUTCOMES,
    PANEL,
    RETURNS,
    TERMS,
    WAITS,
    Found,
    days_of,
    gather,
    instalments_of,
    may_follow,
    money_in,
    panel_of,
    way,
)
from ui.pages.grant_forms import GrantForms
from ui.pages.listed import ListedPage
from ui.pages.outcome_form import ask_outcome
from ui.pages.state_line import StateLine
from ui.search import Hit
from ui.widgets import Text, button, line
from ui.words import counted, day_written
from ui.workspace import Workspace
from workbench.case import Case
from workbench.money import written
from workbench.progress import Report


class GrantPage(ListedPage):
    """One grant: applied for, looked at, decided, agreed, paid in parts, followed, closed."""

    key = "grant"
    title = "Grant"
    purpose = "The way of one grant, what may be done next, and what came of the money."

    def __init__(self, workspace: Workspace) -> None:
        """A choice of grants, the state line, and what hangs on the grant in tabs."""
        super().__init__(workspace)
        self.found = NOTHING
        self._wanted: int | None = None
        self._asked = 0
        self.forms = GrantForms(self, lambda: self.found.row, self._instalment)
        self.choice = QComboBox()
        self.choice.setAccessibleName("Which grant")
        self.choice.setMinimumWidth(320)
        self.choice.activated.connect(self._choose)
        self.filters.addWidget(self.choice)
        self.filters.addStretch(1)
        self.filters.addWidget(
            button("All grants", partial(workspace.show_page.emit, "reinvestment", None), link=True)
        )
        self._lists()
        self.set_primary("Next step…", self.step, "What may be done next with this grant")
        self.set_empty(
            EmptyPage(
                "hand-coins", "No grant yet",
                "A grant is proposed on the page Reinvestment, from a fund to a programme. Its "
                "panel, its decisions, its instalments and its returns then stand here.",
                "Reinvestment", partial(workspace.show_page.emit, "reinvestment", None),
            )
        )  # fmt: skip
        self.show_empty(is_empty=True)

    def beside_the_form(self) -> QWidget:
        """The grant at a glance stands over the tabs."""
        self.name = Text(strong=True, wrap=True)
        self.about = Text(size="small", tone="muted", wrap=True)
        self.line = StateLine()
        self.line.step.connect(self.act)
        self.sums = Text(wrap=True, selectable=True)
        self.flags = Text(tone="caution", wrap=True, selectable=True)
        why = button("Why?", self._ask_why, link=True, tip="What this grant is made of")
        money = line(self.sums, why)
        money.setStretch(0, 1)
        self.card = card = WholeCard(self.name, self.about, self.line, gap=theme.GAP_S)
        card.column.addLayout(money)
        card.column.addWidget(self.flags)
        return over_tabs(card, self.tabs)

    def _lists(self) -> None:
        f = self.forms
        self.add_list(
            "instalments", "Instalments", INSTALMENTS, ("instalment", "instalments"),
            empty="No instalment is planned.",
            actions=(
                ("Plan…", f.plan, "Plan an instalment"),
                ("Change…", f.change, "Change the chosen one before it is paid"),
                ("Condition met…", f.met, "Record that its condition is met"),
                ("Prepare…", f.prepare, "Make its payment ready: somebody else pays it"),
                ("Pay…", f.pay, "Pay what somebody else prepared"),
                ("Claw back…", f.claw_back, "Record money of it that came back"),
            ),
        )  # fmt: skip
        self.add_list(
            "panel", "Panel", PANEL, ("member", "members"),
            empty="Nobody is named for a panel. A small grant needs a resident and police.",
            actions=(
                ("Name a member…", f.member, "Name a member of the panel"),
                ("Declare…", f.declare, "Record the chosen member's interests, also that none"),
                ("View…", f.view, "Record whether the chosen member is for the grant"),
            ),
        )  # fmt: skip
        self.add_list(
            "match", "Match funding", MATCH, ("promise", "promises"),
            empty="Nobody else is to give money or work.",
            actions=(
                ("Add…", f.match, "Record match funding that is hoped for"),
                ("Confirm…", f.confirm, "Record that the chosen one is confirmed"),
            ),
        )  # fmt: skip
        self.add_list(
            "returns", "Returns", RETURNS, ("return", "returns"),
            empty="No return is planned: nobody has to say what became of the money.",
            actions=(
                ("Plan all…", f.plan_returns, "Plan the returns of the grant's whole time"),
                ("Plan one…", f.plan_return, "Plan one return by its days"),
                ("Received…", f.return_in, "Record that the chosen return came"),
            ),
        )  # fmt: skip
        self.add_list(
            "outcomes", "Outcomes", OUTCOMES, ("outcome", "outcomes"),
            empty="Nothing is recorded yet of what came of it.",
            actions=(("Record an outcome…", self.outcome, "What it achieved in a period"),),
        )  # fmt: skip
        self.add_list(
            "backs", "Came back", BACKS, ("claw-back", "claw-backs"),
            empty="No money of it came back.",
        )  # fmt: skip
        self.add_list(
            "terms", "Terms", TERMS, ("term", "terms"),
            empty="Nothing is written down of the application or the agreement.",
            actions=(("Write down…", f.terms, "What the application or the agreement says"),),
        )  # fmt: skip
        self.add_list(
            "days", "People and days", DAYS, ("step", "steps"), empty="No step.",
        )  # fmt: skip
        self.add_list(
            "waits", "To do", WAITS, ("act", "acts"), empty="Nothing of this grant waits.",
        )  # fmt: skip

    # -- showing

    def load(self, _case: Case) -> None:
        """Read the grant again."""
        wanted = self._wanted
        self._asked += 1
        asked = self._asked

        def work(case: Case, report: Report) -> Found:
            report(0, 1, "Reading the grant")
            return gather(case, wanted)

        def then(found: Found) -> None:
            if asked == self._asked:  # a reading that was overtaken shows nothing
                self._show(found)

        self.workspace.read("Reading the grant", work, then)

    def unload(self) -> None:
        """Show no case's grant."""
        super().unload()
        self._wanted, self.found = None, NOTHING

    def reveal(self, hit: Hit) -> None:
        """Show the grant that was asked for."""
        self._wanted = hit.id
        self.form.hide()
        self.refresh()

    def _choose(self, at: int) -> None:
        self._wanted = self.choice.itemData(at)
        self.form.hide()
        self.refresh()

    def _show(self, found: Found) -> None:
        self.found = found
        row = found.row
        self.show_empty(row is None)
        if row is None:
            return
        self._wanted = row["grant"]
        self.choice.clear()
        for number, name in found.grants:
            self.choice.addItem(name, number)
        self.choice.setCurrentIndex(self.choice.findData(row["grant"]))
        of = f" ({row['registration']})" if row["registration"] else ""
        self.name.say(f"{written(row['minor'], row['currency'])} to {row['recipient']}{of}")
        self.about.say(_about(row))
        self.line.show_order({"events": way(row), "next": may_follow(found)})
        self.sums.say(_sums(row))
        self.flags.say("\n".join(_begun(flag) + "." for flag in row["flags"]))
        self.flags.setVisible(bool(row["flags"]))
        self.card.make_room()
        self._fill(row)
        first = found.waits[0] if found.waits else None
        self.say(
            f"{_begun(row['state'])}. "
            + (f"{counted(len(found.waits), 'act')} to do: {first['what']}." if first
               else "Nothing waits."),
            "caution" if any(w["late"] for w in found.waits) else "",
        )  # fmt: skip

    def _fill(self, row: dict[str, Any]) -> None:
        code, papers = row["currency"], self.found.papers
        self.set_rows("instalments", instalments_of(row))
        self.set_rows("panel", panel_of(row))
        self.set_rows("match", money_in(
            ({
                "id": m["match"], **m, "paper": papers.get(m["document"], ""),
                "stands": "confirmed" if m["confirmed"] else "hoped for, not confirmed",
            } for m in row["match"]), code,
        ))  # fmt: skip
        self.set_rows("returns", money_in(
            ({"id": r["return"], **r, "paper": papers.get(r["document"], "")}
             for r in row["returns"]), code,
        ))  # fmt: skip
        self.set_rows("outcomes", [
            {"id": o["outcome"], **o, "against": against(o)} for o in self.found.outcomes
        ])  # fmt: skip
        self.set_rows("backs", money_in(
            ({
                "id": c["claw_back"], **c, "number": i["number"],
                "paper": papers.get(c["document"], ""),
            } for i in row["instalments"] for c in i["claw_backs"]), code,
        ))  # fmt: skip
        self.set_rows("terms", _terms(row))
        self.set_rows("days", days_of(row))
        self.set_rows("waits", [{"id": at, **w} for at, w in enumerate(self.found.waits)])

    def _ask_why(self) -> None:
        if self.found.row is not None:
            self.workspace.ask_why.emit(self.found.row["figure"])

    # -- actions

    def step(self) -> None:
        """Do the first of what follows; it never leads to an end that nobody asked for."""
        moves = may_follow(self.found)
        if not moves:
            self.say("Nothing follows.", "caution")
        elif moves[0]["why_not"]:
            self.say(f"Not yet. {moves[0]['label']}: {moves[0]['why_not']}.", "caution")
        else:
            self.act(moves[0]["to"])

    def act(self, which: str) -> None:
        """Ask for one act; an act of an instalment is of the next one that waits for it."""
        row = self.found.row
        if row is None:
            return
        if which in ("met", "prepare", "pay", "claw-back"):
            paid = which == "claw-back"
            fit = [i for i in row["instalments"] if bool(i["paid"]) == paid]
            one = max(fit, key=lambda i: i["paid"]) if paid else min(fit, key=lambda i: i["due"])
            self.tables["instalments"].select(one["instalment"])
        if which == "declare":
            self.tables["panel"].select(
                next(m["member"] for m in row["panel"] if not m["declared"])
            )
        self.forms.acts[which]()

    def _instalment(self) -> Row | None:
        row = self.found.row
        if row is None:
            return None
        rows = row["instalments"]
        number = rows[0]["instalment"] if len(rows) == 1 else self.chosen("instalments")
        return next(
            ({**i, "recipient": row["recipient"]} for i in rows if i["instalment"] == number), None
        )

    def outcome(self) -> None:
        """Record what the grant achieved."""
        row = self.found.row
        if row is not None:
            ask_outcome(
                self, ((row["programme_id"], row["programme"]),),
                tuple(what for what, _ in self.found.measures),
                ((row["grant"], f"this grant to {row['recipient']}"), (None, "no grant")),
                [o for o in self.found.outcomes if not o["replaced"]],
            )  # fmt: skip


def against(outcome: Row) -> str:
    """How an outcome stands against its target: in a word and a colour, never a colour alone."""
    if outcome["replaced"]:
        return "corrected since"
    rating, rag = outcome["rating"], outcome["rag"]
    return f"{rating} ({rag})" if rating and rag else str(rating or "")


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _about(row: Row) -> str:
    time = ""
    if row["start"] and row["end"]:
        time = f" · {day_written(row['start'])} to {day_written(row['end'])}"
    elif row["end"]:
        time = f" · to {day_written(row['end'])}"
    said = f" · Conditions: {row['conditions']}" if row["conditions"] else ""
    return f"{row['programme']} ({row['kind']}) · from {row['fund_name']}{time}{said}"


def _sums(row: Row) -> str:
    code = row["currency"]
    planned = sum(i["minor"] for i in row["instalments"])
    parts = [f"Paid {written(row['paid_minor'], code)}"]
    if row["clawed_back_minor"]:
        parts.append(f"came back {written(row['clawed_back_minor'], code)}")
    parts.append(f"still to be paid {written(planned - row['paid_minor'], code)}")
    if row["minor"] > planned:
        parts.append(f"in no instalment yet {written(row['minor'] - planned, code)}")
    whole = row["total_cost_minor"]
    cost = f" The whole work costs {written(whole, code)}." if whole else ""
    return f"{', '.join(parts)}.{cost}"


def _terms(row: Row) -> list[dict[str, Any]]:
    from workbench.reinvestment.grants import TERMS as KNOWN

    return [
        {"id": at, "what": _begun(words), "text": row["terms"][key]}
        for at, (key, words) in enumerate(KNOWN.items()) if row["terms"][key]
    ]  # fmt: skip
