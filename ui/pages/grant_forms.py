"""Forms for every act of a grant's life; each act refuses what is not allowed, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ui.forms import Field
from ui.models.columns import Row
from ui.pages.listed import ListedPage
from workbench.money import written

BY, ON = Field("by", "By whom", needed=True), Field("on", "On", "day", needed=True)
WHY = Field("why", "Why", needed=True)
PAPER = Field("document", "The paper it rests on", "file")
#: Which shares and deposits a payment is out of, where it is not the oldest.
OUT_OF = (
    Field("shares", "Out of shares", "numbers", hint="the oldest; or 3, 5"),
    Field("deposits", "Out of deposits", "numbers", hint="the oldest; or 1"),
)
_LABELS = {
    "purpose": "Objective that it serves", "need": "Evidence of need", "area": "Area it serves",
    "accountable_body": "Who answers for the money", "claw_back_terms": "When money comes back",
    "safeguarding": "How people are kept safe", "data_sharing": "What is shared with whom",
    "equality": "Whom it reaches", "exit_plan": "What happens when the funding ends",
}  # fmt: skip


class GrantForms:
    """The forms; `grant` gives the row of the grant they are about, or None where none is."""

    def __init__(
        self,
        page: ListedPage,
        grant: Callable[[], Row | None],
        instalment: Callable[[], Row | None],
    ) -> None:
        """State the page, and how it says which grant and which instalment is meant."""
        self._page, self._grant, self._instalment = page, grant, instalment
        self.acts: dict[str, Callable[[], object]] = {
            "recommend": self.recommend, "approve": self.approve, "turn-down": self.turn_down,
            "withdraw": self.withdraw, "agree": self.agree, "vary": self.vary,
            "close": self.close, "plan": self.plan, "met": self.met, "prepare": self.prepare,
            "pay": self.pay, "claw-back": self.claw_back, "declare": self.declare,
        }  # fmt: skip

    def _ask(
        self, row: Row, heading: str, fields: Sequence[Field], do: Any, *, about: str = "",
        action: str = "Record",
    ) -> None:  # fmt: skip
        name = f"{written(row['minor'], row['currency'])} to {row['recipient']}."
        self._page.ask(heading, fields, do, about=f"{name} {about}".strip(), action=action)

    # -- decisions

    def recommend(self) -> None:
        """Record who recommends the grant."""
        from workbench.reinvestment.grants import recommend

        if (row := self._grant()) is not None:
            self._ask(
                row, "Recommend", (BY, ON),
                lambda case, v: recommend(case, row["grant"], v["by"], v["on"]),
                about="Every member of its panel declares interests first. Whoever recommends "
                "it neither approves it nor pays it.", action="Recommend",
            )  # fmt: skip

    def approve(self) -> None:
        """Record who approves it."""
        from workbench.reinvestment.grants import approve

        if (row := self._grant()) is not None:
            self._ask(
                row, "Approve", (BY, ON, Field("decision_notice", "Decision notice")),
                lambda case, v: approve(case, row["grant"], v.pop("by"), v.pop("on"), **v),
                about=_somebody_else(row, "approves it"), action="Approve",
            )  # fmt: skip

    def turn_down(self) -> None:
        """Record that it is not approved."""
        from workbench.reinvestment.grants import turn_down

        self._end("Turn down", turn_down, "Somebody else than who recommended it decides.")

    def withdraw(self) -> None:
        """Take it back before anything is paid."""
        from workbench.reinvestment.grants import withdraw

        self._end("Withdraw", withdraw, "Nothing of it may have been paid.")

    def _end(self, heading: str, do: Any, about: str) -> None:
        if (row := self._grant()) is not None:
            self._ask(
                row, heading, (BY, ON, WHY),
                lambda case, v: do(case, row["grant"], v["by"], v["on"], v["why"]),
                about=about, action=heading,
            )  # fmt: skip

    def agree(self) -> None:
        """Record that the agreement is signed, and keep it."""
        from workbench.reinvestment.grants import agree

        if (row := self._grant()) is not None:
            self._ask(
                row, "Agreement signed",
                (ON, Field("document", "The signed agreement", "file")),
                lambda case, v: agree(case, row["grant"], v["on"], document=v["document"]),
                about="The paper is kept in the case under its SHA-256.",
            )  # fmt: skip

    def vary(self) -> None:
        """Change what it comes to."""
        from workbench.reinvestment.grants import vary

        if (row := self._grant()) is not None:
            self._ask(
                row, "Vary",
                (Field("minor", "It comes to", "money", needed=True, currency=row["currency"]),
                 BY, ON, WHY),
                lambda case, v: vary(case, row["grant"], v["minor"], v["by"], v["on"], v["why"]),
                about=_somebody_else(row, "varies it"), action="Vary",
            )  # fmt: skip

    def close(self) -> None:
        """Close it: what was not paid is promised no longer."""
        from workbench.reinvestment.grants import close

        if (row := self._grant()) is not None:
            self._ask(
                row, "Close", (BY, ON, Field("note", "Note")),
                lambda case, v: close(case, row["grant"], v["by"], v["on"], note=v["note"]),
                about="Its returns are in and it has a plan for the end of the funding. What "
                "was not paid is promised no longer.", action="Close",
            )  # fmt: skip

    def terms(self) -> None:
        """Write down what the application or agreement says."""
        from workbench.reinvestment.grants import set_terms

        if (row := self._grant()) is not None:
            self._ask(
                row, "Terms",
                tuple(Field(key, label, value=row["terms"][key]) for key, label in _LABELS.items()),
                lambda case, v: set_terms(case, row["grant"], **{
                    key: text for key, text in v.items() if text != row["terms"][key]
                }),
                about="What is left as it is stays as it was.",
            )  # fmt: skip

    # -- panel and match funding

    def member(self) -> None:
        """Name a member of the panel."""
        from workbench.reinvestment.panel import add_member

        if (row := self._grant()) is not None:
            self._ask(
                row, "Member of the panel",
                (
                    Field("name", "Name", needed=True),
                    Field("role", "Role", hint="resident, police"),
                ),
                lambda case, v: add_member(case, row["grant"], v["name"], v["role"]),
            )  # fmt: skip

    def declare(self) -> None:
        """Record the chosen member's declaration of interests."""
        from workbench.reinvestment.panel import declare

        row = self._grant()
        if row is not None and (one := self._row(row, "panel", "member", "panel")) is not None:
            self._ask(
                row, f"Interests of {one['name']}",
                (ON, Field("conflict", "The interest", hint="none: leave empty")),
                lambda case, v: declare(case, one["member"], v["on"], conflict=v["conflict"]),
                about="One with an interest stands aside and takes no part in the grant.",
                action="Declare",
            )  # fmt: skip

    def view(self) -> None:
        """Record the chosen member's view."""
        from workbench.reinvestment.panel import give_view

        row = self._grant()
        if row is not None and (one := self._row(row, "panel", "member", "panel")) is not None:
            choices = (("for", "for the grant"), ("against", "against it"))
            self._ask(
                row,
                f"View of {one['name']}",
                (Field("view", "Is", choices=choices),),
                lambda case, v: give_view(case, one["member"], v["view"]),
            )

    def match(self) -> None:
        """Record match funding that is hoped for."""
        from workbench.reinvestment.match import add_match

        if (row := self._grant()) is not None:
            self._ask(
                row, "Match funding",
                (
                    Field("source", "From", needed=True),
                    Field("minor", "Amount", "money", needed=True, currency=row["currency"]),
                    Field("kind", "Kind", choices=(("cash", "cash"), ("in kind", "in kind"))),
                ),
                lambda case, v: add_match(
                    case, row["grant"], v["source"], v["minor"], v["kind"]
                ),
                about="It is hoped for until it is confirmed.",
            )  # fmt: skip

    def confirm(self) -> None:
        """Record that the chosen match funding is confirmed."""
        from workbench.reinvestment.match import confirm_match

        row = self._grant()
        if row is not None and (one := self._row(row, "match", "match", "match")) is not None:
            self._ask(
                row, f"Confirmed by {one['source']}", (ON, PAPER),
                lambda case, v: confirm_match(case, one["match"], v["on"], document=v["document"]),
                action="Confirm",
            )  # fmt: skip

    # -- returns

    def plan_returns(self) -> None:
        """Plan every return of the grant's whole time."""
        from workbench.reinvestment.monitoring import plan_returns

        if (row := self._grant()) is not None:
            self._ask(
                row, "Returns of the whole grant",
                (Field("months", "Every so many months", "number", hint="3"),),
                lambda case, v: plan_returns(case, row["grant"], months=v["months"] or 0),
                about="Each is due thirty days after its period.", action="Plan",
            )  # fmt: skip

    def plan_return(self) -> None:
        """Plan one return by its days."""
        from workbench.reinvestment.monitoring import plan_return

        if (row := self._grant()) is not None:
            self._ask(
                row, "One return",
                (
                    Field("start", "Of the time from", "day", needed=True),
                    Field("end", "To", "day", needed=True),
                    Field("due", "Due on", "day", needed=True),
                ),
                lambda case, v: plan_return(case, row["grant"], v["start"], v["end"], v["due"]),
                action="Plan",
            )  # fmt: skip

    def return_in(self) -> None:
        """Record that the chosen return came."""
        from workbench.reinvestment.monitoring import receive_return

        row = self._grant()
        if row is not None and (one := self._row(row, "returns", "return", "returns")) is not None:
            self._ask(
                row, "Return received",
                (
                    ON, Field("document", "The return itself", "file", needed=True),
                    Field("spent_minor", "Spent to the end of it", "money",
                          currency=row["currency"]),
                    Field("note", "Note"),
                ),
                lambda case, v: receive_return(case, one["return"], v.pop("on"), **v),
                about="The return is kept in the case.",
            )  # fmt: skip

    # -- instalments

    def plan(self) -> None:
        """Plan an instalment."""
        from workbench.reinvestment.grants import add_instalment

        if (row := self._grant()) is not None:
            left = row["minor"] - sum(i["minor"] for i in row["instalments"])
            self._ask(
                row, "Plan an instalment",
                (
                    Field("due", "Due on", "day", needed=True),
                    Field("minor", "Amount", "money", needed=True, currency=row["currency"]),
                    Field("condition", "Condition"),
                ),
                lambda case, v: add_instalment(
                    case, row["grant"], v["due"], v["minor"], condition=v["condition"]
                ),
                about=f"{written(left, row['currency'])} of it is in no instalment yet.",
                action="Plan",
            )  # fmt: skip

    def change(self) -> None:
        """Change the chosen instalment before it is paid."""
        from workbench.reinvestment.grants import change_instalment

        if (one := self._instalment()) is not None:
            self._ask(
                one, f"Change instalment {one['number']}",
                (
                    Field("minor", "It comes to", "money", currency=one["currency"]),
                    Field("due", "Due on", "day"), BY, ON, WHY,
                ),
                lambda case, v: change_instalment(
                    case, one["instalment"], v.pop("by"), v.pop("on"), v.pop("why"), **v
                ),
                about="A preparation of its payment is made anew.", action="Change",
            )  # fmt: skip

    def met(self) -> None:
        """Record that the condition of the instalment is met."""
        from workbench.reinvestment.grants import condition_met

        if (one := self._instalment()) is not None:
            self._ask(
                one, "Condition met", (ON,),
                lambda case, v: condition_met(case, one["instalment"], v["on"]),
                about=f"The condition: {one['condition'] or 'none'}.",
            )  # fmt: skip

    def prepare(self) -> None:
        """Record who makes its payment ready."""
        from workbench.reinvestment.grants import prepare

        if (one := self._instalment()) is not None:
            self._ask(
                one, "Prepare a payment",
                (
                    BY, ON, Field("invoice", "Invoice number"),
                    Field("invoiced_minor", "Amount invoiced", "money", currency=one["currency"]),
                ),
                lambda case, v: prepare(
                    case, one["instalment"], v.pop("by"), v.pop("on"), **v
                ),
                about="Two people pay: whoever makes a payment ready does not pay it.",
                action="Prepare",
            )  # fmt: skip

    def pay(self) -> None:
        """Pay the instalment that somebody else prepared."""
        from workbench.reinvestment.grants import pay

        one = self._instalment()
        if one is None:
            return
        if one["paid"] or one["why_not_pay"]:
            why = one["why_not_pay"] or "it is paid already"
            self._page.say(f"It cannot be paid: {why}.", "caution")
            return
        self._ask(
            one, "Pay",
            (BY, ON, Field("bank_reference", "The bank's reference"), *OUT_OF),
            lambda case, v: pay(
                case, one["instalment"], v["by"], v["on"], bank_reference=v["bank_reference"],
                shares=v["shares"] or (), deposits=v["deposits"] or (),
            ),
            about=f"Prepared by {one['prepared_by']}: somebody else pays it. It comes out of the "
            "oldest shares and deposits that have money left, unless others are named.",
            action="Pay",
        )  # fmt: skip

    def claw_back(self) -> None:
        """Record money of the instalment that came back."""
        from workbench.reinvestment.claw_back import claw_back

        if (one := self._instalment()) is not None:
            self._ask(
                one, f"Money of instalment {one['number']} came back",
                (
                    Field("minor", "Amount", "money", needed=True, currency=one["currency"]),
                    BY, ON, WHY, PAPER,
                ),
                lambda case, v: claw_back(
                    case, one["instalment"], v["minor"], v["by"], v["on"], v["why"],
                    document=v["document"],
                ),
                about="It returns to the shares and deposits that paid it, in proportion.",
            )  # fmt: skip

    def _row(self, row: Row, part: str, key: str, table: str) -> Row | None:
        """What is chosen in a tab of the grant's page; the only one there is needs no choice."""
        rows = list(row[part])
        if len(rows) == 1:
            return rows[0]  # type: ignore[no-any-return]
        number = self._page.chosen(table)
        return next((one for one in rows if one[key] == number), None)


def _somebody_else(row: Row, does: str) -> str:
    if not row["recommended_by"]:
        return ""
    return f"{row['recommended_by']} recommended it, so somebody else {does}."
