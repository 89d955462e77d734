"""Chains of occasional payments in the order of time: onwards, round, and back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from graphs.typologies.seen import BASE, Found, Seen, beyond, groups, within
from workbench.words import counted

#: An account with more occasional payments out within the days of a rule is not followed: too many
#: ways through it would be found by chance.
_BRANCHES = 12


def layering(seen: Seen) -> list[Found]:
    """A chain of payments, each most of what had just come in."""
    rule = seen.rules["layering"]
    received, given = seen.received, seen.given
    before: dict[int, tuple[int, ...]] = {}  # what each payment was made from
    hops: dict[int, int] = {}
    for key in sorted(received.keys() & given.keys()):
        for onward in given[key]:
            came = [
                at for at in received[key]
                if at < onward and seen.days[onward] - seen.days[at] <= rule["days"]
                and seen.payers[at] != seen.payees[onward]
            ]  # fmt: skip
            made = _made_from(seen, came, seen.minors[onward], rule["share"])
            if made:
                before[onward] = made
    for onward in sorted(before):
        hops[onward] = 1 + max(hops.get(at, 1) for at in before[onward])
    onwards = {at for made in before.values() for at in made}
    found = []
    for end in sorted(before):
        chain = _back(end, before, hops)
        accounts = [seen.payers[chain[0]], *(seen.payees[at] for at in chain)]
        if end in onwards or len(chain) < rule["hops"] or len(set(accounts)) < len(accounts):
            continue
        every = sorted({at for one in chain for at in before.get(one, ())} | set(chain))
        extra = [seen.payers[at] for at in every]
        found.append(
            Found(
                "layering", tuple(dict.fromkeys([*accounts, *extra])), tuple(every), (chain[-1],),
                f"{seen.sums([chain[-1]])} reached {seen.name(accounts[-1])} on "
                f"{seen.day(seen.days[end])} through {seen.names(accounts[1:-1])}: "
                f"{counted(len(chain), 'payment')} in a chain {seen.between(chain)}, each most "
                f"of what had just come in, beginning with {seen.sums(chain[:1])} from "
                f"{seen.name(accounts[0])}.",
                (
                    BASE, beyond(len(chain), rule["hops"], "payments in the chain", 15, 45),
                    ("each hop within a week", 15 * all(
                        seen.days[b] - seen.days[a] <= 7 for a, b in pairwise(chain)
                    )),
                ),
            )
        )  # fmt: skip
    return found


def _made_from(seen: Seen, came: list[int], minor: int, share: int) -> tuple[int, ...]:
    """The payment in, or all of those just before, that this is most of."""
    for at in reversed(came):
        if within(minor, seen.minors[at], share, 100):
            return (at,)
    if len(came) > 1 and within(minor, seen.total(came), share, 100):
        return tuple(came)
    return ()


def _back(end: int, before: dict[int, tuple[int, ...]], hops: dict[int, int]) -> list[int]:
    chain = [end]
    while chain[-1] in before:
        chain.append(max(before[chain[-1]], key=lambda at: (hops.get(at, 1), -at)))
    return chain[::-1]


def round_trip(seen: Seen) -> list[Found]:
    """Money that goes through others and comes back."""
    rule = seen.rules["round-trip"]
    given = seen.given
    days, minors = seen.days, seen.minors
    payers, payees = seen.payers, seen.payees
    into: list[int] = seen.into.tolist()
    found, met = [], set()
    low, high = 100 - rule["band"], 100 + rule["band"]
    for start in sorted(at for places in given.values() for at in places):
        home = int(payers[start])
        ways = [[start]]
        while ways:
            way = ways.pop()
            last = way[-1]
            onward = [
                at for at in given.get(into[last], ())
                if at > last and days[at] - days[start] <= rule["days"]
            ]  # fmt: skip
            if len(onward) > _BRANCHES:
                continue
            for at in onward:
                if not within(int(minors[at]), int(minors[last]), low, high):
                    continue
                payee = int(payees[at])
                longer = [*way, at]
                if payee == home:
                    if len(longer) >= rule["accounts"] and tuple(longer) not in met:
                        met.add(tuple(longer))
                        found.append(_round(seen, longer))
                elif len(longer) < rule["most_accounts"] and all(
                    payee != payees[before] for before in way
                ):
                    ways.append(longer)
    return found


def _round(seen: Seen, way: list[int]) -> Found:
    rule = seen.rules["round-trip"]
    accounts = seen.payers_of(way)
    out, back = seen.minors[way[0]], seen.minors[way[-1]]
    return Found(
        "round-trip", tuple(accounts), tuple(way), (way[-1],),
        f"{seen.sums(way[:1])} left {seen.name(accounts[0])} on {seen.day(seen.days[way[0]])}, "
        f"went through {seen.names(accounts[1:])}, and {seen.sums(way[-1:])} came back on "
        f"{seen.day(seen.days[way[-1]])}.",
        (
            BASE, ("the payments make a whole circle in time order", 20),
            beyond(len(way), rule["accounts"], "payments in the circle", 10, 20),
            ("what came back is within a tenth of what left", 15 * within(back, out, 90, 110)),
        ),
    )  # fmt: skip


def u_turn(seen: Seen) -> list[Found]:
    """Paid to another, and paid back to the same holder."""
    rule = seen.rules["u-turn"]
    given = seen.given
    p, count = seen.p, len(seen.p.accounts)
    there = p.owners[p.payers] * count + p.payees
    back_again = p.owners[p.payees[seen.alone]] * count + p.payers[seen.alone]
    large = seen.alone & (p.minors >= rule["total_minor"]) & np.isin(there, back_again)
    low, high = 100 - rule["band"], 100 + rule["band"]
    found = []
    for places in groups(seen.out, large).values():
        for out in places:
            for back in given.get(int(seen.into[out]), ()):
                same = seen.owners[seen.payees[back]] == seen.owners[seen.payers[out]]
                soon = back > out and seen.days[back] - seen.days[out] <= rule["days"]
                if not (same and soon):
                    continue
                if not within(seen.minors[back], seen.minors[out], low, high):
                    continue
                payer, other = seen.payers[out], seen.payees[out]
                days = int(seen.days[back] - seen.days[out])
                exact = seen.minors[back] == seen.minors[out]
                found.append(
                    Found(
                        "u-turn", tuple(dict.fromkeys([payer, other, seen.payees[back]])),
                        (out, back), (back,),
                        f"{seen.name(payer)} paid {seen.sums([out])} to {seen.name(other)} on "
                        f"{seen.day(seen.days[out])}, and {seen.sums([back])} came back to "
                        f"{seen.name(seen.payees[back])} {counted(days, 'day')} later.",
                        (
                            BASE, ("the same amount to the penny", 10 * int(exact)),
                            ("it came back to another account of the holder",
                             20 * int(seen.payees[back] != payer)),
                            ("within a week", 10 * int(days <= 7)),
                        ),
                    )
                )  # fmt: skip
                break
    return found
