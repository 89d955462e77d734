"""Traces that were kept: what was traced, by whom and why, and whether the records still say so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, aliased

from graphs.of_case import things_of, trace_case
from graphs.rules import RULES
from workbench.case import Case
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.recovery.origins import origin_rows
from workbench.store import journal
from workbench.store.journal import canonical
from workbench.store.tables import Account, KeptTrace, Payment
from workbench.store.tables import Origin as Marked
from workbench.words import counted, listed

CURRENT: Final = "current"
OUT_OF_DATE: Final = "out of date"
#: What a trace is made from, and what one of each is called.
INPUTS: Final = {
    "payments": ("payment", "payments"),
    "origins": ("origin", "origins"),
    "accounts": ("account", "accounts"),
    "things": ("entry about things", "entries about things"),
}
#: What of a trace is not kept: single payments, and ranges that the hashes of traces that were
#: kept before they were told would not have.
NOT_KEPT: Final = frozenset({"flows", "order_matters_gone"})
#: Rows that are read at once.
_CHUNK: Final = 20_000

#: The SHA-256 and the number of rows of each input.
Inputs = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Options:
    """How a trace is made, beside its rule; `coordinated` is the reason for tracing backwards."""

    same_day: str = "as-recorded"
    to: date | None = None
    account: str = ""
    backwards: bool = False
    coordinated: str = ""


def keep(
    case: Case,
    rules: Sequence[str],
    why: str,
    options: Options = Options(),
    report: Report = silent,
) -> list[tuple[int, dict[str, Any]]]:
    """Trace by each rule, and keep the results with the inputs' hashes, officer and reason.

    Returns the number of each kept trace and the trace itself, as `trace_case` tells it.

    Raises:
        Refused: without a reason, or as `trace_case` does; and where the records were changed
            while it was traced.
    """
    if not why.strip():
        raise Refused("a trace is kept for a reason", remedy='Add --why "…".')
    before = case.head()
    traced = _traced(case, rules, options, report)
    said = f"Kept {counted(len(rules), 'trace')}, by {listed(list(rules))}: {why.strip()}"
    with case.change("keep trace", said) as work:
        if journal.head(work.connection) != before:
            raise Refused("the case was changed while it was traced", remedy="Trace it again.")
        inputs = inputs_of(work.connection, options.to)
        numbers = []
        for told in traced:
            result = _result(told)
            row = KeptTrace(
                rule=told["rule"], rule_version=RULES[told["rule"]].version,
                options=canonical({**_written(options), "inputs": inputs}),
                inputs_sha256=_sealed(inputs), result_sha256=_sealed(result),
                result=canonical(result), by=case.by,
                at=case.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), why=why.strip(),
            )  # fmt: skip
            work.session.add(row)
            work.session.flush()
            numbers.append(row.id)
    return list(zip(numbers, traced, strict=True))


def kept_rows(case: Case) -> list[dict[str, Any]]:
    """Every kept trace, oldest first, with its state: current, or out of date and why."""
    with case.session() as session:
        found = session.scalars(select(KeptTrace).order_by(KeptTrace.id)).all()
        known: dict[date | None, Inputs] = {}
        return [_row(session, row, known) for row in found]


def kept(case: Case, number: int) -> dict[str, Any]:
    """One kept trace whole, with the result as it was made; nothing is traced again.

    Raises:
        Refused: if there is none of that number.
    """
    with case.session() as session:
        row = session.get(KeptTrace, number)
        if row is None:
            raise Refused(f"there is no kept trace {number}", remedy="List them: traces CASE")
        return {**_row(session, row, {}), "result": json.loads(row.result)}


def untrue(case: Case) -> Iterable[str]:
    """Kept traces whose records stand but that would now come out otherwise, in words."""
    for row in kept_rows(case):
        if row["state"] != CURRENT:
            continue
        said = row["options"]
        options = Options(
            said["same_day"], date.fromisoformat(said["to"]) if said["to"] else None,
            said["account"], said["backwards"], said["coordinated"],
        )  # fmt: skip
        (told,) = _traced(case, [row["rule"]], options, silent)
        if _sealed(_result(told)) != row["result_sha256"]:
            yield (
                f"kept trace {row['trace']} by {row['rule']} would come out otherwise, though its "
                "records have not changed"
            )


def inputs_of(connection: Connection, to: date | None) -> Inputs:
    """The hash of everything that a trace up to `to` is made from, part by part.

    What cannot change an amount (a name, a note, a reference) is left out.
    """
    payer, payee = aliased(Account), aliased(Account)
    in_time = [] if to is None else [Payment.date <= to]
    payments = connection.execute(
        select(
            Payment.key, Payment.date, Payment.time, Payment.position, payer.key, payee.key,
            Payment.minor, Payment.currency, Payment.received_minor, Payment.received_currency,
        )
        .join(payer, payer.id == Payment.payer_id)
        .join(payee, payee.id == Payment.payee_id)
        .where(*in_time)
        .order_by(Payment.date, Payment.position, Payment.id),
        execution_options={"yield_per": _CHUNK},
    )  # fmt: skip
    made: Inputs = {"payments": _hashed(payments)}
    made["origins"] = _hashed(
        connection.execute(
            select(Marked.number, Payment.key, Marked.minor)
            .join(Payment, Payment.id == Marked.payment_id)
            .where(*in_time)
            .order_by(Marked.number)
        )
    )
    concerned = select(Payment.payer_id).where(*in_time).union(
        select(Payment.payee_id).where(*in_time)
    )  # fmt: skip
    made["accounts"] = _hashed(
        connection.execute(
            select(Account.key, Account.held, Account.opening_minor, Account.currency)
            .where(Account.id.in_(concerned))
            .order_by(Account.id)
        )
    )
    made["things"] = _hashed(_things(connection, to))
    return made


def _things(connection: Connection, to: date | None) -> Sequence[tuple[Any, ...]]:
    """What the register says of where money went by `to`; of things only what they cost."""
    known = things_of(connection)
    days: dict[str, date] = {}
    if to is not None and not known.empty:
        rows = connection.execute(select(Payment.key, Payment.date))
        days = {row.key: row.date for row in rows}
    last = to or date.max
    bought = [one for one in known.bought if days.get(one.payment, last) <= last]
    gone = [one for one in known.gone if one.on <= last]
    used = [one for one in known.used if days.get(one.payment, last) <= last]
    numbers = {one.thing for one in bought}
    numbers |= {number for one in gone for number in (one.thing, one.into)}
    things = [
        (one.number, one.currency, one.price_minor, one.charged_minor)
        for one in known.things
        if one.number in numbers
    ]
    return [
        *things,
        *(tuple(asdict(one).values()) for one in bought),
        *(tuple(asdict(one).values()) for one in gone),
        *(tuple(asdict(one).values()) for one in used),
    ]


def _hashed(rows: Iterable[Any]) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    for row in rows:
        count += 1
        text = json.dumps([_plain(value) for value in row], ensure_ascii=False)
        digest.update(text.encode() + b"\n")
    return {"sha256": digest.hexdigest(), "rows": count}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _sealed(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _traced(
    case: Case, rules: Sequence[str], options: Options, report: Report
) -> list[dict[str, Any]]:
    found = trace_case(
        case, rules, same_day=options.same_day, to=options.to, account=options.account,
        backwards=options.backwards, why=options.coordinated, report=report,
    )  # fmt: skip
    marked = {row["origin"]: row["currency"] for row in origin_rows(case)}
    for told in found:  # what is kept can be read without the records beside it
        for row in told["origins"]:
            row["currency"] = marked[row["origin"]]
    return found


def _result(told: dict[str, Any]) -> dict[str, Any]:
    """What each origin came to; the single payments can be traced again from the records."""
    return {key: value for key, value in told.items() if key not in NOT_KEPT}


def _written(options: Options) -> dict[str, Any]:
    return {**asdict(options), "to": options.to.isoformat() if options.to else None}


def _row(session: Session, row: KeptTrace, known: dict[date | None, Inputs]) -> dict[str, Any]:
    options = json.loads(row.options)
    then: Inputs = options.pop("inputs")
    to = date.fromisoformat(options["to"]) if options["to"] else None
    if to not in known:
        known[to] = inputs_of(session.connection(), to)
    now = known[to]
    changed = [
        {"what": what, "then": then[what]["rows"], "now": now[what]["rows"]}
        for what in INPUTS
        if then[what]["sha256"] != now[what]["sha256"]
    ]
    version = RULES[row.rule].version
    why_not = [_said(**one) for one in changed]
    if version != row.rule_version:
        why_not.append(f"The rule is version {version} now and was {row.rule_version}.")
    return {
        "trace": row.id, "rule": row.rule, "rule_version": row.rule_version,
        "authority": RULES[row.rule].authority, "options": options,
        "state": OUT_OF_DATE if why_not else CURRENT, "changed": changed,
        "because": " ".join(why_not),
        "by": row.by, "at": row.at, "why": row.why,
        "inputs_sha256": row.inputs_sha256, "result_sha256": row.result_sha256,
    }  # fmt: skip


def _said(what: str, then: int, now: int) -> str:
    """What changed since, in words: "There were 12 payments; there are 14 now."."""
    one, many = INPUTS[what]
    if then == now:
        return f"Of the {counted(now, one, many)}, not all {'is' if now == 1 else 'are'} as before."
    was, are = ("was" if then == 1 else "were"), ("is" if now == 1 else "are")
    return f"There {was} {counted(then, one, many)}; there {are} {now:,} now."
