"""Tracing in plain English: where money came from and went, each sentence with its source lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphs.ledger import OPENING, Ledger, LedgerPayment
from graphs.lineage import Node, Path
from graphs.things import BOUGHT, DISPOSAL, LOAN
from workbench.figures import Book, Figure, Source
from workbench.money import written
from workbench.records.account_words import account_said, beside
from workbench.records.counterparty import CASH_IN, CASH_OUT
from workbench.words import counted, day_written

#: The lines of the source files that show a payment, by the payment's id.
Cite = Callable[[str], Sequence[Source]]
#: An asset's words by its number.
Assets = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the figure that answers Why? to it, and the lines that show it.

    `text` is the sentence alone, `cited` with where its lines stand.
    """

    text: str
    figure: str = ""
    sources: tuple[Source, ...] = ()

    @property
    def cited(self) -> str:
        """The sentence with where its lines stand."""
        where = dict.fromkeys(f"{one.file}, {one.where}" for one in self.sources)
        return f"{self.text} [{'; '.join(where)}]" if where else self.text

    def as_data(self) -> dict[str, Any]:
        """The sentence as JSON-ready data."""
        return {
            "text": self.cited,
            "figure": self.figure or None,
            "sources": sources_data(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Told:
    """One way in words: an account of the whole in a sentence, then one for each payment."""

    whole: Sentence
    steps: tuple[Sentence, ...]


def sources_data(sources: Sequence[Source]) -> list[dict[str, str]]:
    """Source lines as JSON-ready data."""
    return [{"file": s.file, "sha256": s.sha256, "where": s.where, "raw": s.raw} for s in sources]


def citing(book: Book) -> Cite:
    """What shows a payment: every row that the case has of it, as the book cites them."""
    known: dict[str, tuple[Source, ...]] = {}

    def cite(payment: str) -> tuple[Source, ...]:
        if payment not in known:
            # A sale or an exchange is a figure of its own, under its own name.
            name = payment if payment.startswith(DISPOSAL) else f"payment:{payment}"
            found: list[Figure] = list(book.walk(name))
            known[payment] = tuple(f.source for f in found if f.source is not None)
        return known[payment]

    return cite


def spoken(ledger: Ledger, account: str) -> str:
    """An account as a person says it: whose it is, and its number where there is one."""
    stated = ledger.accounts.get(account)
    return account_said(account, stated.name if stated is not None else "")


def whose(ledger: Ledger, account: str) -> str:
    """An account by itself, as a line of a table says it."""
    words, own = beside(account)
    return f"{words} {spoken(ledger, own)}" if words else spoken(ledger, account)


def paid(ledger: Ledger, payment: LedgerPayment) -> str:
    """A payment as the end of "£20.00 of the £50.00 …"."""
    if payment.id in ledger.events:
        return _went(ledger, payment)
    payer, payee = spoken(ledger, payment.payer), spoken(ledger, payment.payee)
    if payment.payer.startswith(CASH_IN):
        how = f"cash paid into {payee}"
    elif payment.payee.startswith(CASH_OUT):
        how = f"taken in cash out of {payer}"
    else:
        how = f"that {payer} paid {payee}"
    return f"{how} on {day_written(payment.when)}"


def _went(ledger: Ledger, event: LedgerPayment) -> str:
    """A sale or an exchange as the end of "£20.00 …"."""
    thing, when = ledger.accounts[event.payer].name, day_written(event.when)
    if ledger.accounts[event.payee].kind == "thing":
        return f"that was in {thing}, given for {ledger.accounts[event.payee].name} on {when}"
    if ledger.accounts[event.payer].kind == "thing":
        return f"that was in {thing}, sold on {when}"
    return f"that {spoken(ledger, event.payer)} paid for it on {when}"


def part_of(minor: int, payment: LedgerPayment) -> str:
    """How much of a payment: "the whole £50.00" or "£20.00 of the £50.00"."""
    if payment.id.startswith((DISPOSAL, BOUGHT)):
        return written(minor, payment.currency)
    whole = written(payment.minor, payment.currency)
    return f"the whole {whole}" if minor == payment.minor else (
        f"{written(minor, payment.currency)} of the {whole}"
    )  # fmt: skip


def told(
    ledger: Ledger, path: Path, cite: Cite, asset: Assets, *, rule: str = "", figure: str = ""
) -> Told:
    """One way in words; `figure` answers Why? to what stands at its end.

    `rule` is the rule of the trace where the case's own figures are of it: each payment then
    names the figure of all that it carried of this origin.
    """
    payments = [ledger.payment(name) for name in path.payments]
    steps = tuple(
        Sentence(
            _capital(f"{part_of(minor, payment)} {paid(ledger, payment)}{_marked(path, place)}."),
            f"flow:{rule}:{path.origin}:{payment.id}" if rule else "",
            tuple(cite(payment.id)),
        )
        for place, (payment, minor) in enumerate(zip(payments, path.sent, strict=True))
    )
    first, last = payments[0], payments[-1]
    said = f"{part_of(path.sent[0], first)} {paid(ledger, first)}{_marked(path, 0)}"
    if len(payments) > 1:
        said += f", through {counted(len(payments) - 1, 'further payment')}"
        said += f" until {day_written(last.when)}" if last.when != first.when else " that day"
        said += ","
    else:
        said += ","
    lines = [*cite(first.id), *(cite(last.id) if last is not first else ())]
    whole = Sentence(_capital(f"{said} {_ending(ledger, path, asset)}."), figure, tuple(lines))
    return Told(whole, steps)


def _marked(path: Path, place: int) -> str:
    if place:
        return ""
    marked = "marked as" if path.start.kind == "origin" else "of"
    return f", {marked} origin {path.origin}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ending(ledger: Ledger, path: Path, asset: Assets) -> str:
    """What became of it; the amount is said again where a conversion changed it."""
    first = ledger.payment(path.payments[0])
    same = (path.minor, path.currency) == (path.sent[0], first.currency)
    became = "" if same else f"as {written(path.minor, path.currency)} "
    if path.node is None:
        payment = ledger.payment(path.payments[-1])
        if len(path.payments) == 1:
            return f"{became}is itself this payment"
        whole = part_of(path.minor, payment)
        return f"{became}became {whole} {paid(ledger, payment)}"
    return became + ended(ledger, path.node, asset)


def ended(ledger: Ledger, node: Node, asset: Assets) -> str:
    """What became of money, as the end of a sentence."""
    if node.kind == "asset":
        return f"bought {asset(node.id)}"
    if node.kind == "repaid":
        return f"repaid {_owed(ledger, node.id)}"
    account, name = ledger.accounts[node.id], spoken(ledger, node.id)
    if account.kind != "account":
        beside = {"spent": "was spent", "loan": "repaid a loan"}
        return beside.get(account.kind, f"is in {account.name}")
    if node.kind == "account":
        return f"came into {name}"
    if account.held:
        return f"is still in {name}"
    cash = node.id.startswith(CASH_OUT)
    name = f"as cash out of {spoken(ledger, node.id[len(CASH_OUT) :])}" if cash else f"with {name}"
    return f"left the records {name}"


def _owed(ledger: Ledger, debt: str) -> str:
    if debt.startswith(OPENING):
        opened = spoken(ledger, debt.removeprefix(OPENING))
        return f"the overdraft with which {opened} opened"
    if debt.startswith(LOAN) and debt in ledger.accounts:
        return "a loan"
    bought = ledger.payment(debt)
    whole = written(bought.minor, bought.currency)
    return f"what had been taken on credit for the {whole} {paid(ledger, bought)}"
