"""A small tracer of its own, for the answer key: first in first out, and in proportion.

It follows the same published rules as the program but shares no line with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from making.people import ACCOUNT, ACCOUNTS
from making.rows import Row

CLEAN = 0
Parcels = list[tuple[int, int]]  # (origin, pence), origin 0 being clean


@dataclass(eq=False)
class Payment:
    """Money from one account to another, counted once; `rows` has the paying side first."""

    payer: str
    payee: str
    minor: int
    rows: tuple[Row, ...]


@dataclass
class Traced:
    """Where each origin went, and (as origin 0) the clean money."""

    held: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    repaid: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))


def payments(rows: Iterable[Row]) -> list[Payment]:
    """The payments that the visible rows show, an own transfer seen twice being one."""
    visible = list(rows)
    seen = set(map(id, visible))
    found = []
    for row in visible:
        key = ACCOUNT[row.account].key
        other = row.other or {
            "cash-in": f"cash in: {key}", "cash-out": f"cash out: {key}",
        }.get(row.kind, f"name: {row.payee}")  # fmt: skip
        if row.minor < 0:
            both = row.twin is not None and id(row.twin) in seen
            sides = (row, row.twin) if both and row.twin is not None else (row,)
            found.append(Payment(key, other, -row.minor, sides))
        elif row.twin is None or id(row.twin) not in seen:
            found.append(Payment(other, key, row.minor, (row,)))
    return found


def shared(total: int, holdings: Parcels) -> Parcels:
    """`total` pence in proportion to `holdings` by largest remainder, ties in their order."""
    whole = sum(pence for _, pence in holdings)
    parts = [[origin, total * pence // whole, total * pence % whole] for origin, pence in holdings]
    left = total - sum(part[1] for part in parts)
    for part in sorted(parts, key=lambda part: -part[2])[:left]:
        part[1] += 1
    return [(origin, pence) for origin, pence, _ in parts if pence]


def _oldest(fund: Parcels, wanted: int) -> Parcels:
    taken: Parcels = []
    while wanted and fund:
        origin, pence = fund[0]
        part = min(pence, wanted)
        taken.append((origin, part))
        wanted -= part
        if part == pence:
            fund.pop(0)
        else:
            fund[0] = (origin, pence - part)
    return taken


def _rolling(fund: Parcels, wanted: int) -> Parcels:
    sums: dict[int, int] = defaultdict(int)
    for origin, pence in fund:
        sums[origin] += pence
    order = sorted(sums, key=lambda origin: (origin == CLEAN, origin))
    holdings = [(origin, sums[origin]) for origin in order]
    total = sum(sums.values())
    taken = shared(min(wanted, total), holdings) if total else []
    for origin, pence in taken:
        sums[origin] -= pence
    fund[:] = [(origin, sums[origin]) for origin in order if sums[origin]]
    return taken


RULES: dict[str, Callable[[Parcels, int], Parcels]] = {"fifo": _oldest, "pro-rata": _rolling}


def trace(ordered: list[Payment], origins: dict[int, int], rule: str) -> Traced:
    """Follow each origin (the id of its row, and its number) through the ordered payments."""
    draw = RULES[rule]
    funds: dict[str, Parcels] = defaultdict(list)
    debts: dict[str, int] = {account.key: max(0, -account.opening) for account in ACCOUNTS}
    for account in ACCOUNTS:
        if account.opening > 0:
            funds[account.key].append((CLEAN, account.opening))
    found = Traced()
    for payment in ordered:
        moved = draw(funds[payment.payer], payment.minor)
        short = payment.minor - sum(pence for _, pence in moved)
        if short:
            moved.append((CLEAN, short))
            if payment.payer in debts:
                debts[payment.payer] += short
        moved = _marked(moved, payment, origins)
        owed = min(debts.get(payment.payee, 0), payment.minor)
        if owed:
            paid = shared(owed, moved) if rule == "pro-rata" else _oldest(list(moved), owed)
            debts[payment.payee] -= owed
            for origin, pence in paid:
                found.repaid[origin, payment.payee] += pence
            moved = _less(moved, paid)
        funds[payment.payee].extend(moved)
    for key, fund in funds.items():
        for origin, pence in fund:
            found.held[origin, key] += pence
    return found


def _marked(moved: Parcels, payment: Payment, origins: dict[int, int]) -> Parcels:
    """Clean parcels become the origin's, in drawn order, up to the stated part."""
    row = next((row for row in payment.rows if id(row) in origins), None)
    if row is None:
        return moved
    number, part = origins[id(row)], payment.minor if row.part is None else row.part
    done: Parcels = []
    for origin, pence in moved:
        turned = min(pence, part) if origin == CLEAN else 0
        part -= turned
        done += [(number, turned)] if turned else []
        done += [(origin, pence - turned)] if pence > turned else []
    return done


def _less(moved: Parcels, paid: Parcels) -> Parcels:
    gone: dict[int, int] = defaultdict(int)
    for origin, pence in paid:
        gone[origin] += pence
    left: Parcels = []
    for origin, pence in moved:
        part = min(gone[origin], pence)
        gone[origin] -= part
        if pence > part:
            left.append((origin, pence - part))
    return left
