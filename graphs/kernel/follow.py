"""The compiled pass in the reference's place: the same arguments, the same log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from graphs.follow import Followed, Move, Repayment
from graphs.kernel.columns import Columns, Longs, columns_of, conversions_in, marks_in
from graphs.kernel.parts import MOST
from graphs.kernel.queues import CODES
from graphs.kernel.rolled import Rolled
from graphs.kernel.shares import Mixed
from graphs.kernel.skim import SHIFT
from graphs.kernel.state import Pass
from graphs.kernel.stepped import Stepped
from graphs.kernel.steps import Steps, in_proportion, steps_of
from graphs.ledger import Ledger, LedgerPayment, Origin, Pocket, opening_debt
from graphs.rules.funds import FUNDS, Parcel
from workbench.money import LARGEST
from workbench.progress import Report, silent


@dataclass(frozen=True, slots=True)
class Ready:
    """Payments in one order, made ready for any number of passes by any rule."""

    ledger: Ledger
    payments: Sequence[LedgerPayment]
    columns: Columns
    pockets: tuple[Pocket, ...]
    #: Those that are no steps, and the steps.
    conversions: Longs
    steps: Steps

    @classmethod
    def of(cls, ledger: Ledger, payments: Sequence[LedgerPayment]) -> Ready:
        """Read them once."""
        columns, pockets = columns_of(ledger, payments)
        steps = steps_of(ledger, payments, pockets)
        return cls(ledger, payments, columns, pockets, steps.apart(conversions_in(payments)), steps)

    def run(
        self, origins: Iterable[Origin], rule: str, report: Report = silent
    ) -> Pass | Rolled | Stepped:
        """One pass, with its log as rows of numbers."""
        marks, columns = marks_in(self.payments, origins), self.columns
        if len(self.steps):
            stepped = Stepped.begin(columns, self.steps, marks, rule, self.conversions)
            stepped.run(report)
            return stepped
        made: Pass | Rolled
        if rule == "pro-rata":
            made = Rolled.begin(columns, marks, self.conversions)
        else:
            made = Pass.begin(columns, marks, rule, self.conversions)
        made.run(columns, report)
        return made

    def follow(self, origins: Iterable[Origin], rule: str, report: Report = silent) -> Followed:
        """One pass, with its log in the reference's words."""
        wanted = list(origins)
        run = self.run(wanted, rule, report)
        made = run.made if isinstance(run, Stepped) else run
        found = Followed(self.ledger, rule, {origin.payment: origin for origin in wanted})
        names, payments = self.steps.names, self.payments
        found.moves = [
            Move(payments[at].id, origin, arrived, before, sent)
            if at >= 0
            else Move(names[-1 - at][0], origin, arrived, before, sent, names[-1 - at][1])
            for (sent, origin, before, at), arrived in zip(
                made.moves.tolist(), made.arrived().tolist(), strict=True
            )
        ]
        found.repayments = [
            Repayment(
                _debt(debt, payments, self.pockets), self.pockets[pocket], origin, minor, before
            )
            for debt, pocket, origin, minor, before in made.repayments.tolist()
        ]
        for pocket in run.tainted():
            fund = found.funds[self.pockets[pocket]] = FUNDS[rule]()
            fund.add(Parcel(*row) for row in run.fund(pocket))
        for (_, number, _), minor in zip(
            made.marks[:-1].tolist(), made.marked[:-1].tolist(), strict=True
        ):
            found.marked[number] = minor
        return found


def suits(ledger: Ledger, payments: Sequence[LedgerPayment], rule: str) -> bool:
    """Whether the compiled pass can follow these payments.

    Amounts that add up to more than 60 bits (52 by pro-rata, or where there are conversions,
    or payments that bought things in part or sold them) are the reference's.
    """
    divided = rule == "pro-rata" or not ledger.plain
    if divided or any(payment.paid_in is not None for payment in payments):
        limit = MOST
    else:
        limit = LARGEST >> SHIFT
    return (rule in CODES or rule == "pro-rata") and _total(ledger, payments) <= limit


def follow(
    ledger: Ledger,
    payments: Sequence[LedgerPayment],
    origins: Iterable[Origin],
    rule: str,
    report: Report = silent,
) -> Followed:
    """Follow `payments`, which are in the order of law, as `graphs.follow.follow` does.

    `funds` has the pockets that hold anything of an origin, and no others. Neighbouring
    clean parcels are one.
    """
    return Ready.of(ledger, payments).follow(origins, rule, report)


def distance(
    ledger: Ledger,
    payments: Sequence[LedgerPayment],
    origins: Iterable[Origin],
    held: Mapping[tuple[int, Pocket], int],
) -> Decimal:
    """How far the furthest held amount is from its unrounded proportion, in minor units.

    As `graphs.rules.unrounded` works it out; binary fractions of 53 bits are exact to far
    below the four places that are shown.
    """
    ready, marks = Ready.of(ledger, payments), marks_in(payments, origins)
    numbers = {pocket: number for number, pocket in enumerate(ready.pockets)}
    columns, conversions = ready.columns, ready.conversions
    if len(ready.steps):
        plain = in_proportion(columns, ready.steps, conversions)
        columns, conversions = plain.columns, plain.conversions
        marks = plain.marks(marks)
    mixed = Mixed.of(columns, marks, conversions)
    whole = {(origin, numbers[pocket]): minor for (origin, pocket), minor in held.items()}
    return Decimal(mixed.furthest(whole))


def _total(ledger: Ledger, payments: Sequence[LedgerPayment]) -> int:
    """More than any fund can come to hold."""
    openings = sum(abs(account.opening_minor or 0) for account in ledger.accounts.values())
    return openings + sum(max(payment.minor, payment.received[0]) for payment in payments)


def _debt(debt: int, payments: Sequence[LedgerPayment], pockets: Sequence[Pocket]) -> str:
    return payments[debt].id if debt >= 0 else opening_debt(pockets[-1 - debt].account)
