"""Traced money: what was marked, every payment it went through, where it is, what it bought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from exports.figures import stand
from exports.paper.marks import instant
from exports.schedules import things
from exports.schedules.schedule import Amount, Cell, Column, Row, Schedule, numbered
from exports.schedules.view import View
from graphs.figures import Traced, pocket_key, relied_rule, things_in, traced, traced_into
from graphs.kept import kept_rows
from graphs.rules import RULES
from graphs.things import LOAN, THING
from workbench.money import share
from workbench.store.tables import Asset, Origin, Payment, Purchase

#: What a payment did for an asset.
PURCHASES = {
    "price": "bought it", "mortgage": "paid off its mortgage", "improvement": "improved it",
}  # fmt: skip
#: Rules that are set side by side; the other two give no amount for an asset.
COMPARED = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first")
NOTHING_MARKED = "No payment is marked as criminal property, so nothing is traced."


def schedules(view: View) -> list[Schedule]:
    """Origins, their way, where they stand, and the property they bought."""
    rule = relied_rule(view.book)
    if view.session.scalars(select(Origin.id).limit(1)).first() is None:
        return [_origins(view), *_kept(view)]
    found = traced(view.book, rule)
    return [
        _origins(view),
        _bought(view, rule),
        *things.schedules(view, rule, found),
        _stands(view, rule, found),
        _held(view, rule, found),
        _repaid(view, rule, found),
        _compared(view, rule),
        _way(view, rule, found),
        _flows(view, rule, found),
        *_kept(view),
    ]


def _kept(view: View) -> list[Schedule]:
    """Traces that were kept; a case that kept none has no schedule of them."""
    kept = kept_rows(view.case)
    rows: list[Row] = [
        (
            row["trace"], row["rule"], instant(datetime.fromisoformat(row["at"])), row["by"],
            row["why"], row["state"], row["because"], row["inputs_sha256"][:16],
        )
        for row in kept
    ]  # fmt: skip
    if not rows:
        return []
    return [
        Schedule(
            "kept",
            "Traces that were kept",
            "Each with the officer, the reason and the state of its records. A trace is out of "
            "date when what it was made from has changed since; it is never silently redone. "
            "The whole hashes and results stand in the case’s data.",
            (
                Column("No.", "count"), Column("Rule", share=0.7), Column("Kept", share=1.3),
                Column("By", share=1), Column("Why", share=1.6), Column("State", share=0.8),
                Column("What changed", share=1.6), Column("Inputs SHA-256", "code"),
            ),
            tuple(rows),
            "No trace is kept.",
            wide=True,
        )
    ]  # fmt: skip


def rule_in_words(view: View) -> str:
    """The rule relied on, with its authority."""
    rule = RULES[relied_rule(view.book)]
    return f"{rule.name}: {rule.words} ({rule.authority})"


def _origins(view: View) -> Schedule:
    rows: list[Row] = []
    running: dict[str, int] = {}
    found = view.session.execute(
        select(Origin, Payment)
        .join(Payment, Payment.id == Origin.payment_id)
        .order_by(Origin.number)
    )
    for origin, payment in found:
        running[payment.currency] = running.get(payment.currency, 0) + origin.minor
        rows.append(
            (
                origin.number, payment.date, view.account(payment.payer_id),
                view.account(payment.payee_id), payment.reference, origin.why,
                view.cited(payment.file_id, payment.place),
                Amount(origin.minor, payment.currency, f"origin:{origin.number}"),
                Amount(running[payment.currency], payment.currency),
            )
        )  # fmt: skip
    return Schedule(
        "origins",
        "Money marked as criminal property",
        "Payments, or parts of them, that the investigator marked as criminal property (POCA 2002 "
        "s.304), in the order of marking, each with the reason given.",
        (
            Column("No.", "count"), Column("Date", "day"), Column("From", share=1.3),
            Column("To", share=1.3), Column("Narrative", share=1.2), Column("Why", share=1.6),
            Column("Exhibit, place", share=0.9), Column("Marked", "money"),
            Column("Running total", "money"),
        ),
        tuple(rows),
        NOTHING_MARKED,
        wide=True,
    )  # fmt: skip


def _bought(view: View, rule: str) -> Schedule:
    rows: list[Row] = []
    for asset in view.session.scalars(select(Asset).order_by(Asset.id)):
        purchases = view.session.execute(
            select(Purchase, Payment)
            .join(Payment, Payment.id == Purchase.payment_id)
            .where(Purchase.asset_id == asset.id)
            .order_by(Purchase.id)
        ).all()
        if not purchases:
            continue
        came: dict[str, int] = {}
        for _, key, minor in traced_into(view.book, rule, asset.id):
            came[key] = came.get(key, 0) + minor
        for purchase, payment in purchases:
            same = [p.minor for p, paid in purchases if paid.key == payment.key]
            before = sum(
                1 for p, paid in purchases if paid.key == payment.key and p.id < purchase.id
            )
            part = share(came.get(payment.key, 0), same)[before]
            rows.append(
                (
                    asset.label, PURCHASES[purchase.kind], payment.date,
                    view.account(payment.payer_id), payment.reference,
                    view.cited(payment.file_id, payment.place),
                    Amount(purchase.minor, payment.currency, f"payment:{payment.key}"),
                    Amount(part, payment.currency),
                )
            )  # fmt: skip
        whole = Amount(sum(p.minor for p, _ in purchases), asset.currency)
        figure = view.book.figure(f"traced:{asset.id}")
        rows.append(
            (
                f"{asset.label}: together", "", None, "", "", "", whole,
                Amount(figure.minor, figure.currency, figure.id),
            )
        )  # fmt: skip
    return Schedule(
        "bought",
        "Property that traced money bought",
        f"What was paid for each asset, and how much of it was marked money by the rule {rule}. "
        "Where part of a payment bought it, that part is taken in proportion. What came with an "
        "exchange is in the whole, and stands among the sales and exchanges.",
        (
            Column("Asset", share=1.4), Column("What it did", share=0.9),
            Column("Paid on", "day"), Column("From", share=1.3),
            Column("Narrative", share=1.3), Column("Exhibit, place", share=0.9),
            Column("Paid", "money"), Column("Of it traced", "money"),
        ),
        tuple(rows),
        "No payment is recorded that bought an asset.",
        wide=True,
    )  # fmt: skip


def _stands(view: View, rule: str, found: Traced) -> Schedule:
    rows: list[Row] = []
    left = stand(view.book, rule)
    for key in sorted(left, key=lambda name: (-sum(m for _, m in left[name]), name)):
        account, _, currency = key.rpartition("|")
        ledger = found.ledger.accounts
        account, currency = (
            (account, currency) if account in ledger else (key, ledger[key].currency)
        )
        rows.append(
            (
                view.account_by_key(account),
                "still there" if ledger[account].held else "left the records",
                numbered(tuple(number for number, _ in left[key])),
                Amount(sum(m for _, m in left[key]), currency, f"stands:{rule}:{key}"),
            )
        )
    return Schedule(
        "stands",
        "Where it is at the end of the records",
        "Marked money still in an account whose statements are held, and what left the records "
        "with an account known only from others’ statements. What of each origin it is stands in "
        "the sheet “Left of each origin” of the workbook.",
        (
            Column("Account", share=2.4), Column("State", share=1), Column("Origins", share=2),
            Column("Amount", "money"),
        ),
        tuple(rows),
        "Nothing of what was marked is left anywhere.",
        wide=True,
    )  # fmt: skip


def _held(view: View, rule: str, found: Traced) -> Schedule:
    rows: list[Row] = []
    for (number, pocket), minor in sorted(
        found.made.held.items(), key=lambda item: (item[0][1], item[0][0])
    ):
        in_records = found.ledger.accounts[pocket.account].held
        key = pocket_key(found, pocket)
        rows.append(
            (
                view.account_by_key(pocket.account),
                "still there" if in_records else "left the records",
                number,
                Amount(minor, pocket.currency, f"held:{rule}:{number}:{key}"),
            )
        )
    return Schedule(
        "held",
        "Left of each origin",
        "What of each origin is still in an account whose statements are held, and what left the "
        "records with an account known only from others’ statements.",
        (
            Column("Account", share=2), Column("State", share=1), Column("Origin", "count"),
            Column("Amount", "money"),
        ),
        tuple(rows),
        "Nothing of what was marked is left anywhere.",
        on="workbook",
    )  # fmt: skip


def _repaid(view: View, rule: str, found: Traced) -> Schedule:
    payments = view.payments_by_key()
    opened = {one.debt: one.pocket.currency for one in found.made.repayments}
    rows: list[Row] = []
    for (number, debt), minor in sorted(found.made.repaid.items()):
        payment = payments.get(debt.removeprefix(LOAN))
        owed = "the opening overdraft"
        if payment:
            owed = f"payment {debt} made on credit"
            if debt.startswith(LOAN):
                owed = f"the loan that payment {payment.key} repaid"
        currency = payment.currency if payment else opened[debt]
        rows.append((number, owed, view.amount(minor, currency, f"repaid:{rule}:{number}:{debt}")))
    return Schedule(
        "repaid",
        "What repaid a debt",
        "Marked money that reached an overdrawn account and repaid what it owed, or that repaid a "
        "loan. It leaves the account’s fund; tracing it backwards needs the reason why the two "
        "were coordinated.",
        (Column("Origin", "count"), Column("Debt", share=2), Column("Amount", "money")),
        tuple(rows),
        "No marked money repaid a debt.",
    )


def _compared(view: View, rule: str) -> Schedule:
    rows: list[Row] = []
    bought = view.session.scalars(
        select(Asset).where(Asset.id.in_(things_in(view.book))).order_by(Asset.id)
    )
    for asset in bought:
        cells: list[Cell] = [asset.label]
        for other in COMPARED:
            name = f"traced:{asset.id}" if other == rule else f"traced-by:{other}:{asset.id}"
            figure = view.book.figure(name)
            cells.append(Amount(figure.minor, figure.currency, figure.id))
        rows.append(tuple(cells))
    return Schedule(
        "rules",
        "What other rules give",
        "The law prescribes no single arithmetic. What each rule traces into each asset; the rule "
        f"relied on is {rule}.",
        (Column("Asset", share=2), *(Column(other, "money") for other in COMPARED)),
        tuple(rows),
        "No payment is recorded that bought an asset.",
    )


def _flows(view: View, rule: str, found: Traced) -> Schedule:
    return Schedule(
        "flows",
        "Payments that carried traced money",
        "Every payment through which marked money went, in order, with the part of it that is of "
        "each origin.",
        _FLOW_COLUMNS,
        tuple(_carrying(view, rule, found, set(found.by_flow))),
        "No payment carried marked money.",
        on="workbook",
    )


def _way(view: View, rule: str, found: Traced) -> Schedule:
    moves = found.made.moves
    wanted: set[tuple[str, int]] = set()
    waiting = [
        place for asset in things_in(view.book) for place in found.into.get(f"{THING}{asset}", ())
    ]
    seen: set[int] = set()
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            wanted.add((moves[place].payment, moves[place].origin))
            if moves[place].before >= 0:
                waiting.append(moves[place].before)
    return Schedule(
        "way",
        "The way into property",
        "The payments through which marked money went on its way into the property above, in "
        "order. All other payments that carried marked money stand in the sheet “Payments that "
        "carried traced money” of the workbook.",
        _FLOW_COLUMNS,
        tuple(_carrying(view, rule, found, wanted)),
        "No marked money went into property.",
        wide=True,
        on="paper",
    )


_FLOW_COLUMNS = (
    Column("Date", "day"),
    Column("From", share=1.4),
    Column("To", share=1.4),
    Column("Narrative", share=1.4),
    Column("Exhibit, place", share=0.9),
    Column("Payment", "code"),
    Column("Amount", "money"),
    Column("Origin", "count"),
    Column("Of it traced", "money"),
)


def _carrying(view: View, rule: str, found: Traced, wanted: set[tuple[str, int]]) -> Iterator[Row]:
    payments = view.payments_by_key()
    numbers: dict[str, list[int]] = {}
    for key, number in wanted:
        numbers.setdefault(key, []).append(number)
    for payment in found.ledger.ordered():
        if payment.id in found.ledger.events:
            continue  # an exchange, which stands among the sales and exchanges
        for number in sorted(numbers.get(payment.id, ())):
            stands = payments[payment.id]
            yield (
                payment.when, view.account(stands.payer_id), view.account(stands.payee_id),
                stands.reference, view.cited(stands.file_id, stands.place), payment.id,
                Amount(stands.minor, stands.currency), number,
                Amount(
                    found.made.flows[payment.id, number], stands.currency,
                    f"flow:{rule}:{number}:{payment.id}",
                ),
            )  # fmt: skip
