"""Why each line counts once, and why each that is left out does not count: in a sentence each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.money import written
from workbench.records.account_words import account_said
from workbench.recovery.benefit.assumptions import first_day, head
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.lines import why_excluded
from workbench.recovery.benefit.sheet import accounts_of
from workbench.store.tables import Account, Asset, BenefitLine, BenefitSheet, Payment, Purchase
from workbench.words import listed


class Proofs:
    """The proof of every line of one sheet."""

    def __init__(
        self, session: Session, sheet: BenefitSheet, rows: Sequence[BenefitLine], *, shown: bool
    ) -> None:
        """Read what the lines rest on; `shown` says whether a criminal lifestyle is."""
        self.sheet, self.shown, self.since = sheet, shown, first_day(sheet)
        self.rows = {line.id: line for line in rows}
        self.own = set(accounts_of(session, sheet.party_id))
        self.payments: dict[int, Payment] = {}
        for payment in session.scalars(
            select(Payment).where(
                Payment.id.in_(
                    select(BenefitLine.payment_id).where(BenefitLine.sheet_id == sheet.id)
                )
            )
        ):
            self.payments[payment.id] = payment
        asked = session.execute(select(Account.id, Account.key, Account.name))
        self.names = {number: account_said(key, name) for number, key, name in asked}
        self.labels = dict(session.execute(select(Asset.id, Asset.label)).all())
        self.by_payment: dict[int, list[BenefitLine]] = defaultdict(list)
        self.by_asset: dict[int, list[BenefitLine]] = defaultdict(list)
        for line in rows:
            if line.payment_id is not None:
                self.by_payment[line.payment_id].append(line)
            if line.asset_id is not None:
                self.by_asset[line.asset_id].append(line)

        self.bought_by: dict[int, set[int]] = defaultdict(set)
        self.bought_with: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for asset_id, payer_id, payment_id, beside in session.execute(
            select(Purchase.asset_id, Payment.payer_id, Payment.id, Payment.minor - Purchase.minor)
            .join(Payment, Payment.id == Purchase.payment_id)
            .where(Purchase.asset_id.in_(self.by_asset))
        ):
            self.bought_by[asset_id].add(payer_id)
            self.bought_with[asset_id].append((payment_id, beside))
        self.sent_to: dict[int, list[BenefitLine]] = defaultdict(list)
        for line in rows:
            if line.payment_id is not None:
                payee = self.payments[line.payment_id].payee_id
                if payee not in self.own:
                    self.sent_to[payee].append(line)

    def counts(self, line: BenefitLine) -> bool:
        """Whether a line counts: not left out, and its assumption made if it rests on one."""
        return not line.excluded and not self._not_assumed(line)

    def _not_assumed(self, line: BenefitLine) -> str:
        """Why the assumption of a line is not made; "" where it is, or none is needed."""
        if not head(line.head)["general"]:
            return ""
        if not self.shown:
            return "no criminal lifestyle is shown, so no assumption is made"
        if line.head != "held" and (self.since is None or line.on <= self.since):
            return "it is not after the relevant day, so the assumption is not made"
        return ""

    def payment_key(self, line: BenefitLine) -> str:
        """The payment that shows it."""
        return self.payments[line.payment_id].key if line.payment_id is not None else ""

    def doubt(self, line: BenefitLine) -> str:
        """Whether money of other lines may have come back as this one, by way of somebody else.

        The sheet looks at the defendant's own accounts; what a third party did with money that
        another line counts is for a trace to say.
        """
        if not self.counts(line):
            return ""
        sources = set(self.bought_by.get(line.asset_id or 0, ())) - self.own
        if line.payment_id is not None and line.head != "expenditure":
            payment = self.payments[line.payment_id]
            sources = {payment.payer_id} if payment.payee_id in self.own else set()
        before = [
            (account, other) for account in sorted(sources)
            for other in self.sent_to.get(account, ()) if other.on <= line.on
        ]  # fmt: skip
        if not before:
            return ""
        total = written(sum(other.minor for _, other in before), self.sheet.currency)
        names = listed([self.names[account] for account in dict(before)])
        return (
            f"Before, {total} of other lines went into {names}, from which this came: a trace "
            "shows whether it is the same money"
        )

    def twice(self, line: BenefitLine) -> tuple[int, ...]:
        """The lines that count as spent what bought the thing that this line counts too."""
        found: list[int] = []
        if line.asset_id is None or not self.counts(line):
            return ()
        for payment_id, beside in self.bought_with[line.asset_id]:
            spent = [
                other for other in self.by_payment.get(payment_id, ())
                if other.head == "expenditure" and self.counts(other)
            ]  # fmt: skip
            if sum(other.minor for other in spent) > beside:
                found += [other.id for other in spent]
        return tuple(found)

    def of(self, line: BenefitLine) -> str:
        """The sentence for a line."""
        if line.excluded:
            return self._left_out(line)
        if why_not := self._not_assumed(line):
            return f"Does not count: {why_not}."
        doubt = self.doubt(line)
        more = f" {doubt}." if doubt else ""
        if line.payment_id is not None:
            return self._paid(line, self.payments[line.payment_id]) + more
        if line.asset_id is not None:
            return self._thing(line) + more
        alike = [
            other.id for other in self.rows.values()
            if other.id != line.id and other.minor == line.minor and self.counts(other)
            and abs((other.on - line.on).days) <= 3
        ]  # fmt: skip
        if alike:
            return (
                f"No record of the case shows it. Of the same amount within three days: line "
                f"{', '.join(map(str, alike))}. Check that they are two."
            )
        return "No record of the case shows it, and no line that counts is of its amount and day."

    def _paid(self, line: BenefitLine, payment: Payment) -> str:
        others = [other for other in self.by_payment[payment.id] if other.id != line.id]
        once = f"Payment {payment.key} stands on no other line"
        if others:
            parts = ", ".join(str(other.id) for other in others)
            once = (
                f"Of payment {payment.key} ({written(payment.minor, payment.currency)}) this line "
                f"has {written(line.minor, self.sheet.currency)} and no part that line {parts} has"
            )
        if line.head == "expenditure":
            return f"{once}. {line.why.rstrip('.')}." if line.why else f"{once}."
        if payment.payer_id in self.own:
            return f"{once}; it left the defendant’s account {self.names[payment.payer_id]}."
        payer = self.names[payment.payer_id]
        return f"{once}; it came from {payer}, which is no account of the defendant."

    def _thing(self, line: BenefitLine) -> str:
        others = [other.id for other in self.by_asset[line.asset_id or 0] if other.id != line.id]
        once = f"{self.labels[line.asset_id or 0]} stands on no other line"
        if others:
            once = (
                f"Only the part that was not paid for with money of other lines; the rest is line "
                f"{', '.join(map(str, others))}, which does not count"
            )
            if any(self.counts(self.rows[other]) for other in others):
                once = f"A part of what line {', '.join(map(str, others))} has another part of"
        text = f"{once}. {line.why}".rstrip(". ") + "."
        if also := self.twice(line):
            text += f" What bought it counts as line {', '.join(map(str, also))} too."
        return text

    def _left_out(self, line: BenefitLine) -> str:
        code, words = why_excluded(line.excluded)
        row = law()["exclusions"][code]
        text = f"{row['title']}: {words.rstrip('.')} ({row['ground']})."
        ends = self.stands_for(line)
        if ends is None:
            return text
        if self.counts(ends):
            return f"{text} Line {ends.id} counts in its place."
        return f"{text} Line {ends.id} stands for it and does not count."

    def stands_for(self, line: BenefitLine) -> BenefitLine | None:
        """The line to which a line that is left out leads in the end."""
        at, seen = line, {line.id}
        while (
            at.same_as_id is not None and at.same_as_id in self.rows and at.same_as_id not in seen
        ):
            at = self.rows[at.same_as_id]
            seen.add(at.id)
        return at if at.id != line.id else None
