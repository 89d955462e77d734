"""A sheet filled from the case: each payment and thing classified once, with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import written
from workbench.records.account_words import account_said
from workbench.records.pair_join import RETURNED
from workbench.recovery.benefit.assumptions import first_day
from workbench.recovery.benefit.drafts import Draft, Spending
from workbench.recovery.benefit.duplicates import Step, drawn
from workbench.recovery.benefit.held import Things
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.movements import Movement, movements
from workbench.recovery.benefit.sheet import accounts_of, name_of, sheet_of
from workbench.store.tables import Account, BenefitLine, BenefitSheet, Origin, Payment
from workbench.words import counted


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a proposal did: lines entered, how many of them count, and what it left aside."""

    entered: int
    counting: int
    aside: tuple[str, ...]

    @property
    def said(self) -> str:
        """In a sentence."""
        left = self.entered - self.counting
        return (
            f"Entered {counted(self.entered, 'line')}: {self.counting:,} "
            f"{'counts' if self.counting == 1 else 'count'}, {left:,} "
            f"{'is' if left == 1 else 'are'} left out, each with its reason."
        )


def propose(case: Case, sheet_id: int, *, all_marks: bool = False) -> Proposed:
    """Enter what the case shows and the sheet does not have yet; lines that stand are not touched.

    Marked payments into the defendant's accounts are particular conduct (`all_marks`: those into
    any account). Where a limb of s.75 is relied on: other credits after the relevant day are
    transfers, things held after conviction are held, and payments out that neither moved own
    money nor bought such a thing are expenditure.

    Raises:
        Refused: if a limb is relied on and the days it needs are not stated.
    """
    with case.change("benefit-propose", "Proposed benefit lines") as work:
        sheet = sheet_of(work.session, sheet_id)
        _ready(sheet)
        proposal = _Proposal(work.session, sheet)
        proposal.fill(all_marks=all_marks)
        drafts = proposal.enter()
        made = Proposed(
            len(drafts), sum(not draft.excluded for draft in drafts), tuple(proposal.aside)
        )
        work.summary = f"Benefit of {name_of(work.session, sheet)}: {made.said}"
    return made


def _ready(sheet: BenefitSheet) -> None:
    if not sheet.lifestyle:
        return
    for day, what in (
        (sheet.proceedings_started, "proceedings started"),
        (sheet.convicted, "the defendant was convicted"),
    ):
        if day is None:
            raise Refused(
                f"the assumptions need the day on which {what} (POCA 2002 s.10)",
                remedy="State it on the sheet.",
            )


@dataclass(slots=True)
class _Proposal:
    session: Session
    sheet: BenefitSheet
    drafts: list[Draft] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    known: dict[int, list[Draft]] = field(default_factory=dict)
    things: set[int] = field(default_factory=set)
    since: date | None = None

    def fill(self, *, all_marks: bool) -> None:
        found = movements(self.session, self.sheet)
        if found.elsewhere:
            self.aside.append(
                f"{counted(found.elsewhere, 'payment')} not in {self.sheet.currency}: the sheet "
                f"is in {self.sheet.currency}"
            )
        for line in self.session.scalars(
            select(BenefitLine).where(BenefitLine.sheet_id == self.sheet.id)
        ):
            if line.payment_id is not None:
                self.known.setdefault(line.payment_id, []).append(Draft.of(line))
            if line.asset_id is not None:
                self.things.add(line.asset_id)
        self.since = first_day(self.sheet) if self.sheet.lifestyle else None
        steps: list[Step[Draft]] = [_opening(minor) for _, minor in found.opening]
        for one in found.found:
            steps.extend(self._steps(one))
        if all_marks:
            self._other_marks()
        if self.sheet.lifestyle:
            self._spent(found.found, Spending(drawn(steps)))

    # -- money in and out

    def _steps(self, one: Movement) -> Iterator[Step[Draft]]:
        stands = self.known.get(one.payment_id)
        if one.way == "own":
            # The purse is one: own money that moves neither fills nor drains it.
            if stands is None and self._general(one.on) and one.minor:
                self._own(one)
        elif one.way == "out":
            yield Step(one.minor, out=one.payment_id)
        elif stands is not None:
            yield from (Step(draft.minor, source=draft) for draft in stands)
            rest = one.minor - sum(draft.minor for draft in stands)
            yield Step(max(rest, 0))
        else:
            drafts = list(self._credit(one))
            self.drafts += drafts
            yield from (Step(draft.minor, source=draft) for draft in drafts)
            yield Step(one.minor - sum(draft.minor for draft in drafts))

    def _general(self, on: date) -> bool:
        return self.since is not None and on > self.since

    def _draft(self, one: Movement, head: str, minor: int, why: str, excluded: str = "") -> Draft:
        return Draft(
            head=head, payment_id=one.payment_id, entry_id=one.entry_id, on=one.on,
            text=one.text, minor=minor, exhibit=one.exhibit, why=why, excluded=excluded,
        )  # fmt: skip

    def _own(self, one: Movement) -> None:
        reason = "returned" if one.other.startswith(RETURNED) else "own-transfer"
        self.drafts.append(
            self._draft(
                one, "transfer", one.minor, f"Own money moved: payment {one.key}",
                f"{reason}: {one.because}",
            )
        )  # fmt: skip

    def _credit(self, one: Movement) -> Iterator[Draft]:
        marked = min(one.marked_minor, one.minor)
        where = f"{one.other} paid {one.account}"
        if marked:
            part = "" if marked == one.minor else f"{written(marked, self.sheet.currency)} of it "
            yield self._draft(
                one, "particular", marked, f"{where}; {part}marked as criminal property"
            )
        rest = one.minor - marked
        if not rest or not self._general(one.on):
            return
        said_of_it = one.category_said
        why = f"{where}, after the relevant day; the records say of it: {said_of_it}"
        yield self._draft(one, "transfer", rest, why, _lawful(one.category, said_of_it))

    def _other_marks(self) -> None:
        own = accounts_of(self.session, self.sheet.party_id)
        for origin, payment, account in self.session.execute(
            select(Origin, Payment, Account)
            .join(Payment, Payment.id == Origin.payment_id)
            .join(Account, Account.id == Payment.payee_id)
            .where(Payment.payee_id.not_in(own), Payment.currency == self.sheet.currency)
            .order_by(Origin.number)
        ):
            if payment.id not in self.known:
                paid_into = account_said(account.key, account.name)
                self.drafts.append(
                    Draft(
                        head="particular", payment_id=payment.id, entry_id=None, on=payment.date,
                        text=payment.reference or paid_into,
                        minor=origin.minor, exhibit="",
                        why=f"Paid into {paid_into}; marked as criminal property: {origin.why}",
                    )
                )  # fmt: skip

    # -- what was spent, and what it bought

    def _spent(self, found: Sequence[Movement], spending: Spending) -> None:
        things = Things(self.session, self.sheet, spending, self.drafts, self.aside, self.known)
        lines, bought = things.lines(self.things)
        for one in found:
            if one.way == "out" and one.payment_id not in self.known and self._general(one.on):
                self.drafts += self._expenditure(one, bought.get(one.payment_id, 0), spending)
        self.drafts += lines

    def _expenditure(self, one: Movement, bought: int, spending: Spending) -> Iterator[Draft]:
        """Only what no other line counts and nothing lawful met is benefit by this head."""
        left, explained = one.minor - bought, spending.explained(one.payment_id)
        explained = max(min(explained - bought, left), 0)
        paid = f"{one.account} paid {one.other}"
        if left > explained:
            yield self._draft(
                one, "expenditure", left - explained,
                f"{paid}, out of what no line counts: money that was there before the relevant "
                "day or the first record, or of which the records show no source",
            )  # fmt: skip
        if explained > 0:
            draws = spending.draws[one.payment_id]
            draft = self._draft(one, "expenditure", explained, paid)
            yield draft.leave_out(draws, self.sheet.currency)

    # -- onto the sheet

    def enter(self) -> list[Draft]:
        """Write the lines: first those that others lead to."""
        first = [draft for draft in self.drafts if draft.same_as is None]
        for some in (first, [draft for draft in self.drafts if draft.same_as is not None]):
            rows = [draft.row(self.sheet.id) for draft in some]
            self.session.add_all(rows)
            self.session.flush()
            for draft, row in zip(some, rows, strict=True):
                draft.id = row.id
        return self.drafts


def _opening(minor: int) -> Step[Draft]:
    # An account that was overdrawn begins with a debt, which the first money in repays.
    return Step(minor) if minor > 0 else Step(-minor, out=0)


def _lawful(category: str, title: str) -> str:
    income = law()["income"]
    if category in income["categories"]:
        return f"known-income: The records say of it: {title}"
    if category in income["returned"]:
        return f"returned: The records say of it: {title}"
    return ""
