"""Shapes of occasional payments: fans, gathering, scattering, the same payees of several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from graphs.typologies.seen import BASE, Found, Seen, beyond, groups, percent, runs, windows, within
from workbench.words import counted

#: An account with more new counterparties than this is no part of a small group that acts alike.
_CROWD = 60


def fan_in(seen: Seen) -> list[Found]:
    """Many occasional payers to one account."""
    return _fan(seen, "fan-in", inward=True)


def fan_out(seen: Seen) -> list[Found]:
    """One account to many occasional payees."""
    return _fan(seen, "fan-out", inward=False)


def _fan(seen: Seen, typology: str, *, inward: bool) -> list[Found]:
    rule, p = seen.rules[typology], seen.p
    keys, others = (seen.into, seen.payers) if inward else (seen.out, seen.payees)
    found = []
    span = int(seen.days[-1] - seen.days[0]) + 1 if len(p) else 1
    for key, places in groups(keys, seen.alone).items():
        if len(places) < rule["count"]:
            continue
        known = [others[at] for at in places]
        hits = [
            (first, last)
            for first, last in windows(places, seen.days, rule["days"])
            if last - first >= rule["count"] and len(set(known[first:last])) >= rule["count"]
        ]
        for first, last in runs(hits):
            inside = places[first:last]
            many = len(set(known[first:last]))
            rest = len(set(known[:first]) | set(known[last:]))
            # What is usual: the new counterparties of all other days, in as many days.
            days = int(seen.days[inside[-1]] - seen.days[inside[0]]) + 1
            usual = rest * days // max(span - days, 1)
            if many < rule["times"] * usual:
                continue
            account = key // seen.width
            who = counted(many, "occasional payer" if inward else "occasional payee")
            verb = f"was paid {seen.sums(inside)} by" if inward else f"paid {seen.sums(inside)} to"
            accounts = (account, *dict.fromkeys(known[first:last]))
            found.append(
                Found(
                    typology, accounts, tuple(inside), tuple(inside),
                    f"{seen.name(account)} {verb} {who} in {counted(len(inside), 'payment')} "
                    f"{seen.between(inside)} ({seen.names(accounts[1:])}); {usual:,} would be "
                    "usual for it in as many days.",
                    (
                        BASE, beyond(many, rule["count"], "accounts", 5, 30),
                        ("no more than one in as many days otherwise", 15 if usual <= 1 else 0),
                    ),
                )
            )  # fmt: skip
    return found


def gather_scatter(seen: Seen) -> list[Found]:
    """Gathered from several payers, and paid on to several payees."""
    rule = seen.rules["gather-scatter"]
    received, given = seen.received, seen.given
    found = []
    for key in sorted(received.keys() & given.keys()):
        got, gave = received[key], given[key]
        after = 0  # a payment is in one lead of the account at most
        for first, last in windows(got, seen.days, rule["days"]):
            inside = got[first:last]
            if first < after or len(set(seen.payers_of(inside))) < rule["count"]:
                continue
            until = seen.days[inside[-1]] + rule["days"]
            onward = [at for at in gave if at > inside[0] and seen.days[at] <= until]
            total, passed = seen.total(inside), seen.total(onward)
            if (
                len(set(seen.payees_of(onward))) < rule["payees"]
                or not within(passed, total, rule["share"], rule["most"])
                or onward[-1] < inside[-1]
            ):
                continue
            after = last
            account = key // seen.width
            payers, payees = seen.payers_of(inside), seen.payees_of(onward)
            found.append(
                Found(
                    "gather-scatter", (account, *dict.fromkeys([*payers, *payees])),
                    tuple(sorted([*inside, *onward])), tuple(inside),
                    f"{seen.name(account)} was paid {seen.sums(inside)} by "
                    f"{counted(len(payers), 'occasional payer')} {seen.between(inside)}, and paid "
                    f"{seen.sums(onward)}, {percent(passed, total)} percent of it, to "
                    f"{counted(len(payees), 'occasional payee')} {seen.between(onward)}.",
                    (
                        BASE, beyond(len(payers), rule["count"], "payers", 5, 20),
                        beyond(len(payees), rule["payees"], "payees", 5, 20),
                        ("nine tenths or more of it was paid on", 15 * within(passed, total, 90)),
                    ),
                )
            )  # fmt: skip
    return found


def scatter_gather(seen: Seen) -> list[Found]:
    """Scattered over several accounts, which pay one and the same account."""
    rule = seen.rules["scatter-gather"]
    received, given = seen.received, seen.given
    ways: dict[tuple[int, int], dict[int, tuple[set[int], set[int]]]] = defaultdict(dict)
    for key in sorted(received.keys() & given.keys()):
        got, gave = received[key], given[key]
        if len(got) > _CROWD or len(gave) > _CROWD:
            continue
        for source in got:
            for onward in gave:
                payer, payee = seen.payers[source], seen.payees[onward]
                soon = 0 <= seen.days[onward] - seen.days[source] <= rule["days"]
                if onward > source and soon and payer != payee:
                    both = ways[payer, payee].setdefault(key, (set(), set()))
                    both[0].add(source)
                    both[1].add(onward)
    whole = []
    for _, middles in sorted(ways.items()):
        out = set().union(*(both[0] for both in middles.values()))
        back = set().union(*(both[1] for both in middles.values()))
        if (
            len(middles) >= rule["count"]
            and seen.days[max(back)] - seen.days[min(out)] <= rule["days"]
            and within(seen.total(back), seen.total(out), rule["share"], rule["most"])
        ):
            whole.append((out, back))
    found = []
    # What several scattered, or several gathered, through the same accounts is one lead.
    for inside in _joined([out | back for out, back in whole]):
        mine = [(out, back) for out, back in whole if out <= set(inside)]
        out = set().union(*(one for one, _ in mine))
        back = set().union(*(one for _, one in mine))
        found.append(_scattered(seen, sorted(out), sorted(back - out)))
    return found


def _scattered(seen: Seen, out: list[int], back: list[int]) -> Found:
    rule = seen.rules["scatter-gather"]
    payers, between, payees = seen.payers_of(out), seen.payees_of(out), seen.payees_of(back)
    return Found(
        "scatter-gather", tuple(dict.fromkeys([*payers, *between, *payees])),
        tuple(sorted([*out, *back])), tuple(out),
        f"{seen.names(payers)} paid {seen.sums(out)} to {seen.names(between)} "
        f"{seen.between(out)}, and they paid {seen.sums(back)} to {seen.names(payees)} "
        f"{seen.between(back)}.",
        (
            BASE, beyond(len(between), rule["count"], "accounts between", 10, 40),
            ("the two sums are within a tenth of each other",
             15 * within(seen.total(back), seen.total(out), 90, 110)),
        ),
    )  # fmt: skip


def bipartite(seen: Seen) -> list[Found]:
    """Several payers who each paid the same several payees."""
    rule = seen.rules["bipartite"]
    alike = []
    for two, inside in sorted(_shared(seen, rule["days"]).items()):
        payees = set(seen.payees_of(sorted(inside)))
        soon = seen.days[max(inside)] - seen.days[min(inside)] <= rule["days"]
        if len(payees) >= rule["payees"] and soon and not payees & set(two):
            alike.append(inside)
    found = []
    for group in _joined(alike):
        payers, payees_of = seen.payers_of(group), seen.payees_of(group)
        if len(payers) < rule["payers"]:
            continue
        full = len(payers) * len(payees_of)
        found.append(
            Found(
                "bipartite", tuple(dict.fromkeys([*payers, *payees_of])), tuple(group),
                tuple(group),
                f"{seen.names(payers)} paid {seen.names(payees_of)} "
                f"{seen.between(group)}: {counted(len(group), 'payment')}, "
                f"{seen.sums(group)} in all.",
                (
                    BASE, beyond(len(payers), rule["payers"], "payers", 10, 25),
                    beyond(len(payees_of), rule["payees"], "payees", 10, 25),
                    ("every payer paid every payee", 10 * (len(group) >= full)),
                ),
            )
        )  # fmt: skip
    return found


def _shared(seen: Seen, days: int) -> dict[tuple[int, int], set[int]]:
    """The payments of each two payers to those whom both paid within so many days."""
    shared: dict[tuple[int, int], set[int]] = defaultdict(set)
    for places in seen.received.values():
        if len(places) > _CROWD:
            continue
        for at, one in enumerate(places):
            for other in places[at + 1 :]:
                if seen.days[other] - seen.days[one] > days:
                    break
                a, b = sorted((seen.payers[one], seen.payers[other]))
                if a != b:
                    shared[a, b].update((one, other))
    return shared


def _joined(sets: Iterable[set[int]]) -> list[list[int]]:
    """Sets that have a payment in common, joined; each in the order of time."""
    whose: dict[int, int] = {}
    joined: dict[int, set[int]] = {}
    for number, one in enumerate(sets):
        touched = {whose[place] for place in one if place in whose}
        whole = one.union(*(joined.pop(old) for old in touched))
        joined[number] = whole
        whose.update(dict.fromkeys(whole, number))
    return sorted(sorted(one) for one in joined.values())


def best_first(found: Sequence[Found]) -> list[Found]:
    """Leads of one rule without those whose payments are all in a better one."""
    kept: list[Found] = []
    used: dict[int, list[int]] = defaultdict(list)
    for one in sorted(found, key=lambda f: (-len(f.payments), -f.score, f.payments)):
        first = used.get(one.payments[0], [])
        if any(set(one.payments) <= set(kept[at].payments) for at in first):
            continue
        for place in one.payments:
            used[place].append(len(kept))
        kept.append(one)
    return kept
