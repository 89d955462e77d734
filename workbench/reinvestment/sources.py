"""What each fund is made of: shares and deposits, and how much of each is left to spend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.errors import Refused
from workbench.money import share as divide
from workbench.recovery.deadlines import said
from workbench.store.tables import (
    ClawBack,
    Deposit,
    InstalmentDeposit,
    InstalmentSource,
    LedgerEntry,
    LedgerLine,
    ReturnedMoney,
    Share,
)

#: A pot's name: ("share" | "deposit", number).
Name = tuple[str, int]


@dataclass(slots=True)
class Pot:
    """One share or deposit in a fund: when it came, and where its money went."""

    kind: str
    id: int
    fund_id: int
    day: date
    minor: int
    currency: str
    spent: int = 0
    returned: int = 0
    back: list[tuple[date, int]] = field(default_factory=list)  # clawed back: (day, minor)

    @property
    def name(self) -> Name:
        """Kind and number."""
        return self.kind, self.id

    def left(self, on: date | None = None) -> int:
        """What is not spent; on a day, what may be spent then without a debt to a later one."""
        if on is not None and self.day > on:
            return 0
        back = sum(minor for day, minor in self.back if on is None or day <= on)
        return self.minor + back - self.spent - self.returned


@dataclass(frozen=True, slots=True)
class Back:
    """A part of a claw-back, returned to the share or deposit that it was paid from."""

    claw_back_id: int
    instalment_id: int
    pot: Name
    day: date
    minor: int


def pots(session: Session, fund_id: int | None = None) -> dict[Name, Pot]:
    """Every share and deposit of a fund, or of all funds, oldest first.

    A share that was taken back, and the row that took it back, are left out: together they are
    nothing.
    """
    gone, posted = taken_back(session), _posted_on(session)
    found = [
        Pot("share", s.id, s.fund_id, posted.get(s.receipt_id, date.max), s.minor, s.currency)
        for s in session.scalars(select(Share).where(Share.fund_id.is_not(None)))
        if s.id not in gone and s.fund_id is not None
    ] + [
        Pot("deposit", d.id, d.fund_id, d.on, d.minor, d.currency)
        for d in session.scalars(select(Deposit))
    ]
    found = [pot for pot in found if fund_id in (None, pot.fund_id)]
    found.sort(key=lambda pot: (pot.day, pot.kind == "deposit", pot.id))
    named = {pot.name: pot for pot in found}
    for _, name, minor in _uses(session):
        if name in named:
            named[name].spent += minor
    for back in backs(session):
        if back.pot in named:
            named[back.pot].back.append((back.day, back.minor))
    for row in session.scalars(select(ReturnedMoney)):
        for kind, number in (("share", row.share_id), ("deposit", row.deposit_id)):
            if number is not None and (kind, number) in named:
                named[kind, number].returned += row.minor
    return named


def taken_back(session: Session) -> set[int]:
    """Shares that a mirror image cancels, and the mirror images themselves."""
    standing: dict[tuple[object, ...], list[int]] = defaultdict(list)
    gone: set[int] = set()
    for row in session.scalars(select(Share).order_by(Share.id)):
        key = (row.receipt_id, row.agency, row.body, row.fund_id, abs(row.minor))
        if row.minor < 0:
            gone |= {row.id, *standing[key][-1:]}
            del standing[key][-1:]
        else:
            standing[key].append(row.id)
    return gone


def backs(session: Session) -> list[Back]:
    """Every claw-back, divided among the shares and deposits that had paid the instalment.

    In proportion to what of each has not come back yet, pence by the largest remainder, so
    that money joined from several streams returns to each of them.
    """
    paid: dict[int, dict[Name, int]] = defaultdict(dict)
    for instalment_id, name, minor in _uses(session):
        paid[instalment_id][name] = paid[instalment_id].get(name, 0) + minor
    found = []
    for row in session.scalars(select(ClawBack).order_by(ClawBack.id)):
        out = paid[row.instalment_id]
        if sum(out.values()) < row.minor:
            continue  # more than was paid: `check` says so
        parts = divide(row.minor, list(out.values()))
        for name, minor in zip(list(out), parts, strict=True):
            if minor:
                out[name] -= minor
                found.append(Back(row.id, row.instalment_id, name, row.received, minor))
    return found


def draw(
    known: Mapping[Name, Pot], minor: int, on: date, *, shares: Sequence[int] = (),
    deposits: Sequence[int] = (),
) -> list[tuple[Name, int]]:  # fmt: skip
    """What each pot gives of an amount: those named, in their order, or else the oldest first.

    The parts come to less where the pots do not hold enough by that day.

    Raises:
        Refused: if a share or deposit is named that is not in the fund on the day.
    """
    wanted: list[Name] = [*(("share", n) for n in shares), *(("deposit", n) for n in deposits)]
    for name in wanted:
        if name not in known or known[name].day > on:
            raise Refused(f"{name[0]} {name[1]} is not in the fund on {said(on)}")
    parts, missing = [], minor
    for name in dict.fromkeys(wanted or known):
        part = min(missing, known[name].left(on))
        if part > 0:
            parts.append((name, part))
            missing -= part
    return parts


def _uses(session: Session) -> Iterator[tuple[int, Name, int]]:
    for source in session.scalars(select(InstalmentSource).order_by(InstalmentSource.id)):
        yield source.instalment_id, ("share", source.share_id), source.minor
    for given in session.scalars(select(InstalmentDeposit).order_by(InstalmentDeposit.id)):
        yield given.instalment_id, ("deposit", given.deposit_id), given.minor


def paid_from(session: Session) -> dict[int, list[tuple[Name, int]]]:
    """Which shares and deposits paid each instalment, and how much each."""
    found: dict[int, list[tuple[Name, int]]] = defaultdict(list)
    for number, name, minor in _uses(session):
        found[number].append((name, minor))
    return found


def _posted_on(session: Session) -> dict[int, date]:
    """The day on which each receipt was last posted: from then on its shares may be spent."""
    rows = session.execute(
        select(LedgerLine.account, LedgerEntry.on)
        .join(LedgerEntry, LedgerEntry.id == LedgerLine.entry_id)
        .where(LedgerLine.account.startswith("receipt:"), LedgerLine.minor < 0)
        .order_by(LedgerEntry.id)
    )
    return {int(account.partition(":")[2]): day for account, day in rows}
