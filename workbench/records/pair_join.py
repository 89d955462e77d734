"""Pairs made and taken apart: the payments that their entries come to, each counted once.

What is done is told by entries alone ("F1-R2"), so that a journal does the same again without
searching, and turning the steps round takes them back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from workbench.errors import Refused
from workbench.money import exponent, written
from workbench.records.bulk import Bulk
from workbench.records.counterparty import NAME, NOT_STATED, folded, other_side
from workbench.records.named import Accounts
from workbench.records.pair_agree import working_days
from workbench.records.pair_search import fixed, in_batches, rejection
from workbench.store import tables as t
from workbench.store.changes import table_of
from workbench.words import counted, day_written, listed

#: Money that came back stands with this account between, so that nobody else had it.
RETURNED: Final = "reversal: "

#: {"kind", "entries": [those that paid first], "days", "why"}
Told = Mapping[str, Any]


def entries_named(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    """The entries of these names. The second entry of one row is its fee.

    Raises:
        Refused: if there is no such entry.
    """
    wanted = set(keys)
    rows: dict[int, set[int]] = defaultdict(set)
    for key in wanted:
        file_text, _, row = key.removesuffix("-fee").removeprefix("F").partition("-R")
        if not (file_text.isdecimal() and row.isdecimal()):
            raise Refused(f"{key} is no entry", remedy="Entries are cited as F3-R12")
        rows[int(file_text)].add(int(row))
    found: dict[str, Any] = {}
    for file_id, numbers in rows.items():
        for some in in_batches(sorted(numbers)):
            for entry in connection.execute(
                select(table_of(t.Entry))
                .where(t.Entry.file_id == file_id, t.Entry.row.in_(some))
                .order_by(t.Entry.id)
            ):
                key = f"F{file_id}-R{entry.row}"
                found[f"{key}-fee" if key in found else key] = entry
    if missing := sorted(wanted - set(found)):
        raise Refused(f"the case has no entry {missing[0]}")
    return {key: found[key] for key in wanted}


def _named() -> Any:
    other = table_of(t.Entry).alias("other")
    first = select(func.min(other.c.id)).where(
        other.c.file_id == t.Entry.file_id, other.c.row == t.Entry.row
    )
    columns = (t.Entry.id, t.Entry.file_id, t.Entry.row, first.scalar_subquery())
    return select(*columns).where(t.Entry.id.in_(bindparam("ids", expanding=True)))


#: Entries by their ids, each with the first entry of its row. Made once: it is asked often.
_NAMED: Final = _named()


def keys_of(connection: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of entries by their ids."""
    names: dict[int, str] = {}
    for some in in_batches(sorted(set(ids))):
        for entry_id, file_id, row, first in connection.execute(_NAMED, {"ids": some}):
            names[entry_id] = f"F{file_id}-R{row}{'' if first == entry_id else '-fee'}"
    return names


class Joiner:
    """Makes and unmakes pairs within one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection of the unit of work."""
        self.connection, self.bulk = connection, Bulk(connection)
        self.accounts = Accounts.of(self.bulk)
        self.names = {i: key for key, i in self.accounts.ids.items()}
        self.banks = dict(connection.execute(select(t.Account.id, t.Account.institution)).all())
        self.fixed = fixed(connection)
        self._freed: set[int] = set()

    # -- together

    def join(self, told: Sequence[Told]) -> None:
        """Make pairs of entries that have none.

        Raises:
            Refused: if an entry has a pair already, or the entries do not make such a pair.
        """
        entries = entries_named(self.connection, (key for one in told for key in one["entries"]))
        ids = sorted({entry.id for entry in entries.values()})
        own: dict[int, Any] = {}
        for some in in_batches(ids):
            if self.connection.execute(
                select(t.PairSide.id).where(t.PairSide.entry_id.in_(some)).limit(1)
            ).first():
                raise Refused("an entry has a pair already", remedy="Reject that pair first.")
            for payment in self.connection.execute(
                select(table_of(t.Payment)).where(
                    t.Payment.id.in_(
                        select(t.Entry.payment_id).where(t.Entry.id.in_(some))
                    )
                )
            ):  # fmt: skip
                own[payment.id] = payment
        self._changed: list[dict[str, Any]] = []
        self._moved: list[dict[str, Any]] = []
        self._gone: list[int] = []
        self._made: list[dict[str, Any]] = []
        pairs, sides = [], []
        for one in told:
            these = [(key, entries[key], own[entries[key].payment_id]) for key in one["entries"]]
            pair_id = self.bulk.take(t.Pair)
            shown = list(self._payments(one["kind"], these))
            pairs.append((
                pair_id, shown[0][1], one["kind"], _apart(these), _residual(one["kind"], these),
                self._reason(one, these), self.bulk.flag(bool(one.get("confirmed"))),
            ))  # fmt: skip
            sides += [
                (self.bulk.take(t.PairSide), pair_id, entry_id, payment_id, minor)
                for entry_id, payment_id, minor in shown
            ]
        self._write()
        self.bulk.insert(
            t.Pair,
            ("id", "payment_id", "kind", "day_difference", "residual_minor", "reason",
             "confirmed"),
            pairs,
        )  # fmt: skip
        self.bulk.insert(t.PairSide, ("id", "pair_id", "entry_id", "payment_id", "minor"), sides)
        self._tidy()

    def _payments(self, kind: str, these: list[Any]) -> Iterator[tuple[int, int, int]]:
        """Change the payments of one pair; yields (entry, payment, how much of it) of each."""
        outs = [one for one in these if one[1].minor < 0]
        ins = [one for one in these if one[1].minor > 0]
        for _, entry, payment in these:
            self._freed |= {payment.payer_id, payment.payee_id} - {entry.account_id}
        if kind == "reversal":
            first = min(these, key=lambda one: one[1].position)
            between = self.accounts.id_of(
                RETURNED + first[0], "Returned", currency=first[1].currency
            )
            self.names[between] = RETURNED + first[0]
            for _, entry, payment in these:
                ends = (entry.account_id, between)
                self._change(payment, *(ends if entry.minor < 0 else ends[::-1]))
                yield entry.id, payment.id, entry.minor
        elif kind == "joined":
            ((_, whole, goes),) = ins
            self._drop(goes)
            for number, (_, entry, payment) in enumerate(outs):
                if number == 0:
                    self._moved.append({"_entry": whole.id, "payment_id": payment.id})
                self._change(payment, entry.account_id, whole.account_id)
                yield entry.id, payment.id, entry.minor
                yield whole.id, payment.id, -entry.minor
        elif kind == "split":
            ((_, whole, goes),) = outs
            self._drop(goes)
            for number, (_, entry, payment) in enumerate(ins):
                if number == 0:
                    self._moved.append({"_entry": whole.id, "payment_id": payment.id})
                self._change(
                    payment, whole.account_id, entry.account_id, date=whole.date,
                    position=whole.position,
                )  # fmt: skip
                yield whole.id, payment.id, -entry.minor
                yield entry.id, payment.id, entry.minor
        else:
            yield from self._two(kind, outs[0], ins[0])

    def _two(self, kind: str, paying: Any, receiving: Any) -> Iterator[tuple[int, int, int]]:
        (key, out, left), (_, into, came) = paying, receiving
        keeps, goes, moves = (came, left, out) if came.id in self.fixed else (left, came, into)
        self._drop(goes)
        self._moved.append({"_entry": moves.id, "payment_id": keeps.id})
        converted = kind == "exchange"
        sent = into.minor if kind == "fee" else -out.minor
        self._change(
            keeps, out.account_id, into.account_id, date=out.date, position=out.position,
            minor=sent, currency=out.currency,
            received_minor=into.minor if converted else None,
            received_currency=into.currency if converted else None,
        )  # fmt: skip
        yield out.id, keeps.id, -sent
        yield into.id, keeps.id, into.minor
        if kind == "fee":
            charge = self.bulk.take(t.Payment)
            bank = self.banks[out.account_id]
            charges = NAME + folded(bank) if bank else NOT_STATED + self.names[out.account_id]
            self._made.append({
                **_copied(left), "id": charge, "key": f"{key}-charge",
                "payer_id": out.account_id,
                "payee_id": self.accounts.id_of(charges, bank or "Not stated",
                                                currency=out.currency),
                "minor": -out.minor - into.minor,
            })  # fmt: skip
            yield out.id, charge, out.minor + into.minor

    def _change(self, payment: Any, payer_id: int, payee_id: int, **more: Any) -> None:
        values = {**_copied(payment), "payer_id": payer_id, "payee_id": payee_id, **more}
        self._changed.append({f"_{name}": value for name, value in values.items()})

    def _drop(self, payment: Any) -> None:
        if payment.id in self.fixed:
            raise Refused(
                f"other facts of the case rest on the payment {payment.key}",
                remedy="Withdraw the mark or the purchase first.",
            )
        self._gone.append(payment.id)

    def _write(self) -> None:
        """Accounts first, then payments, then what points at them."""
        self.accounts.write()
        payment, entry = table_of(t.Payment), table_of(t.Entry)
        if self._made:
            self.connection.execute(insert(payment), self._made)
        if self._changed:
            self.connection.execute(
                update(payment).where(payment.c.id == bindparam("_id")).values(
                    {c.name: bindparam(f"_{c.name}") for c in payment.c if c.name != "id"}
                ),
                self._changed,
            )  # fmt: skip
        if self._moved:
            self.connection.execute(
                update(entry).where(entry.c.id == bindparam("_entry")).values(
                    payment_id=bindparam("payment_id")
                ),
                self._moved,
            )  # fmt: skip
        for some in in_batches(self._gone):
            self.connection.execute(delete(payment).where(payment.c.id.in_(some)))

    # -- apart

    def apart(self, told: Sequence[Sequence[str]]) -> None:
        """Take pairs apart: each entry has its own payment again, as it was loaded.

        Raises:
            Refused: if other facts of the case rest on a payment of theirs.
        """
        entries = entries_named(self.connection, (key for keys in told for key in keys))
        keys = {entry.id: key for key, entry in entries.items()}
        payments: dict[int, Any] = {}
        pairs: set[int] = set()
        for some in in_batches(sorted(keys)):
            pairs |= set(
                self.connection.execute(
                    select(t.PairSide.pair_id).where(t.PairSide.entry_id.in_(some))
                ).scalars()
            )
            for payment in self.connection.execute(
                select(table_of(t.Payment)).where(
                    t.Payment.id.in_(
                        select(t.PairSide.payment_id).where(t.PairSide.entry_id.in_(some))
                    )
                )
            ):
                payments[payment.id] = payment
        if len(pairs) != len(told):
            raise Refused("these entries are no pair of the case", remedy="See them with: pair")
        for payment in payments.values():
            if payment.id in self.fixed:
                raise Refused(
                    f"the payment {payment.key} is marked or was spent on property",
                    remedy="Withdraw the mark or the purchase first, then reject the pair.",
                )
            self._freed |= {payment.payer_id, payment.payee_id}
        for some in in_batches(sorted(pairs)):
            for model, column in ((t.PairSide, t.PairSide.pair_id), (t.Pair, t.Pair.id)):
                self.connection.execute(delete(model).where(column.in_(some)))
        self._changed, self._moved, self._gone, self._made = [], [], [], []
        standing = {payment.key: payment for payment in payments.values()}
        for entry_id in sorted(keys):
            self._own(keys[entry_id], entries[keys[entry_id]], standing)
        self._gone = [payment.id for payment in standing.values()]
        self._write()
        self._tidy()

    def _own(self, key: str, entry: Any, standing: dict[str, Any]) -> None:
        account = self.names[entry.account_id]
        other = other_side(entry, account, self.banks[entry.account_id])
        other_id = self.accounts.id_of(
            other.key, other.name, "", other.sort_code, other.number, other.iban, entry.currency
        )
        here = standing.pop(key, None)
        payment_id = here.id if here is not None else self.bulk.take(t.Payment)
        ends = (entry.account_id, other_id)
        payer, payee = ends if entry.minor < 0 else ends[::-1]
        values = {
            "id": payment_id, "key": key, "date": entry.date, "time": entry.time,
            "position": entry.position, "payer_id": payer, "payee_id": payee,
            "minor": abs(entry.minor), "currency": entry.currency, "received_minor": None,
            "received_currency": None, "reference": entry.reference or entry.narrative,
            "file_id": entry.file_id, "row": entry.row, "place": entry.place,
        }  # fmt: skip
        if here is not None:
            self._changed.append({f"_{name}": value for name, value in values.items()})
        else:
            self._made.append(values)
        self._moved.append({"_entry": entry.id, "payment_id": payment_id})

    def _tidy(self) -> None:
        """Remove what stood in for an account that is known now, and that nothing uses."""
        stands_in = or_(*(t.Account.key.startswith(start) for start in
                          (NAME, NOT_STATED, RETURNED)))  # fmt: skip
        for some in in_batches(sorted(self._freed)):
            query = delete(t.Account).where(t.Account.id.in_(some), ~t.Account.held, stands_in)
            for column in (
                t.Payment.payer_id, t.Payment.payee_id, t.Entry.account_id,
                t.AccountHolder.account_id,
            ):  # fmt: skip
                query = query.where(~select(column).where(column == t.Account.id).exists())
            self.connection.execute(query)
        self._freed = set()

    # -- in words

    def _reason(self, told: Told, these: list[Any]) -> str:
        outs = [entry for _, entry, _ in these if entry.minor < 0]
        ins = [entry for _, entry, _ in these if entry.minor > 0]
        left = f"{_total(outs)} left {self._accounts(outs)} on {day_written(outs[0].date)}"
        when = self._when(told, these)
        arrived = f"reached {self._accounts(ins)} {when}"
        match told["kind"]:
            case "equal":
                said = f"{left} and {arrived}"
            case "fee":
                charge = written(-outs[0].minor - ins[0].minor, outs[0].currency)
                said = (
                    f"{left} and {_total(ins)} {arrived}; the {charge} between is taken as a"
                    " charge of the payer's bank"
                )
            case "exchange":
                said = f"{left} and {_total(ins)} {arrived}; {_rate(outs[0], ins[0])}"
            case "split":
                said = f"{left} and {arrived} in {counted(len(ins), 'part')}"
            case "joined":
                said = (
                    f"{counted(len(outs), 'payment')} from {self._accounts(outs)} made the"
                    f" {_total(ins)} that {arrived}"
                )
            case _:
                first = min((entry for _, entry, _ in these), key=lambda one: one.position)
                went, back = ("left", "came back") if first.minor < 0 else ("reached", "went back")
                said = (
                    f"{_total([outs[0]])} {went} {self._accounts([first])} on"
                    f" {day_written(first.date)} and {back} {when}"
                )
        return f"{said}; {told['why']}"

    def _accounts(self, entries: Sequence[Any]) -> str:
        return listed(list(dict.fromkeys(self.names[entry.account_id] for entry in entries)))

    def _when(self, told: Told, these: list[Any]) -> str:
        days = sorted(entry.date for _, entry, _ in these)
        if days[0] == days[-1]:
            return "on the same day"
        apart = working_days(days[0], days[-1])
        return (
            f"on {day_written(days[-1])}, {counted(apart, 'working day')} apart of"
            f" {told['days']} allowed"
        )


def _copied(payment: Any) -> dict[str, Any]:
    return dict(payment._mapping)  # noqa: SLF001 - how SQLAlchemy gives a row as a mapping


def _apart(these: list[Any]) -> int:
    """Calendar days from what paid first to the last of the others, on the records' own days."""
    if sum(entry.minor < 0 for _, entry, _ in these) == 1 == len(these) - 1:
        out, into = sorted((entry for _, entry, _ in these), key=lambda one: one.minor)
        return int((into.date - out.date).days)
    days = [entry.date for _, entry, _ in these]
    return int((max(days) - min(days)).days)


def _residual(kind: str, these: list[Any]) -> int:
    return -sum(entry.minor for _, entry, _ in these) if kind == "fee" else 0


def _total(entries: Sequence[Any]) -> str:
    return written(abs(sum(entry.minor for entry in entries)), entries[0].currency)


def _rate(out: Any, into: Any) -> str:
    one = Decimal(-out.minor).scaleb(-exponent(out.currency))
    other = Decimal(into.minor).scaleb(-exponent(into.currency))
    rate = (other / one).quantize(Decimal("0.000001")).normalize()
    return f"by these two records alone that is {rate:f} {into.currency} for 1 {out.currency}"


def reject(connection: Connection, told: Sequence[Mapping[str, str]]) -> None:
    """Remember that these entries are not one movement."""
    bulk = Bulk(connection)
    bulk.insert(
        t.PairRejection,
        ("id", "entries", "why"),
        [(bulk.take(t.PairRejection), rejection(one["entries"]), one["why"]) for one in told],
    )


def accept(connection: Connection, told: Sequence[Mapping[str, str]]) -> None:
    """Forget that they are not."""
    for one in told:
        connection.execute(
            delete(t.PairRejection).where(t.PairRejection.entries == rejection(one["entries"]))
        )
