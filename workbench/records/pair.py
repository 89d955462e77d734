"""Both sides of one payment, found in the statements of held accounts, so that it counts once.

Found by a search, confirmed or rejected by an officer, and taken back: each is told to the
journal by the names of the entries, so that doing it again never searches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select, update

from workbench.case import Case, Work
from workbench.errors import Refused
from workbench.progress import Report, silent
from workbench.records import pair_join
from workbench.records.pair_agree import agreement, working_days
from workbench.records.pair_join import Joiner, keys_of
from workbench.records.pair_kinds import searches
from workbench.records.pair_search import Candidate, Search, equal_pairs, rejection
from workbench.replay import Handler
from workbench.store import journal
from workbench.store import tables as t
from workbench.words import counted

__all__ = ["DAYS", "agreement", "pair_entries", "pair_handler", "pairs_of", "working_days"]

ACTION: Final = "pair"
#: Working days that a transfer may take; Faster Payments take none, Bacs two after entry.
DAYS: Final = 2
MOST_DAYS: Final = 10
#: Each step of a command, and the one that takes it back.
_TURNED: Final = {
    "join": "apart", "apart": "join", "confirm": "unconfirm", "unconfirm": "confirm",
    "reject": "accept", "accept": "reject",
}  # fmt: skip
_ORDER: Final = ("apart", "accept", "join", "confirm", "unconfirm", "reject")


@dataclass(frozen=True, slots=True)
class PairFound:
    """One movement seen in several records. Of `entries`, those that paid stand first."""

    payment: str
    entries: tuple[str, ...]
    kind: str
    day_difference: int  # calendar days from the paying record to the receiving one
    residual_minor: int
    reason: str
    payments: tuple[str, ...] = ()
    minor: int = 0  # what moved, in `currency`
    currency: str = "GBP"
    confirmed: bool = False
    pair: int = 0

    def as_data(self) -> dict[str, Any]:
        """The pair as JSON-ready data."""
        return {
            "payment": self.payment,
            "entries": list(self.entries),
            "kind": self.kind,
            "day_difference": self.day_difference,
            "residual_minor": self.residual_minor,
            "reason": self.reason,
        }

    def in_full(self) -> dict[str, Any]:
        """The same, with its payments, what moved and whether an officer confirmed it."""
        return {
            **self.as_data(),
            "payments": list(self.payments),
            "amount_minor": self.minor,
            "currency": self.currency,
            "confirmed": self.confirmed,
        }


@dataclass(frozen=True, slots=True)
class Open:
    """Entries that may be one movement, where an officer decides; `waits` says for what."""

    told: Mapping[str, Any]
    minor: int
    currency: str
    day_difference: int
    residual_minor: int
    waits: str

    @property
    def id(self) -> str:
        """What an officer confirms or rejects it by."""
        return "+".join(self.told["entries"])

    def as_data(self) -> dict[str, Any]:
        """The suggestion as JSON-ready data."""
        return {
            "id": self.id, "entries": list(self.told["entries"]), "kind": self.told["kind"],
            "day_difference": self.day_difference, "residual_minor": self.residual_minor,
            "amount_minor": self.minor, "currency": self.currency, "reason": self.told["why"],
            "waits": self.waits,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of a case, how many are new, and how many entries still lack their other side.

    An entry is unpaired when its other side is an account whose statements are held too, so
    that a record of it should be there. `rejected` are (entries, why).
    """

    pairs: tuple[PairFound, ...]
    fresh: int
    unpaired: int
    open: tuple[Open, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The answer to `pair` as JSON-ready data."""
        return {"pairs": [pair.as_data() for pair in self.pairs], "unpaired": self.unpaired}

    def in_full(self) -> dict[str, Any]:
        """The same, with what is open, what was rejected, and how many pairs are new."""
        return {
            "pairs": [pair.in_full() for pair in self.pairs],
            "unpaired": self.unpaired,
            "fresh": self.fresh,
            "open": [one.as_data() for one in self.open],
            "rejected": [{"entries": e.split(), "why": why} for e, why in self.rejected],
        }


def pair_entries(case: Case, *, days: int = DAYS, report: Report = silent) -> Pairs:
    """Find the pairs that the case does not have yet, join their payments, and list all.

    Args:
        case: the open case.
        days: working days that may lie between the two records.
        report: told of progress; may raise `Cancelled`.

    Raises:
        Refused: if `days` is not between 0 and 10.
    """
    _check(days)
    with case.read() as connection:
        head = journal.head(connection)
        found, left = _search(connection, days, report)
    if found:
        with case.change(ACTION, "Paired payments") as work:
            if journal.head(work.connection) != head:  # somebody else was at work meanwhile
                found, left = _search(work.connection, days, report)
            if found:
                _do(work, {"join": [_told(one, days) for one in found]}, days)
            word = "payment" if len(found) == 1 else "payments"
            work.summary = f"Paired {len(found):,} {word} seen from both sides"
    with case.read() as connection:
        return _listed(connection, left, days, fresh=len(found))


def pairs_of(case: Case, *, days: int = DAYS, report: Report = silent) -> Pairs:
    """The pairs that the case has and what is open, without pairing more."""
    _check(days)
    with case.read() as connection:
        return _listed(connection, _search(connection, days, report)[1], days, fresh=0)


def confirm(case: Case, name: str, *, why: str, days: int = MOST_DAYS) -> str:
    """An officer confirms a pair by its payment, or an open suggestion by its entries.

    Raises:
        Refused: if there is neither, or no reason is given.
    """
    _need(why)
    with case.change("pair-confirm", "Confirmed a pair") as work:
        standing = _standing(work.connection, name)
        if standing is not None:
            if standing.confirmed:
                raise Refused(f"the pair {name} is confirmed already")
            _do(work, {"confirm": [list(standing.entries)]}, days)
        else:
            one = _suggested(work.connection, name)
            why_so = f"{one.told['why']}; {one.waits}; chosen by an officer"
            told = {**one.told, "why": why_so, "confirmed": True}
            _do(work, {"join": [told]}, days)
        work.summary = f"Confirmed the pair {name}: {why}"
    return work.summary


def reject(case: Case, name: str, *, why: str, days: int = DAYS) -> str:
    """An officer says that a pair, or an open suggestion, is not one movement.

    Raises:
        Refused: if there is none, no reason is given, or other facts rest on its payments.
    """
    _need(why)
    with case.change("pair-reject", "Rejected a pair") as work:
        standing = _standing(work.connection, name)
        entries = list(standing.entries) if standing else list(_suggested(
            work.connection, name).told["entries"])  # fmt: skip
        steps: dict[str, Any] = {"reject": [{"entries": entries, "why": why}]}
        if standing:
            told = _told_of(work.connection, standing, days)
            steps["apart"] = [told]
        _do(work, steps, days)
        work.summary = f"Rejected the pair {name}: {why}"
    return work.summary


def take_back(case: Case, name: str) -> str:
    """Take back what an officer decided last on a pair, by its payment or one of its entries.

    Raises:
        Refused: if nothing was decided on it, or later work rests on it.
    """
    with case.read() as connection:
        seq = _decided(connection, name)
    return case.undo(seq)


def pair_handler() -> Handler:
    """The handler that does a pairing, a confirmation or a rejection again."""

    def again(connection: Connection, command: Mapping[str, Any]) -> None:
        if "steps" in command:
            _act(connection, command["steps"])
            return
        # a journal from before pairs were listed: equal pairs by number or reference
        search = Search(connection, command["days"], silent)
        found = equal_pairs(search, names=False).chosen
        _act(connection, {"join": [_told(one, command["days"]) for one in found]})

    return again


def _check(days: int) -> None:
    if not 0 <= days <= MOST_DAYS:
        raise Refused("pairing spans between 0 and 10 working days", remedy="Say fewer days")


def _need(why: str) -> None:
    if not why.strip():
        raise Refused("a decision needs its reason", remedy="Say why.")


def _do(work: Work, steps: Mapping[str, Any], days: int) -> None:
    _act(work.connection, steps)
    turned = {_TURNED[step]: told for step, told in steps.items()}
    work.command = {"name": ACTION, "days": days, "steps": dict(steps)}
    work.inverse = {"name": ACTION, "days": days, "steps": turned}


def _act(connection: Connection, steps: Mapping[str, Any]) -> None:
    for step in _ORDER:
        if not (told := steps.get(step)):
            continue
        if step == "join":
            Joiner(connection).join(told)
        elif step == "apart":
            Joiner(connection).apart([one["entries"] for one in told])
        elif step == "reject":
            pair_join.reject(connection, told)
        elif step == "accept":
            pair_join.accept(connection, told)
        else:
            for keys in told:
                here = _pair_with(connection, keys[0])
                connection.execute(
                    update(t.Pair).where(t.Pair.id == here).values(confirmed=step == "confirm")
                )


def _search(
    connection: Connection, days: int, report: Report
) -> tuple[list[Candidate], list[Candidate]]:
    search = Search(connection, days, report)
    found = equal_pairs(search)
    search.take(found.chosen)
    search.ask(found.open)
    chosen, left = list(found.chosen), list(found.open)
    for said, look in searches(search):
        report(0, 0, said)
        more = look()
        search.take(more.chosen)
        search.ask(more.open)
        chosen += more.chosen
        left += more.open
    return chosen, [one for one in left if all(side.id in search.free for side in one.sides)]


def _told(one: Candidate, days: int) -> dict[str, Any]:
    return {"kind": one.kind, "entries": list(one.keys), "days": days, "why": one.why}


def _listed(connection: Connection, left: Sequence[Candidate], days: int, *, fresh: int) -> Pairs:
    rejected = connection.execute(
        select(t.PairRejection.entries, t.PairRejection.why).order_by(t.PairRejection.id)
    ).all()
    return Pairs(
        tuple(_pairs(connection)), fresh, unpaired(connection),
        tuple(_open(one, days) for one in left),
        tuple((entries, why) for entries, why in rejected),
    )  # fmt: skip


def _open(one: Candidate, days: int) -> Open:
    out = sum(side.minor for side in one.outs)
    dates = [side.date for side in one.sides]
    residual = -out - sum(side.minor for side in one.ins) if one.kind == "fee" else 0
    return Open(
        _told(one, days), -out, one.outs[0].currency, (max(dates) - min(dates)).days, residual,
        one.waits,
    )  # fmt: skip


def _suggested(connection: Connection, name: str) -> Open:
    for days in (DAYS, MOST_DAYS):
        for one in _search(connection, days, silent)[1]:
            if "+".join(one.keys) == name:
                return _open(one, days)
    raise Refused(f"the case has no pair {name}", remedy="See them with: pair CASE list")


def _standing(connection: Connection, name: str) -> PairFound | None:
    found = connection.execute(
        select(t.PairSide.pair_id)
        .join(t.Payment, t.Payment.id == t.PairSide.payment_id)
        .where(t.Payment.key == name)
    ).first()
    return next(_pairs(connection, found[0]), None) if found else None


def _told_of(connection: Connection, pair: PairFound, days: int) -> dict[str, Any]:
    """What would join a pair again just as it stands: its reason ends in what agreed."""
    why = pair.reason
    for entry in reversed(list(journal.records(connection))):
        for one in entry.payload.get("command", {}).get("steps", {}).get("join", ()):
            if list(pair.entries) == one["entries"]:
                return {**one, "confirmed": pair.confirmed}
    return {
        "kind": pair.kind, "entries": list(pair.entries), "days": days,
        "why": why.partition("; ")[2], "confirmed": pair.confirmed,
    }  # fmt: skip


def _decided(connection: Connection, name: str) -> int:
    """The entry of the journal that made the decision which stands on a pair now."""
    found = _standing(connection, name)
    wanted = set(found.entries) if found else set(name.split("+"))
    rejected = select(t.PairRejection.id).where(t.PairRejection.entries == rejection(wanted))
    refused = connection.execute(rejected).first() is not None
    if refused or (found is not None and found.confirmed):
        for entry in reversed(list(journal.records(connection))):
            steps = entry.payload.get("command", {}).get("steps", {})
            if refused:
                made = [one["entries"] for one in steps.get("reject", ())]
            else:
                made = list(steps.get("confirm", ()))
                if "accept" not in steps:  # else a rejection was taken back
                    made += [one["entries"] for one in steps.get("join", ())
                             if one.get("confirmed")]  # fmt: skip
            if any(set(keys) == wanted for keys in made):
                return entry.seq
    raise Refused(
        f"no officer has decided on {name}", remedy="A pair that was found is rejected instead."
    )


def _pair_with(connection: Connection, key: str) -> int:
    entry = pair_join.entries_named(connection, [key])[key]
    return connection.execute(
        select(t.PairSide.pair_id).where(t.PairSide.entry_id == entry.id).limit(1)
    ).scalar_one()


def _pairs(connection: Connection, only: int | None = None) -> Iterator[PairFound]:
    shown = select(
        t.PairSide.pair_id, t.PairSide.entry_id, t.Entry.minor, t.Entry.currency, t.Payment.key
    ).join(t.Entry, t.Entry.id == t.PairSide.entry_id).join(
        t.Payment, t.Payment.id == t.PairSide.payment_id
    ).order_by(t.Entry.minor > 0, t.Entry.position, t.PairSide.id)  # fmt: skip
    wanted = (
        select(
            t.Pair.id, t.Payment.key, t.Pair.kind, t.Pair.day_difference, t.Pair.residual_minor,
            t.Pair.reason, t.Pair.confirmed,
        )
        .join(t.Payment, t.Payment.id == t.Pair.payment_id)
        .order_by(t.Payment.date, t.Payment.position, t.Pair.id)
    )  # fmt: skip
    if only is not None:
        shown = shown.where(t.PairSide.pair_id == only)
        wanted = wanted.where(t.Pair.id == only)
    entries: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    payments: dict[int, dict[str, None]] = defaultdict(dict)
    for pair_id, entry_id, minor, currency, key in connection.execute(shown):
        entries[pair_id][entry_id] = (minor, currency)
        payments[pair_id][key] = None
    names = keys_of(connection, (one for these in entries.values() for one in these))
    for pair_id, key, kind, apart, residual, reason, confirmed in connection.execute(wanted):
        these = entries[pair_id]
        yield PairFound(
            key, tuple(names[one] for one in these), kind, apart, residual, reason,
            tuple(payments[pair_id]), *_moved(list(these.values())), confirmed, pair_id,
        )  # fmt: skip


def _moved(sides: Sequence[tuple[int, str]]) -> tuple[int, str]:
    return -sum(minor for minor, _ in sides if minor < 0), sides[0][1]


def unpaired(connection: Connection) -> int:
    """Entries whose other side is a held account with statements, and that have no partner."""
    with_statements = select(t.Statement.account_id)
    other = select(t.Account.id).where(t.Account.held, t.Account.id.in_(with_statements))
    found = connection.execute(
        select(t.Entry.id)
        .join(t.Payment, t.Payment.id == t.Entry.payment_id)
        .where(t.Entry.id.not_in(select(t.PairSide.entry_id)))
        .where(
            ((t.Payment.payer_id == t.Entry.account_id) & t.Payment.payee_id.in_(other))
            | ((t.Payment.payee_id == t.Entry.account_id) & t.Payment.payer_id.in_(other))
        )
    ).all()
    return len(found)


def said(found: Pairs) -> str:
    """How the pairs of a case stand, in words."""
    waits = [counted(len(found.open), "open suggestion")] if found.open else []
    if found.unpaired:
        waits.append(f"{counted(found.unpaired, 'entry', 'entries')} without a partner")
    return "; ".join((counted(len(found.pairs), "pair"), *waits))
